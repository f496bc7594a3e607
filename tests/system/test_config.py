# SPDX-License-Identifier: GPL-3.0-or-later
"""rigel config: which files are accepted, where faults are told to be, and that the docs tell the truth."""

import json
import re

import pytest
import servers

LAB = servers.DATA / "fixtures" / "configs" / "lab"
KAPI = servers.DATA / "fixtures" / "configs" / "kapi"
FLEET = servers.DATA / "fleet" / "configs"

# Refused, with the place: what Orion refuses too (its recorded cases end with 1 while loading).
REFUSED = {
    "bad-jinja.yaml": "4:17: template: {{ is not closed",
    "bad.yaml": "3:4: YAML: ",
    "duplicate.yaml": "25:9: the metric 'podReadyLatency' is there twice: the first is at",
    "empty.yaml": "1:1: a test file is a map with tests, not nothing",
    "fanout-key-clash.yaml": "21:19: agg is a map with agg_type, not a text",
    "groupby-two-fields.yaml": "18:19: group_by takes one field, here are 2",
    "inherit/missing-parent.yaml": "1:15: the file ",
    "no-metrics.yaml": "2:5: the test has no metrics",
    "no-name.yaml": "15:9: the metric has no name",
    "no-tests.yaml": "1:1: the file has no tests",
    "percentiles-no-percents.yaml": "19:11: percentiles need percents",
    "wildcard-keyword.yaml": "13:9: 'upstreamJob.keyword' may not end in .keyword",
}
# Tests and metrics where they are not one each.
COUNTS = {
    "fanout-many.yaml": (1, 18),
    "fanout.yaml": (1, 6),
    "fanout-override.yaml": (1, 4),
    "inherit/child.yaml": (2, 3),
    "no-metadata.yaml": (0, 0),
    "two-tests.yaml": (3, 3),
}


def lab_files():
    return sorted(str(path.relative_to(LAB)) for path in LAB.rglob("*.yaml") if path.parent.name not in ("ack", "base"))


def check(rigel, *arguments, **options):
    """(exit status, lines)"""
    done = rigel.run("config", "check", *map(str, arguments), status=None, **options)
    assert done.stderr == ""
    return done.status, done.stdout.splitlines()


def counts_of(line):
    found = re.search(
        r": accepted(?: by rigel orion alone)?: (?:\d+ sources?, )?(\d+) tests?, (\d+) metrics?, \d+ warnings?$", line
    )
    assert found, line
    return int(found[1]), int(found[2])


@pytest.mark.parametrize("name", lab_files())
def test_lab_file_is_accepted_or_refused_at_its_place(rigel, name):
    status, lines = check(rigel, "--var", "version=4.19", "--var", "platform=AWS", LAB / name)
    if name in REFUSED:
        assert status == 1
        assert any(line.startswith(f"{LAB / name}:{REFUSED[name]}") for line in lines), lines
        assert ": refused: " in lines[-1]
    else:
        assert status == 0, lines
        if name in COUNTS:
            assert counts_of(lines[-1]) == COUNTS[name]


def test_every_refusal_is_of_a_file_that_is_there():
    assert set(REFUSED) | set(COUNTS) <= set(lab_files())


def test_other_files_of_the_project_are_accepted(rigel):
    files = [
        *KAPI.glob("*.yaml"),
        *FLEET.glob("*.yaml"),
        *(FLEET / "all").glob("*.yaml"),
        *(servers.ROOT / "configs" / "tests").glob("*.yaml"),
        *(servers.ROOT / "demo" / "tests").glob("*.yaml"),
    ]
    assert len(files) > 38
    status, lines = check(rigel, "--var", "version=4.20", *files)
    assert status == 0, "\n".join(lines)
    assert len([line for line in lines if ": accepted: " in line]) == len(files)
    assert not any("warning: " in line for line in lines), "\n".join(lines)


def test_the_fleet_has_as_many_metrics_as_its_files_list(rigel):
    listed = json.loads((FLEET / "tests.json").read_text())["tests"]
    for test in (test for test in listed if test["name"].startswith("all-")):
        text = (FLEET / test["file"]).read_text()
        _, lines = check(rigel, FLEET / test["file"])
        assert counts_of(lines[-1]) == (1, len(re.findall(r"^      - name: ", text, re.M)))


