# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that the system tests own: each has a data folder and a locked free loopback port.

PostgreSQL and SearchServer live as long as a session, Service (`rigel serve`) as long as a test.
Every process dies with the one that started it, whichever way that ends: setpriv asks the kernel
for it.
"""

import fcntl
import glob
import json
import os
import pathlib
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import psycopg
import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
KINDS = ("opensearch-2", "opensearch-3", "elasticsearch-7")


class Port:
    """A free loopback port, kept from other test processes by a file lock until close()."""

    def __init__(self):
        folder = pathlib.Path(tempfile.gettempdir()) / f"rigel-ports-{os.getuid()}"
        folder.mkdir(exist_ok=True)
        for _ in range(100):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.number = probe.getsockname()[1]
            self._lock = (folder / str(self.number)).open("w")
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                self._lock.close()
        raise RuntimeError("no free port found")

    def close(self):
        self._lock.close()


def wait_until(check, timeout, what):
    """Calls check until it gives something true, and returns that."""
    deadline = time.monotonic() + timeout
    while True:
        answer = check()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"no {what} within {timeout} s")
        time.sleep(0.02)


def bound(*command, death_signal="KILL"):
    """The command so that it ends when the thread that starts it does."""
    return ["setpriv", "--pdeathsig", death_signal, *map(str, command)]


def end(process, first=signal.SIGTERM, timeout=20):
    """Ends a process and returns its status; kills it when it does not go."""
    if process.poll() is None:
        process.send_signal(first)
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return process.returncode


class MemoryFolder:
    """A folder for data that need not last: in memory where there is room, a database is made there in a sixth of
    the processor time that a disk's file system takes. What a killed process left behind there goes first."""

    MEMORY = pathlib.Path("/dev/shm")
    ROOM = 4 << 30

    def __init__(self, prefix):
        place = None
        if os.access(self.MEMORY, os.W_OK):
            self._sweep(prefix)
            place = self.MEMORY if shutil.disk_usage(self.MEMORY).free >= self.ROOM else None
        self.path = pathlib.Path(tempfile.mkdtemp(prefix=prefix, dir=place))
        self._lock = (self.path / "lock").open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def _sweep(self, prefix):
        for lock in self.MEMORY.glob(f"{prefix}*/lock"):
            try:
                with lock.open("r") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(lock.parent, ignore_errors=True)
            except OSError:
                continue

    def close(self):
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


