import Arrays

/// Gates computed again on other operands, in float64; nothing is recorded.
extension Engine {
  /// What the gate of a node gives for these operands, in its operands' order.
  package func replay(_ tape: Tape, _ index: Int, _ operands: [NDArray]) throws -> NDArray {
    let saved = self.tape
    self.tape = nil
    defer {
      self.tape = saved
      ArithmeticNotes.clear()
    }
    let gate = Gate.catalogue[Int(tape.codes[index])]
    let inputs = operands.map { Tensor($0) }
    let attribute = tape.record(index)?.attribute ?? .none
    guard let x = inputs.first else { return tape.array(index).asType(.float64) }
    if let rule = gate.elementwise {
      switch rule.locals.count {
      case 1: return try elementwise(gate, x).array
      default: return try elementwise(gate, x, inputs[1]).array
      }
    }
    switch (gate.name, attribute) {
    case ("sum", .axes(let axes, let keep)):
      return try sum(x, axes: axes, keep: keep).array
    case ("mean", .axes(let axes, let keep)): return try mean(x, axes: axes, keep: keep).array
    case ("prod", .axes(let axes, let keep)):
      return try productOfElements(x, axes: axes, keep: keep).array
    case ("max", .axes(let axes, let keep)), ("min", .axes(let axes, let keep)):
      return try extreme(x, largest: gate.name == "max", axes: axes, keep: keep).array
    case ("cumsum", .axis(let axis)): return try cumulativeSum(x, axis: axis).array
    case ("matmul", _): return try product(x, inputs[1]).array
    case ("reshape", .shape(let shape)): return try reshape(x, shape).array
    case ("transpose", .permutation(let axes)): return try transpose(x, axes).array
    case ("broadcast", .shape(let shape)): return try broadcast(x, to: shape).array
    case ("copy", _): return x.array.copy()
    case ("index", .region(let region, let text)): return try select(x, region, text: text).array
    case ("place", .region(let region, let text)):
      return try place(x, region, text: text, shape: tape.shape(index)).array
    case ("write", .region(let region, let text)):
      return try write(inputs[1], into: x, region, text: text).array
    case ("concatenate", .axis(let axis)): return try concatenate(inputs, axis: axis).array
    case ("stack", .axis(let axis)): return try stack(inputs, axis: axis).array
    case ("where", _):
      return try choose(Tensor(x.array.asType(.bool)), inputs[1], inputs[2]).array
    case ("conv", .windows(let windows)):
      return try convolution(x, inputs[1], inputs.count > 2 ? inputs[2] : nil, windows).array
    case ("conv_transpose", .windows(let windows)):
      return try convolutionInput(x, inputs[1], windows).array
    case ("conv_filter", .windows(let windows)):
      return try convolutionFilter(x, inputs[1], windows).array
    case ("max_pool", .pool(let regions, _)): return try maxPool(x, regions).array
    case ("avg_pool", .windows(let windows)): return try averagePool(x, windows).array
    case ("learner", .learner(let call)):
      return try call.forward(inputs).array.asType(.float64)
    default:
      throw PythonError("CheckError", "the \(gate.name) gate can't be computed again")
    }
  }

  /// A node's value in float64, as central differences need it.
  func exact(_ tape: Tape, _ index: Int) -> NDArray {
    let array = tape.array(index)
    return array.dtype == .float64 ? array : array.asType(.float64)
  }
}
