# SPDX-License-Identifier: GPL-3.0-or-later
"""The most resident memory of `rigel serve` while it pulls medium from a real OpenSearch 2, analyses it and answers
requests about it; at most 96 MB."""

import json
import sys
import time

import fleet_medium

BOUND_MB = 96.0
LIMIT_SECONDS = 900
PAGES = ("tests", "runs?limit=1000", "regressions?limit=1000")


def through(database, expected_runs):
    """Whether every run is in, pulled, and every series of them analysed."""
    runs = database.value("SELECT count(*) FROM run_pull WHERE pulled_at IS NOT NULL")
    return runs >= expected_runs and database.value("SELECT count(*) FROM analysis_queue") == 0


def main():
    truth = json.loads((fleet_medium.documents() / "truth.json").read_text())
    expected = sum(len(test["runs"]) for name, test in truth["tests"].items() if name.startswith("all-"))
    with fleet_medium.Stage() as stage:
        database = stage.migrated()
        begun = time.monotonic()
        with stage.rigel.serve(stage.config(database)) as service:
            while not through(database, expected):
                if time.monotonic() - begun > LIMIT_SECONDS:
                    raise TimeoutError(f"not through medium in {LIMIT_SECONDS} s\n{service.log[-4000:]}")
                for page in PAGES:
                    service.get(f"/api/v1/{page}")
                time.sleep(0.2)
            seconds = time.monotonic() - begun
            for page in PAGES:
                assert service.get(f"/api/v1/{page}").ok, page
            megabytes = service.peak_kib() / 1024
    print(f"  serve was through medium in {seconds:.1f} s", file=sys.stderr)
    met = megabytes <= BOUND_MB
    print(
        json.dumps(
            {
                "name": "resident memory of rigel serve through medium",
                "value": round(megabytes, 1),
                "unit": "MB",
                "bound": f"<= {BOUND_MB:g} MB",
                "met": met,
            }
        )
    )
    return 0 if met else 1


sys.exit(main())
