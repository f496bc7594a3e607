# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts that are waited for: suspended connections, woken by notifications. Rows and notifications are the tests'."""

import concurrent.futures
import contextlib
import json
import re
import socket
import threading
import time

import pytest
import requests
import tables

pytestmark = pytest.mark.xdist_group("waiting")


@pytest.fixture(scope="module")
def database(postgres):
    database = postgres.create()
    yield database
    postgres.drop(database)


def configure(folder, database, **api):
    config = folder / "rigel.yaml"
    config.write_text(
        json.dumps({"database": {"conninfo": database.conninfo}, "api": {"port": 0, "threads": 2, **api}})
    )
    return config


@pytest.fixture(scope="module")
def service(database, rigel_session, tmp_path_factory):
    config = configure(tmp_path_factory.mktemp("waiting"), database, waiting=300)
    with rigel_session.serve(config, "--role", "api") as service:
        until = time.monotonic() + 30
        while {"name": "news", "state": "ok"} not in service.json("/readyz")["checks"]:
            assert time.monotonic() < until
        yield service


@pytest.fixture
def history(service, database, request):
    """A test with ten settled runs and one that is not, named after the test."""
    name = request.node.name
    history = tables.History(database, name=name)
    history.series("m", threshold=10)
    for number in range(10):
        history.run(uuid=f"{name}-{number}", m=100 + number % 2)
    history.newest = history.run(uuid=f"{name}-newest", settled=False, m=100)
    database.query("DELETE FROM analysis_queue")
    return history


def settle(database, history, channel="rigel_run", payload=None):
    with database.connect() as connection, connection.transaction():
        connection.execute("UPDATE run SET settled = true WHERE uuid = %s", (history.newest,))
        connection.execute(tables.TOUCH, (history.test_id,))
        if channel:
            connection.execute("SELECT pg_notify(%s, %s)", (channel, payload or history.newest))


def waiting(service):
    found = re.search(r"^rigel_http_waiting (\d+)$", service.get("/metrics").text, re.M)
    return int(found.group(1)) if found else 0  # nobody has waited yet


def await_waiting(service, count):
    until = time.monotonic() + 30
    while waiting(service) != count:
        assert time.monotonic() < until, f"{waiting(service)} wait, not {count}"


class Waiter:
    """A raw connection that asked and has not read."""

    def __init__(self, service, uuid, wait="300s"):
        host, port = service.url.removeprefix("http://").split(":")
        self.socket = socket.create_connection((host, int(port)), 60)
        self.socket.sendall(
            f"GET /api/v1/runs/{uuid}/verdict?wait={wait} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
        )

    def answer(self):
        """(status, document)"""
        with self.socket, self.socket.makefile("rb") as file:
            head, body = file.read().split(b"\r\n\r\n", 1)
        return int(head.split()[1]), json.loads(body)

    def close(self):
        self.socket.close()


@pytest.mark.threads
def test_the_answer_comes_when_the_run_settles(service, database, history):
    waiters = [Waiter(service, history.newest) for _ in range(20)]
    await_waiting(service, 20)
    begun = time.monotonic()
    settle(database, history)
    for waiter in waiters:
        status, verdict = waiter.answer()
        assert (status, verdict["final"], verdict["state"]) == (200, True, "pass")
    assert time.monotonic() - begun < 20
    await_waiting(service, 0)


def test_an_analysis_of_its_test_wakes_it_and_news_of_others_do_not(service, database, history):
    waiter = Waiter(service, history.newest)
    await_waiting(service, 1)
    wakes = r'^rigel_http_wakes_total\{reason="news"\} (\d+)$'
    before = re.findall(wakes, service.get("/metrics").text, re.M)
    database.query("SELECT pg_notify('rigel_run', 'another')")
    database.query("SELECT pg_notify('rigel_analysis', '1')")
    # Notifications come in order: this one is heard after those.
    settle(database, history, "rigel_analysis", str(history.test_id))
    assert waiter.answer()[1]["final"] is True
    after = re.findall(wakes, service.get("/metrics").text, re.M)
    assert int(after[0]) == int((before or ["0"])[0]) + 1


def test_the_end_of_the_time_tells_what_is_missing(service, history):
    begun = time.monotonic()
    verdict = service.json(f"/api/v1/runs/{history.newest}/verdict?wait=1s")
    assert 1 <= time.monotonic() - begun < 20
    assert verdict["final"] is False
    verdict = service.json("/api/v1/runs/nobody-knows-it/verdict?wait=1s")
    assert (verdict["state"], verdict["final"]) == ("no_data", False)


