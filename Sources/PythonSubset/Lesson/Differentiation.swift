import Arrays
import Autodiff

/// Derivatives of functions: `grad(f)(x)`, `jacobian(f)(x)`, `hessian(f)(x)`, `hvp(f)(x, v)`.
///
/// Where a tape is open already, as within another `grad` or in a traced block, the derivative is
/// recorded on it and can be differentiated again.
enum Differentiation {
  /// A call of a function that is to be differentiated.
  struct Call {
    let name: String
    var function: Object
    let number: Int
    var arguments: Arguments
    /// A zero of the seed times a negative number is −0, which nobody wants to read.
    var keepsSignsOfZero = false

    /// Runs with the argument replaced.
    func run(_ value: Value, _ session: Session) throws -> Value {
      var arguments = arguments
      arguments.positional[number] = value
      return try function.call(arguments, session)
    }
  }

  /// The function that `grad` and its kin give back.
  static func derived(
    _ name: String, _ bound: Bound, _ session: Session,
    _ body: @escaping (Call, Value, Session) throws -> Value
  ) throws -> Value {
    guard case .object(let function)? = bound[0] else {
      throw PythonError.type(
        "\(name)() takes a function", hint: "`\(name)(f)(x)`, not `\(name)(f(x))`")
    }
    let number = try bound.given(1).map { try session.integer($0) } ?? 0
    let derivative = BuiltinFunction(name, Signature("*args, **kwargs")) { bound, session in
      guard number >= 0, number < bound.rest.count else {
        throw PythonError.type(
          "there is no argument \(number) to differentiate by",
          hint: "the function was called with \(bound.rest.count); they count from 0")
      }
      let call = Call(
        name: name, function: function, number: number,
        arguments: Arguments(bound.rest, keywords: bound.keywords))
      return try body(call, bound.rest[number], session)
    }
    derivative.computes = true
    derivative.isDerivative = true
    return .object(derivative)
  }

  /// f's value and its gradient.
  static func gradient(_ call: Call, _ given: Value, _ session: Session) throws -> (
    value: Value, gradient: Value
  ) {
    let found = try recorded(call, given, session)
    guard let array = found.gradient.asObject(ArrayObject.self)?.array,
      let type = given.asArray?.dtype, type.isFloat, array.dtype != type,
      array.cell.node == 0
    else { return found }
    return (found.value, .object(ArrayObject(array.cast(to: type))))
  }

  private static func recorded(_ call: Call, _ given: Value, _ session: Session) throws -> (
    value: Value, gradient: Value
  ) {
    try onTape(given, session) { tape, input, isNested in
      let result = try call.run(input.value, session)
      let output = try scalarNode(result, call.name, session)
      let value = isNested ? result : plain(result)
      guard session.engine.isTracked(output) else { return (value, zeros(input)) }
      return (value, try gradient(of: output, seed: nil, by: input, tape, isNested, session))
    }
  }

  /// The gradient of the sum of f's values.
  static func elementwise(_ call: Call, _ given: Value, _ session: Session) throws -> Value {
    try onTape(given, session) { tape, input, isNested in
      let output = try session.tensor(try call.run(input.value, session))
      guard session.engine.isTracked(output.node) else { return zeros(input) }
      let seed = NDArray(zeros: output.array.shape, .float64)
      for i in 0..<seed.count { seed.set(i, .float(1)) }
      return try gradient(
        of: output.node, seed: Tensor(seed, kind: seed.shape.isEmpty ? output.kind : .array),
        by: input, tape, isNested, session)
    }
  }

  /// All derivatives of an array by an array.
  static func jacobian(_ call: Call, _ given: Value, _ session: Session) throws -> Value {
    try onTape(given, session) { tape, input, isNested in
      let result = try call.run(input.value, session)
      let output = try session.tensor(result)
      let (rows, columns) = (output.array.shape, input.shape)
      try session.chargeMemory(8 * max(1, output.array.count), times: input.count)
      var parts: [Tensor] = []
      for row in 0..<output.array.count {
        try session.charge(elements: 256 + input.count)
        let seed = NDArray(zeros: rows, .float64)
        seed.set(row, .float(1))
        var part = Tensor(NDArray(zeros: columns, .float64))
        if session.engine.isTracked(output.node) {
          let value = try gradient(
            of: output.node, seed: Tensor(seed, kind: rows.isEmpty ? output.kind : .array),
            by: input, tape, isNested, session)
          part = try session.tensor(value)
          if part.node == 0, !call.keepsSignsOfZero {
            part.array = try .binary(.add, part.operand, Tensor(0).operand)
          }
        }
        parts.append(part)
      }
      if rows.isEmpty, let only = parts.first { return finished(only, session) }
      if parts.isEmpty {
        return .object(ArrayObject(NDArray(zeros: rows + columns, .float64)))
      }
      let stacked = try session.engine.stack(parts, axis: 0)
      return finished(try session.engine.reshape(stacked, rows + columns), session)
    }
  }

  /// All second derivatives of a number.
  static func hessian(_ call: Call, _ given: Value, _ session: Session) throws -> Value {
    let gradients = BuiltinFunction("grad", Signature("*args, **kwargs")) { bound, session in
      let inner = Call(
        name: "hessian", function: call.function, number: call.number,
        arguments: Arguments(bound.rest, keywords: bound.keywords))
      return try gradient(inner, bound.rest[call.number], session).gradient
    }
    let outer = Call(
      name: "hessian", function: gradients, number: call.number, arguments: call.arguments)
    return try jacobian(outer, given, session)
  }

