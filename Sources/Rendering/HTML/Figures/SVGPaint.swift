import LessonOutput

/// Numbers of SVG: two decimals, nothing that needs more.
enum SVGNumber {
  static func text(_ value: Double) -> String { text(hundredths: hundredths(value)) }

  static func hundredths(_ value: Double) -> Int {
    value.isFinite ? Int((min(1e7, max(-1e7, value)) * 100).rounded()) : 0
  }

  static func text(hundredths value: Int) -> String {
    if value % 100 == 0 { return String(value / 100) }
    let size = value.magnitude
    var text = (value < 0 ? "-" : "") + (size < 100 ? "" : String(size / 100)) + "."
    let rest = size % 100
    text += rest % 10 == 0 ? String(rest / 10) : (rest < 10 ? "0" : "") + String(rest)
    return text
  }

  /// Attributes that place a box.
  static func place(_ box: FigureBox) -> String {
    " x=\"\(text(box.x))\" y=\"\(text(box.y))\" width=\"\(text(max(0, box.width)))\""
      + " height=\"\(text(max(0, box.height)))\""
  }
}

/// The data of a path, each point relative to the last, in tenths.
struct SVGPath {
  private(set) var text = ""
  private var last = (x: 0, y: 0)
  private var isInLine = false

  var isEmpty: Bool { text.isEmpty }

  private static func tenths(_ value: Double) -> Int {
    value.isFinite ? Int((min(20_000, max(-20_000, value)) * 10).rounded()) : 0
  }

  private mutating func add(_ x: Int, _ y: Int) {
    text += Self.number(x)
    if y >= 0 { text += " " }
    text += Self.number(y)
  }

  private static func number(_ tenths: Int) -> String {
    if tenths % 10 == 0 { return String(tenths / 10) }
    let size = tenths.magnitude
    return (tenths < 0 ? "-" : "") + (size < 10 ? "" : String(size / 10)) + "." + String(size % 10)
  }

  mutating func move(_ x: Double, _ y: Double) {
    let (px, py) = (Self.tenths(x), Self.tenths(y))
    text += "M"
    add(px, py)
    last = (px, py)
    isInLine = false
  }

  mutating func line(_ x: Double, _ y: Double) {
    let (px, py) = (Self.tenths(x), Self.tenths(y))
    let (dx, dy) = (px - last.x, py - last.y)
    if isInLine { if dx >= 0 { text += " " } } else { text += "l" }
    add(dx, dy)
    last = (px, py)
    isInLine = true
  }

  mutating func close() {
    text += "z"
    isInLine = false
  }

  /// Nothing from here to here: a round cap makes a dot of it.
  mutating func dot(_ x: Double, _ y: Double) {
    move(x, y)
    text += "h0"
  }
}

/// Colours as attributes. Black and white are ink and ground of the page; colours that a dark page
/// would swallow are made brighter there.
enum SVGPaint {
  static func fill(_ color: FigureColor, isAdaptive: Bool = true) -> String {
    attributes(fill: color, stroke: nil, isAdaptive: isAdaptive)
  }

  static func stroke(_ stroke: FigureStroke, isAdaptive: Bool = true) -> String {
    attributes(fill: nil, stroke: stroke, isAdaptive: isAdaptive)
  }

  /// Nothing for what is nil; `none` for a fill that can't be seen.
  ///
  /// - Parameter isScale: colours stand for numbers, and are not made brighter.
  static func attributes(
    fill: FigureColor?, stroke: FigureStroke?, isAdaptive: Bool = true, isScale: Bool = false
  ) -> String {
    var classes: [String] = []
    var text = ""
    var current: FigureColor?
    func paint(_ name: String, _ letter: String, _ color: FigureColor) {
      let opaque = color.with(opacity: 1)
      if isAdaptive, opaque == .black {
        classes.append(letter + "i")
        text += " \(name)=\"#000\""
      } else if isAdaptive, opaque == .white {
        classes.append(letter + "g")
        text += " \(name)=\"#fff\""
      } else if isAdaptive, !isScale, color.luminance < 0.09, current == nil || current == opaque {
        classes.append(letter + "d")
        if current == nil { text += " color=\"\(opaque.text)\"" }
        current = opaque
        text += " \(name)=\"currentColor\""
      } else {
        text += " \(name)=\"\(opaque.text)\""
      }
      if color.alpha < 255 { text += " \(name)-opacity=\"\(SVGNumber.text(color.opacity))\"" }
    }
    if let fill {
      if fill.alpha == 0 { text += " fill=\"none\"" } else { paint("fill", "f", fill) }
    }
    if let stroke, stroke.color.alpha > 0, stroke.width > 0 {
      paint("stroke", "s", stroke.color)
      text += " stroke-width=\"\(SVGNumber.text(stroke.width))\""
      if !stroke.dashes.isEmpty {
        let dashes = stroke.dashes.prefix(16).map(SVGNumber.text).joined(separator: " ")
        text += " stroke-dasharray=\"\(dashes)\""
      }
    }
    return (classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\"") + text
  }
}
