# SPDX-License-Identifier: GPL-3.0-or-later
"""Do the 90% sets of builds of `rigel detect --algorithm steady` hold the true build in 90%, and do
changes stay what they are?

Steps of 5 to 15% at a value from the 60th to the 120th, 2,000 of each noise of 5%: Gaussian, skewed
(lognormal) and autoregressive (0.5). A step counts as found where a change point of its direction lies
within 15 of it; its set is read 15, 30 and 100 values after the step. The identity: a change point found
30 values after the step is, 100 values later, still reported, by its first report and within 2 of its place.
Seeds in the environment variable SEED; STEADY (JSON) measures other options than the defaults."""

import json
import math
import os
import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
OPTIONS = json.loads(os.environ.get("STEADY", "{}"))
SEED = os.environ.get("SEED", "1")
STEPS = int(os.environ.get("STEPS", "2000"))
AFTER = (15, 30, 100, 130)
COVERED = (0.88, 0.95)
KEPT = 0.99


def noise(kind, n, rng):
    if kind == "skewed":
        mean, sd = math.exp(0.32), math.sqrt((math.exp(0.64) - 1) * math.exp(0.64))
        return [(math.exp(rng.gauss(0, 0.8)) - mean) / sd for _ in range(n)]
    values = [rng.gauss(0, 1)]
    follow = 0.5 if kind == "autoregressive" else 0
    while len(values) < n:
        values.append(follow * values[-1] + math.sqrt(1 - follow * follow) * rng.gauss(0, 1))
    return values


def steps_of(kind):
    for i in range(STEPS):
        rng = random.Random(f"{SEED}/{kind}/{i}")
        place = rng.randrange(60, 121)
        factor = 1 + rng.choice((-1, 1)) * rng.uniform(0.05, 0.15)
        values = [100 * (1 + 0.05 * e) for e in noise(kind, place + max(AFTER), rng)]
        yield place, factor, values[:place] + [value * factor for value in values[place:]]


def found_in(answer, place, factor):
    near = [
        point
        for point in answer["change_points"]
        if abs(point["index"] - place) <= 15 and (point["difference"] > 0) == (factor > 1)
    ]
    return min(near, key=lambda point: abs(point["index"] - place), default=None)


def measured(kind):
    """Found points by (step, values after)."""
    steps = list(steps_of(kind))
    rows = (
        {"name": f"{i}/{after}", "values": values[: place + after], "options": OPTIONS}
        for i, (place, factor, values) in enumerate(steps)
        for after in AFTER
    )
    command = [ROOT / "build" / "rigel", "detect", "--algorithm", "steady"]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    done = subprocess.run(command, input=text, text=True, stdout=subprocess.PIPE, check=True)
    found = {}
    for answer in map(json.loads, done.stdout.splitlines()):
        i, after = map(int, answer["name"].split("/"))
        point = found_in(answer, *steps[i][:2])
        if point:
            found[i, after] = (steps[i][0], point)
    return found


def coverage(found, after):
    sets = [(place, point) for (_, at), (place, point) in found.items() if at == after]
    held = sum(point["from"] <= place <= point["to"] for place, point in sets)
    return held / len(sets), len(sets), sum(point["to"] - point["from"] + 1 for _, point in sets) / len(sets)


def kept(found):
    """Of the changes 30 values after the step, those that are the same ones 100 values later."""
    first = {i: point for (i, after), (_, point) in found.items() if after == 30}
    later = {i: point for (i, after), (_, point) in found.items() if after == 130}
    same = [
        i in later and later[i]["seen_at"] == point["seen_at"] and abs(later[i]["index"] - point["index"]) <= 2
        for i, point in first.items()
    ]
    return sum(same) / len(same), len(same)


def tell(name, value, met, bound, **more):
    print(json.dumps({"name": f"steady, {name}", "value": value, "unit": "", "bound": bound, "met": met, **more}))
    return met


def main():
    met = []
    for kind in ("gaussian", "skewed", "autoregressive"):
        found = measured(kind)
        for after in AFTER[:3]:
            share, count, width = coverage(found, after)
            bound = f"{COVERED[0]} to {COVERED[1]}"
            met.append(
                tell(
                    f"90% set of builds, {kind}, {after} after",
                    round(share, 4),
                    COVERED[0] <= share <= COVERED[1],
                    bound,
                    found=count,
                    builds=round(width, 2),
                )
            )
        share, count = kept(found)
        met.append(
            tell(f"identity over 100 appends, {kind}", round(share, 4), share >= KEPT, f">= {KEPT}", found=count)
        )
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
