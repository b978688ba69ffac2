#!/usr/bin/env python3
"""Writes Sources/CKernels/Kernels/Tables.h: constants and tables of the elementary functions.

Needs mpmath (made with 1.4.1). Run from anywhere: scripts/kernels/make_tables.py
"""
import math
import pathlib
import struct

from mpmath import mp, mpf

mp.prec = 1600
LN2 = mp.log(2)


def hexed(x):
    return float(x).hex()


def cut(x, unit):
    """x rounded to a multiple of a power of two."""
    return mp.nint(x / unit) * unit


def parts(x, count):
    """x as a sum of doubles, each the nearest to what is left."""
    result = []
    for _ in range(count):
        part = mpf(float(x))
        result.append(part)
        x -= part
    return result


lines = [
    "// Made by scripts/kernels/make_tables.py; not edited by hand.",
    "#ifndef CK_TABLES_H",
    "#define CK_TABLES_H",
    "",
    "#include <stdint.h>",
    "",
]


def define(name, value, note=""):
    lines.append(f"#define {name} {hexed(value)}" + (f"  // {note}" if note else ""))


def table(name, values, note):
    lines.append("")
    lines.append(f"// {note}")
    lines.append(f"static const double {name}[{len(values)}] __attribute__((aligned(64))) = {{")
    for i in range(0, len(values), 4):
        lines.append("    " + " ".join(hexed(v) + "," for v in values[i : i + 4]))
    lines.append("};")


# Powers: x = (16 k + j) ln 2 / 16 + r.
define("SIXTEENTHS_A_LN2", 16 / LN2)
for i, part in enumerate(parts(LN2 / 16, 2)):
    define(f"LN2_16_{i + 1}", part)
table("exp_high", [float(mpf(2) ** (mpf(j) / 16)) for j in range(16)], "2^(j/16)")
table(
    "exp_low",
    [mpf(2) ** (mpf(j) / 16) - mpf(float(mpf(2) ** (mpf(j) / 16))) for j in range(16)],
    "what exp_high lacks",
)
for i, part in enumerate(parts(LN2, 2)):
    define(f"LN2_{i + 1}", part)
for i, part in enumerate(parts(1 / LN2, 2)):
    define(f"LOG2_E_{i + 1}", part)
for i, part in enumerate(parts(1 / mp.log(10), 2)):
    define(f"LOG10_E_{i + 1}", part)
table("one_over_factorial", [1 / mp.factorial(n) for n in range(20)], "1/n!")

# Logarithms: z in 128 intervals from LOG_START, 1 in the middle of one; c near 1/z.
unit = mpf(2) ** -42
ln2_high = cut(LN2, unit)
define("LN2_HIGH", ln2_high, "a multiple of 2^-42, so that exponents times it are exact")
define("LN2_LOW", LN2 - ln2_high)
ONE = 0x3FF0000000000000
step = 1 << 45
start = ONE - 75 * step - step // 2
lines.append(f"#define LOG_START INT64_C({start:#x})")


def from_bits(bits):
    return struct.unpack("<d", struct.pack("<q", bits))[0]


reciprocals, highs, lows = [], [], []
largest = 0
for j in range(128):
    low, high = from_bits(start + j * step), from_bits(start + (j + 1) * step)
    if low < 1 < high:
        c = mpf(1)
    else:
        c = cut(2 / (mpf(low) + mpf(high)), mpf(2) ** -12)
    largest = max(largest, abs(low * c - 1), abs(high * c - 1))
    reciprocals.append(c)
    value = -mp.log(c)
    highs.append(cut(value, unit))
    lows.append(value - highs[-1])
assert largest < 2**-7.7, largest
table(
    "log_rows",
    [v for row in zip(reciprocals, highs, lows) for v in (*row, 0)],
    "rows of c_j (twelve bits after the point), -log c_j (a multiple of 2^-42), what that lacks, 0",
)

# The same with sixteen intervals, for float32.
coarse, coarse_logs = [], []
step16 = 1 << 48
for j in range(16):
    low, high = from_bits(start + j * step16), from_bits(start + (j + 1) * step16)
    c = mpf(1) if low < 1 < high else cut(2 / (mpf(low) + mpf(high)), mpf(2) ** -12)
    assert max(abs(low * c - 1), abs(high * c - 1)) < 2**-4.8
    coarse.append(c)
    coarse_logs.append(-mp.log(c))
