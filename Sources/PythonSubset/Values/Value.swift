import Arrays
import Autodiff

/// Any value of the block language. Numbers carry the tape's node that made them (0: untracked),
/// so that tracing changes neither their type nor their identity.
package enum Value {
  /// A slot that nothing was assigned to yet; never seen by programs.
  case unbound
  case none
  case ellipsis
  case notImplemented
  case bool(Bool)
  case int(Int, UInt32)
  case float(Double, UInt32)
  /// A NumPy scalar such as `np.float64(0.5)`.
  case scalar(NumPyScalar)
  case object(Object)

  @inline(__always) package static func int(_ value: Int) -> Value { .int(value, 0) }
  @inline(__always) package static func float(_ value: Double) -> Value { .float(value, 0) }
  package static func string(_ text: String) -> Value { .object(StringObject(text)) }
  package static func list(_ items: [Value]) -> Value { .object(ListObject(items)) }
  package static func tuple(_ items: [Value]) -> Value { .object(TupleObject(items)) }

  package var isNone: Bool { if case .none = self { true } else { false } }
  package var isUnbound: Bool { if case .unbound = self { true } else { false } }

  package func asObject<T: Object>(_ type: T.Type) -> T? {
    if case .object(let object) = self { object as? T } else { nil }
  }

  package var text: String? { asObject(StringObject.self)?.value }

  /// The node that made a number; 0 for everything else.
  package var node: UInt32 {
    switch self {
    case .int(_, let node), .float(_, let node): node
    case .scalar(let scalar): scalar.node
    default: 0
    }
  }

  package func withNode(_ node: UInt32) -> Value {
    switch self {
    case .int(let value, _): .int(value, node)
    case .float(let value, _): .float(value, node)
    case .scalar(var scalar):
      {
        scalar.node = node
        return .scalar(scalar)
      }()
    default: self
    }
  }

  /// A Python or NumPy number as a double.
  package var number: Double? {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value, _): Double(value)
    case .float(let value, _): value
    case .scalar(let scalar):
      scalar.dtype == .uint64 ? Double(scalar.bits) : scalar.value.double
    default: nil
    }
  }
}

/// A number with a NumPy type.
package struct NumPyScalar {
  package var bits: UInt64
  package var node: UInt32
  package var dtype: DType

  package init(_ value: Scalar, _ dtype: DType, node: UInt32 = 0) {
    self.node = node
    self.dtype = dtype
    switch dtype {
    case .float64: bits = value.double.bitPattern
    case .float32: bits = Double(Float(value.double)).bitPattern
    case .bool: bits = value.isTrue ? 1 : 0
    default:
      let probe = NDArray(scalar: value, dtype)
      bits = UInt64(bitPattern: Int64(probe.scalar.int))
    }
  }

  package init(_ value: Double, node: UInt32 = 0) {
    bits = value.bitPattern
    dtype = .float64
    self.node = node
  }

  package var value: Scalar {
    switch dtype {
    case .float64, .float32: .float(Double(bitPattern: bits))
    case .bool: .bool(bits != 0)
    default: .int(Int(Int64(bitPattern: bits)))
    }
  }

  package var array: NDArray { NDArray(scalar: value, dtype) }
}

