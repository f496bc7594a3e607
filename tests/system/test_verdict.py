# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer for one run, asked over HTTP: the published story, told run by run, and the rules."""

import json

import pytest
import tables

KAPI_TEST = "aws-4.19-payload-control-plane-6nodes"
BUILD_URL = "https://prowaws-4.19payload-control-plane-6nodes/"
BROUGHT = "2d6b598f64d5c98e4236"  # 2025-01-17 00:08:31, value 3.98


def read_bulk(path):
    """(action line, document) pairs."""
    lines = path.read_text().splitlines()
    return [(action, json.loads(text)) for action, text in zip(lines[::2], lines[1::2], strict=True)]


def write_config(folder, database, **sections):
    config = folder / "rigel.yaml"
    sections = {"database": {"conninfo": database.conninfo}, "api": {"port": 0}, **sections}
    config.write_text(json.dumps(sections))
    return config


@pytest.fixture
def kapi(rigel, database, data_dir, tmp_path):
    """A service whose file source is an empty folder, the runs of the story, and its configuration."""
    documents = tmp_path / "documents"
    documents.mkdir()
    config = write_config(
        tmp_path,
        database,
        sources=[{"name": "files", "kind": "files", "path": str(documents)}],
        tests={
            "files": [str(data_dir / "fixtures" / "configs" / "kapi" / "kapi.yaml")],
            "variables": {"version": "4.19"},
        },
    )
    fixtures = data_dir / "fixtures" / "opensearch"
    runs = sorted(read_bulk(fixtures / "perf_scale_ci.ndjson"), key=lambda pair: pair[1]["timestamp"])
    results = read_bulk(fixtures / "ripsaw-kube-burner.ndjson")
    assert len(runs) == 15

    def add(run):
        uuid = run[1]["uuid"]
        for name, pairs in (
            ("perf_scale_ci.ndjson", [run]),
            ("ripsaw-kube-burner.ndjson", [pair for pair in results if pair[1]["uuid"] == uuid]),
        ):
            with (documents / name).open("a") as file:
                file.writelines(f"{action}\n{json.dumps(document)}\n" for action, document in pairs)
        return uuid

    database.migrate(rigel)
    with rigel.serve(config, "--role", "analysis,api") as service:
        yield rigel, config, service, runs, add


def test_the_published_regression_is_told_at_the_very_run_and_never_before(kapi):
    rigel, config, service, runs, add = kapi
    states, verdicts = [], {}
    for run in runs:
        uuid = add(run)
        rigel.run("ingest", "--once", "--config", config)
        verdicts[uuid] = service.json(f"/api/v1/runs/{uuid}/verdict")
        states.append(verdicts[uuid]["state"])
    assert states[:7] == ["undecided"] * 3 + ["pass"] * 4
    assert states[7] == "regression"
    answer = verdicts[BROUGHT]
    assert list(verdicts).index(BROUGHT) == 7
    (verdict,) = answer["verdicts"]
    assert verdict["test"] == KAPI_TEST
    assert verdict["settled"]
    assert verdict["build_url"] == BUILD_URL + "1880020138195947520"
    assert verdict["previous_build_url"] == BUILD_URL + "1879902896481374208"
    (metric,) = verdict["metrics"]
    assert metric["value"] == 3.98
    assert metric["baseline"]["runs"] == 7
    assert metric["percent"] == pytest.approx(309.947, abs=1e-3)
    assert "309.9% above the mean of the 7 runs before" in metric["reason"]
    # 19.9 is worse still; 19.9 again and 3.94 are not this build's doing.
    assert states[8:11] == ["regression", "pass", "pass"]
    assert BROUGHT in verdicts[runs[9][1]["uuid"]]["verdicts"][0]["metrics"][0]["reason"]


class Board:
    """A service that answers, and a history to write into."""

    def __init__(self, rigel, database, folder):
        self.rigel = rigel
        self.database = database
        self.config = write_config(folder, database)
        database.migrate(rigel)

    def verdict(self, service, uuid, test="t"):
        (verdict,) = service.json(f"/api/v1/runs/{uuid}/verdict?test={test}")["verdicts"]
        return verdict


@pytest.fixture
def board(rigel, database, tmp_path):
    return Board(rigel, database, tmp_path)


@pytest.fixture
def api(board):
    with board.rigel.serve(board.config, "--role", "api") as service:
        yield service


def states(verdict):
    return {metric["metric"]: metric["state"] for metric in verdict["metrics"]}