table("log16_c", coarse, "c of sixteen intervals")
table("log16_log", coarse_logs, "-log c")

# Angles: x = k pi/32 + r.
define("STEPS_A_PI", 32 / mp.pi)
for i, part in enumerate(parts(mp.pi / 32, 3)):
    define(f"PI_32_{i + 1}", part)
for i, part in enumerate(parts(mp.pi / 2, 2)):
    define(f"PI_2_{i + 1}", part)
for i, part in enumerate(parts(mp.pi, 2)):
    define(f"PI_{i + 1}", part)
sines = [mp.sin(j * mp.pi / 32) if j else mpf(0) for j in range(16)]
cosines = [mp.cos(j * mp.pi / 32) if j else mpf(1) for j in range(16)]
table("sine_high", [mpf(float(s)) for s in sines], "sin(j pi/32)")
table("sine_low", [s - mpf(float(s)) for s in sines], "what sine_high lacks")
table("cosine_high", [mpf(float(c)) for c in cosines], "cos(j pi/32)")
table("cosine_low", [c - mpf(float(c)) for c in cosines], "what cosine_high lacks")

# 32/pi in words of 64 bits after the point, for angles past all rounding.
words = 20
bits = int(mp.floor(32 / mp.pi * mpf(2) ** (64 * words)))
lines.append("")
lines.append("// The binary digits of 32/pi: four before the point, then words of 64 after it.")
lines.append(f"#define STEPS_WORDS {words + 1}")
lines.append(f"static const uint64_t steps_digits[{words + 1}] = {{")
digits = [(bits >> (64 * (words - i))) & (2**64 - 1) for i in range(words + 1)]
for i in range(0, len(digits), 3):
    lines.append("    " + " ".join(f"UINT64_C({d:#x})," for d in digits[i : i + 3]))
lines.append("};")

# atan at j/32.
arctangents = [mp.atan(mpf(j) / 32) if j else mpf(0) for j in range(33)]
# Any six bits are an index.
arctangents += [mpf(0)] * 31
table("arctan_high", [mpf(float(a)) for a in arctangents], "arctan(j/32)")
table("arctan_low", [a - mpf(float(a)) for a in arctangents], "what arctan_high lacks")

# erf(a + h) about a = (i + 1/2)/8 on [0, 6), and erfc(x) e^(x^2) about points of 1/x.
mp.prec = 400
ERF_TERMS = 18
rows, lows = [], []
for i in range(48):
    a = (mpf(i) + mpf(1) / 2) / 8
    c = mp.taylor(mp.erf, a, ERF_TERMS - 1)
    rows += c
    lows += [c[0] - mpf(float(c[0])), c[1] - mpf(float(c[1]))]
lines.append("")
lines.append(f"#define ERF_TERMS {ERF_TERMS}")
table("erf_terms", rows, "Taylor series of erf about (i + 1/2)/8, a row each")
table("erf_lows", lows, "what the first two terms of each row lack")
near_zero = [2 / mp.sqrt(mp.pi) * (-1) ** n / (mp.factorial(n) * (2 * n + 1)) for n in range(12)]
table("erf_odd", near_zero, "erf x = x (t0 + t1 x^2 + t2 x^4 + ...)")
define("ERF_ODD_LOW", near_zero[0] - mpf(float(near_zero[0])))


def scaled_complement(t):
    return mp.erfc(1 / t) * mp.exp(1 / t**2) / t


ERFC_TERMS = 18
ERFC_ROWS = 64
rows, lows = [], []
# t = 1/x in (0, 2): rows of width 1/32.
for i in range(ERFC_ROWS):
    a = (mpf(i) + mpf(1) / 2) / 32
    c = mp.taylor(scaled_complement, a, ERFC_TERMS - 1)
    rows += c
    lows += [c[0] - mpf(float(c[0])), c[1] - mpf(float(c[1]))]
lines.append("")
lines.append(f"#define ERFC_TERMS {ERFC_TERMS}")
table("erfc_terms", rows, "Taylor series of x erfc(x) e^(x^2) in t = 1/x about (i + 1/2)/32")
table("erfc_lows", lows, "what the first two terms of each row lack")
lines += ["", "#endif", ""]

target = pathlib.Path(__file__).resolve().parents[2] / "Sources/CKernels/Kernels/Tables.h"
target.write_text("\n".join(lines))
print("largest |r| of log:", math.log2(largest))
