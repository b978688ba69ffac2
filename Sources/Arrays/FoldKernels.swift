import CKernels

/// Types whose rows `CKernels` folds.
protocol FoldedElement {
  static func reduce(_ reduction: CKReduction, _ row: UnsafePointer<Self>, _ count: Int) -> Self
  /// Folds `row` into `total`, element by element.
  static func fold(
    _ reduction: CKReduction, _ total: UnsafeMutablePointer<Self>, _ row: UnsafePointer<Self>,
    _ count: Int)
}

extension Double: FoldedElement {
  static func reduce(_ reduction: CKReduction, _ row: UnsafePointer<Double>, _ count: Int)
    -> Double
  { ck_reduce_f64(reduction, row, count) }
  static func fold(
    _ reduction: CKReduction, _ total: UnsafeMutablePointer<Double>,
    _ row: UnsafePointer<Double>, _ count: Int
  ) { ck_fold_f64(reduction, total, row, count) }
}

extension Float: FoldedElement {
  static func reduce(_ reduction: CKReduction, _ row: UnsafePointer<Float>, _ count: Int) -> Float {
    ck_reduce_f32(reduction, row, count)
  }
  static func fold(
    _ reduction: CKReduction, _ total: UnsafeMutablePointer<Float>, _ row: UnsafePointer<Float>,
    _ count: Int
  ) { ck_fold_f32(reduction, total, row, count) }
}

extension Int64: FoldedElement {
  static func reduce(_ reduction: CKReduction, _ row: UnsafePointer<Int64>, _ count: Int) -> Int64 {
    ck_reduce_i64(reduction, row, count)
  }
  static func fold(
    _ reduction: CKReduction, _ total: UnsafeMutablePointer<Int64>, _ row: UnsafePointer<Int64>,
    _ count: Int
  ) { ck_fold_i64(reduction, total, row, count) }
}

extension NDArray {
  /// The largest, the smallest or an integer sum along axes, where the folded elements of each result, or
  /// the results, lie in a row; nil elsewhere and for other types.
  func foldedByKernel(
    _ reduction: CKReduction, kept: [Int], axes: [Int], _ outShape: [Int]
  ) -> NDArray? {
    switch dtype {
    case .float64: foldedByKernel(reduction, kept, axes, outShape, Double.self)
    case .float32: foldedByKernel(reduction, kept, axes, outShape, Float.self)
    case .int64: foldedByKernel(reduction, kept, axes, outShape, Int64.self)
    default: nil
    }
  }

  private func foldedByKernel<T: FoldedElement>(
    _ reduction: CKReduction, _ kept: [Int], _ axes: [Int], _ outShape: [Int], _: T.Type
  ) -> NDArray? {
    if count == 0 { return nil }
    let folds = permuted(axes)
    let keeps = permuted(kept)
    let from = pointer(T.self)
    if folds.isContiguous {
      let result = NDArray(uninitialized: outShape, dtype)
      let out = result.pointer(T.self)
      var next = 0
      keeps.forEachPosition { start in
        out[next] = T.reduce(reduction, from + start, folds.count)
        next += 1
      }
      return result
    }
    guard keeps.isContiguous, keeps.count > 1 else { return nil }
    let result = NDArray(uninitialized: outShape, dtype)
    let out = result.pointer(T.self)
    var isFirst = true
    folds.forEachPosition { start in
      if isFirst {
        out.update(from: from + start, count: keeps.count)
      } else {
        T.fold(reduction, out, from + start, keeps.count)
      }
      isFirst = false
    }
    return result
  }

  /// The sum of squares in the order of `reduced(.sum)`, where `deviations` knows how.
  package func squares(axes: [Int], keep: Bool) -> NDArray? {
    let kept = Self.reducedShape(shape, axes: axes, keep: true)
    return deviations(from: NDArray(zeros: kept, dtype), axes: axes, keep: keep)
  }

