# SPDX-License-Identifier: GPL-3.0-or-later
"""The search source against real servers: every document once, the metrics that take it, fingerprints,
aggregates, group values, and the run filter."""

import collections
import json
import math
import ssl
import statistics
import subprocess

import pytest
from fault_server import SecureProxy
from search_driving import drive

pytestmark = pytest.mark.xdist_group("search")
KEYWORD = {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}
NOON = "2026-03-12T12:00:00Z"
CPU = {"name": "cpu", "agg": "avg", "must": [["metricName.keyword", "cpu"], ["labels.namespace.keyword", "etcd"]]}
P99 = {"name": "p99", "field": "P99", "must": [["metricName.keyword", "latency"]], "must_not": [["job", "gc"]]}
P50 = {"name": "p50", "field": "P50", "must": [["metricName.keyword", "latency"]], "must_not": [["job", "gc"]]}
ANY = {"name": "any", "agg": "max", "must": [["hostNetwork", True], ["size", 64]]}


def result_documents(runs, each):
    """Documents of one instant: every third a latency one, some of a job that is left out."""
    for run in range(runs):
        for number in range(each):
            document = {"uuid": f"run-{run}", "timestamp": NOON, "value": run + number / 8}
            if number % 3 == 0:
                document |= {
                    "metricName": "latency",
                    "job": ("gc", "main")[number % 2],
                    "P99": number,
                    "P50": number / 4,
                }
            else:
                document |= {"metricName": "cpu", "labels": {"namespace": ("etcd", "dns")[number % 2]}}
            if number % 5 == 0:
                document |= {"hostNetwork": number % 10 == 0, "size": 64}
            yield f"{run}-{number}", document


def taken_by(document):
    """The positions in [CPU, P99, P50, ANY] that take it."""
    taken = []
    if document["metricName"] == "cpu" and document["labels"]["namespace"] == "etcd":
        taken.append(0)
    if document["metricName"] == "latency" and document["job"] != "gc":
        taken += [1, 2]
    if document.get("hostNetwork"):
        taken.append(3)
    return taken


def fill(space, index, documents):
    lines = []
    for name, document in documents:
        lines.append(json.dumps({"index": {"_index": space.prefix + index, "_id": name}}))
        lines.append(json.dumps(document))
    space._bulk(("\n".join(lines) + "\n").encode())
    space.refresh()


def source_of(space, **more):
    return {"url": space.url, "page_size": 1000, **more}


def spec_of(space, metrics, **more):
    return {
        "benchmark_index": f"{space.prefix}docs*",
        "metadata_index": f"{space.prefix}meta",
        "metrics": metrics,
        **more,
    }


def open_contexts(space):
    """On this test's own indices: other tests have theirs open on the same server."""
    search = space.request("GET", f"{space.prefix}*/_stats/search")["_all"]["total"]["search"]
    return search.get("scroll_current", 0) + search.get("point_in_time_current", 0)


@pytest.fixture
def filled(search_server):
    """Two indices under one pattern, one of them with three shards, all documents of one instant."""
    search_server.create("docs-a", settings={"number_of_shards": 3})
    search_server.create("docs-b")
    search_server.documents = dict(result_documents(6, 30))
    halves = [{}, {}]
    for number, (name, document) in enumerate(search_server.documents.items()):
        halves[number % 2][name] = document
    fill(search_server, "docs-a", halves[0].items())
    fill(search_server, "docs-b", halves[1].items())
    return search_server


RUNS = [f"run-{number}" for number in range(6)]


@pytest.mark.parametrize("page_size", [1, 7, 10000])
def test_every_document_comes_once_with_the_metrics_that_take_it(filled, page_size):
    done = drive("documents", source_of(filled, page_size=page_size), spec_of(filled, [CPU, P99, P50, ANY]), RUNS)
    assert done.fine, done
    wanted = {name: taken_by(document) for name, document in filled.documents.items() if taken_by(document)}
    assert collections.Counter(row["id"] for row in done.rows) == dict.fromkeys(wanted, 1)
    assert {row["id"]: row["matched"] for row in done.rows} == wanted
    assert all(row["source"] == filled.documents[row["id"]] for row in done.rows)
    assert open_contexts(filled) == 0


