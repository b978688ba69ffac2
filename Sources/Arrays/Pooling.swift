import CKernels

/// The largest and the mean of each window, for one or two spatial axes after examples and channels.
extension NDArray {
  /// The largest number of each region, and where it stands in the row-major input: of several the
  /// first in row-major order, a NaN before all.
  package func maxPooled(_ regions: PoolRegions) throws -> (values: NDArray, winners: PoolWinners) {
    let result = NDArray(uninitialized: try pooledShape(regions), dtype)
    guard !regions.hasEmpty else {
      throw PythonError.value(
        "a window sees nothing but padding", hint: "padding at most half as wide as the window")
    }
    let hasBytes = regions.mostNumbers <= 256
    let codes = NDArray(uninitialized: result.shape, hasBytes ? .uint8 : .int32)
    try regions.withKernel(planes: shape[0] * shape[1], count: 1) { pool in
      pool.has_bytes = hasBytes ? 1 : 0
      if dtype == .float32 {
        ck_max_pool_f32(
          &pool, result.pointer(Float.self), codes.cell.buffer.base, pointer(Float.self))
      } else {
        ck_max_pool_f64(
          &pool, result.pointer(Double.self), codes.cell.buffer.base, pointer(Double.self))
      }
    }
    return (result, PoolWinners(regions: regions, codes: codes))
  }

  /// The adjoint of `maxPooled` for known winners: each number goes to its winner, all others get 0.
  package func maxPoolGradient(_ winners: PoolWinners, shape: [Int]) throws -> NDArray {
    let result = NDArray(uninitialized: shape, dtype)
    try winners.regions.withKernel(planes: shape[0] * shape[1], count: 1) { pool in
      pool.has_bytes = winners.codes.dtype == .uint8 ? 1 : 0
      let codes = winners.codes.cell.buffer.base
      if dtype == .float32 {
        ck_max_pool_gradient_f32(&pool, result.pointer(Float.self), codes, pointer(Float.self))
      } else {
        ck_max_pool_gradient_f64(&pool, result.pointer(Double.self), codes, pointer(Double.self))
      }
    }
    return result
  }

  /// The sum of each window, divided by the size of the whole window: what it sees of the padding
  /// counts as zeros.
  package func averagePooled(_ windows: Windows) throws -> NDArray {
    let regions = PoolRegions(windows)
    let result = NDArray(uninitialized: try pooledShape(regions), dtype)
    try regions.withKernel(planes: shape[0] * shape[1], count: windows.count) { pool in
      if dtype == .float32 {
        ck_average_pool_f32(&pool, result.pointer(Float.self), pointer(Float.self))
      } else {
        ck_average_pool_f64(&pool, result.pointer(Double.self), pointer(Double.self))
      }
    }
    return result
  }

  /// The adjoint of `averagePooled`.
  package func averagePoolGradient(_ windows: Windows, shape: [Int]) throws -> NDArray {
    let result = NDArray(uninitialized: shape, dtype)
    try PoolRegions(windows).withKernel(planes: shape[0] * shape[1], count: windows.count) { pool in
      if dtype == .float32 {
        ck_average_pool_gradient_f32(&pool, result.pointer(Float.self), pointer(Float.self))
      } else {
        ck_average_pool_gradient_f64(&pool, result.pointer(Double.self), pointer(Double.self))
      }
    }
    return result
  }

  /// Adds the elements of an array of the same real type to those at some positions, one by one.
  package func add(_ values: NDArray, at positions: [Int]) {
    let values = values.contiguous
    guard dtype.isFloat, values.dtype == dtype, values.count == positions.count else { return }
    func run<T: BinaryFloatingPoint>(_ type: T.Type) {
      let (from, to) = (values.pointer(T.self), pointer(T.self))
      for (index, position) in positions.enumerated() where position >= 0 && position < count {
        to[position] += from[index]
      }
    }
    dtype == .float32 ? run(Float.self) : run(Double.self)
  }

  private func pooledShape(_ regions: PoolRegions) throws -> [Int] {
    let shape = Array(self.shape.prefix(2)) + regions.output
    _ = try Self.checkedCount(shape)
    return shape
  }
}

/// Which element of each region is the largest: row-major positions in the input, one a result.
///
/// Kept as places within the regions, one byte each where regions have at most 256 numbers.
package struct PoolWinners: RandomAccessCollection {
  package let regions: PoolRegions
  /// uint8 or int32, in the result's shape, row-major without gaps.
  package let codes: NDArray

  package var startIndex: Int { 0 }
  package var endIndex: Int { codes.count }

  package subscript(index: Int) -> Int {
    let code =
      codes.dtype == .uint8
      ? Int(codes.pointer(UInt8.self)[index]) : Int(codes.pointer(Int32.self)[index])
    let (rows, columns) = regions.planar
    let (plane, place) = index.quotientAndRemainder(dividingBy: rows.count * columns.count)
    let (row, column) = (rows[place / columns.count], columns[place % columns.count])
    let width = regions.input[regions.input.count - 1]
    return plane * regions.input.reduce(1, *)
      + (row.lowerBound + code / column.count) * width + column.lowerBound + code % column.count
  }
}

extension PoolRegions {
  /// Ranges of rows and of columns; one axis lies in one row.
  fileprivate var planar: (rows: [Range<Int>], columns: [Range<Int>]) {
    (spans.count == 1 ? [0..<1] : spans[0], spans[spans.count - 1])
  }

  fileprivate var hasEmpty: Bool { spans.contains { $0.contains(where: \.isEmpty) } }

  /// Numbers of the largest region.
  fileprivate var mostNumbers: Int {
    spans.reduce(1) { $0 * ($1.map(\.count).max() ?? 1) }
  }

  /// The regions as the kernels take them.
  fileprivate func withKernel(
    planes: Int, count: Int, _ body: (inout CKPool) -> Void
  ) throws {
    guard input.allSatisfy({ $0 <= Int32.max }) else {
      throw PythonError("Limit", "an axis of \(input.max() ?? 0) places is too long to pool")
    }
    let (rows, columns) = planar
    guard planes > 0, !rows.isEmpty, !columns.isEmpty else { return }
    func isRegular(_ ranges: [Range<Int>]) -> Bool {
      guard ranges.count > 1 else { return true }
      let step = ranges[1].lowerBound - ranges[0].lowerBound
      return ranges.indices.dropFirst().allSatisfy {
        ranges[$0].count == ranges[0].count
          && ranges[$0].lowerBound == ranges[0].lowerBound + $0 * step
      }
    }
    func bounds(_ ranges: [Range<Int>], _ bound: (Range<Int>) -> Int) -> [Int32] {
      ranges.map { Int32(truncatingIfNeeded: bound($0)) }
    }
    let (tops, bottoms) = (bounds(rows, \.lowerBound), bounds(rows, \.upperBound))
    let (lefts, rights) = (bounds(columns, \.lowerBound), bounds(columns, \.upperBound))
    let height = input.count == 1 ? 1 : input[0]
    tops.withUnsafeBufferPointer { top in
      bottoms.withUnsafeBufferPointer { bottom in
        lefts.withUnsafeBufferPointer { left in
          rights.withUnsafeBufferPointer { right in
            var pool = CKPool(
              planes: planes, input: (height, input[input.count - 1]),
              output: (rows.count, columns.count), starts: (top.baseAddress, left.baseAddress),
              ends: (bottom.baseAddress, right.baseAddress),
              is_regular: isRegular(rows) && isRegular(columns) ? 1 : 0, has_bytes: 0,
              count: Double(count))
            body(&pool)
          }
        }
      }
    }
  }
}
