# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-ins for the outside services that `rigel orion` can ask. Each is a server on a free port of
127.0.0.1 for as long as its `with` lasts:

    with PayloadService("prs") as pulls, GitHub(status=404) as github, Shortener() as shortener:
        ["--pr-service-url", pulls.url, "--github-url", github.url, "--shortener-url", shortener.url]

`url` is the base URL to configure, `requests` what was asked: (method, path with query, headers, body).

What goes wrong is `fault`: "hang" (no answer until the end), "cut" (connection ended), "truncated" (half of the
answer), "html" (200 with a page), or an HTTP status; "absent" (nothing listens at the URL)."""

import base64
import hashlib
import json
import re
import socket
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What the PR service of orion-compat's recorded cases answers: four entries, one of them twice.
PULLS = [
    {"url": "https://github.com/openshift/operator-framework-olm/pull/1101"},
    {"url": "https://github.com/openshift/ovn-kubernetes/pull/2202"},
    {"url": "https://github.com/openshift/operator-framework-olm/pull/1101"},
    {"url": "https://github.com/openshift/machine-config-operator/pull/3303"},
]


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body go out as two writes: without this each answer waits for the client's ACK.
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def _serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.standin.take(self, body)

    do_GET = do_POST = do_PUT = do_DELETE = _serve

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True


class Standin:
    """A server whose answer(method, path, query, body, headers) gives (status, body[, headers])."""

    def __init__(self, fault=None):
        self.fault = fault
        self.requests = []
        self._over = threading.Event()
        if fault == "absent":
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.url = f"http://127.0.0.1:{probe.getsockname()[1]}"
            self._server = None
            return
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Request)
        self._server.daemon_threads = True
        self._server.standin = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._over.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def paths(self):
        """Paths asked for, without queries, in order."""
        return [path.split("?")[0] for _, path, _, _ in self.requests]

    def take(self, request, body):
        self.requests.append((request.command, request.path, dict(request.headers), body.decode()))
        if self.fault == "hang":
            self._over.wait(120)
            request.close_connection = True
        elif self.fault == "cut":
            request.close_connection = True
            request.connection.shutdown(socket.SHUT_RDWR)
        elif self.fault == "html":
            self._send(request, 200, "<!doctype html><title>Log in</title>", {})
        elif isinstance(self.fault, int):
            self._send(request, self.fault, {"message": "the stand-in was told to"}, {})
        else:
            split = urllib.parse.urlsplit(request.path)
            query = {name: values[0] for name, values in urllib.parse.parse_qs(split.query).items()}
            answer = self.answer(request.command, split.path, query, body, request.headers)
            self._send(request, answer[0], answer[1], answer[2] if len(answer) > 2 else {})

    def _send(self, request, status, body, headers):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        if self.fault == "truncated":
            data = data[: len(data) // 2]
        request.send_response(status)
        request.send_header("Content-Type", "text/plain" if isinstance(body, str) else "application/json")
        request.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(data)

    def answer(self, method, path, query, body, headers):
        raise NotImplementedError


class PayloadService(Standin):
    """mode, as the field pr_service of a recorded case: "empty", "prs", "500", "null" or "absent". Or `pulls`: a list
    of entries a version, and {(older, newer): entries} as `differences`."""

    def __init__(self, mode="prs", fault=None, pulls=None, differences=None):
        self.mode, self.pulls, self.differences = mode, pulls, differences
        super().__init__("absent" if mode == "absent" else int(mode) if mode == "500" else fault)

    def answer(self, method, path, query, body, headers):
        everything = {"empty": [], "prs": PULLS, "null": None}[self.mode]
        if method == "GET" and path == "/api/releases/pull_requests":
            item = json.loads(query["filter"])["items"][0]
            asked = (item["columnField"], item["operatorValue"], query["sortField"], query["sort"])
            if asked != ("release_tag", "equals", "pull_request_id", "asc"):
                return 400, {"message": f"not Orion's question: {asked}"}
            return 200, everything if self.pulls is None else self.pulls.get(item["value"], [])
        if method == "GET" and path == "/api/payloads/diff":
            pair = (query["fromPayload"], query["toPayload"])
            return 200, everything if self.differences is None else self.differences.get(pair, [])
        return 404, {"message": "no such path"}


class Shortener(Standin):
    """https://tinyurl.com/ and the first 8 hex digits of the URL's SHA-1, as in the recorded cases; for what `refused`
    names, 400."""

    def __init__(self, fault=None, refused=()):
        self.refused = refused
        super().__init__(fault)

    def answer(self, method, path, query, body, headers):
        if method != "GET" or path != "/api-create.php" or "url" not in query:
            return 404, "Error"
        if query["url"] in self.refused:
            return 400, "Error"
        return 200, "https://tinyurl.com/" + hashlib.sha1(query["url"].encode()).hexdigest()[:8]


class GitHub(Standin):
    """status=404: knows nothing (the recorded cases). Otherwise `releases`, `commits` and `pulls`: {"owner/name": [...]}
    in GitHub's order and shapes, pulls {("owner/name", number): {...}}. Pages as asked. `token` is then needed;
    `limited` answers 403 as at the end of the hourly quota."""

    def __init__(self, status=None, fault=None, releases=None, commits=None, pulls=None, token=None, limited=False):
        self.releases, self.commits, self.pulls = releases or {}, commits or {}, pulls or {}
        self.token, self.limited = token, limited
        super().__init__(status or fault)

    def answer(self, method, path, query, body, headers):
        if self.limited:
            return 403, {"message": "rate limit"}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795300000"}
        if self.token and headers.get("Authorization") != f"Bearer {self.token}":
            return 401, {"message": "Bad credentials"}
        if "github" not in headers.get("Accept", "") or not headers.get("User-Agent"):
            return 406, {"message": "Accept and User-Agent are needed"}
        if found := re.fullmatch(r"/repos/([^/]+/[^/]+)/(releases|commits)", path):
            everything = getattr(self, found[2]).get(found[1])
            if everything is None:
                return 404, {"message": "Not Found"}
            size, page = int(query["per_page"]), int(query["page"])
            return 200, everything[size * (page - 1) : size * page]
        if found := re.fullmatch(r"/repos/([^/]+/[^/]+)/pulls/(\d+)", path):
            pull = self.pulls.get((found[1], int(found[2])))
            return (200, pull) if pull else (404, {"message": "Not Found"})
        return 404, {"message": "Not Found"}


class Jira(Standin):
    """A Jira server (API version 2, bearer token), or with cloud=True Atlassian Cloud (search of API version 3, e-mail
    and token). Issues are in `issues`: {"key": ..., "fields": {...}}, those made through the API included; a search
    understands the conditions that rigel sends. `page` issues at most a page; without may_create creating is 403."""

    def __init__(
        self, cloud=False, fault=None, token="jira-token", email="ci@example.com", issues=(), page=100, may_create=True
    ):
        self.cloud, self.token, self.email, self.page, self.may_create = cloud, token, email, page, may_create
        self.project, self.components, self.issues = "PERFSCALE", ["CPT_ISSUES"], list(issues)
        self.categories = {}
        super().__init__(fault)
        self.prefix = "/x.atlassian.net" if cloud else ""
        self.url += self.prefix

    def answer(self, method, path, query, body, headers):
        login = base64.b64encode(f"{self.email}:{self.token}".encode()).decode()
        expected = f"Basic {login}" if self.cloud else f"Bearer {self.token}"
        if headers.get("Authorization") != expected:
            return 401, {"errorMessages": ["You are not authenticated."]}
        if not path.startswith(self.prefix):
            return 404, {"errorMessages": ["no such path"]}
        asked = (method, path.removeprefix(self.prefix))
        if asked == ("GET", f"/rest/api/2/project/{self.project}/components"):
            return 200, [{"id": str(number), "name": name} for number, name in enumerate(self.components)]
        if asked == ("GET", "/rest/api/3/search/jql" if self.cloud else "/rest/api/2/search"):
            return self._search(query)
        if asked == ("POST", "/rest/api/2/issue"):
            return self._create(json.loads(body))
        return 404, {"errorMessages": ["no such path"]}

    def _search(self, query):
        try:
            found = [issue for issue in self.issues if self._fits(issue, query["jql"])]
        except ValueError as error:
            return 400, {"errorMessages": [str(error)], "errors": {}}
        start = int(query.get("nextPageToken" if self.cloud else "startAt", 0))
        size = min(self.page, int(query["maxResults"]))
        shown = [self._shown(issue, query["fields"].split(",")) for issue in found[start : start + size]]
        if not self.cloud:
            return 200, {"startAt": start, "maxResults": size, "total": len(found), "issues": shown}
        more = start + size < len(found)
        return 200, {"issues": shown, "isLast": not more, **({"nextPageToken": str(start + size)} if more else {})}

    def _fits(self, issue, jql):
        fields = issue["fields"]
        for condition in jql.split(" AND "):
            found = re.fullmatch(r'(\w+) (=|~|IN) (?:"([^"]*)"|\(((?:"[^"]*"(?:, )?)+)\))', condition)
            if not found:
                raise ValueError(f"Error in the JQL Query: {condition}")
            name, operator, value, several = found.groups()
            if name == "component" and value not in self.components:
                raise ValueError(f"The value '{value}' does not exist for the field 'component'.")
            have = {
                "project": [self.project],
                "component": [component["name"] for component in fields.get("components", [])],
                "labels": fields.get("labels", []),
                "statusCategory": [self.categories.get(issue["key"], "To Do")],
            }.get(name)
            if operator == "~":
                if value not in (fields.get(name) or ""):
                    return False
            elif not set(re.findall(r'"([^"]*)"', several) if several else [value]) & set(have):
                return False
        return True

    def _shown(self, issue, names):
        fields = {name: issue["fields"].get(name) for name in names}
        if self.cloud and fields.get("description"):
            lines = fields["description"].splitlines()
            paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": line}]} for line in lines]
            fields["description"] = {"type": "doc", "version": 1, "content": paragraphs}
        return {"id": issue["key"], "key": issue["key"], "fields": fields}

    def _create(self, asked):
        fields = asked["fields"]
        if not self.may_create:
            return 403, {"errorMessages": ["You do not have permission to create issues in this project."]}
        wrong = [label for label in fields["labels"] if re.search(r"\s", label)]
        if wrong or fields["project"] != {"key": self.project} or fields["issuetype"] != {"name": "Bug"}:
            return 400, {"errorMessages": [], "errors": {"labels": f"not taken: {wrong}"}}
        key = f"{self.project}-{len(self.issues) + 1}"
        self.issues.append({"key": key, "fields": fields})
        return 201, {"id": str(len(self.issues)), "key": key, "self": f"{self.url}/rest/api/2/issue/{key}"}
