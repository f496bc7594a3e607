# SPDX-License-Identifier: GPL-3.0-or-later
"""rigel rehearse: what it says of a changed configuration is what the service does after a reload."""

import copy
import datetime
import json
import random

import pytest
import rehearsing

RUNS = 60
START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
# Of each platform: its metrics, with the run of each step and its factor.
STEPS = {
    "alpha": {
        "cpu": [(20, 1.08), (40, 1.3)],
        "memory": [(20, 0.88)],
        "latency": [(31, 1.15)],
        "pods": [(50, 1.5)],
    },
    "beta": {"cpu": [(15, 1.06), (45, 1.2)], "latency": [(16, 1.12), (47, 0.7)]},
    "gamma": {"etcd": [(25, 1.2)], "kubelet": [(35, 1.07)], "ovn": [(25, 0.9), (44, 1.4)]},
    "delta": {"cpu": [(30, 1.4)]},
}


def write_documents(folder):
    """A run a day on every platform, noise of 1% around 100."""
    noise = random.Random(3)
    lines = {"meta.ndjson": [], "results.ndjson": []}
    for platform, metrics in STEPS.items():
        for run in range(RUNS):
            named = {"uuid": f"{platform}-{run:02d}", "timestamp": (START + datetime.timedelta(days=run)).isoformat()}
            lines["meta.ndjson"].append(named | {"platform": platform, "ocpVersion": f"4.20.{run}"})
            for metric, steps in metrics.items():
                level = 100.0
                for first, factor in steps:
                    level *= factor if run >= first else 1
                document = named | {"metricName": metric, "component": metric, "value": level * noise.gauss(1, 0.01)}
                lines["results.ndjson"].append(document)
    for name, documents in lines.items():
        (folder / name).write_text("".join(json.dumps(document) + "\n" for document in documents))


def metric(name, **settings):
    """A metric of a test file."""
    keys = {"name": name, "metric_of_interest": "value"} | ({} if "group_by" in settings else {"metricName": name})
    return keys | {"threshold": 10, "direction": 1, "regression_algorithm": "edivisive"} | settings


def first_tests():
    tests = {
        platform: {
            "name": platform,
            "metadata": {"platform": platform},
            "metrics": [metric(name) for name in STEPS[platform]],
        }
        for platform in ("alpha", "beta", "delta")
    }
    tests["gamma"] = {
        "name": "gamma",
        "metadata": {"platform": "gamma"},
        "metrics": [metric("use-${component}", group_by="component")],
    }
    return tests


