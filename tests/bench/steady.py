# SPDX-License-Identifier: GPL-3.0-or-later
"""steady: the cost of an append, the property test of saved states at length, and `rigel detect
--algorithm steady` against the reference implementation, after every value.

The series are the 2,000 of tests/kit/history.h and all real histories of RIGEL_SHARED; without that
folder there is nothing to compare with. The same change points after each value and the same
figures after the last. Where two places weigh the same to the last digits (a series that
only rises), the order of the reference's vector sums decides: such ties are told apart by
how near its two best places were. Details go to stderr, the rows for run.py to stdout."""

import importlib.util
import json
import math
import multiprocessing
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("RIGEL_SHARED", ROOT.parent / "shared"))
REFERENCE = SHARED / "spec" / "steady_reference.py"
SERIES = 2000
NEAR = 1e-12
MOST_APPEND = 20  # microseconds; 5 is the goal
# As steady_reference() in src/analysis/steady_plan.c.
OPTIONS = {
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
EXACT = ("index", "from", "to", "status", "seen_at", "points_before", "points_after")


def reference():
    """The module, with a pick that remembers how near the two best places came to a tie."""
    spec = importlib.util.spec_from_file_location("steady_reference", REFERENCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    inner = module.Steady.pick
    module.nearest = math.inf

    def pick(profile, lo, ka, kb):
        p = module.np.exp(profile - profile.max())
        weights = []
        for k in range(ka, kb + 1):
            near = [(1 - 0.05 * abs(j)) * p[k + j - lo] for j in range(-2, 3) if 0 <= k + j - lo < len(p)]
            weights.append(sum(near) + 1e-3 * p[k - lo])
        weights.sort()
        if len(weights) > 1:
            module.nearest = min(module.nearest, 1 - float(weights[-2] / weights[-1]))
        return inner(profile, lo, ka, kb)

    module.Steady.pick = staticmethod(pick)
    return module


def reference_answer(row):
    module = reference_answer.module = getattr(reference_answer, "module", None) or reference()
    module.nearest = math.inf
    state, where, steps = module.Steady(), [], []
    for i, x in enumerate(row["values"]):
        if isinstance(x, (int, float)) and math.isfinite(x):
            where.append(i)
            state.append(float(x))
        now = [where[c.place] for c in state.changes]
        if not steps or now != steps[-1][1]:
            steps.append([i + 1, now])
    return steps, state.report(where), module.nearest < NEAR


def rigel_answers(rows, *options):
    text = "".join(json.dumps({**row, "from": 1, "options": OPTIONS}) + "\n" for row in rows)
    command = [ROOT / "build" / "rigel", "detect", "--algorithm", "steady", *options]
    done = subprocess.run(command, input=text, text=True, stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def same_point(got, wanted):
    unit = abs(wanted["before"]) + abs(wanted["after"])
    if any(got[key] != wanted[key] for key in EXACT):
        return False
    pairs = [(got[key], wanted[key], unit) for key in ("before", "after", "difference", "deviation")]
    pairs += [(g, w, unit) for g, w in zip(got["difference_90"], wanted["difference_90"], strict=True)]
    pairs += [(got[key], wanted[key], 1) for key in ("rho", "evidence")]
    return all(abs(g - w) <= 1e-9 * max(abs(w), scale) for g, w, scale in pairs)


def generated():
    program = "build/bench/histories"
    build(program)
    text = subprocess.run([ROOT / program, "0", str(SERIES)], stdout=subprocess.PIPE, text=True, check=True).stdout
    return [json.loads(line) for line in text.splitlines()]


def real():
    rows = []
    for path in sorted((SHARED / "realdata").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows.append({"name": f"{path.name}:{row['name']}", "values": row["values"]})
    return rows


def compare(rows):
    """Names of the series that differ, and of those among them at which the reference met a tie."""
    replays = {row["name"]: [] for row in rows}
    for line in rigel_answers(rows, "--replay"):
        replays[line["name"]].append([line["n"], [p["index"] for p in line["change_points"]]])
    answers = rigel_answers(rows)
    differ, ties = [], []
    with multiprocessing.Pool() as pool:
        for row, answer, (steps, report, tie) in zip(rows, answers, pool.imap(reference_answer, rows), strict=True):
            points = answer["change_points"]
            same = replays[row["name"]] == steps and len(points) == len(report)
            if not same or not all(map(same_point, points, report)):
                (ties if tie else differ).append(row["name"])
    return differ, ties


def build(*programs):
    subprocess.run(["make", "--no-print-directory", "-s", *programs], cwd=ROOT, check=True, stdout=sys.stderr)


def append_rows():
    """A row a length: the mean of the slowest kind of series."""
    build("build/bench/steady_bench")
    text = subprocess.run([ROOT / "build/bench/steady_bench"], stdout=subprocess.PIPE, text=True, check=True).stdout
    by_length = {}
    for line in text.splitlines():
        kind, before, nanoseconds, size = line.split()
        print(f"{int(before):6} {kind:10} {int(nanoseconds) / 1000:6.2f} us  saved {size:>6} bytes", file=sys.stderr)
        by_length.setdefault(int(before), []).append(int(nanoseconds) / 1000)
    for before, means in by_length.items():
        yield {
            "name": f"steady, append to {before} values or more, mean CPU, slowest kind",
            "value": max(means),
            "unit": "us",
            "bound": f"at most {MOST_APPEND}",
            "met": max(means) <= MOST_APPEND,
        }


def property_row():
    program = "build/unit/analysis/steady_checkpoints_test"
    build(program)
    done = subprocess.run(
        [ROOT / program], cwd=ROOT, env={**os.environ, "RIGEL_SERIES": str(SERIES)}, stdout=sys.stderr
    )
    name = f"steady, saved, late, changed and removed values on {SERIES} series: failed"
    return {"name": name, "value": done.returncode, "unit": "", "bound": "0", "met": done.returncode == 0}


def main():
    met = True
    for row in (*append_rows(), property_row()):
        print(json.dumps(row), flush=True)
        met = met and row["met"]
    if not REFERENCE.exists():
        print(f"no {REFERENCE}: nothing to compare with", file=sys.stderr)
        return 0 if met else 1
    for what, rows in (("generated series", generated()), ("real histories", real())):
        differ, ties = compare(rows)
        print(f"{len(rows)} {what}: differ {differ}, at a tie {ties}", file=sys.stderr)
        met = met and not differ
        row = {"name": f"steady, {what} of {len(rows)} unlike the reference", "value": len(differ), "unit": ""}
        print(json.dumps({**row, "bound": "0", "met": not differ}))
        print(json.dumps({"name": f"steady, {what} at a tie in the last digits", "value": len(ties), "unit": ""}))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