def test_an_expected_metric_that_is_missing_is_no_data_and_another_one_is_not(board, api):
    history = tables.History(board.database)
    history.series("m", threshold=10, labels=["[Jira: etcd]", "second"])
    history.series("gone", threshold=10)
    history.series("rare", threshold=10)
    history.fill(m=[10, 10.1, 9.9, 10], gone=[1, 1, 1, 1], rare=[1, None, 1, 1])
    passes = board.verdict(api, history.run(m=10.1, gone=1))
    assert passes["state"] == "pass"
    assert states(passes) == {"m": "pass", "gone": "pass", "rare": "no_data"}
    assert [metric["expected"] for metric in passes["metrics"]] == [True, True, False]
    assert passes["metrics"][0]["labels"] == ["[Jira: etcd]", "second"]
    assert passes["metrics"][2]["reason"] == "The run has no value of this metric."
    uuid = history.run(m=10.1)
    answer = api.json(f"/api/v1/runs/{uuid}/verdict")
    assert answer["state"] == "no_data"
    assert answer["missing"] == [{"test": "t", "what": "metric", "metric": "gone"}]
    assert answer["reason"] == "1 of 3 metrics that runs of this test have has no value."
    assert answer["final"] is False  # the points of this test wait for analysis


def test_a_run_that_has_not_settled_is_no_data_unless_it_is_a_regression_already(board, api):
    history = tables.History(board.database)
    history.series("m", threshold=10)
    history.series("late", threshold=10)
    history.fill(m=[10, 10.1, 9.9, 10], late=[1, 1, 1, 1])
    waiting = board.verdict(api, history.run(settled=False, m=10.1))
    assert (waiting["state"], waiting["settled"]) == ("no_data", False)
    assert waiting["reason"] == "The run has not settled: 1 of 2 metrics have no value yet."
    bad = board.verdict(api, history.run(settled=False, m=30))
    assert bad["state"] == "regression"
    assert states(bad) == {"m": "regression", "late": "no_data"}
    assert board.verdict(api, history.run(settled=False))["state"] == "no_data"


def test_a_run_without_any_value_has_no_data(board, api):
    history = tables.History(board.database)
    history.series("m")
    verdict = board.verdict(api, history.run())
    assert verdict["state"] == "no_data"
    assert verdict["reason"] == "The run has no value of any metric."


def test_too_few_runs_say_how_many_more_are_needed(board, api):
    history = tables.History(board.database)
    history.series("m")
    history.run(m=10)
    verdict = board.verdict(api, history.run(m=99))
    assert verdict["state"] == "undecided"
    assert "Only 1 run with a value before this one: 2 more are needed" in verdict["metrics"][0]["reason"]


def test_a_run_that_nobody_has_seen_is_no_data_and_an_unknown_test_is_not_found(board, api):
    tables.History(board.database)
    answer = api.json("/api/v1/runs/nosuch/verdict?test=t")
    assert (answer["state"], answer["final"], answer["verdicts"]) == ("no_data", False, [])
    assert answer["missing"] == [{"test": "t", "what": "run", "metric": None}]
    assert api.get("/api/v1/runs/nosuch/verdict?test=nosuch").status_code == 404


def test_after_a_change_point_the_new_level_is_the_baseline(board, api):
    """Also where a filter dropped the change: the level differs all the same."""
    history = tables.History(board.database)
    history.series("better", direction=1, threshold=10)
    history.fill(better=[100, 101, 99, 100, 102, 98, 101, 100, 99, 100, 101, 100, *[50, 51, 49, 50, 51, 50] * 2])
    board.rigel.run("analyse", "--once", "--config", board.config)
    assert history.change_points() == [("better", "run-012", "direction")]
    uuid = history.run(better=70)
    verdict = board.verdict(api, uuid)
    assert verdict["state"] == "regression"
    assert verdict["metrics"][0]["baseline"]["runs"] == 12
    assert verdict["metrics"][0]["percent"] == pytest.approx(40, abs=1)


def test_a_counting_change_point_at_the_run_is_its_regression(board, api):
    """E-Divisive sees with many later runs what one value could not show, where the baseline is long
    enough (30 values) for the error budget to hold over what the search finds."""
    noisy = [80, 120, 95, 105, 70, 130, 100, 90, 110, 100]
    history = tables.History(board.database)
    history.series("m", threshold=10)
    history.fill(m=noisy * 4)
    first = history.run(m=130)
    assert board.verdict(api, first)["state"] == "pass"
    for value in noisy * 2:
        history.run(m=value + 30)
    board.rigel.run("analyse", "--once", "--config", board.config)
    assert history.change_points() == [("m", first, None)]
    verdict = board.verdict(api, first)
    assert verdict["state"] == "regression"
    assert verdict["reason"].startswith("m: A change point begins at this run: 100 before, 130 after (+30.0%, p ")


