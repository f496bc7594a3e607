#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes frame_cases.json: random frames, and what pandas 2.3.3, tabulate 0.9, json and minidom make of them in the way
that Orion uses them (pip install pandas==2.3.3 tabulate==0.9). Columns of mixed types, gaps, odd names and numbers."""

import json
import math
import pathlib
import random
import sys
import xml.dom.minidom
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pandas as pd
import tabulate

TEXTS = [
    "",
    "a",
    "N/A",
    "True",
    "12",
    "4.20",
    "1e5",
    "nan",
    "x, y",
    'say "x"',
    "it's",
    "two\nlines",
    " pad ",
    "ünï–",
    "日本",
]
TEXTS += ["v1.32.0", "https://prow.example/1", "-", "<b>&", "back\\slash", "\u2028", "None", "[]"]
NOW = 1795319631


def real(rng):
    way = rng.randrange(7)
    if way == 0:
        return rng.choice([0.0, -0.0, 1e16, 1e-7, 1e-12, 123456789.123456, 1e300, 2.5, 1749614124.3333333, math.inf])
    if way == 1:
        return float(rng.randrange(-5000, 5000))
    if way == 2:
        return rng.uniform(-1, 1) * 10.0 ** rng.randrange(-11, 18)
    return rng.uniform(0, 5000)


def cell(rng, way):
    if way == "mixed":
        way = rng.choice(["whole", "real", "bool", "text", "text"])
    if way == "whole":
        return rng.randrange(-(10**6), 10**9)
    if way == "real":
        return real(rng)
    if way == "bool":
        return rng.random() < 0.5
    if way == "object":
        return rng.choice([{"a": 1.23456789012345, "b": [1, None]}, {"it's": "ü"}, ["x", 2.5], {}])
    return rng.choice(TEXTS)


def column(rng, count, ways, gaps):
    way = rng.choice(ways)
    cells = [cell(rng, way) for _ in range(count)]
    if rng.random() < gaps:
        share = rng.choice([0.2, 0.2, 1])
        cells = [None if rng.random() < share else value for value in cells]
    return cells


def frame_of(rng):
    """Names and cells of each column, as Orion would fetch them."""
    count = rng.choice([1, 1, 2, 3, 5, 7])
    version = rng.choice(["ocpVersion", "metadata.version", "v"])
    made = {
        "uuid_field": rng.choice(["uuid", "run.id"]),
        "version_field": version,
        "runs": [],
        "times": [],
        "versions": [],
    }
    for index in range(count):
        made["runs"].append(f"{rng.randrange(10**8):08d}" if rng.random() < 0.2 else f"b11b2f1d-{index}")
        made["times"].append(1748748639 + index * 86400)
        made["versions"].append(rng.choice(["4.19.0-0.nightly", "4.20", "N/A", "4.20"]))
    made["runs"] = [f"{run}{index}" for index, run in enumerate(made["runs"])]
    made["prs"] = [
        rng.sample(["https://github.com/o/r/pull/1", "it's", 'a "b"'], rng.randrange(4)) for _ in range(count)
    ]
    prefix = rng.choice(["", "", "p.", "p.q."])
    names = [f"{prefix}m{index}_avg" for index in range(rng.randrange(1, 8))]
    made["values"] = {name: column(rng, count, ["whole", "real", "real", "bool"], 0.3) for name in names}
    made["attributes"] = {
        f"k8s_{index}": column(rng, count, ["whole", "real", "bool", "text", "mixed"], 0.3)
        for index in range(rng.randrange(3))
    }
    kinds = ["whole", "real", "bool", "text", "text", "mixed", "object"]
    fields = rng.sample(["buildUrl", "ocpVirt", "jobDuration", "note"], rng.randrange(4))
    made["display"] = {name: column(rng, count, kinds, 0.3) for name in fields}
    return made


def dataframe(made):
    frame = pd.DataFrame({made["uuid_field"]: made["runs"]})
    for name, cells in {**made["values"], **made["attributes"]}.items():
        there = [(run, value) for run, value in zip(made["runs"], cells, strict=True) if value is not None]
        if there:
            column = pd.DataFrame({made["uuid_field"]: [run for run, _ in there], name: [value for _, value in there]})
            frame = frame.merge(column, on=made["uuid_field"], how="left")
        else:
            frame[name] = float("nan")
    by_run = {run: index for index, run in enumerate(made["runs"])}
    frame["timestamp"] = [datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%S") for time in made["times"]]
    frame[made["version_field"]] = made["versions"]
    frame["prs"] = made["prs"]
    for name, cells in made["display"].items():
        frame[name] = frame[made["uuid_field"]].apply(lambda run, cells=cells: cells[by_run[run]])
    return frame


def text_of(frame, made, size):
    times = [datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M:%S") for time in made["times"]]
    fixed = {
        name: frame[name]
        for name in frame.columns
        if name in (made["uuid_field"], made["version_field"]) or name in made["attributes"]
    }
    grouped = list(made["values"]) + list(made["display"])
    tables = []
    for start in range(0, len(grouped), size):
        group = grouped[start : start + size]
        parts = [name.split(".") for name in group]
        shared = 0
        while shared + 1 < min(map(len, parts)) and len({tuple(part[: shared + 1]) for part in parts}) == 1:
            shared += 1
        heads = list(dict.fromkeys(["time", *fixed, *(".".join(part[shared:]) for part in parts)]))
        tables.append(
            tabulate.tabulate({"time": times, **fixed, **{name: frame[name] for name in group}}, headers=heads)
        )
    return "\n\n".join(tables)


def rows_of(frame, made, changes):
    frame = frame.copy()
    frame["timestamp"] = made["times"]
    rows = json.loads(frame.to_json(orient="records"))
    for index, row in enumerate(rows):
        of_row = {change["column"]: change for change in changes if change["row"] == index}
        row["metrics"] = {
            name: {"value": row.pop(name), "percentage_change": 0, "labels": []} for name in made["values"]
        }
        row["is_changepoint"] = bool(of_row)
        for name, change in of_row.items():
            before, after = float(change["before"]), float(change["after"])
            row["metrics"][name]["percentage_change"] = (after - before) / before * 100
    return rows


def failure(rows, made, name):
    table = pd.DataFrame(
        {
            made["uuid_field"]: row[made["uuid_field"]],
            "timestamp": datetime.fromtimestamp(row["timestamp"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            name: row["metrics"][name]["value"],
            "is_changepoint": bool(row["metrics"][name]["percentage_change"]),
            "percentage_change": row["metrics"][name]["percentage_change"],
            **{field: row[field] for field in made["display"]},
        }
        for row in rows
    )
    lines = tabulate.tabulate(table, headers="keys", tablefmt="psql").split("\n")
    for index, percent in enumerate(table["percentage_change"]):
        lines[3 + index] += " -- changepoint" if percent else ""
    return "\n" + "\n".join(lines) + "\n"


def junit_of(rows, made):
    suites = ET.Element("testsuites")
    failed = [name for name in made["values"] if any(row["metrics"][name]["percentage_change"] for row in rows)]
    attributes = {"name": "random nightly compare", "failures": str(len(failed)), "tests": str(len(made["values"]))}
    suite = ET.SubElement(suites, "testsuite", attributes)
    for name in made["values"]:
        case = ET.SubElement(suite, "testcase", {"name": f" {name} regression detection", "timestamp": str(NOW)})
        if name in failed:
            ET.SubElement(case, "failure").text = failure(rows, made, name)
    return xml.dom.minidom.parseString(ET.tostring(suites, encoding="utf8").decode()).toprettyxml()


def changes_of(rng, made):
    found = []
    for name, cells in made["values"].items():
        if rng.random() < 0.5 and not any(isinstance(value, bool) for value in cells):
            before, after = rng.uniform(1, 100), rng.uniform(1, 100)
            row = rng.randrange(len(cells))
            found.append({"row": row, "column": name, "before": repr(before), "after": repr(after)})
    return found


def tagged(value):
    if isinstance(value, float):
        return [repr(value)]
    return {"json": json.dumps(value)} if isinstance(value, (dict, list)) else value


def has_lines_or_objects(made):
    cells = [value for column in made["display"].values() for value in column]
    return any(isinstance(value, (dict, list)) or (isinstance(value, str) and "\n" in value) for value in cells)


def case_of(rng, number):
    made = frame_of(rng)
    frame = dataframe(made)
    size = rng.choice([1, 2, 5])
    with_changes = rng.random() < 0.5 and not has_lines_or_objects(made)
    changes = changes_of(rng, made) if with_changes else []
    rows = rows_of(frame, made, changes)
    cells = {**made["values"], **made["attributes"], **made["display"]}
    return {
        "case": f"random {number}",
        "test": "random",
        "uuid_field": made["uuid_field"],
        "version_field": made["version_field"],
        "metrics": [*made["values"], *made["attributes"]],
        "values": list(made["values"]),
        "display": list(made["display"]),
        "labels": {},
        "options": {"collapse": False, "group": size},
        "rows": [
            {
                "run": made["runs"][index],
                "time": made["times"][index],
                "version": made["versions"][index],
                "prs": made["prs"][index],
                "cells": {name: tagged(values[index]) for name, values in cells.items()},
            }
            for index in range(len(frame))
        ],
        "changes": changes,
        "csv": frame.to_csv(),
        "text": None if changes else text_of(frame, made, size),
        "json": json.dumps(rows, indent=2),
        "junit": junit_of(rows, made) if changes else None,
    }


def made_cases(count, seed):
    rng = random.Random(seed)
    number = 0
    while number < count:
        try:
            case = case_of(rng, number)
        except ValueError:
            continue  # "True" in a column of numbers, of which tabulate dies
        yield case
        number += 1


def main():
    count, seed = (int(word) for word in (sys.argv[1:] + ["150", "1"])[:2])
    where = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else pathlib.Path(__file__).with_name("frame_cases.json")
    lines = [json.dumps(case, ensure_ascii=False) for case in made_cases(count, seed)]
    where.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
