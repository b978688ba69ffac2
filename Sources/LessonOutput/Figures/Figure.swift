/// A drawn figure as plain values: everything that needs a decision, from limits and ticks to the
/// place of a legend, has been decided, once for all renderers.
///
/// Lengths are in hundredths of an inch (a pixel of a page) from the upper left; data stay in the
/// units of their axes.
package struct Figure: Hashable, Sendable, Codable {
  package var width: Double
  package var height: Double
  /// The title above all axes.
  package var title: String?
  package var axes: [FigureAxes] = []
  /// Titles and other texts that stand in no axes; `x` and `y` are lengths.
  package var texts: [FigureText] = []
  /// Axes that were left out, since there were more than `FigureLimits.mostAxes`.
  package var omitted = 0

  package init(width: Double, height: Double, title: String? = nil) {
    self.width = width
    self.height = height
    self.title = title
  }
}

/// A place in a figure.
package struct FigureBox: Hashable, Sendable, Codable {
  package var x: Double
  package var y: Double
  package var width: Double
  package var height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  package var right: Double { x + width }
  package var bottom: Double { y + height }

  package func union(_ other: FigureBox) -> FigureBox {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return FigureBox(
      x: left, y: top, width: max(right, other.right) - left,
      height: max(bottom, other.bottom) - top)
  }

  package func overlaps(_ other: FigureBox) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }
}

/// One pair of axes and what is drawn in them.
package struct FigureAxes: Hashable, Sendable, Codable {
  /// The frame.
  package var box: FigureBox
  /// Where the axes stand in the grid of the figure, for displays that lay it out anew.
  package var cell = FigureCell()
  package var title = FigureTitle()
  package var x = FigureAxis(side: .bottom)
  package var y = FigureAxis(side: .left)
  /// Sides of the frame that are drawn: of `left`, `right`, `top`, `bottom`.
  package var spines = FigureSide.allCases
  package var background: FigureColor?
  /// One unit of x is as long as one of y.
  package var isEqual = false
  /// Back to front. The grid lies under those of `order` from 1.5.
  package var artists: [FigureArtist] = []
  package var legend: FigureLegend?
  /// The axes in whose frame these stand, for a second scale.
  package var over: Int?
  /// The axes whose colours these explain, for a colour bar.
  package var explains: Int?

  package init(box: FigureBox) { self.box = box }
}

package struct FigureCell: Hashable, Sendable, Codable {
  package var rows = 1
  package var columns = 1
  package var row = 0
  package var column = 0
  package var rowSpan = 1
  package var columnSpan = 1
  package init() {}
}

package struct FigureTitle: Hashable, Sendable, Codable {
  package var text = ""
  /// In hundredths of an inch.
  package var size = FigureLimits.titleSize
  package var align = FigureAlign.center
  package var color = FigureColor.black
  package var isBold = false
  package init() {}
}

package enum FigureSide: String, Sendable, Codable, CaseIterable { case left, right, top, bottom }
package enum FigureAlign: String, Sendable, Codable { case left, center, right }

/// One axis: its limits, ticks and label.
package struct FigureAxis: Hashable, Sendable, Codable {
  package var label = FigureTitle()
  /// What stands at the left or lower end; larger than `high` where the axis is turned round.
  package var low = 0.0
  package var high = 1.0
  package var scale = FigureScale.linear
  package var ticks: [FigureTick] = []
  package var minorTicks: [Double] = []
  /// What tick labels leave out: `1e6`, `+1.2e3`.
  package var offset = ""
  package var side: FigureSide
  package var isShown = true
  package var areTicksShown = true
  /// Degrees, counter-clockwise.
  package var rotation = 0.0
  package var labelSize = FigureLimits.textSize
  package var color = FigureColor.black
  package var grid: FigureStroke?
  package var minorGrid: FigureStroke?

  package init(side: FigureSide) { self.side = side }

  /// Where a value stands between the ends: 0 at the left or lower end, 1 at the other.
  package func fraction(_ value: Double) -> Double {
    let (a, b) = (scale.transformed(low), scale.transformed(high))
    return (scale.transformed(value) - a) / (b - a)
  }

  /// The value that stands there.
  package func value(at fraction: Double) -> Double {
    let (a, b) = (scale.transformed(low), scale.transformed(high))
    return scale.inverse(a + (b - a) * fraction)
  }
}

package struct FigureTick: Hashable, Sendable, Codable {
  package var value: Double
  package var label: String
  package init(_ value: Double, _ label: String) {
    self.value = value
    self.label = label
  }
}

/// Strokes of lines, grids and frames.
package struct FigureStroke: Hashable, Sendable, Codable {
  package var color: FigureColor
  /// In hundredths of an inch.
  package var width: Double
  /// Lengths of strokes and gaps; empty for an unbroken line.
  package var dashes: [Double] = []

  package init(_ color: FigureColor, width: Double, dashes: [Double] = []) {
    self.color = color
    self.width = width
    self.dashes = dashes
  }
}

package struct FigureLegend: Hashable, Sendable, Codable {
  package struct Entry: Hashable, Sendable, Codable {
    package var label: String
    package var stroke: FigureStroke?
    package var marker: FigureMarker?
    /// A filled rectangle, and its edge.
    package var fill: FigureColor?
    package var edge: FigureStroke?
    package init(_ label: String) { self.label = label }
  }

  package var title = ""
  package var entries: [Entry]
  package var columns = 1
  package var box = FigureBox(x: 0, y: 0, width: 0, height: 0)
  /// In hundredths of an inch.
  package var size = FigureLimits.textSize
  package var isFramed = true
  package var opacity = 0.8
  /// It stands beside the axes, not in them.
  package var isOutside = false

  package init(_ entries: [Entry]) { self.entries = entries }
}
