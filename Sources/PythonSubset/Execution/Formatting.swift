import Arrays

/// `format(value, spec)`, f-strings and `%`.
extension Session {
  package func format(_ value: Value, _ specification: String) throws -> String {
    if let instance = value.asObject(InstanceObject.self),
      let text = try instance.callSpecial("__format__", [.string(specification)], self)?.text
    {
      return text
    }
    if specification.isEmpty {
      let text = try string(value)
      try charge(elements: text.utf8.count)
      return text
    }
    let text = try translatingFailures {
      try PythonFormat.format(specification, formatArgument(value))
    }
    try charge(items: text.utf8.count * 2)
    return text
  }

  package func percentFormat(_ text: String, _ value: Value) throws -> String {
    let arguments: PythonFormat.PercentArguments
    if let tuple = value.asObject(TupleObject.self) {
      arguments = .tuple(tuple.items.map(formatArgument))
    } else if let mapping = value.asObject(DictionaryObject.self) {
      arguments = .mapping(formatArgument(value)) { [self] name in
        formatArgument(try mapping.item(.string(name), self))
      }
    } else {
      arguments = .single(formatArgument(value))
    }
    try charge(items: text.utf8.count * 4)
    let result = try translatingFailures { try PythonFormat.percent(text, arguments) }
    try charge(items: result.utf8.count * 2)
    return result
  }

  private func translatingFailures<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let failure as PythonFormat.Failure {
      throw PythonError(
        failure.type, failure.message,
        hint: failure.type == "Limit" ? "write the number narrower" : nil)
    }
  }

  private func formatArgument(_ value: Value) -> FormatArgument {
    if let variable = value.asObject(VariableObject.self) {
      return formatArgument(variable.content)
    }
    let kind: FormatArgument.Value
    switch value {
    case .int(let x, _): kind = .int(x)
    case .bool(let x): kind = .bool(x)
    case .float(let x, _): kind = .float(x)
    case .scalar(let scalar):
      switch scalar.value {
      case .bool(let x): kind = .bool(x)
      case .int(let x): kind = .int(x)
      case .float(let x): kind = .float(x)
      }
    default:
      if let text = value.text {
        kind = .string(text)
      } else if let array = value.asObject(ArrayObject.self), array.array.dimensions == 0 {
        kind = .float(array.array.scalar.double)
      } else {
        kind = .other
      }
    }
    return FormatArgument(
      kind, typeName: typeName(value), str: { [self] in try string(value) },
      repr: { [self] in try representation(value) })
  }
}
