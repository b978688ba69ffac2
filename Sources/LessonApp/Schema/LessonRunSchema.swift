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
        "exercise": {
          "type": "object",
          "required": [
            "id", "title", "line", "status", "items", "stdout", "feedback", "notes", "authorProblem",
            "authorProblemLine"
          ],
          "properties": {
            "id": {"type": "string"},
            "title": {"type": ["string", "null"]},
            "line": {"description": "Line of the learner's part.", "type": ["integer", "null"]},
            "status": {
              "enum": ["open", "passed", "partial", "failed", "pending", "broken"],
              "description": "`pending` waits for a person, `broken` is the author's mistake."
            },
            "items": {"type": "array", "items": {"$ref": "#/$defs/exerciseItem"}},
            "stdout": {"type": "string"},
            "feedback": {
              "description": "What fails all of it, or null.",
              "anyOf": [{"type": "null"}, {"$ref": "#/$defs/feedback"}]
            },
            "notes": {"type": "array", "items": {"type": "string"}},
            "authorProblem": {"type": ["string", "null"]},
            "authorProblemLine": {"type": ["integer", "null"]}
          }
        },
        "exerciseItem": {
          "type": "object",
          "required": [
            "kind", "label", "isHidden", "status", "points", "maximum", "feedback", "stdout", "answer",
            "rubric", "author"
          ],
          "properties": {
            "kind": {"enum": ["check", "choice", "prediction", "answer"]},
            "label": {"type": "string"},
            "isHidden": {"type": "boolean"},
            "status": {"enum": ["open", "passed", "failed", "pending"]},
            "points": {"type": "number"},
            "maximum": {"type": "number"},
            "feedback": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/feedback"}]},
            "stdout": {"type": "string"},
            "answer": {"type": ["string", "null"]},
            "rubric": {"type": "array", "items": {"type": "string"}},
            "author": {
              "description": "What is wrong in full; null in what learners get.",
              "anyOf": [{"type": "null"}, {"$ref": "#/$defs/feedback"}]
            }
          }
        },
        "feedback": {
          "type": "object",
          "required": ["source", "text", "details", "error", "hint"],
          "properties": {
            "source": {"enum": ["error", "says", "fail", "mistake", "values", "file"]},
            "text": {"type": "string"},
            "details": {
              "description": "Expected and found.", "type": "array", "items": {"type": "string"}
            },
            "error": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/blockError"}]},
            "hint": {"type": ["string", "null"]}
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
        },
        "figure": {
          "description": "A drawn figure. Lengths are in hundredths of an inch from the upper left, data in the units of their axes.",
          "type": "object",
          "required": ["width", "height", "title", "axes", "texts", "omitted"],
          "properties": {
            "width": {"type": "number"},
            "height": {"type": "number"},
            "title": {"type": ["string", "null"]},
            "axes": {"type": "array", "items": {"$ref": "#/$defs/figureAxes"}},
            "texts": {
              "description": "Texts outside all axes.",
              "type": "array",
              "items": {"$ref": "#/$defs/figureText"}
            },
            "omitted": {"description": "Axes that were left out.", "type": "integer"}
          }
        },
        "figureBox": {
          "type": "object",
          "required": ["x", "y", "width", "height"],
          "properties": {
            "x": {"type": "number"},
            "y": {"type": "number"},
            "width": {"type": "number"},
            "height": {"type": "number"}
          }
        },
        "figureColor": {
          "description": "#rrggbb, or #rrggbbaa where it is not opaque.",
          "type": "string"
        },
        "figureNumbers": {
          "description": "Numbers; those that are not finite are strings.",
          "type": "array",
          "items": {"type": ["number", "string"]}
        },
        "figureStroke": {
          "type": "object",
          "required": ["color", "width", "dashes"],
          "properties": {
            "color": {"$ref": "#/$defs/figureColor"},
            "width": {"type": "number"},
            "dashes": {
              "description": "Lengths of strokes and gaps; empty for an unbroken line.",
              "type": "array",
              "items": {"type": "number"}
            }
          }
        },
        "figureTitle": {
          "type": "object",
          "required": ["text", "size", "align", "color", "isBold"],
          "properties": {
            "text": {"type": "string"},
            "size": {"type": "number"},
            "align": {"enum": ["left", "center", "right"]},
            "color": {"$ref": "#/$defs/figureColor"},
            "isBold": {"type": "boolean"}
          }
        },
        "figureAxes": {
          "description": "One pair of axes and what is drawn in them.",
          "type": "object",
          "required": [
            "box",
            "cell",
            "title",
            "x",
            "y",
            "spines",
            "background",
            "isEqual",
            "artists",
            "legend",
            "over",
            "explains"
          ],
          "properties": {
            "box": {"description": "The frame.", "$ref": "#/$defs/figureBox"},
            "cell": {
              "description": "The place in the figure's grid.",
              "type": "object",
              "required": ["rows", "columns", "row", "column", "rowSpan", "columnSpan"],
              "additionalProperties": {"type": "integer"}
            },
            "title": {"$ref": "#/$defs/figureTitle"},
            "x": {"$ref": "#/$defs/figureAxis"},
            "y": {"$ref": "#/$defs/figureAxis"},
            "spines": {
              "description": "Sides of the frame that are drawn.",
              "type": "array",
              "items": {"enum": ["left", "right", "top", "bottom"]}
            },
            "background": {"anyOf": [{"$ref": "#/$defs/figureColor"}, {"type": "null"}]},
            "isEqual": {"description": "One unit of x is as long as one of y.", "type": "boolean"},
            "artists": {
              "description": "Back to front; the grid lies under those of order 1.5 and more.",
              "type": "array",
              "items": {"$ref": "#/$defs/figureArtist"}
            },
            "legend": {
              "anyOf": [
                {
                  "type": "object",
                  "required": [
                    "title",
                    "entries",
                    "columns",
                    "box",
                    "size",
                    "isFramed",
                    "opacity",
                    "isOutside"
                  ],
                  "properties": {
                    "title": {"type": "string"},
                    "entries": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "required": ["label", "stroke", "marker", "fill", "edge"],
                        "properties": {
                          "label": {"type": "string"},
                          "stroke": {"anyOf": [{"$ref": "#/$defs/figureStroke"}, {"type": "null"}]},
                          "marker": {"anyOf": [{"$ref": "#/$defs/figureMarker"}, {"type": "null"}]},
                          "fill": {"anyOf": [{"$ref": "#/$defs/figureColor"}, {"type": "null"}]},
                          "edge": {"anyOf": [{"$ref": "#/$defs/figureStroke"}, {"type": "null"}]}
                        }
                      }
                    },
                    "columns": {"type": "integer"},
                    "box": {"$ref": "#/$defs/figureBox"},
                    "size": {"type": "number"},
                    "isFramed": {"type": "boolean"},
                    "opacity": {"type": "number"},
                    "isOutside": {"type": "boolean"}
                  }
                },
                {"type": "null"}
              ]
            },
            "over": {
              "description": "The axes in whose frame these stand, for a second scale.",
              "type": ["integer", "null"]
            },
            "explains": {
              "description": "The axes whose colours these explain, for a colour bar.",
              "type": ["integer", "null"]
            }
          }
        },
        "figureAxis": {
          "type": "object",
          "required": [
            "label",
            "low",
            "high",
            "scale",
            "ticks",
            "minorTicks",
            "offset",
            "side",
            "isShown",
            "areTicksShown",
            "rotation",
            "labelSize",
            "color",
            "grid",
            "minorGrid"
          ],
          "properties": {
            "label": {"$ref": "#/$defs/figureTitle"},
            "low": {"description": "At the left or lower end.", "type": "number"},
            "high": {"type": "number"},
            "scale": {
              "type": "object",
              "required": ["kind", "base", "threshold", "linearScale"],
              "properties": {
                "kind": {"enum": ["linear", "log", "symlog", "logit"]},
                "base": {"type": "number"},
                "threshold": {
                  "description": "Within ± this, a symmetric logarithmic scale is linear.",
                  "type": "number"
                },
                "linearScale": {"type": "number"}
              }
            },
            "ticks": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["value", "label"],
                "properties": {"value": {"type": "number"}, "label": {"type": "string"}}
              }
            },
            "minorTicks": {"type": "array", "items": {"type": "number"}},
            "offset": {"description": "What tick labels leave out: 1e6.", "type": "string"},
            "side": {"enum": ["left", "right", "top", "bottom"]},
            "isShown": {"type": "boolean"},
            "areTicksShown": {"type": "boolean"},
            "rotation": {"type": "number"},
            "labelSize": {"type": "number"},
            "color": {"$ref": "#/$defs/figureColor"},
            "grid": {"anyOf": [{"$ref": "#/$defs/figureStroke"}, {"type": "null"}]},
            "minorGrid": {"anyOf": [{"$ref": "#/$defs/figureStroke"}, {"type": "null"}]}
          }
        },
        "figureLine": {
          "description": "A line through points, a marker at each of them, or both; a number that is not finite breaks the line.",
          "type": "object",
          "required": [
            "kind",
            "role",
            "label",
            "order",
            "x",
            "y",
            "coordinates",
            "stroke",
            "marker",
            "level",
            "count"
          ],
          "properties": {
            "kind": {"const": "line"},
            "role": {
              "enum": [
                "line",
                "step",
                "stem",
                "scatter",
                "bar",
                "histogram",
                "band",
                "fill",
                "contour",
                "filledContour",
                "errorBar",
                "reference",
                "span",
                "image",
                "quiver",
                "pie",
                "box",
                "patch",
                "text"
              ]
            },
            "label": {"type": "string"},
            "order": {"description": "Larger ones are drawn later.", "type": "number"},
            "x": {"$ref": "#/$defs/figureNumbers"},
            "y": {"$ref": "#/$defs/figureNumbers"},
            "coordinates": {"enum": ["data", "acrossHeight", "acrossWidth", "frame"]},
            "stroke": {"anyOf": [{"$ref": "#/$defs/figureStroke"}, {"type": "null"}]},
            "marker": {"anyOf": [{"$ref": "#/$defs/figureMarker"}, {"type": "null"}]},
            "level": {"description": "The value that a contour joins.", "type": ["number", "null"]},
            "count": {
              "description": "Points before those that can't be seen were left out.",
              "type": "integer"
            }
          }
        },
        "figurePoints": {
          "description": "Points of a scatter plot; sizes and colours are one for all, or one for each.",
          "type": "object",
          "required": [
            "kind",
            "label",
            "order",
            "x",
            "y",
            "shape",
            "sizes",
            "fills",
            "edges",
            "edgeWidth",
            "count"
          ],
          "properties": {
            "kind": {"const": "points"},
            "label": {"type": "string"},
            "order": {"description": "Larger ones are drawn later.", "type": "number"},
            "x": {"$ref": "#/$defs/figureNumbers"},
            "y": {"$ref": "#/$defs/figureNumbers"},
            "shape": {"type": "string"},
            "sizes": {"$ref": "#/$defs/figureNumbers"},
            "fills": {"type": "array", "items": {"$ref": "#/$defs/figureColor"}},
            "edges": {"type": "array", "items": {"$ref": "#/$defs/figureColor"}},
            "edgeWidth": {"type": "number"},
            "count": {"type": "integer"}
          }
        },
        "figureBars": {
          "description": "Rectangles.",
          "type": "object",
          "required": [
            "kind",
            "role",
            "label",
            "order",
            "left",
            "bottom",
            "width",
            "height",
            "coordinates",
            "fills",
            "edge",
            "isHorizontal"
          ],
          "properties": {
            "kind": {"const": "bars"},
            "role": {
              "enum": [
                "line",
                "step",
                "stem",
                "scatter",
                "bar",
                "histogram",
                "band",
                "fill",
                "contour",
                "filledContour",
                "errorBar",
                "reference",
                "span",
                "image",
                "quiver",
                "pie",
                "box",
                "patch",
                "text"
              ]
            },
            "label": {"type": "string"},
            "order": {"description": "Larger ones are drawn later.", "type": "number"},
            "left": {"$ref": "#/$defs/figureNumbers"},
            "bottom": {"$ref": "#/$defs/figureNumbers"},
            "width": {"$ref": "#/$defs/figureNumbers"},
            "height": {"$ref": "#/$defs/figureNumbers"},
            "coordinates": {"enum": ["data", "acrossHeight", "acrossWidth", "frame"]},
            "fills": {"type": "array", "items": {"$ref": "#/$defs/figureColor"}},
            "edge": {"anyOf": [{"$ref": "#/$defs/figureStroke"}, {"type": "null"}]},
            "isHorizontal": {"type": "boolean"}
          }
        },
        "figureArea": {
          "description": "A filled outline: what lies within an odd number of its rings.",
          "type": "object",
          "required": ["kind", "role", "label", "order", "rings", "coordinates", "fill", "edge", "band"],
          "properties": {
            "kind": {"const": "area"},
            "role": {
              "enum": [
                "line",
                "step",
                "stem",
                "scatter",
                "bar",
                "histogram",
                "band",
                "fill",
                "contour",
                "filledContour",
                "errorBar",
                "reference",
                "span",
                "image",
                "quiver",
                "pie",
                "box",
                "patch",
                "text"
              ]
            },
            "label": {"type": "string"},
            "order": {"description": "Larger ones are drawn later.", "type": "number"},
            "rings": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["x", "y"],
                "properties": {"x": {"$ref": "#/$defs/figureNumbers"}, "y": {"$ref": "#/$defs/figureNumbers"}}
              }
            },
            "coordinates": {"enum": ["data", "acrossHeight", "acrossWidth", "frame"]},
            "fill": {"anyOf": [{"$ref": "#/$defs/figureColor"}, {"type": "null"}]},
            "edge": {"anyOf": [{"$ref": "#/$defs/figureStroke"}, {"type": "null"}]},
            "band": {
              "description": "Values between which a band of a filled contour lies.",
              "$ref": "#/$defs/figureNumbers"
            }
          }
        },
        "figureImage": {
          "description": "A grid of colours.",
          "type": "object",
          "required": [
            "kind",
            "order",
            "rows",
            "columns",
            "cells",
            "palette",
            "extent",
            "isSmooth",
            "shape",
            "range"
          ],
          "properties": {
            "kind": {"const": "image"},
            "order": {"description": "Larger ones are drawn later.", "type": "number"},
            "rows": {"type": "integer"},
            "columns": {"type": "integer"},
            "cells": {
              "description": "Row by row from the upper edge of the extent; each an index into palette.",
              "type": "array",
              "items": {"type": "integer"}
            },
            "palette": {"type": "array", "items": {"$ref": "#/$defs/figureColor"}},
            "extent": {
              "description": "Left, right, lower and upper edge.",
              "type": "array",
              "items": {"type": "number"}
            },
            "isSmooth": {"type": "boolean"},
            "shape": {"type": "array", "items": {"type": "integer"}},
            "range": {"description": "Smallest and largest number.", "$ref": "#/$defs/figureNumbers"}
          }
        },
        "figureArrows": {
          "description": "Arrows of a field; dx and dy are lengths on the page, to the right and upwards.",
          "type": "object",
          "required": ["kind", "label", "order", "x", "y", "dx", "dy", "width", "fills"],
          "properties": {
            "kind": {"const": "arrows"},
            "label": {"type": "string"},
            "order": {"description": "Larger ones are drawn later.", "type": "number"},
            "x": {"$ref": "#/$defs/figureNumbers"},
            "y": {"$ref": "#/$defs/figureNumbers"},
            "dx": {"$ref": "#/$defs/figureNumbers"},
            "dy": {"$ref": "#/$defs/figureNumbers"},
            "width": {"type": "number"},
            "fills": {"type": "array", "items": {"$ref": "#/$defs/figureColor"}}
          }
        },
        "figureText": {
          "description": "A text, and an arrow from it.",
          "type": "object",
          "required": [
            "role",
            "order",
            "text",
            "x",
            "y",
            "coordinates",
            "shift",
            "size",
            "color",
            "align",
            "vertical",
            "rotation",
            "isBold",
            "isItalic",
            "fill",
            "edge",
            "arrow"
          ],
          "properties": {
            "kind": {"const": "text"},
            "role": {
              "enum": [
                "line",
                "step",
                "stem",
                "scatter",
                "bar",
                "histogram",
                "band",
                "fill",
                "contour",
                "filledContour",
                "errorBar",
                "reference",
                "span",
                "image",
                "quiver",
                "pie",
                "box",
                "patch",
                "text"
              ]
            },
            "order": {"description": "Larger ones are drawn later.", "type": "number"},
            "text": {"type": "string"},
            "x": {"type": ["number", "string"]},
            "y": {"type": ["number", "string"]},
            "coordinates": {"enum": ["data", "acrossHeight", "acrossWidth", "frame"]},
            "shift": {
              "description": "Moved by so much, to the right and upwards.",
              "$ref": "#/$defs/figureNumbers"
            },
            "size": {"type": "number"},
            "color": {"$ref": "#/$defs/figureColor"},
            "align": {"enum": ["left", "center", "right"]},
            "vertical": {"enum": ["top", "center", "baseline", "bottom"]},
            "rotation": {"description": "Degrees, counter-clockwise.", "type": "number"},
            "isBold": {"type": "boolean"},
            "isItalic": {"type": "boolean"},
            "fill": {"anyOf": [{"$ref": "#/$defs/figureColor"}, {"type": "null"}]},
            "edge": {"anyOf": [{"$ref": "#/$defs/figureStroke"}, {"type": "null"}]},
            "arrow": {
              "anyOf": [
                {
                  "description": "To the place it names.",
                  "type": "object",
                  "required": ["x", "y", "coordinates", "stroke", "hasHead", "isBold"],
                  "properties": {
                    "x": {"type": "number"},
                    "y": {"type": "number"},
                    "coordinates": {"enum": ["data", "acrossHeight", "acrossWidth", "frame"]},
                    "stroke": {"$ref": "#/$defs/figureStroke"},
                    "hasHead": {"type": "boolean"},
                    "isBold": {"type": "boolean"}
                  }
                },
                {"type": "null"}
              ]
            }
          }
        },
        "figureArtist": {
          "description": "What is drawn in axes, by its kind.",
          "oneOf": [
            {"$ref": "#/$defs/figureLine"},
            {"$ref": "#/$defs/figurePoints"},
            {"$ref": "#/$defs/figureBars"},
            {"$ref": "#/$defs/figureArea"},
            {"$ref": "#/$defs/figureImage"},
            {"$ref": "#/$defs/figureArrows"},
            {"$ref": "#/$defs/figureText"}
          ]
        },
        "figureMarker": {
          "description": "A sign that stands at each point; shapes are named as matplotlib does.",
          "type": "object",
          "required": ["shape", "size", "fill", "edge"],
          "properties": {
            "shape": {"type": "string"},
            "size": {"type": "number"},
            "fill": {"anyOf": [{"$ref": "#/$defs/figureColor"}, {"type": "null"}]},
            "edge": {"anyOf": [{"$ref": "#/$defs/figureStroke"}, {"type": "null"}]}
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
        "number": {
          "description": "A number; non-finite ones are strings.",
          "anyOf": [{"type": "number"}, {"enum": ["nan", "inf", "-inf"]}]
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
        "picture": {
          "description": "A number, nested lists of up to 64 numbers, or a summary of a larger array.",
          "anyOf": [
            {"$ref": "#/$defs/number"},
            {"type": "array", "items": {"$ref": "#/$defs/picture"}},
            {"$ref": "#/$defs/arraySummary"}
          ]
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
      }
    }

    """#
}