class PostgreSQL:
    """One cluster without durability: fast, and gone afterwards. Answers on 127.0.0.1:port."""

    USER = "rigel"
    _migrated = None

    def __init__(self):
        self._memory = MemoryFolder("rigel-postgresql-")
        self.folder = self._memory.path
        self._port = Port()
        self.port = self._port.number
        self._process = None
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    @staticmethod
    def program(name):
        folders = sorted(
            glob.glob("/usr/lib/postgresql/*/bin"),
            key=lambda path: int(path.split("/")[4]),
        )
        for folder in reversed(folders):
            if os.access(f"{folder}/{name}", os.X_OK):
                return f"{folder}/{name}"
        found = shutil.which(name)
        if not found:
            raise FileNotFoundError(f"{name} of PostgreSQL is not installed: run tools/setup test")
        return found

    def _as_user(self):
        """PostgreSQL refuses root: then another user owns the folder and runs the server."""
        if os.getuid() != 0:
            return []
        try:
            user = pwd.getpwnam("postgres")
        except KeyError:
            user = pwd.getpwnam("nobody")
        os.chown(self.folder, user.pw_uid, user.pw_gid)
        return [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]

    def _start(self):
        user = self._as_user()
        data = self.folder / "data"
        subprocess.run(
            ["setpriv", *user, self.program("initdb"), "-D", data, "-U", self.USER]
            + ["-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            check=True,
            capture_output=True,
            cwd="/",
        )
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "wal_level": "minimal",
            "max_wal_senders": "0",
            "max_connections": "300",
            "max_prepared_transactions": "0",
            "autovacuum_naptime": "10s",
        }
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        log = (self.folder / "log").open("wb")
        self._process = subprocess.Popen(
            ["setpriv", *user, "--pdeathsig", "QUIT", self.program("postgres"), "-D", data, *options],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
        log.close()
        wait_until(self._answers, 60, f"answer of PostgreSQL; its log: {self.folder}/log")
        with self.connect("postgres") as connection:
            connection.execute("CREATE DATABASE rigel_empty TEMPLATE template0")

    def _answers(self):
        if self._process.poll() is not None:
            raise RuntimeError((self.folder / "log").read_text())
        try:
            self.connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def conninfo(self, name):
        return f"host=127.0.0.1 port={self.port} user={self.USER} dbname={name}"

    def connect(self, name):
        return psycopg.connect(self.conninfo(name), autocommit=True)

    def create(self, template="rigel_empty"):
        """A fresh database, a copy of the template."""
        name = f"t_{secrets.token_hex(6)}"
        self.copy(template, name)
        return Database(self.conninfo(name), name, self)

    def copy(self, template, name):
        """As files, where the server can: through its log it takes half as much again."""
        with self.connect("postgres") as connection:
            how = " STRATEGY FILE_COPY" if connection.info.server_version >= 150000 else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}{how}")

    def migrated(self, rigel):
        """The name of a database that `rigel migrate` made the schema of: once, to be copied."""
        if not self._migrated:
            database = self.create()
            rigel.run("migrate", "--database", database.conninfo)
            self._migrated = database.name
        return self._migrated

    def drop(self, database):
        with self.connect("postgres") as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database.name} WITH (FORCE)")

    def close(self):
        if self._process:
            end(self._process, signal.SIGINT)
        self._port.close()
        self._memory.close()


class Database:
    """One test's database."""

    def __init__(self, conninfo, name, server):
        self.conninfo = conninfo
        self.name = name
        self._server = server

    def migrate(self, rigel):
        """What `rigel migrate` makes of an empty database, as a copy of one: less than half the work."""
        template = self._server.migrated(rigel)
        with self._server.connect("postgres") as connection:
            connection.execute(f"DROP DATABASE {self.name} WITH (FORCE)")
        self._server.copy(template, self.name)

    def connect(self):
        return psycopg.connect(self.conninfo, autocommit=True)

    def query(self, sql, parameters=None):
        """The rows of one statement, as tuples; an empty list where it gives none."""
        with self.connect() as connection:
            cursor = connection.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []

    def value(self, sql, parameters=None):
        return self.query(sql, parameters)[0][0]


