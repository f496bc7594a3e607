# SPDX-License-Identifier: GPL-3.0-or-later
"""2,000 requests that wait for the verdict of a run at once: the resident memory of the whole process while they do,
and the time from the commit that settles the run (and its NOTIFY) to the last of their answers."""

import json
import pathlib
import re
import resource
import selectors
import socket
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "system"))

import servers
import tables

WAITERS, METRICS, HISTORY = 2000, 20, 30
BOUND_MB = 100.0
PAGE = resource.getpagesize()


def row(name, value, unit, bound="", met=True):
    print(json.dumps({"name": name, "value": value, "unit": unit, "bound": bound, "met": met}), flush=True)


def seed(database):
    history = tables.History(database, name="bench")
    names = [f"metric {number}" for number in range(METRICS)]
    for name in names:
        history.series(name, threshold=10)
    for number in range(HISTORY):
        history.run(**{name: 100 + number % 3 for name in names})
    history.run(uuid="newest", settled=False, **{name: 101 for name in names[1:]})
    database.query("DELETE FROM analysis_queue")
    return history


def resident_mb(service):
    return int(pathlib.Path(f"/proc/{service.pid}/statm").read_text().split()[1]) * PAGE / (1 << 20)


def waiting(service):
    return int(re.search(r"^rigel_http_waiting (\d+)$", service.get("/metrics").text, re.M).group(1))


def start_waiters(service, selector):
    host, port = service.url.removeprefix("http://").split(":")
    for _ in range(WAITERS):
        connection = socket.create_connection((host, int(port)))
        connection.sendall(
            b"GET /api/v1/runs/newest/verdict?wait=300s HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n"
        )
        selector.register(connection, selectors.EVENT_READ, [])
    begun = time.monotonic()
    while waiting(service) < WAITERS:
        if time.monotonic() - begun > 60:
            raise TimeoutError(f"{waiting(service)} of {WAITERS} wait\n{service.log[-4000:]}")
        time.sleep(0.05)


def take_answers(selector):
    """Reads all to their ends."""
    while selector.get_map():
        for key, _ in selector.select(60) or [(None, None)]:
            if key is None:
                raise TimeoutError(f"{len(selector.get_map())} got no answer")
            data = key.fileobj.recv(1 << 18)
            if data:
                key.data.append(data)
                continue
            selector.unregister(key.fileobj)
            key.fileobj.close()
            answer = b"".join(key.data)
            assert answer.startswith(b"HTTP/1.1 200 "), answer[:400]
            assert b'"final":true' in answer, answer[:400]


def main():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    postgres = servers.PostgreSQL()
    database = postgres.create()
    rigel = servers.Rigel("build")
    rigel.run("migrate", "--database", database.conninfo)
    history = seed(database)
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder) / "rigel.yaml"
        config.write_text(json.dumps({"database": {"conninfo": database.conninfo}, "api": {"port": 0}}))
        try:
            with rigel.serve(config, "--role", "api") as service:
                selector = selectors.DefaultSelector()
                service.get("/api/v1/runs/newest/verdict")
                row("resident memory before", resident_mb(service), "MB")
                start_waiters(service, selector)
                held = resident_mb(service)
                row(f"resident memory, {WAITERS} wait", held, "MB", f"<= {BOUND_MB:g}", held <= BOUND_MB)
                with database.connect() as connection, connection.transaction():
                    connection.execute("UPDATE run SET settled = true WHERE uuid = 'newest'")
                    connection.execute(tables.TOUCH, (history.test_id,))
                    connection.execute("SELECT pg_notify('rigel_run', 'newest')")
                begun = time.perf_counter()
                take_answers(selector)
                row("from the commit to the last answer", time.perf_counter() - begun, "s")
                after = resident_mb(service)
                row("resident memory after their answers", after, "MB", f"<= {BOUND_MB:g}", after <= BOUND_MB)
        finally:
            postgres.drop(database)
            postgres.close()


main()
