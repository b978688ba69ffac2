import Diagnostics

extension Parser {
  mutating func statement(into statements: inout [Statement]) throws(SyntaxProblem) {
    let start = current
    let kind: Statement.Kind
    switch start.kind {
    case .if: kind = try ifStatement()
    case .while: kind = try whileStatement()
    case .for: kind = try forStatement()
    case .try: kind = try tryStatement()
    case .with: kind = try withStatement()
    case .def, .class, .at:
      statements.append(try decorated())
      return
    case .async:
      refusesBlock = true
      throw asyncRefusal()
    case .name where isMatchStatement:
      refusesBlock = true
      throw .refusal(
        "`match`", hint: "write the cases as `if` and `elif`", span: start.span)
    default:
      return try simpleLine(into: &statements)
    }
    statements.append(Statement(kind, Span(start.start, lastTextEnd(start))))
  }

  func asyncRefusal() -> SyntaxProblem {
    switch kind(after: 1) {
    case .def, .for, .with: break
    case let next where kind == .await && next.startsExpression: break
    default: return unexpected()
    }
    return .refusal(
      "`\(text(current))`", hint: "call the function directly; nothing here waits",
      span: current.span)
  }

  /// The end of the last token that is text, for the span of a statement with blocks.
  func lastTextEnd(_ start: Token) -> Int {
    var at = index - 1
    while at > 0 {
      switch token(at).kind {
      case .newline, .dedent, .indent, .end: at -= 1
      default: return max(start.end, token(at).end)
      }
    }
    return start.end
  }

  /// Whether `match` here begins a match statement: its line ends in `:` and a `case` is below.
  private var isMatchStatement: Bool {
    guard isName(current, "match") else { return false }
    var at = index
    while token(at).kind != .newline && token(at).kind != .end { at += 1 }
    return token(at - 1).kind == .colon && token(at + 1).kind == .indent
      && isName(token(at + 2), "case")
  }

  // MARK: if, while, for

  private mutating func ifStatement() throws(SyntaxProblem) -> Statement.Kind {
    var branches: [(test: Expression, body: [Statement])] = []
    var header = next()
    branches.append((try namedExpression(), try block(of: "'if' statement", from: header)))
    while kind == .elif {
      header = next()
      branches.append((try namedExpression(), try block(of: "'elif' statement", from: header)))
    }
    return .conditional(branches, otherwise: try elseBlock())
  }

  private mutating func elseBlock() throws(SyntaxProblem) -> [Statement] {
    guard kind == .else else { return [] }
    let header = next()
    guard kind == .colon else {
      throw expected(
        ":", hint: kind == .if ? "write `elif` for `else if`" : "end the line with `:`")
    }
    return try block(of: "'else' statement", from: header)
  }

  private mutating func loopBody(of owner: String, from header: Token) throws(SyntaxProblem)
    -> [Statement]
  {
    try expectColon()
    let saved = isInLoop
    isInLoop = true
    let body = blockAfterColon(of: owner, from: header)
    isInLoop = saved
    return body
  }

  private mutating func whileStatement() throws(SyntaxProblem) -> Statement.Kind {
    let header = next()
    let test = try namedExpression()
    let body = try loopBody(of: "'while' statement", from: header)
    return .whileLoop(test, body, otherwise: try elseBlock())
  }

  private mutating func forStatement() throws(SyntaxProblem) -> Statement.Kind {
    let header = next()
    let target = try targetList()
    guard accept(.in) else { throw unexpected("write `for name in values:`") }
    let iterable = try valueList()
    let body = try loopBody(of: "'for' statement", from: header)
    return .forLoop(target, iterable, body, otherwise: try elseBlock())
  }

  // MARK: try, with

  private mutating func tryStatement() throws(SyntaxProblem) -> Statement.Kind {
    let header = next()
    guard kind == .colon else { throw expected(":", hint: "end the line with `:`") }
    let body = try block(of: "'try' statement", from: header)
    var handlers: [Statement.Handler] = []
    while kind == .except { handlers.append(try handler()) }
    for bare in handlers.dropLast() where bare.type == nil {
      report(
        problem(
          "default 'except:' must be last", hint: "move it below the others", at: bare.span))
    }
    let otherwise = handlers.isEmpty ? [] : try elseBlock()
    var final: [Statement] = []
    if kind == .finally {
      let header = next()
      guard kind == .colon else { throw expected(":", hint: "end the line with `:`") }
      final = try block(of: "'finally' statement", from: header)
    } else if handlers.isEmpty {
      if kind == .invalid { return .tryBlock(body, [], otherwise: [], finally: []) }
      var span = current.span
      if span.end <= span.start { span.end = span.start + 1 }
      report(
        problem(
          "expected 'except' or 'finally' block",
          hint: "write `except Exception as error:` below the `try`", at: span))
    }
    return .tryBlock(body, handlers, otherwise: otherwise, finally: final)
  }