def test_files_of_others_are_accepted(rigel, shared_dir):
    folder = shared_dir / "fixtures" / "configs" / "ci-tests"
    if not folder.is_dir():
        pytest.skip(f"there is no {folder}")
    parts = ("parent.yaml", "metrics.yaml", "local_parent.yaml", "local_metrics.yaml")
    expected = {
        "ci-tests-browbeat.yaml": 8,
        "ci-tests-inherits.yaml": 2,
        "ci-tests-inherits-local-metadata.yaml": 2,
        "ci-tests-inherits-local-metrics.yaml": 3,
        "ci-tests-inherits-local-metrics-with-ignore.yaml": 2,
    }
    files = [path for path in folder.glob("*.yaml") if path.name not in parts]
    assert len(files) == 9
    for file in files:
        status, lines = check(rigel, "--var", "version=4.20", file)
        assert status == 0, lines
        assert counts_of(lines[-1]) == (1, expected.get(file.name, 1))


def test_variables_come_from_the_environment_and_var_wins(rigel, tmp_path):
    file = tmp_path / "tests.yaml"
    file.write_text(
        "tests:\n  - name: t\n    metadata: {a: b}\n    threshold: {{ limit }}\n"
        "    metrics:\n      - {name: m, metric_of_interest: v}\n"
    )
    assert check(rigel, file)[1][0] == f"{file}:4:19: template: 'limit' is undefined and has no default; " + (
        "set it as a variable or in the environment"
    )
    assert check(rigel, file, env={"LIMIT": "5"})[0] == 0
    status, lines = check(rigel, "--var", "limit=high", file, env={"LIMIT": "5"})
    assert (status, lines[0]) == (1, f"{file}:4:16: threshold is a percentage, not a text")


def test_every_fault_of_every_file_is_told(rigel, tmp_path):
    (tmp_path / "one.yaml").write_text("tests:\n  - metadata: {a: b}\n    metrics: [{name: m}]\n")
    (tmp_path / "two.yaml").write_text("tests: [\n")
    config = tmp_path / "rigel.yaml"
    config.write_text("api: {port: http}\nlog: {levle: info}\ntests:\n  files: [one.yaml, two.yaml]\n")
    status, lines = check(rigel, config)
    assert status == 1
    assert f"{config}:1:13: api.port is a whole number, not a text" in lines
    assert f"{config}:2:7: there is no key 'log.levle'; is 'log.level' meant?" in lines
    assert f"{tmp_path}/one.yaml:2:5: the test has no name" in lines
    assert f"{tmp_path}/one.yaml:3:15: the metric has no metric_of_interest, the field with the value" in lines
    assert any(line.startswith(f"{tmp_path}/two.yaml:1:") for line in lines)
    assert lines[-1] == f"{config}: refused: 5 errors, 0 warnings"


def test_sample_files_are_accepted(rigel):
    status, lines = check(
        rigel, servers.ROOT / "configs" / "rigel.yaml", servers.ROOT / "configs" / "rigel-minimal.yaml"
    )
    assert status == 0, lines
    assert all(": accepted: 1 source, " in line and line.endswith(", 0 warnings") for line in lines)


def documented(tag):
    page = (servers.ROOT / "docs" / "configuration.md").read_text()
    return re.findall(rf"^```yaml {tag}\n(.*?)^```", page, re.M | re.S)


def test_documented_examples_are_accepted(rigel, tmp_path):
    tests, configs, acks = documented("tests"), documented("rigel"), documented("ack")
    assert len(tests) >= 4 and len(configs) >= 2 and len(acks) == 1
    (tmp_path / "tests").mkdir()
    for number, text in enumerate(tests):
        (tmp_path / "tests" / f"{number}.yaml").write_text(text)
    files = sorted((tmp_path / "tests").iterdir())
    status, lines = check(rigel, "--var", "version=4.20", *files)
    assert status == 0 and not any("warning: " in line for line in lines), lines
    (tmp_path / "ack.yaml").write_text(acks[0])
    for number, text in enumerate(configs):
        config = tmp_path / f"rigel{number}.yaml"
        config.write_text(text + "acknowledgements: {files: [ack.yaml]}\n")
        status, lines = check(rigel, config)
        assert status == 0, lines


def test_explain_and_usage(rigel, tmp_path):
    sample = rigel.run("config", "explain", "--format", "yaml").stdout
    assert sample == (servers.ROOT / "configs" / "rigel.yaml").read_text()
    table = rigel.run("config", "explain", "--format", "markdown").stdout
    assert table in (servers.ROOT / "docs" / "configuration.md").read_text()
    assert rigel.run("config", "explain", "log.level").stdout.startswith("log.level: word, debug, info")
    for wrong in (
        ["config"],
        ["config", "check"],
        ["config", "check", "--var", "novalue", "x"],
        ["config", "explain", "no.such.key"],
        ["config", "explain", "--format", "xml"],
    ):
        done = rigel.run(*wrong, status=1)
        assert done.stdout == "" and done.stderr != ""