class SearchServer:
    """One node of a kind (KINDS) on loopback; without TLS and login. java: options of Java."""

    def __init__(self, kind, java=""):
        self.kind = kind
        self._java = java
        self._memory = MemoryFolder(f"rigel-{kind}-")
        self.folder = self._memory.path
        self._port = Port()
        self.url = f"http://127.0.0.1:{self._port.number}"
        self._process = None
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self):
        log = (self.folder / "node.log").open("wb")
        tool = ROOT / "tools" / "search-server" / "search-server"
        self._process = subprocess.Popen(
            bound(tool, "run", self.kind, self._port.number, self.folder),
            env={**os.environ, "SEARCH_JAVA_OPTIONS": self._java},
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        log.close()
        wait_until(self._answers, 180, f"answer of {self.kind}; its log: {self.folder}/node.log")

    def _answers(self):
        if self._process.poll() is not None:
            raise RuntimeError((self.folder / "node.log").read_text()[-4000:])
        try:
            return requests.get(f"{self.url}/_cluster/health", timeout=5).ok
        except requests.RequestException:
            return False

    def close(self):
        if self._process:
            # Nothing of the node's data is kept, so nothing needs an orderly end.
            end(self._process, signal.SIGKILL)
        self._port.close()
        self._memory.close()


class SearchSpace:
    """What one test sees of a node: its own index names, which all begin with `prefix`."""

    CHUNK = 5 << 20

    def __init__(self, url, kind):
        self.url = url
        self.kind = kind
        self.prefix = f"t{secrets.token_hex(4)}-"
        self._session = requests.Session()
        self._session.headers["content-type"] = "application/json"

    def request(self, method, path, body=None, check=True):
        """Path from the root of the server; the decoded JSON answer."""
        data = json.dumps(body) if isinstance(body, (dict, list)) else body
        answer = self._session.request(method, f"{self.url}/{path}", data=data, timeout=120)
        if check and not answer.ok:
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text[:1000]}")
        return answer.json() if answer.content else None

    def create(self, index, mapping=None, settings=None):
        """Makes prefix + index with one shard and no replica."""
        body = {"settings": {"number_of_shards": 1, "number_of_replicas": 0, **(settings or {})}}
        if mapping:
            body["mappings"] = mapping
        self.request("PUT", self.prefix + index, body)

    def put(self, index, document, name=None):
        """Stores one document (an object, or text as it is) and makes it visible."""
        path = f"{self.prefix}{index}/_doc" + (f"/{name}" if name else "")
        body = document if isinstance(document, (str, bytes)) else json.dumps(document)
        self.request("PUT" if name else "POST", f"{path}?refresh=true", body)

    def load(self, path, index=None):
        """Loads a `_bulk` file; its index names get the prefix. With index: a file of plain
        documents, one a line, goes into prefix + index. Returns the number of documents."""
        pairs, size, count = [], 0, 0
        with open(path, "rb") as file:
            while line := file.readline():
                if not line.strip():
                    continue
                if index is None:
                    action = json.loads(line)
                    (verb,) = action
                    action[verb]["_index"] = self.prefix + action[verb]["_index"]
                    pairs.append(json.dumps(action).encode() + b"\n")
                    line = file.readline()
                else:
                    action = {"index": {"_index": self.prefix + index}}
                    pairs.append(json.dumps(action).encode() + b"\n")
                pairs.append(line if line.endswith(b"\n") else line + b"\n")
                size += len(line)
                count += 1
                if size > self.CHUNK:
                    self._bulk(b"".join(pairs))
                    pairs, size = [], 0
        if pairs:
            self._bulk(b"".join(pairs))
        self.refresh()
        return count

    def load_fixtures(self, *names):
        """Loads tests/data/fixtures/opensearch/NAME.ndjson, each into an index of one shard."""
        for name in names:
            self.create(name)
            self.load(DATA / "fixtures" / "opensearch" / f"{name}.ndjson")

    def _bulk(self, body):
        answer = self.request("POST", "_bulk", body)
        if answer["errors"]:
            bad = [item for item in answer["items"] if "error" in next(iter(item.values()))]
            raise AssertionError(f"{len(bad)} documents refused, the first: {bad[0]}")

    def refresh(self):
        self.request("POST", f"{self.prefix}*/_refresh")

    def close(self):
        names = [row["index"] for row in self.request("GET", "_cat/indices?format=json&expand_wildcards=all")]
        for name in names:
            if name.startswith(self.prefix):
                self.request("DELETE", name, check=False)


def load_fixtures_as_named(url, shared):
    """Loads every fixture index, under its own name, those of other people too where their folder is there."""
    space = SearchSpace(url, "opensearch-2")
    space.prefix = ""
    files = {}
    for folder in (shared / "fixtures" / "opensearch", DATA / "fixtures" / "opensearch"):
        files.update({file.stem: file for file in folder.glob("*.ndjson")})
    for name, file in sorted(files.items()):
        space.create(name)
        space.load(file)


class Result:
    """A finished `rigel` command."""

    def __init__(self, arguments, status, stdout, stderr):
        self.arguments = arguments
        self.status = status
        self.stdout = stdout
        self.stderr = stderr

    def __repr__(self):
        return (
            f"rigel {' '.join(map(str, self.arguments))} ended with {self.status}\n"
            f"--- stdout\n{self.stdout[-4000:]}\n--- stderr\n{self.stderr[-6000:]}"
        )


