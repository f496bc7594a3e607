# SPDX-License-Identifier: GPL-3.0-or-later
"""`rigel detect`: the engine on JSON lines, against the peers' answers of tests/data/golden."""

import json
import math
import os
import random
import re
import subprocess

import pytest
import servers

NUMBERS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
FIELDS = (
    "mean_before",
    "mean_after",
    "stddev_before",
    "stddev_after",
    "pvalue",
    "forward_rel_change",
    "backward_rel_change",
    "magnitude",
)


def number(value):
    return NUMBERS[value] if isinstance(value, str) else value


def close(field, got, wanted):
    got, wanted = number(got), number(wanted)
    if math.isnan(wanted) or math.isinf(wanted):
        return got == wanted or (math.isnan(got) and math.isnan(wanted))
    bound = max(1e-9 * abs(wanted), 1e-300) if field == "pvalue" else 1e-12 * abs(wanted)
    return abs(got - wanted) <= bound


def lines_of(cases):
    fields = ("name", "values", "missing", "options")
    return "".join(json.dumps({key: c[key] for key in fields if key in c}) + "\n" for c in cases)


def golden(data_dir, name):
    return json.loads((data_dir / "golden" / name).read_text())["cases"]


def answers_of(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(("name", "count"), [("edivisive.json", 297), ("edivisive_corners.json", 120)])
def test_golden_cases_agree_with_otava(rigel, data_dir, name, count):
    cases = golden(data_dir, name)
    assert len(cases) == count
    answers = answers_of(rigel.run("detect", stdin=lines_of(cases)))
    assert [a["name"] for a in answers] == [c["name"] for c in cases]
    for case, answer in zip(cases, answers, strict=True):
        points = answer["change_points"]
        assert [p["index"] for p in points] == [e["index"] for e in case["expected"]], case["name"]
        for point, expected in zip(points, case["expected"], strict=True):
            for field in FIELDS:
                assert close(field, point[field], expected[field]), (case["name"], field)


@pytest.mark.threads
def test_answers_are_the_same_bytes_in_the_same_order_with_any_number_of_threads(rigel, data_dir):
    cases = golden(data_dir, "edivisive.json") + golden(data_dir, "edivisive_corners.json")
    random.Random(4).shuffle(cases)
    text = lines_of(cases)
    alone = rigel.run("detect", stdin=text).stdout
    assert alone.count("\n") == 417
    for threads in ("2", "7"):
        assert rigel.run("detect", "--threads", threads, stdin=text).stdout == alone


def test_percent_agrees_with_orion(rigel, data_dir):
    cases = [
        (
            case["name"],
            case["columns"][metric],
            settings["direction"],
            case["expected"]["change_points"].get(metric, []),
        )
        for case in golden(data_dir, "cmr.json")
        for metric, settings in case["metrics"].items()
    ]
    text = "".join(
        json.dumps({"name": name, "values": values, "options": {"direction": direction}}) + "\n"
        for name, values, direction, _ in cases
    )
    answers = answers_of(rigel.run("detect", "--algorithm", "percent", stdin=text))
    for (name, values, _, expected), answer in zip(cases, answers, strict=True):
        points = answer["change_points"]
        assert len(points) == len(expected), name
        for point, wanted in zip(points, expected, strict=True):
            assert point["index"] == len(values) - 1
            assert close("mean_before", point["mean_before"], wanted["mean_before"])
            assert close("mean_after", point["mean_after"], wanted["mean_after"])
            assert point["pvalue"] == 1


STEP = [10.0, 11.0, 10.5, 10.2, 10.8] * 4 + [20.0, 21.0, 20.5, 20.2, 20.8] * 4


def test_dropped_gaps_do_not_blind_the_search(rigel):
    gappy = [value for pair in STEP for value in (pair, None)]
    text = "".join(json.dumps({"name": way, "values": gappy, "missing": way}) + "\n" for way in ("drop", "skip"))
    dropped, skipped = answers_of(rigel.run("detect", stdin=text))
    assert [p["index"] for p in dropped["change_points"]] == [40]
    assert skipped["change_points"] == []


@pytest.mark.threads
@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('{"name": "a", "values": [1, 2, "x"]}', "values[2]"),
        ('{"name": "a", "values": [1, true]}', "values[1]"),
        ('{"name": "a", "values": 5}', "values"),
        ('{"name": "a"}', "values"),
        ('{"name": "a", "values": [], "missing": "perhaps"}', "missing"),
        ('{"name": "a", "values": [], "options": {"window_len": 1}}', "options.window_len"),
        ('{"name": "a", "values": [], "options": {"window_len": 2.5}}', "options.window_len"),
        ('{"name": "a", "values": [], "options": {"max_pvalue": 7}}', "options.max_pvalue"),
        ('{"name": "a", "values": [], "options": {"min_magnitude": "0"}}', "options.min_magnitude"),
        ('{"name": "a", "values": [], "options": {"window": 50}}', "options.window"),
        ('{"name": "a", "values": [], "options": 3}', "options"),
        ('{"name": 7, "values": []}', "name"),
        ('{"name": "a", "values": [1e999]}', "not JSON"),
        ('{"name": "a", "values": [NaN]}', "not JSON"),
        ("[1, 2]", "expected an object"),
        ("{", "not JSON"),
        ("\x00", "not JSON"),
        ('{"name": "a", "name": "b", "values": []}', "not JSON"),
        ("[" * 100000, "not JSON"),
    ],
)
def test_bad_line_is_named_and_the_others_are_answered(rigel, line, place):
    good = json.dumps({"name": "good", "values": STEP})
    result = rigel.run("detect", "--threads", "2", stdin=f"{good}\n\n{line}\n{good}\n", status=1)
    first, bad, last = answers_of(result)
    assert first == last
    assert [p["index"] for p in first["change_points"]] == [20]
    assert "line 3" in bad["error"]
    assert place in bad["error"]
    assert "line 3" in result.stderr
    assert place in result.stderr
    assert result.stderr.count("\n") == 1


