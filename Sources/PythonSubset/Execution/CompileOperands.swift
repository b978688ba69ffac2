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

extension Compiler {
  /// A name, an integer, or a sum of two of these; nil for other expressions.
  func plainIndex(_ e: Expression) -> PlainIndex? {
    func part(_ e: Expression) -> (PlainIndex.Place?, Int)? {
      switch operand(e) {
      case .slot(let slot): return (.slot(slot.slot), 0)
      case .global(let global): return (.global(global.slot), 0)
      case .constant(let constant):
        if case .int(let value) = constant.plain { return (nil, value) }
        return nil
      case .computed: return nil
      }
    }
    func isAtom(_ e: Expression) -> Bool {
      switch e.kind {
      case .name, .int: true
      default: false
      }
    }
    if isAtom(e), let (place, constant) = part(e) {
      return PlainIndex(first: place, second: nil, constant: constant)
    }
    if case .binary(let operation, let a, let b) = e.kind, isAtom(a), isAtom(b),
      let (left, x) = part(a), let (right, y) = part(b)
    {
      if operation == .add, let (sum, overflow) = Optional(x.addingReportingOverflow(y)), !overflow
      {
        return PlainIndex(first: left ?? right, second: left == nil ? nil : right, constant: sum)
      }
      if operation == .subtract, right == nil, left != nil, y != Int.min {
        return PlainIndex(first: left, second: nil, constant: -y)
      }
    }
    return nil
  }

  /// An expression as an operand.
  func operand(_ e: Expression) -> Operandum {
    switch e.kind {
    case .int(let value): return .constant(ConstantOperand(plain: .int(value)))
    case .float(let value): return .constant(ConstantOperand(plain: .float(value)))
    case .name(let name):
      let site = session.site(e.focus)
      switch scope.access(name) {
      case .slot(let slot) where scope.frame.kind != .classBody:
        return .slot(SlotOperand(slot: slot, info: NameInfo(name, site, session)))
      case .global:
        return .global(
          GlobalOperand(
            slot: session.globalSlot(name), session: session,
            info: NameInfo(name, site, session, fallback: session.builtins[name])))
      default: break
      }
    default: break
    }
    return .computed(ComputedOperand(evaluate: expression(e)))
  }

  /// What the general way through an operator needs.
  final class Operation {
    let operation: BinaryOperator
    let isInPlace: Bool
    let site: UInt32
    let session: Session

    init(_ operation: BinaryOperator, isInPlace: Bool = false, _ site: UInt32, _ session: Session) {
      self.operation = operation
      self.isInPlace = isInPlace
      self.site = site
      self.session = session
    }

    @inline(never)
    func slow(_ a: Value, _ b: Value) throws -> Value {
      session.engine.site = site
      return try isInPlace
        ? session.inPlace(operation, a, b) : session.binary(operation, a, b)
    }
  }

  /// `a + b`, `a - b`, `a * b`, `a / b` and the rest, with the numbers of loops first; `a += b`
  /// where the operation is in place.
  struct Arithmetic: OperandPairing {
    let operation: Operation

    func make<L: OperandSource, R: OperandSource>(_ left: L, _ right: R) -> Eval {
      let operation = operation
      switch operation.operation {
      case .add:
        return Eval { frame in
          try evaluate(left, right, frame, fast: Quick.add, slow: { try operation.slow($0, $1) })
        }
      case .subtract:
        return Eval { frame in
          try evaluate(
            left, right, frame, fast: Quick.subtract, slow: { try operation.slow($0, $1) })
        }
      case .multiply:
        return Eval { frame in
          try evaluate(
            left, right, frame, fast: Quick.multiply, slow: { try operation.slow($0, $1) })
        }
      case .divide:
        return Eval { frame in
          try evaluate(left, right, frame, fast: Quick.divide, slow: { try operation.slow($0, $1) })
        }
      default:
        return Eval { frame in
          let a = try left.get(frame)
          return try operation.slow(a, try right.get(frame))
        }
      }
    }
  }

  /// `name += b`, where the name is a plain number in memory; else the general way.
  struct InPlaceName {
    let name: Operandum
    let operation: Operation
    let general: Code

    func make(_ right: Operandum) -> Code {
      switch right {
      case .slot(let right): make(right)
      case .global(let right): make(right)
      case .constant(let right): make(right)
      case .computed(let right): make(right)
      }
    }

    private func make<R: OperandSource>(_ right: R) -> Code {
      switch name {
      case .slot(let slot): make(slot, right)
      case .global(let global): make(global, right)
      default: general
      }
    }

