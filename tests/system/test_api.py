# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST API over rows that the tests put into the database themselves."""

import concurrent.futures
import csv
import gzip
import io
import json
import math
import re
import socket
import threading

import pytest
import requests
import servers

RUNS = 12
BUILD_URL = "https://ci.example/view/{}"
GAP = 4  # this run of kapi has no value of p99
TESTS = "tests:\n- name: unused\n  metadata: {platform: none}\n  metrics:\n  - {name: m, metric_of_interest: value}\n"


def at(index):
    return f"2025-01-{index + 1:02d}T00:08:31Z"


def uuid(index):
    return f"run-{index:04d}"


def seed(database):
    with database.connect() as db:
        db.execute(
            "INSERT INTO test (test_id, name, source, config_file, config_hash, definition) VALUES"
            " (1, 'kapi', 'lab', 'kapi.yaml', 'h1', '{\"name\": \"kapi\"}'),"
            " (2, 'a/b c', 'lab', 'odd.yaml', 'h2', '{}')"
        )
        db.execute(
            "INSERT INTO series (test_id, series_id, metric, position, direction, threshold, labels, correlation,"
            " context, unit) VALUES (1, 11, 'p99', 0, 1, 10, ARRAY['[Jira: X]', 'q\"uote'], '', 5, ''),"
            " (1, 12, 'cpu', 1, 0, 0, '{}', 'p99', 3, 'cores'), (2, 21, 'p99', 0, -1, 0, '{}', '', 5, '')"
        )
        for i in range(RUNS):
            for test in (1, 2) if i == 0 else (1,):
                db.execute(
                    "INSERT INTO run (test_id, run_id, uuid, at, build, build_url, metadata, settled)"
                    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                    (test, 100 + i, uuid(i), at(i), f"4.20.{i // 4}", BUILD_URL.format(i), '{"n": 1}', i < RUNS - 1),
                )
            if i != GAP:
                value = 0.4 if i < 8 else 3.98
                db.execute(
                    "INSERT INTO point (test_id, series_id, run_id, at, value, samples, minimum, maximum, mean, sum,"
                    " stddev) VALUES (1, 11, %s, %s, %s, 3, 0.1, 9.5, %s, 1.2, 'Infinity')",
                    (100 + i, at(i), value, value),
                )
        db.execute(
            "INSERT INTO regression (test_id, regression_id, run_id, at, uuid, build, build_url, previous_uuid,"
            " previous_build, previous_build_url, percent, pvalue, metrics)"
            " VALUES (1, 9007199254740993, 108, %s, %s, '4.20.2', %s, %s, '4.20.1', %s, 895.0, 1e-7, 1)",
            (at(8), uuid(8), BUILD_URL.format(8), uuid(7), BUILD_URL.format(7)),
        )
        db.execute(
            "INSERT INTO regression (test_id, regression_id, run_id, at, uuid, percent, metrics, state)"
            " VALUES (1, 7, 102, %s, %s, 'Infinity', 1, 'acknowledged')",
            (at(2), uuid(2)),
        )
        db.execute(
            "INSERT INTO change_point (test_id, series_id, algorithm, run_id, at, position, mean_before, mean_after,"
            " stddev_before, stddev_after, pvalue, percent, dropped_by, regression_id) VALUES"
            " (1, 11, 'edivisive', 108, %(t)s, 7, 0.4, 3.98, 0, 0, 1e-7, 895, NULL, 9007199254740993),"
            " (1, 11, 'percent', 108, %(t)s, 7, 0.4, 3.98, 0, 0, NULL, 895, NULL, NULL),"
            " (1, 12, 'edivisive', 108, %(t)s, 7, 0, 1, 0, 0, 0.0005, NULL, 'correlation', NULL)",
            {"t": at(8)},
        )
        db.execute(
            "INSERT INTO analysis (test_id, series_id, algorithm, config_hash, points, last_run_id, last_at)"
            " VALUES (1, 11, 'edivisive', 'c1', 11, 111, %s)",
            (at(11),),
        )
        db.execute("INSERT INTO analysis_queue (test_id, series_id) VALUES (1, 11)")


def write_config(folder, database, extra=""):
    (folder / "tests.yaml").write_text(TESTS)
    config = folder / "rigel.yaml"
    config.write_text(
        f"database:\n  conninfo: {database.conninfo}\nsources:\n- {{name: lab, kind: files, path: {folder}}}\n"
        f"tests:\n  files: [tests.yaml]\napi:\n  port: 0\n{extra}"
    )
    return config


