import Arrays
import Autodiff

/// NumPy's `ndarray`.
package final class ArrayObject: Object {
  package let handle: ArrayHandle

  package init(_ handle: ArrayHandle) { self.handle = handle }
  package convenience init(_ array: NDArray) { self.init(ArrayHandle(array)) }

  package var array: NDArray { handle.array }

  override package var typeName: String { "numpy.ndarray" }

  override package func isTrue(_ session: Session) throws -> Bool {
    if array.count == 1 { return array.scalar.isTrue }
    throw array.count == 0
      ? PythonError.value(
        "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an "
          + "array is not empty.")
      : PythonError.value(
        "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
      )
  }

  override package func length(_ session: Session) throws -> Int {
    guard let first = array.shape.first else { throw PythonError.type("len() of unsized object") }
    return first
  }

  override package func representation(_ session: Session) -> String {
    arrayText(array, isRepresentation: true, session.printOptions)
  }
  override package func string(_ session: Session) -> String {
    arrayText(array, isRepresentation: false, session.printOptions)
  }
  override package func key(_ session: Session) throws -> HashKey {
    throw PythonError.type("unhashable type: 'numpy.ndarray'")
  }

  override package func attribute(_ name: String, _ session: Session) throws -> Value? {
    try ArrayMembers.attribute(name, of: self, session)
  }
  override package var attributeNames: [String] { ArrayMembers.names }

  override package func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    if name == "flat" {
      let flat = try NumPy.flat(self, session)
      if array.isContiguous { return try flat.setItem(.ellipsis, value, session) }
      throw PythonError.refused(
        "assignment to `.flat` of a view with gaps",
        hint: "assign to the view itself: x[...] = values")
    }
    guard name == "shape" else {
      throw PythonError.refused(
        "assignment to `.\(name)` of an array",
        hint: "make a new array: `.astype(…)`, `.reshape(…)`")
    }
    let shape = try session.shape(value)
    guard let view = array.view(as: try array.resolvedShape(shape)) else {
      throw PythonError("AttributeError", "incompatible shape for in-place modification")
    }
    let seen = session.engine.view(
      handle, view, Gate.code(named: "reshape"), .shape(view.shape))
    handle.array = view
    handle.node = seen.node
    handle.version = seen.version
  }

  override package func iterator(_ session: Session) throws -> IteratorObject {
    guard let length = array.shape.first else {
      throw PythonError.type("iteration over a 0-d array")
    }
    var position = 0
    return ClosureIterator("iterator") { [self] session in
      guard position < length else { return nil }
      defer { position += 1 }
      return try item(.int(position), session)
    }
  }

  override package func contains(_ value: Value, _ session: Session) throws -> Bool {
    let other = try session.tensor(value)
    return try NDArray.binary(.equal, Operand(array), other.operand).reduced(
      .any, axes: Array(0..<array.dimensions)
    ).scalar.isTrue
  }

  // MARK: Indexing

  private func resolve(_ key: Value, _ session: Session) throws -> ResolvedIndex {
    try ResolvedIndex(array, session.indexParts(key))
  }

  override package func item(_ key: Value, _ session: Session) throws -> Value {
    let index = try resolve(key, session)
    let isTraced = session.engine.tape != nil
    if index.arrays.isEmpty {
      if index.isElement {
        let value = NumPyScalar(index.view.scalar, array.dtype)
        guard isTraced else { return .scalar(value) }
        let source = session.engine.read(handle)
        guard session.engine.isTracked(source.node) else { return .scalar(value) }
        let picked = session.engine.record(
          Gate.code(named: "index"), [source], index.view.copy(), kind: .scalar,
          attribute: .region(
            try virtualRegion(key, session), text: try session.indexText(key)))
        var result = value
        result.node = picked.node
        return .scalar(result)
      }
      guard isTraced else { return .object(ArrayObject(ArrayHandle(index.view))) }
      let source = session.engine.read(handle)
      guard session.engine.isTracked(source.node) else {
        return .object(ArrayObject(ArrayHandle(index.view)))
      }
      return .object(
        ArrayObject(
          session.engine.view(
            handle, index.view, Gate.code(named: "index"),
            .region(try virtualRegion(key, session), text: try session.indexText(key)))))
    }
    let (shape, positions) = try index.positions()
    try session.charge(elements: positions.count)
    let result = index.view.gathered(positions, shape: shape)
    let source = session.engine.read(handle)
    let isTracked = session.engine.isTracked(source.node)
    var attribute = Attribute.none
    if isTracked {
      attribute = .region(try virtualRegion(key, session), text: try session.indexText(key))
    }
    let tensor = session.engine.record(
      Gate.code(named: "index"), [source], result, attribute: attribute)
    return session.value(tensor)
  }

  /// The index as positions in row-major order of this array's own shape, which is what its node stands for.
  func region(of key: Value, _ session: Session) throws -> Region {
    try virtualRegion(key, session)
  }

  private func virtualRegion(_ key: Value, _ session: Session) throws -> Region {
    let virtual = NDArray(
      cell: array.cell, dtype: array.dtype, shape: array.shape,
      strides: rowMajorStrides(array.shape), offset: 0)
    let index = try ResolvedIndex(virtual, session.indexParts(key))
    var region = Region(index.view)
    if !index.arrays.isEmpty {
      let (shape, positions) = try index.positions()
      region.shape = shape
      region.positions = positions.map { $0 + index.view.offset }
    }
    return region
  }

  override package func setItem(_ key: Value, _ value: Value, _ session: Session) throws {
    let index = try resolve(key, session)
    let source = try session.tensor(value)
    if array.dtype.isInteger || array.dtype == .bool, source.array.dtype.isFloat,
      source.array.doubles.contains(where: { !$0.isFinite })
    {
      throw PythonError.value("cannot convert float NaN to integer")
    }
    var region = Region(index.view)
    if !index.arrays.isEmpty {
      let (shape, positions) = try index.positions()
      region.shape = shape
      region.positions = positions.map { $0 + index.view.offset }
    }
    try session.charge(elements: region.positions?.count ?? index.view.count)
    try checkFits(source.array, region.shape)
    if let positions = region.positions, source.array.cell === array.cell,
      (key.asObject(ArrayObject.self)?.array).map({ $0.dtype == .bool && $0.shape == array.shape })
        ?? false
    {
      try MaskedOverlap.check(source.array, positions, region.shape)
    }
    try session.engine.write(source, to: handle, region, text: try session.indexText(key))
  }

  private func checkFits(_ value: NDArray, _ shape: [Int]) throws {
    var given = value.shape
    while given.count > shape.count, given.first == 1 { given.removeFirst() }
    if let common = try? broadcastShape([given, shape]), common == shape { return }
    throw PythonError.value(
      "could not broadcast input array from shape \(tightShape(value.shape)) into shape "
        + tightShape(shape))
  }

  /// `x ∘= e`: computes, then writes into the same memory, as every alias sees.
  override package func inPlace(_ operation: BinaryOperator, _ other: Value, _ session: Session)
    throws -> Value?
  {
    let before = session.engine.read(handle)
    let right = try session.tensor(other)
    let result = try session.arrayBinary(operation, before, right)
    if result.array.shape != array.shape {
      throw PythonError.value(
        "non-broadcastable output operand with shape \(tightShape(array.shape)) doesn't match the "
          + "broadcast shape \(tightShape(result.array.shape))")
    }
    if !canCast(result.array.dtype, to: array.dtype) {
      throw PythonError(
        "UFuncTypeError",
        "Cannot cast ufunc '\(operation.ufuncName)' output from dtype('\(result.array.dtype.name)') "
          + "to dtype('\(array.dtype.name)') with casting rule 'same_kind'",
        hint: "make the array float first: `x = x.astype(np.float64)`")
    }
    try session.charge(elements: array.count)
    let typed =
      result.array.dtype == array.dtype ? result : try session.engine.copy(result, array.dtype)
    try session.engine.write(typed, to: handle, Region(array), text: "[:]")
    return .object(self)
  }

  /// What `NDArray.small` can do, while nothing is traced.
  func quick(_ operation: BinaryOperator, _ other: Value, reflected: Bool) -> Value? {
    // Numbers in 0-d arrays come out as NumPy scalars.
    if array.dimensions == 0 { return nil }
    let kind: BinaryOperation
    switch operation {
    case .add: kind = .add
    case .subtract: kind = .subtract
    case .multiply: kind = .multiply
    case .divide: kind = .divide
    default: return nil
    }
    let result: NDArray?
    switch other {
    case .float(let x, _): result = array.small(kind, number: x, isReflected: reflected)
    case .int(let x, _): result = array.small(kind, number: Double(x), isReflected: reflected)
    case .scalar(let x) where x.dtype == .float64:
      result = array.small(kind, number: Double(bitPattern: x.bits), isReflected: reflected)
    case .object(let object) where type(of: object) == ArrayObject.self && !reflected:
      result = array.small(kind, unsafeDowncast(object, to: ArrayObject.self).array)
    default: return nil
    }
    return result.map { .object(ArrayObject(ArrayHandle($0))) }
  }

  private func canCast(_ from: DType, to: DType) -> Bool {
    if from == to || to.isFloat { return true }
    if from.isFloat { return false }
    return to != .bool || from == .bool
  }

  override package func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    if session.engine.tape == nil, let result = quick(operation, other, reflected: reflected) {
      return result
    }
    guard let right = try session.tensorOperand(other) else { return nil }
    let mine = session.engine.read(handle)
    let result = try session.arrayBinary(
      operation, reflected ? right : mine, reflected ? mine : right)
    return session.value(result)
  }

  override package func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) throws -> Value? {
    guard let right = try session.tensorOperand(other), let kind = operation.arrayOperation else {
      return nil
    }
    try session.charge(elements: max(array.count, right.array.count))
    if operation == .equal || operation == .notEqual,
      (try? broadcastShape([array.shape, right.array.shape])) == nil
    {
      throw PythonError.value(
        "operands could not be broadcast together with shapes \(tightShape(array.shape)) "
          + "\(tightShape(right.array.shape)) ")
    }
    return session.value(Tensor(try NDArray.binary(kind, Operand(array), right.operand)))
  }

  override package func unary(_ operation: UnaryOperator, _ session: Session) throws -> Value? {
    let mine = session.engine.read(handle)
    try session.charge(elements: array.count)
    switch operation {
    case .minus: return session.value(try session.engine.elementwise(.negate, mine))
    case .plus: return session.value(try session.engine.copy(mine))
    case .invert: return session.value(Tensor(try array.inverted()))
    case .not: return nil
    }
  }
}

