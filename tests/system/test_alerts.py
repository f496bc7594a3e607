# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts: what is told of regressions, to whom, and that nothing is lost."""

import hashlib
import hmac
import json
import os
import random
import subprocess
import time

import jsonschema
import pytest
import servers
import tables
from alert_receiver import Receiver

SECRET = "signing-key-that-nobody-may-see"
TOKEN = "bearer-token-that-nobody-may-see"
HIDDEN = "hook-path-that-nobody-may-see"
KILLS = int(os.environ.get("RIGEL_ALERT_KILLS", "6"))


def eventually(check, what, seconds=60):
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@pytest.fixture
def configure(rigel, database, tmp_path):
    rigel.run("migrate", "--database", database.conninfo)

    def write(receivers, rules, name="rigel.yaml", **keys):
        path = tmp_path / name
        path.write_text(
            json.dumps(
                {
                    "database": {"conninfo": database.conninfo},
                    "alerts": {"receivers": receivers, "rules": rules, **keys},
                    "api": {"listen": "127.0.0.1", "port": 0},
                }
            )
        )
        return path

    return write


def step(database, name, runs=20, change=1.5):
    """A test whose one metric steps up in the middle."""
    history = tables.History(database, name)
    history.series("latency", labels=["[Jira: etcd]"])
    noise = random.Random(name)
    history.fill(latency=[100 * (change if i >= runs // 2 else 1) + noise.gauss(0, 0.5) for i in range(runs)])
    return history


def waiting(database):
    return database.value(
        "SELECT (SELECT count(*) FROM alert_event WHERE taken_at IS NULL)"
        " + (SELECT count(*) FROM alert_delivery WHERE state = 'pending')"
    )


def rule(name="all", receivers=("hook",), **keys):
    return {"name": name, "receivers": list(receivers), "max_age": "3650d", **keys}


def test_a_regression_is_told_signed_to_whom_the_rules_say(rigel, database, configure, tmp_path):
    (tmp_path / "key").write_text(SECRET + "\n")
    with Receiver() as receiver:
        hook = {
            "name": "hook",
            "url": receiver.url + "/hook?team=perf",
            "method": "PUT",
            "headers": ["X-Team: perf"],
            "secret_file": "key",
            "token_env": "ALERT_TOKEN",
        }
        chats = [
            {"name": kind, "kind": kind, "url_env": f"{kind.upper()}_URL"} for kind in ("slack", "mattermost", "teams")
        ]
        config = configure(
            [hook, *chats],
            [
                rule(tests=["told*"], labels=["[Jira: etcd]"], direction="up", min_percent=20),
                rule("chats", [chat["name"] for chat in chats], tests=["told"]),
                rule("small", min_percent=80),
                rule("down", direction="down"),
                rule("other", labels=["[Jira: other]"]),
                rule("late", events=["reopened"]),
                rule("old", max_age="1d"),
            ],
            base_url="https://rigel.example",
        )
        step(database, "told")
        step(database, "quiet")
        env = {"ALERT_TOKEN": TOKEN} | {
            f"{c['name'].upper()}_URL": f"{receiver.url}/{HIDDEN}/{c['name']}" for c in chats
        }
        with rigel.serve(config, "--role", "analysis,alert,api", env={**os.environ, **env}) as service:
            eventually(lambda: len(receiver.requests) >= 4 and waiting(database) == 0, "four are told")
            assert 'rigel_alert_deliveries{state="sent"} 4' in service.get("/metrics").text
            assert 'rigel_alert_tries_total{result="sent"} 4' in service.get("/metrics").text
            shown = rigel.run("alert", "dry-run", "all", "--days", "1", "--config", config).stdout
            assert "opened  told  latency +" in shown and shown.endswith("1 of 2 events\n")
            tried = rigel.run("alert", "test", "chats", "--config", config, env={**os.environ, **env}).stdout
            assert tried == "".join(f"{chat['name']}: taken, status 200\n" for chat in chats)
            samples = [receiver.requests.pop() for _ in chats]
            assert all("a test of the rule" in body.decode() for *_, body in samples)
            failed = rigel.run("alert", "test", "chats", "--config", config, status=1)  # without the variables
            assert "SLACK_URL is not set" in failed.stdout + failed.stderr or "TEAMS_URL is not set" in failed.stderr
            assert "nosuch" in rigel.run("alert", "dry-run", "nosuch", "--config", config, status=1).stderr
            dump = subprocess.run(
                ["pg_dump", "--data-only", database.conninfo], capture_output=True, text=True, check=True
            ).stdout
            processes = subprocess.run(["ps", "-ef"], capture_output=True, text=True, check=True).stdout
        requests = {path: (method, headers, body) for method, path, headers, body in receiver.requests}
    assert len(receiver.requests) == 4
    method, headers, body = requests["/hook?team=perf"]
    message = json.loads(body)
    assert method == "PUT" and headers["X-Team"] == "perf" and headers["Authorization"] == f"Bearer {TOKEN}"
    jsonschema.validate(message, json.loads((servers.ROOT / "web" / "alert.schema.json").read_text()))
    stamp = headers["X-Rigel-Timestamp"]
    digest = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Rigel-Signature"] == f"sha256={digest}" and abs(int(stamp) - time.time()) < 120
    assert headers["Idempotency-Key"] == headers["X-Rigel-Event"] == message["id"]
    assert (message["event"], message["sequence"], message["test"]) == ("opened", 1, "told")
    regression = message["regression"]
    assert (regression["uuid"], regression["build"]) == ("run-010", "build-run-010")
    assert (regression["previous_build"], regression["build_url"]) == ("build-run-009", "https://ci.example/run-010")
    assert regression["metric"] == "latency" and regression["labels"] == ["[Jira: etcd]"]
    assert 45 < regression["percent"] < 55
    assert regression["url"] == f"https://rigel.example/api/v1/regressions/{regression['id']}"
    for kind in ("slack", "mattermost", "teams"):
        text = requests[f"/{HIDDEN}/{kind}"][2].decode()
        for part in ("told, latency +", "https://ci.example/run-010", "https://ci.example/run-009", regression["url"]):
            assert part in text, (kind, part)
    for secret in (SECRET, TOKEN, HIDDEN):
        assert secret not in service.log + dump + processes


def test_what_fails_is_tried_again_and_what_cannot_go_out_is_dead_until_it_is_replayed(rigel, database, configure):
    with Receiver(["cut"]) as receiver, Receiver([302]) as away:
        hook = {"name": "hook", "url_env": "HOOK_URL", "timeout": "500ms", "backoff": "20ms"}
        gone = {"name": "gone", "url": away.url, "backoff": "20ms"}
        config = configure([hook, gone], [rule(), rule("away", ["gone"])])
        env = {**os.environ, "HOOK_URL": f"{receiver.url}/{HIDDEN}", "ALERT_TOKEN": TOKEN}
        step(database, "t")
        with rigel.serve(config, "--role", "analysis,alert", "--listen", "127.0.0.1:0", env=env) as service:
            eventually(lambda: receiver.refused >= 2, "tried again")
            receiver.behave([429, 500, "hang"])
            eventually(lambda: receiver.refused >= 5, "tried again")
            receiver.behave()
            eventually(lambda: waiting(database) == 0, "sent at last")
        dead = database.query(
            "SELECT receiver, attempts, last_status, last_error FROM alert_delivery WHERE state = 'dead'"
        )
        assert [row[:3] for row in dead] == [("gone", 1, 302)] and away.requests == []
        assert "an alert did not go out" in service.log and "an alert is dead" in service.log
        assert HIDDEN not in service.log
        listed = rigel.run("alert", "dead", "--config", config).stdout
        assert "gone" in listed and "302" in listed
        away.behave()
        assert "1 " in rigel.run("alert", "dead", "--replay", "--config", config).stdout
        with rigel.serve(config, "--role", "alert", "--listen", "127.0.0.1:0", env=env):
            eventually(lambda: waiting(database) == 0, "sent after the replay")
    assert len(away.messages()) == len(receiver.messages()) == 1


@pytest.mark.timeout(240 + 4 * KILLS)
def test_killed_again_and_again_while_the_receiver_fails_every_event_arrives_in_order(rigel, database, configure):
    rng = random.Random(7)
    # Of a receiver that takes a message and loses the connection the message comes again.
    with Receiver(["cut", "hang", 429, 500, "lose", None, None, None]) as receiver:
        hook = {"name": "hook", "url": receiver.url, "timeout": "300ms", "backoff": "20ms"}
        config = configure([hook], [rule()])
        histories = [step(database, f"t{i}") for i in range(4)]
        for kill in range(KILLS):
            service = rigel.serve(config, "--role", "analysis,alert", "--listen", "127.0.0.1:0")
            with service:
                history = rng.choice(histories)
                runs = database.value("SELECT count(*) FROM run WHERE test_id = %s", (history.test_id,))
                # Steps up and down, so that regressions come, move and go.
                level = 100 * (1 + 0.4 * (kill % 3))
                history.fill(latency=[level + rng.gauss(0, 0.5) for _ in range(8)])
                assert runs
                time.sleep(rng.uniform(0.2, 1.0))
                service.kill()
        with (
            rigel.serve(config, "--role", "analysis,alert", "--listen", "127.0.0.1:0"),
            rigel.serve(config, "--role", "alert", "--listen", "127.0.0.1:0"),
        ):
            eventually(
                lambda: database.value("SELECT count(*) FROM analysis_queue") == 0 and waiting(database) == 0,
                "all is told",
                120,
            )
        told = receiver.messages()
    written = database.query("SELECT regression_id || '-' || sequence FROM alert_event")
    first = {}
    for message in told:
        first.setdefault(message["id"], message)
    assert sorted(first) == sorted(row[0] for row in written) and len(first) >= 4
    assert len(told) > len(first)  # repeats did come: the receiver loses answers
    last = {}
    for message in first.values():
        regression = message["regression"]["id"]
        assert message["sequence"] == last.get(regression, 0) + 1
        last[regression] = message["sequence"]


def test_a_wrong_configuration_is_refused_with_its_places(rigel, tmp_path):
    path = tmp_path / "rigel.yaml"
    path.write_text(
        "alerts:\n"
        "  receivers:\n"
        "    - {name: a, url: http://127.0.0.1/, ulr_file: x}\n"
        "    - {name: b}\n"
        '    - {name: c, url: http://127.0.0.1/, headers: ["no header"]}\n'
        "    - {name: c, url: http://u:p@127.0.0.1/}\n"
        "  rules:\n"
        "    - {name: r, receivers: [a], events: [opend]}\n"
        "    - {name: r, receivers: []}\n"
    )
    told = rigel.run("config", "check", path, status=1).stdout
    for part in (
        "rigel.yaml:3:41: a receiver has no key 'ulr_file'; is 'url_file' meant?",
        "rigel.yaml:4:7: a receiver needs one of url, url_file and url_env",
        '"no header"',
        "may not hold a user or a password",
        "there is no event 'opend'; is this meant: opened",
        "there are two rules 'r'",
        "the rule has no receivers",
    ):
        assert part in told, told
    path.write_text("alerts:\n  rules:\n    - {name: r, receivers: [nobody]}\n")
    assert "rigel.yaml:3:7: there is no receiver 'nobody'" in rigel.run("config", "check", path, status=1).stdout