@pytest.fixture(scope="module")
def seeded(postgres, rigel_session):
    database = postgres.create()
    database.migrate(rigel_session)
    seed(database)
    yield database
    postgres.drop(database)


@pytest.fixture(scope="module")
def api(seeded, rigel_session, tmp_path_factory):
    config = write_config(tmp_path_factory.mktemp("api"), seeded)
    with rigel_session.serve(config, "--role", "api") as service:
        yield service


def pages(api, path, key):
    """All rows of a list, page by page."""
    cursor = ""
    while cursor is not None:
        page = api.json(path + (f"&cursor={cursor}" if cursor else ""))
        yield from page[key]
        cursor = page["next_cursor"]


def problem(answer, status, slug):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == f"/api/v1/problems/{slug}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def test_tests_tell_what_they_have(api):
    first, second = api.json("/api/v1/tests")["tests"]
    assert [first["name"], second["name"]] == ["a/b c", "kapi"]
    assert (second["series"], second["runs"], second["open_regressions"]) == (2, RUNS, 1)
    assert (second["first_run_at"], second["last_run_at"]) == (at(0), at(RUNS - 1))
    assert first["last_run_at"] == at(0)
    one = api.json("/api/v1/tests/kapi")
    assert one.pop("definition") == {"name": "kapi"}
    assert one == second
    assert api.json("/api/v1/tests/a%2Fb%20c")["name"] == "a/b c"


def test_series_tell_their_definition_and_their_analysis(api):
    p99, cpu = api.json("/api/v1/tests/kapi/series")["series"]
    assert p99["metric"] == "p99"
    assert (p99["worse"], p99["threshold_percent"], p99["points"]) == ("increase", 10, RUNS - 1)
    assert p99["labels"] == ["[Jira: X]", 'q"uote']
    assert p99["correlation"] is None
    assert (cpu["worse"], cpu["correlation"], cpu["context"], cpu["last_point_at"]) == ("both", "p99", 3, None)
    one = api.json("/api/v1/tests/kapi/series/p99")
    assert one["analyses"] == [
        {
            "algorithm": "edivisive",
            "config_hash": "c1",
            "points": 11,
            "last_uuid": uuid(11),
            "last_at": at(11),
            "waiting": True,
        }
    ]
    assert api.json("/api/v1/tests/a%2Fb%20c/series/p99")["worse"] == "decrease"


def test_points_show_every_run_in_order_and_gaps_as_null(api):
    points = api.json("/api/v1/tests/kapi/series/p99/points")["points"]
    assert [point["uuid"] for point in points] == [uuid(i) for i in range(RUNS)]
    assert [point["value"] for point in points] == [None if i == GAP else 0.4 if i < 8 else 3.98 for i in range(RUNS)]
    assert points[GAP]["samples"] == 0
    assert points[GAP]["mean"] is None
    full = points[0]
    assert (full["samples"], full["min"], full["max"], full["mean"], full["sum"]) == (3, 0.1, 9.5, 0.4, 1.2)
    assert full["stddev"] is None  # infinity has no JSON form
    assert (full["at"], full["build"], full["build_url"]) == (at(0), "4.20.0", BUILD_URL.format(0))
    assert (full["settled"], points[-1]["settled"]) == (True, False)
    span = api.json(f"/api/v1/tests/kapi/series/p99/points?since={at(2)}&until={at(5)}")["points"]
    assert [point["uuid"] for point in span] == [uuid(2), uuid(3), uuid(4)]


def test_lists_come_in_pages_that_make_up_the_whole(api):
    whole = api.json("/api/v1/tests/kapi/series/p99/points")["points"]
    for limit in (1, 5, RUNS, RUNS + 1):
        assert list(pages(api, f"/api/v1/tests/kapi/series/p99/points?limit={limit}", "points")) == whole
    for path, key in (
        ("/api/v1/tests?limit=1", "tests"),
        ("/api/v1/tests/kapi/series?limit=1", "series"),
        ("/api/v1/runs?limit=1", "runs"),
        ("/api/v1/runs?test=kapi&limit=5", "runs"),
        ("/api/v1/change_points?limit=1", "change_points"),
        ("/api/v1/regressions?limit=1", "regressions"),
    ):
        assert list(pages(api, path, key)) == api.json(re.sub("limit=[0-9]+", "limit=1000", path))[key]


