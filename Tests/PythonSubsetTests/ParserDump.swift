@testable import PythonSubset

/// Writes trees as the S-expressions of `scripts/oracles/record_syntax.py`.
enum ParserDump {
  static func form(_ parts: [String]) -> String {
    "(" + parts.filter { !$0.isEmpty }.joined(separator: " ") + ")"
  }

  static func form(_ parts: String...) -> String { form(parts) }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      let isPlain = (0x20...0x7E).contains(scalar.value) && scalar != "\"" && scalar != "\\"
      result += isPlain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }
    return result + "\""
  }

  static func items(_ nodes: [Expression]) -> String {
    nodes.map(show).joined(separator: " ")
  }

  static func block(_ nodes: [Statement]) -> String {
    "{" + nodes.map(show).joined(separator: " ") + "}"
  }

  static func show(_ statements: [Statement]) -> String {
    statements.map(show).joined(separator: " ")
  }

  // MARK: Expressions

  static func show(_ expression: Expression) -> String {
    switch expression.kind {
    case .name(let name): name
    case .none: "None"
    case .ellipsis: "..."
    case .bool(let value): value ? "True" : "False"
    case .int(let value): String(value)
    case .float(let value): "f" + String(value.bitPattern, radix: 16)
    case .string(let text): quoted(text)
    case .formatted(let parts): form("format", show(parts))
    case .list(let nodes): form("list", items(nodes))
    case .tuple(let nodes): form("tuple", items(nodes))
    case .set(let nodes): form("set", items(nodes))
    case .dictionary(let pairs):
      form(
        ["dict"]
          + pairs.map { pair in
            pair.key.map { show($0) + ":" + show(pair.value) } ?? form("**", show(pair.value))
          })
    case .unary(let operation, let operand): form("unary", operation.rawValue, show(operand))
    case .binary(let operation, let left, let right):
      form(operation.rawValue, show(left), show(right))
    case .boolean(let isAnd, let nodes): form(isAnd ? "and" : "or", items(nodes))
    case .compare(let first, let rest):
      form(["compare", show(first)] + rest.map { $0.0.rawValue + " " + show($0.1) })
    case .conditional(let test, let then, let otherwise):
      form("if", show(test), show(then), show(otherwise))
    case .call(let callee, let list): form("call", show(callee), show(list))
    case .attribute(let value, let name): form(".", show(value), name)
    case .subscript(let value, let index): form("at", show(value), show(index))
    case .slice(let start, let stop, let step):
      form(["slice"] + [start, stop, step].map { $0.map(show) ?? "_" })
    case .starred(let value): form("*", show(value))
    case .lambda(let definition): lambda(definition)
    case .comprehension(let comprehension): show(comprehension)
    case .named(let name, let value): form(":=", name, show(value))
    case .yield(let value): form("yield", value.map(show) ?? "")
    case .yieldFrom(let value): form("yieldfrom", show(value))
    }
  }

  private static func lambda(_ definition: FunctionDefinition) -> String {
    guard case .returnValue(let value?)? = definition.body.first?.kind else { return "?" }
    return form("lambda", show(definition.parameters), show(value))
  }

  private static func show(_ parts: [FormattedPart]) -> String {
    var result: [String] = []
    var pending = ""
    for part in parts {
      switch part {
      case .text(let text): pending += text
      case .value(let value, let conversion, let format, let debug):
        pending += debug ?? ""
        if !pending.isEmpty { result.append(quoted(pending)) }
        pending = ""
        result.append(
          form("value", show(value), conversion.map { "!\($0)" } ?? "", show(format)))
      }
    }
    if !pending.isEmpty { result.append(quoted(pending)) }
    return result.joined(separator: " ")
  }

  private static func show(_ arguments: [Argument]) -> String {
    arguments.map { argument in
      switch argument.kind {
      case .positional: show(argument.value)
      case .star: form("*", show(argument.value))
      case .doubleStar: form("**", show(argument.value))
      case .keyword(let name): form("=", name, show(argument.value))
      }
    }.joined(separator: " ")
  }

  private static func show(_ parameters: [Parameter]) -> String {
    let list = parameters.map { parameter in
      form("\(parameter.kind)", parameter.name, parameter.defaultValue.map(show) ?? "")
    }
    return "[" + list.joined(separator: " ") + "]"
  }

  private static func show(_ comprehension: Comprehension) -> String {
    let clauses = comprehension.clauses.map {
      form("for", show($0.target), show($0.iterable), items($0.conditions))
    }.joined(separator: " ")
    let element = show(comprehension.element)
    switch comprehension.kind {
    case .list: return form("listcomp", element, clauses)
    case .set: return form("setcomp", element, clauses)
    case .generator: return form("generator", element, clauses)
    case .dictionary:
      return form("dictcomp", element + ":" + (comprehension.value.map(show) ?? "?"), clauses)
    }
  }

  // MARK: Statements

  static func show(_ statement: Statement) -> String {
    switch statement.kind {
    case .expression(let value): form("expression", show(value))
    case .assign(let targets, let value): form("assign", items(targets), show(value))
    case .augmented(let target, let operation, let value):
      form("augmented", operation.rawValue, show(target), show(value))
    case .annotated(let target, let type, let value):
      form("annotated", show(target), show(type), value.map(show) ?? "")
    case .conditional(let branches, let otherwise):
      form(
        ["conditional"] + branches.map { show($0.test) + " " + block($0.body) }
          + [block(otherwise)])
    case .whileLoop(let test, let body, let otherwise):
      form("while", show(test), block(body), block(otherwise))
    case .forLoop(let target, let iterable, let body, let otherwise):
      form("for", show(target), show(iterable), block(body), block(otherwise))
    case .function(let definition):
      form(
        "def", definition.name, show(definition.parameters),
        "[" + items(definition.decorators) + "]", block(definition.body))
    case .classDefinition(let definition):
      form(
        "class", definition.name, "[" + show(definition.bases) + "]",
        "[" + items(definition.decorators) + "]", block(definition.body))
    case .returnValue(let value): form("return", value.map(show) ?? "")
    case .breakLoop: "(break)"
    case .continueLoop: "(continue)"
    case .pass: "(pass)"
    case .importModules(let modules): form(["import"] + modules.map(show))
    case .importFrom(let module, let names): form(["from", module] + names.map(show))
    case .global(let names): form(["global"] + names)
    case .nonlocal(let names): form(["nonlocal"] + names)
    case .delete(let targets): form("del", items(targets))
    case .assertion(let test, let message):
      form("assert", show(test), message.map(show) ?? "")
    case .raise(let error, let cause):
      form("raise", error.map(show) ?? "", cause.map { form("cause", show($0)) } ?? "")
    case .tryBlock(let body, let handlers, let otherwise, let finally):
      form(
        ["try", block(body)]
          + handlers.map {
            form("except", $0.type.map(show) ?? "_", $0.name ?? "_", block($0.body))
          } + [block(otherwise), block(finally)])
    case .withBlock(let items, let body):
      form(
        ["with"] + items.map { form(show($0.context), $0.target.map(show) ?? "") }
          + [block(body)])
    }
  }

  private static func show(_ name: Statement.ImportedName) -> String {
    name.name + (name.alias.map { ":" + $0 } ?? "")
  }
}
