# SPDX-License-Identifier: GPL-3.0-or-later
"""What a search server can do wrong under Orion's command line: each fault ends in bounded time with exit status 1,
nothing on stdout, one clear line that names the address, and no secret."""

import json
import time

import pytest
import servers
from fault_server import OrionProxy

REASON = {"error": {"root_cause": [{"type": "made_up_exception", "reason": "the made-up reason"}]}}
STEPS = ("runs", "versions", "iterations", "aggregates", "documents")
# Seconds that a call may take whose every request times out after one.
LIMIT = 30


@pytest.fixture
def faulty(orion_node):
    """faulty(step=fault, ...) gives a running OrionProxy; "any" is every step."""
    made = []

    def make(**faults):
        made.append(OrionProxy(orion_node, faults))
        return made[-1]

    yield make
    for server in made:
        server.close()


def ask(orion, server, *arguments, seconds="1"):
    """lab-basic through the server, with a login in the URL."""
    orion.url = server.url.replace("//", "//reader:geheim@")
    begun = time.monotonic()
    call = orion.hunt("basic", *arguments, env={"RIGEL_ORION_TIMEOUT": seconds}, timeout=120)
    call.seconds = time.monotonic() - begun
    assert "geheim" not in call.stderr and "cmVhZGVyOmdlaGVpbQ" not in call.stderr, call
    return call


def check_refused(server, call, *words):
    call.one_clear_line(server.url.split("//")[1], *words)
    assert call.seconds < LIMIT and call.files == {}, call


def status(code):
    def fault(request, number):
        request.reply(REASON, code)
        return True

    return fault


def cut(request, number):
    request.cut()
    return True


def cut_inside(request, number):
    request.send_response(200)
    request.send_header("Content-Length", "100000")
    request.end_headers()
    request.wfile.write(b'{"took": 1, "hits": {"hits": [')
    request.cut()
    return True


def hang(request, number):
    request.server.owner.released.wait(60)
    request.close_connection = True
    return True


def hang_inside(request, number):
    request.send_response(200)
    request.send_header("Content-Length", "100000")
    request.end_headers()
    request.wfile.write(b'{"took": 1, "hits": {"hits": [')
    request.wfile.flush()
    return hang(request, number)


def instead(body):
    def fault(request, number):
        request.reply(body)
        return True

    return fault


def truncated(request, number):
    """A whole HTTP answer whose JSON ends too early."""
    status, content = request.server.owner.truth(request)
    request.reply(content[: len(content) // 2], status)
    return True


def changed(change):
    """The true answer after change(decoded)."""

    def fault(request, number):
        _, content = request.server.owner.truth(request)
        request.reply(change(json.loads(content)))
        return True

    return fault


def test_without_faults_the_proxy_changes_nothing(orion, faulty):
    server = faulty()
    through = ask(orion, server)
    assert through.status == 2 and "Regression(s) found" in through.stdout, through
    assert {step for step, _, _ in server.asked} == set(STEPS)


@pytest.mark.parametrize("code", [401, 403, 404, 429, 500, 502, 503])
def test_an_error_of_the_server_is_told_with_its_reason(orion, faulty, code):
    server = faulty(any=status(code))
    check_refused(server, ask(orion, server), str(code), "the made-up reason")


def test_a_server_that_cannot_be_reached_is_named(orion, faulty):
    port = servers.Port()
    orion.url = f"http://reader:geheim@127.0.0.1:{port.number}"
    call = orion.hunt("basic")
    port.close()
    call.one_clear_line(f"127.0.0.1:{port.number}")
    assert "geheim" not in call.stderr and "reader" not in call.stderr, call


def test_a_host_without_address_is_named(orion):
    orion.url = "http://no-such-host.invalid:9200"
    orion.hunt("basic").one_clear_line("no-such-host.invalid")


@pytest.mark.parametrize("fault", [cut, cut_inside])
def test_a_cut_connection_is_told(orion, faulty, fault):
    server = faulty(any=fault)
    check_refused(server, ask(orion, server))


@pytest.mark.parametrize("fault", [hang, hang_inside])
@pytest.mark.parametrize("step", ["any", "documents"])
def test_a_slow_server_ends_with_the_time_limit(orion, faulty, fault, step):
    server = faulty(**{step: fault})
    check_refused(server, ask(orion, server))


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b"7", b'"hits"', b"<html>login</html>", b"[" * 100_000])
def test_what_is_not_the_json_of_an_answer_is_refused(orion, faulty, body):
    server = faulty(any=instead(body))
    check_refused(server, ask(orion, server))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "fault", [status(401), status(500), status(503), cut, truncated, instead(b"{}"), instead(b"[]")]
)
def test_no_step_takes_a_fault_for_an_answer(orion, faulty, step, fault):
    server = faulty(**{step: fault})
    check_refused(server, ask(orion, server))


