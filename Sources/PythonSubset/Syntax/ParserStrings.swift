import Diagnostics

extension Parser {
  /// Adjacent strings and f-strings, joined.
  mutating func strings() throws(SyntaxProblem) -> Expression {
    let start = current
    var parts: [FormattedPart] = []
    var isFormatted = false
    while kind == .string || kind == .formatStart {
      if kind == .string {
        try append(.text(try literal(next())), to: &parts)
      } else {
        isFormatted = true
        for part in try formatted() { try append(part, to: &parts) }
      }
    }
    let span = Span(start.start, previousEnd)
    if isFormatted { return try make(.formatted(parts), span) }
    guard case .text(let text)? = parts.first else { return Expression(.string(""), span) }
    return Expression(.string(text), span)
  }

  private func append(_ part: FormattedPart, to parts: inout [FormattedPart])
    throws(SyntaxProblem)
  {
    if case .text(let more) = part, case .text(let before)? = parts.last {
      parts[parts.count - 1] = .text(before + more)
    } else {
      parts.append(part)
    }
  }

  /// The length of a string token's prefix and quotes, and whether it is raw.
  private func opening(_ token: Token) -> (length: Int, quotes: Int, isRaw: Bool) {
    let bytes = source.bytes
    var at = token.start
    var isRaw = false
    while at < token.end, bytes[at] != 0x22, bytes[at] != 0x27 {
      if bytes[at] | 0x20 == UInt8(ascii: "r") { isRaw = true }
      at += 1
    }
    let isTriple =
      at + 2 < token.end && bytes[at + 1] == bytes[at] && bytes[at + 2] == bytes[at]
    let quotes = isTriple ? 3 : 1
    return (at - token.start + quotes, quotes, isRaw)
  }

  private func literal(_ token: Token) throws(SyntaxProblem) -> String {
    let (length, quotes, isRaw) = opening(token)
    let inner = Span(token.start + length, max(token.start + length, token.end - quotes))
    return try StringDecoder(bytes: source.bytes, isRaw: isRaw).decode(inner)
  }

  // MARK: F-strings

  private mutating func formatted() throws(SyntaxProblem) -> [FormattedPart] {
    let isRaw = opening(next()).isRaw
    let parts = try formattedParts(isRaw: isRaw, level: 0)
    try expect(.formatEnd)
    return parts
  }

  /// Text and fields, of an f-string (level 0) or of a field's format.
  private mutating func formattedParts(isRaw: Bool, level: Int) throws(SyntaxProblem)
    -> [FormattedPart]
  {
    var parts: [FormattedPart] = []
    while true {
      switch kind {
      case .formatText:
        let token = next()
        let decoder = StringDecoder(
          bytes: source.bytes, isRaw: isRaw, joinsBraces: level == 0)
        try append(.text(try decoder.decode(token.span)), to: &parts)
      case .leftBrace:
        for part in try field(isRaw: isRaw, level: level) { try append(part, to: &parts) }
      default:
        return parts
      }
    }
  }

  private mutating func field(isRaw: Bool, level: Int) throws(SyntaxProblem) -> [FormattedPart] {
    let brace = next()
    if level > 1 {
      throw problem(
        "f-string: expressions nested too deeply", hint: "compute the format on a line before",
        at: brace.span)
    }
    switch kind {
    case .exclamation, .colon, .assign:
      throw problem(
        "f-string: expression required before '\(text(current))'",
        hint: "write a value in the braces", at: Span(brace.start, current.end))
    case .rightBrace:
      throw problem(
        "f-string: empty expression not allowed",
        hint: "write a value in the braces, or `{{` for a brace", at: Span(brace.start, current.end)
      )
    default: break
    }
    let value = try fieldValue()
    var debug: String?
    if accept(.assign) { debug = source.slice(Span(brace.end, current.start)) }
    var conversion: Character?
    if kind == .exclamation { conversion = try fieldConversion() }
    var format: [FormattedPart] = []
    var hasFormat = false
    if accept(.colon) {
      hasFormat = true
      format = try formattedParts(isRaw: isRaw, level: level + 1)
    }
    guard kind == .rightBrace else {
      if kind == .invalid { throw unexpected() }
      throw problem(
        kind.startsExpression
          ? "f-string: invalid syntax. Perhaps you forgot a comma?" : "f-string: invalid syntax",
        hint: "one expression goes in the braces", at: current.span)
    }
    next()
    // `{x=}` shows the value as `repr` does, unless it says otherwise.
    if debug != nil, conversion == nil, !hasFormat { conversion = "r" }
    return [.value(value, conversion: conversion, format: format, debug: debug)]
  }

  private mutating func fieldValue() throws(SyntaxProblem) -> Expression {
    do {
      if kind == .yield { return try yieldExpression() }
      return try bracketed { parser throws(SyntaxProblem) in try parser.valueList() }
    } catch {
      var found = error
      if !found.isRefusal, !found.message.hasPrefix("f-string") {
        found.message = "f-string: " + found.message
      }
      throw found
    }
  }

  private mutating func fieldConversion() throws(SyntaxProblem) -> Character {
    let sign = next()
    guard kind == .name, let letter = text(current).first, text(current).utf8.count == 1,
      "rsa".contains(letter)
    else {
      if kind == .invalid { throw unexpected() }
      throw problem(
        "f-string: invalid conversion character: expected 's', 'r', or 'a'",
        hint: "write `!r` to show the value as `repr` does",
        at: Span(sign.start, current.end))
    }
    next()
    return letter
  }
}
