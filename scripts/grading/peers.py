"""Grades a small class by `lesson grade` and by another autograder, in pairs, and prints the times.

    python peers.py nbgrader --program lesson --learners 12 --pairs 7
    python peers.py otter --program lesson

The Python that runs this has nbgrader and otter-grader installed. From one table of exercises come
a lesson, an nbgrader course and an otter assignment with the same answers and the same checks, each
worth one point. In turn a learner hands in right answers, a sign error that only a hidden check
sees, or an exercise left open; the script fails unless they get 4, 3 and 2 points on both sides. A
line is one pair: the seconds of `lesson grade` and of the peer, from the start of the processes to
their end. Written for CPython 3.11, nbgrader 0.9.6 and otter-grader 7.0.0. Both load jsonschema,
which loads rfc3987-syntax where that is there: a second or more a process, for formats that neither
needs. So uninstall it, to compare with them at their best.

A class runs on two cores on both sides: `lesson grade` does so by itself; nbgrader, which grades
one after the other, gets two commands with half the class and a gradebook each (--one-command: a
single command, as it is documented); otter, whose `otter grade` needs Docker, gets two processes
that call `otter.api.grade_submission` in a loop. One learner of otter's is graded by `otter run`.
"""

import argparse
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

SETUP = "import math"

EXERCISES = [
    {
        "id": "three-gates",
        "task": "Here $f = (x y + z)^2$, in stages. Fill in the backward pass.",
        "starter": """\
def three_gates_backward(x, y, z):
    p = x * y
    q = p + z
    # f = q ** 2
    dq = ____
    dp = ____
    dz = ____
    dx = ____
    dy = ____
    return dx, dy, dz""",
        "solution": """\
def three_gates_backward(x, y, z):
    p = x * y
    q = p + z
    # f = q ** 2
    dq = 2 * q
    dp = dq
    dz = dq
    dx = y * dp
    dy = x * dp
    return dx, dy, dz""",
        "visible": "assert three_gates_backward(1, 2, 3) == (20, 10, 10)",
        "hidden": "assert three_gates_backward(3, -2, 5) == (4, -6, -2)",
    },
    {
        "id": "lost-branch",
        "task": "This backward pass of $f = x \\sigma(x)$ runs, and it is wrong. Repair it.",
        "starter": """\
def lost_branch_backward(x):
    s = 1 / (1 + math.exp(-x))
    # f = x * s
    dx = s
    ds = x
    # s = sigmoid(x)
    dx = (1 - s) * s * ds
    return dx""",
        "solution": """\
def lost_branch_backward(x):
    s = 1 / (1 + math.exp(-x))
    # f = x * s
    dx = s
    ds = x
    # s = sigmoid(x)
    dx += (1 - s) * s * ds
    return dx""",
        "sign error": """\
def lost_branch_backward(x):
    s = 1 / (1 + math.exp(-x))
    # f = x * s
    dx = s
    ds = x
    # s = sigmoid(x)
    dx -= (1 - s) * s * ds
    return dx""",
        "visible": "assert lost_branch_backward(0.0) == 0.5",
        "hidden": """\
h = 1e-6
f = lambda x: x / (1 + math.exp(-x))
assert abs(lost_branch_backward(2.0) - (f(2.0 + h) - f(2.0 - h)) / (2 * h)) < 1e-6
assert abs(lost_branch_backward(-1.0) - (f(-1.0 + h) - f(-1.0 - h)) / (2 * h)) < 1e-6""",
    },
]

CHECKS = ("visible", "hidden")

# What the learners hand in, in turn, and what it is worth.
HANDED_IN = [
    (("solution", "solution"), 4),
    (("solution", "sign error"), 3),
    (("starter", "solution"), 2),
]


def expected(learners):
    """What each learner should get. Those of one half have names with a, of the other with b."""
    return {f"{'ab'[n % 2]}{n:03}": HANDED_IN[n % 3][1] for n in range(learners)}