class Rigel:
    """The program of one build folder (RIGEL_BUILD, else build/)."""

    def __init__(self, build=None):
        self.build = ROOT / (build or os.environ.get("RIGEL_BUILD") or "build")
        self.program = self.build / "rigel"
        if not self.program.exists():
            raise FileNotFoundError(f"{self.program} is not built: run make")

    @staticmethod
    def environment(extra=None):
        keep = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        keep["ASAN_OPTIONS"] = "exitcode=99:detect_leaks=1:allocator_may_return_null=1"
        keep["UBSAN_OPTIONS"] = "print_stacktrace=1:halt_on_error=1"
        keep["TZ"] = "UTC"
        keep.update(extra or {})
        return keep

    def popen(self, *arguments, env=None, **keywords):
        """A running command; the caller ends it."""
        return subprocess.Popen(
            bound(self.program, *arguments),
            env=self.environment(env),
            start_new_session=True,
            **keywords,
        )

    def run(self, *arguments, status=0, stdin="", timeout=120, env=None, cwd=None):
        """Runs a command to its end. status None accepts every exit status but a sanitizer's."""
        process = self.popen(
            *arguments,
            env=env,
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            out, err = process.communicate(stdin, timeout)
        except BaseException:
            process.kill()
            process.communicate()
            raise
        result = Result(arguments, process.returncode, out, err)
        if status is None:
            assert process.returncode not in (99, -signal.SIGABRT, -signal.SIGSEGV), result
        else:
            assert process.returncode == status, result
        return result

    def serve(self, config, *arguments, env=None, timeout=60):
        """`rigel serve`: use as a context manager, or call stop()."""
        return Service(self, config, arguments, env, timeout)


class Service:
    """A `rigel serve` that answers at `url`."""

    LISTENING = re.compile(r"listening on (https?://\S+:\d+)")

    def __init__(self, rigel, config, arguments, env, timeout):
        self._rigel = rigel
        self._config = config
        self.lines = []
        self._news = threading.Condition()
        self._ended = False
        self._process = rigel.popen(
            "serve",
            "--config",
            config,
            *arguments,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.session = requests.Session()
        try:
            found = self.wait_log(self.LISTENING, timeout=timeout)
        except BaseException:
            self.kill()
            raise
        self.url = found.group(1)

    def _read(self):
        for line in self._process.stdout:
            with self._news:
                self.lines.append(line.rstrip("\n"))
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    @property
    def pid(self):
        return self._process.pid

    @property
    def log(self):
        with self._news:
            return "\n".join(self.lines)

    def mark(self):
        """A place in the log: give it to wait_log as since."""
        with self._news:
            return len(self.lines)

    def wait_log(self, pattern, timeout=30, since=0):
        """The match of the first line from since on that the pattern is found in."""
        deadline = time.monotonic() + timeout
        with self._news:
            while True:
                for line in self.lines[since:]:
                    if found := re.search(pattern, line):
                        return found
                since = len(self.lines)
                left = deadline - time.monotonic()
                if self._ended or left <= 0:
                    why = "the process ended" if self._ended else f"not within {timeout} s"
                    raise AssertionError(f"no line with {pattern!r}: {why}\n" + "\n".join(self.lines[-80:]))
                self._news.wait(left)

    def request(self, method, path, timeout=60, **keywords):
        return self.session.request(method, self.url + path, timeout=timeout, **keywords)

    def get(self, path, **keywords):
        return self.request("GET", path, **keywords)

    def token(self, role, *options):
        """A new access token of this role (options: of `rigel token create`)."""
        name = f"{role}-{secrets.token_hex(4)}"
        made = self._rigel.run("token", "create", "--config", self._config, "--name", name, "--role", role, *options)
        return made.stdout.strip()

    def authorize(self, role, *options):
        """From now on every request of this object carries a token of this role."""
        self.session.headers["Authorization"] = f"Bearer {self.token(role, *options)}"

    def json(self, path, status=200):
        """The decoded answer, after its status was checked."""
        answer = self.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:2000]}"
        return answer.json()

    def peak_kib(self):
        """The most resident memory so far, or since forget_peak()."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"^VmHWM:\s+(\d+) kB", status, re.M).group(1))

    def forget_peak(self):
        """peak_kib() begins anew; returns what is resident now."""
        pathlib.Path(f"/proc/{self.pid}/clear_refs").write_text("5")
        return self.peak_kib()

    def reload(self):
        self._process.send_signal(signal.SIGHUP)

    def stop(self, timeout=30):
        """Asks it to end; it must do so in time and with status 0."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            status = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"still there {timeout} s after SIGTERM\n{self.log[-6000:]}") from None
        self._finish()
        assert status == 0, f"ended with {status}\n{self.log[-6000:]}"

    def kill(self):
        """SIGKILL."""
        self._process.kill()
        self._process.wait()
        self._finish()

    def _finish(self):
        self._reader.join(5)
        self._process.stdout.close()
        self.session.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if self._process.poll() is not None and not self._process.stdout.closed:
            self.stop()
        elif self._process.poll() is None:
            self.stop() if kind is None else self.kill()


