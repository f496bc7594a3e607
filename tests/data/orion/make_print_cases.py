#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes print_cases.json out of recorded cases of Orion's command line: frames and changes that lead to their outputs.

    make_print_cases.py CASES_FOLDER

Frames come from a case's CSV file, changes from its JSON or its summary; the means of a change are chosen so that its
percentage comes out as recorded. Cases of other people's data are left out."""

import ast
import csv
import io
import json
import math
import pathlib
import re
import sys
from datetime import UTC, datetime

SKIPPED = {
    "lab-early-and-late": "dropped changes stand in the table alone",
    "lab-uuid-baseline": "its CSV file is of the repeated search for older runs",
    "lab-pr-search-flag": "the lists of its summary come from another request",
    "lab-earlyMetric": "dropped changes, too",
    "lab-earlyMetric-window": "the same",
    "lab-stepUpDown": "the same",
}
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")


def typed(text):
    """A cell as the tests read it: null, bool, whole, [real] or text."""
    if text == "":
        return None
    if text in ("True", "False"):
        return text == "True"
    if NUMBER.fullmatch(text):
        return [text] if re.search(r"[.e]", text) else int(text)
    if text.startswith("{'"):
        return {"json": json.dumps(ast.literal_eval(text))}
    return text


def seconds(row):
    return datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC).timestamp()


def labels_of(case):
    """Column -> labels, from whatever shows them."""
    found = {}
    for row in re.findall(r"^\| (\S+)\s*\|[^|]*\|[^|]*% *\| (\[.*\])\s*\|$", case["stdout_report"], re.M):
        found[row[0]] = ast.literal_eval(row[1])
    for labels, column in re.findall(r'<testcase name="(.*?) ?(\S+) regression', case["stdout_report"]):
        found.setdefault(column, [labels] if labels else [])
    for document in documents(case):
        for row in document:
            for column, metric in row["metrics"].items():
                found[column] = metric["labels"]
    return found


def documents(case):
    if not case["stdout_report"].startswith("["):
        return
    decoder, text = json.JSONDecoder(), case["stdout_report"]
    while text.strip():
        document, end = decoder.raw_decode(text.lstrip())
        text = text.lstrip()[end:]
        yield document


def summary_of(case, test):
    text = case["stdout_report"].partition("Regression(s) found :\n")[2]
    rule = "-" * 50 + "\n"
    return "".join(rule + block for block in text.split(rule) if block.startswith(f"Test: {test}:\n"))


def named_changes(case, test):
    """(row's version, column, percentage) from the summary."""
    for block in summary_of(case, test).split("-" * 50 + "\n"):
        version = re.search(r"Changepoint at: +(\S+)", block)
        for column, percent in re.findall(r"^\| (\S+)\s*\|[^|]*\| (-?[\d.]+|inf)% *\|", block, re.M):
            yield version.group(1), column, percent


def mean(numbers):
    return sum(numbers) / len(numbers)


def near(numbers, percent, row, others):
    """The means of the segments that meet at a change, where they give the percentage recorded."""
    if row == 0:
        return None
    starts = [0] + sorted(others) + [len(numbers)]
    at = starts.index(row)
    before, after = mean(numbers[starts[at - 1] : row]), mean(numbers[row : starts[at + 1]])
    found = (after - before) / before * 100 if before else math.inf
    return (before, after) if abs(found - percent) < 0.0051 else None


def means(value, percent):
    """Means that give the percentage to the last bit, if there are some with the value as mean after."""
    if math.isinf(percent):
        return 0.0, value
    low = high = value / (1 + percent / 100)
    for _ in range(4000):
        for before in (low, high):
            if (value - before) / before * 100 == percent:
                return before, value
        low, high = math.nextafter(low, -math.inf), math.nextafter(high, math.inf)
    return value / (1 + percent / 100), value


def exact(before, after, percent):
    """Means next to these that give the percentage to the last bit."""
    for _ in range(200):
        for tried in (math.nextafter(before, before - 1), before, math.nextafter(before, before + 1)):
            if (after - tried) / tried * 100 == percent:
                return tried, after
        after = math.nextafter(after, math.inf)
    return None


