import CKernels

/// A block of memory that elements live in; freed with its last owner.
///
/// Small blocks lie behind the object itself, large ones in memory of their own.
package final class Buffer: ManagedBuffer<Buffer.Header, UInt64> {
  package struct Header {
    package var base: UnsafeMutableRawPointer
    package var byteCount: Int
  }

  /// Bytes of the largest block that lies behind its object.
  private static let largestInline = 512

  package static func make(byteCount: Int) -> Buffer {
    let isInline = byteCount <= largestInline
    let buffer = Buffer.create(minimumCapacity: isInline ? max(1, (byteCount + 7) / 8) : 0) {
      buffer in
      let base =
        isInline
        ? UnsafeMutableRawPointer(buffer.withUnsafeMutablePointerToElements { $0 })
        : ck_allocate(byteCount)
          ?? UnsafeMutableRawPointer.allocate(
            byteCount: byteCount + byteCount / 4 + 4096, alignment: 64)
      return Header(base: base, byteCount: byteCount)
    }
    return unsafeDowncast(buffer, to: Buffer.self)
  }

  package var base: UnsafeMutableRawPointer {
    @inline(__always) get { header.base }
  }
  package var byteCount: Int {
    @inline(__always) get { header.byteCount }
  }

  deinit { if byteCount > Self.largestInline { ck_release(base, byteCount) } }
}

/// What all views of one array share: the memory, and which node of the tape stands for its newest
/// contents. A write copies the memory first when a tape still needs the old contents.
package final class Cell {
  @exclusivity(unchecked) package var buffer: Buffer
  /// Grows with every write.
  @exclusivity(unchecked) package var version: UInt32 = 0
  /// The tape's node for the whole base as it is now; 0 if untracked.
  @exclusivity(unchecked) package var node: UInt32 = 0
  @exclusivity(unchecked) package var isReadOnly = false

  package init(_ buffer: Buffer) { self.buffer = buffer }
}

/// Where the elements of a view lie. Never changed: results share the layout of their operands, and
/// copying an array counts one reference for it.
package final class Layout: Sendable {
  package let shape: [Int]
  /// In elements, not bytes.
  package let strides: [Int]
  package let count: Int
  /// Whether elements lie in row-major order without gaps.
  package let isContiguous: Bool

  package init(shape: [Int], strides: [Int]) {
    self.shape = shape
    self.strides = strides
    count = shape.reduce(1, *)
    var expected = 1
    var hasGap = false
    for axis in shape.indices.reversed() where shape[axis] != 1 {
      if strides[axis] != expected { hasGap = true }
      expected = expected &* shape[axis]
    }
    isContiguous = !hasGap || count == 0
  }
}

