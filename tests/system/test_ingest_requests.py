# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that is asked for is pulled at once, without waiting for the poll; runs that are marked leave the history."""

import time

import pushed
import pytest
import servers

POINTS = "SELECT count(*) FROM point p JOIN run r USING (test_id, run_id) WHERE r.uuid = %s"
ANSWERED = "SELECT answered_by FROM ingest_request WHERE uuid = %s ORDER BY request_id DESC LIMIT 1"


class Home:
    """A service that polls once an hour, over the pushed documents of the small fleet."""

    def __init__(self, rigel, database, folder, fleet):
        self.database, self.fleet = database, fleet
        source = {"name": "main", "kind": "push", "poll": "1h"}
        self.config = servers.fleet_config(folder, fleet, database, source)
        runs = {}
        for item in pushed.documents(fleet):
            runs.setdefault(item[2]["uuid"], []).append(item)
        # Runs of the oldest first; those with results only.
        self.runs = [(uuid, items) for uuid, items in runs.items() if len(items) > 10]
        database.migrate(rigel)

    def next_run(self):
        return self.runs.pop(0)

    def points(self, uuid):
        return self.database.value(POINTS, [uuid])

    def wait_points(self, uuid, timeout=10):
        servers.wait_until(lambda: self.points(uuid) > 0, timeout, f"points of {uuid}")

    def wait_answer(self, uuid):
        servers.wait_until(lambda: self.database.value(ANSWERED, [uuid]) == ["main"], 10, "an answer")


@pytest.fixture(scope="module")
def home(rigel_session, postgres, fleet, tmp_path_factory):
    database = postgres.create()
    yield Home(rigel_session, database, tmp_path_factory.mktemp("home"), fleet("small"))
    postgres.drop(database)


@pytest.fixture(scope="module")
def service(rigel_session, home):
    # Asked for while nothing runs.
    home.early, items = home.next_run()
    pushed.push(home.database, items, ask=[home.early])
    home.database.query(
        "INSERT INTO ingest_request (uuid, requested_at) VALUES ('too old', now() - interval '11 minutes')"
    )
    with rigel_session.serve(home.config) as service:
        service.wait_log("pulling this source|polled")
        yield service


def test_what_was_asked_for_while_nothing_ran_is_answered_at_the_start(home, service):
    home.wait_points(home.early)
    home.wait_answer(home.early)
    assert home.database.value("SELECT count(*) FROM ingest_request WHERE uuid = 'too old'") == 0


def test_a_run_that_is_asked_for_does_not_wait_for_the_poll(home, service):
    uuid, items = home.next_run()
    started = time.monotonic()
    pushed.push(home.database, items, ask=[uuid])
    home.wait_points(uuid)
    assert time.monotonic() - started < 5
    home.wait_answer(uuid)
    settled = "SELECT bool_and(settled) FROM run WHERE uuid = %s"
    servers.wait_until(lambda: home.database.value(settled, [uuid]) is not None, 10, "a run")


def test_documents_that_come_later_are_pulled_where_they_are_asked_for(home, service):
    uuid, items = home.next_run()
    results = [item for item in items if item[0] != "fleet-metadata"]
    pushed.push(home.database, [item for item in items if item not in results[-3:]], ask=[uuid])
    home.wait_points(uuid)
    count = "SELECT count(*) FROM document d JOIN run r USING (test_id, run_id) WHERE r.uuid = %s"
    before = home.database.value(count, [uuid])
    pushed.push(home.database, results[-3:], ask=[uuid])
    servers.wait_until(lambda: home.database.value(count, [uuid]) > before, 10, "more documents")


def test_a_request_that_names_a_test_pulls_it_alone(home, service):
    uuid, items = home.next_run()
    pushed.push(home.database, items)
    home.database.query("INSERT INTO ingest_request (uuid, test) VALUES (%s, 'no such test')", [uuid])
    home.database.query("SELECT pg_notify('rigel_pull', 'x')")
    home.wait_answer(uuid)
    assert home.points(uuid) == 0
    pushed.push(home.database, [], ask=[uuid])
    home.wait_points(uuid)


def test_requests_are_heard_again_after_the_connections_were_lost(home, service):
    home.database.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'rigel ingest' AND datname = current_database()"
    )
    for _ in range(2):
        uuid, items = home.next_run()
        pushed.push(home.database, items, ask=[uuid])
        home.wait_points(uuid, 20)


def test_fresh_runs_are_due_a_verdict_and_history_is_not(rigel, home, postgres, tmp_path):
    database = postgres.create()
    database.migrate(rigel)
    config = servers.fleet_config(tmp_path, home.fleet, database, {"name": "main", "kind": "push", "poll": "1h"})
    (_, first), (uuid, second) = home.next_run(), home.next_run()
    pushed.push(database, first)
    with rigel.serve(config, "--role", "ingest", "--listen", "127.0.0.1:0"):
        servers.wait_until(lambda: database.value("SELECT count(*) FROM run WHERE settled") > 0, 20, "history")
        assert database.value("SELECT count(*) FROM verdict_due") == 0
        pushed.push(database, second, ask=[uuid])
        due = "SELECT array_agg(DISTINCT r.uuid) FROM verdict_due JOIN run r USING (test_id, run_id)"
        servers.wait_until(lambda: database.value(due) == [uuid], 20, "a verdict to be due")
    postgres.drop(database)


def test_two_processes_answer_a_request_once(rigel, home, service):
    listening = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND query LIKE '%LISTEN rigel_pull%' AND pid <> pg_backend_pid()"
    )
    with rigel.serve(home.config, "--role", "ingest", "--listen", "127.0.0.1:0"):
        servers.wait_until(lambda: home.database.value(listening) == 2, 20, "both to listen")
        for _ in range(3):
            uuid, items = home.next_run()
            pushed.push(home.database, items, ask=[uuid])
            home.wait_points(uuid)
            home.wait_answer(uuid)
