# SPDX-License-Identifier: GPL-3.0-or-later
"""GET /api/v1/compare over rows that the tests put into the database themselves."""

import csv
import io
import json

import pytest

TESTS = "tests:\n- name: unused\n  metadata: {platform: none}\n  metrics:\n  - {name: m, metric_of_interest: value}\n"
METRICS = {"latency": (11, 1, 5), "throughput": (12, -1, 5), "noise": (13, 1, 5), "gone": (14, 1, 5)}
BASELINE = range(1, 11)


def insert(db, test, number, build, values, excluded=None, confirms=None, metadata=None, day=None):
    """A run of a test with a value a metric; its uuid is run-<number>."""
    at = f"2025-01-{day or number:02d}T00:00:00Z"
    db.execute(
        "INSERT INTO run (test_id, run_id, uuid, at, build, build_url, metadata, settled, excluded, confirms)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, true, %s, %s)",
        (
            test,
            number,
            f"run-{number}",
            at,
            build,
            f"https://ci.example/{number}",
            json.dumps(metadata or {"pullNumber": 0}),
            excluded,
            confirms,
        ),
    )
    for metric, value in values.items():
        db.execute(
            "INSERT INTO point (test_id, series_id, run_id, at, value, samples) VALUES (%s, %s, %s, %s, %s, 1)",
            (test, METRICS[metric][0] + 100 * (test - 1), number, at, value),
        )


def wobble(number):
    return (number * 7 % 5) - 2


def seed(database):
    with database.connect() as db:
        for test, name, project in ((1, "kapi", "default"), (2, "a/b c", "other")):
            db.execute(
                "INSERT INTO test (test_id, name, source, config_file, config_hash, definition, project)"
                " VALUES (%s, %s, 'lab', 'x.yaml', 'h', '{}', %s)",
                (test, name, project),
            )
            for position, (metric, (series, direction, threshold)) in enumerate(METRICS.items()):
                db.execute(
                    "INSERT INTO series (test_id, series_id, metric, position, direction, threshold, unit, limit_max)"
                    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                    (
                        test,
                        series + 100 * (test - 1),
                        metric,
                        position,
                        direction,
                        threshold,
                        "ms" if metric == "latency" else "",
                        250 if metric == "noise" else None,
                    ),
                )
        for number in BASELINE:
            values = {"latency": 100 + wobble(number), "throughput": 50 + wobble(number) / 10, "noise": 100}
            insert(db, 1, number, f"4.20.{(number - 1) // 5}", values)
        # A level of its own, on one metric: the newest stretch begins at run 6.
        db.execute("UPDATE point SET value = 30 WHERE test_id = 1 AND series_id = 11 AND run_id <= 5")
        db.execute(
            "INSERT INTO change_point (test_id, series_id, algorithm, run_id, at, position, mean_before, mean_after,"
            " stddev_before, stddev_after, pvalue, percent)"
            " VALUES (1, 11, 'edivisive', 6, '2025-01-06', 5, 30, 100, 1, 1, 1e-4, 233)"
        )
        for number in range(11, 16):
            insert(
                db,
                1,
                number,
                "4.20.2",
                {"latency": 130 + wobble(number), "throughput": 60 + wobble(number) / 10, "noise": 60 * (number - 10)},
            )
        insert(db, 1, 16, "4.20.2", {"latency": 9000, "throughput": 1}, excluded="the disk was full", day=16)
        insert(db, 2, 17, "4.20.2", {"latency": 7}, day=17)
        for number, pull in ((20, 4242), (21, "4242"), (22, 4242), (23, 99)):
            insert(
                db,
                1,
                number,
                "pr-build",
                {"latency": 125 + wobble(number), "throughput": 50},
                metadata={"pullNumber": pull, "organization": "acme", "repository": "engine"},
                day=12 if number < 23 else 13,
            )
        insert(db, 1, 30, "4.20.1", {"latency": 5000, "throughput": 50}, confirms=6, day=7)


