import Diagnostics

/// Tokens to statements: recursive descent with recovery at the end of a line.
package struct Parser {
  var tokens: [Token]
  var position = 0
  var problems: [SyntaxProblem] = []
  let source: SourceText
  let nesting: Int
  /// Nested expressions and blocks; bounds the native stack.
  var depth = 0
  var functionDepth = 0
  var loopDepth = 0

  static let maximumDepth = 200

  package static func parse(_ source: SourceText) -> ParseResult {
    var lexer = Lexer(source)
    let tokens = lexer.run()
    var parser = Parser(tokens: tokens, source: source, nesting: 0)
    var result = ParseResult()
    result.statements = parser.file()
    var seen: Set<Int> = []
    for problem in (lexer.problems + parser.problems).sorted(by: { $0.span.start < $1.span.start })
    {
      let line = source.line(at: problem.span.start)
      if seen.insert(line).inserted { result.diagnostics.append(problem) }
    }
    if let first = lexer.problems.first {
      // What the parser says after a broken token is a consequence of it.
      let lexical = lexer.problems.map(\.span)
      result.diagnostics.removeAll { problem in
        problem.span.start > first.span.start && !lexical.contains(problem.span)
      }
    }
    result.notes = lexer.notes
    return result
  }

  /// The expression of an f-string's field.
  static func expression(_ source: SourceText, _ range: Range<Int>, nesting: Int) throws
    -> Expression
  {
    var lexer = Lexer(source, range: range, nesting: nesting)
    let tokens = lexer.run()
    if let problem = lexer.problems.first { throw problem }
    var parser = Parser(tokens: tokens, source: source, nesting: nesting)
    let result = try parser.starExpressions()
    if parser.current.kind != .end, parser.current.kind != .newline {
      throw parser.unexpected()
    }
    return result
  }

  init(tokens: [Token], source: SourceText, nesting: Int) {
    self.tokens = tokens
    self.source = source
    self.nesting = nesting
  }

  // MARK: Tokens

  var current: Token { tokens[min(position, tokens.count - 1)] }
  var next: Token { tokens[min(position + 1, tokens.count - 1)] }

  func at(_ symbol: String) -> Bool { current.kind == .symbol && current.text == symbol }
  func atName(_ name: String) -> Bool { current.kind == .name && current.text == name }

  @discardableResult
  mutating func advance() -> Token {
    let token = current
    if position < tokens.count - 1 { position += 1 }
    return token
  }

  mutating func take(_ symbol: String) -> Bool {
    if at(symbol) {
      advance()
      return true
    }
    return false
  }

  mutating func takeName(_ name: String) -> Bool {
    if atName(name) {
      advance()
      return true
    }
    return false
  }

  @discardableResult
  mutating func expect(_ symbol: String, _ hint: String? = nil) throws -> Token {
    guard at(symbol) else { throw unexpected(symbol == ":" ? "expected ':'" : nil, hint) }
    return advance()
  }

  static let keywords: Set<String> = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in",
    "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with",
    "yield",
  ]

  mutating func identifier() throws -> Token {
    guard current.kind == .name, !Self.keywords.contains(current.text) else {
      throw unexpected(
        nil,
        current.kind == .name
          ? "`\(current.text)` is a word of the language" : "a name belongs here")
    }
    return advance()
  }

  func unexpected(_ message: String? = nil, _ hint: String? = nil) -> SyntaxProblem {
    let token = current
    var hint = hint
    if hint == nil {
      switch token.kind {
      case .newline, .end: hint = "the line ends too early"
      case .symbol where token.text == "=": hint = "`==` compares"
      default: hint = "something is missing before this, or this should not be here"
      }
    }
    if token.kind == .indent {
      return SyntaxProblem(
        message: "unexpected indent", hint: "begin the line in the column of the line above",
        span: token.span, pythonType: "IndentationError")
    }
    return SyntaxProblem(message: message ?? "invalid syntax", hint: hint, span: token.span)
  }

  func refusal(_ what: String, _ span: Span, hint: String? = nil) -> SyntaxProblem {
    SyntaxProblem(
      message: "this language has no \(what)", hint: hint, span: span, isRefusal: true)
  }

  mutating func deeper<T>(_ body: (inout Parser) throws -> T) throws -> T {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.maximumDepth {
      throw SyntaxProblem(
        message: "too many nested expressions or blocks", hint: "at most \(Self.maximumDepth)",
        span: current.span)
    }
    return try body(&self)
  }

  // MARK: Recovery

  mutating func file() -> [Statement] {
    var statements: [Statement] = []
    while current.kind != .end {
      if current.kind == .newline || current.kind == .dedent {
        advance()
        continue
      }
      statements += recovering { try $0.statement() }
    }
    return statements
  }

  mutating func recovering(_ body: (inout Parser) throws -> [Statement]) -> [Statement] {
    do {
      return try body(&self)
    } catch let problem as SyntaxProblem {
      problems.append(problem)
    } catch {}
    skipLine()
    return []
  }

  /// To the start of the next logical line, past the block that belongs to this one.
  private mutating func skipLine() {
    while current.kind != .newline && current.kind != .end && current.kind != .dedent { advance() }
    if current.kind == .newline { advance() }
    guard current.kind == .indent else { return }
    var level = 0
    repeat {
      if current.kind == .indent { level += 1 }
      if current.kind == .dedent { level -= 1 }
      advance()
    } while level > 0 && current.kind != .end
  }
}
