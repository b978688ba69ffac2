/// What a picture is made of, in the order in which it is drawn.
package enum FigureArtist: Hashable, Sendable {
  case line(FigureLine)
  case points(FigurePoints)
  case bars(FigureBars)
  case area(FigureArea)
  case image(FigureImage)
  case arrows(FigureArrows)
  case text(FigureText)
}

/// What a part of a figure is to its reader; the description in words is made from it.
package enum FigureRole: String, Sendable, Codable {
  case line, step, stem, scatter, bar, histogram, band, fill, contour, filledContour, errorBar
  case reference, span, image, quiver, pie, box, patch, text
}

/// What the numbers of an artist mean.
package enum FigureCoordinates: String, Sendable, Codable {
  /// Both are data.
  case data
  /// x is data; y goes from 0 at the bottom of the frame to 1 at its top.
  case acrossHeight
  /// y is data; x goes from 0 at the left of the frame to 1 at its right.
  case acrossWidth
  /// Both are fractions of the frame.
  case frame
}

package enum FigureMarkerShape: String, Sendable, Codable {
  case point = ".", pixel = ",", circle = "o", triangleDown = "v", triangleUp = "^"
  case triangleLeft = "<", triangleRight = ">", square = "s", pentagon = "p", star = "*"
  case hexagon = "h", octagon = "8", plus = "+", cross = "x", filledPlus = "P", filledCross = "X"
  case diamond = "D", thinDiamond = "d", vertical = "|", horizontal = "_"

  /// Drawn by strokes alone.
  package var isStroked: Bool {
    switch self {
    case .plus, .cross, .vertical, .horizontal: true
    default: false
    }
  }
}

/// A sign that stands at each point.
package struct FigureMarker: Hashable, Sendable, Codable {
  package var shape: FigureMarkerShape
  /// Across, in hundredths of an inch.
  package var size: Double
  /// Nil for hollow signs.
  package var fill: FigureColor?
  package var edge: FigureStroke?

  package init(
    _ shape: FigureMarkerShape, size: Double, fill: FigureColor?, edge: FigureStroke?
  ) {
    self.shape = shape
    self.size = size
    self.fill = fill
    self.edge = edge
  }
}

/// A line through points, a marker at each of them, or both.
package struct FigureLine: Hashable, Sendable, Codable {
  package var role: FigureRole
  package var label = ""
  package var order = 2.0
  package var x: [Double]
  /// A number that is not finite breaks the line.
  package var y: [Double]
  package var coordinates = FigureCoordinates.data
  package var stroke: FigureStroke?
  package var marker: FigureMarker?
  /// The value that a contour joins.
  package var level: Double?
  /// Points before those that can't be seen were left out.
  package var count: Int

  package init(role: FigureRole, x: [Double], y: [Double], stroke: FigureStroke?) {
    self.role = role
    self.x = x
    self.y = y
    self.stroke = stroke
    count = min(x.count, y.count)
  }
}

/// Points of a scatter plot.
package struct FigurePoints: Hashable, Sendable, Codable {
  package var label = ""
  package var order = 1.0
  package var x: [Double]
  package var y: [Double]
  package var shape: FigureMarkerShape
  /// Across, in hundredths of an inch: one for all, or one for each.
  package var sizes: [Double]
  /// One for all, or one for each; empty for hollow points.
  package var fills: [FigureColor]
  /// One for all, or one for each; empty for none.
  package var edges: [FigureColor]
  package var edgeWidth: Double
  /// Points before those that can't be seen were left out.
  package var count: Int

  package init(
    x: [Double], y: [Double], shape: FigureMarkerShape, sizes: [Double], fills: [FigureColor],
    edges: [FigureColor], edgeWidth: Double
  ) {
    self.x = x
    self.y = y
    self.shape = shape
    self.sizes = sizes
    self.fills = fills
    self.edges = edges
    self.edgeWidth = edgeWidth
    count = min(x.count, y.count)
  }
}

/// Rectangles: bars, the bars of a histogram, spans.
package struct FigureBars: Hashable, Sendable, Codable {
  package var role: FigureRole
  package var label = ""
  package var order = 1.0
  package var left: [Double]
  package var bottom: [Double]
  package var width: [Double]
  package var height: [Double]
  package var coordinates = FigureCoordinates.data
  /// One for all, or one for each; empty for hollow bars.
  package var fills: [FigureColor]
  package var edge: FigureStroke?
  /// Bars lie along x.
  package var isHorizontal = false

  package init(
    role: FigureRole, left: [Double], bottom: [Double], width: [Double], height: [Double],
    fills: [FigureColor]
  ) {
    self.role = role
    self.left = left
    self.bottom = bottom
    self.width = width
    self.height = height
    self.fills = fills
  }

  package var count: Int { min(min(left.count, bottom.count), min(width.count, height.count)) }
}

