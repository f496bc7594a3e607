# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what: tokens, roles, projects, limits, and what an attacker tries."""

import datetime
import json
import re
import subprocess
import time

import pytest
import requests
import servers
from test_api import pages, problem, seed, write_config

WORDS = re.compile(r"rigel_[A-Za-z0-9_-]{43}")


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def seeded(postgres, rigel_session):
    """Two tests of two projects; the run run-0000 is in both."""
    database = postgres.create()
    rigel_session.run("migrate", "--database", database.conninfo)
    seed(database)
    database.query("UPDATE test SET project = CASE WHEN name = 'kapi' THEN 'alpha' ELSE 'beta' END")
    database.query(
        "INSERT INTO change_point (test_id, series_id, algorithm, run_id, at, position, mean_before, mean_after,"
        " stddev_before, stddev_after, pvalue, percent) VALUES (2, 21, 'percent', 100, '2025-01-01', 7, 1, 2, 0, 0,"
        " NULL, 100)"
    )
    database.query(
        "INSERT INTO regression (test_id, regression_id, run_id, at, uuid, percent, metrics)"
        " VALUES (2, 8, 100, '2025-01-01', 'run-0000', 12.5, 1)"
    )
    yield database
    postgres.drop(database)


@pytest.fixture(scope="module")
def config(seeded, tmp_path_factory):
    return write_config(tmp_path_factory.mktemp("access"), seeded)


@pytest.fixture(scope="module")
def api(config, rigel_session):
    with rigel_session.serve(config, "--role", "api") as service:
        yield service


@pytest.fixture(scope="module")
def admin(api):
    return bearer(api.token("admin"))


def refused(answer, status, slug):
    body = problem(answer, status, slug)
    assert "rigel_" not in json.dumps(body).replace("Bearer rigel_...", "")
    return body


# ---- tokens ----


def test_a_token_is_told_once_and_only_its_hash_is_kept(rigel_session, config, seeded):
    made = rigel_session.run(
        *("token", "create", "--config", config, "--name", "told-once", "--role", "push"),
        *("--project", "alpha", "--project", "beta", "--expires", "90d"),
    )
    token = made.stdout.strip()
    assert WORDS.fullmatch(token)
    assert made.stderr == ""
    listed = rigel_session.run("token", "list", "--config", config).stdout
    row = next(line for line in listed.splitlines() if line.startswith("told-once"))
    assert re.fullmatch(r"told-once +push +alpha, beta +20\S+Z +20\S+Z +-", row)
    digest = seeded.value("SELECT encode(hash, 'hex') FROM token WHERE name = 'told-once'")
    assert digest == seeded.value("SELECT encode(sha256(%s), 'hex')", (token.encode(),))
    assert digest not in listed
    assert token not in listed
    left = seeded.value("SELECT expires_at - now() FROM token WHERE name = 'told-once'")
    assert datetime.timedelta(days=89, hours=23) < left <= datetime.timedelta(days=90)
    dump = subprocess.run(
        [servers.PostgreSQL.program("pg_dump"), "--dbname", seeded.conninfo], capture_output=True, check=True
    ).stdout.decode()
    assert token not in dump
    assert "told-once" in dump


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--role", "push"], "name: expected"),
        (["--name", "a b", "--role", "push"], "name: expected"),
        (["--name", "x'; DROP TABLE token; --", "--role", "push"], "name: expected"),
        (["--name", "anonymous", "--role", "push"], "anonymous"),
        (["--name", "x", "--role", "root"], "role: expected"),
        (["--name", "x", "--role", "push", "--expires", "yesterday"], "expires: "),
        (["--name", "x", "--role", "push", "--expires", "2020-01-01"], "over already"),
        (["--name", "x", "--role", "push", "--project", ""], "projects: "),
    ],
)
def test_a_token_of_odd_terms_is_refused(rigel_session, config, arguments, said):
    result = rigel_session.run("token", "create", "--config", config, *arguments, status=1)
    assert said in result.stderr
    assert result.stdout == ""


