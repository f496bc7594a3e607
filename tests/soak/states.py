# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved states of the engines at length: the series of a fleet come in random batches, with late runs, changed
values, excluded and removed ones, and states that are lost, damaged or of another version. After every step the
change points, figures and regressions in PostgreSQL are those of a worker that knows nothing of earlier steps,
with states, without, after kills and by 1, 2 and 8 processes.

SOAK_STATE_STEPS (300) steps, SOAK_STATE_SEED (1) for another course."""

import collections
import csv
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "system"))

import servers
from test_states import Copy

STEPS = int(os.environ.get("SOAK_STATE_STEPS", "300"))
SEED = int(os.environ.get("SOAK_STATE_SEED", "1"))
FIRST = 0.4  # of the runs are there before the first step
LONG = 4600  # runs of one more test, of one series: what `edivisive` keeps a state of
QUEUE = """
INSERT INTO analysis_queue (test_id, series_id) SELECT DISTINCT test_id, series_id FROM point
WHERE test_id = %(test)s AND run_id = ANY(%(runs)s) ON CONFLICT DO NOTHING"""
NOW = {
    "run": "INSERT INTO run (test_id, run_id, uuid, at, metadata, settled) VALUES (%s, %s, %s, %s, '{}', true)",
    "point": "INSERT INTO point (test_id, run_id, series_id, at, value, samples) VALUES (%s, %s, %s, %s, %s, 1)",
}
# Each queues what it touches, as ingest does.
CHANGES = {
    "changed": (
        "UPDATE point SET value = value * %(factor)s WHERE test_id = %(test)s AND run_id = ANY(%(runs)s)"
        " AND abs(hashint8(series_id)) %% 2 = %(half)s"
    ),
    "excluded": (
        "UPDATE run SET excluded = CASE WHEN excluded IS NULL THEN 'bad' END"
        " WHERE test_id = %(test)s AND run_id = ANY(%(runs)s)"
    ),
    "removed": (
        "DELETE FROM point WHERE test_id = %(test)s AND run_id = ANY(%(runs)s)"
        " AND abs(hashint8(series_id)) %% 2 = %(half)s"
    ),
}
LOSSES = {
    "all lost": "DELETE FROM series_state",
    "some lost": "DELETE FROM series_state WHERE abs(hashint8(series_id)) % 3 = 0",
    "damaged": "UPDATE series_state SET state = set_byte(state, length(state) / 2, 255 - get_byte(state, length(state) / 2))",
    "cut": "UPDATE series_state SET state = substr(state, 1, length(state) / 3)",
    "of another version": "UPDATE series_state SET options = 'of another version'",
    "of fewer points": "UPDATE series_state SET points = points - 1",
}


class Source:
    """The runs of one test that are still to come: (id, time, {series: value})."""

    def __init__(self, runs):
        self.coming = collections.deque(runs)
        self.late = []
        self.here = []

    def take(self, chance, count):
        """The next ones; one in twelve is held back for later."""
        taken = []
        while self.coming and len(taken) < count:
            run = self.coming.popleft()
            (self.late if chance.random() < 1 / 12 else taken).append(run)
        self.here += [run[0] for run in taken]
        return taken

    def take_late(self, chance):
        count = min(len(self.late), chance.randint(1, 3))
        chance.shuffle(self.late)
        taken, self.late = self.late[:count], self.late[count:]
        self.here += [run[0] for run in taken]
        return taken

    def some(self, chance):
        """Ids of runs that are here, of the newest or of any."""
        runs = sorted(self.here)[-6:] if chance.random() < 0.5 else self.here
        return chance.sample(runs, min(len(runs), chance.randint(1, 3)))


def fleet_sources(folder):
    """{test id: its source} and {test id: number of series}, from the true values of a generated fleet."""
    tool = servers.DATA / "fleet" / "fleet.py"
    options = ["--profiles", "2", "--runs", "1300", "--seed", str(SEED), "--no-bulk", "--out", folder]
    subprocess.run([sys.executable, tool, *options], check=True, capture_output=True)
    tests, names = collections.defaultdict(dict), collections.defaultdict(dict)
    with open(folder / "series.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            columns = names[row["test"]]
            column = columns.setdefault(row["metric"], len(columns) + 1)
            _, values = tests[row["test"]].setdefault(row["uuid"], (row["timestamp"], {}))
            if row["value"]:
                values[column] = float(row["value"])
    sources, metrics = {}, {}
    for test, (name, runs) in enumerate(sorted(tests.items()), 1):
        metrics[test] = len(names[name])
        sources[test] = Source(
            (
                test * 1000000 + number * 10,
                at,
                {test * 100 + column: value for column, value in values.items()},
            )
            for number, (at, values) in enumerate(runs.values())
        )
    return sources, metrics


def long_source(test, chance):
    level, runs = 100.0, []
    for number in range(LONG):
        level *= chance.choice((0.9, 1.1)) if chance.random() < 1 / 150 else 1
        at = f"2026-01-{1 + number // 240:02d}T{number // 10 % 24:02d}:{number % 10 * 6:02d}:00Z"
        runs.append((test * 1000000 + number * 10, at, {test * 100 + 1: level * chance.gauss(1, 0.03)}))
    return Source(runs)


class Course:
    """Makes the same changes in every copy."""

    def __init__(self, copies, sources, chance):
        self.copies, self.sources, self.chance = copies, sources, chance
        self.counts = collections.Counter()

    def each(self, sql, **values):
        for copy in self.copies:
            copy.database.query(sql, values or None)

    def insert(self, test, runs):
        if not runs:
            return
        points = [(test, run, series, at, value) for run, at, values in runs for series, value in values.items()]
        for copy in self.copies:
            with copy.database.connect() as connection, connection.transaction(), connection.cursor() as cursor:
                cursor.executemany(NOW["run"], [(test, run, f"{test}-{run}", at) for run, at, _ in runs])
                cursor.executemany(NOW["point"], points)
        self.each(QUEUE, test=test, runs=[run for run, _, _ in runs])

    def begin(self):
        for test, source in self.sources.items():
            first = FIRST if test > 1 else 0.02
            first = 0.93 if len(source.coming) == LONG else first
            self.insert(test, source.take(self.chance, int(len(source.coming) * first)))

    def append(self, left):
        """So many of each test's runs that all have come in the end."""
        for test, source in self.sources.items():
            if self.chance.random() < 0.6:
                most = max(1, round(2 * len(source.coming) / max(1, left) / 0.6))
                self.insert(test, source.take(self.chance, self.chance.randint(1, most)))
                self.counts["appended"] += 1

    def disturb(self):
        test, source = self.chance.choice(list(self.sources.items()))
        what = self.chance.choice(["late", "late", *CHANGES])
        self.counts[what] += 1
        if what == "late":
            self.insert(test, source.take_late(self.chance))
            return
        runs = source.some(self.chance)
        self.each(QUEUE, test=test, runs=runs)
        factor = self.chance.choice((0.9, 1.0001, 1.1, 1.5))
        half = self.chance.randint(0, 1)
        values = {"test": test, "runs": runs, "factor": factor, "half": half}
        words = {name for name in values if f"%({name})s" in CHANGES[what]}
        self.each(CHANGES[what], **{name: values[name] for name in words})

    def lose(self, copies):
        """The states, or what they are worth."""
        what = self.chance.choice(list(LOSSES))
        self.counts[f"states {what}"] += 1
        for copy in copies:
            copy.database.query(LOSSES[what])
        # A state is looked at when its series is: all of them.
        self.each(
            "INSERT INTO analysis_queue (test_id, series_id) SELECT test_id, series_id FROM series"
            " ON CONFLICT DO NOTHING"
        )

    def step(self, left):
        if self.chance.random() < 0.8:
            self.append(left)
        while self.chance.random() < 0.4:
            self.disturb()
        if self.chance.random() < 0.15:
            self.lose(self.copies[:2])


