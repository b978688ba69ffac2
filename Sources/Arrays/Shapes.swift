/// Views with other shapes: no element moves unless it must.
extension NDArray {
  /// Axes in another order.
  package func permuted(_ axes: [Int]) -> NDArray {
    NDArray(
      cell: cell, dtype: dtype, shape: axes.map { shape[$0] }, strides: axes.map { strides[$0] },
      offset: offset)
  }

  package var transposed: NDArray { permuted(shape.indices.reversed()) }

  package func moved(_ axis: Int, to target: Int) -> NDArray {
    var order = shape.indices.filter { $0 != axis }
    order.insert(axis, at: target)
    return permuted(order)
  }

  /// A part of the last axis.
  package func slicedAlongLast(_ range: Range<Int>) throws -> NDArray {
    var newShape = shape
    newShape[newShape.count - 1] = range.count
    return NDArray(
      cell: cell, dtype: dtype, shape: newShape, strides: strides,
      offset: offset + range.lowerBound * (strides.last ?? 0))
  }

  /// The shape with at most one -1 filled in, or NumPy's error.
  package func resolvedShape(_ target: [Int]) throws -> [Int] {
    let unknown = target.indices.filter { target[$0] < 0 }
    if unknown.count > 1 { throw PythonError.value("can only specify one unknown dimension") }
    let known = try Self.checkedCount(target.filter { $0 >= 0 })
    var result = target
    if let axis = unknown.first {
      if known == 0 || count % known != 0 { throw cannotReshape(target) }
      result[axis] = count / known
    } else if known != count {
      throw cannotReshape(target)
    }
    return result
  }

  private func cannotReshape(_ target: [Int]) -> PythonError {
    let text = target.map { $0 < 0 ? "newaxis" : String($0) }.joined(separator: ",")
    return PythonError.value(
      "cannot reshape array of size \(count) into shape (\(text)\(target.count == 1 ? "," : ""))",
      hint: "the product of the new shape must be \(count)")
  }

  /// A view where strides allow it, else a copy. `target` may hold one -1.
  package func reshaped(_ target: [Int]) throws -> NDArray {
    let newShape = try resolvedShape(target)
    if let view = view(as: newShape) { return view }
    return copy().reshapedContiguous(newShape)
  }

  /// The strides-only reshape, or nil where elements would have to move.
  package func view(as newShape: [Int]) -> NDArray? {
    if isContiguous { return reshapedContiguous(newShape) }
    var sizes: [Int] = []
    var steps: [Int] = []
    for axis in shape.indices where shape[axis] != 1 {
      sizes.append(shape[axis])
      steps.append(strides[axis])
    }
    var newStrides = [Int](repeating: 0, count: newShape.count)
    var oldAxis = 0
    var newAxis = 0
    while oldAxis < sizes.count, newAxis < newShape.count {
      var oldSize = sizes[oldAxis]
      var newSize = newShape[newAxis]
      var oldEnd = oldAxis + 1
      var newEnd = newAxis + 1
      while oldSize != newSize {
        if newSize < oldSize {
          if newEnd >= newShape.count { return nil }
          newSize *= newShape[newEnd]
          newEnd += 1
        } else {
          if oldEnd >= sizes.count { return nil }
          if steps[oldEnd - 1] != sizes[oldEnd] * steps[oldEnd] { return nil }
          oldSize *= sizes[oldEnd]
          oldEnd += 1
        }
      }
      for axis in oldAxis..<(oldEnd - 1) where steps[axis] != sizes[axis + 1] * steps[axis + 1] {
        return nil
      }
      var stride = steps[oldEnd - 1]
      for axis in (newAxis..<newEnd).reversed() {
        newStrides[axis] = stride
        stride *= newShape[axis]
      }
      oldAxis = oldEnd
      newAxis = newEnd
    }
    return NDArray(cell: cell, dtype: dtype, shape: newShape, strides: newStrides, offset: offset)
  }

  private func reshapedContiguous(_ newShape: [Int]) -> NDArray {
    NDArray(
      cell: cell, dtype: dtype, shape: newShape, strides: rowMajorStrides(newShape), offset: offset)
  }

  /// Without axes of size 1 (all, or those given).
  package func squeezed(_ axes: [Int]?) throws -> NDArray {
    let chosen = try axes.map { try normalizedAxes($0, dimensions: dimensions) }
    if let chosen, chosen.contains(where: { shape[$0] != 1 }) {
      throw PythonError.value(
        "cannot select an axis to squeeze out which has size not equal to one")
    }
    let kept = shape.indices.filter { axis in
      chosen.map { !$0.contains(axis) } ?? (shape[axis] != 1)
    }
    return permuted(kept)
  }

  /// With a new axis of size 1 before `axis`.
  package func expanded(at axis: Int) throws -> NDArray {
    let position = try normalizedAxis(axis, dimensions: dimensions + 1)
    var newShape = shape
    var newStrides = strides
    newShape.insert(1, at: position)
    newStrides.insert(0, at: position)
    return NDArray(cell: cell, dtype: dtype, shape: newShape, strides: newStrides, offset: offset)
  }
}
