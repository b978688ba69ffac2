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
    guard case .tensor(let rule) = gate.rule,
      let result = try rule.forward(self, inputs, attribute, shape: tape.shape(index))
    else { throw PythonError("CheckError", "the \(gate.name) gate can't be computed again") }
    return result.array.asType(.float64)
  }

  /// A node's value in float64, as central differences need it.
  func exact(_ tape: Tape, _ index: Int) -> NDArray {
    let array = tape.array(index)
    return array.dtype == .float64 ? array : array.asType(.float64)
  }
}
