import Arrays
import Autodiff

/// Values as arrays, shapes and indices, and back.
extension Session {
  /// A value as an array with its node: numbers, arrays, nested lists; nil for anything else.
  package func tensorOperand(_ value: Value) throws -> Tensor? {
    switch value {
    case .bool(let x): return Tensor(NDArray(scalar: .bool(x), .bool), kind: .bool)
    case .int(let x, let node):
      return Tensor(NDArray(scalar: .int(x), .int64), node: node, kind: .int)
    case .float(let x, let node):
      return Tensor(NDArray(scalar: .float(x), .float64), node: node, kind: .float)
    case .scalar(let scalar): return Tensor(scalar.array, node: scalar.node, kind: .scalar)
    case .object(let object):
      if let array = object as? ArrayObject { return engine.read(array.handle) }
      if let sequence = object as? SequenceObject { return try arrayOf(sequence.items) }
      if let range = object as? RangeObject {
        guard range.count > 0, range.count <= 1 << 24 else {
          return try arrayOf(items(of: value))
        }
        try charge(elements: range.count)
        let result = NDArray(uninitialized: [range.count], .int64)
        let (to, start, step) = (result.pointer(Int.self), range.start, range.step)
        for i in 0..<range.count { to[i] = start &+ i &* step }
        return Tensor(result)
      }
      return nil
    default: return nil
    }
  }

  package func tensor(_ value: Value) throws -> Tensor {
    if let tensor = try tensorOperand(value) { return tensor }
    if let variable = value.asObject(VariableObject.self) {
      return try tensor(variable.entered(self))
    }
    if value.asObject(IteratorObject.self) != nil {
      throw PythonError.refused("array of a generator", hint: "`list(…)` first")
    }
    if value.asObject(StringArrayObject.self) != nil {
      throw PythonError.refused(
        "use of an array of strings here",
        hint: "`x == 'a'` gives an array of bools, `.tolist()` a list of strings")
    }
    throw PythonError.refused(
      "array of \(typeName(value)) objects",
      hint: "arrays hold numbers and bools, or only strings: keep other objects in a list")
  }

  /// An array from items, nested as deep as they are. Tracked items are stacked on the tape.
  private func arrayOf(_ items: [Value]) throws -> Tensor {
    try enter()
    defer { leave() }
    // Each list becomes an array of its own, which is stacked with the others.
    try charge(items: 512 + items.count * 2)
    if items.isEmpty { return Tensor(NDArray(uninitialized: [0], .float64)) }
    if items.allSatisfy({ $0.number != nil }) {
      var type = dtype(of: items[0])
      for item in items { type = DType.promote(type, dtype(of: item)) }
      if items.contains(where: { engine.isTracked($0.node) }) {
        return try engine.stack(items.map { try tensor($0) }, axis: 0)
      }
      let result = NDArray(uninitialized: [items.count], type)
      for (i, item) in items.enumerated() {
        switch item {
        case .bool(let x): result.set(i, .bool(x))
        case .int(let x, _): result.set(i, .int(x))
        case .scalar(let scalar): result.set(i, scalar.value)
        default: result.set(i, .float(item.number ?? .nan))
        }
      }
      return Tensor(result)
    }
    let parts = try items.map { try tensor($0) }
    if parts.contains(where: { $0.array.shape != parts[0].array.shape }) {
      let depth = commonDepth(parts.map(\.array.shape))
      let detected = [parts.count] + parts[0].array.shape.prefix(depth)
      throw PythonError.value(
        "setting an array element with a sequence. The requested array has an inhomogeneous shape "
          + "after \(depth + 1) dimensions. The detected shape was "
          + "\(pythonShape(detected)) + inhomogeneous part.",
        hint: "all rows must have the same length")
    }
    return try engine.stack(parts, axis: 0)
  }

  private func commonDepth(_ shapes: [[Int]]) -> Int {
    var depth = 0
    while let size = shapes[0].dropFirst(depth).first,
      shapes.allSatisfy({ $0.count > depth && $0[depth] == size })
    {
      depth += 1
    }
    return depth
  }

