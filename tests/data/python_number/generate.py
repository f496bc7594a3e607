#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes vectors.txt: random numbers as Python and pandas 2.3.3 print them (pip install pandas==2.3.3).

A line is float.hex(), repr(), format(x, "g"), format(x, ".5g") and what json.dumps makes of what pandas' to_json wrote."""

import json
import math
import pathlib
import random
import struct
import sys

import pandas as pd

ODD = [
    0.0,
    -0.0,
    math.nan,
    math.inf,
    -math.inf,
    5e-324,
    1.7976931348623157e308,
    2.0**-44,
    1e16,
    1e16 - 2,
    1e15,
    9.999999e15,
]
ODD += [
    1e22,
    1e23,
    0.1,
    0.3,
    1 / 3,
    123456.5,
    1234565.0,
    999999.5,
    0.0001,
    0.00009999995,
    1e-5,
    1e-10,
    4e-11,
    5e-11,
    1.5e-15,
]
ODD += [
    1e-15,
    1e-16,
    2.5e-10,
    0.5,
    2.5,
    4.2577080131234,
    1749614124.3333333,
    0.99999999999,
    99999.99999999999,
    1e17 / 3,
    -1e-12,
]
ODD += [
    0.00000000005,
    0.00000000015,
    0.00000000025,
    0.0000001234,
    0.0009765625,
    2.0**53,
    2.0**53 + 2,
    1.0 - 2.0**-53,
    4096.00000000005,
]


def number(rng):
    way = rng.randrange(7)
    if way == 0:
        return struct.unpack("<d", rng.randbytes(8))[0]
    if way == 1:
        return rng.uniform(-1, 1) * 10.0 ** rng.randrange(-20, 25)
    if way == 2:
        return round(rng.uniform(0, 10**6), rng.randrange(12))
    if way == 3:
        return rng.randrange(1 << 20) / 2.0 ** rng.randrange(40)
    if way == 4:
        return math.nextafter(float(f"{rng.randrange(1, 10**6)}e{rng.randrange(-12, 14)}"), rng.choice([0, math.inf]))
    if way == 5:
        return rng.uniform(0, 10)
    return 2.0 ** rng.randrange(-60, 80)


def main():
    count, seed = (int(word) for word in (sys.argv[1:] + ["2500", "1"])[:2])
    where = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else pathlib.Path(__file__).with_name("vectors.txt")
    rng = random.Random(seed)
    values = ODD + [number(rng) for _ in range(count)]
    passed_on = [row["x"] for row in json.loads(pd.DataFrame({"x": values}).to_json(orient="records"))]
    lines = (
        f"{value.hex()} {value!r} {value:g} {value:.5g} {json.dumps(passed)}\n"
        for value, passed in zip(values, passed_on, strict=True)
    )
    where.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
