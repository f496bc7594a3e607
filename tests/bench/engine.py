# SPDX-License-Identifier: GPL-3.0-or-later
"""CPU of the engine against apache-otava's: one thread, the same series, measured in turns.

Per length, the median over kinds of series and rounds of otava's time over rigel's. Both sides get
numbers in memory and give change points; otava's is Series.analyze, rigel's is edivisive_run. The
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
LEAST = 60
ROUNDS = 3


def otava_seconds(values):
    series = Series("bench", None, list(range(len(values))), {"m": Metric(1, 1.0)}, {"m": values}, {})
    start = time.process_time()
    analyzed = series.analyze(AnalysisOptions())
    return time.process_time() - start, [point.index for point in analyzed.change_points["m"]]


def rigel_seconds(values, form):
    data = struct.pack(f"=Q{len(values)}d", len(values), *values)
    line = subprocess.run([ROOT / PROGRAM, *form], input=data, stdout=subprocess.PIPE, check=True).stdout.split()
    return float(line[0]) * 1e-9, [int(index) for index in line[1:]]


def main():
    form = sys.argv[1:]
    subprocess.run(["make", "--no-print-directory", "-s", PROGRAM], cwd=ROOT, check=True, stdout=sys.stderr)
    rng = random.Random(1)
    series = {(n, kind.__name__): kind(rng, n) for n in LENGTHS for kind in KINDS}
    otava_seconds(noise(rng, 100))  # imports and caches
    ratios = {key: [] for key in series}
    times = {key: [] for key in series}
    different = set()
    for _ in range(ROUNDS):
        for key, values in series.items():
            peer, peer_points = otava_seconds(values)
            own, own_points = rigel_seconds(values, form)
            ratios[key].append(peer / own)
            times[key].append((peer, own))
            if peer_points != own_points:
                different.add(key)
    for (n, kind), measured in ratios.items():
        peer, own = (statistics.median(side) for side in zip(*times[n, kind], strict=True))
        ratio = statistics.median(measured)
        line = f"{n:6} {kind:15} otava {peer * 1e3:8.2f} ms  rigel {own * 1e6:8.1f} us  {ratio:6.0f}x"
        print(line, file=sys.stderr)
    met = not different
    for n in LENGTHS:
        of_length = [ratio for (length, _), measured in ratios.items() if length == n for ratio in measured]
        value = statistics.median(of_length)
        met = met and value >= LEAST
        row = {"name": f"engine, {n} points, otava's CPU over rigel's", "value": value, "unit": "x"}
        print(json.dumps({**row, "bound": f"at least {LEAST}", "met": value >= LEAST}))
    row = {"name": "engine, series whose change points differ", "value": len(different), "unit": ""}
    print(json.dumps({**row, "bound": "0", "met": not different}))
    return 0 if met else 1


sys.exit(main())