def test_a_cursor_stays_right_while_runs_are_inserted_and_removed(api, seeded):
    before = api.json("/api/v1/runs?test=kapi")["runs"]
    seen = []
    try:
        path = "/api/v1/runs?test=kapi&limit=3"
        for number, row in enumerate(pages(api, path, "runs")):
            seen.append(row)
            seeded.query(
                "INSERT INTO run (test_id, run_id, uuid, at, metadata)"
                " VALUES (1, %s, %s, now() + %s * interval '1 day', '{}')",
                (5000 + number, f"newer-{number}", number),
            )
        assert seen == before
    finally:
        seeded.query("DELETE FROM run WHERE test_id = 1 AND run_id >= 5000")


def test_runs_are_filtered_by_test_build_and_time(api):
    runs = api.json("/api/v1/runs")["runs"]
    assert len(runs) == RUNS + 1
    assert runs[0]["uuid"] == uuid(RUNS - 1)
    assert {run["test"] for run in runs if run["uuid"] == uuid(0)} == {"kapi", "a/b c"}
    chosen = api.json(f"/api/v1/runs?test=kapi&build=4.20.1&since={at(5)}&until={at(7)}")["runs"]
    assert [run["uuid"] for run in chosen] == [uuid(6), uuid(5)]
    assert api.json("/api/v1/runs?build=nothing")["runs"] == []


def test_one_run_is_shown_in_each_test_that_takes_it(api):
    run = api.json(f"/api/v1/runs/{uuid(0)}")
    assert [each["test"] for each in run["tests"]] == ["a/b c", "kapi"]
    kapi = run["tests"][1]
    assert kapi["metadata"] == {"n": 1}
    assert [(point["metric"], point["value"]) for point in kapi["points"]] == [("p99", 0.4), ("cpu", None)]
    assert [each["test"] for each in api.json(f"/api/v1/runs/{uuid(0)}?test=kapi")["tests"]] == ["kapi"]
    problem(api.get(f"/api/v1/runs/{uuid(1)}?test=a/b+c"), 404, "not-found")


def test_a_verdict_has_one_shape_for_one_test_and_for_several(api):
    two = api.json(f"/api/v1/runs/{uuid(0)}/verdict")
    assert two["uuid"] == uuid(0)
    assert [verdict["test"] for verdict in two["verdicts"]] == ["a/b c", "kapi"]
    assert {verdict["state"] for verdict in two["verdicts"]} == {"no_data", "undecided"}
    assert two["state"] == "undecided"
    assert two["settled"] is True
    one = api.json(f"/api/v1/runs/{uuid(8)}/verdict?test=kapi")
    (verdict,) = one["verdicts"]
    assert one["state"] == verdict["state"] == "regression"
    assert (verdict["build_url"], verdict["previous_build_url"]) == (BUILD_URL.format(8), BUILD_URL.format(7))
    p99 = next(metric for metric in verdict["metrics"] if metric["metric"] == "p99")
    assert (p99["value"], p99["worse"], p99["threshold_percent"]) == (3.98, "increase", 10)
    assert p99["percent"] == pytest.approx(895)
    assert p99["baseline"]["mean"] == pytest.approx(0.4)
    assert p99["reason"]
    assert api.json(f"/api/v1/runs/{uuid(11)}/verdict")["settled"] is False
    for unseen in ("nobody/verdict", f"{uuid(1)}/verdict?test=a/b+c"):
        answer = api.json(f"/api/v1/runs/{unseen}")
        assert (answer["state"], answer["verdicts"], answer["missing"][0]["what"]) == ("no_data", [], "run")
    assert problem(api.get("/api/v1/runs/x/verdict?test=nobody"), 404, "not-found")["place"] == "test"


def test_change_points_carry_means_and_the_filter_that_dropped_them(api):
    rows = api.json("/api/v1/change_points?test=kapi")["change_points"]
    assert {(row["metric"], row["algorithm"], row["dropped_by"]) for row in rows} == {
        ("p99", "edivisive", None),
        ("p99", "percent", None),
        ("cpu", "edivisive", "correlation"),
    }
    series = "/api/v1/tests/kapi/series/p99/change_points"
    (row,) = api.json(f"{series}?algorithm=edivisive")["change_points"]
    assert row["regression"] == "9007199254740993"
    assert (row["mean_before"], row["mean_after"], row["percent"], row["pvalue"]) == (0.4, 3.98, 895, 1e-7)
    assert (row["uuid"], row["build"], row["position"]) == (uuid(8), "4.20.2", 7)
    (row,) = api.json(f"{series}?algorithm=percent")["change_points"]
    assert row["pvalue"] is None
    assert (row["difference"], row["unit"], row["change"]) == (3.98 - 0.4, None, "from 0.4 to 3.98")
    from_zero = api.json("/api/v1/change_points?metric=cpu")["change_points"][0]
    assert (from_zero["percent"], from_zero["difference"], from_zero["unit"]) == (None, 1, "cores")
    assert from_zero["change"] == "from 0 to 1 cores"
    assert api.json(f"/api/v1/change_points?since={at(9)}")["change_points"] == []


