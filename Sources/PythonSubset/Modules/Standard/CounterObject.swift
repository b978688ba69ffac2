import Arrays
import Autodiff

/// An object of a type that `type(x)` names and `isinstance` knows.
protocol TypedObject: Object {
  func ownType(_ session: Session) -> TypeObject?
}

/// What `collections` adds to dictionaries.
class ExtendedDictionary: DictionaryObject, TypedObject {
  var pythonName: String { "dict" }
  override final var typeName: String { pythonName }
  func ownType(_ session: Session) -> TypeObject? {
    session.modules["collections"]?.members[String(pythonName.split(separator: ".").last ?? "")]?
      .asObject(TypeObject.self)
  }
  func twin() -> ExtendedDictionary { ExtendedDictionary() }

  /// What a missing key stands for; nil where it is an error.
  func missing(_ key: Value, _ session: Session) throws -> Value? { nil }

  override final func item(_ key: Value, _ session: Session) throws -> Value {
    if let value = try get(key, session) { return value }
    if let value = try missing(key, session) { return value }
    return try super.item(key, session)
  }

  func own(_ name: String, _ session: Session) -> Value? { nil }
  var ownNames: [String] { [] }
  override final var attributeNames: [String] { super.attributeNames + ownNames }

  override final func attribute(_ name: String, _ session: Session) -> Value? {
    if let value = own(name, session) { return value }
    if name == "copy" {
      return makeMethod(name, "") { [self] _, session in
        let result = twin()
        for (key, value) in pairs { try result.set(key, value, session) }
        return .object(result)
      }
    }
    return super.attribute(name, session)
  }
}

/// `collections.OrderedDict`.
final class OrderedDictionary: ExtendedDictionary {
  override var pythonName: String { "collections.OrderedDict" }
  override func twin() -> ExtendedDictionary { OrderedDictionary() }
  override var ownNames: [String] { ["move_to_end"] }

  override func own(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "move_to_end":
      return makeMethod(name, "key, last=True") { [self] bound, session in
        let key = bound[0] ?? .none
        guard let value = try remove(key, session) else {
          throw PythonError("KeyError", try session.representation(key))
        }
        let isLast = try bound[1].map { try session.isTrue($0) } ?? true
        let rest = isLast ? [] : pairs
        if !isLast { removeAll() }
        try set(key, value, session)
        for (key, value) in rest { try set(key, value, session) }
        return .none
      }
    case "popitem":
      return makeMethod(name, "last=True") { [self] bound, session in
        let isLast = try bound[0].map { try session.isTrue($0) } ?? true
        try session.charge(items: isLast ? 0 : count)
        guard let pair = isLast ? try removeLast(session) : pairs.first else {
          throw PythonError("KeyError", "'dictionary is empty'")
        }
        if !isLast { try remove(pair.key, session) }
        return .tuple([pair.key, pair.value])
      }
    default: return nil
    }
  }

  override func representation(_ session: Session) throws -> String {
    if count == 0 { return "OrderedDict()" }
    return try session.nested(self, "...") {
      "OrderedDict(["
        + (try pairs.map {
          "(\(try session.representation($0.key)), \(try session.representation($0.value)))"
        }).joined(separator: ", ") + "])"
    }
  }

  override func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) throws -> Value? {
    guard let right = other.asObject(OrderedDictionary.self),
      operation == .equal || operation == .notEqual
    else { return try super.compare(operation, other, session) }
    var same = right.count == count
    for (a, b) in zip(pairs, right.pairs) where same {
      same = try session.equal(a.key, b.key) && session.equal(a.value, b.value)
    }
    return .bool(same == (operation == .equal))
  }
}

/// `collections.defaultdict`.
final class DefaultDictionary: ExtendedDictionary {
  private var factory: Value
  init(_ factory: Value) { self.factory = factory }

  override var pythonName: String { "collections.defaultdict" }
  override func twin() -> ExtendedDictionary { DefaultDictionary(factory) }
  override var ownNames: [String] { ["default_factory"] }
  override func own(_ name: String, _ session: Session) -> Value? {
    name == "default_factory" ? factory : nil
  }
  override func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    guard name == "default_factory" else { return try super.setAttribute(name, value, session) }
    factory = value
  }

  override func missing(_ key: Value, _ session: Session) throws -> Value? {
    if factory.isNone { return nil }
    let value = try session.call(factory, Arguments())
    try set(key, value, session)
    return value
  }

  override func representation(_ session: Session) throws -> String {
    "defaultdict(\(try session.representation(factory)), \(try super.representation(session)))"
  }
}

/// `collections.Counter`.
final class CounterObject: ExtendedDictionary {
  override var pythonName: String { "Counter" }
  override func twin() -> ExtendedDictionary { CounterObject() }
  override func missing(_ key: Value, _ session: Session) -> Value? { .int(0) }
  override func deleteItem(_ key: Value, _ session: Session) throws { try remove(key, session) }
  override var ownNames: [String] { ["most_common", "elements", "subtract", "total"] }

  /// Adds (or takes away) the counts of an iterable or a mapping.
  func count(_ source: Value, _ operation: BinaryOperator, _ session: Session) throws {
    func add(_ key: Value, _ value: Value) throws {
      try set(key, session.binary(operation, get(key, session) ?? .int(0), value), session)
    }
    if let mapping = source.asObject(DictionaryObject.self) {
      for (key, value) in mapping.pairs {
        if count == 0, operation == .add {
          try set(key, value, session)
        } else {
          try add(key, value)
        }
      }
      return
    }
    let iterator = try session.iterator(source)
    while let item = try iterator.next(session) {
      try session.step()
      try add(item, .int(1))
    }
  }

