import Arrays
import Autodiff

/// Arithmetic of Python's and NumPy's numbers, traced where an operand is.
extension Session {
  /// `a ∘ b` for two numbers; nil if either is not one.
  func numeric(_ operation: BinaryOperator, _ a: Value, _ b: Value) throws -> Value? {
    switch (a, b) {
    case (.int(let x, let nx), .int(let y, let ny)):
      return try integers(operation, x, nx, y, ny)
    case (.float(let x, let nx), .float(let y, let ny)):
      return try floats(operation, x, .float, nx, y, .float, ny)
    case (.float(let x, let nx), .int(let y, let ny)):
      return try floats(operation, x, .float, nx, Double(y), .int, ny)
    case (.int(let x, let nx), .float(let y, let ny)):
      return try floats(operation, Double(x), .int, nx, y, .float, ny)
    case (.bool(let x), .bool(let y)):
      switch operation {
      case .bitAnd: return .bool(x && y)
      case .bitOr: return .bool(x || y)
      case .bitXor: return .bool(x != y)
      default: return try integers(operation, x ? 1 : 0, 0, y ? 1 : 0, 0)
      }
    case (.bool(let x), _) where b.number != nil && !b.isScalar:
      return try numeric(operation, .int(x ? 1 : 0), b)
    case (_, .bool(let y)) where a.number != nil && !a.isScalar:
      return try numeric(operation, a, .int(y ? 1 : 0))
    default:
      guard a.number != nil, b.number != nil else { return nil }
      return try scalars(operation, a, b)
    }
  }

  private func integers(_ operation: BinaryOperator, _ x: Int, _ nx: UInt32, _ y: Int, _ ny: UInt32)
    throws -> Value
  {
    func whole(_ pair: (partialValue: Int, overflow: Bool), _ code: UInt8) throws -> Value {
      if pair.overflow {
        throw PythonError.refused(
          "integers past 64 bits", hint: "use floats: \(x).0 \(operation.rawValue) \(y)")
      }
      return .int(
        pair.partialValue,
        trace(code, Double(x), .int, nx, Double(y), .int, ny, Double(pair.partialValue), .int))
    }
    switch operation {
    case .add: return try whole(x.addingReportingOverflow(y), GateCode.add)
    case .subtract: return try whole(x.subtractingReportingOverflow(y), GateCode.subtract)
    case .multiply: return try whole(x.multipliedReportingOverflow(by: y), GateCode.multiply)
    case .divide:
      if y == 0 { throw zeroDivision("division by zero") }
      return try floats(.divide, Double(x), .int, nx, Double(y), .int, ny)
    case .floorDivide:
      if y == 0 { throw zeroDivision("integer division or modulo by zero") }
      lost(nx | ny, "//")
      if y == -1 { return try whole((0).subtractingReportingOverflow(x), GateCode.negate).plain }
      let quotient = x / y
      return .int(x % y != 0 && (x < 0) != (y < 0) ? quotient - 1 : quotient)
    case .remainder:
      if y == 0 { throw zeroDivision("integer modulo by zero") }
      lost(nx | ny, "%")
      if y == -1 { return .int(0) }
      let rest = x % y
      return .int(rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest)
    case .power:
      if y < 0 {
        if x == 0 { throw zeroDivision("0.0 cannot be raised to a negative power") }
        return try floats(.power, Double(x), .int, nx, Double(y), .int, ny)
      }
      var result = 1
      var base = x
      var exponent = y
      while exponent > 0 {
        if exponent & 1 == 1 {
          let (next, overflow) = result.multipliedReportingOverflow(by: base)
          if overflow { return try whole((0, true), GateCode.power) }
          result = next
        }
        exponent >>= 1
        if exponent > 0 {
          let (next, overflow) = base.multipliedReportingOverflow(by: base)
          if overflow { return try whole((0, true), GateCode.power) }
          base = next
        }
      }
      return try whole((result, false), GateCode.power)
    case .bitAnd: return .int(x & y)
    case .bitOr: return .int(x | y)
    case .bitXor: return .int(x ^ y)
    case .leftShift:
      if y < 0 { throw PythonError.value("negative shift count") }
      let result = y > 63 ? 0 : x << y
      if x != 0, y > 62 || result >> y != x {
        throw PythonError.integersPast64Bits
      }
      return .int(result)
    case .rightShift:
      if y < 0 { throw PythonError.value("negative shift count") }
      return .int(x >> min(y, 63))
    case .matrixMultiply: throw unsupported(operation, .int(x), .int(y))
    }
  }

