import Arrays
import Autodiff

/// A field of a dataclass.
struct DataField {
  var name: String
  var defaultValue: Value?
  var factory: Value?
  var isInit = true
  var isShown = true
  var isCompared = true
  var isKeywordOnly = false

  var hasDefault: Bool { defaultValue != nil || factory != nil }
}

/// What `field(…)` gives until `@dataclass` reads it.
final class DataFieldObject: Object {
  var field: DataField
  init(_ field: DataField) { self.field = field }
  override var typeName: String { "Field" }
  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "name": .string(field.name)
    case "default": field.defaultValue
    default: nil
    }
  }
}

enum DataclassesModule {
  static let refused: Set<String> = ["KW_ONLY", "InitVar", "make_dataclass", "MISSING", "Field"]

  static var catalogue: [Builtin] {
    let point = "from dataclasses import *\n@dataclass\nclass P:\n  x: int = 1\n"
    return [
      Builtin(
        "dataclass",
        "cls=None, /, *, init=True, repr=True, eq=True, order=False, frozen=False, unsafe_hash!,"
          + " match_args=True, kw_only=False, slots=False, weakref_slot!",
        "Gives a class `__init__`, `__repr__` and `__eq__` for its annotated names.", point + "P(2)"
      ) { bound, session in
        func flag(_ index: Int, _ standard: Bool) throws -> Bool {
          try bound[index].map { try session.isTrue($0) } ?? standard
        }
        var options = Options()
        options.makesInit = try flag(1, true)
        options.makesText = try flag(2, true)
        options.makesEquality = try flag(3, true)
        options.makesOrder = try flag(4, false)
        options.isFrozen = try flag(5, false)
        options.isKeywordOnly = try flag(8, false)
        if let type = bound.given(0) { return try make(type, options, session) }
        return makeMethod("wrap", "cls") { [options] bound, session in
          try make(bound[0] ?? .none, options, session)
        }
      },
      Builtin(
        "field",
        "*, default=None, default_factory=None, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=False",
        "How one field of a dataclass is made and shown.",
        "from dataclasses import *\n@dataclass\nclass P:\n  x: list = field(default_factory=list)\nP()"
      ) { bound, session in
        var field = DataField(name: "")
        field.defaultValue = bound[0]
        field.factory = bound.given(1)
        field.isInit = try bound[2].map { try session.isTrue($0) } ?? true
        field.isShown = try bound[3].map { try session.isTrue($0) } ?? true
        field.isCompared = try bound[5].map { try session.isTrue($0) } ?? true
        field.isKeywordOnly = try bound[7].map { try session.isTrue($0) } ?? false
        return .object(DataFieldObject(field))
      },
      Builtin("asdict", "obj", "A dataclass's fields as a dictionary.", point + "asdict(P(2))") {
        bound, session in try plain(bound[0] ?? .none, session, asTuple: false, isTop: true)
      },
      Builtin("astuple", "obj", "A dataclass's fields as a tuple.", point + "astuple(P(2))") {
        bound, session in try plain(bound[0] ?? .none, session, asTuple: true, isTop: true)
      },
      Builtin(
        "replace", "obj, /, **changes", "A copy with some fields changed.",
        point + "replace(P(2), x=3)"
      ) { bound, session in
        let instance = try dataInstance(bound[0] ?? .none)
        var arguments = Arguments()
        for field in instance.type.dataFields ?? [] where field.isInit {
          let value = bound.keywords.last { $0.name == field.name }?.value
          arguments.keywords.append((field.name, value ?? instance.fields[field.name] ?? .none))
        }
        for (name, value) in bound.keywords
        where !arguments.keywords.contains(where: { $0.name == name }) {
          arguments.keywords.append((name, value))
        }
        return try instance.type.call(arguments, session)
      },
      Builtin(
        "fields", "class_or_instance", "The fields of a dataclass.",
        point + "[f.name for f in fields(P)]"
      ) { bound, _ in
        let type =
          bound[0]?.asObject(ClassObject.self) ?? bound[0]?.asObject(InstanceObject.self)?.type
        guard let fields = type?.dataFields else {
          throw PythonError.type("must be called with a dataclass type or instance")
        }
        return .tuple(fields.map { .object(DataFieldObject($0)) })
      },
      Builtin(
        "is_dataclass", "obj", "Whether a class or an object is of a dataclass.",
        point + "is_dataclass(P)"
      ) { bound, _ in
        let type =
          bound[0]?.asObject(ClassObject.self) ?? bound[0]?.asObject(InstanceObject.self)?.type
        return .bool(type?.dataFields != nil)
      },
    ]
  }

