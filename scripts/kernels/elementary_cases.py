"""Arguments and exact answers of the elementary functions, for measuring and recording."""
import math
import random

import mpmath
from mpmath import mp, mpf

mp.prec = 200
# In the order of CKFunction and CKPairFunction.
NAMES = (
    "exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh "
    "arcsinh arccosh arctanh cbrt erf erfc sigmoid"
).split()
PAIRS = ["power", "arctan2", "hypot"]


def needing(prec, function):
    def run(*x):
        with mpmath.workprec(prec):
            return function(*x)

    return run


EXACT = {
    "exp": mp.exp, "exp2": lambda x: mpf(2) ** x, "expm1": needing(1300, lambda x: mp.exp(x) - 1),
    "log": mp.log, "log2": lambda x: mp.log(x, 2), "log10": lambda x: mp.log(x, 10),
    "log1p": needing(1300, lambda x: mp.log(1 + x)), "sin": needing(1300, mp.sin),
    "cos": needing(1300, mp.cos), "tan": needing(1300, mp.tan), "arcsin": mp.asin, "arccos": mp.acos,
    "arctan": mp.atan, "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh, "arcsinh": mp.asinh,
    "arccosh": mp.acosh, "arctanh": mp.atanh, "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)),
    "erf": mp.erf, "erfc": needing(400, mp.erfc), "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "power": needing(400, lambda x, y: x**y), "arctan2": mp.atan2, "hypot": mp.hypot,
}


def wide(low, high):
    """A number of either sign with an evenly spread exponent."""
    return random.choice([-1, 1]) * math.ldexp(random.uniform(1, 2), random.randint(low, high))


def argument(name):
    r = random.random()
    if name in ("log", "log2", "log10"):
        if r < 0.3: return random.uniform(0.5, 2)
        if r < 0.5: return 1 + wide(-40, -2)
        return abs(wide(-1074, 1022))
    if name == "log1p": return wide(-60, -1) if r < 0.6 else abs(wide(-10, 1000))
    if name in ("exp", "expm1", "sinh", "cosh"):
        return random.uniform(-3, 3) if r < 0.4 else random.uniform(-709, 709) if r < 0.7 else wide(-60, 8)
    if name == "exp2": return random.uniform(-1070, 1023) if r < 0.6 else wide(-60, 8)
    if name in ("sin", "cos", "tan"):
        if r < 0.4: return random.uniform(-10, 10)
        if r < 0.6: return wide(-30, 60)
        if r < 0.8: return float(mp.pi / 2 * random.randint(-1000000, 1000000))
        return wide(23, 1023)
    if name in ("arcsin", "arccos", "arctanh"):
        if r < 0.6: return random.uniform(-1, 1)
        return wide(-40, -1) if r < 0.8 else math.copysign(1 - abs(wide(-50, -2)), random.uniform(-1, 1))
    if name == "arccosh": return 1 + abs(wide(-50, 3)) if r < 0.6 else abs(wide(1, 1000))
    if name in ("tanh", "sigmoid"): return random.uniform(-20, 20) if r < 0.6 else wide(-40, 4)
    if name == "erf": return random.uniform(-6, 6) if r < 0.7 else wide(-60, -2)
    if name == "erfc": return random.uniform(-6, 27) if r < 0.8 else wide(-60, -2)
    if name == "cbrt": return wide(-1074, 1022)
    return random.uniform(-4, 4) if r < 0.5 else wide(-60, 60)


def arguments(name):
    if name == "power":
        r = random.random()
        if r < 0.3: return (random.uniform(0, 10), random.uniform(-20, 20))
        if r < 0.4: return (random.uniform(-9, 9), float(random.randint(-30, 30)))
        x = abs(wide(-1000, 1000)) if r < 0.7 else 1 + wide(-40, -2)
        return (x, random.uniform(-744, 709) / math.log(x))
    if name == "arctan2":
        x, y = wide(-30, 30), wide(-30, 30)
        return (x, y) if random.random() < 0.6 else (wide(-1000, 1000), wide(-1000, 1000))
    if name == "hypot":
        x = wide(-1074, 1022)
        return (x, (x or 1.0) * wide(-30, 3))
    return (argument(name),)
