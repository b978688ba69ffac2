extension SchemaDefinitions {
  /// Prose, and what is wrong with a lesson.
  static let prose = #"""
        "prose": {
          "description": "A piece of the lesson's text; its one field says what it is.",
          "oneOf": [
            {
              "type": "object",
              "required": ["heading"],
              "additionalProperties": false,
              "properties": {
                "heading": {
                  "type": "object",
                  "required": ["level", "id", "content"],
                  "properties": {
                    "level": {"type": "integer", "minimum": 1, "maximum": 6},
                    "id": {"type": "string"},
                    "content": {"type": "array", "items": {"$ref": "#/$defs/inline"}}
                  }
                }
              }
            },
            {
              "type": "object",
              "required": ["paragraph"],
              "additionalProperties": false,
              "properties": {
                "paragraph": {
                  "type": "object",
                  "required": ["_0"],
                  "properties": {"_0": {"type": "array", "items": {"$ref": "#/$defs/inline"}}}
                }
              }
            },
            {
              "type": "object",
              "required": ["quote"],
              "additionalProperties": false,
              "properties": {
                "quote": {
                  "type": "object",
                  "required": ["_0"],
                  "properties": {"_0": {"type": "array", "items": {"$ref": "#/$defs/prose"}}}
                }
              }
            },
            {
              "type": "object",
              "required": ["list"],
              "additionalProperties": false,
              "properties": {
                "list": {
                  "type": "object",
                  "required": ["_0"],
                  "properties": {
                    "_0": {
                      "type": "object",
                      "required": ["start", "tight", "items", "checked"],
                      "properties": {
                        "start": {"type": ["integer", "null"]},
                        "tight": {"type": "boolean"},
                        "items": {
                          "type": "array",
                          "items": {"type": "array", "items": {"$ref": "#/$defs/prose"}}
                        },
                        "checked": {"type": "array", "items": {"type": ["boolean", "null"]}}
                      }
                    }
                  }
                }
              }
            },
            {
              "type": "object",
              "required": ["code"],
              "additionalProperties": false,
              "properties": {
                "code": {
                  "type": "object",
                  "required": ["language", "text"],
                  "properties": {"language": {"type": "string"}, "text": {"type": "string"}}
                }
              }
            },
            {
              "type": "object",
              "required": ["block"],
              "additionalProperties": false,
              "properties": {
                "block": {
                  "type": "object",
                  "required": ["_0"],
                  "properties": {
                    "_0": {"description": "Index into `blocks`.", "type": "integer", "minimum": 0}
                  }
                }
              }
            },
            {
              "type": "object",
              "required": ["math"],
              "additionalProperties": false,
              "properties": {
                "math": {
                  "type": "object",
                  "required": ["_0"],
                  "properties": {"_0": {"description": "TeX.", "type": "string"}}
                }
              }
            },
            {
              "type": "object",
              "required": ["table"],
              "additionalProperties": false,
              "properties": {
                "table": {
                  "type": "object",
                  "required": ["_0"],
                  "properties": {"_0": {"$ref": "#/$defs/table"}}
                }
              }
            },
            {
              "type": "object",
              "required": ["details"],
              "additionalProperties": false,
              "properties": {
                "details": {
                  "type": "object",
                  "required": ["summary", "open", "content"],
                  "properties": {
                    "summary": {"type": "array", "items": {"$ref": "#/$defs/inline"}},
                    "open": {"type": "boolean"},
                    "content": {"type": "array", "items": {"$ref": "#/$defs/prose"}}
                  }
                }
              }
            },
            {
              "type": "object",
              "required": ["html"],
              "additionalProperties": false,
              "properties": {
                "html": {"type": "object", "required": ["_0"], "properties": {"_0": {"type": "string"}}}
              }
            },
            {
              "type": "object",
              "required": ["rule"],
              "additionalProperties": false,
              "properties": {"rule": {"type": "object"}}
            },
            {
              "type": "object",
              "required": ["part"],
              "additionalProperties": false,
              "properties": {
                "part": {
                  "type": "object",
                  "required": ["_0"],
                  "properties": {
                    "_0": {
                      "type": "object",
                      "required": ["kind", "exercise", "options", "content", "line"],
                      "properties": {
                        "line": {"description": "Line of the comment; 0 for none.", "type": "integer"},
                        "kind": {"enum": ["hint", "choice", "answer"]},
                        "exercise": {"type": ["string", "null"]},
                        "options": {"type": "object", "additionalProperties": {"type": "string"}},
                        "content": {"type": "array", "items": {"$ref": "#/$defs/prose"}}
                      }
                    }
                  }
                }
              }
            },
            {
              "type": "object",
              "required": ["footnotes"],
              "additionalProperties": false,
              "properties": {
                "footnotes": {
                  "type": "object",
                  "required": ["_0"],
                  "properties": {
                    "_0": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "required": ["number", "label", "content"],
                        "properties": {
                          "number": {"type": "integer"},
                          "label": {"type": "string"},
                          "content": {"type": "array", "items": {"$ref": "#/$defs/prose"}}
                        }
                      }
                    }
                  }
                }
              }
            }
          ]
        },
        "inline": {
          "description": "A piece of a line of text; its one field says what it is.",
          "oneOf": [
            {
              "type": "object",
              "required": ["text"],
              "additionalProperties": false,
              "properties": {
                "text": {"type": "object", "required": ["_0"], "properties": {"_0": {"type": "string"}}}
              }
            },
            {
              "type": "object",
              "required": ["softBreak"],
              "additionalProperties": false,
              "properties": {"softBreak": {"type": "object"}}
            },
            {
              "type": "object",
              "required": ["lineBreak"],
              "additionalProperties": false,
              "properties": {"lineBreak": {"type": "object"}}
            },
            {
              "type": "object",
              "required": ["code"],
              "additionalProperties": false,
              "properties": {
                "code": {"type": "object", "required": ["_0"], "properties": {"_0": {"type": "string"}}}
              }
            },
            {
              "type": "object",
              "required": ["emphasis"],
              "additionalProperties": false,
              "properties": {
                "emphasis": {
                  "type": "object",
                  "required": ["_0"],
                  "properties": {"_0": {"type": "array", "items": {"$ref": "#/$defs/inline"}}}
                }
              }
            },
            {
              "type": "object",
              "required": ["strong"],
              "additionalProperties": false,
              "properties": {
                "strong": {
                  "type": "object",
                  "required": ["_0"],
                  "properties": {"_0": {"type": "array", "items": {"$ref": "#/$defs/inline"}}}
                }
              }
            },
            {
              "type": "object",
              "required": ["link"],
              "additionalProperties": false,
              "properties": {
                "link": {
                  "type": "object",
                  "required": ["destination", "title", "content"],
                  "properties": {
                    "destination": {"type": "string"},
                    "title": {"type": "string"},
                    "content": {"type": "array", "items": {"$ref": "#/$defs/inline"}}
                  }
                }
              }
            },
            {
              "type": "object",
              "required": ["image"],
              "additionalProperties": false,
              "properties": {
                "image": {
                  "type": "object",
                  "required": ["source", "title", "alternative"],
                  "properties": {
                    "source": {"type": "string"},
                    "title": {"type": "string"},
                    "alternative": {"type": "string"}
                  }
                }
              }
            },
            {
              "type": "object",
              "required": ["math"],
              "additionalProperties": false,
              "properties": {
                "math": {
                  "type": "object",
                  "required": ["_0"],
                  "properties": {"_0": {"description": "TeX.", "type": "string"}}
                }
              }
            },
            {
              "type": "object",
              "required": ["displayMath"],
              "additionalProperties": false,
              "properties": {
                "displayMath": {
                  "type": "object",
                  "required": ["_0"],
                  "properties": {"_0": {"description": "TeX.", "type": "string"}}
                }
              }
            },
            {
              "type": "object",
              "required": ["number"],
              "additionalProperties": false,
              "properties": {
                "number": {
                  "type": "object",
                  "required": ["_0"],
                  "properties": {
                    "_0": {"description": "Index into `numbers`.", "type": "integer", "minimum": 0}
                  }
                }
              }
            },
            {
              "type": "object",
              "required": ["html"],
              "additionalProperties": false,
              "properties": {
                "html": {"type": "object", "required": ["_0"], "properties": {"_0": {"type": "string"}}}
              }
            },
            {
              "type": "object",
              "required": ["footnote"],
              "additionalProperties": false,
              "properties": {
                "footnote": {
                  "type": "object",
                  "required": ["number", "label"],
                  "properties": {"number": {"type": "integer"}, "label": {"type": "string"}}
                }
              }
            }
          ]
        },
        "diagnostic": {
          "description": "What is wrong with the file.",
          "type": "object",
          "required": ["severity", "message", "hint", "location", "length", "sourceLine"],
          "properties": {
            "severity": {"enum": ["error", "warning", "note"]},
            "message": {"type": "string"},
            "hint": {"description": "The next move.", "type": ["string", "null"]},
            "location": {
              "type": ["object", "null"],
              "required": ["line", "column"],
              "properties": {
                "line": {"description": "Line in the file, from 1.", "type": "integer", "minimum": 1},
                "column": {"description": "In Unicode scalars, from 1.", "type": "integer", "minimum": 1}
              }
            },
            "length": {
              "description": "Columns that are meant, from the location on.",
              "type": "integer",
              "minimum": 0
            },
            "sourceLine": {"type": ["string", "null"]}
          }
        },
        "dataFile": {
          "type": "object",
          "required": ["name", "size", "sha256", "problem"],
          "properties": {
            "name": {"type": "string"},
            "size": {"description": "In bytes.", "type": ["integer", "null"]},
            "sha256": {"type": ["string", "null"]},
            "problem": {"description": "Why it could not be read.", "type": ["string", "null"]}
          }
        }
    """#
}
