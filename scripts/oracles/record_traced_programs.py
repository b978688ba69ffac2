"""Records what CPython and NumPy say about the traced programs.

Runs every program of Tests/LessonRunnerTests/Programs, and again with each element of each leaf
nudged, and writes values, printed text and central differences to recorded.json beside them.

    python3 scripts/oracles/record_traced_programs.py [NAME ...]

With names it prints what it found for those and writes nothing.

Leaves follow the rule of the design: a top-level name that is bound once, outside any loop or
branch, to a number, a list of numbers or an array, from an expression that reads no other leaf or
anything computed from one. A `#| leaves:` line chooses among them. What only works with an integer
(a length, an index) is listed under `skipped`, not differentiated.

Derivatives: central differences at steps h, h/2, h/4 ..., extrapolated to h = 0 (Ridders, "Accurate
computation of F'(x) and F'(x)F''(x)", 1982); several first steps are tried and the one with the
smallest estimated error is kept. `largest_error` is that estimate, relative to max(1, |gradient|).
"""

import ast
import contextlib
import copy
import io
import json
import math
import pathlib
import random
import sys

import numpy as np

FOLDER = pathlib.Path(__file__).parents[2] / "Tests" / "LessonRunnerTests" / "Programs"
FIRST_STEPS = (3e-2, 1e-2, 3e-3, 1e-3, 3e-4)
LEVELS = 7
TOLERANCE = 1e-9
LARGEST_RECORDED_ARRAY = 64


# What a program says about itself


def read_options(source):
    options = {}
    for line in source.splitlines():
        if not line.startswith("#|"):
            break
        key, _, value = line[2:].partition(":")
        options[key.strip()] = value.strip()
    return options


