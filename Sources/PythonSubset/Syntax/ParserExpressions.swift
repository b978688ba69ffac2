import Diagnostics

extension Parser {
  typealias Production = (inout Parser) throws(SyntaxProblem) -> Expression

  /// `*e`, or what `otherwise` reads.
  mutating func starredOr(_ otherwise: Production) throws(SyntaxProblem) -> Expression {
    guard kind == .star else { return try otherwise(&self) }
    let star = next()
    let value = try bitwise()
    return try make(.starred(value), Span(star.start, value.span.end), focus: star.span)
  }

  /// One expression, or several with commas as a tuple.
  mutating func expressionList() throws(SyntaxProblem) -> Expression {
    let start = current.start
    let first = try starredOr { parser throws(SyntaxProblem) in try parser.expression() }
    guard kind == .comma else { return first }
    var items = [first]
    while accept(.comma), kind == .star || kind.startsExpression {
      items.append(try starredOr { parser throws(SyntaxProblem) in try parser.expression() })
    }
    return try make(.tuple(items), Span(start, previousEnd))
  }

  /// `name := value`, or an expression.
  mutating func namedExpression() throws(SyntaxProblem) -> Expression {
    if kind == .name, kind(after: 1) == .walrus {
      let target = next()
      next()
      let value = try expression()
      return try make(
        .named(text(target), value), Span(target.start, value.span.end), focus: target.span)
    }
    let value = try expression()
    if kind == .walrus {
      throw problem(
        "cannot use assignment expressions with \(describe(value))",
        hint: "put a single name before `:=`", at: value.span)
    }
    if let found = misplacedEqual(after: value) { throw found }
    return value
  }

  mutating func yieldExpression() throws(SyntaxProblem) -> Expression {
    let start = next()
    let isMisplaced = scope != .function && !isLenient
    defer {
      if isMisplaced, kind != .assign {
        report(problem("'yield' outside function", hint: "put it in a `def`", at: start.span))
      }
    }
    if accept(.from) {
      let value = try expression()
      return try make(.yieldFrom(value), Span(start.start, value.span.end), focus: start.span)
    }
    guard kind.startsExpression || kind == .star else {
      return try make(.yield(nil), start.span)
    }
    let value = try valueList()
    return try make(.yield(value), Span(start.start, value.span.end), focus: start.span)
  }

  /// A conditional expression or a lambda.
  ///
  /// `a if p else b if q else c` is read by a loop and built from the right.
  mutating func expression() throws(SyntaxProblem) -> Expression {
    try enter()
    defer { depth -= 1 }
    if kind == .lambda { return try lambda() }
    var last = try disjunction()
    guard kind == .if else { return last }
    var pending: [(then: Expression, test: Expression)] = []
    while kind == .if {
      next()
      let test = try disjunction()
      guard kind == .else else {
        if kind == .colon || kind == .invalid { throw unexpected() }
        throw problem(
          "expected 'else' after 'if' expression", hint: "write `a if test else b`",
          at: last.span.union(test.span))
      }
      next()
      pending.append((last, test))
      last = kind == .lambda ? try lambda() : try disjunction()
    }
    for (then, test) in pending.reversed() {
      last = try make(
        .conditional(test: test, then: then, otherwise: last),
        Span(then.span.start, last.span.end))
    }
    return last
  }

  mutating func disjunction() throws(SyntaxProblem) -> Expression {
    let first = try conjunction()
    guard kind == .or else { return first }
    var items = [first]
    while accept(.or) { items.append(try conjunction()) }
    return try make(.boolean(isAnd: false, items), Span(first.span.start, previousEnd))
  }

  private mutating func conjunction() throws(SyntaxProblem) -> Expression {
    let first = try inversion()
    guard kind == .and else { return first }
    var items = [first]
    while accept(.and) { items.append(try inversion()) }
    return try make(.boolean(isAnd: true, items), Span(first.span.start, previousEnd))
  }

  private mutating func inversion() throws(SyntaxProblem) -> Expression {
    guard kind == .not else { return try comparison() }
    var signs: [Token] = []
    while kind == .not { signs.append(next()) }
    return try wrap(try comparison(), in: signs)
  }

  private mutating func wrap(_ operand: Expression, in signs: [Token]) throws(SyntaxProblem)
    -> Expression
  {
    if signs.count > SyntaxLimits.nesting {
      throw .refusal(
        "nesting deeper than \(SyntaxLimits.nesting)", hint: "remove some of the operators",
        span: signs[0].span)
    }
    var result = operand
    for sign in signs.reversed() {
      let operation: UnaryOperator
      switch sign.kind {
      case .not: operation = .not
      case .minus: operation = .minus
      case .tilde: operation = .invert
      default: operation = .plus
      }
      result = try make(
        .unary(operation, result), Span(sign.start, result.span.end), focus: sign.span)
    }
    return result
  }

  private mutating func comparison() throws(SyntaxProblem) -> Expression {
    let first = try bitwise()
    var rest: [(ComparisonOperator, Expression)] = []
    var focus: Span?
    while true {
      let start = current
      guard let operation = acceptComparison() else { break }
      if focus == nil { focus = Span(start.start, previousEnd) }
      rest.append((operation, try bitwise()))
    }
    guard !rest.isEmpty else { return first }
    return try make(.compare(first, rest), Span(first.span.start, previousEnd), focus: focus)
  }

