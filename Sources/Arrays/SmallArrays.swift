import CKernels

/// What loops over small arrays spend their time on, without the general rules of shapes and types.
/// Every function gives what the general one gives, or nil.
extension NDArray {
  /// Elements of the largest array that goes this way.
  private static let largestSmall = 255

  /// Sum, difference, product or quotient of a small float64 array without gaps and a number; nil
  /// where a result is not finite.
  package func small(_ operation: BinaryOperation, number: Double, isReflected: Bool) -> NDArray? {
    guard count <= Self.largestSmall, dtype == .float64, isContiguous else { return nil }
    return small(operation) { x, out, body in
      var check = 0.0
      for i in 0..<count {
        let value = isReflected ? body(number, x[i]) : body(x[i], number)
        check += value - value
        out[i] = value
      }
      return check
    }
  }

  /// The same of two arrays of one shape.
  package func small(_ operation: BinaryOperation, _ other: NDArray) -> NDArray? {
    guard count <= Self.largestSmall, dtype == .float64, other.dtype == .float64,
      shape == other.shape, isContiguous, other.isContiguous
    else { return nil }
    let y = other.pointer(Double.self)
    return small(operation) { x, out, body in
      var check = 0.0
      for i in 0..<count {
        let value = body(x[i], y[i])
        check += value - value
        out[i] = value
      }
      return check
    }
  }

  /// Infinities and NaN leave a NaN in what `fill` returns.
  @inline(__always)
  private func small(
    _ operation: BinaryOperation,
    _ fill: (
      UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, (Double, Double) -> Double
    ) -> Double
  ) -> NDArray? {
    let result = NDArray(uninitializedLike: self)
    let (x, out) = (pointer(Double.self), result.pointer(Double.self))
    let check: Double
    switch operation {
    case .add: check = fill(x, out) { $0 + $1 }
    case .subtract: check = fill(x, out) { $0 - $1 }
    case .multiply: check = fill(x, out) { $0 * $1 }
    case .divide: check = fill(x, out) { $0 / $1 }
    default: return nil
    }
    return check == 0 ? result : nil
  }

  /// The inner product of two float64 vectors of one length.
  package static func innerProduct(_ a: NDArray, _ b: NDArray) -> Double? {
    guard a.dtype == .float64, b.dtype == .float64, a.shape.count == 1, b.shape.count == 1,
      a.count == b.count
    else { return nil }
    var total = 0.0
    let isDone = ck_product_f64(
      &total, a.pointer(Double.self), 0, a.strides[0], b.pointer(Double.self), b.strides[0], 0, 1,
      a.count, 1)
    return isDone == 0 ? nil : total
  }

  /// The product of two float64 arrays of one or two dimensions whose sizes fit, not both vectors.
  static func plainProduct(_ a: NDArray, _ b: NDArray) -> NDArray? {
    guard a.dtype == .float64, b.dtype == .float64, (1...2).contains(a.shape.count),
      (1...2).contains(b.shape.count), a.shape.count + b.shape.count > 2
    else { return nil }
    let isMatrix = (a.shape.count == 2, b.shape.count == 2)
    let rows = isMatrix.0 ? a.shape[0] : 1
    let columns = isMatrix.1 ? b.shape[1] : 1
    let depth = b.shape[0]
    guard depth == a.shape[a.shape.count - 1],
      rows.multipliedReportingOverflow(by: columns).partialValue <= maximumElements
    else { return nil }
    let shape = isMatrix.0 ? (isMatrix.1 ? [rows, columns] : [rows]) : [columns]
    let result = NDArray(zeros: shape, .float64)
    let isDone = ck_product_f64(
      result.pointer(Double.self), a.pointer(Double.self), isMatrix.0 ? a.strides[0] : 0,
      a.strides[a.shape.count - 1], b.pointer(Double.self), b.strides[0],
      isMatrix.1 ? b.strides[1] : 0, rows, depth, columns)
    return isDone == 0 ? nil : result
  }
}
