# SPDX-License-Identifier: GPL-3.0-or-later
"""A receiver of alerts that keeps what it gets and misbehaves on request."""

import json
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """`faults` are drawn from for every request: a status, "hang" (no answer for a while), "cut" (the connection
    ends unanswered) or "lose" (taken in, but the connection ends unanswered). None: all is well."""

    def __init__(self, faults=(), seed=1):
        self.requests = []  # (path, headers, body) of all that was taken in, repeats too
        self.refused = 0
        self._faults = list(faults)
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.answer(self, body)

            do_PUT = do_POST

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def behave(self, faults=()):
        with self._lock:
            self._faults = list(faults)

    def answer(self, handler, body):
        with self._lock:
            fault = self._random.choice(self._faults) if self._faults else None
            if fault in (None, "lose"):
                self.requests.append((handler.command, handler.path, dict(handler.headers), body))
            else:
                self.refused += 1
        if fault == "hang":
            time.sleep(0.6)
        if fault in ("hang", "cut", "lose"):
            handler.close_connection = True
            return
        handler.send_response(fault or 200)
        if fault == 302:
            handler.send_header("Location", self.url + "/elsewhere")
        if fault in (429, 503):
            handler.send_header("Retry-After", "0")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def messages(self):
        with self._lock:
            return [json.loads(request[3]) for request in self.requests]

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