def test_a_name_is_taken_until_its_token_is_revoked(rigel_session, config, api):
    create = ("token", "create", "--config", config, "--name", "rotated", "--role", "admin")
    first = rigel_session.run(*create).stdout.strip()
    assert "already" in rigel_session.run(*create, status=1).stderr
    assert api.get("/api/v1/tokens", headers=bearer(first)).status_code == 200
    rigel_session.run("token", "revoke", "rotated", "--config", config)
    assert "no token" in rigel_session.run("token", "revoke", "rotated", "--config", config, status=1).stderr
    second = rigel_session.run(*create).stdout.strip()
    assert second != first
    assert api.get("/api/v1/tokens", headers=bearer(second)).status_code == 200
    # Another process revoked it: this one knows after at most three seconds.
    servers.wait_until(
        lambda: api.get("/api/v1/tokens", headers=bearer(first)).status_code == 401, 4, "refusal of a revoked token"
    )


def test_tokens_over_http(api, admin):
    terms = {"name": "over-http", "role": "triage", "projects": ["alpha"], "expires": "2099-12-31"}
    made = api.request("POST", "/api/v1/tokens", json=terms, headers=admin)
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    body = made.json()
    token = body.pop("token")
    assert WORDS.fullmatch(token)
    assert body["created_by"].startswith("admin-")
    assert (body["name"], body["role"], body["projects"]) == ("over-http", "triage", ["alpha"])
    assert (body["expires_at"], body["last_used_at"]) == ("2099-12-31T00:00:00Z", None)
    assert api.get("/api/v1/tests/kapi", headers=bearer(token)).status_code == 200
    rows = {row["name"]: row for row in pages(Asking(api, admin), "/api/v1/tokens?limit=1", "tokens")}
    assert rows["over-http"].pop("last_used_at").endswith(":00Z")
    body.pop("last_used_at")
    assert rows["over-http"] | {"last_used_at": None} == body | {"last_used_at": None}
    refused(api.request("POST", "/api/v1/tokens", json=terms, headers=admin), 409, "conflict")
    gone = api.request("DELETE", "/api/v1/tokens/over-http", headers=admin)
    assert (gone.status_code, gone.content) == (204, b"")
    # In the process that revoked it, at once.
    refused(api.get("/api/v1/tests/kapi", headers=bearer(token)), 401, "unauthenticated")
    refused(api.request("DELETE", "/api/v1/tokens/over-http", headers=admin), 404, "not-found")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"name": "x"}',
        b'{"name": "x", "role": 5}',
        b'{"name": "x", "role": "push", "project": "alpha"}',
        b'{"name": "x", "role": "push", "projects": []}',
        b'{"name": "x", "role": "push", "projects": "alpha"}',
        b'{"name": "x", "role": "push", "projects": [5]}',
        b'{"name": "x", "role": "push", "expires": 90}',
        b'{"name": "x\\u0000y", "role": "push"}',
        b'{"name": "\xff", "role": "push"}',
        b'{"name": "x", "role": "push", "a": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
)
def test_a_body_that_is_no_token_is_refused(api, admin, body):
    refused(api.request("POST", "/api/v1/tokens", data=body, headers=admin), 400, "input")


class Asking:
    """pages() with a token."""

    def __init__(self, service, headers):
        self.service = service
        self.headers = headers

    def json(self, path):
        answer = self.service.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()


def test_last_use_is_noted_to_the_minute(api, seeded):
    headers = bearer(api.token("read"))
    before = seeded.value("SELECT date_trunc('minute', now())")
    assert api.get("/api/v1/tests", headers=headers).status_code == 200
    used = seeded.value("SELECT last_used_at FROM token WHERE name LIKE 'read-%%' ORDER BY token_id DESC LIMIT 1")
    assert before <= used <= seeded.value("SELECT now()")
    assert (used.second, used.microsecond) == (0, 0)


# ---- refusals ----


