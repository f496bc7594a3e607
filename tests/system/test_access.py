# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what: tokens, roles, projects, limits, and what an attacker tries."""

import concurrent.futures
import contextlib
import datetime
import gzip
import json
import re
import resource
import socket
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
    database.migrate(rigel_session)
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
    config = write_config(tmp_path_factory.mktemp("access"), seeded)
    push = "- {name: pushed, kind: push, metadata_index: runs, benchmark_index: results}\n"
    config.write_text(config.read_text().replace("tests:\n", f"{push}tests:\n"))
    return config


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
        path = re.sub(r"\{(\w+)\}", lambda found: NAMES[found[1]], route["path"])
        targets = [path]
        if "test" in route["parameters"]:
            targets.append(f"{path}?test=a%2Fb%20c")
        if "base" in route["parameters"]:
            targets = [f"{path}?base=4.20.0&head=4.20.2", f"{path}?base=4.20.0&head=4.20.2&test=a%2Fb%20c"]
        for target in targets:
            api.get(target)  # what is remembered of it is for everybody
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


def test_nothing_of_another_project_is_changed(api, seeded):
    triage = bearer(api.token("triage", "--project", "gamma"))
    push = bearer(api.token("push", "--project", "gamma"))
    before = seeded.query("SELECT * FROM run ORDER BY test_id, run_id")
    body = {"excluded": "not mine"}
    for target in ("/api/v1/runs/run-0000", "/api/v1/runs/run-0000?test=kapi"):
        refused(api.request("PATCH", target, json=body, headers=triage), 404, "not-found")
    refused(api.request("POST", "/api/v1/runs/run-0000/ingest?test=kapi", headers=push), 404, "not-found")
    assert seeded.query("SELECT * FROM run ORDER BY test_id, run_id") == before
    beta = bearer(api.token("triage", "--project", "beta"))
    assert api.request("PATCH", "/api/v1/runs/run-0000", json=body, headers=beta).status_code == 200
    marks = "SELECT t.name, r.excluded FROM run r JOIN test t USING (test_id) WHERE uuid = 'run-0000' ORDER BY t.name"
    assert seeded.query(marks) == [("a/b c", "not mine"), ("kapi", None)]
    assert api.request("PATCH", "/api/v1/runs/run-0000", json={"excluded": None}, headers=beta).status_code == 200
    assert seeded.query("SELECT DISTINCT who LIKE 'triage-%%', action FROM audit WHERE action LIKE 'run.%%'") == [
        (True, "run.exclude"),
        (True, "run.include"),
    ]


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


# ---- limits, proxies, web pages of other origins ----


@pytest.fixture(scope="module")
def strict(seeded, rigel_session, tmp_path_factory):
    """Reading needs a token, few requests are answered, a proxy is trusted, every line is logged."""
    extra = (
        "  cors_origins: ['https://dash.example']\n"
        "access:\n  anonymous: none\n  requests_per_second: 0.1\n  burst: 8\n"
        "  trusted_proxies: [127.0.0.0/8]\nlog:\n  level: debug\n"
    )
    config = write_config(tmp_path_factory.mktemp("strict"), seeded, extra)
    with rigel_session.serve(config, "--role", "api") as service:
        yield service


def of_client(address, headers=None):
    return {"X-Forwarded-For": address, **(headers or {})}


def test_reading_can_be_closed_and_the_probes_stay_open(strict):
    headers = of_client("192.0.2.200")
    refused(strict.get("/api/v1/tests", headers=headers), 401, "unauthenticated")
    for path in ("/healthz", "/readyz", "/metrics"):
        assert strict.get(path, headers=headers).status_code == 200
    assert strict.get("/api/v1/tests", headers=bearer(strict.token("read"))).status_code == 200


def test_a_client_that_asks_too_often_waits_and_others_do_not(strict):
    answers = [strict.get("/api/v1/tests", headers=of_client("192.0.2.1")) for _ in range(10)]
    assert [answer.status_code for answer in answers] == [401] * 8 + [429] * 2
    refused(answers[-1], 429, "rate")
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 10
    # What the client itself wrote before the proxy's word does not count.
    spoofed = strict.get("/api/v1/tests", headers=of_client("198.51.100.1, 192.0.2.1"))
    assert spoofed.status_code == 429
    assert strict.get("/api/v1/tests", headers=of_client("192.0.2.2")).status_code == 401
    token = bearer(strict.token("read"))
    mine = [strict.get("/api/v1/tests", headers=of_client("192.0.2.1", token)).status_code for _ in range(9)]
    assert mine == [200] * 8 + [429]
    assert strict.get("/api/v1/tests", headers=of_client("192.0.2.9", token)).status_code == 429
    assert strict.get("/healthz", headers=of_client("192.0.2.1")).status_code == 200
    assert 'rigel_access_refused_total{reason="rate"}' in strict.get("/metrics").text


