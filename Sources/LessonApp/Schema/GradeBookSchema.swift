/// The JSON schema of a `GradeBook`, as `lesson docs --schema grades` prints it.
///
/// `lesson-grades.json` beside this file is the same text; a test compares them, and another
/// validates encoded grade books. After a change here:
/// `lesson docs --schema grades > Sources/LessonApp/Schema/lesson-grades.json`.
package enum GradeBookSchema {
  package static let text = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "lesson-grades.json",
      "title": "GradeBook",
      "description": "What a class handed in for one lesson, as `lesson grade --report json` writes it. Fields are added, never changed or removed.",
      "type": "object",
      "required": [
        "format",
        "program",
        "lesson",
        "title",
        "language",
        "version",
        "exercises",
        "submissions",
        "notes"
      ],
      "properties": {
        "format": {"const": 1},
        "program": {"description": "The program's name and version.", "type": "string"},
        "lesson": {"description": "The lesson's file without folder and `.md`.", "type": "string"},
        "title": {"type": ["string", "null"]},
        "language": {"description": "BCP 47 language of the prose.", "type": ["string", "null"]},
        "version": {"description": "What the author's file was when it was graded.", "type": "string"},
        "exercises": {
          "description": "What there is to do, in the order of the lesson.",
          "type": "array",
          "items": {"$ref": "#/$defs/entry"}
        },
        "submissions": {
          "description": "A row for each learner, in the order of the roster, else by learner.",
          "type": "array",
          "items": {"$ref": "#/$defs/submission"}
        },
        "notes": {"description": "What concerns the whole class.", "type": "array", "items": {"type": "string"}}
      },
      "$defs": {
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
        },
        "entry": {
          "type": "object",
          "required": ["id", "title", "maximum"],
          "properties": {
            "id": {"type": "string"},
            "title": {"type": ["string", "null"]},
            "maximum": {"$ref": "#/$defs/points"}
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
        "item": {
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
        "points": {"description": "Thirds are rounded here, never in sums.", "type": "number", "minimum": 0},
        "result": {
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
            "items": {"type": "array", "items": {"$ref": "#/$defs/item"}},
            "stdout": {"description": "What the learner's block printed.", "type": "string"},
            "feedback": {"anyOf": [{"$ref": "#/$defs/feedback"}, {"type": "null"}]},
            "notes": {"type": "array", "items": {"type": "string"}},
            "authorProblem": {"description": "Always null.", "type": "null"},
            "authorProblemLine": {"description": "Always null.", "type": "null"}
          }
        },
        "submission": {
          "description": "What one learner handed in.",
          "type": "object",
          "required": [
            "learner",
            "firstName",
            "lastName",
            "email",
            "files",
            "timestamp",
            "version",
            "exercises",
            "problems",
            "notes"
          ],
          "properties": {
            "learner": {"type": "string"},
            "firstName": {"type": "string"},
            "lastName": {"type": "string"},
            "email": {"type": "string"},
            "files": {
              "description": "Names without folders; empty where nothing was handed in.",
              "type": "array",
              "items": {"type": "string"}
            },
            "timestamp": {"description": "When the file was last changed, UTC.", "type": ["string", "null"]},
            "version": {"description": "The version that the learner's copy was made from.", "type": ["string", "null"]},
            "exercises": {
              "description": "One for each entry of the grade book, in its order.",
              "type": "array",
              "items": {"$ref": "#/$defs/result"}
            },
            "problems": {"description": "What is wrong with the file as a whole.", "type": "array", "items": {"type": "string"}},
            "notes": {"type": "array", "items": {"type": "string"}}
          }
        }
      }
    }

    """#
}
