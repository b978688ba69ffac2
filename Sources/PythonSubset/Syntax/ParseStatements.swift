import Diagnostics

extension Parser {
  /// One line of simple statements, or one compound statement.
  mutating func statement() throws -> [Statement] {
    try deeper { parser in
      if parser.current.kind == .symbol, parser.at("@") { return [try parser.decorated()] }
      if parser.current.kind == .name {
        switch parser.current.text {
        case "if": return [try parser.ifStatement()]
        case "while": return [try parser.whileStatement()]
        case "for": return [try parser.forStatement()]
        case "def": return [try parser.functionDefinition([])]
        case "class": return [try parser.classDefinition([])]
        case "try": return [try parser.tryStatement()]
        case "with": return [try parser.withStatement()]
        case "async": throw parser.refusal("`async`", parser.current.span)
        case "match" where parser.isMatchStatement:
          throw parser.refusal("`match`", parser.current.span, hint: "`if … elif … else` does it")
        default: break
        }
      }
      return try parser.simpleLine()
    }
  }

  private var isMatchStatement: Bool {
    guard next.kind == .name || next.kind == .number || next.kind == .string else { return false }
    if next.kind == .name, ["in", "is", "and", "or", "not", "if"].contains(next.text) {
      return false
    }
    var index = position
    while tokens[index].kind != .newline && tokens[index].kind != .end { index += 1 }
    return index > position && tokens[index - 1].text == ":"
  }

  private mutating func simpleLine() throws -> [Statement] {
    var statements = [try simpleStatement()]
    while take(";") {
      if current.kind == .newline || current.kind == .end { break }
      statements.append(try simpleStatement())
    }
    guard current.kind == .newline || current.kind == .end else {
      if current.kind == .name || current.kind == .number || current.kind == .string,
        case .expression(let e)? = statements.last?.kind, case .name(let name) = e.kind
      {
        if name == "print" {
          throw SyntaxProblem(
            message: "Missing parentheses in call to 'print'. Did you mean print(...)?",
            hint: "write `print(…)`", span: e.span)
        }
      }
      throw unexpected()
    }
    advance()
    return statements
  }

  private mutating func simpleStatement() throws -> Statement {
    let start = current.span
    func done(_ kind: Statement.Kind) -> Statement {
      Statement(kind, start.union(tokens[max(0, position - 1)].span))
    }
    if current.kind == .name {
      switch current.text {
      case "pass":
        advance()
        return done(.pass)
      case "break", "continue":
        let word = advance().text
        if loopDepth == 0 {
          throw SyntaxProblem(
            message: word == "break" ? "'break' outside loop" : "'continue' not properly in loop",
            hint: "it belongs inside `for` or `while`", span: start)
        }
        return done(word == "break" ? .breakLoop : .continueLoop)
      case "return":
        advance()
        if functionDepth == 0 {
          throw SyntaxProblem(
            message: "'return' outside function", hint: "it belongs inside `def`", span: start)
        }
        return done(.returnValue(try endsStatement ? nil : starExpressions()))
      case "global", "nonlocal":
        let word = advance().text
        var names = [try identifier().text]
        while take(",") { names.append(try identifier().text) }
        return done(word == "global" ? .global(names) : .nonlocal(names))
      case "del":
        advance()
        var targets = [try target()]
        while take(",") {
          if endsStatement { break }
          targets.append(try target())
        }
        return done(.delete(targets))
      case "assert":
        advance()
        let test = try expression()
        return done(.assertion(test, take(",") ? try expression() : nil))
      case "raise":
        advance()
        if endsStatement { return done(.raise(nil, from: nil)) }
        let value = try expression()
        return done(.raise(value, from: takeName("from") ? try expression() : nil))
      case "import":
        advance()
        var names = [try importedModule()]
        while take(",") { names.append(try importedModule()) }
        return done(.importModules(names))
      case "from": return try importFrom(start)
      default: break
      }
    }
    return try expressionStatement(start)
  }

  private var endsStatement: Bool {
    current.kind == .newline || current.kind == .end || at(";") || at(")") || at("]") || at("}")
      || at("=")
  }

  private mutating func target() throws -> Expression {
    let e = try postfix()
    try checkTarget(e, "delete")
    return e
  }

