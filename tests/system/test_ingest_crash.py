# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed anywhere and started again, ingest leaves the same tables, byte for byte."""

import random
import signal
import subprocess
import time

import pytest
import reduction
import servers


def migrated(rigel, postgres):
    database = postgres.create()
    database.migrate(rigel)
    return database


def config_of(folder, fleet, database):
    folder.mkdir()
    return servers.fleet_config(folder, fleet, database, {"kind": "files", "path": str(fleet)})


def kill_after(rigel, config, seconds):
    """Starts a pass and kills it; true when it was still running."""
    process = rigel.popen("ingest", "--once", "--config", config, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


@pytest.mark.plain
def test_kills_at_random_moments_leave_the_same_tables(rigel, postgres, fleet, tmp_path):
    folder = fleet("small")
    whole = migrated(rigel, postgres)
    config = config_of(tmp_path / "whole", folder, whole)
    start = time.monotonic()
    rigel.run("ingest", "--once", "--config", config)
    seconds = time.monotonic() - start
    expected = reduction.dump(whole)
    assert expected["point"] and expected["document"]

    moments, kills = random.Random(7), 0
    for turn in range(5):
        database = migrated(rigel, postgres)
        config = config_of(tmp_path / f"killed{turn}", folder, database)
        kills += sum(kill_after(rigel, config, moments.uniform(0.01, seconds)) for _ in range(4))
        rigel.run("ingest", "--once", "--config", config)
        assert reduction.differing(expected, reduction.dump(database)) == []
        postgres.drop(database)
    assert kills >= 10, "the pass ended before it could be killed"
    postgres.drop(whole)


@pytest.mark.plain
def test_sessions_ended_by_the_server_leave_the_same_tables(rigel, postgres, fleet, tmp_path):
    folder = fleet("small")
    whole, cut = migrated(rigel, postgres), migrated(rigel, postgres)
    rigel.run("ingest", "--once", "--config", config_of(tmp_path / "whole", folder, whole))
    config = config_of(tmp_path / "cut", folder, cut)
    process = rigel.popen("ingest", "--once", "--config", config, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ended = 0
    with postgres.connect("postgres") as connection:
        while process.poll() is None and ended < 3:
            ended += connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = %s AND xact_start IS NOT NULL",
                [cut.name],
            ).fetchone()[0]
    process.wait(60)
    assert ended > 0
    rigel.run("ingest", "--once", "--config", config)
    assert reduction.differing(reduction.dump(whole), reduction.dump(cut)) == []
    for database in (whole, cut):
        postgres.drop(database)
