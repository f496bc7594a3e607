# SPDX-License-Identifier: GPL-3.0-or-later
"""Do the audit's figures agree with the truth? The fleet of tests/data/fleet, medium, every series up and down.

The audit gets what a service would have stored: the fleet's histories with all that was injected into them
(changes, ramps, reverts, disturbances of a platform), and is told nothing of it. The truth are fresh runs of
the same series, the same noise, gaps, spikes, seasons and modes drawn anew, without changes, disturbances
and drift (which changes the level): false reports are counted in these, and steps put at known places are
looked for, by `rigel detect --replay` and a count of their own. Figures are means over the seeds.

--markdown prints the tables of docs/detection.md."""

import concurrent.futures
import copy
import importlib.util
import json
import pathlib
import random
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DRIVER, RIGEL = ROOT / "build" / "bench" / "audit_bench", ROOT / "build" / "rigel"
END = 1751241600  # of the fleet's newest run
STEPS = (2, 5, 10, 25)
HORIZON, BEFORE, TOLERANCE = 20, 20, 2
POINTS = 3.0
SAMPLES = 4


def load_fleet():
    spec = importlib.util.spec_from_file_location("fleet", ROOT / "tests" / "data" / "fleet" / "fleet.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["fleet"] = module
    spec.loader.exec_module(module)
    return module


def fleet_of(module, seed):
    p = module.PRESETS["medium"]
    profiles = module.make_profiles(p["profiles"])
    return module.Fleet(seed, p["runs"], profiles, p["smin"], p["sextra"], p["lite"], p["hours"], END, "fleet-")


def is_taken(run, profile):
    """Does the test of the profile take the run? As its configuration says."""
    return run.kind not in ("pull", "okd") and not (profile.filt and run.kind.startswith("fail"))


def histories(fleet, runs):
    """(profile, series): values with None for gaps; runs: a list of them a profile."""
    found = {}
    for k, profile in enumerate(fleet.profiles):
        columns = [fleet.values(k, run) for run in runs[k] if is_taken(run, profile)]
        for series in fleet.series[k]:
            found[k, series.key] = [column[series.key] for column in columns]
    return found


def audited(fleet, algorithm):
    series = list(histories(fleet, fleet.runs).values())
    length = max(map(len, series))
    lines = [
        " ".join(["nan" if v is None else repr(v) for v in values] + ["nan"] * (length - len(values)))
        for values in series
    ]
    done = subprocess.run(
        [DRIVER, f"algorithm={algorithm}", f"samples={SAMPLES}"],
        input="\n".join([str(length), *lines]) + "\n",
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def unchanged(fleet):
    """The same series without anything that changes their level."""
    same = copy.copy(fleet)
    same.infra = []
    same.changes = [{series.key: [] for series in fleet.series[k]} for k in range(len(fleet.profiles))]
    same.traits = [{key: {**trait, "drift": 0.0} for key, trait in traits.items()} for traits in fleet.traits]
    return same


def questions(fleet, seed):
    """Lines for rigel detect --replay, each with the place of its step (None: there is none)."""
    rng = random.Random(f"truth/{seed}")
    fleet = unchanged(fleet)
    counters = {(k, s.key) for k, series in enumerate(fleet.series) for s in series if s.noise == "z"}
    for sample in range(SAMPLES):
        fleet.seed = f"{seed}/fresh/{sample}"
        runs = [[fleet._run(k, i) for i in range(fleet.n[k])] for k in range(len(fleet.profiles))]
        for key, values in histories(fleet, runs).items():
            values = [value for value in values if value is not None]
            yield {"name": "quiet", "values": values}, None
            if key in counters:  # of level 0: nothing multiplies it
                continue
            place = BEFORE + rng.randrange(len(values) - BEFORE - HORIZON + 1)
            sign = -1 if sample % 2 else 1
            for percent in STEPS:
                factor = 1 + sign * percent / 100
                moved = values[:place] + [value * factor for value in values[place : place + HORIZON]]
                yield {"name": str(percent), "values": moved, "from": place, "sign": sign}, place


def medians_differ(line, place, indexes, known):
    """The sign of the change that stands at `place`, from the values up to its neighbours."""
    begin = max((i for i in indexes if i < place), default=0)
    end = min((i for i in indexes if i > place), default=known)
    before, after = line["values"][begin:place], line["values"][place:end]
    return statistics.fmean(after) - statistics.fmean(before) if before and after else 0.0


def delay_of(line, place, sets):
    """Values of the new level until a change point near the step, in its direction, stood; None: never."""
    for known, indexes in sets:
        if known <= place:
            continue
        for index in indexes:
            if abs(index - place) <= TOLERANCE and medians_differ(line, index, indexes, known) * line["sign"] > 0:
                return known - place
    return None


def reports_in(sets):
    count, before = 0, []
    for _, now in sets:
        count += sum(not any(abs(index - old) <= TOLERANCE for old in before) for index in now)
        before = now
    return count


def sets_of(lines, algorithm):
    """For each line the sets of change points, with how many values were known."""
    text = "".join(
        json.dumps({"name": str(i), "values": line["values"], "from": line.get("from", 1)}) + "\n"
        for i, line in enumerate(lines)
    )
    words = [RIGEL, "detect", "--algorithm", algorithm, "--replay", "--threads", "1"]
    done = subprocess.run(words, input=text, stdout=subprocess.PIPE, text=True, check=True)
    found = [[] for _ in lines]
    for answer in map(json.loads, done.stdout.splitlines()):
        found[int(answer["name"])].append((answer["n"], [point["index"] for point in answer["change_points"]]))
    return found


def truth(fleet, seed, algorithm):
    lines, places = zip(*questions(fleet, seed), strict=True)
    delays = {percent: [] for percent in STEPS}
    reports, values = [], 0
    for line, place, sets in zip(lines, places, sets_of(lines, algorithm), strict=True):
        if place is None:
            reports.append(reports_in(sets))
            values += len(line["values"])
        else:
            delays[int(line["name"])].append(delay_of(line, place, sets))
    return {
        "per_1000": 1000 * sum(reports) / values,
        "alarmed": sum(count > 0 for count in reports) / len(reports),
        "recall": {percent: 1 - told.count(None) / len(told) for percent, told in delays.items()},
        "delay": {percent: statistics.median([d for d in told if d] or [0]) for percent, told in delays.items()},
    }


def measured(algorithm, seed):
    module = load_fleet()
    fleet = fleet_of(module, seed)
    got, real = audited(fleet, algorithm), truth(fleet, seed, algorithm)
    steps = {step["percent"]: step for step in got["steps"]}
    rows = {
        f"{percent}% steps found": (100 * steps[percent]["recall"], 100 * real["recall"][percent]) for percent in STEPS
    }
    rows |= {
        f"{percent}% steps, runs until told": (steps[percent]["delay"] or 0, real["delay"][percent])
        for percent in STEPS
    }
    for noise in ("shuffled", "blocks"):
        rows[f"series with a false report, {noise}"] = (100 * got[noise]["alarmed"], 100 * real["alarmed"])
        rows[f"false reports in 1,000 values, {noise}"] = (got[noise]["per_1000"], real["per_1000"])
    rows["series left out"] = (got["skipped"], 0)
    return rows


def unit_of(name):
    return "points" if "found" in name or "series with" in name else ""


def main():
    seeds = (1,) if "--quick" in sys.argv else (1, 2, 3)
    algorithms = ("steady", "edivisive") if "--markdown" in sys.argv else ("steady",)
    subprocess.run(
        ["make", "--no-print-directory", "-s", DRIVER.relative_to(ROOT), RIGEL.relative_to(ROOT)],
        cwd=ROOT,
        check=True,
        stdout=sys.stderr,
    )
    met = True
    for algorithm in algorithms:
        with concurrent.futures.ProcessPoolExecutor(2) as pool:
            parts = list(pool.map(measured, [algorithm] * len(seeds), seeds))
        for name in parts[0]:
            audit, real = (statistics.fmean(part[name][side] for part in parts) for side in (0, 1))
            if "--markdown" in sys.argv:
                print(f"| {algorithm} | {name} | {audit:.2f} | {real:.2f} |")
            elif unit_of(name):
                good = abs(audit - real) <= POINTS
                met = met and good
                row = {"name": f"audit, {name}: off the truth", "value": abs(audit - real), "unit": "points"}
                print(json.dumps({**row, "bound": f"at most {POINTS:g} points", "met": good}))
            print(f"  {algorithm}, {name}: {audit:.2f}, truth {real:.2f}", file=sys.stderr)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