def answers(learner):
    return [exercise[kind] for exercise, kind in zip(EXERCISES, HANDED_IN[int(learner[1:]) % 3][0])]


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def run(*commands, folder):
    """Runs them side by side, and returns what the first one printed."""
    names = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    places = {name: os.path.join(folder, name.lower()) for name in names}
    # nbgrader calls alembic, which stands beside this Python.
    places["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ.get("PATH", "")
    children = [
        subprocess.Popen(
            command, cwd=folder, env=os.environ | places, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT if n else subprocess.PIPE)
        for n, command in enumerate(commands)]
    outputs = [child.communicate() for child in children]
    for command, child, output in zip(commands, children, outputs):
        if child.returncode != 0:
            fail(f"{command} ended with {child.returncode}:", *filter(None, output))
    return outputs[0][0]


def fail(*lines):
    print(*lines, sep="\n")
    sys.exit(1)


def notebook(cells):
    python = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [
        {"id": f"cell-{n}", "cell_type": kind, "metadata": metadata, "source": source}
        | ({"execution_count": None, "outputs": []} if kind == "code" else {})
        for n, (kind, source, metadata) in enumerate(cells)]
    return json.dumps(
        {"cells": cells, "metadata": {"kernelspec": python}, "nbformat": 4, "nbformat_minor": 5})


class Lesson:
    def __init__(self, program, folder, learners):
        parts = ["# Backward by hand", f"```python\n#| setup: true\n{SETUP}\n```"]
        for exercise in EXERCISES:
            name = exercise["id"]
            parts += [f"## {name}", exercise["task"]]
            parts.append(f"```python\n#| exercise: {name}\n{exercise['starter']}\n```")
            parts.append(f"```python\n#| solution: true\n{exercise['solution']}\n```")
            for check in CHECKS:
                hidden = "#| hidden: true\n" if check == "hidden" else ""
                parts.append(
                    f"```python\n#| check: {check}\n#| points: 1\n{hidden}{exercise[check]}\n```")
        self.folder = folder
        write(folder + "/lesson.md", "\n\n".join(parts) + "\n")
        run([program, "student", "lesson.md", "-o", "copy.md"], folder=folder)
        with open(folder + "/copy.md", encoding="utf-8") as file:
            copy = file.read()
        for learner in learners:
            text = copy
            for exercise, answer in zip(EXERCISES, answers(learner)):
                text = text.replace(exercise["starter"], answer)
            write(f"{folder}/handed-in/{learner}.md", text)
        self.command = [program, "grade", "lesson.md", "handed-in", "--report", "csv"]

    def prepare(self):
        pass

    def grade(self):
        self.output = run(self.command, folder=self.folder)

    def scores(self):
        rows = csv.DictReader(io.StringIO(self.output))
        return {row["student_id"]: float(row["score"]) for row in rows}


class Nbgrader:
    def __init__(self, folder, learners, one_command):
        self.folder = folder
        halves = ["*"] if one_command or len(learners) == 1 else ["a*", "b*"]
        self.commands = [
            self.command("autograde", "backward", f"--CourseDirectory.student_id={half}", book=n)
            for n, half in enumerate(halves)]
        write(folder + "/source/backward/backward.ipynb", self.notebook([
            f"### BEGIN SOLUTION\n{exercise['solution']}\n### END SOLUTION"
            for exercise in EXERCISES], hides=True))
        for learner in learners:
            path = f"{folder}/submitted/{learner}/backward/backward.ipynb"
            write(path, self.notebook(answers(learner), hides=False))
        run(self.command("generate_assignment", "backward", book=0), folder=folder)
        shutil.copy(folder + "/book-0.db", folder + "/empty.db")

    def command(self, *words, book):
        url = f"--CourseDirectory.db_url=sqlite:///{self.folder}/book-{book}.db"
        return [sys.executable, "-m", "nbgrader", *words, url]

    @staticmethod
    def notebook(sources, hides):
        """The instructor's, which hides checks from learners, or what a learner hands in."""

        def cell(source, name, points=None, answer=False):
            settings = {
                "grade_id": name, "grade": points is not None, "solution": answer,
                "locked": not answer, "task": False, "schema_version": 3}
            points = {} if points is None else {"points": points}
            return ("code", source, {"nbgrader": settings | points})

        cells = [cell(SETUP, "setup")]
        for exercise, source in zip(EXERCISES, sources):
            name = exercise["id"]
            cells += [("markdown", exercise["task"], {}), cell(source, name, answer=True)]
            for check in CHECKS:
                code = exercise[check]
                if check == "hidden":
                    code = f"### BEGIN HIDDEN TESTS\n{code}\n### END HIDDEN TESTS" if hides else ""
                cells.append(cell(code, f"{name}-{check}", points=1))
        return notebook(cells)

    def prepare(self):
        shutil.rmtree(self.folder + "/autograded", ignore_errors=True)
        for n in range(len(self.commands)):
            shutil.copy(self.folder + "/empty.db", f"{self.folder}/book-{n}.db")

    def grade(self):
        run(*self.commands, folder=self.folder)

    def scores(self):
        found = {}
        for n in range(len(self.commands)):
            run(self.command("export", f"--to=grades-{n}.csv", book=n), folder=self.folder)
            with open(f"{self.folder}/grades-{n}.csv", encoding="utf-8") as file:
                found |= {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
        return found


class Otter:
    def __init__(self, folder, learners):
        self.folder = folder
        cells = [("raw", "# ASSIGNMENT CONFIG\nexport_cell: false\ngenerate: true", {})]
        cells.append(("code", SETUP, {}))
        for exercise in EXERCISES:
            cells.append(("raw", f"# BEGIN QUESTION\nname: {exercise['id']}", {}))
            cells.append(("markdown", exercise["task"], {}))
            cells.append(("raw", "# BEGIN SOLUTION", {}))
            solution = exercise["solution"]
            cells.append(("code", f"# BEGIN SOLUTION\n{solution}\n# END SOLUTION", {}))
            cells += [("raw", "# END SOLUTION", {}), ("raw", "# BEGIN TESTS", {})]
            for check in CHECKS:
                hidden = str(check == "hidden").lower()
                settings = f"points: 1\nhidden: {hidden}"
                head = f'""" # BEGIN TEST CONFIG\n{settings}\n""" # END TEST CONFIG\n'
                cells.append(("code", head + exercise[check], {}))
            cells += [("raw", "# END TESTS", {}), ("raw", "# END QUESTION", {})]
        write(folder + "/backward.ipynb", notebook(cells))
        assign = ["assign", "backward.ipynb", "made", "--no-run-tests", "--no-pdfs"]
        run([sys.executable, "-m", "otter", *assign], folder=folder)
        made = folder + "/made/autograder/"
        (archive,) = [made + name for name in os.listdir(made) if name.endswith(".zip")]
        with open(folder + "/made/student/backward.ipynb", encoding="utf-8") as file:
            given = json.load(file)
        # The learner's cell of each exercise is the one that stands below its task.
        places = [
            1 + next(n for n, cell in enumerate(given["cells"])
                     if exercise["task"] in "".join(cell["source"]))
            for exercise in EXERCISES]
        for learner in learners:
            for place, answer in zip(places, answers(learner)):
                given["cells"][place]["source"] = answer
            write(f"{folder}/handed-in/{learner}.ipynb", json.dumps(given))
        if len(learners) == 1:
            (learner,) = learners
            self.commands = [[
                sys.executable, "-m", "otter", "run", f"handed-in/{learner}.ipynb", "-a", archive,
                "--no-logo", "-o", "results"]]
        else:
            self.commands = [
                [sys.executable, __file__, "otter-loop", archive, half,
                 *[f"handed-in/{learner}.ipynb" for learner in learners if learner[0] == half]]
                for half in "ab"]

    def prepare(self):
        shutil.rmtree(self.folder + "/results", ignore_errors=True)
        os.mkdir(self.folder + "/results")

    def grade(self):
        run(*self.commands, folder=self.folder)

    def scores(self):
        found = {}
        for name in os.listdir(self.folder + "/results"):
            with open(f"{self.folder}/results/{name}", encoding="utf-8") as file:
                results = json.load(file)
            if name == "results.json":
                found["a000"] = sum(test.get("score", 0) for test in results["tests"])
            else:
                found |= results
        return found

    @staticmethod
    def loop(archive, half, paths):
        from otter.api import grade_submission

        totals = {
            os.path.basename(path).removesuffix(".ipynb"):
            grade_submission(path, archive, quiet=True).total
            for path in paths}
        write(f"results/{half}.json", json.dumps(totals))


def seconds(side):
    side.prepare()
    start = time.perf_counter()
    side.grade()
    return time.perf_counter() - start


def main():
    if sys.argv[1:2] == ["otter-loop"]:
        return Otter.loop(sys.argv[2], sys.argv[3], sys.argv[4:])
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("peer", choices=["nbgrader", "otter"])
    options.add_argument("--program", required=True, help="the lesson program")
    options.add_argument("--learners", type=int, default=1)
    options.add_argument("--pairs", type=int, default=7)
    options.add_argument("--one-command", action="store_true", help="nbgrader's whole class in one")
    chosen = options.parse_args()
    program = os.path.abspath(shutil.which(chosen.program) or fail("no such program"))
    with tempfile.TemporaryDirectory() as folder:
        right = expected(chosen.learners)
        os.mkdir(folder + "/lesson")
        os.mkdir(folder + "/peer")
        ours = Lesson(program, folder + "/lesson", right)
        if chosen.peer == "nbgrader":
            theirs = Nbgrader(folder + "/peer", right, chosen.one_command)
        else:
            theirs = Otter(folder + "/peer", right)
        # Making the assignment has warmed the peer up.
        ours.grade()
        for pair in range(chosen.pairs):
            times = seconds(theirs), seconds(ours)
            for side in (ours, theirs) if pair in (0, chosen.pairs - 1) else ():
                if (scores := side.scores()) != right:
                    fail(f"{type(side).__name__} gives {scores}, not {right}")
            print(f"{times[1]:.6f} {times[0]:.6f}", flush=True)


main()
