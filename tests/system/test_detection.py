# SPDX-License-Identifier: GPL-3.0-or-later
"""The worker between points and change points, and triage: what the tables hold afterwards."""

import json
import math
import os
import random
import signal
import subprocess
import time

import pytest
import servers
import tables

QUIET = [100, 101, 99, 100, 102, 98, 101, 100, 99, 100, 101, 100]


class Bench:
    """A migrated database with a configuration, and the commands on it."""

    def __init__(self, rigel, database, folder):
        self.rigel = rigel
        self.database = database
        self.folder = folder
        database.migrate(rigel)
        self.configure()

    def configure(self, **sections):
        """rigel.yaml with the database and the sections given, each a dict."""
        sections = {"database": {"conninfo": self.database.conninfo}, **sections}
        self.config = self.folder / "rigel.yaml"
        self.config.write_text(json.dumps(sections))

    def analyse(self, *arguments, **keywords):
        return self.rigel.run("analyse", "--once", "--config", self.config, *arguments, **keywords)

    def history(self, name="t", **keywords):
        return tables.History(self.database, name, **keywords)


@pytest.fixture
def bench(rigel, database, tmp_path):
    return Bench(rigel, database, tmp_path)


def stepped(level, before=12, after=12):
    """QUIET noise around 100, then around level."""
    values = [QUIET[i % len(QUIET)] for i in range(before + after)]
    return values[:before] + [v * level / 100 for v in values[before:]]


def test_a_step_becomes_a_change_point_and_a_regression_with_both_builds(bench):
    history = bench.history()
    history.series("latency", threshold=10)
    history.fill(latency=stepped(150))
    bench.analyse()
    assert history.change_points() == [("latency", "run-012", None)]
    assert bench.database.query(
        "SELECT uuid, build, build_url, previous_uuid, previous_build, previous_build_url, metrics,"
        " state, round(percent::numeric, 6) FROM regression"
    ) == [
        (
            "run-012",
            "build-run-012",
            "https://ci.example/run-012",
            "run-011",
            "build-run-011",
            "https://ci.example/run-011",
            1,
            "open",
            50,
        )
    ]
    assert bench.database.query("SELECT * FROM analysis_queue") == []


def test_the_table_of_regressions_shows_percent_and_both_build_urls(bench):
    history = bench.history()
    history.series("latency", threshold=10)
    history.series("cpu", threshold=10)
    history.fill(latency=stepped(150), cpu=stepped(130))
    bench.analyse()
    lines = bench.rigel.run("regressions", "--config", bench.config).stdout.splitlines()
    assert lines[2].split() == [
        "t",
        "2026-01-13T00:00:00Z",
        "build-run-012",
        "latency",
        "+50.0%",
        lines[2].split()[5],
        "https://ci.example/run-012",
        "https://ci.example/run-011",
    ]
    assert lines[3].split()[:2] == ["cpu", "+30.0%"]
    assert lines[3].index("cpu") == lines[2].index("latency") + 2
    assert len(lines) == 4


def test_without_regressions_the_table_says_so(bench):
    assert bench.rigel.run("regressions", "--config", bench.config).stdout == "no regressions\n"


def test_an_unknown_test_is_named(bench):
    result = bench.analyse("--test", "nosuch", status=1)
    assert "nosuch" in result.stderr


def test_analysing_again_writes_nothing(bench):
    history = bench.history()
    history.series("m")
    history.fill(m=stepped(150))
    bench.analyse()
    marks = " UNION ALL ".join(
        f"SELECT '{table}', xmin::text, ctid::text FROM {table}" for table in ("change_point", "regression", "analysis")
    )
    before = sorted(bench.database.query(marks))
    assert len(before) == 7
    assert "0 written, 0 deleted" in bench.analyse("--all").stdout
    assert sorted(bench.database.query(marks)) == before


