# SPDX-License-Identifier: GPL-3.0-or-later
"""rigel audit: the detector measured on stored series, by command and in the service's spare time."""

import json
import random
import re
import time

import pytest
import tables

RUNS = 90
ALGORITHMS = ("steady", "edivisive", "percent")


def noise(seed, level=100.0, spread=0.03, step=1.0):
    rng = random.Random(seed)
    return [level * (step if i >= RUNS // 2 else 1) * (1 + rng.gauss(0, spread)) for i in range(RUNS)]


@pytest.fixture
def audited(rigel, database, tmp_path):
    """A test of every algorithm, one of series with steps and oddities, one without a run; as configured."""
    rigel.run("migrate", "--database", database.conninfo)
    histories = {}
    for algorithm in ALGORITHMS:
        history = histories[algorithm] = tables.History(database, algorithm)
        history.series("m", algorithm=algorithm, direction=1)
        history.fill_settled(m=noise(algorithm))
    odd = histories["odd"] = tables.History(database, "odd")
    odd.series("stepped", algorithm="steady", direction=0)
    odd.series("wide", algorithm="steady", direction=0)
    odd.series("zero", algorithm="steady", direction=-1)
    odd.series("rare", algorithm="steady", direction=1)
    odd.series("deaf", algorithm="steady", direction=0, threshold=40)
    rare = [v if i < 10 else None for i, v in enumerate(noise(4))]
    odd.fill_settled(stepped=noise(1, step=3), wide=noise(2, spread=0.3), zero=[0.0] * RUNS, rare=rare, deaf=noise(5))
    tables.History(database, "empty").series("m")

    def configure(**keys):
        path = tmp_path / "rigel.yaml"
        path.write_text(
            json.dumps(
                {
                    "database": {"conninfo": database.conninfo},
                    "audit": {"samples": 20, **keys},
                    "api": {"listen": "127.0.0.1", "port": 0},
                }
            )
        )
        return path

    return configure


def recall(figures, percent):
    return next(step["recall_percent"] for step in figures["steps"] if step["percent"] == percent)


def measured(rigel, config, *arguments):
    tests = json.loads(rigel.run("audit", "--config", config, "--format", "json", *arguments).stdout)
    return {test["test"]: test for test in tests}


def without_times(test):
    return {key: value for key, value in test.items() if key not in ("measured_at", "cpu_seconds")}


def check_figures(tests):
    assert tests.keys() == {"odd", "empty", *ALGORITHMS}
    for algorithm in ALGORITHMS:
        test = tests[algorithm]
        assert test["algorithm"] == algorithm
        assert (test["series"], test["skipped"], test["points"]) == (1, 0, RUNS)
        assert test["histories"] == 20 and test["values"] == 20 * RUNS
        assert recall(test, 2) <= recall(test, 10) <= recall(test, 50)
    # 3% of noise: 10% is more than three deviations, 2% less than one.
    assert recall(tests["steady"], 2) < 50 < 80 < recall(tests["steady"], 10)
    assert tests["steady"]["blocks_false_per_1000"] < 3
    # Every second value is above the mean of those before; a threshold of a few deviations ends that.
    assert tests["percent"]["shuffled_false_per_1000"] > 100
    assert 5 < tests["percent"]["proposed_threshold_percent"] < 20
    metrics = {metric["metric"]: metric for metric in tests["odd"]["metrics"]}
    assert recall(metrics["stepped"], 10) > 80  # its own step was no noise
    assert recall(metrics["wide"], 10) < 30
    assert recall(metrics["deaf"], 25) < 10 and recall(metrics["deaf"], 50) > 80  # its threshold is 40%
    assert metrics["zero"]["lack"].startswith("the level is 0")
    assert metrics["zero"]["steps"][0]["injected"] == 0 and metrics["zero"]["blocks_false_per_1000"] == 0
    assert metrics["rare"]["lack"].startswith("too few values") and metrics["rare"]["histories"] == 0
    assert (tests["odd"]["series"], tests["odd"]["skipped"]) == (4, 1)
    assert tests["empty"]["metrics"][0]["points"] == 0
    assert tests["empty"]["proposal"].startswith("nothing could be measured")


def test_the_command_measures_every_test_alike_each_time_and_prints_a_table(rigel, audited):
    config = audited()
    tests = measured(rigel, config)
    check_figures(tests)
    again = measured(rigel, config, "odd", "steady")
    assert again.keys() == {"odd", "steady"}
    for name, test in again.items():
        assert without_times(test) == without_times(tests[name])
    other = measured(rigel, config, "--seed", "7", "--samples", "30", "steady")["steady"]
    assert other["samples"] == 30 and other["steps"] != tests["steady"]["steps"]
    table = rigel.run("audit", "--config", config, "steady").stdout
    assert re.search(r"^steady +steady +\d", table, re.M) and re.search(r"^  m +steady +\d", table, re.M)
    assert table.splitlines()[-1] == f"steady: {tests['steady']['proposal']}"
    assert "nosuch" in rigel.run("audit", "--config", config, "nosuch", status=1).stderr
    assert "--format" in rigel.run("audit", "--config", config, "--format", "xml", status=1).stderr


def test_the_service_measures_in_spare_time_and_tells_it(rigel, audited, database):
    plain = measured(rigel, audited())
    database.query("DELETE FROM detector_audit")
    with rigel.serve(audited(interval="1s"), "--role", "analysis,api,audit") as service:
        assert service.get("/api/v1/tests/nosuch/audit").status_code == 404
        deadline = time.monotonic() + 60
        while len(service.json("/api/v1/detector_audits")["detector_audits"]) < len(plain):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        for name, test in plain.items():
            assert without_times(service.json(f"/api/v1/tests/{name}/audit")) == without_times(test)
        rows = service.json("/api/v1/detector_audits?fields=test,finds_percent&limit=2")
        assert [row["test"] for row in rows["detector_audits"]] == ["edivisive", "empty"] and rows["next_cursor"]
        text = service.get("/metrics").text
        figure = dict(re.findall(r"^(rigel_audit_\S+) (\S+)$", text, re.M))
        assert float(figure['rigel_audit_recall{test="steady",step="10"}']) * 100 == pytest.approx(
            recall(plain["steady"], 10)
        )
        assert 'rigel_audit_false_reports_per_1000{test="steady",noise="shuffled"}' in figure
        assert not [name for name in figure if 'test="empty"' in name]
        assert {"name": "audit", "state": "running"} in service.json("/readyz")["checks"]


def test_nothing_is_measured_while_series_wait_for_analysis(rigel, audited, database):
    config = audited(interval="1s")
    database.query("INSERT INTO analysis_queue (test_id, series_id) SELECT test_id, series_id FROM series LIMIT 1")
    with rigel.serve(config, "--role", "api,audit") as service:  # nobody empties the queue
        time.sleep(2.5)
        answer = service.get("/api/v1/tests/steady/audit")
        assert answer.status_code == 404 and "not measured" in answer.json()["detail"]
        assert database.value("SELECT count(*) FROM detector_audit") == 0
        database.query("DELETE FROM analysis_queue")
        deadline = time.monotonic() + 60
        while service.get("/api/v1/tests/steady/audit").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.2)
