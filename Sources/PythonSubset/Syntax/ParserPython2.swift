import Diagnostics

/// Forms of Python 2 that old course notes are full of: read as what they became in Python 3, and
/// said so. They are read only in a block that Python 3 cannot read and that shows one of them.
extension Parser {
  /// What a block's conversion shows: for each form, the first place and how often.
  struct Python2Reading {
    /// The text is being read as Python 2.
    var isOn = false
    /// A form of Python 2 was met where Python 3 reads a mistake.
    var wasSeen = false
    /// `from __future__ import print_function` stands above.
    var printIsFunction = false
    /// How the tuple parameters just read are unpacked.
    var unpacking: [Statement] = []
    private(set) var forms: [(old: String, new: String, span: Span, count: Int)] = []
    private var index: [String: Int] = [:]

    mutating func convert(_ form: String, _ old: String, _ new: String, _ span: Span) {
      if let at = index[form] {
        forms[at].count += 1
      } else {
        index[form] = forms.count
        forms.append((old, new, span, 1))
      }
    }
  }

  /// Reads the block again as Python 2 where that is what it is.
  static func parsePython2(_ source: SourceText) -> ParseResult {
    var lexer = Lexer(source)
    lexer.readsPython2 = true
    lexer.run()
    var parser = Parser(source: source, tokens: lexer.tokens, lexerProblems: lexer.problems)
    parser.python2.isOn = true
    parser.python2.wasSeen = true
    var result = parser.result(lexer)
    result.isPython2 = true
    for form in parser.python2.forms {
      let line = source.line(at: form.span.start)
      let times = form.count > 1 ? ", \(form.count) times" : ""
      result.notes.append(
        SyntaxNote(
          "Python 2, line \(line)\(times): `\(form.old)` is read as `\(form.new)`",
          span: form.span))
    }
    return result
  }

  /// One line of the source, shortened, for showing a conversion.
  func shown(_ span: Span) -> String {
    let text = source.slice(span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return text.count > 48 ? text.prefix(47) + "…" : text
  }

  /// Whether a statement of Python 2 that begins with `print` stands here.
  var isPrintStatement: Bool {
    guard python2.isOn, !python2.printIsFunction, isName(current, "print") else { return false }
    switch kind(after: 1) {
    case .newline, .end, .semicolon, .rightShift: return true
    case let next: return next.startsExpression
    }
  }

  /// `print a, b` and `print a,`.
  mutating func printStatement() throws(SyntaxProblem) -> Statement.Kind {
    let start = next()
    if kind == .rightShift {
      throw .refusal(
        "`print >>`", hint: "print to the lesson's own output: `print(…)`", span: current.span)
    }
    let first = index
    var items: [Expression] = []
    var endsInComma = false
    while kind != .newline, kind != .end, kind != .semicolon {
      items.append(try expression())
      endsInComma = accept(.comma)
      if !endsInComma { break }
    }
    var arguments = items.map { Argument(kind: .positional, value: $0, span: $0.span) }
    let whole = Span(start.start, max(start.end, previousEnd))
    // `print (x)` means the same in both.
    let isCall = items.count == 1 && !endsInComma && source.bytes[items[0].span.start] == 0x28
    let isPlain =
      isCall || items.count == 1 && !endsInComma && token(first).kind == .leftParenthesis
    if endsInComma, let last = items.last {
      arguments.append(
        Argument(
          kind: .keyword("end"), value: Expression(.string(" "), last.span), span: last.span))
    }
    if !isPlain || items[0].isTupleDisplay {
      let inside = items.isEmpty ? "" : shown(items[0].span.union(items[items.count - 1].span))
      python2.convert(
        endsInComma ? "print," : "print", shown(whole),
        "print(\(inside)\(endsInComma ? ", end=' '" : ""))", whole)
    }
    let call = try make(
      .call(Expression(.name("print"), start.span), arguments), whole, focus: whole)
    return .expression(call)
  }

  /// `raise Error, "message"`, after the first part.
  mutating func raisedMessage(_ error: Expression) throws(SyntaxProblem) -> Expression {
    guard python2.isOn, kind == .comma else { return error }
    next()
    let message = try expression()
    let whole = error.span.union(message.span)
    if kind == .comma {
      throw .refusal(
        "`raise` with three parts", hint: "write `raise Error(\"message\")`", span: current.span)
    }
    python2.convert(
      "raise", "raise \(shown(whole))", "raise \(shown(error.span))(\(shown(message.span)))", whole)
    return try make(
      .call(error, [Argument(kind: .positional, value: message, span: message.span)]), whole)
  }

  /// `except Error, name`, at the comma.
  mutating func caughtName(_ type: Expression) throws(SyntaxProblem) -> String? {
    guard python2.isOn, kind == .comma else { return nil }
    next()
    let (name, span) = try identifier()
    python2.convert(
      "except", "except \(shown(type.span)), \(name)", "except \(shown(type.span)) as \(name)",
      type.span.union(span))
    return name
  }

  /// `a <> b`.
  mutating func acceptOldInequality() -> Bool {
    guard kind == .less, kind(after: 1) == .greater,
      token(index + 1).start == current.end
    else { return false }
    python2.wasSeen = true
    guard python2.isOn else { return false }
    python2.convert("<>", "<>", "!=", Span(current.start, token(index + 1).end))
    next()
    next()
    return true
  }

  /// `lambda (k, v): …` and `def f(a, (b, c)):`: the parameter, and how the body unpacks it.
  mutating func tupleParameter(_ number: Int) throws(SyntaxProblem) -> (Parameter, Statement) {
    let start = index
    let target = try bracketed { parser throws(SyntaxProblem) in try parser.unpackedNames() }
    let name = ".\(number)"
    python2.convert(
      "tuple parameter", "\(shown(target.span)) as a parameter", "one parameter, then unpacked",
      target.span)
    let value = Expression(.name(name), target.span)
    return (
      Parameter(name: name, kind: .normal, defaultValue: nil, span: token(start).span),
      Statement(.assign([target], value), target.span)
    )
  }

  private mutating func unpackedNames() throws(SyntaxProblem) -> Expression {
    let start = next()
    var names: [Expression] = []
    while kind != .rightParenthesis {
      if kind == .leftParenthesis {
        names.append(
          try bracketed { parser throws(SyntaxProblem) in try parser.unpackedNames() })
      } else {
        let (name, span) = try identifier()
        names.append(Expression(.name(name), span))
      }
      if !accept(.comma) { break }
    }
    try expect(.rightParenthesis)
    return try make(.tuple(names), Span(start.start, previousEnd))
  }

  /// `` `x` ``.
  mutating func oldRepresentation() throws(SyntaxProblem) -> Expression {
    let start = next()
    let value = try expressionList()
    try expect(.backtick)
    let whole = Span(start.start, previousEnd)
    python2.convert("`", shown(whole), "repr(\(shown(value.span)))", whole)
    return try make(
      .call(
        Expression(.name("repr"), start.span),
        [Argument(kind: .positional, value: value, span: value.span)]), whole)
  }
}

extension Expression {
  fileprivate var isTupleDisplay: Bool { if case .tuple = kind { true } else { false } }
}