def test_line_beyond_the_limit_is_refused_and_the_others_are_answered(rigel):
    good = json.dumps({"name": "good", "values": STEP})
    huge = '{"values": [' + "1," * (17 << 20) + "1]}"
    bad, last = answers_of(rigel.run("detect", stdin=f"{huge}\n{good}\n", status=1))
    assert "longer than" in bad["error"]
    assert [p["index"] for p in last["change_points"]] == [20]


@pytest.mark.threads
def test_answer_comes_before_the_next_line_is_sent(rigel):
    process = rigel.popen("detect", "--threads", "2", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    for i in range(5):
        process.stdin.write(json.dumps({"name": f"s{i}", "values": STEP}) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["name"] == f"s{i}"
    process.stdin.close()
    assert process.wait(60) == 0
    process.stdout.close()


def test_numbers_read_back_as_the_same_doubles_and_names_as_the_same_text(rigel):
    rng = random.Random(1)
    for scale in (1e-300, 1e-5, 1.0, 1e22, 1e300):
        values = [rng.random() * scale for _ in range(20)] + [rng.random() * 3 * scale + scale] * 2
        name = f'{scale} "quoted" \\ ü \u0001'
        line = json.dumps({"name": name, "values": values, "options": {"max_pvalue": 1.0}})
        answer = answers_of(rigel.run("detect", stdin=line))[0]
        assert answer["name"] == name
        for point in answer["change_points"]:
            for field in FIELDS:
                assert isinstance(point[field], float) or point[field] in NUMBERS


def test_last_line_needs_no_line_feed_and_a_file_may_be_named(rigel, tmp_path):
    path = tmp_path / "series.jsonl"
    path.write_text(json.dumps({"name": "a", "values": STEP}))
    assert len(answers_of(rigel.run("detect", str(path)))) == 1
    assert rigel.run("detect", stdin="").stdout == ""
    assert "nothing.jsonl" in rigel.run("detect", str(tmp_path / "nothing.jsonl"), status=1).stderr


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (("--threads", "0"), "--threads"),
        (("--threads", "-1"), "--threads"),
        (("--threads", "1x"), "--threads"),
        (("--threads",), "--threads"),
        (("--algorithm", "magic"), "--algorithm"),
        (("--algorithm", "percent", "--replay"), "--replay"),
        (("--frobnicate",), "--frobnicate"),
        (("a.jsonl", "b.jsonl"), "b.jsonl"),
    ],
)
def test_wrong_arguments_are_refused_by_name(rigel, arguments, place):
    assert place in rigel.run("detect", *arguments, status=1).stderr


