#!/usr/bin/env python3
"""Runs programs by `lesson` and by this Python, and compares what they print.

usage: differential.py LESSON FOLDER_OR_FILE...
Without NumPy the recorded answers beside the programs stand in for this Python. A program whose
name ends in `_python2.py` is Python 2: CPython cannot run it, so its recorded answer is used.
"""
import contextlib
import difflib
import io
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile

try:
    import numpy as np
except ImportError:
    np = None


def by_lesson(lesson, text):
    fence = "`" * 12
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "program.md"
        path.write_text(f"{fence}python\n{text}\n{fence}\n", encoding="utf-8")
        run = subprocess.run(
            [lesson, "run", str(path), "--format", "json"], capture_output=True, timeout=300)
    block = json.loads(run.stdout.decode("utf-8"))["blocks"][0]
    error = block.get("error")
    return block["stdout"] + (f"stopped: {error['message']}\n" if error else "")


def by_python(path, text):
    recorded = path.parent / "recorded.json"
    if np is None or path.stem.endswith("_python2"):
        return json.loads(recorded.read_text())["programs"].get(path.stem, "")
    np.random.seed(0)
    random.seed(0)
    out = io.StringIO()
    names = {"np": np, "math": math, "random": random, "__name__": "__main__"}
    with contextlib.redirect_stdout(out):
        exec(compile(text, path.name, "exec"), names)
    return out.getvalue()


def main():
    lesson, *places = sys.argv[1:]
    paths = []
    for place in map(pathlib.Path, places):
        paths += sorted(place.glob("*.py")) if place.is_dir() else [place]
    different = 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        found, expected = by_lesson(lesson, text), by_python(path, text)
        if found == expected:
            print(f"{path.stem}: {len(expected.splitlines())} lines, the same")
            continue
        different += 1
        print(f"{path.stem}: different")
        for line in list(difflib.unified_diff(
                expected.splitlines(), found.splitlines(), "CPython", "lesson", lineterm="", n=0))[:20]:
            print("  " + line)
    print(f"{len(paths)} programs, {different} different")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
