/// From the units of artists to lengths from the upper left of a figure.
package struct FigurePlacement: Sendable {
  package let axes: FigureAxes

  package init(_ axes: FigureAxes) { self.axes = axes }

  package func x(_ value: Double) -> Double {
    axes.box.x + axes.x.fraction(value) * axes.box.width
  }

  package func y(_ value: Double) -> Double {
    axes.box.y + (1 - axes.y.fraction(value)) * axes.box.height
  }

  package func point(_ x: Double, _ y: Double, _ coordinates: FigureCoordinates = .data) -> (
    x: Double, y: Double
  ) {
    let across =
      coordinates == .data || coordinates == .acrossHeight
      ? self.x(x) : axes.box.x + x * axes.box.width
    let up =
      coordinates == .data || coordinates == .acrossWidth
      ? self.y(y) : axes.box.y + (1 - y) * axes.box.height
    return (across, up)
  }

  /// The box of a text of these axes, arrow aside.
  package static func box(_ text: FigureText, in axes: FigureAxes) -> FigureBox {
    var moved = text
    let point = FigurePlacement(axes).point(text.x, text.y, text.coordinates)
    moved.x = point.x + (text.shift.first ?? 0)
    moved.y = point.y - (text.shift.dropFirst().first ?? 0)
    guard moved.x.isFinite, moved.y.isFinite else {
      return FigureBox(x: axes.box.x, y: axes.box.y, width: 0, height: 0)
    }
    let box = box(moved)
    // What stands in data out of sight is not drawn.
    if text.coordinates == .data, !box.overlaps(axes.box), text.shift.isEmpty,
      !isSeen(point, axes)
    {
      return FigureBox(x: axes.box.x, y: axes.box.y, width: 0, height: 0)
    }
    return box
  }

  private static func isSeen(_ point: (x: Double, y: Double), _ axes: FigureAxes) -> Bool {
    let near = 1.5
    return point.x > axes.box.x - near * axes.box.width
      && point.x < axes.box.right + near * axes.box.width
      && point.y > axes.box.y - near * axes.box.height
      && point.y < axes.box.bottom + near * axes.box.height
  }

  /// The box of a text whose place is a length.
  package static func box(_ text: FigureText) -> FigureBox {
    let size = FigureMetrics.size(text.text, text.size, rotation: text.rotation)
    let left: Double =
      switch text.align {
      case .left: text.x
      case .center: text.x - size.width / 2
      case .right: text.x - size.width
      }
    let top: Double =
      switch text.vertical {
      case .top: text.y
      case .center: text.y - size.height / 2
      case .bottom: text.y - size.height
      case .baseline: text.y - size.height + FigureMetrics.descent * text.size
      }
    let pad = text.fill != nil || text.edge != nil ? 0.4 * text.size : 0
    return FigureBox(
      x: left - pad, y: top - pad, width: size.width + 2 * pad, height: size.height + 2 * pad)
  }
}

extension FigureArtist {
  /// The artist above a grid that lies at `order`.
  func raised(below order: Double) -> FigureArtist {
    self.order < order ? reordered(order + self.order / 1e3) : self
  }

  package func reordered(_ order: Double) -> FigureArtist {
    switch self {
    case .line(var line):
      line.order = order
      return .line(line)
    case .points(var points):
      points.order = order
      return .points(points)
    case .bars(var bars):
      bars.order = order
      return .bars(bars)
    case .area(var area):
      area.order = order
      return .area(area)
    case .image(var image):
      image.order = order
      return .image(image)
    case .arrows(var arrows):
      arrows.order = order
      return .arrows(arrows)
    case .text(var text):
      text.order = order
      return .text(text)
    }
  }
}
