import CKernels

/// What the loops over float64, float32 and int64 hand to `CKernels`.
extension BinaryOperation {
  fileprivate var kernel: CKBinary? {
    switch self {
    case .add: CK_ADD
    case .subtract: CK_SUBTRACT
    case .multiply: CK_MULTIPLY
    case .divide: CK_DIVIDE
    case .maximum: CK_MAXIMUM
    case .minimum: CK_MINIMUM
    default: nil
    }
  }

  fileprivate var pairFunction: CKPairFunction? {
    switch self {
    case .power: CK_POWER
    case .arctan2: CK_ARCTAN2
    case .hypot: CK_HYPOT
    default: nil
    }
  }

  fileprivate var comparison: CKComparison? {
    switch self {
    case .less: CK_LESS
    case .lessEqual: CK_LESS_EQUAL
    case .greater: CK_GREATER
    case .greaterEqual: CK_GREATER_EQUAL
    case .equal: CK_EQUAL
    case .notEqual: CK_NOT_EQUAL
    default: nil
    }
  }
}

extension NDArray {
  /// Whether all elements are one number that was broadcast.
  private var isOneNumber: Bool {
    for axis in shape.indices where shape[axis] != 1 && strides[axis] != 0 { return false }
    return true
  }

  /// `x ∘ y` by compiled loops, or nil where there is none for the operation, type or layout.
  static func kernel(
    _ operation: BinaryOperation, _ x: NDArray, _ y: NDArray, _ shape: [Int], _ type: DType
  ) -> NDArray? {
    guard type == .float64 || type == .float32 || type == .int64 else { return nil }
    if let kernel = operation.kernel {
      if type == .int64, operation == .divide { return nil }
      return rows(x, y, shape, type) { out, at, a, b, count, kind in
        switch type {
        case .float64:
          ck_binary_f64(
            kernel, out.pointer(Double.self) + at, x.pointer(Double.self) + a,
            y.pointer(Double.self) + b, count, kind)
        case .float32:
          ck_binary_f32(
            kernel, out.pointer(Float.self) + at, x.pointer(Float.self) + a,
            y.pointer(Float.self) + b, count, kind)
        default:
          ck_binary_i64(
            kernel, out.pointer(Int64.self) + at, x.pointer(Int64.self) + a,
            y.pointer(Int64.self) + b, count, kind)
        }
      }
    }
    if type.isFloat, let function = operation.pairFunction {
      return rows(x, y, shape, type) { out, at, a, b, count, kind in
        if type == .float64 {
          ck_pair_function_f64(
            function, out.pointer(Double.self) + at, x.pointer(Double.self) + a,
            y.pointer(Double.self) + b, count, kind)
        } else {
          ck_pair_function_f32(
            function, out.pointer(Float.self) + at, x.pointer(Float.self) + a,
            y.pointer(Float.self) + b, count, kind)
        }
      }
    }
    guard let kernel = operation.comparison else { return nil }
    return rows(x, y, shape, .bool) { out, at, a, b, count, kind in
      let to = out.pointer(UInt8.self) + at
      switch type {
      case .float64:
        ck_compare_f64(
          kernel, to, x.pointer(Double.self) + a, y.pointer(Double.self) + b, count, kind)
      case .float32:
        ck_compare_f32(
          kernel, to, x.pointer(Float.self) + a, y.pointer(Float.self) + b, count, kind)
      default:
        ck_compare_i64(
          kernel, to, x.pointer(Int64.self) + a, y.pointer(Int64.self) + b, count, kind)
      }
    }
  }

  /// Calls `body` once for operands that lie in order, else once a row; nil for other layouts.
  @inline(__always)
  private static func rows(
    _ x: NDArray, _ y: NDArray, _ shape: [Int], _ type: DType,
    _ body: (NDArray, Int, Int, Int, Int, CKOperands) -> Void
  ) -> NDArray? {
    let isWholeX = x.isContiguous
    let isWholeY = y.isContiguous
    if isWholeX && isWholeY {
      let result = NDArray(uninitialized: shape, type)
      body(result, 0, 0, 0, result.count, CK_BOTH_ARRAYS)
      return result
    }
    if isWholeX && y.isOneNumber || isWholeY && x.isOneNumber {
      let result = NDArray(uninitialized: shape, type)
      body(result, 0, 0, 0, result.count, isWholeX ? CK_RIGHT_NUMBER : CK_LEFT_NUMBER)
      return result
    }
    // Shorter rows are as quick element by element.
    guard let inner = shape.last, inner >= 4, let stepX = x.strides.last,
      let stepY = y.strides.last,
      stepX == 0 || stepX == 1, stepY == 0 || stepY == 1, stepX + stepY > 0
    else { return nil }
    let kind = stepX == 0 ? CK_LEFT_NUMBER : stepY == 0 ? CK_RIGHT_NUMBER : CK_BOTH_ARRAYS
    let result = NDArray(uninitialized: shape, type)
    if result.count == 0 { return result }
    var next = 0
    forEachRow(shape, x.strides, y.strides) { a, b in
      body(result, next, a, b, inner, kind)
      next += inner
    }
    return result
  }