  private mutating func dottedName() throws -> (String, Span) {
    let first = try identifier()
    var name = first.text
    var span = first.span
    while take(".") {
      let part = try identifier()
      name += "." + part.text
      span = span.union(part.span)
    }
    return (name, span)
  }

  private mutating func importedModule() throws -> Statement.ImportedName {
    let (name, span) = try dottedName()
    return .init(name: name, alias: takeName("as") ? try identifier().text : nil, span: span)
  }

  private mutating func importFrom(_ start: Span) throws -> Statement {
    advance()
    if at(".") || at("...") { throw refusal("relative imports", current.span) }
    let (module, _) = try dottedName()
    guard takeName("import") else { throw unexpected("expected 'import'") }
    if take("*") {
      return Statement(.importFrom(module, []), start.union(tokens[position - 1].span))
    }
    let isWrapped = take("(")
    var names: [Statement.ImportedName] = []
    repeat {
      if isWrapped, at(")") { break }
      let name = try identifier()
      names.append(
        .init(
          name: name.text, alias: takeName("as") ? try identifier().text : nil, span: name.span))
    } while take(",")
    if isWrapped { try expect(")") }
    return Statement(.importFrom(module, names), start.union(tokens[position - 1].span))
  }

  private static let augmentations: [String: BinaryOperator] = [
    "+=": .add, "-=": .subtract, "*=": .multiply, "/=": .divide, "//=": .floorDivide,
    "%=": .remainder, "**=": .power, "@=": .matrixMultiply, "&=": .bitAnd, "|=": .bitOr,
    "^=": .bitXor, "<<=": .leftShift, ">>=": .rightShift,
  ]

  private mutating func expressionStatement(_ start: Span) throws -> Statement {
    let first = try starExpressions()
    if at("=") {
      var targets = [first]
      var value = first
      while take("=") {
        value = try starExpressions()
        targets.append(value)
      }
      targets.removeLast()
      for target in targets { try checkTarget(target, "assign to") }
      return Statement(.assign(targets, value), start.union(value.span))
    }
    if current.kind == .symbol, let operation = Self.augmentations[current.text] {
      advance()
      let value = try starExpressions()
      switch first.kind {
      case .name, .attribute, .subscript: break
      default:
        throw SyntaxProblem(
          message: "'\(describe(first))' is an illegal expression for augmented assignment",
          hint: "a name, an attribute or an element can be changed in place", span: first.span)
      }
      return Statement(.augmented(first, operation, value), start.union(value.span))
    }
    if at(":") {
      switch first.kind {
      case .name, .attribute, .subscript: break
      default: throw unexpected()
      }
      advance()
      let annotation = try expression()
      let value = take("=") ? try starExpressions() : nil
      return Statement(
        .annotated(first, annotation, value), start.union(tokens[position - 1].span))
    }
    return Statement(.expression(first), start.union(first.span))
  }

  func checkTarget(_ e: Expression, _ action: String) throws {
    switch e.kind {
    case .name, .attribute, .subscript: return
    case .starred(let inner) where action == "assign to": return try checkTarget(inner, action)
    case .tuple(let items), .list(let items):
      for item in items { try checkTarget(item, action) }
    default:
      let hint =
        action == "assign to"
        ? "a name belongs on the left; `==` compares" : "a name or element belongs here"
      var message = "cannot \(action) \(describe(e))"
      if action == "assign to" {
        switch e.kind {
        case .none, .bool, .ellipsis: break
        default: message += " here. Maybe you meant '==' instead of '='?"
        }
      }
      throw SyntaxProblem(message: message, hint: hint, span: e.span)
    }
  }

  func describe(_ e: Expression) -> String {
    switch e.kind {
    case .call: "function call"
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .ellipsis: "ellipsis"
    case .int, .float, .string: "literal"
    case .formatted: "f-string expression"
    case .compare: "comparison"
    case .conditional: "conditional expression"
    case .lambda: "lambda"
    case .dictionary: "dict literal"
    case .set: "set display"
    case .comprehension(let c):
      switch c.kind {
      case .list: "list comprehension"
      case .set: "set comprehension"
      case .dictionary: "dict comprehension"
      case .generator: "generator expression"
      }
    case .tuple: "tuple"
    case .list: "list"
    case .yield, .yieldFrom: "yield expression"
    case .named: "named expression"
    default: "expression"
    }
  }

