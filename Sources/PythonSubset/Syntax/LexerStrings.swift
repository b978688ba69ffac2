import Diagnostics

/// An f-string that is being read.
struct FormatReading {
  enum Level: Equatable {
    /// Inside `{…}`, with this many brackets open.
    case field(depth: Int)
    /// After the `:` of a field.
    case specification
  }
  let quote: UInt8
  let isTriple: Bool
  let isRaw: Bool
  let start: Int
  var levels: [Level] = []

  var isInText: Bool {
    switch levels.last {
    case nil, .specification: true
    case .field: false
    }
  }

  /// Whether the innermost field is open and nothing inside it is.
  func isAtField(depth: Int) -> Bool { levels.last == .field(depth: depth) }
}

extension Lexer {
  func isStringPrefix(_ start: Int, _ end: Int) -> Bool {
    switch end - start {
    case 1: return [0x72, 0x75, 0x62, 0x66].contains(byte(start) | 0x20)
    case 2:
      let a = byte(start) | 0x20
      let b = byte(start + 1) | 0x20
      return a == 0x72 && (b == 0x62 || b == 0x66) || b == 0x72 && (a == 0x62 || a == 0x66)
    default: return false
    }
  }

  /// Reads a string whose prefix begins at `start` and whose quote is here.
  mutating func readString(from start: Int) {
    let quote = byte(position)
    let isTriple = byte(position + 1) == quote && byte(position + 2) == quote
    let prefix = bytes[start..<position].map { $0 | 0x20 }
    position += isTriple ? 3 : 1
    if prefix.contains(UInt8(ascii: "f")) {
      append(.formatStart, start, position)
      formats.append(
        FormatReading(
          quote: quote, isTriple: isTriple, isRaw: prefix.contains(UInt8(ascii: "r")),
          start: start))
      return
    }
    while true {
      let next = byte(position)
      if position >= bytes.count || isLineBreak(next) && !isTriple {
        return failUnterminated(start, quote, isTriple)
      }
      if next == UInt8(ascii: "\\") {
        position += 1
        if isLineBreak(byte(position)) { skipLineBreak() } else { position += 1 }
        position = min(position, bytes.count)
      } else if next == quote, !isTriple || closesTriple(quote) {
        position += isTriple ? 3 : 1
        break
      } else {
        position += 1
      }
    }
    if prefix.contains(UInt8(ascii: "b")) {
      fail(
        .refusal(
          "bytes literals", hint: "drop the `b` to get a string", span: Span(start, position)))
    } else {
      append(.string, start, position)
    }
  }

  private func closesTriple(_ quote: UInt8) -> Bool {
    byte(position + 1) == quote && byte(position + 2) == quote
  }

  /// - Parameter place: where it was noticed, or nil for here.
  mutating func failUnterminated(
    _ start: Int, _ quote: UInt8, _ isTriple: Bool, at place: Int? = nil
  ) {
    if let format = formats.last, format.quote == quote, format.isTriple == isTriple,
      format.start != start
    {
      fail(
        SyntaxProblem(
          "f-string: expecting '}'", hint: "close the replacement field with `}`",
          span: Span(format.start, max(format.start + 1, position))))
      return
    }
    let last = isTriple ? max(start, bytes.count - 1) : place ?? position
    let line = source.line(at: min(last, max(0, bytes.count)))
    let name = String(repeating: String(UnicodeScalar(quote)), count: isTriple ? 3 : 1)
    fail(
      SyntaxProblem(
        "unterminated \(isTriple ? "triple-quoted " : "")string literal (detected at line \(line))",
        hint: "close it with \(name)", span: Span(start, isTriple ? start + 3 : position)))
  }

  // MARK: F-strings

  /// Reads the text of an f-string or of a field's format, up to what ends it.
  mutating func readFormatText() {
    guard let format = formats.last else { return }
    let start = position
    let inSpecification = format.levels.last == .specification
    while true {
      let next = byte(position)
      if position >= bytes.count || isLineBreak(next) && !format.isTriple {
        return failUnterminated(format.start, format.quote, format.isTriple)
      }
      switch next {
      case UInt8(ascii: "\\"):
        position += 1
        let escaped = byte(position)
        if !format.isRaw, escaped == UInt8(ascii: "N"), byte(position + 1) == UInt8(ascii: "{") {
          fail(StringDecoder.namedCharacter(Span(position - 1, position + 2)))
          return
        }
        if isLineBreak(escaped) {
          skipLineBreak()
        } else if escaped != UInt8(ascii: "{") && escaped != UInt8(ascii: "}") {
          position = min(position + 1, bytes.count)
        }
      case UInt8(ascii: "{"):
        if !inSpecification, byte(position + 1) == next {
          position += 2
          continue
        }
        endText(start)
        brackets.append((next, position))
        formats[formats.count - 1].levels.append(.field(depth: brackets.count))
        append(.leftBrace, position, position + 1)
        position += 1
        return
      case UInt8(ascii: "}"):
        if inSpecification {
          endText(start)
          formats[formats.count - 1].levels.removeLast(2)
          brackets.removeLast()
          append(.rightBrace, position, position + 1)
          position += 1
          return
        }
        guard byte(position + 1) == next else {
          fail(
            SyntaxProblem(
              "f-string: single '}' is not allowed", hint: "write `}}` for a brace in the text",
              span: Span(position, position + 1)))
          return
        }
        position += 2
      case format.quote where !format.isTriple || closesTriple(format.quote):
        if inSpecification {
          fail(
            SyntaxProblem(
              "f-string: expecting '}'", hint: "close the replacement field with `}`",
              span: Span(format.start, position + 1)))
          return
        }
        endText(start)
        let length = format.isTriple ? 3 : 1
        append(.formatEnd, position, position + length)
        position += length
        formats.removeLast()
        return
      default:
        position += 1
      }
    }
  }

  private mutating func endText(_ start: Int) {
    if position > start { append(.formatText, start, position) }
  }
}
