# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person can trust of `rigel detect --algorithm steady`: accuracy/score.py of RIGEL_SHARED, seeds
1 to 5, and its fleet, medium with gaps, seeds 1 to 3, one run at a time.

Every row is a mean over the seeds and bounded by the level of the method that `steady` was developed from,
to the digits in which that is stated. Of the fleet, findable changes are wanted (2 deviations, 4 runs
after); an alert is a change point at the moment it is first reported, and shifts of the infrastructure
and drifts are no false alarms. Without RIGEL_SHARED there is nothing to measure. A value in the environment
variable STEADY (JSON: option to value) is measured instead of the defaults, and in the table."""

import concurrent.futures
import csv
import importlib.util
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("RIGEL_SHARED", ROOT.parent / "shared"))
SCORE, FLEET = SHARED / "accuracy" / "score.py", SHARED / "fleet"
OPTIONS = json.loads(os.environ.get("STEADY", "{}"))
DETECT = [str(ROOT / "build" / "rigel"), "detect", "--algorithm", "steady"]
# Figure: (bound, digits in which it is stated, better).
NOISE = {"gauss": 0.35, "t3": 0.35, "lognormal": 0.35, "spikes": 0.35, "bimodal": 0.35, "ar": 1.2, "shuffled": 0.17}
BOUNDS = {f"false_per_1000_{kind}": (bound, 2, "<=") for kind, bound in NOISE.items()} | {
    "delay_25": (2, 0, "<="),
    "delay_10": (5, 0, "<="),
    "delay_5": (19, 0, "<="),
    "missed_10": (0.04, 2, "<="),
    "missed_5": (0.36, 2, "<="),
    "delay_25_after_3x_step": (3, 0, "<="),
    "delay_10_after_3x_step": (5, 0, "<="),
    "delay_5_after_3x_step": (23, 0, "<="),
    "flicker": (0.07, 2, "<="),
    "labelled_found": (5, 0, ">="),
    "labelled_extra": (17, 0, "<="),
    "fleet recall": (0.79, 2, ">="),
    "fleet F1, lenient": (0.81, 2, ">="),
    "fleet false alerts per 1000 runs": (1.5, 1, "<="),
    "fleet precision of alerts": (0.84, 2, ">="),
}


def module_of(path):
    spec = importlib.util.spec_from_file_location(f"shared_{path.parent.name}_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def with_options():
    """Stands between score.py and rigel: adds the options to each line."""
    lines = (json.dumps({**json.loads(line), "options": OPTIONS}) + "\n" for line in sys.stdin)
    replay = ["--replay"] if "--replay" in sys.argv else []
    return subprocess.run(DETECT + replay, input="".join(lines), text=True).returncode


def scored(seed):
    command = [sys.executable, SCORE, "--seed", str(seed), "--", sys.executable, __file__, "--detect"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def detection(values, place, places, known):
    """Percent change from the median of at most 200 values before to that of those after, up to the
    neighbouring change points."""
    begin = max((p for p in places if p < place), default=0)
    end = min((p for p in places if p > place), default=known)
    before = [v for v in values[begin:place] if v is not None][-200:]
    after = [v for v in values[place:end] if v is not None][:200]
    old, new = statistics.median(before), statistics.median(after)
    return {"index": place, "percent_change": 100 * (new - old) / abs(old) if old else 100.0}


def fleet_series(folder):
    series = {}
    with (folder / "series.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["test"].startswith("all-"):
                value = float(row["value"]) if row["value"] else None
                series.setdefault((row["test"], row["metric"]), []).append(value)
    return series


def alerts_and_last(values, steps):
    """Each change point when it is first reported (a move by at most 2 is no new one), and the last set."""
    alerts, before = [], []
    for n, now in steps:
        for place in now:
            if not any(abs(place - old) <= 2 for old in before):
                alerts.append({**detection(values, place, now, n), "reported_at": n - 1})
        before = now
    return alerts, [detection(values, place, before, len(values)) for place in before]


def fleet(seed):
    score = module_of(FLEET / "score.py")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        command = [sys.executable, FLEET / "fleet.py", "--preset", "medium", "--no-bulk", "--seed", str(seed)]
        subprocess.run([*command, "--out", folder], stdout=subprocess.DEVNULL, check=True)
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        series = fleet_series(folder)
    keys = list(series)
    text = "".join(
        json.dumps({"name": str(i), "values": series[key], "options": OPTIONS}) + "\n" for i, key in enumerate(keys)
    )
    done = subprocess.run([*DETECT, "--replay"], input=text, stdout=subprocess.PIPE, text=True, check=True)
    steps = {}
    for line in map(json.loads, done.stdout.splitlines()):
        steps.setdefault(keys[int(line["name"])], []).append((line["n"], [p["index"] for p in line["change_points"]]))
    alerts, last = [], []
    for key in keys:
        for into, found in zip((alerts, last), alerts_and_last(series[key], steps[key]), strict=True):
            into += [{"test": key[0], "metric": key[1], **one} for one in found]
    options = score.options(tests="all-", min_snr=2.0, min_after=4)
    final, told = score.score(truth, last, options), score.score(truth, alerts, options)
    return {
        "fleet recall": final["recall"],
        "fleet F1, lenient": final["f1_lenient"],
        "fleet false alerts per 1000 runs": told["false_per_1000_lenient"],
        "fleet precision of alerts": told["precision_lenient"],
    }


def main():
    if not SCORE.exists():
        print(f"no {SCORE}: nothing to measure with", file=sys.stderr)
        return 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        parts = [list(pool.map(scored, range(1, 6))), list(pool.map(fleet, range(1, 4)))]
    all_met = True
    for part in parts:
        for name in part[0]:
            if name not in BOUNDS:
                continue
            bound, digits, better = BOUNDS[name]
            mean = statistics.fmean(one[name] for one in part)
            stated = round(mean, digits)
            met = stated <= bound if better == "<=" else stated >= bound
            all_met = all_met and met
            print(
                json.dumps(
                    {"name": f"steady, {name}", "value": mean, "unit": "", "bound": f"{better} {bound}", "met": met}
                )
            )
    return 0 if all_met else 1


if __name__ == "__main__":
    sys.exit(with_options() if "--detect" in sys.argv else main())
