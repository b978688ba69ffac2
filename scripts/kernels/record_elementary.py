#!/usr/bin/env python3
"""Records exact answers of the elementary functions in Tests/ArraysTests/Recorded/elementary.txt.

A line: name, arguments, and the exact result as a sum of two floats, or one word where it is special. Ordinary answers
are mpmath's; those to special arguments (signed zeros, infinities, NaN, ends of the range) the C library's, kept
where they are a zero, an infinity, NaN or exactly 1, as Annex F of C99 wants them.
"""
import ctypes
import math
import pathlib
import platform
import random
import sys

import mpmath
from mpmath import mp, mpf

from elementary_cases import EXACT, NAMES, PAIRS, arguments

COUNT = 60
C_NAMES = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "power": "pow", "arctan2": "atan2",
}
SPECIAL = [0.0, 1.0, 0.5, 2.0, 3.0, 5e-324, 1e-310, 1e308, math.inf, 710.0, 746.0, 2.0**53, 2.0**53 - 1, 28.0]
SPECIAL += [-x for x in SPECIAL] + [math.nan]
MAXIMUM = mpf(sys.float_info.max)

library = ctypes.CDLL("libm.so.6")


def word(x):
    return "nan" if math.isnan(x) else x.hex()


def main():
    random.seed(2)
    lines = [
        f"# mpmath {mpmath.__version__}, {' '.join(platform.libc_ver())}; scripts/kernels/record_elementary.py"
    ]
    for name in NAMES + PAIRS:
        kept = 0
        while kept < COUNT:
            x = arguments(name)
            with mpmath.workprec(300):
                true = +EXACT[name](*map(mpf, x))
            size = abs(true)
            if size > MAXIMUM or size < mpf(2) ** -1074: continue
            high = float(true)
            low = float(true - mpf(high))
            lines.append("\t".join([name, *map(word, x), high.hex(), low.hex()]))
            kept += 1
        if name == "sigmoid": continue
        function = getattr(library, C_NAMES.get(name, name))
        function.restype = ctypes.c_double
        function.argtypes = [ctypes.c_double] * (2 if name in PAIRS else 1)
        for x in SPECIAL:
            for y in SPECIAL if name in PAIRS else [None]:
                given = (x,) if y is None else (x, y)
                answer = function(*given)
                if answer == 0 or math.isinf(answer) or math.isnan(answer) or abs(answer) == 1:
                    lines.append("\t".join([name, *map(word, given), word(answer)]))
    target = pathlib.Path(__file__).resolve().parents[2] / "Tests/ArraysTests/Recorded/elementary.txt"
    target.write_text("\n".join(lines) + "\n")
    print(len(lines), "lines")


main()
