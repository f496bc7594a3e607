# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/demo: what somebody sees first."""

import os
import re
import subprocess

import pytest
import requests
import servers

pytestmark = [pytest.mark.plain, pytest.mark.xdist_group("demo"), pytest.mark.first, pytest.mark.timeout(400)]
TOOL = servers.ROOT / "tools" / "demo"


@pytest.fixture
def demo(tmp_path):
    folder = tmp_path / "demo"
    environment = {**os.environ, "DEMO_DIR": str(folder)}

    def run(*arguments):
        return subprocess.run(
            [TOOL, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )

    run.folder = folder
    yield run
    stopped = run("stop")
    assert stopped.returncode == 0, stopped.stderr
    assert not folder.exists()


@pytest.mark.parametrize("source", ["files", "opensearch"])
def test_the_published_and_the_planted_regressions_are_shown(demo, source):
    done = demo("start", source)
    assert done.returncode == 0, done.stdout + done.stderr
    published = [line for line in done.stdout.splitlines() if line.startswith("aws-4.19-payload-control-plane-6nodes ")]
    assert len(published) == 1, done.stdout
    assert "readOnlyAPICallsLatency_max" in published[0] and "+1231.2%" in published[0]
    assert "/1880020138195947520" in published[0]
    assert "/1879902896481374208" in published[0]
    for build in ("lab/r11", "lab/r12", "lab/r13"):
        assert f"https://prow.example/{build}" in done.stdout
    assert re.search(
        r"^regression: readOnlyAPICallsLatency_max: A change point begins at this run: 0\.9786", done.stdout, re.M
    )
    assert "its exit status: 2" in done.stdout
    assert "2 documents of 1 files: 2 taken, 0 rejected" in done.stdout
    assert re.search(r"^undecided +latency-P99_P99 +48\.77 ", done.stdout, re.M)
    assert "its exit status: 4" in done.stdout
    commands = re.findall(r"^    (curl .*)$", done.stdout, re.M)
    assert len(commands) == 3
    for command in commands:
        subprocess.run(["bash", "-c", command.replace("curl -s", "curl -fsS")], check=True, capture_output=True)


def test_starting_twice_and_stopping_leaves_nothing(demo):
    addresses = []
    for _ in range(2):
        done = demo("start")
        assert done.returncode == 0, done.stdout + done.stderr
        addresses.append(re.search(r"http://127\.0\.0\.1:\d+", done.stdout).group())
    assert requests.get(addresses[1] + "/healthz", timeout=10).ok
    assert demo("stop").returncode == 0
    with pytest.raises(requests.ConnectionError):
        requests.get(addresses[1] + "/healthz", timeout=10)


def test_an_unknown_source_is_refused(demo):
    done = demo("start", "mail")
    assert done.returncode == 1
    assert "files or opensearch" in done.stderr