def test_regressions_carry_both_builds_and_their_members(api):
    newest, older = api.json("/api/v1/regressions")["regressions"]
    assert newest["id"] == "9007199254740993"
    assert (newest["build_url"], newest["previous_build_url"]) == (BUILD_URL.format(8), BUILD_URL.format(7))
    assert (newest["percent"], newest["pvalue"], newest["state"]) == (895, 1e-7, "open")
    assert (newest["metric"], newest["change"]) == ("p99", "from 0.4 to 3.98")
    assert (older["percent"], older["pvalue"], older["previous_build_url"]) == (None, None, None)
    assert (older["metric"], older["difference"], older["unit"], older["change"]) == (None, None, None, None)
    assert api.json("/api/v1/regressions?state=acknowledged")["regressions"] == [older]
    assert api.json("/api/v1/regressions?test=kapi&build=4.20.2")["regressions"] == [newest]
    assert api.json(f"/api/v1/regressions?since={at(3)}")["regressions"] == [newest]
    one = api.json("/api/v1/regressions/9007199254740993")
    (member,) = one.pop("members")
    assert one == newest
    assert (member["metric"], member["percent"], member["mean_after"]) == ("p99", 895, 3.98)
    assert (member["difference"], member["unit"], member["change"]) == (3.98 - 0.4, None, "from 0.4 to 3.98")
    assert member["labels"] == ["[Jira: X]", 'q"uote']


