#!/usr/bin/env python3
"""Records what CPython prints for each program in Tests/PythonSubsetTests/Programs.

Run with CPython 3.11 and NumPy 2; the versions are written beside the answers.
"""
import contextlib
import io
import json
import math
import pathlib
import random
import sys

import numpy as np

folder = pathlib.Path(__file__).resolve().parents[2] / "Tests/PythonSubsetTests/Programs"
recorded = {"python": sys.version.split()[0], "numpy": np.__version__, "programs": {}}
for path in sorted(folder.glob("*.py")):
    out = io.StringIO()
    names = {"np": np, "math": math, "random": random, "__name__": "__main__"}
    with contextlib.redirect_stdout(out):
        exec(compile(path.read_text(), path.name, "exec"), names)
    recorded["programs"][path.stem] = out.getvalue()
(folder / "recorded.json").write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n")
print(f"{len(recorded['programs'])} programs recorded")
