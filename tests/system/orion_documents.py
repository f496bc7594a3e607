# SPDX-License-Identifier: GPL-3.0-or-later
"""Small made-up histories for Orion's command line: a run a day, its metadata, its results."""

import datetime
import json
import uuid

import servers

BEGIN = datetime.datetime(2025, 3, 1, 6, 0, tzinfo=datetime.UTC)
METRIC = {"name": "latency", "metricName.keyword": "latency", "metric_of_interest": "value", "direction": 1}


def run_id(number):
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"orion-run-{number}"))


def moment(number):
    return (BEGIN + datetime.timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%SZ")


def metadata(number, **more):
    return {
        "uuid": run_id(number),
        "timestamp": moment(number),
        "platform": "AWS",
        "benchmark": "made-up",
        "ocpVersion": f"4.20.0-0.nightly-{number:03}",
        "buildUrl": f"https://prow.example/{number}",
        **more,
    }


def result(number, value, **more):
    return {"uuid": run_id(number), "timestamp": moment(number), "metricName": "latency", "value": value, **more}


class History:
    """Documents of a test's own, and configurations for them. space: a SearchSpace of the node that `orion` asks."""

    def __init__(self, space, orion):
        self._space, self._orion = space, orion

    def load(self, runs, results):
        for index, documents in (("runs", runs), ("results", results)):
            file = self._orion.folder.with_name(f"{index}.ndjson")
            file.write_text("".join(json.dumps(document) + "\n" for document in documents))
            self._space.create(index)
            self._space.load(file, index)

    def values(self, values):
        """A run a day with one document of METRIC; None: a run without."""
        results = [result(number, value) for number, value in enumerate(values) if value is not None]
        self.load([metadata(number) for number in range(len(values))], results)

    def config(self, *metrics, name="made-up", metadata=None, **more):
        """Writes a configuration of one test and returns its path. Nothing of it is a template."""
        test = {"name": name, "metadata": metadata or {"platform": "AWS"}, **more, "metrics": list(metrics)}
        path = self._orion.folder / "configs" / "own.yaml"
        path.write_text(servers.yaml_text({"tests": [test]}) + "\n")
        return "configs/own.yaml"

    def ask(self, *arguments, config="configs/own.yaml", benchmark=True, algorithm="--hunter-analyze", **keywords):
        words = [algorithm, "--config", config, "--es-server", "{ES}", "--node-count", "true"]
        words += ["--metadata-index", f"{self._space.prefix}runs"]
        if benchmark:
            words += ["--benchmark-index", f"{self._space.prefix}results"]
        return self._orion.run(*words, *arguments, **keywords)
