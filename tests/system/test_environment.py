# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a regression: it recovers, it fades, or it was the platform's."""

import json

import pytest
from test_detection import QUIET, Bench, stepped

METRICS = ("cpu", "disk", "latency", "memory", "network")


@pytest.fixture
def bench(rigel, database, tmp_path):
    return Bench(rigel, database, tmp_path)


def changes_told(database):
    """What was told of regressions, in order."""
    return [row[0] for row in database.query("SELECT body ->> 'change' FROM event ORDER BY event_id")]


def test_a_level_that_comes_back_recovers_and_one_that_leaves_again_reopens(bench):
    database = bench.database
    history = bench.history()
    history.series("m", threshold=10, algorithm="steady")
    history.fill(m=stepped(150))
    bench.analyse()
    (told,) = history.regressions()
    assert told[1:] == ("run-012", 1, "open")
    for value in QUIET[:3]:
        history.run(m=value)
    bench.analyse()
    (again,) = history.regressions()
    assert again[0] == told[0] and again[3] == "recovered"
    assert database.query("SELECT recovered_uuid, recovered_build FROM regression WHERE state = 'recovered'") == [
        ("run-024", "build-run-024")
    ]
    table = bench.rigel.run("regressions", "--config", bench.config).stdout
    assert "recovered at build-run-024" in table

    database.query(
        "UPDATE point SET value = value * 1.5 WHERE run_id IN (SELECT run_id FROM run WHERE uuid >= 'run-024')"
    )
    bench.analyse("--all")
    assert history.regressions()[0][3] == "open"
    assert changes_told(database) == ["new", "recovered", "reopened"]

    # Nobody sees a level that never changed: it fades, and is shown when asked for.
    database.query("UPDATE point SET value = 100 + random()")
    bench.analyse("--all")
    assert history.regressions() == []
    assert changes_told(database)[3:] == ["faded"]
    bench.configure(api={"port": 0})
    with bench.rigel.serve(bench.config, "--role", "api") as service:
        assert service.json("/api/v1/regressions")["regressions"] == []
        (faded,) = service.json("/api/v1/regressions?state=faded")["regressions"]
        assert (faded["id"], faded["state"], faded["metrics"]) == (str(told[0]), "faded", 0)
        assert faded["faded_at"] and faded["faded_reason"] == "the values known now do not bear it out"
        assert service.json(f"/api/v1/regressions/{told[0]}")["members"] == []


def test_a_reason_says_that_an_acknowledgement_took_a_regression_out(bench):
    history = bench.history()
    history.series("m", threshold=10)
    history.fill(m=stepped(150))
    bench.analyse()
    bench.database.query("INSERT INTO acknowledgement (uuid, metric, origin) VALUES ('run-012', 'm', 'somebody')")
    bench.analyse("--all")
    reason = "SELECT state, faded_reason FROM regression"
    assert bench.database.query(reason) == [("faded", "people know of the change: it is acknowledged")]
    bench.database.query("DELETE FROM acknowledgement")
    bench.analyse("--all")
    assert bench.database.query(reason) == [("open", None)]
    assert changes_told(bench.database) == ["new", "faded", "reopened"]


def platforms(bench, moved):
    """Four tests, of two releases on two platforms; moved(platform, release) says which of them rise at run 14."""
    for number in range(4):
        platform, release = "AB"[number // 2], f"4.{number % 2}"
        history = bench.history(f"t{number}")
        for metric in METRICS:
            history.series(metric, threshold=10, algorithm="steady")
        for run in range(22):
            level = 1.4 if run >= 14 and moved(platform, release) else 1
            values = {
                metric: QUIET[(run * 5 + number + place * 7) % len(QUIET)] * level
                for place, metric in enumerate(METRICS)
            }
            history.run(f"t{number}-{run:02d}", metadata={"platform": platform, "ocpMajorVersion": release}, **values)


def tags(database):
    """By test, whether its regressions are tagged as the platform's."""
    return dict(
        database.query(
            "SELECT t.name, bool_and(g.environment IS NOT NULL) FROM regression g JOIN test t USING (test_id)"
            " WHERE g.metrics > 0 GROUP BY t.name"
        )
    )


def test_what_moves_a_platform_is_tagged_until_the_release_moves_elsewhere_too(bench):
    platforms(bench, lambda platform, release: platform == "A")
    bench.analyse()
    assert tags(bench.database) == {"t0": True, "t1": True}
    reason = "10 of 10 series of A moved together in 2 tests, as those of the same release elsewhere did not"
    assert (reason, 10, 10) in bench.database.query(
        "SELECT environment, environment_moved, environment_seen FROM regression"
    )
    told = changes_told(bench.database)
    assert told.count("environment") == told.count("new") >= 2 and "product" not in told
    # Nobody says anything new where nothing has changed.
    bench.analyse("--all")
    assert changes_told(bench.database) == told

    bench.database.query(
        "UPDATE point SET value = value * 1.4 FROM run, test"
        " WHERE run.run_id = point.run_id AND run.test_id = point.test_id AND test.test_id = run.test_id"
        " AND test.name >= 't2' AND right(run.uuid, 2) >= '14'"
    )
    bench.analyse("--all")
    assert tags(bench.database) == dict.fromkeys(("t0", "t1", "t2", "t3"), False)
    assert "product" in changes_told(bench.database)


def test_what_moves_a_release_on_every_platform_is_not_tagged(bench):
    platforms(bench, lambda platform, release: release == "4.0")
    bench.analyse()
    assert tags(bench.database) == {"t0": False, "t2": False}


def test_another_machine_type_from_a_run_on_is_the_environment_and_fails_no_run(bench):
    history = bench.history()
    history.series("m", threshold=10)
    for run, value in enumerate(stepped(150)):
        machine = "m5.large" if run < 12 else "m6.large"
        history.run(f"run-{run:03d}", metadata={"platform": "A", "workerNodesType": machine}, m=value)
    bench.analyse()
    assert bench.database.query("SELECT environment FROM regression") == [
        ("the runs have another workerNodesType since (m6.large)",)
    ]
    bench.configure(api={"port": 0})
    with bench.rigel.serve(bench.config, "--role", "analysis,api") as service:
        verdict = service.json("/api/v1/runs/run-012/verdict")
    assert verdict["state"] == "pass"
    told = "which is the environment's: the runs have another workerNodesType since (m6.large)."
    assert told in json.dumps(verdict)
