#!/usr/bin/env python3
"""Records how NumPy prints arrays and how CPython formats values, for Tests/ArraysTests/PrintingTests.swift.

    python3 scripts/oracles/record_printing.py [--arrays N] [--formats N] [--seed S] [OUT]

Without OUT the sample in Tests/ArraysTests/Recorded is written. A larger one is compared with

    python3 scripts/oracles/record_printing.py --arrays 10000 --formats 20000 --seed 7 /some/file
    RECORDED_PRINTING=/some/file swift test --filter PrintingTests

One case a line, fields separated by tabs, \\n and \\t and \\\\ escaped:

    array    dtype  shape  options  elements  str  repr     (elements @n/d: the range of n, over d)
    number   dtype  element  str
    format   type  value  spec  ok|exception  result
    percent  type  value  text  ok|exception  result
    percents types  values  text  ok|exception  result      (several values, separated by |)
"""
import argparse
import platform
import random
from pathlib import Path

import numpy as np


def escape(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def element(x):
    return repr(float(x)) if isinstance(x, np.float64) else str(x)


class Recorder:
    def __init__(self, seed):
        self.lines = []
        self.r = np.random.RandomState(seed)
        self.py = random.Random(seed)

    def add(self, *fields):
        self.lines.append("\t".join(escape(str(f)) for f in fields))

    # Arrays

    def array(self, a, options=None, elements=None):
        options = options or {}
        with np.printoptions(**options):
            text, representation = str(a), repr(a)
        if elements is None:
            elements = " ".join(element(x) for x in a.ravel())
        self.add(
            "array", a.dtype, ",".join(map(str, a.shape)),
            ";".join(f"{k}={int(v) if isinstance(v, bool) else v}" for k, v in options.items()),
            elements, text, representation)

    def options(self):
        r = self.py
        if r.random() < 0.5:
            return {}
        options = {}
        if r.random() < 0.6:
            options["precision"] = r.choice([0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 17, 20])
        if r.random() < 0.4:
            options["suppress"] = True
        if r.random() < 0.3:
            options["linewidth"] = r.choice([10, 20, 40, 60, 75, 100, 200])
        if r.random() < 0.3:
            options["threshold"] = r.choice([0, 1, 5, 10, 30])
        if r.random() < 0.2:
            options["edgeitems"] = r.choice([1, 2, 3, 4])
        if r.random() < 0.3:
            options["floatmode"] = r.choice(["fixed", "unique", "maxprec", "maxprec_equal"])
        return options

    def random_array(self, largest):
        r = self.r
        while True:
            ndim = self.py.choice([0, 1, 1, 1, 2, 2, 2, 3, 4])
            shape = tuple(int(x) for x in r.randint(0 if r.rand() < 0.02 else 1, 9, ndim))
            if ndim == 1 and r.rand() < 0.4:
                shape = (int(r.randint(1, largest)),)
            if int(np.prod(shape)) <= largest:
                break
        scale = 10.0 ** r.randint(-12, 13) if r.rand() < 0.5 else 1.0
        a = np.asarray(r.randn(*shape) * scale)
        kind = r.randint(0, 12)
        if kind == 0:
            a = np.round(a, r.randint(0, 6))
        elif kind == 1:
            a = np.exp(r.randn(*shape) * r.randint(1, 9))
        elif kind == 2:
            a = np.round(a / scale * 8) / 8
        elif kind == 3:
            return np.asarray(r.randint(-10 ** r.randint(1, 10), 10 ** r.randint(1, 10), shape))
        elif kind == 4:
            return np.asarray(r.randint(0, 256, shape)).astype(
                self.py.choice(["uint8", "int32", "int16", "uint64"]))
        elif kind == 5:
            return np.asarray(a > 0)
        elif kind == 6:
            a = np.asarray(r.randint(-5, 6, shape)).astype(float)
        elif kind == 7:
            a = 10.0 ** np.asarray(r.randint(-9, 10, shape))
        a = np.asarray(a)
        if a.size and r.rand() < 0.15:
            for value in (np.nan, np.inf, -np.inf, 0.0, -0.0):
                if r.rand() < 0.4:
                    a.flat[r.randint(a.size)] = value
        if r.rand() < 0.35:
            with np.errstate(all="ignore"):
                a = a.astype(np.float32)
        return a

    def ranges(self):
        for shape, divisor, dtype in (
            ((1001,), 1, "int64"), ((1000,), 1, "int64"), ((2000,), 7, "float64"),
            ((40, 30), 9, "float64"), ((7, 200), 3, "float32"), ((300, 4), 1, "uint8"),
            ((5, 7, 50), 1, "int64"), ((3, 20, 20), 3, "float64"), ((1200, 1), 7, "float64"),
            ((2, 2, 2, 300), 1, "int32"), ((1100,), 2, "bool"),
        ):
            count = int(np.prod(shape))
            a = (np.arange(count) / divisor if divisor > 1 else np.arange(count))
            self.array(a.reshape(shape).astype(dtype), {}, f"@{count}/{divisor}")

    def number(self, x):
        if isinstance(x, np.float32):
            self.add("number", "float32", str(x), str(x))
        else:
            self.add("number", "float64", float(x).hex(), repr(float(x)))

    def numbers(self, count):
        for x in (0.0, -0.0, 1e16, 9.9e15, 1e-4, 9.9e-5, 5e-324, 1.7976931348623157e308, 2.0**53 + 2,
                  -9503901032656626.0, 1e22, 1e21, 123456789012345680.0):
            self.number(x)
        for x in (1e6, 999999.94, 1e-4, 1.0001e-4, 16777216.0, -5833632.5, 3.4e38, 1e-45, 0.1):
            self.number(np.float32(x))
        for _ in range(count):
            bits = self.r.bytes(8)
            x = np.frombuffer(bits, np.float64)[0]
            y = np.frombuffer(bits[:4], np.float32)[0]
            self.number(x if np.isfinite(x) else 1.0)
            self.number(y if np.isfinite(y) else np.float32(1))
            scale = 10.0 ** self.r.randint(-8, 20)
            self.number(self.r.randn() * scale)
            self.number(np.float32(self.r.randn() * scale))

    # Formats

    def value(self):
        r = self.py
        kind = r.choice(["int", "int", "float", "float", "float", "str", "bool"])
        if kind == "int":
            value = r.choice([0, 1, -1, 5, 42, -7, 255, 1000, 1234567, -98765432, 2**53, -2**63,
                              2**63 - 1, 0x1F600, r.randint(-10**6, 10**6)])
        elif kind == "float":
            value = r.choice([
                0.0, -0.0, 1.0, -1.0, 0.5, 2.5, 0.1, 1 / 3, 1e16, 1e15, 123456.789, 1e-5, 1e-4, 1e100,
                -0.001, 0.0005, 999999.5, 99.995, 1e22, float("nan"), float("inf"), float("-inf"),
                r.gauss(0, 1), r.gauss(0, 1) * 10 ** r.randint(-12, 20), round(r.gauss(0, 100), 2),
                r.randint(-10**6, 10**6) / 8])
        elif kind == "bool":
            value = r.random() < 0.5
        else:
            value = r.choice(["", "a", "abc", "hello world", "é∂ü", "日本", "x" * 12])
        return kind, value

    @staticmethod
    def shown(kind, value):
        return value.hex() if kind == "float" else str(int(value)) if kind == "bool" else str(value)

    def attempt(self, fields, compute):
        try:
            result = compute()
            result.encode()
        except UnicodeEncodeError:
            return
        except Exception as error:
            self.add(*fields, type(error).__name__, error)
        else:
            self.add(*fields, "ok", result)

    def spec(self):
        r = self.py
        s = ""
        if r.random() < 0.4:
            s += (r.choice(["", "", "*", "0", " ", "é"]) + r.choice("<>^="))
        if r.random() < 0.25:
            s += r.choice("+- ")
        if r.random() < 0.08:
            s += "z"
        if r.random() < 0.15:
            s += "#"
        if r.random() < 0.25:
            s += "0"
        if r.random() < 0.55:
            s += str(r.choice([1, 2, 5, 8, 10, 12, 20]))
        if r.random() < 0.2:
            s += r.choice(",_")
        if r.random() < 0.5:
            s += "." + str(r.choice([0, 1, 2, 3, 4, 6, 10, 17, 25]))
        if r.random() < 0.75:
            s += r.choice("ddffffeegg%sxXobcnGEF")
        if r.random() < 0.03:
            s += r.choice(["q", ",", ".", "é", " ", "dd", "5"])
        return s

    def format(self):
        kind, value = self.value()
        spec = self.spec()
        self.attempt(("format", kind, self.shown(kind, value), spec), lambda: format(value, spec))

    def conversion(self):
        r = self.py
        s = "%"
        while r.random() < 0.35:
            s += r.choice("-+ #0")
        if r.random() < 0.5:
            s += str(r.choice([1, 3, 5, 8, 12, 20]))
        if r.random() < 0.4:
            s += "." + r.choice(["", "0", "1", "2", "3", "6", "10", "20"])
        if r.random() < 0.03:
            s += r.choice("lhL")
        s += r.choice("ddiufffeeggGsrxXocaF%" if r.random() < 0.97 else "qyb")
        return s

    def percent(self):
        kind, value = self.value()
        text = self.py.choice(["", "x = ", "é "]) + self.conversion()
        if self.py.random() < 0.2:
            text += self.py.choice(["!", "%%", " %", "%d"])
        self.attempt(("percent", kind, self.shown(kind, value), text), lambda: text % value)

    def percents(self):
        values = [self.value() for _ in range(self.py.randint(2, 4))]
        text = " ".join(self.conversion() for _ in range(len(values)))
        if self.py.random() < 0.1:
            text = "%*d|%.*f"
            values = [("int", self.py.randint(-12, 12)) for _ in range(self.py.randint(3, 5))]
        self.attempt(
            ("percents", "|".join(k for k, _ in values),
             "|".join(self.shown(k, v) for k, v in values), text),
            lambda: text % tuple(v for _, v in values))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--arrays", type=int, default=350)
    parser.add_argument("--formats", type=int, default=1800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("out", nargs="?")
    arguments = parser.parse_args()
    sample = Path(__file__).parents[2] / "Tests/ArraysTests/Recorded/printing.txt"
    recorder = Recorder(arguments.seed)
    for i in range(arguments.arrays):
        recorder.array(recorder.random_array(150 if i % 10 == 0 else 30), recorder.options())
    recorder.ranges()
    recorder.numbers(arguments.arrays // 4)
    for i in range(arguments.formats):
        (recorder.format, recorder.percent, recorder.format, recorder.percents)[i % 4]()
    head = (f"# Recorded by scripts/oracles/record_printing.py with NumPy {np.__version__}, "
            f"CPython {platform.python_version()}, seed {arguments.seed}")
    out = Path(arguments.out) if arguments.out else sample
    out.write_text("\n".join([head] + recorder.lines) + "\n", encoding="utf-8")
    print(f"{len(recorder.lines)} cases, {out.stat().st_size} bytes in {out}")


if __name__ == "__main__":
    main()