@pytest.mark.parametrize(
    ("step", "body"),
    [(step, body) for step in ("runs", "versions", "iterations", "documents") for body in ({"hits": 1}, {"hits": {}})],
)
def test_hits_that_are_none_are_refused(orion, faulty, step, body):
    server = faulty(**{step: changed(lambda answer: body)})
    check_refused(server, ask(orion, server), "expected")


HITS = {
    "an object": lambda hits: {"first": hits[0]},
    "numbers": lambda hits: [1, 2],
    "without source": lambda hits: [{"_id": "x", "sort": [1]}],
    "source a text": lambda hits: [{**hits[0], "_source": "text"}],
    "source a list": lambda hits: [{**hits[0], "_source": [1]}],
}


@pytest.mark.parametrize("step", ["runs", "versions", "iterations", "documents"])
@pytest.mark.parametrize("change", HITS.values(), ids=HITS.keys())
def test_hits_of_the_wrong_shape_are_refused(orion, faulty, step, change):
    server = faulty(**{step: changed(lambda answer: {**answer, "hits": {"hits": change(answer["hits"]["hits"])}})})
    check_refused(server, ask(orion, server), "expected")


def in_bucket(name, value):
    def change(answer):
        for bucket in answer["aggregations"]["uuid"]["buckets"]:
            bucket[name] = value
        return answer

    return change


def buckets_as(make):
    def change(answer):
        answer["aggregations"]["uuid"]["buckets"] = make(answer["aggregations"]["uuid"]["buckets"])
        return answer

    return change


AGGREGATIONS = {
    "missing": lambda answer: {key: value for key, value in answer.items() if key != "aggregations"},
    "a list": lambda answer: {**answer, "aggregations": []},
    "of another name": lambda answer: {**answer, "aggregations": {"other": {"buckets": []}}},
    "without buckets": lambda answer: {**answer, "aggregations": {"uuid": {}}},
    "buckets an object": buckets_as(lambda buckets: {bucket["key"]: bucket for bucket in buckets}),
    "buckets numbers": buckets_as(lambda buckets: [1]),
    "buckets without key": buckets_as(lambda buckets: [{"doc_count": 1}]),
    "key an object": in_bucket("key", {}),
    "metric a number": in_bucket("kubernetesCPU", 7),
    "value a text": in_bucket("kubernetesCPU", {"doc_count": 4, "value": {"value": "much"}}),
    "count a text": in_bucket("kubernetesCPU", {"doc_count": "four", "value": {"value": 1.5}}),
    "time a text": in_bucket("time", "noon"),
}


@pytest.mark.parametrize("change", AGGREGATIONS.values(), ids=AGGREGATIONS.keys())
def test_aggregations_of_the_wrong_shape_are_refused(orion, faulty, change):
    server = faulty(aggregates=changed(change))
    check_refused(server, ask(orion, server), "expected")


def test_a_part_of_the_shards_is_taken_with_a_warning_as_orion_takes_it(orion, faulty):
    broken = {"total": 3, "successful": 2, "failed": 1, "failures": [{"reason": {"type": "x", "reason": "tripped"}}]}
    server = faulty(any=changed(lambda answer: {**answer, "_shards": broken}))
    call = ask(orion, server)
    assert call.status == 2 and call.errors == [], call
    assert "answered in part only" in call.stderr and "failed_shards=1" in call.stderr


def test_a_passing_fault_is_got_over(orion, faulty):
    def once(fault):
        return lambda request, number: number == 1 and fault(request, number)

    server = faulty(
        runs=once(status(503)), versions=once(cut), aggregates=once(status(429)), documents=once(cut_inside)
    )
    call = ask(orion, server)
    assert call.status == 2 and "Regression(s) found" in call.stdout, call
    assert call.errors == [], call