@pytest.mark.parametrize("page_size", [1, 7, 10000])
def test_one_shard_pages_by_document_number(filled, page_size):
    test = spec_of(filled, [{"name": "all"}], benchmark_index=f"{filled.prefix}docs-b")
    done = drive("documents", source_of(filled, page_size=page_size), test, RUNS)
    assert done.fine, done
    assert sorted(row["id"] for row in done.rows) == sorted(list(filled.documents)[1::2])


def test_only_the_documents_of_the_runs_asked_for_come(filled):
    done = drive("documents", source_of(filled), spec_of(filled, [{"name": "all"}]), ["run-2", "run-4", "run-none"])
    assert {row["source"]["uuid"] for row in done.rows} == {"run-2", "run-4"}
    assert len(done.rows) == 60


def test_a_sink_that_fails_leaves_no_context_open(filled):
    done = drive("documents", source_of(filled, page_size=10), spec_of(filled, [CPU, P99]), RUNS, fail_after=25)
    assert (done.fine, done.code, done.text) == (False, "input", "the sink refused it")
    assert open_contexts(filled) == 0


def test_conditions_beyond_the_clause_limit_give_the_same_documents(filled):
    metrics = [{"name": f"m{n}", "must": [["value", n / 8], ["metricName.keyword", "cpu"]]} for n in range(1500)]
    metrics += [CPU, P99]
    done = drive("documents", source_of(filled, page_size=50), spec_of(filled, metrics), RUNS)
    assert done.fine, done
    wanted = {}
    for name, document in filled.documents.items():
        taken = [int(document["value"] * 8)] if document["metricName"] == "cpu" else []
        taken += [{0: 1500, 1: 1501}[position] for position in taken_by(document) if position < 2]
        if taken:
            wanted[name] = taken
    assert collections.Counter(row["id"] for row in done.rows) == dict.fromkeys(wanted, 1)
    assert {row["id"]: row["matched"] for row in done.rows} == wanted
    prints = drive("fingerprints", source_of(filled), spec_of(filled, metrics), RUNS)
    assert [row["documents"] for row in prints.rows] == [30] * 6


def test_a_text_asked_of_a_number_field_takes_nothing_and_harms_no_other_metric(filled):
    wrong = {"name": "wrong", "must": [["size", "many"]]}
    done = drive("documents", source_of(filled), spec_of(filled, [wrong, CPU]), RUNS)
    assert done.fine, done
    assert {tuple(row["matched"]) for row in done.rows} == {(1,)}


def test_a_fingerprint_changes_with_each_kind_of_change_and_with_nothing_else(filled):
    def prints():
        done = drive("fingerprints", source_of(filled), spec_of(filled, [CPU, P99]), [*RUNS, "run-none"])
        assert done.fine, done
        return {row["run"]: (row["documents"], row["text"]) for row in done.rows}

    first = prints()
    assert first["run-none"] == (0, "")
    assert first["run-0"][0] == sum(bool({0, 1} & set(taken_by(d))) for d in filled.documents.values()) // 6
    filled.put("docs-a", {"uuid": "run-5", "metricName": "other"}, "unmatched")
    assert prints() == first
    before = first
    latency = {"uuid": "run-1", "timestamp": NOON, "metricName": "latency", "job": "main", "P99": 1}
    for change in (
        lambda: filled.put("docs-b", latency, "new"),
        lambda: filled.put("docs-b", latency | {"P99": 2}, "new"),
        lambda: filled.request("DELETE", f"{filled.prefix}docs-b/_doc/new?refresh=true"),
        lambda: filled.put("docs-b", latency, "again"),
    ):
        change()
        after = prints()
        assert {run for run in after if after[run] != before[run]} == {"run-1"}
        before = after


