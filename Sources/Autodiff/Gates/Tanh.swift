extension Gate {
  /// z = tanh x.
  package static let tanh = Gate(
    "tanh", symbol: "tanh",
    .elementwise(
      ElementwiseRule(
        .function(.tanh, .x), locals: [.constant(1) - .power(.output, .constant(2))],
        kernel: .unary(.tanh))),
    sentence: "A tanh gate multiplies its gradient by 1 − f²: little passes when it is saturated.",
    blockNames: ["np.tanh", "math.tanh"], source: "d tanh x/dx = 1 − tanh²x",
    probes: [[0.88], [-2]])
}