def test_who_tries_bad_tokens_is_held_off_and_known_tokens_pass(strict):
    known = bearer(strict.token("read"))
    client = "192.0.2.66"
    assert strict.get("/api/v1/tests", headers=of_client(client, known)).status_code == 200
    seen = [
        strict.get("/api/v1/tests", headers=of_client(client, bearer(f"rigel_{number:043d}"))).status_code
        for number in range(70)
    ]
    assert seen[:50] == [401] * 50
    assert 429 in seen
    assert strict.get("/api/v1/tests", headers=of_client(client, known)).status_code == 200
    assert strict.get("/api/v1/tests", headers=of_client("192.0.2.67", bearer("rigel_x"))).status_code == 401
    assert strict.wait_log('token refused.*address="192.0.2.66"')


def test_pages_of_named_origins_may_read(strict, api):
    headers = of_client("192.0.2.80")
    preflight = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    asked = strict.request("OPTIONS", "/api/v1/runs", headers={"Origin": "https://dash.example", **preflight})
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Origin"] == "https://dash.example"
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked.headers
    refusal = strict.get("/api/v1/tests", headers={"Origin": "https://dash.example", **headers})
    assert refusal.status_code == 401
    assert refusal.headers["Access-Control-Allow-Origin"] == "https://dash.example"
    assert "Origin" in refusal.headers["Vary"]
    evil = strict.get("/healthz", headers={"Origin": "https://evil.example", **headers})
    assert "Access-Control-Allow-Origin" not in evil.headers
    assert "Origin" in evil.headers["Vary"]
    off = api.get("/api/v1/tests", headers={"Origin": "https://dash.example"})
    assert "Access-Control-Allow-Origin" not in off.headers
    assert "Strict-Transport-Security" not in off.headers


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ("  cors_origins: [dash.example]\n", "api.cors_origins"),
        ("access:\n  trusted_proxies: [proxy.example]\n", "access.trusted_proxies"),
        ("access:\n  trusted_proxies: 127.0.0.1\n", "list of texts"),
        ("access:\n  anonymous: write\n", "access.anonymous"),
    ],
)
def test_a_wrong_access_configuration_is_refused(seeded, rigel_session, tmp_path, extra, said):
    config = write_config(tmp_path, seeded, extra)
    assert said in rigel_session.run("serve", "--config", config, "--role", "api", status=1).stderr