@pytest.mark.parametrize(
    ("path", "culprit"),
    [
        ("/api/v1/tests?lmit=3", "lmit"),
        ("/api/v1/tests?limit=0", "limit"),
        ("/api/v1/tests?limit=1001", "limit"),
        ("/api/v1/tests?limit=5&limit=5", "limit"),
        ("/api/v1/tests?cursor=%00", None),
        ("/api/v1/tests?cursor=a%2Bc", "cursor"),
        ("/api/v1/tests?cursor=" + "a" * 4097, "cursor"),
        ("/api/v1/tests/kapi?limit=1", "limit"),
        ("/api/v1/runs?since=yesterday", "since"),
        ("/api/v1/runs?since=1735689600", "since"),
        ("/api/v1/runs?since=2025-01-01T00:00:00", "since"),
        ("/api/v1/runs?until=2025-02-30", "until"),
        ("/api/v1/runs?test=", "test"),
        ("/api/v1/runs?build=" + "b" * 513, "build"),
        ("/api/v1/runs?fields=uuid,nothing", "fields"),
        ("/api/v1/runs?fields=uuid,uuid", "fields"),
        ("/api/v1/runs?fields=", "fields"),
        ("/api/v1/runs?format=xml", "format"),
        ("/api/v1/runs?build=%FF", "build"),
        ("/api/v1/regressions?state=closed", "state"),
        ("/api/v1/change_points?algorithm=magic", "algorithm"),
        ("/api/v1/tests/kapi/series/p99/points?test=kapi", "test"),
        ("/healthz?x=1", "x"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(api, path, culprit):
    answer = api.get(path)
    if culprit:
        body = problem(answer, 400, "parameter")
        assert body["parameter"] == culprit
        assert body["instance"] == path
    else:
        assert answer.status_code == 400


def test_a_cursor_of_another_list_is_refused(api):
    cursor = api.json("/api/v1/runs?limit=1")["next_cursor"]
    assert problem(api.get(f"/api/v1/regressions?cursor={cursor}"), 404, "not-found")["place"] == "cursor"
    assert problem(api.get("/api/v1/runs?cursor=abc"), 404, "not-found")["place"] == "cursor"


def test_a_test_that_does_not_exist_is_no_empty_answer(api):
    for path in ("runs", "change_points", "regressions"):
        assert problem(api.get(f"/api/v1/{path}?test=nobody"), 404, "not-found")["place"] == "test"


def test_times_of_every_year_are_taken_and_an_empty_span_has_no_rows(api):
    assert api.json("/api/v1/runs?since=2025-02-01&until=2025-01-01")["runs"] == []
    assert len(api.json("/api/v1/runs?since=0001-02-28&until=9999-12-31T23:59:59-23:59")["runs"]) == RUNS + 1
    for moment in ("2025-01-17t00:08:31.25z", "0000-02-29", "2025-01-17T00:08:31%2B02:00"):
        assert api.json(f"/api/v1/runs?until={moment}&limit=1")


def test_fields_are_chosen(api):
    whole = api.json("/api/v1/tests/kapi/series/p99/points")
    chosen = api.json("/api/v1/tests/kapi/series/p99/points?fields=value,at")
    assert chosen["points"] == [{"at": point["at"], "value": point["value"]} for point in whole["points"]]
    assert (chosen["test"], chosen["metric"], chosen["next_cursor"]) == ("kapi", "p99", None)
    detail = problem(api.get("/api/v1/runs?fields=nothing"), 400, "parameter")["detail"]
    assert "'nothing'" in detail
    assert all(name in detail for name in api.json("/api/v1/runs")["runs"][0])


def rows_of(answer):
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def cell(value):
    if value is None:
        return ""
    return json.dumps(value, separators=(",", ":")) if isinstance(value, (bool, list)) else str(value)


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/api/v1/tests", "tests"),
        ("/api/v1/tests/kapi/series", "series"),
        ("/api/v1/tests/kapi/series/p99/points", "points"),
        ("/api/v1/tests/kapi/series/p99/change_points", "change_points"),
        ("/api/v1/runs", "runs"),
        ("/api/v1/change_points", "change_points"),
        ("/api/v1/regressions", "regressions"),
    ],
)
def test_csv_has_the_rows_and_the_names_of_the_json(api, path, key):
    whole = api.json(path)[key]
    answer = api.get(path, headers={"Accept": "text/csv, application/json;q=0.9"})
    rows = rows_of(answer)
    assert [list(row) for row in rows] == [list(row) for row in whole]
    for row, expected in zip(rows, whole, strict=True):
        for name, value in expected.items():
            if isinstance(value, float):
                assert float(row[name]) == value
            elif isinstance(value, list):
                assert json.loads(row[name]) == value
            else:
                assert row[name] == cell(value)
    assert "Accept" in answer.headers["vary"].split(", ")
    assert api.get(f"{path}?format=csv").content == answer.content
    again = api.get(f"{path}?format=csv", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_forms_are_chosen_by_weight(api):
    def kind(accept):
        return api.get("/api/v1/runs", headers={"Accept": accept}).headers["content-type"].split(";")[0]

    assert kind("*/*") == "application/json"
    assert kind("text/*") == "text/csv"
    assert kind("text/csv;q=0.5, */*;q=0.1") == "text/csv"
    assert kind("application/json;q=0, */*") == "text/csv"
    assert kind("text/csv;q=0.1, application/json;q=0.2") == "application/json"
    problem(api.get("/api/v1/runs", headers={"Accept": "image/png"}), 406, "not-acceptable")
    assert api.get("/api/v1/runs?format=json", headers={"Accept": "image/png"}).status_code == 200


def test_csv_quotes_and_disarms_what_a_spreadsheet_would_run(api, seeded):
    builds = ['=cmd|"/c calc"!A1', "+1", "-1", "@x", "\tx", 'a,"b"\r\nc', "plain", "1-2", "\r\n=1"]
    for number, build in enumerate(builds):
        seeded.query(
            "INSERT INTO run (test_id, run_id, uuid, at, build, metadata) VALUES (2, %s, %s, '2020-01-01', %s, '{}')",
            (9100 + number, f"csv-{number}", build),
        )
    try:
        answer = api.get("/api/v1/runs?until=2020-02-01&format=csv&fields=build,uuid")
        got = {row["uuid"]: row["build"] for row in rows_of(answer)}
        for number, build in enumerate(builds):
            assert got[f"csv-{number}"] == ("'" + build if build[0] in "=+-@\t\r" else build)
    finally:
        seeded.query("DELETE FROM run WHERE run_id BETWEEN 9100 AND 9199")


@pytest.mark.parametrize("form", ["json", "csv"])
def test_links_lead_through_all_pages_while_rows_are_inserted_between_them(api, seeded, form):
    """Rows that were there are told once each, whatever comes in before, between and behind them."""
    before = [run["uuid"] for run in api.json("/api/v1/runs")["runs"]]
    path, seen, turn = f"/api/v1/runs?fields=uuid&limit=2&format={form}", [], 0
    try:
        while path:
            answer = api.get(path)
            assert answer.status_code == 200, answer.text
            rows = answer.json()["runs"] if form == "json" else rows_of(answer)
            seen += [row["uuid"] for row in rows]
            link = answer.links.get("next")
            if form == "json":
                assert (answer.json()["next_cursor"] is None) == (link is None)
            path = link["url"] if link else None
            for day in ("2024-12-01", "2025-01-06 12:00", "2026-01-01"):
                seeded.query(
                    "INSERT INTO run (test_id, run_id, uuid, at, metadata) VALUES (1, %s, %s, %s, '{}')",
                    (7000 + turn, f"late-{turn}", day),
                )
                turn += 1
        assert [name for name in seen if not name.startswith("late-")] == before
        late = [name for name in seen if name.startswith("late-")]
        assert len(late) == len(set(late))
    finally:
        seeded.query("DELETE FROM run WHERE test_id = 1 AND run_id BETWEEN 7000 AND 7999")


def test_a_link_keeps_the_request_and_is_a_uri(api, seeded):
    for number in range(3):
        seeded.query(
            "INSERT INTO run (test_id, run_id, uuid, at, build, metadata) VALUES (2, %s, %s, '2020-01-01', %s, '{}')",
            (9200 + number, f"link-{number}", "a?b&c>d \u2603"),
        )
    try:
        got = []
        path = "/api/v1/runs?build=a?b%26c%3ed+%e2%98%83&limit=1"
        while path:
            answer = api.get(path)
            got += [run["uuid"] for run in answer.json()["runs"]]
            path = answer.links["next"]["url"] if "next" in answer.links else None
        assert sorted(got) == ["link-0", "link-1", "link-2"]
    finally:
        seeded.query("DELETE FROM run WHERE run_id BETWEEN 9200 AND 9299")


def test_excluded_and_confirming_runs_are_shown_with_their_flags(api, seeded):
    try:
        seeded.query("UPDATE run SET excluded = 'no network' WHERE test_id = 1 AND run_id = 102")
        seeded.query("UPDATE run SET confirms = 102 WHERE test_id = 1 AND run_id = 103")
        seeded.query("UPDATE series SET unit = 'ms', limit_max = 30 WHERE test_id = 1 AND series_id = 11")
        points = api.json("/api/v1/tests/kapi/series/p99/points")
        assert points["unit"] == "ms"
        flags = [(run["excluded"], run["confirms"], run["in_baseline"]) for run in points["points"][1:4]]
        expected = [(None, None, True), ("no network", None, False), (None, "confirm-0000000000000066", False)]
        assert flags == expected
        (run,) = api.json(f"/api/v1/runs/{uuid(3)}")["tests"]
        assert (run["confirms"], run["in_baseline"], run["points"][0]["unit"]) == (expected[2][1], False, "ms")
        assert run["points"][1]["unit"] == "cores"
        series = api.json("/api/v1/tests/kapi/series/p99")
        assert (series["unit"], series["limit_min"], series["limit_max"]) == ("ms", None, 30)
    finally:
        seeded.query("UPDATE run SET excluded = NULL, confirms = NULL WHERE test_id = 1")
        seeded.query("UPDATE series SET unit = '', limit_max = NULL WHERE test_id = 1")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v1/tests/nobody",
        "/api/v1/tests/nobody/series",
        "/api/v1/tests/kapi/series/nothing",
        "/api/v1/tests/kapi/series/nothing/points",
        "/api/v1/tests/kapi/series/nothing/change_points",
        "/api/v1/runs/nobody",
        "/api/v1/regressions/1",
        "/api/v1/regressions/x",
        "/api/v1/regressions/99999999999999999999",
        "/api/v1/tests/..%2F..%2Fetc%2Fpasswd",
        "/api/v1/problems/nothing",
        "/api/v1/tests/kapi'%20OR%20'1'='1",
    ],
)
def test_what_is_not_there_is_a_404_problem(api, path):
    problem(api.get(path), 404, "not-found")


