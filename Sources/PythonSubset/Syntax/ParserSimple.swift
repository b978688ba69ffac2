import Diagnostics

extension Parser {
  mutating func simpleStatement() throws(SyntaxProblem) -> Statement {
    let start = current
    let kind: Statement.Kind
    switch start.kind {
    case .pass:
      next()
      kind = .pass
    case .break:
      next()
      if !isInLoop && !isLenient {
        report(problem("'break' outside loop", hint: "put it in a loop", at: start.span))
      }
      kind = .breakLoop
    case .continue:
      next()
      if !isInLoop && !isLenient {
        report(
          problem("'continue' not properly in loop", hint: "put it in a loop", at: start.span))
      }
      kind = .continueLoop
    case .return: kind = try returnStatement()
    case .raise: kind = try raiseStatement()
    case .global, .nonlocal: kind = try scopeStatement()
    case .del: kind = try deleteStatement()
    case .assert:
      next()
      let test = try expression()
      kind = .assertion(test, accept(.comma) ? try expression() : nil)
    case .import: kind = try importStatement()
    case .from: kind = try fromStatement()
    case .name where isPrintStatement: kind = try printStatement()
    default: kind = try expressionStatement()
    }
    return Statement(kind, Span(start.start, max(start.end, previousEnd)))
  }

  private mutating func returnStatement() throws(SyntaxProblem) -> Statement.Kind {
    let start = next()
    let value = hasMore ? try valueList() : nil
    if scope != .function && !isLenient && !hasMore {
      report(
        problem(
          "'return' outside function", hint: "put it in a `def`, or print the value",
          at: start.span))
    }
    return .returnValue(value)
  }

  /// Whether more of the statement follows.
  private var hasMore: Bool { kind != .newline && kind != .semicolon && kind != .end }

  private mutating func raiseStatement() throws(SyntaxProblem) -> Statement.Kind {
    next()
    guard hasMore else { return .raise(nil, from: nil) }
    let error = try raisedMessage(try expression())
    return .raise(error, from: accept(.from) ? try expression() : nil)
  }

  private mutating func scopeStatement() throws(SyntaxProblem) -> Statement.Kind {
    let start = next()
    var names = [try identifier().name]
    while accept(.comma) { names.append(try identifier().name) }
    if start.kind == .global { return .global(names) }
    if scope == .module && !isLenient {
      report(
        problem(
          "nonlocal declaration not allowed at module level", hint: "use it inside a `def`",
          at: start.span))
    }
    return .nonlocal(names)
  }

  private mutating func deleteStatement() throws(SyntaxProblem) -> Statement.Kind {
    next()
    var targets: [Expression] = []
    repeat {
      if !targets.isEmpty, !hasMore { break }
      let target = try starredOr { parser throws(SyntaxProblem) in try parser.bitwise() }
      try checkDeletable(target)
      targets.append(target)
    } while accept(.comma)
    return .delete(targets)
  }

  // MARK: Imports

  private mutating func dottedName() throws(SyntaxProblem) -> (name: String, span: Span) {
    var (name, span) = try identifier()
    while accept(.dot) {
      let part = try identifier()
      name += "." + part.name
      span.end = part.span.end
    }
    return (name, span)
  }

  private mutating func importStatement() throws(SyntaxProblem) -> Statement.Kind {
    next()
    var modules: [Statement.ImportedName] = []
    repeat {
      var (name, span) = try dottedName()
      var alias: String?
      if accept(.as) {
        let found = try identifier()
        alias = found.name
        span.end = found.span.end
      }
      modules.append(Statement.ImportedName(name: name, alias: alias, span: span))
    } while accept(.comma)
    return .importModules(modules)
  }

