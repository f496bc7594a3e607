# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer's own 24 tests: what they look for in the output of `orion`, called by that name from the PATH, with no
outside host to be reached."""

import json
import os

import conftest
import pytest
import servers

CASES = [
    json.loads(file.read_text()) for file in sorted((conftest.SHARED / "orion-compat" / "cases").glob("*-bats-*.json"))
]


@pytest.fixture
def named_orion(orion, tmp_path):
    """The command under the name `orion`, and an environment whose PATH finds it and whose proxies lead nowhere."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "orion").symlink_to(orion.program)
    nowhere = servers.Port()
    proxy = f"http://127.0.0.1:{nowhere.number}"
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "NO_PROXY": "127.0.0.1"}
    environment |= {name: proxy for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")}
    yield lambda arguments: orion.run(*arguments, env=environment, command=("env", "orion"))
    nowhere.close()


def changes_of(text):
    """The versions of the changed rows of a JSON report."""
    return [row["ocpVersion"] for row in json.loads(text) if row["is_changepoint"]]


def check_text(check, call):
    if check["must"] == "json-changepoint-version":
        assert check["text"] in changes_of(call.stdout), call
        (saved,) = [content for name, content in call.files.items() if name.endswith(".json")]
        assert check["text"] in changes_of(saved), call
    elif check["must"] == "contain":
        assert check["text"] in call.stdout, (check, call)
    else:
        assert check["must"] == "not-contain" and check["text"] not in call.stdout, (check, call)


def test_all_of_them_are_here(shared_dir):
    assert len(CASES) == 24
    assert sum(len(case["bats_checks"]["strings"]) for case in CASES if case["bats_checks"]) > 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_peers_own_test(case, named_orion):
    call = named_orion(case["args"])
    checks = case["bats_checks"] or {"strings": []}
    assert call.status == checks.get("exit_code", case["exit_code"]), call
    assert call.status != checks.get("exit_code_not"), call
    for check in checks["strings"]:
        check_text(check, call)
