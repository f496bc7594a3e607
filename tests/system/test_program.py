# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's outermost manners, and how every subcommand reads its options."""

import pytest

COMMANDS = {
    "migrate": "--database",
    "analyse": "--threads",
    "regressions": "--test",
    "ingest": "--since",
    "push": "--metadata",
    "serve": "--role",
    "verdict": "--wait",
    "token": "--project",
    "config check": "--var",
    "config explain": "--format",
}


def test_version_is_printed_on_stdout(rigel):
    assert rigel.run("--version").stdout.startswith("rigel ")


def test_usage_names_every_command_on_stdout(rigel):
    assert "usage: rigel COMMAND" in rigel.run("--help").stdout


def test_unknown_command_is_refused_by_name(rigel):
    result = rigel.run("frobnicate", status=1)
    assert "frobnicate" in result.stderr
    assert result.stdout == ""


def test_no_command_prints_usage_on_stderr(rigel):
    assert "usage" in rigel.run(status=1).stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_its_options_and_names_a_wrong_one(rigel, command):
    words = command.split()
    option = COMMANDS[command]
    for asked in ("--help", "-h", "--hel"):
        told = rigel.run(*words, asked)
        assert told.stdout.startswith("usage: rigel ") and told.stderr == ""
        assert f"\n  {option} " in told.stdout
        assert max(len(line) for line in told.stdout.splitlines()) <= 100
    unknown = rigel.run(*words, "--frobnicate=3", status=1)
    assert unknown.stderr.startswith(f"rigel {command}: --frobnicate=3: no such option")
    assert f"rigel {command} --help" in unknown.stderr
    assert unknown.stdout == ""
    assert rigel.run(*words, "-x", status=1).stderr.startswith(f"rigel {command}: -x: no such option")
    assert f"rigel {command}: {option}: it takes a value" in rigel.run(*words, option, status=1).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ingest", "--once=5"], "rigel ingest: --once=5: it takes no value"),
        (["ingest", "--once", "--follow"], "usage: rigel ingest"),
        (["ingest", "--once", "operand"], "usage: rigel ingest"),
        (["analyse", "--once", "--threads", "0"], "rigel analyse: --threads: '0' is not a number from 1 to 256"),
        (["serve", "-c", "x", "--role", "api,all,cook"], "rigel serve: --role: 'api,all,cook' is not all"),
        (["serve", "--role=api"], "usage: rigel serve"),
        (["verdict", "u", "--wait", "soon"], "rigel verdict: --wait: 'soon' is not a length of time"),
        (["verdict", "u", "--format", "pdf"], "rigel verdict: --format: 'pdf' is not text, json or junit"),
        (["push", "--metadata", "=x", "f"], "rigel push: --metadata: expected KEY=VALUE, found '=x'"),
        (["config", "check", "--var", "x", "f"], "rigel config check: --var: expected NAME=VALUE, found 'x'"),
        (["config", "explain", "--format", "pdf"], "usage: rigel config"),
        (["config"], "usage: rigel config"),
        (["token", "--project", "a"] + ["--project", "a"] * 100, "rigel token: --project: more than "),
        (["migrate", "--check", "--citus"], "usage: rigel migrate"),
    ],
)
def test_what_does_not_fit_is_told(rigel, words, said):
    refused = rigel.run(*words, status=1)
    assert refused.stderr.startswith(said)
    assert refused.stdout == ""


def test_options_stand_before_or_behind_operands_and_may_be_shortened(rigel):
    for words in (("--form", "yaml"), ("--format=yaml",), ("--for=yaml",)):
        assert rigel.run("config", "explain", *words).stdout.startswith("# ")
    before = rigel.run("config", "explain", "--format", "text", "ingest.settle").stdout
    assert rigel.run("config", "explain", "ingest.settle", "--format", "text").stdout == before
