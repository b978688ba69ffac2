import Arrays

/// An array as a program holds it: a view, and the node that stood for it when it was last read.
///
/// Writes through any view move the cell to a new node; a handle notices by the version.
package final class ArrayHandle {
  @exclusivity(unchecked) package var array: NDArray
  @exclusivity(unchecked) package var node: UInt32
  @exclusivity(unchecked) package var version: UInt32

  package init(_ array: NDArray, node: UInt32 = 0) {
    self.array = array
    self.node = node
    version = array.cell.version
  }
}

/// Short ways for arrays that nothing traces; nil or false where the general way is needed.
extension ArrayHandle {
  package var small: SmallArray? {
    @inline(__always) get {
      SmallArray(
        Unmanaged.passUnretained(array.cell), Unmanaged.passUnretained(array.layout),
        offset: array.offset, array.dtype)
    }
  }

  package func arithmetic(_ operation: BinaryOperation, number: Double, isReflected: Bool)
    -> ArrayHandle?
  {
    small?.arithmetic(operation, number: number, isReflected: isReflected).map { ArrayHandle($0) }
  }

  package func arithmetic(_ operation: BinaryOperation, _ other: ArrayHandle) -> ArrayHandle? {
    guard let x = small, let y = other.small else { return nil }
    return x.arithmetic(operation, y).map { ArrayHandle($0) }
  }

  package func arithmetic(inPlace operation: BinaryOperation, number: Double) -> Bool {
    array.overwrite(with: small?.arithmetic(operation, number: number, isReflected: false))
  }

  package func arithmetic(inPlace operation: BinaryOperation, _ other: ArrayHandle) -> Bool {
    guard let x = small, let y = other.small else { return false }
    return array.overwrite(with: x.arithmetic(operation, y))
  }

  package func comparison(_ operation: BinaryOperation, number: Double) -> ArrayHandle? {
    small?.comparison(operation, number: number).map { ArrayHandle($0) }
  }

  package func maximum(number: Double, isReflected: Bool) -> ArrayHandle? {
    small?.maximum(number: number, isReflected: isReflected).map { ArrayHandle($0) }
  }

  package func fill(_ number: Double, where mask: ArrayHandle) -> Bool {
    array.fill(number, where: mask.array)
  }

  /// The inner product of two small vectors.
  package func innerProduct(_ other: ArrayHandle) -> Double? {
    guard let x = small, let y = other.small else { return nil }
    return x.innerProduct(y)
  }

  /// The product of matrices with fewer than 4096 products to add.
  package func smallProduct(_ other: ArrayHandle) -> ArrayHandle? {
    guard array.count <= 1024, other.array.count <= 1024,
      array.count * (other.array.layout.shape.last ?? 1) < 4096
    else { return nil }
    return NDArray.plainProduct(array, other.array).map { ArrayHandle($0) }
  }

  /// The element of one or two whole-number indices.
  package func element(_ i: Int, _ j: Int? = nil) -> (Scalar, DType)? {
    array.position(i, j).map { (array.load(at: $0), array.dtype) }
  }

  package func setElement(_ i: Int, _ j: Int? = nil, to number: Double) -> Bool {
    array.position(i, j).map { array.store(number, at: $0) } ?? false
  }
}

extension Engine {
  /// A handle for a fresh result, whose memory it covers.
  package func adopt(_ tensor: Tensor) -> ArrayHandle {
    let handle = ArrayHandle(tensor.array, node: tensor.node)
    if isTracked(tensor.node), tensor.array.coversCell { tensor.array.cell.node = tensor.node }
    return handle
  }

  /// The array with the node of its newest contents.
  package func read(_ handle: ArrayHandle) -> Tensor {
    guard let tape else { return Tensor(handle.array) }
    let cell = handle.array.cell
    if handle.version == cell.version, handle.node >= tape.base {
      return Tensor(handle.array, node: handle.node)
    }
    guard cell.node >= tape.base, cell.node != 0 else { return Tensor(handle.array) }
    let whole = base(of: cell, like: handle.array)
    if handle.array.coversCell, handle.array.shape == whole.array.shape {
      handle.node = cell.node
    } else {
      let seen = record(
        Gate.code(named: "index"), [whole], handle.array,
        attribute: .region(Region(handle.array), text: "[view]"))
      handle.node = seen.node
    }
    handle.version = cell.version
    return Tensor(handle.array, node: handle.node)
  }

