# SPDX-License-Identifier: GPL-3.0-or-later
"""The outermost manners of Orion's command line: help, version, name, usage errors, environment, dialogue, interrupts.
None of these needs a search server but those that take the fixture `orion`."""

import os
import re
import signal
import socket
import subprocess
import time

import pytest
import servers
from orion_command import LAB

OPTIONS = re.findall(r'^OPTION\(\w+, "(--[a-z-]+)"', (servers.ROOT / "src/orion/options.def").read_text(), re.M)
BASIC = str(servers.DATA / "fixtures/configs/lab/basic.yaml")


@pytest.fixture
def call(rigel, tmp_path):
    """call(*arguments, env={}, input="", program=None): the finished process; nothing of the caller's environment."""

    def run(*arguments, env=None, input="", program=None, status=None):
        command = (str(program),) if program else (str(rigel.program), "orion")
        kept = {name: value for name, value in servers.Rigel.environment().items() if name.endswith("SAN_OPTIONS")}
        done = subprocess.run(
            servers.bound(*command, *arguments),
            cwd=tmp_path,
            env={**kept, "PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", **(env or {})},
            input=input,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert status is None or done.returncode == status, done.stdout + done.stderr
        return done

    return run


@pytest.fixture
def closed_port():
    """A port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_help_names_every_option_on_stdout(call):
    done = call("--help", status=0)
    assert len(OPTIONS) > 45 and done.stderr == ""
    named = re.findall(r"^  (?:-\w, )?(--[a-z-]+)(?= |$)", done.stdout, re.M)
    assert named == OPTIONS
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_version_names_orion_and_rigel(call, rigel):
    line = call("--version", status=0).stdout
    assert re.fullmatch(r"orion \d+\.\d+\S* \(rigel \d+\.\d+\.\d+\)\n", line)
    assert rigel.run("version").stdout.strip().split()[1] in line


def test_under_the_name_orion_the_program_is_orion(call, rigel, tmp_path):
    link = tmp_path / "bin" / "orion"
    link.parent.mkdir()
    link.symlink_to(rigel.program)
    assert call("--version", program=link).stdout == call("--version").stdout
    assert call("--nope", program=link).stderr.startswith("Usage: orion [OPTIONS]\n")
    other = tmp_path / "bin" / "orionette"
    other.symlink_to(rigel.program)
    assert call("--version", program=other).stdout.startswith("rigel ")


USAGE = "Usage: orion [OPTIONS]\nTry 'orion --help' for help.\n\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (
            [],
            1,
            "Error: --config is required (unless using --report with JSON file paths or --interactive mode / -i)\n",
        ),
        (["--nope"], 2, USAGE + "Error: No such option: --nope (Possible options: --collapse, --since)\n"),
        (["-o", "yaml"], 2, USAGE + "Error: Invalid value for '-o' / '--output-format': 'yaml' is not one of 'json',"),
        (["--cmr", "--hunter-analyze"], 2, "Error: Illegal usage: `cmr` is mutually exclusive with arguments "),
        (["--config"], 2, "Error: Option '--config' requires an argument.\n"),
        (["--viz=1"], 2, "Error: Option '--viz' does not take a value.\n"),
        (["--config", "c", "x"], 2, USAGE + "Error: Got unexpected extra argument (x)\n"),
        (["--config", "c", "--input-vars", "{version: 1}"], 1, "Error: --input-vars: not valid JSON"),
    ],
)
def test_what_cannot_be_understood_is_told_on_stderr(call, arguments, status, said):
    done = call(*arguments, status=status)
    assert done.stdout == "" and done.stderr.startswith(said)
    assert ("fault 7" in done.stderr) == (status == 2)


def test_correct_tells_usage_errors_from_regressions(call):
    for arguments in (["--nope", "--correct"], ["--correct", "--cmr", "--hunter-analyze"]):
        done = call(*arguments, status=1)
        assert "Error: " in done.stderr and "fault" not in done.stderr


@pytest.mark.parametrize("variable", ["ES_METADATA_INDEX", "es_metadata_index"])
def test_the_environment_gives_server_and_index(call, closed_port, variable):
    env = {"ES_SERVER": f"http://127.0.0.1:{closed_port}", variable: "runs"}
    done = call("--hunter-analyze", "--config", BASIC, "--input-vars", '{"version": "4.19"}', env=env, status=1)
    assert str(closed_port) in done.stderr
    # An option wins over its variable.
    other = call(
        *done.args[done.args.index("--hunter-analyze") :], "--es-server", "http://127.0.0.1:1", env=env, status=1
    )
    assert "127.0.0.1:1" in other.stderr and str(closed_port) not in other.stderr


def test_a_password_in_the_address_is_never_told(call, closed_port):
    address = f"http://me:geheim@127.0.0.1:{closed_port}"
    words = ["--cmr", "--config", BASIC, "--input-vars", '{"version": "4.19"}', "--metadata-index", "m", "--debug"]
    done = call(*words, "--es-server", address, status=1)
    assert "geheim" not in done.stdout + done.stderr and str(closed_port) in done.stderr


def test_a_dialogue_without_answers_is_aborted(call):
    done = call("-i", status=1)
    assert done.stdout == "" and done.stderr.endswith("Aborted!\n")


def test_the_dialogue_runs_what_it_tells(orion, call):
    variables = {"ES_SERVER": orion.url, "ES_METADATA_INDEX": LAB[1]}
    # File, five variables, algorithm, three of the source, range, acknowledged, output, more, log, go.
    answers = [BASIC, "4.19", *[""] * 4, "1", "", LAB[3], "", "1", "9000d", *[""] * 3, "", *[""] * 7, *[""] * 4, "", ""]
    done = call("--interactive", env=variables, input="\n".join(answers) + "\n", status=2)
    assert "Regression(s) found" in done.stdout and orion.url not in done.stderr
    told = re.search(r"The same as a command:\n\norion (.*?)\n\n", done.stderr, re.S).group(1).replace("\\\n", " ")
    script = f"{orion.program} orion {told}"
    again = subprocess.run(
        ["sh", "-c", script],
        env={**os.environ, **variables},
        cwd=orion.folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (again.returncode, again.stdout) == (done.returncode, done.stdout)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_within_a_second(rigel, tmp_path, number, status):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        command = [rigel.program, "orion", "--cmr", "--config", BASIC, "--input-vars", '{"version": "4.19"}']
        command += ["--metadata-index", "m", "--es-server", f"http://127.0.0.1:{silent.getsockname()[1]}"]
        child = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        silent.settimeout(20)
        with silent.accept()[0]:
            begun = time.monotonic()
            child.send_signal(number)
            out, err = child.communicate(timeout=20)
            assert time.monotonic() - begun < (5 if b"Sanitizer" in err else 1)
    assert child.returncode == status and out == b"", err


def test_a_signal_ends_the_dialogue(rigel, tmp_path):
    child = subprocess.Popen(
        [rigel.program, "orion", "-i"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stderr.read(6) == b"Answer"
    child.send_signal(signal.SIGINT)
    child.wait(timeout=20)
    child.communicate()
    assert child.returncode == 130


def test_installed_under_the_name_orion_never_over_another_program(tmp_path):
    def install():
        words = ["make", "install-orion", f"DESTDIR={tmp_path}", "PREFIX=/usr"]
        return subprocess.run(words, cwd=servers.ROOT, capture_output=True, text=True, timeout=300)

    for _ in range(2):
        assert install().returncode == 0
    link = tmp_path / "usr/bin/orion"
    version = subprocess.run([link, "--version"], capture_output=True, text=True, timeout=20)
    assert version.stdout.startswith("orion ")
    link.unlink()
    link.write_text("another program")
    refused = install()
    assert refused.returncode != 0 and "remove it first" in refused.stdout
    assert link.read_text() == "another program"
