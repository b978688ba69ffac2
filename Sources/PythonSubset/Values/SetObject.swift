import Arrays
import Autodiff

/// A set; numbers iterate in CPython's order where that is cheap to tell, others as inserted.
package final class SetObject: Object {
  package var members = DictionaryObject()
  package let isFrozen: Bool

  package init(isFrozen: Bool = false) { self.isFrozen = isFrozen }

  override package var typeName: String { isFrozen ? "frozenset" : "set" }
  package var items: [Value] { members.pairs.map(\.key) }

  override package func isTrue(_ session: Session) -> Bool { members.count > 0 }
  override package func length(_ session: Session) -> Int { members.count }
  override package func contains(_ value: Value, _ session: Session) throws -> Bool {
    try members.contains(value, session)
  }
  override package func iterator(_ session: Session) throws -> IteratorObject {
    try session.charge(items: members.count * 4)
    let ordered = orderedItems
    var position = 0
    return ClosureIterator("set_iterator") { _ in
      guard position < ordered.count else { return nil }
      defer { position += 1 }
      return ordered[position]
    }
  }

  /// Small non-negative ints sit at their own value in CPython's table: ascending order.
  package var orderedItems: [Value] {
    let ints = items.compactMap { item -> Int? in
      if case .int(let value, _) = item { value } else { nil }
    }
    guard ints.count == items.count, ints.allSatisfy({ $0 >= 0 && $0 < 4 * max(2, ints.count) })
    else { return items }
    return ints.sorted().map { .int($0) }
  }

  override package func representation(_ session: Session) throws -> String {
    if members.count == 0 { return "\(typeName)()" }
    try session.charge(items: members.count * 16)
    let body = try orderedItems.map { try session.representation($0) }.joined(separator: ", ")
    return isFrozen ? "frozenset({\(body)})" : "{\(body)}"
  }

  override package func key(_ session: Session) throws -> HashKey {
    guard isFrozen else { throw PythonError.type("unhashable type: 'set'") }
    try session.charge(items: members.count * 8)
    return .frozenSet(KeyGroup(Set(try items.map { try session.key($0) })))
  }

  override package func attribute(_ name: String, _ session: Session) -> Value? {
    SetMethods.method(name, of: self)
  }
  override package var attributeNames: [String] { SetMethods.names }

  override package func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    guard !reflected, let right = other.asObject(SetObject.self) else { return nil }
    let result = SetObject(isFrozen: isFrozen)
    try session.charge(items: (members.count + right.members.count) * 4)
    switch operation {
    case .bitOr:
      for item in items + right.items { try result.members.set(item, .none, session) }
    case .bitAnd:
      for item in items where try right.contains(item, session) {
        try result.members.set(item, .none, session)
      }
    case .subtract:
      for item in items where try !right.contains(item, session) {
        try result.members.set(item, .none, session)
      }
    case .bitXor:
      for item in items where try !right.contains(item, session) {
        try result.members.set(item, .none, session)
      }
      for item in right.items where try !contains(item, session) {
        try result.members.set(item, .none, session)
      }
    default: return nil
    }
    return .object(result)
  }

  override package func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) throws -> Value? {
    guard let right = other.asObject(SetObject.self) else { return nil }
    try session.charge(items: (members.count + right.members.count) * 8)
    let isSubset = try items.allSatisfy { try right.contains($0, session) }
    let isSuperset = try right.items.allSatisfy { try contains($0, session) }
    switch operation {
    case .equal: return .bool(isSubset && isSuperset)
    case .notEqual: return .bool(!(isSubset && isSuperset))
    case .less: return .bool(isSubset && !isSuperset)
    case .lessEqual: return .bool(isSubset)
    case .greater: return .bool(isSuperset && !isSubset)
    case .greaterEqual: return .bool(isSuperset)
    default: return nil
    }
  }
}
