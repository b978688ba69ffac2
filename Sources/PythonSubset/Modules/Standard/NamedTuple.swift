import Arrays
import Autodiff

/// What `collections.namedtuple` makes.
final class NamedTupleType: TypeObject {
  let fields: [String]
  private let defaults: [Value]
  private let module: String
  private let signature: Signature

  init(_ name: String, _ fields: [String], defaults: [Value] = [], module: String = "__main__") {
    self.fields = fields
    self.defaults = defaults
    self.module = module
    let required = fields.count - defaults.count
    signature = Signature(
      fields.enumerated().map { $0.offset < required ? $0.element : "\($0.element)=None" }
        .joined(separator: ", "))
    super.init(name)
  }

  override func representation(_ session: Session) -> String { "<class '\(module).\(name)'>" }
  override func includes(_ value: Value, _ session: Session) -> Bool {
    value.asObject(NamedTuple.self)?.type === self
  }
  override var attributeNames: [String] { fields + ["_fields", "_make", "_asdict", "_replace"] }

  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    switch attribute {
    case "_fields": return .tuple(fields.map { .string($0) })
    case "_field_defaults":
      let result = DictionaryObject()
      for (field, value) in zip(fields.suffix(defaults.count), defaults) {
        try result.set(.string(field), value, session)
      }
      return .object(result)
    case "_make":
      return makeMethod(attribute, "iterable") { [self] bound, session in
        let items = try session.items(of: bound[0] ?? .none)
        if items.count != fields.count {
          throw PythonError.type("Expected \(fields.count) arguments, got \(items.count)")
        }
        return .object(NamedTuple(self, items))
      }
    default: return try super.attribute(attribute, session)
    }
  }

  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    try session.step()
    if arguments.positional.count > fields.count {
      throw PythonError.type(
        "\(name).__new__() takes \(fields.count + 1) positional argument"
          + "\(fields.isEmpty ? "" : "s") but \(arguments.positional.count + 1) were given")
    }
    var values = arguments.positional.map { Optional($0) }
    values += [Value?](repeating: nil, count: fields.count - values.count)
    for (keyword, value) in arguments.keywords {
      guard let place = fields.firstIndex(of: keyword) else {
        throw PythonError.type(
          "\(name).__new__() got an unexpected keyword argument '\(keyword)'",
          hint: session.nearest(keyword, fields))
      }
      if values[place] != nil {
        throw PythonError.type("\(name).__new__() got multiple values for argument '\(keyword)'")
      }
      values[place] = value
    }
    let required = fields.count - defaults.count
    for place in fields.indices where values[place] == nil && place >= required {
      values[place] = defaults[place - required]
    }
    let missing = fields.indices.filter { values[$0] == nil }.map { "'\(fields[$0])'" }
    if !missing.isEmpty {
      let list =
        missing.count == 1
        ? missing[0]
        : missing.dropLast().joined(separator: ", ") + (missing.count > 2 ? "," : "") + " and "
          + missing[missing.count - 1]
      throw PythonError.type(
        "\(name).__new__() missing \(missing.count) required positional argument"
          + "\(missing.count == 1 ? "" : "s"): \(list)")
    }
    return .object(NamedTuple(self, values.compactMap { $0 }))
  }
}

/// A tuple whose items have names.
final class NamedTuple: TupleObject, TypedObject {
  let type: NamedTupleType

  init(_ type: NamedTupleType, _ items: [Value]) {
    self.type = type
    super.init(items)
  }

  override var typeName: String { type.name }
  func ownType(_ session: Session) -> TypeObject? { type }
  override var attributeNames: [String] { type.attributeNames + super.attributeNames }

  override func representation(_ session: Session) throws -> String {
    try session.nested(self, "...") {
      let parts = try zip(type.fields, items).map {
        "\($0)=\(try session.representation($1))"
      }
      return "\(type.name)(\(parts.joined(separator: ", ")))"
    }
  }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    if let place = type.fields.firstIndex(of: name) { return items[place] }
    switch name {
    case "_fields": return .tuple(type.fields.map { .string($0) })
    case "_make": return try? type.attribute(name, session)
    case "_asdict":
      return makeMethod(name, "") { [self] _, session in
        let result = DictionaryObject()
        for (field, value) in zip(type.fields, items) {
          try result.set(.string(field), value, session)
        }
        return .object(result)
      }
    case "_replace":
      return makeMethod(name, "**kwds") { [self] bound, session in
        var changed = items
        var unknown: [String] = []
        for (keyword, value) in bound.keywords {
          if let place = type.fields.firstIndex(of: keyword) {
            changed[place] = value
          } else {
            unknown.append("'\(keyword)'")
          }
        }
        if !unknown.isEmpty {
          throw PythonError.value(
            "Got unexpected field names: [\(unknown.joined(separator: ", "))]")
        }
        return .object(NamedTuple(type, changed))
      }
    default: return super.attribute(name, session)
    }
  }

  override func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    if type.fields.contains(name) {
      throw PythonError(
        "AttributeError", "can't set attribute", hint: "`_replace(\(name)=…)` makes a changed copy")
    }
    try super.setAttribute(name, value, session)
  }
}
