extension Gate {
  /// z = log1p x.
  package static let log1p = Gate(
    "log1p", symbol: "log1p",
    .elementwise(
      ElementwiseRule(
        .function(.log1p, .x), locals: [.constant(1) / (.constant(1) + .x)],
        kernel: .unary(.log1p))),
    sentence: "A log1p gate divides its gradient by 1 + x.",
    blockNames: ["np.log1p", "math.log1p"], source: "d ln(1 + x)/dx = 1/(1 + x)",
    probes: [[0.4], [3]])
}
