import Diagnostics

/// Reads a block's text into statements, by recursive descent.
///
/// Every mistake of the block is reported, at most one for each line: after one, reading goes on at
/// the next logical line, and the block below a bad header is still read for its own mistakes.
package struct Parser {
  let source: SourceText
  let tokens: [Token]
  let lexerProblems: [SyntaxProblem]
  var index = 0
  /// Expressions that are open, against `SyntaxLimits.nesting`.
  var depth = 0
  /// Brackets that are open, where CPython suggests a forgotten comma.
  var openBrackets = 0
  var scope = Scope.module
  var isInLoop = false
  /// True below a header that could not be read, where `return` and `break` are not judged.
  var isLenient = false
  /// Set when a whole statement is refused, so that the block below it is not read either.
  var refusesBlock = false
  var python2 = Python2Reading()
  private var problems: [SyntaxProblem] = []
  private var problemLines: Set<Int> = []

  enum Scope { case module, function, classBody }

  /// The statements, mistakes and notes of a block.
  ///
  /// - Parameter convertsPython2: whether a block with mistakes that are forms of Python 2 is read as
  ///   Python 2.
  package static func parse(_ source: SourceText, convertsPython2: Bool = true) -> ParseResult {
    var lexer = Lexer(source)
    lexer.run()
    var parser = Parser(source: source, tokens: lexer.tokens, lexerProblems: lexer.problems)
    let result = parser.result(lexer)
    guard convertsPython2, !result.diagnostics.isEmpty, parser.python2.wasSeen || lexer.sawPython2
    else { return result }
    return parsePython2(source)
  }

  mutating func result(_ lexer: Lexer) -> ParseResult {
    let statements = file()
    let found = problems.sorted { ($0.span.start, $0.span.end) < ($1.span.start, $1.span.end) }
    return ParseResult(statements: statements, diagnostics: found, notes: lexer.notes)
  }

  init(source: SourceText, tokens: [Token], lexerProblems: [SyntaxProblem]) {
    self.source = source
    self.tokens = tokens
    self.lexerProblems = lexerProblems
  }

  // MARK: Tokens

  /// Reading past the end gives the `.end` token, which the lexer always writes.
  func token(_ at: Int) -> Token {
    if at < tokens.count { return tokens[at] }
    return tokens.last ?? Token(kind: .end, start: 0, end: 0)
  }

  var current: Token { token(index) }
  var kind: Token.Kind { token(index).kind }
  func kind(after count: Int) -> Token.Kind { token(index + count).kind }
  var previousEnd: Int { index > 0 ? token(index - 1).end : 0 }

  func at(_ expected: Token.Kind) -> Bool { kind == expected }

  @discardableResult
  mutating func next() -> Token {
    let token = current
    if index < tokens.count { index += 1 }
    return token
  }

  mutating func accept(_ expected: Token.Kind) -> Bool {
    guard kind == expected else { return false }
    next()
    return true
  }

  @discardableResult
  mutating func expect(_ expected: Token.Kind) throws(SyntaxProblem) -> Token {
    guard kind == expected else { throw unexpected() }
    return next()
  }

  func text(_ token: Token) -> String { source.slice(token.span) }

  func isName(_ token: Token, _ name: StaticString) -> Bool {
    guard token.kind == .name, token.end - token.start == name.utf8CodeUnitCount else {
      return false
    }
    return name.withUTF8Buffer { source.bytes[token.start..<token.end].elementsEqual($0) }
  }

  mutating func identifier() throws(SyntaxProblem) -> (name: String, span: Span) {
    guard kind == .name else { throw unexpected() }
    let token = next()
    return (text(token), token.span)
  }

  // MARK: Mistakes

  /// The problem of the token that is here: the lexer's own, or `invalid syntax`.
  func unexpected(_ hint: String? = nil) -> SyntaxProblem {
    let token = current
    if token.kind == .invalid { return lexerProblems[token.detail] }
    var span = token.span
    if token.kind == .newline || token.kind == .end { span.end = span.start + 1 }
    return SyntaxProblem(
      SyntaxProblem.genericMessage, hint: hint ?? self.hint(for: token), span: span)
  }

  func problem(_ message: String, hint: String?, at span: Span) -> SyntaxProblem {
    SyntaxProblem(message, hint: hint, span: span)
  }

  func expected(_ what: String, hint: String) -> SyntaxProblem {
    if kind == .invalid { return unexpected() }
    var found = unexpected()
    found.message = "expected '\(what)'"
    found.hint = hint
    return found
  }

  mutating func report(_ problem: SyntaxProblem) {
    let line = source.line(at: problem.span.start)
    guard problems.count < SyntaxLimits.problems, problemLines.insert(line).inserted else { return }
    problems.append(problem)
  }

  /// Leaves the logical line; a mistake of the lexer in it says more than `invalid syntax` does.
  mutating func skipLine(after found: SyntaxProblem) {
    var best = found
    while kind != .newline && kind != .end {
      if best.isGeneric, kind == .invalid { best = lexerProblems[current.detail] }
      next()
    }
    report(best)
    _ = accept(.newline)
  }

  /// One more expression inside another.
  mutating func enter() throws(SyntaxProblem) {
    depth += 1
    if depth > SyntaxLimits.nesting {
      throw .refusal(
        "nesting deeper than \(SyntaxLimits.nesting)",
        hint: "name an inner part on a line before", span: current.span)
    }
  }

  /// Makes a node, within the height that the limits allow.
  func make(_ kind: Expression.Kind, _ span: Span, focus: Span? = nil) throws(SyntaxProblem)
    -> Expression
  {
    let node = Expression(kind, span, focus: focus)
    if node.height > SyntaxLimits.height {
      throw .refusal(
        "expressions with chains longer than \(SyntaxLimits.chain)",
        hint: "compute it in several statements", span: focus ?? span)
    }
    return node
  }

  private func hint(for token: Token) -> String? {
    let before = index > 0 ? self.token(index - 1) : Token(kind: .end, start: 0, end: 0)
    switch token.kind {
    case .end, .newline:
      switch before.kind {
      case .assign: return "write the value after `=`"
      case .plus where index > 1 && self.token(index - 2).kind == .plus:
        return "write `x += 1` for `x++`"
      case .minus where index > 1 && self.token(index - 2).kind == .minus:
        return "write `x -= 1` for `x--`"
      default: return "the line ends too early; write what follows `\(text(before))`"
      }
    case .exclamation: return "write `not` for `!`"
    case .ampersand where before.kind == .ampersand: return "write `and` for `&&`"
    case .bar where before.kind == .bar: return "write `or` for `||`"
    case .greater where before.kind == .less: return "write `!=` for `<>`"
    case .greater where before.kind == .assign: return "write `>=` for `=>`"
    case .less where before.kind == .assign: return "write `<=` for `=<`"
    case .walrus: return "write `=` to assign, or put the `:=` in parentheses"
    case .assign where before.kind.isKeyword:
      return "`\(text(before))` is a keyword; choose another name"
    case .indent, .dedent, .formatStart, .formatText, .formatEnd: return nil
    case let kind where kind.isKeyword && kind != .true && kind != .false && kind != .none:
      return "`\(text(token))` is a keyword and cannot stand here"
    default: return "remove `\(text(token))`, or write what is missing before it"
    }
  }
}