/// A filled outline: what lies within an odd number of its rings.
package struct FigureArea: Hashable, Sendable, Codable {
  package struct Ring: Hashable, Sendable, Codable {
    package var x: [Double]
    package var y: [Double]
    package init(x: [Double], y: [Double]) {
      self.x = x
      self.y = y
    }
  }

  package var role: FigureRole
  package var label = ""
  package var order = 1.0
  package var rings: [Ring]
  package var coordinates = FigureCoordinates.data
  package var fill: FigureColor?
  package var edge: FigureStroke?
  /// Values between which a band of a filled contour lies.
  package var band: [Double] = []

  package init(role: FigureRole, rings: [Ring], fill: FigureColor?) {
    self.role = role
    self.rings = rings
    self.fill = fill
  }
}

/// A grid of colours.
package struct FigureImage: Hashable, Sendable, Codable {
  package var order = 0.0
  package var rows: Int
  package var columns: Int
  /// Row by row from the upper edge of the extent; each an index into `palette`.
  package var cells: [Int]
  package var palette: [FigureColor]
  /// Left, right, lower and upper edge, in data.
  package var extent: [Double]
  /// Drawn without visible cells.
  package var isSmooth = false
  /// Shape of what was shown, before cells were averaged.
  package var shape: [Int]
  /// Smallest and largest number, for images of numbers.
  package var range: [Double] = []

  package init(
    rows: Int, columns: Int, cells: [Int], palette: [FigureColor], extent: [Double], shape: [Int]
  ) {
    self.rows = rows
    self.columns = columns
    self.cells = cells
    self.palette = palette
    self.extent = extent
    self.shape = shape
  }
}

/// Arrows of a field: they start in data and are as long as `dx`, `dy` say.
package struct FigureArrows: Hashable, Sendable, Codable {
  package var label = ""
  package var order = 1.0
  package var x: [Double]
  package var y: [Double]
  /// In hundredths of an inch, to the right and upwards.
  package var dx: [Double]
  package var dy: [Double]
  /// Of a shaft, in hundredths of an inch.
  package var width: Double
  /// One for all, or one for each.
  package var fills: [FigureColor]

  package init(
    x: [Double], y: [Double], dx: [Double], dy: [Double], width: Double, fills: [FigureColor]
  ) {
    self.x = x
    self.y = y
    self.dx = dx
    self.dy = dy
    self.width = width
    self.fills = fills
  }
}

/// A text at a place, and an arrow from it where it names another place.
package struct FigureText: Hashable, Sendable, Codable {
  package enum Vertical: String, Sendable, Codable { case top, center, baseline, bottom }
  package struct Arrow: Hashable, Sendable, Codable {
    /// Where it points, in the units of `coordinates`.
    package var x: Double
    package var y: Double
    package var coordinates: FigureCoordinates
    package var stroke: FigureStroke
    package var hasHead: Bool
    /// A filled shape instead of a line.
    package var isBold = false
    package init(
      x: Double, y: Double, coordinates: FigureCoordinates, stroke: FigureStroke, hasHead: Bool
    ) {
      self.x = x
      self.y = y
      self.coordinates = coordinates
      self.stroke = stroke
      self.hasHead = hasHead
    }
  }

  package var role = FigureRole.text
  package var order = 3.0
  package var text: String
  package var x: Double
  package var y: Double
  package var coordinates = FigureCoordinates.data
  /// Moved by so much from there, in hundredths of an inch, to the right and upwards.
  package var shift: [Double] = []
  package var size = FigureLimits.textSize
  package var color = FigureColor.black
  package var align = FigureAlign.left
  package var vertical = Vertical.baseline
  /// Degrees, counter-clockwise.
  package var rotation = 0.0
  package var isBold = false
  package var isItalic = false
  /// A box behind the text, and its edge.
  package var fill: FigureColor?
  package var edge: FigureStroke?
  package var arrow: Arrow?

  package init(_ text: String, x: Double, y: Double) {
    self.text = text
    self.x = x
    self.y = y
  }
}

extension FigureArtist: Codable {
  private enum Key: String, CodingKey { case kind }
  private enum Kind: String, Codable { case line, points, bars, area, image, arrows, text }

  package init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: Key.self).decode(Kind.self, forKey: .kind) {
    case .line: self = .line(try FigureLine(from: decoder))
    case .points: self = .points(try FigurePoints(from: decoder))
    case .bars: self = .bars(try FigureBars(from: decoder))
    case .area: self = .area(try FigureArea(from: decoder))
    case .image: self = .image(try FigureImage(from: decoder))
    case .arrows: self = .arrows(try FigureArrows(from: decoder))
    case .text: self = .text(try FigureText(from: decoder))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    let (kind, content): (Kind, any Encodable) =
      switch self {
      case .line(let line): (.line, line)
      case .points(let points): (.points, points)
      case .bars(let bars): (.bars, bars)
      case .area(let area): (.area, area)
      case .image(let image): (.image, image)
      case .arrows(let arrows): (.arrows, arrows)
      case .text(let text): (.text, text)
      }
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    try content.encode(to: encoder)
  }

  /// Larger ones are drawn later.
  package var order: Double {
    switch self {
    case .line(let line): line.order
    case .points(let points): points.order
    case .bars(let bars): bars.order
    case .area(let area): area.order
    case .image(let image): image.order
    case .arrows(let arrows): arrows.order
    case .text(let text): text.order
    }
  }
}
