# SPDX-License-Identifier: GPL-3.0-or-later
"""rigel rehearse on the fleet of preset medium (2,000 runs, 25 tests), and whether the reload then does what it said.

A service pulls the documents from files. Each change of the configuration is rehearsed, timed, taken over by SIGHUP,
and the regressions compared row by row."""

import contextlib
import json
import pathlib
import re
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "system"))

import fleet_medium
import rehearsing
import servers

BOUND_SECONDS = 5


def row(name, value, unit, bound="", met=True):
    print(json.dumps({"name": name, "value": value, "unit": unit, "bound": bound, "met": met}), flush=True)


class Draft:
    """The configuration in two folders: the one that the service reads, and the one that is rehearsed."""

    def __init__(self, folder, database):
        self.folder, self.database = folder, database
        self.edits, self.analysis = [], {}

    def write(self, name):
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        documents = fleet_medium.documents()
        source = {"kind": "files", "path": str(documents), "poll": "2s"}
        path = servers.fleet_config(folder, documents, self.database, source, analysis=self.analysis)
        for file in (folder / "tests").glob("*.yaml"):
            text = file.read_text()
            for edit in self.edits:
                text = edit(text)
            file.write_text(text)
        return path


def replaced(pattern, text):
    return lambda file: re.sub(pattern, text, file, flags=re.M)


def algorithm(name):
    return replaced(r"^( +)threshold: .*$", rf"\1threshold: 5\n\1regression_algorithm: {name}")


CHANGES = {
    "thresholds of all metrics up": ([replaced(r"threshold: .*$", "threshold: 18")], {}),
    "steady for all metrics": ([algorithm("steady")], {}),
    "edivisive for all metrics": ([algorithm("edivisive")], {}),
    "other options of the search": (None, {"max_pvalue": 0.01, "window_len": 30, "smallest_change": 5}),
    "every direction turned": ([replaced(r"direction: 1$", "direction: -1")], {}),
}


def measure(stage, draft, name):
    started = time.monotonic()
    told = stage.rehearse(draft.write("draft"))
    seconds = time.monotonic() - started
    print(f"  {name}: " + ", ".join(f"{told[kind]} {kind}" for kind in rehearsing.KINDS), file=sys.stderr, flush=True)
    row(f"rehearse, {name}", seconds, "s", f"<= {BOUND_SECONDS}", seconds <= BOUND_SECONDS)
    met = True
    try:
        stage.check(draft.folder / "draft" / "rigel.yaml", lambda: draft.write("live"), told)
    except AssertionError as fault:
        print(f"  {fault}", file=sys.stderr)
        met = False
    row(f"  gained and lost, as the reload then did, {name}", told["gained"] + told["lost"], "", "all", met)


def main():
    with contextlib.ExitStack() as stack:
        postgres = servers.PostgreSQL()
        stack.callback(postgres.close)
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rigel-bench-")))
        database = postgres.create()
        rigel = servers.Rigel("build")
        draft = Draft(folder, database)
        service = stack.enter_context(rigel.serve(draft.write("live")))
        stage = rehearsing.Stage(rigel, database, service)
        stage.settled(folder / "live" / "rigel.yaml", 600)
        print(f"  {len(stage.regressions())} regressions", file=sys.stderr, flush=True)
        for name, (edits, analysis) in CHANGES.items():
            draft.edits = draft.edits if edits is None else edits
            draft.analysis = analysis
            measure(stage, draft, name)


main()
