# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents over HTTP: the ready test files for each format on output of its tool, partial success, keys, limits,
and a service that is killed in the middle. One service for all tests but those that kill theirs."""

import gzip
import json
import threading

import pytest
import requests
import servers
from servers import wait_until

ADAPT = servers.DATA / "adapt"
READY = servers.ROOT / "configs" / "tests" / "push"
SOURCE = {"name": "pushed", "kind": "push", "metadata_index": "rigel-runs", "benchmark_index": "rigel-results"}
COPIED = 34457575427.955734
PODS = "PodStartupLatency_PodStartupLatency_load_2026-11-22T12:00:00Z.json"

# Format: the files, and the values that the ready test file's metrics have of them.
FORMATS = {
    "kube-burner": (
        ["kube-burner"],
        {"podReadyLatency-P99_P99": 2000, "podReadyLatency-avg_avg": 5000 / 3, "job-time_elapsedTime": 4},
    ),
    "k8s-netperf": (
        ["k8s-netperf.json"],
        {"udp-1KiB-throughput_throughput": 1157.21, "udp-1KiB-latency_latency": 12.666666666666666},
    ),
    "ingress-perf": (["ingress-perf.json"], {"http-rps_avg": 16691.015, "http-p99_avg": 14405.75}),
    "clusterloader2": ([PODS], {"pod-startup-P99_Perc99": 12095.952701, "schedule-to-run-P50_Perc50": 2000}),
    "locust": (
        ["locust-2.47.0_stats.csv"],
        {"requests-per-second_requestsPerSecond": 76.81729271120498, "index-P95_P95": 54},
    ),
    "wrk": (
        ["wrk-4.1.0-latency.txt"],
        {"requests-per-second_requestsPerSecond": 220.10, "latency-P99_P99": 48.77, "timeouts_timeouts": 0},
    ),
    "google-benchmark": (
        ["google-benchmark-1.7.1.json"],
        {"sort-64_avg": 651.29306999999994, "copy-1MiB-bytes-per-second_avg": COPIED},
    ),
}


def config_in(folder, database):
    return servers.write_config(folder, database, SOURCE, sorted(READY.glob("*.yaml")))


@pytest.fixture(scope="module")
def place(postgres, rigel_session, tmp_path_factory):
    folder = tmp_path_factory.mktemp("push")
    database = postgres.create()
    with rigel_session.serve(config_in(folder, database)) as service:
        service.pushing = service.token("push")
        service.session.headers["Authorization"] = f"Bearer {service.pushing}"
        yield service, database
    postgres.drop(database)


def environment_of(service):
    return {"RIGEL_SERVER": service.url, "RIGEL_TOKEN": service.pushing}


def values_of(service, uuid):
    """The values of a run by metric, once there are some."""
    answer = service.get(f"/api/v1/runs/{uuid}")
    if answer.status_code != 200:
        return None
    points = [point for test in answer.json()["tests"] for point in test["points"]]
    return {point["metric"]: point["value"] for point in points if point["value"] is not None} or None


def post(service, body, query="", **headers):
    return service.request("POST", f"/api/v1/documents{query}", data=body, headers=headers)


def documents(uuid, count):
    about = {"uuid": uuid, "timestamp": "2026-11-22T12:00:00Z", "benchmark": "nightly-build", "version": "b1"}
    lines = [json.dumps({"index": {"_index": "rigel-runs"}}), json.dumps(about)]
    lines += [json.dumps({"uuid": uuid, "metricName": "compile", "seconds": n + 0.5, "n": n}) for n in range(count)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", FORMATS)
def test_ready_test_files_match_what_tools_write(place, rigel, tmp_path, name):
    service, _ = place
    names, expected = FORMATS[name]
    files = [ADAPT / file for file in names]
    if name == "clusterloader2":
        files = [tmp_path / PODS]
        files[0].write_bytes((ADAPT / "clusterloader2.json").read_bytes())
    uuid = f"format-{name}"
    done = rigel.run(
        "push",
        "--format",
        name,
        "--run",
        uuid,
        "--build",
        "b7",
        "--build-url",
        "http://ci/7",
        *files,
        env=environment_of(service),
    )
    assert " 0 rejected" in done.stdout, done
    found = wait_until(lambda: values_of(service, uuid), 10, f"points of {name}")
    assert set(found) == set(expected)
    for metric, value in expected.items():
        assert found[metric] == value, metric
    run = service.json(f"/api/v1/runs/{uuid}")["tests"][0]
    assert run["build"] == "b7" and run["build_url"] == "http://ci/7"


def test_a_service_adapts_a_raw_body_as_well(place):
    service, _ = place
    body = (ADAPT / "wrk-4.1.0-latency.txt").read_bytes()
    answer = post(service, body, "?format=wrk&run=raw-wrk&build=b8&at=2026-11-22T12:00:00Z")
    assert answer.status_code == 200 and answer.json()["accepted"] == 2, answer.text
    found = wait_until(lambda: values_of(service, "raw-wrk"), 10, "points")
    assert found["latency-P99_P99"] == 48.77
    broken = post(service, body.replace(b"48.77ms", b"48.77xs"), "?format=wrk&run=raw-broken")
    assert broken.status_code == 400
    assert broken.json()["place"] == "body:10:12" and "percentile: expected a time" in broken.json()["detail"]


def test_each_bad_line_is_told_and_the_others_are_in(place):
    service, database = place
    body = documents("partly", 2) + '{"uuid": "partly", "seconds": }\n{"seconds": 1}\n' + '{"uuid": "partly", "n": 9}\n'
    answer = post(service, body)
    assert answer.status_code == 207
    told = answer.json()
    assert told["accepted"] == 4 and told["rejected"] == 2 and told["runs"] == ["partly"]
    assert told["errors"] == [
        {"line": 5, "column": 31, "field": "", "reason": "expected a value"},
        {"line": 6, "column": 1, "field": "uuid", "reason": "expected the id of its run, found nothing"},
    ]
    assert database.value("SELECT count(*) FROM pushed_document WHERE run_uuid = 'partly'") == 4
    refused = post(service, "nonsense\n[]\n")
    assert refused.status_code == 400
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["rejected"] == 2 and refused.json()["errors"][1]["reason"] == "expected an object"
    assert post(service, "").status_code == 400


def test_a_key_gives_the_same_answer_without_effect_again(place):
    service, database = place
    key = {"Idempotency-Key": "key-1"}
    first = post(service, documents("keyed", 3), **key)
    assert first.status_code == 200 and "Idempotency-Replayed" not in first.headers
    before = database.query("SELECT sequence FROM pushed_document WHERE run_uuid = 'keyed' ORDER BY 1")
    again = post(service, gzip.compress(documents("keyed", 3).encode()), **key, **{"Content-Encoding": "gzip"})
    assert again.status_code == 200 and again.text == first.text and again.headers["Idempotency-Replayed"] == "true"
    other = post(service, documents("keyed", 4), **key)
    assert other.status_code == 409 and other.json()["type"].endswith("/conflict")
    assert database.query("SELECT sequence FROM pushed_document WHERE run_uuid = 'keyed' ORDER BY 1") == before
    for bad in ("", "a b", "x" * 256):
        assert post(service, documents("keyed", 1), **{"Idempotency-Key": bad}).status_code == 400


def test_two_of_the_same_push_at_once_are_one(place):
    service, database = place
    body, answers = documents("twice", 500), []

    def push():
        url = f"{service.url}/api/v1/documents"
        headers = {"Idempotency-Key": "twice", "Authorization": f"Bearer {service.pushing}"}
        answers.append(requests.post(url, data=body, headers=headers, timeout=60))

    threads = [threading.Thread(target=push) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * 4 and len({answer.text for answer in answers}) == 1
    assert database.value("SELECT count(*) FROM pushed_document WHERE run_uuid = 'twice'") == 501


def test_the_same_content_is_the_same_documents_and_a_changed_id_is_replaced(place):
    service, database = place
    count = "SELECT count(*) FROM pushed_document WHERE run_uuid = 'same'"
    post(service, documents("same", 5))
    assert database.value(count) == 6
    post(service, documents("same", 6))
    assert database.value(count) == 7
    for seconds in (1, 2):
        line = json.dumps({"uuid": "same", "seconds": seconds})
        post(service, '{"index":{"_index":"rigel-results","_id":"x"}}\n' + line + "\n")
    assert database.value(count) == 8
    body = "SELECT body->>'seconds' FROM pushed_document WHERE run_uuid = 'same' AND document_id = 'x'"
    assert database.value(body) == "2"


def test_what_is_not_taken_is_refused_with_its_reason(place):
    service, _ = place
    bomb = gzip.compress(b"\n" * (65 << 20))
    cases = [
        ("?format=nope", b"{}", {}, 400, "'nope' is not documents, kube-burner"),
        ("?format=wrk", b"x", {}, 400, "files of wrk hold no run id"),
        ("?source=other", b"{}", {}, 400, "is not the name of a source of kind push"),
        ("?at=noon", b"{}", {}, 400, "'noon' is not a time"),
        ("?colour=red", b"{}", {}, 400, "there is no such parameter here"),
        ("", bomb, {"Content-Encoding": "gzip"}, 413, "unpacks to more than"),
        ("", b"\x1f\x8b", {"Content-Encoding": "gzip"}, 400, "expected gzip data"),
        ("", b"x", {"Content-Encoding": "br"}, 415, "expected gzip or none"),
    ]
    for query, body, headers, status, detail in cases:
        answer = post(service, body, query, **headers)
        assert answer.status_code == status and detail in answer.json()["detail"], answer.text
    assert service.get("/api/v1/documents").status_code == 405
    assert service.get("/healthz").status_code == 200


def test_the_command_says_what_is_not_in_and_where(place, rigel, tmp_path):
    service, database = place
    server = environment_of(service)
    lines = tmp_path / "mine.ndjson"
    lines.write_text('{"metricName": "compile", "seconds": 3}\n{"metricName": }\n')
    arguments = ("push", "--run", "mine", "--build", "b9", "--metadata", "benchmark=nightly-build", lines)
    partly = rigel.run(*arguments, env=server, status=1)
    assert f"{lines}:2:16: expected a value" in partly.stderr and "2 taken, 1 rejected" in partly.stdout
    assert wait_until(lambda: values_of(service, "mine"), 10, "points") == {"compile-time_seconds": 3}
    lines.write_text('{"metricName": "compile", "seconds": 3}\n')
    again = rigel.run(*arguments, env=server)
    assert "2 taken, 0 rejected" in again.stdout
    assert "the service had them already" in rigel.run(*arguments, env=server).stdout
    assert database.value("SELECT count(*) FROM pushed_document WHERE run_uuid = 'mine'") == 2
    broken = rigel.run("push", "--format", "k8s-netperf", "--run", "x", "-", stdin="[{}]", env=server, status=1)
    assert "standard input:1:2: [0].driver: expected a text, found nothing" in broken.stderr
    away = rigel.run("push", "--run", "x", "--metadata", "a=b", lines, env={"RIGEL_SERVER": "ftp://x"}, status=1)
    assert "http" in away.stderr


def test_many_documents_go_in_several_requests(place, rigel, tmp_path):
    service, database = place
    file = tmp_path / "many.ndjson"
    with file.open("w") as out:
        for n in range(10):
            out.write(json.dumps({"n": n, "padding": "x" * 1_000_000}) + "\n")
    done = rigel.run("push", "--run", "many", "--build", "b1", file, env=environment_of(service))
    assert "11 documents of 1 files: 11 taken, 0 rejected" in done.stdout
    assert database.value("SELECT count(*) FROM pushed_document WHERE run_uuid = 'many'") == 11
    assert database.value("SELECT count(*) FROM push WHERE answer::text LIKE '%many%'") == 2


def test_a_killed_service_has_the_whole_push_or_nothing(rigel, postgres, database, tmp_path):
    """The push's transaction is held up between its documents and its end; the service dies there."""
    config = config_in(tmp_path, database)
    count = "SELECT count(*) FROM pushed_document"
    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    service = rigel.serve(config)
    service.authorize("push")
    url, body = f"{service.url}/api/v1/documents", documents("killed", 2000)
    headers = {**service.session.headers, "Idempotency-Key": "k"}
    with database.connect() as holder:
        holder.execute("BEGIN; LOCK TABLE ingest_request IN ACCESS EXCLUSIVE MODE")
        lost = []

        def push():
            try:
                requests.post(url, data=body, headers=headers, timeout=60)
            except requests.ConnectionError as error:
                lost.append(error)

        thread = threading.Thread(target=push)
        thread.start()
        wait_until(lambda: database.value(waits), 30, "push that waits")
        service.kill()
        thread.join()
        assert lost
        holder.rollback()
    assert database.value(count) == 0 and database.value("SELECT count(*) FROM push") == 0
    with rigel.serve(config) as service:
        answer = post(service, body, **headers)
        assert answer.status_code == 200 and "Idempotency-Replayed" not in answer.headers
        assert database.value(count) == 2001
        found = wait_until(lambda: values_of(service, "killed"), 20, "points")
        assert found == {"compile-time_seconds": 1000}