def names_read(node):
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def names_bound(node):
    """Names bound at top level: not inside functions, classes, comprehensions."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, (ast.Lambda, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)):
        return []
    if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
        return [node.id]
    return [name for child in ast.iter_child_nodes(node) for name in names_bound(child)]


def is_plain_assignment(statement):
    if isinstance(statement, ast.AnnAssign):
        return statement.value is not None and isinstance(statement.target, ast.Name)
    return isinstance(statement, ast.Assign) and len(statement.targets) == 1


def candidate_leaves(tree, whole):
    """Name of each possible leaf -> index of the top-level statement that binds it.

    `whole` names what only works as an integer: no leaf, and what is computed from it may be one.
    """
    counts = {}
    for statement in tree.body:
        for name in names_bound(statement):
            counts[name] = counts.get(name, 0) + 1
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            counts.update((name, 2) for name in node.names)
    tainted = set()
    leaves = {}
    for index, statement in enumerate(tree.body):
        bound = names_bound(statement)
        if names_read(statement) & tainted:
            tainted.update(bound)
            tainted.update(receivers(statement))
        elif is_plain_assignment(statement):
            for name in bound:
                if counts[name] == 1 and name not in whole:
                    leaves[name] = index
                    tainted.add(name)
    return leaves


def receivers(statement):
    """Names whose contents a statement may change: `h[i] = ...`, `h.append(...)`."""
    found = set()
    for node in ast.walk(statement):
        if isinstance(node, (ast.Subscript, ast.Attribute)):
            inner = node
            while isinstance(inner, (ast.Subscript, ast.Attribute)):
                inner = inner.value
            if isinstance(inner, ast.Name):
                found.add(inner.id)
    return found


# Running


def is_number(value):
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def is_numbers(value):
    """A number, an array of numbers, or a list of such lists of numbers."""
    if isinstance(value, list):
        return bool(value) and all(is_numbers(v) and not isinstance(v, np.ndarray) for v in value)
    if isinstance(value, np.ndarray):
        return value.size > 0 and value.dtype.kind in "if"
    return is_number(value)


def elements(value):
    """Index paths of a number, nested list or array."""
    if isinstance(value, np.ndarray):
        return list(np.ndindex(value.shape))
    if isinstance(value, list):
        return [(i, *rest) for i, v in enumerate(value) for rest in elements(v)]
    return [()]


def element(value, path):
    if isinstance(value, np.ndarray):
        return value[path]
    for i in path:
        value = value[i]
    return value


def nudged(value, path, step):
    if isinstance(value, np.ndarray):
        copy = value.astype(np.float64)
        copy[path] += step
        return copy
    if isinstance(value, list):
        first, *rest = path
        return [nudged(v, rest, step) if i == first else v for i, v in enumerate(value)]
    return value + step


class Program:
    def __init__(self, path):
        self.name = path.stem
        self.source = path.read_text()
        self.options = read_options(self.source)
        self.tree = ast.parse(self.source)
        self.whole = {}
        self.find_leaves()

    def find_leaves(self):
        """Settles the leaves: those that fail as a fraction are put aside, then looked for anew."""
        while True:
            self.candidates = candidate_leaves(self.tree, self.whole)
            self.code = self.instrumented()
            self.run()
            values = dict(self.leaf_values)
            before = len(self.whole)
            for name, value in values.items():
                if np.asarray(value).dtype.kind == "i":
                    try:
                        self.run(name, elements(value)[0], 1e-3)
                    except (TypeError, IndexError) as problem:
                        self.whole[name] = f"{type(problem).__name__}: {problem}"
                        break
            if len(self.whole) == before:
                return

    def instrumented(self):
        """The program with `x = __leaf__('x', x)` after the statement that binds leaf x."""
        tree = ast.parse(self.source)
        after = {}
        for name, index in self.candidates.items():
            hook = ast.parse(f"{name} = __leaf__({name!r}, {name})").body[0]
            after.setdefault(index, []).append(hook)
        tree.body = [
            s for i, statement in enumerate(tree.body) for s in [statement, *after.get(i, [])]
        ]
        return compile(ast.fix_missing_locations(tree), self.name, "exec")

    def run(self, leaf=None, path=(), step=0.0):
        self.leaf_values = {}

        def hook(name, value):
            if is_numbers(value):
                self.leaf_values[name] = copy.deepcopy(value)
            return nudged(value, path, step) if name == leaf else value

        random.seed(0)
        np.random.seed(0)
        space = {"np": np, "math": math, "random": random, "__leaf__": hook, "__name__": "__main__"}
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(self.code, space)
        for name in ("__builtins__", "__leaf__", "__name__", "np", "math", "random"):
            space.pop(name, None)
        return space, printed.getvalue()

    def output(self, space):
        asked = self.options["trace"]
        if asked != "true":
            return asked
        last = None
        for statement in self.tree.body:
            for name in names_bound(statement):
                if name in space and is_number(space[name]) and name not in self.candidates:
                    last = name
        return last

    def derivative(self, output, leaf, path, at):
        def f(step):
            return float(self.run(leaf, path, step)[0][output])

        best, error = math.nan, math.inf
        rounding = np.finfo(float).eps * abs(f(0.0))
        for first in FIRST_STEPS:
            h = first * max(1.0, abs(at))
            table = []
            for level in range(LEVELS):
                row = [(f(h) - f(-h)) / (2 * h)]
                for order in range(1, level + 1):
                    factor = 4.0**order
                    row.append((factor * row[order - 1] - table[-1][order - 1]) / (factor - 1))
                if table:
                    for order in range(1, level + 1):
                        estimate = max(
                            abs(row[order] - row[order - 1]),
                            abs(row[order] - table[-1][order - 1]),
                            rounding / h,
                        )
                        if estimate < error:
                            best, error = row[order], estimate
                table.append(row)
                h /= 2
        # An estimate over a kink can look settled; a plain difference close by would not agree.
        h = 1e-5 * max(1.0, abs(at))
        if not abs((f(h) - f(-h)) / (2 * h) - best) <= 1e-5 * max(1.0, abs(best)):
            error = math.inf
        return best, error / max(1.0, abs(best))


# Recording


def plain(value):
    """JSON for a number; non-finite ones are strings."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    return value