  struct Options {
    var makesInit = true
    var makesText = true
    var makesEquality = true
    var makesOrder = false
    var isFrozen = false
    var isKeywordOnly = false
  }

  private static func dataInstance(_ value: Value) throws -> InstanceObject {
    guard let instance = value.asObject(InstanceObject.self), instance.type.dataFields != nil else {
      throw PythonError.type("called on something that is no dataclass instance")
    }
    return instance
  }

  private static func make(_ value: Value, _ options: Options, _ session: Session) throws -> Value {
    guard let type = value.asObject(ClassObject.self) else {
      throw PythonError.type("dataclass() takes a class")
    }
    var fields = type.base?.dataFields ?? []
    for name in type.annotated {
      var field = DataField(name: name)
      if let given = type.namespace[name] {
        if let described = given.asObject(DataFieldObject.self) {
          field = described.field
          field.name = name
          type.namespace[name] = field.defaultValue
        } else {
          field.defaultValue = given
        }
      }
      if let standard = field.defaultValue, case .object(let object) = standard,
        object is ListObject || object is DictionaryObject || object is SetObject
          || object is ArrayObject
      {
        throw PythonError.value(
          "mutable default <class '\(object.typeName)'> for field \(name) is not allowed: use "
            + "default_factory")
      }
      if options.isKeywordOnly { field.isKeywordOnly = true }
      if let at = fields.firstIndex(where: { $0.name == name }) {
        fields[at] = field
      } else {
        fields.append(field)
      }
    }
    var hasDefault = false
    for field in fields where field.isInit && !field.isKeywordOnly {
      if hasDefault, !field.hasDefault {
        throw PythonError.type("non-default argument '\(field.name)' follows default argument")
      }
      hasDefault = hasDefault || field.hasDefault
    }
    type.dataFields = fields
    type.isFrozen = options.isFrozen
    func add(
      _ name: String, _ signature: String, _ body: @escaping (Bound, Session) throws -> Value
    ) {
      if type.namespace[name] == nil { type.namespace[name] = makeMethod(name, signature, body) }
    }
    if options.makesInit {
      add("__init__", "*args, **kwargs") { [unowned type] bound, session in
        try fill(type, fields, bound, session)
      }
    }
    if options.makesText {
      add("__repr__", "self") { bound, session in
        guard let instance = bound[0]?.asObject(InstanceObject.self) else { return .none }
        return .string(
          try session.nested(instance, "...") {
            let parts = try fields.filter(\.isShown).map { field in
              "\(field.name)="
                + (try session.representation(
                  session.attribute(.object(instance), field.name)))
            }
            return "\(instance.type.name)(\(parts.joined(separator: ", ")))"
          })
      }
    }
    func picture(_ value: Value) -> Value? {
      guard let instance = value.asObject(InstanceObject.self) else { return nil }
      return .tuple(fields.filter(\.isCompared).map { instance.fields[$0.name] ?? .none })
    }
    func compare(_ operation: ComparisonOperator) -> (Bound, Session) throws -> Value {
      { bound, session in
        guard let a = bound[0]?.asObject(InstanceObject.self),
          let b = bound[1]?.asObject(InstanceObject.self), a.type === b.type,
          let left = picture(.object(a)), let right = picture(.object(b))
        else { return .notImplemented }
        return try session.compare(operation, left, right)
      }
    }
    if options.makesEquality { add("__eq__", "self, other", compare(.equal)) }
    if options.makesOrder {
      add("__lt__", "self, other", compare(.less))
      add("__le__", "self, other", compare(.lessEqual))
      add("__gt__", "self, other", compare(.greater))
      add("__ge__", "self, other", compare(.greaterEqual))
    }
    if options.makesEquality, options.isFrozen {
      add("__hash__", "self") { bound, session in
        .int(try session.key(picture(bound[0] ?? .none) ?? .none).hashValue >> 8)
      }
    }
    return value
  }