extension BinaryOperator {
  var ufuncName: String {
    switch self {
    case .divide: "divide"
    case .floorDivide: "floor_divide"
    case .remainder: "remainder"
    case .matrixMultiply: "matmul"
    default: rawValue == "+" ? "add" : "\(self)"
    }
  }

  var arrayOperation: BinaryOperation? {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .floorDivide: .floorDivide
    case .remainder: .remainder
    case .power: .power
    case .bitAnd: .bitAnd
    case .bitOr: .bitOr
    case .bitXor: .bitXor
    case .leftShift: .leftShift
    case .rightShift: .rightShift
    case .matrixMultiply: nil
    }
  }
}

extension ComparisonOperator {
  var arrayOperation: BinaryOperation? {
    switch self {
    case .less: .less
    case .lessEqual: .lessEqual
    case .greater: .greater
    case .greaterEqual: .greaterEqual
    case .equal: .equal
    case .notEqual: .notEqual
    default: nil
    }
  }
}

/// NumPy's text of an array.
package func arrayText(
  _ array: NDArray, isRepresentation: Bool, _ options: ArrayTextOptions = ArrayTextOptions()
) -> String {
  let elements: ArrayElements
  switch array.dtype {
  case .float64: elements = .float64(array.doubles)
  case .float32: elements = .float32(array.doubles.map(Float.init))
  case .bool: elements = .bool(array.scalars.map(\.isTrue))
  case .uint64: elements = .unsigned(array.ints.map(UInt.init(bitPattern:)))
  default: elements = .integer(array.ints)
  }
  return isRepresentation
    ? ArrayText.repr(
      shape: array.shape, elements: elements, dtype: array.dtype.name, options: options)
    : ArrayText.str(
      shape: array.shape, elements: elements, dtype: array.dtype.name, options: options)
}
