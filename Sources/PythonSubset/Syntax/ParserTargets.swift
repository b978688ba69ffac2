import Diagnostics

extension Parser {
  /// What CPython calls an expression in messages about assignment.
  func describe(_ expression: Expression) -> String {
    switch expression.kind {
    case .name: "name"
    case .none: "None"
    case .ellipsis: "ellipsis"
    case .bool(let value): value ? "True" : "False"
    case .int, .float, .string: "literal"
    case .formatted: "f-string expression"
    case .list: "list"
    case .tuple: "tuple"
    case .set: "set display"
    case .dictionary: "dict literal"
    case .unary, .binary, .boolean: "expression"
    case .compare: "comparison"
    case .conditional: "conditional expression"
    case .call: "function call"
    case .attribute: "attribute"
    case .subscript, .slice: "subscript"
    case .starred: "starred"
    case .lambda: "lambda"
    case .comprehension(let comprehension):
      switch comprehension.kind {
      case .list: "list comprehension"
      case .set: "set comprehension"
      case .dictionary: "dict comprehension"
      case .generator: "generator expression"
      }
    case .named: "named expression"
    case .yield, .yieldFrom: "yield expression"
    }
  }

  /// The first part of a target that cannot be assigned to.
  private func invalidPart(_ target: Expression) -> Expression? {
    switch target.kind {
    case .name, .attribute, .subscript: return nil
    case .starred(let inner): return invalidPart(inner)
    case .tuple(let items), .list(let items):
      for item in items {
        if let found = invalidPart(item) { return found }
      }
      return nil
    default: return target
    }
  }

  /// Checks a target of `for`, `with` or a comprehension.
  func checkBinding(_ target: Expression) throws(SyntaxProblem) {
    if let bad = invalidPart(target) {
      throw problem(
        "cannot assign to \(describe(bad))", hint: "put a name there", at: bad.span)
    }
    try checkStars(target, isOuter: true)
  }

  private func checkStars(_ target: Expression, isOuter: Bool) throws(SyntaxProblem) {
    switch target.kind {
    case .starred:
      if isOuter {
        throw problem(
          "starred assignment target must be in a list or tuple",
          hint: "write a comma after it: `*rest, = values`", at: target.span)
      }
    case .tuple(let items), .list(let items):
      var stars = 0
      for item in items {
        if case .starred = item.kind { stars += 1 }
        try checkStars(item, isOuter: false)
      }
      if stars > 1 {
        throw problem(
          "multiple starred expressions in assignment", hint: "keep one `*`", at: target.span)
      }
    default: break
    }
  }

  /// Checks what stands left of `=`, in CPython's words.
  mutating func checkTarget(
    _ target: Expression, equalSign: Int, isAlone: Bool, value: Expression
  ) throws(SyntaxProblem) {
    guard let bad = invalidPart(target) else { return try checkStars(target, isOuter: true) }
    let name = describe(bad)
    switch bad.kind {
    case .yield, .yieldFrom:
      throw problem(
        "assignment to yield expression not possible", hint: "write `x = yield value`",
        at: bad.span)
    default: break
    }
    // CPython reads `bad = value` as a comparison meant only right at the sign.
    let isAtSign = bad === target || bad.span.end == token(equalSign - 1).end
    if isAlone, isAtSign, isComparable(bad), startsAsOperand(value) {
      throw problem(
        "cannot assign to \(name) here. Maybe you meant '==' instead of '='?",
        hint: assignmentHint(bad), at: bad.span)
    }
    throw problem("cannot assign to \(name)", hint: assignmentHint(bad), at: bad.span)
  }

  private func assignmentHint(_ bad: Expression) -> String {
    switch bad.kind {
    case .call: "assign to a name, or compare with `==`"
    case .int, .float, .string, .bool, .none: "a constant cannot change; put a name on the left"
    default: "put a single name, attribute or subscript on the left"
    }
  }

  /// Whether CPython would suggest `==` after this expression.
  private func isComparable(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .list, .tuple, .bool, .none, .compare, .boolean, .conditional, .lambda, .yield,
      .yieldFrom, .starred, .unary(.not, _):
      false
    case .comprehension(let comprehension): comprehension.kind != .generator
    default: true
    }
  }

  private func startsAsOperand(_ value: Expression) -> Bool {
    switch value.kind {
    case .lambda, .yield, .yieldFrom, .unary(.not, _), .starred: false
    default: true
    }
  }

  /// The mistake of an `=` after an expression inside brackets or a condition, or nil.
  mutating func misplacedEqual(after left: Expression) -> SyntaxProblem? {
    guard kind == .assign, isComparable(left) else { return nil }
    let saved = (index, depth, openBrackets)
    defer { (index, depth, openBrackets) = saved }
    next()
    guard let right = try? bitwise(), kind != .assign, kind != .walrus else { return nil }
    if case .name = left.kind {
      return problem(
        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
        hint: "write `==` to compare", at: left.span.union(right.span))
    }
    return problem(
      "cannot assign to \(describe(left)) here. Maybe you meant '==' instead of '='?",
      hint: "write `==` to compare", at: left.span)
  }

  func checkAugmentable(_ target: Expression) throws(SyntaxProblem) {
    switch target.kind {
    case .name, .attribute, .subscript: return
    default:
      throw problem(
        "'\(describe(target))' is an illegal expression for augmented assignment",
        hint: "put a single name, attribute or subscript on the left", at: target.span)
    }
  }

  func checkDeletable(_ target: Expression) throws(SyntaxProblem) {
    switch target.kind {
    case .name, .attribute, .subscript: return
    case .tuple(let items), .list(let items):
      for item in items { try checkDeletable(item) }
    default:
      throw problem(
        "cannot delete \(describe(target))", hint: "name what to delete", at: target.span)
    }
  }

  /// The targets of a `for`, with commas.
  mutating func targetList() throws(SyntaxProblem) -> Expression {
    let start = current.start
    let first = try starredOr { parser throws(SyntaxProblem) in try parser.bitwise() }
    var target = first
    if kind == .comma {
      var items = [first]
      while accept(.comma), kind == .star || kind.startsExpression {
        items.append(try starredOr { parser throws(SyntaxProblem) in try parser.bitwise() })
      }
      target = try make(.tuple(items), Span(start, previousEnd))
    }
    try checkBinding(target)
    return target
  }
}