def numeric(cell):
    return float(cell[0]) if isinstance(cell, list) else float(cell)


def combined(rows, names, values):
    """The two rows of CMR."""
    earlier, newest = rows[:-1], rows[-1]
    first = {}
    for name in names:
        cells = [row[name] for row in earlier]
        first[name] = (
            [repr(sum(numeric(cell) for cell in cells) / len(cells))]
            if name in values
            else ",".join(str(cell) for cell in cells)
        )
    return [first, newest]


def read_frame(text):
    """Names and rows; run, time and version are texts whatever they look like."""
    table = list(csv.reader(io.StringIO(text)))
    names = table[0][1:]
    texts = {names[0], *names[names.index("timestamp") : names.index("prs") + 1]}

    def cell(name, written):
        return written if name in texts else typed(written)

    return names, [
        {name: cell(name, written) for name, written in zip(names, row[1:], strict=True)} for row in table[1:]
    ]


def frame_of(case, name, text):
    names, rows = read_frame(text)
    at_time, at_prs = names.index("timestamp"), names.index("prs")
    metrics = names[1:at_time]
    attributes = [column for column in metrics if column.startswith("k8s_")]
    values = [column for column in metrics if column not in attributes]
    options = {"collapse": "--collapse" in case["args"], "group": 5, "correct": False}
    if "--column-group-size" in case["args"]:
        options["group"] = int(case["args"][case["args"].index("--column-group-size") + 1])
    frame = {
        "case": case["name"],
        "test": name,
        "uuid_field": names[0],
        "version_field": names[at_time + 1],
        "metrics": metrics,
        "values": values,
        "display": names[at_prs + 1 :],
        "labels": labels_of(case),
        "options": options,
        "csv": text,
    }
    frame["rows"] = [
        {
            "run": row[names[0]],
            "time": int(seconds(row)),
            "version": row[names[at_time + 1]],
            "prs": ast.literal_eval(row["prs"]),
            "index": index,
            "cells": {column: row[column] for column in metrics + frame["display"]},
        }
        for index, row in enumerate(rows)
    ]
    if "--anomaly-detection" in case["args"]:
        frame["has_indexes"] = True
        frame["rows"] = [row for row in frame["rows"] if None not in row["cells"].values()]
    if "--cmr" in case["args"] and len(rows) > 1:
        make_two(frame, rows, names)
    return frame


def make_two(frame, rows, names):
    first, newest = combined(rows, names, set(frame["values"]))
    two = []
    for row, time in ((first, sum(map(seconds, rows[:-1])) / (len(rows) - 1)), (newest, seconds(newest))):
        two.append(
            {
                "run": row[names[0]],
                "real_time": repr(time),
                "version": row[frame["version_field"]],
                "prs": ast.literal_eval(newest["prs"]),
                "cells": {
                    column: [repr(numeric(row[column]))] if column in frame["values"] else row[column]
                    for column in frame["metrics"] + frame["display"]
                },
            }
        )
    two[0]["prs_text"] = first["prs"]
    frame["rows"] = two


def add_changes(case, frame, document):
    frame["changes"] = []
    rows = {row["run"]: index for index, row in enumerate(frame["rows"])}
    versions = {}
    for index, row in enumerate(frame["rows"]):
        versions.setdefault(row["version"], index)
    found = []
    if document is not None:
        for row in document:
            for column, metric in row["metrics"].items():
                if metric["percentage_change"] != 0:
                    found.append((rows[row[frame["uuid_field"]]], column, metric["percentage_change"]))
    else:
        for version, column, percent in named_changes(case, frame["test"]):
            found.append((versions[version], column, float(percent)))
    if len({change[:2] for change in found}) < len(found):
        raise KeyError("two runs of one version: the summary does not say which row changed")
    for row, column, percent in sorted(found, key=lambda change: (frame["values"].index(change[1]), change[0])):
        cells = [row["cells"][column] for row in frame["rows"]]
        others = {change[0] for change in found if change[1] == column}
        pair = None
        if None not in cells and "--hunter-analyze" in case["args"]:
            pair = near([numeric(cell) for cell in cells], percent, row, others)
        if pair and document is not None:
            pair = exact(*pair, percent)
        before, after = pair or means(numeric(cells[row]), percent)
        frame["changes"].append({"row": row, "column": column, "before": repr(before), "after": repr(after)})


