extension SchemaDefinitions {
  /// Figures: axes, text, colours.
  static let figure = #"""
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
        "picture": {
          "description": "A number, nested lists of up to 64 numbers, or a summary of a larger array.",
          "anyOf": [
            {"$ref": "#/$defs/number"},
            {"type": "array", "items": {"$ref": "#/$defs/picture"}},
            {"$ref": "#/$defs/arraySummary"}
          ]
        }
    """#
}
