import Diagnostics

extension Parser {
  /// A call's arguments up to and with the `)`; the `(` has been read.
  mutating func arguments() throws(SyntaxProblem) -> [Argument] {
    openBrackets += 1
    defer { openBrackets -= 1 }
    let opening = token(index - 1)
    var list: [Argument] = []
    var keywords: Set<String> = []
    var hasUnpackedKeywords = false
    while kind != .rightParenthesis {
      let start = current
      switch start.kind {
      case .star:
        next()
        if hasUnpackedKeywords {
          throw problem(
            "iterable argument unpacking follows keyword argument unpacking",
            hint: "move the `*` argument before the `**` one", at: start.span)
        }
        let value = try expression()
        list.append(
          Argument(kind: .star, value: value, span: Span(start.start, value.span.end)))
      case .doubleStar:
        next()
        let value = try expression()
        hasUnpackedKeywords = true
        list.append(
          Argument(kind: .doubleStar, value: value, span: Span(start.start, value.span.end)))
      case .name where kind(after: 1) == .assign:
        list.append(try keywordArgument(&keywords))
      default:
        let value = try positionalArgument()
        if kind == .for || kind == .async {
          let generator = try soleGenerator(value, opening, isFirst: list.isEmpty)
          return [Argument(kind: .positional, value: generator, span: generator.span)]
        }
        if hasUnpackedKeywords || !keywords.isEmpty {
          throw problem(
            "positional argument follows keyword argument"
              + (hasUnpackedKeywords ? " unpacking" : ""),
            hint: "move it to the front, or give it a name", at: value.span)
        }
        list.append(Argument(kind: .positional, value: value, span: value.span))
      }
      if !accept(.comma) { break }
    }
    try close(.rightParenthesis, after: list.last?.value)
    return list
  }

  private mutating func keywordArgument(_ names: inout Set<String>) throws(SyntaxProblem)
    -> Argument
  {
    let name = next()
    let equal = next()
    if kind == .comma || kind == .rightParenthesis {
      throw problem(
        "expected argument value expression", hint: "write the value after `=`",
        at: Span(name.start, equal.end))
    }
    let value = try expression()
    let key = text(name)
    if !names.insert(key).inserted {
      report(
        problem("keyword argument repeated: \(key)", hint: "keep one of them", at: name.span))
    }
    if kind == .for {
      throw problem(
        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
        hint: "put the comprehension in brackets", at: Span(name.start, equal.end))
    }
    return Argument(
      kind: .keyword(key), value: value, span: Span(name.start, value.span.end))
  }

  private mutating func positionalArgument() throws(SyntaxProblem) -> Expression {
    if kind == .name, kind(after: 1) == .walrus { return try namedExpression() }
    let start = current
    let value = try expression()
    if kind == .walrus {
      throw problem(
        "cannot use assignment expressions with \(describe(value))",
        hint: "put a single name before `:=`", at: value.span)
    }
    guard kind == .assign else { return value }
    switch value.kind {
    case .bool, .none:
      throw problem(
        "cannot assign to \(text(start))", hint: "choose a name for the argument",
        at: Span(start.start, current.end))
    default:
      throw problem(
        "expression cannot contain assignment, perhaps you meant \"==\"?",
        hint: "write `name=value` for a keyword argument, `==` to compare",
        at: Span(start.start, current.end))
    }
  }

  /// `f(x for x in y)`: a generator needs its own parentheses beside other arguments.
  private mutating func soleGenerator(_ element: Expression, _ opening: Token, isFirst: Bool)
    throws(SyntaxProblem) -> Expression
  {
    let start = isFirst ? opening : token(index - 1)
    var clauseEnd = index
    var open = 0
    // A comma between `for` and `in` belongs to the target.
    var isInTarget = false
    while token(clauseEnd).kind != .newline && token(clauseEnd).kind != .end {
      let found = token(clauseEnd).kind
      if found == .leftParenthesis || found == .leftBracket || found == .leftBrace { open += 1 }
      if found == .rightParenthesis || found == .rightBracket || found == .rightBrace {
        if open == 0 { break }
        open -= 1
      }
      if open == 0, found == .for { isInTarget = true }
      if open == 0, found == .in { isInTarget = false }
      if found == .comma, open == 0, !isInTarget { break }
      clauseEnd += 1
    }
    if !isFirst || token(clauseEnd).kind == .comma && token(clauseEnd + 1).kind != .rightParenthesis
    {
      throw problem(
        "Generator expression must be parenthesized", hint: "write `f((x for x in y), …)`",
        at: Span(element.span.start, token(clauseEnd).start))
    }
    if token(clauseEnd).kind == .comma {
      throw problem(
        "Generator expression must be parenthesized", hint: "remove the comma after it",
        at: Span(element.span.start, token(clauseEnd).start))
    }
    return try comprehension(.generator, element, nil, from: start, until: .rightParenthesis)
  }
}