  // MARK: Compound statements

  private mutating func block(_ what: String, _ start: Span) throws -> [Statement] {
    try expect(":", "a colon ends the line of \(what)")
    if current.kind != .newline { return try simpleLine() }
    advance()
    guard current.kind == .indent else {
      throw SyntaxProblem(
        message: "expected an indented block after \(what) on line \(source.line(at: start.start))",
        hint: "indent the next line by four spaces; `pass` does nothing",
        span: current.kind == .end || current.kind == .dedent ? start : current.span,
        pythonType: "IndentationError")
    }
    advance()
    var statements: [Statement] = []
    while current.kind != .dedent && current.kind != .end {
      if current.kind == .newline {
        advance()
        continue
      }
      statements += recovering { try $0.statement() }
    }
    if current.kind == .dedent { advance() }
    return statements
  }

  private mutating func loopBlock(_ what: String, _ start: Span) throws -> [Statement] {
    loopDepth += 1
    defer { loopDepth -= 1 }
    return try block(what, start)
  }

  private mutating func elseBlock() throws -> [Statement] {
    guard atName("else") else { return [] }
    let start = advance().span
    return try block("'else' statement", start)
  }

  private mutating func ifStatement() throws -> Statement {
    let start = advance().span
    let test = try namedExpression()
    var branches = [(test: test, body: try block("'if' statement", start))]
    while atName("elif") {
      let span = advance().span
      let test = try namedExpression()
      branches.append((test, try block("'elif' statement", span)))
    }
    return Statement(.conditional(branches, otherwise: try elseBlock()), start.union(test.span))
  }

  private mutating func whileStatement() throws -> Statement {
    let start = advance().span
    let test = try namedExpression()
    let body = try loopBlock("'while' statement", start)
    return Statement(.whileLoop(test, body, otherwise: try elseBlock()), start.union(test.span))
  }

  private mutating func forStatement() throws -> Statement {
    let start = advance().span
    let target = try targetList()
    guard takeName("in") else { throw unexpected("expected 'in'", "`for x in items:`") }
    let iterable = try starExpressions()
    let body = try loopBlock("'for' statement", start)
    return Statement(
      .forLoop(target, iterable, body, otherwise: try elseBlock()), start.union(iterable.span))
  }

  /// The names of a `for` or comprehension, up to `in`.
  mutating func targetList() throws -> Expression {
    func one(_ parser: inout Parser) throws -> Expression {
      let star = parser.at("*") ? parser.advance().span : nil
      let e = try parser.postfix()
      if let star { return Expression(.starred(e), star.union(e.span)) }
      return e
    }
    let first = try one(&self)
    var result = first
    if at(",") {
      var items = [first]
      while take(",") {
        if atName("in") { break }
        items.append(try one(&self))
      }
      result = Expression(
        .tuple(items), first.span.union(items[items.count - 1].span))
    }
    try checkTarget(result, "assign to")
    return result
  }

  private mutating func decorated() throws -> Statement {
    var decorators: [Expression] = []
    while take("@") {
      decorators.append(try namedExpression())
      guard current.kind == .newline else { throw unexpected() }
      advance()
    }
    if atName("def") { return try functionDefinition(decorators) }
    if atName("class") { return try classDefinition(decorators) }
    throw unexpected(nil, "a decorator stands above `def` or `class`")
  }

  private mutating func functionDefinition(_ decorators: [Expression]) throws -> Statement {
    let start = advance().span
    let name = try identifier()
    try expect("(")
    let parameters = try parameters(until: ")")
    let close = try expect(")")
    if take("->") { _ = try expression() }
    let loops = loopDepth
    loopDepth = 0
    functionDepth += 1
    defer {
      functionDepth -= 1
      loopDepth = loops
    }
    let body = try block("function definition", start)
    let span = start.union(close.span)
    return Statement(
      .function(
        FunctionDefinition(
          name: name.text, parameters: parameters, body: body, decorators: decorators, span: span)),
      span)
  }

