# SPDX-License-Identifier: GPL-3.0-or-later
"""The file source against a real search server: the same runs and the same documents."""

import bisect
import json
import re

import pytest

LAB = ("lab-perf-ci", "lab-kube-burner", "lab-ingress")
KAPI = ("perf_scale_ci", "ripsaw-kube-burner")
FLEET = ("fleet-metadata", "fleet-kube-burner", "fleet-k8s-netperf")

DOCUMENTS = """
SELECT t.name, r.uuid, md5(d.body::jsonb::text), count(*)
FROM document d JOIN run r USING (test_id, run_id) JOIN test t USING (test_id)
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
RUNS = """
SELECT t.name, r.uuid, r.at, r.build, r.build_url
FROM run r JOIN test t USING (test_id) ORDER BY 1, 2
"""
POINTS = """
SELECT t.name, s.metric, r.uuid, p.value, p.samples
FROM point p JOIN run r USING (test_id, run_id) JOIN series s USING (test_id, series_id)
    JOIN test t ON t.test_id = p.test_id
ORDER BY 1, 2, 3
"""

WITHIN_RUN = """
tests:
- name: within
  metadata: {platform: AWS}
  metrics:
  - name: cpu
    metricName.keyword: containerCPU
    metric_of_interest: value
    agg: {agg_type: "${kind}"}
    fan_out: [{kind: slope}, {kind: stddev}, {kind: cv}]