def test_a_final_verdict_is_not_waited_for(service, database, history):
    settle(database, history)
    begun = time.monotonic()
    assert service.json(f"/api/v1/runs/{history.newest}/verdict?wait=300s")["final"] is True
    assert time.monotonic() - begun < 20


def test_those_who_hang_up_are_forgotten_within_seconds(service, history):
    waiters = [Waiter(service, history.newest) for _ in range(50)]
    await_waiting(service, 50)
    for waiter in waiters:
        waiter.close()
    begun = time.monotonic()
    await_waiting(service, 0)
    assert time.monotonic() - begun < 10


def test_one_past_the_limit_is_told_so(service, history):
    waiters = [Waiter(service, history.newest) for _ in range(300)]
    await_waiting(service, 300)
    answer = service.get(f"/api/v1/runs/{history.newest}/verdict?wait=60s")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["type"] == "/api/v1/problems/busy"
    assert service.get(f"/api/v1/runs/{history.newest}/verdict").status_code == 200
    for waiter in waiters:
        waiter.close()
    await_waiting(service, 0)


def test_what_happens_while_nobody_listens_is_seen_after(service, database, history):
    waiter = Waiter(service, history.newest)
    await_waiting(service, 1)
    settle(database, history, channel=None)
    database.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'rigel news' AND datname = current_database()"
    )
    begun = time.monotonic()
    assert waiter.answer()[1]["final"] is True
    assert time.monotonic() - begun < 20


def test_no_change_is_lost_however_it_falls_in_with_the_question(service, database, history):
    """Each round asks and settles at the same time: with a lost wake-up it would take the whole wait."""
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for number in range(25):
            history.newest = history.run(uuid=f"{history.name}-{number}-race", settled=False, m=100)
            database.query("DELETE FROM analysis_queue")
            asked = [pool.submit(lambda uuid: Waiter(service, uuid, "50s").answer(), history.newest) for _ in range(3)]
            settled = pool.submit(settle, database, history)
            settled.result()
            begun = time.monotonic()
            assert all(answer.result()[1]["final"] for answer in asked)
            assert time.monotonic() - begun < 40


def follow(service, uuid, committed, over):
    """Asks until it is over; gives the answers that are older than what was committed before they were asked for."""
    stale, answers = [], 0
    with requests.Session() as session:
        while not over.is_set():
            least = committed[0]
            answer = session.get(f"{service.url}/api/v1/runs/{uuid}/verdict", timeout=30)
            assert answer.status_code == 200, answer.text
            (test,) = answer.json()["verdicts"]
            (metric,) = test["metrics"]
            answers += 1
            if metric["value"] < least:
                stale.append((metric["value"], least))
    return answers, stale


@pytest.mark.threads
def test_no_answer_is_older_than_what_was_committed_before_it_was_asked_for(service, database, history):
    """Readers share look-ups and answers in memory; a writer changes the value all the time."""
    settle(database, history)
    committed, over = [100], threading.Event()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(follow, service, history.newest, committed, over) for _ in range(4)]
        try:
            for value in range(101, 141):
                with database.connect() as connection, connection.transaction():
                    connection.execute(
                        "UPDATE point SET value = %s WHERE test_id = %s AND run_id = %s",
                        (value, history.test_id, tables.identity(history.newest)),
                    )
                    connection.execute(tables.TOUCH, (history.test_id,))
                committed[0] = value
                time.sleep(0.01)
        finally:
            over.set()
        results = [reader.result() for reader in readers]
    assert all(answers > 5 and stale == [] for answers, stale in results), results


@pytest.mark.threads
def test_the_end_of_the_service_answers_those_who_wait(rigel, database, tmp_path, history):
    with rigel.serve(configure(tmp_path, database), "--role", "api") as service, contextlib.ExitStack() as stack:
        waiters = [Waiter(service, history.newest) for _ in range(30)]
        for waiter in waiters:
            stack.callback(waiter.close)
        await_waiting(service, 30)
        begun = time.monotonic()
        service.stop()
        for waiter in waiters:
            status, verdict = waiter.answer()
            assert (status, verdict["final"]) == (200, False)
        assert time.monotonic() - begun < 15