  private func dtype(of value: Value) -> DType {
    switch value {
    case .bool: .bool
    case .int: .int64
    case .scalar(let scalar): scalar.dtype
    default: .float64
    }
  }

  /// What NumPy gives back for a result: an array, or a scalar where it has no dimensions.
  package func value(_ tensor: Tensor) -> Value {
    if tensor.array.dimensions == 0 {
      return .scalar(
        NumPyScalar(tensor.array.scalar, tensor.array.dtype, node: tensor.node))
    }
    return .object(ArrayObject(engine.adopt(tensor)))
  }

  /// A shape given as a number or a sequence of numbers.
  package func shape(_ value: Value) throws -> [Int] {
    if index(value) != nil { return [try size(value)] }
    if let sequence = value.asObject(SequenceObject.self) {
      return try sequence.items.map { try size($0) }
    }
    if let array = value.asObject(ArrayObject.self), array.array.dtype.isInteger,
      array.array.dimensions == 1
    {
      return try array.array.ints.map { try size(.int($0)) }
    }
    throw PythonError.type(
      "expected a sequence of integers or a single integer, got '\(try representation(value))'")
  }

  package func indexParts(_ key: Value) throws -> [IndexPart] {
    if let tuple = key.asObject(TupleObject.self) {
      return try tuple.items.map { try indexPart($0) }
    }
    return [try indexPart(key)]
  }

  private func indexPart(_ value: Value) throws -> IndexPart {
    switch value {
    case .none: return .newAxis
    case .ellipsis: return .ellipsis
    case .bool:
      throw PythonError.refused(
        "indexing of an array with a single bool",
        hint: "use an array of bools, or `if`")
    case .float: throw ResolvedIndex.notAnIndex
    default: break
    }
    if let index = index(value) { return .integer(index) }
    if let slice = value.asObject(SliceObject.self) {
      let (start, stop, step) = try slice.parts(self)
      return .slice(start, stop, step)
    }
    guard case .object(let object) = value,
      object is ArrayObject || object is SequenceObject || object is RangeObject
    else { throw ResolvedIndex.notAnIndex }
    let array = try tensor(value).array
    if array.count == 0, !(object is ArrayObject) { return .array(array.asType(.int64)) }
    if array.dtype.isFloat { throw ResolvedIndex.notAnIndex }
    return .array(array)
  }

  /// The index as a reader wrote it: `[0, 1:3]`.
  package func indexText(_ key: Value) throws -> String {
    func part(_ value: Value) throws -> String {
      if let slice = value.asObject(SliceObject.self) {
        let (start, stop, step) = try slice.parts(self)
        let ends = (start.map(String.init) ?? "") + ":" + (stop.map(String.init) ?? "")
        return ends + (step.map { ":\($0)" } ?? "")
      }
      if case .ellipsis = value { return "..." }
      if case .object(let object) = value, !(object is TupleObject) {
        if let array = object as? ArrayObject {
          return try array.array.dtype == .bool
            ? "mask" : array.array.count <= 6 ? array.string(self) : "indices"
        }
        let text = try representation(value)
        return text.count <= 24 ? text : "indices"
      }
      return try string(value)
    }
    if let tuple = key.asObject(TupleObject.self) {
      return "[" + (try tuple.items.map(part)).joined(separator: ", ") + "]"
    }
    return "[\(try part(key))]"
  }
}

extension Session {
  /// `x[()]`, `x[...]` and `x[None]` of a NumPy number.
  func subscripted(_ scalar: NumPyScalar, _ key: Value) throws -> Value {
    let parts = key.asObject(TupleObject.self)?.items ?? [key]
    var axes = 0
    var hasEllipsis = false
    for part in parts {
      switch part {
      case .none: axes += 1
      case .ellipsis where !hasEllipsis: hasEllipsis = true
      default:
        throw PythonError.index(
          "invalid index to scalar variable.", hint: "it is one number: write it without brackets")
      }
    }
    if parts.isEmpty { return .scalar(scalar) }
    lost(scalar.node, "an index of a number")
    let shape = [Int](repeating: 1, count: axes)
    let array = scalar.array
    return .object(ArrayObject(ArrayHandle(array.view(as: shape) ?? array)))
  }
}