def test_a_reload_takes_the_rules_of_access_whole(seeded, rigel_session, tmp_path):
    config = write_config(tmp_path, seeded)
    with rigel_session.serve(config, "--role", "api") as service:
        token = bearer(service.token("read"))

        def reload(extra, said):
            write_config(tmp_path, seeded, extra)
            mark = service.mark()
            service.reload()
            service.wait_log(said, since=mark)
            assert "key needs a restart" not in service.log

        def ask(address="192.0.2.5", headers=None):
            origin = {"Origin": "https://dash.example"}
            return service.get("/api/v1/tests", headers=of_client(address, {**origin, **(headers or {})}))

        assert ask().status_code == 200
        strict = (
            "  cors_origins: ['https://dash.example']\naccess:\n  anonymous: none\n  requests_per_second: 0.1\n"
            "  burst: 3\n  trusted_proxies: [127.0.0.1]\n"
        )
        reload(strict, '"reloaded"')
        answer = ask()
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (401, "https://dash.example")
        assert [ask(headers=token).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert [ask("192.0.2.6").status_code for _ in range(4)] == [401, 401, 401, 429]
        assert ask("192.0.2.7").status_code == 401
        # One that is wrong changes nothing of it, nor of the rest of the configuration.
        reload("access:\n  trusted_proxies: [proxy.example]\n", "reload refused.*access.trusted_proxies")
        reload("  cors_origins: [dash.example]\n", "reload refused.*api.cors_origins")
        assert [ask("192.0.2.8").status_code for _ in range(4)] == [401, 401, 401, 429]
        reload("", '"reloaded"')
        answer = ask("192.0.2.8")
        assert answer.status_code == 200
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_secrets_are_nowhere(strict, seeded, rigel_session):
    """Neither in the log at its most talkative, nor in figures, errors, the table of processes, the database."""
    admin = strict.token("admin")
    made = strict.request("POST", "/api/v1/tokens", json={"name": "hush", "role": "read"}, headers=bearer(admin))
    created = made.json()["token"]
    wrong = "rigel_" + "W" * 43
    headers = of_client("192.0.2.90")
    answers = [
        strict.get("/api/v1/tests", headers={**headers, **bearer(wrong)}),
        strict.get("/api/v1/tests", headers={**headers, **bearer(f"{created}x")}),
        strict.get("/api/v1/audit", headers={**headers, **bearer(created)}),
        strict.get("/api/v1/audit", headers={**headers, **bearer(admin)}),
        strict.get("/api/v1/tokens", headers={**headers, **bearer(admin)}),
        strict.get("/metrics"),
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 403, 200, 200, 200]
    dump = subprocess.run(
        [servers.PostgreSQL.program("pg_dump"), "--dbname", seeded.conninfo], capture_output=True, check=True
    ).stdout.decode()
    processes = b"".join(
        (folder / name).read_bytes()
        for folder in [servers.pathlib.Path(f"/proc/{strict.pid}")]
        for name in ("cmdline", "environ")
    ).decode()
    said = "\n".join([strict.log, dump, processes, *(answer.text + str(answer.headers) for answer in answers)])
    assert "hush" in said
    for secret in (admin, created, wrong):
        assert secret not in said
        assert secret[6:30] not in said
    hashes = seeded.query("SELECT encode(hash, 'hex') FROM token")
    visible = "\n".join([strict.log, *(answer.text for answer in answers)])
    assert not [row for row in hashes if row[0][:16] in visible]


# ---- what an attacker tries ----


def talk(service, data, timeout=15):
    """Sends bytes, gives back all that comes until the server closes."""
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=timeout) as connection:
        got = b""
        # Whoever refuses does not always read to the end.
        with contextlib.suppress(ConnectionError):
            connection.sendall(data)
            while piece := connection.recv(65536):
                got += piece
    return got


def statuses(got):
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) ", got)]


def ask_raw(service, target, *lines, method="GET", body=b""):
    head = f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + "".join(f"{line}\r\n" for line in lines)
    return talk(service, head.encode("utf-8", "surrogateescape") + b"\r\n" + body)


def is_well(service, within=2.0):
    """It answers, soon."""
    begun = time.monotonic()
    assert requests.get(f"{service.url}/api/v1/tests", timeout=10).status_code == 200
    assert time.monotonic() - begun < within


@pytest.mark.parametrize(
    "target",
    [
        "/api/v1/../v1/audit",
        "/api/v1/tests/../audit",
        "/api/v1/%2e%2e/v1/audit",
        "/api/v1/tests/..%2f..%2faudit",
        "/api/v1//audit",
        "//api/v1/audit",
        "/api/v1/audit/",
        "/api/v1/./audit",
        "/API/V1/audit",
        "/api/v1/audit%00",
        "/api/v1/audit%2f",
        "/api/v1/%61udit%2500",
        "/api/v1/audit;role=admin",
        "/api/v1/audit\\",
        "/healthz/../api/v1/audit",
        "/metrics/%2e%2e/api/v1/audit",
        "/api/v1/tests/%252e%252e",
        "/api/v1/tests/%c0%ae%c0%ae",
        "/..%5c..%5cetc%5cpasswd",
        "/etc/passwd",
        "http://127.0.0.1/api/v1/audit",
        "http://evil.example/api/v1/audit",
        "api/v1/audit",
        "*",
    ],
)
def test_no_path_leads_around_access(api, target):
    got = ask_raw(api, target)
    assert statuses(got)[0] in (400, 404), got[:300]
    assert b'"audit":[' not in got


def test_another_spelling_of_a_route_is_guarded_too(api):
    for target in ("/api/v1/%61udit", "/api/v1/audit?", "/api/v1/audit#x", "/api/v1/%74%6f%6b%65%6e%73"):
        assert statuses(ask_raw(api, target))[0] in (400, 401), target
    for method in ("HEAD", "get", "TRACE", "CONNECT", "PROPFIND"):
        code = statuses(ask_raw(api, "/api/v1/audit", method=method))[0]
        assert code in (400, 401, 405, 501), method
    # Headers by which proxies are told to call another address or method.
    for header in ("X-Original-URL: /api/v1/audit", "X-Rewrite-URL: /api/v1/audit", "X-HTTP-Method-Override: DELETE"):
        assert b'"tests":[' in ask_raw(api, "/api/v1/tests", header)


