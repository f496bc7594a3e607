# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a search source of the library by hand: build/driver/search_driver."""

import json
import os
import subprocess
import time

import servers


class Driven:
    """What one call of the driver gave: rows, and how it ended."""

    def __init__(self, process, seconds):
        lines = [json.loads(line) for line in process.stdout.splitlines()]
        assert lines and "end" in lines[-1], (process.returncode, process.stdout[-2000:], process.stderr[-4000:])
        self.rows, last = lines[:-1], lines[-1]
        self.fine, self.code, self.place, self.text = last["end"], last["code"], last["place"], last["text"]
        self.log = process.stderr
        self.seconds = seconds

    def __repr__(self):
        return (
            f"{len(self.rows)} rows, {self.code}: {self.place}: {self.text} ({self.seconds:.2f} s)\n{self.log[-3000:]}"
        )


def start(command, source, test, uuids=(), env=None, **more):
    """The running driver, its specification given."""
    program = servers.ROOT / (os.environ.get("RIGEL_BUILD") or "build") / "driver" / "search_driver"
    specification = {"source": source, "test": test, "uuids": list(uuids), **more}
    process = subprocess.Popen(
        servers.bound(program, command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=servers.Rigel.environment({"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1", **(env or {})}),
    )
    process.specification = json.dumps(specification)
    process.begun = time.monotonic()
    return process


def finish(process, timeout=120):
    try:
        process.stdout, process.stderr = process.communicate(process.specification, timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return Driven(process, time.monotonic() - process.begun)


def drive(command, source, test, uuids=(), timeout=120, env=None, **more):
    return finish(start(command, source, test, uuids, env, **more), timeout)
