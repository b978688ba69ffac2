#!/usr/bin/env python3
"""Records what np.random and Python's random draw, for Tests/ArraysTests/RandomTests.swift.

    python3 scripts/oracles/record_random.py [--times N] [--seeds N] [OUT]

Without OUT the sample in Tests/ArraysTests/Recorded is written. A larger one is compared with

    python3 scripts/oracles/record_random.py --times 50 --seeds 40 /some/file
    RECORDED_RANDOM=/some/file swift test --filter RandomTests

A line `numpy` or `python` with a seed starts a stream; every other line draws from it, in order:
function, arguments, values, separated by tabs. A line `state` has the position and the sum of the key.
"""
import argparse
import platform
import random
from pathlib import Path

import numpy as np


class Recorder:
    def __init__(self, times):
        self.lines = []
        self.times = times

    def add(self, name, arguments, values):
        shown = " ".join(
            repr(float(v)) if isinstance(v, float) else str(int(v)) for v in values)
        self.lines.append("\t".join([name, " ".join(map(str, arguments)), shown]))

    def numpy(self, seed):
        self.lines.append("numpy\t" + (",".join(map(str, seed)) if isinstance(seed, list) else str(seed)))
        r = np.random.RandomState(seed)
        n = self.times

        def floats(name, function, arguments=()):
            self.add(name, arguments, [float(x) for x in function(*arguments, size=n)])

        def integers(name, function, arguments=()):
            self.add(name, arguments, function(*arguments, size=n))

        for _ in range(2):
            floats("random_sample", r.random_sample)
            self.add("randn", [], r.randn(n | 1).tolist())
            floats("random_sample", r.random_sample)
            floats("normal", r.normal, (2.0, 0.5))
            floats("uniform", r.uniform, (-3.0, 7.5))
        for low, high in ((0, 10), (0, 1), (5, 6), (-7, 13), (0, 1000), (0, 2**32), (0, 2**32 - 1),
                          (0, 2**33 + 5), (-2**62, 2**62), (-2**63, 2**63 - 1)):
            integers("randint", r.randint, (low, high))
        for dtype, low, high in (("int32", -100, 100), ("uint8", 0, 200), ("int8", -128, 128), ("uint8", 0, 256),
                                 ("int16", -5, 30000), ("uint16", 0, 65000), ("bool", 0, 2),
                                 ("uint32", 0, 2**32)):
            self.add("randint", (low, high, dtype), r.randint(low, high, n, dtype=dtype))
        self.add("permutation", [21], r.permutation(21))
        a = np.arange(17)
        r.shuffle(a)
        self.add("shuffle", [17], a)
        p = [0.1, 0.2, 0.05, 0.25, 0.4]
        self.add("choice", [50, n, 1], r.choice(50, n))
        self.add("choice", [50, 20, 0], r.choice(50, 20, replace=False))
        self.add("choice", [5, n, 1] + p, r.choice(5, n, p=p))
        self.add("choice", [5, 4, 0] + p, r.choice(5, 4, replace=False, p=p))
        floats("exponential", r.exponential, (2.0,))
        for shape, scale in ((1.0, 1.0), (0.0, 1.0), (0.3, 2.0), (2.5, 0.5), (100.0, 1.0)):
            floats("gamma", r.gamma, (shape, scale))
        for a, b in ((0.5, 0.5), (1.0, 1.0), (2.0, 3.0), (0.2, 4.0)):
            floats("beta", r.beta, (a, b))
        floats("chisquare", r.chisquare, (3.0,))
        floats("standard_t", r.standard_t, (4.0,))
        floats("standard_cauchy", r.standard_cauchy)
        floats("lognormal", r.lognormal, (0.5, 0.25))
        floats("laplace", r.laplace, (1.0, 2.0))
        floats("gumbel", r.gumbel, (1.0, 2.0))
        floats("logistic", r.logistic, (1.0, 2.0))
        floats("rayleigh", r.rayleigh, (2.0,))
        floats("pareto", r.pareto, (3.0,))
        floats("weibull", r.weibull, (1.5,))
        floats("power", r.power, (2.5,))
        floats("triangular", r.triangular, (-1.0, 0.5, 2.0))
        self.add("dirichlet", [1.0, 2.0, 0.5], r.dirichlet([1.0, 2.0, 0.5]).tolist())
        for count, p in ((1, 0.5), (1, 0.8), (10, 0.3), (40, 0.7), (100, 0.4), (100, 0.9), (1000, 0.5),
                         (100000, 0.01), (10**9, 0.3), (7, 0.0), (7, 1.0)):
            integers("binomial", r.binomial, (count, p))
        for rate in (0.0, 0.5, 4.0, 9.99, 10.0, 55.5, 1e4, 1e9):
            integers("poisson", r.poisson, (rate,))
        for p in (0.9, 0.34, 0.33, 0.01, 1.0):
            integers("geometric", r.geometric, (p,))
        self.add("multinomial", [20, 0.2, 0.3, 0.5], r.multinomial(20, [0.2, 0.3, 0.5]))
        self.add("multinomial", [2000, 0.1, 0.0, 0.3, 0.6], r.multinomial(2000, [0.1, 0.0, 0.3, 0.6]))
        state = r.get_state()
        self.add("state", [], [state[2], int(state[1].astype(np.uint64).sum())])

    def python(self, seed):
        self.lines.append(f"python\t{seed}")
        r = random.Random(seed)
        n = self.times
        draws = range(n)
        self.add("random", [], [r.random() for _ in draws])
        self.add("uniform", [-1.0, 2.5], [r.uniform(-1.0, 2.5) for _ in draws])
        self.add("gauss", [1.0, 2.0], [r.gauss(1.0, 2.0) for _ in range(n | 1)])
        self.add("normalvariate", [1.0, 2.0], [r.normalvariate(1.0, 2.0) for _ in draws])
        self.add("gauss", [0.0, 1.0], [r.gauss(0.0, 1.0) for _ in draws])
        for low, high in ((3, 1000), (0, 0), (-5, 2**40), (-2**62, 2**62)):
            self.add("randint", [low, high], [r.randint(low, high) for _ in draws])
        for arguments in ((0, 10, 1), (5, 100, 7), (10, 0, -3), (0, 2**33, 2)):
            self.add("randrange", arguments, [r.randrange(*arguments) for _ in draws])
        for bits in (0, 1, 31, 32, 33, 63):
            self.add("getrandbits", [bits], [r.getrandbits(bits) for _ in draws])
        self.add("choice", [7], [r.choice(range(7)) for _ in draws])
        self.add("choices", [7, n], r.choices(range(7), k=n))
        weights = [0.5, 2.0, 1.0, 0.25]
        self.add("choices", [4, n] + weights, r.choices(range(4), weights, k=n))
        for count, k in ((100, 7), (10, 7), (21, 5), (22, 5), (85, 6), (86, 6), (1000, 21), (5, 0), (9, 9)):
            self.add("sample", [count, k], r.sample(range(count), k))
        values = list(range(23))
        r.shuffle(values)
        self.add("shuffle", [23], values)
        self.add("expovariate", [2.0], [r.expovariate(2.0) for _ in draws])
        state = r.getstate()[1]
        self.add("state", [], [state[624], sum(state[:624])])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=0, help="seeds besides the usual ones")
    parser.add_argument("out", nargs="?")
    arguments = parser.parse_args()
    sample = Path(__file__).parents[2] / "Tests/ArraysTests/Recorded/random.txt"
    recorder = Recorder(arguments.times)
    for seed in [0, 1, 42, 2**32 - 1, [1, 2, 3]] + list(range(100, 100 + arguments.seeds)):
        recorder.numpy(seed)
    for seed in [0, 1, 42, -7, 2**40 + 3] + list(range(100, 100 + arguments.seeds)):
        recorder.python(seed)
    head = (f"# Recorded by scripts/oracles/record_random.py with NumPy {np.__version__}, "
            f"CPython {platform.python_version()}")
    out = Path(arguments.out) if arguments.out else sample
    out.write_text("\n".join([head] + recorder.lines) + "\n", encoding="utf-8")
    print(f"{len(recorder.lines)} lines, {out.stat().st_size} bytes in {out}")


if __name__ == "__main__":
    main()