def yaml_text(value, indent=0):
    """Dictionaries, lists and scalars as YAML: scalars as JSON, which YAML reads."""
    pad = "  " * indent
    if isinstance(value, dict) and value:
        rows = []
        for key, inner in value.items():
            nested = isinstance(inner, (dict, list)) and inner
            rows.append(f"{pad}{key}:" + ("\n" + yaml_text(inner, indent + 1) if nested else f" {json.dumps(inner)}"))
        return "\n".join(rows)
    if isinstance(value, list) and value:
        rows = []
        for inner in value:
            if isinstance(inner, dict) and inner:
                rows.append(f"{pad}- " + yaml_text(inner, indent + 1).lstrip())
            else:
                rows.append(f"{pad}- {json.dumps(inner)}")
        return "\n".join(rows)
    return pad + json.dumps(value)


def write_config(folder, database, sources, test_files, variables=None, **sections):
    """Writes folder/rigel.yaml and returns its path. The API takes a free port; documents are kept for ever.

    sources: a dictionary of source keys, or a list of them. sections: further keys by section, as in
    ingest={"settle": "1s"}."""
    if isinstance(sources, dict):
        sources = [sources]
    document = {
        "database": {"conninfo": database.conninfo},
        "sources": [{"name": f"source{number}", **source} for number, source in enumerate(sources)],
        "tests": {"files": [str(file) for file in test_files], "variables": variables or {}},
        "ingest": {"retention": "0s"},
        "api": {"listen": "127.0.0.1", "port": 0},
    }
    for name, keys in sections.items():
        document.setdefault(name, {}).update(keys)
    path = pathlib.Path(folder) / "rigel.yaml"
    path.write_text(yaml_text(document) + "\n", encoding="utf-8")
    return path


def fleet_config(folder, documents, database, source, prefix="", **sections):
    """A configuration of all `all-*` tests of a fleet: its test files, with their indices named, go into
    folder/tests. prefix: of the index names (SearchSpace.prefix)."""
    configs = pathlib.Path(documents) / "configs"
    listed = json.loads((configs / "tests.json").read_text())
    tests = pathlib.Path(folder) / "tests"
    tests.mkdir(exist_ok=True)
    files = []
    for test in listed["tests"]:
        if not test["name"].startswith("all-"):
            continue
        indices = f'    metadata_index: "{prefix}{listed["metadata_index"]}"\n'
        indices += f'    benchmark_index: "{prefix}{test["benchmark_index"]}"\n'
        text = (configs / test["file"]).read_text()
        file = tests / f"{test['name']}.yaml"
        file.write_text(re.sub(r"^(  - name: .*\n)", r"\1" + indices, text, count=1, flags=re.M))
        files.append(file)
    return write_config(folder, database, source, files, **sections)