  private static func fill(
    _ type: ClassObject, _ fields: [DataField], _ bound: Bound, _ session: Session
  ) throws -> Value {
    guard let instance = bound.rest.first?.asObject(InstanceObject.self) else { return .none }
    let name = "\(type.name).__init__()"
    var given: [String: Value] = [:]
    let places = fields.filter { $0.isInit && !$0.isKeywordOnly }
    let values = bound.rest.dropFirst()
    if values.count > places.count {
      let most = places.count + 1
      let least = places.count { !$0.hasDefault } + 1
      let takes = least == most ? "\(most)" : "from \(least) to \(most)"
      throw PythonError.type(
        "\(name) takes \(takes) positional argument\(most == 1 ? "" : "s") but "
          + "\(values.count + 1) were given")
    }
    for (field, value) in zip(places, values) { given[field.name] = value }
    for (keyword, value) in bound.keywords {
      guard fields.contains(where: { $0.name == keyword && $0.isInit }) else {
        throw PythonError.type(
          "\(name) got an unexpected keyword argument '\(keyword)'",
          hint: session.nearest(keyword, fields.map(\.name)))
      }
      if given[keyword] != nil {
        throw PythonError.type("\(name) got multiple values for argument '\(keyword)'")
      }
      given[keyword] = value
    }
    let missing = fields.filter { $0.isInit && !$0.hasDefault && given[$0.name] == nil }
    if !missing.isEmpty {
      let names = missing.map { "'\($0.name)'" }
      let list =
        names.count == 1
        ? names[0]
        : names.dropLast().joined(separator: ", ") + (names.count > 2 ? "," : "") + " and "
          + names[names.count - 1]
      throw PythonError.type(
        "\(name) missing \(names.count) required positional argument"
          + "\(names.count == 1 ? "" : "s"): \(list)")
    }
    for field in fields {
      var value = given[field.name] ?? field.defaultValue
      if value == nil, let factory = field.factory {
        value = try session.call(factory, Arguments())
      }
      if let value {
        if instance.fields.updateValue(value, forKey: field.name) == nil {
          instance.order.append(field.name)
        }
      }
    }
    _ = try instance.callSpecial("__post_init__", [], session)
    return .none
  }

  private static func plain(_ value: Value, _ session: Session, asTuple: Bool, isTop: Bool) throws
    -> Value
  {
    if isTop { _ = try dataInstance(value) }
    try session.step()
    try session.enter()
    defer { session.leave() }
    func inner(_ value: Value) throws -> Value {
      try plain(value, session, asTuple: asTuple, isTop: false)
    }
    if let instance = value.asObject(InstanceObject.self), let fields = instance.type.dataFields {
      if asTuple {
        return .tuple(try fields.map { try inner(instance.fields[$0.name] ?? .none) })
      }
      let result = DictionaryObject()
      for field in fields {
        try result.set(
          .string(field.name), try inner(instance.fields[field.name] ?? .none), session)
      }
      return .object(result)
    }
    if let list = value.asObject(ListObject.self) { return .list(try list.items.map(inner)) }
    if let tuple = value.asObject(TupleObject.self) { return .tuple(try tuple.items.map(inner)) }
    if let dictionary = value.asObject(DictionaryObject.self) {
      let result = DictionaryObject()
      for (key, item) in dictionary.pairs { try result.set(key, inner(item), session) }
      return .object(result)
    }
    return value
  }
}