  private mutating func handler() throws(SyntaxProblem) -> Statement.Handler {
    let header = next()
    if kind == .star {
      throw .refusal(
        "`except*`", hint: "write `except` without the star",
        span: Span(header.start, current.end))
    }
    var type: Expression?
    var name: String?
    if kind != .colon {
      if kind == .newline { throw expected(":", hint: "end the line with `:`") }
      let found = try expression()
      type = found
      if let old = try caughtName(found) {
        name = old
      } else if kind == .comma {
        python2.wasSeen = true
        throw problem(
          "multiple exception types must be parenthesized",
          hint: "write `except (A, B):`, or `except A as name:`", at: found.span)
      }
      if accept(.as) { name = try identifier().name }
    }
    let body = try block(of: "'except' statement", from: header)
    return Statement.Handler(
      type: type, name: name, body: body, span: Span(header.start, header.end))
  }

  private mutating func withStatement() throws(SyntaxProblem) -> Statement.Kind {
    let header = next()
    var items: [(context: Expression, target: Expression?)] = []
    if kind == .leftParenthesis, let found = parenthesisedItems() {
      items = found
    } else {
      repeat { items.append(try withItem()) } while accept(.comma)
    }
    return .withBlock(items, try block(of: "'with' statement", from: header))
  }

  private mutating func withItem() throws(SyntaxProblem) -> (
    context: Expression, target: Expression?
  ) {
    let context = try expression()
    guard accept(.as) else { return (context, nil) }
    let target = try starredOr { parser throws(SyntaxProblem) in try parser.bitwise() }
    try checkBinding(target)
    return (context, target)
  }

  /// `with (a as b, c as d):`, or nil when the parentheses belong to an expression.
  private mutating func parenthesisedItems() -> [(context: Expression, target: Expression?)]? {
    let saved = (index, depth, openBrackets)
    next()
    openBrackets += 1
    do {
      var items: [(context: Expression, target: Expression?)] = []
      repeat {
        if !items.isEmpty, kind == .rightParenthesis { break }
        items.append(try withItem())
      } while accept(.comma)
      try expect(.rightParenthesis)
      openBrackets -= 1
      if kind == .colon { return items }
    } catch {}
    (index, depth, openBrackets) = saved
    return nil
  }

  // MARK: Definitions

  private mutating func decorated() throws(SyntaxProblem) -> Statement {
    var decorators: [Expression] = []
    while kind == .at {
      next()
      decorators.append(try namedExpression())
      try expect(.newline)
    }
    let start = current
    switch start.kind {
    case .def:
      let definition = try function(decorators)
      return Statement(.function(definition), definition.span)
    case .class:
      let definition = try classDefinition(decorators)
      return Statement(.classDefinition(definition), definition.span)
    case .async:
      refusesBlock = true
      throw asyncRefusal()
    default: throw unexpected("a decorator stands above a `def` or a `class`")
    }
  }

  /// Reads a body in a scope of its own.
  private mutating func scopedBlock(_ inner: Scope, of owner: String, from header: Token)
    throws(SyntaxProblem) -> [Statement]
  {
    try expectColon()
    let saved = (scope, isInLoop, isLenient)
    scope = inner
    isInLoop = false
    isLenient = false
    let body = blockAfterColon(of: owner, from: header)
    (scope, isInLoop, isLenient) = saved
    return body
  }

  private func refuseTypeParameters() throws(SyntaxProblem) {
    guard kind == .leftBracket else { return }
    throw .refusal("type parameters", hint: "remove the brackets", span: current.span)
  }

  private mutating func function(_ decorators: [Expression]) throws(SyntaxProblem)
    -> FunctionDefinition
  {
    let header = next()
    let name = try identifier().name
    try refuseTypeParameters()
    guard kind == .leftParenthesis else {
      throw expected("(", hint: "write `def \(name)():`")
    }
    next()
    openBrackets += 1
    python2.unpacking = []
    let found = try parameters(until: .rightParenthesis)
    let unpacking = python2.unpacking
    openBrackets -= 1
    try expect(.rightParenthesis)
    if accept(.arrow) { _ = try expressionList() }
    guard kind == .colon else { throw expected(":", hint: "end the line with `:`") }
    let body = try scopedBlock(.function, of: "function definition", from: header)
    return FunctionDefinition(
      name: name, parameters: found, body: unpacking + body, decorators: decorators,
      span: Span(header.start, lastTextEnd(header)))
  }

  private mutating func classDefinition(_ decorators: [Expression]) throws(SyntaxProblem)
    -> ClassDefinition
  {
    let header = next()
    let name = try identifier().name
    try refuseTypeParameters()
    var bases: [Argument] = []
    if kind == .leftParenthesis {
      next()
      bases = try arguments()
      for base in bases {
        if case .keyword("metaclass") = base.kind {
          throw .refusal(
            "metaclasses", hint: "use a base class or a class decorator", span: base.span)
        }
      }
    }
    let body = try scopedBlock(.classBody, of: "class definition", from: header)
    return ClassDefinition(
      name: name, bases: bases, body: body, decorators: decorators,
      span: Span(header.start, lastTextEnd(header)))
  }
}
