# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever order the documents of a fleet come in: no run passes before what is expected of it is there, and in
the end every verdict is that of an orderly ingest. RIGEL_PROPERTY_RUNS=200 for more runs (as make soak does),
RIGEL_PROPERTY_SEED for another schedule."""

import collections
import concurrent.futures
import os
import random
import re
import subprocess
import sys

import pushed
import pytest
import servers

RUNS = int(os.environ.get("RIGEL_PROPERTY_RUNS", "40"))
SEED = int(os.environ.get("RIGEL_PROPERTY_SEED", "7"))
STEPS = max(8, RUNS // 8)
USUAL = 0.9  # of a test's runs have the metric in the end: it is expected of each that will have it

POINTS = """
SELECT t.name, r.uuid, s.metric
FROM point p JOIN run r USING (test_id, run_id) JOIN series s USING (test_id, series_id)
    JOIN test t ON t.test_id = p.test_id
"""
OPEN = "SELECT count(*) FROM ingest_request WHERE answered_by = '{}'"
WAITING = """
SELECT (SELECT count(*) FROM analysis_queue) + (SELECT count(*) FROM verdict_due)
    + (SELECT count(*) FROM run WHERE NOT settled)
"""


def made_fleet(folder):
    tool = servers.DATA / "fleet" / "fleet.py"
    options = ["--profiles", "2", "--runs", str(RUNS), "--seed", str(SEED), "--missing", "0.05"]
    subprocess.run([sys.executable, tool, *options, "--out", folder], check=True, capture_output=True)
    return folder


def schedule(documents, chance):
    """What is pushed at each step: every run's documents shuffled, split, delayed, some twice."""
    runs = collections.defaultdict(list)
    for item in documents:
        runs[item[2]["uuid"]].append(item)
    steps = [[] for _ in range(STEPS)]
    for number, items in enumerate(runs.values()):
        chance.shuffle(items)
        if chance.random() < 0.7:
            # Metric by metric, as kube-burner indexes: those of the last portions are not there at all before.
            order = {}
            items.sort(key=lambda item: order.setdefault(item[2].get("metricName"), chance.random()))
        begin = number * (STEPS - 3) // len(runs)
        portions = chance.randint(1, 4)
        for portion in range(portions):
            late = chance.random() < 0.1
            step = STEPS - 1 if late else min(begin + portion + chance.randint(0, 2), STEPS - 1)
            part = items[portion * len(items) // portions : (portion + 1) * len(items) // portions]
            steps[step] += part
            if chance.random() < 0.1:
                steps[chance.randint(step, STEPS - 1)] += part
    for items in steps:
        chance.shuffle(items)
    return [list({item[:2]: item for item in items}.values()) for items in steps], sorted(runs)


def metrics_of(database):
    """{(test, uuid): its metrics with a point}."""
    found = collections.defaultdict(set)
    for test, uuid, metric in database.query(POINTS):
        found[test, uuid].add(metric)
    return found


def expected_of(metrics):
    runs = collections.Counter(test for test, _ in metrics)
    have = collections.Counter((test, metric) for (test, _), found in metrics.items() for metric in found)
    return {
        (test, uuid): {metric for metric in found if have[test, metric] >= USUAL * runs[test]}
        for (test, uuid), found in metrics.items()
    }


def without_ids(value):
    """A regression keeps the id under which it was first told, whatever moved since: so that an id is another
    one where other runs were there first."""
    if isinstance(value, dict):
        return {key: without_ids(item) for key, item in value.items() if key != "regression"}
    if isinstance(value, list):
        return [without_ids(item) for item in value]
    return re.sub(r"\(regression \d+, ", "(regression, ", value) if isinstance(value, str) else value


def verdicts_of(service, uuids):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return dict(zip(uuids, pool.map(lambda uuid: service.json(f"/api/v1/runs/{uuid}/verdict"), uuids), strict=True))


def final_verdicts(rigel, folder, fleet, database, uuids):
    """After the settling time of every run is over."""
    source = {"name": "main", "kind": "push", "poll": "1s"}
    config = servers.fleet_config(folder, fleet, database, source, ingest={"settle": "0s"})
    # Each to its end: a service that follows is idle between two tests, too.
    rigel.run("ingest", "--once", "--config", config)
    rigel.run("analyse", "--once", "--config", config)
    assert database.value(WAITING) == 0
    with rigel.serve(config, "--role", "api") as service:
        return verdicts_of(service, uuids)


def orderly(rigel, postgres, folder, fleet, documents, uuids):
    folder.mkdir()
    database = postgres.create()
    try:
        database.migrate(rigel)
        pushed.push(database, documents)
        verdicts = final_verdicts(rigel, folder, fleet, database, uuids)
        return verdicts, expected_of(metrics_of(database))
    finally:
        postgres.drop(database)


def lacking(verdicts, metrics, expected):
    """(state, uuid, test, what it lacks) of the runs that are in the database in part."""
    return [
        (row["state"], uuid, row["test"], sorted(expected[row["test"], uuid] - metrics[row["test"], uuid]))
        for uuid, verdict in verdicts.items()
        for row in verdict["verdicts"]
        if expected.get((row["test"], uuid), set()) - metrics[row["test"], uuid]
    ]


def differing(mine, other, path=""):
    """path: value, other value of all that differs between two JSON texts."""
    if isinstance(mine, dict) and isinstance(other, dict):
        for key in sorted(mine.keys() | other.keys()):
            yield from differing(mine.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(mine, list) and isinstance(other, list) and len(mine) == len(other):
        for number, pair in enumerate(zip(mine, other, strict=True)):
            yield from differing(*pair, f"{path}[{number}]")
    elif mine != other:
        yield f"{path}: {mine!r}, {other!r}"


@pytest.mark.first
@pytest.mark.timeout(max(240, 20 * RUNS))
def test_no_run_passes_early_and_the_end_is_that_of_an_orderly_ingest(rigel, postgres, database, tmp_path):
    chance = random.Random(SEED)
    fleet = made_fleet(tmp_path / "fleet")
    documents = [item for item in pushed.documents(fleet) if item[0] == "fleet-metadata" or chance.random() >= 0.02]
    steps, uuids = schedule(documents, chance)
    last, expected = orderly(rigel, postgres, tmp_path / "orderly", fleet, documents, uuids)
    database.migrate(rigel)
    source = {"name": "main", "kind": "push", "poll": "1h"}
    config = servers.fleet_config(tmp_path, fleet, database, source, ingest={"settle": "365d"})
    seen = collections.Counter()
    with rigel.serve(config) as service:
        for number, items in enumerate(steps):
            pushed.push(database, items, ask=sorted({item[2]["uuid"] for item in items}))
            servers.wait_until(lambda: database.value(OPEN) == 0, 60, "the requests to be answered")
            metrics = metrics_of(database)
            verdicts = verdicts_of(service, uuids)
            parts = lacking(verdicts, metrics, expected)
            assert [part for part in parts if part[0] == "pass"] == [], f"step {number}"
            seen.update(verdict["state"] for verdict in verdicts.values())
            seen["in part"] += len(parts)
    # How many runs are seen in part depends on how soon each is asked about: some must be.
    assert min(seen["pass"], seen["in part"]) >= RUNS // 20, f"the schedule shows too little: {seen}"
    told = final_verdicts(rigel, tmp_path, fleet, database, uuids)
    told, last = without_ids(told), without_ids(last)
    apart = [uuid for uuid in uuids if told[uuid] != last[uuid]]
    assert not apart, f"{len(apart)} verdicts differ: {list(differing(told[apart[0]], last[apart[0]]))}"
    assert all(verdict["final"] for verdict in told.values() if verdict["verdicts"])
