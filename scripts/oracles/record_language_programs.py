#!/usr/bin/env python3
"""Records what CPython prints for each program in Tests/PythonSubsetTests/Programs.

Run with CPython 3.11 and NumPy 2; the versions are written beside the answers. Programs whose name
ends in `_python2` are Python 2: they are converted by lib2to3, which CPython 3.11 still has.
"""
import contextlib
import io
import json
import math
import pathlib
import random
import sys

import numpy as np

FIXES = [
    "print", "xrange", "dict", "except", "ne", "raise", "has_key", "basestring", "unicode", "long",
    "reduce", "zip", "map", "filter", "tuple_params", "repr", "numliterals",
]


def converted(text):
    from lib2to3.refactor import RefactoringTool

    tool = RefactoringTool([f"lib2to3.fixes.fix_{name}" for name in FIXES])
    return str(tool.refactor_string(text, "program"))


folder = pathlib.Path(__file__).resolve().parents[2] / "Tests/PythonSubsetTests/Programs"
recorded = {"python": sys.version.split()[0], "numpy": np.__version__, "programs": {}}
for path in sorted(folder.glob("*.py")):
    text = path.read_text()
    if path.stem.endswith("_python2"):
        text = converted(text)
    np.random.seed(0)
    random.seed(0)
    out = io.StringIO()
    names = {"np": np, "math": math, "random": random, "__name__": "__main__"}
    with contextlib.redirect_stdout(out):
        exec(compile(text, path.name, "exec"), names)
    recorded["programs"][path.stem] = out.getvalue()
(folder / "recorded.json").write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n")
print(f"{len(recorded['programs'])} programs recorded")
