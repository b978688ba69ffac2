/// The JSON schema of a `LessonRun`, as `lesson docs --schema` prints it.
///
/// `lesson-run.json` beside this file is the same text; a test compares them, and another validates encoded
/// runs. After a change here: `lesson docs --schema > Sources/LessonApp/Schema/lesson-run.json`.
package enum LessonRunSchema {
  package static let text = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "lesson-run.json",
      "title": "LessonRun",
      "description": "A lesson that has been read and run, as `lesson run --format json` prints it. Fields are added, never changed or removed.",
      "type": "object",
      "required": [
        "format",
        "program",
        "file",
        "title",
        "lang",
        "description",
        "diagnostics",
        "data",
        "prose",
        "numbers",
        "blocks",
        "exercises"
      ],
      "properties": {
        "format": {"const": 1},
        "program": {"description": "The program's name and version.", "type": "string"},
        "file": {"description": "The lesson's path as it was given.", "type": "string"},
        "title": {"type": ["string", "null"]},
        "lang": {"description": "BCP 47 language of the prose.", "type": ["string", "null"]},
        "description": {"type": ["string", "null"]},
        "diagnostics": {"type": "array", "items": {"$ref": "#/$defs/diagnostic"}},
        "data": {
          "description": "Files that front matter lists for blocks to read.",
          "type": "array",
          "items": {"$ref": "#/$defs/dataFile"}
        },
        "prose": {"type": "array", "items": {"$ref": "#/$defs/prose"}},
        "numbers": {
          "description": "Numbers in the prose that the run computes, in order.",
          "type": "array",
          "items": {"$ref": "#/$defs/liveNumber"}
        },
        "blocks": {
          "description": "One for each executable block, in order.",
          "type": "array",
          "items": {"$ref": "#/$defs/block"}
        },
        "exercises": {
          "description": "What the answers in the file give, where that was asked for.",
          "type": "array",
          "items": {"$ref": "#/$defs/exercise"}
        }
      },
      "$defs": {
        "block": {
          "type": "object",
          "required": [
            "label",
            "line",
            "source",
            "status",
            "started",
            "reason",
            "stdout",
            "value",
            "error",
            "bound",
            "traces",
            "plots",
            "tables",
            "reports",
            "notes",
            "statements",
            "statementsOmitted",
            "predictions",
            "show",
            "part"
          ],
          "properties": {
            "label": {"type": ["string", "null"]},
            "line": {"description": "Line in the file, from 1.", "type": "integer", "minimum": 1},
            "source": {"type": "string"},
            "status": {
              "enum": ["ok", "failed", "refused", "skipped"],
              "description": "`failed` raised an error, `refused` holds something that is not in the language."
            },
            "started": {
              "description": "Whether something had run when the block failed or was refused.",
              "type": "boolean"
            },
            "reason": {"description": "Why the block was skipped.", "type": ["string", "null"]},
            "stdout": {"type": "string"},
            "value": {"description": "`repr` of a last bare expression.", "type": ["string", "null"]},
            "error": {"anyOf": [{"$ref": "#/$defs/blockError"}, {"type": "null"}]},
            "bound": {
              "description": "Top-level names that the block assigned or whose summary it changed.",
              "type": "object",
              "additionalProperties": {"$ref": "#/$defs/summary"}
            },
            "traces": {"type": "array", "items": {"$ref": "#/$defs/trace"}},
            "plots": {
              "description": "Figures, in the order in which they were shown.",
              "type": "array",
              "items": {
                "type": "object",
                "required": ["alternative", "figure"],
                "properties": {
                  "alternative": {"description": "The figure in words.", "type": "string"},
                  "figure": {"anyOf": [{"$ref": "#/$defs/figure"}, {"type": "null"}]},
                  "caption": {"description": "The author's words below it.", "type": ["string", "null"]}
                }
              }
            },
            "tables": {"type": "array", "items": {"$ref": "#/$defs/table"}},
            "reports": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["title", "lines", "gradients"],
                "properties": {
                  "title": {"type": "string"},
                  "lines": {"type": "array", "items": {"type": "string"}},
                  "gradients": {"anyOf": [{"$ref": "#/$defs/gradientReport"}, {"type": "null"}]},
                  "backward": {"anyOf": [{"$ref": "#/$defs/backwardReport"}, {"type": "null"}]}
                }
              }
            },
            "notes": {
              "description": "Things worth knowing that are not errors.",
              "type": "array",
              "items": {"type": "string"}
            },
            "statements": {
              "description": "What each statement of an untraced block changed; filled where the lesson is stepped through.",
              "type": "array",
              "items": {
                "type": "object",
                "required": ["line", "lastLine", "changes", "printed"],
                "properties": {
                  "line": {"description": "First line in the file, from 1.", "type": "integer", "minimum": 1},
                  "lastLine": {"type": "integer", "minimum": 1},
                  "changes": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": ["name", "before", "after"],
                      "properties": {
                        "name": {"type": "string"},
                        "before": {"description": "Short text; null where the name is new.", "type": ["string", "null"]},
                        "after": {"description": "Short text; null where the name was deleted.", "type": ["string", "null"]}
                      }
                    }
                  },
                  "printed": {"type": "string"}
                }
              }
            },
            "part": {
              "description": "What the block is to an exercise, or null.",
              "type": ["object", "null"],
              "required": ["kind", "exercise", "label", "points", "isHidden"],
              "properties": {
                "kind": {"enum": ["starter", "solution", "check", "wrong", "setup"]},
                "exercise": {"type": ["string", "null"]},
                "label": {
                  "description": "What a check looks at; the name of a wrong answer.",
                  "type": ["string", "null"]
                },
                "points": {"type": ["number", "null"]},
                "isHidden": {"type": "boolean"}
              }
            },
            "statementsOmitted": {
              "description": "Statements that ran after those listed.",
              "type": "integer",
              "minimum": 0
            },
            "predictions": {
              "description": "What the learner is asked before the numbers are shown.",
              "type": "array",
              "items": {
                "type": "object",
                "required": [
                  "question",
                  "kind",
                  "name",
                  "answer",
                  "problem",
                  "points",
                  "trace",
                  "node",
                  "isGradient"
                ],
                "properties": {
                  "question": {"description": "As the author wrote it.", "type": "string"},
                  "kind": {"enum": ["value", "sign", "shape"]},
                  "name": {"type": "string"},
                  "answer": {"anyOf": [{"$ref": "#/$defs/picture"}, {"type": "null"}]},
                  "problem": {"type": ["string", "null"]},
                  "points": {"type": ["number", "null"]},
                  "trace": {
                    "description": "Index into `traces`.",
                    "type": ["integer", "null"],
                    "minimum": 0
                  },
                  "node": {"description": "Node id in that trace.", "type": ["integer", "null"]},
                  "isGradient": {"type": "boolean"}
                }
              }
            },
            "show": {
              "description": "What of the block is shown.",
              "type": "object",
              "required": ["echo", "output", "include", "folded", "views"],
              "properties": {
                "echo": {"type": "boolean"},
                "output": {"type": "boolean"},
                "include": {"type": "boolean"},
                "folded": {"type": "boolean"},
                "views": {"type": "array", "items": {"enum": ["graph", "table", "steps"]}}
              }
            }
          }
        },
    """# + "\n"
    + SchemaDefinitions.joined([
      SchemaDefinitions.exercise, SchemaDefinitions.prose, SchemaDefinitions.value,
      SchemaDefinitions.trace, SchemaDefinitions.figure, SchemaDefinitions.artist,
    ])
}
