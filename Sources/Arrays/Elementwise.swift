import CKernels

/// Operations on two arrays, element by element.
package enum BinaryOperation: String, CaseIterable, Sendable {
  case add, subtract, multiply, divide, floorDivide, remainder, power, maximum, minimum
  case bitAnd, bitOr, bitXor, leftShift, rightShift
  case less, lessEqual, greater, greaterEqual, equal, notEqual
  case logicalAnd, logicalOr, logicalXor, arctan2, hypot

  package var isComparison: Bool {
    switch self {
    case .less, .lessEqual, .greater, .greaterEqual, .equal, .notEqual, .logicalAnd, .logicalOr,
      .logicalXor:
      true
    default: false
    }
  }
}

/// An operand: an array, or a Python number, which is weak in promotion.
package struct Operand {
  package var array: NDArray
  package var isWeak: Bool

  package init(_ array: NDArray, isWeak: Bool = false) {
    self.array = array
    self.isWeak = isWeak
  }
}

/// The type NumPy 2 computes in, where Python's numbers adapt to the array's type.
package func resultType(_ a: Operand, _ b: Operand) throws -> DType {
  guard a.isWeak != b.isWeak else { return DType.promote(a.array.dtype, b.array.dtype) }
  let (weak, strong) = a.isWeak ? (a.array, b.array) : (b.array, a.array)
  switch weak.dtype {
  case .bool: return strong.dtype
  case .int64:
    if strong.dtype == .bool { return .int64 }
    if strong.dtype.isInteger {
      let value = weak.scalar.int
      if !strong.dtype.range.contains(value) {
        throw PythonError(
          "OverflowError", "Python integer \(value) out of bounds for \(strong.dtype.name)")
      }
    }
    return strong.dtype
  default:
    return strong.dtype.isFloat ? strong.dtype : .float64
  }
}

extension NDArray {
  /// `a ∘ b` with broadcasting and NumPy 2's promotion; a new row-major array.
  package static func binary(_ operation: BinaryOperation, _ a: Operand, _ b: Operand) throws
    -> NDArray
  {
    var type: DType
    if operation.isComparison, a.isWeak != b.isWeak {
      type = comparisonType(a, b)
    } else if operation == .divide, !a.array.dtype.isFloat, !b.array.dtype.isFloat {
      // Whole numbers need not fit the other's type to be divided.
      type = .float64
    } else {
      type = try resultType(a, b)
    }
    switch operation {
    case .divide:
      // Quotients of whole numbers are float64, however small their type.
      if !type.isFloat { type = .float64 }
    case .arctan2, .hypot: type = try type.inexact(operation.rawValue)
    case .floorDivide, .remainder, .power:
      if type == .bool { type = .int8 }
    case .subtract where type == .bool:
      throw PythonError.type(
        "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, "
          + "the `^` operator, or the logical_xor function instead.")
    case .bitAnd, .bitOr, .bitXor, .leftShift, .rightShift:
      if type.isFloat {
        throw PythonError.type(
          "ufunc '\(ufuncName(operation))' not supported for the input types, and the inputs could "
            + "not be safely coerced to any supported types according to the casting rule ''safe''")
      }
    default: break
    }
    let shape = try broadcastShape([a.array.shape, b.array.shape])
    _ = try checkedCount(shape)
    if operation == .power, type.isInteger, b.array.dtype != .bool,
      b.array.scalars.contains(where: { $0.int < 0 })
    {
      throw PythonError.value(
        "Integers to negative integer powers are not allowed.",
        hint: "use a float: `x ** -1.0`")
    }
    let x = a.array.asType(type).broadcast(to: shape)
    let y = b.array.asType(type).broadcast(to: shape)
    if let result = kernel(operation, x, y, shape, type) { return result }
    switch type {
    case .bool: return boolean(operation, x, y, shape)
    case .int8: return integer(operation, x, y, shape, type, Int8.self)
    case .int16: return integer(operation, x, y, shape, type, Int16.self)
    case .int32: return integer(operation, x, y, shape, type, Int32.self)
    case .int64: return integer(operation, x, y, shape, type, Int.self)
    case .uint8: return integer(operation, x, y, shape, type, UInt8.self)
    case .uint16: return integer(operation, x, y, shape, type, UInt16.self)
    case .uint32: return integer(operation, x, y, shape, type, UInt32.self)
    case .uint64: return integer(operation, x, y, shape, type, UInt.self)
    case .float32: return float(operation, x, y, shape, type, Float.self)
    case .float64: return float(operation, x, y, shape, type, Double.self)
    }
  }

