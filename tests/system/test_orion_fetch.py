# SPDX-License-Identifier: GPL-3.0-or-later
"""How Orion's command line fetches a test's frame: paging, the fall-back to single metrics, and what a
server answers that it should not. A stand-in for the cluster shows each request."""

import json
import os
import socket
import subprocess
import threading
import time
from http.server import ThreadingHTTPServer

import pytest
import servers
from fault_server import Request

TEST = """
tests:
  - name: t
    metadata:
      platform: AWS
      {metadata}
    metrics:
      - name: p
        kind: plain
        metric_of_interest: v
      {metrics}
"""
DAY = "2025-06-{:02d}T00:00:00Z"


class StandIn:
    """Answers searches in `documents` (index: list of _source); `faults` maps the number of a request
    (from 1) or None (all of them) to a function that may answer in its own way."""

    def __init__(self, documents, fault=None, aggregations=None):
        self.documents, self.fault, self.aggregations, self.requests = documents, fault, aggregations, []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.owner = self
        self.url = f"http://someone:s3cret@127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request):
        body = json.loads(request.body())
        self.requests.append((request.path, body))
        if self.fault and self.fault(request, len(self.requests), body):
            return
        hits = {} if "aggs" in body else self.search(request.path.split("/")[1], body)
        answer = {"_shards": {"total": 1, "failed": 0}, "hits": {"hits": list(hits)}}
        if "aggs" in body and self.aggregations:
            answer["aggregations"] = self.aggregations(body)
        request.reply(answer)

    def search(self, index, body):
        """Newest first; only search_after and size are looked at."""
        after = body.get("search_after", [float("inf")])[0]
        numbered = [
            (sum(map(ord, d.get("timestamp", ""))) if "order" not in d else d["order"], i, d)
            for i, d in enumerate(self.documents.get(index, []))
        ]
        kept = sorted((row for row in numbered if row[0] < after), key=lambda row: (-row[0], row[1]))
        return [
            {"_index": index, "_id": str(i), "_source": d, "sort": [order]}
            for order, i, d in kept[: body.get("size", 10)]
        ]


class Handler(Request):
    def do_POST(self):
        self.server.owner.answer(self)


@pytest.fixture
def stand_in():
    made = []

    def make(*args, **more):
        made.append(StandIn(*args, **more))
        return made[-1]

    yield make
    for server in made:
        server.close()


class Fetched:
    def __init__(self, process, seconds):
        self.seconds, self.log = seconds, process.stderr
        lines = [json.loads(line) for line in process.stdout.splitlines()]
        assert len(lines) == 1, (process.stdout, process.stderr)
        self.frame, self.outcome, self.error = lines[0], lines[0].get("outcome"), lines[0].get("error")
        assert "s3cret" not in process.stdout + process.stderr

    def rows(self):
        assert "rows" in self.frame, (self.frame, self.log)
        return self.frame["rows"]


