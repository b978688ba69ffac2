import Arrays
import Autodiff

/// What lists and tuples share.
package class SequenceObject: Object {
  /// Nothing changes them in place across a call into the program, so accesses go unchecked.
  @exclusivity(unchecked) package final var items: [Value]
  package init(_ items: [Value]) { self.items = items }
  deinit { if !items.isEmpty { DeepRelease.empty(&items, []) } }

  final func append(_ value: Value, _ session: Session) throws {
    items.append(value)
    if items.count & 0xFFFF == 0 { try session.chargeMemory(items.count * 16, times: 1) }
  }

  override package func isTrue(_ session: Session) -> Bool { !items.isEmpty }
  override package func length(_ session: Session) -> Int { items.count }

  override package func iterator(_ session: Session) -> IteratorObject {
    var position = 0
    return ClosureIterator("\(typeName)_iterator") { [self] _ in
      guard position < items.count else { return nil }
      defer { position += 1 }
      return items[position]
    }
  }

  func make(_ items: [Value]) -> Value { .list(items) }

  /// `list` or `tuple`, also for types that inherit from them.
  var kindName: String { typeName }

  override package func item(_ key: Value, _ session: Session) throws -> Value {
    if case .int(let index, _) = key {
      if index >= 0, index < items.count { return items[index] }
    }
    if let slice = key.asObject(SliceObject.self) {
      let part = try slice.resolved(length: items.count, session)
      try session.charge(items: part.count)
      return make((0..<part.count).map { items[part.start + $0 * part.step] })
    }
    return items[try session.sequenceIndex(key, count: items.count, typeName)]
  }

  override package func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    switch operation {
    case .add:
      if reflected { return nil }
      guard let right = other.asObject(SequenceObject.self), right.kindName == kindName else {
        if other.asObject(ArrayObject.self) != nil { return nil }
        throw PythonError.type(
          "can only concatenate \(typeName) (not \"\(session.typeName(other))\") to \(typeName)")
      }
      try session.charge(items: items.count + right.items.count)
      return make(items + right.items)
    case .multiply:
      guard let count = session.repeatCount(other) else { return nil }
      if items.isEmpty { return make([]) }
      try session.chargeMemory(items.count * 16, times: count)
      var result: [Value] = []
      for _ in 0..<max(0, count) { result += items }
      return make(result)
    default: return nil
    }
  }

  override package func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) throws -> Value? {
    guard let right = other.asObject(SequenceObject.self), right.kindName == kindName else {
      return nil
    }
    var compared = 0
    for (a, b) in zip(items, right.items) {
      compared &+= 1
      if compared & 0xFF == 0 { try session.charge(items: 0x100) }
      if try session.isSame(a, b) { continue }
      if try !session.equal(a, b) {
        switch operation {
        case .equal: return .bool(false)
        case .notEqual: return .bool(true)
        default: return try session.compare(operation, a, b)
        }
      }
    }
    let (n, m) = (items.count, right.items.count)
    switch operation {
    case .equal: return .bool(n == m)
    case .notEqual: return .bool(n != m)
    case .less: return .bool(n < m)
    case .lessEqual: return .bool(n <= m)
    case .greater: return .bool(n > m)
    case .greaterEqual: return .bool(n >= m)
    default: return nil
    }
  }
}

package final class ListObject: SequenceObject {
  override package var typeName: String { "list" }

  override package func representation(_ session: Session) throws -> String {
    try session.charge(items: items.count * 16)
    return try session.nested(self, "[...]") {
      "[" + (try items.map { try session.representation($0) }).joined(separator: ", ") + "]"
    }
  }

  override package func key(_ session: Session) throws -> HashKey {
    throw PythonError.type("unhashable type: 'list'", hint: "a tuple can be a key")
  }

  override package func attribute(_ name: String, _ session: Session) -> Value? {
    ListMethods.method(name, of: self)
  }
  override package var attributeNames: [String] { ListMethods.names }

  override package func setItem(_ key: Value, _ value: Value, _ session: Session) throws {
    if let slice = key.asObject(SliceObject.self) {
      let new = try session.items(of: value)
      let part = try slice.resolved(length: items.count, session)
      try session.charge(items: items.count)
      if part.step == 1 {
        items.replaceSubrange(part.start..<part.start + part.count, with: new)
        return
      }
      if new.count != part.count {
        throw PythonError.value(
          "attempt to assign sequence of size \(new.count) to extended slice of size \(part.count)")
      }
      for (i, item) in new.enumerated() { items[part.start + i * part.step] = item }
      return
    }
    if case .int(let index, _) = key, index >= 0, index < items.count {
      items[index] = value
      return
    }
    items[
      try session.sequenceIndex(
        key, count: items.count, "list", message: "list assignment index out of range")] = value
  }

  override package func deleteItem(_ key: Value, _ session: Session) throws {
    if let slice = key.asObject(SliceObject.self) {
      let gone = Set(try slice.indices(length: items.count, session))
      try session.charge(items: items.count + gone.count * 8)
      items = items.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
      return
    }
    try session.charge(items: items.count)
    items.remove(
      at: try session.sequenceIndex(
        key, count: items.count, "list", message: "list assignment index out of range"))
  }

  override package func inPlace(_ operation: BinaryOperator, _ other: Value, _ session: Session)
    throws -> Value?
  {
    switch operation {
    case .add:
      let more = try session.items(of: other)
      try session.charge(items: more.count)
      items += more
      return .object(self)
    case .multiply:
      guard case .object(let result)? = try binary(.multiply, other, reflected: false, session),
        let list = result as? ListObject
      else { return nil }
      items = list.items
      return .object(self)
    default: return nil
    }
  }
}

package class TupleObject: SequenceObject {
  override package var typeName: String { "tuple" }
  override final var kindName: String { "tuple" }
  override func make(_ items: [Value]) -> Value { .tuple(items) }

  override package func representation(_ session: Session) throws -> String {
    try session.charge(items: items.count * 16)
    return try session.nested(self, "(...)") {
      let parts = try items.map { try session.representation($0) }
      return parts.count == 1 ? "(\(parts[0]),)" : "(" + parts.joined(separator: ", ") + ")"
    }
  }

  override package func key(_ session: Session) throws -> HashKey {
    try session.charge(items: items.count)
    return .tuple(KeyGroup(try items.map { try session.key($0) }))
  }

  override package func attribute(_ name: String, _ session: Session) -> Value? {
    name == "index" || name == "count" ? ListMethods.method(name, of: self) : nil
  }
  override package var attributeNames: [String] { ["index", "count"] }
}
