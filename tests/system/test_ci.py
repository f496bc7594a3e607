# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/ci: what each ready step runs, against a service with runs of all four kinds."""

import json
import os
import re
import subprocess

import pytest
import servers
import yaml

FOLDER = servers.ROOT / "docs" / "ci"
PAGE = servers.ROOT / "docs" / "ci.md"
STATUS = {"pass": 0, "regression": 2, "no_data": 3, "undecided": 4}
SYSTEMS = ("github", "gitlab", "jenkins", "prow")
# A baseline of 30 runs, level 100: 107 is beyond all of it, but one such run proves nothing.
BASELINE = [100 + 6 * ((7 * i) % 30 - 14.5) / 14.5 for i in range(30)]
VALUES = {"pass": 100.5, "undecided": 107.0, "regression": 200.0}
TEST = """tests:
  - name: {name}
    source: {source}
    metadata_index: {metadata}
    benchmark_index: {results}
    metadata:
      platform: {name}
    metrics:
      - name: latency
        metricName: latency
        metric_of_interest: value
        direction: 1
        threshold: 5
"""
# What a user's benchmark does here: prints a run's uuid. With a token: makes a run that confirms.
BENCHMARK = """#!/bin/sh
set -eu
if [ -z "${RIGEL_CONFIRM:-}" ]; then echo "$FIRST_RUN"; exit; fi
again="again-$FIRST_RUN-$(grep -c rigelConfirm "$DOCUMENTS/runs.ndjson" || true)"
printf '{"index":{"_index":"results"}}\\n{"uuid":"%s","metricName":"latency","value":%s}\\n' \\
    "$again" "$AGAIN_VALUE" >>"$DOCUMENTS/results.ndjson"
printf '{"index":{"_index":"runs"}}\\n{"uuid":"%s","timestamp":"2026-06-01T00:00:00Z","platform":"%s","rigelConfirm":"%s"}\\n' \\
    "$again" "$TEST_NAME" "$RIGEL_CONFIRM" >>"$DOCUMENTS/runs.ndjson"
echo "$again"
"""


def bulk(index, documents):
    return "".join(f'{{"index":{{"_index":"{index}"}}}}\n{json.dumps(document)}\n' for document in documents)


def write_documents(folder):
    runs, results = [], []
    for system in SYSTEMS:
        names = [f"base-{i}" for i in range(30)] + list(VALUES)
        for number, (name, value) in enumerate(zip(names, [*BASELINE, *VALUES.values()], strict=True)):
            at = f"2026-05-{number // 24 + 1:02}T{number % 24:02}:00:00Z"
            runs.append({"uuid": f"{system}-{name}", "timestamp": at, "platform": system, "ocpVersion": f"b{number}"})
            results.append({"uuid": f"{system}-{name}", "metricName": "latency", "value": value})
    (folder / "runs.ndjson").write_text(bulk("runs", runs))
    (folder / "results.ndjson").write_text(bulk("results", results))


class Gate:
    """The service, and what a job of one CI system finds on its machine."""

    def __init__(self, rigel, service, folder, token):
        self.service, self.folder, self.token = service, folder, token
        self.documents = folder / "documents"
        self.programs = folder / "bin"
        self.programs.mkdir()
        (self.programs / "rigel").symlink_to(rigel.program)
        (self.programs / "rigel-verdict.sh").symlink_to(FOLDER / "rigel-verdict.sh")
        self._add("run-benchmark", BENCHMARK)

    def _add(self, name, text):
        path = self.programs / name
        path.write_text(text)
        path.chmod(0o755)

    def job(self, folder, system, state, again=200.0):
        """An empty checkout and the environment of a job whose run is of that state."""
        (folder / "ci").mkdir()
        for name in ("run-benchmark", "rigel-verdict.sh"):
            (folder / "ci" / name).symlink_to(self.programs / name)
        environment = servers.Rigel.environment(
            {
                "PATH": f"{self.programs}:{os.environ['PATH']}",
                "FIRST_RUN": f"{system}-{state}",
                "TEST_NAME": system,
                "AGAIN_VALUE": str(again),
                "DOCUMENTS": str(self.documents),
                "RIGEL_SERVER": self.service.url,
                "RIGEL_WAIT": "1" if state == "no_data" else "60",
            }
        )
        environment.pop("RIGEL_TOKEN", None)
        return environment

    def shell(self, text, folder, environment):
        """Its exit status; nothing in it may show the token."""
        wait = "1s" if environment["FIRST_RUN"].endswith("no_data") else "60s"
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", text.replace("--wait 10m", f"--wait {wait}")],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=100,
        )
        assert self.token not in done.stdout
        self.said = done.stdout
        return done.returncode


