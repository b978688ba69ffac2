import Arrays
import Autodiff

/// What operators and protocols mean for values of any type.
extension Session {
  package func typeName(_ value: Value) -> String {
    switch value {
    case .unbound: "unbound"
    case .none: "NoneType"
    case .ellipsis: "ellipsis"
    case .notImplemented: "NotImplementedType"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .scalar(let scalar): scalar.dtype == .bool ? "numpy.bool" : "numpy.\(scalar.dtype.name)"
    case .object(let object): object.typeName
    }
  }

  package func isTrue(_ value: Value) throws -> Bool {
    switch value {
    case .bool(let value): value
    case .int(let value, _): value != 0
    case .float(let value, _): value != 0
    case .scalar(let scalar): scalar.value.isTrue
    case .none, .unbound: false
    case .ellipsis, .notImplemented: true
    case .object(let object): try object.isTrue(self)
    }
  }

  // MARK: Binary

  package func binary(_ operation: BinaryOperator, _ a: Value, _ b: Value) throws -> Value {
    if !engine.isTracing, let result = ArrayObject.quick(operation, a, b) { return result }
    if let result = quickScalars(operation, a, b) { return result }
    if let result = try numeric(operation, a, b) { return result }
    if case .object(let left) = a,
      !b.isVariable || left is VariableObject || left is StringObject
    {
      if let result = try left.binary(operation, b, reflected: false, self) { return result }
    }
    if case .object(let right) = b {
      if a.isScalar, right is SequenceObject, let array = try tensorOperand(b) {
        return value(try arrayBinary(operation, tensor(a), array))
      }
      if let result = try right.binary(operation, a, reflected: true, self) { return result }
    }
    if b.isScalar, let left = a.asObject(SequenceObject.self),
      let array = try tensorOperand(.object(left))
    {
      return value(try arrayBinary(operation, array, tensor(b)))
    }
    if operation == .multiply {
      for (sequence, other) in [(a, b), (b, a)] {
        if case .object(let object) = sequence, object is SequenceObject || object is StringObject {
          throw PythonError.type(
            "can't multiply sequence by non-int of type '\(typeName(other))'",
            hint: "`int(…)` makes a whole number")
        }
      }
    }
    throw unsupported(operation, a, b)
  }

  package func inPlace(_ operation: BinaryOperator, _ a: Value, _ b: Value) throws -> Value {
    if case .object(let left) = a, let result = try left.inPlace(operation, b, self) {
      return result
    }
    return try binary(operation, a, b)
  }

  package func unary(_ operation: UnaryOperator, _ a: Value) throws -> Value {
    switch (operation, a) {
    case (.not, _): return .bool(!(try isTrue(a)))
    case (.minus, .int(let x, let node)):
      let (result, overflow) = (0).subtractingReportingOverflow(x)
      if overflow { throw PythonError.integersPast64Bits }
      return .int(
        result, node == 0 ? 0 : engine.number(GateCode.negate, node, result: Double(result), .int))
    case (.minus, .float(let x, let node)):
      return .float(-x, node == 0 ? 0 : engine.number(GateCode.negate, node, result: -x, .float))
    case (.minus, .bool(let x)): return .int(x ? -1 : 0)
    case (.plus, .bool(let x)): return .int(x ? 1 : 0)
    case (.plus, .int), (.plus, .float), (.plus, .scalar): return a
    case (.invert, .int(let x, _)): return .int(~x)
    case (.invert, .bool(let x)): return .int(~(x ? 1 : 0))
    case (.minus, .scalar(let scalar)):
      let result = try scalar.array.negated()
      var negated = NumPyScalar(result.scalar, scalar.dtype)
      if scalar.node != 0 {
        negated.node = engine.number(
          GateCode.negate, scalar.node, result: result.scalar.double, .scalar)
      }
      return .scalar(negated)
    case (.invert, .scalar(let scalar)):
      return .scalar(NumPyScalar(try scalar.array.inverted().scalar, scalar.dtype))
    case (_, .object(let object)):
      if let result = try object.unary(operation, self) { return result }
    default: break
    }
    throw PythonError.type("bad operand type for unary \(operation.rawValue): '\(typeName(a))'")
  }

