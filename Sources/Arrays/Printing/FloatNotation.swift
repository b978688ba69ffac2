/// How Python writes a float: by `repr`, or with a type letter and a precision.
struct FloatNotation {
  private enum Style { case shortest, fixed, scientific, general, generalWithPoint }
  private var style: Style
  private var precision: Int
  private var uppercase = false

  /// Nil where the type is not one for floats. No type means `repr`, or with a precision nearly `g`.
  init?(_ type: Unicode.Scalar?, precision: Int?) {
    self.precision = precision ?? 6
    switch type {
    case nil:
      style = precision == nil ? .shortest : .generalWithPoint
    case "f", "F", "%": style = .fixed
    case "e", "E": style = .scientific
    case "g", "G", "n": style = .general
    default: return nil
    }
    uppercase = type == "F" || type == "E" || type == "G"
    if style == .general || style == .generalWithPoint { self.precision = max(1, self.precision) }
  }

  /// The text of a number that is not negative. `alternate` keeps the point and zeros at the end.
  func text(_ x: Double, alternate: Bool) -> String {
    let text = x.isFinite ? finite(x, alternate) : PythonText.nonFinite(x)
    return uppercase ? text.uppercased() : text
  }

  /// Whether all digits of a finite number's text are zeros.
  static func isZero(_ text: String) -> Bool {
    for byte in text.utf8 {
      if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") { break }
      if (49...57).contains(byte) { return false }
    }
    return true
  }

  private func finite(_ x: Double, _ alternate: Bool) -> String {
    switch style {
    case .shortest:
      let text = PythonText.repr(x)
      return alternate && !text.contains(".") ? text.replacingFirst("e", with: ".e") : text
    case .fixed:
      let text = DecimalDigits.fixed(x, decimals: precision)
      return alternate && precision == 0 ? text + "." : text
    case .scientific:
      let text = DecimalDigits.scientific(x, decimals: precision)
      return alternate && precision == 0 ? text.replacingFirst("e", with: ".e") : text
    case .general, .generalWithPoint: return general(x, alternate)
    }
  }

  private func general(_ x: Double, _ alternate: Bool) -> String {
    let addsPoint = style == .generalWithPoint
    let rounded = DecimalDigits(x, significant: precision)
    let exponent = x == 0 ? 0 : rounded.exponent
    var digits = rounded.digits
    if !alternate {
      while digits.count > 1 && digits.last == UInt8(ascii: "0") { digits.removeLast() }
    }
    if exponent < -4 || exponent >= precision - (addsPoint ? 1 : 0) && !(x == 0 && !addsPoint) {
      return scientific(digits, exponent, alternate)
    }
    let text = String(decoding: digits, as: UTF8.self)
    var whole = "0"
    var fraction = ""
    if exponent < 0 {
      fraction = String(repeating: "0", count: -exponent - 1) + text
    } else {
      whole = String(text.prefix(exponent + 1))
      whole += String(repeating: "0", count: max(0, exponent + 1 - digits.count))
      fraction = String(text.dropFirst(exponent + 1))
    }
    if fraction.isEmpty && addsPoint { fraction = "0" }
    return whole + (fraction.isEmpty && !alternate ? "" : ".") + fraction
  }

  private func scientific(_ digits: [UInt8], _ exponent: Int, _ alternate: Bool) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    let fraction = text.dropFirst()
    return text.prefix(1) + (fraction.isEmpty && !alternate ? "" : ".") + fraction + "e"
      + DecimalDigits.exponentText(exponent)
  }
}

extension String {
  /// Replaces the first `character`, if there is one.
  fileprivate func replacingFirst(_ character: Character, with text: String) -> String {
    guard let index = firstIndex(of: character) else { return self }
    return self[..<index] + text + self[self.index(after: index)...]
  }
}
