import Arrays

/// Makes a method of an object.
private func method(
  _ name: String, _ signature: String, _ body: @escaping (Bound, Session) throws -> Value
) -> Value {
  .object(BuiltinFunction(name, Signature(signature), body))
}

enum ListMethods {
  static let names = [
    "append", "extend", "insert", "pop", "remove", "clear", "index", "count", "sort", "reverse",
    "copy",
  ]

  static func method(_ name: String, of list: SequenceObject) -> Value? {
    typealias M = ListMethods
    switch name {
    case "append":
      return make(name, "object") { bound, session in
        try list.append(bound[0] ?? .none, session)
        return .none
      }
    case "extend":
      return make(name, "iterable") { bound, session in
        list.items += try session.items(of: bound[0] ?? .none)
        return .none
      }
    case "insert":
      return make(name, "index, object") { bound, session in
        let count = list.items.count
        var at = try session.size(bound[0] ?? .none)
        if at < 0 { at = max(0, at + count) }
        try session.charge(items: count - min(at, count))
        list.items.insert(bound[1] ?? .none, at: min(at, count))
        return .none
      }
    case "pop":
      return make(name, "index=-1") { bound, session in
        if list.items.isEmpty { throw PythonError.index("pop from empty list") }
        let index = try session.sequenceIndex(
          bound[0] ?? .int(-1), count: list.items.count, "pop", message: "pop index out of range")
        try session.charge(items: list.items.count - index)
        return list.items.remove(at: index)
      }
    case "remove":
      return make(name, "value") { bound, session in
        try session.charge(items: list.items.count)
        for (i, item) in list.items.enumerated() where try session.equal(item, bound[0] ?? .none) {
          list.items.remove(at: i)
          return .none
        }
        throw PythonError.value("list.remove(x): x not in list")
      }
    case "clear":
      return make(name, "") { _, _ in
        list.items = []
        return .none
      }
    case "index":
      return make(name, "value, start=0, stop=None") { bound, session in
        let start = try bound.given(1).map { try session.size($0) } ?? 0
        let stop = try bound.given(2).map { try session.size($0) } ?? list.items.count
        try session.charge(items: list.items.count)
        for (i, item) in list.items.enumerated() where i >= start && i < stop {
          if try session.equal(item, bound[0] ?? .none) { return .int(i) }
        }
        let text = try session.representation(bound[0] ?? .none)
        throw PythonError.value(
          list is TupleObject ? "tuple.index(x): x not in tuple" : "\(text) is not in list")
      }
    case "count":
      return make(name, "value") { bound, session in
        try session.charge(items: list.items.count)
        return .int(try list.items.count { try session.equal($0, bound[0] ?? .none) })
      }
    case "sort":
      return make(name, "*, key=None, reverse=False") { bound, session in
        let before = list.items
        // CPython empties the list while it sorts, to notice changes.
        list.items = []
        do {
          let sorted = try Builtins.sorted(
            before, key: bound.given(0),
            reverse: try bound.given(1).map { try session.isTrue($0) } ?? false, session)
          let wasChanged = !list.items.isEmpty
          list.items = sorted
          if wasChanged { throw PythonError.value("list modified during sort") }
        } catch {
          if list.items.isEmpty { list.items = before }
          throw error
        }
        return .none
      }
    case "reverse":
      return make(name, "") { _, session in
        try session.charge(items: list.items.count)
        list.items.reverse()
        return .none
      }
    case "copy":
      return make(name, "") { _, session in
        try session.charge(items: list.items.count)
        return .list(list.items)
      }
    default: return nil
    }
  }

  private static func make(
    _ name: String, _ signature: String, _ body: @escaping (Bound, Session) throws -> Value
  ) -> Value { PythonSubset.makeMethod(name, signature, body) }
}

func makeMethod(
  _ name: String, _ signature: String, _ body: @escaping (Bound, Session) throws -> Value
) -> Value { method(name, signature, body) }

enum DictionaryMethods {
  static let names = [
    "get", "keys", "values", "items", "pop", "popitem", "setdefault", "update", "clear", "copy",
  ]

  static func method(_ name: String, of dictionary: DictionaryObject) -> Value? {
    switch name {
    case "get":
      return makeMethod(name, "key, default=None") { bound, session in
        try dictionary.get(bound[0] ?? .none, session) ?? bound[1] ?? .none
      }
    case "keys": return makeMethod(name, "") { _, _ in .object(DictionaryView(dictionary, .keys)) }
    case "values":
      return makeMethod(name, "") { _, _ in .object(DictionaryView(dictionary, .values)) }
    case "items":
      return makeMethod(name, "") { _, _ in .object(DictionaryView(dictionary, .items)) }
    case "pop":
      return makeMethod(name, "key, default=None") { bound, session in
        let key = bound[0] ?? .none
        if let value = try dictionary.remove(key, session) { return value }
        if let value = bound[1] { return value }
        throw PythonError("KeyError", try session.representation(key))
      }
    case "popitem":
      return makeMethod(name, "") { _, session in
        guard let last = try dictionary.removeLast(session) else {
          throw PythonError("KeyError", "'popitem(): dictionary is empty'")
        }
        return .tuple([last.key, last.value])
      }
    case "setdefault":
      return makeMethod(name, "key, default=None") { bound, session in
        if let value = try dictionary.get(bound[0] ?? .none, session) { return value }
        try dictionary.set(bound[0] ?? .none, bound[1] ?? .none, session)
        return bound[1] ?? .none
      }
    case "update":
      return makeMethod(name, "other=None, **more") { bound, session in
        if let other = bound.given(0) { try Conversions.fill(dictionary, other, session) }
        for (name, value) in bound.keywords { try dictionary.set(.string(name), value, session) }
        return .none
      }
    case "clear":
      return makeMethod(name, "") { _, _ in
        dictionary.removeAll()
        return .none
      }
    case "copy":
      return makeMethod(name, "") { _, session in
        let twin = DictionaryObject()
        for (key, value) in dictionary.pairs { try twin.set(key, value, session) }
        return .object(twin)
      }
    default: return nil
    }
  }
}

