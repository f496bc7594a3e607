# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the answer takes that someone waits for: from a run's documents being visible in a real OpenSearch to
the woken waiter of its verdict, by the poll alone (at most its interval and 1 s) and where CI asks for the run (at
most 1 s). Median and worst of 20 each."""

import concurrent.futures
import json
import pathlib
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "system"))

import servers  # noqa: E402

ROUNDS, HISTORY, POLL = 20, 25, 2
BEGUN = time.time() - 24 * 3600  # polls look at runs of the last days
TEST = """
tests:
  - name: t
    metadata_index: meta
    benchmark_index: bench
    metadata:
      platform: AWS
    metrics:
      - {name: cpu, metricName.keyword: cpu, metric_of_interest: value, agg: {agg_type: avg}, threshold: 10}
      - {name: lat, metricName.keyword: lat, metric_of_interest: value, threshold: 10}
"""


def documents(number):
    """The bulk lines of one run."""
    uuid, at = f"run-{number:04}", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(BEGUN + 60 * number))
    rows = [("meta", {"platform": "AWS", "ocpVersion": f"4.20.{number}"})]
    rows += [("bench", {"metricName": "cpu", "value": 10 + sample + number % 3}) for sample in range(20)]
    rows += [("bench", {"metricName": "lat", "value": 30 + number % 2})]
    lines = []
    for place, (index, document) in enumerate(rows):
        lines.append(json.dumps({"index": {"_index": index, "_id": f"{uuid}-{place}"}}))
        lines.append(json.dumps({"uuid": uuid, "timestamp": at, **document}))
    return uuid, lines


class Gate:
    def __init__(self, folder, rigel, postgres, space):
        self.space = space
        self.database = postgres.create()
        rigel.run("migrate", "--database", self.database.conninfo)
        (folder / "t.yaml").write_text(TEST)
        source = {"name": "main", "kind": "search", "url": space.url, "poll": f"{POLL}s"}
        self.config = servers.write_config(folder, self.database, source, [folder / "t.yaml"])
        made = rigel.run("token", "create", "--config", self.config, "--name", "bench", "--role", "push")
        self.token = made.stdout.split()[-1]
        self.number = 0

    def put(self, count=1):
        lines = []
        for _ in range(count):
            self.number += 1
            uuid, more = documents(self.number)
            lines += more
        answer = self.space.request("POST", "_bulk?refresh=true", "\n".join(lines) + "\n")
        assert not answer["errors"]
        return uuid

    def wait_verdict(self, service, uuid):
        verdict = service.json(f"/api/v1/runs/{uuid}/verdict?wait=60s")
        ended = time.monotonic()
        assert verdict["final"] and verdict["state"] != "no_data", verdict
        return ended

    def measure(self, service, pool, ask):
        """Seconds from visible (asked for: from the request) to the waiter's answer."""
        waiter = pool.submit(self.wait_verdict, service, f"run-{self.number + 1:04}")
        # Not in step with the poll.
        time.sleep(0.3 + self.number * 0.37 % POLL)
        uuid = self.put()
        begun = time.monotonic()
        if ask:
            answer = service.request(
                "POST", f"/api/v1/runs/{uuid}/ingest", headers={"Authorization": f"Bearer {self.token}"}
            )
            assert answer.status_code in (200, 202), answer.text
        return waiter.result() - begun


def show(name, times, bound):
    worst = max(times)
    for what, value in (("median", statistics.median(times)), ("worst", worst)):
        row = {"name": f"{name}, {what} of {len(times)}", "value": value, "unit": "s", "bound": f"<= {bound} s"}
        print(json.dumps({**row, "met": value <= bound}), flush=True)
    return worst <= bound


def main():
    rigel, postgres = servers.Rigel("build"), servers.PostgreSQL()
    search = servers.SearchServer("opensearch-2")
    try:
        space = servers.SearchSpace(search.url, search.kind)
        space.prefix = ""
        for index in ("meta", "bench"):
            space.create(index)
        with tempfile.TemporaryDirectory(prefix="rigel-bench-") as folder:
            gate = Gate(pathlib.Path(folder), rigel, postgres, space)
            gate.put(HISTORY)
            with rigel.serve(gate.config) as service, concurrent.futures.ThreadPoolExecutor(1) as pool:
                settled = "SELECT count(*) FROM run WHERE settled"
                servers.wait_until(lambda: gate.database.value(settled) == HISTORY, 60, "the history")
                asked = [gate.measure(service, pool, True) for _ in range(ROUNDS)]
                polled = [gate.measure(service, pool, False) for _ in range(ROUNDS)]
        fine = show("from POST .../ingest to the woken waiter", asked, 1)
        return 0 if show(f"from visible to the woken waiter, poll {POLL} s", polled, POLL + 1) and fine else 1
    finally:
        search.close()
        postgres.close()


sys.exit(main())
