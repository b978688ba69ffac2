extension SchemaDefinitions {
  /// What is drawn in a figure.
  static let artist = #"""
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
        }
    """#
}
