import Diagnostics

/// Turns the text between a string's quotes into the string that it means.
struct StringDecoder {
  let bytes: [UInt8]
  let isRaw: Bool
  /// Whether `{{` and `}}` stand for one brace, as in the text of an f-string.
  var joinsBraces = false

  static func namedCharacter(_ span: Span) -> SyntaxProblem {
    .refusal(
      "`\\N{…}` escapes", hint: "write the character itself, or its code as `\\u03b1`", span: span)
  }

  func decode(_ range: Span) throws(SyntaxProblem) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(range.end - range.start)
    var index = range.start
    while index < range.end {
      let next = bytes[index]
      index += 1
      switch next {
      case 0x0D:
        // CPython reads every line ending as one LF.
        if index < range.end, bytes[index] == 0x0A { index += 1 }
        result.append(0x0A)
      case UInt8(ascii: "{"), UInt8(ascii: "}"):
        result.append(next)
        if joinsBraces, index < range.end, bytes[index] == next { index += 1 }
      case UInt8(ascii: "\\") where !isRaw && index < range.end:
        try escape(&index, range, &result)
      default:
        result.append(next)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Reads the escape whose backslash is just before `index`.
  private func escape(
    _ index: inout Int, _ range: Span, _ result: inout [UInt8]
  ) throws(SyntaxProblem) {
    let letter = bytes[index]
    index += 1
    switch letter {
    case 0x0A: break
    case 0x0D:
      if index < range.end, bytes[index] == 0x0A { index += 1 }
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): result.append(letter)
    case UInt8(ascii: "a"): result.append(0x07)
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "v"): result.append(0x0B)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      var value = UInt32(letter - 0x30)
      for _ in 0..<2 {
        guard index < range.end, (0x30...0x37).contains(bytes[index]) else { break }
        value = value * 8 + UInt32(bytes[index] - 0x30)
        index += 1
      }
      try append(value, Span(index - 1, index), &result)
    case UInt8(ascii: "x"): try coded(2, "\\xXX", &index, range, &result)
    case UInt8(ascii: "u"): try coded(4, "\\uXXXX", &index, range, &result)
    case UInt8(ascii: "U"): try coded(8, "\\UXXXXXXXX", &index, range, &result)
    case UInt8(ascii: "N"):
      throw StringDecoder.namedCharacter(Span(index - 2, index))
    default:
      result.append(UInt8(ascii: "\\"))
      index -= 1
    // A brace after a backslash that escapes nothing is still doubled in an f-string.
    }
  }

  private func coded(
    _ length: Int, _ shape: String, _ index: inout Int, _ range: Span, _ result: inout [UInt8]
  ) throws(SyntaxProblem) {
    let start = index - 2
    var value: UInt32 = 0
    for _ in 0..<length {
      guard index < range.end, let digit = hexadecimalDigit(bytes[index]) else {
        throw unicodeError("truncated \(shape) escape", start, max(start + 1, index - 1), range)
      }
      value = value << 4 | digit
      index += 1
    }
    guard value <= 0x10FFFF else {
      throw unicodeError("illegal Unicode character", start, index - 1, range)
    }
    try append(value, Span(start, index), &result)
  }

  private func unicodeError(_ reason: String, _ start: Int, _ last: Int, _ range: Span)
    -> SyntaxProblem
  {
    SyntaxProblem(
      "(unicode error) 'unicodeescape' codec can't decode bytes in position "
        + "\(start - range.start)-\(last - range.start): \(reason)",
      hint: "write `\\\\` for a backslash, or put r before the quote", span: Span(start, last + 1))
  }

  private func append(_ value: UInt32, _ span: Span, _ result: inout [UInt8])
    throws(SyntaxProblem)
  {
    guard let scalar = Unicode.Scalar(value) else {
      throw .refusal(
        "lone surrogates in strings", hint: "write the character itself or its `\\U` code",
        span: span)
    }
    result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  private func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
  }
}