def test_other_methods_are_refused_with_what_is_allowed(api):
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        answer = api.request(method, "/api/v1/tests")
        problem(answer, 405, "method")
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    answer = api.request("POST", "/api/v1/tests", data=b"x" * 100000)
    problem(answer, 405, "method")
    answer = api.request("OPTIONS", "/api/v1/tests")
    assert (answer.status_code, answer.headers["allow"], answer.content) == (204, "GET, HEAD, OPTIONS", b"")
    answer = api.request("HEAD", "/api/v1/tests")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) == len(
        api.get("/api/v1/tests", headers={"Accept-Encoding": ""}).content
    )


def test_an_unchanged_answer_is_not_sent_again(api, seeded):
    first = api.get("/api/v1/regressions")
    etag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}(-gzip)?"', etag)
    for value in (etag, f'"other", W/{etag}', "*"):
        again = api.get("/api/v1/regressions", headers={"If-None-Match": value})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    assert api.get("/api/v1/regressions", headers={"If-None-Match": '"other"'}).status_code == 200
    seeded.query("UPDATE regression SET state = 'fixed' WHERE regression_id = 7")
    try:
        changed = api.get("/api/v1/regressions", headers={"If-None-Match": etag})
        assert changed.status_code == 200
        assert changed.headers["etag"] != etag
    finally:
        seeded.query("UPDATE regression SET state = 'acknowledged' WHERE regression_id = 7")


