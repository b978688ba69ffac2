/// Every statement and expression of a program, each before what it holds.
package struct SyntaxWalk {
  package var onStatement: (Statement) -> Void = { _ in }
  package var onExpression: (Expression) -> Void = { _ in }

  package init(
    onStatement: @escaping (Statement) -> Void = { _ in },
    onExpression: @escaping (Expression) -> Void = { _ in }
  ) {
    self.onStatement = onStatement
    self.onExpression = onExpression
  }

  package func walk(_ statements: [Statement]) {
    for statement in statements { walk(statement) }
  }

  private func walk(_ statement: Statement) {
    onStatement(statement)
    switch statement.kind {
    case .expression(let value): walk(value)
    case .assign(let targets, let value): walk(targets + [value])
    case .augmented(let target, _, let value): walk([target, value])
    case .annotated(let target, let type, let value):
      walk([target, type] + (value.map { [$0] } ?? []))
    case .conditional(let branches, let otherwise):
      for branch in branches {
        walk(branch.test)
        walk(branch.body)
      }
      walk(otherwise)
    case .whileLoop(let test, let body, let otherwise):
      walk(test)
      walk(body + otherwise)
    case .forLoop(let target, let iterable, let body, let otherwise):
      walk([target, iterable])
      walk(body + otherwise)
    case .function(let definition): walk(definition)
    case .classDefinition(let definition):
      walk(definition.decorators + definition.bases.map(\.value))
      walk(definition.body)
    case .returnValue(let value): walk(value.map { [$0] } ?? [])
    case .delete(let targets): walk(targets)
    case .assertion(let test, let message): walk([test] + (message.map { [$0] } ?? []))
    case .raise(let error, let cause): walk([error, cause].compactMap { $0 })
    case .tryBlock(let body, let handlers, let otherwise, let finally):
      walk(body)
      for handler in handlers {
        if let type = handler.type { walk(type) }
        walk(handler.body)
      }
      walk(otherwise + finally)
    case .withBlock(let items, let body):
      for item in items { walk([item.context] + (item.target.map { [$0] } ?? [])) }
      walk(body)
    case .breakLoop, .continueLoop, .pass, .importModules, .importFrom, .global, .nonlocal: break
    }
  }

  private func walk(_ definition: FunctionDefinition) {
    walk(definition.decorators + definition.parameters.compactMap(\.defaultValue))
    walk(definition.body)
  }

  private func walk(_ expressions: [Expression]) {
    for expression in expressions { walk(expression) }
  }

  private func walk(_ expression: Expression) {
    onExpression(expression)
    switch expression.kind {
    case .name, .none, .ellipsis, .bool, .int, .float, .string: break
    case .formatted(let parts): walk(parts)
    case .list(let items), .tuple(let items), .set(let items): walk(items)
    case .dictionary(let pairs):
      for pair in pairs { walk([pair.key, pair.value].compactMap { $0 }) }
    case .unary(_, let operand): walk(operand)
    case .binary(_, let left, let right): walk([left, right])
    case .boolean(_, let operands): walk(operands)
    case .compare(let first, let rest): walk([first] + rest.map(\.1))
    case .conditional(let test, let then, let otherwise): walk([test, then, otherwise])
    case .call(let function, let arguments): walk([function] + arguments.map(\.value))
    case .attribute(let base, _): walk(base)
    case .subscript(let base, let index): walk([base, index])
    case .slice(let start, let end, let step): walk([start, end, step].compactMap { $0 })
    case .starred(let value), .named(_, let value), .yieldFrom(let value): walk(value)
    case .lambda(let definition): walk(definition)
    case .comprehension(let comprehension):
      walk([comprehension.element] + (comprehension.value.map { [$0] } ?? []))
      for clause in comprehension.clauses {
        walk([clause.target, clause.iterable] + clause.conditions)
      }
    case .yield(let value): walk(value.map { [$0] } ?? [])
    }
  }

  private func walk(_ parts: [FormattedPart]) {
    for part in parts {
      if case .value(let value, _, let format, _) = part {
        walk(value)
        walk(format)
      }
    }
  }
}
