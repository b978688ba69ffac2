extension Gate {
  /// z = sin x.
  package static let sin = Gate(
    "sin", symbol: "sin",
    .elementwise(
      ElementwiseRule(
        .function(.sin, .x), locals: [.function(.cos, .x)],
        kernel: .unary(.sin))),
    sentence: "A sin gate multiplies its gradient by the cosine of its input.",
    blockNames: ["np.sin", "math.sin"], source: "d sin x/dx = cos x",
    probes: [[0.7], [-2]])
}
