/// The largest and the mean of each window, for one or two spatial axes after examples and channels.
extension NDArray {
  /// The largest number of each region, and where it stands in the row-major input: of several the
  /// first in row-major order, a NaN before all.
  package func maxPooled(_ regions: PoolRegions) throws -> (values: NDArray, winners: [Int]) {
    let result = NDArray(uninitialized: try pooledShape(regions), dtype)
    var winners: [Int] = []
    winners.reserveCapacity(result.count)
    func run<T: BinaryFloatingPoint>(_ type: T.Type) {
      let (from, to) = (pointer(T.self), result.pointer(T.self))
      forEachRegion(regions) { rows, columns, plane, width in
        var best = plane + rows.lowerBound * width + columns.lowerBound
        for row in rows {
          let start = plane + row * width
          for position in start + columns.lowerBound..<start + columns.upperBound {
            let (value, largest) = (from[position], from[best])
            if value > largest || (value.isNaN && !largest.isNaN) { best = position }
          }
        }
        to[winners.count] = from[best]
        winners.append(best)
      }
    }
    dtype == .float32 ? run(Float.self) : run(Double.self)
    return (result, winners)
  }

  /// The sum of each window, divided by the size of the whole window: what it sees of the padding
  /// counts as zeros.
  package func averagePooled(_ windows: Windows) throws -> NDArray {
    let regions = PoolRegions(windows)
    let result = NDArray(uninitialized: try pooledShape(regions), dtype)
    func run<T: BinaryFloatingPoint>(_ type: T.Type) {
      let (from, to) = (pointer(T.self), result.pointer(T.self))
      let count = T(windows.count)
      var next = 0
      forEachRegion(regions) { rows, columns, plane, width in
        var total: T = 0
        for row in rows {
          let start = plane + row * width
          for column in columns { total += from[start + column] }
        }
        to[next] = total / count
        next += 1
      }
    }
    dtype == .float32 ? run(Float.self) : run(Double.self)
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

  /// Each region of each channel in row-major order: its rows and columns, where the channel starts
  /// and how long its rows are.
  @inline(__always)
  private func forEachRegion(
    _ regions: PoolRegions,
    _ body: (_ rows: Range<Int>, _ columns: Range<Int>, _ plane: Int, _ width: Int) -> Void
  ) {
    let isLine = regions.input.count == 1
    let rows = isLine ? [0..<1] : regions.spans[0]
    let columns = regions.spans[regions.spans.count - 1]
    let width = regions.input[regions.input.count - 1]
    let size = regions.input.reduce(1, *)
    for plane in 0..<shape[0] * shape[1] {
      for row in rows {
        for column in columns { body(row, column, plane * size, width) }
      }
    }
  }
}
