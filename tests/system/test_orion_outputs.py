# SPDX-License-Identifier: GPL-3.0-or-later
"""What the outputs of Orion's command line have to do with each other, whatever the documents are: formats, files,
windows and servers."""

import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import orion_command
import pytest
from fault_server import SecureProxy

# Plain, aggregated, percentiles, gaps, several rows a run, attributes, directions, a change from 0.
CONFIGS = ("basic", "percentiles", "patchy-and-full", "fanout-override", "metadata-type", "directions", "zeroThenUp")
ALGORITHMS = ("--hunter-analyze", "--cmr", "--anomaly-detection")


def rows_of(call):
    return json.loads(call.stdout)


def without_changes(rows):
    """Rows without what a search says of them."""
    plain = json.loads(json.dumps(rows))
    for row in plain:
        row.pop("is_changepoint")
        for metric in row["metrics"].values():
            metric.pop("percentage_change")
    return plain


def csv_of(call):
    (content,) = [content for name, content in call.files.items() if name.endswith(".csv")]
    return content


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_formats_agree(orion, config, algorithm):
    text = orion.judge(algorithm, config)
    collapsed_text = orion.judge(algorithm, config, "--collapse")
    whole = orion.judge(algorithm, config, "-o", "json")
    collapsed = orion.judge(algorithm, config, "-o", "json", "--collapse")
    junit = orion.judge(algorithm, config, "-o", "junit")
    calls = (text, collapsed_text, whole, collapsed, junit)
    if not whole.stdout or whole.status not in (0, 2):
        assert len({call.status for call in calls}) == 1, calls
        return
    assert len({call.status for call in calls}) == 1 and len({csv_of(call) for call in calls}) == 1, calls
    check_collapsed(rows_of(whole), rows_of(collapsed))
    check_junit(rows_of(whole), junit)
    check_text(text, collapsed_text)
    (saved,) = [content for name, content in whole.files.items() if name.endswith(".json")]
    assert json.loads(saved) == rows_of(whole)


def check_collapsed(rows, collapsed):
    """Changed rows with the one before and after, no row twice, in the order in which metrics name them."""
    wanted = []
    for name in rows[0]["metrics"] if rows else ():
        for at, row in enumerate(rows):
            if row["metrics"][name]["percentage_change"] != 0:
                near = rows[max(at - 1, 0) : at + 2]
                wanted += [one for one in near if one not in wanted]
    assert collapsed == wanted


def check_junit(rows, call):
    document, end, _ = call.stdout.partition("</testsuites>")
    suite = ElementTree.fromstring(document + end).find("testsuite")
    changed = {name for row in rows for name, metric in row["metrics"].items() if metric["percentage_change"] != 0}
    cases = suite.findall("testcase")
    failed = {case.get("name").split()[-3] for case in cases if case.find("failure") is not None}
    assert int(suite.get("tests")) == len(cases) and int(suite.get("failures")) == len(failed)
    assert failed == changed, (failed, changed)


def check_text(text, collapsed):
    """The table in the file stands on stdout, below the heading; collapsed leaves the summary."""
    (table,) = [content for name, content in text.files.items() if "_table_" in name]
    heading, underline, rest = text.stdout.split("\n", 2)
    assert underline == "=" * len(heading)
    assert rest.startswith(table)
    assert rest[len(table) :].lstrip("\n") == collapsed.stdout.lstrip("\n")
    assert collapsed.files == text.files


@pytest.mark.parametrize("count", [1, 3, 7, 9])
def test_lookback_size_takes_the_newest_runs(orion, count):
    everything = rows_of(orion.hunt("basic", "-o", "json"))
    newest = rows_of(orion.hunt("basic", "-o", "json", "--lookback-size", str(count)))
    assert without_changes(newest) == without_changes(everything)[-count:]


def test_a_time_range_takes_the_runs_in_it(orion):
    everything = rows_of(orion.hunt("basic", "-o", "json"))
    days = [row["buildUrl"] for row in rows_of(orion.hunt("basic", "-o", "json", "--since", "2025-06-18"))]
    assert days == [row["buildUrl"] for row in everything][: len(days)] and 15 < len(days) < 22
    # No change lies in it: an early one would have Orion look further back.
    words = ["--since", "2025-06-09", "--lookback", "5d"]
    inside = [row["uuid"] for row in rows_of(orion.hunt("basic", "-o", "json", *words))]
    assert inside == [row["uuid"] for row in everything][3:8]


