import LessonOutput

/// Numbers and arrays of a trace as a page shows them.
enum PictureText {
  /// Digits in tables and in the circuit, where there is less room.
  static let tableDigits = 6
  static let wireDigits = 4

  /// A number with at most so many significant digits, `−` for minus; integers whole.
  static func number(_ value: Double, digits: Int, isInteger: Bool = false) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "−inf" : "inf" }
    if let whole = Int(exactly: value), isInteger || abs(value) < 1e7 {
      return (whole < 0 || (value == 0 && value.sign == .minus) ? "−" : "")
        + String(whole.magnitude)
    }
    let (mantissa, exponent) = decimal(abs(value), digits: digits)
    let sign = value < 0 ? "−" : ""
    if exponent < -4 || exponent >= max(digits, 7) {
      let tail = mantissa.dropFirst()
      let power = (exponent < 0 ? "−" : "") + String(abs(exponent))
      return sign + String(mantissa.prefix(1)) + (tail.isEmpty ? "" : "." + tail) + "e" + power
    }
    if exponent < 0 {
      return sign + "0." + String(repeating: "0", count: -exponent - 1) + mantissa
    }
    let wholeCount = exponent + 1
    if mantissa.count <= wholeCount {
      return sign + mantissa + String(repeating: "0", count: wholeCount - mantissa.count)
    }
    return sign + mantissa.prefix(wholeCount) + "." + mantissa.dropFirst(wholeCount)
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
      return "[" + picture.elements.map { exact($0, isInteger: picture.isInteger) }
        .joined(separator: ", ") + "]"
    }
    guard let statistics = picture.statistics else { return "[]" }
    return "sum \(statistics.sum), abs_sum \(statistics.absoluteSum)"
  }

  /// `3 × 4`; `scalar` for none.
  static func shape(_ shape: [Int]) -> String {
    shape.isEmpty ? "scalar" : "(" + shape.map(String.init).joined(separator: ", ")
      + (shape.count == 1 ? ",)" : ")")
  }

  /// What fits over a wire: the number, a short vector, or shape and mean ± spread.
  static func wire(_ picture: Picture) -> String {
    if let number = picture.number {
      return self.number(number, digits: wireDigits, isInteger: picture.isInteger)
    }
    if picture.shape.count == 1, (1...3).contains(picture.elements.count) {
      return "[" + picture.elements.map { number($0, digits: 3, isInteger: picture.isInteger) }
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
    return "<span class=\"statistics\">\(parts.joined(separator: " · "))</span>"
  }

  private static func matrix(_ picture: Picture) -> String {
    let columns = max(1, picture.shape.last ?? 1)
    var html = "<table class=\"matrix\" aria-label=\"Array of shape \(shape(picture.shape))\"><tbody>"
    for start in stride(from: 0, to: picture.elements.count, by: columns) {
      html += "<tr>"
      for value in picture.elements[start..<min(start + columns, picture.elements.count)] {
        html += "<td>\(number(value, digits: 4, isInteger: picture.isInteger))</td>"
      }
      html += "</tr>"
    }
    return html + "</tbody></table>"
  }

  /// Significant digits without trailing zeros, and the exponent of the first; for finite x > 0.
  private static func decimal(_ value: Double, digits: Int) -> (String, Int) {
    var mantissa: [UInt8] = []
    var exponent = 0
    var seenPoint = false
    var seenDigit = false
    let text = Array(value.description.utf8)
    var index = 0
    while index < text.count {
      let byte = text[index]
      index += 1
      if byte == UInt8(ascii: "e") {
        exponent += Int(String(decoding: text[index...], as: UTF8.self)) ?? 0
        break
      }
      if byte == UInt8(ascii: ".") {
        seenPoint = true
        continue
      }
      if byte != 0x30 { seenDigit = true }
      if seenDigit {
        if !mantissa.isEmpty, !seenPoint { exponent += 1 }
        mantissa.append(byte - 0x30)
        if mantissa.count == 1, seenPoint { exponent -= 1 }
      } else if seenPoint {
        exponent -= 1
      }
    }
    if mantissa.count > digits {
      let up = mantissa[digits] >= 5
      mantissa.removeSubrange(digits...)
      if up {
        var at = digits - 1
        while at >= 0, mantissa[at] == 9 {
          mantissa[at] = 0
          at -= 1
        }
        if at >= 0 {
          mantissa[at] += 1
        } else {
          mantissa.insert(1, at: 0)
          exponent += 1
        }
      }
    }
    while mantissa.count > 1, mantissa.last == 0 { mantissa.removeLast() }
    return (String(decoding: mantissa.map { $0 + 0x30 }, as: UTF8.self), exponent)
  }
}