  // MARK: Comparison

  package func isSame(_ a: Value, _ b: Value) throws -> Bool {
    switch (a, b) {
    case (.object(let x), .object(let y)): x === y
    case (.none, .none), (.ellipsis, .ellipsis), (.notImplemented, .notImplemented): true
    case (.bool(let x), .bool(let y)): x == y
    case (.int(let x, _), .int(let y, _)): x == y
    case (.float(let x, _), .float(let y, _)): x.bitPattern == y.bitPattern && !x.isNaN
    case (.scalar(let x), .scalar(let y)): x.bits == y.bits && x.dtype == y.dtype
    default: false
    }
  }

  package func equal(_ a: Value, _ b: Value) throws -> Bool {
    try isTrue(compare(.equal, a, b))
  }

  package func compare(_ operation: ComparisonOperator, _ a: Value, _ b: Value) throws -> Value {
    switch operation {
    case .is: return .bool(try isSame(a, b))
    case .isNot: return .bool(!(try isSame(a, b)))
    case .in: return .bool(try contains(b, a))
    case .notIn: return .bool(!(try contains(b, a)))
    default: break
    }
    if case .int(let x, _) = a, case .int(let y, _) = b { return .bool(ordered(operation, x, y)) }
    if let x = a.number, let y = b.number {
      let answer = ordered(operation, x, y)
      return a.isScalar || b.isScalar ? .scalar(NumPyScalar(.bool(answer), .bool)) : .bool(answer)
    }
    // What they hold is compared in turn.
    try step()
    try enter()
    defer { leave() }
    if case .object(let left) = a, let result = try left.compare(operation, b, self) {
      return result
    }
    if case .object(let right) = b, let result = try right.compare(operation.mirrored, a, self) {
      return result
    }
    switch operation {
    case .equal: return .bool(try isSame(a, b))
    case .notEqual: return .bool(!(try isSame(a, b)))
    default:
      throw PythonError.type(
        "'\(operation.rawValue)' not supported between instances of '\(typeName(a))' and "
          + "'\(typeName(b))'")
    }
  }

  private func ordered<T: Comparable>(_ operation: ComparisonOperator, _ x: T, _ y: T) -> Bool {
    switch operation {
    case .less: x < y
    case .lessEqual: x <= y
    case .greater: x > y
    case .greaterEqual: x >= y
    case .equal: x == y
    case .notEqual: x != y
    default: false
    }
  }

  package func contains(_ container: Value, _ value: Value) throws -> Bool {
    guard case .object(let object) = container else {
      throw PythonError.type("argument of type '\(typeName(container))' is not iterable")
    }
    return try object.contains(value, self)
  }

  // MARK: Text

  package func representation(_ value: Value) throws -> String {
    switch value {
    case .unbound: return "<unbound>"
    case .none: return "None"
    case .ellipsis: return "Ellipsis"
    case .notImplemented: return "NotImplemented"
    case .bool(let value): return value ? "True" : "False"
    case .int(let value, _): return String(value)
    case .float(let value, _): return PythonText.repr(value)
    case .scalar(let scalar):
      let text = try string(value)
      if scalar.dtype == .bool { return "np.\(text)_" }
      return "np.\(scalar.dtype.name)(\(text))"
    case .object(let object):
      try step()
      try enter()
      defer { leave() }
      return try object.representation(self)
    }
  }

  package func string(_ value: Value) throws -> String {
    switch value {
    case .scalar(let scalar):
      switch scalar.value {
      case .bool(let value): return value ? "True" : "False"
      case .int(let value):
        return scalar.dtype == .uint64 ? String(UInt(bitPattern: value)) : String(value)
      case .float(let value):
        return scalar.dtype == .float32 ? PythonText.str(Float(value)) : PythonText.repr(value)
      }
    case .object(let object):
      try step()
      try enter()
      defer { leave() }
      return try object.string(self)
    default: return try representation(value)
    }
  }