  /// A Python int outside the array's type compares by value instead of failing.
  private static func comparisonType(_ a: Operand, _ b: Operand) -> DType {
    (try? resultType(a, b)) ?? DType.promote(a.array.dtype, b.array.dtype)
  }

  private static func ufuncName(_ operation: BinaryOperation) -> String {
    switch operation {
    case .bitAnd: "bitwise_and"
    case .bitOr: "bitwise_or"
    case .bitXor: "bitwise_xor"
    case .leftShift: "left_shift"
    case .rightShift: "right_shift"
    default: operation.rawValue
    }
  }

  /// Itself if it has the type, else a converted copy.
  package func asType(_ type: DType) -> NDArray { type == dtype ? self : cast(to: type) }

  private static func boolean(
    _ operation: BinaryOperation, _ x: NDArray, _ y: NDArray, _ shape: [Int]
  ) -> NDArray {
    func run(_ body: (Bool, Bool) -> Bool) -> NDArray { zip(x, y, shape, .bool, body) }
    switch operation {
    case .add, .bitOr, .logicalOr, .maximum: return run { $0 || $1 }
    case .multiply, .bitAnd, .logicalAnd, .minimum: return run { $0 && $1 }
    case .bitXor, .logicalXor, .notEqual, .subtract: return run { $0 != $1 }
    case .equal: return run { $0 == $1 }
    case .less: return run { !$0 && $1 }
    case .lessEqual: return run { !$0 || $1 }
    case .greater: return run { $0 && !$1 }
    case .greaterEqual: return run { $0 || !$1 }
    default:
      return integer(operation, x.asType(.int8), y.asType(.int8), shape, .int8, Int8.self)
    }
  }

  private static func integer<T: WrappingElement>(
    _ operation: BinaryOperation, _ x: NDArray, _ y: NDArray, _ shape: [Int], _ type: DType,
    _: T.Type
  ) -> NDArray {
    switch operation {
    case .bitAnd: zip(x, y, shape, type) { (a: T, b: T) -> T in a & b }
    case .bitOr: zip(x, y, shape, type) { (a: T, b: T) -> T in a | b }
    case .bitXor: zip(x, y, shape, type) { (a: T, b: T) -> T in a ^ b }
    case .leftShift: zip(x, y, shape, type) { (a: T, b: T) -> T in a << b }
    case .rightShift: zip(x, y, shape, type) { (a: T, b: T) -> T in a >> b }
    default: common(operation, x, y, shape, type, T.self)
    }
  }

  private static func float<T: FloatElement>(
    _ operation: BinaryOperation, _ x: NDArray, _ y: NDArray, _ shape: [Int], _ type: DType,
    _: T.Type
  ) -> NDArray {
    switch operation {
    case .divide: zip(x, y, shape, type) { (a: T, b: T) -> T in a / b }
    case .arctan2:
      zip(x, y, shape, type) { (a: T, b: T) -> T in T(Elementary.arctan2(Double(a), Double(b))) }
    case .hypot:
      zip(x, y, shape, type) { (a: T, b: T) -> T in T(Elementary.hypot(Double(a), Double(b))) }
    default: common(operation, x, y, shape, type, T.self)
    }
  }