def apart(mine, wanted):
    """The first rows that only one has, by table."""
    told = []
    for table, rows in wanted.items():
        only = [row for row in mine[table] if row not in rows][:3], [row for row in rows if row not in mine[table]][:3]
        if any(only):
            told.append(f"{table}: here {only[0]}, wanted {only[1]}")
    return "\n".join(told)


def compare(number, one, many, anew):
    """What is wrong after a step, and how many change points there are."""
    wanted, faults = anew.rows(), []
    if wanted["analysis_queue"]:
        faults.append(f"step {number}: something still waits")
    for name, copy in (("one process", one), ("several processes", many)):
        if copy.rows() != wanted:
            faults.append(f"step {number}, {name}: {apart(copy.rows(), wanted)}")
    if one.states() != many.states():
        faults.append(f"step {number}: one process and several leave other states")
    return faults, len(wanted["change_point"])


def go(course, one, many, anew):
    chance, faults, points, kept = course.chance, [], 0, 0
    course.begin()
    for number in range(STEPS):
        if number:
            course.step(STEPS - number)
        kept += one.analyse()
        if chance.random() < 0.5:
            many.kill_in_the_middle(chance.uniform(0.005, 0.15))
            course.counts["kills"] += 1
        processes = chance.choice((1, 2, 8))
        course.counts[f"{processes} processes"] += 1
        many.analyse(processes)
        anew.analyse_anew()
        faults, points = compare(number, one, many, anew)
        if faults:
            break
        if number % 50 == 49:
            print(f"  step {number + 1}: {points} change points, {kept} states gone on from", flush=True)
    return faults, points, kept, number + 1


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="rigel-soak-states-"))
    chance = random.Random(SEED)
    begun = time.monotonic()
    sources, metrics = fleet_sources(folder)
    test = max(sources) + 1
    sources[test], metrics[test] = long_source(test, chance), 1
    rigel, postgres = servers.Rigel("build"), servers.PostgreSQL()
    try:
        copies = [Copy(rigel, postgres.create(), folder, metrics) for _ in range(3)]
        course = Course(copies, sources, chance)
        faults, points, kept, steps = go(course, *copies)
        summary = {
            "seed": SEED,
            "steps": steps,
            "seconds": round(time.monotonic() - begun),
            "series": sum(metrics.values()),
            "points": copies[0].database.value("SELECT count(*) FROM point"),
            "change_points": points,
            "states_gone_on_from": kept,
            **dict(sorted(course.counts.items())),
        }
    finally:
        postgres.close()
    print(json.dumps(summary))
    print("\n".join(faults))
    return 1 if faults or not points or not kept else 0


sys.exit(main())
