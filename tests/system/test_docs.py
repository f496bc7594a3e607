# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command that the documentation shows. CONTRIBUTING.md says how the blocks are written."""

import os
import re
import subprocess

import pytest
import servers

PAGES = sorted([servers.ROOT / "README.md", *(servers.ROOT / "docs").glob("*.md")])
# For a person: they install, or move about.
LEFT_OUT = re.compile(r"\s*(sudo|apt-get|git clone|cd|systemctl)\b")


def blocks_of(page):
    """(tag, line number, text) of each fenced block."""
    tag = None
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        fence = re.match(r"^```(.*)$", line)
        if fence and tag is None:
            tag, begun, lines = fence.group(1).strip(), number, []
        elif fence:
            yield tag, begun, "\n".join(lines)
            tag = None
        elif tag is not None:
            lines.append(line)


def shell_blocks(page, *tags):
    return [(number, text) for tag, number, text in blocks_of(page) if tag in tags]


def runnable(text):
    """The block without what a test leaves out; a command may go over several lines."""
    kept, leaving = [], False
    for line in text.splitlines():
        if not leaving:
            leaving = bool(LEFT_OUT.match(line) or re.match(r"\s*(\w+=\S+ )*make\b", line))
        if not leaving:
            kept.append(line)
        if leaving and not line.endswith("\\"):
            leaving = False
    return "\n".join(kept)


def targets_of(text):
    for words in re.findall(r"^\s*(?:\w+=\S+ )*make\b(.*)$", text, re.M):
        yield from (word for word in words.split("#")[0].split() if re.fullmatch(r"[a-z-]+", word) and word[0] != "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_is_tagged_and_valid_shell(page):
    for tag, number, text in blocks_of(page):
        assert tag, f"{page.name}:{number}: a block without a tag"
        if tag in ("sh", "sh not-run"):
            done = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True)
            assert done.returncode == 0, f"{page.name}:{number}: {done.stderr}"


def make_targets():
    """The targets that are declared as such."""
    files = [servers.ROOT / "Makefile", *(servers.ROOT / "mk").glob("*.mk")]
    return {
        name
        for file in files
        for line in re.findall(r"^\.PHONY: (.*)$", file.read_text(), re.M)
        for name in line.split()
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_exists(page):
    known = make_targets()
    for number, text in shell_blocks(page, "sh", "sh not-run"):
        for target in targets_of(text):
            assert target in known, f"{page.name}:{number}: there is no make {target}"


def has_commands(page):
    return any(runnable(text).strip() for _, text in shell_blocks(page, "sh"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo of the tests' own: its folder and its environment."""
    folder = tmp_path_factory.mktemp("docs") / "demo"
    environment = {**os.environ, "DEMO_DIR": str(folder)}
    tool = servers.ROOT / "tools" / "demo"
    done = subprocess.run([tool, "start"], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    try:
        assert done.returncode == 0, done.stdout + done.stderr
        for name, value in re.findall(r"(\w+)=(\S+)", (folder / "env").read_text()):
            environment[name] = value
        environment["PATH"] = f"{servers.ROOT / 'build'}:{environment['PATH']}"
        # Pages that show files of the project name them from its root.
        for name in ("configs", "demo", "tests", "docs"):
            (folder / name).symlink_to(servers.ROOT / name)
        yield folder, environment
    finally:
        subprocess.run([tool, "stop"], env=environment, check=True, stdin=subprocess.DEVNULL)


@pytest.mark.plain
@pytest.mark.xdist_group("docs")
@pytest.mark.timeout(400)
@pytest.mark.parametrize("page", [page for page in PAGES if has_commands(page)], ids=lambda page: page.name)
def test_every_command_runs(page, demo, request):
    folder, environment = demo
    if "$ES" in page.read_text(encoding="utf-8"):
        environment = {**environment, "ES": request.getfixturevalue("orion_node")}
    script = "set -euo pipefail\n"
    for number, text in shell_blocks(page, "sh"):
        script += f"echo '@ {page.name}:{number}'\n{runnable(text)}\n"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-6000:]


def test_every_figure_is_explained():
    page = (servers.ROOT / "docs" / "operations.md").read_text()
    exposed = re.findall(r'"((?:rigel|process)_\w+)"', (servers.ROOT / "src" / "base" / "metrics.def").read_text())
    assert exposed
    assert [name for name in exposed if f"`{name}`" not in page] == []


def test_every_option_of_orion_is_explained(rigel):
    page = (servers.ROOT / "docs" / "orion.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"--[a-z][a-z-]+", "".join(re.findall(r"^\| (`.*?`) \|", page, re.M))))
    offered = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", rigel.run("orion", "--help").stdout))
    assert len(offered) > 40
    assert listed == offered
