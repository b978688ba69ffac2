import Arrays
import Autodiff

/// Where an operand comes from, as types of their own: the closures made from them hold no closure
/// for a name or a constant.
protocol OperandSource {
  func get(_ frame: Frame) throws -> Value
}

/// A local variable.
struct SlotOperand: OperandSource {
  let slot: Int
  let name: String
  let site: UInt32
  let session: Session

  @inline(__always)
  func get(_ frame: Frame) throws -> Value {
    let value = frame[slot]
    if case .unbound = value { throw unbound() }
    return value
  }

  @inline(never)
  private func unbound() -> PythonError {
    session.engine.site = site
    return PythonError(
      "UnboundLocalError",
      "cannot access local variable '\(name)' where it is not associated with a value",
      hint: "it is assigned somewhere in this function, but not before this line")
  }
}

/// A name at the top of the lesson, or a built-in one.
struct GlobalOperand: OperandSource {
  let slot: Int
  let name: String
  let site: UInt32
  let session: Session
  let fallback: Value?

  @inline(__always)
  func get(_ frame: Frame) throws -> Value {
    let value = session.globals[slot]
    if case .unbound = value { return try elsewhere(value) }
    return session.tracer == nil ? value : try elsewhere(value)
  }

  @inline(never)
  private func elsewhere(_ value: Value) throws -> Value {
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

struct ConstantOperand: OperandSource {
  let value: Value
  @inline(__always)
  func get(_ frame: Frame) throws -> Value { value }
}

/// Any other expression.
struct ComputedOperand: OperandSource {
  let evaluate: Compiler.Evaluate
  @inline(__always)
  func get(_ frame: Frame) throws -> Value { try evaluate(frame) }
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
  /// An expression as an operand.
  func operand(_ e: Expression) -> Operandum {
    switch e.kind {
    case .int(let value): return .constant(ConstantOperand(value: .int(value, 0)))
    case .float(let value): return .constant(ConstantOperand(value: .float(value, 0)))
    case .name(let name):
      let site = session.site(e.focus)
      switch scope.access(name) {
      case .slot(let slot) where scope.frame.kind != .classBody:
        return .slot(SlotOperand(slot: slot, name: name, site: site, session: session))
      case .global:
        return .global(
          GlobalOperand(
            slot: session.globalSlot(name), name: name, site: site, session: session,
            fallback: session.builtins[name]))
      default: break
      }
    default: break
    }
    return .computed(ComputedOperand(evaluate: expression(e)))
  }

  /// `a + b`, `a - b`, `a * b`, `a / b` and the rest, with the numbers of loops first.
  struct Arithmetic: OperandPairing {
    let operation: BinaryOperator
    let site: UInt32
    let session: Session

    func make<L: OperandSource, R: OperandSource>(_ left: L, _ right: R) -> Eval {
      let (session, site, operation) = (session, site, operation)
      switch operation {
      case .add:
        return Eval { frame in
          let a = try left.get(frame)
          let b = try right.get(frame)
          if let sum = Quick.add(a, b) { return sum }
          session.engine.site = site
          return try session.binary(.add, a, b)
        }
      case .subtract:
        return Eval { frame in
          let a = try left.get(frame)
          let b = try right.get(frame)
          if let difference = Quick.subtract(a, b) { return difference }
          session.engine.site = site
          return try session.binary(.subtract, a, b)
        }
      case .multiply:
        return Eval { frame in
          let a = try left.get(frame)
          let b = try right.get(frame)
          if let product = Quick.multiply(a, b) { return product }
          session.engine.site = site
          return try session.binary(.multiply, a, b)
        }
      default:
        return Eval { frame in
          let a = try left.get(frame)
          let b = try right.get(frame)
          session.engine.site = site
          return try session.binary(operation, a, b)
        }
      }
    }
  }

  /// `a += b`: in place where the left side can be, else as `a + b`.
  struct InPlaceArithmetic: OperandPairing {
    let operation: BinaryOperator
    let site: UInt32
    let session: Session

    func make<L: OperandSource, R: OperandSource>(_ left: L, _ right: R) -> Eval {
      let (session, site, operation) = (session, site, operation)
      func general(_ a: Value, _ b: Value) throws -> Value {
        session.engine.site = site
        return try session.inPlace(operation, a, b)
      }
      switch operation {
      case .add:
        return Eval { frame in
          let a = try left.get(frame)
          let b = try right.get(frame)
          return try Quick.add(a, b) ?? general(a, b)
        }
      case .subtract:
        return Eval { frame in
          let a = try left.get(frame)
          let b = try right.get(frame)
          return try Quick.subtract(a, b) ?? general(a, b)
        }
      case .multiply:
        return Eval { frame in
          let a = try left.get(frame)
          let b = try right.get(frame)
          return try Quick.multiply(a, b) ?? general(a, b)
        }
      default:
        return Eval { frame in
          let a = try left.get(frame)
          return try general(a, try right.get(frame))
        }
      }
    }
  }

  /// `a[i]`, elements of lists first.
  struct Subscript: OperandPairing {
    let site: UInt32
    let session: Session

    func make<L: OperandSource, R: OperandSource>(_ left: L, _ right: R) -> Eval {
      let (session, site) = (session, site)
      return Eval { frame in
        let receiver = try left.get(frame)
        let key = try right.get(frame)
        guard case .object(let object) = receiver else {
          session.engine.site = site
          throw PythonError.type("'\(session.typeName(receiver))' object is not subscriptable")
        }
        if case .int(let i, _) = key, type(of: object) == ListObject.self {
          let list = unsafeDowncast(object, to: ListObject.self)
          if i >= 0, i < list.items.count { return list.items[i] }
        }
        session.engine.site = site
        return try object.item(key, session)
      }
    }
  }

  /// A comparison's truth.
  struct Test: OperandPairing {
    let operation: ComparisonOperator
    let site: UInt32
    let session: Session

    func make<L: OperandSource, R: OperandSource>(_ left: L, _ right: R) -> Condition {
      let (session, site, operation) = (session, site, operation)
      return Condition { frame in
        let a = try left.get(frame)
        let b = try right.get(frame)
        if let answer = Quick.compare(operation, a, b) { return answer }
        session.engine.site = site
        let result = try session.compare(operation, a, b)
        if case .bool(let answer) = result { return answer }
        return try session.isTrue(result)
      }
    }
  }

  /// A comparison's value.
  struct Comparing: OperandPairing {
    let operation: ComparisonOperator
    let site: UInt32
    let session: Session

    func make<L: OperandSource, R: OperandSource>(_ left: L, _ right: R) -> Eval {
      let (session, site, operation) = (session, site, operation)
      return Eval { frame in
        let a = try left.get(frame)
        let b = try right.get(frame)
        if let answer = Quick.compare(operation, a, b) { return .bool(answer) }
        session.engine.site = site
        return try session.compare(operation, a, b)
      }
    }
  }
}

/// Arithmetic of untraced Python numbers; nil for all else, and where an integer overflows.
enum Quick {
  @inline(__always)
  static func add(_ a: Value, _ b: Value) -> Value? {
    switch (a, b) {
    case (.float(let x, 0), .float(let y, 0)): return .float(x + y, 0)
    case (.int(let x, 0), .int(let y, 0)):
      let (result, overflow) = x.addingReportingOverflow(y)
      return overflow ? nil : .int(result, 0)
    case (.float(let x, 0), .int(let y, 0)): return .float(x + Double(y), 0)
    case (.int(let x, 0), .float(let y, 0)): return .float(Double(x) + y, 0)
    default: return nil
    }
  }

  @inline(__always)
  static func subtract(_ a: Value, _ b: Value) -> Value? {
    switch (a, b) {
    case (.float(let x, 0), .float(let y, 0)): return .float(x - y, 0)
    case (.int(let x, 0), .int(let y, 0)):
      let (result, overflow) = x.subtractingReportingOverflow(y)
      return overflow ? nil : .int(result, 0)
    case (.float(let x, 0), .int(let y, 0)): return .float(x - Double(y), 0)
    case (.int(let x, 0), .float(let y, 0)): return .float(Double(x) - y, 0)
    default: return nil
    }
  }

  @inline(__always)
  static func multiply(_ a: Value, _ b: Value) -> Value? {
    switch (a, b) {
    case (.float(let x, 0), .float(let y, 0)): return .float(x * y, 0)
    case (.int(let x, 0), .int(let y, 0)):
      let (result, overflow) = x.multipliedReportingOverflow(by: y)
      return overflow ? nil : .int(result, 0)
    case (.float(let x, 0), .int(let y, 0)): return .float(x * Double(y), 0)
    case (.int(let x, 0), .float(let y, 0)): return .float(Double(x) * y, 0)
    default: return nil
    }
  }

  @inline(__always)
  static func compare(_ operation: ComparisonOperator, _ a: Value, _ b: Value) -> Bool? {
    switch (a, b) {
    case (.int(let x, _), .int(let y, _)):
      switch operation {
      case .less: return x < y
      case .lessEqual: return x <= y
      case .greater: return x > y
      case .greaterEqual: return x >= y
      case .equal: return x == y
      case .notEqual: return x != y
      default: return nil
      }
    case (.float(let x, 0), .float(let y, 0)):
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
