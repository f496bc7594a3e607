# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts as CI asks for them: waiting, forms, strict, confirming and excluded runs, the command,
and those that analysis makes by itself. One service for all; each test has a test of its own in it."""

import json
import threading
import time

import pytest
import tables
from lxml import etree

QUIET = [10, 10.1, 9.9, 10, 10.1, 9.9, 10, 10.1]


@pytest.fixture(scope="module")
def place(postgres, rigel_session, tmp_path_factory):
    database = postgres.create()
    config = tmp_path_factory.mktemp("verdict") / "rigel.yaml"
    config.write_text(
        json.dumps({"database": {"conninfo": database.conninfo}, "api": {"port": 0}, "analysis": {"threads": 1}})
    )
    database.migrate(rigel_session)
    with rigel_session.serve(config, "--role", "analysis,api") as service:
        service.authorize("admin")
        yield database, service, config
    postgres.drop(database)


@pytest.fixture
def history(place, request):
    """A test of its own with two metrics and a quiet past."""
    history = tables.History(place[0], name=request.node.name)
    history.series("m", threshold=5)
    history.series("n", threshold=5)
    history.fill(m=QUIET, n=QUIET)
    return history


def run(history, **values):
    """A new run with a uuid that no other test has."""
    return history.run(uuid=f"{history.name}-{history._runs}", **values)


def ask(service, uuid, status=200, **parameters):
    answer = service.get(f"/api/v1/runs/{uuid}/verdict", params=parameters)
    assert answer.status_code == status, answer.text
    return answer.json()


def settle(history, uuid):
    """As ingest settles a run."""
    with history.database.connect() as connection, connection.transaction():
        connection.execute("UPDATE run SET settled = true WHERE test_id = %s AND uuid = %s", (history.test_id, uuid))
        connection.execute("SELECT pg_notify('rigel_run', %s)", (uuid,))
        connection.execute(tables.TOUCH, (history.test_id,))


def test_a_question_waits_until_the_run_is_in_and_analysed(place, history):
    _, service, _ = place
    uuid = run(history, settled=False, m=10)
    early = ask(service, uuid)
    assert (early["state"], early["final"]) == ("no_data", False)
    assert {"test": history.name, "what": "settling", "metric": None} in early["missing"]
    answers = []
    asked = time.monotonic()
    waiter = threading.Thread(target=lambda: answers.append(ask(service, uuid, wait="50s")))
    waiter.start()
    history.point(uuid, n=10.1)
    settle(history, uuid)
    waiter.join(timeout=40)
    assert answers[0]["state"] == "pass"
    assert answers[0]["final"] is True
    assert answers[0]["missing"] == []
    assert time.monotonic() - asked < 40


def test_at_the_end_of_the_wait_the_answer_says_what_is_missing(place, history):
    _, service, _ = place
    uuid = run(history, settled=False, m=10)
    asked = time.monotonic()
    answer = ask(service, uuid, wait="1s")
    assert time.monotonic() - asked >= 0.9
    assert answer["state"] == "no_data"
    assert {"test": history.name, "what": "metric", "metric": "n"} in answer["missing"]
    for wrong in ("601", "11m", "-1", "1h", "x", "01s"):
        assert service.get(f"/api/v1/runs/{uuid}/verdict", params={"wait": wrong}).status_code == 400, wrong


def test_forms_and_strict(place, history, data_dir):
    _, service, _ = place
    uuid = run(history, m=30, n=10)
    path = f"/api/v1/runs/{uuid}/verdict"
    answer = ask(service, uuid, wait="20s")
    assert (answer["state"], answer["causes"]) == ("regression", ["metrics"])
    assert answer["confirm"]["metrics"] == ["m"]
    assert answer["error_budget"]["budget"] == 0.02
    assert answer["error_budget"]["tested"] == 2
    metric = answer["verdicts"][0]["metrics"][0]
    assert metric["adjusted_pvalue"] <= 0.02
    assert service.get(metric["links"]["series"]).status_code == 200
    assert service.get(metric["links"]["points"]).status_code == 200
    text = service.get(path, headers={"Accept": "text/plain"})
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text.text.startswith("regression: m: ")
    assert "+199.6%" in text.text
    schema = etree.XMLSchema(etree.parse(data_dir / "junit" / "junit.xsd"))
    for kind in ("application/junit+xml", "application/xml", "text/xml;q=0.9, text/html"):
        junit = service.get(path, headers={"Accept": kind})
        assert junit.headers["Content-Type"].startswith(kind.split(";")[0])
        document = etree.fromstring(junit.content)
        schema.assertValid(document)
        assert [case.get("name") for case in document.iter("testcase") if case.find("failure") is not None] == ["m"]
    assert service.get(path, params={"format": "junit"}).content.startswith(b"<?xml")
    assert service.get(path, headers={"Accept": "image/png"}).status_code == 406
    strict = service.get(path, params={"strict": "1"})
    assert strict.status_code == 409
    assert strict.json() == ask(service, uuid)
    fine = run(history, m=10, n=10)
    assert service.get(f"/api/v1/runs/{fine}/verdict", params={"strict": "1"}).status_code == 200
    unseen = service.get("/api/v1/runs/nobody/verdict", headers={"Accept": "text/xml"})
    schema.assertValid(etree.fromstring(unseen.content))


def test_an_answer_is_stored_and_is_told_anew_only_after_a_change(place, history):
    database, service, _ = place
    uuid = run(history, m=10, n=10)
    ask(service, uuid, wait="20s")
    first = service.get(f"/api/v1/runs/{uuid}/verdict")
    stored = database.query(
        "SELECT state, v.revision = s.revision FROM verdict v JOIN test_state s USING (test_id)"
        " JOIN run USING (test_id, run_id) WHERE uuid = %s",
        (uuid,),
    )
    assert stored == [("pass", True)]
    again = service.get(f"/api/v1/runs/{uuid}/verdict", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    # What is stored is what is told: a service that has nothing in memory reads it from the table.
    with_form = service.get(f"/api/v1/runs/{uuid}/verdict", headers={"Accept": "text/plain"}).text
    assert with_form.startswith("pass: All 2 metrics are within their limits.")
    history.point(uuid, m=30)
    changed = service.get(f"/api/v1/runs/{uuid}/verdict", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.json()["state"] == "regression"


def test_runs_that_confirm_are_judged_with_the_first_and_enter_no_baseline(place, history):
    database, service, _ = place
    first = run(history, m=30, n=10)
    token = ask(service, first)["confirm"]["token"]
    repeats = [run(history, m=value, n=10) for value in (10, 10.1)]
    for uuid in repeats:
        answer = service.request("PATCH", f"/api/v1/runs/{uuid}", json={"confirms": token})
        assert answer.status_code == 200, answer.text
        assert answer.json()["tests"][0]["confirms"] == token
        assert answer.json()["tests"][0]["in_baseline"] is False
    (verdict,) = ask(service, first)["verdicts"]
    assert verdict["state"] == "pass"
    assert verdict["confirmed_by"] == repeats
    assert verdict["metrics"][0]["repeated"] == {"runs": 2, "mean": pytest.approx(10.05)}
    (verdict,) = ask(service, repeats[1])["verdicts"]
    assert verdict["confirms"] == first
    assert verdict["metrics"][0]["baseline"]["runs"] == len(QUIET)
    later = ask(service, run(history, m=10, n=10))["verdicts"][0]
    assert later["previous_uuid"] == first
    assert later["metrics"][1]["baseline"]["runs"] == len(QUIET) + 1


def test_a_run_is_excluded_and_taken_back(place, history):
    database, service, _ = place
    bad = run(history, m=10.2, n=10)
    later = run(history, m=10, n=10)
    assert ask(service, later)["verdicts"][0]["metrics"][0]["baseline"]["runs"] == len(QUIET) + 1
    path = f"/api/v1/runs/{bad}"
    answer = service.request("PATCH", path, json={"excluded": "disk was full"})
    assert answer.json()["tests"][0]["excluded"] == "disk was full"
    (verdict,) = ask(service, later)["verdicts"]
    assert verdict["metrics"][0]["baseline"]["runs"] == len(QUIET)
    assert verdict["previous_uuid"] != bad
    assert ask(service, bad)["verdicts"][0]["excluded"] == "disk was full"
    assert service.request("PATCH", path, json={"excluded": None}).json()["tests"][0]["in_baseline"] is True
    assert ask(service, later)["verdicts"][0]["metrics"][0]["baseline"]["runs"] == len(QUIET) + 1
    assert database.query(
        "SELECT action, detail->>'excluded' FROM audit WHERE subject = %s ORDER BY audit_id", (bad,)
    ) == [
        ("run.exclude", "disk was full"),
        ("run.include", None),
    ]


@pytest.mark.parametrize(
    ("body", "status", "place_of_fault"),
    [
        (b"", 400, "body"),
        (b"[]", 400, "body"),
        (b"{}", 400, "body"),
        (b'{"excluded": ""}', 400, "excluded"),
        (b'{"excluded": 3}', 400, "excluded"),
        (b'{"confirms": "confirm-xyz"}', 400, "confirms"),
        (b'{"settled": true}', 400, "settled"),
        (b'{"excluded": "' + b"x" * 1001 + b'"}', 400, "excluded"),
        (b" " * 70000, 413, "body"),
    ],
)
def test_a_malformed_change_is_refused_with_its_place(place, body, status, place_of_fault):
    _, service, _ = place
    answer = service.request(
        "PATCH", "/api/v1/runs/any", data=body, headers={"Content-Type": "application/merge-patch+json"}
    )
    assert answer.status_code == status, answer.text
    assert place_of_fault in answer.json()["place"]


def test_changes_need_a_json_type_and_a_known_run(place):
    _, service, _ = place
    path = "/api/v1/runs/nobody"
    assert service.request("PATCH", path, data="excluded=1").status_code == 415
    assert service.request("PATCH", path, json={"excluded": "x"}).status_code == 404
    anonymous = service.request("PATCH", path, json={"excluded": "x"}, headers={"Authorization": ""})
    assert anonymous.status_code == 401


def test_a_pull_is_asked_for_and_says_where_the_verdict_will_be(place, history):
    database, service, _ = place
    answer = service.request("POST", "/api/v1/runs/new%2Frun/ingest", params={"test": history.name})
    assert answer.status_code == 202
    assert answer.headers["Location"] == answer.json()["verdict"]
    assert answer.headers["Location"].startswith("/api/v1/runs/new%2Frun/verdict?test=")
    assert database.query("SELECT test FROM ingest_request WHERE uuid = 'new/run'") == [(history.name,)]
    assert service.request("POST", "/api/v1/runs/x/ingest", params={"test": "no such"}).status_code == 404


def test_the_verdict_of_a_fresh_run_is_made_and_told_without_being_asked_for(place, history):
    database, service, _ = place
    uuid = run(history, m=30, n=10)
    run_id = tables.identity(uuid)

    def due():
        with database.connect() as connection, connection.transaction():
            connection.execute("INSERT INTO verdict_due (test_id, run_id) VALUES (%s, %s)", (history.test_id, run_id))
            connection.execute("SELECT pg_notify('rigel_points', %s)", (str(history.test_id),))
        deadline = time.monotonic() + 30
        while database.value("SELECT count(*) FROM verdict_due WHERE run_id = %s", (run_id,)):
            assert time.monotonic() < deadline, service.log
            time.sleep(0.05)

    def told():
        return [
            body["state"]
            for (body,) in database.query(
                "SELECT body FROM event WHERE kind = 'verdict' AND test = %s", (history.name,)
            )
        ]

    due()
    assert told() == ["regression"]
    assert database.query("SELECT state FROM verdict WHERE run_id = %s", (run_id,)) == [("regression",)]
    due()
    assert told() == ["regression"]
    history.point(uuid, m=10)
    due()
    assert told() == ["regression", "pass"]


def test_limits_alerts_and_jobs_fail_a_run(place, history):
    database, service, _ = place
    database.query(
        "UPDATE series SET limit_max = 10.05, unit = 'ms' WHERE test_id = %s AND metric = 'n'", (history.test_id,)
    )
    history.touch()
    answer = ask(service, run(history, m=10, n=10.1))
    assert (answer["state"], answer["causes"]) == ("regression", ["limit"])
    assert answer["verdicts"][0]["metrics"][1]["limit"] == {"min": None, "max": 10.05, "crossed": True}
    uuid = run(history, m=10, n=10)
    assert ask(service, uuid)["state"] == "pass"
    database.query(
        "INSERT INTO run_alert (test_id, run_id, index_name, document_id, severity, description)"
        " VALUES (%s, %s, 'i', 'd', 'error', 'etcd is slow')",
        (history.test_id, tables.identity(uuid)),
    )
    history.touch()
    answer = ask(service, uuid)
    assert (answer["state"], answer["causes"]) == ("regression", ["run"])
    assert answer["said"]["alerts"] == [{"severity": "error", "description": "etcd is slow", "at": None}]
    uuid = run(history, m=10, n=10)
    database.query('UPDATE run SET metadata = \'{"jobStatus": "failure"}\' WHERE uuid = %s', (uuid,))
    history.touch()
    assert ask(service, uuid)["reason"] == "The run's job ended as 'failure'."


def test_a_level_that_an_open_regression_brought_is_known(place, history):
    database, service, _ = place
    for _ in range(8):
        uuid = run(history, m=20, n=10)
    answer = ask(service, uuid, wait="30s")
    assert answer["state"] == "pass"
    metric = answer["verdicts"][0]["metrics"][0]
    assert metric["state"] == "known"
    assert metric["known"]["state"] == "open"
    regression = service.json(f"/api/v1/regressions/{metric['known']['regression']}")
    assert regression["uuid"] == metric["known"]["since_uuid"]


def command(rigel, service, *arguments, status=0, **env):
    token = service.session.headers["Authorization"].removeprefix("Bearer ")
    return rigel.run(
        "verdict", *arguments, status=status, env={"RIGEL_TOKEN": token, "RIGEL_SERVER": service.url, **env}
    )


def test_the_command_says_the_verdict_by_its_exit_status(place, history, rigel_session, tmp_path, data_dir):
    _, service, _ = place
    good, bad = run(history, m=10, n=10), run(history, m=30, n=10)
    done = command(rigel_session, service, good, "--wait", "20s")
    assert done.stdout.startswith("pass: All 2 metrics are within their limits.\n")
    junit = tmp_path / "verdict.xml"
    done = command(rigel_session, service, bad, "--wait", "20s", "--junit", junit, status=2)
    assert f"series: {service.url}/api/v1/tests/" in done.stdout
    etree.XMLSchema(etree.parse(data_dir / "junit" / "junit.xsd")).assertValid(etree.parse(junit))
    command(rigel_session, service, "nobody", status=3)
    assert json.loads(command(rigel_session, service, good, "--format", "json").stdout)["state"] == "pass"
    few = tables.History(history.database, name=history.name + "-few")
    few.series("m")
    command(rigel_session, service, run(few, m=1), status=4)
    for wrong in (
        [],
        [good, "--wait", "soon"],
        [good, "--format", "pdf"],
        [good, "--test", "no such test"],
        [good, "--server", "ftp://x"],
        [good, "--token-file", "/nonexistent"],
        [good, "--server", "http://127.0.0.1:1"],
    ):
        command(rigel_session, service, *wrong, status=1)
    refused = command(rigel_session, service, good, status=1, RIGEL_TOKEN="rigel_wrong")
    assert "token" in refused.stderr


def test_the_command_asks_for_a_pull(place, history, rigel_session):
    database, service, _ = place
    done = command(rigel_session, service, "pulled", "--ingest", "--test", history.name, status=3)
    assert done.stdout.startswith(f"no_data: The test {history.name} has not seen this run.\n")
    assert database.value("SELECT count(*) FROM ingest_request WHERE uuid = 'pulled'") == 1
