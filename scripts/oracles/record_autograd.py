#!/usr/bin/env python3
"""Records what Tests/PythonSubsetTests/Recorded/autograd_program.py prints with autograd itself.

Run with CPython 3.11, NumPy 2 and autograd 1.9; the versions are written beside the answers.
"""
import contextlib
import importlib.metadata
import io
import json
import pathlib
import sys

import numpy

folder = pathlib.Path(__file__).resolve().parents[2] / "Tests/PythonSubsetTests/Recorded"
path = folder / "autograd_program.py"
out = io.StringIO()
with contextlib.redirect_stdout(out):
    exec(compile(path.read_text(), path.name, "exec"), {"__name__": "__main__"})
recorded = {
    "python": sys.version.split()[0],
    "numpy": numpy.__version__,
    "autograd": importlib.metadata.version("autograd"),
    "printed": out.getvalue().splitlines(),
}
(folder / "autograd.json").write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n")
print(f"{len(recorded['printed'])} lines recorded")