  private mutating func fromStatement() throws(SyntaxProblem) -> Statement.Kind {
    let start = next()
    var module = ""
    while kind == .dot || kind == .ellipsis { module += text(next()) }
    if module.isEmpty || kind == .name { module += try dottedName().name }
    try expect(.import)
    if kind == .star {
      next()
      if scope != .module && !isLenient {
        report(
          problem(
            "import * only allowed at module level", hint: "name what you import",
            at: Span(start.start, previousEnd)))
      }
      return .importFrom(module, [])
    }
    let isParenthesised = accept(.leftParenthesis)
    var names: [Statement.ImportedName] = []
    repeat {
      if !names.isEmpty, isParenthesised, kind == .rightParenthesis { break }
      if !names.isEmpty, !isParenthesised, kind == .newline {
        throw problem(
          "trailing comma not allowed without surrounding parentheses",
          hint: "remove the last comma", at: Span(previousEnd - 1, previousEnd))
      }
      var (name, span) = try identifier()
      var alias: String?
      if accept(.as) {
        let found = try identifier()
        alias = found.name
        span.end = found.span.end
      }
      if name == "print_function" { python2.printIsFunction = true }
      names.append(Statement.ImportedName(name: name, alias: alias, span: span))
    } while accept(.comma)
    if isParenthesised { try expect(.rightParenthesis) }
    return .importFrom(module, names)
  }

  // MARK: Expressions and assignments

  private mutating func expressionStatement() throws(SyntaxProblem) -> Statement.Kind {
    if kind == .star, kind(after: 1) == .newline || kind(after: 1) == .end { throw unexpected() }
    if kind == .name, isTypeStatement {
      throw .refusal(
        "`type` statement", hint: "assign the type to a name with `=`", span: current.span)
    }
    let isBare = kind != .leftParenthesis
    let start = index
    let first = try statementValue()
    switch kind {
    case .assign:
      return try assignment(first)
    case .colon:
      return try annotation(first, isBare: isBare || index - start != 3)
    case let found where found.augmentedOperator != nil:
      guard let operation = found.augmentedOperator else { throw unexpected() }
      try checkAugmentable(first)
      next()
      return .augmented(first, operation, try statementValue())
    default:
      try refuseStarred(first)
      return .expression(first)
    }
  }

  private var isTypeStatement: Bool {
    isName(current, "type") && kind(after: 1) == .name
      && (kind(after: 2) == .assign || kind(after: 2) == .leftBracket)
  }

  /// What may stand on either side of `=`: a `yield` or expressions with commas.
  private mutating func statementValue() throws(SyntaxProblem) -> Expression {
    kind == .yield ? try yieldExpression() : try expressionList()
  }

  private mutating func assignment(_ first: Expression) throws(SyntaxProblem) -> Statement.Kind {
    var targets: [Expression] = []
    var value = first
    while kind == .assign {
      let equal = index
      next()
      if kind == .newline || kind == .end || kind == .semicolon { throw unexpected() }
      let following = try statementValue()
      try checkTarget(
        value, equalSign: equal, isAlone: targets.isEmpty && kind != .assign, value: following)
      targets.append(value)
      value = following
    }
    try refuseStarred(value)
    return .assign(targets, value)
  }

  private mutating func annotation(_ target: Expression, isBare: Bool) throws(SyntaxProblem)
    -> Statement.Kind
  {
    switch target.kind {
    case .name, .attribute, .subscript: break
    case .tuple, .list:
      let name = describe(target)
      throw problem(
        "only single target (not \(name)) can be annotated", hint: "annotate one name a line",
        at: target.span)
    case .string, .int, .float, .bool, .none: throw unexpected()
    default:
      throw problem(
        "illegal target for annotation", hint: "annotate a name, as in `x: int = 1`",
        at: target.span)
    }
    next()
    let type = try expression()
    guard accept(.assign) else { return .annotated(target, type, nil) }
    let value = try statementValue()
    try refuseStarred(value)
    return .annotated(target, type, value)
  }

  /// A value with commas that must not be one bare `*e`.
  mutating func valueList() throws(SyntaxProblem) -> Expression {
    let value = try expressionList()
    try refuseStarred(value)
    return value
  }

  func refuseStarred(_ value: Expression) throws(SyntaxProblem) {
    guard case .starred = value.kind else { return }
    throw problem(
      "can't use starred expression here", hint: "write `[*values]` for a list, or drop the `*`",
      at: value.span)
  }
}