def real_histories(shared_dir):
    for path in sorted((shared_dir / "realdata").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield {"name": f"{path.name}:{row['name']}", "values": row["values"]}


def compact(point):
    keys = ("index", "from", "to", "settled", "seen_at", "before", "after", "difference", "low", "high")
    keys += ("deviation", "rho", "points_before", "points_after", "evidence")
    low, high = point["difference_90"]
    point = {**point, "settled": int(point["status"] == "settled"), "low": low, "high": high}
    return [point[key] for key in keys]


# As steady_reference() in src/analysis/steady_plan.c.
REFERENCE = {
    "h0": 6,
    "h1": 2.2,
    "carry": 4,
    "prior_rho": 20,
    "settle": 3,
    "shrink": 0.75,
    "record": 1,
    "fade": 0.998,
    "credit": 0,
    "pool": 0,
    "effect": 0,
    "slack": 0,
    "excursion": 0,
    "refine": 0,
    "hold": 2,
    "widen": 0,
}


def test_steady_is_its_reference_on_real_histories_after_every_value(rigel, data_dir, shared_dir):
    golden = {row["name"]: row for row in map(json.loads, (data_dir / "steady" / "real.jsonl").open(encoding="utf-8"))}
    text = "".join(json.dumps({**row, "options": REFERENCE}) + "\n" for row in real_histories(shared_dir))
    replays = {}
    for line in answers_of(rigel.run("detect", "--algorithm", "steady", "--replay", stdin=text)):
        replays.setdefault(line["name"], []).append((line["n"], [p["index"] for p in line["change_points"]]))
    answers = answers_of(rigel.run("detect", "--algorithm", "steady", stdin=text))
    assert len(answers) == len(golden) == 123
    for answer in answers:
        wanted, reported, steps = golden[answer["name"]], [], []
        for n, gone, come in wanted["replay"]:
            reported = sorted({*reported} - {*gone} | {*come})
            steps.append((n, reported))
        assert replays[answer["name"]] == steps, answer["name"]
        for point, expected in zip(answer["change_points"], wanted["points"], strict=True):
            unit = abs(expected[5]) + abs(expected[6])
            got = compact(point)
            assert got[:5] + got[12:14] == expected[:5] + expected[12:14], answer["name"]
            bounds = [unit] * 6 + [1, 0, 0, 1]
            for value, want, bound in zip(got[5:], expected[5:], bounds, strict=True):
                assert abs(value - want) <= 1e-9 * max(bound, abs(want)), answer["name"]


@pytest.mark.threads
def test_replay_tells_what_was_reported_after_each_value(rigel):
    values = [10.0, 11.0, None, 10.5, 10.2, 10.8] * 4 + STEP[20:] + STEP[:20]
    for algorithm in ("edivisive", "steady"):
        prefixes = "".join(json.dumps({"values": values[:n]}) + "\n" for n in range(15, len(values) + 1))
        wanted = []
        for n, answer in enumerate(answers_of(rigel.run("detect", "--algorithm", algorithm, stdin=prefixes)), 15):
            reported = [p["index"] for p in answer["change_points"]]
            if not wanted or reported != wanted[-1][1]:
                wanted.append((n, reported))
        assert len(wanted) > 1
        line = json.dumps({"name": algorithm, "values": values, "from": 15})
        for threads in ("1", "2"):
            command = ("detect", "--algorithm", algorithm, "--replay", "--threads", threads)
            replay = answers_of(rigel.run(*command, stdin=f"{line}\n{line}\n"))
            assert [(step["n"], [p["index"] for p in step["change_points"]]) for step in replay] == wanted * 2


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('{"name": "a", "values": [], "from": 0}', "from"),
        ('{"name": "a", "values": [], "from": "x"}', "from"),
        ('{"name": "a", "values": [], "missing": "fill"}', "missing"),
        ('{"name": "a", "values": [], "options": {"h0": "x"}}', "options.h0"),
        ('{"name": "a", "values": [], "options": {"h0": -1}}', "options"),
        ('{"name": "a", "values": [], "options": {"window": 2.5}}', "options.window"),
        ('{"name": "a", "values": [], "options": {"window_len": 50}}', "options.window_len"),
    ],
)
def test_steady_refuses_a_line_by_its_member(rigel, line, place):
    result = rigel.run("detect", "--algorithm", "steady", "--replay", stdin=line + "\n", status=1)
    assert f"line 1: {place}: " in answers_of(result)[0]["error"]


def test_steady_tells_what_it_withdrew_as_faded(rigel):
    wave = [4, -2, -4, 2]
    levels = [100] * 8 + [109] * 8 + [103.5] * 60
    values = [level + wave[i % 4] for i, level in enumerate(levels)]
    lines = "".join(json.dumps({"name": str(n), "values": values[:n]}) + "\n" for n in (16, 76))
    young, old = answers_of(rigel.run("detect", "--algorithm", "steady", stdin=lines))
    assert [p["status"] for p in young["change_points"]] == ["new"]
    assert young["faded"] == []
    assert old["change_points"] == []
    (faded,) = old["faded"]
    assert faded["status"] == "faded"
    assert faded["seen_at"] == young["change_points"][0]["seen_at"] < 16 <= faded["faded_at"] < 76


def test_steady_options_change_what_is_asked_of_a_change(rigel):
    lines = "".join(json.dumps({"values": STEP, "options": {"h0": h0}}) + "\n" for h0 in (6, 30, 6))
    first, strict, again = answers_of(rigel.run("detect", "--algorithm", "steady", stdin=lines))
    assert [p["index"] for p in first["change_points"]] == [20]
    assert strict["change_points"] == []
    assert again == first


def test_output_shown_in_the_documentation_is_what_the_commands_print(rigel):
    page = (servers.ROOT / "docs" / "detection.md").read_text()
    examples = re.findall(r"```sh\n(.*?)```\n\n```text\n(.*?)```", page, re.S)
    assert len(examples) == 4
    environment = rigel.environment({"PATH": f"{rigel.build}:{os.environ['PATH']}"})
    for command, shown in examples:
        # Answers and complaints come by two ways: told apart, they are in order.
        both = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True)
        assert both.stdout.splitlines() == [line for line in shown.splitlines() if not line.startswith("rigel detect:")]
        assert both.stderr.splitlines() == [line for line in shown.splitlines() if line.startswith("rigel detect:")]
