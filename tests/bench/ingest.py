# SPDX-License-Identifier: GPL-3.0-or-later
"""Wall time of `rigel ingest --once` against the least that any program needs: the same answers pulled by curl to
nowhere, and the same documents COPYed by psql into the same table. Median of three ratios; at most 2."""

import json
import os
import statistics
import subprocess
import sys
import time

import fleet_medium
import requests
from recording_proxy import RecordingProxy

ROUNDS = 3
BOUND = 2.0


def timed(work):
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def ingest(stage, database, url=None):
    stage.rigel.run("ingest", "--config", stage.config(database, url), "--once", timeout=900)


class Pull:
    """The recorded requests, sent again by one curl process. Points in time are opened anew, since the
    recorded ones are closed: their names are replaced in the requests that use them."""

    def __init__(self, stage, exchanges):
        self._url = stage.url
        self._folder = stage.folder / "pull"
        self._folder.mkdir()
        self._opened = [one for one in exchanges if self._opens(one)]
        self._sent = [one for one in exchanges if not self._opens(one) and one.method != "DELETE"]
        if len(self._opened) > 250:
            raise RuntimeError(f"{len(self._opened)} points in time are more than the server holds at once")

    @staticmethod
    def _opens(exchange):
        return "point_in_time" in exchange.path and exchange.method == "POST"

    def _open_again(self):
        names = {}
        for one in self._opened:
            answer = requests.post(self._url + one.path, timeout=60).json()
            names[json.loads(one.answer)["pit_id"].encode()] = answer["pit_id"].encode()
        return names

    def __call__(self):
        names = self._open_again()
        lines = []
        for number, one in enumerate(self._sent):
            body = one.body
            for old, new in names.items():
                body = body.replace(old, new)
            file = self._folder / f"{number}.body"
            file.write_bytes(body)
            lines += [
                *(["next"] if number else []),
                f'url = "{self._url}{one.path}"',
                f'request = "{one.method}"',
                f'header = "content-type: {one.headers.get("content-type", "application/json")}"',
                "compressed",
                "fail",
                "silent",
                "show-error",
                'output = "/dev/null"',
            ]
            if body:
                lines.append(f'data-binary = "@{file}"')
        config = self._folder / "curl.config"
        config.write_text("\n".join(lines) + "\n")
        seconds = timed(lambda: subprocess.run(["curl", "--config", config], check=True))
        requests.delete(self._url + "/_search/point_in_time/_all", timeout=60)
        return seconds


class Copy:
    """The documents of an ingested database, COPYed by psql into the emptied table of a copy of it."""

    def __init__(self, stage, database):
        self._stage = stage
        self._template = database.name
        self._file = stage.folder / "document.copy"
        self._psql(database, f"\\copy (SELECT * FROM document) TO '{self._file}'")

    @staticmethod
    def _psql(database, command):
        environment = {**os.environ, "PGOPTIONS": "-c client_min_messages=warning"}
        psql = fleet_medium.servers.PostgreSQL.program("psql")
        subprocess.run(
            [psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database.conninfo, "-c", command],
            check=True,
            env=environment,
        )

    def __call__(self):
        database = self._stage.postgres.create(self._template)
        database.query("TRUNCATE document")
        seconds = timed(lambda: self._psql(database, f"\\copy document FROM '{self._file}'"))
        self._stage.postgres.drop(database)
        return seconds


def report(name, value, unit, **more):
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, **more}), flush=True)


def main():
    with fleet_medium.Stage() as stage:
        recorded = stage.migrated()
        proxy = RecordingProxy(stage.url)
        ingest(stage, recorded, proxy.url)
        proxy.close()
        pull, copy = Pull(stage, proxy.exchanges), Copy(stage, recorded)
        ratios, walls, floors = [], [], []
        for _ in range(ROUNDS):
            database = stage.migrated()
            wall = timed(lambda database=database: ingest(stage, database))
            stage.postgres.drop(database)
            pulled, copied = pull(), copy()
            print(f"  ingest {wall:.2f} s; pulled {pulled:.2f} s, copied {copied:.2f} s", file=sys.stderr)
            walls.append(wall)
            floors.append(pulled + copied)
            ratios.append(wall / (pulled + copied))
        ratio = statistics.median(ratios)
        report("ingest of medium, seconds", statistics.median(walls), "s")
        report("the same pages pulled and documents copied, seconds", statistics.median(floors), "s")
        report("ingest against that floor", ratio, "x", bound=f"<= {BOUND:g} x", met=ratio <= BOUND)
    return 0 if ratio <= BOUND else 1


sys.exit(main())
