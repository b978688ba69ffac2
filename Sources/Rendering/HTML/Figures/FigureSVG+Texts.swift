import LessonOutput

/// Texts, arrows from them, legends.
extension FigureSVG {
  mutating func write(
    _ text: FigureText, at place: (x: Double, y: Double), isAdaptive: Bool
  ) {
    guard place.x.isFinite, place.y.isFinite, abs(place.x) < 1e5, abs(place.y) < 1e5 else { return }
    var placed = text
    (placed.x, placed.y) = place
    if text.fill != nil || text.edge != nil {
      let box = FigurePlacement.box(placed)
      svg += "<rect rx=\"\(SVGNumber.text(text.size * 0.2))\"\(SVGNumber.place(box))"
      // A box of its own colour keeps it; its text does, too.
      svg += SVGPaint.attributes(
        fill: text.fill ?? .clear, stroke: text.edge, isAdaptive: text.fill == nil)
      svg += "/>\n"
    }
    let adapts = isAdaptive && (text.fill.map { $0.alpha < 128 } ?? true)
    svg += SVGText.element(placed, at: place, isAdaptive: adapts) + "\n"
  }

  mutating func write(
    _ text: FigureText, in axes: FigureAxes, _ placement: FigurePlacement, isAdaptive: Bool
  ) {
    var place = placement.point(text.x, text.y, text.coordinates)
    place.x += text.shift.first ?? 0
    place.y -= text.shift.dropFirst().first ?? 0
    var placed = text
    (placed.x, placed.y) = place
    if let arrow = text.arrow {
      let target = placement.point(arrow.x, arrow.y, arrow.coordinates)
      let box = FigurePlacement.box(placed)
      svg += SVGArrow.annotation(arrow, from: box, to: target, isAdaptive: isAdaptive)
    }
    write(text, at: place, isAdaptive: isAdaptive)
  }

  mutating func write(_ legend: FigureLegend, isCovered: Bool) {
    let (box, em) = (legend.box, legend.size)
    svg += "<g class=\"key\" font-size=\"\(SVGNumber.text(em))\">\n"
    if legend.isFramed {
      svg += "<rect class=\"fg\" rx=\"\(SVGNumber.text(em * 0.2))\"\(SVGNumber.place(box))"
      svg += " fill=\"#fff\" fill-opacity=\"\(SVGNumber.text(legend.opacity))\""
      svg += " stroke=\"#ccc\" stroke-opacity=\".8\" stroke-width=\"1.39\"/>\n"
    }
    var top = box.y + LegendMetrics.border * em
    func label(_ text: String, _ x: Double, _ y: Double, _ align: FigureAlign) -> String {
      var label = FigureText(text, x: x, y: y)
      label.size = em
      label.align = align
      label.vertical = .top
      return SVGText.element(label, at: (x, y), inherits: true, isAdaptive: true)
    }
    let ink = isCovered && !legend.isFramed ? " fill=\"#000\"" : " class=\"fi\" fill=\"#000\""
    if !legend.title.isEmpty {
      svg += "<g\(ink)>" + label(legend.title, box.x + box.width / 2, top, .center) + "</g>\n"
      top += TextMeasure.height(legend.title, size: em) + LegendMetrics.rowGap * em
    }
    var left = box.x + LegendMetrics.border * em
    for column in LegendMetrics.columns(legend) {
      var y = top
      for entry in column.entries {
        let height = TextMeasure.height(entry.label, size: em)
        handle(entry, left, y + em * 0.5, em)
        svg += "<g\(ink)>"
        svg += label(
          entry.label, left + (LegendMetrics.handle + LegendMetrics.handlePad) * em, y, .left)
        svg += "</g>\n"
        y += height + LegendMetrics.rowGap * em
      }
      left +=
        (LegendMetrics.handle + LegendMetrics.handlePad + LegendMetrics.columnGap) * em
        + column.width
    }
    svg += "</g>\n"
  }

  /// The sample that stands before a text of a legend.
  private mutating func handle(
    _ entry: FigureLegend.Entry, _ left: Double, _ middle: Double, _ em: Double
  ) {
    let right = left + LegendMetrics.handle * em
    if entry.fill != nil || entry.edge != nil && entry.stroke == nil && entry.marker == nil {
      let box = FigureBox(x: left, y: middle - 0.35 * em, width: right - left, height: 0.7 * em)
      svg += "<rect\(SVGNumber.place(box))"
      svg += SVGPaint.attributes(fill: entry.fill ?? .clear, stroke: entry.edge) + "/>\n"
    }
    if let stroke = entry.stroke {
      var path = SVGPath()
      path.move(left, middle)
      path.line(right, middle)
      svg += "<path fill=\"none\" d=\"\(path.text)\"\(SVGPaint.stroke(stroke))/>\n"
    }
    if let marker = entry.marker {
      svg += SVGMarkers.markers(
        marker, at: [((left + right) / 2, middle)], isAdaptive: true)
    }
  }
}