  mutating func parameters(until end: String) throws -> [Parameter] {
    var result: [Parameter] = []
    var afterStar = false
    var sawDefault = false
    var sawDictionary = false
    while !at(end) {
      let start = current.span
      if sawDictionary { throw unexpected("arguments cannot follow var-keyword argument") }
      if take("/") {
        if result.isEmpty || afterStar { throw unexpected("at least one argument must precede /") }
        for i in result.indices { result[i].kind = .positionalOnly }
      } else if take("**") {
        let name = try identifier()
        try skipAnnotation(end)
        result.append(
          Parameter(
            name: name.text, kind: .doubleStar, defaultValue: nil, span: start.union(name.span)))
        sawDictionary = true
      } else if take("*") {
        if afterStar { throw unexpected("* argument may appear only once") }
        afterStar = true
        if at(",") {
          if next.kind == .symbol, next.text == end || next.text == "**" {
            throw unexpected("named arguments must follow bare *")
          }
        } else {
          let name = try identifier()
          try skipAnnotation(end)
          result.append(
            Parameter(name: name.text, kind: .star, defaultValue: nil, span: start.union(name.span))
          )
        }
      } else {
        let name = try identifier()
        try skipAnnotation(end)
        var value: Expression?
        if take("=") {
          value = try expression()
          sawDefault = true
        } else if sawDefault, !afterStar {
          throw SyntaxProblem(
            message: "non-default argument follows default argument",
            hint: "parameters with a default come last", span: name.span)
        }
        result.append(
          Parameter(
            name: name.text, kind: afterStar ? .keywordOnly : .normal, defaultValue: value,
            span: name.span))
      }
      if let last = result.last, result.dropLast().contains(where: { $0.name == last.name }) {
        throw SyntaxProblem(
          message: "duplicate argument '\(last.name)' in function definition",
          hint: "every parameter needs a name of its own", span: last.span)
      }
      if !take(",") { break }
    }
    return result
  }

  private mutating func skipAnnotation(_ end: String) throws {
    if end == ")", take(":") { _ = try expression() }
  }

  private mutating func classDefinition(_ decorators: [Expression]) throws -> Statement {
    let start = advance().span
    let name = try identifier()
    var bases: [Argument] = []
    if take("(") {
      bases = try arguments()
      try expect(")")
    }
    let span = start.union(tokens[position - 1].span)
    let outer = (functionDepth, loopDepth)
    (functionDepth, loopDepth) = (0, 0)
    defer { (functionDepth, loopDepth) = outer }
    let body = try block("class definition", start)
    return Statement(
      .classDefinition(
        ClassDefinition(
          name: name.text, bases: bases, body: body, decorators: decorators, span: span)), span)
  }

  private mutating func tryStatement() throws -> Statement {
    let start = advance().span
    let body = try block("'try' statement", start)
    var handlers: [Statement.Handler] = []
    while atName("except") {
      let span = advance().span
      if at("*") { throw refusal("`except*`", current.span) }
      var type: Expression?
      var name: String?
      if !at(":") {
        type = try expression()
        if at(",") {
          throw SyntaxProblem(
            message: "multiple exception types must be parenthesized",
            hint: "`except (A, B):`", span: current.span)
        }
        if takeName("as") { name = try identifier().text }
      }
      handlers.append(
        .init(type: type, name: name, body: try block("'except' statement", span), span: span))
    }
    let otherwise = try elseBlock()
    var finally: [Statement] = []
    if atName("finally") {
      let span = advance().span
      finally = try block("'finally' statement", span)
    } else if handlers.isEmpty {
      throw unexpected("expected 'except' or 'finally' block", "`try` needs one of them")
    }
    return Statement(
      .tryBlock(body, handlers, otherwise: otherwise, finally: finally), start)
  }

  private mutating func withStatement() throws -> Statement {
    let start = advance().span
    var items: [(context: Expression, target: Expression?)] = []
    repeat {
      let context = try expression()
      var target: Expression?
      if takeName("as") {
        let e = try postfix()
        try checkTarget(e, "assign to")
        target = e
      }
      items.append((context, target))
    } while take(",")
    return Statement(.withBlock(items, try block("'with' statement", start)), start)
  }
}