  private mutating func acceptComparison() -> ComparisonOperator? {
    let operation: ComparisonOperator
    switch kind {
    case .less where acceptOldInequality(): return .notEqual
    case .less: operation = .less
    case .lessEqual: operation = .lessEqual
    case .greater: operation = .greater
    case .greaterEqual: operation = .greaterEqual
    case .equal: operation = .equal
    case .notEqual: operation = .notEqual
    case .in: operation = .in
    case .is:
      next()
      return accept(.not) ? .isNot : .is
    case .not where kind(after: 1) == .in:
      next()
      operation = .notIn
    default: return nil
    }
    next()
    return operation
  }

  /// Arithmetic and bitwise operators, which all associate to the left.
  mutating func bitwise(_ lowest: Int = 1) throws(SyntaxProblem) -> Expression {
    var left = try unary()
    while let (operation, precedence) = kind.binaryOperator, precedence >= lowest {
      let sign = next()
      let right = try bitwise(precedence + 1)
      left = try make(
        .binary(operation, left, right), Span(left.span.start, right.span.end),
        focus: sign.span)
    }
    return left
  }

  private mutating func unary() throws(SyntaxProblem) -> Expression {
    var signs: [Token] = []
    while kind == .minus || kind == .plus || kind == .tilde { signs.append(next()) }
    if signs.last?.kind == .minus, kind == .integer, let least = leastInteger() {
      signs.removeLast()
      return try wrap(least, in: signs)
    }
    let operand = try power()
    return signs.isEmpty ? operand : try wrap(operand, in: signs)
  }

  /// `-9223372036854775808`, whose digits alone are past 64 bits.
  private mutating func leastInteger() -> Expression? {
    guard kind(after: 1) != .doubleStar, kind(after: 1) != .dot, kind(after: 1) != .leftBracket,
      magnitude(of: current) == Int.min.magnitude
    else { return nil }
    let digits = next()
    return Expression(.int(.min), Span(token(index - 2).start, digits.end))
  }

  private mutating func power() throws(SyntaxProblem) -> Expression {
    let base = try primary()
    guard kind == .doubleStar else { return base }
    let sign = next()
    try enter()
    defer { depth -= 1 }
    let exponent = try unary()
    return try make(
      .binary(.power, base, exponent), Span(base.span.start, exponent.span.end),
      focus: sign.span)
  }

  /// An atom with the calls, subscripts and attributes after it.
  mutating func primary() throws(SyntaxProblem) -> Expression {
    // The parentheses around an atom are not in its span, but they are in what is built on it.
    let start = current.start
    var value = try atom()
    while true {
      switch kind {
      case .dot:
        next()
        guard kind == .name else {
          throw unexpected(kind.isKeyword ? nil : "write the attribute's name after the dot")
        }
        let name = next()
        value = try make(
          .attribute(value, text(name)), Span(start, name.end), focus: name.span)
      case .leftParenthesis:
        next()
        let list = try arguments()
        value = try make(.call(value, list), Span(start, previousEnd))
      case .leftBracket:
        next()
        let index = try bracketed { parser throws(SyntaxProblem) in try parser.subscriptIndex() }
        try close(.rightBracket, after: index)
        value = try make(.subscript(value, index), Span(start, previousEnd))
      default:
        return value
      }
    }
  }

  // MARK: Subscripts

  /// Reads what stands inside a bracket.
  mutating func bracketed(_ content: Production) throws(SyntaxProblem) -> Expression {
    openBrackets += 1
    defer { openBrackets -= 1 }
    return try content(&self)
  }

  private mutating func subscriptIndex() throws(SyntaxProblem) -> Expression {
    let start = current.start
    let first = try subscriptItem()
    guard kind == .comma || isStarred(first) else { return first }
    var items = [first]
    while accept(.comma), kind != .rightBracket { items.append(try subscriptItem()) }
    return try make(.tuple(items), Span(start, previousEnd))
  }

  private func isStarred(_ expression: Expression) -> Bool {
    if case .starred = expression.kind { return true }
    return false
  }

  private mutating func subscriptItem() throws(SyntaxProblem) -> Expression {
    if kind == .star {
      return try starredOr { parser throws(SyntaxProblem) in try parser.expression() }
    }
    let start = current.start
    let first = kind == .colon ? nil : try namedExpression()
    guard kind == .colon else {
      guard let first else { throw unexpected() }
      return first
    }
    next()
    let stop = try sliceBound()
    let step = accept(.colon) ? try sliceBound() : nil
    return try make(.slice(first, stop, step), Span(start, previousEnd))
  }

  private mutating func sliceBound() throws(SyntaxProblem) -> Expression? {
    switch kind {
    case .colon, .comma, .rightBracket: nil
    default: try expression()
    }
  }

  /// Expects a bracket's end; two expressions side by side miss a comma.
  mutating func close(_ bracket: Token.Kind, after last: Expression?) throws(SyntaxProblem) {
    guard kind != bracket else {
      next()
      return
    }
    throw missingComma(after: last)
  }

  mutating func missingComma(after last: Expression?) -> SyntaxProblem {
    let found = unexpected()
    guard found.isGeneric, let last, kind.startsExpression, kind != .not else { return found }
    if kind == .string || kind == .formatStart, token(index - 1).kind == .name { return found }
    if case .lambda = last.kind { return found }
    let saved = (index, depth, openBrackets)
    defer { (index, depth, openBrackets) = saved }
    guard let following = try? expression() else { return found }
    return problem(
      "invalid syntax. Perhaps you forgot a comma?", hint: "write `,` between the two",
      at: last.span.union(following.span))
  }
}
