extension SchemaDefinitions {
  /// Graphs with their values and gradients, and what explains them.
  static let trace = #"""
        "trace": {
          "type": "object",
          "required": [
            "output",
            "outputNode",
            "nodes",
            "edges",
            "groups",
            "gateCount",
            "abridged",
            "backwardCalls"
          ],
          "properties": {
            "output": {"description": "Name of the output in the code.", "type": "string"},
            "outputNode": {"type": "integer", "minimum": 0},
            "nodes": {
              "description": "In tape order: every edge goes from a lower to a higher id.",
              "type": "array",
              "items": {"$ref": "#/$defs/node"}
            },
            "edges": {"type": "array", "items": {"$ref": "#/$defs/edge"}},
            "groups": {"type": "array", "items": {"$ref": "#/$defs/group"}},
            "gateCount": {
              "description": "Gates on the tape, also where `nodes` leaves some out.",
              "type": "integer",
              "minimum": 0
            },
            "abridged": {"description": "Nodes inside groups were left out.", "type": "boolean"},
            "backwardCalls": {
              "description": "What calls of `backward()` in the block sent, in order.",
              "type": "array",
              "items": {"$ref": "#/$defs/backwardCall"}
            }
          }
        },
        "node": {
          "type": "object",
          "required": [
            "id",
            "kind",
            "name",
            "label",
            "gate",
            "formula",
            "line",
            "group",
            "value",
            "gradient",
            "forward",
            "gradientSum",
            "sentence",
            "shapes"
          ],
          "properties": {
            "id": {"type": "integer", "minimum": 0},
            "kind": {"enum": ["leaf", "gate", "constant"]},
            "name": {
              "description": "The name in the code; null for an intermediate result.",
              "type": ["string", "null"]
            },
            "label": {"description": "What stands in the gate's box.", "type": "string"},
            "gate": {
              "description": "Name of the gate: `add`, `multiply`; `leaf` for an input.",
              "type": "string"
            },
            "formula": {"type": "string"},
            "line": {
              "description": "Line in the file, from 1.",
              "type": ["integer", "null"],
              "minimum": 1
            },
            "group": {
              "description": "The innermost call: `id` of a group.",
              "type": ["integer", "null"],
              "minimum": 0
            },
            "value": {"$ref": "#/$defs/picture"},
            "gradient": {
              "description": "Of the output with respect to this node; null where none enters.",
              "anyOf": [{"$ref": "#/$defs/picture"}, {"type": "null"}]
            },
            "forward": {"description": "The arithmetic of the value, true as printed.", "type": "string"},
            "gradientSum": {
              "description": "The gradient as the sum of what two or more consumers sent.",
              "type": "string"
            },
            "sentence": {"description": "What this gate does to a gradient.", "type": "string"},
            "shapes": {
              "description": "For a matrix product: `x (4, 3) · W (3, 2) → (4, 2); dout (4, 2)`.",
              "type": ["string", "null"]
            }
          }
        },
        "edge": {
          "description": "A wire; data flows `from` → `to`, the gradient the other way.",
          "type": "object",
          "required": ["from", "to", "operand", "upstream", "local", "downstream", "text", "shapes"],
          "properties": {
            "from": {"type": "integer", "minimum": 0},
            "to": {"type": "integer", "minimum": 0},
            "operand": {
              "description": "Which operand of `to` this is, from 0.",
              "type": "integer",
              "minimum": 0
            },
            "upstream": {"$ref": "#/$defs/picture"},
            "local": {
              "description": "The derivative of the gate with respect to this operand.",
              "type": "object",
              "required": ["formula", "value", "structure", "rows", "columns", "entries"],
              "properties": {
                "formula": {"type": "string"},
                "value": {"anyOf": [{"$ref": "#/$defs/picture"}, {"type": "null"}]},
                "structure": {
                  "enum": ["scalar", "full", "diagonal", "sparse", "permutation", "kronecker", "unknown"]
                },
                "rows": {"type": "integer", "minimum": 0},
                "columns": {"type": "integer", "minimum": 0},
                "entries": {
                  "description": "The Jacobian row by row, where it has at most 64 entries.",
                  "anyOf": [{"$ref": "#/$defs/picture"}, {"type": "null"}]
                }
              }
            },
            "downstream": {"description": "upstream × local", "$ref": "#/$defs/picture"},
            "text": {"description": "The arithmetic, true as printed.", "type": "string"},
            "shapes": {
              "description": "What shapes say of this gradient: `dW must be (3, 2): xᵀ · dout`.",
              "type": ["string", "null"]
            }
          }
        },
        "group": {
          "description": "A call of a function; closed, it is one gate.",
          "type": "object",
          "required": ["id", "name", "parent", "line", "open", "inputs", "outputs", "edges", "forward", "rule", "sentence"],
          "properties": {
            "id": {"type": "integer", "minimum": 0},
            "name": {"type": "string"},
            "parent": {"type": ["integer", "null"], "minimum": 0},
            "line": {
              "description": "Line in the file, from 1.",
              "type": ["integer", "null"],
              "minimum": 1
            },
            "open": {"type": "boolean"},
            "inputs": {"type": "array", "items": {"type": "integer", "minimum": 0}},
            "outputs": {"type": "array", "items": {"type": "integer", "minimum": 0}},
            "edges": {"type": "array", "items": {"$ref": "#/$defs/edge"}},
            "forward": {"type": "string"},
            "rule": {
              "description": "What the closed call does to a gradient, as a formula; empty where none is known.",
              "type": "string"
            },
            "sentence": {"description": "The same in words, or empty.", "type": "string"}
          }
        },
        "derivation": {
          "description": "The answer to `lesson why --format json`: where one number comes from. The tree is flat: a step stands after the step under which it is derived.",
          "type": "object",
          "required": [
            "format",
            "question",
            "output",
            "block",
            "label",
            "line",
            "steps",
            "hidden",
            "hidesMore",
            "notes"
          ],
          "properties": {
            "format": {"const": 1},
            "question": {"description": "As it was asked.", "type": "string"},
            "output": {
              "description": "What is differentiated; null where no gradient is asked for.",
              "type": ["string", "null"]
            },
            "block": {
              "description": "The block whose numbers these are: index into `blocks`.",
              "type": "integer",
              "minimum": 0
            },
            "label": {"description": "The block's label.", "type": ["string", "null"]},
            "line": {"description": "Line of the block's fence.", "type": "integer", "minimum": 1},
            "steps": {
              "description": "The first is the number that was asked for.",
              "type": "array",
              "items": {"$ref": "#/$defs/derivationStep"}
            },
            "hidden": {
              "description": "Numbers behind these that are not listed.",
              "type": "integer",
              "minimum": 0
            },
            "hidesMore": {
              "description": "There are more than `hidden`; they were not all counted.",
              "type": "boolean"
            },
            "notes": {"type": "array", "items": {"type": "string"}}
          }
        },
        "derivationStep": {
          "description": "One number and the arithmetic that gives it.",
          "type": "object",
          "required": [
            "id",
            "parent",
            "kind",
            "name",
            "isGradient",
            "value",
            "formula",
            "equation",
            "reason",
            "call",
            "line",
            "gate",
            "node",
            "element",
            "children",
            "omitted"
          ],
          "properties": {
            "id": {"description": "Index in `steps`.", "type": "integer", "minimum": 0},
            "parent": {
              "description": "The step under which it is derived; null for the first.",
              "type": ["integer", "null"],
              "minimum": 0
            },
            "kind": {
              "description": "`seed` is the gradient of the output with respect to itself.",
              "enum": ["leaf", "constant", "seed", "computed"]
            },
            "name": {"description": "`q`, `W.grad[0, 1]`, `gate 4.grad`.", "type": "string"},
            "isGradient": {"type": "boolean"},
            "value": {"$ref": "#/$defs/number"},
            "formula": {
              "description": "The right side in names: `q.grad·y`. Empty for leaves.",
              "type": "string"
            },
            "equation": {
              "description": "The arithmetic, true as printed. Empty for leaves.",
              "type": "string"
            },
            "reason": {"description": "`∂f/∂q = z`, `input`.", "type": "string"},
            "call": {"description": "The call it happens in.", "type": ["string", "null"]},
            "line": {"description": "Line in the file.", "type": ["integer", "null"], "minimum": 1},
            "gate": {
              "description": "Name of the gate; of a gradient, the gate that sends it, if it is one.",
              "type": "string"
            },
            "node": {
              "description": "`id` of the node in the trace, where the trace lists it.",
              "type": ["integer", "null"],
              "minimum": 0
            },
            "element": {
              "description": "Which element of the node: one index an axis; empty for a number.",
              "type": "array",
              "items": {"type": "integer", "minimum": 0}
            },
            "children": {
              "description": "The steps of the numbers in the equation.",
              "type": "array",
              "items": {"type": "integer", "minimum": 0}
            },
            "omitted": {
              "description": "Numbers in the equation that are not listed.",
              "type": "integer",
              "minimum": 0
            }
          }
        },
        "backwardCall": {
          "type": "object",
          "required": ["number", "line", "output", "sent"],
          "properties": {
            "number": {"description": "From 1.", "type": "integer", "minimum": 1},
            "line": {"type": ["integer", "null"], "minimum": 1},
            "output": {"description": "What was differentiated.", "type": "string"},
            "sent": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["name", "gradient", "total"],
                "properties": {
                  "name": {"type": "string"},
                  "gradient": {"$ref": "#/$defs/picture"},
                  "total": {
                    "description": "All calls so far for this input, as a sum.",
                    "type": "string"
                  }
                }
              }
            }
          }
        }
    """#
}
