/// One part of what stands between `[` and `]`.
package enum IndexPart {
  case integer(Int)
  /// Start, stop, step as written; nil where left out.
  case slice(Int?, Int?, Int?)
  case newAxis
  case ellipsis
  /// Integer or boolean array.
  case array(NDArray)
}

/// Where a slice starts, its step and how many elements it takes, for a given length.
package func resolvedSlice(_ start: Int?, _ stop: Int?, _ step: Int?, length: Int) throws
  -> (start: Int, step: Int, count: Int)
{
  let step = step ?? 1
  if step == 0 { throw PythonError.value("slice step cannot be zero") }
  func clamp(_ value: Int, _ low: Int, _ high: Int) -> Int {
    let position = value < 0 ? max(value, -length - 1) + length : value
    return Swift.min(Swift.max(position, low), high)
  }
  let first = step > 0 ? clamp(start ?? 0, 0, length) : clamp(start ?? length - 1, -1, length - 1)
  let last =
    step > 0
    ? clamp(stop ?? length, 0, length) : stop.map { clamp($0, -1, length - 1) } ?? -1
  let distance = step > 0 ? last - first : first - last
  let stride = step == Int.min ? Int.max : abs(step)
  return (first, step, distance <= 0 ? 0 : (distance - 1) / stride + 1)
}

/// The meaning of an index for one array: a view, then perhaps a selection of its elements by arrays.
package struct ResolvedIndex {
  /// What the basic parts select; arrays' axes are whole.
  package var view: NDArray
  /// Axes of `view` that arrays index, each with its integer array; empty for basic indexing.
  package var arrays: [(axis: Int, index: NDArray)] = []
  /// Where the arrays' common axes stand in the result.
  package var insertAt = 0
  /// An integer for every axis: the result is one element.
  package var isElement = false

  package init(_ array: NDArray, _ parts: [IndexPart]) throws {
    let consumed = parts.reduce(0) { total, part in
      switch part {
      case .integer, .slice: total + 1
      case .newAxis, .ellipsis: total
      case .array(let index): total + (index.dtype == .bool ? index.dimensions : 1)
      }
    }
    if consumed > array.dimensions {
      throw PythonError.index(
        "too many indices for array: array is \(array.dimensions)-dimensional, but \(consumed) "
          + "were indexed",
        hint: "its shape is \(pythonShape(array.shape))")
    }
    var parts = parts
    let ellipses = parts.indices.filter { if case .ellipsis = parts[$0] { true } else { false } }
    if ellipses.count > 1 {
      throw PythonError.index("an index can only have a single ellipsis ('...')")
    }
    let filler = [IndexPart](repeating: .slice(nil, nil, nil), count: array.dimensions - consumed)
    if let position = ellipses.first {
      parts.replaceSubrange(position...position, with: filler)
    } else {
      parts += filler
    }
    let hasArrays = parts.contains { if case .array = $0 { true } else { false } }
    var axis = 0
    var shape: [Int] = []
    var strides: [Int] = []
    var offset = array.offset
    var firstArray: Int?
    var lastArray = 0
    var isSplit = false
    for (position, part) in parts.enumerated() {
      func markArray() {
        if firstArray == nil {
          firstArray = shape.count
        } else if position != lastArray + 1 {
          isSplit = true
        }
        lastArray = position
      }
      switch part {
      case .newAxis:
        shape.append(1)
        strides.append(0)
      case .slice(let start, let stop, let step):
        let slice = try resolvedSlice(start, stop, step, length: array.shape[axis])
        shape.append(slice.count)
        strides.append(array.strides[axis] &* slice.step)
        if slice.count > 0 { offset += slice.start * array.strides[axis] }
        axis += 1
      case .integer(let value):
        let size = array.shape[axis]
        guard value >= -size, value < size else { throw Self.outOfBounds(value, axis, size) }
        if hasArrays {
          markArray()
          arrays.append((shape.count, NDArray(scalar: .int(value), .int64)))
          shape.append(size)
          strides.append(array.strides[axis])
        } else {
          offset += (value < 0 ? value + size : value) * array.strides[axis]
        }
        axis += 1
      case .array(let index):
        markArray()
        if index.dtype == .bool {
          for (number, size) in index.shape.enumerated() {
            if size != array.shape[axis + number] {
              throw PythonError.index(
                "boolean index did not match indexed array along axis \(axis + number); size of axis "
                  + "is \(array.shape[axis + number]) but size of corresponding boolean axis is \(size)"
              )
            }
          }
          for chosen in index.nonZero {
            arrays.append((shape.count, chosen))
            shape.append(array.shape[axis])
            strides.append(array.strides[axis])
            axis += 1
          }
        } else {
          if index.dtype.isFloat { throw Self.notAnIndex }
          arrays.append((shape.count, index))
          shape.append(array.shape[axis])
          strides.append(array.strides[axis])
          axis += 1
        }
      case .ellipsis: break
      }
    }
    isElement =
      !hasArrays && shape.isEmpty
      && parts.allSatisfy { if case .integer = $0 { true } else { false } }
      && ellipses.isEmpty
    insertAt = isSplit ? 0 : (firstArray ?? 0)
    view = NDArray(
      cell: array.cell, dtype: array.dtype, shape: shape, strides: strides, offset: offset)
  }

  package static let notAnIndex = PythonError.index(
    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean "
      + "arrays are valid indices")

  private static func outOfBounds(_ value: Int, _ axis: Int, _ size: Int) -> PythonError {
    .index(
      "index \(value) is out of bounds for axis \(axis) with size \(size)",
      hint: size == 0
        ? "the axis is empty" : "indices go from 0 to \(size - 1), or from -1 back to -\(size)")
  }

  /// Memory positions, from the view's first element, of the elements that arrays select, and the result's shape.
  package func positions() throws -> (shape: [Int], positions: [Int]) {
    let common: [Int]
    do {
      common = try broadcastShape(arrays.map(\.index.shape))
    } catch {
      let list = arrays.map { tightShape($0.index.shape) }.joined(separator: " ")
      throw PythonError.index(
        "shape mismatch: indexing arrays could not be broadcast together with shapes \(list) ")
    }
    let indexed = arrays.map(\.axis)
    let rest = view.shape.indices.filter { !indexed.contains($0) }
    var base = [Int](repeating: 0, count: try NDArray.checkedCount(common))
    for (axis, index) in arrays {
      let (size, stride) = (view.shape[axis], view.strides[axis])
      for (i, value) in index.broadcast(to: common).ints.enumerated() {
        guard value >= -size, value < size else { throw Self.outOfBounds(value, axis, size) }
        base[i] += (value < 0 ? value + size : value) * stride
      }
    }
    if rest.isEmpty { return (common, base) }
    let before = rest.filter { $0 < insertAt }
    let after = rest.filter { $0 >= insertAt }
    func offsets(_ axes: [Int]) -> [Int] {
      var result: [Int] = []
      view.permuted(axes).forEachPosition { result.append($0) }
      return result
    }
    let left = offsets(before)
    let right = offsets(after)
    let shape = before.map { view.shape[$0] } + common + after.map { view.shape[$0] }
    var result: [Int] = []
    result.reserveCapacity(try NDArray.checkedCount(shape))
    for a in left { for b in base { for c in right { result.append(a + b + c) } } }
    return (shape, result)
  }
}

