#!/usr/bin/env python3
"""Records what CPython and NumPy answer to the cases in scripts/oracles/numpy_cases.txt.

    python3 scripts/oracles/record_numpy_cases.py [CASES OUT]

Each case starts with a line `### features`; `### refused features` marks one that the block language
refuses by name. The answers go to Tests/PythonSubsetTests/Recorded/numpy.json.
"""
import contextlib
import io
import json
import math
import pathlib
import random
import sys
import warnings

import numpy as np

root = pathlib.Path(__file__).resolve().parents[2]
source = pathlib.Path(sys.argv[1]) if len(sys.argv) > 2 else root / "scripts/oracles/numpy_cases.txt"
out = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else root / "Tests/PythonSubsetTests/Recorded/numpy.json"
cases = []
for part in source.read_text().split("### ")[1:]:
    head, code = part.split("\n", 1)
    features = head.split()
    refused = features[0] == "refused"
    names = {"np": np, "math": math, "random": random, "__name__": "__main__"}
    printed, error = io.StringIO(), ""
    np.random.seed(0)
    random.seed(0)
    options = np.get_printoptions()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(compile(code, "case", "exec"), names)
        except Exception as caught:
            error = f"{type(caught).__name__}: {caught}"
    np.set_printoptions(**options)
    cases.append({
        "features": features[1:] if refused else features, "code": code.rstrip() + "\n",
        "printed": printed.getvalue(), "error": error, "refused": refused,
    })
recorded = {"python": sys.version.split()[0], "numpy": np.__version__, "cases": cases}
out.write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n")
print(f"{len(cases)} cases, {sum(bool(c['error']) for c in cases)} of them errors")