def test_gzip_comes_only_where_it_is_taken(api):
    path = "/api/v1/tests/kapi/series/p99/points"
    plain = api.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    packed = api.get(path, headers={"Accept-Encoding": "br, gzip;q=0.5"}, stream=True)
    assert packed.headers["content-encoding"] == "gzip"
    raw = packed.raw.read(decode_content=False)
    assert len(raw) < len(plain.content)
    assert gzip.decompress(raw) == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in packed.headers["vary"].split(", ")
    refused = api.get(path, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


def test_every_answer_has_the_headers_that_protect(api):
    for path in ("/api/v1/tests", "/nowhere", "/healthz", "/metrics"):
        headers = api.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == ("no-cache" if path == "/api/v1/tests" else "no-store")


def test_probes_and_metrics(api):
    assert api.get("/healthz").text == "alive\n"
    ready = api.json("/readyz")
    assert ready["ready"] is True
    states = {check["name"]: check["state"] for check in ready["checks"]}
    assert states.pop("news") in ("ok", "connecting to the database")
    assert states == {
        "database": "ok",
        "schema": "ok",
        "ingest": "off",
        "analysis": "off",
        "audit": "off",
        "alert": "off",
    }
    text = api.get("/metrics").text
    for line in text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) .+|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [-+0-9.e]+', line), line
    names = re.findall(r"^# TYPE (\S+) ", text, re.M)
    assert len(names) == len(set(names))
    figures = dict(re.findall(r"^(\S+(?:\{.*\})?) (\S+)$", text, re.M))
    assert figures['rigel_regressions{state="open"}'] == "1"
    assert figures['rigel_regressions{state="acknowledged"}'] == "1"
    assert figures["rigel_analysis_queue_series"] == "1"
    assert figures['rigel_database_connections_in_use{pool="api"}'] == "0"
    assert int(figures['rigel_database_connections_most{pool="api"}']) > 0
    assert int(figures["process_resident_memory_bytes"]) > 1 << 20
    assert any(name.startswith("rigel_http_requests_total{route=") for name in figures)
    mine = 'rigel_http_requests_total{route="/healthz",status="200"}'
    api.get("/healthz")
    later = dict(re.findall(r"^(\S+(?:\{.*\})?) (\S+)$", api.get("/metrics").text, re.M))
    assert int(later[mine]) == int(figures[mine]) + 1