def test_the_worker_finds_what_rigel_detect_finds_on_the_values_without_gaps(bench, data_dir):
    usable = [
        case
        for case in json.loads((data_dir / "golden" / "edivisive.json").read_text())["cases"]
        if all(v is None or (isinstance(v, (int, float)) and abs(v) < 1e300) for v in case["values"])
        and 5 <= sum(v is not None for v in case["values"]) <= 400
    ]
    with_gaps = [case for case in usable if None in case["values"]][:25]
    cases = with_gaps + [case for case in usable if None not in case["values"]][:25]
    assert len(with_gaps) > 10 and len(cases) > 35
    lines = []
    with bench.database.connect() as connection:
        for case in cases:
            history = bench.history(case["name"])
            history.series("m", direction=0)
            insert_series(connection, history, case["values"])
            values = [v for v in case["values"] if v is not None]
            lines.append(json.dumps({"name": case["name"], "values": values}))
    bench.analyse()
    answers = bench.rigel.run("detect", stdin="\n".join(lines) + "\n").stdout.splitlines()
    for case, line in zip(cases, answers, strict=True):
        wanted = [
            (p["index"], p["mean_before"], p["mean_after"], p["stddev_before"], p["stddev_after"], p["pvalue"])
            for p in json.loads(line)["change_points"]
        ]
        got = bench.database.query(
            "SELECT position, mean_before, mean_after, stddev_before, stddev_after, pvalue"
            " FROM change_point WHERE test_id = %s AND algorithm = 'edivisive' ORDER BY position",
            (tables.identity(case["name"]),),
        )
        assert got == wanted, case["name"]


def insert_series(connection, history, values):
    """Many points at once: a run a value, also where it is a gap."""
    runs = [
        (history.test_id, tables.identity(f"{i}"), f"{i}", tables.START + i * tables.DAY) for i in range(len(values))
    ]
    series_id = tables.identity(history.name, "m")
    cursor = connection.cursor()
    cursor.executemany(
        "INSERT INTO run (test_id, run_id, uuid, at, metadata, settled) VALUES (%s, %s, %s, %s, '{}', true)", runs
    )
    cursor.executemany(
        "INSERT INTO point (test_id, series_id, run_id, at, value, samples) VALUES (%s, %s, %s, %s, %s, 1)",
        [
            (history.test_id, series_id, run[1], run[3], value)
            for run, value in zip(runs, values, strict=True)
            if value is not None
        ],
    )
    connection.execute("INSERT INTO analysis_queue VALUES (%s, %s)", (history.test_id, series_id))


def test_gaps_do_not_blind_the_search_unless_asked_to(bench):
    values = [None if i % 5 == 2 else v for i, v in enumerate(stepped(160))]
    history = bench.history()
    history.series("patchy", threshold=10)
    history.fill(patchy=values)
    bench.analyse()
    assert history.change_points() == [("patchy", "run-013", None)]
    bench.configure(analysis={"missing": "skip"})
    assert "1 tests" in bench.analyse().stdout  # other options: analysed anew without being asked
    assert history.change_points() == []
    assert history.regressions() == []


def fill_fleet(bench, tests=12, runs=60):
    """Tests with steps, gaps and noise of their own; the same rows each time."""
    random.seed(7)
    for t in range(tests):
        history = bench.history(f"test-{t}")
        with bench.database.connect() as connection, connection.transaction():
            for m in range(3):
                history.series(f"m{m}", direction=(1, -1, 0)[m], threshold=5)
            for i in range(runs):
                uuid = f"{t}-{i}"
                run_id, at = tables.identity(uuid), tables.START + i * tables.DAY
                connection.execute(
                    "INSERT INTO run (test_id, run_id, uuid, at, metadata, settled)"
                    " VALUES (%s, %s, %s, %s, '{}', true)",
                    (history.test_id, run_id, uuid, at),
                )
                for m in range(3):
                    value = (100 if i < 20 + t else 100 + 15 * (m + 1)) * random.gauss(1, 0.02)
                    if random.random() > 0.05:
                        history._point(connection, f"m{m}", run_id, at, value)


@pytest.mark.threads
def test_any_number_of_workers_writes_the_same_tables(bench):
    fill_fleet(bench)
    bench.analyse("--threads", "1")
    alone = tables.everything(bench.database)
    assert len(alone["change_point"]) > 30 and len(alone["regression"]) > 10
    clear(bench.database)
    bench.analyse("--threads", "4")
    assert tables.everything(bench.database) == alone
    clear(bench.database)
    workers = [
        bench.rigel.popen("analyse", "--once", "--config", bench.config, "--threads", "2", stdout=subprocess.DEVNULL)
        for _ in range(3)
    ]
    assert [worker.wait(120) for worker in workers] == [0, 0, 0]
    assert tables.everything(bench.database) == alone