def test_without_a_push_source_documents_are_refused(rigel, database, tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    config = servers.write_config(tmp_path, database, {"name": "files", "kind": "files", "path": str(folder)}, [])
    with rigel.serve(config) as service:
        service.authorize("push")
        answer = post(service, documents("x", 1))
        assert answer.status_code == 404 and "no source of kind push" in answer.json()["detail"]


def test_only_a_push_token_for_the_projects_of_the_source_may_push(place):
    service, database = place
    read = {"Authorization": f"Bearer {service.token('read')}"}
    other = {"Authorization": f"Bearer {service.token('push', '--project', 'elsewhere')}"}
    own = {"Authorization": f"Bearer {service.token('push', '--project', 'default')}"}
    assert post(service, documents("mayI", 1), **read).status_code == 403
    assert post(service, documents("mayI", 1), **other).status_code == 403
    assert database.value("SELECT count(*) FROM pushed_document WHERE run_uuid = 'mayI'") == 0
    assert post(service, documents("mayI", 1), **own).status_code == 200
    row = "SELECT who, subject, detail::text FROM audit WHERE action = 'documents.push' ORDER BY audit_id DESC LIMIT 1"
    who, subject, detail = database.query(row)[0]
    assert who.startswith("push-") and subject == "pushed" and detail == '{"accepted":2,"rejected":0}'
    assert requests.post(f"{service.url}/api/v1/documents", data=documents("mayI", 1), timeout=60).status_code == 401
