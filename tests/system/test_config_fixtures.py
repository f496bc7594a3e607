# SPDX-License-Identifier: GPL-3.0-or-later
"""rigel config check takes every configuration that Orion takes, and refuses what it refuses with its place.

What Orion does is told by its recorded cases: an exit status of 0, 2 or 3 comes after loading, and so does a 1
that its configuration reader did not cause.
"""

import json
import re

import pytest


def config_of(case):
    arguments = case["args"]
    for number, argument in enumerate(arguments):
        if argument == "--config":
            return arguments[number + 1], option_of(arguments, "--input-vars")
        if argument.startswith("--config="):
            return argument.split("=", 1)[1], option_of(arguments, "--input-vars")
    return None


def option_of(arguments, name):
    for number, argument in enumerate(arguments):
        if argument == name:
            return arguments[number + 1]
        if argument.startswith(name + "="):
            return argument.split("=", 1)[1]
    return "{}"


def is_refused(case):
    if case["exit_code"] != 1:
        return False
    told = case["stdout"] + case["stderr"]
    return "file: config.py" in told or "/orion/config.py" in told or "JSONDecodeError" in told


@pytest.fixture(scope="module")
def loads(shared_dir):
    """(configuration, variables, environment) of the recorded calls, each once, to whether Orion refused it."""
    seen = {}
    for file in sorted((shared_dir / "orion-compat" / "cases").glob("*.json")):
        case = json.loads(file.read_text())
        if not config_of(case) or "--report" in case["args"] or "Usage: " in case["stderr"]:
            continue
        environment = {name: text for name, text in case["env"].items() if "{" not in text}
        if "Ack file" not in case["stdout"]:
            seen[(*config_of(case), *environment.items())] = is_refused(case)
    if not seen:
        pytest.skip("there are no recorded cases")
    return seen


def check(rigel, folder, key, *options):
    file, variables, *environment = key
    done = rigel.run(
        "config", "check", *options, "--input-vars", variables, str(folder / file), status=None, env=dict(environment)
    )
    assert done.stderr == ""
    return done.status, done.stdout.splitlines()


@pytest.mark.parametrize("options", [[], ["--orion"]], ids=["plain", "orion"])
def test_check_agrees_with_orion_on_every_recorded_configuration(rigel, shared_dir, loads, options):
    assert len(loads) > 60 and sum(loads.values()) > 8
    wrong = []
    for key, refused in loads.items():
        status, lines = check(rigel, shared_dir / "fixtures", key, *options)
        if status != int(refused):
            wrong.append((key, refused, lines))
        faults = [line for line in lines[:-1] if ": warning: " not in line]
        places = [line for line in faults if re.match(r"(\S+:\d+:\d+|input variables|\S+nosuch.yaml): ", line)]
        if refused and (not faults or places != faults):
            wrong.append((key, "no place", lines))
    assert wrong == []


def test_what_the_service_refuses_is_only_warned_of(rigel, shared_dir):
    status, lines = check(rigel, shared_dir / "fixtures", ("configs/lab/no-moi.yaml", '{"version": "4.19"}'))
    assert status == 0
    assert ": warning: the service would refuse the file: the metric has no metric_of_interest" in lines[0]
    assert ": accepted by rigel orion alone: 1 test, " in lines[-1]
