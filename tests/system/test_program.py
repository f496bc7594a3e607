# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's outermost manners."""


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