extension NDArray {
  /// The coordinates of non-zero elements, one index array an axis.
  package var nonZero: [NDArray] {
    var coordinates = [[Int]](repeating: [], count: dimensions)
    var linear = 0
    let steps = rowMajorStrides(shape)
    forEachPosition { position in
      if load(at: position).isTrue {
        var rest = linear
        for axis in 0..<dimensions {
          coordinates[axis].append(rest / steps[axis])
          rest %= steps[axis]
        }
      }
      linear += 1
    }
    return coordinates.map { NDArray($0) }
  }

  /// New memory with the elements at these positions.
  package func gathered(_ positions: [Int], shape: [Int]) -> NDArray {
    let result = NDArray(uninitialized: shape, dtype)
    if dtype == .float64 {
      let out = result.pointer(Double.self)
      let from = pointer(Double.self)
      for (i, position) in positions.enumerated() { out[i] = from[position] }
    } else {
      for (i, position) in positions.enumerated() { result.set(i, load(at: position)) }
    }
    return result
  }

  /// Writes `value`, broadcast, into all elements of this view. The caller has called `prepareWrite`.
  package func assign(_ value: NDArray) throws {
    let source: NDArray
    do {
      source = try value.strippingLeadingOnes(to: dimensions).broadcastExactly(to: shape)
    } catch {
      throw PythonError.value(
        "could not broadcast input array from shape \(tightShape(value.shape)) into shape "
          + tightShape(shape))
    }
    var values = (source.cell === cell ? source.copy() : source).asType(dtype)
    if values.count == 0 { return }
    if values.shape != shape { values = values.broadcast(to: shape) }
    if dtype == .float64, isContiguous, values.isContiguous {
      pointer(Double.self).update(from: values.pointer(Double.self), count: count)
      return
    }
    var next = 0
    var from: [Int] = []
    from.reserveCapacity(count)
    values.forEachPosition { from.append($0) }
    forEachPosition {
      set($0, values.load(at: from[next]))
      next += 1
    }
  }

  /// Writes elements at positions, in order; later ones win.
  package func scatter(_ positions: [Int], shape selected: [Int], _ value: NDArray) throws {
    let source: NDArray
    do {
      source = try value.strippingLeadingOnes(to: selected.count).broadcastExactly(to: selected)
    } catch {
      throw PythonError.value(
        "shape mismatch: value array of shape \(tightShape(value.shape)) could not be broadcast to "
          + "indexing result of shape \(tightShape(selected))")
    }
    if dtype == .float64, source.dtype == .float64 {
      let to = pointer(Double.self)
      for (value, position) in Swift.zip(source.doubles, positions) { to[position] = value }
      return
    }
    let values = source.scalars
    for (i, position) in positions.enumerated() { set(position, values[i]) }
  }

  private func strippingLeadingOnes(to limit: Int) throws -> NDArray {
    var result = self
    while result.dimensions > limit, result.shape[0] == 1 {
      result = result.permuted(Array(1..<result.dimensions))
    }
    return result
  }

  /// Broadcast where the result has just this shape.
  package func broadcastExactly(to target: [Int]) throws -> NDArray {
    if try broadcastShape([shape, target]) != target {
      throw PythonError.value("cannot broadcast \(tightShape(shape)) to \(tightShape(target))")
    }
    return broadcast(to: target)
  }
}
