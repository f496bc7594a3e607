# SPDX-License-Identifier: GPL-3.0-or-later
"""A search server that misbehaves on demand, and a proxy that gives a real one TLS and a login.

FaultServer answers like a small OpenSearch 2 with one index of made-up documents. `faults` maps a step
("server", "fields", "point", "page", "batch", "close") to a function that gets the request and its
number among those of this step (from 1) and returns True where it has answered in its own way."""

import base64
import gzip
import hashlib
import hmac
import json
import socket
import ssl
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RUN = "run-1"


class Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body go out as two writes: without this each answer waits for the client's ACK.
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def body(self):
        """The body unpacked; as it came in self.raw."""
        self.raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return gzip.decompress(self.raw) if self.headers.get("Content-Encoding") == "gzip" else self.raw

    def reply(self, body, status=200, headers=None):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def cut(self):
        """Ends the connection at once."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError, ssl.SSLError):
            self.close_connection = True

    def answer(self):
        self.server.owner.answer(self)

    do_GET = do_POST = do_DELETE = answer


class Loopback:
    """An HTTP server on a free loopback port, in threads, until close()."""

    def __init__(self, tls=None):
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self._server.daemon_threads = True
        self._server.owner = self
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class FaultServer(Loopback):
    def __init__(self, documents=25, faults=None, tls=None):
        self.faults = faults or {}
        self.documents = [
            {"_index": "docs", "_id": f"d{number}", "_source": {"uuid": RUN, "value": number}}
            for number in range(documents)
        ]
        self.seen = {}
        self.open_points = set()
        self.released = threading.Event()
        self.lock = threading.Lock()
        super().__init__(tls)

    def close(self):
        self.released.set()
        super().close()

    def answer(self, request):
        request.content = request.body()
        path = urllib.parse.urlsplit(request.path).path
        step = self.step_of(request.command, path)
        with self.lock:
            number = self.seen[step] = self.seen.get(step, 0) + 1
        fault = self.faults.get(step)
        if fault and fault(request, number):
            return
        getattr(self, f"answer_{step}")(request)

    @staticmethod
    def step_of(method, path):
        if path == "/":
            return "server"
        if path.endswith("/_field_caps"):
            return "fields"
        if path.endswith("/_search/point_in_time"):
            return "close" if method == "DELETE" else "point"
        return {"/_search": "page", "/_msearch": "batch"}.get(path, "unknown")

    def answer_server(self, request):
        request.reply({"version": {"distribution": "opensearch", "number": "2.19.1"}})

    def answer_fields(self, request):
        def kind(name):
            return {name: {"type": name, "searchable": True, "aggregatable": True}}

        request.reply({"indices": ["docs"], "fields": {"uuid": kind("keyword"), "timestamp": kind("date")}})

    def answer_point(self, request):
        point = f"point-{self.seen['point']}"
        with self.lock:
            self.open_points.add(point)
        request.reply({"pit_id": point, "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0}})

    def answer_close(self, request):
        with self.lock:
            self.open_points -= set(json.loads(request.content)["pit_id"])
        request.reply({"pits": []})

    def page(self, request):
        """The page that the request asks for, as the server would give it."""
        asked = json.loads(request.content)
        after = asked["search_after"][0]
        hits = [{**hit, "sort": [number]} for number, hit in enumerate(self.documents) if number > after]
        return {
            "pit_id": asked["pit"]["id"],
            "took": 1,
            "timed_out": False,
            "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
            "hits": {"max_score": None, "hits": hits[: asked["size"]]},
        }

    def answer_page(self, request):
        request.reply(self.page(request))

    def answer_batch(self, request):
        counts = {
            "buckets": [
                {
                    "key": RUN,
                    "doc_count": len(self.documents),
                    "newest": {"value": len(self.documents) - 1.0},
                    "sum": {"value": float(sum(range(len(self.documents))))},
                }
            ]
        }
        answer = {
            "took": 1,
            "timed_out": False,
            "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
            "hits": {"hits": []},
            "aggregations": {"runs": counts},
            "status": 200,
        }
        request.reply({"took": 1, "responses": [answer]})

    def answer_unknown(self, request):
        request.reply({"error": "no such path"}, 404)


class Proxy(Loopback):
    """Stands in front of a server and passes on."""

    PASSED = ("Content-Type", "Content-Encoding")

    def __init__(self, url, tls=None):
        self._behind = url
        super().__init__(tls)

    def ask(self, request, content):
        """What the server behind answers: status, body, headers."""
        passed = {name: request.headers[name] for name in self.PASSED if name in request.headers}
        asked = urllib.request.Request(
            self._behind + request.path, data=content or None, method=request.command, headers=passed
        )
        try:
            with urllib.request.urlopen(asked) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as answer:
            return answer.status, answer.read(), answer.headers


class SecureProxy(Proxy):
    """TLS and a login in front of a server that has neither."""

    PASSED = (*Proxy.PASSED, "Accept-Encoding")

    def __init__(self, url, user, password, tls):
        self._expected = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        super().__init__(url, tls)

    def answer(self, request):
        content = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        if request.headers.get("Authorization") != self._expected:
            request.reply({"error": {"root_cause": [], "type": "security", "reason": "no login"}}, 401)
            return
        status, body, headers = self.ask(request, content)
        encoding = headers.get("Content-Encoding")
        request.reply(body, status, {"Content-Encoding": encoding} if encoding else None)


class OrionProxy(Proxy):
    """In front of a node that answers Orion's searches, by step: "runs", "versions", "iterations",
    "aggregates" and "documents". faults are as FaultServer's, with "any" for every request; what came is in
    `asked`: (step, path, decoded body)."""

    def __init__(self, url, faults=None):
        self.faults = faults or {}
        self.asked = []
        self.released = threading.Event()
        super().__init__(url)

    def close(self):
        self.released.set()
        super().close()

    @staticmethod
    def step_of(body):
        if "aggs" in body:
            return "aggregates"
        text = json.dumps(body["query"])
        if "jobSummary" in text:
            return "iterations"
        if '"exists"' in text:
            return "versions"
        return "documents" if "should" in body["query"].get("bool", {}) else "runs"

    def answer(self, request):
        request.content = request.body()
        body = json.loads(request.content) if request.content else {}
        step = self.step_of(body) if "query" in body else "other"
        self.asked.append((step, urllib.parse.urlsplit(request.path).path, body))
        number = [name for name, _, _ in self.asked].count(step)
        fault = self.faults.get(step) or self.faults.get("any")
        if fault and fault(request, number):
            return
        status, content = self.truth(request)
        request.reply(content, status)

    def truth(self, request):
        """The answer as it should be: status and bytes."""
        status, content, _ = self.ask(request, request.raw)
        return status, content


def signature_of(request, secret, region, service):
    """AWS signature version 4 of a request as it came, for the headers that it says are signed."""
    given = request.headers["Authorization"]
    signed = given.split("SignedHeaders=")[1].split(",")[0].split(";")
    split = urllib.parse.urlsplit(request.path)
    # Every service but S3 signs the path encoded once more than it was sent.
    lines = [request.command, urllib.parse.quote(split.path, safe="/~"), split.query]
    lines += [f"{name}:{' '.join(request.headers[name].split())}" for name in signed]
    lines += ["", ";".join(signed), hashlib.sha256(request.raw).hexdigest()]
    moment = request.headers["x-amz-date"]
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    key = f"AWS4{secret}".encode()
    for part in (moment[:8], region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{digest}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
