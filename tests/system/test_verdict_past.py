# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts as they were told: kept with all they were made from, and the same bytes when judged again."""

import datetime
import json

import pytest
import tables

QUIET = [10, 10.1, 9.9, 10, 10.1, 9.9, 10, 10.1]


@pytest.fixture(scope="module")
def place(postgres, rigel_session, tmp_path_factory):
    database = postgres.create()
    config = tmp_path_factory.mktemp("past") / "rigel.yaml"
    config.write_text(json.dumps({"database": {"conninfo": database.conninfo}, "api": {"port": 0}}))
    database.migrate(rigel_session)
    with rigel_session.serve(config, "--role", "api") as service:
        yield database, service
    postgres.drop(database)


@pytest.fixture
def history(place, request):
    history = tables.History(place[0], name=request.node.name)
    history.series("m", threshold=5)
    history.series("n", threshold=5)
    history.fill(m=QUIET, n=QUIET)
    return history


def now():
    return datetime.datetime.now(datetime.UTC).isoformat().replace("+00:00", "Z")


def verdicts(answer):
    """The bytes of the tests' verdicts: what is around them also says how far analysis is now."""
    return answer.content[answer.content.index(b'"verdicts":') :]


def ask(service, uuid, status=200, **parameters):
    answer = service.get(f"/api/v1/runs/{uuid}/verdict", params=parameters)
    assert answer.status_code == status, answer.text
    return answer


def change(history, statement, *values):
    with history.database.connect() as connection, connection.transaction():
        connection.execute(statement, (history.test_id, *values))
        connection.execute(tables.TOUCH, (history.test_id,))


def test_a_verdict_is_told_and_judged_again_as_it_was_whatever_became_of_the_data(place, history):
    database, service = place
    uuid = history.run(uuid=f"{history.name}-x", m=30, n=10)
    first = verdicts(ask(service, uuid))
    then = now()
    change(history, "UPDATE point SET value = value * 3 WHERE test_id = %s")
    change(history, "UPDATE series SET threshold = 400 WHERE test_id = %s")
    second = verdicts(ask(service, uuid))
    assert b'"state":"regression"' in first
    assert second != first
    assert verdicts(ask(service, uuid, as_of=then)) == first
    assert verdicts(ask(service, uuid, as_of=then, rebuild=1)) == first
    assert verdicts(ask(service, uuid, as_of=now(), rebuild=1)) == second
    change(history, "DELETE FROM point WHERE test_id = %s")
    change(history, "DELETE FROM verdict WHERE test_id = %s")
    assert verdicts(ask(service, uuid, as_of=then, rebuild=1)) == first
    assert (
        ask(service, uuid, as_of=then, format="text").text
        == ask(service, uuid, as_of=then, format="text", rebuild=1).text
    )
    ask(service, uuid, status=409, as_of=then, strict=1)


def test_what_was_told_is_listed_once_for_each_other_word(place, history):
    _, service = place
    uuid = history.run(uuid=f"{history.name}-x", m=30, n=10)
    ask(service, uuid)
    change(history, "UPDATE test SET name = name WHERE test_id = %s")
    ask(service, uuid)
    change(
        history,
        "UPDATE point SET value = 10 WHERE test_id = %s AND run_id = (SELECT max(run_id) FROM run WHERE uuid = %s)",
        uuid,
    )
    ask(service, uuid)
    rows = service.get(f"/api/v1/runs/{uuid}/verdicts").json()["verdicts"]
    assert [row["state"] for row in rows] == ["pass", "regression"]
    assert rows[0]["told_at"] > rows[1]["told_at"]
    assert json.loads(ask(service, uuid, as_of=rows[1]["told_at"]).content)["state"] == "regression"
    assert service.get(f"/api/v1/runs/{uuid}/verdicts", params={"test": "another"}).status_code == 404


def test_a_time_before_anything_was_told_is_not_found(place, history):
    _, service = place
    uuid = history.run(uuid=f"{history.name}-x", m=10, n=10)
    ask(service, uuid)
    problem = ask(service, uuid, status=404, as_of="2001-01-01").json()
    assert "told" in problem["detail"]
    ask(service, "nobody", status=404, as_of=now())
    assert "as_of" in ask(service, uuid, status=400, rebuild=1).json()["detail"]


def test_facts_of_another_version_are_said_to_be_so(place, history):
    database, service = place
    uuid = history.run(uuid=f"{history.name}-x", m=10, n=10)
    told = verdicts(ask(service, uuid))
    change(history, "UPDATE told_verdict SET facts = '\\x63' WHERE test_id = %s")
    assert verdicts(ask(service, uuid, as_of=now())) == told
    problem = ask(service, uuid, status=404, as_of=now(), rebuild=1).json()
    assert "another version" in problem["detail"]