def test_the_cluster_aggregates_what_its_documents_give(filled):
    metrics = [
        CPU,
        P99,
        {"name": "sum", "agg": "sum", "must": CPU["must"]},
        {"name": "count", "agg": "count", "must": CPU["must"]},
        {"name": "low", "agg": "min", "must": CPU["must"]},
        {"name": "high", "agg": "max", "must": CPU["must"]},
        {"name": "percent", "agg": "percentiles", "percents": [50, 99.9], "must": CPU["must"]},
        {"name": "target", "agg": "percentiles", "percents": [50, 95], "target": 95, "must": CPU["must"]},
        {"name": "distinct", "agg": "cardinality", "must": CPU["must"]},
        {"name": "nothing", "agg": "avg", "must": [["metricName.keyword", "none"]]},
    ]
    done = drive("aggregates", source_of(filled), spec_of(filled, metrics), RUNS)
    assert done.fine, done
    rows = {(row["run"], row["metric"], row["column"]): row for row in done.rows}
    assert len(rows) == len(done.rows) == 6 * 10
    for run in RUNS:
        mine = [d for d in filled.documents.values() if d["uuid"] == run]
        cpu = [d["value"] for d in mine if 0 in taken_by(d)]
        latency = [d["P99"] for d in mine if 1 in taken_by(d)]
        wanted = {
            (0, 0): statistics.fmean(cpu),
            (1, 0): statistics.fmean(latency),
            (2, 0): sum(cpu),
            (3, 0): len(cpu),
            (4, 0): min(cpu),
            (5, 0): max(cpu),
            (6, 1): max(cpu),
            (8, 0): len(set(cpu)),
        }
        for (metric, column), value in wanted.items():
            assert math.isclose(rows[run, metric, column]["value"], value, rel_tol=1e-6), (run, metric, column)
        # Between the middle two: OpenSearch 3 takes the upper one, the others their mean.
        assert statistics.median_low(cpu) <= rows[run, 6, 0]["value"] <= statistics.median_high(cpu)
        assert min(cpu) <= rows[run, 7, 0]["value"] <= max(cpu)
        row = rows[run, 0, 0]
        assert (row["samples"], row["min"], row["max"]) == (len(cpu), min(cpu), max(cpu))
        assert math.isclose(row["stddev"], statistics.pstdev(cpu), rel_tol=1e-6)


def test_a_metric_that_the_server_refuses_does_not_take_the_others_with_it(filled):
    metrics = [
        CPU,
        {"name": "text", "agg": "avg", "field": "metricName"},
        {"name": "words", "agg": "count", "field": "metricName.keyword", "must": CPU["must"]},
        P99,
    ]
    done = drive("aggregates", source_of(filled), spec_of(filled, metrics), RUNS)
    assert done.fine, done
    assert {row["metric"] for row in done.rows} == {0, 2, 3}
    assert done.log.count("metric left out") == 1
    words = next(row for row in done.rows if row["metric"] == 2)
    cpu = next(row for row in done.rows if row["metric"] == 0 and row["run"] == words["run"])
    assert (words["value"], words["mean"]) == (cpu["samples"], None)


def test_group_values_are_those_of_the_matching_documents_sorted(filled):
    metric = {"name": "g", "group_by": "labels.namespace.keyword", "must": [["metricName.keyword", "cpu"]]}
    done = drive("group", source_of(filled), spec_of(filled, [metric]), RUNS)
    assert done.rows == ["dns", "etcd"], done
    metric["must_not"] = [["labels.namespace", "etcd"]]
    assert drive("group", source_of(filled), spec_of(filled, [metric]), RUNS).rows == ["dns"]
    number = {"name": "g", "group_by": "size"}
    assert drive("group", source_of(filled), spec_of(filled, [number]), RUNS).rows == ["64"]


