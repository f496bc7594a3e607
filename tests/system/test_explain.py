# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a run is or is not a change: the route and `rigel explain`, over histories that were analysed."""

import json
import random
import urllib.parse

import pytest
import tables

pytestmark = pytest.mark.xdist_group("explain")

RUNS, STEP, GAP, EXCLUDED, TWICE = 40, 26, 12, 33, 35
ALGORITHMS = ("edivisive", "steady", "percent")


def fill(history):
    """Levels that rise by 30% at one run; what the metrics differ in is what is asked of a change."""
    history.series("latency", threshold=10, algorithm="steady")
    history.series("throughput", direction=-1)
    history.series("small", threshold=50)
    history.series("alone", correlation="flat", context=3)
    history.series("flat", algorithm="percent")
    history.series("known")
    noise = random.Random(4)
    for run in range(RUNS):
        level = 100 if run < STEP else 130
        values = {name: round(level * noise.gauss(1, 0.02), 3) for name in ("throughput", "small", "alone", "known")}
        values["latency"] = None if run == GAP else round(level * noise.gauss(1, 0.02), 3)
        values["flat"] = round(50 * noise.gauss(1, 0.02) if run < RUNS - 1 else 80, 3)
        build = "4.20.twice" if run in (TWICE, TWICE + 1) else f"4.20.{run}"
        history.run(build=build, **values)


@pytest.fixture(scope="module")
def explained(rigel_session, postgres, tmp_path_factory):
    folder = tmp_path_factory.mktemp("explain")
    database = postgres.create()
    config = folder / "rigel.yaml"
    (folder / "test.yaml").write_text(
        "tests:\n- name: unused\n  metadata: {platform: none}\n  metrics:\n  - {name: m, metric_of_interest: value}\n"
    )
    config.write_text(
        f"database:\n  conninfo: {database.conninfo}\nsources:\n- {{name: lab, kind: push}}\n"
        "tests:\n  files: [test.yaml]\napi:\n  listen: 127.0.0.1\n  port: 0\n"
    )
    rigel_session.run("migrate", "--database", database.conninfo)
    history = tables.History(database, name="kapi/6 nodes")
    fill(history)
    database.query("UPDATE run SET excluded = 'the disk was full' WHERE uuid = %s", (f"run-{EXCLUDED:03d}",))
    database.query(
        "INSERT INTO acknowledgement (test, uuid, metric, reason, origin) VALUES (NULL, %s, 'known', 'told on Monday', 'me')",
        (f"run-{STEP:03d}",),
    )
    rigel_session.run("analyse", "--config", config, "--once")
    with rigel_session.serve(config, "--role", "api") as service:
        service.history, service.config, service.folder, service.rigel = history, config, folder, rigel_session
        service.run = rigel_session.run
        yield service
    postgres.drop(database)


def path(metric, **query):
    query = "&".join(f"{name}={urllib.parse.quote(value)}" for name, value in query.items())
    return f"/api/v1/tests/kapi%2F6%20nodes/series/{metric}/explain" + (f"?{query}" if query else "")


def ask(service, metric, run=STEP, **query):
    return service.json(path(metric, **(query or {"run": f"run-{run:03d}"})))


def test_it_says_of_every_run_what_the_analysis_stored(explained):
    for metric in ("latency", "throughput", "small", "alone", "flat", "known"):
        for run in range(RUNS):
            if run == EXCLUDED or (metric, run) == ("latency", GAP):
                continue
            told = ask(explained, metric, run)
            assert (told["state"], told["metric"]) == ("made", metric)
            stored = dict(
                explained.history.database.query(
                    "SELECT c.algorithm, c.dropped_by FROM change_point c JOIN series s USING (test_id, series_id)"
                    " JOIN run r USING (test_id, run_id) WHERE s.metric = %s AND r.uuid = %s",
                    (metric, f"run-{run:03d}"),
                )
            )
            for algorithm in ALGORITHMS:
                row = told[algorithm]
                assert row["change_point"] == (algorithm in stored) == (row["outcome"] == "change_point")
                assert row["dropped_by"] == stored.get(algorithm)
                assert row["conclusion"].endswith(".")
            decides = told["regression_algorithm"]
            assert told["is_regression"] == (decides in stored and stored[decides] is None)
            assert (told[decides]["regression"] is not None) == told["is_regression"]


def test_a_regression_is_told_with_the_figures_and_the_thresholds(explained):
    told = ask(explained, "latency")
    assert told["is_regression"]
    assert told["conclusion"].startswith("A regression by steady, which decides for this metric. The level changes")
    steady, compared = told["steady"], told["edivisive"]["comparison"]
    assert steady["change"]["run"]["build"] == f"4.20.{STEP}"
    assert steady["nearest"]["evidence"] >= steady["nearest"]["asked_evidence"]
    assert steady["change"]["least_difference"] < 30 < steady["change"]["greatest_difference"]
    assert steady["life"]["seen_run"]["at"] > steady["change"]["run"]["at"]
    assert compared["pvalue"] < compared["asked_pvalue"] == 0.001
    assert (compared["points_before"], compared["points_after"]) == (STEP - 1, RUNS - STEP - 1)
    assert told["edivisive"]["search"]["best"]["uuid"] == f"run-{STEP:03d}"
    assert " shown beside it and makes no regression." in told["conclusion"]