/// A value that lives on the heap. Subclasses override what their type can do.
package class Object {
  package init() {}

  /// Python's name of the type.
  package var typeName: String { "object" }

  package func isTrue(_ session: Session) throws -> Bool { true }
  package func length(_ session: Session) throws -> Int {
    throw PythonError.type("object of type '\(typeName)' has no len()")
  }
  package func representation(_ session: Session) throws -> String { "<\(typeName) object>" }
  package func string(_ session: Session) throws -> String { try representation(session) }

  /// An attribute, or nil if there is none of that name.
  package func attribute(_ name: String, _ session: Session) throws -> Value? { nil }
  /// Names that did-you-mean may suggest.
  package var attributeNames: [String] { [] }
  package func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    throw PythonError(
      "AttributeError", "'\(typeName)' object has no attribute '\(name)'",
      hint: "attributes can be set on objects of your own classes")
  }

  package func item(_ key: Value, _ session: Session) throws -> Value {
    throw PythonError.type("'\(typeName)' object is not subscriptable")
  }
  package func setItem(_ key: Value, _ value: Value, _ session: Session) throws {
    throw PythonError.type("'\(typeName)' object does not support item assignment")
  }
  package func deleteItem(_ key: Value, _ session: Session) throws {
    throw PythonError.type("'\(typeName)' object doesn't support item deletion")
  }

  package func iterator(_ session: Session) throws -> IteratorObject {
    throw PythonError.type("'\(typeName)' object is not iterable")
  }
  package func contains(_ value: Value, _ session: Session) throws -> Bool {
    let iterator = try iterator(session)
    while let item = try iterator.next(session) {
      try session.step()
      if try session.isSame(item, value) { return true }
      if try session.equal(item, value) { return true }
    }
    return false
  }

  package func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    throw PythonError.type("'\(typeName)' object is not callable")
  }

  /// The result of `self ∘ other` (or `other ∘ self` where reflected), nil where the type has none.
  package func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? { nil }

  /// In-place `self ∘= other`; nil where the type has no such method of its own.
  package func inPlace(_ operation: BinaryOperator, _ other: Value, _ session: Session) throws
    -> Value?
  { nil }

  package func compare(_ operation: ComparisonOperator, _ other: Value, _ session: Session) throws
    -> Value?
  { nil }

  package func unary(_ operation: UnaryOperator, _ session: Session) throws -> Value? { nil }

  /// What a dictionary keeps it under; throws for what is unhashable.
  package func key(_ session: Session) throws -> HashKey { .identity(ObjectIdentifier(self)) }
}

/// Something that yields values one by one.
package class IteratorObject: Object {
  override package var typeName: String { "iterator" }
  package func next(_ session: Session) throws -> Value? { nil }
  override package func iterator(_ session: Session) throws -> IteratorObject { self }
  override package func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "__iter__": makeMethod(name, "") { [self] _, _ in .object(self) }
    case "__next__":
      makeMethod(name, "") { [self] _, session in
        guard let value = try next(session) else { throw session.raised("StopIteration", []) }
        return value
      }
    default: nil
    }
  }
}

/// An iterator over a Swift closure.
package final class ClosureIterator: IteratorObject {
  private let name: String
  @exclusivity(unchecked)
  private var step: (Session) throws -> Value?

  package init(_ name: String, _ step: @escaping (Session) throws -> Value?) {
    self.name = name
    self.step = step
  }

  deinit { DeepRelease.empty(&step) { _ in nil } }

  override package var typeName: String { name }
  override package func next(_ session: Session) throws -> Value? {
    // An iterator may take from another, and that from a third.
    try session.step()
    try session.enter()
    defer { session.leave() }
    return try step(session)
  }
}

/// What a call passes.
package struct Arguments {
  package var positional: [Value]
  package var keywords: [(name: String, value: Value)]

  package init(_ positional: [Value] = [], keywords: [(name: String, value: Value)] = []) {
    self.positional = positional
    self.keywords = keywords
  }

  var hasVariables: Bool {
    positional.contains { $0.isVariable } || keywords.contains { $0.value.isVariable }
  }
}

/// A hashable picture of a value; numbers that are equal hash alike whatever their type.
package enum HashKey: Hashable {
  case none
  case ellipsis
  case number(Double)
  case largeInt(Int)
  case string([UInt8])
  case tuple(KeyGroup<[HashKey]>)
  case frozenSet(KeyGroup<Set<HashKey>>)
  case identity(ObjectIdentifier)
  /// What a user's `__hash__` gave, and which of the keys with that hash it is.
  case custom(Int, Int)
}

/// The keys of a tuple or a set, hashed once: what holds them in turn need not hash them again.
package final class KeyGroup<Content: Hashable>: Hashable {
  private let content: Content
  private let hash: Int

  package init(_ content: Content) {
    self.content = content
    hash = content.hashValue
  }

  package static func == (a: KeyGroup, b: KeyGroup) -> Bool {
    a === b || a.hash == b.hash && a.content == b.content
  }
  package func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}