def test_without_a_token_one_may_read_and_nothing_else(api):
    assert api.get("/api/v1/tests").status_code == 200
    for method, path in (("GET", "/api/v1/tokens"), ("POST", "/api/v1/tokens"), ("GET", "/api/v1/audit")):
        answer = api.request(method, path)
        refused(answer, 401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="rigel"'


def test_unknown_expired_and_revoked_tokens_are_refused_alike(api, rigel_session, config, seeded, admin):
    expired, revoked = api.token("admin", "--expires", "1d"), api.token("admin")
    names = [row[0] for row in seeded.query("SELECT name FROM token ORDER BY token_id DESC LIMIT 2")]
    seeded.query("UPDATE token SET expires_at = now() - interval '1 second' WHERE name = %s", (names[1],))
    rigel_session.run("token", "revoke", names[0], "--config", config)
    unknown = "rigel_" + "A" * 43
    answers = [api.get("/api/v1/tests", headers=bearer(token)) for token in (expired, revoked, unknown)]
    answers.append(api.get("/api/v1/tests", headers=bearer("malformed")))
    for answer in answers:
        refused(answer, 401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="rigel", error="invalid_token"'
        assert answer.headers["Cache-Control"] == "no-store"
    assert len({answer.text for answer in answers}) == 1


def test_a_token_ends_at_its_time_also_where_it_was_just_used(api, seeded):
    token = api.token("read", "--expires", "1d")
    assert api.get("/api/v1/tests", headers=bearer(token)).status_code == 200
    name = seeded.value("SELECT name FROM token ORDER BY token_id DESC LIMIT 1")
    end = time.time() + 1
    other = api.token("read", "--expires", "1d")
    assert other != token
    seeded.query("UPDATE token SET expires_at = to_timestamp(%s) WHERE name LIKE 'read-%%'", (end,))
    assert name
    assert api.get("/api/v1/tests", headers=bearer(other)).status_code == 200
    servers.wait_until(
        lambda: api.get("/api/v1/tests", headers=bearer(other)).status_code == 401, 2, "end of the token's time"
    )
    assert time.time() >= end


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic cmlnZWw6cmlnZWw=", "Bearer rigel_short", "Bearer rigel_" + "A" * 44, "x" * 8000]
    + ["Bearer ' OR 1=1 --", "Bearer rigel_" + "A" * 42 + "\x7f", "Digest username=x", "rigel_" + "A" * 43],
)
def test_a_malformed_authorization_is_refused_also_where_none_is_needed(api, header):
    refused(api.get("/api/v1/tests", headers={"Authorization": header}), 401, "unauthenticated")


def test_roles(api):
    routes = api.json("/api/v1")["routes"]
    holds = {"read": {"read"}, "push": {"read", "push"}, "triage": {"read", "triage"}}
    for role, may in holds.items():
        headers = bearer(api.token(role))
        for route in routes:
            if route["role"] in may | {""}:
                continue
            path = re.sub(r"\{\w+\}", "nothing", route["path"])
            answer = api.request(route["method"], path, headers=headers)
            refused(answer, 403, "forbidden")
            assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_every_change_needs_a_token(api):
    for route in api.json("/api/v1")["routes"]:
        if route["method"] != "GET":
            assert route["role"] in ("push", "triage", "admin"), route
            path = re.sub(r"\{\w+\}", "nothing", route["path"])
            refused(api.request(route["method"], path), 401, "unauthenticated")


# ---- projects ----

NAMES = {"test": "a%2Fb%20c", "metric": "p99", "uuid": "run-0000", "id": "8", "slug": "rate", "name": "nobody"}
# Of the service itself, of no project.
GENERAL = {"/healthz", "/readyz", "/metrics", "/api/v1", "/api/v1/problems/{slug}", "/api/v1/openapi.json"}


def test_nothing_of_another_project_is_found_on_any_route(api):
    headers = bearer(api.token("admin", "--project", "alpha"))
    for route in api.json("/api/v1")["routes"]:
        if route["method"] != "GET" or route["path"] in GENERAL or route["path"] == "/api/v1/events":
            continue
        if route["path"].endswith("/verdict") and "wait" not in route["parameters"]:
            continue
        path = re.sub(r"\{(\w+)\}", lambda found: NAMES[found[1]], route["path"])
        targets = [path]
        if "test" in route["parameters"]:
            targets.append(f"{path}?test=a%2Fb%20c")
        if "base" in route["parameters"]:
            targets = [f"{path}?base=4.20.0&head=4.20.2", f"{path}?base=4.20.0&head=4.20.2&test=a%2Fb%20c"]
        for target in targets:
            answer = api.get(target, headers=headers)
            assert answer.status_code in (200, 400, 403, 404), f"{target}: {answer.text}"
            said = answer.json()
            said.pop("instance", None)
            if answer.status_code == 200:
                assert "a/b c" not in json.dumps(said), target
                assert not re.search(r"\bbeta\b", json.dumps(said)), target
            if "{test}" in route["path"] or "test=" in target or path.endswith("/8"):
                assert answer.status_code in (400, 404), target
    # What is of its own project is all there.
    assert [row["name"] for row in api.get("/api/v1/tests", headers=headers).json()["tests"]] == ["kapi"]
    both = api.json("/api/v1/runs/run-0000")["tests"]
    own = api.get("/api/v1/runs/run-0000", headers=headers).json()["tests"]
    assert [row["test"] for row in both] == ["a/b c", "kapi"]
    assert [row["test"] for row in own] == ["kapi"]
    other = bearer(api.token("read", "--project", "gamma"))
    for path, key in (("tests", "tests"), ("runs", "runs"), ("change_points",) * 2, ("regressions",) * 2):
        assert api.get(f"/api/v1/{path}", headers=other).json() == {key: [], "next_cursor": None}
    two = bearer(api.token("read", "--project", "alpha", "--project", "beta"))
    for path in ("tests", "runs", "change_points", "regressions"):
        assert api.get(f"/api/v1/{path}", headers=two).json() == api.json(f"/api/v1/{path}")


def test_a_thing_of_another_project_looks_like_one_that_does_not_exist(api):
    headers = bearer(api.token("read", "--project", "alpha"))
    for there, nowhere in (
        ("/api/v1/tests/a%2Fb%20c", "/api/v1/tests/a%2Fb%20d"),
        ("/api/v1/runs?test=a%2Fb%20c", "/api/v1/runs?test=a%2Fb%20d"),
        ("/api/v1/regressions/8", "/api/v1/regressions/9"),
    ):
        hidden, absent = (api.get(path, headers=headers) for path in (there, nowhere))
        assert hidden.status_code == absent.status_code
        body, other = hidden.json(), absent.json()
        assert body.pop("instance") != other.pop("instance")
        assert json.dumps(body).replace("a/b c", "a/b d").replace(" 8", " 9") == json.dumps(other)


def test_an_administrator_of_a_project_gives_away_no_more_than_it_has(api, admin):
    headers = bearer(api.token("admin", "--project", "alpha"))
    for projects in (None, ["beta"], ["alpha", "beta"]):
        terms = {"name": "too-much", "role": "read", "projects": projects}
        refused(api.request("POST", "/api/v1/tokens", json=terms, headers=headers), 403, "forbidden")
    made = api.request(
        "POST", "/api/v1/tokens", json={"name": "own", "role": "admin", "projects": ["alpha"]}, headers=headers
    )
    assert made.status_code == 201
    listed = api.get("/api/v1/tokens", headers=headers).json()["tokens"]
    assert {tuple(row["projects"]) for row in listed} == {("alpha",)}
    everything = api.get("/api/v1/tokens", headers=admin).json()["tokens"]
    others = [row["name"] for row in everything if row["projects"] != ["alpha"]]
    assert others
    refused(api.request("DELETE", f"/api/v1/tokens/{others[0]}", headers=headers), 404, "not-found")
    assert api.request("DELETE", "/api/v1/tokens/own", headers=headers).status_code == 204
    refused(api.get("/api/v1/audit", headers=headers), 403, "forbidden")


# ---- the audit ----


def test_changes_are_recorded_with_who_what_and_from_where(api, rigel_session, config, admin):
    rigel_session.run("token", "create", "--config", config, "--name", "audited", "--role", "read")
    api.request("DELETE", "/api/v1/tokens/audited", headers=admin)
    refused(api.request("DELETE", "/api/v1/tokens/audited", headers=admin), 404, "not-found")
    rows = [row for row in pages(Asking(api, admin), "/api/v1/audit?limit=2", "audit") if row["subject"] == "audited"]
    assert [(row["action"], row["address"]) for row in rows] == [
        ("token.revoke", "127.0.0.1"),
        ("token.create", None),
    ]
    assert rows[0]["who"].startswith("admin-")
    assert rows[1]["who"] == "command line"
    assert rows[1]["detail"] == {"role": "read", "projects": None, "expires_at": None}
    assert Asking(api, admin).json("/api/v1/audit?until=2020-01-01") == {"audit": [], "next_cursor": None}
    since = rows[1]["at"]
    assert all(row["at"] >= since for row in Asking(api, admin).json(f"/api/v1/audit?since={since}")["audit"])