  /// The Hessian times a vector, without the Hessian: the gradient of (gradient · vector).
  static func hessianVectorProduct(_ call: Call, _ given: Value, _ session: Session) throws -> Value
  {
    guard let vector = call.arguments.positional.last,
      call.arguments.positional.count > call.number + 1
    else {
      throw PythonError.type(
        "\(call.name)() needs a vector after f's arguments", hint: "`\(call.name)(f)(x, v)`")
    }
    let direction = try session.tensor(vector)
    return try onTape(given, session) { tape, input, isNested in
      var inner = call
      inner.arguments.positional.removeLast()
      if direction.array.shape != input.shape {
        throw PythonError.value(
          "the vector has shape \(pythonShape(direction.array.shape)), the argument "
            + pythonShape(input.shape), hint: "both must have one shape")
      }
      let result = try inner.run(input.value, session)
      let output = try scalarNode(result, call.name, session)
      guard session.engine.isTracked(output),
        let first = try session.engine.recordedGradients(
          tape, of: tape.index(output), by: [tape.index(input.node)])[0]
      else { return zeros(input) }
      let product = try session.engine.elementwise(.multiply, first, direction)
      let sum = try session.engine.sum(
        product, axes: Array(0..<product.array.dimensions), keep: false)
      guard session.engine.isTracked(sum.node) else { return zeros(input) }
      return try gradient(of: sum.node, seed: nil, by: input, tape, isNested, session)
    }
  }

  // MARK: Parts

  /// The argument as a node of its own.
  struct Input {
    let value: Value
    let node: UInt32
    let shape: [Int]
    let isNumber: Bool
    var count: Int { shape.reduce(1, *) }
  }

  /// Runs `body` with the argument on a tape: the open one, or one of its own.
  static func onTape<Result>(
    _ given: Value, _ session: Session, _ body: (Tape, Input, Bool) throws -> Result
  ) throws -> Result {
    let engine = session.engine
    let isNested = engine.isTracing
    let before = try session.tensor(given)
    let tape = try engine.tape ?? engine.openTape()
    session.heldTapes += isNested ? 1 : 0
    // `no_grad()` around a derivative says nothing of what it is made of.
    let wasPaused = engine.isPaused
    engine.isPaused = false
    defer {
      engine.isPaused = wasPaused
      session.heldTapes -= isNested ? 1 : 0
      if !isNested { engine.closeTape() }
    }
    let input: Input
    switch given {
    case .int, .float, .scalar, .bool:
      let node: UInt32
      if isNested {
        node = engine.separated(before).node
      } else {
        node = engine.leaf(before.array.scalar.double, before.kind)
      }
      input = Input(value: given.withNode(node), node: node, shape: [], isNumber: true)
    default:
      let handle: ArrayHandle
      if isNested {
        handle = engine.adopt(engine.separated(Tensor(before.array, node: before.node)))
      } else {
        handle = ArrayHandle(before.array.copy())
        _ = engine.makeLeaf(handle)
      }
      input = Input(
        value: .object(ArrayObject(handle)), node: handle.node, shape: before.array.shape,
        isNumber: false)
    }
    return try body(tape, input, isNested)
  }

  private static func gradient(
    of output: UInt32, seed: Tensor?, by input: Input, _ tape: Tape, _ isNested: Bool,
    _ session: Session
  ) throws -> Value {
    let engine = session.engine
    let (from, to) = (tape.index(output), tape.index(input.node))
    let found: Tensor?
    if isNested {
      found = try engine.recordedGradients(tape, of: from, by: [to], seed: seed)[0]
    } else {
      found = try engine.backward(tape, from: from, seed: seed).tensor(to, tape)
    }
    guard let found else { return zeros(input) }
    if input.isNumber { return .float(found.array.scalar.double, isNested ? found.node : 0) }
    let kept = Tensor(found.array.copy(), node: isNested ? found.node : 0)
    return .object(ArrayObject(engine.adopt(kept)))
  }

  private static func zeros(_ input: Input) -> Value {
    input.isNumber ? .float(0) : .object(ArrayObject(NDArray(zeros: input.shape, .float64)))
  }

  private static func finished(_ tensor: Tensor, _ session: Session) -> Value {
    tensor.array.dimensions == 0
      ? .float(tensor.array.scalar.double, tensor.node) : session.value(tensor)
  }

  /// A result without its node, which no open tape has.
  private static func plain(_ value: Value) -> Value { value.withNode(0) }

  /// The node of a result that must be one number.
  static func scalarNode(_ result: Value, _ name: String, _ session: Session) throws
    -> UInt32
  {
    if let array = result.asObject(ArrayObject.self) {
      if array.array.count != 1 {
        throw PythonError.type(
          "\(name)() needs a function that gives one number, but it gave shape "
            + pythonShape(array.array.shape),
          hint: "`.sum()` makes one number of it; `jacobian` takes functions that give arrays")
      }
      return session.engine.read(array.handle).node
    }
    if let variable = result.asObject(VariableObject.self) {
      return try session.tensor(.object(variable)).node
    }
    guard result.number != nil else {
      throw PythonError.type(
        "\(name)() needs a function that gives one number, but it gave \(session.typeName(result))",
        hint: "does the function end with `return`?")
    }
    return result.node
  }
}
