extension SchemaDefinitions {
  /// Numbers, arrays, tables, and comparisons of gradients.
  static let value = #"""
        "number": {
          "description": "A number; non-finite ones are strings.",
          "anyOf": [{"type": "number"}, {"enum": ["nan", "inf", "-inf"]}]
        },
        "liveNumber": {
          "type": "object",
          "required": [
            "expression",
            "format",
            "shown",
            "computed",
            "problem",
            "line",
            "block",
            "node",
            "isGradient"
          ],
          "properties": {
            "expression": {"type": "string"},
            "format": {
              "description": "A format specification as in Python, possibly empty.",
              "type": "string"
            },
            "shown": {
              "description": "The text in the file; empty where only the expression stands there.",
              "type": "string"
            },
            "computed": {"description": "What the run gives, or null.", "type": ["string", "null"]},
            "problem": {"description": "Why there is no value.", "type": ["string", "null"]},
            "line": {"description": "Line in the file, from 1.", "type": "integer", "minimum": 1},
            "block": {
              "description": "The block whose trace holds the number: index into `blocks`.",
              "type": ["integer", "null"],
              "minimum": 0
            },
            "node": {
              "description": "The node of that trace: its `id`.",
              "type": ["integer", "null"],
              "minimum": 0
            },
            "isGradient": {
              "description": "The number is the node's gradient, not its value.",
              "type": "boolean"
            }
          }
        },
        "element": {
          "anyOf": [
            {"$ref": "#/$defs/number"},
            {"type": "boolean"},
            {"type": "string"},
            {"type": "null"}
          ]
        },
        "summary": {
          "description": "What a name is bound to, small enough to print.",
          "type": "object",
          "required": ["type"],
          "properties": {
            "type": {"type": "string"},
            "value": {"$ref": "#/$defs/element"},
            "dtype": {"type": "string"},
            "shape": {"type": "array", "items": {"type": "integer", "minimum": 0}},
            "first": {
              "description": "The first six elements in row-major order.",
              "type": "array",
              "items": {"$ref": "#/$defs/element"}
            },
            "sum": {"$ref": "#/$defs/number"},
            "abs_sum": {"$ref": "#/$defs/number"},
            "length": {"type": "integer", "minimum": 0},
            "keys": {"type": "array"},
            "items": {"type": "array", "items": {"$ref": "#/$defs/summary"}}
          }
        },
        "arraySummary": {
          "type": "object",
          "required": [
            "dtype",
            "shape",
            "first",
            "sum",
            "abs_sum",
            "mean",
            "spread",
            "min",
            "max",
            "zeros",
            "non_finite"
          ],
          "properties": {
            "dtype": {"type": "string"},
            "shape": {"type": "array", "items": {"type": "integer", "minimum": 0}},
            "first": {"type": "array", "items": {"$ref": "#/$defs/number"}},
            "sum": {"$ref": "#/$defs/number"},
            "abs_sum": {"$ref": "#/$defs/number"},
            "mean": {"$ref": "#/$defs/number"},
            "spread": {"description": "Standard deviation.", "$ref": "#/$defs/number"},
            "min": {"$ref": "#/$defs/number"},
            "max": {"$ref": "#/$defs/number"},
            "zeros": {"type": "integer", "minimum": 0},
            "non_finite": {"type": "integer", "minimum": 0}
          }
        },
        "table": {
          "type": "object",
          "required": ["alignments", "header", "rows"],
          "properties": {
            "alignments": {"type": "array", "items": {"enum": ["none", "left", "center", "right"]}},
            "header": {"type": "array", "items": {"type": "array", "items": {"$ref": "#/$defs/inline"}}},
            "rows": {
              "type": "array",
              "items": {"type": "array", "items": {"type": "array", "items": {"$ref": "#/$defs/inline"}}}
            }
          }
        },
        "comparison": {
          "description": "A gradient beside central differences, by the element that agrees least.",
          "type": "object",
          "required": [
            "name",
            "operand",
            "node",
            "line",
            "shape",
            "element",
            "gradient",
            "differences",
            "relativeError",
            "verdict",
            "compared",
            "total",
            "remark"
          ],
          "properties": {
            "name": {"description": "The input, the call or the gate.", "type": "string"},
            "operand": {
              "description": "What of its operands the gradient belongs to; null for an input.",
              "type": ["string", "null"]
            },
            "node": {"description": "Its node in the trace.", "type": ["integer", "null"]},
            "line": {"description": "Line in the file.", "type": ["integer", "null"]},
            "shape": {"type": "array", "items": {"type": "integer", "minimum": 0}},
            "element": {
              "description": "Index of the element, one number for each axis.",
              "type": "array",
              "items": {"type": "integer", "minimum": 0}
            },
            "gradient": {"$ref": "#/$defs/picture"},
            "differences": {"$ref": "#/$defs/picture"},
            "relativeError": {"$ref": "#/$defs/picture"},
            "verdict": {"enum": ["right", "doubtful", "wrong", "unchecked"]},
            "compared": {"description": "Numbers compared …", "type": "integer", "minimum": 0},
            "total": {"description": "… of so many.", "type": "integer", "minimum": 0},
            "remark": {"description": "The next move, or why it says little.", "type": ["string", "null"]}
          }
        },
        "gradientReport": {
          "description": "What `#| gradient-check: true` found: gates, calls and inputs beside central differences.",
          "type": "object",
          "required": [
            "output",
            "verdict",
            "step",
            "gateCount",
            "checkedGates",
            "numbers",
            "kinks",
            "undefined",
            "singleGates",
            "largestError",
            "gates",
            "calls",
            "inputs"
          ],
          "properties": {
            "output": {"description": "What was differentiated.", "type": "string"},
            "verdict": {"enum": ["right", "doubtful", "wrong", "unchecked"]},
            "step": {"description": "h, times |x| where that is larger than 1.", "type": "number"},
            "gateCount": {"description": "Gates on the way to the output.", "type": "integer", "minimum": 0},
            "checkedGates": {"description": "How many of them were compared.", "type": "integer", "minimum": 0},
            "numbers": {"description": "Numbers compared in gates.", "type": "integer", "minimum": 0},
            "kinks": {"description": "Numbers left out beside a kink.", "type": "integer", "minimum": 0},
            "undefined": {"description": "Numbers left out where nothing is defined.", "type": "integer", "minimum": 0},
            "singleGates": {"description": "Gates that computed in float32.", "type": "integer", "minimum": 0},
            "largestError": {
              "description": "The largest relative error of the gates that are right.",
              "anyOf": [{"$ref": "#/$defs/picture"}, {"type": "null"}]
            },
            "gates": {
              "description": "Gates that are not right, from the output back: the first is the first wrong one.",
              "type": "array",
              "items": {"$ref": "#/$defs/comparison"}
            },
            "calls": {"type": "array", "items": {"$ref": "#/$defs/comparison"}},
            "inputs": {"type": "array", "items": {"$ref": "#/$defs/comparison"}}
          }
        },
        "backwardReport": {
          "description": "A backward pass written by hand beside the trace.",
          "type": "object",
          "required": ["output", "rows", "first", "right"],
          "properties": {
            "output": {"description": "What was differentiated.", "type": "string"},
            "right": {"type": "boolean"},
            "note": {"type": "string"},
            "first": {
              "description": "The first wrong name in the order of the backward pass, as an index into rows.",
              "type": ["integer", "null"]
            },
            "rows": {
              "description": "A row a name, nearest the output first.",
              "type": "array",
              "items": {
                "type": "object",
                "required": ["name", "node", "verdict", "shape", "expectedShape"],
                "properties": {
                  "name": {"description": "As the learner wrote it.", "type": "string"},
                  "node": {"description": "What it is the gradient of.", "type": "string"},
                  "verdict": {"enum": ["exact", "close", "follows", "wrong", "unjudged"]},
                  "shape": {"type": "array", "items": {"type": "integer"}},
                  "expectedShape": {"type": "array", "items": {"type": "integer"}},
                  "error": {
                    "description": "The largest relative error; null where shapes differ.",
                    "type": ["number", "string", "null"]
                  },
                  "place": {
                    "description": "Index of the element that is farthest off.",
                    "type": "array",
                    "items": {"type": "integer"}
                  },
                  "yours": {"type": ["number", "string", "null"]},
                  "expected": {"type": ["number", "string", "null"]},
                  "gate": {
                    "description": "The gate whose backward step gives this gradient.",
                    "type": "string"
                  },
                  "line": {"type": ["integer", "null"]},
                  "follows": {
                    "description": "Wrong names that this one was computed from.",
                    "type": "array",
                    "items": {"type": "string"}
                  },
                  "mistake": {
                    "enum": [
                      "missing-sum",
                      "wrong-axis",
                      "missing-broadcast",
                      "transposed",
                      "swapped-factors",
                      "regularisation-missing",
                      "regularisation-twice",
                      "missing-branch",
                      "branch-twice",
                      "repeated-index",
                      "not-placed",
                      "mask-missing",
                      "mask-from-gradient",
                      "mask-inverted",
                      "missing-mean",
                      "extra-mean",
                      "dropped-factor",
                      "missing-upstream",
                      "other-operand",
                      "input-for-output",
                      "flipped-sign",
                      "incomplete-upstream",
                      "other-upstream",
                      "updated-value",
                      "value-before-activation",
                      "shared-array",
                      "shape",
                      "scaled",
                      null
                    ]
                  },
                  "reason": {"type": "string"},
                  "next": {"type": "string"},
                  "note": {"type": "string"}
                }
              }
            }
          }
        }
    """#
}