def summary(value):
    """What is recorded of a value; None unless it is a number, an array or a collection of them."""
    if isinstance(value, np.ndarray):
        recorded = {"type": "ndarray", "dtype": str(value.dtype), "shape": list(value.shape)}
        if value.size <= LARGEST_RECORDED_ARRAY:
            recorded["values"] = [plain(v) for v in value.ravel()]
        else:
            recorded["sum"] = plain(value.sum())
            recorded["abs_sum"] = plain(np.abs(value).sum())
        return recorded
    if isinstance(value, (bool, int, float, np.generic)):
        kind = type(value).__name__
        return {"type": kind, "value": plain(value)}
    if isinstance(value, (list, tuple)):
        items = [summary(v) for v in value]
        if all(item is not None for item in items):
            return {"type": type(value).__name__, "items": items}
    if isinstance(value, dict) and all(isinstance(k, str) for k in value):
        items = [summary(v) for v in value.values()]
        if all(item is not None for item in items):
            return {"type": "dict", "keys": list(value), "items": items}
    return None


def shaped(value, gradients):
    """Gradients, by path, in the shape of the leaf."""
    if isinstance(value, np.ndarray):
        value = value.tolist()

    def build(v, path):
        if isinstance(v, list):
            return [build(item, (*path, i)) for i, item in enumerate(v)]
        return gradients[path]

    return build(value, ())


def rounded(number):
    return float(f"{number:.12g}") + 0.0


def record(path):
    program = Program(path)
    space, printed = program.run()
    values = dict(program.leaf_values)
    output = program.output(space)
    leaves = [n for n, v in values.items() if is_numbers(v) and n != output]
    if "leaves" in program.options:
        asked = [n.strip() for n in program.options["leaves"].split(",")]
        missing = set(asked) - set(leaves)
        if missing:
            raise SystemExit(f"{path.name}: not a leaf: {', '.join(sorted(missing))}")
        leaves = asked
    gradients, largest = {}, 0.0
    for leaf in leaves:
        found = {}
        for p in elements(values[leaf]):
            found[p], error = program.derivative(output, leaf, p, element(values[leaf], p))
            if not error <= TOLERANCE:
                raise SystemExit(f"{path.name}: {leaf}{list(p)} is off by {error:.1e}")
            largest = max(largest, error)
            found[p] = rounded(found[p])
        gradients[leaf] = shaped(values[leaf], found)
    bound = {name: summary(value) for name, value in space.items()}
    return {
        "output": output,
        "value": plain(space[output]),
        "bound": {name: value for name, value in bound.items() if value is not None},
        "stdout": printed,
        "gradients": gradients,
        "skipped": program.whole,
        "largest_error": float(f"{largest:.1e}"),
    }


def main():
    np.seterr(all="raise")
    chosen = sys.argv[1:]
    paths = sorted(FOLDER.glob("*.py"))
    if chosen:
        for path in paths:
            if path.stem in chosen:
                print(json.dumps(record(path), indent=2))
        return
    programs = {}
    for path in paths:
        programs[path.stem] = record(path)
        found = programs[path.stem]
        print(f"{path.stem}: {found['output']} = {found['value']}, error {found['largest_error']}")
    # One program a line, so that a change to one shows as such.
    entries = ",\n".join(f"  {json.dumps(n)}: {json.dumps(p)}" for n, p in programs.items())
    python, numpy = json.dumps(sys.version.split()[0]), json.dumps(np.__version__)
    text = f'{{\n"python": {python},\n"numpy": {numpy},\n"programs": {{\n{entries}\n}}\n}}\n'
    json.loads(text)
    (FOLDER / "recorded.json").write_text(text)


if __name__ == "__main__":
    main()