@pytest.fixture
def fetch(tmp_path):
    def run(server, *arguments, metadata="", metrics="", index="bench", timeout=60):
        path = tmp_path / "test.yaml"
        path.write_text(TEST.format(metadata=metadata, metrics=metrics), encoding="utf-8")
        program = servers.ROOT / (os.environ.get("RIGEL_BUILD") or "build") / "driver" / "orion_fetch_driver"
        begun = time.monotonic()
        process = subprocess.run(
            servers.bound(program, server if isinstance(server, str) else server.url, "meta", index, path, *arguments),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            env=servers.Rigel.environment({"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}),
        )
        return Fetched(process, time.monotonic() - begun)

    return run


def run_document(number, **more):
    return {
        "uuid": f"r{number}",
        "platform": "AWS",
        "timestamp": DAY.format(number),
        "order": number,
        "ocpVersion": f"4.19.{number}",
        "buildUrl": f"http://build/{number}",
        **more,
    }


def result(number, value, **more):
    return {"uuid": f"r{number}", "kind": "plain", "timestamp": DAY.format(number), "order": number, "v": value, **more}


def runs(count):
    return {
        "meta": [run_document(n) for n in range(1, count + 1)],
        "bench": [result(n, n * 10) for n in range(1, count + 1)],
    }


def test_frame_has_runs_versions_and_values(stand_in, fetch):
    server = stand_in(runs(3))
    done = fetch(server)
    assert done.frame["columns"] == [["p_v", "value"], ["buildUrl", "display"]]
    assert done.rows()[0] == ["r1", 1748736000, "4.19.1", "http://build/1", 10, "http://build/1"]
    assert [row[0] for row in done.rows()] == ["r1", "r2", "r3"]
    assert [path for path, _ in server.requests] == ["/meta/_search", "/meta/_search", "/bench/_search"]


def test_runs_of_one_instant_are_lost_at_the_border_of_pages_but_in_correct_answers(stand_in, fetch):
    documents = [
        {"uuid": f"x{n:05d}", "kind": "plain", "timestamp": DAY.format(1), "order": 10**6 - min(n, 9998), "v": n}
        for n in range(10003)
    ]

    def without_versions(request, _, body):
        if "exists" in json.dumps(body["query"]):
            request.reply({"hits": {"hits": []}})
            return True
        return False

    server = stand_in({"meta": [{"uuid": "x00000", "order": 1}], "bench": documents}, without_versions)
    done = fetch(server)
    assert len(done.rows()) == 10000 and "fault 16" in done.log
    correct = fetch(server, "--correct")
    assert len(correct.rows()) == 10003 and "fault" not in correct.log


def test_lookback_size_counts_the_runs_that_are_taken(stand_in, fetch):
    documents = runs(6)
    for number in (6, 5, 3):
        documents["meta"][number - 1]["platform"] = "AWS piece"
    taken = fetch(stand_in(documents), "--lookback-size", "2")
    assert [row[0] for row in taken.rows() if row[3]] == ["r5", "r6"] and "fault 15" in taken.log
    server = stand_in(documents)
    assert "fault" not in fetch(server, "--correct", "--lookback-size", "2").log
    wanted = [body for path, body in server.requests if path.startswith("/bench")][0]
    assert wanted["query"]["bool"]["must"][0]["terms"]["uuid.keyword"] == ["r4", "r2"]


def test_exact_version_is_honoured_in_correct_answers_only(stand_in, fetch):
    server = stand_in(runs(3))
    assert "fault 2" in fetch(server, metadata='ocpVersion: "4.19.2"').log
    assert not any("4.19.2" in json.dumps(body) for path, body in server.requests if path.startswith("/meta"))
    server.requests.clear()
    fetch(server, "--correct", metadata='ocpVersion: "4.19.2"')
    assert {"match": {"ocpVersion": "4.19.2"}} in server.requests[0][1]["query"]["bool"]["must"]
    wanted = [body for path, body in server.requests if path.startswith("/bench")][0]
    assert wanted["query"]["bool"]["must"][0]["terms"]["uuid.keyword"] == ["r2"]


def test_batch_that_is_refused_is_asked_metric_by_metric(stand_in, fetch):
    def refuse(request, _, body):
        text = json.dumps(body)
        if "should" in text or "bad" in text:
            request.reply({"error": {"type": "x", "reason": "made up"}}, 400)
            return True
        return False

    done = fetch(stand_in(runs(2), refuse), metrics="- {name: q, kind: bad, metric_of_interest: v}")
    assert [column for column, role in done.frame["columns"] if role == "value"] == ["p_v"]
    assert len(done.rows()) == 2 and "metric left out" in done.log and "made up" in done.log


def test_metrics_that_all_are_refused_give_no_runs(stand_in, fetch):
    def refuse(request, _, __):
        if request.path.startswith("/bench"):
            request.reply({"error": "no such index"}, 404)
            return True
        return False

    assert fetch(stand_in(runs(2), refuse)).outcome == 3


def test_no_data_passes_with_a_warning_and_not_in_correct_answers(stand_in, fetch):
    server = stand_in({"meta": runs(2)["meta"]})
    done = fetch(server)
    assert done.rows() == [] and done.frame["empty"] == ["p_v"] and "fault 5" in done.log
    assert fetch(server, "--correct").outcome == 3


def test_no_runs_ask_for_nothing_more(stand_in, fetch):
    server = stand_in({})
    assert fetch(server).outcome == 3
    assert len(server.requests) == 1


def test_without_an_index_all_are_searched_and_correct_answers_refuse(stand_in, fetch):
    server = stand_in(runs(1))
    assert "fault 8" in fetch(server, index="").log
    assert server.requests[-1][0] == "/_search"
    assert "no benchmark index" in fetch(server, "--correct", index="").error


def test_run_without_version_and_build_url(stand_in, fetch):
    documents = runs(2)
    del documents["meta"][0]["ocpVersion"]
    documents["meta"][0]["build_url"] = documents["meta"][0].pop("buildUrl")

    def without_version(request, _, body):
        if "exists" in json.dumps(body):
            request.reply({"hits": {"hits": [{"_source": documents["meta"][1]}]}})
            return True
        return False

    server = stand_in(documents, without_version)
    assert "r1" in fetch(server).error and "ocpVersion" in fetch(server).error
    assert fetch(server, "--correct").rows()[0][2:] == ["N/A", "http://build/1", 10, "http://build/1"]


def test_uuid_that_only_shares_a_piece(stand_in, fetch):
    server = stand_in(runs(2))
    assert "fault 15" in fetch(server, "--uuid", "r1-other").log
    assert server.requests[1][1]["query"]["bool"]["must"] == [{"match": {"platform": "AWS"}}]
    assert "no run r1-other" in fetch(server, "--correct", "--uuid", "r1-other").error
    assert "no run r1" in fetch(stand_in({}), "--uuid", "r1").error


def test_baseline_takes_exactly_the_runs_named(stand_in, fetch):
    server = stand_in(runs(3))
    fetch(server, "--uuid", "r3", "--baseline", "r1, r2")
    wanted = [body for path, body in server.requests if path.startswith("/bench")][0]
    assert wanted["query"]["bool"]["must"][0]["terms"]["uuid.keyword"] == ["r1", "r2", "r3"]
    assert sum("buildUrl" in json.dumps(body["query"]) for _, body in server.requests) == 1


def test_runs_with_other_iterations_than_the_newest_are_left_out(stand_in, fetch):
    documents = runs(3)
    documents["kube-burner"] = [result(n, n, jobConfig={"jobIterations": 54 if n != 2 else 9}) for n in (1, 2, 3)]
    server = stand_in(documents)
    fetch(server, metadata="benchmark.keyword: cd", index="kube-burner")
    wanted = server.requests[-1][1]["query"]["bool"]["must"][0]["terms"]["uuid.keyword"]
    assert wanted == ["r3", "r1"]
    server.documents["kube-burner"] = []
    assert "jobSummary" in fetch(server, metadata="benchmark.keyword: cd", index="kube-burner").error
    assert fetch(server, "--node-count", metadata="benchmark.keyword: cd", index="kube-burner").rows() == []


AGGREGATED = "- {name: a, kind: x, metric_of_interest: v, agg: {agg_type: avg}}"


def numbers(body):
    """Buckets as for a time field of numbers: no value_as_string."""
    if "group_values" in body["aggs"]:
        return {"group_values": {"buckets": [{"key": "b"}, {"key": "a"}]}}
    single = "a" not in body["aggs"]["uuid"]["aggs"]
    part = {"v": {"value": 1.5}} if single else {"a": {"doc_count": 1, "v": {"value": 1.5}}}
    return {"uuid": {"buckets": [{"key": "r1", "doc_count": 2, "time": {"value": 1750390490.5}, **part}]}}


def test_time_of_numbers_leaves_an_aggregated_metric_out_but_not_in_correct_answers(stand_in, fetch):
    server = stand_in(runs(1), aggregations=numbers)
    done = fetch(server, metrics=AGGREGATED)
    assert [name for name, role in done.frame["columns"] if role == "value"] == ["p_v"]
    assert "fault 11" in done.log and "metric left out" in done.log
    correct = fetch(server, "--correct", metrics=AGGREGATED)
    assert correct.rows()[0][1] == 1750390490 and correct.rows()[0][4:6] == [1.5, 10]


def test_group_by_makes_a_metric_a_value(stand_in, fetch):
    metrics = "- {name: 'g-${sub}', group_by: sub, metric_of_interest: v}"
    server = stand_in(runs(1), aggregations=numbers)
    columns = [name for name, _ in fetch(server, metrics=metrics).frame["columns"]]
    assert columns[:3] == ["p_v", "g-a_v", "g-b_v"]
    nothing = stand_in(runs(1), aggregations=lambda _: {"group_values": {"buckets": []}})
    assert "metric left out" in fetch(nothing, metrics=metrics).log
    assert "expected buckets" in fetch(stand_in(runs(1)), metrics=metrics).error


def status(code, **headers):
    def fault(request, _, __):
        request.reply({"error": {"type": "x", "reason": "made up"}}, code, headers)
        return True

    return fault


def raw(data):
    def fault(request, _, __):
        request.reply(data)
        return True

    return fault


def cut(request, _, __):
    request.cut()
    return True


def cut_half_way(request, _, __):
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"hits":')
    request.wfile.flush()
    request.connection.shutdown(socket.SHUT_RDWR)
    request.close_connection = True
    return True


@pytest.mark.parametrize("first", [1, 2, 3])
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (status(401), "refused the credentials: 401"),
        (status(403), "refused the credentials: 403"),
        (status(429), "answered 429"),
        (status(500), "answered 500"),
        (status(503), "answered 503"),
        (cut, "no answer after 4 tries"),
        (cut_half_way, "no answer after 4 tries"),
        (raw(b'{"hits":{"hits":['), "is not what a search gives"),
        (raw(b"<html>"), "is not what a search gives"),
        (raw({"hits": {"hits": 7}}), "is not what a search gives"),
        (raw([]), "is not what a search gives"),
    ],
)
def test_fault_of_the_server_ends_with_one_clear_line(stand_in, fetch, fault, words, first):
    def from_first(request, number, body):
        return number >= first and fault(request, number, body)

    done = fetch(stand_in(runs(1), from_first))
    assert words in done.error and "\n" not in done.error
    assert done.seconds < 10


@pytest.mark.parametrize("first", [1, 2])
def test_unknown_metadata_index_is_an_error(stand_in, fetch, first):
    def from_first(request, number, body):
        return number >= first and status(404)(request, number, body)

    assert "answered 404" in fetch(stand_in(runs(1), from_first)).error


def test_retry_after_counts_up_to_five_seconds(stand_in, fetch):
    def once(request, number, body):
        return number == 1 and status(429, **{"Retry-After": "600"})(request, number, body)

    done = fetch(stand_in(runs(1), once))
    assert len(done.rows()) == 1
    assert 5 <= done.seconds < 15


def test_unreachable_server_and_no_url_end_at_once(fetch):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        done = fetch(f"http://someone:s3cret@127.0.0.1:{unused.getsockname()[1]}")
    assert "no answer after 4 tries" in done.error and done.seconds < 10
    assert fetch("not a url").error == "usage"
    assert "expected http://HOST[:PORT]" in fetch("ftp://someone:s3cret@host").log
