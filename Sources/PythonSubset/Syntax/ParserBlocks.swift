import Diagnostics

extension Parser {
  mutating func file() -> [Statement] {
    var statements: [Statement] = []
    readStatements(into: &statements, until: .end)
    return statements
  }

  /// Reads statements up to a dedent or the end; mistakes are reported here and skipped.
  private mutating func readStatements(into statements: inout [Statement], until stop: Token.Kind) {
    var hasFailed = false
    while kind != stop && kind != .end {
      switch kind {
      case .newline:
        next()
      case .dedent:
        next()
      case .indent:
        readUnexpectedIndent(into: &statements, isOrphan: hasFailed)
      case .command:
        next()
        _ = accept(.newline)
      case .else, .elif, .except, .finally:
        // Belongs to the statement above that could not be read.
        if hasFailed { skipOrphan() } else { fallthrough }
      default:
        do {
          try statement(into: &statements)
          hasFailed = false
        } catch {
          hasFailed = true
          fail(error)
        }
      }
    }
  }

  private mutating func fail(_ found: SyntaxProblem) {
    skipLine(after: found)
    depth = 0
    openBrackets = 0
    if refusesBlock { skipBlock() }
    refusesBlock = false
    readOrphanBlock()
  }

  private mutating func skipBlock() {
    var open = 0
    repeat {
      if kind == .indent { open += 1 }
      if kind == .dedent { open -= 1 }
      if open > 0 || kind == .dedent { next() }
    } while open > 0 && kind != .end
  }

  private mutating func skipOrphan() {
    while kind != .newline && kind != .end { next() }
    _ = accept(.newline)
    readOrphanBlock()
  }

  /// Reads the block below a header that could not be read, for the mistakes in it.
  private mutating func readOrphanBlock() {
    guard kind == .indent else { return }
    next()
    let saved = (isLenient, scope, isInLoop)
    isLenient = true
    var ignored: [Statement] = []
    readStatements(into: &ignored, until: .dedent)
    (isLenient, scope, isInLoop) = saved
    _ = accept(.dedent)
  }

  private mutating func readUnexpectedIndent(into statements: inout [Statement], isOrphan: Bool) {
    next()
    if kind != .invalid {
      report(
        SyntaxProblem(
          "unexpected indent", hint: "line it up with the line above", span: current.span,
          pythonType: "IndentationError"))
    }
    readStatements(into: &statements, until: .dedent)
    _ = accept(.dedent)
  }

  /// The `:` and the block after a header; `owner` names the statement in messages.
  mutating func block(of owner: String, from header: Token) throws(SyntaxProblem) -> [Statement] {
    try expectColon()
    return blockAfterColon(of: owner, from: header)
  }

  mutating func expectColon() throws(SyntaxProblem) {
    guard kind == .colon else {
      if kind == .newline || kind == .end {
        throw expected(":", hint: "end the line with `:`")
      }
      throw unexpected()
    }
    next()
  }

  mutating func blockAfterColon(of owner: String, from header: Token) -> [Statement] {
    var body: [Statement] = []
    guard kind == .newline else {
      do {
        try simpleLine(into: &body)
      } catch {
        skipLine(after: error)
        depth = 0
        openBrackets = 0
      }
      return body
    }
    next()
    guard accept(.indent) else {
      if kind != .invalid {
        var span = current.span
        if span.end <= span.start { span.end = span.start + 1 }
        // At the end of the text the header's line is the one to show.
        if kind == .end || kind == .dedent && token(index).start >= source.bytes.count {
          span = Span(max(header.start, previousEnd - 1), max(header.start, previousEnd))
        }
        report(
          SyntaxProblem(
            "expected an indented block after \(owner) on line \(source.line(at: header.start))",
            hint: "indent the lines that belong to it, or write `pass`", span: span,
            pythonType: "IndentationError"))
      }
      return body
    }
    let first = current.span
    readStatements(into: &body, until: .dedent)
    _ = accept(.dedent)
    if body.isEmpty { body.append(Statement(.pass, first)) }
    return body
  }

  /// `a; b; c` up to the end of the line.
  mutating func simpleLine(into statements: inout [Statement]) throws(SyntaxProblem) {
    repeat {
      if kind == .newline || kind == .end { break }
      statements.append(try simpleStatement())
    } while accept(.semicolon)
    guard kind == .newline || kind == .end else { throw trailing(statements.last) }
    _ = accept(.newline)
  }

  /// What is wrong with text after a statement that could have ended.
  private mutating func trailing(_ statement: Statement?) -> SyntaxProblem {
    if kind == .invalid { return unexpected() }
    if case .expression(let expression)? = statement?.kind,
      case .name(let name) = expression.kind
    {
      if name == "print", kind.startsExpression || kind == .rightShift { python2.wasSeen = true }
      if name == "print" || name == "exec", kind.startsExpression, kind != .not {
        return problem(
          "Missing parentheses in call to '\(name)'. Did you mean \(name)(...)?",
          hint: "write `\(name)(…)`", at: Span(expression.span.start, lineEnd))
      }
    }
    if kind == .comma, case .raise? = statement?.kind {
      python2.wasSeen = true
      return unexpected("write `raise Error(\"message\")`")
    }
    return unexpected()
  }

  /// Where the logical line's last token ends.
  private var lineEnd: Int {
    var at = index
    while token(at).kind != .newline && token(at).kind != .end { at += 1 }
    return at > 0 ? token(at - 1).end : 0
  }
}
