# SPDX-License-Identifier: GPL-3.0-or-later
"""The stage of the benches: preset medium of tests/data/fleet in a real OpenSearch 2, a PostgreSQL, and the
plain build of rigel."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "system"))

import servers  # noqa: E402


def documents():
    """The folder of the generated documents, made once."""
    folder = ROOT / "build" / "fleet" / "medium"
    if not (folder / "truth.json").exists():
        scratch = pathlib.Path(tempfile.mkdtemp(dir=ROOT / "build"))
        tool = servers.DATA / "fleet" / "fleet.py"
        subprocess.run(
            [sys.executable, tool, "--preset", "medium", "--out", scratch], check=True, stdout=subprocess.DEVNULL
        )
        folder.parent.mkdir(exist_ok=True)
        scratch.rename(folder)
    return folder


class Stage:
    """Use as a context manager. rigel, postgres, url of the search server, folder for scratch files."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="rigel-bench-"))
        self._open = []
        self.rigel = servers.Rigel("build")
        self.postgres = self._keep(servers.PostgreSQL())
        search = self._keep(servers.SearchServer("opensearch-2"))
        self.url = search.url
        self.space = servers.SearchSpace(search.url, search.kind)
        self.space.prefix = ""
        self._load(documents())
        return self

    def _keep(self, server):
        self._open.append(server)
        return server

    def _load(self, folder):
        print("  loading medium into OpenSearch 2 ...", file=sys.stderr, flush=True)
        for name in ("fleet-metadata", "fleet-kube-burner", "fleet-k8s-netperf", "fleet-ingress-perf"):
            self.space.create(name)
        for file in sorted(folder.glob("bulk-*.ndjson")):
            self.space.load(file)
        # Merged and warm: what is measured is the reading, not the server's tidying up.
        self.space.request("POST", "fleet-*/_forcemerge?max_num_segments=1")
        self.space.refresh()

    def migrated(self):
        """A fresh database with the current schema."""
        database = self.postgres.create()
        self.rigel.run("migrate", "--database", database.conninfo)
        return database

    def config(self, database, url=None):
        """A service configuration: all tests of medium, read from url (the search server)."""
        return servers.fleet_config(
            pathlib.Path(tempfile.mkdtemp(dir=self.folder)),
            documents(),
            database,
            {"kind": "search", "url": url or self.url},
        )

    def __exit__(self, *_):
        for server in reversed(self._open):
            server.close()
        shutil.rmtree(self.folder, ignore_errors=True)
