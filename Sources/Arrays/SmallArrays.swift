import CKernels

/// A small float64 array without gaps and with at least one axis, looked at where it stands: no
/// reference is counted, so whoever looks holds the array meanwhile.
package struct SmallArray {
  let elements: UnsafeMutablePointer<Double>
  let layout: Unmanaged<Layout>
  let count: Int

  /// Elements of the largest array that goes this way.
  private static let largest = 255

  /// Nil for other arrays. Whoever looks holds the cell and the layout.
  package init?(_ cell: Unmanaged<Cell>, _ layout: Unmanaged<Layout>, offset: Int, _ dtype: DType) {
    let (count, isPlain) = layout._withUnsafeGuaranteedRef {
      ($0.count, $0.isContiguous && !$0.shape.isEmpty)
    }
    guard dtype == .float64, isPlain, count <= Self.largest else { return nil }
    let base = cell._withUnsafeGuaranteedRef { $0.buffer.header.base }
    elements = base.assumingMemoryBound(to: Double.self) + offset
    self.layout = layout
    self.count = count
  }
}

/// What loops over small arrays spend their time on, without the general rules of shapes and types.
/// Every function gives what the general one gives, or nil.
extension SmallArray {
  /// An array of the same layout, to be filled.
  private var blank: NDArray {
    NDArray(
      cell: Cell(Buffer.make(byteCount: count * 8)), layout: layout.takeUnretainedValue(),
      dtype: .float64)
  }

  /// Sum, difference, product or quotient with a number; nil where a result is not finite.
  package func arithmetic(_ operation: BinaryOperation, number: Double, isReflected: Bool)
    -> NDArray?
  {
    filled(operation) { out, body in
      var check = 0.0
      for i in 0..<count {
        let value = isReflected ? body(number, elements[i]) : body(elements[i], number)
        check += value - value
        out[i] = value
      }
      return check
    }
  }

  /// The same of two arrays of one shape, or of a matrix and a row.
  package func arithmetic(_ operation: BinaryOperation, _ other: SmallArray) -> NDArray? {
    if layout.toOpaque() == other.layout.toOpaque() || hasShape(of: other) {
      return filled(operation) { out, body in
        var check = 0.0
        for i in 0..<count {
          let value = body(elements[i], other.elements[i])
          check += value - value
          out[i] = value
        }
        return check
      }
    }
    guard isMatrix(ofRows: other) else { return nil }
    let row = other.count
    return filled(operation) { out, body in
      var check = 0.0
      for start in stride(from: 0, to: count, by: row) {
        for i in 0..<row {
          let value = body(elements[start + i], other.elements[i])
          check += value - value
          out[start + i] = value
        }
      }
      return check
    }
  }

  private func hasShape(of other: SmallArray) -> Bool {
    layout._withUnsafeGuaranteedRef { mine in
      other.layout._withUnsafeGuaranteedRef { mine.shape == $0.shape }
    }
  }

  private func isMatrix(ofRows row: SmallArray) -> Bool {
    layout._withUnsafeGuaranteedRef { mine in
      row.layout._withUnsafeGuaranteedRef {
        mine.shape.count == 2 && mine.shape[1] == row.count && row.count > 0
          && $0.shape.count <= 2 && $0.shape.last == row.count
      }
    }
  }

  /// Infinities and NaN leave a NaN in what `fill` returns.
  @inline(__always)
  private func filled(
    _ operation: BinaryOperation,
    _ fill: (UnsafeMutablePointer<Double>, (Double, Double) -> Double) -> Double
  ) -> NDArray? {
    let result = blank
    let out = result.pointer(Double.self)
    let check: Double
    switch operation {
    case .add: check = fill(out) { $0 + $1 }
    case .subtract: check = fill(out) { $0 - $1 }
    case .multiply: check = fill(out) { $0 * $1 }
    case .divide: check = fill(out) { $0 / $1 }
    default: return nil
    }
    return check == 0 ? result : nil
  }

  package func comparison(_ operation: BinaryOperation, number: Double) -> NDArray? {
    let result = NDArray(
      uninitialized: layout._withUnsafeGuaranteedRef { $0.shape }, .bool)
    let (x, out) = (elements, result.pointer(Bool.self))
    switch operation {
    case .less: for i in 0..<count { out[i] = x[i] < number }
    case .lessEqual: for i in 0..<count { out[i] = x[i] <= number }
    case .greater: for i in 0..<count { out[i] = x[i] > number }
    case .greaterEqual: for i in 0..<count { out[i] = x[i] >= number }
    case .equal: for i in 0..<count { out[i] = x[i] == number }
    default: return nil
    }
    return result
  }