/// An n-dimensional strided view of a cell, as NumPy's `ndarray`.
///
/// Copying the struct makes another view of the same memory; use `copy()` for new memory.
package struct NDArray {
  /// The largest number of elements; keeps byte counts far from overflow.
  package static let maximumElements = 1 << 31
  package static let maximumDimensions = 32

  package var cell: Cell
  package let layout: Layout
  package var offset: Int
  package var dtype: DType

  @inlinable
  package var shape: [Int] { layout.shape }
  /// In elements, not bytes.
  @inlinable
  package var strides: [Int] { layout.strides }
  @inlinable
  package var count: Int { layout.count }
  /// Whether elements lie in row-major order without gaps.
  @inlinable
  package var isContiguous: Bool { layout.isContiguous }

  package init(cell: Cell, dtype: DType, shape: [Int], strides: [Int], offset: Int) {
    self.cell = cell
    self.dtype = dtype
    layout = Layout(shape: shape, strides: strides)
    self.offset = offset
  }

  /// A new array with undefined contents. `shape` must have passed `checkedCount`.
  package init(uninitialized shape: [Int], _ dtype: DType) {
    let count = shape.reduce(1, *)
    self.init(
      cell: Cell(Buffer.make(byteCount: count * dtype.size)), dtype: dtype, shape: shape,
      strides: rowMajorStrides(shape), offset: 0)
  }

  /// A new array of the same type and layout, with undefined contents; `other` has no gaps.
  package init(uninitializedLike other: NDArray) {
    cell = Cell(Buffer.make(byteCount: other.count * other.dtype.size))
    dtype = other.dtype
    layout = other.layout
    offset = 0
  }

  package init(zeros shape: [Int], _ dtype: DType) {
    self.init(uninitialized: shape, dtype)
    cell.buffer.base.initializeMemory(as: UInt8.self, repeating: 0, count: cell.buffer.byteCount)
  }

  package init(_ values: [Double], shape: [Int]? = nil) {
    self.init(uninitialized: shape ?? [values.count], .float64)
    let target = pointer(Double.self)
    for (index, value) in values.enumerated() where index < count { target[index] = value }
  }

  package init(_ values: [Int], shape: [Int]? = nil) {
    self.init(uninitialized: shape ?? [values.count], .int64)
    let target = pointer(Int.self)
    for (index, value) in values.enumerated() where index < count { target[index] = value }
  }

  /// A 0-d array.
  package init(scalar: Scalar, _ dtype: DType) {
    self.init(uninitialized: [], dtype)
    set(0, scalar)
  }

  package var dimensions: Int { shape.count }

  /// The first element's address.
  package func pointer<T>(_ type: T.Type) -> UnsafeMutablePointer<T> {
    cell.buffer.base.assumingMemoryBound(to: T.self) + offset
  }

  /// Whether the view shows all of its cell's memory in order.
  package var coversCell: Bool {
    offset == 0 && count * dtype.size == cell.buffer.byteCount.roundedDown(to: dtype.size)
      && isContiguous
  }

  /// The number of elements of a shape, or NumPy's error.
  package static func checkedCount(_ shape: [Int]) throws -> Int {
    if shape.count > 64 {
      throw PythonError.value(
        "maximum supported dimension for an ndarray is currently 64, found \(shape.count)")
    }
    if shape.count > maximumDimensions {
      throw PythonError(
        "Limit", "an array of \(shape.count) axes has more than this program allows",
        hint: "arrays have at most \(maximumDimensions) axes")
    }
    var count = 1
    for size in shape {
      if size < 0 { throw PythonError.value("negative dimensions are not allowed") }
      // Empty axes count as one: strides must not overflow either.
      let (product, overflow) = count.multipliedReportingOverflow(by: max(1, size))
      if overflow || product > maximumElements {
        throw PythonError(
          "Limit", "an array of shape \(pythonShape(shape)) is larger than this program allows",
          hint: "arrays hold at most 2³¹ elements")
      }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  // MARK: Elements

  /// The element at a linear index in memory order from the view's first element.
  package func load(at position: Int) -> Scalar {
    let base = cell.buffer.base
    let index = offset + position
    switch dtype {
    case .bool: return .bool(base.assumingMemoryBound(to: Bool.self)[index])
    case .int8: return .int(Int(base.assumingMemoryBound(to: Int8.self)[index]))
    case .int16: return .int(Int(base.assumingMemoryBound(to: Int16.self)[index]))
    case .int32: return .int(Int(base.assumingMemoryBound(to: Int32.self)[index]))
    case .int64: return .int(base.assumingMemoryBound(to: Int.self)[index])
    case .uint8: return .int(Int(base.assumingMemoryBound(to: UInt8.self)[index]))
    case .uint16: return .int(Int(base.assumingMemoryBound(to: UInt16.self)[index]))
    case .uint32: return .int(Int(base.assumingMemoryBound(to: UInt32.self)[index]))
    case .uint64: return .int(Int(bitPattern: base.assumingMemoryBound(to: UInt.self)[index]))
    case .float32: return .float(Double(base.assumingMemoryBound(to: Float.self)[index]))
    case .float64: return .float(base.assumingMemoryBound(to: Double.self)[index])
    }
  }

  /// Stores into memory; integers wrap, floats become integers by truncation.
  package func set(_ position: Int, _ value: Scalar) {
    let base = cell.buffer.base
    let index = offset + position
    switch dtype {
    case .bool: base.assumingMemoryBound(to: Bool.self)[index] = value.isTrue
    case .int8: base.assumingMemoryBound(to: Int8.self)[index] = Int8(truncatingIfNeeded: value.int)
    case .int16:
      base.assumingMemoryBound(to: Int16.self)[index] = Int16(truncatingIfNeeded: value.int)
    case .int32:
      base.assumingMemoryBound(to: Int32.self)[index] = Int32(truncatingIfNeeded: value.int)
    case .int64: base.assumingMemoryBound(to: Int.self)[index] = value.int
    case .uint8:
      base.assumingMemoryBound(to: UInt8.self)[index] = UInt8(truncatingIfNeeded: value.int)
    case .uint16:
      base.assumingMemoryBound(to: UInt16.self)[index] = UInt16(truncatingIfNeeded: value.int)
    case .uint32:
      base.assumingMemoryBound(to: UInt32.self)[index] = UInt32(truncatingIfNeeded: value.int)
    case .uint64: base.assumingMemoryBound(to: UInt.self)[index] = UInt(bitPattern: value.int)
    case .float32: base.assumingMemoryBound(to: Float.self)[index] = Float(value.double)
    case .float64: base.assumingMemoryBound(to: Double.self)[index] = value.double
    }
  }

  /// The only element of an array of size one.
  package var scalar: Scalar { load(at: 0) }

  /// All elements in row-major order.
  package var scalars: [Scalar] {
    var result: [Scalar] = []
    result.reserveCapacity(count)
    forEachPosition { result.append(load(at: $0)) }
    return result
  }

  /// All elements in row-major order, as doubles.
  package var doubles: [Double] {
    if dtype == .float64, isContiguous {
      return Array(UnsafeBufferPointer(start: pointer(Double.self), count: count))
    }
    var result: [Double] = []
    result.reserveCapacity(count)
    forEachPosition { result.append(load(at: $0).double) }
    return result
  }

  /// All elements in row-major order, as integers.
  package var ints: [Int] {
    if dtype == .int64, isContiguous {
      return Array(UnsafeBufferPointer(start: pointer(Int.self), count: count))
    }
    var result: [Int] = []
    result.reserveCapacity(count)
    forEachPosition { result.append(load(at: $0).int) }
    return result
  }

  /// Calls `body` with the memory position, from the first element, of each element in row-major order.
  package func forEachPosition(_ body: (Int) -> Void) {
    if count == 0 { return }
    if isContiguous {
      for position in 0..<count { body(position) }
      return
    }
    var index = [Int](repeating: 0, count: shape.count)
    var position = 0
    while true {
      body(position)
      var axis = shape.count - 1
      while axis >= 0 {
        index[axis] += 1
        position += strides[axis]
        if index[axis] < shape[axis] { break }
        position -= index[axis] * strides[axis]
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// New memory with the same elements in row-major order.
  package func copy() -> NDArray { cast(to: dtype) }

  /// New row-major memory of another type; floats truncate toward zero, integers wrap.
  package func cast(to type: DType) -> NDArray {
    if let result = quicklyCast(to: type) { return result }
    let result = NDArray(uninitialized: shape, type)
    if type == dtype, isContiguous {
      result.cell.buffer.base.copyMemory(
        from: cell.buffer.base + offset * dtype.size, byteCount: count * dtype.size)
      return result
    }
    var next = 0
    if type == .float64, dtype == .float64 {
      let from = pointer(Double.self)
      let to = result.pointer(Double.self)
      forEachPosition {
        to[next] = from[$0]
        next += 1
      }
      return result
    }
    forEachPosition {
      result.set(next, load(at: $0))
      next += 1
    }
    return result
  }

  /// Itself if row-major without gaps, else a copy that is.
  package var contiguous: NDArray { isContiguous ? self : copy() }

  /// Makes the memory this cell's own before a write. Shape and strides stay true since the layout is kept.
  package func prepareWrite() {
    if !isKnownUniquelyReferenced(&cell.buffer) {
      let fresh = Buffer.make(byteCount: cell.buffer.byteCount)
      fresh.base.copyMemory(from: cell.buffer.base, byteCount: cell.buffer.byteCount)
      cell.buffer = fresh
    }
    cell.version &+= 1
  }

  /// The same elements in a cell of its own that shares the memory until either is written.
  package var snapshot: NDArray {
    NDArray(cell: Cell(cell.buffer), dtype: dtype, shape: shape, strides: strides, offset: offset)
  }

  /// Whether both show the same memory in the same way, as an array and its snapshot do until either
  /// is written.
  package func showsSameMemory(as other: NDArray) -> Bool {
    cell.buffer === other.cell.buffer && shape == other.shape && dtype == other.dtype
      && offset == other.offset && strides == other.strides
  }
}

/// One element outside an array.
package enum Scalar: Hashable, Sendable {
  case bool(Bool), int(Int), float(Double)

  package var double: Double {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): Double(value)
    case .float(let value): value
    }
  }

  /// Truncates; what does not fit becomes `Int.min`, as on x86-64.
  package var int: Int {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): value
    case .float(let value): Int(exactly: value.rounded(.towardZero)) ?? Int.min
    }
  }

  package var isTrue: Bool {
    switch self {
    case .bool(let value): value
    case .int(let value): value != 0
    case .float(let value): value != 0
    }
  }
}

extension Int {
  fileprivate func roundedDown(to unit: Int) -> Int { self / unit * unit }
}

package func rowMajorStrides(_ shape: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: shape.count)
  var stride = 1
  for axis in shape.indices.reversed() {
    strides[axis] = stride
    stride *= max(1, shape[axis])
  }
  return strides
}

/// `(2, 3)`, `(3,)` or `()`.
package func pythonShape(_ shape: [Int]) -> String {
  shape.count == 1 ? "(\(shape[0]),)" : "(" + shape.map(String.init).joined(separator: ", ") + ")"
}

/// `(2,3)`, as NumPy prints shapes in its messages.
package func tightShape(_ shape: [Int]) -> String {
  shape.count == 1 ? "(\(shape[0]),)" : "(" + shape.map(String.init).joined(separator: ",") + ")"
}
