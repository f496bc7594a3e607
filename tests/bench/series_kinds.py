# SPDX-License-Identifier: GPL-3.0-or-later
"""Series that the benches measure with, by the look of their history."""

import json
import math
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]


def one_step(rng, n):
    return [100 + rng.gauss(0, 1) + (5 if i >= n // 2 else 0) for i in range(n)]


def five_steps(rng, n):
    return [100 + rng.gauss(0, 1) + 5 * (i * 6 // n % 2) for i in range(n)]


def noise(rng, n):
    return [100 + rng.gauss(0, 1) for _ in range(n)]


def step_every_40(rng, n):
    return [100 + rng.gauss(0, 1) + 8 * (i // 40 % 2) for i in range(n)]


def saw_tooth(rng, n):
    return [100.0 + i % 10 for i in range(n)]


def autoregressive(rng, n):
    values = [0.0]
    while len(values) < n:
        values.append(0.9 * values[-1] + rng.gauss(0, 1))
    return [100 + value for value in values]


def random_walk(rng, n):
    values = [0.0]
    while len(values) < n:
        values.append(values[-1] + rng.gauss(0, 1))
    return [1000 + value for value in values]


def student(rng, n):
    """Student's t with 2 degrees of freedom: wild outliers."""
    return [100 + rng.gauss(0, 1) / math.sqrt(rng.expovariate(1) + 1e-12) for _ in range(n)]


def early_step(rng, n):
    """A step, then a regular pattern: nothing is ever found again."""
    return [100 + rng.gauss(0, 1) if i < 50 else 110.0 + i % 2 for i in range(n)]


def constant(_rng, n):
    return [1 / 3] * n


def real():
    """Histories of realdata: none where the folder is not there."""
    folder = pathlib.Path(os.environ.get("RIGEL_SHARED", ROOT.parent / "shared")) / "realdata"
    histories = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text().splitlines():
            values = json.loads(line)["values"]
            histories.append([float(value) for value in values if value is not None])
    return histories


KINDS = (one_step, five_steps, noise, step_every_40, saw_tooth, autoregressive, random_walk)
ODD_KINDS = (student, early_step, constant)