class Drift:
    """Fleets of the same history, each in a database of its own, changed in the same way step by step."""

    METRICS = 3

    def __init__(self, databases):
        self.random = random.Random(3)
        self.fleets = [[tables.History(database, f"test-{t}") for t in range(8)] for database in databases]
        self.uuids = [[] for _ in self.fleets[0]]
        for fleet in self.fleets:
            for history in fleet:
                for m in range(self.METRICS):
                    history.series(f"m{m}", direction=(1, -1, 0)[m], threshold=5, correlation=("", "", "m0")[m])

    def run(self, test, day):
        """A run with some of the metrics; its level depends on the day, so a late one fits in."""
        uuid = f"{test}-{len(self.uuids[test])}"
        self.uuids[test].append(uuid)
        values = {
            f"m{m}": (100 if day < 20 + test else 100 + 15 * (m + 1)) * self.random.gauss(1, 0.02)
            for m in range(self.METRICS)
            if self.random.random() < 0.8
        }
        for fleet in self.fleets:
            fleet[test].run(uuid=uuid, at=tables.START + day * tables.DAY, **values)

    def append(self, tests, day):
        for test in tests:
            self.run(test, day)

    def change(self, test):
        """A value that is another now, or comes late."""
        uuid, value = self.random.choice(self.uuids[test]), 100 * self.random.gauss(1.05, 0.05)
        metric = f"m{self.random.randrange(self.METRICS)}"
        for fleet in self.fleets:
            fleet[test].point(uuid, **{metric: value})

    def exclude(self, test):
        """Takes a run out of the baseline, or back in; the newest one now and then."""
        uuid = self.random.choice([self.uuids[test][-1], self.random.choice(self.uuids[test])])
        for fleet in self.fleets:
            history, run_id = fleet[test], tables.identity(uuid)
            with history.database.connect() as connection, connection.transaction():
                connection.execute(
                    "UPDATE run SET excluded = CASE WHEN excluded IS NULL THEN 'bad' END"
                    " WHERE test_id = %s AND run_id = %s",
                    (history.test_id, run_id),
                )
                connection.execute(
                    "INSERT INTO analysis_queue (test_id, series_id)"
                    " SELECT test_id, series_id FROM point WHERE test_id = %s AND run_id = %s"
                    " ON CONFLICT (test_id, series_id) DO UPDATE SET queued_at = clock_timestamp()",
                    (history.test_id, run_id),
                )


def test_reading_only_touched_series_gives_the_rows_of_a_whole_analysis(bench, postgres, tmp_path):
    """One database is analysed as the queue says, by 1, 2 or 8 processes, the other whole by one; after every step
    their tables are the same, byte for byte."""
    other = postgres.create()
    try:
        (tmp_path / "whole").mkdir()
        whole = Bench(bench.rigel, other, tmp_path / "whole")
        drift = Drift([bench.database, other])
        everyone = range(8)
        for day in range(36):
            drift.append(everyone, day)
        steps = [
            (8, lambda: None),
            (1, lambda: drift.append(everyone, 40)),
            (2, lambda: [drift.change(test) for test in everyone for _ in range(2)]),
            (1, lambda: drift.append(everyone, 25.5)),
            (8, lambda: [drift.exclude(test) for test in everyone]),
            (1, lambda: (drift.append([0, 3, 5], 41), drift.change(3), drift.append([4, 5], 10.5))),
            (2, lambda: [drift.exclude(test) for test in everyone for _ in range(2)]),
            (1, lambda: (drift.append(everyone, 42), drift.exclude(2), drift.exclude(5))),
        ]
        for number, (processes, change) in enumerate(steps):
            change()
            command = ("analyse", "--once", "--config", bench.config, "--threads", "1")
            started = [bench.rigel.popen(*command, stdout=subprocess.DEVNULL) for _ in range(processes)]
            assert [process.wait(120) for process in started] == [0] * processes
            whole.analyse("--all", "--threads", "1")
            found = tables.everything(bench.database)
            assert found == tables.everything(other), f"step {number}"
            assert len(found["change_point"]) > 15 and len(found["regression"]) > 5 and not found["analysis_queue"]
        drift.append([6], 43)
        assert "1 tests, 0 failed; " in bench.analyse("--threads", "1").stdout
    finally:
        postgres.drop(other)


def test_only_touched_series_are_read(bench):
    history = bench.history()
    for metric in ("a", "b", "c"):
        history.series(metric, threshold=10)
    history.fill(a=stepped(150), b=stepped(130), c=stepped(100))
    assert "3 series; " in bench.analyse().stdout
    before = history.change_points()
    history.run(a=151)
    assert "1 series; " in bench.analyse().stdout
    assert history.change_points() == before == [("a", "run-012", None), ("b", "run-012", None)]
    assert history.regressions()[0][1:] == ("run-012", 2, "open")
    history.run(b=131, at=tables.START + 5.5 * tables.DAY)
    assert "2 series; " in bench.analyse().stdout, "b, and a for its mean over the rows before the newest run"


