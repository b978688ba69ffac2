/// The shape that two or more shapes broadcast to, or NumPy's error with the axis explained.
package func broadcastShape(_ shapes: [[Int]]) throws -> [Int] {
  var result: [Int] = []
  for shape in shapes {
    while result.count < shape.count { result.insert(1, at: 0) }
    let shift = result.count - shape.count
    for (axis, size) in shape.enumerated() where size != 1 {
      if result[axis + shift] == 1 {
        result[axis + shift] = size
      } else if result[axis + shift] != size {
        let list = shapes.map(tightShape).joined(separator: " ")
        throw PythonError.value(
          "operands could not be broadcast together with shapes \(list) ",
          hint: "counted from the right, sizes must be equal or 1: "
            + "here \(result[axis + shift]) meets \(size)")
      }
    }
  }
  return result
}

extension NDArray {
  /// A view of a larger shape in which repeated axes have stride 0. The shape must come from `broadcastShape`.
  package func broadcast(to target: [Int]) -> NDArray {
    if target == shape { return self }
    let shift = target.count - shape.count
    var newStrides = [Int](repeating: 0, count: target.count)
    for axis in shape.indices where shape[axis] != 1 || target[axis + shift] == 1 {
      newStrides[axis + shift] = strides[axis]
    }
    return NDArray(cell: cell, dtype: dtype, shape: target, strides: newStrides, offset: offset)
  }
}
