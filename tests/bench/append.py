# SPDX-License-Identifier: GPL-3.0-or-later
"""CPU of one append, at any length of the history: edivisive_state_append, a value at a time.

Per kind of series and length, 400 appends to each of several series around that length; the mean over
them, and the median of the series' 99th percentiles (by the wall clock, so that a busy machine shows).
The change points at the end must have the bits of a full run. Details go to stderr, the rows for run.py to stdout."""

import json
import pathlib
import random
import statistics
import struct
import subprocess
import sys

from series_kinds import KINDS, ODD_KINDS, real

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = "build/bench/append_bench"
LENGTHS = (400, 1000, 10000, 100000)
APPENDS = 400
SERIES = 8
MOST_MEAN = {400: 5, 1000: 5, 10000: 10, 100000: 10}  # microseconds
MOST_TAIL = 25
# The 99th percentile is bounded where series look like this.
ORDINARY = {"one_step", "five_steps", "noise", "step_every_40", "autoregressive", "random_walk", "student", "real"}


def measure(series, before, mode):
    """(mean, 99th percentile) of an append in microseconds, and whether all bits were right."""
    data = b"".join(struct.pack(f"=Q{len(values)}d", len(values), *values) for values in series)
    done = subprocess.run([ROOT / PROGRAM, str(before), *mode], input=data, stdout=subprocess.PIPE, check=True)
    lines = [line.split() for line in done.stdout.splitlines()]
    means, tails = ([float(line[column]) / 1e3 for line in lines] for column in (0, 1))
    return statistics.mean(means), statistics.median(tails), all(line[2] == b"1" for line in lines)


def series_of(n):
    """By kind: series of n values and half the appends, of which the last APPENDS are counted."""
    before = n - APPENDS // 2
    kinds = {}
    for kind in (*KINDS, *ODD_KINDS):
        rng = random.Random(f"{kind.__name__} {n}")
        kinds[kind.__name__] = [kind(rng, before + APPENDS) for _ in range(SERIES)]
    histories = [values[: before + APPENDS] for values in real() if len(values) >= before + APPENDS]
    if histories:
        kinds["real"] = histories
    return before, kinds


def rows_of(n, measured):
    worst = max(mean for mean, _, _ in measured.values())
    tail = max(tail for kind, (_, tail, _) in measured.items() if kind in ORDINARY)
    wrong = sum(not same for _, _, same in measured.values())
    yield f"append to {n} values, mean CPU, slowest kind", worst, "us", MOST_MEAN[n]
    yield f"append to {n} values, p99, slowest ordinary kind", tail, "us", MOST_TAIL
    yield f"append to {n} values, kinds whose bits differ from a full run", wrong, "", 0


def main():
    mode = sys.argv[1:]
    subprocess.run(["make", "--no-print-directory", "-s", PROGRAM], cwd=ROOT, check=True, stdout=sys.stderr)
    met = True
    for n in LENGTHS:
        before, kinds = series_of(n)
        measured = {}
        for kind, series in kinds.items():
            measured[kind] = mean, tail, same = measure(series, before, mode)
            print(
                f"{n:6} {kind:15} mean {mean:6.2f} us  p99 {tail:6.1f} us  {'' if same else 'WRONG'}", file=sys.stderr
            )
        for name, value, unit, bound in rows_of(n, measured):
            row = {"name": name, "value": round(value, 2), "unit": unit, "bound": f"at most {bound}"}
            print(json.dumps({**row, "met": value <= bound}))
            met = met and value <= bound
    return 0 if met else 1


sys.exit(main())