METADATA = [
    (
        "m1",
        {"uuid": "r1", "timestamp": "2026-03-01T00:00:00Z", "platform": "AWS", "stream": "ocp", "version": "4.20.0-0"},
    ),
    (
        "m2",
        {"uuid": "r2", "timestamp": "2026-03-02T00:00:00Z", "platform": "aws", "stream": "okd", "version": "4.20.0-1"},
    ),
    (
        "m3",
        {"uuid": "r3", "timestamp": "2026-03-03T00:00:00Z", "platform": "AWS", "stream": "ocp", "version": "4.19.0-0"},
    ),
    (
        "m4",
        {"uuid": "r4", "timestamp": "2026-03-04T00:00:00Z", "platform": "GCP", "stream": "ocp", "version": "4.20.0-0"},
    ),
    (
        "m5",
        {"uuid": "r5", "timestamp": "2026-03-05T00:00:00Z", "platform": "AWS", "version": "4.20.0-7", "fips": False},
    ),
    ("m6", {"uuid": "r5", "timestamp": "2026-03-06T00:00:00Z", "platform": "AWS", "version": "4.20.0-7", "fips": True}),
]


@pytest.mark.parametrize(
    ("test", "more", "wanted"),
    [
        ({}, {}, "m1 m2 m3 m4 m5 m6"),
        ({"must": [["platform", "AWS"]]}, {}, "m1 m2 m3 m5 m6"),
        ({"must": [["platform.keyword", "AWS"]]}, {}, "m1 m3 m5 m6"),
        ({"must": [["platform", "AWS"]], "must_not": [["stream", "okd"], ["uuid", "r3"]]}, {}, "m1 m5 m6"),
        ({"wildcard": [["version", "4.20*"]]}, {}, "m1 m2 m4 m5 m6"),
        ({"must": [["fips", False]]}, {}, "m5"),
        ({"must": [["platform", "AWS"]]}, {"uuid": "r5"}, "m5 m6"),
        ({"must": [["platform", "AWS"]]}, {"uuid": "r4"}, ""),
        ({}, {"since_us": 1772582400000000}, "m4 m5 m6"),
    ],
)
def test_the_cluster_says_which_runs_belong(search_server, test, more, wanted):
    fill(search_server, "meta", METADATA)
    done = drive("runs", source_of(search_server, page_size=2), spec_of(search_server, [], **test), **more)
    assert done.fine, done
    assert sorted(row["id"] for row in done.rows) == wanted.split()
    assert all(row["matched"] == [] for row in done.rows)


@pytest.mark.parametrize(("unit", "wanted"), [(1, "b c"), (1000, "b c")])
def test_a_numeric_time_field_is_compared_as_epoch_seconds_or_milliseconds(search_server, unit, wanted):
    times = {"a": 1772582399, "b": 1772582400, "c": 1772668800}
    fill(search_server, "meta", [(name, {"uuid": name, "end_time": at * unit}) for name, at in times.items()])
    done = drive(
        "runs", source_of(search_server), spec_of(search_server, [], timestamp="end_time"), since_us=1772582400000000
    )
    assert done.fine, done
    assert sorted(row["id"] for row in done.rows) == wanted.split()


@pytest.mark.parametrize("index", ["none", "none-*", "docs-a,none"])
def test_an_index_that_is_not_there_gives_no_documents_and_one_warning(search_server, index):
    names = ",".join(search_server.prefix + name for name in index.split(","))
    if "docs-a" in index:
        search_server.create("docs-a", {"properties": {"uuid": KEYWORD}})
    test = spec_of(search_server, [CPU, P99], benchmark_index=names)
    for command in ("documents", "fingerprints", "aggregates"):
        done = drive(command, source_of(search_server), test, RUNS)
        assert done.fine, done
        assert [row for row in done.rows if row.get("documents")] == []
        assert done.log.count("no index has this field yet") == (0 if "docs-a" in index else 1)


