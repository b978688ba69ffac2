/// What a figure may hold: a page of it stays small, whatever was plotted.
package enum FigureLimits {
  /// Pixels of a page, and units of a figure, to the inch.
  package static let unitsPerInch = 100.0
  /// Units in a point, in which matplotlib gives sizes of text and widths of lines.
  package static let unitsPerPoint = 100.0 / 72
  /// 10 points.
  package static let textSize = 1000.0 / 72
  /// 12 points.
  package static let titleSize = 1200.0 / 72
  /// A figure that is larger would not fit in any window.
  package static let largestSide = 50.0
  /// Inches; smaller figures have no room for ticks.
  package static let smallestSide = 0.5
  /// As many as a wall of filters needs; what lies beyond is left out, and said.
  package static let mostAxes = 150
  /// As many as `subplots` makes: what is not drawn takes memory all the same.
  package static let mostSubplots = 10_000
  package static let mostFigures = 50
  package static let mostArtists = 2_000
  /// A page a thousand pixels wide shows four points a column.
  package static let mostLinePoints = 4_000
  /// Points of all the lines and outlines of one pair of axes.
  package static let mostPointsOfAxes = 60_000
  package static let mostMarkers = 10_000
  package static let mostBars = 2_000
  package static let mostArrows = 4_000
  /// Cells along a side of an image; finer ones are averaged.
  package static let mostCells = 512
  package static let mostCharacters = 2_000
  package static let mostTicks = 200
  package static let mostLegendEntries = 40
  /// Cells of a grid whose contours are traced.
  package static let mostContourCells = 4_000_000
  package static let mostLevels = 200
}
