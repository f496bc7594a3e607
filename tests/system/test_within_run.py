# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics that are a trend or a spread of the samples of one run: from files to the API."""

import datetime
import json
import random

import pytest
import servers

RUNS, LEAK_FROM, SAMPLES = 30, 18, 37
START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def moment(run, minutes=0):
    return (START + datetime.timedelta(days=run, minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_documents(folder):
    """A soak of three hours a day, a sample every five minutes. Levels differ by 6% from run to run; later builds leak
    2% an hour. The last but one run has one sample, the last one has no time in one document."""
    noise = random.Random(1)
    metadata, results = [], []
    for run in range(RUNS):
        build = f"4.20.{run}"
        metadata.append(
            {"uuid": f"soak-{run:02d}", "platform": "AWS", "benchmark": "soak", "ocpVersion": build}
            | {"timestamp": moment(run)}
        )
        level = 1000 * noise.gauss(1, 0.06)
        for sample in range(SAMPLES if run != RUNS - 2 else 1):
            leaked = 1 + (0.02 * sample / 12 if run >= LEAK_FROM else 0)
            for name, value in (
                ("containerMemory", level * leaked * noise.gauss(1, 0.004)),
                ("containerCPU", 40 * noise.gauss(1, 0.1)),
            ):
                document = {"uuid": f"soak-{run:02d}", "metricName": name, "value": value}
                document |= {"labels": {"container": "kube-apiserver"}, "timestamp": moment(run, 5 * sample)}
                if run == RUNS - 1 and sample == 7:
                    del document["timestamp"]
                results.append(document)
    noise.shuffle(results)
    for name, documents in (("meta.ndjson", metadata), ("results.ndjson", results)):
        (folder / name).write_text("".join(json.dumps(document) + "\n" for document in documents))


@pytest.fixture(scope="module")
def soak(rigel_session, postgres, tmp_path_factory):
    folder = tmp_path_factory.mktemp("within-run")
    (folder / "documents").mkdir()
    write_documents(folder / "documents")
    database = postgres.create()
    config = folder / "rigel.yaml"
    config.write_text(
        json.dumps(
            {
                "database": {"conninfo": database.conninfo},
                "sources": [
                    {"name": "files", "kind": "files", "path": "documents"}
                    | {"metadata_index": "meta", "benchmark_index": "results"}
                ],
                "tests": {
                    "files": [str(servers.ROOT / "configs" / "tests" / "within-run.yaml")],
                    "variables": {"version": "4.20"},
                },
                "ingest": {"settle": "0s"},
                "api": {"port": 0},
            }
        )
    )
    database.migrate(rigel_session)
    rigel_session.run("ingest", "--once", "--config", config)
    rigel_session.run("analyse", "--once", "--config", config)
    with rigel_session.serve(config, "--role", "api") as service:
        service.database = database
        yield service
    postgres.drop(database)


def test_the_series_have_the_unit_of_what_is_computed(soak):
    rows = soak.json("/api/v1/tests/soak-4.20/series")["series"]
    assert {row["metric"]: row["unit"] for row in rows} == {
        "apiserverMemory_avg": "MB",
        "apiserverMemory_slope": "MB/h",
        "apiserverCPU_cv": "%",
        "apiserverCPU_stddev": "% of a core",
    }


def test_a_leak_is_found_by_the_slope_and_by_no_mean(soak):
    rows = soak.json("/api/v1/change_points?test=soak-4.20&algorithm=edivisive")["change_points"]
    assert [(row["metric"], row["uuid"], row["dropped_by"]) for row in rows] == [
        ("apiserverMemory_slope", f"soak-{LEAK_FROM}", None)
    ]
    found = soak.json("/api/v1/regressions?test=soak-4.20")["regressions"]
    assert [(row["uuid"], row["build"]) for row in found] == [(f"soak-{LEAK_FROM}", f"4.20.{LEAK_FROM}")]
    slopes = soak.database.query(
        "SELECT p.value FROM point p JOIN series s USING (test_id, series_id) JOIN run r USING (test_id, run_id)"
        " WHERE s.metric = 'apiserverMemory_slope' ORDER BY r.at"
    )
    values = [value for (value,) in slopes]
    assert all(abs(value) < 4 for value in values[:LEAK_FROM])
    assert all(abs(value - 20) < 6 for value in values[LEAK_FROM:])


def test_a_run_with_one_sample_has_a_level_and_a_gap_with_its_reason(soak):
    run = f"soak-{RUNS - 2:02d}"
    verdict = soak.json(f"/api/v1/runs/{run}/verdict?test=soak-4.20")
    metrics = {row["metric"]: row for row in verdict["verdicts"][0]["metrics"]}
    assert verdict["state"] == "no_data"
    assert metrics["apiserverMemory_avg"]["value"] is not None
    for metric in ("apiserverMemory_slope", "apiserverCPU_cv", "apiserverCPU_stddev"):
        assert metrics[metric]["value"] is None
        assert metrics[metric]["state"] == "no_data"
    reasons = dict(
        soak.database.query(f"SELECT field, reason FROM rejected_document WHERE document_id = '{run}' ORDER BY field")
    )
    assert reasons == {
        "apiserverMemory_slope": "1 sample: a slope needs 2, at different times",
        "apiserverCPU_cv": "1 sample: a spread needs 2",
        "apiserverCPU_stddev": "1 sample: a spread needs 2",
    }


def test_only_a_slope_needs_the_time_of_each_document(soak):
    run = f"soak-{RUNS - 1:02d}"
    rejected = soak.database.query(
        f"SELECT document_id, field, reason FROM rejected_document WHERE run_uuid = '{run}' AND document_id <> '{run}'"
    )
    assert [(field, reason) for _, field, reason in rejected] == [
        ("timestamp", "no time: a slope needs one of each document")
    ]
    assert rejected[0][0].startswith("results.ndjson:")
    samples = dict(
        soak.database.query(
            "SELECT s.metric, p.samples FROM point p JOIN series s USING (test_id, series_id)"
            f" JOIN run r USING (test_id, run_id) WHERE r.uuid = '{run}'"
        )
    )
    assert samples["apiserverMemory_slope"] == SAMPLES - 1
    assert samples["apiserverMemory_avg"] == samples["apiserverCPU_cv"] == SAMPLES


def test_the_ledger_adds_up_what_builds_brought(soak):
    path = "/api/v1/tests/soak-4.20/series/apiserverMemory_slope/ledger"
    ledger = soak.json(path)
    assert (ledger["runs"], ledger["unit"], ledger["pinned"]) == (RUNS - 1, "MB/h", None)
    assert (ledger["budget_percent"], ledger["over_budget"]) == (10, True)
    steps = [(entry["build"], entry["from_build"]) for entry in ledger["entries"] if entry["kind"] == "step"]
    assert steps == [(f"4.20.{LEAK_FROM}", f"4.20.{LEAK_FROM - 1}")]
    assert ledger["entries"][-1]["running_difference"] == pytest.approx(ledger["difference"])
    assert ledger["newest"]["level"] - ledger["reference"]["level"] == pytest.approx(ledger["difference"])
    assert abs(ledger["difference"] - 20) < 4
    assert ledger["drift"]["segments"] == "none"
    pinned = soak.json(f"{path}?pinned=4.20.{LEAK_FROM + 2}")
    assert (pinned["pinned"], pinned["reference"]["build"]) == (f"4.20.{LEAK_FROM + 2}", f"4.20.{LEAK_FROM + 2}")
    assert (pinned["entries"], pinned["difference"], pinned["over_budget"]) == ([], 0, False)
    assert soak.json(f"{path}?pinned=4.19.0", status=404)["detail"].startswith("the series has no value of a build")
    empty = soak.json(f"{path}?since=2030-01-01")
    assert (empty["runs"], empty["newest"], empty["change"], empty["entries"]) == (0, None, None, [])
