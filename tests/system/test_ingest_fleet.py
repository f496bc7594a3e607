# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet's documents from real search servers: the same runs, gaps and values as the truth, and the same
tables after a second pass and after kills."""

import random
import signal
import subprocess

import pytest
import reduction
import servers

INDICES = ("fleet-metadata", "fleet-kube-burner", "fleet-k8s-netperf", "fleet-ingress-perf")


def load(space, folder):
    for name in INDICES:
        space.create(name)
    for file in sorted(folder.glob("bulk-*.ndjson")):
        space.load(file)


def migrated(rigel, postgres):
    database = postgres.create()
    database.migrate(rigel)
    return database


def config_of(folder, fleet, database, space, **sections):
    folder.mkdir(exist_ok=True)
    source = {"kind": "search", "url": space.url, "poll": "1s"}
    return servers.fleet_config(folder, fleet, database, source, prefix=space.prefix, **sections)


def once(rigel, config, timeout=600):
    return rigel.run("ingest", "--once", "--config", config, timeout=timeout)


def check_against_truth(database, folder):
    truth = reduction.fleet_series(folder)
    stored = reduction.stored_points(database)
    runs = reduction.stored_runs(database)
    gaps, apart = [], []
    with_points = {(test, uuid) for (test, _), values in stored.items() for uuid in values}
    for (test, column), values in truth.items():
        # The truth does not list failed jobs without results; they are runs without points here.
        mine = [uuid for uuid in runs[test] if (test, uuid) in with_points]
        assert mine == list(values), f"{test}: other runs, or another order"
        for uuid, value in values.items():
            mine = stored[test, column].get(uuid)
            if (mine is None) != (value is None):
                gaps.append((test, column, uuid, mine, value))
            elif value is not None and abs(mine - value) > 0.025 * abs(value):
                apart.append((test, column, uuid, mine, value))
    assert not gaps
    assert not apart
    assert set(stored) <= set(truth)
    expected = reduction.fleet_points(folder)
    assert reduction.differences(stored, expected, 1e-9) == []


def test_small_fleet_gives_the_true_runs_gaps_and_values(rigel, postgres, search_server, fleet, tmp_path):
    folder = fleet("small")
    load(search_server, folder)
    database = migrated(rigel, postgres)
    config = config_of(tmp_path / "c", folder, database, search_server)
    once(rigel, config)
    check_against_truth(database, folder)
    before = reduction.dump(database)
    written = database.query("SELECT xmin::text, count(*) FROM point GROUP BY 1 ORDER BY 1")
    result = once(rigel, config)
    assert " 0 new, 0 pulled; 0 documents" in result.stdout
    assert reduction.differing(before, reduction.dump(database)) == []
    assert database.query("SELECT xmin::text, count(*) FROM point GROUP BY 1 ORDER BY 1") == written
    postgres.drop(database)


def aggregates_config(config):
    for file in (config.parent / "tests").iterdir():
        text = file.read_text()
        file.write_text(text.replace("    metadata_index:", "    pull: aggregates\n    metadata_index:", 1))


def test_aggregates_of_the_cluster_and_our_own_agree(rigel, postgres, search_server, fleet, tmp_path):
    folder = fleet("small")
    load(search_server, folder)
    documents, aggregates = migrated(rigel, postgres), migrated(rigel, postgres)
    once(rigel, config_of(tmp_path / "d", folder, documents, search_server))
    config = config_of(tmp_path / "a", folder, aggregates, search_server)
    aggregates_config(config)
    once(rigel, config)
    assert aggregates.value("SELECT count(*) FROM document") == 0
    assert reduction.stored_runs(documents) == reduction.stored_runs(aggregates)
    mine, theirs = reduction.stored_points(documents), reduction.stored_points(aggregates)
    assert reduction.differences(mine, theirs, 1e-6) == []
    for database in (documents, aggregates):
        postgres.drop(database)


def kill_at(rigel, command, config, seconds):
    """Starts a pass and kills it; true when it was still running."""
    process = rigel.popen(command, "--once", "--config", config, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def analyse(rigel, config):
    return rigel.run("analyse", "--once", "--config", config, timeout=600)


def kill_often(rigel, config):
    """Twenty kills while it ingests, and some while it analyses what there is by then."""
    moments = random.Random(3)
    kills = 0
    for turn in range(20):
        kills += kill_at(rigel, "ingest", config, moments.uniform(0.02, 1.0))
        if turn % 4 == 3:
            kill_at(rigel, "analyse", config, moments.uniform(0.02, 0.2))
    return kills


@pytest.mark.first
@pytest.mark.timeout(1200)
@pytest.mark.plain
def test_medium_fleet_gives_the_truth_and_survives_kills(rigel, postgres, opensearch2, fleet, tmp_path):
    folder = fleet("medium")
    load(opensearch2, folder)
    database = migrated(rigel, postgres)
    config = config_of(tmp_path / "c", folder, database, opensearch2)
    once(rigel, config)
    check_against_truth(database, folder)
    analyse(rigel, config)
    whole, found = reduction.dump(database), reduction.dump_findings(database)
    assert found["change_point"] and found["regression"]
    once(rigel, config)
    analyse(rigel, config)
    assert reduction.differing(whole, reduction.dump(database)) == []
    assert reduction.differing(found, reduction.dump_findings(database)) == []

    killed = migrated(rigel, postgres)
    config = config_of(tmp_path / "k", folder, killed, opensearch2)
    assert kill_often(rigel, config) >= 10, "the pass ended before it could be killed"
    once(rigel, config)
    analyse(rigel, config)
    assert reduction.differing(whole, reduction.dump(killed)) == []
    assert reduction.differing(found, reduction.dump_findings(killed)) == []
    for one in (database, killed):
        postgres.drop(one)
