import Diagnostics

/// Splits a block into tokens, with CPython's rules for lines and indentation.
///
/// A mistake becomes an `.invalid` token, and reading goes on at the next logical line. The parser
/// reports it when it gets there, so that each line has one problem.
struct Lexer {
  let source: SourceText
  let bytes: [UInt8]
  var position = 0
  var tokens: [Token] = []
  var problems: [SyntaxProblem] = []
  var notes: [SyntaxNote] = []
  /// Python 2's `10L` and backticks are read, not reported.
  var readsPython2 = false
  /// One of them was met.
  var sawPython2 = false

  /// Open brackets, with `{` of f-string fields among them.
  var brackets: [(byte: UInt8, offset: Int)] = []
  /// Widths of the enclosing blocks: tabs counted to multiples of 8, and as 1.
  var indents: [(width: Int, narrow: Int)] = [(0, 0)]
  /// F-strings that are being read, innermost last.
  var formats: [FormatReading] = []
  /// Where the logical line began, to drop it when one of its brackets is never closed.
  var lineFirstToken = 0
  var lineIndent = 0
  /// Set by `fail`, until the line has been left.
  var hasFailed = false

  init(_ source: SourceText) {
    self.source = source
    bytes = source.bytes
    tokens.reserveCapacity(bytes.count / 3 + 8)
  }

  mutating func run() {
    if byte(0) == 0xEF, byte(1) == 0xBB, byte(2) == 0xBF { position = 3 }
    while beginLine() { readLine() }
    while indents.count > 1 {
      indents.removeLast()
      append(.dedent, bytes.count, bytes.count)
    }
    append(.end, bytes.count, bytes.count)
  }

  func byte(_ index: Int) -> UInt8 {
    index < bytes.count ? bytes[index] : 0
  }

  mutating func append(_ kind: Token.Kind, _ start: Int, _ end: Int) {
    tokens.append(Token(kind: kind, start: start, end: end))
  }

  // MARK: Mistakes

  mutating func fail(_ problem: SyntaxProblem) {
    tokens.append(
      Token(
        kind: .invalid, start: problem.span.start, end: problem.span.end, detail: problems.count))
    problems.append(problem)
    hasFailed = true
  }

  /// Goes on after a mistake: at the next line, or, inside brackets, at the next line that stands
  /// no deeper than the one the mistake is in.
  private mutating func recover() {
    hasFailed = false
    let wasNested = !brackets.isEmpty || !formats.isEmpty
    brackets.removeAll()
    formats.removeAll()
    skipToLineEnd()
    append(.newline, position, position)
    skipLineBreak()
    while wasNested, position < bytes.count {
      let (indent, first) = measureLine()
      let next = byte(first)
      let isBlank = first >= bytes.count || isLineBreak(next) || next == UInt8(ascii: "#")
      let closes = next == 0x29 || next == 0x5D || next == 0x7D
      guard isBlank || closes || indent.width > lineIndent else { return }
      skipToLineEnd()
      skipLineBreak()
    }
  }

  /// The brackets or f-string still open at the end of the text.
  private mutating func failUnclosed() {
    let open: Int
    if let format = formats.last, format.isAtField(depth: brackets.count) {
      open = format.start
      tokens.removeLast(tokens.count - lineFirstToken)
      failUnterminated(open, format.quote, format.isTriple, at: format.isTriple ? nil : open)
    } else if let bracket = brackets.last {
      open = bracket.offset
      let name = String(UnicodeScalar(bracket.byte))
      tokens.removeLast(tokens.count - lineFirstToken)
      fail(
        SyntaxProblem(
          "'\(name)' was never closed", hint: "add the matching `\(closer(of: bracket.byte))`",
          span: Span(open, open + 1)))
    } else {
      return
    }
    position = open
  }

  func closer(of bracket: UInt8) -> String {
    switch bracket {
    case UInt8(ascii: "("): ")"
    case UInt8(ascii: "["): "]"
    default: "}"
    }
  }

  // MARK: One logical line

