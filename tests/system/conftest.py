# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the system tests. Servers start at their first use and are shared by the session,
also between the workers of pytest-xdist: the first process starts them, the workers ask it."""

import json
import os
import pathlib
import queue
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import orion_command
import servers

# Other people's files, which are not part of the project.
SHARED = pathlib.Path(os.environ.get("RIGEL_SHARED", servers.ROOT.parent / "shared"))


# A node lives for some minutes and answers small requests: the second compiler's work (half of what a start
# costs) and a collector's threads never pay.
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


class Household:
    """Starts servers on request, in one thread that lives as long as the session: the servers are
    bound to the life of the thread that starts them."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="rigel-household-")
        self.socket = f"{self.folder}/socket"
        self._servers = {}
        self._orion_loaded = False
        self._requests = queue.Queue()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.socket)
        self._listener.listen(64)
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._requests.put(connection)

    def _keep(self):
        while (connection := self._requests.get()) is not None:
            with connection:
                name = connection.recv(100).decode()
                try:
                    answer = self._facts(name)
                except Exception as error:
                    answer = {"error": f"{name}: {error}"}
                connection.sendall(json.dumps(answer).encode())
        for server in self._servers.values():
            server.close()

    def _facts(self, name):
        if name == "orion":
            return self._orion_node()
        if name == "migrated":
            self._facts("postgres")
            return {"name": self._servers["postgres"].migrated(servers.Rigel())}
        if name not in self._servers:
            make = servers.PostgreSQL if name == "postgres" else lambda: servers.SearchServer(name, SHORT_LIVED)
            self._servers[name] = make()
        server = self._servers[name]
        return {"port": server.port} if name == "postgres" else {"url": server.url}

    def _orion_node(self):
        """OpenSearch 2 with the fixtures under their own names, as the recorded cases of Orion know them."""
        facts = self._facts("opensearch-2")
        if not self._orion_loaded:
            servers.load_fixtures_as_named(facts["url"], SHARED)
            self._orion_loaded = True
        return facts

    def close(self):
        self._listener.close()
        self._requests.put(None)
        self._keeper.join(60)
        shutil.rmtree(self.folder, ignore_errors=True)


def ask_household(name):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(os.environ["RIGEL_TEST_HOUSEHOLD"])
        connection.sendall(name.encode())
        answer = json.loads(connection.makefile().read())
    if "error" in answer:
        pytest.fail(answer["error"], pytrace=False)
    return answer


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.household = Household()
        os.environ["RIGEL_TEST_HOUSEHOLD"] = config.household.socket


def pytest_unconfigure(config):
    if hasattr(config, "household"):
        config.household.close()


def pytest_collection_modifyitems(items):
    """What takes longest begins first: at the end nobody waits for it alone."""
    items.sort(key=lambda item: item.get_closest_marker("first") is None)


class SharedPostgreSQL(servers.PostgreSQL):
    """The household's server, seen from any process."""

    def __init__(self, port):
        self.port = port

    def migrated(self, rigel):
        if not self._migrated:
            self._migrated = ask_household("migrated")["name"]
        return self._migrated

    def close(self):
        pass


@pytest.fixture(scope="session")
def postgres():
    """A running PostgreSQL: create() gives a database."""
    return SharedPostgreSQL(ask_household("postgres")["port"])


@pytest.fixture
def database(postgres):
    """An empty database of this test's own."""
    database = postgres.create()
    yield database
    postgres.drop(database)


def space_of(kind):
    space = servers.SearchSpace(ask_household(kind)["url"], kind)
    yield space
    space.close()


@pytest.fixture
def opensearch2():
    """Indices of this test's own on OpenSearch 2."""
    yield from space_of("opensearch-2")


@pytest.fixture
def opensearch3():
    """Indices of this test's own on OpenSearch 3."""
    yield from space_of("opensearch-3")


@pytest.fixture
def elasticsearch7():
    """Indices of this test's own on Elasticsearch 7."""
    yield from space_of("elasticsearch-7")


@pytest.fixture(params=servers.KINDS)
def search_server(request):
    """Indices of this test's own, on each kind of search server in turn."""
    yield from space_of(request.param)


@pytest.fixture(scope="session")
def rigel_session():
    return servers.Rigel()


@pytest.fixture
def rigel(request, rigel_session):
    """The program under test; the plain build for tests marked `plain`."""
    return servers.Rigel("build") if request.node.get_closest_marker("plain") else rigel_session


@pytest.fixture(scope="session")
def data_dir():
    """tests/data."""
    return servers.DATA


@pytest.fixture(scope="session")
def shared_dir():
    """Other people's files."""
    if not SHARED.is_dir():
        pytest.skip(f"there is no folder {SHARED} (RIGEL_SHARED)")
    return SHARED


@pytest.fixture(scope="session")
def orion_node():
    """The address of an OpenSearch 2 that holds the fixtures under their own names: only to be read."""
    return ask_household("orion")["url"]


@pytest.fixture
def orion(rigel, orion_node, tmp_path):
    """Orion's command line in a folder of this test's own, against that node."""
    return orion_command.Orion(rigel, orion_node, tmp_path / "work", SHARED)


@pytest.fixture(scope="session")
def fleet():
    """fleet("small") writes the documents of that preset once and returns their folder."""

    def make(preset):
        folder = servers.ROOT / "build" / "fleet" / preset
        if not (folder / "truth.json").exists():
            scratch = folder.with_name(f"{preset}-{secrets.token_hex(4)}")
            tool = servers.DATA / "fleet" / "fleet.py"
            subprocess.run([sys.executable, tool, "--preset", preset, "--out", scratch], check=True)
            try:
                scratch.rename(folder)
            except OSError:
                shutil.rmtree(scratch)
        return folder

    return make
