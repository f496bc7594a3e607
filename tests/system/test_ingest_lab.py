# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of aggregation, group_by and fan_out on real servers: documents reduced by us and aggregates of the
cluster give the same points, percentiles within the cluster's own approximation."""

import bisect
import collections
import math

import reduction
import servers

FIXTURES = servers.DATA / "fixtures"
TESTS = ("basic", "aggs", "directions", "fanout", "groupby", "percentiles")


def ingested(rigel, postgres, space, folder, way):
    database = postgres.create()
    database.migrate(rigel)
    folder.mkdir()
    files = []
    for name in TESTS:
        text = (FIXTURES / "configs" / "lab" / f"{name}.yaml").read_text()
        file = folder / f"{name}.yaml"
        file.write_text(text.replace("    metadata:\n", f"    pull: {way}\n    metadata:\n", 1))
        files.append(file)
    source = {
        "kind": "search",
        "url": space.url,
        "metadata_index": f"{space.prefix}lab-perf-ci",
        "benchmark_index": f"{space.prefix}lab-kube-burner",
    }
    config = servers.write_config(folder, database, source, files, {"version": "4.19"})
    rigel.run("ingest", "--once", "--config", config)
    points = reduction.stored_points(database)
    postgres.drop(database)
    return points


def pod_latencies():
    samples = collections.defaultdict(list)
    for _, document in reduction.documents([FIXTURES / "opensearch" / "lab-kube-burner.ndjson"]):
        if document.get("metricName") == "podLatencyMeasurement":
            bisect.insort(samples[document["uuid"]], document["podReadyLatency"])
    return samples


def check_percentile(values, samples, percent):
    """Between the samples that the percentile's mid-point position lies between: which of them, or what
    between them, is each server version's own choice."""
    for uuid, value in values.items():
        place = percent / 100 * len(samples[uuid]) - 0.5
        last = len(samples[uuid]) - 1
        low, high = (min(max(round_(place), 0), last) for round_ in (math.floor, math.ceil))
        assert samples[uuid][low] * (1 - 1e-6) <= value <= samples[uuid][high] * (1 + 1e-6), (uuid, percent)


def test_documents_and_aggregates_give_the_same_points(rigel, postgres, search_server, tmp_path):
    search_server.load_fixtures("lab-perf-ci", "lab-kube-burner")
    mine = ingested(rigel, postgres, search_server, tmp_path / "documents", "documents")
    theirs = ingested(rigel, postgres, search_server, tmp_path / "aggregates", "aggregates")
    assert set(mine) == set(theirs)
    names = {column for _, column in mine}
    assert {"xavg_avg", "xsum_sum", "xmax_max", "xmin_min", "xcount_count", "CPU-etcd-a_avg"} <= names
    latencies = pod_latencies()
    percentiles = {key for key in mine if "_percentiles_" in key[1]}
    assert len(percentiles) == 4
    for key in percentiles:
        percent = float(key[1].rsplit("_", 1)[1])
        assert set(mine[key]) == set(theirs[key]) and len(mine[key]) >= 20
        check_percentile(mine[key], latencies, percent)
        check_percentile(theirs[key], latencies, percent)
    others = set(mine) - percentiles
    pick = {key: mine[key] for key in others}, {key: theirs[key] for key in others}
    assert reduction.differences(*pick, 1e-6) == []
