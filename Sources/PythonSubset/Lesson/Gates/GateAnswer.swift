import Arrays
import Autodiff

/// What a learner's backward returned, read as one gradient for each input of forward.
struct GateAnswer {
  let gate: String
  /// Names of forward's positional inputs.
  let inputs: [String]
  /// Shapes of the inputs that can have a gradient.
  let shapes: [[Int]]
  let upstream: [Int]
  /// Which input each of these is.
  let positions: [Int]
  let session: Session

  func parts(_ result: Value) throws -> [Tensor?] {
    let items = try items(result)
    return try positions.enumerated().map { operand, position in
      try part(items[position], shapes[operand], inputs[position])
    }
  }

  private func items(_ result: Value) throws -> [Value] {
    if result.isNone {
      throw PythonError.type(
        "backward of \(gate) returned None", hint: "does backward end with `return`?")
    }
    var items = [result]
    if let tuple = result.asObject(TupleObject.self) {
      items = tuple.items
    } else if inputs.count > 1, let list = result.asObject(ListObject.self) {
      items = list.items
    }
    guard items.count == inputs.count else {
      let wanted = inputs.map { "d" + $0 }.joined(separator: ", ")
      throw PythonError.value(
        "backward of \(gate) returned \(Self.counted(items.count)), but forward has "
          + "\(inputs.count) input\(inputs.count == 1 ? "" : "s") (\(inputs.joined(separator: ", ")))",
        hint: "`return \(wanted)`, one for each input; None where an input needs none")
    }
    return items
  }

  private static func counted(_ count: Int) -> String {
    "\(count) gradient\(count == 1 ? "" : "s")"
  }

  private func part(_ value: Value, _ shape: [Int], _ input: String) throws -> Tensor? {
    if value.isNone { return nil }
    var found: Tensor?
    if value.asObject(VariableObject.self) == nil { found = try session.tensorOperand(value) }
    guard let found, found.array.dtype != .bool else {
      throw PythonError.type(
        "backward of \(gate) returned \(session.typeName(value)) as the gradient for \(input)",
        hint: "a gradient is a number or an array of numbers, \(pythonShape(shape)) here")
    }
    guard found.array.shape == shape else {
      throw PythonError.value(
        "backward of \(gate): the gradient for \(input) has the wrong shape: yours "
          + "\(pythonShape(found.array.shape)), expected \(pythonShape(shape)), the shape of \(input)",
        hint: advice(found.array.shape, shape, input))
    }
    let array = found.array.dtype.isFloat ? found.array : found.array.asType(.float64)
    // Memory of its own: what the learner keeps may be written to.
    return Tensor(found.node == 0 ? array.copy() : array, node: found.node)
  }

  /// The next move for a shape that doesn't fit.
  private func advice(_ yours: [Int], _ shape: [Int], _ input: String) -> String {
    if yours == Array(shape.reversed()), shape.count == 2 {
      return "it is transposed: for `x @ W`, dW is `x.T @ dout` and dx is `dout @ W.T`"
    }
    let shift = yours.count - shape.count
    let fits =
      shift >= 0 && shape.indices.allSatisfy { shape[$0] == 1 || shape[$0] == yours[$0 + shift] }
    if fits {
      let axes = yours.indices.filter { $0 < shift || (shape[$0 - shift] == 1 && yours[$0] != 1) }
      let list = axes.map(String.init).joined(separator: ", ")
      let keep = axes.contains { $0 >= shift } ? ", keepdims=True" : ""
      return "\(input) was repeated over axis \(list): its gradient is the sum over it, "
        + "`.sum(axis=\(axes.count == 1 ? list : "(\(list))")\(keep))`"
    }
    return "a gradient has the shape of what it belongs to; dout here is \(pythonShape(upstream))"
  }
}