def outputs(case, frame, document, text):
    test, files = frame["test"], case["files"]
    frame["text"] = files.get(f"output_table_{test}.txt")
    frame["json"] = text
    frame["junit"] = files.get(f"output_{test}.xml")
    frame["summary"] = summary_of(case, test).rstrip("\n") if case["exit_code"] == 2 else ""
    frame["has_summary"] = not case["stdout_report"].startswith("[")


def cases(folder):
    seen = set()
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        own = case["group"] in ("own", "kapi") and "--pr-analysis" not in case["args"]
        if not own or case["exit_code"] not in (0, 2) or case["name"] in SKIPPED or "--viz" in case["args"]:
            continue
        listed = [name for name in case["files"] if name.startswith("data-") and name.endswith(".csv")]
        texts = case["stdout_report"].split("\n]\n") if case["stdout_report"].startswith("[") else []
        for index, name in enumerate(sorted(listed)):
            test = name.removeprefix("data-").removesuffix(".csv")
            frame = frame_of(case, test, case["files"][name])
            text = case["files"].get(f"output_{test}.json") or (
                texts[index] + "\n]" if len(listed) == 1 and texts else None
            )
            if case["stdout_report"] == "[]\n":
                text = "[]"
            document = json.loads(text) if text else None
            try:
                add_changes(case, frame, document)
            except KeyError:
                continue
            outputs(case, frame, document, text)
            kinds = json.dumps([frame[key] for key in ("text", "json", "junit", "summary", "options")])
            if kinds not in seen:  # many options change nothing that is printed
                yield frame
            seen.add(kinds)


def pulls_of(cases, frame):
    """The runs of pull requests, which no CSV file holds: out of the case with JSON."""
    found = []
    for pull in cases["lab-pr-analysis-json"]:
        rows = [
            {
                "run": row["uuid"],
                "time": row["timestamp"],
                "version": row["ocpVersion"],
                "prs": row["prs"],
                "cells": {
                    **{name: typed(repr(metric["value"])) for name, metric in row["metrics"].items()},
                    "buildUrl": row["buildUrl"],
                },
            }
            for row in pull["data"]
        ]
        found.append({**frame, "number": str(pull["pr"]), "rows": rows, "changes": []})
    return found


def pull_cases(folder):
    cases = {}
    for path in sorted(pathlib.Path(folder).glob("*-lab-pr-analysis*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        cases[case["name"]] = case
    listed = json.loads(cases["lab-pr-analysis-json"]["stdout_report"])
    changed = None
    for name in ("lab-pr-analysis-json", "lab-pr-analysis", "lab-pr-analysis-junit"):
        case = cases[name]
        frame = frame_of(case, "lab-basic", case["files"]["data-lab-basic.csv"])
        frame["labels"] = {column: metric["labels"] for column, metric in listed["periodic"][0]["metrics"].items()}
        if changed is None:
            add_changes(case, frame, listed["periodic"])
            changed = frame["changes"]
        frame["changes"] = changed
        numbers = (5, 4242) if name == "lab-pr-analysis-json" else (4242,)
        pulls = [pull for pull in listed["pulls"] if pull["pr"] in numbers]
        frame["pulls"] = pulls_of({"lab-pr-analysis-json": pulls}, frame)
        frame["pull_json"] = case["files"].get("output_lab-basic.json")
        frame["pull_junit"] = case["files"].get("output_lab-basic.xml")
        comparison = re.search(r"lab-basic \| Comparison\n.*?(?=\n\n)", case["stdout_report"], re.S)
        frame["comparison"] = comparison.group(0) if comparison else None
        yield frame


def main():
    where = pathlib.Path(__file__).with_name("print_cases.json")
    lines = [json.dumps(frame, ensure_ascii=False) for found in (cases, pull_cases) for frame in found(sys.argv[1])]
    where.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
