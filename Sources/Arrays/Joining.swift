extension NDArray {
  /// Arrays end to end along an existing axis.
  package static func concatenated(_ parts: [NDArray], axis: Int) throws -> NDArray {
    guard let first = parts.first else {
      throw PythonError.value("need at least one array to concatenate")
    }
    if first.dimensions == 0 {
      throw PythonError.value("zero-dimensional arrays cannot be concatenated")
    }
    let axis = try normalizedAxis(axis, dimensions: first.dimensions)
    var shape = first.shape
    shape[axis] = 0
    for (number, part) in parts.enumerated() {
      if part.dimensions != first.dimensions {
        throw PythonError.value(
          "all the input array dimensions except for the concatenation axis must match exactly, but "
            + "along dimension 0, the array at index 0 has \(first.dimensions) dimension(s) and the "
            + "array at index \(number) has \(part.dimensions) dimension(s)")
      }
      for other in shape.indices where other != axis && part.shape[other] != first.shape[other] {
        throw PythonError.value(
          "all the input array dimensions except for the concatenation axis must match exactly, but "
            + "along dimension \(other), the array at index 0 has size \(first.shape[other]) and the "
            + "array at index \(number) has size \(part.shape[other])")
      }
      shape[axis] += part.shape[axis]
    }
    _ = try checkedCount(shape)
    let type = parts.dropFirst().reduce(first.dtype) { DType.promote($0, $1.dtype) }
    let result = NDArray(uninitialized: shape, type)
    var start = 0
    for part in parts {
      try result.section(axis, start..<(start + part.shape[axis])).assign(part)
      start += part.shape[axis]
    }
    return result
  }

  /// Arrays of one shape along a new axis.
  package static func stacked(_ parts: [NDArray], axis: Int) throws -> NDArray {
    guard let first = parts.first else {
      throw PythonError.value("need at least one array to stack")
    }
    if parts.contains(where: { $0.shape != first.shape }) {
      throw PythonError.value("all input arrays must have the same shape")
    }
    return try concatenated(parts.map { try $0.expanded(at: axis) }, axis: axis)
  }

  /// A view of part of one axis.
  package func section(_ axis: Int, _ range: Range<Int>) -> NDArray {
    var newShape = shape
    newShape[axis] = range.count
    return NDArray(
      cell: cell, dtype: dtype, shape: newShape, strides: strides,
      offset: offset + range.lowerBound * strides[axis])
  }

  /// Elements of `a` where the condition holds, else of `b`.
  package static func choose(_ condition: NDArray, _ a: Operand, _ b: Operand) throws -> NDArray {
    let shape = try broadcastShape([condition.shape, a.array.shape, b.array.shape])
    let type = try resultType(a, b)
    if let result = chosenByKernel(
      condition.broadcast(to: shape), a.array.asType(type).broadcast(to: shape),
      b.array.asType(type).broadcast(to: shape))
    {
      return result
    }
    let result = NDArray(uninitialized: shape, type)
    let chosen = condition.broadcast(to: shape).scalars
    let x = a.array.broadcast(to: shape).scalars
    let y = b.array.broadcast(to: shape).scalars
    for i in 0..<result.count { result.set(i, chosen[i].isTrue ? x[i] : y[i]) }
    return result
  }

  /// `count` numbers from `start`, `step` apart, by NumPy's formula start + i·step.
  package static func range(_ start: Double, _ step: Double, count: Int) throws -> NDArray {
    _ = try checkedCount([count])
    let result = NDArray(uninitialized: [count], .float64)
    let out = result.pointer(Double.self)
    let second = start + step
    let delta = second - start
    for i in 0..<count { out[i] = i == 0 ? start : start + Double(i) * delta }
    return result
  }

  /// Evenly spaced numbers, the last exactly `stop` where it is included.
  package static func linearSpace(_ start: Double, _ stop: Double, count: Int, endpoint: Bool)
    throws -> NDArray
  {
    if count < 0 {
      throw PythonError.value("Number of samples, \(count), must be non-negative.")
    }
    _ = try checkedCount([count])
    let result = NDArray(uninitialized: [count], .float64)
    let out = result.pointer(Double.self)
    let divisions = endpoint ? count - 1 : count
    let delta = stop - start
    let step = delta / Double(divisions)
    for i in 0..<count {
      let scaled =
        divisions > 0 && step == 0
        ? Double(i) / Double(divisions) * delta : Double(i) * (divisions > 0 ? step : delta)
      out[i] = scaled + start
    }
    if endpoint, count > 1 { out[count - 1] = stop }
    return result
  }

  package static func identity(_ rows: Int, _ columns: Int, diagonal: Int, _ type: DType) throws
    -> NDArray
  {
    _ = try checkedCount([rows, columns])
    let result = NDArray(zeros: [rows, columns], type)
    for row in 0..<rows where row + diagonal >= 0 && row + diagonal < columns {
      result.set(row * columns + row + diagonal, .int(1))
    }
    return result
  }
}
