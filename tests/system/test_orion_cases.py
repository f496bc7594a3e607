# SPDX-License-Identifier: GPL-3.0-or-later
"""Every recorded run of Orion, again: the same exit status, report and files from the same documents."""

import json
import re
import time

import conftest
import pytest
import servers
from service_standin import GitHub, PayloadService, Shortener

# Where the answer is not Orion's: why, and with which of the faults of docs/orion.md it has to do.
EXCEPTIONS = {
    "001": "the version names rigel",
    "147": "the help is worded by rigel, with all of Orion's options",
    "038": "fault 17: Orion dies of a time range that it cannot read",
    "042": "fault 17: Orion dies of an answer with an error",
    "046": "fault 17: Orion dies of an unknown run id",
    "101": "fault 17: Orion dies of a metric whose agg is a text",
    "117": "fault 17: Orion dies of text for a numeric field",
    "119": "fault 17: Orion dies of runs without jobSummary documents",
    "120": "fault 17: Orion dies of a run without version among others",
    "129": "fault 17: Orion dies of input variables that are no JSON",
    "131": "fault 17: Orion dies of a broken template",
    "132": "fault 17: Orion dies of a configuration without tests",
    "133": "fault 17: Orion dies of an empty configuration",
    "150": "fault 17: Orion dies of a server that cannot be reached",
    "151": "fault 17: Orion dies of an address that is none",
    "152": "fault 17: Orion dies of an unknown index",
    "159": "fault 1: Orion dies of a nonsensical answer of the pull-request service",
    "160": "fault 1: Orion dies without the pull-request service",
}


def recorded_cases():
    """The project's copies, and other people's in place."""
    found = {}
    for folder in (conftest.SHARED / "orion-compat" / "cases", servers.DATA / "orion" / "cases"):
        for file in folder.glob("*.json"):
            found[file.stem] = json.loads(file.read_text())
    return [found[name] for name in sorted(found)]


CASES = recorded_cases()


def steady(text):
    """Without the clock of JUnit."""
    return re.sub(r'( timestamp=")\d+"', r'\1now"', text)


def check_clock(text, begun):
    for moment in re.findall(r' timestamp="(\d+)"', text):
        assert begun - 1 <= int(moment) <= time.time() + 1


def expected_files(case):
    return {name: content if isinstance(content, str) else None for name, content in case["files"].items()}


def check_files(case, call):
    expected = expected_files(case)
    assert sorted(call.files) == sorted(expected), call
    for name, content in expected.items():
        if content is None:
            assert call.files[name].startswith("<!"), f"{name} is no page"
        else:
            assert steady(call.files[name]) == steady(content), f"{name} differs"


def check_version(case, call):
    assert call.status == 0 and re.search(r"\brigel \d+\.\d+\.\d+\b", call.stdout), call


def check_help(case, call):
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", case["stdout_report"]))
    assert len(options) > 40
    assert call.status == 0 and options <= set(re.findall(r"--[a-z][a-z-]+", call.stdout)), call


def check_crash(case, call):
    assert case["exit_code"] == 1 and case["stdout_report"] == ""
    call.one_clear_line()
    assert sorted(call.files) == sorted(case["files"]), call


CHECKS = {"001": check_version, "147": check_help}


@pytest.fixture
def services():
    """services(case) gives the environment that names the stand-ins a case needs; most need none."""
    made = []

    def named(variable, standin):
        made.append(standin)
        return {variable: standin.url}

    def make(case):
        if case["pr_service"] != "empty":
            return named("RIGEL_PR_SERVICE_URL", PayloadService(case["pr_service"]))
        if "--convert-tinyurl" in case["args"]:
            return named("RIGEL_SHORTENER_URL", Shortener())
        if "--pr-analysis" in case["args"]:
            return named("RIGEL_GITHUB_URL", GitHub(status=404))
        return {}

    yield make
    for server in made:
        server.close()


def test_all_recorded_cases_are_here(shared_dir):
    assert len(CASES) == 179
    assert [case["id"] for case in CASES] == [f"{number:03}" for number in range(1, 180)]


def test_every_crash_is_an_exception_and_nothing_else_but_version_and_help(shared_dir):
    crashed = {case["id"] for case in CASES if case.get("orion_crashed")}
    assert set(EXCEPTIONS) - set(CHECKS) == crashed


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']}-{case['name']}")
def test_recorded_case(case, orion, services):
    begun = int(time.time())
    call = orion.run(*case["args"], env={**case["env"], **services(case)})
    if case["id"] in EXCEPTIONS:
        CHECKS.get(case["id"], check_crash)(case, call)
        return
    assert call.status == case["exit_code"], call
    assert steady(call.stdout) == steady(case["stdout_report"]), call
    check_files(case, call)
    check_clock(call.stdout, begun)