"""


def write_config(folder, name, database, source, files, variables):
    path = folder / name
    config = {
        "database": {"conninfo": database.conninfo},
        "sources": [dict(source, name="main")],
        "tests": {"files": [str(file) for file in files], "variables": variables},
        "ingest": {"retention": "0s"},
        "log": {"level": "warning"},
    }
    path.write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in config.items()))
    return path


def usable(rigel, folder, database, files, variables):
    """Of the test files those that are accepted and whose tests have names of their own."""
    names, taken = set(), []
    for file in files:
        found = set(re.findall(r"^\s*- name: *(\S+)\n\s+metadata:", file.read_text(), re.M))
        source = {"kind": "files", "path": str(folder)}
        config = write_config(folder, "check.yaml", database, source, [file], variables)
        if found & names or rigel.run("config", "check", config, status=None).status:
            continue
        names |= found
        taken.append(file)
    return taken


def ingest(rigel, folder, postgres, source, files, variables):
    database = postgres.create()
    try:
        config = write_config(folder, f"{source['kind']}.yaml", database, source, files, variables)
        database.migrate(rigel)
        rigel.run("ingest", "--once", "--config", config)
        rejected = database.value("SELECT count(*) FROM rejected_document")
        return [database.query(sql) for sql in (RUNS, DOCUMENTS, POINTS)] + [rejected]
    finally:
        postgres.drop(database)


def compare(rigel, folder, postgres, server, path, files, variables, indices):
    metadata, benchmarks = indices
    found = ingest(
        rigel,
        folder,
        postgres,
        {"kind": "files", "path": str(path), "metadata_index": metadata, "benchmark_index": ",".join(benchmarks)},
        files,
        variables,
    )
    asked = ingest(
        rigel,
        folder,
        postgres,
        {
            "kind": "search",
            "url": server.url,
            "metadata_index": server.prefix + metadata,
            "benchmark_index": ",".join(server.prefix + name for name in benchmarks),
        },
        files,
        variables,
    )
    for mine, theirs in zip(found, asked, strict=True):
        assert mine == theirs
    return found


def test_lab_files_give_what_the_server_answers(rigel, tmp_path, postgres, database, opensearch2, data_dir):
    opensearch2.load_fixtures(*LAB)
    files = sorted((data_dir / "fixtures" / "configs" / "lab").glob("*.yaml"))
    # A word asked of a number field: the server refuses the query, in a file it matches nothing.
    files = [file for file in files if file.stem != "bad-number"]
    variables = {"version": "4.19"}
    files = usable(rigel, tmp_path, database, files, variables)
    assert len(files) > 25
    fixtures = data_dir / "fixtures" / "opensearch"
    indices = ("lab-perf-ci", ["lab-kube-burner"])
    runs, documents, points, _ = compare(rigel, tmp_path, postgres, opensearch2, fixtures, files, variables, indices)
    assert len({name for name, *_ in runs}) > 25
    assert len(documents) > 1000
    assert len(points) > 1000


def test_the_published_documents_give_what_the_server_answers(rigel, tmp_path, postgres, opensearch2, data_dir):
    opensearch2.load_fixtures(*KAPI)
    files = [data_dir / "fixtures" / "configs" / "kapi" / "kapi.yaml"]
    fixtures = data_dir / "fixtures" / "opensearch"
    runs, documents, _, _ = compare(
        rigel, tmp_path, postgres, opensearch2, fixtures, files, {"version": "4.19"}, (KAPI[0], KAPI[1:])
    )
    assert len(runs) == 15
    assert documents


def test_the_fleet_gives_what_the_server_answers(rigel, tmp_path, postgres, opensearch2, fleet):
    folder = fleet("small")
    for name in FLEET:
        opensearch2.create(name)
    for file in sorted(folder.glob("bulk-*.ndjson")):
        opensearch2.load(file)
    files = sorted((folder / "configs").glob("*.yaml"))
    within = tmp_path / "within.yaml"
    within.write_text(WITHIN_RUN)
    files.append(within)
    runs, documents, points, _ = compare(
        rigel, tmp_path, postgres, opensearch2, folder, files, {"version": "4.20"}, (FLEET[0], FLEET[1:])
    )
    of_samples = {metric for name, metric, *_ in points if name == "within"}
    assert of_samples == {"cpu_slope", "cpu_stddev", "cpu_cv"}
    assert len(runs) > 50
    assert len(documents) > 1000
    assert len(points) > 300


@pytest.mark.parametrize("kind", ["opensearch2", "opensearch3", "elasticsearch7"])
def test_the_recorded_words_are_the_servers(request, data_dir, kind):
    server = request.getfixturevalue(kind)
    cases = json.loads((data_dir / "analyzer" / "standard.json").read_text())
    texts = [case["text"] for case in cases]
    answer = server.request("POST", "_analyze", {"analyzer": "standard", "text": texts})
    starts, offset = [], 0
    for text in texts:
        starts.append(offset)
        offset += len(text.encode("utf-16-le")) // 2 + 1
    words = [[] for _ in texts]
    for token in answer["tokens"]:
        words[bisect.bisect_right(starts, token["start_offset"]) - 1].append(token["token"])
    assert words == [case["tokens"] for case in cases]


def test_bad_documents_in_files_are_put_aside_with_their_place(rigel, tmp_path, postgres, database):
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "meta.ndjson").write_text(
        '{"uuid":"u1","platform":"AWS","timestamp":"2026-01-01T00:00:00Z"}\n'
        '{"uuid":"u2","platform":"AWS","timestamp":NaN}\n'
        "[]\n" + '{"a":' * 400 + "1" + "}" * 400 + "\n"
        '{"platform":"AWS"}\n'
    )
    (documents / "results.json").write_text(
        '[{"uuid":"u1","metricName":"m","value":1,"timestamp":"2026-01-01T00:00:00Z"},\n 7]'
    )
    test = tmp_path / "test.yaml"
    test.write_text(
        "tests:\n- name: t\n  metadata: {platform: AWS}\n  metrics:\n"
        "  - {name: m, metricName.keyword: m, metric_of_interest: value, direction: 1}\n"
    )
    source = {
        "kind": "files",
        "path": str(documents),
        "metadata_index": "meta",
        "benchmark_index": "results",
    }
    config = write_config(tmp_path, "rigel.yaml", database, source, [test], {})
    database.migrate(rigel)
    for _ in range(2):
        rigel.run("ingest", "--once", "--config", config)
    assert database.query("SELECT uuid FROM run") == [("u1",)]
    assert database.value("SELECT value FROM point") == 1
    rows = database.query("SELECT document_id, reason FROM rejected_document ORDER BY 1")
    assert [row[0] for row in rows] == [
        "meta.ndjson:2",
        "meta.ndjson:3",
        "meta.ndjson:4",
        "meta.ndjson:5",
        "results.json:2",
    ]
    assert "deep" in rows[2][1]
    assert "run id" in rows[3][1]
