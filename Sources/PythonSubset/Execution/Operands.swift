import Arrays
import Autodiff

/// Where an operand comes from, as types of their own: the closures made from them hold no closure
/// for a name or a constant.
protocol OperandSource {
  /// Whether the value stands in memory, where it can be looked at without a copy.
  static var isStored: Bool { get }
  func get(_ frame: Frame) throws -> Value
  /// A plain number, looked at in place; `.other` for all else and where nothing is stored.
  func number(_ frame: Frame) -> Number
  /// The element of a plain list, looked at in place; nil where it is none.
  func element(_ frame: Frame, _ index: Int) -> Value?
  /// The element of a plain list in a plain list.
  func element(_ frame: Frame, _ row: Int, _ column: Int) -> Value?
}

/// An untraced Python number, or something else.
enum Number {
  case int(Int)
  case float(Double)
  case other

  @inline(__always)
  init(_ value: Value) {
    switch value {
    case .int(let x, 0): self = .int(x)
    case .float(let x, 0): self = .float(x)
    default: self = .other
    }
  }

  var value: Value {
    switch self {
    case .int(let x): .int(x, 0)
    case .float(let x): .float(x, 0)
    case .other: .none
    }
  }
}

/// An operand that can be written where it stands.
protocol StoredOperand: OperandSource {
  func memory(_ frame: Frame) -> UnsafeMutablePointer<Value>
  /// The short way into the function that stands there, for as many arguments.
  func routine(_ frame: Frame, _ count: Int) -> Unmanaged<Routine>?
}

/// An operation on plain numbers; nil where it gives up.
protocol NumberOperation {
  static func apply(_ a: Number, _ b: Number) -> Value?
}

extension UnsafeMutablePointer<Value> {
  /// Stores a value; where a number stood, nothing has to be released.
  @inline(__always)
  func put(_ value: Value) {
    if case .other = Number(pointee) {
      pointee = value
    } else {
      initialize(to: value)
    }
  }

  @inline(__always)
  func routine(_ count: Int) -> Unmanaged<Routine>? {
    guard case .object(let object) = pointee, type(of: object) == FunctionObject.self else {
      return nil
    }
    return unsafeDowncast(object, to: FunctionObject.self).routine(count)
  }

  @inline(__always)
  func element(_ index: Int) -> Value? {
    guard case .object(let object) = pointee, type(of: object) == ListObject.self else {
      return nil
    }
    let list = unsafeDowncast(object, to: ListObject.self)
    return index >= 0 && index < list.items.count ? list.items[index] : nil
  }

  @inline(__always)
  func element(_ row: Int, _ column: Int) -> Value? {
    guard case .object(let object) = pointee, type(of: object) == ListObject.self else {
      return nil
    }
    let list = unsafeDowncast(object, to: ListObject.self)
    guard row >= 0, row < list.items.count, case .object(let inner) = list.items[row],
      type(of: inner) == ListObject.self
    else { return nil }
    let items = unsafeDowncast(inner, to: ListObject.self)
    return column >= 0 && column < items.items.count ? items.items[column] : nil
  }
}

/// What is said and looked up where a name has no value. Kept apart from the operands: what a closure
/// captures is loaded with every call.
final class NameInfo {
  let name: String
  let site: UInt32
  let session: Session
  let fallback: Value?

  init(_ name: String, _ site: UInt32, _ session: Session, fallback: Value? = nil) {
    self.name = name
    self.site = site
    self.session = session
    self.fallback = fallback
  }

  @inline(never)
  func unbound() -> PythonError {
    session.engine.site = site
    return PythonError(
      "UnboundLocalError",
      "cannot access local variable '\(name)' where it is not associated with a value",
      hint: "it is assigned somewhere in this function, but not before this line")
  }

  /// A global name that is not bound, or whose value a trace may have to take in.
  @inline(never)
  func elsewhere(_ slot: Int) throws -> Value {
    let value = session.globals[slot]
    if case .unbound = value {
      if let fallback { return fallback }
      session.engine.site = site
      throw session.undefined(name)
    }
    if let tracer = session.tracer, tracer.isForeign(slot) {
      let leaf = try tracer.readForeign(slot, name, value, session)
      session.globals[slot] = leaf
      return leaf
    }
    return value
  }
}

/// A local variable.
struct SlotOperand: StoredOperand {
  let slot: Int
  let info: NameInfo

  static let isStored = true

  @inline(__always)
  func get(_ frame: Frame) throws -> Value {
    let value = frame[slot]
    if case .unbound = value { throw info.unbound() }
    return value
  }
  @inline(__always)
  func memory(_ frame: Frame) -> UnsafeMutablePointer<Value> { frame + slot }
  @inline(__always)
  func routine(_ frame: Frame, _ count: Int) -> Unmanaged<Routine>? {
    (frame + slot).routine(count)
  }
  @inline(__always)
  func number(_ frame: Frame) -> Number { Number(frame[slot]) }
  @inline(__always)
  func element(_ frame: Frame, _ index: Int) -> Value? { (frame + slot).element(index) }
  @inline(__always)
  func element(_ frame: Frame, _ row: Int, _ column: Int) -> Value? {
    (frame + slot).element(row, column)
  }
}

/// A name at the top of the lesson, or a built-in one.
struct GlobalOperand: StoredOperand {
  let slot: Int
  let session: Session
  let info: NameInfo