  private static func common<T: ArrayElement>(
    _ operation: BinaryOperation, _ x: NDArray, _ y: NDArray, _ shape: [Int], _ type: DType,
    _: T.Type
  ) -> NDArray {
    switch operation {
    case .add: zip(x, y, shape, type) { (a: T, b: T) -> T in T.plus(a, b) }
    case .subtract: zip(x, y, shape, type) { (a: T, b: T) -> T in T.minus(a, b) }
    case .multiply: zip(x, y, shape, type) { (a: T, b: T) -> T in T.times(a, b) }
    case .floorDivide: zip(x, y, shape, type) { (a: T, b: T) -> T in T.floorDivide(a, b) }
    case .remainder: zip(x, y, shape, type) { (a: T, b: T) -> T in T.remainder(a, b) }
    case .power: zip(x, y, shape, type) { (a: T, b: T) -> T in T.raise(a, b) }
    case .maximum: zip(x, y, shape, type) { (a: T, b: T) -> T in T.larger(a, b) }
    case .minimum: zip(x, y, shape, type) { (a: T, b: T) -> T in T.smaller(a, b) }
    case .less: zip(x, y, shape, .bool) { (a: T, b: T) -> Bool in a < b }
    case .lessEqual: zip(x, y, shape, .bool) { (a: T, b: T) -> Bool in a <= b }
    case .greater: zip(x, y, shape, .bool) { (a: T, b: T) -> Bool in a > b }
    case .greaterEqual: zip(x, y, shape, .bool) { (a: T, b: T) -> Bool in a >= b }
    case .equal: zip(x, y, shape, .bool) { (a: T, b: T) -> Bool in a == b }
    case .notEqual: zip(x, y, shape, .bool) { (a: T, b: T) -> Bool in a != b }
    case .logicalAnd:
      zip(x, y, shape, .bool) { (a: T, b: T) -> Bool in a != T.zero && b != T.zero }
    case .logicalOr:
      zip(x, y, shape, .bool) { (a: T, b: T) -> Bool in a != T.zero || b != T.zero }
    case .logicalXor:
      zip(x, y, shape, .bool) { (a: T, b: T) -> Bool in (a != T.zero) != (b != T.zero) }
    case .divide, .bitAnd, .bitOr, .bitXor, .leftShift, .rightShift, .arctan2, .hypot:
      NDArray(zeros: shape, type)
    }
  }

  /// The loop under every binary operation: both views already have `shape`.
  @inline(__always)
  static func zip<T, R>(
    _ x: NDArray, _ y: NDArray, _ shape: [Int], _ type: DType, _ body: (T, T) -> R
  ) -> NDArray {
    let result = NDArray(uninitialized: shape, type)
    let out = result.pointer(R.self)
    let a = x.pointer(T.self)
    let b = y.pointer(T.self)
    let count = result.count
    if count == 0 { return result }
    if x.isContiguous, y.isContiguous {
      for i in 0..<count { out[i] = body(a[i], b[i]) }
      return result
    }
    let inner = shape.last ?? 1
    let strideA = x.strides.last ?? 0
    let strideB = y.strides.last ?? 0
    var next = 0
    forEachRow(shape, x.strides, y.strides) { startA, startB in
      if strideA == 1, strideB == 0 {
        let right = b[startB]
        for i in 0..<inner { out[next + i] = body(a[startA + i], right) }
      } else if strideA == 0, strideB == 1 {
        let left = a[startA]
        for i in 0..<inner { out[next + i] = body(left, b[startB + i]) }
      } else {
        for i in 0..<inner {
          out[next + i] = body(a[startA + i * strideA], b[startB + i * strideB])
        }
      }
      next += inner
    }
    return result
  }