def test_words_of_sql_are_only_words(api, seeded, admin):
    words = ["' OR '1'='1", "'; DROP TABLE token; --", "a') OR 1=1 --", "\\'; SELECT 1", "$1", "%s", "${x}", "\u2019"]
    before = seeded.value("SELECT count(*) FROM token")
    for route in api.json("/api/v1")["routes"]:
        if route["method"] not in ("GET", "DELETE") or route["path"] == "/api/v1/events":
            continue
        for word in words:
            path = re.sub(r"\{\w+\}", requests.utils.quote(word, safe=""), route["path"])
            for name in route["parameters"] or [None]:
                if name == "wait":
                    continue
                answer = api.request(route["method"], path, params={name: word} if name else None, headers=admin)
                assert answer.status_code in (200, 400, 404, 406), f"{answer.request.url}: {answer.text}"
                assert "syntax" not in answer.text
    assert seeded.value("SELECT count(*) FROM token") == before
    assert api.get("/api/v1/tests", headers=bearer("' OR '1'='1")).status_code == 401


def test_nothing_is_put_into_the_headers_of_an_answer(api):
    for target in (
        "/api/v1/tests/x%0d%0aX-Evil:%201",
        "/api/v1/runs?build=x%0d%0aX-Evil:%201",
        "/api/v1/x%0d%0aX-Evil:%201",
        "/api/v1/runs?cursor=x%0aX-Evil:%201",
    ):
        got = ask_raw(api, target)
        head = got.split(b"\r\n\r\n")[0]
        assert b"X-Evil" not in head, got
    got = ask_raw(api, "/api/v1/tests", "Origin: https://x\r\n\tX-Evil: 1", 'If-None-Match: "a\r\n\tX-Evil: 1"')
    assert b"X-Evil" not in got.split(b"\r\n\r\n")[0]


def test_bodies_that_unpack_to_far_more_than_they_are_take_no_memory(api):
    """200 MB in 1 MB, four of them at once, and one packed twice."""
    bomb = gzip.compress(b"\n" * (200 << 20), 1)
    twice = gzip.compress(bomb)
    packed = {"Content-Encoding": "gzip"}
    push, read = bearer(api.token("push")), bearer(api.token("read"))
    refused(api.request("POST", "/api/v1/documents", data=twice, headers=packed), 401, "unauthenticated")
    refused(api.request("POST", "/api/v1/documents", data=twice, headers={**packed, **read}), 403, "forbidden")
    before = api.forget_peak()
    with concurrent.futures.ThreadPoolExecutor(4) as crowd:
        told = [
            crowd.submit(
                requests.post, f"{api.url}/api/v1/documents", data=bomb, headers={**packed, **push}, timeout=60
            )
            for _ in range(4)
        ]
        for answer in told:
            body = refused(answer.result(), 413, "limit")
            assert "unpacks to more than" in body["detail"]
    refused(api.request("POST", "/api/v1/documents", data=twice, headers={**packed, **push}), 400, "input")
    admin = bearer(api.token("admin"))
    refused(api.request("POST", "/api/v1/tokens", data=twice, headers={**packed, **admin}), 400, "input")
    # A body may unpack to 64 MB, in a buffer that doubles; the address sanitizer keeps 256 MB of what was freed.
    assert api.peak_kib() - before < (4 * (32 + 64) + 256 + 64) * 1024
    is_well(api)


