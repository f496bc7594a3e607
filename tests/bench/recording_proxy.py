# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP proxy in front of a search server that writes down what passes, to be pulled again."""

import gzip
import http.client
import http.server
import threading
import urllib.parse


class Exchange:
    """One request and its answer, bodies unpacked."""

    def __init__(self, method, path, headers, body, status, answer):
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.status = status
        self.answer = answer


def unpacked(headers, body):
    return gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body


class RecordingProxy:
    """Answers at url while open; exchanges holds what passed, in order of arrival."""

    def __init__(self, target):
        self.exchanges = []
        host = urllib.parse.urlsplit(target).netloc
        exchanges = self.exchanges

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {key.lower(): value for key, value in self.headers.items() if key.lower() != "host"}
                upstream = http.client.HTTPConnection(host, timeout=300)
                upstream.request(self.command, self.path, body, headers)
                answer = upstream.getresponse()
                data = answer.read()
                answered = {key.lower(): value for key, value in answer.getheaders()}
                exchanges.append(
                    Exchange(
                        self.command,
                        self.path,
                        headers,
                        unpacked(headers, body),
                        answer.status,
                        unpacked(answered, data),
                    )
                )
                upstream.close()
                self.send_response(answer.status)
                for key, value in answered.items():
                    if key not in ("connection", "transfer-encoding", "content-length"):
                        self.send_header(key, value)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = pass_on

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
