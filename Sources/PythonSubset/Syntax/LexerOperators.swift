import Diagnostics

extension Lexer {
  /// Reads an operator, a bracket or the punctuation of an f-string's field.
  mutating func readOperator() {
    let start = position
    let first = byte(start)
    if let format = formats.last, format.isAtField(depth: brackets.count) {
      if first == UInt8(ascii: ":") {
        formats[formats.count - 1].levels.append(.specification)
        return take(.colon, 1)
      }
      if first == UInt8(ascii: "}") {
        formats[formats.count - 1].levels.removeLast()
        brackets.removeLast()
        return take(.rightBrace, 1)
      }
    }
    if first == UInt8(ascii: "!"), byte(start + 1) != UInt8(ascii: "=") {
      // Outside an f-string's field the parser says that it is out of place.
      return take(.exclamation, 1)
    }
    switch first {
    case UInt8(ascii: "("): open(.leftParenthesis)
    case UInt8(ascii: "["): open(.leftBracket)
    case UInt8(ascii: "{"): open(.leftBrace)
    case UInt8(ascii: ")"): close(.rightParenthesis, UInt8(ascii: "("))
    case UInt8(ascii: "]"): close(.rightBracket, UInt8(ascii: "["))
    case UInt8(ascii: "}"): close(.rightBrace, UInt8(ascii: "{"))
    default:
      guard let (kind, length) = operatorToken(first, byte(start + 1), byte(start + 2)) else {
        return failUnknown(first)
      }
      take(kind, length)
    }
  }

  private mutating func take(_ kind: Token.Kind, _ length: Int) {
    append(kind, position, position + length)
    position += length
  }

  private mutating func open(_ kind: Token.Kind) {
    brackets.append((byte(position), position))
    take(kind, 1)
  }

  private mutating func close(_ kind: Token.Kind, _ opener: UInt8) {
    let name = String(UnicodeScalar(byte(position)))
    let here = Span(position, position + 1)
    if let format = formats.last, format.isAtField(depth: brackets.count) {
      fail(
        SyntaxProblem(
          "f-string: unmatched '\(name)'", hint: "remove it, or open the bracket before it",
          span: here))
      return
    }
    guard let last = brackets.last else {
      fail(
        SyntaxProblem(
          "unmatched '\(name)'", hint: "remove it, or open the bracket before it", span: here))
      return
    }
    guard last.byte == opener else {
      let opening = String(UnicodeScalar(last.byte))
      let line = source.line(at: last.offset)
      let place = line == source.line(at: position) ? "" : " on line \(line)"
      fail(
        SyntaxProblem(
          "closing parenthesis '\(name)' does not match opening parenthesis '\(opening)'\(place)",
          hint: "close with `\(closer(of: last.byte))`", span: here))
      return
    }
    brackets.removeLast()
    take(kind, 1)
  }

  private mutating func failUnknown(_ first: UInt8) {
    if first < 0x20 || first == 0x7F {
      return failCharacter(UnicodeScalar(first), 1)
    }
    let hint: String
    switch first {
    case UInt8(ascii: "?"): hint = "write a condition as `a if test else b`"
    case UInt8(ascii: "$"), UInt8(ascii: "`"): hint = "remove the `\(UnicodeScalar(first))`"
    default: hint = "remove it"
    }
    fail(
      SyntaxProblem(
        SyntaxProblem.genericMessage, hint: hint, span: Span(position, position + 1)))
  }

  /// The longest operator that three bytes begin with, and its length.
  private func operatorToken(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> (Token.Kind, Int)? {
    let equal = UInt8(ascii: "=")
    switch a {
    case UInt8(ascii: ","): return (.comma, 1)
    case UInt8(ascii: ":"): return b == equal ? (.walrus, 2) : (.colon, 1)
    case UInt8(ascii: ";"): return (.semicolon, 1)
    case UInt8(ascii: "~"): return (.tilde, 1)
    case UInt8(ascii: "."): return b == a && c == a ? (.ellipsis, 3) : (.dot, 1)
    case UInt8(ascii: "="): return b == equal ? (.equal, 2) : (.assign, 1)
    case UInt8(ascii: "!"): return (.notEqual, 2)
    case UInt8(ascii: "+"): return b == equal ? (.plusAssign, 2) : (.plus, 1)
    case UInt8(ascii: "-"):
      if b == UInt8(ascii: ">") { return (.arrow, 2) }
      return b == equal ? (.minusAssign, 2) : (.minus, 1)
    case UInt8(ascii: "*"):
      if b == a { return c == equal ? (.doubleStarAssign, 3) : (.doubleStar, 2) }
      return b == equal ? (.starAssign, 2) : (.star, 1)
    case UInt8(ascii: "/"):
      if b == a { return c == equal ? (.doubleSlashAssign, 3) : (.doubleSlash, 2) }
      return b == equal ? (.slashAssign, 2) : (.slash, 1)
    case UInt8(ascii: "%"): return b == equal ? (.percentAssign, 2) : (.percent, 1)
    case UInt8(ascii: "@"): return b == equal ? (.atAssign, 2) : (.at, 1)
    case UInt8(ascii: "&"): return b == equal ? (.ampersandAssign, 2) : (.ampersand, 1)
    case UInt8(ascii: "|"): return b == equal ? (.barAssign, 2) : (.bar, 1)
    case UInt8(ascii: "^"): return b == equal ? (.caretAssign, 2) : (.caret, 1)
    case UInt8(ascii: "<"):
      if b == a { return c == equal ? (.leftShiftAssign, 3) : (.leftShift, 2) }
      return b == equal ? (.lessEqual, 2) : (.less, 1)
    case UInt8(ascii: ">"):
      if b == a { return c == equal ? (.rightShiftAssign, 3) : (.rightShift, 2) }
      return b == equal ? (.greaterEqual, 2) : (.greater, 1)
    default: return nil
    }
  }
}