def test_the_index_lists_every_route_and_its_parameters(api):
    routes = {route["path"]: route for route in api.json("/api/v1")["routes"]}
    assert set(routes["/api/v1/runs"]["parameters"]) == {
        "test",
        "build",
        "since",
        "until",
        "limit",
        "cursor",
        "fields",
        "format",
    }
    page = (servers.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for route in api.json("/api/v1")["routes"]:
        name = f"{route['method']} {route['path']}"
        assert f"`{name}`" in page, f"docs/api.md does not tell of {name}"
        section = page.split(f"`{name}`", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
        for parameter in route["parameters"]:
            assert f"`{parameter}`" in section, f"docs/api.md: {name} does not tell of {parameter}"


def test_the_page_lists_every_error_type(api):
    page = (servers.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    rows = re.findall(
        r'^ERROR\(\w+, (\d+), \d+, "([^"]+)",\s*"([^"]+)"\)',
        (servers.ROOT / "src" / "base" / "errors.def").read_text(),
        re.M,
    )
    assert len(rows) > 15
    for status, slug, title in rows:
        assert f"| `{slug}` | {status} | {title} |" in page
        assert api.json(f"/api/v1/problems/{slug}") == {"slug": slug, "title": title, "status": int(status)}


def test_the_page_lists_every_figure(api):
    page = (servers.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for name, kind in re.findall(r"^# TYPE (\S+) (\S+)$", api.get("/metrics").text, re.M):
        assert f"| `{name}` | {kind} |" in page


def raw(api, data, timeout=30):
    """What the server says to these bytes until it closes."""
    host, port = api.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout) as connection:
        connection.sendall(data)
        got = b""
        while piece := connection.recv(65536):
            got += piece
        return got


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"GET /api/v1/tests HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 100000 + b"\r\n\r\n",
        b"GET /" + b"y" * 60000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/tests HTTP/1.1\r\nConnection: close\r\n\r\n",
    ],
    ids=["tls", "no-target", "negative-length", "huge-header", "huge-target", "bytes", "no-host"],
)
def test_garbage_is_answered_with_4xx_or_an_end(api, data):
    got = raw(api, data)
    assert not got or re.match(rb"HTTP/1.[01] 4\d\d ", got), got[:300]
    assert api.get("/healthz").status_code == 200


def test_a_long_target_is_a_414_problem(api):
    got = raw(api, b"GET /" + b"y" * 9000 + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 414 ")
    assert b"/api/v1/problems/url-length" in got


def test_a_header_cannot_be_injected(api):
    answer = raw(api, b"GET /api/v1/x%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert b"\nSet-Cookie" not in answer.split(b"\r\n\r\n")[0]


def test_a_body_is_never_taken_for_the_next_request(api):
    inner = b"GET /api/v1/problems/io HTTP/1.1\r\nHost: a\r\n\r\n"
    head = b"GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(inner)
    answer = raw(api, head + inner)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"slug" not in answer


def test_a_client_that_drips_is_cut(api):
    """A byte now and then keeps the library's own timeout away; the deadline stands."""
    host, port = api.url.removeprefix("http://").split(":")
    stop = threading.Event()
    with socket.create_connection((host, int(port)), 40) as connection:

        def drip():
            while not stop.wait(0.5):
                try:
                    connection.send(b"x")
                except OSError:
                    return

        connection.sendall(b"GET /healthz HTTP/1.1\r\nX: ")
        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            assert connection.recv(1000) == b""
        except ConnectionResetError:
            pass
        finally:
            stop.set()
            dripping.join()
    text = api.get("/metrics").text
    assert 'rigel_http_connections_cut_total{reason="slow request"} 1' in text


@pytest.mark.threads
def test_many_clients_at_once_get_whole_answers(api):
    paths = [
        "/api/v1/tests",
        "/api/v1/runs?limit=5",
        "/api/v1/tests/kapi/series/p99/points",
        "/api/v1/regressions",
        f"/api/v1/runs/{uuid(0)}",
        "/api/v1/change_points",
    ]
    expected = {path: api.get(path).json() for path in paths}

    def ask(number):
        session = requests.Session()
        for turn in range(20):
            path = paths[(number + turn) % len(paths)]
            answer = session.get(api.url + path, timeout=60)
            assert answer.status_code == 200, answer.text
            assert answer.json() == expected[path]
        return session.get(api.url + "/metrics", timeout=60).status_code

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        assert set(pool.map(ask, range(16))) == {200}


def test_numbers_come_back_as_the_bits_in_the_table(api, seeded):
    values = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, -0.0, 123456789.123456789]
    with seeded.connect() as db:
        for number, value in enumerate(values):
            db.execute(
                "INSERT INTO point (test_id, series_id, run_id, at, value, samples) VALUES (1, 12, %s, %s, %s, 1)",
                (100 + number, at(number), value),
            )
    try:
        points = api.json("/api/v1/tests/kapi/series/cpu/points")["points"]
        got = [point["value"] for point in points[: len(values)]]
        assert got == values
        assert math.copysign(1, got[4]) == -1
    finally:
        seeded.query("DELETE FROM point WHERE test_id = 1 AND series_id = 12")


def test_answers_are_utf8_json(api, seeded):
    name = 'naïve ☃ \U0001f600 "quoted" \\ \u0001'
    seeded.query(
        "INSERT INTO run (test_id, run_id, uuid, at, build, metadata) VALUES (1, 9000, 'odd', '2020-01-01', %s, %s)",
        (name, json.dumps({"n": name.replace("\u0001", "")})),
    )
    try:
        run = api.json("/api/v1/runs/odd")["tests"][0]
        assert run["build"] == name
        assert api.get("/api/v1/runs", params={"build": name}).json()["runs"][0]["uuid"] == "odd"
    finally:
        seeded.query("DELETE FROM run WHERE test_id = 1 AND run_id = 9000")
