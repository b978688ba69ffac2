"""Validates reports of `lesson grade` with outside tools.

    LESSON_GRADE_SAMPLES=FOLDER swift test --filter GradeSamplesForTools
    python validate_grades.py FOLDER jenkins.xsd ant.xsd

The schemas are junit-10.xsd of jenkinsci/xunit-plugin (commit 8c515de, 2025-11-15) and JUnit.xsd of
windyroad/JUnit-Schema (commit cfa434d, 2022-04-10). CSV files are read by Python's csv module and
JSON by its json module, strictly. Last run: CPython 3.11, lxml 6.1.3: all valid.
"""

import csv
import glob
import json
import os
import sys

from lxml import etree

folder, *schemas = sys.argv[1:]
bad = 0


def tell(path, problem):
    global bad
    bad += 1
    print(f"{os.path.basename(path)}: {problem}")


for schema in schemas:
    rules = etree.XMLSchema(etree.parse(schema))
    for path in sorted(glob.glob(folder + "/*.xml")):
        tree = etree.parse(path)
        if not rules.validate(tree):
            tell(path, rules.error_log)
        else:
            print(f"{os.path.basename(path)}: valid by {os.path.basename(schema)}")

for path in sorted(glob.glob(folder + "/**/*results*.json", recursive=True)):
    results = json.loads(open(path, encoding="utf-8").read())
    score = sum(test.get("score", 0) for test in results["tests"])
    if abs(score - results["score"]) > 1e-9:
        tell(path, f"scores sum to {score}, not {results['score']}")

for path in sorted(glob.glob(folder + "/*.csv")):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    if len({len(row) for row in rows}) != 1:
        tell(path, "rows of different lengths")
    for row in rows:
        for cell in row:
            if cell.strip()[:1] in tuple("=+-@"):
                if cell.strip():
                    tell(path, f"a cell starts a formula: {cell!r}")

print("all valid" if bad == 0 else f"{bad} problems")
sys.exit(bad > 0)
