import Diagnostics

extension Parser {
  func atomName(_ token: Token) -> Expression {
    Expression(.name(text(token)), token.span)
  }

  mutating func atom() throws(SyntaxProblem) -> Expression {
    let start = current
    switch start.kind {
    case .name:
      next()
      return atomName(start)
    case .integer:
      next()
      return Expression(.int(try integer(start)), start.span)
    case .real:
      next()
      return Expression(.float(real(start)), start.span)
    case .string, .formatStart:
      return try strings()
    case .none:
      next()
      return Expression(.none, start.span)
    case .true, .false:
      next()
      return Expression(.bool(start.kind == .true), start.span)
    case .ellipsis:
      next()
      return Expression(.ellipsis, start.span)
    case .leftParenthesis:
      return try bracketed { parser throws(SyntaxProblem) in try parser.parenthesised() }
    case .leftBracket:
      return try bracketed { parser throws(SyntaxProblem) in try parser.listDisplay() }
    case .leftBrace:
      return try bracketed { parser throws(SyntaxProblem) in try parser.braceDisplay() }
    case .await, .async: throw asyncRefusal()
    case .backtick: return try oldRepresentation()
    default: throw unexpected()
    }
  }

  // MARK: Numbers

  /// The value of an integer's digits, or nil past 64 bits.
  func magnitude(of token: Token) -> UInt? {
    var digits = source.bytes[token.start..<token.end]
    var radix: UInt = 10
    if digits.count > 2, digits[digits.startIndex] == UInt8(ascii: "0") {
      switch digits[digits.startIndex + 1] | 0x20 {
      case UInt8(ascii: "x"): radix = 16
      case UInt8(ascii: "o"): radix = 8
      case UInt8(ascii: "b"): radix = 2
      default: break
      }
      if radix != 10 { digits = digits.dropFirst(2) } else if python2.isOn { radix = 8 }
    }
    var value: UInt = 0
    for byte in digits where byte != UInt8(ascii: "_") {
      let digit: UInt8 = byte < 0x3A ? byte &- 0x30 : (byte | 0x20) &- 0x61 &+ 10
      let (product, overflow) = value.multipliedReportingOverflow(by: radix)
      let (sum, carry) = product.addingReportingOverflow(UInt(digit))
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }

  private func integer(_ token: Token) throws(SyntaxProblem) -> Int {
    guard let magnitude = magnitude(of: token), let value = Int(exactly: magnitude) else {
      throw .refusal(
        "integers past 64 bits", hint: "write a float, such as `1e20`", span: token.span)
    }
    return value
  }

  private func real(_ token: Token) -> Double {
    let digits = source.bytes[token.start..<token.end].filter { $0 != UInt8(ascii: "_") }
    var text = String(decoding: digits, as: UTF8.self)
    if text.hasPrefix(".") { text = "0" + text }
    return Double(text) ?? .infinity
  }

  // MARK: Displays

  private mutating func parenthesised() throws(SyntaxProblem) -> Expression {
    let start = next()
    if kind == .rightParenthesis {
      next()
      return Expression(.tuple([]), Span(start.start, previousEnd))
    }
    if kind == .yield {
      let value = try yieldExpression()
      try expect(.rightParenthesis)
      return value
    }
    let first = try displayItem()
    if kind == .for || kind == .async {
      return try comprehension(.generator, first, nil, from: start, until: .rightParenthesis)
    }
    if kind == .comma {
      var items = [first]
      while accept(.comma), kind != .rightParenthesis { items.append(try displayItem()) }
      try refuseBareComprehension(items)
      try close(.rightParenthesis, after: items.last)
      return try make(.tuple(items), Span(start.start, previousEnd))
    }
    try close(.rightParenthesis, after: first)
    if case .starred = first.kind {
      throw problem(
        "cannot use starred expression here", hint: "write a comma after it for a tuple",
        at: first.span)
    }
    return first
  }

  private mutating func displayItem() throws(SyntaxProblem) -> Expression {
    try starredOr { parser throws(SyntaxProblem) in try parser.namedExpression() }
  }

  private func refuseBareComprehension(_ items: [Expression]) throws(SyntaxProblem) {
    guard kind == .for, let first = items.first, let last = items.last else { return }
    throw problem(
      "did you forget parentheses around the comprehension target?",
      hint: "write `(a, b) for …`", at: first.span.union(last.span))
  }

  private mutating func listDisplay() throws(SyntaxProblem) -> Expression {
    let start = next()
    var items: [Expression] = []
    while kind != .rightBracket {
      items.append(try displayItem())
      if items.count == 1, kind == .for || kind == .async {
        return try comprehension(.list, items[0], nil, from: start, until: .rightBracket)
      }
      if !accept(.comma) { break }
    }
    try refuseBareComprehension(items)
    try close(.rightBracket, after: items.last)
    return try make(.list(items), Span(start.start, previousEnd))
  }

  private mutating func braceDisplay() throws(SyntaxProblem) -> Expression {
    let start = next()
    if kind == .rightBrace {
      next()
      return Expression(.dictionary([]), Span(start.start, previousEnd))
    }
    if kind == .doubleStar { return try dictionary(from: start, firstKey: nil) }
    let first = try displayItem()
    if kind == .colon {
      if case .starred = first.kind { throw unexpected() }
      return try dictionary(from: start, firstKey: first)
    }
    if kind == .for || kind == .async {
      return try comprehension(.set, first, nil, from: start, until: .rightBrace)
    }
    var items = [first]
    while accept(.comma), kind != .rightBrace { items.append(try displayItem()) }
    try refuseBareComprehension(items)
    try close(.rightBrace, after: items.last)
    return try make(.set(items), Span(start.start, previousEnd))
  }

  /// The rest of a dictionary; a nil key stands for `**`.
  private mutating func dictionary(from start: Token, firstKey: Expression?)
    throws(SyntaxProblem) -> Expression
  {
    var items: [(key: Expression?, value: Expression)] = []
    var key = firstKey
    while true {
      if key == nil, accept(.doubleStar) {
        items.append((nil, try bitwise()))
        if items.count == 1, kind == .for {
          throw problem(
            "dict unpacking cannot be used in dict comprehension",
            hint: "write `key: value` before `for`", at: Span(start.end, previousEnd))
        }
      } else {
        let found: Expression
        if let key { found = key } else { found = try expression() }
        key = nil
        guard kind == .colon else {
          if kind == .rightBrace || kind == .comma {
            throw problem(
              "':' expected after dictionary key", hint: "write `key: value`",
              at: found.span)
          }
          throw missingComma(after: found)
        }
        let colon = next()
        if kind == .rightBrace || kind == .comma {
          throw problem(
            "expression expected after dictionary key and ':'", hint: "write the value",
            at: colon.span)
        }
        if kind == .star {
          throw problem(
            "cannot use a starred expression in a dictionary value", hint: "write `[*values]`",
            at: current.span)
        }
        let value = try expression()
        if items.isEmpty, kind == .for || kind == .async {
          return try comprehension(.dictionary, found, value, from: start, until: .rightBrace)
        }
        items.append((found, value))
      }
      guard accept(.comma), kind != .rightBrace else { break }
    }
    try close(.rightBrace, after: items.last?.value)
    return try make(.dictionary(items), Span(start.start, previousEnd))
  }

  // MARK: Comprehensions

  /// The clauses after a comprehension's element, and its closing bracket.
  mutating func comprehension(
    _ kind: Comprehension.Kind, _ element: Expression, _ value: Expression?, from start: Token,
    until stop: Token.Kind
  ) throws(SyntaxProblem) -> Expression {
    if case .starred = element.kind {
      throw problem(
        "iterable unpacking cannot be used in comprehension",
        hint: "add a second `for` to flatten", at: element.span)
    }
    var clauses: [Comprehension.Clause] = []
    while self.kind == .for || self.kind == .async {
      if self.kind == .async { throw asyncRefusal() }
      let keyword = next()
      if clauses.count >= SyntaxLimits.nesting {
        throw .refusal(
          "nesting deeper than \(SyntaxLimits.nesting)", hint: "write loops instead",
          span: keyword.span)
      }
      let target = try targetList()
      guard accept(.in) else { throw unexpected("write `for name in values`") }
      let iterable = try disjunction()
      var conditions: [Expression] = []
      while accept(.if) { conditions.append(try comprehensionCondition()) }
      clauses.append(
        Comprehension.Clause(target: target, iterable: iterable, conditions: conditions))
    }
    try close(stop, after: clauses.last?.conditions.last ?? clauses.last?.iterable)
    return try make(
      .comprehension(
        Comprehension(kind: kind, element: element, value: value, clauses: clauses)),
      Span(start.start, previousEnd))
  }

  private mutating func comprehensionCondition() throws(SyntaxProblem) -> Expression {
    try enter()
    defer { depth -= 1 }
    let test = try disjunction()
    if let found = misplacedEqual(after: test) { throw found }
    return test
  }
}
