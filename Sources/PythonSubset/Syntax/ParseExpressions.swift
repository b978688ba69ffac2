import Diagnostics

extension Parser {
  /// `a, b, *c`: an expression, or a tuple without parentheses.
  mutating func starExpressions() throws -> Expression {
    let first = try starExpression()
    guard at(",") else {
      if case .starred = first.kind {
        throw SyntaxProblem(
          message: "can't use starred expression here", hint: "a comma makes it a tuple: `*x,`",
          span: first.span)
      }
      return first
    }
    var items = [first]
    while take(",") {
      if endsList { break }
      items.append(try starExpression())
    }
    return Expression(.tuple(items), first.span.union(tokens[position - 1].span))
  }

  private var endsList: Bool {
    switch current.kind {
    case .newline, .end, .dedent: true
    case .symbol: [")", "]", "}", "=", ":", ";"].contains(current.text)
    case .name: current.text == "in" || current.text == "for"
    default: false
    }
  }

  private mutating func starExpression() throws -> Expression {
    if at("*") {
      let star = advance().span
      let inner = try binary(0)
      return Expression(.starred(inner), star.union(inner.span))
    }
    if atName("yield") { return try yieldExpression() }
    return try namedExpression()
  }

  private mutating func yieldExpression() throws -> Expression {
    let start = advance().span
    if takeName("from") {
      let value = try expression()
      return Expression(.yieldFrom(value), start.union(value.span))
    }
    if endsList { return Expression(.yield(nil), start) }
    let value = try starExpressions()
    return Expression(.yield(value), start.union(value.span))
  }

  mutating func namedExpression() throws -> Expression {
    if current.kind == .name, next.kind == .symbol, next.text == ":=",
      !Self.keywords.contains(current.text)
    {
      let name = advance()
      advance()
      let value = try expression()
      return Expression(.named(name.text, value), name.span.union(value.span))
    }
    return try expression()
  }

  mutating func expression() throws -> Expression {
    try deeper { parser in
      if parser.atName("lambda") { return try parser.lambda() }
      if parser.atName("await") { throw parser.refusal("`await`", parser.current.span) }
      let value = try parser.disjunction()
      guard parser.atName("if") else { return value }
      parser.advance()
      let test = try parser.disjunction()
      guard parser.takeName("else") else {
        throw parser.unexpected("expected 'else' after 'if' expression", "`a if test else b`")
      }
      let otherwise = try parser.expression()
      return Expression(
        .conditional(test: test, then: value, otherwise: otherwise),
        value.span.union(otherwise.span))
    }
  }

  private mutating func lambda() throws -> Expression {
    let start = advance().span
    let parameters = try parameters(until: ":")
    try expect(":")
    functionDepth += 1
    defer { functionDepth -= 1 }
    let body = try expression()
    let span = start.union(body.span)
    return Expression(
      .lambda(
        FunctionDefinition(
          name: "<lambda>", parameters: parameters,
          body: [Statement(.returnValue(body), body.span)], decorators: [], span: span)), span)
  }

  private mutating func disjunction() throws -> Expression { try boolean("or") }

  private mutating func boolean(_ word: String) throws -> Expression {
    func operand(_ parser: inout Parser) throws -> Expression {
      word == "or" ? try parser.boolean("and") : try parser.inversion()
    }
    let first = try operand(&self)
    guard atName(word) else { return first }
    var items = [first]
    while takeName(word) { items.append(try operand(&self)) }
    return Expression(
      .boolean(isAnd: word == "and", items), first.span.union(items[items.count - 1].span))
  }

  private mutating func inversion() throws -> Expression {
    guard atName("not") else { return try comparison() }
    let start = advance().span
    return try deeper { parser in
      let operand = try parser.inversion()
      return Expression(.unary(.not, operand), start.union(operand.span))
    }
  }

  private mutating func comparisonOperator() throws -> ComparisonOperator? {
    if current.kind == .symbol {
      if at("<>") { throw unexpected(nil, "`!=` means unequal") }
      guard let found = ComparisonOperator(rawValue: current.text) else { return nil }
      advance()
      return found
    }
    guard current.kind == .name else { return nil }
    switch current.text {
    case "in":
      advance()
      return .in
    case "is":
      advance()
      return takeName("not") ? .isNot : .is
    case "not" where next.kind == .name && next.text == "in":
      advance()
      advance()
      return .notIn
    default: return nil
    }
  }

  private mutating func comparison() throws -> Expression {
    let first = try binary(0)
    var rest: [(ComparisonOperator, Expression)] = []
    while let operation = try comparisonOperator() { rest.append((operation, try binary(0))) }
    guard let last = rest.last else { return first }
    return Expression(.compare(first, rest), first.span.union(last.1.span))
  }

  private static let levels: [[String: BinaryOperator]] = [
    ["|": .bitOr], ["^": .bitXor], ["&": .bitAnd], ["<<": .leftShift, ">>": .rightShift],
    ["+": .add, "-": .subtract],
    ["*": .multiply, "/": .divide, "//": .floorDivide, "%": .remainder, "@": .matrixMultiply],
  ]

