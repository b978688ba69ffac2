import Diagnostics

extension Parser {
  /// The parameters of a `def` (until `)`) or a `lambda` (until `:`).
  mutating func parameters(until stop: Token.Kind) throws(SyntaxProblem) -> [Parameter] {
    let isLambda = stop == .colon
    var list: [Parameter] = []
    var names: Set<String> = []
    var starAt: Span?
    var hasSlash = false
    var hasDefault = false
    while kind != stop {
      let start = current
      if let last = list.last, last.kind == .doubleStar {
        throw problem(
          "arguments cannot follow var-keyword argument",
          hint: "move `**\(last.name)` to the end", at: start.span)
      }
      switch start.kind {
      case .slash:
        next()
        if hasSlash {
          throw problem("/ may appear only once", hint: "remove one", at: start.span)
        }
        if starAt != nil {
          throw problem("/ must be ahead of *", hint: "move it to the front", at: start.span)
        }
        if list.isEmpty {
          throw problem(
            "at least one argument must precede /", hint: "remove it", at: start.span)
        }
        hasSlash = true
        for at in list.indices { list[at].kind = .positionalOnly }
      case .star:
        next()
        if starAt != nil {
          throw problem(
            "* argument may appear only once", hint: "keep one of them", at: start.span)
        }
        starAt = start.span
        if kind == .name {
          let star = try parameter(.star, isLambda: isLambda, &names)
          if kind == .assign {
            throw problem(
              "var-positional argument cannot have default value", hint: "remove the default",
              at: current.span)
          }
          list.append(star)
        } else if kind == .comma, kind(after: 1) != stop, kind(after: 1) != .doubleStar {
          break
        } else if kind == stop || kind == .comma {
          throw problem(
            "named arguments must follow bare *", hint: "name a parameter after the `*`",
            at: start.span)
        } else {
          throw unexpected()
        }
      case .doubleStar:
        next()
        list.append(try parameter(.doubleStar, isLambda: isLambda, &names))
        if kind == .assign {
          throw problem(
            "var-keyword argument cannot have default value", hint: "remove the default",
            at: current.span)
        }
      case .leftParenthesis where python2.isOn && starAt == nil:
        let (parameter, unpacking) = try tupleParameter(list.count)
        list.append(parameter)
        python2.unpacking.append(unpacking)
      case .leftParenthesis:
        python2.wasSeen = true
        throw problem(
          "\(isLambda ? "Lambda expression" : "Function") parameters cannot be parenthesized",
          hint: "unpack the value in the body", at: start.span)
      default:
        var found = try parameter(
          starAt == nil ? .normal : .keywordOnly, isLambda: isLambda, &names)
        if accept(.assign) {
          if kind == .comma || kind == stop {
            throw problem(
              "expected default value expression", hint: "write the value after `=`",
              at: Span(previousEnd - 1, previousEnd))
          }
          found.defaultValue = try expression()
          if starAt == nil { hasDefault = true }
        } else if hasDefault, starAt == nil {
          throw problem(
            "non-default argument follows default argument",
            hint: "give `\(found.name)` a default, or move it to the front", at: found.span)
        }
        found.span.end = previousEnd
        list.append(found)
      }
      if !accept(.comma) { break }
    }
    return list
  }

  private mutating func parameter(
    _ kind: Parameter.Kind, isLambda: Bool, _ names: inout Set<String>
  ) throws(SyntaxProblem) -> Parameter {
    let (name, span) = try identifier()
    if !names.insert(name).inserted {
      report(
        problem(
          "duplicate argument '\(name)' in function definition", hint: "rename one of them",
          at: span))
    }
    if !isLambda, accept(.colon) {
      if kind == .star, self.kind == .star { next() }
      _ = try expression()
    }
    return Parameter(name: name, kind: kind, defaultValue: nil, span: span)
  }

  mutating func lambda() throws(SyntaxProblem) -> Expression {
    let start = next()
    let outer = python2.unpacking
    python2.unpacking = []
    let found = try parameters(until: .colon)
    let unpacking = python2.unpacking
    python2.unpacking = outer
    guard kind == .colon else { throw unexpected("write `lambda x: value`") }
    next()
    let saved = scope
    scope = .function
    let value: Expression
    do {
      value = try expression()
      scope = saved
    } catch {
      scope = saved
      throw error
    }
    let span = Span(start.start, previousEnd)
    let definition = FunctionDefinition(
      name: "<lambda>", parameters: found,
      body: unpacking + [Statement(.returnValue(value), value.span)], decorators: [], span: span)
    return try make(.lambda(definition), span)
  }
}
