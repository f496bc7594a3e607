# SPDX-License-Identifier: GPL-3.0-or-later
"""rigel serve as a process: start, roles, reload, stop, a database that goes and comes back."""

import concurrent.futures
import contextlib
import re
import signal
import socket
import threading
import time

import pytest
import requests
import servers

TEST = """\
tests:
- name: {name}
  metadata: {{platform: none}}
  metrics:
  - {{name: m, metric_of_interest: value, threshold: {threshold}}}
"""


@pytest.fixture
def config(tmp_path, database):
    """A configuration of one test that no run belongs to."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "one.yaml").write_text(TEST.format(name="one", threshold=5))
    path = tmp_path / "rigel.yaml"
    path.write_text(
        f"database:\n  conninfo: {database.conninfo}\n"
        f"sources:\n- {{name: lab, kind: files, path: documents, poll: 1s}}\n"
        "tests:\n  files: ['*one.yaml']\napi:\n  port: 0\n  port_file: port\nlog:\n  level: info\n"
    )
    return path


def threshold_of(service, test):
    answer = service.get(f"/api/v1/tests/{test}/series/m_value")
    if answer.status_code == 404:
        answer = service.get(f"/api/v1/tests/{test}/series")
        return [row["threshold_percent"] for row in answer.json().get("series", [])]
    return [answer.json()["threshold_percent"]]


def test_it_migrates_listens_tells_its_port_and_ends_with_status_0(rigel, config, database, tmp_path):
    with rigel.serve(config) as service:
        assert int((tmp_path / "port").read_text()) == int(service.url.rsplit(":", 1)[1])
        assert service.json("/readyz")["ready"] is True
        assert database.value("SELECT count(*) FROM schema_migration") > 0
        service.stop()
    assert not (tmp_path / "port").exists()


def test_interrupt_ends_it_as_well(rigel, config):
    with rigel.serve(config) as service:
        service._process.send_signal(signal.SIGINT)
        assert service._process.wait(30) == 0


def test_the_schema_is_not_touched_where_that_is_not_allowed(rigel, config, database):
    config.write_text(config.read_text().replace("database:\n", "database:\n  migrate: false\n"))
    result = rigel.run("serve", "--config", config, status=None)
    assert result.status != 0
    assert "migrat" in result.stderr
    assert database.value("SELECT count(*) FROM pg_class WHERE relname = 'run'") == 0


def test_a_wrong_configuration_is_refused_with_its_place(rigel, config):
    config.write_text(config.read_text() + "nonsense: 1\n")
    result = rigel.run("serve", "--config", config, status=1)
    line = len(config.read_text().splitlines())
    assert f"rigel.yaml:{line}:1" in result.stderr


def test_wrong_options_are_refused(rigel, config):
    assert "usage" in rigel.run("serve", status=1).stderr
    assert "--role" in rigel.run("serve", "--config", config, "--role", "boss", status=1).stderr
    assert "ADDRESS:PORT" in rigel.run("serve", "--config", config, "--listen", "nowhere", status=1).stderr
    assert "usage" in rigel.run("serve", "--help").stdout


def test_a_port_in_use_is_named(rigel, config):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = rigel.run("serve", "--config", config, "--listen", f"127.0.0.1:{port}", status=1)
    assert f"port {port}" in result.stderr


def test_a_part_alone_answers_probes_only(rigel, config):
    rigel.run("migrate", "--database", re.search("conninfo: (.*)", config.read_text()).group(1))
    with rigel.serve(config, "--role", "analysis", "--listen", "127.0.0.1:0") as service:
        states = {check["name"]: check["state"] for check in service.json("/readyz")["checks"]}
        assert (states["analysis"], states["ingest"]) == ("running", "off")
        assert service.get("/healthz").status_code == 200
        assert service.get("/metrics").status_code == 200
        service.json("/api/v1/tests", status=404)


def test_reload_takes_a_right_configuration_whole(rigel, config, tmp_path, database):
    with rigel.serve(config) as service:
        servers.wait_until(lambda: database.query("SELECT 1 FROM test WHERE name = 'one'"), 30, "test 'one'")
        mark = service.mark()
        (tmp_path / "one.yaml").write_text(TEST.format(name="one", threshold=25))
        (tmp_path / "second-one.yaml").write_text(TEST.format(name="two", threshold=1))
        service.reload()
        assert service.wait_log('"reloaded".* tests=2', since=mark)
        servers.wait_until(
            lambda: database.query("SELECT 1 FROM series JOIN test USING (test_id) WHERE name = 'two'"), 30, "series"
        )
        servers.wait_until(lambda: threshold_of(service, "one") == [25], 30, "new threshold")
        (tmp_path / "one.yaml").unlink()
        config.write_text(config.read_text().replace("port: 0\n", "port: 0\n  threads: 7\n"))
        mark = service.mark()
        service.reload()
        service.wait_log('"key needs a restart" key=api.threads', since=mark)
        service.wait_log('"reloaded".* tests=1', since=mark)
        servers.wait_until(lambda: not service.json("/api/v1/tests/one")["active"], 30, "end of test 'one'")
        assert service.json("/api/v1/tests/two")["active"] is True


def test_reload_refuses_a_wrong_configuration_whole(rigel, config, tmp_path, database):
    with rigel.serve(config) as service:
        servers.wait_until(lambda: database.query("SELECT 1 FROM test WHERE name = 'one'"), 30, "test 'one'")
        mark = service.mark()
        (tmp_path / "one.yaml").write_text(TEST.format(name="renamed", threshold="many"))
        service.reload()
        fault = service.wait_log('"configuration fault".*place="([^"]*)"', since=mark)
        assert re.search(r"one\.yaml:\d+:\d+$", fault.group(1))
        service.wait_log("reload refused, the old configuration stays", since=mark)
        assert service.json("/api/v1/tests/one")["active"] is True
        service.json("/api/v1/tests/renamed", status=404)
        figures = dict(re.findall(r"^(\S+(?:\{.*\})?) (\S+)$", service.get("/metrics").text, re.M))
        assert figures['rigel_config_reloads_total{result="refused"}'] == "1"
        mark = service.mark()
        (tmp_path / "one.yaml").write_text(TEST.format(name="renamed", threshold=3))
        service.reload()
        service.wait_log('"reloaded"', since=mark)
        servers.wait_until(lambda: service.get("/api/v1/tests/renamed").status_code == 200, 30, "test 'renamed'")


def test_a_lost_database_makes_it_not_ready_and_comes_back_by_itself(rigel, config, database, postgres):
    with rigel.serve(config) as service:
        assert service.json("/readyz")["ready"] is True
        with postgres.connect("postgres") as admin:
            admin.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS false")
            admin.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database.name}'")
            try:
                answer = service.get("/readyz")
                assert answer.status_code == 503
                assert answer.json()["ready"] is False
                assert answer.headers["retry-after"]
                body = service.json("/api/v1/tests", status=503)
                assert body["type"] == "/api/v1/problems/database"
                assert database.name not in body["detail"]
                with concurrent.futures.ThreadPoolExecutor(8) as pool:
                    asked = [pool.submit(service.get, f"/api/v1/runs/{number}/verdict") for number in range(16)]
                for answer in asked:
                    assert answer.result().status_code == 503
                    assert answer.result().headers["content-type"] == "application/problem+json"
                    assert answer.result().json()["type"] == "/api/v1/problems/database"
                assert service.get("/healthz").status_code == 200
            finally:
                admin.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS true")
        servers.wait_until(lambda: service.get("/readyz").status_code == 200, 30, "database")
        assert service.get("/api/v1/tests").status_code == 200
        assert service.json("/api/v1/runs/1/verdict")["state"] == "no_data"


@pytest.mark.threads
def test_requests_reloads_and_the_end_at_the_same_time(rigel, config):
    with rigel.serve(config) as service:
        faults = []
        stop = threading.Event()

        def ask():
            while not stop.is_set():
                answer = service.get("/api/v1/tests")
                if answer.status_code != 200:
                    faults.append(answer.text)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for number in range(2, 8):
                service.reload()
                service.wait_log(f'"reloaded" number={number} ')
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        assert not faults
        service.stop()


def ask(connection, path="/healthz", close=False):
    """One request on an open connection: the answer's text."""
    ending = "Connection: close\r\n" if close else ""
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n{ending}\r\n".encode())
    got = b""
    while b"\r\n\r\n" not in got:
        got += connection.recv(65536)
    head, body = got.split(b"\r\n\r\n", 1)
    size = int(re.search(rb"Content-Length: (\d+)", head).group(1))
    while len(body) < size:
        body += connection.recv(65536)
    return body.decode()


def test_connections_beyond_the_limit_are_closed_at_once(rigel, config):
    config.write_text(config.read_text().replace("port: 0\n", "port: 0\n  threads: 2\n  connections: 8\n"))
    with rigel.serve(config, "--role", "api") as service:
        host, port = service.url.removeprefix("http://").split(":")

        def connect():
            return socket.create_connection((host, int(port)), 60)

        held = [connect() for _ in range(8)]
        assert {ask(connection) for connection in held} == {"alive\n"}
        for _ in range(12):
            with connect() as refused, contextlib.suppress(ConnectionResetError, BrokenPipeError):
                refused.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                assert refused.recv(65536) == b""
        text = ask(held[0], "/metrics")
        assert re.search(r"^rigel_http_connections 8$", text, re.M)
        assert re.search(r"^rigel_http_connections_refused_total 12$", text, re.M)
        for connection in held:
            connection.close()
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(requests.ConnectionError):
                assert service.get("/healthz").text == "alive\n"
                break
        else:
            pytest.fail("no new connection was taken after the others ended")