class Setup:
    """A configuration as data: changed, written, rehearsed, taken over."""

    def __init__(self, folder, database):
        self.folder, self.database = folder, database
        self.tests = first_tests()
        self.analysis = {}
        self.acknowledged = None

    def settings(self, test, name):
        return next(row for row in self.tests[test]["metrics"] if row["name"] == name)

    def write(self, name):
        """Into a folder of this name; rigel.yaml's path."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / "tests.yaml").write_text(json.dumps({"tests": list(self.tests.values())}))
        config = {
            "database": {"conninfo": self.database.conninfo},
            "sources": [
                {"name": "files", "kind": "files", "path": str(self.folder / "documents"), "poll": "1s"}
                | {"metadata_index": "meta", "benchmark_index": "results"}
            ],
            "tests": {"files": ["tests.yaml"]},
            "ingest": {"retention": "0s"},
            "analysis": self.analysis,
            "api": {"port": 0},
        }
        if self.acknowledged is not None:
            (folder / "ack.yaml").write_text(json.dumps({"ack": self.acknowledged}))
            config["acknowledgements"] = {"files": ["ack.yaml"]}
        path = folder / "rigel.yaml"
        path.write_text(json.dumps(config))
        return path


def test_a_rehearsal_is_what_the_reload_does(rigel, database, tmp_path):
    (tmp_path / "documents").mkdir()
    write_documents(tmp_path / "documents")
    setup = Setup(tmp_path, database)
    with rigel.serve(setup.write("live")) as service:
        stage = rehearsing.Stage(rigel, database, service)
        stage.settled(tmp_path / "live" / "rigel.yaml")

        def step(change):
            """Changes the setup, rehearses, takes over, compares; the rehearsal."""
            change()
            draft = setup.write("draft")
            return stage.check(draft, lambda: setup.write("live"))

        def whys(told, kind):
            return sorted(
                (row["test"], row["state"], member["metric"], member["why"])
                for row in told["regressions"]
                if row["change"] == kind
                for member in row["members"]
            )

        # Nothing changes: a comment is none, and neither is another title of a file.
        told = step(lambda: None)
        assert (told["analysed"], told["regressions"], told["notes"]) == (0, [], [])
        known = stage.regressions()
        assert {row["test"] for row in known} == {"alpha", "beta", "gamma", "delta"}

        database.query("UPDATE regression SET state = 'acknowledged' WHERE uuid = 'alpha-40'")
        database.query("UPDATE regression SET state = 'investigating' WHERE uuid = 'alpha-50'")

        def thresholds():
            setup.settings("alpha", "cpu")["threshold"] = 35
            setup.settings("beta", "cpu")["threshold"] = 3

        told = step(thresholds)
        assert ("alpha", "acknowledged", "cpu_value", "threshold") in whys(told, "lost")
        assert [row["stays"] for row in told["regressions"] if row["state"] == "acknowledged"] == [True]
        assert ("beta", "open", "cpu_value", "threshold") in whys(told, "gained")
        assert told["analysed"] == 2
        says = [m["says"] for row in told["regressions"] for m in row["members"] if m["why"] == "threshold"]
        assert any("below the threshold of 35% (before: 10%)" in text for text in says)

        def direction():
            setup.settings("alpha", "memory")["direction"] = -1
            setup.settings("alpha", "cpu")["threshold"] = 10

        told = step(direction)
        assert ("alpha", "acknowledged", "cpu_value", "threshold") in whys(told, "gained")
        assert ("alpha", "open", "memory_value", "direction") in whys(told, "gained")

        def algorithms():
            for row in setup.tests["alpha"]["metrics"]:
                row["regression_algorithm"] = "percent"
            setup.settings("beta", "latency")["regression_algorithm"] = "steady"

        told = step(algorithms)
        assert ("alpha", "investigating", "pods_value", "algorithm") in whys(told, "lost")

        def acknowledge():
            for row in setup.tests["alpha"]["metrics"]:
                row["regression_algorithm"] = "steady"
            setup.acknowledged = [{"uuid": "delta-30", "metric": "cpu_value", "reason": "the cluster was moved"}]

        told = step(acknowledge)
        assert ("delta", "open", "cpu_value", "acknowledged") in whys(told, "lost")
        assert "moved" in next(row for row in told["regressions"] if row["test"] == "delta")["members"][0]["says"]

        def as_before():
            setup.acknowledged = None
            for row in setup.tests["alpha"]["metrics"]:
                row["regression_algorithm"] = "edivisive"

        told = step(as_before)
        assert ("delta", "open", "cpu_value", "acknowledged") in whys(told, "gained")
        setup.analysis = {"max_pvalue": 0.0001, "window_len": 20}
        told = step(lambda: None)
        assert told["analysed"] == 4
        setup.analysis = {"max_pvalue": 0.01, "min_magnitude": 0.02}
        step(lambda: None)

        def metrics():
            setup.tests["alpha"]["metrics"] = [
                row for row in setup.tests["alpha"]["metrics"] if row["name"] not in ("pods", "memory")
            ]
            setup.tests["alpha"]["metrics"].append(metric("nodes", metricName="pods"))
            setup.settings("alpha", "latency")["metricName"] = "cpu"
            setup.settings("alpha", "latency")["direction"] = 0
            setup.settings("gamma", "use-${component}")["threshold"] = 5

        change = copy.deepcopy(setup.tests)
        metrics()
        draft = setup.write("draft")
        told = stage.rehearse(draft)
        notes = {(row["note"], row["test"], row["metric"], row["key"]) for row in told["notes"]}
        assert ("new_metric", "alpha", "nodes_value", None) in notes
        assert ("read_again", "alpha", "latency_value", "must") in notes
        assert ("group_values", "gamma", None, None) in notes
        # What is read again is not guessed: the same without it is what the reload does.
        setup.tests["alpha"]["metrics"].pop()
        setup.settings("alpha", "latency")["metricName"] = "latency"
        told = step(lambda: None)
        assert ("gamma", "open", "use-kubelet_value", "threshold") in whys(told, "gained")
        assert any(row["why"] == "metric" for r in told["regressions"] for row in r["members"])

        def back():
            setup.tests = change
            setup.settings("alpha", "pods")["correlation"] = "memory_value"
            setup.settings("alpha", "memory")["correlation"] = "cpu_value"
            del setup.tests["delta"]

        told = step(back)
        notes = {(row["note"], row["test"], row["metric"]): row["count"] for row in told["notes"]}
        assert notes[("back_metric", "alpha", "pods_value")] == RUNS
        assert notes[("ended_test", "delta", None)] == 1
        assert [row for row in told["regressions"] if row["test"] == "delta"] == []

        def anew():
            setup.tests["delta"] = first_tests()["delta"]
            setup.tests["epsilon"] = dict(first_tests()["delta"], name="epsilon")

        told = step(anew)
        assert {"note": "new_test", "test": "epsilon", "metric": None, "key": None, "count": 0} in told["notes"]

        pick = random.Random(11)

        def shuffle():
            for test in setup.tests.values():
                for row in test["metrics"]:
                    row["threshold"] = pick.choice([0, 3, 5, 10, 18, 40])
                    row["direction"] = pick.choice([0, 1, -1])
                    row["regression_algorithm"] = pick.choice(["edivisive", "percent", "steady"])

        for _ in range(3):
            step(shuffle)


@pytest.fixture
def quiet(rigel, database, tmp_path):
    """A migrated database, empty, and the path of its configuration."""
    rigel.run("migrate", "--database", database.conninfo)
    (tmp_path / "documents").mkdir()
    return Setup(tmp_path, database)


def test_faults_of_the_configuration_are_those_of_config_check(rigel, quiet):
    quiet.tests["alpha"]["metrics"][0]["threshold"] = "many"
    path = quiet.write("live")
    told = rigel.run("rehearse", path, status=1)
    checked = rigel.run("config", "check", path.parent / "tests.yaml", status=1).stdout.splitlines()[0]
    assert "a percentage is expected" in checked
    assert checked in told.stderr
    assert "usage" in rigel.run("rehearse", status=1).stderr
    assert "usage" in rigel.run("rehearse", path, "--format", "xml", status=1).stderr


def test_a_missing_acknowledgement_file_is_an_error(rigel, quiet):
    quiet.acknowledged = []
    path = quiet.write("live")
    (path.parent / "ack.yaml").unlink()
    assert "ack.yaml" in rigel.run("rehearse", path, status=1).stderr


def test_a_database_without_history_has_only_new_tests(rigel, quiet):
    path = quiet.write("live")
    text = rigel.run("rehearse", path).stdout
    assert text.count("it has no history yet") == 4
    assert text.splitlines()[-1] == "0 gained, 0 lost, 0 moved, 0 changed, 0 of 4 tests analysed again"


def test_the_text_names_test_run_state_and_reason(rigel, quiet, tmp_path):
    write_documents(tmp_path / "documents")
    path = quiet.write("live")
    rigel.run("ingest", "--once", "--config", path)
    rigel.run("analyse", "--once", "--config", path)
    quiet.database.query("UPDATE regression SET state = 'wontfix' WHERE uuid = 'delta-30'")
    quiet.settings("delta", "cpu")["threshold"] = 60
    lines = rigel.run("rehearse", quiet.write("draft"), status=2).stdout.splitlines()
    assert lines[0] == "lost:"
    row = lines[3].split()
    assert row[:5] == ["delta", "2026-01-31T00:00:00Z", "4.20.30", "wontfix", "cpu_value"]
    assert lines[3].endswith("is below the threshold of 60% (before: 10%)")
    assert lines[-1] == "0 gained, 1 lost, 0 moved, 0 changed, 1 of 4 tests analysed again"
