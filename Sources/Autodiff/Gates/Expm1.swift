extension Gate {
  /// z = expm1 x.
  package static let expm1 = Gate(
    "expm1", symbol: "expm1",
    .elementwise(
      ElementwiseRule(
        .function(.expm1, .x), locals: [.output + .constant(1)],
        kernel: .unary(.expm1))),
    sentence: "An expm1 gate multiplies its gradient by its output plus one.",
    blockNames: ["np.expm1", "math.expm1"], source: "d(eˣ − 1)/dx = eˣ",
    probes: [[-1], [0.7]])
}
