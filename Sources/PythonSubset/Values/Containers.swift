import Arrays
import Autodiff

package final class StringObject: Object {
  package let value: String
  package private(set) lazy var scalars: [Unicode.Scalar] = Array(value.unicodeScalars)

  package init(_ value: String) { self.value = value }

  override package var typeName: String { "str" }
  override package func isTrue(_ session: Session) -> Bool { !value.isEmpty }
  override package func length(_ session: Session) -> Int { scalars.count }
  override package func string(_ session: Session) -> String { value }
  override package func representation(_ session: Session) -> String { pythonQuoted(value) }
  override package func key(_ session: Session) -> HashKey { .string(Array(value.utf8)) }

  override package func attribute(_ name: String, _ session: Session) -> Value? {
    StringMethods.method(name, of: self)
  }
  override package var attributeNames: [String] { StringMethods.names }

  override package func item(_ key: Value, _ session: Session) throws -> Value {
    if let slice = key.asObject(SliceObject.self) {
      let indices = try slice.indices(length: scalars.count, session)
      var result = String.UnicodeScalarView()
      for index in indices { result.append(scalars[index]) }
      return .string(String(result))
    }
    let index = try session.sequenceIndex(key, count: scalars.count, "string")
    return .string(String(scalars[index]))
  }

  override package func iterator(_ session: Session) -> IteratorObject {
    var position = 0
    return ClosureIterator("str_iterator") { [self] _ in
      guard position < scalars.count else { return nil }
      defer { position += 1 }
      return .string(String(scalars[position]))
    }
  }

  override package func contains(_ other: Value, _ session: Session) throws -> Bool {
    guard let text = other.text else {
      throw PythonError.type(
        "'in <string>' requires string as left operand, not \(session.typeName(other))")
    }
    return text.isEmpty || firstRange(of: Array(text.utf8), in: Array(value.utf8), from: 0) != nil
  }

  override package func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    switch operation {
    case .add:
      if reflected { return nil }
      guard let text = other.text else {
        throw PythonError.type(
          "can only concatenate str (not \"\(session.typeName(other))\") to str",
          hint: "`str(…)` or an f-string turns a value into text")
      }
      try session.charge(elements: (value.utf8.count + text.utf8.count) / 8)
      return .string(value + text)
    case .multiply:
      guard let count = session.repeatCount(other) else { return nil }
      if value.isEmpty { return .string("") }
      try session.chargeMemory(value.utf8.count, times: count)
      return .string(String(repeating: value, count: max(0, count)))
    case .remainder:
      if reflected { return nil }
      return .string(try session.percentFormat(value, other))
    default: return nil
    }
  }

  override package func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) -> Value? {
    guard let text = other.text else { return nil }
    switch operation {
    case .equal: return .bool(value.utf8.elementsEqual(text.utf8))
    case .notEqual: return .bool(!value.utf8.elementsEqual(text.utf8))
    case .less: return .bool(value.unicodeScalars.lexicographicallyPrecedes(text.unicodeScalars))
    case .greater:
      return .bool(text.unicodeScalars.lexicographicallyPrecedes(value.unicodeScalars))
    case .lessEqual:
      return .bool(!text.unicodeScalars.lexicographicallyPrecedes(value.unicodeScalars))
    case .greaterEqual:
      return .bool(!value.unicodeScalars.lexicographicallyPrecedes(text.unicodeScalars))
    default: return nil
    }
  }
}

/// Python's `repr` of a string.
package func pythonQuoted(_ text: String) -> String {
  let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
  var result = String(quote)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "'" where quote == "'": result += "\\'"
    case "\"" where quote == "\"": result += "\\\""
    default:
      let value = scalar.value
      if value < 32 || value == 127 {
        result += "\\x" + hexadecimal(value, digits: 2)
      } else if value > 127, !scalar.properties.isPrintable {
        result +=
          value < 256
          ? "\\x" + hexadecimal(value, digits: 2)
          : value < 65536
            ? "\\u" + hexadecimal(value, digits: 4) : "\\U" + hexadecimal(value, digits: 8)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
  return result + String(quote)
}

extension Unicode.Scalar.Properties {
  fileprivate var isPrintable: Bool {
    switch generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      false
    default: true
    }
  }
}

