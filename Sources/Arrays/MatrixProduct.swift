import CKernels

extension NDArray {
  /// How many results each row of a left factor meets here: the columns of a matrix, 1 for a vector.
  package var productColumns: Int { dimensions < 2 ? 1 : max(1, shape[dimensions - 1]) }

  /// `a @ b` and `a.dot(b)`: the shape rules of `np.matmul`, or of `np.dot` where `isDot`.
  ///
  /// (…, n, k) · (…, k, m) → (…, n, m); a vector counts as a row on the left, a column on the right.
  package static func product(_ a: NDArray, _ b: NDArray, isDot: Bool) throws -> NDArray {
    if let result = plainProduct(a, b) { return result }
    if a.dimensions == 0 || b.dimensions == 0 {
      if isDot { return try binary(.multiply, Operand(a), Operand(b)) }
      throw PythonError.value(
        "matmul: Input operand \(a.dimensions == 0 ? 0 : 1) does not have enough dimensions "
          + "(has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) requires 1)",
        hint: "`@` needs arrays on both sides; a number multiplies with `*`")
    }
    let depth = a.shape[a.dimensions - 1]
    let depthAxis = max(0, b.dimensions - 2)
    if depth != b.shape[depthAxis] {
      let message =
        isDot
        ? "shapes \(tightShape(a.shape)) and \(tightShape(b.shape)) not aligned: \(depth) "
          + "(dim \(a.dimensions - 1)) != \(b.shape[depthAxis]) (dim \(depthAxis))"
        : "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
          + "(n?,k),(k,m?)->(n?,m?) (size \(b.shape[depthAxis]) is different from \(depth))"
      throw PythonError.value(message, hint: alignmentHint(a.shape, b.shape))
    }
    let type = DType.promote(a.dtype, b.dtype)
    let x = a.asType(type)
    let y = b.asType(type)
    if isDot, b.dimensions > 2 || (a.dimensions > 2 && b.dimensions > 1) {
      return try generalDot(x, y, type)
    }
    let left = x.dimensions == 1 ? try x.expanded(at: 0) : x
    let right = y.dimensions == 1 ? try y.expanded(at: 1) : y
    let batch = try broadcastShape([
      Array(left.shape.dropLast(2)), Array(right.shape.dropLast(2)),
    ])
    let rows = left.shape[left.dimensions - 2]
    let columns = right.shape[right.dimensions - 1]
    var outShape = batch
    if a.dimensions > 1 { outShape.append(rows) }
    if b.dimensions > 1 { outShape.append(columns) }
    _ = try checkedCount(outShape)
    let result =
      type.isFloat ? NDArray(uninitialized: outShape, type) : NDArray(zeros: outShape, type)
    let l = left.broadcast(to: batch + [rows, depth])
    let r = right.broadcast(to: batch + [depth, columns])
    let lBatch = l.permuted(Array(0..<batch.count))
    let rBatch = r.permuted(Array(0..<batch.count))
    var starts: [(Int, Int)] = []
    var rights: [Int] = []
    rBatch.forEachPosition { rights.append($0) }
    lBatch.forEachPosition { starts.append(($0, rights[starts.count])) }
    for (number, start) in starts.enumerated() {
      let out = number * rows * columns
      try multiply(l, r, start, result, out, rows, depth, columns)
    }
    return result
  }

  private static func alignmentHint(_ a: [Int], _ b: [Int]) -> String {
    let inner =
      "the last size on the left must equal the "
      + (b.count > 1 ? "second to last" : "only") + " one on the right"
    if a.count == 2, b.count == 2, a[1] == b[1] {
      return inner + "; `a @ b.T` would give \(pythonShape([a[0], b[0]]))"
    }
    return inner
  }

  private static func multiply(
    _ l: NDArray, _ r: NDArray, _ start: (Int, Int), _ result: NDArray, _ at: Int, _ rows: Int,
    _ depth: Int, _ columns: Int
  ) throws {
    let n = l.dimensions
    let m = r.dimensions
    let (a, aDepth) = (l.strides[n - 2], l.strides[n - 1])
    let (bDepth, b) = (r.strides[m - 2], r.strides[m - 1])
    let isDone: Int32
    switch result.dtype {
    case .float64:
      isDone = ck_product_f64(
        result.pointer(Double.self) + at, l.pointer(Double.self) + start.0, a, aDepth,
        r.pointer(Double.self) + start.1, bDepth, b, rows, depth, columns)
    case .float32:
      isDone = ck_product_f32(
        result.pointer(Float.self) + at, l.pointer(Float.self) + start.0, a, aDepth,
        r.pointer(Float.self) + start.1, bDepth, b, rows, depth, columns)
    case .int64:
      let out = result.pointer(Int.self) + at
      let (x, y) = (l.pointer(Int.self) + start.0, r.pointer(Int.self) + start.1)
      for i in 0..<rows {
        for k in 0..<depth {
          let factor = x[i * a + k * aDepth]
          for j in 0..<columns { out[i * columns + j] &+= factor &* y[k * bDepth + j * b] }
        }
      }
      isDone = 1
    default:
      multiplyIntegers(l, r, start, result, at, rows, depth, columns)
      isDone = 1
    }
    if isDone == 0 {
      throw PythonError(
        "MemoryError", "no memory for a product of (\(rows), \(depth)) and (\(depth), \(columns))",
        hint: "smaller arrays, or a sum over parts of them, need less")
    }
  }

  private static func multiplyIntegers(
    _ l: NDArray, _ r: NDArray, _ start: (Int, Int), _ result: NDArray, _ at: Int, _ rows: Int,
    _ depth: Int, _ columns: Int
  ) {
    let n = l.dimensions
    let m = r.dimensions
    for i in 0..<rows {
      for j in 0..<columns {
        var total = 0
        for k in 0..<depth {
          let x = l.load(at: start.0 + i * l.strides[n - 2] + k * l.strides[n - 1]).int
          let y = r.load(at: start.1 + k * r.strides[m - 2] + j * r.strides[m - 1]).int
          total = total &+ x &* y
        }
        result.set(at + i * columns + j, .int(total))
      }
    }
  }

  /// `np.dot` above two dimensions: last axis of `a` with second to last of `b`, all others kept.
  private static func generalDot(_ a: NDArray, _ b: NDArray, _ type: DType) throws -> NDArray {
    let depth = a.shape[a.dimensions - 1]
    let left = try a.contiguous.reshaped([-1, depth].fixingEmpty(a.count))
    let right = b.moved(b.dimensions - 2, to: 0)
    let flat = try right.contiguous.reshaped([depth, -1].fixingEmpty(b.count))
    let product = try product(left, flat, isDot: false)
    return try product.reshaped(
      Array(a.shape.dropLast()) + Array(right.shape.dropFirst()))
  }
}

extension [Int] {
  fileprivate func fixingEmpty(_ count: Int) -> [Int] {
    count == 0 ? map { $0 == -1 ? 0 : $0 } : self
  }
}
