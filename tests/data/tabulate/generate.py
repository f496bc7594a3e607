#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes vectors.json: random tables and what tabulate 0.9 makes of them (pip install tabulate==0.9).

A cell is null, a bool, a whole number, a text, or a real as a list of its repr()."""

import json
import math
import pathlib
import random
import sys

import tabulate

TEXTS = [
    "",
    " ",
    "a",
    "abc def",
    " padded ",
    "True",
    "False",
    "true",
    "1",
    "12",
    "-3",
    "+4",
    "007",
    "1_000",
    "1__0",
    "_1",
    "1.",
    ".5",
    "1.50",
    "4.19",
    "4.20",
    "4.19.0-0.nightly",
    "1e5",
    "1E5",
    "1e-7",
    "1e",
    "e5",
    "1e400",
    "-1e400",
    "nan",
    "NaN",
    "NAN",
    "-nan",
    "inf",
    "-inf",
    "+inf",
    "Inf",
    "-INF",
    "infinity",
    "Infinity",
    " 7 ",
    " 1.5",
    "1,000",
    "1,000.5",
    "0x10",
    "12345678901234567890123",
    "b11b2f1d-03b5",
    "86463713",
    "5e3",
    "N/A",
    "['a', 'b']",
    "{'a': 1}",
    "üñï",
    "日本",
    "\u00a0x\u00a0",
    "\u20031\u2003",
    "29.76%",
    "-",
    "--",
    ".",
    "+",
    "+-1",
    "1 2",
    "1e+05",
    "None",
    "1_0.5_0",
    "1._5",
    "1e1_0",
    "0",
    "-0",
    "0.0",
    "00.10",
    "tab\there",
    "2025-06-01 03:30:39",
    "1.5e",
    "nano",
    "in",
]
LINES = ["two\nlines", "a\n", "\n", "a\r\nb", "longer first\nx", "x\n\ny", "1\n2", "a\vb", "\na", "7\n"]
STYLES = ["simple", "psql", "outline", "grid"]


def real(rng):
    way = rng.randrange(8)
    if way == 0:
        return rng.choice([0.0, -0.0, math.nan, math.inf, -math.inf, 1e16, 123456.5, 0.0001, 0.00001, 999999.5, 1e300])
    if way == 1:
        return float(rng.randrange(-10000, 10000))
    if way == 2:
        return rng.uniform(-1, 1) * 10 ** rng.randrange(-12, 20)
    if way == 3:
        return round(rng.uniform(0, 100), rng.randrange(7))
    return rng.uniform(0, 10000)


def cell(rng, way):
    if rng.random() < 0.1:
        way = rng.randrange(8)
    if way == 0:
        return None if rng.random() < 0.5 else rng.choice(TEXTS)
    if way == 1:
        return rng.random() < 0.5
    if way == 2:
        return rng.randrange(-(10 ** rng.randrange(1, 18)), 10 ** rng.randrange(1, 18))
    if way in (3, 4):
        return real(rng)
    if way == 5:
        return rng.choice(TEXTS)
    if way == 6:
        return rng.choice(["x", "word", "https://prow.example/lab/r00"]) + str(rng.randrange(10))
    return rng.choice(["1", "2.5", "10", "3.14159265", "1e3", "4.20", "100"])


def made(rng):
    columns, rows = rng.randrange(1, 6), rng.choice([0, 1, 1, 2, 3, 5, 8])
    ways = [rng.randrange(8) for _ in range(columns)]
    table = [[cell(rng, way) for way in ways] for _ in range(rows)]
    headers = [rng.choice(["x", "metric_avg", "0", "", " h ", "a long heading", "ä", "1.5"]) for _ in range(columns)]
    if rng.random() < 0.1 and rows:
        headers = headers[1:] if len(headers) > 1 else headers + ["more"]
    if rng.random() < 0.15:
        for row in table:
            if rng.random() < 0.5:
                row[rng.randrange(columns)] = rng.choice(LINES)
        if rng.random() < 0.3:
            headers[-1] = rng.choice(["two\nlines", "a\r\nb"])
    return headers, table, rng.choice(STYLES), rng.choice([6, 6, 6, 5])


def tagged(value):
    return [repr(value)] if isinstance(value, float) else value


def vectors(count, seed):
    rng = random.Random(seed)
    while count:
        headers, table, style, digits = made(rng)
        right = rng.randrange(1, len(table[0])) if table and len(table[0]) > 1 and rng.random() < 0.1 else 0
        aligned = {"colalign": ["left"] * right + ["right"] * (len(table[0]) - right)} if right else {}
        for column in range(right):  # "left" for what comes before has to be what tabulate takes, too
            for row in table:
                row[column] = rng.choice(["x", "yy", " zz"])
        try:
            text = tabulate.tabulate(table, headers, tablefmt=style, floatfmt=f".{digits}g", **aligned)
        except (ValueError, OverflowError):
            continue  # such as "True" in a column of reals, of which it dies
        yield {
            "headers": headers,
            "rows": [[tagged(value) for value in row] for row in table],
            "columns": len(table[0]) if table else len(headers),
            "style": style,
            "digits": digits,
            "right_from": right,
            "text": text,
        }
        count -= 1


def main():
    count, seed = (int(word) for word in (sys.argv[1:] + ["800", "1"])[:2])
    where = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else pathlib.Path(__file__).with_name("vectors.json")
    lines = (json.dumps(vector, ensure_ascii=False) for vector in vectors(count, seed))
    where.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
