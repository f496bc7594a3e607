# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a run in which nothing changed is called a regression, and how soon a step is found.

Generated runs go one by one through the rule that the service judges with (gate_bench.c). The worst
measured share of every table is a row for run.py; --markdown prints the tables themselves, as
docs/detection.md has them; --quick is a tenth of the runs. Real histories are read from
$RIGEL_SHARED/realdata where that is there."""

import concurrent.futures
import functools
import itertools
import json
import os
import pathlib
import random
import statistics
import struct
import subprocess
import sys
import typing

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = "build/bench/gate_bench"
RIGEL = "build/rigel"
REAL = pathlib.Path(os.environ.get("RIGEL_SHARED", ROOT.parent / "shared")) / "realdata"
BUDGET = 0.02
KINDS = {
    "gauss": "normal",
    "t3": "Student's t, 3 degrees of freedom",
    "lognormal": "log-normal, sigma 0.8",
    "spikes": "normal, 2% of the values 8 deviations off",
    "bimodal": "two modes",
    "ar5": "AR(1), 0.5",
    "ar8": "AR(1), 0.8",
    "counter": "counters, 0 in four of five runs",
    "quantised": "steps of one deviation",
    "common": "half of the variance shared by all metrics",
    "fleet": "as the simulated fleet's metrics",
    "mixed": "all of these in turns",
}
SEARCHED = ("gauss", "t3", "lognormal", "ar5", "ar8", "mixed")
SIZES = (1, 10, 100, 500)
STRETCH = 30
BLOCK = 20
CHANGED = "not unchanged: real, in blocks, short levels left in"
AROUND = 20  # values on each side whose median is the level of a real history


def call(words: dict, data: bytes = b"") -> dict:
    arguments = [f"{name}={value}" for name, value in words.items()]
    done = subprocess.run([ROOT / PROGRAM, *arguments], input=data, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


class History(typing.NamedTuple):
    values: list[float]
    stretches: list[list[float]]  # of at least STRETCH values, between change points


@functools.cache
def real_histories() -> list[History]:
    """With what the service's own search for change points, seeing all of a history, leaves whole."""
    series = []
    for path in sorted(REAL.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            values = [value for value in json.loads(line)["values"] if isinstance(value, (int, float))]
            if len(values) >= 100:
                series.append([float(value) for value in values])
    lines = "".join(json.dumps({"values": values}) + "\n" for values in series)
    done = subprocess.run([ROOT / RIGEL, "detect"], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    histories = []
    for values, answer in zip(series, done.stdout.splitlines(), strict=True):
        ends = [0, *(point["index"] for point in json.loads(answer)["change_points"]), len(values)]
        pieces = [values[begin:end] for begin, end in itertools.pairwise(ends)]
        histories.append(History(values, [piece for piece in pieces if len(piece) >= STRETCH]))
    return histories


def levels_around(values: list[float]) -> list[float]:
    return [statistics.median(values[max(0, i - AROUND) : i + AROUND + 1]) for i in range(len(values))]


def deviations(values: list[float]) -> list[float]:
    """From the level around, as parts of it where all values are above 0."""
    if min(values) > 0:
        return [value / level for value, level in zip(values, levels_around(values), strict=True)]
    middle = statistics.median(values)
    return [middle + value - level for value, level in zip(values, levels_around(values), strict=True)]


def shuffled(rng: random.Random, history: History, length: int) -> list[float]:
    values: list[float] = []
    while len(values) < length:
        values += rng.sample(history.values, len(history.values))
    return values[:length]


def in_blocks(rng: random.Random, pieces: list[list[float]], length: int) -> list[float]:
    starts = [(piece, start) for piece in pieces for start in range(len(piece) - BLOCK + 1)]
    values: list[float] = []
    while len(values) < length:
        piece, start = rng.choice(starts)
        values += piece[start : start + BLOCK]
    return values[:length]


def stable_blocks(rng: random.Random, history: History, length: int) -> list[float]:
    return in_blocks(rng, [deviations(stretch) for stretch in history.stretches], length)


def stable_stretches(rng: random.Random, history: History, length: int) -> list[float]:
    """Each whole and as it was, drift and all, on one level; the first is entered anywhere."""
    scales = [abs(statistics.median(stretch)) or 1.0 for stretch in history.stretches]
    pieces = [[v / scale for v in stretch] for stretch, scale in zip(history.stretches, scales, strict=True)]
    skipped = rng.randrange(STRETCH)
    values: list[float] = []
    while len(values) < length + skipped:
        for piece in rng.sample(pieces, len(pieces)):
            values += piece
    return values[skipped : skipped + length]


def short_levels(rng: random.Random, history: History, length: int) -> list[float]:
    """Blocks of whole histories: a level that lasted for less than AROUND runs stays in, as a change."""
    level = statistics.median(history.values)
    around = levels_around(history.values)
    rest = [level + value - here for value, here in zip(history.values, around, strict=True)]
    return in_blocks(rng, [rest], length)


REAL_WAYS = {
    "real, shuffled": shuffled,
    "real, blocks of stable stretches": stable_blocks,
    "real, whole stable stretches": stable_stretches,
    CHANGED: short_levels,
}


def real_runs(way, metrics: int, runs: int, seed: int) -> bytes:
    rng = random.Random(f"{seed}/{way.__name__}/{metrics}")
    histories = real_histories()
    columns = [way(rng, rng.choice(histories), runs + 3) for _ in range(metrics)]
    return b"".join(struct.pack(f"={metrics}d", *row) for row in zip(*columns, strict=True))


def real_cell(way, metrics: int, runs: int, seed: int) -> dict:
    """One metric, or ten, is a matter of chance: several worlds of each, a few hundred runs long."""
    worlds = {1: 10, 10: 4}.get(metrics, 1)
    total = {"runs": 0, "wrong": 0, "undecided": 0}
    for world in range(worlds):
        words = {"kind": "real", "metrics": metrics, "runs": runs // worlds, "history": 100, "direction": 0}
        got = call(words, real_runs(way, metrics, runs // worlds, seed + world))
        total = {key: total[key] + got[key] for key in total}
    return total


def unchanged_cell(kind: str, metrics: int, runs: int, seed: int, service: int = 0) -> dict:
    if kind in REAL_WAYS:
        return real_cell(REAL_WAYS[kind], metrics, runs, seed)
    words = {"kind": kind, "metrics": metrics, "runs": runs, "history": 100, "seed": seed, "service": service}
    return call(words)


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def measure_unchanged(pool, runs: int, seed: int):
    kinds = list(KINDS) + (list(REAL_WAYS) if real_histories() else [])
    cells = {(kind, m): pool.submit(unchanged_cell, kind, m, runs, seed) for m in reversed(SIZES) for kind in kinds}
    got = {key: cell.result() for key, cell in cells.items()}
    rows = [
        [KINDS.get(kind, kind), *(percent(got[kind, m]["wrong"], got[kind, m]["runs"]) for m in SIZES)]
        + [percent(max(got[kind, m]["undecided"] for m in SIZES), got[kind, 1]["runs"])]
        for kind in kinds
    ]
    head = ["noise", *(f"{m} metric{'s' if m > 1 else ''}" for m in SIZES), "most undecided"]
    unchanged = [cell["wrong"] / cell["runs"] for (kind, _), cell in got.items() if kind != CHANGED]
    return max(unchanged), table(head, rows)


def measure_searched(pool, runs: int, seed: int):
    sizes = (1, 10, 100)
    cells = {
        (kind, m): pool.submit(unchanged_cell, kind, m, runs, seed, 1) for m in reversed(sizes) for kind in SEARCHED
    }
    got = {key: cell.result() for key, cell in cells.items()}
    rows = [
        [KINDS[kind]]
        + [", ".join(percent(got[kind, m][what], runs) for what in ("wrong", "changes", "later")) for m in sizes]
        for kind in SEARCHED
    ]
    head = ["noise", *(f"{m} metric{'s' if m > 1 else ''}" for m in sizes)]
    return max(cell["later"] / runs for cell in got.values()), table(head, rows)


def measure_steps(pool, runs: int, seed: int):
    cells = {}
    for history in (20, 50, 100):
        for m in SIZES:
            for step in (10, 25):
                words = {"mode": "step", "kind": "gauss", "metrics": m, "runs": runs, "history": history}
                cells[history, m, step] = pool.submit(call, {**words, "percent": step, "seed": seed, "service": 1})
    got = {key: cell.result() for key, cell in cells.items()}
    rows = []
    for (history, m, step), cell in got.items():
        found = [percent(count, runs) for count in cell["found"]]
        rows.append([str(history), str(m), f"{step}%", *found, percent(cell["undecided"], runs)])
    head = [
        "runs before",
        "metrics",
        "step",
        "on the very run",
        "after 1",
        "after 2",
        "after 3",
        "undecided on the very run",
    ]
    return got[100, 1, 25]["found"][1] / runs, got[100, 500, 25]["found"][1] / runs, table(head, rows)


def row(name: str, value: float, unit: str, bound: float, most: bool) -> bool:
    met = value <= bound if most else value >= bound
    text = f"at {'most' if most else 'least'} {bound:g} {unit}"
    print(json.dumps({"name": name, "value": value, "unit": unit, "bound": text, "met": met}))
    return met


def main() -> int:
    runs = 200 if "--quick" in sys.argv else 2000
    seed = next((int(word[7:]) for word in sys.argv if word.startswith("--seed=")), 1)
    subprocess.run(["make", "--no-print-directory", "-s", PROGRAM, RIGEL], cwd=ROOT, check=True, stdout=sys.stderr)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        wrong, unchanged = measure_unchanged(pool, runs, seed)
        later, searched = measure_searched(pool, runs, seed)
        one, many, steps = measure_steps(pool, runs // 4, seed + 1000000)
    time = call({"mode": "time", "metrics": 500, "history": 100, "runs": 200, "threshold": 5})["milliseconds"]
    output = sys.stdout if "--markdown" in sys.argv else sys.stderr
    print(unchanged, searched, steps, sep="\n", file=output)
    if "--markdown" in sys.argv:
        return 0
    budget = 100 * BUDGET
    met = row(
        f"gate, unchanged runs with a regression, worst of all kinds, {runs} runs", 100 * wrong, "%", budget, True
    )
    met &= row("gate, the same asked again 3 runs later, change points searched", 100 * later, "%", budget, True)
    met &= row("gate, step of 25% found after one more run, 1 metric", 100 * one, "%", 95, False)
    met &= row("gate, step of 25% found after one more run, 500 metrics", 100 * many, "%", 90, False)
    met &= row("gate, judging 500 metrics of 100 values", time, "ms", 5, True)
    return 0 if met else 1


sys.exit(main())
