# SPDX-License-Identifier: GPL-3.0-or-later
"""What a search server can do wrong: each fault ends in bounded time with one clear line, never with
fewer documents, a secret in a message, or a point in time left open."""

import email.utils
import gzip
import signal
import time

import pytest
import servers
from fault_server import RUN, FaultServer, signature_of
from search_driving import drive, finish, start

TEST = {"benchmark_index": "docs", "metadata_index": "docs", "metrics": [{"name": "all"}]}


@pytest.fixture
def faulty():
    """faulty(step=fault, ...) gives a running FaultServer."""
    made = []

    def make(documents=25, **faults):
        made.append(FaultServer(documents, faults))
        return made[-1]

    yield make
    for server in made:
        server.close()


def source_of(server, **more):
    return {"url": server.url, "page_size": 10, "retries": 3, **more}


def pull(server, command="documents", timeout=60, **more):
    return drive(command, source_of(server, **more), TEST, [RUN], timeout=timeout)


def status(code, body=None, times=10**6, **headers):
    """Answers with this status so often, then as it should."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def fault(request, number):
        if number > times:
            return False
        request.reply(body if body is not None else {"error": f"made up {code}"}, code, headers)
        return True

    return fault


def check_whole(server, done):
    assert done.fine, done
    assert [row["id"] for row in done.rows] == [hit["_id"] for hit in server.documents]
    assert not server.open_points


def check_refused(server, done, code, *words):
    assert (done.fine, done.code) == (False, code), done
    assert "\n" not in done.text and all(word in done.place + " " + done.text for word in words), done
    assert not server.open_points


def test_without_faults_all_pages_come_in_order(faulty):
    server = faulty()
    check_whole(server, pull(server))
    assert server.seen["page"] == 3


REASON = {"error": {"root_cause": [{"type": "security_exception", "reason": "no permissions for x"}]}}


@pytest.mark.parametrize("code", [401, 403])
@pytest.mark.parametrize("step", ["server", "fields", "point", "page"])
def test_refused_credentials_are_told_and_not_tried_again(faulty, code, step):
    server = faulty(**{step: status(code, REASON)})
    check_refused(server, pull(server), "remote-auth", str(code), "no permissions for x")
    assert server.seen[step] == 1


@pytest.mark.parametrize("code", [400, 404, 500])
def test_other_errors_carry_the_reason_of_the_server(faulty, code):
    cause = {"type": "index_not_found_exception", "reason": "no such\nindex [docs]"}
    server = faulty(page=status(code, {"error": {"root_cause": [cause]}}))
    check_refused(
        server, pull(server), "remote", str(code), "index_not_found_exception: no such index [docs]", "/_search"
    )
    assert server.seen["page"] == 1


@pytest.mark.parametrize("step", ["server", "fields", "point", "page"])
@pytest.mark.parametrize("code", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(faulty, step, code):
    server = faulty(**{step: status(code, times=2)})
    check_whole(server, pull(server))


def test_a_server_that_stays_busy_is_given_up_after_the_configured_tries(faulty):
    server = faulty(page=status(503))
    check_refused(server, pull(server, retries=2), "remote", "503")
    assert server.seen["page"] == 3


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_respected(faulty, form):
    moments = []

    def busy(request, number):
        moments.append(time.monotonic())
        if number > 1:
            return False
        later = email.utils.formatdate(time.time() + 3, usegmt=True) if form == "date" else "2"
        request.reply({}, 429, {"Retry-After": later})
        return True

    server = faulty(point=busy)
    check_whole(server, pull(server))
    assert moments[1] - moments[0] >= 1.9


def cut_first(request, number):
    if number == 1:
        request.cut()
    return number == 1


def cut_inside(request, number):
    """A part of the first answer, then the end of the connection."""
    if number > 1:
        return False
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"took": 1, "hits": {"hits": [')
    request.cut()
    return True


@pytest.mark.parametrize("fault", [cut_first, cut_inside])
@pytest.mark.parametrize("step", ["server", "fields", "point", "page"])
def test_a_connection_that_is_cut_is_made_again(faulty, fault, step):
    server = faulty(**{step: fault})
    check_whole(server, pull(server))


def test_nobody_listening_ends_with_a_network_error():
    port = servers.Port()
    source = {"url": f"http://reader:geheim@127.0.0.1:{port.number}", "retries": 1}
    done = drive("documents", source, TEST, [RUN])
    port.close()
    assert (done.fine, done.code) == (False, "network")
    assert "2 tries" in done.text and f"127.0.0.1:{port.number}" in done.place
    assert "geheim" not in repr(done) and "reader" not in repr(done)


def test_an_answer_that_does_not_come_ends_with_the_timeout(faulty):
    def hang(request, number):
        request.server.owner.released.wait(30)
        return True

    server = faulty(page=hang)
    done = pull(server, timeout_us=700_000, retries=1)
    check_refused(server, done, "network", "2 tries")
    assert done.seconds < 15


def test_a_slow_page_is_asked_again_and_nothing_is_lost(faulty):
    def slow(request, number):
        if number == 2:
            request.server.owner.released.wait(2)
        return False

    server = faulty(page=slow)
    check_whole(server, pull(server, timeout_us=1_000_000))
    assert server.seen["page"] == 4


def replace(make):
    """Answers with make(page as it should be)."""

    def fault(request, number):
        request.reply(make(request.server.owner.page(request)))
        return True

    return fault


def without_id(page):
    del page["hits"]["hits"][0]["_id"]
    return page


@pytest.mark.parametrize(
    "make",
    [
        lambda page: b"",
        lambda page: b"<html>login please</html>",
        lambda page: b'{"took": 1, "hits": {"hits": [{"_index": "docs", "_id": "d0", "_source": {"a": 1}}',
        lambda page: b'{"took": 1, "hits": {"hits": [1, 2]}}',
        lambda page: b'{"took": 1, "hits": []}',
        lambda page: b'{"took": 1}',
        lambda page: b"[]",
        lambda page: b"null",
        lambda page: b'{"hits": {"hits": []}} and more',
        lambda page: b'{"hits": {"hits": [{"_index": "docs", "_id": "\\ud800", "_source": {}}]}}',
        lambda page: b"[" * 100_000,
        without_id,
        lambda page: page | {"_shards": "none"},
        lambda page: page | {"hits": {"hits": [hit | {"sort": ["x"]} for hit in page["hits"]["hits"]]}},
    ],
)
def test_an_answer_of_the_wrong_form_is_refused(faulty, make):
    server = faulty(page=replace(make))
    check_refused(server, pull(server), "remote", "expected")
    assert server.seen["page"] == 1


@pytest.mark.parametrize("step", ["server", "fields", "point", "batch"])
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"version": 1, "fields": 2, "pit_id": 3, "responses": [4]}']
)
def test_every_step_refuses_what_it_cannot_read(faulty, step, body):
    server = faulty(**{step: status(200, body)})
    done = pull(server, "fingerprints" if step in ("batch",) else "documents")
    if step == "server":
        # Aggregations do not need to know what the server is; paging does.
        done = pull(server)
    check_refused(server, done, "remote")


SHARDS = {
    "total": 3,
    "successful": 2,
    "failed": 1,
    "failures": [{"reason": {"type": "x", "reason": "the breaker tripped"}}],
}


@pytest.mark.parametrize(
    ("change", "words"),
    [({"_shards": SHARDS}, "1 of 3 shards failed: the breaker tripped"), ({"timed_out": True}, "timed out")],
)
def test_an_answer_that_is_not_whole_is_asked_again_and_never_taken(faulty, change, words):
    def partly(times):
        def fault(request, number):
            if number > times:
                return False
            page = request.server.owner.page(request)
            page["hits"]["hits"] = page["hits"]["hits"][:3]
            request.reply(page | change)
            return True

        return fault

    server = faulty(page=partly(2))
    check_whole(server, pull(server))
    server = faulty(page=partly(10**6))
    check_refused(server, pull(server, retries=1), "remote", words)
    assert server.seen["page"] == 2


def test_a_failed_shard_in_a_batch_is_asked_again(faulty):
    def fault(request, number):
        if number > 1:
            return False
        request.reply({"responses": [{"_shards": SHARDS, "hits": {"hits": []}, "aggregations": {}}]})
        return True

    server = faulty(batch=fault)
    done = pull(server, "fingerprints")
    assert done.fine and done.rows == [{"run": RUN, "documents": 25, "text": "25:24:300"}], done


PACKED_BLANKS = gzip.compress(b" " * (300 << 20), 1)


def test_a_huge_answer_is_refused_while_it_arrives(faulty):
    """300 MB of blanks, packed to a few: more than an answer may be unpacked."""

    def huge(request, number):
        request.reply(PACKED_BLANKS, 200, {"Content-Encoding": "gzip"})
        return True

    server = faulty(page=huge)
    check_refused(server, pull(server), "limit", "larger than")


def test_a_page_that_is_too_large_is_asked_in_halves(faulty):
    def fault(request, number):
        page = request.server.owner.page(request)
        if len(page["hits"]["hits"]) <= 3:
            return False
        request.reply(PACKED_BLANKS, 200, {"Content-Encoding": "gzip"})
        return True

    server = faulty(page=fault)
    check_whole(server, pull(server))


def test_a_damaged_gzip_body_is_refused(faulty):
    server = faulty(page=status(200, b"\x1f\x8b" + b"broken" * 10, Content_Encoding="gzip"))
    check_refused(server, pull(server), "remote", "cannot be read")


@pytest.mark.parametrize("step", ["page", "point"])
def test_a_stop_ends_a_waiting_request_within_a_second_and_gives_the_point_back(faulty, step):
    def hang(request, number):
        request.server.owner.released.wait(30)
        return True

    server = faulty(**{step: hang})
    process = start("documents", source_of(server), TEST, [RUN])
    process.stdin.write(process.specification)
    process.stdin.close()
    process.stdin = None
    process.specification = None
    servers.wait_until(lambda: server.seen.get(step), 30, f"request of step {step}")
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    done = finish(process)
    assert time.monotonic() - asked < 2
    check_refused(server, done, "cancelled")


def test_a_stop_ends_the_wait_before_the_next_try(faulty):
    server = faulty(page=status(429, Retry_After="60"))
    process = start("documents", source_of(server), TEST, [RUN])
    process.stdin.write(process.specification)
    process.stdin.close()
    process.stdin = None
    process.specification = None
    servers.wait_until(lambda: server.seen.get("page"), 30, "request of a page")
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    done = finish(process)
    assert time.monotonic() - asked < 2
    check_refused(server, done, "cancelled")


def test_an_api_key_goes_in_the_header_and_nowhere_else(faulty, tmp_path):
    secret = tmp_path / "key"
    secret.write_text("c2VjcmV0LWtleQ==\n")
    given = []
    server = faulty(
        page=lambda request, number: given.append(request.headers["Authorization"]), server=status(503, times=1)
    )
    done = pull(server, auth="api_key", secret_file=str(secret))
    check_whole(server, done)
    assert set(given) == {"ApiKey c2VjcmV0LWtleQ=="}
    assert "c2VjcmV0" not in repr(done)


def test_a_login_in_the_url_is_used_and_never_shown(faulty):
    given = []

    def look(request, number):
        given.append(request.headers["Authorization"])
        request.reply({}, 500)
        return True

    server = faulty(page=look)
    done = pull(server, url=server.url.replace("//", "//reader:geheim%21@"))
    check_refused(server, done, "remote", "500")
    assert given == ["Basic cmVhZGVyOmdlaGVpbSE="]
    assert "geheim" not in repr(done) and "reader" not in repr(done)


def test_aws_requests_are_signed_over_the_packed_body(faulty, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n")
    signatures = []

    def look(request, number):
        given = request.headers["Authorization"].split("Signature=")[1]
        wanted = signature_of(request, secret.read_text().strip(), "eu-west-1", "es")
        signatures.append(
            (given == wanted, request.headers["x-amz-security-token"], request.headers["Content-Encoding"])
        )
        return False

    server = faulty(page=look, fields=look, point=look)
    runs = [f"{RUN[:-1]}{number}" for number in range(1, 300)]
    source = source_of(
        server,
        auth="sigv4",
        user="AKIDEXAMPLE",
        secret_file=str(secret),
        region="eu-west-1",
        service="es",
        session_token_env="TOKEN",
    )
    test = {**TEST, "benchmark_index": "docs*,docs"}  # "*" and "," are where signers differ
    done = drive("documents", source, test, runs, env={"TOKEN": "passing-by"})
    check_whole(server, done)
    assert [fine for fine, _, _ in signatures] == [True] * 5
    assert {token for _, token, _ in signatures} == {"passing-by"}
    assert signatures[-1][2] == "gzip"
    assert "wJalr" not in repr(done) and "passing-by" not in repr(done)
