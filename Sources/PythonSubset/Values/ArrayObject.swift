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

  override package func representation(_ session: Session) throws -> String {
    try session.charge(shown: array)
    return arrayText(array, isRepresentation: true, session.printOptions)
  }
  override package func string(_ session: Session) throws -> String {
    try session.charge(shown: array)
    return arrayText(array, isRepresentation: false, session.printOptions)
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
    try session.charge(elements: array.count * 4)
    return try NDArray.binary(.equal, Operand(array), other.operand).reduced(
      .any, axes: Array(0..<array.dimensions)
    ).scalar.isTrue
  }

  // MARK: Indexing

  private func resolve(_ key: Value, _ session: Session) throws -> ResolvedIndex {
    try ResolvedIndex(array, session.indexParts(key))
  }

  override package func item(_ key: Value, _ session: Session) throws -> Value {
    if !session.engine.isTracing, let found = quickItem(key) { return found }
    if let places = key.asObject(ArrayObject.self) {
      try session.charge(elements: places.array.count * 8)
    }
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
    if !session.engine.isTracing, quickSetItem(key, value) {
      return try session.charge(elements: array.count)
    }
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
    if !session.engine.isTracing, quickInPlace(operation, other) { return .object(self) }
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
      result.array.dtype == array.dtype ? result : try session.cast(result, to: array.dtype)
    try session.engine.write(typed, to: handle, Region(array), text: "[:]")
    return .object(self)
  }

  // MARK: Short ways, while nothing is traced

  /// The handle of an array, which the value holds.
  @inline(__always)
  static func handle(_ value: Value) -> Unmanaged<ArrayHandle>? {
    guard case .object(let object) = value, type(of: object) == ArrayObject.self else { return nil }
    return Unmanaged.passUnretained(unsafeDowncast(object, to: ArrayObject.self).handle)
  }

  /// Arithmetic of small arrays.
  static func quick(_ operation: BinaryOperator, _ a: Value, _ b: Value) -> Value? {
    if operation == .matrixMultiply { return quickProduct(a, b) }
    guard let kind = operation.quickOperation else { return nil }
    let result: ArrayHandle?
    if let x = handle(a) {
      if let number = b.quickNumber {
        result = x._withUnsafeGuaranteedRef {
          $0.arithmetic(kind, number: number, isReflected: false)
        }
      } else if let y = handle(b) {
        result = x._withUnsafeGuaranteedRef { x in
          y._withUnsafeGuaranteedRef { x.arithmetic(kind, $0) }
        }
      } else {
        return nil
      }
    } else if let number = a.quickNumber, let y = handle(b) {
      result = y._withUnsafeGuaranteedRef {
        $0.arithmetic(kind, number: number, isReflected: true)
      }
    } else {
      return nil
    }
    return result.map { .object(ArrayObject($0)) }
  }

  static func quickProduct(_ a: Value, _ b: Value) -> Value? {
    guard let x = handle(a), let y = handle(b) else { return nil }
    return x._withUnsafeGuaranteedRef { x in
      y._withUnsafeGuaranteedRef { y in
        if let number = x.innerProduct(y) { return .scalar(NumPyScalar(number)) }
        return x.smallProduct(y).map { .object(ArrayObject($0)) }
      }
    }
  }

  static func quickMaximum(_ a: Value, _ b: Value) -> Value? {
    if let x = handle(a), let number = b.quickNumber {
      return x._withUnsafeGuaranteedRef {
        $0.maximum(number: number, isReflected: false).map { .object(ArrayObject($0)) }
      }
    }
    if let y = handle(b), let number = a.quickNumber {
      return y._withUnsafeGuaranteedRef {
        $0.maximum(number: number, isReflected: true).map { .object(ArrayObject($0)) }
      }
    }
    return nil
  }

  private func quickInPlace(_ operation: BinaryOperator, _ other: Value) -> Bool {
    guard let kind = operation.quickOperation else { return false }
    if let number = other.quickNumber { return handle.arithmetic(inPlace: kind, number: number) }
    return Self.handle(other)?._withUnsafeGuaranteedRef {
      handle.arithmetic(inPlace: kind, $0)
    } ?? false
  }

  /// `x[i]`, `x[i, j]` of vectors and matrices.
  private func quickItem(_ key: Value) -> Value? {
    let found: (Scalar, DType)?
    if case .int(let i, 0) = key {
      found = handle.element(i)
    } else if let (i, j) = key.twoIntegers {
      found = handle.element(i, j)
    } else {
      return nil
    }
    return found.map { .scalar(NumPyScalar($0.0, $0.1)) }
  }

  /// `x[i] = number`, `x[i, j] = number`, `x[mask] = number`.
  private func quickSetItem(_ key: Value, _ value: Value) -> Bool {
    guard let number = value.quickNumber else { return false }
    if case .int(let i, 0) = key { return handle.setElement(i, to: number) }
    if let (i, j) = key.twoIntegers { return handle.setElement(i, j, to: number) }
    return Self.handle(key)?._withUnsafeGuaranteedRef { handle.fill(number, where: $0) } ?? false
  }

  private func canCast(_ from: DType, to: DType) -> Bool {
    if from == to || to.isFloat { return true }
    if from.isFloat { return false }
    return to != .bool || from == .bool
  }

  override package func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    guard let right = try session.tensorOperand(other) else { return nil }
    let mine = session.engine.read(handle)
    let result = try session.arrayBinary(
      operation, reflected ? right : mine, reflected ? mine : right)
    return session.value(result)
  }

  override package func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) throws -> Value? {
    if !session.engine.isTracing, let number = other.quickNumber,
      let kind = operation.arrayOperation,
      let result = handle.comparison(kind, number: number)
    {
      return .object(ArrayObject(result))
    }
    if operation == .equal || operation == .notEqual, other.isNone || other.text != nil {
      return .object(
        ArrayObject(StringArrayObject.filled(array.shape, operation == .notEqual)))
    }
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

extension Value {
  /// A number that takes part in float64 arithmetic as this double.
  @inline(__always)
  var quickNumber: Double? {
    switch self {
    case .float(let x, _): return x
    case .int(let x, _): return Double(x)
    case .scalar(let x) where x.dtype == .float64: return Double(bitPattern: x.bits)
    default: return nil
    }
  }

  /// Both elements of a pair of plain integers.
  @inline(__always)
  var twoIntegers: (Int, Int)? {
    guard case .object(let object) = self, type(of: object) == TupleObject.self else { return nil }
    let items = unsafeDowncast(object, to: TupleObject.self).items
    guard items.count == 2, case .int(let i, 0) = items[0], case .int(let j, 0) = items[1] else {
      return nil
    }
    return (i, j)
  }
}

extension BinaryOperator {
  /// The four operations that small arrays do on their own.
  var quickOperation: BinaryOperation? {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    default: nil
    }
  }

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