@pytest.fixture(scope="module")
def api(postgres, rigel_session, tmp_path_factory):
    database = postgres.create()
    folder = tmp_path_factory.mktemp("compare")
    database.migrate(rigel_session)
    seed(database)
    (folder / "tests.yaml").write_text(TESTS)
    (folder / "rigel.yaml").write_text(
        f"database:\n  conninfo: {database.conninfo}\nsources:\n- {{name: lab, kind: files, path: {folder}}}\n"
        "tests:\n  files: [tests.yaml]\napi:\n  port: 0\n"
    )
    with rigel_session.serve(folder / "rigel.yaml", "--role", "api") as service:
        yield service
    postgres.drop(database)


def ask(api, query, status=200):
    return api.json(f"/api/v1/compare?{query}", status)


def metric(answer, name, test="kapi"):
    (row,) = [row for row in answer["metrics"] if (row["metric"], row["test"]) == (name, test)]
    return row


def test_two_builds_are_compared_metric_by_metric(api):
    answer = ask(api, "base=4.20.1&head=4.20.2&test=kapi")
    latency, throughput = metric(answer, "latency"), metric(answer, "throughput")
    assert (latency["state"], latency["unit"], latency["worse"]) == ("worse", "ms", "increase")
    assert (latency["base_runs"], latency["head_runs"], latency["method"]) == (5, 5, "welch")
    assert (latency["base_mean"], latency["head_mean"], latency["head_median"]) == (100, 130, 130)
    assert latency["percent"] == pytest.approx(30)
    assert latency["pvalue"] <= answer["error_budget"]["level"] <= answer["error_budget"]["budget"] == 0.02
    assert latency["threshold_percent"] == 5 <= latency["least_percent"] < 10
    assert (throughput["state"], throughput["worse"]) == ("better", "decrease")
    assert metric(answer, "noise")["state"] == "undecided"
    assert (metric(answer, "gone")["state"], metric(answer, "gone")["base_mean"]) == ("no_data", None)
    assert [row["metric"] for row in answer["metrics"]] == ["latency", "throughput", "noise", "gone"]
    assert answer["state"] == "worse"
    assert answer["counts"] == {"worse": 1, "better": 1, "undecided": 1, "same": 0, "no_data": 1}
    assert answer["error_budget"]["tested"] == 3
    assert (answer["base"]["kind"], answer["base"]["build"]) == ("build", "4.20.1")
    assert [run["uuid"] for run in answer["base"]["runs"]] == [f"run-{n}" for n in range(6, 11)]
    assert answer["head"]["runs"][0]["build_url"] == "https://ci.example/11"
    assert len(api.json(latency["points_url"])["points"]) > 10


def test_excluded_runs_and_repetitions_never_count(api):
    answer = ask(api, "base=4.20.1&head=4.20.2")
    names = {run["uuid"] for side in ("base", "head") for run in answer[side]["runs"]}
    assert "run-16" not in names
    assert "run-30" not in names
    assert ask(api, "head_run=run-16", 404)["place"] == "head_run"
    assert metric(ask(api, "base_run=run-30&head=4.20.2&test=kapi"), "latency")["base_mean"] == 5000


def test_every_test_that_either_build_has_is_compared(api):
    answer = ask(api, "base=4.20.1&head=4.20.2")
    assert {row["test"] for row in answer["metrics"]} == {"kapi", "a/b c"}
    alone = metric(answer, "latency", "a/b c")
    assert (alone["state"], alone["base_runs"], alone["head_runs"], alone["percent"]) == ("no_data", 0, 1, None)


def test_a_build_against_itself_is_the_same(api):
    answer = ask(api, "base=4.20.1&head=4.20.1&test=kapi")
    assert "run-30" not in [run["uuid"] for run in answer["head"]["runs"]]
    assert {metric(answer, name)["state"] for name in ("latency", "throughput", "noise")} == {"same"}
    assert metric(answer, "latency")["percent"] == 0


def test_one_run_is_a_side(api):
    answer = ask(api, "base=4.20.1&head_run=run-11&test=kapi")
    assert (answer["head"]["kind"], answer["head"]["uuid"]) == ("run", "run-11")
    latency = metric(answer, "latency")
    assert (latency["head_runs"], latency["state"], latency["method"]) == (1, "worse", "welch")
    few = metric(ask(api, "base_run=run-6&head_run=run-11&test=kapi"), "latency")
    assert (few["state"], few["pvalue"], few["method"], few["least_percent"]) == ("undecided", None, None, None)
    # Both must fit where both are given.
    assert ask(api, "base=4.20.1&head=4.20.2&head_run=run-1", 404)["place"] == "head_run"


