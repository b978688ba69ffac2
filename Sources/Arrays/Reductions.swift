import CKernels

/// Operations that fold axes away.
package enum Reduction: String, CaseIterable, Sendable {
  case sum, product, maximum, minimum, any, all
}

/// Axes as NumPy takes them: all of them, or a list that may count from the end.
package func normalizedAxes(_ axes: [Int]?, dimensions: Int) throws -> [Int] {
  guard let axes else { return Array(0..<dimensions) }
  var result: [Int] = []
  for axis in axes {
    let normalized = try normalizedAxis(axis, dimensions: dimensions)
    if result.contains(normalized) { throw PythonError.value("duplicate value in 'axis'") }
    result.append(normalized)
  }
  return result.sorted()
}

package func normalizedAxis(_ axis: Int, dimensions: Int) throws -> Int {
  guard axis >= -dimensions, axis < dimensions else {
    throw PythonError(
      "AxisError",
      "axis \(axis) is out of bounds for array of dimension \(dimensions)",
      hint: dimensions == 0
        ? "a number has no axes" : "axes go from 0 to \(dimensions - 1), or from -1 backwards")
  }
  return axis < 0 ? axis + dimensions : axis
}

extension NDArray {
  /// Shape after folding `axes`, with 1 in their place if `keep`.
  package static func reducedShape(_ shape: [Int], axes: [Int], keep: Bool) -> [Int] {
    keep
      ? shape.enumerated().map { axes.contains($0.offset) ? 1 : $0.element }
      : shape.enumerated().filter { !axes.contains($0.offset) }.map(\.element)
  }

  /// Folds `axes`; sums of floats are pairwise along the fastest axis as in NumPy.
  package func reduced(_ reduction: Reduction, axes: [Int], keep: Bool = false) throws -> NDArray {
    let outShape = Self.reducedShape(shape, axes: axes, keep: keep)
    let kept = shape.indices.filter { !axes.contains($0) }
    let foldCount = axes.reduce(1) { $0 * shape[$1] }
    if foldCount == 0, reduction == .maximum || reduction == .minimum {
      throw PythonError.value(
        "zero-size array to reduction operation \(reduction.rawValue) which has no identity")
    }
    switch reduction {
    case .sum:
      let type: DType =
        dtype == .bool || dtype.isSigned ? .int64 : dtype.isUnsigned ? .uint64 : dtype
      return try asType(type).summed(kept: kept, axes: axes, outShape, type)
    case .product:
      let type: DType =
        dtype == .bool || dtype.isSigned ? .int64 : dtype.isUnsigned ? .uint64 : dtype
      return try asType(type).folded(kept: kept, axes: axes, outShape, type, .multiply)
    case .maximum:
      if dtype == .bool { return try reduced(.any, axes: axes, keep: keep) }
      return try folded(kept: kept, axes: axes, outShape, dtype, .maximum)
    case .minimum:
      if dtype == .bool { return try reduced(.all, axes: axes, keep: keep) }
      return try folded(kept: kept, axes: axes, outShape, dtype, .minimum)
    case .any, .all:
      let isAny = reduction == .any
      if kept.isEmpty, let found = anyByKernel(isAny: isAny) {
        let result = NDArray(uninitialized: outShape, .bool)
        result.pointer(Bool.self)[0] = found
        return result
      }
      let result = NDArray(uninitialized: outShape, .bool)
      let out = result.pointer(Bool.self)
      var next = 0
      let rows = permuted(kept + axes)
      let outer = kept.reduce(1) { $0 * shape[$1] }
      var values = rows.scalars.makeIterator()
      while next < outer {
        var found = !isAny
        for _ in 0..<foldCount {
          let isTrue = values.next()?.isTrue ?? false
          found = isAny ? found || isTrue : found && isTrue
        }
        out[next] = found
        next += 1
      }
      return result
    }
  }

  /// Arithmetic mean; integers give float64.
  package func mean(axes: [Int], keep: Bool = false) throws -> NDArray {
    let type: DType = dtype.isFloat ? dtype : .float64
    let total = try asType(type).reduced(.sum, axes: axes, keep: keep)
    let count = axes.reduce(1) { $0 * shape[$1] }
    return try .binary(
      .divide, Operand(total),
      Operand(NDArray(scalar: .float(Double(count)), .float64), isWeak: true)
    )
  }