  // MARK: Protocols

  package func key(_ value: Value) throws -> HashKey {
    switch value {
    case .none, .unbound: return .none
    case .ellipsis, .notImplemented: return .ellipsis
    case .bool(let value): return .number(value ? 1 : 0)
    case .int(let value, _):
      return value.magnitude < 1 << 53 ? .number(Double(value)) : .largeInt(value)
    case .float(let value, _): return .number(value == 0 ? 0 : value)
    case .scalar(let scalar):
      switch scalar.value {
      case .int(let value):
        return value.magnitude < 1 << 53 ? .number(Double(value)) : .largeInt(value)
      case let other: return .number(other.double == 0 ? 0 : other.double)
      }
    case .object(let object):
      try step()
      try enter()
      defer { leave() }
      return try object.key(self)
    }
  }

  package func iterator(_ value: Value) throws -> IteratorObject {
    guard case .object(let object) = value else {
      throw PythonError.type(
        "'\(typeName(value))' object is not iterable",
        hint: value.number != nil ? "`range(…)` counts" : nil)
    }
    return try object.iterator(self)
  }

  /// All items of an iterable.
  package func items(of value: Value) throws -> [Value] {
    if let sequence = value.asObject(SequenceObject.self) {
      try charge(items: sequence.items.count)
      return sequence.items
    }
    var result: [Value] = []
    let iterator = try iterator(value)
    while let item = try iterator.next(self) {
      try step()
      result.append(item)
      if result.count & 0xFFFF == 0 { try chargeMemory(result.count * 16, times: 1) }
    }
    return result
  }

  package func attribute(_ value: Value, _ name: String) throws -> Value {
    switch value {
    case .object(let object):
      if let found = try object.attribute(name, self) { return found }
      if let module = object as? ModuleObject {
        throw PythonError(
          "AttributeError", "module '\(module.name)' has no attribute '\(name)'",
          hint: nearest(name, module.attributeNames))
      }
      if name == "__class__" { return try typeObject(of: value) }
      let label =
        object is TypeObject
        ? "type object '\((object as? TypeObject)?.name ?? "")'" : "'\(object.typeName)' object"
      throw PythonError(
        "AttributeError", "\(label) has no attribute '\(name)'",
        hint: nearest(name, object.attributeNames))
    default:
      if let found = try NumberMembers.attribute(name, of: value, self) { return found }
      throw PythonError(
        "AttributeError", "'\(typeName(value))' object has no attribute '\(name)'",
        hint: name == "grad" || name == "backward"
          ? "a plain number has none: `from lesson import variable`, or `#| trace:` on the block"
          : nearest(name, NumberMembers.names))
    }
  }

  func deleteAttribute(_ value: Value, _ name: String) throws {
    if let instance = value.asObject(InstanceObject.self) {
      return try instance.deleteAttribute(name, self)
    }
    if let type = value.asObject(ClassObject.self), !type.isBuiltin {
      guard type.namespace.removeValue(forKey: name) != nil else {
        throw PythonError("AttributeError", "type object '\(type.name)' has no attribute '\(name)'")
      }
      return
    }
    if let function = value.asObject(FunctionObject.self),
      function.attributes.removeValue(forKey: name) != nil
    {
      return
    }
    throw PythonError("AttributeError", "'\(typeName(value))' object has no attribute '\(name)'")
  }

  package func call(_ value: Value, _ arguments: Arguments) throws -> Value {
    guard case .object(let object) = value else {
      throw PythonError.type(
        "'\(typeName(value))' object is not callable",
        hint: "a name was bound to \(typeName(value)); perhaps it hides a function")
    }
    guard engine.isTracing || hasVariables, let function = object as? BuiltinFunction else {
      return try object.call(arguments, self)
    }
    if function.computes, arguments.hasVariables {
      return try VariableObject.lifting(arguments, self) { try function.call($0, self) }
    }
    let result = try function.call(arguments, self)
    if function.isDerivative, isAmongVariables, heldTapes == 0 { return detached(result) }
    return isAmongVariables ? VariableObject.lift(result, self) : result
  }

