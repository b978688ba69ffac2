import Arrays

/// Computes gates and records those that touch something tracked.
///
/// One engine belongs to one session; it is not shared between threads.
package final class Engine {
  /// What every operation of a program reads and writes, in memory of its own: other modules would
  /// check each use of a stored property for exclusive access.
  @usableFromInline
  package struct State {
    @usableFromInline var tape: Tape?
    /// The same, for what looks at it without counting a reference.
    @usableFromInline var bare: Unmanaged<Tape>?
    @usableFromInline var site: UInt32 = 0
    @usableFromInline var isPaused = false
  }

  @usableFromInline
  let state = UnsafeMutablePointer<State>.allocate(capacity: 1)

  /// Where gates are recorded; nil when nothing is traced.
  @inlinable
  package var tape: Tape? {
    @inline(__always) get { state.pointee.tape }
    @inline(__always) set {
      state.pointee.tape = newValue
      state.pointee.bare = newValue.map { Unmanaged.passUnretained($0) }
    }
  }
  /// Something is traced.
  @inlinable
  @inline(__always)
  package var isTracing: Bool { state.pointee.tape != nil }
  /// Where in the program the current operation stands.
  @inlinable
  package var site: UInt32 {
    @inline(__always) get { state.pointee.site }
    @inline(__always) set { state.pointee.site = newValue }
  }
  /// `with no_grad():` is open: nothing is recorded, and no tape may be opened for variables.
  @inlinable
  package var isPaused: Bool {
    @inline(__always) get { state.pointee.isPaused }
    @inline(__always) set { state.pointee.isPaused = newValue }
  }
  private var nextBase: UInt32 = 1

  package init() { state.initialize(to: State()) }

  deinit {
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Starts a tape whose ids follow all earlier ones.
  ///
  /// - Throws: a limit where earlier tapes have used up the ids.
  package func openTape(keepsGroups: Bool = false) throws -> Tape {
    if let tape { nextBase = max(nextBase, tape.base &+ UInt32(tape.count)) }
    guard nextBase < Tape.lastBase else {
      throw PythonError(
        "Limit", "the lesson has recorded more than \(Tape.lastBase) gates",
        hint: "fewer turns of the loops that compute gradients, or a lesson of its own for them")
    }
    let fresh = Tape(base: nextBase, keepsGroups: keepsGroups)
    tape = fresh
    return fresh
  }

  package func closeTape() {
    if let tape { nextBase = max(nextBase, tape.base &+ UInt32(tape.count)) }
    tape = nil
  }

  @inline(__always)
  package func isTracked(_ node: UInt32) -> Bool {
    guard node != 0, let bare = state.pointee.bare else { return false }
    return bare._withUnsafeGuaranteedRef { node >= $0.base }
  }

  // MARK: Numbers

  /// Records a gate of one or two numbers that the caller has computed. Returns 0 if nothing is tracked.
  package func number(
    _ code: UInt8, _ x: Double, _ xKind: NumberKind, _ xNode: UInt32, _ y: Double,
    _ yKind: NumberKind, _ yNode: UInt32, result: Double, _ kind: NumberKind
  ) -> UInt32 {
    guard let bare = state.pointee.bare else { return 0 }
    let site = site
    return bare._withUnsafeGuaranteedRef { tape in
      let hasX = xNode >= tape.base
      let hasY = yNode >= tape.base
      if !hasX && !hasY { return 0 }
      let a = hasX ? xNode : tape.constant(x, xKind)
      let b = hasY ? yNode : tape.constant(y, yKind)
      return tape.push(code, kind, a, b, value: result, site: site, flags: 2)
    }
  }

  package func number(_ code: UInt8, _ node: UInt32, result: Double, _ kind: NumberKind) -> UInt32 {
    guard node != 0, let bare = state.pointee.bare else { return 0 }
    let site = site
    return bare._withUnsafeGuaranteedRef { tape in
      node < tape.base
        ? 0 : tape.push(code, kind, node, node, value: result, site: site, flags: 1)
    }
  }

  /// A new leaf for a number.
  package func leaf(_ value: Double, _ kind: NumberKind) -> UInt32 {
    guard let tape else { return 0 }
    return tape.push(
      GateCode.leaf, kind, tape.base, tape.base, value: value, site: site, flags: 0)
  }

  /// A new leaf for an array that covers its memory; the caller attaches it.
  package func leaf(_ array: NDArray) -> UInt32 {
    guard let tape else { return 0 }
    return tape.push(
      GateCode.leaf, .array, operands: [],
      record: .init(
        shape: array.shape, dtype: array.dtype, value: array.snapshot, attribute: .none),
      site: site)
  }

  // MARK: Groups

  /// Records what `body` computes as one call that a reader can open.
  ///
  /// - Parameters:
  ///   - rule: what the call does to a gradient as a whole.
  ///   - inputs: what it was called with, in the order of its parameters.
  package func grouped<T>(
    _ name: String, _ rule: GroupRule? = nil, of inputs: [Tensor] = [], _ body: () throws -> T
  ) rethrows -> T {
    guard let tape, tape.keepsGroups else { return try body() }
    let outer = tape.currentGroup
    let start = tape.count
    tape.groupTable.append(
      Tape.GroupRecord(
        name: name, parent: outer, site: site, depth: tape.groupTable[Int(outer)].depth + 1,
        isProvided: true, rule: rule))
    tape.currentGroup = UInt32(tape.groupTable.count - 1)
    tape.groupTable[tape.groupTable.count - 1].inputs = inputs.map(\.node)
    defer {
      tape.currentGroup = outer
      if tape.count == start { tape.groupTable.removeLast() }
    }
    return try body()
  }

  /// Gives a step of a provided function a name that is shown inside it.
  func named(_ name: String, _ tensor: Tensor) -> Tensor {
    if isTracked(tensor.node), let tape, tape.keepsGroups { tape.innerNames[tensor.node] = name }
    return tensor
  }

  // MARK: Recording

  /// The node of an operand, made a constant if it is not tracked; its value is kept for backward.
  private func operandNode(_ tensor: Tensor, _ tape: Tape, keepsValue: Bool) -> UInt32 {
    if tensor.node >= tape.base, tensor.node != 0 {
      let index = tape.index(tensor.node)
      if keepsValue, let record = tape.record(index), record.value == nil {
        tape.setValue(index, kept(tensor.array))
      }
      return tensor.node
    }
    if tensor.array.dimensions == 0, tensor.kind != .array {
      return tape.constant(tensor.array.scalar.double, tensor.kind)
    }
    return tape.push(
      GateCode.constant, tensor.kind, operands: [],
      record: .init(
        shape: tensor.array.shape, dtype: tensor.array.dtype, value: kept(tensor.array),
        attribute: .none), site: site)
  }

  /// What the tape keeps of a value: the memory itself, shared until written, or a copy of a small part of it.
  private func kept(_ array: NDArray) -> NDArray {
    array.count * array.dtype.size * 2 > array.cell.buffer.byteCount ? array.snapshot : array.copy()
  }

  /// Records a gate if an operand is tracked.
  package func record(
    _ code: UInt8, _ operands: [Tensor], _ result: NDArray, kind: NumberKind = .array,
    attribute: Attribute = .none, keepsValue: Bool = true
  ) -> Tensor {
    guard let tape, operands.contains(where: { $0.node >= tape.base && $0.node != 0 }) else {
      return Tensor(result, kind: kind)
    }
    let usesValues = Gate.catalogue[Int(code)].usesValues
    let nodes = operands.map { operandNode($0, tape, keepsValue: usesValues) }
    if case .none = attribute, kind != .array, result.dimensions == 0, nodes.count <= 2,
      nodes.allSatisfy({ tape.flags[tape.index($0)] & 4 == 0 })
    {
      let node = tape.push(
        code, kind, nodes[0], nodes.count > 1 ? nodes[1] : nodes[0],
        value: result.scalar.double, site: site, flags: UInt8(nodes.count))
      return Tensor(result, node: node, kind: kind)
    }
    let node = tape.push(
      code, kind, operands: nodes,
      record: .init(
        shape: result.shape, dtype: result.dtype, value: keepsValue ? kept(result) : nil,
        attribute: attribute), site: site)
    return Tensor(result, node: node, kind: kind)
  }

  /// The kind of a result: 0-d results of NumPy operations are scalars.
  private func kind(of result: NDArray, _ operands: Tensor...) -> NumberKind {
    if result.dimensions > 0 { return .array }
    return operands.allSatisfy { $0.kind == .array } ? .array : .scalar
  }

  // MARK: Gates

  /// An elementwise gate of one operand.
  package func elementwise(_ gate: Gate, _ x: Tensor) throws -> Tensor {
    guard let rule = gate.elementwise else { return x }
    let result: NDArray
    switch rule.kernel {
    case .unary(let function): result = try x.array.map(function)
    case .negate: result = try x.array.negated()
    case .absolute: result = try x.array.absolute()
    case .relu:
      result = try .binary(
        .maximum, Operand(NDArray(scalar: .int(0), .int64), isWeak: true), x.operand)
    case .formula: result = try formula(rule, [x])
    case .binary: return x
    }
    return record(
      Gate.code(named: gate.name), [x], result,
      kind: x.kind == .array ? .array : kind(of: result, x))
  }

  /// An elementwise gate of two operands, broadcast.
  package func elementwise(_ gate: Gate, _ x: Tensor, _ y: Tensor) throws -> Tensor {
    guard let rule = gate.elementwise else { return x }
    let result: NDArray
    switch rule.kernel {
    case .binary(let operation): result = try NDArray.binary(operation, x.operand, y.operand)
    case .formula: result = try formula(rule, [x, y])
    case .unary, .negate, .absolute, .relu: return x
    }
    return record(Gate.code(named: gate.name), [x, y], result, kind: kind(of: result, x, y))
  }

  /// A rule's formula over whole arrays, unrecorded. Branches that are not taken are computed too,
  /// so what they overflow says nothing.
  private func formula(_ rule: ElementwiseRule, _ operands: [Tensor]) throws -> NDArray {
    let saved = tape
    tape = nil
    defer { tape = saved }
    let plain = operands.map { operand in
      Tensor(
        operand.array.dtype == .bool ? operand.array.asType(.float64) : operand.array,
        kind: operand.kind)
    }
    let result = try evaluate(rule.forward, plain, Tensor(0)).array
    ArithmeticNotes.clear()
    // Where only constants were chosen from, the operands' type did not come in.
    let types = plain.map(\.operand).filter { !$0.isWeak }.map(\.array.dtype)
    let isSingle =
      types.dropFirst().reduce(types.first) { type, next in
        type.map { DType.promote($0, next) }
      } == .float32
    return isSingle ? result.asType(.float32) : result
  }

  package func sum(_ x: Tensor, axes: [Int], keep: Bool) throws -> Tensor {
    record(
      Gate.code(named: "sum"), [x], try x.array.reduced(.sum, axes: axes, keep: keep),
      kind: reducedKind(x, axes, keep), attribute: .axes(axes, keep: keep))
  }

  package func mean(_ x: Tensor, axes: [Int], keep: Bool) throws -> Tensor {
    record(
      Gate.code(named: "mean"), [x], try x.array.mean(axes: axes, keep: keep),
      kind: reducedKind(x, axes, keep), attribute: .axes(axes, keep: keep))
  }

  package func productOfElements(_ x: Tensor, axes: [Int], keep: Bool) throws -> Tensor {
    record(
      Gate.code(named: "prod"), [x], try x.array.reduced(.product, axes: axes, keep: keep),
      kind: reducedKind(x, axes, keep), attribute: .axes(axes, keep: keep))
  }

  package func extreme(_ x: Tensor, largest: Bool, axes: [Int], keep: Bool) throws -> Tensor {
    record(
      Gate.code(named: largest ? "max" : "min"), [x],
      try x.array.reduced(largest ? .maximum : .minimum, axes: axes, keep: keep),
      kind: reducedKind(x, axes, keep), attribute: .axes(axes, keep: keep))
  }

  private func reducedKind(_ x: Tensor, _ axes: [Int], _ keep: Bool) -> NumberKind {
    !keep && axes.count == x.array.dimensions ? .scalar : .array
  }

  package func product(_ x: Tensor, _ y: Tensor, isDot: Bool = false) throws -> Tensor {
    if isDot, x.array.dimensions == 0 || y.array.dimensions == 0 {
      return try elementwise(.multiply, x, y)
    }
    let result = try NDArray.product(x.array, y.array, isDot: isDot)
    if isDot, y.array.dimensions > 2 || (x.array.dimensions > 2 && y.array.dimensions > 1),
      isTracked(x.node) || isTracked(y.node)
    {
      return try trackedDot(x, y)
    }
    return record(
      Gate.code(named: "matmul"), [x, y], result, kind: result.dimensions == 0 ? .scalar : .array)
  }

  /// `np.dot` above two dimensions, as a product of matrices between reshapes.
  private func trackedDot(_ x: Tensor, _ y: Tensor) throws -> Tensor {
    let depth = x.array.shape[x.array.dimensions - 1]
    let n = y.array.dimensions
    let order = [n - 2] + (0..<n).filter { $0 != n - 2 }
    let right = try transpose(y, order)
    let flatLeft = try reshape(x, [x.array.count / max(1, depth), depth])
    let flatRight = try reshape(right, [depth, y.array.count / max(1, depth)])
    return try reshape(
      product(flatLeft, flatRight),
      Array(x.array.shape.dropLast()) + Array(right.array.shape.dropFirst()))
  }

  package func reshape(_ x: Tensor, _ shape: [Int]) throws -> Tensor {
    let result = try x.array.reshaped(shape)
    if result.shape == x.array.shape, x.node != 0 { return Tensor(result, node: x.node) }
    return record(
      Gate.code(named: "reshape"), [x], result, attribute: .shape(result.shape))
  }

  package func transpose(_ x: Tensor, _ axes: [Int]) throws -> Tensor {
    if axes == Array(axes.indices) { return x }
    return record(
      Gate.code(named: "transpose"), [x], x.array.permuted(axes), attribute: .permutation(axes))
  }

  package func expand(_ x: Tensor, at axis: Int) throws -> Tensor {
    let result = try x.array.expanded(at: axis)
    return record(Gate.code(named: "reshape"), [x], result, attribute: .shape(result.shape))
  }

  package func swappingLastAxes(_ x: Tensor) throws -> Tensor {
    var axes = Array(0..<x.array.dimensions)
    axes.swapAt(axes.count - 1, axes.count - 2)
    return try transpose(x, axes)
  }

  package func broadcast(_ x: Tensor, to shape: [Int]) throws -> Tensor {
    if x.array.shape == shape { return x }
    return record(
      Gate.code(named: "broadcast"), [x], try x.array.broadcastExactly(to: shape),
      attribute: .shape(shape))
  }

  /// Sums over the axes along which a shape was repeated.
  package func unbroadcast(_ x: Tensor, to shape: [Int]) throws -> Tensor {
    if x.array.shape == shape { return x }
    let shift = x.array.dimensions - shape.count
    let axes = x.array.shape.indices.filter {
      $0 < shift || (shape[$0 - shift] == 1 && x.array.shape[$0] != 1)
    }
    let total = axes.isEmpty ? x : try sum(x, axes: axes, keep: true)
    return try reshape(total, shape)
  }

  /// The gradient of a reduction with its folded axes put back as 1.
  package func restoringAxes(_ x: Tensor, _ attribute: Attribute, _ shape: [Int]) throws -> Tensor {
    guard case .axes(let axes, let keep) = attribute, !keep else { return x }
    return try reshape(x, NDArray.reducedShape(shape, axes: axes, keep: true))
  }

  /// The elements of a row-major array that a region names.
  package func select(_ x: Tensor, _ region: Region, text: String) throws -> Tensor {
    let base = x.array.contiguous
    var part = region.view(of: Tensor(base).array)
    if region.positions == nil { part = part.copy() }
    return record(
      Gate.code(named: "index"), [x], part,
      kind: x.kind == .array && !part.shape.isEmpty ? .array : .scalar,
      attribute: .region(region, text: text))
  }

  /// Zeros of a shape with a value added at a region.
  package func place(_ x: Tensor, _ region: Region, text: String, shape: [Int]) throws -> Tensor {
    let type: DType = x.array.dtype.isFloat ? x.array.dtype : .float64
    let result = NDArray(zeros: shape, type)
    let value = try x.array.asType(type).broadcastExactly(to: region.shape)
    if let positions = region.positions {
      result.add(value, at: positions)
    } else {
      try region.view(of: result).assign(value)
    }
    return record(
      Gate.code(named: "place"), [x], result, attribute: .region(region, text: text))
  }

  /// A copy of a row-major array with a region overwritten.
  package func write(_ value: Tensor, into x: Tensor, _ region: Region, text: String) throws
    -> Tensor
  {
    let result = x.array.copy()
    if let positions = region.positions {
      try result.scatter(positions, shape: region.shape, value.array)
    } else {
      try region.view(of: result).assign(value.array)
    }
    return record(
      Gate.code(named: "write"), [x, value], result, attribute: .region(region, text: text))
  }

  package func concatenate(_ parts: [Tensor], axis: Int) throws -> Tensor {
    let result = try NDArray.concatenated(parts.map(\.array), axis: axis)
    return record(
      Gate.code(named: "concatenate"), parts, result,
      attribute: .axis(try normalizedAxis(axis, dimensions: result.dimensions)))
  }

  package func stack(_ parts: [Tensor], axis: Int) throws -> Tensor {
    let result = try NDArray.stacked(parts.map(\.array), axis: axis)
    return record(
      Gate.code(named: "stack"), parts, result,
      attribute: .axis(try normalizedAxis(axis, dimensions: result.dimensions)))
  }

  package func choose(_ condition: Tensor, _ x: Tensor, _ y: Tensor) throws -> Tensor {
    let result = try NDArray.choose(condition.array, x.operand, y.operand)
    let plain = Tensor(condition.array, kind: .array)
    return record(Gate.code(named: "where"), [plain, x, y], result)
  }

  /// The same elements in new memory, perhaps of another type.
  package func copy(_ x: Tensor, _ type: DType? = nil) throws -> Tensor {
    record(Gate.code(named: "copy"), [x], x.array.cast(to: type ?? x.array.dtype))
  }
}
