import LessonOutput

/// Arrows of fields and annotations.
enum SVGArrow {
  /// An arrow of a field: its head is five widths long and three wide, smaller for short arrows.
  static func field(
    _ path: inout SVGPath, _ from: (x: Double, y: Double), _ by: (x: Double, y: Double),
    width: Double
  ) {
    let length = (by.x * by.x + by.y * by.y).squareRoot()
    guard length.isFinite, from.x.isFinite, from.y.isFinite else { return }
    if length < width {
      // Too short for an arrow: a dot.
      let half = width / 2
      path.move(from.x - half, from.y)
      path.line(from.x, from.y - half)
      path.line(from.x + half, from.y)
      path.line(from.x, from.y + half)
      path.close()
      return
    }
    let (ux, uy) = (by.x / length, by.y / length)
    let shrink = min(1, length / (5 * width))
    let (head, half, neck) = (5 * width * shrink, 1.5 * width * shrink, 4.5 * width * shrink)
    let shaft = width / 2 * min(1, shrink * 1.2)
    func at(_ along: Double, _ across: Double) -> (Double, Double) {
      (from.x + ux * along - uy * across, from.y + uy * along + ux * across)
    }
    let corners = [
      at(0, shaft), at(length - neck, shaft), at(length - head, half), at(length, 0),
      at(length - head, -half), at(length - neck, -shaft), at(0, -shaft),
    ]
    for (number, corner) in corners.enumerated() {
      if number == 0 { path.move(corner.0, corner.1) } else { path.line(corner.0, corner.1) }
    }
    path.close()
  }

  /// An arrow from a text's box to a place.
  static func annotation(
    _ arrow: FigureText.Arrow, from box: FigureBox, to target: (x: Double, y: Double),
    isAdaptive: Bool
  ) -> String {
    let middle = (x: box.x + box.width / 2, y: box.y + box.height / 2)
    let (dx, dy) = (target.x - middle.x, target.y - middle.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length.isFinite, length > 1, length < 1e5 else { return "" }
    let (ux, uy) = (dx / length, dy / length)
    // The line leaves the box where it crosses its edge.
    let pad = 4.0
    let across = abs(ux) > 1e-9 ? (box.width / 2 + pad) / abs(ux) : .infinity
    let up = abs(uy) > 1e-9 ? (box.height / 2 + pad) / abs(uy) : .infinity
    let start = min(across, up)
    let end = length - 2.78
    guard end > start else { return "" }
    func at(_ along: Double, _ side: Double) -> (Double, Double) {
      (middle.x + ux * along - uy * side, middle.y + uy * along + ux * side)
    }
    var path = SVGPath()
    if arrow.isBold {
      let (inset, half) = (0.05 * (end - start), arrow.stroke.width / 2)
      let (from, to) = (start + inset, end - inset)
      let (head, wide) = (min(16.7, (to - from) * 0.6), 8.3)
      let corners = [
        at(from, half), at(to - head, half), at(to - head, wide), at(to, 0), at(to - head, -wide),
        at(to - head, -half), at(from, -half),
      ]
      for (number, corner) in corners.enumerated() {
        if number == 0 { path.move(corner.0, corner.1) } else { path.line(corner.0, corner.1) }
      }
      path.close()
      let edge = FigureStroke(.black, width: 1)
      let paint = SVGPaint.attributes(
        fill: arrow.stroke.color, stroke: edge, isAdaptive: isAdaptive)
      return "<path\(paint) d=\"\(path.text)\"/>\n"
    }
    let (from, to) = (at(start, 0), at(end, 0))
    path.move(from.0, from.1)
    path.line(to.0, to.1)
    if arrow.hasHead {
      let size = 5.5
      let (a, b) = (at(end - size, size / 2), at(end - size, -size / 2))
      path.move(a.0, a.1)
      path.line(to.0, to.1)
      path.line(b.0, b.1)
    }
    return "<path fill=\"none\"\(SVGPaint.stroke(arrow.stroke, isAdaptive: isAdaptive))"
      + " d=\"\(path.text)\"/>\n"
  }
}