  /// A result, or a pair of results, without their nodes.
  private func detached(_ value: Value) -> Value {
    switch value {
    case .object(let object):
      if let array = object as? ArrayObject { return .object(ArrayObject(array.array.snapshot)) }
      if let variable = object as? VariableObject { return variable.plain }
      if let pair = object as? TupleObject { return .tuple(pair.items.map(detached)) }
      return value
    default: return value.withNode(0)
    }
  }

  /// Whether what the open tape records belongs to variables, and no bare value is at large.
  private var isAmongVariables: Bool {
    guard let tape = engine.tape, bareValues == 0 else { return false }
    return !tape.keepsGroups && tape.companion != nil
  }

  /// An integer from anything that has `__index__`, or nil.
  package func index(_ value: Value) -> Int? {
    switch value {
    case .int(let value, _): value
    case .bool(let value): value ? 1 : 0
    case .scalar(let scalar) where !scalar.dtype.isFloat && scalar.dtype != .bool: scalar.value.int
    case .object(let object):
      if let array = object as? ArrayObject, array.array.dimensions == 0,
        array.array.dtype.isInteger
      {
        array.array.scalar.int
      } else if let instance = object as? InstanceObject,
        case .int(let value, _)? = try? instance.callSpecial("__index__", [], self)
      {
        value
      } else {
        nil
      }
    default: nil
    }
  }

  package func integer(_ value: Value, _ what: String = "") throws -> Int {
    guard let index = index(value) else {
      throw PythonError.type(
        "'\(typeName(value))' object cannot be interpreted as an integer",
        hint: typeName(value) == "tuple"
          ? "give the sizes one by one: `randn(2, 2)`"
          : value.number != nil ? "`int(…)` or `//` gives a whole number" : nil)
    }
    return index
  }

  /// An integer that says how many or how far: refused where no array or text could be that large.
  package func size(_ value: Value) throws -> Int {
    let number = try integer(value)
    guard number.magnitude <= 1 << 40 else {
      throw PythonError(
        "Limit", "\(grouped(number)) is larger than any size or distance here",
        hint: "sizes go up to 2⁴⁰")
    }
    return number
  }

  package func double(_ value: Value) throws -> Double {
    if let number = value.number { return number }
    if let array = value.asObject(ArrayObject.self), array.array.dimensions == 0 {
      return array.array.scalar.double
    }
    if let instance = value.asObject(InstanceObject.self),
      let result = try instance.callSpecial("__float__", [], self)
        ?? instance.callSpecial("__index__", [], self),
      let number = result.number
    {
      return number
    }
    throw PythonError.type("must be real number, not \(typeName(value))")
  }

  package func sequenceIndex(
    _ key: Value, count: Int, _ type: String, message: String? = nil
  ) throws -> Int {
    guard let index = index(key) else {
      throw PythonError.type(
        "\(type == "string" ? "string" : type) indices must be integers"
          + (type == "range object" ? " or slices" : type == "string" ? "" : " or slices")
          + ", not \(typeName(key))")
    }
    let position = index < 0 ? index + count : index
    guard position >= 0, position < count else {
      throw PythonError.index(
        message ?? "\(type) index out of range",
        hint: count == 0
          ? "it is empty" : "it has \(count) item\(count == 1 ? "" : "s"): 0 to \(count - 1)")
    }
    return position
  }

  /// How often `*` repeats a sequence, or nil if the value is no integer.
  package func repeatCount(_ value: Value) -> Int? {
    if case .object = value { return nil }
    return index(value)
  }
}

extension ComparisonOperator {
  var mirrored: ComparisonOperator {
    switch self {
    case .less: .greater
    case .lessEqual: .greaterEqual
    case .greater: .less
    case .greaterEqual: .lessEqual
    default: self
    }
  }
}
