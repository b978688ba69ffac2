#!/usr/bin/env python3
"""Records the answers of the random cases in Tests/PythonSubsetTests/Properties.

Each program there has a function `case(number)` that gives a text, the same under CPython with
NumPy and in the block language. Of each text 24 bits of its FNV-1a hash are kept, as six
hexadecimal digits. usage: record_properties.py; to see cases: record_properties.py NAME NUMBER...
"""
import json
import math
import pathlib
import random
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
folder = pathlib.Path(__file__).resolve().parents[2] / "Tests/PythonSubsetTests/Properties"
COUNTS = {"printing": 10_000, "indexing": 4_000, "expressions": 4_000}


def hashed(text):
    value = 0x811C9DC5
    for byte in text.encode("utf-8"):
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{value & 0xFFFFFF:06x}"


def program(name):
    names = {"np": np, "math": math, "random": random, "__name__": "__main__"}
    exec(compile((folder / f"{name}.py").read_text(), name, "exec"), names)
    return names["case"]


if len(sys.argv) > 2:
    for number in sys.argv[2:]:
        print(program(sys.argv[1])(int(number)))
    sys.exit()
recorded = {"python": sys.version.split()[0], "numpy": np.__version__, "cases": {}}
for name, count in COUNTS.items():
    np.set_printoptions(
        precision=8, threshold=1000, edgeitems=3, linewidth=75, suppress=False)
    case = program(name)
    recorded["cases"][name] = "".join(hashed(case(i)) for i in range(count))
    print(name, count)
(folder / "recorded.json").write_text(json.dumps(recorded, indent=1) + "\n")
