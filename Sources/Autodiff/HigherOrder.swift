import Arrays

/// Gradients that are themselves on the tape, so that they can be differentiated again.
///
/// Every rule's backward pass is made of gates: run with the tape open, it records them.
extension Engine {
  /// A new node with the same value, through which gradients flow: differentiating by it leaves other
  /// uses of the same value alone. A value that nothing tracks becomes a constant of its own.
  package func separated(_ tensor: Tensor) -> Tensor {
    guard let tape else { return tensor }
    if isTracked(tensor.node) {
      return record(
        Gate.code(named: "copy"), [tensor], tensor.array.copy(),
        kind: tensor.kind == .int ? .float : tensor.kind)
    }
    let node: UInt32
    if tensor.array.dimensions == 0, tensor.kind != .array {
      node = tape.push(
        GateCode.constant, tensor.kind, tape.base, tape.base, value: tensor.array.scalar.double,
        site: site, flags: 0)
    } else {
      node = tape.push(
        GateCode.constant, .array, operands: [],
        record: .init(
          shape: tensor.array.shape, dtype: tensor.array.dtype, value: tensor.array.copy(),
          attribute: .none), site: site)
    }
    return Tensor(tensor.array.copy(), node: node, kind: tensor.kind)
  }

  /// The gradient of a node with respect to each input, recorded on the open tape; nil where the
  /// output does not depend on the input.
  ///
  /// - Parameters:
  ///   - inputs: indices on the tape.
  ///   - seed: the gradient that the output starts with, in its shape; ones if nil.
  package func recordedGradients(
    _ tape: Tape, of output: Int, by inputs: [Int], seed: Tensor? = nil
  ) throws -> [Tensor?] {
    guard let first = inputs.min(), first <= output else { return inputs.map { _ in nil } }
    let depends = dependants(tape, of: inputs, from: first, to: output)
    var gradients: [Int: Tensor] = [:]
    let value = tensor(tape, output)
    let one = NDArray(scalar: .float(1), value.array.dtype.isFloat ? value.array.dtype : .float64)
    gradients[output] =
      try seed
      ?? Tensor(one.broadcastExactly(to: value.array.shape).copy(), kind: value.kind)
    for index in stride(from: output, through: first, by: -1) where depends[index - first] {
      guard let upstream = gradients[index] else { continue }
      let operands = tape.operands(index)
      let wanted = operands.map { $0 >= first && depends[$0 - first] }
      if !wanted.contains(true) { continue }
      let sent = try contributions(tape, index, upstream, wanted: wanted)
      for (number, part) in sent.enumerated() {
        guard let part, wanted[number] else { continue }
        let operand = operands[number]
        gradients[operand] =
          try gradients[operand].map { try elementwise(.add, $0, part) } ?? part
      }
    }
    return inputs.map { gradients[$0] }
  }

  /// Which nodes from `first` to `output` depend on an input, the inputs themselves among them.
  private func dependants(_ tape: Tape, of inputs: [Int], from first: Int, to output: Int)
    -> [Bool]
  {
    var result = [Bool](repeating: false, count: output - first + 1)
    for input in inputs where input <= output { result[input - first] = true }
    for index in first...output where !result[index - first] {
      result[index - first] = tape.operands(index).contains { $0 >= first && result[$0 - first] }
    }
    return result
  }
}