def test_one_request_is_not_taken_for_two(api):
    inner = b"GET /api/v1/audit HTTP/1.1\r\nHost: x\r\n\r\n"
    chunked = b"0\r\n\r\n" + inner
    cases = {
        "length and chunked": (["Transfer-Encoding: chunked", f"Content-Length: {len(chunked)}"], chunked),
        "chunked twice": (["Transfer-Encoding: chunked, identity", "Content-Length: 4"], chunked),
        "odd coding": (["Transfer-Encoding: xchunked"], chunked),
        "two lengths": ([f"Content-Length: {len(inner)}", "Content-Length: 0"], inner),
        "a signed length": ([f"Content-Length: +{len(inner)}"], inner),
        "a huge length": (["Content-Length: 99999999999999999999"], inner),
        "a negative length": (["Content-Length: -1"], inner),
        "a body where none belongs": ([f"Content-Length: {len(inner)}"], inner),
    }
    for what, (lines, body) in cases.items():
        head = "POST /api/v1/tests HTTP/1.1\r\nHost: x\r\n" + "".join(f"{line}\r\n" for line in lines)
        got = talk(api, head.encode() + b"\r\n" + body)
        # The inner one would be answered with 401.
        assert all(code >= 400 and code != 401 for code in statuses(got)), f"{what}: {got}"
    # After a refusal what follows on the connection is not answered as a request.
    refusal = b"POST /api/v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
    assert statuses(talk(api, refusal + b"0123456789" + inner)) == [401]
    # Without a body it is just the next one.
    inner = inner.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    assert statuses(talk(api, b"GET /api/v1/audit HTTP/1.1\r\nHost: x\r\n\r\n" + inner)) == [401, 401]


def test_what_is_too_large_is_refused_before_it_is_read(api, admin):
    assert statuses(ask_raw(api, "/api/v1/tests?test=" + "x" * 9000))[0] == 414
    # A client that still sends may lose the answer; the connection is closed in any case.
    assert statuses(ask_raw(api, "/api/v1/tests", "X-Long: " + "x" * 40000)) in ([431], [])
    assert statuses(ask_raw(api, "/api/v1/tests", *[f"X-{n}: {'y' * 50}" for n in range(650)])) in ([431], [])
    assert statuses(ask_raw(api, "/api/v1/tests/" + "x" * 600))[0] in (400, 404)
    assert statuses(ask_raw(api, "/api/v1/runs?" + "&".join(f"a{n}=1" for n in range(100))))[0] == 400
    large = b'{"name": "' + b"x" * 20000 + b'"}'
    refused(api.request("POST", "/api/v1/tokens", data=large, headers=admin), 413, "limit")
    pieces = (b"x" * 1000 for _ in range(40))
    refused(api.request("POST", "/api/v1/tokens", data=pieces, headers=admin), 413, "limit")
    # Without a token nothing of a body is waited for.
    host, port = api.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"POST /api/v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 16000\r\n\r\n{")
        assert statuses(connection.recv(65536)) == [401]
        while connection.recv(65536):
            pass
    is_well(api)


def test_slow_clients_do_not_slow_others(api, admin):
    """Heads that drip, bodies that do not come, answers that nobody takes."""
    host, port = api.url.removeprefix("http://").split(":")
    token = admin["Authorization"].encode()
    halves = [
        b"GET /api/v1/tests HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /api/v1/tokens HTTP/1.1\r\nHost: x\r\nAuthorization: " + token + b"\r\nContent-Length: 100\r\n\r\n{",
        b"POST /api/v1/tokens HTTP/1.1\r\nHost: x\r\nAuthorization: "
        + token
        + b"\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{",
        b"GET /api/v1 HTTP/1.1\r\nHost: x\r\n\r\n" * 50,
    ]
    opened = []
    try:
        for number in range(400):
            opened.append(socket.create_connection((host, int(port)), timeout=10))
            if number % 4 == 3:
                opened[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            opened[-1].sendall(halves[number % 4])
        for _ in range(5):
            is_well(api)
    finally:
        for connection in opened:
            connection.close()
    is_well(api)


def test_ten_thousand_open_connections_are_survived(api):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 10500:
        pytest.skip(f"at most {hard} descriptors here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    host, port = api.url.removeprefix("http://").split(":")
    opened = []
    before = api.forget_peak()
    try:
        for number in range(10000):
            connection = socket.socket()
            connection.bind((f"127.0.0.{2 + number % 8}", 0))
            connection.settimeout(10)
            connection.connect((host, int(port)))
            opened.append(connection)
        # Those past the limit are closed at once; who is inside is served.
        opened[0].sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert statuses(opened[0].recv(65536)) == [200]
    finally:
        for connection in opened:
            connection.close()
    servers.wait_until(lambda: answers(api), 10, "answer after ten thousand connections")
    is_well(api)
    # Of 4,000 connections that are let in, each may take 32 KB; and what the address sanitizer keeps of what was freed.
    assert api.peak_kib() - before < (4000 * 32 // 1024 + 256) * 1024


def answers(service):
    try:
        return requests.get(f"{service.url}/healthz", timeout=5).ok
    except requests.RequestException:
        return False