  private mutating func readLine() {
    while true {
      if hasFailed { return recover() }
      if let format = formats.last, format.isInText {
        readFormatText()
        continue
      }
      let start = position
      let next = byte(start)
      switch next {
      case 0x20, 0x09, 0x0C:
        position += 1
      case 0 where start >= bytes.count:
        if brackets.isEmpty && formats.isEmpty {
          append(.newline, start, start)
          return
        }
        failUnclosed()
      case 0x0A, 0x0D:
        if brackets.isEmpty && formats.isEmpty {
          append(.newline, start, start + 1)
          skipLineBreak()
          return
        }
        skipLineBreak()
        if formats.isEmpty && beginsStatement() { failUnclosed() }
      case UInt8(ascii: "#"):
        if let format = formats.last, !format.isTriple {
          fail(
            SyntaxProblem(
              "f-string expression part cannot include '#'",
              hint: "compute the value on a line before", span: Span(start, start + 1)))
        } else {
          skipToLineEnd()
        }
      case UInt8(ascii: "`"):
        sawPython2 = true
        if readsPython2 {
          position += 1
          append(.backtick, start, position)
        } else {
          readOperator()
        }
      case UInt8(ascii: "\\"):
        readContinuation()
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        readNumber()
      case UInt8(ascii: "."):
        if isDigit(byte(start + 1)) { readNumber() } else { readOperator() }
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        readString(from: start)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "_"), 0x80...0xFF:
        readName()
      default:
        readOperator()
      }
    }
  }

  private mutating func readContinuation() {
    let start = position
    position += 1
    guard isLineBreak(byte(position)), position < bytes.count else {
      let atEnd = position >= bytes.count
      fail(
        SyntaxProblem(
          atEnd
            ? "unexpected EOF while parsing"
            : "unexpected character after line continuation character",
          hint: atEnd
            ? "remove the `\\` at the end" : "end the line right after `\\`, or remove it",
          span: Span(start, start + 1)))
      return
    }
    skipLineBreak()
    if position >= bytes.count {
      fail(
        SyntaxProblem(
          "unexpected EOF while parsing", hint: "remove the `\\` at the end",
          span: Span(start, start + 1)))
    }
  }

  private mutating func readName() {
    let start = position
    var isFirst = true
    while true {
      let next = byte(position)
      if isNameByte(next) {
        position += 1
      } else if next >= 0x80 {
        let (scalar, length) = decodeScalar(position)
        let isAllowed =
          isFirst ? scalar.properties.isXIDStart : scalar.properties.isXIDContinue
        if !isAllowed {
          failCharacter(scalar, length)
          return
        }
        position += length
      } else {
        break
      }
      isFirst = false
    }
    let quote = byte(position)
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"), isStringPrefix(start, position) {
      readString(from: start)
    } else {
      append(Token.Kind.keyword(bytes[start..<position]) ?? .name, start, position)
    }
  }

  mutating func failCharacter(_ scalar: Unicode.Scalar, _ length: Int) {
    var code = String(scalar.value, radix: 16, uppercase: true)
    code = String(repeating: "0", count: max(0, 4 - code.count)) + code
    let isPrintable: Bool
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      isPrintable = false
    default: isPrintable = true
    }
    let hint: String
    switch scalar.value {
    case 0x2018...0x201F: hint = "use the straight quotes \" or '"
    case 0x2212, 0x2013, 0x2014: hint = "use the minus sign -"
    case 0xD7: hint = "use * to multiply"
    case 0xA0, 0x2000...0x200D, 0x202F, 0x3000, 0xFEFF: hint = "replace it with a plain space"
    case 0x3001: hint = "replace it with `,`"
    case 0x3002: hint = "replace it with `.`"
    case 0x3010, 0x3014: hint = "replace it with `[`"
    case 0x3011, 0x3015: hint = "replace it with `]`"
    case 0x300C...0x300F: hint = "use the straight quotes \" or '"
    case 0xFF01...0xFF5E:
      // The full-width forms stand in the order of ASCII.
      let plain = UnicodeScalar(UInt8(scalar.value - 0xFEE0))
      hint = plain == "`" ? "remove it" : "replace it with `\(plain)`"
    case 0xF7: hint = "use / to divide"
    case 0x2264: hint = "write <="
    case 0x2265: hint = "write >="
    case 0x2260: hint = "write !="
    default: hint = "remove it"
    }
    fail(
      SyntaxProblem(
        isPrintable
          ? "invalid character '\(String(Character(scalar)))' (U+\(code))"
          : "invalid non-printable character U+\(code)",
        hint: hint, span: Span(position, position + length)))
  }

  // MARK: Bytes

  func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  func isNameByte(_ byte: UInt8) -> Bool {
    byte >= 0x61 && byte <= 0x7A || byte >= 0x41 && byte <= 0x5A || byte == 0x5F || isDigit(byte)
  }

  mutating func skipToLineEnd() {
    while position < bytes.count, !isLineBreak(bytes[position]) { position += 1 }
  }

  /// Moves past CR, LF or CRLF, if there is one.
  mutating func skipLineBreak() {
    if byte(position) == 0x0D {
      position += 1
      if byte(position) == 0x0A { position += 1 }
    } else if byte(position) == 0x0A {
      position += 1
    }
  }

  /// The scalar at an offset and how many bytes it takes.
  func decodeScalar(_ offset: Int) -> (scalar: Unicode.Scalar, length: Int) {
    let first = byte(offset)
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    let end = min(bytes.count, offset + length)
    let text = String(decoding: bytes[min(offset, end)..<end], as: UTF8.self)
    return (text.unicodeScalars.first ?? "\u{FFFD}", max(1, end - offset))
  }
}