@pytest.fixture(scope="module")
def gate(postgres, rigel_session, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ci")
    (folder / "documents").mkdir()
    write_documents(folder / "documents")
    database = postgres.create()
    files = []
    for system in SYSTEMS:
        files.append(folder / f"{system}.yaml")
        files[-1].write_text(TEST.format(name=system, source="files", metadata="runs", results="results"))
    pushed = (servers.ROOT / "configs" / "tests" / "push" / "google-benchmark.yaml").read_text()
    files.append(folder / "pushed.yaml")
    files[-1].write_text(pushed.replace("    metadata_index", "    source: pushed\n    metadata_index", 1))
    sources = [
        {"name": "files", "kind": "files", "path": str(folder / "documents"), "poll": "1h"},
        {"name": "pushed", "kind": "push", "metadata_index": "rigel-runs", "benchmark_index": "rigel-results"},
    ]
    config = servers.write_config(folder, database, sources, files)
    database.migrate(rigel_session)
    rigel_session.run("ingest", "--once", "--config", config)
    token = rigel_session.run("token", "create", "--config", config, "--name", "ci", "--role", "push").stdout.split()[
        -1
    ]
    try:
        with rigel_session.serve(config) as service:
            yield Gate(rigel_session, service, folder, token)
    finally:
        postgres.drop(database)


def filled(text, values):
    """GitHub's ${{ }} replaced."""
    return re.sub(r"\$\{\{\s*([\w.]+)\s*\}\}", lambda found: values[found.group(1)], str(text))


def run_github(gate, folder, environment):
    """The steps in their order, as the runner goes through them."""
    job = yaml.safe_load((FOLDER / "github-actions.yml").read_text())["jobs"]["gate"]
    values = {"secrets.RIGEL_TOKEN": gate.token, "vars.RIGEL_SERVER": gate.service.url}
    assert filled(job["env"]["RIGEL_SERVER"], values) == gate.service.url
    status = 0
    for step in (step for step in job["steps"] if "run" in step):
        if condition := step.get("if"):
            name, wanted = re.fullmatch(r"(\S+) == '(\w+)'", condition).groups()
            if values.get(name) != wanted:
                continue
        assert "${{" not in step["run"], "what is put into the shell's text can be code"
        output = folder / "output"
        output.write_text("")
        own = {key: filled(value, values) for key, value in step.get("env", {}).items()}
        status = gate.shell(step["run"], folder, {**environment, **own, "GITHUB_OUTPUT": str(output)})
        for line in output.read_text().splitlines():
            key, value = line.split("=", 1)
            values[f"steps.{step['id']}.outputs.{key}"] = value
        if status:
            break
    return status, folder / "rigel.xml"


def run_gitlab(gate, folder, environment):
    job = yaml.safe_load((FOLDER / "gitlab-ci.yml").read_text())["performance"]
    assert job["allow_failure"] == {"exit_codes": STATUS["undecided"]}
    environment = {**environment, "RIGEL_TOKEN": gate.token}
    status = gate.shell("\n".join(job["script"]), folder, environment)
    return status, folder / job["artifacts"]["reports"]["junit"]


def run_jenkins(gate, folder, environment):
    text = (FOLDER / "Jenkinsfile").read_text()
    (first,) = re.findall(r"^ +sh '(.*)'$", text, re.M)
    (script,) = re.findall(r"sh\(returnStatus: true, script: '''\n(.*?)'''\)", text, re.S)
    assert '"""' not in text, "Groovy would put the token into the shell's text"
    assert gate.shell(first, folder, environment) == 0
    environment = {**environment, "RIGEL_TOKEN": gate.token}
    return gate.shell(script.replace("\\\\", "\\"), folder, environment), folder / "rigel.xml"


def run_prow(gate, folder, environment):
    (test,) = yaml.safe_load((FOLDER / "prow-step.yaml").read_text())["tests"]
    (step,) = test["steps"]["test"]
    assert {entry["name"] for entry in step["env"]} <= environment.keys()
    (credential,) = step["credentials"]
    (folder / "secret").mkdir()
    (folder / "secret" / "token").write_text(gate.token + "\n")
    assert f"{credential['mount_path']}/token" in step["commands"]
    text = step["commands"].replace(credential["mount_path"], str(folder / "secret"))
    status = gate.shell(text, folder, {**environment, "ARTIFACT_DIR": str(folder)})
    return status, folder / "junit_rigel.xml"


RUNNERS = {"github": run_github, "gitlab": run_gitlab, "jenkins": run_jenkins, "prow": run_prow}


@pytest.mark.xdist_group("ci")
@pytest.mark.parametrize("state", STATUS)
@pytest.mark.parametrize("system", RUNNERS)
def test_the_step_ends_with_the_status_of_the_verdict(system, state, gate, tmp_path):
    environment = gate.job(tmp_path, system, state)
    status, junit = RUNNERS[system](gate, tmp_path, environment)
    if state == "undecided":
        # It was run again with the token, as bad as a regression: together they are one.
        assert status == STATUS["regression"], gate.said
        assert f"again-{system}-undecided-" in (gate.documents / "runs.ndjson").read_text()
    else:
        assert status == STATUS[state], gate.said
    assert "<testsuite" in junit.read_text()
    assert gate.said.splitlines()[-1]
    assert "the pull could not be asked for" not in gate.said


@pytest.mark.xdist_group("ci")
def test_a_pushed_run_gets_its_verdict_and_one_that_confirms_it_is_marked(gate, tmp_path):
    output = servers.DATA / "adapt" / "google-benchmark-1.7.1-repetitions.json"
    (tmp_path / "benchmark").write_text(f"#!/bin/sh\ncat '{output}'\n")
    (tmp_path / "benchmark").chmod(0o755)
    environment = gate.job(tmp_path, "pushed", "pass")
    environment |= {"RIGEL_TOKEN": gate.token, "BUILD": "b1", "BUILD_URL": "https://ci.example/1"}
    script = f"'{FOLDER}/run-benchmark.sh' >run; rigel verdict $(cat run) --ingest --wait 10m"
    assert gate.shell(script, tmp_path, environment) == STATUS["undecided"], gate.said
    environment["RIGEL_CONFIRM"] = "confirm-0123456789abcdef"
    assert gate.shell(script, tmp_path, environment) == STATUS["undecided"], gate.said
    again = gate.service.json(f"/api/v1/runs/{(tmp_path / 'run').read_text().strip()}")
    assert environment["RIGEL_CONFIRM"] in json.dumps(again)
    (by_curl,) = re.findall(r"^```sh not-run\n(printf .*?)^```", PAGE.read_text(), re.M | re.S)
    environment["RUN"] = "by-curl"
    assert gate.shell(by_curl, tmp_path, environment) == 0, gate.said
    assert gate.shell("rigel verdict by-curl --wait 10m", tmp_path, environment) == STATUS["undecided"], gate.said


@pytest.mark.xdist_group("ci")
def test_a_wrong_token_or_address_is_an_error_and_no_verdict(gate, tmp_path):
    environment = gate.job(tmp_path, "github", "pass")
    for wrong in ({"RIGEL_TOKEN": "rigel_wrong"}, {"RIGEL_SERVER": gate.service.url + "/elsewhere"}):
        status = gate.shell("ci/rigel-verdict.sh github-pass", tmp_path, {**environment, **wrong})
        assert status == 1, gate.said
        assert "pass:" not in gate.said


def test_the_page_shows_the_files_as_they_are():
    page = PAGE.read_text()
    for file in FOLDER.iterdir():
        assert f"\n{file.read_text()}```\n" in page, f"docs/ci.md shows another {file.name}"
