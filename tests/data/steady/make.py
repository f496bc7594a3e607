#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compacts answers of the reference: make.py BATCH REPLAY [EVERY] > golden.jsonl

BATCH and REPLAY are what it printed for the same series, without and with --replay; of those whose
names are numbers only every EVERYth is kept."""

import json
import sys


def lines_of(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def compact(point):
    low, high = point["difference_90"]
    return [
        *(point[key] for key in ("index", "from", "to")),
        int(point["status"] == "settled"),
        *(point[key] for key in ("seen_at", "before", "after", "difference")),
        *(low, high),
        *(point[key] for key in ("deviation", "rho", "points_before", "points_after", "evidence")),
    ]


def main():
    every = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    replays = {}
    for row in lines_of(sys.argv[2]):
        replays.setdefault(row["name"], []).append((row["n"], [p["index"] for p in row["change_points"]]))
    for row in lines_of(sys.argv[1]):
        if every > 1 and int(row["name"]) % every:
            continue
        before, steps = [], []
        for n, now in replays[row["name"]]:
            steps.append([n, [k for k in before if k not in now], [k for k in now if k not in before]])
            before = now
        points = [compact(point) for point in row["change_points"]]
        print(json.dumps({"name": row["name"], "points": points, "replay": steps}, separators=(",", ":")))


main()