  private func zeroDivision(_ message: String) -> PythonError {
    PythonError("ZeroDivisionError", message)
  }

  private func floats(
    _ operation: BinaryOperator, _ x: Double, _ xKind: NumberKind, _ nx: UInt32, _ y: Double,
    _ yKind: NumberKind, _ ny: UInt32
  ) throws -> Value {
    let result: Double
    let code: UInt8
    switch operation {
    case .add: (result, code) = (x + y, GateCode.add)
    case .subtract: (result, code) = (x - y, GateCode.subtract)
    case .multiply: (result, code) = (x * y, GateCode.multiply)
    case .divide:
      if y == 0 {
        throw zeroDivision(
          xKind == .int && yKind == .int ? "division by zero" : "float division by zero")
      }
      (result, code) = (x / y, GateCode.divide)
    case .power:
      if x == 0, y < 0 { throw zeroDivision("0.0 cannot be raised to a negative power") }
      if x < 0, y.isFinite, y.rounded() != y {
        throw PythonError.refused(
          "complex numbers", hint: "a negative number to a fractional power is complex")
      }
      result = Elementary.power(x, y)
      if result.isInfinite, x.isFinite, y.isFinite {
        throw PythonError("OverflowError", "(34, 'Numerical result out of range')")
      }
      code = GateCode.power
    case .floorDivide, .remainder:
      if y == 0 {
        throw zeroDivision(
          operation == .remainder ? "float modulo" : "float floor division by zero")
      }
      lost(nx | ny, operation.rawValue)
      let numbers = try NDArray.binary(
        operation == .remainder ? .remainder : .floorDivide, Operand(NDArray([x])),
        Operand(NDArray([y])))
      return .float(numbers.scalar.double)
    default:
      throw unsupported(
        operation, xKind == .int ? .int(0) : .float(0), yKind == .int ? .int(0) : .float(0))
    }
    return .float(result, trace(code, x, xKind, nx, y, yKind, ny, result, .float))
  }

