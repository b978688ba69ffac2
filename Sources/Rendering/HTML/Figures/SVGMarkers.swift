import LessonOutput

/// Signs at points. Dots of one colour become one path.
enum SVGMarkers {
  /// More than these are not drawn one by one.
  private static let mostSingle = 3_000

  static func markers(
    _ marker: FigureMarker, at places: [(x: Double, y: Double)], isAdaptive: Bool,
    isScale: Bool = false
  ) -> String {
    guard !places.isEmpty else { return "" }
    let shape = marker.shape
    if shape.isStroked {
      let stroke = marker.edge ?? FigureStroke(marker.fill ?? .black, width: 1.39)
      var path = SVGPath()
      for place in places { outline(shape, marker.size, place, &path) }
      let paint = SVGPaint.attributes(
        fill: nil, stroke: stroke, isAdaptive: isAdaptive, isScale: isScale)
      return "<path fill=\"none\"\(paint)"
        + " d=\"\(path.text)\"/>\n"
    }
    let edge = marker.edge.flatMap { $0.color.alpha > 0 && $0.width > 0 ? $0 : nil }
    if let fill = marker.fill, fill.alpha > 0, edge == nil || edge?.color == fill {
      let size = marker.size + (edge?.width ?? 0)
      if round(shape) {
        return dots(places, size: size, fill, isAdaptive, isScale)
      }
    }
    var path = SVGPath()
    for place in places { outline(shape, marker.size, place, &path) }
    let paint = SVGPaint.attributes(
      fill: marker.fill ?? .clear, stroke: edge, isAdaptive: isAdaptive, isScale: isScale)
    return "<path\(paint) stroke-linejoin=\"miter\" d=\"\(path.text)\"/>\n"
  }

  private static func round(_ shape: FigureMarkerShape) -> Bool {
    shape == .circle || shape == .point || shape == .pixel
  }

  private static func dots(
    _ places: [(x: Double, y: Double)], size: Double, _ color: FigureColor, _ isAdaptive: Bool,
    _ isScale: Bool
  ) -> String {
    let stroke = SVGPaint.attributes(
      fill: nil, stroke: FigureStroke(color, width: size), isAdaptive: isAdaptive, isScale: isScale)
    // What shines through adds up only if each dot is drawn for itself.
    if color.alpha < 255, places.count > 1, places.count <= mostSingle {
      var svg = "<g fill=\"none\"\(stroke) stroke-linecap=\"round\">\n"
      for place in places {
        var path = SVGPath()
        path.dot(place.x, place.y)
        svg += "<path d=\"\(path.text)\"/>"
      }
      return svg + "\n</g>\n"
    }
    var path = SVGPath()
    for place in places { path.dot(place.x, place.y) }
    return "<path fill=\"none\"\(stroke) stroke-linecap=\"round\" d=\"\(path.text)\"/>\n"
  }

  /// Points of a scatter plot, in their order.
  static func points(_ points: FigurePoints, _ placement: FigurePlacement, isAdaptive: Bool)
    -> String
  {
    let count = min(points.x.count, points.y.count)
    let isScale = points.fills.count > 1
    var svg = ""
    var run: [(x: Double, y: Double)] = []
    var current: FigureMarker?
    func value<T>(_ values: [T], _ index: Int) -> T? {
      values.isEmpty ? nil : values[index < values.count ? index : 0]
    }
    func flush() {
      guard let current else { return }
      let hasEdge = current.edge.map { $0.color != current.fill } ?? false
      if hasEdge, run.count > 1, run.count <= mostSingle {
        // Each point covers those before it, edge and all.
        for place in run {
          svg += markers(current, at: [place], isAdaptive: isAdaptive, isScale: isScale)
        }
      } else {
        svg += markers(current, at: run, isAdaptive: isAdaptive, isScale: isScale)
      }
      run = []
    }
    for index in 0..<count {
      let place = placement.point(points.x[index], points.y[index])
      guard place.x.isFinite, place.y.isFinite else { continue }
      let edge = value(points.edges, index).map { FigureStroke($0, width: points.edgeWidth) }
      let marker = FigureMarker(
        points.shape, size: value(points.sizes, index) ?? 8.33, fill: value(points.fills, index),
        edge: edge)
      if marker != current {
        flush()
        current = marker
      }
      run.append(place)
    }
    flush()
    return svg
  }

  /// Adds the outline of one sign.
  private static func outline(
    _ shape: FigureMarkerShape, _ size: Double, _ place: (x: Double, y: Double),
    _ path: inout SVGPath
  ) {
    let half = size / 2
    func polygon(_ points: [(Double, Double)]) {
      for (number, point) in points.enumerated() {
        let (x, y) = (place.x + point.0 * half, place.y + point.1 * half)
        if number == 0 { path.move(x, y) } else { path.line(x, y) }
      }
      path.close()
    }
    func strokes(_ pieces: [((Double, Double), (Double, Double))]) {
      for piece in pieces {
        path.move(place.x + piece.0.0 * half, place.y + piece.0.1 * half)
        path.line(place.x + piece.1.0 * half, place.y + piece.1.1 * half)
      }
    }
    func regular(_ corners: Int, _ inner: Double? = nil, turn: Double = 0) {
      let steps = inner == nil ? corners : 2 * corners
      polygon(
        (0..<steps).map { step in
          let angle = (Double(step) / Double(steps) + turn) * 2 * Double.pi
          let radius = step % 2 == 1 ? inner ?? 1 : 1
          return (radius * FigureMath.sine(angle), -radius * FigureMath.cosine(angle))
        })
    }
    switch shape {
    case .point: regular(16)
    case .circle, .pixel: regular(24)
    case .triangleUp: polygon([(0, -1), (1, 1), (-1, 1)])
    case .triangleDown: polygon([(0, 1), (1, -1), (-1, -1)])
    case .triangleLeft: polygon([(-1, 0), (1, -1), (1, 1)])
    case .triangleRight: polygon([(1, 0), (-1, -1), (-1, 1)])
    case .square: polygon([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    case .diamond: polygon([(0, -1.414), (1.414, 0), (0, 1.414), (-1.414, 0)])
    case .thinDiamond: polygon([(0, -1.414), (0.85, 0), (0, 1.414), (-0.85, 0)])
    case .pentagon: regular(5)
    case .hexagon: regular(6)
    case .octagon: regular(8, turn: 1.0 / 16)
    case .star: regular(5, 0.382)
    case .filledPlus, .filledCross:
      let third = 1.0 / 3
      let corners: [(Double, Double)] = [
        (-third, -1), (third, -1), (third, -third), (1, -third), (1, third), (third, third),
        (third, 1), (-third, 1), (-third, third), (-1, third), (-1, -third), (-third, -third),
      ]
      let turn = shape == .filledCross ? Double.pi / 4 : 0
      let (s, c) = (FigureMath.sine(turn), FigureMath.cosine(turn))
      polygon(corners.map { ($0.0 * c - $0.1 * s, $0.0 * s + $0.1 * c) })
    case .plus: strokes([((-1, 0), (1, 0)), ((0, -1), (0, 1))])
    case .cross: strokes([((-1, -1), (1, 1)), ((-1, 1), (1, -1))])
    case .vertical: strokes([((0, -1), (0, 1))])
    case .horizontal: strokes([((-1, 0), (1, 0))])
    }
  }
}
