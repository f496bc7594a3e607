# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved states of the engines: with them, without them, after a kill and by any number of workers the tables are
the same; what is damaged, of another version or gone is made anew."""

import json
import os
import random
import re
import signal
import subprocess

import servers
import tables

# Runs of a test from `first` to `last`, a value a metric that follows from the two numbers, queued.
ADD = """
WITH fresh AS (
    INSERT INTO run (test_id, run_id, uuid, at, metadata, settled)
    SELECT %(test)s, %(test)s * 1000000 + r * 10 + %(late)s::int, %(test)s || '-' || r || '-' || %(late)s,
        timestamptz '2026-01-01Z' + r * interval '6 hours' + %(late)s::int * interval '1 hour', '{}', true
    FROM generate_series(%(first)s::int, %(last)s::int) AS r
    RETURNING run_id, at),
points AS (
    INSERT INTO point (test_id, series_id, run_id, at, value, samples)
    SELECT %(test)s, s.series_id, f.run_id, f.at,
        100 + f.run_id / 10 %% 100000 / 95 %% 2 * 6 + abs(hashint8(f.run_id * 7 + s.series_id)) %% 1000 / 250.0, 1
    FROM fresh AS f, series AS s
    WHERE s.test_id = %(test)s AND abs(hashint8(f.run_id + s.series_id)) %% 50 > 0)
INSERT INTO analysis_queue (test_id, series_id) SELECT test_id, series_id FROM series WHERE test_id = %(test)s
ON CONFLICT DO NOTHING"""
CHANGE = """
WITH changed AS (
    UPDATE point SET value = value * 1.02 WHERE test_id = %(test)s AND run_id = %(test)s * 1000000 + %(run)s * 10
    RETURNING test_id, series_id)
INSERT INTO analysis_queue (test_id, series_id) SELECT test_id, series_id FROM changed ON CONFLICT DO NOTHING"""
EXCLUDE = """
WITH changed AS (
    UPDATE run SET excluded = CASE WHEN excluded IS NULL THEN 'bad' END
    WHERE test_id = %(test)s AND run_id = %(test)s * 1000000 + %(run)s * 10
    RETURNING test_id, run_id)