def test_without_a_base_it_is_the_newest_stable_stretch_before(api):
    answer = ask(api, "head=4.20.2&test=kapi")
    assert answer["base"]["kind"] == "baseline"
    latency, throughput = metric(answer, "latency"), metric(answer, "throughput")
    assert (latency["base_runs"], latency["base_mean"]) == (5, 100)  # since the change point at run 6
    assert throughput["base_runs"] == 10
    assert [run["uuid"] for run in answer["base"]["runs"]] == [f"run-{n}" for n in BASELINE]
    assert answer["base"]["runs"][0]["test"] == "kapi"


def test_a_pull_request_is_compared_with_its_fork_point(api):
    answer = ask(api, "pull=4242&test=kapi")
    assert (answer["head"]["kind"], answer["head"]["pull"], answer["base"]["kind"]) == ("pull", "4242", "baseline")
    assert [run["uuid"] for run in answer["head"]["runs"]] == ["run-20", "run-21", "run-22"]
    latency = metric(answer, "latency")
    # Before the first of its runs: runs 6 to 12, and no other pull request's.
    assert (latency["base_runs"], latency["head_runs"], latency["state"]) == (7, 3, "undecided")
    forked = metric(ask(api, "pull=4242&base=4.20.1&test=kapi"), "latency")
    assert (forked["base_runs"], forked["base_mean"], forked["state"]) == (5, 100, "worse")
    older = metric(ask(api, "pull=4242&base=4.20.0&test=kapi"), "latency")
    assert (older["base_runs"], older["base_mean"]) == (5, 30)
    assert ask(api, "pull=4242&organization=acme&repository=engine")["head"]["runs"]
    assert ask(api, "pull=4242&organization=nobody", 404)["place"] == "pull"
    assert ask(api, "pull=7", 404)["place"] == "pull"
    assert ask(api, "pull=0", 400)["parameter"] == "pull"


def test_a_limit_that_is_crossed_is_worse(api):
    answer = ask(api, "base=4.20.1&head_run=run-15&test=kapi")
    assert metric(answer, "noise")["head_mean"] == 300
    noise = metric(answer, "noise")
    assert (noise["limit_max"], noise["beyond_limit"], noise["state"]) == (250, "max", "worse")
    within = metric(ask(api, "base=4.20.1&head=4.20.2&test=kapi"), "noise")
    assert (within["limit_max"], within["beyond_limit"], within["state"]) == (250, None, "undecided")


def test_what_is_not_there_is_said(api):
    assert ask(api, "base=4.20.1&head=9.9", 404)["place"] == "head"
    assert ask(api, "base=9.9&head=4.20.2", 404)["place"] == "base"
    assert ask(api, "head=4.20.2&test=nobody", 404)["place"] == "test"
    assert ask(api, "haed=4.20.2", 400)["parameter"] == "haed"


def test_the_newest_build_is_compared_where_none_is_named(api):
    assert ask(api, "test=kapi")["head"]["build"] == "4.20.2"
    assert ask(api, "")["head"]["build"] == "4.20.2"


def test_forms(api):
    query = "base=4.20.1&head=4.20.2&test=kapi"
    whole = ask(api, query)
    rows = list(csv.DictReader(io.StringIO(api.get(f"/api/v1/compare?{query}&format=csv").text, newline="")))
    assert [row["metric"] for row in rows] == [row["metric"] for row in whole["metrics"]]
    assert list(rows[0]) == list(whole["metrics"][0])
    assert float(rows[0]["pvalue"]) == whole["metrics"][0]["pvalue"]
    chosen = ask(api, query + "&fields=metric,state")["metrics"]
    assert chosen[0] == {"metric": "latency", "state": "worse"}
    text = api.get(f"/api/v1/compare?{query}", headers={"Accept": "text/plain"})
    assert text.headers["content-type"].startswith("text/plain")
    lines = text.text.splitlines()
    assert lines[0] == "build 4.20.2 against build 4.20.1: 1 worse, 1 better, 1 undecided, 0 same, 1 no_data"
    assert "latency" in lines[4]
    assert "+30.0%" in lines[4]
