import Diagnostics

extension Lexer {
  /// Reads a number; the parser computes its value.
  mutating func readNumber() {
    let start = position
    if byte(start) == UInt8(ascii: "0") {
      switch byte(start + 1) | 0x20 {
      case UInt8(ascii: "x"): return readBased(16, "hexadecimal")
      case UInt8(ascii: "o"): return readBased(8, "octal")
      case UInt8(ascii: "b"): return readBased(2, "binary")
      default: break
      }
    }
    var isReal = false
    if byte(position) != UInt8(ascii: ".") {
      guard readDigits() else { return failNumber("invalid decimal literal", start) }
    }
    let wholeEnd = position
    if byte(position) == UInt8(ascii: ".") {
      isReal = true
      position += 1
      if isDigit(byte(position)), !readDigits() {
        return failNumber("invalid decimal literal", start)
      }
    }
    if byte(position) | 0x20 == UInt8(ascii: "e") {
      let sign = byte(position + 1)
      let hasSign = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
      let digits = position + (hasSign ? 2 : 1)
      if isDigit(byte(digits)) {
        isReal = true
        position = digits
        guard readDigits() else { return failNumber("invalid decimal literal", start) }
      } else if hasSign {
        return failNumber("invalid decimal literal", start)
      }
    }
    if byte(position) | 0x20 == UInt8(ascii: "j"), !isNameByte(byte(position + 1)) {
      position += 1
      fail(
        .refusal(
          "complex numbers", hint: "keep the two parts in two variables",
          span: Span(start, position)))
      return
    }
    if !isReal, byte(position) | 0x20 == UInt8(ascii: "l"), !isNameByte(byte(position + 1)) {
      sawPython2 = true
      if readsPython2 {
        append(.integer, start, position)
        position += 1
        return
      }
    }
    guard endsNumber() else { return failNumber("invalid decimal literal", start) }
    if !isReal, byte(start) == UInt8(ascii: "0"),
      bytes[start..<wholeEnd].contains(where: { $0 != UInt8(ascii: "0") && $0 != 0x5F })
    {
      // Python 2 read such a number in base 8.
      if bytes[start..<wholeEnd].allSatisfy({ $0 >= 0x30 && $0 < 0x38 }) {
        sawPython2 = true
        if readsPython2 { return append(.integer, start, position) }
      }
      fail(
        SyntaxProblem(
          "leading zeros in decimal integer literals are not permitted; "
            + "use an 0o prefix for octal integers",
          hint: "remove the zeros at the front", span: Span(start, position)))
      return
    }
    append(isReal ? .real : .integer, start, position)
  }

  /// Reads digits with single underscores between them; false when an underscore is misplaced.
  private mutating func readDigits() -> Bool {
    while true {
      while isDigit(byte(position)) { position += 1 }
      guard byte(position) == UInt8(ascii: "_") else { return true }
      position += 1
      guard isDigit(byte(position)) else { return false }
    }
  }

  private mutating func readBased(_ radix: UInt8, _ name: String) {
    let start = position
    position += 2
    while true {
      if byte(position) == UInt8(ascii: "_") { position += 1 }
      guard digitValue(byte(position)) < radix else {
        if isDigit(byte(position)) {
          return failDigit(name)
        }
        return failNumber("invalid \(name) literal", start)
      }
      while digitValue(byte(position)) < radix { position += 1 }
      if byte(position) != UInt8(ascii: "_") { break }
    }
    if isDigit(byte(position)) { return failDigit(name) }
    if byte(position) | 0x20 == UInt8(ascii: "l"), !isNameByte(byte(position + 1)) {
      sawPython2 = true
      if readsPython2 {
        append(.integer, start, position)
        position += 1
        return
      }
    }
    guard endsNumber() else { return failNumber("invalid \(name) literal", start) }
    append(.integer, start, position)
  }

  private mutating func failDigit(_ name: String) {
    fail(
      SyntaxProblem(
        "invalid digit '\(UnicodeScalar(byte(position)))' in \(name) literal",
        hint: name == "binary" ? "use the digits 0 and 1" : "use the digits 0 to 7",
        span: Span(position, position + 1)))
  }

  private mutating func failNumber(_ message: String, _ start: Int) {
    while isNameByte(byte(position)) { position += 1 }
    fail(
      SyntaxProblem(
        message, hint: "a name cannot begin with a digit, and a product needs `*`",
        span: Span(start, max(start + 1, position))))
  }

  /// The value of a hexadecimal digit; 255 for any other byte.
  func digitValue(_ byte: UInt8) -> UInt8 {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: 255
    }
  }

  /// Whether a number may end here: CPython lets a keyword follow at once, as in `1if x else y`.
  private func endsNumber() -> Bool {
    let next = byte(position)
    guard isNameByte(next) || next >= 0x80 else { return true }
    if next >= 0x80 { return !decodeScalar(position).scalar.properties.isXIDStart }
    for keyword in ["and", "else", "for", "if", "in", "is", "not", "or"]
    where bytes[position...].starts(with: keyword.utf8) {
      return true
    }
    return false
  }
}
