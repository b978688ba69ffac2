import LessonOutput

/// Text elements of figures.
enum SVGText {
  /// A text around a place, as its alignment says.
  ///
  /// - Parameter inherits: size and colour stand on an element around it.
  static func element(
    _ text: FigureText, at place: (x: Double, y: Double), inherits: Bool = false,
    isAdaptive: Bool = true
  ) -> String {
    let label = text.text
    let lines = label.split(separator: "\n", omittingEmptySubsequences: false)
    let size = text.size
    let height = size * (1 + 1.2 * Double(max(0, lines.count - 1)))
    // Where the first baseline stands, as if the text were not turned.
    var baseline: Double =
      switch text.vertical {
      case .top: FigureMetrics.ascent * size
      case .center: FigureMetrics.ascent * size - height / 2 - 0.02 * size
      case .bottom: FigureMetrics.ascent * size - height
      case .baseline: size - height
      }
    var (x, y) = place
    var turn = ""
    if text.rotation != 0, text.rotation.isFinite {
      // A turned text is placed by the box around it, then turned about its own middle.
      let box = FigurePlacement.box(at(text, place))
      (x, y) = (box.x + box.width / 2, box.y + box.height / 2)
      baseline = FigureMetrics.ascent * size - height / 2 - 0.02 * size
      turn =
        " transform=\"rotate(\(SVGNumber.text(-text.rotation)) \(SVGNumber.text(x)) "
        + "\(SVGNumber.text(y)))\""
    }
    let isTurned = !turn.isEmpty
    let anchor = isTurned ? FigureAlign.center : text.align
    var html = "<text x=\"\(SVGNumber.text(x))\" y=\"\(SVGNumber.text(y + baseline))\""
    switch anchor {
    case .left: break
    case .center: html += " text-anchor=\"middle\""
    case .right: html += " text-anchor=\"end\""
    }
    if !inherits {
      html += " font-size=\"\(SVGNumber.text(size))\""
      html += SVGPaint.fill(text.color, isAdaptive: isAdaptive)
    }
    if text.isBold { html += " font-weight=\"bold\"" }
    if text.isItalic { html += " font-style=\"italic\"" }
    html += turn + ">"
    if lines.count == 1 { return html + content(label, size) + "</text>" }
    for (number, line) in lines.enumerated() {
      html += "<tspan x=\"\(SVGNumber.text(x))\""
      if number > 0 { html += " dy=\"\(SVGNumber.text(1.2 * size))\"" }
      html += ">\(content(String(line), size))</tspan>"
    }
    return html + "</text>"
  }

  /// A line of text, its scripts raised and lowered.
  private static func content(_ line: String, _ size: Double) -> String {
    var html = ""
    var shift = 0.0
    for run in FigureLabel.runs(line) {
      let wanted = Double(run.level) * (run.level > 0 ? -0.36 : -0.18) * size
      let change = wanted - shift
      if change == 0, run.level == 0, !run.isItalic {
        html += HTMLText.escape(run.text)
        continue
      }
      html += "<tspan"
      if change != 0 { html += " dy=\"\(SVGNumber.text(change))\"" }
      if run.level != 0 { html += " font-size=\"\(SVGNumber.text(0.7 * size))\"" }
      if run.isItalic { html += " font-style=\"italic\"" }
      html += ">\(HTMLText.escape(run.text))</tspan>"
      shift = wanted
    }
    return html
  }

  private static func at(_ text: FigureText, _ place: (x: Double, y: Double)) -> FigureText {
    var placed = text
    (placed.x, placed.y) = place
    placed.fill = nil
    placed.edge = nil
    return placed
  }
}
