# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every bench module beside this file (or those named) and makes one table of what they print.

A module prints JSON objects, one a line: name, value, unit, bound (a text, may be missing) and met."""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
# Not modules but their parts.
PARTS = {"run.py", "recording_proxy.py", "fleet_medium.py", "series_kinds.py"}


def rows_of(module: pathlib.Path) -> list[dict]:
    print(f"bench {module.stem} ...", file=sys.stderr, flush=True)
    done = subprocess.run([sys.executable, module], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 and all(row.get("met", True) for row in rows):
        rows.append({"name": f"{module.stem} ended with {done.returncode}", "value": None, "unit": "", "met": False})
    return rows


def main() -> int:
    modules = sorted(path for path in HERE.glob("*.py") if path.name not in PARTS)
    if sys.argv[1:]:
        modules = [HERE / f"{name}.py" for name in sys.argv[1:]]
    rows = [row for module in modules for row in rows_of(module)]
    width = max([len(row["name"]) for row in rows], default=0)
    print(f"{'':{width}}  {'measured':>12}  {'bound':>14}")
    for row in rows:
        value = "" if row["value"] is None else f"{row['value']:.4g} {row['unit']}"
        mark = "" if row.get("met", True) else "  MISSED"
        print(f"{row['name']:{width}}  {value:>12}  {row.get('bound', ''):>14}{mark}")
    return 0 if rows and all(row.get("met", True) for row in rows) else 1


sys.exit(main())
