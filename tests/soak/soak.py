# SPDX-License-Identifier: GPL-3.0-or-later
"""Hours of life: documents of preset medium arrive in small portions in a real OpenSearch 2 while `rigel serve` pulls
and analyses them, four readers ask for pages and the configuration is reloaded every minute.

SOAK_MINUTES (60) of it. Fails on an answer other than 200 or 304, a log line of level error, memory above
SOAK_MEMORY_MB (128) or open files that grow."""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "system"), str(ROOT / "tests" / "bench")]

import requests
import servers

MINUTES = float(os.environ.get("SOAK_MINUTES", "60"))
MEMORY_MB = float(os.environ.get("SOAK_MEMORY_MB", "128"))
PAGES = ("tests", "runs?limit=200", "regressions?limit=200", "change_points?limit=200")


class Reader(threading.Thread):
    """Asks for pages until told to stop; counts, and keeps what went wrong."""

    def __init__(self, url, stop, seed):
        super().__init__(daemon=True)
        self._url, self._stop_event = url, stop
        self._random = random.Random(seed)
        self.answers = 0
        self.faults = []

    def run(self):
        session = requests.Session()
        while not self._stop_event.wait(self._random.random() / 5):
            page = self._random.choice(PAGES)
            try:
                answer = session.get(f"{self._url}/api/v1/{page}", timeout=60)
            except requests.RequestException as fault:
                self.faults.append(f"{page}: {fault}")
                continue
            self.answers += 1
            if answer.status_code not in (200, 304):
                self.faults.append(f"{page}: {answer.status_code} {answer.text[:200]}")


def portions(folder):
    """Bulk bodies of about 500 documents, in order of arrival."""
    for file in sorted(folder.glob("bulk-*.ndjson")):
        lines = file.read_bytes().splitlines(True)
        for begin in range(0, len(lines), 1000):
            yield b"".join(lines[begin : begin + 1000])


def open_files(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def live(service, space, folder):
    """Feeds the documents over the whole time. Returns the counts of open files, one a minute."""
    bodies = list(portions(folder))
    begun, files, minute = time.monotonic(), [], 0
    for number, body in enumerate(bodies):
        due = begun + MINUTES * 60 * number / len(bodies)
        time.sleep(max(0.0, due - time.monotonic()))
        space.request("POST", "_bulk?refresh=true", body)
        if time.monotonic() - begun >= 60 * minute:
            minute += 1
            service.reload()
            files.append(open_files(service.pid))
            print(f"  minute {minute}: {service.peak_kib() / 1024:.1f} MB, {files[-1]} open files", flush=True)
    return files


def judge(service, readers, files):
    faults = [fault for reader in readers for fault in reader.faults]
    faults += [line for line in service.lines if " error " in line]
    if service.peak_kib() / 1024 > MEMORY_MB:
        faults.append(f"memory {service.peak_kib() / 1024:.1f} MB, at most {MEMORY_MB:g}")
    half = len(files) // 2
    if half and max(files[half:]) > max(files[:half]) + 8:
        faults.append(f"open files grow: {files}")
    return faults


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="rigel-soak-"))
    tool = servers.DATA / "fleet" / "fleet.py"
    subprocess.run([sys.executable, tool, "--preset", "medium", "--out", folder], check=True)
    rigel, postgres, search = servers.Rigel("build"), servers.PostgreSQL(), servers.SearchServer("opensearch-2")
    stop = threading.Event()
    try:
        space = servers.SearchSpace(search.url, search.kind)
        space.prefix = ""
        database = postgres.create()
        rigel.run("migrate", "--database", database.conninfo)
        config = servers.fleet_config(folder, folder, database, {"kind": "search", "url": search.url, "poll": "5s"})
        with rigel.serve(config) as service:
            readers = [Reader(service.url, stop, seed) for seed in range(4)]
            for reader in readers:
                reader.start()
            files = live(service, space, folder)
            stop.set()
            for reader in readers:
                reader.join()
            faults = judge(service, readers, files)
            summary = {
                "answers": sum(reader.answers for reader in readers),
                "runs": database.value("SELECT count(*) FROM run"),
                "points": database.value("SELECT count(*) FROM point"),
                "regressions": database.value("SELECT count(*) FROM regression"),
                "memory_mb": round(service.peak_kib() / 1024, 1),
            }
    finally:
        search.close()
        postgres.close()
    print(json.dumps(summary))
    print("\n".join(faults[:50]))
    return 1 if faults or not summary["points"] else 0


sys.exit(main())