def test_the_filter_that_dropped_a_change_is_named_with_both_sides(explained):
    words = {metric: ask(explained, metric)["edivisive"] for metric in ("throughput", "small", "alone", "known")}
    assert {metric: row["dropped_by"] for metric, row in words.items()} == {
        "throughput": "direction",
        "small": "threshold",
        "alone": "correlation",
        "known": "acknowledged",
    }
    assert "it is an increase, and a decrease is worse" in words["throughput"]["conclusion"]
    assert "% is within the threshold of 50%" in words["small"]["conclusion"]
    assert (
        f"of flat within 3 runs, and the nearest change of that is at build 4.20.{RUNS - 1}, 12 runs away."
        in words["alone"]["conclusion"]
    )
    assert "it is acknowledged: told on Monday" in words["known"]["conclusion"]
    assert words["known"]["acknowledged"] == "told on Monday"


def test_a_run_without_a_change_says_what_was_missing(explained):
    told = ask(explained, "latency", STEP - 9)
    assert not told["is_regression"]
    search, nearest = told["edivisive"]["search"], told["steady"]["nearest"]
    assert search["best"]["uuid"] != f"run-{STEP - 9:03d}" or search["pvalue"] > search["asked_pvalue"]
    assert abs(nearest["evidence"]) < max(nearest["asked_evidence"], nearest["record_evidence"])
    assert told["steady"]["outcome"] == "below"
    assert told["percent"]["outcome"] == "not_newest"
    early = ask(explained, "latency", 2)
    assert early["steady"]["outcome"] == "few_before"
    assert "Too early: 2 values" in early["steady"]["conclusion"]
    assert ask(explained, "latency", 0)["edivisive"]["outcome"] == "nothing_before"
    newest = ask(explained, "flat", RUNS - 1)
    assert newest["is_regression"] and newest["percent"]["newest"]
    assert newest["steady"]["outcome"] == "undecided" and newest["steady"]["more_runs"] > 0
    assert path("flat") and explained.json(path("flat"))["runs"][0]["uuid"] == f"run-{RUNS - 1:03d}"


def test_gaps_excluded_runs_and_builds_of_several_runs_are_said(explained):
    gap = ask(explained, "latency", GAP)
    assert (gap["state"], gap["edivisive"], gap["runs"][0]["value"]) == ("no_value", None, None)
    assert gap["next_run"]["build"] == f"4.20.{GAP + 1}"
    assert "a gap is never a change. The next value is that of build" in gap["conclusion"]
    out = ask(explained, "latency", build=f"4.20.{EXCLUDED}")
    assert (out["state"], out["runs"][0]["excluded"]) == ("not_in_baseline", "the disk was full")
    assert out["runs"][0]["value"] is not None and "(the disk was full)" in out["conclusion"]
    twice = ask(explained, "latency", build="4.20.twice")
    assert [(run["uuid"], run["explained"]) for run in twice["runs"]] == [
        (f"run-{TWICE:03d}", True),
        (f"run-{TWICE + 1:03d}", False),
    ]
    assert f"The build has 2 runs; this is about run run-{TWICE:03d}." in twice["conclusion"]


def test_what_is_not_there_is_404_with_the_nearest_name(explained):
    for asked, words in (
        (path("latancy", build="x"), "is 'latency' meant?"),
        (path("latency", build="4.20.twise"), "is '4.20.twice' meant?"),
        (path("latency", run="nobody"), "nobody"),
        (path("latency", build="nothing like it"), "the test has no run of a build 'nothing like it'"),
        ("/api/v1/tests/kapi%2F6%20node/series/latency/explain", "is 'kapi/6 nodes' meant?"),
    ):
        assert words in explained.json(asked, status=404)["detail"], asked
    assert explained.json(path("latency", build="x", run="y"), status=400)["parameter"] == "run"
    assert explained.json(path("latency", limit="5"), status=400)["parameter"] == "limit"
    assert explained.json(path("latency", format="csv"), status=400)["parameter"] == "format"


def test_the_command_says_the_same_of_a_service_and_of_the_database(explained):
    words = ("kapi/6 nodes", "latency", f"4.20.{STEP}")
    at_server = ("--server", explained.url)
    for form in ("json", "text"):
        asked = explained.run("explain", *words, *at_server, "--format", form).stdout
        assert explained.run("explain", *words, "--config", explained.config, "--format", form).stdout == asked
        if form == "json":
            assert json.loads(asked) == ask(explained, "latency")
        else:
            lines = asked.splitlines()
            assert lines[0] == f"kapi/6 nodes, latency, build 4.20.{STEP}"
            assert lines[3].startswith("A regression by steady")
            assert any(line.startswith("edivisive  p between its neighbours") for line in lines)
    by_run = explained.run("explain", *words[:2], f"run-{STEP:03d}", "--run", env={"RIGEL_SERVER": explained.url})
    assert by_run.stdout == explained.get(path("latency", run=f"run-{STEP:03d}", format="text")).text


def test_the_command_refuses_what_it_cannot_use(explained):
    at_server = ("--server", explained.url)
    for arguments, words in (
        (("kapi", "latency"), "usage: rigel explain"),
        (("kapi", "", "4.20.1", *at_server), "usage: rigel explain"),
        (("kapi/6 nodes", "latency", "4.20.1", "--format", "xml"), "'xml' is not text or json"),
        (("kapi/6 nodes", "latency", "4.20.1", *at_server, "--config", "x"), "not together with --config"),
        (("kapi/6 nodes", "latenzy", "4.20.1", *at_server), "is 'latency' meant?"),
        (("kapi/6 nodes", "latenzy", "4.20.1", "--config", explained.config), "is 'latency' meant?"),
        (("kapi/6 nodes", "latency", "x" * 9000, *at_server), "rigel explain"),
    ):
        result = explained.run("explain", *arguments, status=1)
        assert words in result.stderr, result
        assert result.stdout == ""
