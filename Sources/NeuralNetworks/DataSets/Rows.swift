import Arrays

extension NDArray {
  /// The rows at these places along axis 0, in new memory.
  ///
  /// - Parameter places: each from 0 up to, not with, the number of rows.
  package func rows(_ places: [Int]) -> NDArray {
    guard dimensions > 0 else { return copy() }
    let source = contiguous
    let result = NDArray(uninitialized: [places.count] + shape.dropFirst(), dtype)
    let bytes = source.count / max(1, shape[0]) * dtype.size
    return withExtendedLifetime(source) {
      let from = source.cell.buffer.base + source.offset * dtype.size
      let to = result.cell.buffer.base
      for (row, place) in places.enumerated() where place >= 0 && place < shape[0] {
        (to + row * bytes).copyMemory(from: from + place * bytes, byteCount: bytes)
      }
      return result
    }
  }
}