def clear(database):
    """As if nothing had been analysed yet: everything is queued."""
    database.query("DELETE FROM change_point")
    database.query("DELETE FROM regression")
    database.query("DELETE FROM analysis")
    database.query("INSERT INTO analysis_queue (test_id, series_id) SELECT test_id, series_id FROM series")


def test_killed_at_any_moment_nothing_is_lost(bench):
    fill_fleet(bench)
    start = time.monotonic()
    bench.analyse("--threads", "2")
    whole = time.monotonic() - start
    wanted = tables.everything(bench.database)
    killed = 0
    random.seed(11)
    for _ in range(12):
        clear(bench.database)
        worker = bench.rigel.popen(
            "analyse",
            "--once",
            "--config",
            bench.config,
            "--threads",
            "2",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            worker.wait(random.uniform(0, whole))
        except subprocess.TimeoutExpired:
            killed += 1
            os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        wait_until_alone(bench.database)
        bench.analyse("--threads", "2")
        assert tables.everything(bench.database) == wanted
    assert killed > 0


def wait_until_alone(database):
    """Until the server noticed that the clients of the killed process are gone: a transaction it
    still holds keeps its test."""
    deadline = time.monotonic() + 30
    with database.connect() as connection:
        while connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchone()[0]:
            assert time.monotonic() < deadline


def test_points_that_come_while_a_test_is_analysed_stay_queued(bench):
    """An ingest under way holds its queue row: the worker neither waits for it nor takes it away."""
    history = bench.history()
    history.series("m")
    history.fill(m=stepped(150))
    with bench.database.connect() as ingest:
        with ingest.transaction():
            ingest.execute("UPDATE analysis_queue SET queued_at = clock_timestamp()")
            assert "1 tests" in bench.analyse("--threads", "1").stdout
            assert history.change_points() == [("m", "run-012", None)]
    assert bench.database.value("SELECT count(*) FROM analysis_queue") == 1
    bench.analyse()
    assert bench.database.value("SELECT count(*) FROM analysis_queue") == 0


def test_a_late_run_in_the_middle_moves_a_regression_which_keeps_its_identity(bench):
    history = bench.history()
    history.series("m", threshold=10)
    history.fill(m=stepped(150))
    bench.analyse()
    (identity, uuid, _, _), *others = history.regressions()
    assert uuid == "run-012" and not others
    seen = bench.database.value("SELECT first_seen_at FROM regression")
    bench.database.query("UPDATE regression SET state = 'investigating'")
    # A run at the new level that began before run-012, but came later.
    history.run("late", at=tables.START + 11.5 * tables.DAY, m=151)
    bench.analyse()
    assert history.regressions() == [(identity, "late", 1, "investigating")]
    assert bench.database.value("SELECT first_seen_at FROM regression") == seen
    assert bench.database.query("SELECT previous_uuid, build_url FROM regression") == [
        ("run-011", "https://ci.example/late")
    ]
    assert bench.database.value("SELECT count(*) FROM change_point WHERE regression_id = %s", (identity,)) == 1


def test_a_late_point_in_a_gap_moves_the_change_to_its_run(bench):
    values = stepped(150)
    values[12] = None
    history = bench.history()
    history.series("m", threshold=10)
    history.fill(m=values)
    bench.analyse()
    ((identity, uuid, _, _),) = history.regressions()
    assert uuid == "run-013"
    history.point("run-012", m=149)
    bench.analyse()
    assert history.regressions() == [(identity, "run-012", 1, "open")]


def test_an_unsupported_regression_goes_unless_somebody_touched_it(bench):
    for name, state in (("untouched", "open"), ("touched", "acknowledged")):
        history = bench.history(name)
        history.series("m", threshold=10)
        history.fill(m=stepped(150))
        bench.analyse()
        bench.database.query("UPDATE regression SET state = %s WHERE test_id = %s", (state, history.test_id))
        for i in range(12, 24):
            history.point(f"run-{i:03d}", m=100 + i % 3)
        bench.analyse()
        found = history.regressions()
        assert history.change_points() == []
        assert [row[2:] for row in found] == ([] if state == "open" else [(0, state)])


def test_change_points_of_one_run_are_one_regression_and_drops_do_not_count(bench):
    history = bench.history()
    history.series("up", threshold=10)
    history.series("down", threshold=10)
    history.series("small", threshold=10)
    history.series("either", direction=0, threshold=10)
    history.fill(up=stepped(150), down=stepped(50), small=stepped(107), either=stepped(20))
    bench.analyse()
    assert dict((m, d) for m, _, d in history.change_points()) == {
        "up": None,
        "down": "direction",
        "small": "threshold",
        "either": None,
    }
    assert [row[1:3] for row in history.regressions()] == [("run-012", 2)]
    assert bench.database.value("SELECT round(percent::numeric, 3) FROM regression") == -80


def test_correlation_needs_the_other_metric_to_change_near_by(bench):
    history = bench.history()
    history.series("a", threshold=10, correlation="b", context=2)
    history.series("b", threshold=10)
    history.series("c", threshold=10, correlation="b", context=1)
    history.series("d", threshold=10, correlation="nosuch")
    history.fill(a=stepped(150), b=stepped(150, before=14, after=10), c=stepped(150), d=stepped(150))
    bench.analyse()
    assert history.change_points() == [
        ("a", "run-012", None),
        ("b", "run-014", None),
        ("c", "run-012", "correlation"),
        ("d", "run-012", "correlation"),
    ]


def test_a_change_from_zero_has_no_percentage_but_both_levels(bench):
    history = bench.history()
    history.series("errors", threshold=50)
    bench.database.query("UPDATE series SET unit = '/s'")
    history.fill(errors=[0] * 12 + [7.1, 7.0, 6.9, 7.2] * 3)
    bench.analyse()
    assert bench.database.query("SELECT percent FROM change_point WHERE algorithm = 'edivisive'") == [(None,)]
    assert bench.database.value("SELECT percent FROM regression") == math.inf
    table = bench.rigel.run("regressions", "--config", bench.config).stdout
    assert "from 0 to 7.05 /s" in table and "inf" not in table


def test_acknowledgements_in_the_database_and_in_files_take_a_change_out(bench):
    history = bench.history()
    history.series("m", threshold=10)
    history.series("n", threshold=10)
    history.fill(m=stepped(150), n=stepped(150))
    acks = bench.folder / "ack.yaml"
    acks.write_text(json.dumps({"ack": [{"uuid": "run-012", "metric": "m", "reason": "known"}]}))
    bench.configure(acknowledgements={"files": ["ack.yaml"]})
    bench.analyse()
    assert history.change_points() == [("m", "run-012", "acknowledged"), ("n", "run-012", None)]
    assert [row[1:3] for row in history.regressions()] == [("run-012", 1)]
    (origin,) = bench.database.query("SELECT origin, reason FROM acknowledgement")
    assert origin == (f"file:{acks}", "known")

    bench.database.query("INSERT INTO acknowledgement (uuid, metric, origin) VALUES ('run-012', 'n', 'somebody')")
    bench.analyse("--all")
    assert history.regressions() == []

    acks.write_text("ack: []")
    bench.analyse()  # what the file said is gone, and its series is analysed again
    assert history.change_points() == [("m", "run-012", None), ("n", "run-012", "acknowledged")]
    assert [row[1:3] for row in history.regressions()] == [("run-012", 1)]
    assert bench.database.query("SELECT origin FROM acknowledgement") == [("somebody",)]


def test_steady_finds_the_published_change_of_api_latency_where_edivisive_is_silent(bench, data_dir):
    fixtures = data_dir / "fixtures"
    source = {"kind": "files", "name": "main", "path": str(fixtures / "opensearch")}
    indices = {"metadata_index": "perf_scale_ci", "benchmark_index": "ripsaw-kube-burner"}
    files = [str(fixtures / "configs" / "kapi" / "kapi.yaml")]
    bench.configure(sources=[source | indices], tests={"files": files, "variables": {"version": "4.19"}})
    bench.rigel.run("ingest", "--once", "--config", bench.config)
    bench.analyse()
    assert bench.database.value("SELECT count(*) FROM point") == 15
    assert bench.database.query(
        "SELECT c.algorithm, p.value FROM change_point c JOIN point p USING (test_id, series_id, run_id)"
        " WHERE c.algorithm <> 'percent'"
    ) == [("steady", 3.98)]


def test_the_smallest_change_of_interest_is_a_setting_of_steady(bench):
    history = bench.history()
    history.series("latency")
    history.fill(latency=stepped(105, 40, 40))
    found = "SELECT count(*) FROM change_point WHERE algorithm = 'steady'"
    bench.analyse()
    assert bench.database.value(found) == 1
    bench.configure(analysis={"smallest_change": 8})
    bench.analyse("--all")
    assert bench.database.value(found) == 0


def test_percent_compares_the_newest_run_and_makes_no_regression(bench):
    history = bench.history()
    history.series("m")
    history.fill(m=[*QUIET, 130])
    bench.analyse()
    rows = (
        "SELECT r.uuid, c.mean_after, c.pvalue, c.regression_id FROM change_point c"
        " JOIN run r USING (test_id, run_id) WHERE algorithm = 'percent'"
    )
    assert bench.database.query(rows) == [("run-012", 130, None, None)]
    history.run(m=90)
    bench.analyse()
    assert bench.database.query(rows) == []
    assert history.regressions() == []


def test_percent_makes_regressions_where_the_metric_says_so(bench):
    history = bench.history()
    history.series("a", threshold=10, algorithm="percent")
    history.series("b")
    history.fill(a=[*QUIET, 125], b=[*QUIET, 103])
    bench.analyse()
    assert [row[1:] for row in history.regressions()] == [("run-012", 1, "open")]
    assert history.change_points("percent") == [("a", "run-012", None), ("b", "run-012", None)]
    (before,) = history.regressions()
    history.run(a=126, b=99)
    bench.analyse()
    assert history.regressions() == [(before[0], "run-013", 1, "open")], "the newest run's, and the same one"
    history.run(a=105, b=101)
    bench.analyse()
    assert history.regressions() == []
    assert history.change_points("percent") == [("a", "run-014", "threshold"), ("b", "run-014", None)]


def test_a_removed_metric_takes_its_change_points_with_it(bench):
    history = bench.history()
    history.series("m", threshold=10)
    history.series("n", threshold=10)
    history.fill(m=stepped(150), n=stepped(150))
    bench.analyse()
    bench.database.query("UPDATE series SET active = false WHERE metric = 'm'")
    bench.analyse("--all")
    assert history.change_points() == [("n", "run-012", None)]
    assert [row[2] for row in history.regressions()] == [1]


@pytest.fixture
def service(bench):
    bench.configure(api={"port": 0}, log={"level": "debug"})
    with bench.rigel.serve(bench.config, "--role", "analysis,api") as running:
        yield running


def test_the_service_wakes_up_for_new_points(bench, service):
    history = bench.history()
    history.series("m", threshold=10)
    mark = service.mark()
    history.fill(m=stepped(150))
    service.wait_log(r"test analysed.*regressions=1", timeout=60, since=mark)
    assert [row[1] for row in history.regressions()] == ["run-012"]


@pytest.mark.threads
def test_a_reload_with_other_options_analyses_anew(bench, service):
    history = bench.history()
    history.series("m", threshold=10)
    mark = service.mark()
    history.fill(m=stepped(150))
    service.wait_log(r"test analysed.*regressions=1", timeout=60, since=mark)
    bench.configure(api={"port": 0}, log={"level": "debug"}, analysis={"min_magnitude": 2})
    mark = service.mark()
    service.reload()
    history.run(m=150)  # wakes a worker, which takes up the new options
    service.wait_log(r"test analysed.*regressions=0", timeout=60, since=mark)
    assert history.regressions() == []


def test_a_failing_test_does_not_stop_the_others(bench, service):
    bench.database.query(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RAISE EXCEPTION ''refused by the test''; END'"
    )
    bench.database.query(
        "CREATE TRIGGER refuse BEFORE INSERT ON change_point FOR EACH ROW"
        f" WHEN (NEW.test_id = {tables.identity('bad')}) EXECUTE FUNCTION refuse()"
    )
    for name in ("a", "bad", "c"):
        history = bench.history(name)
        history.series("m", threshold=10)
        mark = service.mark()
        history.fill(m=stepped(150))
        service.wait_log("refused by the test" if name == "bad" else "regressions=1", since=mark)
    # The step may be found before the last runs are in.
    waiting, bad = "SELECT test_id FROM analysis_queue", [(tables.identity("bad"),)]
    servers.wait_until(lambda: bench.database.query(waiting) == bad, 30, "end of the other tests' analysis")
    bench.database.query("DROP TRIGGER refuse ON change_point")
    bench.analyse()
    assert bench.database.value("SELECT count(*) FROM regression") == 3
