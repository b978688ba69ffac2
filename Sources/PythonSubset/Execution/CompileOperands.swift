import Arrays
import Autodiff

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