  /// Visits the start of each innermost row of two views of one shape, in row-major order.
  @inline(__always)
  static func forEachRow(
    _ shape: [Int], _ stridesA: [Int], _ stridesB: [Int], _ body: (Int, Int) -> Void
  ) {
    let outer = shape.count - 1
    if outer <= 0 {
      body(0, 0)
      return
    }
    var index = [Int](repeating: 0, count: outer)
    var a = 0
    var b = 0
    while true {
      body(a, b)
      var axis = outer - 1
      while axis >= 0 {
        index[axis] += 1
        a += stridesA[axis]
        b += stridesB[axis]
        if index[axis] < shape[axis] { break }
        a -= index[axis] * stridesA[axis]
        b -= index[axis] * stridesB[axis]
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  // MARK: One operand

  /// A function of floats on every element; integers compute in float64 as in NumPy.
  package func map(_ function: FloatFunction) throws -> NDArray {
    if !dtype.isFloat, [.floor, .ceil, .trunc, .rint].contains(function), dtype != .bool {
      return copy()
    }
    let type = try dtype == .bool ? .float64 : dtype.inexact(function.rawValue)
    let x = asType(type)
    if let known = function.elementary, let result = x.kernel(known) { return result }
    if let known = function.simple, let result = x.kernel(known) { return result }
    return type == .float32
      ? x.each(type) { (value: Float) -> Float in Float.function(function, value) }
      : x.each(type) { (value: Double) -> Double in function(value) }
  }

  package func negated() throws -> NDArray {
    if dtype == .bool {
      throw PythonError.type(
        "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or "
          + "the logical_not function instead.")
    }
    if let result = kernel(CK_NEGATE) { return result }
    let zero = NDArray(scalar: .int(0), dtype)
    if dtype == .float64 { return each(dtype) { (value: Double) -> Double in -value } }
    if dtype == .float32 { return each(dtype) { (value: Float) -> Float in -value } }
    return try .binary(.subtract, Operand(zero), Operand(self))
  }

  package func absolute() throws -> NDArray {
    if dtype == .bool || dtype.isUnsigned { return copy() }
    if dtype.isFloat { return try map(.fabs) }
    return try .binary(.maximum, Operand(self), Operand(negated()))
  }

  package func sign() throws -> NDArray {
    if dtype.isFloat {
      if let result = kernel(CK_SIGN) { return result }
      return asType(.float64).each(.float64) { (x: Double) -> Double in
        x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x
      }.asType(dtype)
    }
    return asType(.int64).each(.int64) { (x: Int) -> Int in x.signum() }.asType(dtype)
  }

  /// `~x`: logical for booleans, bitwise for integers.
  package func inverted() throws -> NDArray {
    if dtype == .bool { return each(.bool) { (value: Bool) -> Bool in !value } }
    if dtype.isFloat {
      throw PythonError.type(
        "ufunc 'invert' not supported for the input types, and the inputs could not be safely "
          + "coerced to any supported types according to the casting rule ''safe''")
    }
    return asType(.int64).each(.int64) { (value: Int) -> Int in ~value }.cast(to: dtype)
  }

  package func isNaN() -> NDArray { kernel(CK_IS_NAN) ?? test(\.isNaN) }
  package func isInfinite() -> NDArray { kernel(CK_IS_INFINITE) ?? test(\.isInfinite) }
  package func isFinite() -> NDArray { kernel(CK_IS_FINITE) ?? test(\.isFinite) }

  package func test(_ body: (Double) -> Bool) -> NDArray {
    asType(.float64).each(.bool, body)
  }

  @inline(__always)
  func each<T, R>(_ type: DType, _ body: (T) -> R) -> NDArray {
    let result = NDArray(uninitialized: shape, type)
    let out = result.pointer(R.self)
    let from = pointer(T.self)
    if isContiguous {
      for i in 0..<count { out[i] = body(from[i]) }
      return result
    }
    var next = 0
    forEachPosition {
      out[next] = body(from[$0])
      next += 1
    }
    return result
  }
}
