# SPDX-License-Identifier: GPL-3.0-or-later
"""Orion's command line, called as a person or a CI job would: in an empty folder that shows the fixtures'
`configs` and `reports`, with nothing of the caller's environment."""

import json
import os
import pathlib
import re
import ssl
import subprocess

import servers

ERROR_LINE = re.compile(r"^\S+Z error orion |^(rigel )?orion: |^Error: ")
LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\dT\S+Z (debug|info|warning|error) ")
LAB = ("--metadata-index", "lab-perf-ci", "--benchmark-index", "lab-kube-burner")


def tls_context(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


class Call:
    """What one call gave."""

    def __init__(self, arguments, status, stdout, stderr, files):
        self.arguments, self.status, self.stdout, self.stderr, self.files = arguments, status, stdout, stderr, files

    @property
    def errors(self):
        return [line for line in self.stderr.splitlines() if ERROR_LINE.match(line)]

    @property
    def faults(self):
        """The numbers of the faults of Orion that it warned of."""
        lines = [line for line in self.stderr.splitlines() if " warning " in line]
        return sorted({int(number) for line in lines for number in re.findall(r"\bfault (\d+)\b", line)})

    def json(self):
        """The report, which must be one document of strict JSON."""

        def refuse(word):
            raise AssertionError(f"{word} is not JSON\n{self!r}")

        try:
            return json.loads(self.stdout, parse_constant=refuse)
        except json.JSONDecodeError as error:
            raise AssertionError(f"{error}\n{self!r}") from None

    def rows(self):
        """The rows of the only test."""
        document = self.json()
        if isinstance(document, dict):
            (document,) = document.values()
        return document

    def one_clear_line(self, *words):
        """Checks that it failed as it should: status 1, no report, one line of error that has these words."""
        assert self.status == 1 and self.stdout == "", self
        assert len(self.errors) == 1 and "Traceback" not in self.stderr, self
        assert all(word in self.errors[0] for word in words), (words, self)

    def __repr__(self):
        return (
            f"orion {' '.join(self.arguments)} ended with {self.status}, files {sorted(self.files)}\n"
            f"--- stdout\n{self.stdout[-4000:]}\n--- stderr\n{self.stderr[-4000:]}"
        )


class Orion:
    def __init__(self, rigel, url, folder, shared):
        self.url = url
        self.folder = pathlib.Path(folder)
        self.program = rigel.program
        self._home = self.folder.with_name(f"{self.folder.name}-home")
        self._home.mkdir(parents=True)
        self._make_folder(shared / "fixtures" / "configs")

    def _make_folder(self, others):
        fixtures = servers.DATA / "fixtures"
        configs = self.folder / "configs"
        configs.mkdir(parents=True)
        for folder in [*(fixtures / "configs").iterdir(), *(others.iterdir() if others.is_dir() else ())]:
            if not (configs / folder.name).exists():
                (configs / folder.name).symlink_to(folder)
        (self.folder / "reports").symlink_to(fixtures / "reports")

    def environment(self, extra=None):
        kept = {name: value for name, value in servers.Rigel.environment().items() if name.endswith("SAN_OPTIONS")}
        return {
            **kept,
            "PATH": os.environ["PATH"],
            "HOME": str(self._home),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            **{name: value.replace("{ES}", self.url) for name, value in (extra or {}).items()},
        }

    def files(self):
        """What was written into the folder."""
        names = sorted(file for file in self.folder.iterdir() if file.name not in ("configs", "reports"))
        return {file.name: file.read_bytes().decode() for file in names if file.is_file()}

    def run(self, *arguments, env=None, timeout=60, command=None):
        """Runs `rigel orion` (or command); {ES} is the node's address. The files of an earlier call are gone."""
        for file in self.folder.iterdir():
            if file.is_file() and file.name not in ("configs", "reports"):
                file.unlink()
        words = [str(word).replace("{ES}", self.url) for word in arguments]
        done = subprocess.run(
            servers.bound(*(command or (self.program, "orion")), *words),
            cwd=self.folder,
            env=self.environment(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        call = Call(words, done.returncode, out, err, self.files())
        assert call.status in (0, 1, 2, 3), call
        return call

    def hunt(self, config, *arguments, version="4.19", **keywords):
        """--hunter-analyze of a configuration (a path, or the name of one of configs/lab) on the lab's documents."""
        return self.judge("--hunter-analyze", config, *arguments, version=version, **keywords)

    def judge(self, algorithm, config, *arguments, version="4.19", **keywords):
        path = config if "/" in str(config) else f"configs/lab/{config}.yaml"
        variables = json.dumps({"version": version})
        words = [algorithm, "--config", path, "--es-server", "{ES}", *LAB, "--input-vars", variables, *arguments]
        return self.run(*words, **keywords)