INSERT INTO analysis_queue (test_id, series_id) SELECT test_id, series_id FROM changed JOIN point USING (test_id, run_id)
ON CONFLICT DO NOTHING"""
SEEN = "SELECT test_id, series_id, algorithm, options, points, last_run_id, last_at, points_hash"
LENGTHS = {1: 220, 2: 330, 3: 120, 4: 4300}  # runs of each test: too short for a state, long enough for all
METRICS = {1: 3, 2: 2, 3: 2, 4: 1}


class Copy:
    """One of the databases that go through the same changes; metrics: how many each test has, by its id."""

    def __init__(self, rigel, database, folder, metrics):
        self.rigel, self.database = rigel, database
        self.config = folder / f"{database.name}.yaml"
        self.config.write_text(json.dumps({"database": {"conninfo": database.conninfo}, "log": {"level": "debug"}}))
        rigel.run("migrate", "--database", database.conninfo)
        with database.connect() as connection:
            for test, count in metrics.items():
                connection.execute(
                    "INSERT INTO test (test_id, name, source, config_file, config_hash, definition)"
                    " VALUES (%s, %s, 'lab', 'test.yaml', 'hash', '{}')",
                    (test, f"test {test}"),
                )
                connection.execute(
                    "INSERT INTO series (test_id, series_id, metric, position, direction, threshold,"
                    " regression_algorithm) SELECT %s, %s * 100 + m, 'metric ' || m, m, 0, 1,"
                    " CASE WHEN m = 1 THEN 'steady' ELSE 'edivisive' END FROM generate_series(1, %s) AS m",
                    (test, test, count),
                )

    def command(self, *arguments):
        return ("analyse", "--once", "--config", self.config, "--threads", "1", *arguments)

    def analyse(self, processes=1):
        """How many states were gone on from."""
        started = [
            self.rigel.popen(*self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            for _ in range(processes)
        ]
        said = [process.communicate(timeout=120)[1].decode() for process in started]
        assert [process.returncode for process in started] == [0] * processes, said
        return sum(int(count) for count in re.findall(r"\bstates=(\d+)", "".join(said)))

    def analyse_anew(self):
        """Everything, as if nothing were saved."""
        self.database.query("TRUNCATE series_state")
        self.rigel.run(*self.command("--all"))

    def kill_in_the_middle(self, seconds):
        process = self.rigel.popen(*self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()

        def alone():
            others = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
            return self.database.value(others + " AND pid <> pg_backend_pid()", (self.database.name,)) == 0

        servers.wait_until(alone, 60, "end of the sessions of a killed worker")

    def rows(self):
        return tables.everything(self.database) | {
            "seen": self.database.query(f"{SEEN} FROM series_state ORDER BY 1, 2, 3")
        }

    def states(self):
        return self.database.query("SELECT t::text FROM series_state AS t ORDER BY 1")


def test_saved_states_change_no_row_whatever_happens_to_points_states_and_workers(rigel, postgres, tmp_path):
    databases = [postgres.create() for _ in range(3)]
    one, many, anew = copies = [Copy(rigel, database, tmp_path, METRICS) for database in databases]
    ends = dict(LENGTHS)
    moments = random.Random(5)

    def each(sql, **values):
        for copy in copies:
            copy.database.query(sql, values)

    def append(count):
        for test in ends:
            each(ADD, test=test, first=ends[test] + 1, last=ends[test] + count, late=0)
            ends[test] += count

    def seed():
        for test, last in ends.items():
            each(ADD, test=test, first=1, last=last, late=0)

    def disturb():
        """A value that is another now, a run that came late, one taken out."""
        each(CHANGE, test=1, run=40)
        each(ADD, test=2, first=17, last=17, late=1)
        each(EXCLUDE, test=4, run=4000)

    def damage():
        """Of the states, before one run more; `anew` has none."""
        for copy in (one, many):
            copy.database.query("UPDATE series_state SET state = set_byte(state, 40, get_byte(state, 40) # 129)")
            copy.database.query("UPDATE series_state SET options = 'of another version' WHERE test_id = 2")
            copy.database.query("UPDATE series_state SET points = points - 32 WHERE series_id = 101")
            copy.database.query("UPDATE series_state SET state = '' WHERE algorithm = 'edivisive'")
            copy.database.query("DELETE FROM series_state WHERE series_id = 102")
        append(1)

    long = 3 + 2 + 1 + 1  # series with a state of `steady` and, the last one, of `edivisive`
    steps = [
        (seed, 2, 0),
        (lambda: append(1), 8, long),
        (lambda: append(40), 2, long),
        (lambda: [each(CHANGE, test=test, run=ends[test] - 2) for test in ends], 1, long),
        (disturb, 8, 0),
        (damage, 2, 0),
        (lambda: append(1), 1, long),
    ]
    try:
        for number, (change, processes, used) in enumerate(steps):
            change()
            counted = one.analyse()
            many.kill_in_the_middle(moments.uniform(0.01, 0.25))
            many.analyse(processes)
            anew.analyse_anew()
            wanted = anew.rows()
            assert len(wanted["change_point"]) > 50 and len(wanted["regression"]) > 5, number
            assert len(wanted["seen"]) == long and not wanted["analysis_queue"], number
            assert one.rows() == wanted, number
            assert many.rows() == wanted, number
            assert one.states() == many.states(), number
            assert used is None or counted == used, number
        each("DELETE FROM point WHERE test_id = 4 AND run_id %% 10 = 0 AND run_id > 4000000 + 200 * 10")
        each(ADD, test=4, first=9000, last=9000, late=0)
        one.analyse()
        anew.analyse_anew()
        assert one.rows() == anew.rows(), "no state is left of a series that became short"
        assert len(one.rows()["seen"]) == long - 1
    finally:
        for database in databases:
            postgres.drop(database)
