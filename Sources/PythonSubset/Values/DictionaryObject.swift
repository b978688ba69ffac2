import Arrays
import Autodiff

/// A dictionary in insertion order.
package class DictionaryObject: Object {
  private var index: [HashKey: Int] = [:]
  private var entries: [(key: Value, value: Value, isLive: Bool)] = []
  /// How many keys with a `__hash__` of their own came with each hash.
  private var customKeys: [Int: Int] = [:]
  /// Told of every entry that is set, where the dictionary stands for something else.
  final var onSet: ((Value, Value) -> Void)?

  override package init() {}
  deinit { if !entries.isEmpty { DeepRelease.empty(&entries, []) } }

  override package var typeName: String { "dict" }
  package final var count: Int { index.count }
  package final var pairs: [(key: Value, value: Value)] {
    entries.filter(\.isLive).map { ($0.key, $0.value) }
  }

  override package func isTrue(_ session: Session) -> Bool { !index.isEmpty }
  override package func length(_ session: Session) -> Int { index.count }

  package final func get(_ key: Value, _ session: Session) throws -> Value? {
    try index[place(of: key, session)].map { entries[$0].value }
  }

  /// Where a key stands or would stand: among keys of one `__hash__`, `__eq__` tells.
  private func place(of key: Value, _ session: Session) throws -> HashKey {
    let hashed = try session.key(key)
    guard case .custom(let hash, _) = hashed else { return hashed }
    var number = 0
    // `__eq__` may change the dictionary: it is looked up anew each time.
    while number < customKeys[hash] ?? 0 {
      let candidate = HashKey.custom(hash, number)
      if let position = index[candidate] {
        let known = entries[position].key
        if try session.isSame(known, key) { return candidate }
        if try session.equal(known, key) { return candidate }
      }
      number += 1
    }
    return .custom(hash, customKeys[hash] ?? 0)
  }

  package final func set(_ key: Value, _ value: Value, _ session: Session) throws {
    try session.step()
    let hashed = try place(of: key, session)
    onSet?(key, value)
    if let position = index[hashed] {
      entries[position].value = value
    } else {
      if case .custom(let hash, let number) = hashed { customKeys[hash] = number + 1 }
      index[hashed] = entries.count
      entries.append((key, value, true))
    }
  }

  /// The entry that was set last, taken out.
  package final func removeLast(_ session: Session) throws -> (key: Value, value: Value)? {
    while let last = entries.last, !last.isLive { entries.removeLast() }
    guard let last = entries.last else { return nil }
    try remove(last.key, session)
    return (last.key, last.value)
  }

  @discardableResult
  package func remove(_ key: Value, _ session: Session) throws -> Value? {
    guard let position = index.removeValue(forKey: try place(of: key, session)) else { return nil }
    let value = entries[position].value
    entries[position] = (.none, .none, false)
    if entries.count > 32, index.count * 2 < entries.count { try compact(session) }
    return value
  }

  package func removeAll() {
    index = [:]
    entries = []
    customKeys = [:]
  }

  private func compact(_ session: Session) throws {
    let live = pairs
    index = [:]
    entries = []
    customKeys = [:]
    for (key, value) in live { try set(key, value, session) }
  }

  override package func item(_ key: Value, _ session: Session) throws -> Value {
    if let value = try get(key, session) { return value }
    var hint: String?
    if let text = key.text {
      hint = didYouMeanKey(text, pairs.compactMap(\.key.text))
    }
    throw PythonError("KeyError", try session.representation(key), hint: hint)
  }

  override package func setItem(_ key: Value, _ value: Value, _ session: Session) throws {
    try set(key, value, session)
  }

  override package func deleteItem(_ key: Value, _ session: Session) throws {
    if try remove(key, session) == nil {
      throw PythonError("KeyError", try session.representation(key))
    }
  }

  override package func contains(_ value: Value, _ session: Session) throws -> Bool {
    try index[place(of: value, session)] != nil
  }

  override package func iterator(_ session: Session) -> IteratorObject {
    entryIterator("dict_keyiterator") { $0.key }
  }

  package func entryIterator(
    _ name: String, _ pick: @escaping ((key: Value, value: Value)) -> Value
  ) -> IteratorObject {
    var position = 0
    let size = index.count
    return ClosureIterator(name) { [self] _ in
      if index.count != size {
        throw PythonError("RuntimeError", "dictionary changed size during iteration")
      }
      while position < entries.count {
        let entry = entries[position]
        position += 1
        if entry.isLive { return pick((entry.key, entry.value)) }
      }
      return nil
    }
  }

  override package func key(_ session: Session) throws -> HashKey {
    throw PythonError.type("unhashable type: 'dict'")
  }

  override package func representation(_ session: Session) throws -> String {
    try session.charge(items: count * 16)
    return try session.nested(self, "{...}") {
      "{"
        + (try pairs.map {
          try "\(session.representation($0.key)): \(session.representation($0.value))"
        }).joined(separator: ", ") + "}"
    }
  }

  override package func attribute(_ name: String, _ session: Session) -> Value? {
    DictionaryMethods.method(name, of: self)
  }
  override package var attributeNames: [String] { DictionaryMethods.names }

  /// `a | b`: both dictionaries' entries, the right one's where both have a key.
  override package func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    guard operation == .bitOr, !reflected, let right = other.asObject(DictionaryObject.self) else {
      return nil
    }
    let result = (self as? ExtendedDictionary)?.twin() ?? DictionaryObject()
    for (key, value) in pairs + right.pairs { try result.set(key, value, session) }
    return .object(result)
  }

  override package func inPlace(_ operation: BinaryOperator, _ other: Value, _ session: Session)
    throws -> Value?
  {
    guard operation == .bitOr else { return nil }
    try Conversions.fill(self, other, session)
    return .object(self)
  }

  override package func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) throws -> Value? {
    guard let right = other.asObject(DictionaryObject.self),
      operation == .equal || operation == .notEqual
    else { return nil }
    var same = right.count == count
    if same {
      try session.charge(items: count * 8)
      for (key, value) in pairs {
        guard let twin = try right.get(key, session), try session.equal(value, twin) else {
          same = false
          break
        }
      }
    }
    return .bool(same == (operation == .equal))
  }
}

private func didYouMeanKey(_ text: String, _ names: [String]) -> String? {
  names.isEmpty ? "the dictionary is empty" : "its keys: " + names.prefix(8).joined(separator: ", ")
}