  static let isStored = true

  @inline(__always)
  func get(_ frame: Frame) throws -> Value {
    let value = session.globals[slot]
    if case .unbound = value { return try info.elsewhere(slot) }
    return session.tracer == nil ? value : try info.elsewhere(slot)
  }
  @inline(__always)
  func memory(_ frame: Frame) -> UnsafeMutablePointer<Value> { session.globals + slot }
  @inline(__always)
  func routine(_ frame: Frame, _ count: Int) -> Unmanaged<Routine>? {
    session.tracer == nil ? (session.globals + slot).routine(count) : nil
  }
  @inline(__always)
  func number(_ frame: Frame) -> Number {
    session.tracer == nil ? Number(session.globals[slot]) : .other
  }
  @inline(__always)
  func element(_ frame: Frame, _ index: Int) -> Value? {
    session.tracer == nil ? (session.globals + slot).element(index) : nil
  }
  @inline(__always)
  func element(_ frame: Frame, _ row: Int, _ column: Int) -> Value? {
    session.tracer == nil ? (session.globals + slot).element(row, column) : nil
  }
}

/// A plain number.
struct ConstantOperand: OperandSource {
  static let isStored = true
  let plain: Number

  @inline(__always)
  func get(_ frame: Frame) throws -> Value { plain.value }
  @inline(__always)
  func number(_ frame: Frame) -> Number { plain }
  func element(_ frame: Frame, _ index: Int) -> Value? { nil }
  func element(_ frame: Frame, _ row: Int, _ column: Int) -> Value? { nil }
}

/// Any other expression.
struct ComputedOperand: OperandSource {
  static let isStored = false
  let evaluate: Compiler.Evaluate
  @inline(__always)
  func get(_ frame: Frame) throws -> Value { try evaluate(frame) }
  @inline(__always)
  func number(_ frame: Frame) -> Number { .other }
  func element(_ frame: Frame, _ index: Int) -> Value? { nil }
  func element(_ frame: Frame, _ row: Int, _ column: Int) -> Value? { nil }
}

/// Two operands, the left one first: plain numbers go to `fast`, which may give up, everything else
/// to `slow`.
@inline(__always)
func evaluate<L: OperandSource, R: OperandSource, Result>(
  _ left: L, _ right: R, _ frame: Frame, fast: (Number, Number) -> Result?,
  slow: (Value, Value) throws -> Result
) throws -> Result {
  if L.isStored {
    let x = left.number(frame)
    if case .other = x {
    } else if R.isStored {
      if let result = fast(x, right.number(frame)) { return result }
      return try slow(x.value, right.get(frame))
    } else {
      // The right side may bind the left one's name anew: what was read stays.
      let b = try right.get(frame)
      if let result = fast(x, Number(b)) { return result }
      return try slow(x.value, b)
    }
  }
  let a = try left.get(frame)
  if R.isStored {
    if let result = fast(Number(a), right.number(frame)) { return result }
    return try slow(a, right.get(frame))
  }
  let b = try right.get(frame)
  if let result = fast(Number(a), Number(b)) { return result }
  return try slow(a, b)
}

/// A whole number made of names and constants, looked at in place.
struct PlainIndex {
  enum Place {
    case slot(Int)
    case global(Int)

    @inline(__always)
    func get(_ frame: Frame, _ session: Session) -> Int? {
      let number: Number
      switch self {
      case .slot(let slot): number = Number(frame[slot])
      case .global(let slot):
        number = session.tracer == nil ? Number(session.globals[slot]) : .other
      }
      if case .int(let value) = number { return value }
      return nil
    }
  }

  let first: Place?
  let second: Place?
  let constant: Int

  /// Nil where a value is not a plain integer.
  @inline(__always)
  func get(_ frame: Frame, _ session: Session) -> Int? {
    guard let first else { return constant }
    guard let i = first.get(frame, session) else { return nil }
    var (sum, overflow) = i.addingReportingOverflow(constant)
    if let second {
      guard !overflow, let j = second.get(frame, session) else { return nil }
      (sum, overflow) = sum.addingReportingOverflow(j)
    }
    return overflow ? nil : sum
  }
}

enum Operandum {
  case slot(SlotOperand)
  case global(GlobalOperand)
  case constant(ConstantOperand)
  case computed(ComputedOperand)
}

/// A test's truth; in a structure, since a bare closure that comes out of generic code is called
/// through another.
struct Condition {
  let run: (Frame) throws -> Bool
  init(_ run: @escaping (Frame) throws -> Bool) { self.run = run }
}

/// Something that is made of two operands, for each pair of their kinds.
protocol OperandPairing {
  associatedtype Result
  func make<L: OperandSource, R: OperandSource>(_ left: L, _ right: R) -> Result
}

extension OperandPairing {
  func make(_ left: Operandum, _ right: Operandum) -> Result {
    switch left {
    case .slot(let left): make(left, right)
    case .global(let left): make(left, right)
    case .constant(let left): make(left, right)
    case .computed(let left): make(left, right)
    }
  }

  private func make<L: OperandSource>(_ left: L, _ right: Operandum) -> Result {
    switch right {
    case .slot(let right): make(left, right)
    case .global(let right): make(left, right)
    case .constant(let right): make(left, right)
    case .computed(let right): make(left, right)
    }
  }
}
