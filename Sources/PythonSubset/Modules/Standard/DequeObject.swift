import Arrays
import Autodiff

/// `collections.deque`.
final class DequeObject: Object, TypedObject {
  /// Items before `head` are gone; both ends then cost the same.
  private var storage: [Value] = []
  deinit { DeepRelease.empty(&storage, []) }
  private var head = 0
  let limit: Int?
  private var version = 0

  init(_ items: [Value], limit: Int?) {
    self.limit = limit
    storage = items
    if let limit, items.count > limit { storage = Array(items.suffix(limit)) }
  }

  override var typeName: String { "collections.deque" }
  func ownType(_ session: Session) -> TypeObject? {
    session.modules["collections"]?.members["deque"]?.asObject(TypeObject.self)
  }
  var items: [Value] {
    get { Array(storage[head...]) }
    set {
      storage = newValue
      head = 0
      version += 1
    }
  }
  private var count: Int { storage.count - head }

  private func append(_ value: Value, _ session: Session) throws {
    version += 1
    if limit == 0 { return }
    storage.append(value)
    if let limit, count > limit { _ = popFirst() }
    if storage.count & 0xFFFF == 0 { try session.chargeMemory(storage.count * 16, times: 1) }
  }

  private func prepend(_ value: Value, _ session: Session) throws {
    version += 1
    if limit == 0 { return }
    if head == 0 {
      let room = max(8, storage.count)
      try session.chargeMemory(storage.count * 16, times: 2)
      storage.insert(contentsOf: [Value](repeating: .none, count: room), at: 0)
      head = room
    }
    head -= 1
    storage[head] = value
    if let limit, count > limit { storage.removeLast() }
  }

  private func popFirst() -> Value? {
    guard head < storage.count else { return nil }
    version += 1
    let value = storage[head]
    storage[head] = .none
    head += 1
    if head > 32, head * 2 > storage.count {
      storage.removeFirst(head)
      head = 0
    }
    return value
  }

  private func popLast() -> Value? {
    guard head < storage.count else { return nil }
    version += 1
    return storage.removeLast()
  }

  override func isTrue(_ session: Session) -> Bool { count > 0 }
  override func length(_ session: Session) -> Int { count }
  override func key(_ session: Session) throws -> HashKey {
    throw PythonError.type("unhashable type: 'collections.deque'")
  }

  override func iterator(_ session: Session) -> IteratorObject {
    var position = 0
    let started = version
    return ClosureIterator("_collections._deque_iterator") { [self] _ in
      if version != started {
        throw PythonError("RuntimeError", "deque mutated during iteration")
      }
      guard position < count else { return nil }
      defer { position += 1 }
      return storage[head + position]
    }
  }

  override func representation(_ session: Session) throws -> String {
    try session.charge(items: count * 16)
    return try session.nested(self, "[...]") {
      let body = try items.map { try session.representation($0) }.joined(separator: ", ")
      return "deque([\(body)]\(limit.map { ", maxlen=\($0)" } ?? ""))"
    }
  }

  private func position(_ key: Value, _ session: Session) throws -> Int {
    if key.asObject(SliceObject.self) != nil {
      throw PythonError.type("sequence index must be integer, not 'slice'")
    }
    return head
      + (try session.sequenceIndex(key, count: count, "deque", message: "deque index out of range"))
  }

  override func item(_ key: Value, _ session: Session) throws -> Value {
    storage[try position(key, session)]
  }
  override func setItem(_ key: Value, _ value: Value, _ session: Session) throws {
    storage[try position(key, session)] = value
  }
  override func deleteItem(_ key: Value, _ session: Session) throws {
    version += 1
    try session.charge(items: count)
    storage.remove(at: try position(key, session))
  }

