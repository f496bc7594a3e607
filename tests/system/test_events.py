# SPDX-License-Identifier: GPL-3.0-or-later
"""GET /api/v1/events: rows that the tests insert themselves, as server-sent events."""

import contextlib
import http.client
import json
import re
import time

import psycopg
import pytest

pytestmark = pytest.mark.xdist_group("events")

TESTS = "tests:\n- name: unused\n  metadata: {platform: none}\n  metrics:\n  - {name: m, metric_of_interest: value}\n"


@pytest.fixture(scope="module")
def database(postgres):
    database = postgres.create()
    yield database
    postgres.drop(database)


@pytest.fixture(scope="module")
def service(database, rigel_session, tmp_path_factory):
    folder = tmp_path_factory.mktemp("events")
    (folder / "tests.yaml").write_text(TESTS)
    config = folder / "rigel.yaml"
    config.write_text(
        f"database:\n  conninfo: {database.conninfo}\nsources:\n- {{name: lab, kind: files, path: .}}\n"
        "tests:\n  files: [tests.yaml]\napi:\n  port: 0\n  waiting: 40\n"
    )
    with rigel_session.serve(config, "--role", "api") as service:
        with database.connect() as db:
            db.execute(
                "INSERT INTO test (test_id, name, source, config_file, config_hash, definition) VALUES"
                " (1, 'kapi', 'lab', 'kapi.yaml', 'h1', '{}'), (2, 'other', 'lab', 'o.yaml', 'h2', '{}')"
            )
        until = time.monotonic() + 30
        while {"name": "news", "state": "ok"} not in service.json("/readyz")["checks"]:
            assert time.monotonic() < until
        yield service


INSERT = "INSERT INTO event (kind, test, project, body) VALUES (%s, %s, 'default', %s)"


def happen(database, *bodies, kind="verdict", test="kapi"):
    """Events in one transaction, as rigel's own writers make them."""
    with database.connect() as db:
        for body in bodies:
            db.execute(INSERT, (kind, test, json.dumps(body, indent=1)))
        db.execute("SELECT pg_notify('rigel_event', '')")


class Listener:
    def __init__(self, service, path="", **headers):
        self.connection = http.client.HTTPConnection(service.url.removeprefix("http://"), timeout=60)
        self.connection.request("GET", "/api/v1/events" + path, headers=headers)
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200, self.answer.read()
        self.greeting = self.block()

    def block(self):
        """The lines until the next empty one; None at the end."""
        lines = []
        while line := self.answer.readline().decode():
            if line == "\n":
                return lines
            lines.append(line.rstrip("\n"))
        return None

    def event(self):
        while (lines := self.block()) is not None:
            fields = dict(line.split(": ", 1) for line in lines)
            if "data" in fields:
                return fields["id"], fields["event"], json.loads(fields["data"])
        return None

    def bodies(self, count):
        return [self.event()[2]["body"] for _ in range(count)]

    def close(self):
        self.connection.close()


@pytest.fixture
def listen(service):
    with contextlib.ExitStack() as stack:

        def start(path="", **headers):
            listener = Listener(service, path, **headers)
            stack.callback(listener.close)
            return listener

        yield start


def waiting(service):
    return int(re.search(r"^rigel_http_waiting (\d+)$", service.get("/metrics").text, re.M).group(1))


@pytest.mark.threads
def test_each_listener_gets_each_event_in_order(database, listen):
    listeners = [listen() for _ in range(5)]
    happen(database, {"n": 1}, {"n": 2, "text": "two\nlines"})
    happen(database, {"n": 3})
    for listener in listeners:
        assert listener.answer.headers["Content-Type"] == "text/event-stream"
        assert listener.answer.headers["Cache-Control"] == "no-store"
        assert listener.greeting[0].startswith("retry: ")
        place, kind, data = listener.event()
        assert (kind, data["test"], data["body"]) == ("verdict", "kapi", {"n": 1})
        assert re.fullmatch(r"\d+-\d+", place)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", data["at"])
        assert listener.bodies(2) == [{"n": 2, "text": "two\nlines"}, {"n": 3}]


