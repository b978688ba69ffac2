extension SchemaDefinitions {
  /// What comes of an exercise; grade books hold the same.
  static let exercise = #"""
        "exercise": {
          "description": "What came of one exercise.",
          "type": "object",
          "required": [
            "id",
            "title",
            "line",
            "status",
            "items",
            "stdout",
            "feedback",
            "notes",
            "authorProblem",
            "authorProblemLine"
          ],
          "properties": {
            "id": {"type": "string"},
            "title": {"type": ["string", "null"]},
            "line": {"description": "Of the learner's part in the file that was judged.", "type": ["integer", "null"]},
            "status": {
              "description": "`open`: nothing was handed in; `pending`: a person has to read it; `broken`: the author's own part does not run.",
              "enum": ["open", "passed", "partial", "failed", "pending", "broken"]
            },
            "items": {"type": "array", "items": {"$ref": "#/$defs/exerciseItem"}},
            "stdout": {"description": "What the learner's block printed.", "type": "string"},
            "feedback": {"anyOf": [{"$ref": "#/$defs/feedback"}, {"type": "null"}]},
            "notes": {"type": "array", "items": {"type": "string"}},
            "authorProblem": {"description": "Always null.", "type": "null"},
            "authorProblemLine": {"description": "Always null.", "type": "null"}
          }
        },
        "exerciseItem": {
          "description": "One thing that is judged.",
          "type": "object",
          "required": [
            "kind",
            "label",
            "isHidden",
            "status",
            "points",
            "maximum",
            "feedback",
            "stdout",
            "answer",
            "rubric",
            "author"
          ],
          "properties": {
            "kind": {"enum": ["check", "choice", "prediction", "answer"]},
            "label": {"type": "string"},
            "isHidden": {"description": "A hidden check shows its label and its `fail` alone.", "type": "boolean"},
            "status": {"enum": ["open", "passed", "failed", "pending"]},
            "points": {"$ref": "#/$defs/points"},
            "maximum": {"$ref": "#/$defs/points"},
            "feedback": {"anyOf": [{"$ref": "#/$defs/feedback"}, {"type": "null"}]},
            "stdout": {"description": "What the learner's code printed under the check.", "type": "string"},
            "answer": {"description": "What the learner ticked, predicted or wrote.", "type": ["string", "null"]},
            "rubric": {"description": "Always empty: rubrics stand in answers.csv.", "type": "array", "items": {"type": "string"}},
            "author": {"description": "Always null: what only the author may read.", "type": "null"}
          }
        },
        "feedback": {
          "description": "What a learner reads of something that is not right.",
          "type": "object",
          "required": ["source", "text", "details", "error", "hint"],
          "properties": {
            "source": {
              "description": "`error` in the learner's own code; `says` of a wrong answer; `fail` of the check; a known `mistake`; `values` expected and found; the `file` that was handed in; a person's `comment`.",
              "enum": ["error", "says", "fail", "mistake", "values", "file", "comment"]
            },
            "text": {"type": "string"},
            "details": {"description": "Expected and found.", "type": "array", "items": {"type": "string"}},
            "error": {"anyOf": [{"$ref": "#/$defs/blockError"}, {"type": "null"}]},
            "hint": {"description": "One next move.", "type": ["string", "null"]}
          }
        },
        "points": {"description": "Thirds are rounded here, never in sums.", "type": "number", "minimum": 0},
        "blockError": {
          "type": "object",
          "required": [
            "type",
            "message",
            "line",
            "column",
            "length",
            "sourceLine",
            "hint",
            "calls",
            "expected"
          ],
          "properties": {
            "type": {
              "description": "Python's name of the exception, or `Refused`, or `Limit`.",
              "type": "string"
            },
            "message": {"type": "string"},
            "line": {"description": "Line in the file, from 1.", "type": "integer", "minimum": 1},
            "column": {"type": "integer", "minimum": 1},
            "length": {"type": "integer", "minimum": 0},
            "sourceLine": {"type": "string"},
            "hint": {"type": ["string", "null"]},
            "calls": {
              "description": "The calls that led here, outermost first.",
              "type": "array",
              "items": {
                "type": "object",
                "required": ["function", "line"],
                "properties": {
                  "function": {"type": "string"},
                  "line": {"description": "Line in the file, from 1.", "type": "integer", "minimum": 1}
                }
              }
            },
            "expected": {"description": "The author said `error: true`.", "type": "boolean"}
          }
        }
    """#
}
