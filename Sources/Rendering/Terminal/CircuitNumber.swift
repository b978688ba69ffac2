import LessonOutput

/// Numbers on the wires of a circuit: few digits, integers as integers. The digits that an equation
/// needs to be true stand in the table, not here.
enum CircuitNumber {
  /// Vectors up to this length may stand on a wire whole.
  static let mostElements = 3

  /// A scalar with at most `digits` significant digits; an array's shape, `2×3`, or the elements of
  /// a short vector.
  static func text(_ picture: Picture?, digits: Int, showsElements: Bool = false) -> String {
    guard let picture else { return "–" }
    if let number = picture.number { return text(number, digits: digits) }
    if picture.isScalar { return "?" }
    if showsElements, isShort(picture) {
      let items = picture.elements.map { text($0, digits: min(digits, 3)) }
      return "[" + items.joined(separator: ", ") + "]"
    }
    if picture.shape.count == 1 { return "(\(picture.shape[0]),)" }
    return picture.shape.map(String.init).joined(separator: "×")
  }

  static func isShort(_ picture: Picture) -> Bool {
    picture.shape.count == 1 && !picture.elements.isEmpty
      && picture.elements.count <= mostElements
  }

  /// The number with at most `digits` significant digits; integers below a million whole.
  static func text(_ value: Double, digits: Int) -> String {
    if value.isNaN { return "nan" }
    let sign = value < 0 ? "−" : ""
    let size = abs(value)
    if size.isInfinite { return sign + "∞" }
    if size == 0 { return "0" }
    if size < 1e6, size == size.rounded() { return sign + String(Int(size)) }
    var (figures, exponent) = decimal(size)
    // What stands before the point is never rounded.
    let digits = exponent <= 5 ? max(digits, exponent + 1) : digits
    if figures.count > digits {
      let roundsUp = figures[digits] >= 5
      figures = Array(figures.prefix(digits))
      var index = digits - 1
      if roundsUp {
        while index >= 0, figures[index] == 9 {
          figures[index] = 0
          index -= 1
        }
        if index >= 0 {
          figures[index] += 1
        } else {
          figures.insert(1, at: 0)
          exponent += 1
        }
      }
    }
    while figures.count > 1, figures.last == 0 { figures.removeLast() }
    return sign + written(figures, exponent)
  }

  private static func written(_ figures: [Int], _ exponent: Int) -> String {
    let text = figures.map { String($0) }.joined()
    if exponent < -4 || exponent > 5 {
      let fraction = text.dropFirst()
      return text.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "×10"
        + String(String(exponent).compactMap { MathTextSymbols.superscripts[$0] })
    }
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + text }
    let whole = exponent + 1
    if whole >= text.count { return text + String(repeating: "0", count: whole - text.count) }
    return text.prefix(whole) + "." + text.dropFirst(whole)
  }

  /// The shortest decimal digits of a positive number, and the power of ten of the first.
  private static func decimal(_ value: Double) -> (figures: [Int], exponent: Int) {
    var figures: [Int] = []
    var point: Int?
    var power = 0
    let parts = value.description.split(separator: "e")
    for byte in (parts.first ?? "").utf8 {
      if byte == UInt8(ascii: ".") {
        point = figures.count
      } else if byte >= 0x30, byte <= 0x39 {
        figures.append(Int(byte) - 0x30)
      }
    }
    if parts.count > 1 { power = Int(parts[1]) ?? 0 }
    let leading = figures.prefix { $0 == 0 }.count
    let exponent = (point ?? figures.count) - 1 - leading + power
    figures.removeFirst(leading)
    return (figures.isEmpty ? [0] : figures, exponent)
  }
}
