# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults of Orion that docs/orion.md lists, both ways: without --correct its answer and a warning that names the
fault, with --correct the right answer."""

import json
import pathlib
import re

import orion_documents
import pytest
import servers
from fault_server import OrionProxy
from orion_command import LAB
from orion_documents import METRIC, metadata, moment, result, run_id
from service_standin import PayloadService


@pytest.fixture
def history(opensearch2, orion):
    return orion_documents.History(opensearch2, orion)


def values(rows, column):
    return [row["metrics"][column]["value"] for row in rows]


def changes(rows):
    """(version, column, percent) of every change."""
    return [
        (row["ocpVersion"], column, metric["percentage_change"])
        for row in rows
        for column, metric in row["metrics"].items()
        if metric["percentage_change"] != 0
    ]


def changed_columns(rows):
    return {column for _, column, _ in changes(rows)}


def check_fault(call, number):
    assert number in call.faults, call


def check_right(call, status, number):
    """The status, without a warning of that fault."""
    assert call.status == status and number not in call.faults, call


# 1: an outside host


@pytest.mark.parametrize("mode", ["absent", "null"])
def test_fault_1_a_broken_pull_request_service_ends_the_command(orion, mode):
    with PayloadService(mode) as service:
        environment = {"RIGEL_PR_SERVICE_URL": service.url}
        orion.hunt("basic", env=environment).one_clear_line(service.url)
        right = orion.hunt("basic", "--correct", env=environment)
        check_right(right, 2, 1)
        assert "Regression(s) found" in right.stdout and " warning " in right.stderr


def test_fault_1_without_a_service_none_is_missed(orion):
    nowhere = servers.Port()
    proxies = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), f"http://127.0.0.1:{nowhere.number}")
    call = orion.hunt("basic", env=proxies)
    nowhere.close()
    assert call.status == 2 and "https://" not in call.stderr, call


# 2: an exact version


def test_fault_2_an_exact_version_is_ignored_or_honoured(orion):
    wrong = orion.hunt("exact-version", "-o", "json", version="4.88")
    check_fault(wrong, 2)
    assert wrong.status == 2 and len(wrong.rows()) == 22
    right = orion.hunt("exact-version", "-o", "json", "--correct", version="4.88")
    check_right(right, 3, 2)


def test_fault_2_only_runs_of_the_version_are_taken(orion, history):
    history.values([10.0 + number % 3 for number in range(12)])
    history.config(METRIC, metadata={"platform": "AWS", "ocpVersion": "4.20.0-0.nightly-007"})
    assert len(history.ask("-o", "json").rows()) == 12
    right = history.ask("-o", "json", "--correct")
    check_right(right, 0, 2)
    assert [row["ocpVersion"] for row in right.rows()] == ["4.20.0-0.nightly-007"]


# 3: gaps


def test_fault_3_a_gap_hides_a_metric_or_not(orion):
    wrong = orion.hunt("patchy-and-full", "-o", "json")
    check_fault(wrong, 3)
    assert changed_columns(wrong.rows()) == {"podReadyLatency_P99"}
    right = orion.hunt("patchy-and-full", "-o", "json", "--correct")
    check_right(right, 2, 3)
    assert changed_columns(right.rows()) == {"podReadyLatency_P99", "patchyMetric_value"}
    (found,) = [change for change in changes(right.rows()) if change[1] == "patchyMetric_value"]
    assert found[0] == "4.19.0-0.nightly-2025-06-13-190110" and 58 < found[2] < 61


# 4: early changes


def test_fault_4_an_early_change_hides_later_ones_or_not(orion):
    wrong = orion.hunt("early-and-late")
    check_fault(wrong, 4)
    assert wrong.status == 0 and "+22.4%" in wrong.stdout and "No regressions found" in wrong.stdout
    right = orion.hunt("early-and-late", "--correct")
    check_right(right, 2, 4)
    assert "Regression(s) found" in right.stdout and "22.44%" in right.stdout


# 5: no data


@pytest.mark.parametrize(
    ("config", "index"),
    [
        ("basic", "no-such-index*"),
        ("only-unknown-metric", "lab-kube-burner"),
        ("int-for-string", "lab-kube-burner"),
        ("unknown-field", "lab-kube-burner"),
    ],
)
def test_fault_5_no_data_passes_or_is_status_3(orion, config, index):
    wrong = orion.hunt(config, "--benchmark-index", index)
    check_fault(wrong, 5)
    assert wrong.status == 0 and "No regressions found" in wrong.stdout
    right = orion.hunt(config, "--benchmark-index", index, "--correct")
    check_right(right, 3, 5)
    assert "No regressions found" not in right.stdout


# 6: a test without data


def test_fault_6_a_test_without_data_discards_the_others_or_not(orion):
    wrong = orion.hunt("two-tests")
    check_fault(wrong, 6)
    assert wrong.status == 3 and wrong.stdout == ""
    right = orion.hunt("two-tests", "--correct")
    check_right(right, 2, 6)
    assert "Test: lab-moves:" in right.stdout and "lab-steady\n" in right.stdout


def test_fault_6_without_a_regression_the_status_is_still_3(orion):
    path = orion.folder / "configs" / "steady-and-none.yaml"
    text = (orion.folder / "configs" / "lab" / "two-tests.yaml").read_text()
    first, _, third = re.split(r"(?=^  - name: lab-)", text, flags=re.M)[1:]
    path.write_text("tests:\n" + first + third)
    right = orion.hunt("configs/steady-and-none.yaml", "--correct")
    check_right(right, 3, 6)
    assert "lab-steady\n" in right.stdout


# 7: mistakes on the command line


@pytest.mark.parametrize(
    "words", [["-o", "yaml"], ["--nope"], ["--lookback-size", "ten"], ["--cmr"], ["--node-count", "maybe"]]
)
def test_fault_7_usage_errors_exit_as_regressions_or_as_errors(orion, words):
    wrong = orion.hunt("basic", *words)
    check_fault(wrong, 7)
    assert wrong.status == 2 and wrong.stdout == ""
    for right in (orion.hunt("basic", *words, "--correct"), orion.run("--correct", *words)):
        check_right(right, 1, 7)
        assert right.stdout == "" and "Error: " in right.stderr


# 8: no benchmark index


@pytest.fixture
def proxy(orion, orion_node):
    server = OrionProxy(orion_node)
    orion.url = server.url
    yield server
    server.close()


def test_fault_8_all_indices_are_searched_or_none(history, orion, proxy):
    # Run ids of its own: other tests' documents lie on the same node.
    ids = [{"uuid": f"alone{number}"} for number in range(12)]
    history.load(
        [metadata(number, **more) for number, more in enumerate(ids)],
        [result(number, 10.0 + number % 3, **more) for number, more in enumerate(ids)],
    )
    history.config(METRIC)
    wrong = history.ask("-o", "json", benchmark=False)
    check_fault(wrong, 8)
    assert {path for step, path, _ in proxy.asked if step == "documents"} == {"/_search"}
    assert values(wrong.rows(), "latency_value") == [10.0, 11.0, 12.0] * 4
    proxy.asked.clear()
    right = history.ask("--correct", benchmark=False)
    right.one_clear_line("made-up")
    assert "/_search" not in {path for _, path, _ in proxy.asked}


# 9: metrics on the same documents


def test_fault_9_the_second_metric_on_the_same_documents_is_empty_or_not(orion):
    wrong = orion.hunt("same-filter-names", "-o", "json")
    check_fault(wrong, 9)
    assert set(values(wrong.rows(), "latP50_P50")) == {None}
    right = orion.hunt("same-filter-names", "-o", "json", "--correct")
    check_right(right, 2, 9)
    rows = right.rows()
    assert changed_columns(rows) == {"latP99_P99", "latP50_P50"}
    assert values(rows, "latP99_P99")[:2] == [3998, 4007] and values(rows, "latP50_P50")[:2] == [1999, 2003]


def test_fault_9_metrics_of_one_name_keep_their_own_settings(orion):
    wrong = orion.hunt("same-name", "-o", "json")
    check_fault(wrong, 9)
    assert len(wrong.rows()) > 22 and changed_columns(wrong.rows()) == {"podReadyLatency_P99", "podReadyLatency_P50"}
    right = orion.hunt("same-name", "-o", "json", "--correct")
    check_right(right, 2, 9)
    rows = right.rows()
    assert len(rows) == 22 and values(rows, "podReadyLatency_P99")[0] == 3998
    # The threshold of P99 is 90 %, of P50 10 %.
    assert changed_columns(rows) == {"podReadyLatency_P50"}


# 10: several documents of a run


def test_fault_10_several_documents_multiply_rows_or_are_averaged(orion):
    wrong = orion.hunt("fanout-override", "-o", "json")
    check_fault(wrong, 10)
    runs = [row["uuid"] for row in wrong.rows()]
    assert len(runs) > len(set(runs)) == 22
    right = orion.hunt("fanout-override", "-o", "json", "--correct")
    assert 10 not in right.faults
    rows = right.rows()
    assert len(rows) == 22
    assert rows[-1]["metrics"]["lat-Ready_P99"]["value"] == (4897 + 90000) / 2


# 11: numeric times


def test_fault_11_numeric_times_are_dropped_or_read(orion):
    wrong = orion.hunt("timestamps", "--benchmark-index", "lab-ingress", "-o", "json")
    check_fault(wrong, 11)
    assert set(wrong.rows()[0]["metrics"]) == {"ingressRps_total_avg_rps"}
    right = orion.hunt("timestamps", "--benchmark-index", "lab-ingress", "-o", "json", "--correct")
    check_right(right, 2, 11)
    assert all(value is not None for value in values(right.rows(), "ingressLatAvg_avg"))


# 12: CMR


def test_fault_12_cmr_ignores_thresholds_or_not(orion):
    wrong = orion.judge("--cmr", "directions", "-o", "json")
    check_fault(wrong, 12)
    assert wrong.status == 2 and changed_columns(wrong.rows()) == {"memAny_avg", "memDown_avg"}
    right = orion.judge("--cmr", "directions", "-o", "json", "--correct")
    check_right(right, 0, 12)
    assert changed_columns(right.rows()) == set()


def test_fault_12_cmr_ignores_acknowledgements_or_not(orion):
    newest = orion.hunt("basic", "-o", "json").rows()[-1]["uuid"]
    (orion.folder / "configs" / "ack.yaml").write_text(
        f"ack:\n  - {{uuid: {newest}, metric: kubernetesCPU_avg, reason: known}}\n"
    )
    words = ["-o", "json", "--ack", "configs/ack.yaml"]
    wrong = orion.judge("--cmr", "basic", *words)
    check_fault(wrong, 12)
    assert changed_columns(wrong.rows()) == {"kubernetesCPU_avg", "podReadyLatency_P99"}
    right = orion.judge("--cmr", "basic", *words, "--correct")
    check_right(right, 2, 12)
    assert changed_columns(right.rows()) == {"podReadyLatency_P99"}


# 13: stale percentages

# After a merge, the change at index 6 keeps +10.303 %; its segments, as reported, differ by +11.194 %.
STALE = [
    *(104.08, 94.89, 100.84, 98.86, 99.09, 99.57, 105.96, 109.54, 108.27, 116.65, 110.45, 109.29),
    *(109.44, 108.66, 107.89, 109.22, 110.96, 109.52, 111.92, 109.6, 113.05, 116.09, 114.09, 111.99),
]


def test_fault_13_percentages_are_stale_or_those_of_the_segments(history):
    history.values(STALE)
    history.config(METRIC)
    wrong = history.ask("-o", "json")
    check_fault(wrong, 13)
    assert [(row, round(percent, 3)) for row, _, percent in changes(wrong.rows())] == [("4.20.0-0.nightly-006", 10.303)]
    right = history.ask("-o", "json", "--correct")
    check_right(right, 2, 13)
    assert [round(percent, 3) for _, _, percent in changes(right.rows())] == [11.194]


# 14: a change from 0


def test_fault_14_a_change_from_0_is_infinite_in_three_ways_or_valid(orion):
    wrong = orion.hunt("zeroThenUp", "-o", "json")
    check_fault(wrong, 14)
    assert "Infinity" in wrong.stdout
    text = orion.hunt("zeroThenUp")
    check_fault(text, 14)
    assert "+0.0%" in text.stdout and "inf%" in text.stdout
    right = orion.hunt("zeroThenUp", "-o", "json", "--correct")
    check_right(right, 2, 14)
    (change,) = changes(right.rows())
    assert change[2] is None
    text = orion.hunt("zeroThenUp", "--correct")
    check_right(text, 2, 14)
    assert "+0.0%" not in text.stdout


# 15: analysed texts


def test_fault_15_another_run_with_the_same_piece_is_taken_or_not(orion):
    words = ["--uuid", "b11b2f1d-0000-0000-0000-000000000000", "--lookback-size", "3"]
    wrong = orion.hunt("basic", *words)
    check_fault(wrong, 15)
    assert wrong.status == 0 and wrong.stdout.count("\n2025-") == 3
    orion.hunt("basic", *words, "--correct").one_clear_line("b11b2f1d-0000-0000-0000-000000000000")


def test_fault_15_a_text_matches_by_its_pieces_or_as_a_whole(history):
    kinds = ["e2-custom-6-16384", "e2-custom-8-16384"]
    runs = [metadata(number, workerNodesType=kinds[number % 2]) for number in range(12)]
    history.load(runs, [result(number, 10.0 + number % 4) for number in range(12)])
    history.config(METRIC, metadata={"workerNodesType": kinds[0]})
    wrong = history.ask("-o", "json")
    check_fault(wrong, 15)
    assert len(wrong.rows()) == 12
    right = history.ask("-o", "json", "--correct")
    check_right(right, 0, 15)
    assert [row["uuid"] for row in right.rows()] == [run_id(number) for number in range(0, 12, 2)]
    history.config(METRIC, metadata={"workerNodesType": "e2-custom-96-99999"})
    assert len(history.ask("-o", "json").rows()) == 12
    check_right(history.ask("-o", "json", "--correct"), 3, 15)


# 16: times, and runs of one instant


def test_fault_16_a_runs_time_depends_on_other_metrics_or_not(history):
    later = [result(number, 1.0, metricName="other", timestamp=moment(number + 20)) for number in range(12)]
    history.load(
        [metadata(number) for number in range(12)], [result(number, 10.0 + number % 3) for number in range(12)] + later
    )
    mean = {**METRIC, "agg": {"agg_type": "avg"}}
    history.config(mean)
    wrong = history.ask("-o", "json")
    check_fault(wrong, 16)
    right = history.ask("-o", "json", "--correct")
    check_right(right, 0, 16)
    days = [(row["timestamp"] - int(orion_documents.BEGIN.timestamp())) / 86400 for row in wrong.rows()]
    assert days == [number + 10 for number in range(12)]
    days = [(row["timestamp"] - int(orion_documents.BEGIN.timestamp())) / 86400 for row in right.rows()]
    assert days == list(range(12))


def test_fault_16_documents_of_one_instant_are_lost_in_paging_or_not(history):
    each, runs = 4000, 3
    # The page of 10,000 ends within the documents of one instant.
    results = [
        result(run, float(number), timestamp=moment(number // 2000)) for run in range(runs) for number in range(each)
    ]
    history.load([metadata(number) for number in range(runs)], results)
    history.config(METRIC)
    wrong = history.ask("-o", "json", algorithm="--cmr")
    check_fault(wrong, 16)
    assert wrong.files["data-made-up.csv"].count("\n") == 10000 + 1
    right = history.ask("-o", "json", "--correct", algorithm="--cmr")
    assert 16 not in right.faults
    assert values(right.rows(), "latency_value") == [(each - 1) / 2] * 2


# 17: what Orion dies of


def test_fault_17_a_run_without_version_is_an_error_or_shown_without(orion):
    orion.hunt("azure-missing-version").one_clear_line("20fb0116-1587-5950-8fdf-9d7a330f021f")
    right = orion.hunt("azure-missing-version", "-o", "json", "--correct")
    check_right(right, 0, 17)
    rows = right.rows()
    assert [row["uuid"] for row in rows if row["ocpVersion"] == "N/A"] == ["20fb0116-1587-5950-8fdf-9d7a330f021f"]
    assert len(rows) > 1


@pytest.mark.parametrize("more", [[], ["--correct"]])
@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["basic", "--uuid", "00000000-1111-2222-3333-444444444444"], "00000000-1111-2222-3333-444444444444"),
        (["empty"], "empty.yaml"),
        (["no-tests"], "no-tests.yaml"),
        (["bad-jinja"], "bad-jinja.yaml"),
        (["bad-number"], "six"),
        (["ibm-no-docs"], "jobSummary"),
    ],
)
def test_fault_17_a_crash_is_one_clear_line(orion, words, named, more):
    orion.hunt(*words, *more).one_clear_line(named)


# 18: build_url


def test_fault_18_build_url_is_not_shown_or_shown(orion):
    wrong = orion.hunt("basic", "-o", "json")
    check_fault(wrong, 18)
    assert [row["buildUrl"] for row in wrong.rows()[5:8]] == ["N/A"] * 3
    right = orion.hunt("basic", "-o", "json", "--correct")
    check_right(right, 2, 18)
    fifth, sixth, seventh = right.rows()[5:8]
    assert fifth["buildUrl"].startswith("https://") and sixth["buildUrl"].startswith("https://")
    assert seventh["buildUrl"] == "N/A"


# 19: two tests in JSON


def test_fault_19_two_tests_are_two_documents_or_one(orion):
    wrong = orion.hunt("two-tests-ok", "-o", "json")
    check_fault(wrong, 19)
    with pytest.raises(json.JSONDecodeError):
        json.loads(wrong.stdout)
    right = orion.hunt("two-tests-ok", "-o", "json", "--correct")
    check_right(right, 2, 19)
    assert list(right.json()) == ["lab-steady", "lab-moves"]
    assert json.loads(right.files["output_lab-moves.json"]) == right.json()["lab-moves"]


# 20: promised and absent


def test_fault_20_all_ack_is_not_loaded_or_loaded(orion):
    folder = orion.folder / "ack"
    folder.mkdir()
    (folder / "all_ack.yaml").write_text((orion.folder / "configs" / "lab" / "ack" / "ack-cpu.yaml").read_text())
    wrong = orion.hunt("basic", "-o", "json")
    check_fault(wrong, 20)
    assert changed_columns(wrong.rows()) == {"kubernetesCPU_avg", "podReadyLatency_P99"}
    right = orion.hunt("basic", "-o", "json", "--correct")
    check_right(right, 2, 20)
    assert changed_columns(right.rows()) == {"podReadyLatency_P99"}


def test_fault_20_local_config_may_have_a_level_metadata(history, orion):
    history.values([10.0 + number % 3 for number in range(12)])
    (orion.folder / "configs" / "local.yaml").write_text('metadata:\n  platform: "AWS"\n')
    history.config(METRIC, metadata={"benchmark.keyword": "made-up"}, local_config="local.yaml")
    wrong = history.ask("-o", "json")
    check_fault(wrong, 20)
    assert wrong.status == 3
    right = history.ask("-o", "json", "--correct")
    check_right(right, 0, 20)
    assert len(right.rows()) == 12


# 21: thresholds, and the order of flags


def test_fault_21_thresholds_are_cut_or_kept(history):
    level = [1000.0, 1001.0, 999.0, 1000.5, 999.5, 1000.2]
    history.values(level * 2 + [value * 1.025 for value in level * 2])
    history.config({**METRIC, "threshold": 2.9})
    wrong = history.ask("-o", "json")
    check_fault(wrong, 21)
    assert wrong.status == 2 and [round(percent, 1) for _, _, percent in changes(wrong.rows())] == [2.5]
    right = history.ask("-o", "json", "--correct")
    check_right(right, 0, 21)
    assert changes(right.rows()) == []


def test_fault_21_the_order_of_flags_matters_or_not(orion):
    rest = ["--anomaly-detection", "-o", "json"]
    words = ["--config", "configs/lab/basic.yaml", "--es-server", "{ES}", *LAB, "--input-vars", '{"version": "4.19"}']
    wrong = orion.run("--anomaly-window", "3", *rest, *words)
    check_fault(wrong, 21)
    assert wrong.status == 2 and wrong.stdout == ""
    expected = orion.run("--anomaly-detection", "--anomaly-window", "3", "-o", "json", *words)
    right = orion.run("--anomaly-window", "3", *rest, *words, "--correct")
    check_right(right, 2, 21)
    assert changed_columns(right.rows()) == changed_columns(expected.rows()) != set()


# 23: headings


def test_fault_23_headings_lose_their_names_or_keep_them(orion):
    wrong = orion.hunt("percentiles", "--column-group-size", "1")
    check_fault(wrong, 23)
    heads = [line for line in wrong.stdout.splitlines() if line.startswith("time ")]
    assert heads[0].split()[3:] == ["0"]
    right = orion.hunt("percentiles", "--column-group-size", "1", "--correct")
    check_right(right, 2, 23)
    heads = [line for line in right.stdout.splitlines() if line.startswith("time ")]
    assert heads[0].split()[3:] == ["podLat_percentiles_50.0"]


def test_every_fault_has_its_row_and_its_test():
    page = (servers.ROOT / "docs" / "orion.md").read_text().split("## The 23 faults")[1]
    rows = [int(number) for number in re.findall(r"^\| (\d+) \|", page, re.M)]
    assert rows == list(range(1, 24))
    tested = {int(number) for number in re.findall(r"^def test_fault_(\d+)_", pathlib.Path(__file__).read_text(), re.M)}
    assert tested == set(rows) - {22}