  /// Mean of squared deviations, `ddof` taken off the count.
  package func variance(axes: [Int], keep: Bool = false, ddof: Int = 0) throws -> NDArray {
    let type: DType = dtype.isFloat ? dtype : .float64
    let x = asType(type)
    let centre = try x.mean(axes: axes, keep: true)
    let count = max(0, axes.reduce(1) { $0 * shape[$1] } - ddof)
    let divisor = Operand(NDArray(scalar: .float(Double(count)), .float64), isWeak: true)
    if let total = x.deviations(from: centre, axes: axes, keep: keep) {
      return try .binary(.divide, Operand(total), divisor)
    }
    let difference = try NDArray.binary(.subtract, Operand(x), Operand(centre))
    let squares = try NDArray.binary(.multiply, Operand(difference), Operand(difference))
    let total = try squares.reduced(.sum, axes: axes, keep: keep)
    return try .binary(.divide, Operand(total), divisor)
  }

  /// Index of the first largest (or smallest) element along an axis; NaN counts as largest of all.
  package func argument(largest: Bool, axis: Int, keep: Bool = false) throws -> NDArray {
    let size = shape[axis]
    if size == 0 {
      throw PythonError.value(
        "attempt to get arg\(largest ? "max" : "min") of an empty sequence")
    }
    let kept = shape.indices.filter { $0 != axis }
    let result = NDArray(
      uninitialized: Self.reducedShape(shape, axes: [axis], keep: keep), .int64)
    let out = result.pointer(Int.self)
    if dtype == .float64, strides[axis] == 1 {
      let from = pointer(Double.self)
      var row = 0
      permuted(kept).forEachPosition { start in
        out[row] = ck_place_f64(largest ? CK_LARGEST : CK_SMALLEST, from + start, size)
        row += 1
      }
      return result
    }
    if let quick = argumentByKernel(largest: largest, axis: axis, result) { return quick }
    let values = permuted(kept + [axis]).asType(.float64).doubles
    for row in 0..<result.count {
      var best = 0
      for i in 1..<max(1, size) {
        let value = values[row * size + i]
        let known = values[row * size + best]
        if known.isNaN { break }
        if value.isNaN || (largest ? value > known : value < known) { best = i }
      }
      out[row] = best
    }
    return result
  }

  /// Running sums along an axis.
  package func cumulated(_ axis: Int, product: Bool = false) throws -> NDArray {
    let type: DType = dtype.isFloat ? dtype : .int64
    let result = cast(to: type)
    if result.count == 0 { return result }
    switch (type, product) {
    case (.float64, false): result.cumulate(axis) { (a: Double, b: Double) in a + b }
    case (.float64, true): result.cumulate(axis) { (a: Double, b: Double) in a * b }
    case (.float32, false): result.cumulate(axis) { (a: Float, b: Float) in a + b }
    case (.float32, true): result.cumulate(axis) { (a: Float, b: Float) in a * b }
    case (_, false): result.cumulate(axis) { (a: Int, b: Int) in a &+ b }
    case (_, true): result.cumulate(axis) { (a: Int, b: Int) in a &* b }
    }
    return result
  }

  /// Folds each element into the next along an axis of row-major memory.
  @inline(__always)
  private func cumulate<T>(_ axis: Int, _ body: (T, T) -> T) {
    let memory = pointer(T.self)
    let step = shape[(axis + 1)...].reduce(1, *)
    let length = shape[axis] * step
    for start in stride(from: 0, to: count, by: length) {
      if step == 1 {
        var total = memory[start]
        for i in start + 1..<start + length {
          total = body(total, memory[i])
          memory[i] = total
        }
      } else {
        for i in start + step..<start + length { memory[i] = body(memory[i - step], memory[i]) }
      }
    }
  }

  // MARK: Loops

  private func summed(kept: [Int], axes: [Int], _ outShape: [Int], _ type: DType) throws
    -> NDArray
  {
    guard type.isFloat else {
      return try folded(kept: kept, axes: axes, outShape, type, .add)
    }
    return type == .float32
      ? pairwise(kept: kept, axes: axes, outShape, type, Float.self)
      : pairwise(kept: kept, axes: axes, outShape, type, Double.self)
  }