  private func mostCommon(_ session: Session) throws -> [(key: Value, value: Value)] {
    let items = try Builtins.sorted(
      pairs.map { .tuple([$0.value, $0.key]) },
      key: makeMethod("key", "pair") { bound, session in
        bound[0]?.asObject(TupleObject.self)?.items[0] ?? .none
      }, reverse: true, session)
    return items.compactMap { item in
      item.asObject(TupleObject.self).map { ($0.items[1], $0.items[0]) }
    }
  }

  override func own(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "most_common":
      return makeMethod(name, "n=None") { [self] bound, session in
        let all = try mostCommon(session).map { Value.tuple([$0.key, $0.value]) }
        let n = try bound.given(0).map { try session.size($0) } ?? all.count
        return .list(Array(all.prefix(max(0, n))))
      }
    case "elements":
      return makeMethod(name, "") { [self] _, session in
        var items: [Value] = []
        for (key, value) in pairs {
          let times = max(0, try session.size(value))
          try session.chargeMemory(16, times: times)
          items += [Value](repeating: key, count: times)
        }
        return Builtins.iterate("itertools.chain", items)
      }
    case "update", "subtract":
      return makeMethod(name, "iterable=None, **kwds") { [self] bound, session in
        let operation: BinaryOperator = name == "update" ? .add : .subtract
        if let source = bound.given(0) { try count(source, operation, session) }
        for (key, value) in bound.keywords {
          try set(
            .string(key), session.binary(operation, get(.string(key), session) ?? .int(0), value),
            session)
        }
        return .none
      }
    case "total":
      return makeMethod(name, "") { [self] _, session in
        var total = Value.int(0)
        try session.charge(items: count)
        for (_, value) in pairs { total = try session.binary(.add, total, value) }
        return total
      }
    case "fromkeys":
      return makeMethod(name, "*args") { _, session in
        throw PythonError(
          "NotImplementedError",
          "Counter.fromkeys() is undefined.  Use Counter(iterable) instead.")
      }
    default: return nil
    }
  }

  override func representation(_ session: Session) throws -> String {
    if count == 0 { return "Counter()" }
    try session.charge(items: count * 16)
    // Counts that cannot be put in order print as a plain dictionary does.
    let shown = (try? mostCommon(session)) ?? pairs
    return try session.nested(self, "Counter(...)") {
      "Counter({"
        + (try shown.map {
          "\(try session.representation($0.key)): \(try session.representation($0.value))"
        }).joined(separator: ", ") + "})"
    }
  }

  private func combined(
    _ right: CounterObject, _ session: Session, _ body: (Value, Value) throws -> Value
  ) throws -> CounterObject {
    let result = CounterObject()
    func keep(_ key: Value, _ value: Value) throws {
      if try session.isTrue(session.compare(.greater, value, .int(0))) {
        try result.set(key, value, session)
      }
    }
    for (key, value) in pairs {
      try session.step()
      try keep(key, body(value, right.get(key, session) ?? .int(0)))
    }
    for (key, value) in right.pairs where try !contains(key, session) {
      try keep(key, body(.int(0), value))
    }
    return result
  }

  override func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    guard !reflected, let right = other.asObject(CounterObject.self) else { return nil }
    switch operation {
    case .add, .subtract:
      return .object(try combined(right, session) { try session.binary(operation, $0, $1) })
    case .bitOr:
      return .object(
        try combined(right, session) {
          try session.isTrue(session.compare(.less, $0, $1)) ? $1 : $0
        })
    case .bitAnd:
      return .object(
        try combined(right, session) {
          try session.isTrue(session.compare(.less, $0, $1)) ? $0 : $1
        })
    default: return nil
    }
  }

  override func inPlace(_ operation: BinaryOperator, _ other: Value, _ session: Session) throws
    -> Value?
  {
    guard case .object(let result)? = try binary(operation, other, reflected: false, session),
      let counter = result as? CounterObject
    else { return nil }
    let kept = counter.pairs
    removeAll()
    for (key, value) in kept { try set(key, value, session) }
    return .object(self)
  }

  override func unary(_ operation: UnaryOperator, _ session: Session) throws -> Value? {
    switch operation {
    case .plus: return try binary(.add, .object(CounterObject()), reflected: false, session)
    case .minus:
      return .object(
        try CounterObject().combined(self, session) { try session.binary(.subtract, $0, $1) })
    default: return nil
    }
  }

  override func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) throws -> Value? {
    guard let right = other.asObject(CounterObject.self) else {
      return try super.compare(operation, other, session)
    }
    try session.charge(items: (count + right.count) * 16)
    let keys = pairs.map(\.key) + right.pairs.map(\.key)
    func all(_ test: ComparisonOperator) throws -> Bool {
      try keys.allSatisfy { key in
        try session.isTrue(
          session.compare(
            test, get(key, session) ?? .int(0), right.get(key, session) ?? .int(0)))
      }
    }
    let same = try all(.equal)
    switch operation {
    case .equal: return .bool(same)
    case .notEqual: return .bool(!same)
    case .lessEqual, .greaterEqual: return .bool(try all(operation))
    case .less: return .bool(try !same && all(.lessEqual))
    case .greater: return .bool(try !same && all(.greaterEqual))
    default: return nil
    }
  }
}