private func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// Where a byte string first occurs at or after `from`.
package func firstRange(of needle: [UInt8], in text: [UInt8], from: Int) -> Int? {
  if needle.isEmpty { return from <= text.count ? from : nil }
  var start = from
  while start + needle.count <= text.count {
    if text[start] == needle[0], text[start..<start + needle.count].elementsEqual(needle) {
      return start
    }
    start += 1
  }
  return nil
}

/// What lists and tuples share.
package class SequenceObject: Object {
  package final var items: [Value]
  package init(_ items: [Value]) { self.items = items }

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

  override package func item(_ key: Value, _ session: Session) throws -> Value {
    if case .int(let index, _) = key {
      if index >= 0, index < items.count { return items[index] }
    }
    if let slice = key.asObject(SliceObject.self) {
      return make(try slice.indices(length: items.count, session).map { items[$0] })
    }
    return items[try session.sequenceIndex(key, count: items.count, typeName)]
  }

  override package func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    switch operation {
    case .add:
      if reflected { return nil }
      guard let right = other.asObject(SequenceObject.self), right.typeName == typeName else {
        if other.asObject(ArrayObject.self) != nil { return nil }
        throw PythonError.type(
          "can only concatenate \(typeName) (not \"\(session.typeName(other))\") to \(typeName)")
      }
      try session.charge(elements: items.count + right.items.count)
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
    guard let right = other.asObject(SequenceObject.self), right.typeName == typeName else {
      return nil
    }
    try session.enter()
    defer { session.leave() }
    for (a, b) in zip(items, right.items) {
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
    try session.nested(self, "[...]") {
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
      for index in try slice.indices(length: items.count, session).sorted(by: >) {
        items.remove(at: index)
      }
      return
    }
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
      try session.charge(elements: more.count)
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

package final class TupleObject: SequenceObject {
  override package var typeName: String { "tuple" }
  override func make(_ items: [Value]) -> Value { .tuple(items) }

  override package func representation(_ session: Session) throws -> String {
    try session.nested(self, "(...)") {
      let parts = try items.map { try session.representation($0) }
      return parts.count == 1 ? "(\(parts[0]),)" : "(" + parts.joined(separator: ", ") + ")"
    }
  }

  override package func key(_ session: Session) throws -> HashKey {
    try session.enter()
    defer { session.leave() }
    return .tuple(try items.map { try session.key($0) })
  }

  override package func attribute(_ name: String, _ session: Session) -> Value? {
    name == "index" || name == "count" ? ListMethods.method(name, of: self) : nil
  }
  override package var attributeNames: [String] { ["index", "count"] }
}

/// A dictionary in insertion order.
package final class DictionaryObject: Object {
  private var index: [HashKey: Int] = [:]
  private var entries: [(key: Value, value: Value, isLive: Bool)] = []

  override package init() {}

  override package var typeName: String { "dict" }
  package var count: Int { index.count }
  package var pairs: [(key: Value, value: Value)] {
    entries.filter(\.isLive).map { ($0.key, $0.value) }
  }

  override package func isTrue(_ session: Session) -> Bool { !index.isEmpty }
  override package func length(_ session: Session) -> Int { index.count }

  package func get(_ key: Value, _ session: Session) throws -> Value? {
    try index[session.key(key)].map { entries[$0].value }
  }

  package func set(_ key: Value, _ value: Value, _ session: Session) throws {
    let hashed = try session.key(key)
    if let position = index[hashed] {
      entries[position].value = value
    } else {
      index[hashed] = entries.count
      entries.append((key, value, true))
    }
  }

  @discardableResult
  package func remove(_ key: Value, _ session: Session) throws -> Value? {
    guard let position = index.removeValue(forKey: try session.key(key)) else { return nil }
    let value = entries[position].value
    entries[position] = (.none, .none, false)
    if entries.count > 32, index.count * 2 < entries.count { try compact(session) }
    return value
  }

  package func removeAll() {
    index = [:]
    entries = []
  }

  private func compact(_ session: Session) throws {
    let live = pairs
    removeAll()
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
    try index[session.key(value)] != nil
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
    try session.nested(self, "{...}") {
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

  override package func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) throws -> Value? {
    guard let right = other.asObject(DictionaryObject.self),
      operation == .equal || operation == .notEqual
    else { return nil }
    var same = right.count == count
    if same {
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
  override package func iterator(_ session: Session) -> IteratorObject {
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
    let body = try orderedItems.map { try session.representation($0) }.joined(separator: ", ")
    return isFrozen ? "frozenset({\(body)})" : "{\(body)}"
  }

  override package func key(_ session: Session) throws -> HashKey {
    guard isFrozen else { throw PythonError.type("unhashable type: 'set'") }
    return .frozenSet(Set(try items.map { try session.key($0) }))
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

/// `range(…)`.
package final class RangeObject: Object {
  package let start: Int
  package let stop: Int
  package let step: Int
  package let count: Int

  package init(_ start: Int, _ stop: Int, _ step: Int) {
    self.start = start
    self.stop = stop
    self.step = step
    let (distance, overflow) =
      step > 0
      ? stop.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(stop)
    let size = step == Int.min ? Int.max : abs(step)
    count = overflow ? Int.max : distance <= 0 ? 0 : (distance - 1) / size + 1
  }

  override package var typeName: String { "range" }
  override package func isTrue(_ session: Session) -> Bool { count > 0 }
  override package func length(_ session: Session) -> Int { count }
  override package func representation(_ session: Session) -> String {
    step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))"
  }
  override package func iterator(_ session: Session) -> IteratorObject {
    var position = 0
    return ClosureIterator("range_iterator") { [self] _ in
      guard position < count else { return nil }
      defer { position += 1 }
      return .int(start &+ position &* step)
    }
  }
  override package func item(_ key: Value, _ session: Session) throws -> Value {
    if let slice = key.asObject(SliceObject.self) {
      let part = try slice.resolved(length: count, session)
      return .object(
        RangeObject(
          start &+ part.start &* step, start &+ (part.start &+ part.count &* part.step) &* step,
          step &* part.step))
    }
    return .int(start &+ (try session.sequenceIndex(key, count: count, "range object")) &* step)
  }
  override package func contains(_ value: Value, _ session: Session) throws -> Bool {
    guard let number = value.number, let whole = Int(exactly: number) else { return false }
    let (distance, overflow) = whole.subtractingReportingOverflow(start)
    return !overflow && distance % step == 0 && distance / step >= 0 && distance / step < count
  }
  override package func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) -> Value? {
    guard let right = other.asObject(RangeObject.self),
      operation == .equal || operation == .notEqual
    else { return nil }
    let same =
      count == right.count && (count == 0 || start == right.start)
      && (count <= 1 || step == right.step)
    return .bool(same == (operation == .equal))
  }
}

/// `a:b:c` between brackets.
package final class SliceObject: Object {
  package let start: Value
  package let stop: Value
  package let step: Value

  package init(_ start: Value, _ stop: Value, _ step: Value) {
    self.start = start
    self.stop = stop
    self.step = step
  }

  override package var typeName: String { "slice" }
  override package func representation(_ session: Session) throws -> String {
    try "slice(\(session.representation(start)), \(session.representation(stop)), "
      + "\(session.representation(step)))"
  }

  package func parts(_ session: Session) throws -> (Int?, Int?, Int?) {
    func part(_ value: Value) throws -> Int? {
      if value.isNone { return nil }
      guard let index = session.index(value) else {
        throw PythonError.type(
          "slice indices must be integers or None or have an __index__ method",
          hint: "`//` divides to a whole number")
      }
      return index
    }
    return (try part(start), try part(stop), try part(step))
  }

  package func resolved(length: Int, _ session: Session) throws
    -> (start: Int, step: Int, count: Int)
  {
    let (start, stop, step) = try parts(session)
    return try resolvedSlice(start, stop, step, length: length)
  }

  package func indices(length: Int, _ session: Session) throws -> [Int] {
    let part = try resolved(length: length, session)
    return (0..<part.count).map { part.start + $0 * part.step }
  }
}