def test_options_may_be_given_in_any_way(orion):
    spaced = orion.hunt("basic", "--output-format", "json", "--lookback-size", "9", "--display", "buildUrl,platform")
    joined = orion.hunt("basic", "--output-format=json", "--lookback-size=9", "--display=buildUrl,platform")
    short = orion.hunt("basic", "-ojson", "--lookback-size", "9", "--display", "buildUrl,platform")
    assert spaced.stdout == joined.stdout == short.stdout != ""


def test_columns_are_cut_into_groups_and_none_is_lost(orion):
    def cells(size):
        lines = orion.hunt("fanout-many", "--column-group-size", size).stdout.splitlines()
        heads = [line for line in lines if line.startswith("time ")]
        return [name for line in heads for name in line.split()[3:]], len(heads)

    whole, one = cells("100")
    assert one == 1 and len(whole) > 4
    for size in ("1", "2", "3"):
        names, tables = cells(size)
        assert len(names) == len(whole) and tables == -(-len(whole) // int(size))


def test_a_ci_job_gets_its_json_beside_the_text(orion):
    beside = orion.hunt("basic", env={"PROW_JOB_ID": "17"})
    alone = orion.hunt("basic", "-o", "json")
    assert beside.files["output_lab-basic.json"] == alone.files["output_lab-basic.json"]


def test_paths_of_the_results_are_followed(orion, tmp_path):
    (tmp_path / "deep").mkdir()
    call = orion.hunt(
        "basic",
        "-o",
        "json",
        "--save-output-path",
        f"{tmp_path}/deep/a.b.json",
        "--save-data-path",
        f"{tmp_path}/deep/c",
    )
    assert call.status == 2 and call.files == {}, call
    assert sorted(file.name for file in (tmp_path / "deep").iterdir()) == ["a.b_lab-basic.json", "c-lab-basic.csv"]


def test_a_folder_that_does_not_exist_is_named(orion):
    call = orion.hunt("basic", "--save-output-path", "no/such/folder/x.txt")
    assert call.status == 1 and len(call.errors) == 1 and "no/such/folder" in call.errors[0], call


def test_a_report_of_saved_results_tells_the_same_changes(orion, tmp_path):
    text = orion.hunt("basic", "--collapse")
    orion.hunt("basic", "-o", "json", "--save-output-path", f"{tmp_path}/kept.json")
    report = orion.run("--report", f"{tmp_path}/kept_lab-basic.json")
    assert report.status == 2
    for found in re.findall(r"^\| \w+_\w+ .*$", text.stdout, re.M):
        assert found in report.stdout


def test_the_name_says_which_command_it_is(orion, tmp_path):
    named = tmp_path / "orion"
    named.symlink_to(orion.program)
    words = ["basic", "-o", "json"]
    assert orion.hunt(*words, command=(named,)).stdout == orion.hunt(*words).stdout != ""
    assert orion.run("--version", command=(named,)).stdout == orion.run("--version").stdout


@pytest.mark.parametrize("config", ["basic", "groupby", "metadata-type"])
def test_every_kind_of_server_gives_the_same_answer(search_server, orion, config):
    expected = orion.hunt(config, "-o", "json")
    search_server.load_fixtures("lab-perf-ci", "lab-kube-burner")
    orion.url = search_server.url
    prefix = search_server.prefix
    words = ["--metadata-index", f"{prefix}lab-perf-ci", "--benchmark-index", f"{prefix}lab-kube-burner"]
    call = orion.hunt(config, "-o", "json", *words)
    assert (call.status, call.stdout) == (expected.status, expected.stdout)


def test_https_with_any_certificate_and_a_login_in_the_url(orion, orion_node, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "ca.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=other"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = orion_command.tls_context(certificate, key)
    expected = orion.hunt("basic", "-o", "json")
    proxy = SecureProxy(orion_node, "reader", "geheim-4711", context)
    try:
        orion.url = proxy.url.replace("//", "//reader:geheim-4711@")
        call = orion.hunt("basic", "-o", "json", "--debug")
        assert (call.status, call.stdout) == (expected.status, expected.stdout), call
        assert "geheim" not in call.stderr
        orion.url = proxy.url.replace("//", "//reader:falsch-0815@")
        refused = orion.hunt("basic")
        refused.one_clear_line("401")
        assert "falsch" not in refused.stderr
    finally:
        proxy.close()