  /// The memory of a cell as the array that its node stands for.
  private func base(of cell: Cell, like array: NDArray) -> Tensor {
    var shape = [cell.buffer.byteCount / array.dtype.size]
    if let tape, cell.node >= tape.base, cell.node != 0 {
      shape = tape.shape(tape.index(cell.node))
    } else if array.coversCell {
      shape = array.shape
    }
    let whole = NDArray(
      cell: cell, dtype: array.dtype, shape: shape, strides: rowMajorStrides(shape), offset: 0)
    return Tensor(whole, node: cell.node)
  }

  /// Makes an untracked array an input of the graph.
  package func makeLeaf(_ handle: ArrayHandle) -> UInt32 {
    guard let tape else { return 0 }
    let array = handle.array
    let node = leaf(array.coversCell ? array : array.copy())
    let cell = array.cell
    if array.coversCell {
      cell.node = node
    } else {
      let before = base(of: cell, like: array)
      let constant = tape.push(
        GateCode.constant, .array, operands: [],
        record: .init(
          shape: before.array.shape, dtype: array.dtype, value: before.array.snapshot,
          attribute: .none), site: site)
      cell.node = tape.push(
        Gate.code(named: "write"), .array, operands: [constant, node],
        record: .init(
          shape: before.array.shape, dtype: array.dtype, value: nil,
          attribute: .region(Region(array), text: "[view]")), site: site)
    }
    handle.node = node
    handle.version = cell.version
    return node
  }

  /// Overwrites a part of the handle's memory, and records it where anything involved is tracked.
  ///
  /// - Parameter region: the part, as positions in the cell's memory.
  package func write(_ value: Tensor, to handle: ArrayHandle, _ region: Region, text: String) throws
  {
    let cell = handle.array.cell
    if cell.isReadOnly {
      throw PythonError.value(
        "assignment destination is read-only",
        hint: "write into a copy (`x = x.copy()`); a variable takes a new value by `v.data = …`")
    }
    let isRecorded = isTracked(value.node) || isTracked(cell.node)
    let before = base(of: cell, like: handle.array)
    var keptBefore: UInt32 = 0
    if isRecorded, let tape, !isTracked(cell.node) {
      keptBefore = tape.push(
        GateCode.constant, .array, operands: [],
        record: .init(
          shape: before.array.shape, dtype: handle.array.dtype, value: before.array.snapshot,
          attribute: .none), site: site)
    }
    handle.array.prepareWrite()
    let memory = NDArray(
      cell: cell, dtype: handle.array.dtype, shape: before.array.shape,
      strides: rowMajorStrides(before.array.shape), offset: 0)
    if let positions = region.positions {
      try memory.scatter(positions, shape: region.shape, value.array)
    } else {
      try region.view(of: memory).assign(value.array)
    }
    guard isRecorded, let tape else { return }
    if region.positions == nil, isTracked(value.node), value.array.shape == before.array.shape,
      value.array.dtype == handle.array.dtype, region.shape == before.array.shape,
      region.view(of: memory).coversCell
    {
      cell.node = value.node
    } else {
      let old = isTracked(cell.node) ? cell.node : keptBefore
      let valueNode = constantOrNode(value, tape)
      cell.node = tape.push(
        Gate.code(named: "write"), .array, operands: [old, valueNode],
        record: .init(
          shape: before.array.shape, dtype: handle.array.dtype, value: nil,
          attribute: .region(region, text: text)), site: site)
    }
    if handle.array.coversCell, handle.array.shape == before.array.shape {
      handle.node = cell.node
      handle.version = cell.version
    }
  }

  private func constantOrNode(_ value: Tensor, _ tape: Tape) -> UInt32 {
    if isTracked(value.node) { return value.node }
    if value.array.dimensions == 0 {
      return tape.constant(value.array.scalar.double, value.kind == .array ? .scalar : value.kind)
    }
    return tape.push(
      GateCode.constant, .array, operands: [],
      record: .init(
        shape: value.array.shape, dtype: value.array.dtype, value: value.array.copy(),
        attribute: .none), site: site)
  }

  /// A view that basic operations (slices, transposes) make: shares memory, records the gate.
  package func view(_ handle: ArrayHandle, _ array: NDArray, _ code: UInt8, _ attribute: Attribute)
    -> ArrayHandle
  {
    let source = read(handle)
    let seen = record(code, [source], array, attribute: attribute)
    return ArrayHandle(array, node: seen.node)
  }
}