def test_a_listener_that_comes_again_misses_nothing(database, listen):
    first = listen()
    happen(database, {"n": 1}, {"n": 2})
    place, _, _ = first.event()
    first.close()
    happen(database, {"n": 3})
    assert listen(**{"Last-Event-ID": place}).bodies(2) == [{"n": 2}, {"n": 3}]
    assert listen(f"?after={place}").bodies(2) == [{"n": 2}, {"n": 3}]
    # The header is what a browser adds to the address it was given.
    later = listen("?after=0-0", **{"Last-Event-ID": place})
    assert later.bodies(2) == [{"n": 2}, {"n": 3}]


def test_a_place_is_given_before_the_first_event(database, listen):
    quiet = listen()
    place = next(line for line in quiet.greeting if line.startswith("id: ")).removeprefix("id: ")
    quiet.close()
    happen(database, {"n": 4})
    assert listen(**{"Last-Event-ID": place}).bodies(1) == [{"n": 4}]


def test_events_are_filtered_by_test_and_kind(database, listen):
    of_test, regressions, both = listen("?test=other"), listen("?kind=regression"), listen("?kind=verdict,regression")
    happen(database, {"n": 1})
    happen(database, {"n": 2}, kind="regression")
    happen(database, {"n": 3}, test="other")
    assert of_test.bodies(1) == [{"n": 3}]
    assert regressions.bodies(1) == [{"n": 2}]
    assert both.bodies(3) == [{"n": 1}, {"n": 2}, {"n": 3}]


def test_one_that_commits_late_is_not_passed_over(database, listen):
    """An older transaction holds back those that came after it; nobody tells when it ends by a rollback."""
    listener = listen()
    with psycopg.connect(database.conninfo) as late, psycopg.connect(database.conninfo) as lost:
        late.execute(INSERT, ("verdict", "kapi", '{"n": "late"}'))
        lost.execute(INSERT, ("verdict", "kapi", '{"n": "lost"}'))
        happen(database, {"n": "early"})
        late.commit()
        lost.rollback()
    assert listener.bodies(2) == [{"n": "late"}, {"n": "early"}]


def test_old_events_come_from_the_database_page_by_page(database, listen):
    start = listen()
    place = next(line for line in start.greeting if line.startswith("id: ")).removeprefix("id: ")
    with database.connect() as db:
        db.execute(
            "INSERT INTO event (kind, test, project, body) SELECT 'verdict', 'kapi', 'default',"
            " json_build_object('n', n, 'fill', repeat('x', 300)) FROM generate_series(1, 1500) AS n"
        )
        db.execute("SELECT pg_notify('rigel_event', '')")
    assert [body["n"] for body in start.bodies(1500)] == list(range(1, 1501))
    assert [body["n"] for body in listen(f"?after={place}").bodies(1500)] == list(range(1, 1501))


def test_a_slow_listener_holds_nobody_up(database, listen, service):
    slow = listen()
    quick = listen()
    with database.connect() as db:
        db.execute(
            "INSERT INTO event (kind, test, project, body) SELECT 'verdict', 'kapi', 'default',"
            " json_build_object('n', n, 'fill', repeat('x', 8000)) FROM generate_series(1, 1500) AS n"
        )
        db.execute("SELECT pg_notify('rigel_event', '')")
    assert [body["n"] for body in quick.bodies(1500)] == list(range(1, 1501))
    # More than the sockets and the ring hold: it reads on where it was.
    assert [body["n"] for body in slow.bodies(1500)] == list(range(1, 1501))