def test_an_acknowledged_change_passes_and_says_why(board, api):
    history = tables.History(board.database)
    history.series("m", threshold=10)
    history.fill(m=[10, 10.1, 9.9, 10, 10.1])
    uuid = history.run(m=30)
    assert board.verdict(api, uuid)["state"] == "regression"
    board.database.query("INSERT INTO acknowledgement (uuid, metric, reason) VALUES (%s, 'm', 'bigger nodes')", (uuid,))
    history.touch()
    verdict = board.verdict(api, uuid)
    assert verdict["state"] == "pass"
    assert states(verdict) == {"m": "known"}
    assert verdict["metrics"][0]["known"]["reason"] == "bigger nodes"
    assert "which is acknowledged: bigger nodes." in verdict["metrics"][0]["reason"]


def test_a_repeated_run_of_the_build_that_brought_the_change_fails_again(board, api):
    history = tables.History(board.database)
    history.series("m", threshold=10)
    history.fill(m=[10, 10.1, 9.9, 10, 10.1])
    assert board.verdict(api, history.run(m=30, build="4.19-b"))["state"] == "regression"
    assert board.verdict(api, history.run(m=30, build="4.19-b"))["state"] == "regression"
    later = board.verdict(api, history.run(m=30, build="4.19-c"))
    assert later["state"] == "pass"
    assert later["metrics"][0]["known"]["since_build"] == "4.19-b"
    assert "since run run-005 of build 4.19-b, which brought the change" in later["metrics"][0]["reason"]


def test_a_run_of_two_tests_has_a_verdict_in_each(board, api):
    for name, level in (("one", 10), ("two", 30)):
        history = tables.History(board.database, name)
        history.series("m", threshold=10)
        history.fill(m=[10, 10.1, 9.9, 10, 10.1])
        history.run(uuid="both", m=level)
    answer = api.json("/api/v1/runs/both/verdict")
    assert [(v["test"], v["state"]) for v in answer["verdicts"]] == [("one", "pass"), ("two", "regression")]
    assert answer["state"] == "regression"


def test_all_documents_of_the_story_give_the_published_percentage_and_builds(rigel, database, data_dir, tmp_path):
    """Fifteen published runs and five made-up later ones; and what was planted in the lab documents. What was
    published is what E-Divisive says."""
    fixtures = data_dir / "fixtures"
    config = write_config(
        tmp_path,
        database,
        sources=[{"name": "files", "kind": "files", "path": str(fixtures / "opensearch")}],
        analysis={"regression_algorithm": "edivisive"},
        tests={
            "files": [
                str(fixtures / "configs" / "kapi" / "kapi.yaml"),
                str(fixtures / "configs" / "lab" / "patchyMetric.yaml"),
                str(fixtures / "configs" / "lab" / "thresholds.yaml"),
                str(fixtures / "configs" / "lab" / "correlation.yaml"),
                str(fixtures / "configs" / "lab" / "zeroThenUp.yaml"),
            ],
            "variables": {"version": "4.19"},
        },
    )
    database.migrate(rigel)
    rigel.run("ingest", "--once", "--config", config)
    rigel.run("analyse", "--once", "--config", config)
    assert database.query(
        "SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), round(percent::numeric, 1)::float8,"
        " build_url, previous_build_url FROM regression JOIN test USING (test_id) WHERE name = %s",
        (KAPI_TEST,),
    ) == [
        (
            "2025-01-17 06:37:24",
            pytest.approx(923.1),
            BUILD_URL + "1880118891967942656",
            BUILD_URL + "1880020138195947520",
        )
    ]
    table = rigel.run("regressions", "--config", config).stdout
    (row,) = [line for line in table.splitlines() if line.startswith(KAPI_TEST)]
    assert "+923.1%" in row
    # make_lab.py raises one namespace's CPU from run 12, pod latency from run 13, apiserver CPU by 8%
    # from run 15, patchyMetric from run 12 (a gap: seen from 13); zeroThenUp is 0 in the first ten.
    assert database.query(
        "SELECT name, to_char(g.at AT TIME ZONE 'UTC', 'MM-DD'), metric FROM regression g JOIN test USING (test_id)"
        " JOIN change_point c USING (test_id, regression_id) JOIN series USING (test_id, series_id)"
        " WHERE name LIKE 'lab-%' ORDER BY name, g.at, metric"
    ) == [
        ("lab-correlation", "06-13", "kubernetesCPU_avg"),
        ("lab-correlation", "06-14", "podReadyLatency_P99"),
        ("lab-correlation", "06-16", "apiserverCPU_avg"),
        ("lab-patchyMetric", "06-14", "patchyMetric_value"),
        ("lab-thresholds", "06-13", "bigDefault_avg"),
        ("lab-thresholds", "06-16", "small5_avg"),
        ("lab-zeroThenUp", "06-09", "zeroThenUp_value"),
    ]