    private func make<P: StoredOperand, R: OperandSource>(_ place: P, _ right: R) -> Code {
      switch operation.operation {
      case .add: make(place, right, Quick.Add.self)
      case .subtract: make(place, right, Quick.Subtract.self)
      case .multiply: make(place, right, Quick.Multiply.self)
      default: general
      }
    }

    private func make<P: StoredOperand, R: OperandSource, O: NumberOperation>(
      _ place: P, _ right: R, _: O.Type
    ) -> Code {
      let (general, session, operation) = (general, operation.session, operation)
      return Code { frame in
        let memory = place.memory(frame)
        let x = Number(memory.pointee)
        if case .other = x { return try general.run(frame) }
        if session.tracer != nil { return try general.run(frame) }
        if R.isStored {
          guard let result = O.apply(x, right.number(frame)) else {
            return try general.run(frame)
          }
          try session.step()
          memory.put(result)
          return .next
        }
        try session.step()
        let y = try right.get(frame)
        if let result = O.apply(x, Number(y)) {
          place.memory(frame).put(result)
          return .next
        }
        place.memory(frame).pointee = try operation.slow(x.value, y)
        return .next
      }
    }
  }

  /// `a[i]`, elements of lists first.
  struct Subscript: OperandPairing {
    let site: UInt32
    let session: Session
    /// Evaluating the key changes nothing: it may come before the list.
    let keyIsPlain: Bool

    func make<L: OperandSource, R: OperandSource>(_ left: L, _ right: R) -> Eval {
      let (session, site, keyIsPlain) = (session, site, keyIsPlain)
      return Eval { frame in
        if L.isStored, R.isStored {
          if case .int(let i) = right.number(frame), let found = left.element(frame, i) {
            return found
          }
        } else if L.isStored, keyIsPlain {
          let key = try right.get(frame)
          if case .int(let i, _) = key, let found = left.element(frame, i) { return found }
          return try session.subscripted(left.get(frame), key, site)
        }
        let receiver = try left.get(frame)
        return try session.subscripted(receiver, right.get(frame), site)
      }
    }
  }

  /// `a[i][j]` with keys that are looked at in place; everything else goes the general way.
  struct DoubleSubscript {
    let row: PlainIndex
    let column: PlainIndex
    let general: Eval
    let session: Session

    func make(_ base: Operandum) -> Eval {
      switch base {
      case .slot(let base): make(base)
      case .global(let base): make(base)
      default: general
      }
    }

    private func make<L: StoredOperand>(_ base: L) -> Eval {
      let (row, column, general, session) = (row, column, general, session)
      return Eval { frame in
        if let i = row.get(frame, session), let j = column.get(frame, session),
          let found = base.element(frame, i, j)
        {
          return found
        }
        return try general.run(frame)
      }
    }
  }

  /// What the general way through a comparison needs.
  final class Comparison {
    let operation: ComparisonOperator
    let site: UInt32
    let session: Session

    init(_ operation: ComparisonOperator, _ site: UInt32, _ session: Session) {
      self.operation = operation
      self.site = site
      self.session = session
    }

    @inline(never)
    func slow(_ a: Value, _ b: Value) throws -> Value {
      session.engine.site = site
      return try session.compare(operation, a, b)
    }

    @inline(never)
    func isTrue(_ a: Value, _ b: Value) throws -> Bool {
      let result = try slow(a, b)
      if case .bool(let answer) = result { return answer }
      return try session.isTrue(result)
    }
  }

  /// A comparison's truth.
  struct Test: OperandPairing {
    let comparison: Comparison

    func make<L: OperandSource, R: OperandSource>(_ left: L, _ right: R) -> Condition {
      let comparison = comparison
      switch comparison.operation {
      case .less:
        return Condition { frame in
          try evaluate(
            left, right, frame, fast: Quick.less, slow: { try comparison.isTrue($0, $1) })
        }
      default:
        return Condition { frame in
          try evaluate(
            left, right, frame, fast: { Quick.compare(comparison.operation, $0, $1) },
            slow: { try comparison.isTrue($0, $1) })
        }
      }
    }
  }

  /// A comparison's value.
  struct Comparing: OperandPairing {
    let comparison: Comparison

    func make<L: OperandSource, R: OperandSource>(_ left: L, _ right: R) -> Eval {
      let comparison = comparison
      return Eval { frame in
        try evaluate(
          left, right, frame,
          fast: { Quick.compare(comparison.operation, $0, $1).map { .bool($0) } },
          slow: { try comparison.slow($0, $1) })
      }
    }
  }
}