def test_run_ids_mapped_in_two_ways_are_refused_by_name(search_server):
    search_server.create("docs-a", {"properties": {"uuid": {"type": "keyword"}}})
    search_server.create("docs-b", {"properties": {"uuid": KEYWORD}})
    done = drive("documents", source_of(search_server), spec_of(search_server, [CPU]), RUNS)
    assert (done.fine, done.code) == (False, "remote")
    assert "'uuid'" in done.text and done.place == f"{search_server.prefix}docs*"


def test_a_keyword_run_id_needs_no_subfield(search_server):
    search_server.create("docs-a", {"properties": {"uuid": {"type": "keyword"}}})
    fill(search_server, "docs-a", [("1", {"uuid": "run-1", "value": 1}), ("2", {"uuid": "run-2", "value": 2})])
    done = drive("documents", source_of(search_server), spec_of(search_server, [{"name": "all"}]), ["run-2"])
    assert [row["id"] for row in done.rows] == ["2"]


def test_documents_too_deep_or_too_large_are_put_aside_and_the_rest_goes_on(search_server):
    search_server.create("docs-a", {"properties": {"uuid": KEYWORD, "raw": {"type": "object", "enabled": False}}})
    deep = {"uuid": "run-1", "raw": json.loads('{"x":' * 150 + "1" + "}" * 150)}
    search_server.put("docs-a", deep, "deep")
    search_server.put("docs-a", {"uuid": "run-1", "raw": {"x": "y" * (17 << 20)}}, "large")
    search_server.put("docs-a", {"uuid": "run-1", "value": 1}, "good")
    done = drive("documents", source_of(search_server), spec_of(search_server, [{"name": "all"}]), ["run-1"])
    assert done.fine, done
    said = {row["id"]: row.get("reject", "") for row in done.rows}
    assert said["good"] == ""
    assert "151 levels" in said["deep"] and "larger than" in said["large"]


def test_no_benchmark_index_is_a_fault_of_the_configuration_that_names_it(search_server):
    test = {"name": "kapi", "metadata_index": "meta", "metrics": [CPU]}
    done = drive("documents", source_of(search_server), test, RUNS)
    assert (done.fine, done.code) == (False, "config")
    assert "kapi" in done.text and "benchmark_index" in done.text


@pytest.fixture
def certificate(tmp_path):
    """A certificate for 127.0.0.1 that is its own authority: (certificate file, TLS context)."""
    key, certificate = tmp_path / "key.pem", tmp_path / "ca.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


def test_tls_with_an_own_authority_and_a_login(filled, certificate, tmp_path):
    authority, context = certificate
    secret = tmp_path / "password"
    secret.write_text("geheim-4711\n")
    proxy = SecureProxy(filled.url, "reader", "geheim-4711", context)
    test = spec_of(filled, [CPU, P99, P50, ANY])
    login = {"auth": "basic", "user": "reader", "secret_file": str(secret)}
    try:
        done = drive(
            "documents", source_of(filled, url=proxy.url, ca_file=str(authority), page_size=50, **login), test, RUNS
        )
        assert done.fine, done
        assert len(done.rows) == sum(bool(taken_by(d)) for d in filled.documents.values())

        unknown = drive("documents", source_of(filled, url=proxy.url, **login, retries=0), test, RUNS)
        assert (unknown.fine, unknown.code) == (False, "network")
        assert "certificate" in unknown.text

        careless = drive("documents", source_of(filled, url=proxy.url, verify_tls=False, **login), test, RUNS)
        assert careless.fine, careless

        secret.write_text("falsch-0815\n")
        refused = drive("documents", source_of(filled, url=proxy.url, ca_file=str(authority), **login), test, RUNS)
        assert (refused.fine, refused.code) == (False, "remote-auth")
        for end in (done, unknown, careless, refused):
            assert not any(word in repr(end) for word in ("geheim", "falsch"))
    finally:
        proxy.close()