  /// At least one NumPy scalar.
  /// float64 with float64 or Python's numbers, untraced; nil for all else, and where a result is not
  /// finite.
  func quickScalars(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> Value? {
    func plain(_ value: Value) -> Double? {
      switch value {
      case .float(let x, 0): x
      case .int(let x, 0): Double(x)
      case .scalar(let x) where x.dtype == .float64 && x.node == 0: Double(bitPattern: x.bits)
      default: nil
      }
    }
    guard a.isScalar || b.isScalar, let x = plain(a), let y = plain(b) else { return nil }
    let result: Double
    switch operation {
    case .add: result = x + y
    case .subtract: result = x - y
    case .multiply: result = x * y
    case .divide: result = x / y
    default: return nil
    }
    return result.isFinite ? .scalar(NumPyScalar(result)) : nil
  }

  private func scalars(_ operation: BinaryOperator, _ a: Value, _ b: Value) throws -> Value {
    let x = try tensor(a)
    let y = try tensor(b)
    guard let kind = operation.arrayOperation else { throw unsupported(operation, a, b) }
    ArithmeticNotes.clear()
    let result = try NDArray.binary(kind, x.operand, y.operand)
    warnAboutNonFinite(operation, result, [x, y])
    var scalar = NumPyScalar(result.scalar, result.dtype)
    if a.node | b.node != 0 {
      if let code = operation.gateCode, result.dtype != .bool {
        scalar.node = trace(
          code, x.array.scalar.double, x.kind, a.node, y.array.scalar.double, y.kind, b.node,
          result.scalar.double, .scalar)
      } else {
        lost(a.node | b.node, operation.rawValue)
      }
    }
    return .scalar(scalar)
  }

  /// The node of a result; adding a literal 0 draws nothing.
  @inline(__always)
  func trace(
    _ code: UInt8, _ x: Double, _ xKind: NumberKind, _ nx: UInt32, _ y: Double,
    _ yKind: NumberKind, _ ny: UInt32, _ result: Double, _ kind: NumberKind
  ) -> UInt32 {
    if nx | ny == 0 { return 0 }
    if code == GateCode.add {
      if y == 0, !engine.isTracked(ny), engine.isTracked(nx), kind == xKind { return nx }
      if x == 0, !engine.isTracked(nx), engine.isTracked(ny), kind == yKind { return ny }
    }
    return engine.number(code, x, xKind, nx, y, yKind, ny, result: result, kind)
  }

  /// The elements as another type; what a float loses on its way to a whole number has no slope.
  func cast(_ x: Tensor, to type: DType) throws -> Tensor {
    if type.isFloat || !x.array.dtype.isFloat { return try engine.copy(x, type) }
    lost(x.node, type.name)
    return Tensor(x.array.cast(to: type))
  }

  /// Says once that an operation made a constant of something tracked.
  func lost(_ node: UInt32, _ operation: String) {
    guard node != 0, engine.isTracked(node) else { return }
    // Beside variables, positions are what accuracies are made of: nobody asks for their gradient.
    if engine.tape?.keepsGroups == false, operation.hasPrefix("arg") { return }
    note("`\(operation)` gives a constant: no gradient flows through it")
  }

  func unsupported(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> PythonError {
    let name = operation == .power ? "** or pow()" : operation.rawValue
    return PythonError.type(
      "unsupported operand type(s) for \(name): '\(typeName(a))' and '\(typeName(b))'",
      hint: a.isNone || b.isNone
        ? "a function without `return` gives None"
        : operation == .bitXor && a.number != nil && b.number != nil
          ? "a power is written `**`" : nil)
  }

  /// NumPy's RuntimeWarning, once a block. The notes were cleared before the operation.
  func warnAboutNonFinite(_ operation: BinaryOperator, _ result: NDArray, _ operands: [Tensor]) {
    guard result.dtype.isFloat,
      [.divide, .remainder, .floorDivide, .power, .multiply].contains(operation)
    else { return }
    let isWhole = operation == .remainder || operation == .floorDivide
    if !isWhole, !ArithmeticNotes.isNoted { return }
    if !result.hasNonFinite || operands.contains(where: { $0.array.hasNonFinite }) { return }
    let isDivision = operation == .divide || operation == .floorDivide || operation == .remainder
    let hasNaN = result.scalars.contains { $0.double.isNaN }
    note(
      hasNaN
        ? "RuntimeWarning: invalid value encountered in \(operation.ufuncName)"
        : isDivision
          ? "RuntimeWarning: divide by zero encountered in \(operation.ufuncName)"
          : "RuntimeWarning: overflow encountered in \(operation.ufuncName)")
  }

  /// `a ∘ b` where at least one is an array.
  func arrayBinary(_ operation: BinaryOperator, _ x: Tensor, _ y: Tensor) throws -> Tensor {
    try charge(elements: max(x.array.count, y.array.count))
    if operation != .matrixMultiply, x.array.count != y.array.count,
      min(x.array.count, y.array.count) > 1
    {
      try charge(together: [x.array.shape, y.array.shape])
    }
    let result: Tensor
    ArithmeticNotes.clear()
    switch operation {
    case .add: result = try engine.elementwise(.add, x, y)
    case .subtract: result = try engine.elementwise(.subtract, x, y)
    case .multiply: result = try engine.elementwise(.multiply, x, y)
    case .divide: result = try engine.elementwise(.divide, x, y)
    case .power:
      // NumPy squares bools as int8 and raises them to other powers as int64.
      let squaresBools =
        x.array.dtype == .bool && x.kind == .array && y.kind == .int && y.array.scalar.int == 2
      result = try engine.elementwise(.power, squaresBools ? engine.copy(x, .int8) : x, y)
    case .matrixMultiply:
      let depth = x.array.shape.last ?? 1
      try charge(elements: x.array.count / max(1, depth), times: y.array.count)
      return try engine.product(x, y)
    default:
      lost(x.node | y.node, operation.rawValue)
      guard let kind = operation.arrayOperation else { return x }
      result = Tensor(try NDArray.binary(kind, x.operand, y.operand))
    }
    warnAboutNonFinite(operation, result.array, [x, y])
    return result
  }
}

extension BinaryOperator {
  var gateCode: UInt8? {
    switch self {
    case .add: GateCode.add
    case .subtract: GateCode.subtract
    case .multiply: GateCode.multiply
    case .divide: GateCode.divide
    case .power: GateCode.power
    default: nil
    }
  }
}

extension Value {
  var isScalar: Bool { if case .scalar = self { true } else { false } }
  fileprivate var plain: Value { withNode(0) }
}