@pytest.mark.parametrize(
    ("path", "headers", "status", "name"),
    [
        ("?test=nobody", {}, 404, "test"),
        ("?kind=gossip", {}, 400, "kind"),
        ("?after=7", {}, 400, "after"),
        ("?after=1-2-3", {}, 400, "after"),
        ("", {"Last-Event-ID": "yesterday"}, 400, "Last-Event-ID"),
    ],
)
def test_what_is_wrong_is_named(service, path, headers, status, name):
    answer = service.get("/api/v1/events" + path, headers=headers)
    problem = answer.json()
    assert answer.status_code == status
    assert problem.get("parameter", problem.get("place")) == name


def test_listeners_past_the_limit_are_refused_and_those_who_leave_are_forgotten(listen, service):
    until = time.monotonic() + 30
    while waiting(service) != 0:
        assert time.monotonic() < until, "those of the tests before"
    listeners = [listen() for _ in range(40)]
    while waiting(service) != 40:
        assert time.monotonic() < until
    refused = service.get("/api/v1/events")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    for listener in listeners:
        listener.close()
    while waiting(service) != 0:
        assert time.monotonic() < until


def test_a_listener_that_may_read_no_more_is_soon_cut_off(service, database, rigel, tmp_path):
    """By a revoked token, by one whose time is over, and by a configuration that closes reading."""
    (tmp_path / "tests.yaml").write_text(TESTS)
    config = tmp_path / "rigel.yaml"
    text = (
        f"database:\n  conninfo: {database.conninfo}\nsources:\n- {{name: lab, kind: files, path: .}}\n"
        "tests:\n  files: [tests.yaml]\napi:\n  port: 0\naccess:\n  anonymous: "
    )
    config.write_text(text + "read\n")
    with rigel.serve(config, "--role", "api") as other:
        bearers = {name: {"Authorization": f"Bearer {other.token('read')}"} for name in ("revoked", "over", "kept")}
        names = [row[0] for row in database.query("SELECT name FROM token ORDER BY token_id DESC LIMIT 3")]
        listeners = {name: Listener(other, **headers) for name, headers in bearers.items()}
        listeners["anonymous"] = Listener(other)
        rigel.run("token", "revoke", names[2], "--config", config)
        database.query("UPDATE token SET expires_at = now() WHERE name = %s", (names[1],))
        config.write_text(text + "none\n")
        mark = other.mark()
        other.reload()
        other.wait_log('"reloaded"', since=mark)
        kept = listeners.pop("kept")
        begun = time.monotonic()
        while listeners:
            assert time.monotonic() - begun < 8, listeners
            happen(database, {"n": "heard or not"})
            kept.bodies(1)
            listeners = {name: listener for name, listener in listeners.items() if listener.event() is not None}
        happen(database, {"n": "later"})
        assert kept.bodies(1) == [{"n": "later"}]
        assert other.get("/api/v1/events", headers=bearers["revoked"]).status_code == 401


def test_the_connection_that_hears_of_news_is_made_anew(database, listen, service):
    listener = listen()
    since = service.mark()
    database.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'rigel news' AND datname = current_database()"
    )
    service.wait_log("no news from the database", since=since)
    happen(database, {"n": "after"})
    assert listener.bodies(1) == [{"n": "after"}]
    assert re.search(r"^rigel_database_listener_reconnects_total [1-9]", service.get("/metrics").text, re.M)


def test_the_end_of_the_service_ends_streams_cleanly(service, database, rigel, tmp_path):
    (tmp_path / "tests.yaml").write_text(TESTS)
    config = tmp_path / "rigel.yaml"
    config.write_text(
        f"database:\n  conninfo: {database.conninfo}\nsources:\n- {{name: lab, kind: files, path: .}}\n"
        "tests:\n  files: [tests.yaml]\napi:\n  port: 0\n  event_retention: 1s\n"
    )
    database.query("UPDATE event SET at = now() - interval '1 hour'")
    with rigel.serve(config, "--role", "api") as other:
        other.wait_log("old events deleted")
        listener = Listener(other)
        begun = time.monotonic()
        other.stop()
        assert listener.block() is None
        assert time.monotonic() - begun < 5
    assert database.query("SELECT count(*) FROM event") == [(0,)]