  /// The product of floats in a row, from the first to the last; nil for other types and layouts.
  func productInOrder() -> Double? {
    guard isContiguous, count > 0 else { return nil }
    switch dtype {
    case .float64:
      let from = pointer(Double.self)
      var total = from[0]
      for i in 1..<count { total *= from[i] }
      return total
    case .float32:
      let from = pointer(Float.self)
      var total = from[0]
      for i in 1..<count { total *= from[i] }
      return Double(total)
    default: return nil
    }
  }

  /// The sum of squares of what floats in row-major order lack of their means (with 1 in place of `axes`), in the order
  /// of `reduced(.sum)`, where `axes` are all, the last or the first; nil elsewhere.
  func deviations(from centre: NDArray, axes: [Int], keep: Bool) -> NDArray? {
    guard isContiguous, dtype.isFloat, count > 0, centre.isContiguous else { return nil }
    let result = NDArray(zeros: Self.reducedShape(shape, axes: axes, keep: keep), dtype)
    let isWhole = axes.count == dimensions
    if isWhole || axes == [dimensions - 1] {
      let length = isWhole ? count : shape[dimensions - 1]
      for row in 0..<result.count {
        if dtype == .float64 {
          result.pointer(Double.self)[row] = ck_deviations_f64(
            pointer(Double.self) + row * length, length, centre.pointer(Double.self)[row])
        } else {
          result.pointer(Float.self)[row] = ck_deviations_f32(
            pointer(Float.self) + row * length, length, centre.pointer(Float.self)[row])
        }
      }
      return result
    }
    guard axes == [0], result.count > 1 else { return nil }
    for row in 0..<shape[0] {
      if dtype == .float64 {
        ck_fold_deviations_f64(
          result.pointer(Double.self), pointer(Double.self) + row * result.count,
          centre.pointer(Double.self), result.count)
      } else {
        ck_fold_deviations_f32(
          result.pointer(Float.self), pointer(Float.self) + row * result.count,
          centre.pointer(Float.self), result.count)
      }
    }
    return result
  }

  /// The places of the extremes of float32 rows in order, or of columns of float64; nil elsewhere.
  func argumentByKernel(largest: Bool, axis: Int, _ result: NDArray) -> NDArray? {
    guard isContiguous, count > 0 else { return nil }
    let reduction = largest ? CK_LARGEST : CK_SMALLEST
    let out = result.pointer(Int64.self)
    if dtype == .float32, axis == dimensions - 1 {
      for row in 0..<result.count {
        out[row] = Int64(
          ck_place_f32(reduction, pointer(Float.self) + row * shape[axis], shape[axis]))
      }
      return result
    }
    guard dtype == .float64, axis == 0 else { return nil }
    let from = pointer(Double.self)
    let best = NDArray(uninitialized: [result.count], .float64)
    best.pointer(Double.self).update(from: from, count: result.count)
    out.update(repeating: 0, count: result.count)
    for row in 1..<max(1, shape[0]) {
      ck_fold_place_f64(
        reduction, best.pointer(Double.self), out, from + row * result.count, Int64(row),
        result.count)
    }
    return result
  }

  /// Whether any (or all) of a row of booleans are true; nil unless this is contiguous memory of them.
  func anyByKernel(isAny: Bool) -> Bool? {
    guard dtype == .bool, isContiguous else { return nil }
    let from = pointer(UInt8.self)
    // Eight bytes at a time, with an early end.
    var i = 0
    let raw = UnsafeRawPointer(from)
    let wanted: UInt64 = isAny ? 0 : 0x0101_0101_0101_0101
    while i + 8 <= count {
      if raw.loadUnaligned(fromByteOffset: i, as: UInt64.self) != wanted { return isAny }
      i += 8
    }
    while i < count {
      if (from[i] != 0) == isAny { return isAny }
      i += 1
    }
    return !isAny
  }
}
