import LessonOutput

/// What stands in the frame of axes, as SVG.
struct SVGArtists {
  let placement: FigurePlacement
  /// Black and white, and dark colours, follow the page.
  let isAdaptive: Bool
  var svg = ""

  init(_ placement: FigurePlacement, isAdaptive: Bool) {
    self.placement = placement
    self.isAdaptive = isAdaptive
  }

  mutating func write(_ artist: FigureArtist) {
    switch artist {
    case .line(let line): write(line)
    case .points(let points): svg += SVGMarkers.points(points, placement, isAdaptive: isAdaptive)
    case .bars(let bars): write(bars)
    case .area(let area): write(area)
    case .image(let image): write(image)
    case .arrows(let arrows): write(arrows)
    case .text: break
    }
  }

  private mutating func write(_ line: FigureLine) {
    let count = min(line.x.count, line.y.count)
    if let stroke = line.stroke, count > 1 {
      var path = SVGPath()
      var isDown = false
      for index in 0..<count {
        let point = placement.point(line.x[index], line.y[index], line.coordinates)
        guard point.x.isFinite, point.y.isFinite else {
          isDown = false
          continue
        }
        if isDown { path.line(point.x, point.y) } else { path.move(point.x, point.y) }
        isDown = true
      }
      if !path.isEmpty {
        let ends = line.stroke?.dashes.isEmpty ?? true ? " stroke-linecap=\"square\"" : ""
        let joins = line.role == .line ? " stroke-linejoin=\"round\"" : ""
        let paint = SVGPaint.attributes(
          fill: nil, stroke: stroke, isAdaptive: isAdaptive, isScale: line.role == .contour)
        svg += "<path fill=\"none\"\(paint)"
        svg += "\(line.role == .line || line.role == .step ? ends : "")\(joins)"
        svg += " d=\"\(path.text)\"/>\n"
      }
    }
    if let marker = line.marker {
      let places = (0..<count).map { placement.point(line.x[$0], line.y[$0], line.coordinates) }
        .filter { $0.x.isFinite && $0.y.isFinite }
      svg += SVGMarkers.markers(marker, at: places, isAdaptive: isAdaptive)
    }
  }

  private mutating func write(_ bars: FigureBars) {
    var current: FigureColor?
    var path = SVGPath()
    func flush() -> String {
      guard !path.isEmpty else { return "" }
      let paint = SVGPaint.attributes(
        fill: current ?? .clear, stroke: bars.edge, isAdaptive: isAdaptive)
      return "<path\(paint) d=\"\(path.text)\"/>\n"
    }
    for index in 0..<bars.count {
      let color = bars.fills.isEmpty ? nil : bars.fills[index < bars.fills.count ? index : 0]
      if color != current {
        svg += flush()
        path = SVGPath()
        current = color
      }
      let a = placement.point(bars.left[index], bars.bottom[index], bars.coordinates)
      let b = placement.point(
        bars.left[index] + bars.width[index], bars.bottom[index] + bars.height[index],
        bars.coordinates)
      guard a.x.isFinite, a.y.isFinite, b.x.isFinite, b.y.isFinite else { continue }
      path.move(a.x, a.y)
      path.line(b.x, a.y)
      path.line(b.x, b.y)
      path.line(a.x, b.y)
      path.close()
    }
    svg += flush()
  }

  private mutating func write(_ area: FigureArea) {
    var path = SVGPath()
    for ring in area.rings {
      var isDown = false
      for (x, y) in zip(ring.x, ring.y) {
        let point = placement.point(x, y, area.coordinates)
        guard point.x.isFinite, point.y.isFinite else { continue }
        if isDown { path.line(point.x, point.y) } else { path.move(point.x, point.y) }
        isDown = true
      }
      if isDown { path.close() }
    }
    guard !path.isEmpty else { return }
    var edge = area.edge
    var crisp = ""
    if area.role == .filledContour, edge == nil, let fill = area.fill {
      // Neighbours of different colours leave no gap between them.
      if fill.alpha == 255 {
        edge = FigureStroke(fill, width: 0.6)
      } else {
        crisp = " shape-rendering=\"crispEdges\""
      }
    }
    svg += "<path fill-rule=\"evenodd\""
    svg += SVGPaint.attributes(fill: area.fill ?? .clear, stroke: edge, isAdaptive: isAdaptive)
    svg += "\(crisp) d=\"\(path.text)\"/>\n"
  }

  private mutating func write(_ image: FigureImage) {
    guard image.extent.count == 4, image.rows > 0, image.columns > 0 else { return }
    let a = placement.point(image.extent[0], image.extent[3])
    let b = placement.point(image.extent[1], image.extent[2])
    guard a.x.isFinite, a.y.isFinite, b.x.isFinite, b.y.isFinite,
      let data = PNGImage.dataAddress(image, flipX: a.x > b.x, flipY: a.y > b.y)
    else { return }
    let box = FigureBox(
      x: min(a.x, b.x), y: min(a.y, b.y), width: abs(b.x - a.x), height: abs(b.y - a.y))
    svg += "<image preserveAspectRatio=\"none\"\(SVGNumber.place(box))"
    if !image.isSmooth { svg += " image-rendering=\"pixelated\"" }
    svg += " href=\"\(data)\"/>\n"
  }

  private mutating func write(_ arrows: FigureArrows) {
    let count = min(
      min(arrows.x.count, arrows.y.count), min(arrows.dx.count, arrows.dy.count))
    var path = SVGPath()
    var current: FigureColor?
    func flush() -> String {
      guard !path.isEmpty, let current else { return "" }
      return "<path\(SVGPaint.fill(current, isAdaptive: isAdaptive)) d=\"\(path.text)\"/>\n"
    }
    for index in 0..<count {
      let color =
        arrows.fills.isEmpty
        ? FigureColor.black : arrows.fills[index < arrows.fills.count ? index : 0]
      if color != current {
        svg += flush()
        path = SVGPath()
        current = color
      }
      let from = placement.point(arrows.x[index], arrows.y[index])
      SVGArrow.field(&path, from, (arrows.dx[index], -arrows.dy[index]), width: arrows.width)
    }
    svg += flush()
  }
}
