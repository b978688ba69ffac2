import Diagnostics

/// Bytes to tokens, with indentation as tokens of its own.
struct Lexer {
  let bytes: [UInt8]
  private var position: Int
  private let end: Int
  private var brackets: [(byte: UInt8, offset: Int)] = []
  private var indents = [0]
  private var tokens: [Token] = []
  private(set) var problems: [SyntaxProblem] = []
  private(set) var notes: [String] = []
  private let source: SourceText
  /// f-strings inside f-strings.
  private let nesting: Int

  static let maximumNesting = 20
  static let maximumBrackets = 100

  init(_ source: SourceText, range: Range<Int>? = nil, nesting: Int = 0) {
    self.source = source
    bytes = source.bytes
    position = range?.lowerBound ?? 0
    end = range?.upperBound ?? source.bytes.count
    self.nesting = nesting
    // A replacement field is an expression between brackets: line ends do not count.
    if range != nil { brackets.append((UInt8(ascii: "{"), position)) }
  }

  mutating func run() -> [Token] {
    var atLineStart = brackets.isEmpty
    if end >= 3, position == 0, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
      position = 3
    }
    while true {
      if atLineStart {
        atLineStart = false
        if !startLine() { break }
      }
      skipBlanks()
      guard position < end else { break }
      let byte = bytes[position]
      if byte == UInt8(ascii: "#") {
        skipToLineEnd()
      } else if byte == 0x0A || byte == 0x0D {
        let start = position
        skipLineEnd()
        if brackets.isEmpty {
          add(.newline, start, start + 1)
          atLineStart = true
        }
      } else if byte == UInt8(ascii: "\\"), isLineEnd(position + 1) {
        position += 1
        skipLineEnd()
      } else {
        do {
          try token(byte)
        } catch let problem as SyntaxProblem {
          report(problem)
          skipToLineEnd()
          brackets = []
        } catch {}
      }
    }
    if nesting == 0, let open = brackets.first {
      report(
        SyntaxProblem(
          message: "'\(Character(Unicode.Scalar(open.byte)))' was never closed",
          hint: "add the closing bracket", span: Span(open.offset, open.offset + 1)))
    }
    if tokens.last.map({ $0.kind != .newline && $0.kind != .dedent }) ?? false {
      add(.newline, end, end)
    }
    while indents.count > 1 {
      indents.removeLast()
      add(.dedent, end, end)
    }
    add(.end, end, end)
    return tokens
  }

  mutating func report(_ problem: SyntaxProblem) { problems.append(problem) }

  private mutating func add(_ kind: Token.Kind, _ start: Int, _ stop: Int, text: String = "") {
    tokens.append(Token(kind: kind, span: Span(start, stop), text: text))
  }

  // MARK: Lines

  private func isLineEnd(_ at: Int) -> Bool { at >= end || bytes[at] == 0x0A || bytes[at] == 0x0D }

  private mutating func skipLineEnd() {
    if position < end, bytes[position] == 0x0D { position += 1 }
    if position < end, bytes[position] == 0x0A { position += 1 }
  }

  private mutating func skipToLineEnd() { while !isLineEnd(position) { position += 1 } }

  private mutating func skipBlanks() {
    while position < end,
      bytes[position] == 0x20 || bytes[position] == 0x09 || bytes[position] == 0x0C
    {
      position += 1
    }
  }

  /// Reads the indentation of the next line that has code; false at the end of the text.
  private mutating func startLine() -> Bool {
    while position < end {
      let start = position
      var column = 0
      while position < end {
        if bytes[position] == 0x20 {
          column += 1
        } else if bytes[position] == 0x09 {
          column = (column / 8 + 1) * 8
        } else if bytes[position] == 0x0C {
          column = 0
        } else {
          break
        }
        position += 1
      }
      if position >= end { return false }
      let byte = bytes[position]
      if byte == UInt8(ascii: "#") {
        skipToLineEnd()
        skipLineEnd()
        continue
      }
      if isLineEnd(position) {
        skipLineEnd()
        continue
      }
      if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "!") {
        let lineStart = position
        skipToLineEnd()
        let text = String(decoding: bytes[lineStart..<position], as: UTF8.self)
        notes.append("`\(text.prefix(40))` is for notebooks: left out")
        skipLineEnd()
        continue
      }
      let current = indents[indents.count - 1]
      if column > current {
        indents.append(column)
        add(.indent, start, position)
      } else if column < current {
        while let top = indents.last, top > column {
          indents.removeLast()
          add(.dedent, position, position)
        }
        if indents.last != column {
          report(
            SyntaxProblem(
              message: "unindent does not match any outer indentation level",
              hint: "begin the line in the column of an earlier one", span: Span(start, position),
              pythonType: "IndentationError"))
          indents.append(column)
          add(.indent, start, position)
        }
      }
      return true
    }
    return false
  }

  // MARK: Tokens

  private mutating func token(_ byte: UInt8) throws {
    if isNameStart(byte) {
      let start = position
      while position < end, isNamePart(bytes[position]) { position += 1 }
      if position < end,
        bytes[position] == UInt8(ascii: "'") || bytes[position] == UInt8(ascii: "\"")
      {
        let prefix = String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
        if ["r", "u", "b", "f", "br", "rb", "fr", "rf"].contains(prefix) {
          try string(start, prefix)
          return
        }
      }
      add(.name, start, position, text: String(decoding: bytes[start..<position], as: UTF8.self))
      if byte >= 0x80 { try checkIdentifier(start) }
      return
    }
    if isDigit(byte)
      || (byte == UInt8(ascii: ".") && position + 1 < end && isDigit(bytes[position + 1]))
    {
      try number()
      return
    }
    if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
      try string(position, "")
      return
    }
    try symbol(byte)
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  private func isNameStart(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == 0x5F || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
  }
  private func isNamePart(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }

  private func checkIdentifier(_ start: Int) throws {
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    for scalar in text.unicodeScalars
    where !(scalar.properties.isXIDContinue || scalar == "_") {
      let fullWidth = scalar.value >= 0xFF01 && scalar.value <= 0xFF5E
      let hint =
        fullWidth
        ? "type the half-width `\(Character(Unicode.Scalar(scalar.value - 0xFEE0) ?? "?"))`"
        : "names are made of letters, digits and _"
      throw SyntaxProblem(
        message:
          "invalid character '\(Character(scalar))' (U+\(String(scalar.value, radix: 16, uppercase: true)))",
        hint: hint, span: Span(start, position))
    }
  }

  private static let symbols3 = ["**=", "//=", ">>=", "<<=", "..."]
  private static let symbols2: Set<String> = [
    "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", "+=", "-=", "*=", "/=", "%=", "&=", "|=",
    "^=", "@=", ":=", "<>",
  ]

  private mutating func symbol(_ byte: UInt8) throws {
    let start = position
    func text(_ count: Int) -> String? {
      start + count <= end
        ? String(decoding: bytes[start..<start + count], as: UTF8.self) : nil
    }
    if let three = text(3), Self.symbols3.contains(three) {
      position += 3
      add(.symbol, start, position, text: three)
      return
    }
    if let two = text(2), Self.symbols2.contains(two) {
      position += 2
      add(.symbol, start, position, text: two)
      return
    }
    guard "+-*/%@&|^~<>()[]{},:.;=".utf8.contains(byte) else {
      throw SyntaxProblem(
        message: "invalid syntax",
        hint: "`\(Character(Unicode.Scalar(byte)))` has no meaning in Python",
        span: Span(start, start + 1))
    }
    position += 1
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
      if brackets.count >= Self.maximumBrackets {
        throw SyntaxProblem(
          message: "too many nested parentheses", hint: "at most \(Self.maximumBrackets)",
          span: Span(start, position))
      }
      brackets.append((byte, start))
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
      let closing = Character(Unicode.Scalar(byte))
      guard let open = brackets.popLast() else {
        throw SyntaxProblem(
          message: "unmatched '\(closing)'", hint: "nothing was opened that it closes",
          span: Span(start, position))
      }
      let pairs: [UInt8: UInt8] = [0x28: 0x29, 0x5B: 0x5D, 0x7B: 0x7D]
      if pairs[open.byte] != byte {
        throw SyntaxProblem(
          message:
            "closing parenthesis '\(closing)' does not match opening parenthesis "
            + "'\(Character(Unicode.Scalar(open.byte)))'", hint: nil, span: Span(start, position))
      }
    default: break
    }
    add(.symbol, start, position, text: String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func number() throws {
    let start = position
    func problem(_ message: String, _ hint: String? = nil) -> SyntaxProblem {
      SyntaxProblem(message: message, hint: hint, span: Span(start, max(start + 1, position)))
    }
    func digits(_ isAllowed: (UInt8) -> Bool) {
      while position < end,
        isAllowed(bytes[position])
          || (bytes[position] == 0x5F && position + 1 < end && isAllowed(bytes[position + 1]))
      {
        position += 1
      }
    }
    if bytes[start] == 0x30, start + 1 < end,
      let radix = [UInt8(ascii: "x"): 16, UInt8(ascii: "o"): 8, UInt8(ascii: "b"): 2][
        bytes[start + 1] | 0x20]
    {
      position += 2
      digits { UInt8(ascii: "0") <= $0 && isNamePart($0) }
      let text = String(decoding: bytes[start + 2..<position].filter { $0 != 0x5F }, as: UTF8.self)
      guard let value = Int(text, radix: radix) else {
        if !text.isEmpty, UInt64(text, radix: radix) != nil || text.count > 15 {
          var refusal = problem("this language has no integers past 64 bits")
          refusal.isRefusal = true
          throw refusal
        }
        throw problem("invalid hexadecimal literal")
      }
      tokens.append(Token(kind: .number, span: Span(start, position), value: .int(value)))
      return
    }
    digits(isDigit)
    var isFloat = false
    if position < end, bytes[position] == UInt8(ascii: ".") {
      isFloat = true
      position += 1
      digits(isDigit)
    }
    if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
      var next = position + 1
      if next < end, bytes[next] == UInt8(ascii: "+") || bytes[next] == UInt8(ascii: "-") {
        next += 1
      }
      if next < end, isDigit(bytes[next]) {
        isFloat = true
        position = next
        digits(isDigit)
      }
    }
    let text = String(decoding: bytes[start..<position].filter { $0 != 0x5F }, as: UTF8.self)
    if position < end, bytes[position] | 0x20 == UInt8(ascii: "j") {
      position += 1
      var refusal = problem("this language has no complex numbers")
      refusal.isRefusal = true
      throw refusal
    }
    if position < end, isNameStart(bytes[position]) {
      let rest = position
      while position < end, isNamePart(bytes[position]) { position += 1 }
      let word = String(decoding: bytes[rest..<position], as: UTF8.self)
      if !["and", "or", "if", "else", "in", "is", "for", "not"].contains(word) {
        throw problem("invalid decimal literal", "a name cannot begin with a digit")
      }
      position = rest
    }
    if isFloat {
      tokens.append(
        Token(kind: .number, span: Span(start, position), value: .float(Double(text) ?? .infinity)))
      return
    }
    if text.count > 1, text.first == "0", text.contains(where: { $0 != "0" }) {
      throw problem(
        "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal "
          + "integers")
    }
    guard let value = Int(text) else {
      var refusal = problem(
        "this language has no integers past 64 bits", "write a float: \(text).0")
      refusal.isRefusal = true
      throw refusal
    }
    tokens.append(Token(kind: .number, span: Span(start, position), value: .int(value)))
  }

  // MARK: Strings

  private mutating func string(_ start: Int, _ prefix: String) throws {
    let quote = bytes[position]
    let isTriple =
      position + 2 < end && bytes[position + 1] == quote && bytes[position + 2] == quote
    position += isTriple ? 3 : 1
    let isRaw = prefix.contains("r")
    let isFormatted = prefix.contains("f")
    if prefix.contains("b") {
      throw SyntaxProblem(
        message: "this language has no bytes literals", hint: "drop the `b`",
        span: Span(start, position), isRefusal: true)
    }
    var text: [UInt8] = []
    var parts: [FormattedPart] = []
    func closes() -> Bool {
      guard position < end, bytes[position] == quote else { return false }
      return !isTriple
        || (position + 2 < end && bytes[position + 1] == quote && bytes[position + 2] == quote)
    }
    while true {
      if position >= end || (!isTriple && isLineEnd(position)) {
        let line = source.line(at: start)
        let message =
          isTriple
          ? "unterminated triple-quoted string literal (detected at line \(source.line(at: max(0, end - 1))))"
          : "unterminated string literal (detected at line \(line))"
        throw SyntaxProblem(
          message: message, hint: "close it with \(isTriple ? "three quotes" : "a quote")",
          span: Span(start, start + 1))
      }
      if closes() {
        position += isTriple ? 3 : 1
        break
      }
      let byte = bytes[position]
      if byte == UInt8(ascii: "\\"), position + 1 < end {
        if isRaw {
          text += [byte, bytes[position + 1]]
          position += 2
        } else {
          try escape(&text)
        }
      } else if isFormatted, byte == UInt8(ascii: "{") {
        if position + 1 < end, bytes[position + 1] == byte {
          text.append(byte)
          position += 2
        } else {
          if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
          text = []
          parts.append(try replacementField(quote, isTriple))
        }
      } else if isFormatted, byte == UInt8(ascii: "}") {
        guard position + 1 < end, bytes[position + 1] == byte else {
          throw SyntaxProblem(
            message: "f-string: single '}' is not allowed", hint: "write `}}` for a brace",
            span: Span(position, position + 1))
        }
        text.append(byte)
        position += 2
      } else {
        text.append(byte)
        position += 1
      }
    }
    let plain = String(decoding: text, as: UTF8.self)
    if isFormatted {
      if !text.isEmpty { parts.append(.text(plain)) }
      tokens.append(Token(kind: .formatted, span: Span(start, position), parts: parts))
    } else {
      tokens.append(Token(kind: .string, span: Span(start, position), value: .string(plain)))
    }
  }

  private mutating func escape(_ text: inout [UInt8]) throws {
    let start = position
    let byte = bytes[position + 1]
    position += 2
    func hexadecimal(_ count: Int) throws {
      let stop = min(end, position + count)
      let digits = String(decoding: bytes[position..<stop], as: UTF8.self)
      guard digits.utf8.count == count, let value = UInt32(digits, radix: 16),
        let scalar = Unicode.Scalar(value)
      else {
        throw SyntaxProblem(
          message: "(unicode error) truncated or invalid escape", hint: "it takes \(count) digits",
          span: Span(start, stop))
      }
      position = stop
      text += Array(String(Character(scalar)).utf8)
    }
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(byte)
    case UInt8(ascii: "a"): text.append(7)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "v"): text.append(11)
    case 0x0A: break
    case 0x0D: if position < end, bytes[position] == 0x0A { position += 1 }
    case UInt8(ascii: "x"): try hexadecimal(2)
    case UInt8(ascii: "u"): try hexadecimal(4)
    case UInt8(ascii: "U"): try hexadecimal(8)
    case UInt8(ascii: "N"):
      throw SyntaxProblem(
        message: "this language has no `\\N{…}` escapes", hint: "type the character itself",
        span: Span(start, position), isRefusal: true)
    case 0x30...0x37:
      var value = UInt32(byte - 0x30)
      var count = 1
      while count < 3, position < end, bytes[position] >= 0x30, bytes[position] <= 0x37 {
        value = value * 8 + UInt32(bytes[position] - 0x30)
        position += 1
        count += 1
      }
      if let scalar = Unicode.Scalar(value) { text += Array(String(Character(scalar)).utf8) }
    default: text += [UInt8(ascii: "\\"), byte]
    }
  }

  /// `{value!r:format}`; stands at the opening brace.
  private mutating func replacementField(_ quote: UInt8, _ isTriple: Bool) throws -> FormattedPart {
    let open = position
    position += 1
    if nesting >= Self.maximumNesting {
      throw SyntaxProblem(
        message: "f-string: expressions nested too deeply", span: Span(open, open + 1))
    }
    let start = position
    let stop = try fieldEnd(open, quote, isTriple)
    var valueEnd = stop
    var debug: String?
    if stop > start, bytes[stop] != UInt8(ascii: "!") || true {
      // `{x=}`: an equals sign that ends the expression and is no comparison.
      var last = stop - 1
      while last > start, bytes[last] == 0x20 { last -= 1 }
      if bytes[last] == UInt8(ascii: "="), last > start,
        !"=!<>".utf8.contains(bytes[last - 1])
      {
        debug = String(decoding: bytes[start..<stop], as: UTF8.self)
        valueEnd = last
      }
    }
    if bytes[start..<valueEnd].allSatisfy({ $0 == 0x20 }) {
      throw SyntaxProblem(
        message: "f-string: valid expression required before '}'",
        hint: "put a name between the braces",
        span: Span(open, stop + 1))
    }
    let value = try Parser.expression(source, start..<valueEnd, nesting: nesting + 1)
    position = stop
    var conversion: Character?
    if position < end, bytes[position] == UInt8(ascii: "!") {
      guard position + 1 < end, "rsa".utf8.contains(bytes[position + 1]) else {
        throw SyntaxProblem(
          message: "f-string: invalid conversion character", hint: "use !r, !s or !a",
          span: Span(position, min(end, position + 2)))
      }
      conversion = Character(Unicode.Scalar(bytes[position + 1]))
      position += 2
    }
    var format: [FormattedPart] = []
    if position < end, bytes[position] == UInt8(ascii: ":") {
      position += 1
      var text: [UInt8] = []
      while position < end, bytes[position] != UInt8(ascii: "}") {
        if bytes[position] == UInt8(ascii: "{") {
          if !text.isEmpty { format.append(.text(String(decoding: text, as: UTF8.self))) }
          text = []
          format.append(try nestedField(quote, isTriple))
        } else if bytes[position] == quote && !isTriple || isLineEnd(position) {
          break
        } else {
          text.append(bytes[position])
          position += 1
        }
      }
      if !text.isEmpty { format.append(.text(String(decoding: text, as: UTF8.self))) }
    }
    guard position < end, bytes[position] == UInt8(ascii: "}") else {
      throw SyntaxProblem(
        message: "f-string: expecting '}'", hint: "close the brace", span: Span(open, open + 1))
    }
    position += 1
    return .value(value, conversion: conversion, format: format, debug: debug)
  }

  private mutating func nestedField(_ quote: UInt8, _ isTriple: Bool) throws -> FormattedPart {
    var inner = self
    if inner.depthOfFields >= 2 {
      throw SyntaxProblem(
        message: "f-string: expressions nested too deeply", span: Span(position, position + 1))
    }
    inner.depthOfFields += 1
    let part = try inner.replacementField(quote, isTriple)
    position = inner.position
    return part
  }
  private var depthOfFields = 0

  /// Where the expression of a field ends: at `!r`, `:` or `}` outside brackets and strings.
  private func fieldEnd(_ open: Int, _ quote: UInt8, _ isTriple: Bool) throws -> Int {
    var at = position
    var depth = 0
    while at < end {
      let byte = bytes[at]
      if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        if byte == quote, !isTriple { break }
        at += 1
        while at < end, bytes[at] != byte { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        at += 1
        continue
      }
      if !isTriple, isLineEnd(at) { break }
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "}"):
        if depth == 0 { return at }
        depth -= 1
      case UInt8(ascii: ":") where depth == 0: return at
      case UInt8(ascii: "!") where depth == 0 && at + 1 < end && bytes[at + 1] != UInt8(ascii: "="):
        return at
      default: break
      }
      at += 1
    }
    throw SyntaxProblem(
      message: "f-string: expecting '}'", hint: "close the brace", span: Span(open, open + 1))
  }
}
