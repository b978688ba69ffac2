import LessonOutput

/// Numbers and arrays of a trace as a page shows them.
enum PictureText {
  /// Digits in tables and in the circuit, where there is less room.
  static let tableDigits = 6
  static let wireDigits = 4

  /// A number with at most so many significant digits, `−` for minus; integers whole.
  static func number(_ value: Double, digits: Int, isInteger: Bool = false) -> String {
    if isInteger, let whole = Int(exactly: value) {
      return (whole < 0 ? "−" : "") + String(whole.magnitude)
    }
    return CircuitNumber.text(value, digits: digits)
  }

  /// The number as Swift writes it, so that it can be compared with the JSON.
  static func exact(_ value: Double, isInteger: Bool) -> String {
    if isInteger, let whole = Int(exactly: value) { return String(whole) }
    return value.description
  }

  /// All that a `data-` attribute holds: a number, a list in row-major order, or the statistics.
  static func exact(_ picture: Picture) -> String {
    if let number = picture.number { return exact(number, isInteger: picture.isInteger) }
    if !picture.elements.isEmpty {
      return "["
        + picture.elements.map { exact($0, isInteger: picture.isInteger) }
        .joined(separator: ", ") + "]"
    }
    guard let statistics = picture.statistics else { return "[]" }
    return "sum \(statistics.sum), abs_sum \(statistics.absoluteSum)"
  }

  /// `3 × 4`; `scalar` for none.
  static func shape(_ shape: [Int]) -> String {
    shape.isEmpty
      ? "scalar"
      : "(" + shape.map(String.init).joined(separator: ", ")
        + (shape.count == 1 ? ",)" : ")")
  }

  /// What fits over a wire: the number, a short vector, or shape and mean ± spread.
  static func wire(_ picture: Picture) -> String {
    if let number = picture.number {
      return self.number(number, digits: wireDigits, isInteger: picture.isInteger)
    }
    if picture.shape.count == 1, (1...3).contains(picture.elements.count) {
      return "["
        + picture.elements.map { number($0, digits: 3, isInteger: picture.isInteger) }
        .joined(separator: ", ") + "]"
    }
    guard let statistics = picture.statistics else { return shape(picture.shape) }
    return shape(picture.shape) + " " + number(statistics.mean, digits: 3) + " ± "
      + number(statistics.spread, digits: 2)
  }

  /// A cell's content, as markup.
  static func cell(_ picture: Picture) -> String {
    if let number = picture.number {
      return self.number(number, digits: tableDigits, isInteger: picture.isInteger)
    }
    let fits = picture.shape.count <= 2 && (picture.shape.last ?? 0) <= 8
    return !picture.elements.isEmpty && fits ? matrix(picture) : statistics(picture)
  }

  /// `(64, 10) · mean 0.1 ± 0.02 · −0.3 … 0.4 · 12 zeros`
  static func statistics(_ picture: Picture) -> String {
    var parts = [shape(picture.shape)]
    if let statistics = picture.statistics, statistics.count > 0 {
      parts.append(
        "mean " + number(statistics.mean, digits: 4) + " ± "
          + number(statistics.spread, digits: 3))
      if statistics.minimum <= statistics.maximum {
        parts.append(
          number(statistics.minimum, digits: 4) + " … " + number(statistics.maximum, digits: 4))
      }
      if statistics.zeros > 0 {
        parts.append(statistics.zeros == 1 ? "1 zero" : "\(statistics.zeros) zeros")
      }
      if statistics.nonFinite > 0 { parts.append("\(statistics.nonFinite) not finite") }
    }
    // Lines break between the parts, not in them.
    let list = parts.map { "<span>\($0)</span>" }.joined(separator: " · ")
    return "<span class=\"statistics\">\(list)</span>"
  }

  private static func matrix(_ picture: Picture) -> String {
    let columns = max(1, picture.shape.last ?? 1)
    var html =
      "<table class=\"matrix\" aria-label=\"Array of shape \(shape(picture.shape))\"><tbody>"
    for start in stride(from: 0, to: picture.elements.count, by: columns) {
      html += "<tr>"
      for value in picture.elements[start..<min(start + columns, picture.elements.count)] {
        html += "<td>\(number(value, digits: 4, isInteger: picture.isInteger))</td>"
      }
      html += "</tr>"
    }
    return html + "</tbody></table>"
  }
}
