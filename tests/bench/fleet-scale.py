# SPDX-License-Identifier: GPL-3.0-or-later
"""From points in PostgreSQL to written change points, regressions and saved states, all three algorithms, two workers
(`rigel analyse --once --threads 2`) beside the server.

1,000 tests of 100 series, 300 runs each, made by the server itself: every series is noise of 2% (the sum of four
uniform numbers) around 100, every fourth one has a step of 15% somewhere, and one value in a hundred is missing.
The rows of a run lie together, run after run, as an ingest leaves them. A second figure has one more run in
every test, and a third one value more in one series of every test.

BENCH_SERIES sets another number of series (a multiple of 100) for a short look; the bounds are those of 100,000."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "system"))

import servers

SERIES = int(os.environ.get("BENCH_SERIES", "100000"))
METRICS, RUNS = 100, 300
BOUND_SECONDS, BOUND_MB = 330, 256

TESTS = """
INSERT INTO test (test_id, name, source, config_file, config_hash, definition)
    SELECT i, 'test ' || i, 'bench', 'bench.yaml', 'hash', '{}' FROM generate_series(1, %(tests)s) AS i;
INSERT INTO test_state (test_id) SELECT test_id FROM test;
INSERT INTO series (test_id, series_id, metric, position, direction, threshold)
    SELECT t.test_id, t.test_id * 1000 + m, 'metric ' || m, m, 0, 5
    FROM test AS t, generate_series(1, %(metrics)s) AS m;
INSERT INTO run (test_id, run_id, uuid, at, build, build_url, metadata, settled)
    SELECT t.test_id, t.test_id * 1000 + r, 'run ' || t.test_id || ' ' || r,
        timestamptz '2026-01-01Z' + r * interval '6 hours', 'b-' || r, 'https://ci.example/' || r, '{}', true
    FROM generate_series(1, %(runs)s) AS r, test AS t;
"""
# A step begins at a run that differs from series to series; one series in four has one.
VALUE = """100 * (0.98 + 0.02 * (random() + random() + random() + random()) / 2)
    * CASE WHEN s.series_id %% 4 = 0 AND r.run_id %% 1000 > 20 + (s.series_id * 7919) %% 260
        THEN 1.15 ELSE 1 END"""
POINTS = f"""
INSERT INTO point (test_id, series_id, run_id, at, value, samples)
    SELECT r.test_id, s.series_id, r.run_id, r.at, {VALUE}, 1
    FROM run AS r JOIN series AS s USING (test_id)
    WHERE r.run_id %% 1000 BETWEEN %(first)s AND %(last)s AND (s.series_id * 31 + r.run_id) %% 101 <> 0
    ORDER BY r.at, r.test_id, s.position"""
ONE_RUN = f"""
INSERT INTO run (test_id, run_id, uuid, at, build, build_url, metadata, settled)
    SELECT t.test_id, t.test_id * 1000 + %(run)s, 'run ' || t.test_id || ' ' || %(run)s,
        timestamptz '2026-01-01Z' + %(run)s * interval '6 hours', 'b', 'https://ci.example/', '{{}}', true
    FROM test AS t;
INSERT INTO point (test_id, series_id, run_id, at, value, samples)
    SELECT r.test_id, s.series_id, r.run_id, r.at, {VALUE}, 1
    FROM run AS r JOIN series AS s USING (test_id)
    WHERE r.run_id %% 1000 = %(run)s AND s.position <= %(metrics)s
    ORDER BY r.test_id, s.position;
INSERT INTO analysis_queue (test_id, series_id)
    SELECT test_id, series_id FROM series WHERE position <= %(metrics)s ORDER BY test_id, series_id
"""
INDEXES = """
SELECT pg_get_indexdef('point_by_time'::regclass), pg_get_constraintdef(oid)
FROM pg_constraint WHERE conname = 'point_pkey'"""


def row(name, value, unit, bound="", met=True):
    print(json.dumps({"name": name, "value": value, "unit": unit, "bound": bound, "met": met}), flush=True)


def script(connection, text, **values):
    for statement in text.split(";"):
        if statement.strip():
            connection.execute(statement, values)


def seed(database):
    """Tests, series, runs and points; foreign keys are not checked and indexes built at the end, for speed."""
    with database.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute("SELECT setseed(0.5)")
        by_time, key = connection.execute(INDEXES).fetchone()
        connection.execute("DROP INDEX point_by_time")
        connection.execute("ALTER TABLE point DROP CONSTRAINT point_pkey")
        script(connection, TESTS, tests=SERIES // METRICS, metrics=METRICS, runs=RUNS)
        connection.execute("ANALYZE run; ANALYZE series; ANALYZE test")
        for first in range(1, RUNS + 1, 10):
            connection.execute(POINTS, {"first": first, "last": min(first + 9, RUNS)})
        connection.execute(f"ALTER TABLE point ADD {key}")
        connection.execute(by_time)
        connection.execute("VACUUM ANALYZE")


def children_seconds(postgres):
    """Processor time of the server's processes that have ended: sessions among them."""
    fields = pathlib.Path(f"/proc/{postgres._process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def analyse(rigel, config, postgres, *arguments):
    """Seconds, processor seconds of rigel and of the server, most memory in MB, what rigel says."""
    before = children_seconds(postgres)
    started = time.monotonic()
    process = rigel.popen("analyse", "--once", "--config", config, "--threads", "2", *arguments, stdout=subprocess.PIPE)
    said = process.stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"rigel analyse ended with {process.returncode}: {said}")
    print(f"  {said.strip()}", file=sys.stderr)
    time.sleep(0.2)  # the sessions of the server end a moment later than their client
    return seconds, used.ru_utime + used.ru_stime, children_seconds(postgres) - before, used.ru_maxrss / 1024


def measure(rigel, config, postgres, name, bound=None):
    seconds, own, servers_own, memory = analyse(rigel, config, postgres)
    full = SERIES == 100000
    met = not full or bound is None or seconds <= bound
    row(name, seconds, "s", f"<= {bound}" if full and bound else "", met)
    row(f"{name}: processor time of rigel", own, "s")
    row(f"{name}: processor time of the server", servers_own, "s")
    row(f"{name}: memory of rigel", memory, "MB", f"<= {BOUND_MB}", memory <= BOUND_MB)


def main():
    postgres = servers.PostgreSQL()
    database = postgres.create()
    rigel = servers.Rigel("build")
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder) / "rigel.yaml"
        config.write_text(json.dumps({"database": {"conninfo": database.conninfo}, "log": {"level": "warning"}}))
        rigel.run("migrate", "--database", database.conninfo)
        try:
            started = time.monotonic()
            seed(database)
            print(f"  seeded in {time.monotonic() - started:.0f} s", file=sys.stderr)
            time.sleep(1)
            measure(rigel, config, postgres, f"{SERIES} series of {RUNS} points", BOUND_SECONDS)
            for run, metrics in ((RUNS + 1, METRICS), (RUNS + 2, 1)):
                with database.connect() as connection:
                    script(connection, ONE_RUN, run=run, metrics=metrics)
                measure(rigel, config, postgres, f"one run more, {metrics} of {METRICS} series in it")
        finally:
            postgres.drop(database)
            postgres.close()


main()