  /// `np.maximum(x, number)`, `np.maximum(number, x)` where reflected.
  package func maximum(number: Double, isReflected: Bool) -> NDArray? {
    if number.isNaN { return nil }
    let result = blank
    let (x, out) = (elements, result.pointer(Double.self))
    // NaN stays NaN; of two equal numbers, such as 0 and −0, the second is taken.
    if isReflected {
      for i in 0..<count { out[i] = number > x[i] ? number : x[i] }
    } else {
      for i in 0..<count { out[i] = x[i] <= number ? number : x[i] }
    }
    return result
  }

  /// The inner product of two vectors of one length.
  package func innerProduct(_ other: SmallArray) -> Double? {
    let isVectors = layout._withUnsafeGuaranteedRef { mine in
      other.layout._withUnsafeGuaranteedRef { mine.shape.count == 1 && $0.shape.count == 1 }
    }
    guard isVectors, count == other.count else { return nil }
    var total = 0.0
    let isDone = ck_product_f64(&total, elements, 0, 1, other.elements, 1, 0, 1, count, 1)
    return isDone == 0 ? nil : total
  }
}

extension NDArray {
  /// A row-major array of a layout that another array has.
  init(cell: Cell, layout: Layout, dtype: DType) {
    self.cell = cell
    self.layout = layout
    self.dtype = dtype
    offset = 0
  }

  /// Writes a result of the same layout over the elements, where they may be written.
  package func overwrite(with result: NDArray?) -> Bool {
    guard let result, !cell.isReadOnly else { return false }
    prepareWrite()
    pointer(Double.self).update(from: result.pointer(Double.self), count: layout.count)
    return true
  }

  /// `x[mask] = number` for a float64 array and a mask of its shape, both without gaps; false where
  /// nothing was done.
  package func fill(_ number: Double, where mask: NDArray) -> Bool {
    guard dtype == .float64, mask.dtype == .bool, isContiguous, mask.isContiguous,
      layout.shape == mask.layout.shape, !layout.shape.isEmpty, !cell.isReadOnly
    else { return false }
    prepareWrite()
    ck_fill_64(
      pointer(UInt64.self), number.bitPattern, mask.pointer(UInt8.self), layout.count)
    return true
  }

  /// Where the element of one or two whole-number indices lies; nil for other dimensions and outside.
  @inline(__always)
  package func position(_ i: Int, _ j: Int? = nil) -> Int? {
    let (shape, strides) = (layout.shape, layout.strides)
    guard shape.count == (j == nil ? 1 : 2) else { return nil }
    let row = i < 0 ? i &+ shape[0] : i
    guard row >= 0, row < shape[0] else { return nil }
    guard let j else { return row &* strides[0] }
    let column = j < 0 ? j &+ shape[1] : j
    guard column >= 0, column < shape[1] else { return nil }
    return row &* strides[0] &+ column &* strides[1]
  }

  /// Stores one float64; false where the array is of another type or may not be written.
  @inline(__always)
  package func store(_ number: Double, at position: Int) -> Bool {
    guard dtype == .float64, !cell.isReadOnly else { return false }
    prepareWrite()
    pointer(Double.self)[position] = number
    return true
  }

  /// The product of two float64 arrays of one or two dimensions whose sizes fit, not both vectors.
  package static func plainProduct(_ a: NDArray, _ b: NDArray) -> NDArray? {
    guard a.dtype == .float64, b.dtype == .float64, (1...2).contains(a.layout.shape.count),
      (1...2).contains(b.layout.shape.count), a.layout.shape.count + b.layout.shape.count > 2
    else { return nil }
    let isMatrix = (a.layout.shape.count == 2, b.layout.shape.count == 2)
    let rows = isMatrix.0 ? a.layout.shape[0] : 1
    let columns = isMatrix.1 ? b.layout.shape[1] : 1
    let depth = b.layout.shape[0]
    guard depth == a.layout.shape[a.layout.shape.count - 1],
      rows.multipliedReportingOverflow(by: columns).partialValue <= maximumElements
    else { return nil }
    let shape = isMatrix.0 ? (isMatrix.1 ? [rows, columns] : [rows]) : [columns]
    let result = NDArray(uninitialized: shape, .float64)
    let isDone = ck_product_f64(
      result.pointer(Double.self), a.pointer(Double.self), isMatrix.0 ? a.layout.strides[0] : 0,
      a.layout.strides[a.layout.shape.count - 1], b.pointer(Double.self), b.layout.strides[0],
      isMatrix.1 ? b.layout.strides[1] : 0, rows, depth, columns)
    return isDone == 0 ? nil : result
  }
}