/// `d.keys()`, `d.values()`, `d.items()`.
private final class DictionaryView: Object {
  enum Kind: String { case keys, values, items }
  private let dictionary: DictionaryObject
  private let kind: Kind

  init(_ dictionary: DictionaryObject, _ kind: Kind) {
    self.dictionary = dictionary
    self.kind = kind
  }

  override var typeName: String { "dict_\(kind.rawValue)" }
  override func length(_ session: Session) -> Int { dictionary.count }
  override func isTrue(_ session: Session) -> Bool { dictionary.count > 0 }

  private func pick(_ pair: (key: Value, value: Value)) -> Value {
    switch kind {
    case .keys: pair.key
    case .values: pair.value
    case .items: .tuple([pair.key, pair.value])
    }
  }

  override func iterator(_ session: Session) -> IteratorObject {
    dictionary.entryIterator("\(typeName)iterator") { [self] in pick($0) }
  }

  override func contains(_ value: Value, _ session: Session) throws -> Bool {
    kind == .keys
      ? try dictionary.contains(value, session) : try super.contains(value, session)
  }

  override func representation(_ session: Session) throws -> String {
    try session.charge(items: dictionary.count * 16)
    return "\(typeName)(["
      + (try dictionary.pairs.map { try session.representation(pick($0)) })
      .joined(separator: ", ") + "])"
  }
}

enum SetMethods {
  static let names = [
    "add", "remove", "discard", "pop", "clear", "copy", "update", "union", "intersection",
    "difference", "symmetric_difference", "issubset", "issuperset", "isdisjoint",
  ]

  static func method(_ name: String, of set: SetObject) -> Value? {
    func combined(_ operation: BinaryOperator) -> Value {
      makeMethod(name, "*others") { bound, session in
        var result = Value.object(set)
        for other in bound.rest {
          let right = SetObject(isFrozen: set.isFrozen)
          for item in try session.items(of: other) { try right.members.set(item, .none, session) }
          result = try session.binary(operation, result, .object(right))
        }
        return result
      }
    }
    func compared(_ body: @escaping (SetObject, Session) throws -> Bool) -> Value {
      makeMethod(name, "other") { bound, session in
        let right = SetObject()
        for item in try session.items(of: bound[0] ?? .none) {
          try right.members.set(item, .none, session)
        }
        return .bool(try body(right, session))
      }
    }
    switch name {
    case "union": return combined(.bitOr)
    case "intersection": return combined(.bitAnd)
    case "difference": return combined(.subtract)
    case "symmetric_difference": return combined(.bitXor)
    case "issubset":
      return compared { right, session in
        try session.charge(items: set.members.count * 8)
        return try set.items.allSatisfy { try right.contains($0, session) }
      }
    case "issuperset":
      return compared { right, session in
        try session.charge(items: right.members.count * 8)
        return try right.items.allSatisfy { try set.contains($0, session) }
      }
    case "isdisjoint":
      return compared { right, session in
        try session.charge(items: set.members.count * 8)
        return try !set.items.contains { try right.contains($0, session) }
      }
    case "copy":
      return makeMethod(name, "") { _, session in
        try session.binary(.bitOr, .object(set), .object(set))
      }
    default: break
    }
    if set.isFrozen { return nil }
    switch name {
    case "add":
      return makeMethod(name, "elem") { bound, session in
        try set.members.set(bound[0] ?? .none, .none, session)
        return .none
      }
    case "remove":
      return makeMethod(name, "elem") { bound, session in
        if try set.members.remove(bound[0] ?? .none, session) == nil {
          throw PythonError("KeyError", try session.representation(bound[0] ?? .none))
        }
        return .none
      }
    case "discard":
      return makeMethod(name, "elem") { bound, session in
        _ = try set.members.remove(bound[0] ?? .none, session)
        return .none
      }
    case "pop":
      return makeMethod(name, "") { _, session in
        try session.charge(items: set.members.count)
        guard let first = set.orderedItems.first else {
          throw PythonError("KeyError", "'pop from an empty set'")
        }
        try set.members.remove(first, session)
        return first
      }
    case "clear":
      return makeMethod(name, "") { _, _ in
        set.members.removeAll()
        return .none
      }
    case "update":
      return makeMethod(name, "*others") { bound, session in
        for other in bound.rest {
          for item in try session.items(of: other) { try set.members.set(item, .none, session) }
        }
        return .none
      }
    default: return nil
    }
  }
}