  mutating func binary(_ level: Int) throws -> Expression {
    if level == Self.levels.count { return try unary() }
    var left = try binary(level + 1)
    while current.kind == .symbol, let operation = Self.levels[level][current.text] {
      let symbol = advance().span
      let right = try binary(level + 1)
      left = Expression(
        .binary(operation, left, right), left.span.union(right.span), focus: symbol)
    }
    return left
  }

  private mutating func unary() throws -> Expression {
    guard current.kind == .symbol, let operation = UnaryOperator(rawValue: current.text) else {
      return try power()
    }
    let start = advance().span
    return try deeper { parser in
      let operand = try parser.unary()
      return Expression(.unary(operation, operand), start.union(operand.span))
    }
  }

  private mutating func power() throws -> Expression {
    let base = try postfix()
    guard at("**") else { return base }
    let symbol = advance().span
    return try deeper { parser in
      let exponent = try parser.unary()
      return Expression(
        .binary(.power, base, exponent), base.span.union(exponent.span), focus: symbol)
    }
  }

  // MARK: Calls, attributes, subscripts

  mutating func postfix() throws -> Expression {
    var e = try atom()
    while current.kind == .symbol {
      switch current.text {
      case "(":
        advance()
        let arguments = try arguments()
        let close = try expect(")")
        e = Expression(.call(e, arguments), e.span.union(close.span))
      case ".":
        advance()
        let name = try identifier()
        e = Expression(.attribute(e, name.text), e.span.union(name.span), focus: name.span)
      case "[":
        advance()
        let key = try subscriptKey()
        let close = try expect("]")
        e = Expression(.subscript(e, key), e.span.union(close.span))
      default: return e
      }
    }
    return e
  }

  mutating func arguments() throws -> [Argument] {
    try deeper { parser in
      var result: [Argument] = []
      var sawKeyword = false
      while !parser.at(")") {
        let start = parser.current.span
        if parser.take("**") {
          let value = try parser.expression()
          result.append(Argument(kind: .doubleStar, value: value, span: start.union(value.span)))
          sawKeyword = true
        } else if parser.take("*") {
          let value = try parser.expression()
          result.append(Argument(kind: .star, value: value, span: start.union(value.span)))
        } else if parser.current.kind == .name, parser.next.kind == .symbol,
          parser.next.text == "=",
          !Self.keywords.contains(parser.current.text)
        {
          let name = parser.advance()
          parser.advance()
          let value = try parser.expression()
          if result.contains(where: {
            if case .keyword(name.text) = $0.kind { true } else { false }
          }) {
            throw SyntaxProblem(
              message: "keyword argument repeated: \(name.text)", hint: "give it once",
              span: name.span)
          }
          result.append(
            Argument(kind: .keyword(name.text), value: value, span: name.span.union(value.span)))
          sawKeyword = true
        } else {
          let value = try parser.namedExpression()
          if parser.atName("for") {
            let clauses = try parser.clauses()
            let made = Comprehension(
              kind: .generator, element: value, value: nil, clauses: clauses)
            let e = Expression(
              .comprehension(made), value.span.union(parser.tokens[parser.position - 1].span))
            result.append(Argument(kind: .positional, value: e, span: e.span))
          } else {
            if sawKeyword {
              throw SyntaxProblem(
                message: "positional argument follows keyword argument",
                hint: "put it before the `name=value` arguments", span: value.span)
            }
            if parser.at("=") {
              throw SyntaxProblem(
                message:
                  "expression cannot contain assignment, perhaps you meant \"==\"?",
                hint: "a keyword is a plain name", span: value.span)
            }
            result.append(Argument(kind: .positional, value: value, span: value.span))
          }
        }
        if !parser.take(",") { break }
      }
      return result
    }
  }

  private mutating func subscriptKey() throws -> Expression {
    let first = try subscriptPart()
    guard at(",") else { return first }
    var items = [first]
    while take(",") {
      if at("]") { break }
      items.append(try subscriptPart())
    }
    return Expression(.tuple(items), first.span.union(tokens[position - 1].span))
  }

  private mutating func subscriptPart() throws -> Expression {
    let start = current.span
    func part(_ parser: inout Parser) throws -> Expression? {
      parser.at(":") || parser.at("]") || parser.at(",") ? nil : try parser.namedExpression()
    }
    if at("*") { return try starExpression() }
    let lower = try part(&self)
    guard at(":") else {
      guard let lower else { throw unexpected(nil, "an index belongs between the brackets") }
      return lower
    }
    advance()
    let upper = try part(&self)
    let step = take(":") ? try part(&self) : nil
    return Expression(.slice(lower, upper, step), start.union(tokens[position - 1].span))
  }

  // MARK: Atoms