/// Arithmetic of untraced Python numbers; nil for all else, and where an integer overflows.
enum Quick {
  enum Add: NumberOperation {
    @inline(__always)
    static func apply(_ a: Number, _ b: Number) -> Value? { add(a, b) }
  }
  enum Subtract: NumberOperation {
    @inline(__always)
    static func apply(_ a: Number, _ b: Number) -> Value? { subtract(a, b) }
  }
  enum Multiply: NumberOperation {
    @inline(__always)
    static func apply(_ a: Number, _ b: Number) -> Value? { multiply(a, b) }
  }

  @inline(__always)
  static func add(_ a: Number, _ b: Number) -> Value? {
    switch (a, b) {
    case (.float(let x), .float(let y)): return .float(x + y, 0)
    case (.int(let x), .int(let y)):
      let (result, overflow) = x.addingReportingOverflow(y)
      return overflow ? nil : .int(result, 0)
    case (.float(let x), .int(let y)): return .float(x + Double(y), 0)
    case (.int(let x), .float(let y)): return .float(Double(x) + y, 0)
    default: return nil
    }
  }

  @inline(__always)
  static func subtract(_ a: Number, _ b: Number) -> Value? {
    switch (a, b) {
    case (.float(let x), .float(let y)): return .float(x - y, 0)
    case (.int(let x), .int(let y)):
      let (result, overflow) = x.subtractingReportingOverflow(y)
      return overflow ? nil : .int(result, 0)
    case (.float(let x), .int(let y)): return .float(x - Double(y), 0)
    case (.int(let x), .float(let y)): return .float(Double(x) - y, 0)
    default: return nil
    }
  }

  @inline(__always)
  static func multiply(_ a: Number, _ b: Number) -> Value? {
    switch (a, b) {
    case (.float(let x), .float(let y)): return .float(x * y, 0)
    case (.int(let x), .int(let y)):
      let (result, overflow) = x.multipliedReportingOverflow(by: y)
      return overflow ? nil : .int(result, 0)
    case (.float(let x), .int(let y)): return .float(x * Double(y), 0)
    case (.int(let x), .float(let y)): return .float(Double(x) * y, 0)
    default: return nil
    }
  }

  /// Division by zero is left to who raises.
  @inline(__always)
  static func divide(_ a: Number, _ b: Number) -> Value? {
    switch (a, b) {
    case (.float(let x), .float(let y)) where y != 0: return .float(x / y, 0)
    case (.float(let x), .int(let y)) where y != 0: return .float(x / Double(y), 0)
    case (.int(let x), .float(let y)) where y != 0: return .float(Double(x) / y, 0)
    default: return nil
    }
  }

  @inline(__always)
  static func less(_ a: Number, _ b: Number) -> Bool? {
    switch (a, b) {
    case (.int(let x), .int(let y)): return x < y
    case (.float(let x), .float(let y)): return x < y
    default: return nil
    }
  }

  @inline(__always)
  static func compare(_ operation: ComparisonOperator, _ a: Number, _ b: Number) -> Bool? {
    switch (a, b) {
    case (.int(let x), .int(let y)):
      switch operation {
      case .less: return x < y
      case .lessEqual: return x <= y
      case .greater: return x > y
      case .greaterEqual: return x >= y
      case .equal: return x == y
      case .notEqual: return x != y
      default: return nil
      }
    case (.float(let x), .float(let y)):
      switch operation {
      case .less: return x < y
      case .lessEqual: return x <= y
      case .greater: return x > y
      case .greaterEqual: return x >= y
      case .equal: return x == y
      case .notEqual: return x != y
      default: return nil
      }
    default: return nil
    }
  }
}

extension Session {
  /// `receiver[key]`.
  func subscripted(_ receiver: Value, _ key: Value, _ site: UInt32) throws -> Value {
    if case .object(let object) = receiver {
      if case .int(let i, _) = key, type(of: object) == ListObject.self {
        let list = unsafeDowncast(object, to: ListObject.self)
        if i >= 0, i < list.items.count { return list.items[i] }
      }
      engine.site = site
      return try object.item(key, self)
    }
    engine.site = site
    if case .scalar(let scalar) = receiver { return try subscripted(scalar, key) }
    throw PythonError.type("'\(typeName(receiver))' object is not subscriptable")
  }
}

extension Expression {
  /// Names, integers and their sums, differences and products: evaluating them changes nothing that
  /// a program would notice, short of operators of its own.
  var isPlainKey: Bool {
    switch kind {
    case .name, .int: true
    case .binary(.add, let a, let b), .binary(.subtract, let a, let b),
      .binary(.multiply, let a, let b):
      a.isPlainKey && b.isPlainKey
    default: false
    }
  }
}
