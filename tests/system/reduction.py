# SPDX-License-Identifier: GPL-3.0-or-later
"""The reduction of documents to points once more, independent of rigel: from NDJSON, in plain Python.

Which runs belong to a test is taken from the fleet's truth.json; conditions compare for equality, which
is what the generated tests need."""

import collections
import csv
import functools
import json
import math


def scalar(text):
    text = text.strip()
    if text[:1] in "\"'":
        return text[1:-1]
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    if text.startswith("["):
        return [scalar(item) for item in text[1:-1].split(",")]
    return text


def plain_yaml(text):
    """YAML as fleet.py writes it: nested maps and lists by indentation, scalars on one line."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    rows = [(len(line) - len(line.lstrip()), line.strip()) for line in lines]

    def block(at, indent):
        value = [] if rows[at][1].startswith("- ") else {}
        while at < len(rows) and rows[at][0] == indent:
            text = rows[at][1]
            if isinstance(value, list):
                if ": " not in text and not text.endswith(":") or text[2] in "\"'":
                    value.append(scalar(text[2:]))
                    at += 1
                    continue
                rows[at] = (indent + 2, text[2:])
                item, at = block(at, indent + 2)
                value.append(item)
                continue
            key, _, rest = text.partition(":")
            at += 1
            if rest.strip():
                value[key] = scalar(rest)
            else:
                value[key], at = block(at, rows[at][0])
        return value, at

    return block(0, rows[0][0])[0]


def documents(files):
    """(index, document) of every pair of `_bulk` files."""
    for file in files:
        with open(file, encoding="utf-8") as lines:
            for action in lines:
                ((_, target),) = json.loads(action).items()
                yield target["_index"], json.loads(next(lines))


def flat(document, path="", found=None):
    """{dotted path: all values}, arrays spread, nulls left out."""
    found = collections.defaultdict(list) if found is None else found
    if isinstance(document, dict):
        for name, inner in document.items():
            flat(inner, f"{path}.{name}" if path else name, found)
    elif isinstance(document, list):
        for inner in document:
            flat(inner, path, found)
    elif document is not None:
        found[path].append(document)
    return found


def meets(document, field, wanted):
    return any(value == wanted or same_text(value, wanted) for value in document.get(field, ()))


@functools.lru_cache(None, typed=True)
def same_text(value, wanted):
    return str(value).lower() == str(wanted).lower()


RESERVED = {
    "name", "metric_of_interest", "agg", "direction", "threshold", "labels", "correlation", "context",
    "timestamp", "type", "not", "group_by",
}  # fmt: skip


def percentile(values, percent):
    values = sorted(values)
    position = percent / 100 * len(values) - 0.5
    if position <= 0:
        return values[0]
    if position >= len(values) - 1:
        return values[-1]
    below = int(position)
    return values[below] + (values[below + 1] - values[below]) * (position - below)


def columns(metric):
    agg = metric.get("agg")
    if not agg:
        return {f"{metric['name']}_{metric['metric_of_interest']}": lambda v: math.fsum(v) / len(v)}
    kind = agg["agg_type"]
    if kind == "percentiles":
        wanted = [agg["target_percentile"]] if "target_percentile" in agg else agg["percents"]
        return {f"{metric['name']}_percentiles_{float(p)}": lambda v, p=float(p): percentile(v, p) for p in wanted}
    compute = {"avg": lambda v: math.fsum(v) / len(v), "sum": math.fsum, "max": max, "min": min, "count": len}
    return {f"{metric['name']}_{kind}": compute[kind]}


def selectors(conditions):
    return [(field.removesuffix(".keyword"), value) for field, value in conditions.items()]


def fields_of(metrics):
    """The fields that these metrics look at."""
    fields = set()
    for metric in metrics:
        fields.add(metric["metric_of_interest"])
        fields.update(field.removesuffix(".keyword") for field in (*metric, *metric.get("not", {})))
    return fields


def fleet_points(folder):
    """{(test, column): {uuid: value}} of all `all-*` tests of a fleet."""
    configs = folder / "configs"
    listed = json.loads((configs / "tests.json").read_text())
    truth = json.loads((folder / "truth.json").read_text())["tests"]
    entries = [entry for entry in listed["tests"] if entry["name"].startswith("all-")]
    metrics = {}
    for entry in entries:
        (test,) = plain_yaml((configs / entry["file"]).read_text())["tests"]
        metrics[entry["name"]] = test["metrics"]
    needed = fields_of(metric for test in metrics.values() for metric in test)
    # Nearly every metric asks for a metricName: only the documents that have it are looked at.
    by_run, by_name = collections.defaultdict(list), collections.defaultdict(list)
    for index, document in documents(sorted(folder.glob("bulk-*.ndjson"))):
        kept = {field: values for field, values in flat(document).items() if field in needed}
        by_run[index, document["uuid"]].append(kept)
        for name in {str(value).lower() for value in kept.get("metricName", ())}:
            by_name[index, document["uuid"], name].append(kept)
    points = {}
    for entry in entries:
        for metric in metrics[entry["name"]]:
            made = {name: {} for name in columns(metric)}
            conditions = selectors({k: v for k, v in metric.items() if k not in RESERVED})
            refused = selectors(metric.get("not", {}))
            wanted = dict(conditions).get("metricName")
            for uuid in truth[entry["name"]]["runs"]:
                run = entry["benchmark_index"], uuid
                values = [
                    value
                    for document in (by_name[*run, wanted.lower()] if isinstance(wanted, str) else by_run[run])
                    if all(meets(document, *condition) for condition in conditions)
                    and not any(meets(document, *condition) for condition in refused)
                    for value in document.get(metric["metric_of_interest"], ())
                ]
                if values:
                    for name, compute in columns(metric).items():
                        made[name][uuid] = compute(values)
            for name, values in made.items():
                points[entry["name"], name] = values
    return points


def fleet_series(folder):
    """series.csv: {(test, column): {uuid: value or None}}."""
    series = collections.defaultdict(dict)
    with open(folder / "series.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["test"].startswith("all-"):
                series[row["test"], row["metric"]][row["uuid"]] = float(row["value"]) if row["value"] else None
    return series


def stored_points(database):
    points = collections.defaultdict(dict)
    for test, metric, uuid, value in database.query(
        "SELECT t.name, s.metric, r.uuid, p.value FROM point p JOIN series s USING (test_id, series_id)"
        " JOIN run r USING (test_id, run_id) JOIN test t USING (test_id)"
    ):
        points[test, metric][uuid] = value
    return points


def stored_runs(database):
    """{test: uuids, oldest first}."""
    runs = collections.defaultdict(list)
    for test, uuid in database.query(
        "SELECT t.name, r.uuid FROM run r JOIN test t USING (test_id) ORDER BY r.at, r.run_id"
    ):
        runs[test].append(uuid)
    return runs


def differences(points, expected, relative):
    """What is in one and not the other, and values further apart than relative."""
    found = []
    for key in sorted(set(points) | set(expected)):
        mine, theirs = points.get(key, {}), expected.get(key, {})
        for uuid in sorted(set(mine) | set(theirs)):
            a, b = mine.get(uuid), theirs.get(uuid)
            if a is None or b is None or abs(a - b) > relative * max(abs(a), abs(b)):
                found.append((*key, uuid, a, b))
    return found


TABLES = {
    "run": "test_id, run_id",
    "document": "test_id, run_id, at, index_name, document_id",
    "series": "test_id, series_id",
    "point": "test_id, series_id, run_id",
}


# A regression's id and the time it was first seen tell its own history: they may differ.
FINDINGS = {
    "analysis": "SELECT * FROM analysis ORDER BY test_id, series_id, algorithm",
    "change_point": "SELECT test_id, series_id, algorithm, c.run_id, c.at, position, mean_before, mean_after,"
    " stddev_before, stddev_after, c.pvalue, c.percent, dropped_by, r.run_id"
    " FROM change_point c LEFT JOIN regression r USING (test_id, regression_id) ORDER BY 1, 2, 3, 4",
    "regression": "SELECT test_id, run_id, at, uuid, build, build_url, previous_uuid, previous_build,"
    " previous_build_url, percent, pvalue, metrics, state FROM regression ORDER BY 1, 2",
}


def copied(database, queries):
    dumped = {}
    with database.connect() as connection:
        for table, query in queries.items():
            with connection.cursor().copy(f"COPY ({query}) TO STDOUT") as copy:
                dumped[table] = b"".join(bytes(part) for part in copy)
    return dumped


def dump(database):
    """The bytes of the tables that hold no wall-clock time, in order."""
    return copied(database, {table: f"SELECT * FROM {table} ORDER BY {order}" for table, order in TABLES.items()})


def dump_findings(database):
    """The bytes of what the detection worker and triage wrote."""
    return copied(database, FINDINGS)


def differing(left, right):
    """Names of the tables that differ, for a short message."""
    return [table for table in left if left[table] != right[table]]
