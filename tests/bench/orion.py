# SPDX-License-Identifier: GPL-3.0-or-later
"""Orion's command line, start to exit: wall time and processor time (user and system) of one call on the peer's own
test documents, and of 25 calls on preset medium, one a test file. What Orion took was recorded: 2.6 to 3.1 s of
processor time for the one, 104 s for the others together."""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import fleet_medium

ROUNDS = 21
BOUND_MS = 60.0
ORION_FLEET_SECONDS = 104.0
BOUND_RATIO = 50.0
SHARED = pathlib.Path(os.environ.get("RIGEL_SHARED", fleet_medium.ROOT.parent / "shared"))
OTHERS = ("orion-integration-test-data", "orion-integration-test-metrics")


def call(stage, folder, arguments, accepted=(0, 2)):
    """Wall and processor seconds of one call, and its result."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "TZ": "UTC"}
    begun = time.monotonic()
    process = subprocess.Popen(
        [stage.rigel.program, "orion", *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = process.stdout.read(), process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        raise RuntimeError(f"{arguments} ended with {process.returncode}: {err.decode()[-2000:]}")
    return wall, used.ru_utime + used.ru_stime, out


def report(name, value, unit, **more):
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, **more}), flush=True)
    return more.get("met", True)


def peers_own_case(stage, folder):
    """The plain case of the peer's own tests; None without its documents."""
    fixtures = SHARED / "fixtures"
    if not fixtures.is_dir():
        print("  without the peer's documents (RIGEL_SHARED): no row for them", file=sys.stderr)
        return None
    for name in OTHERS:
        stage.space.create(name)
        stage.space.load(fixtures / "opensearch" / f"{name}.ndjson")
    config = fixtures / "configs" / "ci-tests" / "ci-tests.yaml"
    return [
        *("--lookback", "15d", "--since", "2026-01-20", "--hunter-analyze", "--config", config),
        *("--metadata-index", "orion-integration-test-data*", "--benchmark-index", "orion-integration-test-metrics*"),
        *("--es-server", stage.url, "--node-count", "true", "--input-vars", '{"version": "4.20"}'),
    ]


def one_command(stage, folder):
    arguments = peers_own_case(stage, folder)
    if not arguments:
        return True
    call(stage, folder, arguments, (2,))
    taken = [call(stage, folder, arguments, (2,)) for _ in range(ROUNDS)]
    wall, cpu = (1000 * statistics.median(one[part] for one in taken) for part in (0, 1))
    report("orion on the peer's own case, wall", wall, "ms")
    return report(
        "orion on the peer's own case, processor", cpu, "ms", bound=f"<= {BOUND_MS:g} ms", met=cpu <= BOUND_MS
    )


def fleet_calls(stage):
    """One call a test file of medium."""
    documents = fleet_medium.documents()
    listed = json.loads((documents / "configs" / "tests.json").read_text())
    for test in listed["tests"]:
        if test["name"].startswith("all-"):
            yield [
                *("--hunter-analyze", "-o", "json", "--config", documents / "configs" / test["file"]),
                *("--es-server", stage.url, "--metadata-index", listed["metadata_index"]),
                *("--benchmark-index", test["benchmark_index"]),
            ]


def fleet(stage, folder):
    walls = cpus = count = 0
    for arguments in fleet_calls(stage):
        wall, cpu, out = call(stage, folder, arguments)
        if not json.loads(out):
            raise RuntimeError(f"{arguments}: no runs")
        walls, cpus, count = walls + wall, cpus + cpu, count + 1
    ratio = ORION_FLEET_SECONDS / cpus
    report(f"orion on {count} tests of medium, wall", walls, "s")
    report(f"orion on {count} tests of medium, processor", cpus, "s")
    return report(
        "less processor time than Orion on them",
        ratio,
        "x",
        bound=f">= {BOUND_RATIO:g} x",
        met=count == 25 and ratio >= BOUND_RATIO,
    )


def main():
    with fleet_medium.Stage() as stage, tempfile.TemporaryDirectory() as folder:
        met = [one_command(stage, folder), fleet(stage, folder)]
    return 0 if all(met) else 1


sys.exit(main())