  override func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) throws -> Value? {
    guard let right = other.asObject(DequeObject.self) else { return nil }
    try session.charge(items: count + right.count)
    return try session.compare(operation, .list(items), .list(right.items))
  }

  override func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    switch operation {
    case .add:
      guard !reflected, let right = other.asObject(DequeObject.self) else { return nil }
      try session.charge(items: count + right.count)
      return .object(DequeObject(items + right.items, limit: limit))
    case .multiply:
      guard let times = session.repeatCount(other) else { return nil }
      try session.chargeMemory(count * 16, times: times)
      return .object(
        DequeObject(
          Array([[Value]](repeating: items, count: max(0, times)).joined()), limit: limit))
    default: return nil
    }
  }

  override func inPlace(_ operation: BinaryOperator, _ other: Value, _ session: Session) throws
    -> Value?
  {
    guard operation == .add else { return nil }
    for item in try session.items(of: other) { try append(item, session) }
    return .object(self)
  }

  override var attributeNames: [String] {
    [
      "append", "appendleft", "pop", "popleft", "extend", "extendleft", "rotate", "clear", "copy",
      "count", "index", "insert", "remove", "reverse", "maxlen",
    ]
  }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "maxlen": return limit.map { .int($0) } ?? Value.none
    case "append", "appendleft":
      return makeMethod(name, "x") { [self] bound, session in
        if name == "append" {
          try append(bound[0] ?? .none, session)
        } else {
          try prepend(bound[0] ?? .none, session)
        }
        return .none
      }
    case "pop", "popleft":
      return makeMethod(name, "") { [self] _, _ in
        guard let value = name == "pop" ? popLast() : popFirst() else {
          throw PythonError.index("pop from an empty deque")
        }
        return value
      }
    case "extend", "extendleft":
      return makeMethod(name, "iterable") { [self] bound, session in
        for item in try session.items(of: bound[0] ?? .none) {
          try session.step()
          if name == "extend" { try append(item, session) } else { try prepend(item, session) }
        }
        return .none
      }
    case "rotate":
      return makeMethod(name, "n=1") { [self] bound, session in
        let n = try session.integer(bound[0] ?? .int(1))
        if count > 1 {
          let shift = ((n % count) + count) % count
          try session.charge(items: count * 2)
          let all = items
          items = Array(all.suffix(shift) + all.dropLast(shift))
        }
        return .none
      }
    case "clear":
      return makeMethod(name, "") { [self] _, _ in
        items = []
        return .none
      }
    case "copy":
      return makeMethod(name, "") { [self] _, session in
        try session.charge(items: count)
        return .object(DequeObject(items, limit: limit))
      }
    case "reverse":
      return makeMethod(name, "") { [self] _, session in
        try session.charge(items: count)
        items = items.reversed()
        return .none
      }
    case "count":
      return makeMethod(name, "x") { [self] bound, session in
        try session.charge(items: count)
        return .int(try items.count { try session.equal($0, bound[0] ?? .none) })
      }
    case "index":
      return makeMethod(name, "x, start=0, stop=None") { [self] bound, session in
        let start = try bound.given(1).map { try session.size($0) } ?? 0
        let stop = try bound.given(2).map { try session.size($0) } ?? count
        try session.charge(items: count)
        for (i, item) in items.enumerated() where i >= start && i < stop {
          if try session.equal(item, bound[0] ?? .none) { return .int(i) }
        }
        throw PythonError.value(
          "\(try session.representation(bound[0] ?? .none)) is not in deque")
      }
    case "insert":
      return makeMethod(name, "i, x") { [self] bound, session in
        if let limit, count >= limit {
          throw PythonError.index("deque already at its maximum size")
        }
        var at = try session.size(bound[0] ?? .none)
        if at < 0 { at = max(0, at + count) }
        try session.charge(items: count * 2)
        var all = items
        all.insert(bound[1] ?? .none, at: min(at, all.count))
        items = all
        return .none
      }
    case "remove":
      return makeMethod(name, "value") { [self] bound, session in
        try session.charge(items: count * 2)
        var all = items
        for (i, item) in all.enumerated() where try session.equal(item, bound[0] ?? .none) {
          all.remove(at: i)
          items = all
          return .none
        }
        throw PythonError.value(
          "\(try session.representation(bound[0] ?? .none)) is not in deque")
      }
    default: return nil
    }
  }
}
