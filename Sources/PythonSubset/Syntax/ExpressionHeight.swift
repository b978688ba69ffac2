extension Expression.Kind {
  /// The greatest height among the expressions directly inside; 0 for a leaf.
  var childHeight: Int {
    switch self {
    case .name, .none, .ellipsis, .bool, .int, .float, .string: 0
    case .formatted(let parts): Self.height(of: parts)
    case .list(let items), .tuple(let items), .set(let items), .boolean(_, let items):
      Self.height(of: items)
    case .dictionary(let items):
      items.reduce(0) { max($0, $1.key?.height ?? 0, $1.value.height) }
    case .unary(_, let operand), .attribute(let operand, _), .starred(let operand),
      .named(_, let operand), .yieldFrom(let operand):
      operand.height
    case .yield(let value): value?.height ?? 0
    case .binary(_, let left, let right), .subscript(let left, let right):
      max(left.height, right.height)
    case .compare(let first, let rest): rest.reduce(first.height) { max($0, $1.1.height) }
    case .conditional(let test, let then, let otherwise):
      max(test.height, then.height, otherwise.height)
    case .call(let callee, let arguments):
      arguments.reduce(callee.height) { max($0, $1.value.height) }
    case .slice(let start, let stop, let step):
      max(start?.height ?? 0, stop?.height ?? 0, step?.height ?? 0)
    case .lambda(let definition): Self.height(of: definition)
    case .comprehension(let comprehension): Self.height(of: comprehension)
    }
  }

  private static func height(of items: [Expression]) -> Int {
    items.reduce(0) { max($0, $1.height) }
  }

  private static func height(of parts: [FormattedPart]) -> Int {
    parts.reduce(0) { highest, part in
      guard case .value(let value, _, let format, _) = part else { return highest }
      return max(highest, value.height, height(of: format))
    }
  }

  private static func height(of definition: FunctionDefinition) -> Int {
    var highest = 0
    for parameter in definition.parameters {
      highest = max(highest, parameter.defaultValue?.height ?? 0)
    }
    if case .returnValue(let value?)? = definition.body.first?.kind {
      highest = max(highest, value.height)
    }
    return highest
  }

  private static func height(of comprehension: Comprehension) -> Int {
    var highest = max(comprehension.element.height, comprehension.value?.height ?? 0)
    for clause in comprehension.clauses {
      highest = max(highest, clause.target.height, clause.iterable.height)
      highest = max(highest, height(of: clause.conditions))
    }
    return highest
  }
}