  /// A loop over one float operand in row-major order; nil for other types and layouts.
  func kernel(_ function: CKSimple) -> NDArray? {
    guard isContiguous, dtype.isFloat else { return nil }
    let result = NDArray(uninitialized: shape, dtype)
    if dtype == .float64 {
      ck_simple_f64(function, result.pointer(Double.self), pointer(Double.self), count)
    } else {
      ck_simple_f32(function, result.pointer(Float.self), pointer(Float.self), count)
    }
    return result
  }

  /// An elementary function of every element in row-major order; nil for other layouts.
  func kernel(_ function: CKFunction) -> NDArray? {
    guard isContiguous, dtype.isFloat else { return nil }
    let result = NDArray(uninitialized: shape, dtype)
    if dtype == .float64 {
      ck_function_f64(function, result.pointer(Double.self), pointer(Double.self), count)
    } else {
      ck_function_f32(function, result.pointer(Float.self), pointer(Float.self), count)
    }
    return result
  }

  /// Every element kept within two numbers, floats in row-major order; nil for other types and layouts.
  package func clipped(low: Double, high: Double) -> NDArray? {
    guard isContiguous, dtype.isFloat else { return nil }
    let result = NDArray(uninitialized: shape, dtype)
    if dtype == .float64 {
      ck_clip_f64(result.pointer(Double.self), pointer(Double.self), low, high, count)
    } else {
      ck_clip_f32(
        result.pointer(Float.self), pointer(Float.self), Float(low), Float(high), count)
    }
    return result
  }

  /// Whether a float is infinite or NaN.
  package var hasNonFinite: Bool {
    guard dtype.isFloat else { return false }
    if isContiguous {
      return dtype == .float64
        ? ck_all_finite_f64(pointer(Double.self), count) == 0
        : ck_all_finite_f32(pointer(Float.self), count) == 0
    }
    var found = false
    forEachPosition { if !load(at: $0).double.isFinite { found = true } }
    return found
  }

  /// A question about every float in row-major order; nil for other types and layouts.
  func kernel(_ test: CKTest) -> NDArray? {
    guard isContiguous, dtype.isFloat else { return nil }
    let result = NDArray(uninitialized: shape, .bool)
    if dtype == .float64 {
      ck_test_f64(test, result.pointer(UInt8.self), pointer(Double.self), count)
    } else {
      ck_test_f32(test, result.pointer(UInt8.self), pointer(Float.self), count)
    }
    return result
  }

  /// Elements of `x` where the condition holds, else of `y`, of one type with 4 or 8 bytes; nil unless each is in order
  /// or one number.
  static func chosenByKernel(_ condition: NDArray, _ x: NDArray, _ y: NDArray) -> NDArray? {
    guard condition.dtype == .bool, condition.isContiguous, x.dtype == y.dtype,
      x.isContiguous || x.isOneNumber, y.isContiguous || y.isOneNumber
    else { return nil }
    let choose:
      @convention(c) (
        UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UnsafeRawPointer?, Int,
        UnsafeRawPointer?, Int, Int
      ) -> Void
    switch x.dtype.size {
    case 8: choose = ck_choose_64
    case 4: choose = ck_choose_32
    default: return nil
    }
    let result = NDArray(uninitialized: condition.shape, x.dtype)
    choose(
      result.pointer(UInt8.self), condition.pointer(UInt8.self), x.pointer(UInt8.self),
      x.isContiguous ? 1 : 0, y.pointer(UInt8.self), y.isContiguous ? 1 : 0, result.count)
    return result
  }

  /// The common conversions without a look at the type for each element; nil for the others.
  func quicklyCast(to type: DType) -> NDArray? {
    switch (dtype, type) {
    case (.float64, .float32): each(type) { (value: Double) -> Float in Float(value) }
    case (.float32, .float64): each(type) { (value: Float) -> Double in Double(value) }
    case (.int64, .float64): each(type) { (value: Int) -> Double in Double(value) }
    case (.bool, .float64): each(type) { (value: Bool) -> Double in value ? 1 : 0 }
    case (.bool, .int64): each(type) { (value: Bool) -> Int in value ? 1 : 0 }
    case (.uint8, .float64): each(type) { (value: UInt8) -> Double in Double(value) }
    case (.float64, .int64):
      each(type) { (value: Double) -> Int in
        Int(exactly: value.rounded(.towardZero)) ?? Int.min
      }
    default: nil
    }
  }
}