  private mutating func atom() throws -> Expression {
    let token = current
    switch token.kind {
    case .number:
      advance()
      return Expression(token.value, token.span)
    case .string, .formatted: return strings()
    case .name:
      switch token.text {
      case "None": return constant(.none)
      case "True": return constant(.bool(true))
      case "False": return constant(.bool(false))
      case "lambda" where depth < Self.maximumDepth: throw unexpected()
      default:
        if Self.keywords.contains(token.text) { throw unexpected() }
        advance()
        return Expression(.name(token.text), token.span)
      }
    case .symbol:
      switch token.text {
      case "(": return try parenthesized()
      case "[": return try bracketed()
      case "{": return try braced()
      case "...": return constant(.ellipsis)
      default: throw unexpected()
      }
    default: throw unexpected()
    }
  }

  private mutating func constant(_ kind: Expression.Kind) -> Expression {
    Expression(kind, advance().span)
  }

  /// Neighbouring literals are one.
  private mutating func strings() -> Expression {
    var parts: [FormattedPart] = []
    let start = current.span
    var isFormatted = false
    while current.kind == .string || current.kind == .formatted {
      let token = advance()
      if token.kind == .formatted {
        isFormatted = true
        parts += token.parts
      } else if case .string(let text) = token.value {
        parts.append(.text(text))
      }
    }
    let span = start.union(tokens[position - 1].span)
    if isFormatted { return Expression(.formatted(parts), span) }
    var text = ""
    for case .text(let part) in parts { text += part }
    return Expression(.string(text), span)
  }

  private mutating func parenthesized() throws -> Expression {
    let open = advance().span
    return try deeper { parser in
      if parser.at(")") {
        return Expression(.tuple([]), open.union(parser.advance().span))
      }
      let first = try parser.starExpression()
      if parser.atName("for") {
        let clauses = try parser.clauses()
        let close = try parser.expect(")")
        return Expression(
          .comprehension(
            Comprehension(kind: .generator, element: first, value: nil, clauses: clauses)),
          open.union(close.span))
      }
      if parser.at(",") {
        var items = [first]
        while parser.take(",") {
          if parser.at(")") { break }
          items.append(try parser.starExpression())
        }
        let close = try parser.expect(")")
        return Expression(.tuple(items), open.union(close.span))
      }
      if case .starred = first.kind {
        throw SyntaxProblem(
          message: "cannot use starred expression here", hint: "a comma makes it a tuple: `(*x,)`",
          span: first.span)
      }
      let close = try parser.expect(")", "a closing `)` or a comma is missing")
      return Expression(first.kind, open.union(close.span), focus: first.focus)
    }
  }

  private mutating func bracketed() throws -> Expression {
    let open = advance().span
    return try deeper { parser in
      var items: [Expression] = []
      while !parser.at("]") {
        items.append(try parser.starExpression())
        if items.count == 1, parser.atName("for") {
          let clauses = try parser.clauses()
          let close = try parser.expect("]")
          return Expression(
            .comprehension(
              Comprehension(kind: .list, element: items[0], value: nil, clauses: clauses)),
            open.union(close.span))
        }
        if !parser.take(",") { break }
      }
      let close = try parser.expect("]", "a closing `]` or a comma is missing")
      return Expression(.list(items), open.union(close.span))
    }
  }

  private mutating func braced() throws -> Expression {
    let open = advance().span
    return try deeper { parser in
      var pairs: [(key: Expression?, value: Expression)] = []
      var items: [Expression] = []
      while !parser.at("}") {
        if parser.take("**") {
          pairs.append((nil, try parser.binary(0)))
        } else {
          let key = try parser.starExpression()
          if items.isEmpty, parser.take(":") {
            let value = try parser.expression()
            if pairs.isEmpty, parser.atName("for") {
              let clauses = try parser.clauses()
              let close = try parser.expect("}")
              return Expression(
                .comprehension(
                  Comprehension(kind: .dictionary, element: key, value: value, clauses: clauses)),
                open.union(close.span))
            }
            pairs.append((key, value))
          } else if pairs.isEmpty {
            items.append(key)
            if items.count == 1, parser.atName("for") {
              let clauses = try parser.clauses()
              let close = try parser.expect("}")
              return Expression(
                .comprehension(
                  Comprehension(kind: .set, element: key, value: nil, clauses: clauses)),
                open.union(close.span))
            }
          } else {
            throw parser.unexpected("':' expected after dictionary key")
          }
        }
        if !parser.take(",") { break }
      }
      let close = try parser.expect("}", "a closing `}` or a comma is missing")
      let span = open.union(close.span)
      return items.isEmpty
        ? Expression(.dictionary(pairs), span) : Expression(.set(items), span)
    }
  }

  mutating func clauses() throws -> [Comprehension.Clause] {
    var result: [Comprehension.Clause] = []
    while takeName("for") {
      let target = try targetList()
      guard takeName("in") else { throw unexpected("expected 'in'", "`for x in items`") }
      let iterable = try disjunctionForClause()
      var conditions: [Expression] = []
      while takeName("if") { conditions.append(try disjunctionForClause()) }
      result.append(
        Comprehension.Clause(target: target, iterable: iterable, conditions: conditions))
    }
    if atName("async") { throw refusal("`async`", current.span) }
    return result
  }

  private mutating func disjunctionForClause() throws -> Expression {
    if atName("lambda") { return try expression() }
    return try disjunction()
  }
}
