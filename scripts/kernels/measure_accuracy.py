#!/usr/bin/env python3
"""Measures the largest error of each elementary function against mpmath, in units of the last place.

Usage: measure_accuracy.py LIBRARY [COUNT [NAMES]], with LIBRARY the sources of CKernels as a shared library:
    clang -O2 -std=gnu11 -fPIC -shared -o LIBRARY Sources/CKernels/*.c Sources/CKernels/Variants/*.c -lm
"""
import ctypes
import math
import random
import sys

from mpmath import mp, mpf

from elementary_cases import EXACT, NAMES, PAIRS, arguments

library = ctypes.CDLL(sys.argv[1])
library.ck_function.restype = library.ck_pair_function.restype = ctypes.c_double
library.ck_function.argtypes = [ctypes.c_int, ctypes.c_double]
library.ck_pair_function.argtypes = [ctypes.c_int, ctypes.c_double, ctypes.c_double]


def error(got, true):
    """In units of the last place of the nearest float to the true result."""
    if true == 0: return 0.0 if got == 0 else math.inf
    size = mpf(abs(true))
    exponent = max(mp.frexp(size)[1], -1021)
    unit = mpf(2) ** (exponent - 53)
    if size > sys.float_info.max + unit / 2: return 0.0 if math.isinf(got) else math.inf
    if math.isinf(got) or math.isnan(got): return math.inf
    return float(abs(mpf(got) - true) / unit)


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    wanted = sys.argv[3].split(",") if len(sys.argv) > 3 else NAMES + PAIRS
    random.seed(1)
    for name in wanted:
        worst, place, wrong = 0.0, None, 0
        for _ in range(count):
            x = arguments(name)
            if name in PAIRS:
                got = library.ck_pair_function(PAIRS.index(name), *x)
            else:
                got = library.ck_function(NAMES.index(name), *x)
            off = error(got, EXACT[name](*map(mpf, x)))
            wrong += off > 0.5
            if off > worst: worst, place = off, x
        print(f"{name:9} largest error {worst:.4f} at {place}; not nearest: {wrong} of {count}", flush=True)


main()
