# SPDX-License-Identifier: GPL-3.0-or-later
"""CPU of the engine against apache-otava's: one thread, the same series, measured in turns.

Per length, otava's time over rigel's (the median of the rounds) for the kind of series where that is least.
Both sides get numbers in memory and give change points; otava's is Series.analyze, rigel's is edivisive_run,
with the form of the search that the processor has and with the one for any processor (pairs of doubles). The
change points must be the same. Details go to stderr, the rows for run.py to stdout."""

import json
import pathlib
import random
import statistics
import struct
import subprocess
import sys
import time

from otava.series import AnalysisOptions, Metric, Series
from series_kinds import KINDS, noise

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = "build/bench/engine_bench"
LENGTHS = (100, 400, 1000, 10000)
# By form: the least ratio, and that where a series is so short that fixed costs count.
LEAST = {"best": 300, "two": 100}
LEAST_SHORT = 60
SHORT = 1000
ROUNDS = 3


def otava_seconds(values):
    series = Series("bench", None, list(range(len(values))), {"m": Metric(1, 1.0)}, {"m": values}, {})
    start = time.process_time()
    analyzed = series.analyze(AnalysisOptions())
    return time.process_time() - start, [point.index for point in analyzed.change_points["m"]]


def rigel_seconds(values, form):
    data = struct.pack(f"=Q{len(values)}d", len(values), *values)
    argument = [] if form == "best" else [form]
    line = subprocess.run([ROOT / PROGRAM, *argument], input=data, stdout=subprocess.PIPE, check=True).stdout.split()
    return float(line[0]) * 1e-9, [int(index) for index in line[1:]]


def measure(series):
    """By (length, kind, form) the times of both sides, and which series' change points differ."""
    times = {(*key, form): [] for key in series for form in LEAST}
    different = set()
    for _ in range(ROUNDS):
        for key, values in series.items():
            peer, peer_points = otava_seconds(values)
            for form in LEAST:
                own, own_points = rigel_seconds(values, form)
                times[*key, form].append((peer, own))
                if peer_points != own_points:
                    different.add(key)
    return times, different


def main():
    subprocess.run(["make", "--no-print-directory", "-s", PROGRAM], cwd=ROOT, check=True, stdout=sys.stderr)
    rng = random.Random(1)
    series = {(n, kind.__name__): kind(rng, n) for n in LENGTHS for kind in KINDS}
    otava_seconds(noise(rng, 100))  # imports and caches
    times, different = measure(series)
    ratios = {key: statistics.median(peer / own for peer, own in pairs) for key, pairs in times.items()}
    for (n, kind, form), pairs in times.items():
        peer, own = (statistics.median(side) for side in zip(*pairs, strict=True))
        line = f"{n:6} {kind:15} {form:5} otava {peer * 1e3:8.2f} ms  rigel {own * 1e6:8.1f} us"
        print(f"{line}  {ratios[n, kind, form]:6.0f}x", file=sys.stderr)
    met = not different
    for form, least in LEAST.items():
        for n in LENGTHS:
            bound = least if n >= SHORT else LEAST_SHORT
            value = min(ratio for (length, _, used), ratio in ratios.items() if (length, used) == (n, form))
            met = met and value >= bound
            name = f"engine, {n} points, otava's CPU over rigel's, {form} form, slowest kind"
            print(
                json.dumps(
                    {"name": name, "value": value, "unit": "x", "bound": f"at least {bound}", "met": value >= bound}
                )
            )
    row = {"name": "engine, series whose change points differ", "value": len(different), "unit": ""}
    print(json.dumps({**row, "bound": "0", "met": not different}))
    return 0 if met else 1


sys.exit(main())