  /// NumPy's order: pairwise along the fastest axis when it is folded, else row added to row.
  private func pairwise<T: FloatElement & FoldedElement>(
    kept: [Int], axes: [Int], _ outShape: [Int], _ type: DType, _: T.Type
  ) -> NDArray {
    let result = NDArray(zeros: outShape, type)
    let out = result.pointer(T.self)
    if count == 0 { return result }
    let from = pointer(T.self)
    let folds = coalesced(axes)
    let keptStride = kept.filter { shape[$0] > 1 }.map { abs(strides[$0]) }.min() ?? Int.max
    if let inner = folds.last, abs(inner.stride) <= keptStride {
      let others = folds.dropLast()
      let rows = others.reduce(1) { $0 * $1.size }
      let view = NDArray(
        cell: cell, dtype: dtype, shape: kept.map { shape[$0] } + others.map(\.size),
        strides: kept.map { strides[$0] } + others.map(\.stride), offset: offset)
      var position = 0
      view.forEachPosition { start in
        let sum = pairwiseSum(from + start, inner.size, inner.stride)
        out[position / rows] += sum
        position += 1
      }
      return result
    }
    let view = permuted(axes.sorted { abs(strides[$0]) > abs(strides[$1]) } + kept)
    let size = result.count
    let keeps = permuted(kept)
    if keeps.isContiguous {
      // Whole rows at a time: the same additions in the same order.
      permuted(axes.sorted { abs(strides[$0]) > abs(strides[$1]) }).forEachPosition { start in
        T.fold(CK_SUM, out, from + start, size)
      }
      return result
    }
    var position = 0
    view.forEachPosition { start in
      out[position] += from[start]
      position += 1
      if position == size { position = 0 }
    }
    return result
  }

  /// The axes from slowest to fastest, neighbours in memory joined.
  private func coalesced(_ axes: [Int]) -> [(size: Int, stride: Int)] {
    var result: [(size: Int, stride: Int)] = []
    let sorted = axes.filter { shape[$0] > 1 }.sorted { abs(strides[$0]) > abs(strides[$1]) }
    for axis in sorted {
      if let last = result.last, last.stride == strides[axis] * shape[axis] {
        result[result.count - 1] = (last.size * shape[axis], strides[axis])
      } else {
        result.append((shape[axis], strides[axis]))
      }
    }
    return result
  }

  private func folded(
    kept: [Int], axes: [Int], _ outShape: [Int], _ type: DType, _ operation: BinaryOperation
  ) throws -> NDArray {
    let kernel: CKReduction? =
      switch operation {
      case .add: CK_SUM
      case .maximum: CK_LARGEST
      case .minimum: CK_SMALLEST
      default: nil
      }
    if let kernel,
      let result = foldedByKernel(kernel, kept: kept, axes: axes, outShape)
    {
      return result
    }
    let result = NDArray(uninitialized: outShape, type)
    if operation == .multiply, kept.isEmpty, let total = productInOrder() {
      result.set(0, .float(total))
      return result
    }
    let size = axes.reduce(1) { $0 * shape[$1] }
    if count == 0 || size == 0 {
      let identity: Scalar = operation == .multiply ? .int(1) : .int(0)
      for i in 0..<result.count { result.set(i, identity) }
      return result
    }
    var position = 0
    var total = Scalar.int(0)
    permuted(kept + axes).forEachPosition { start in
      let value = self.load(at: start)
      total = position % size == 0 ? value : total.folding(value, operation)
      position += 1
      if position % size == 0 { result.set(position / size - 1, total) }
    }
    return result
  }
}

extension Scalar {
  /// One step of a fold: `+ × max min`, integers wrapping, NaN winning.
  fileprivate func folding(_ other: Scalar, _ operation: BinaryOperation) -> Scalar {
    if case .float(let b) = other {
      let a = double
      switch operation {
      case .add: return .float(a + b)
      case .multiply: return .float(a * b)
      case .maximum: return .float(Double.larger(a, b))
      default: return .float(Double.smaller(a, b))
      }
    }
    let (a, b) = (int, other.int)
    switch operation {
    case .add: return .int(a &+ b)
    case .multiply: return .int(a &* b)
    case .maximum: return .int(Swift.max(a, b))
    default: return .int(Swift.min(a, b))
    }
  }
}

/// NumPy's pairwise sum: eight accumulators over blocks of 128, halves above that.
func pairwiseSum<T: FloatElement & FoldedElement>(
  _ from: UnsafeMutablePointer<T>, _ count: Int, _ stride: Int
) -> T {
  if stride == 1 || count < 2 { return T.reduce(CK_SUM, from, count) }
  if count <= 128 {
    // A copy in order, which the loop for rows adds in the same way.
    return withUnsafeTemporaryAllocation(of: T.self, capacity: count) { row in
      guard let base = row.baseAddress else { return .zero }
      for i in 0..<count { (base + i).initialize(to: from[i * stride]) }
      return T.reduce(CK_SUM, base, count)
    }
  }
  var half = count / 2
  half -= half % 8
  return pairwiseSum(from, half, stride)
    + pairwiseSum(from + half * stride, count - half, stride)
}
