extension Gate {
  /// z = sinh x.
  package static let sinh = Gate(
    "sinh", symbol: "sinh",
    .elementwise(
      ElementwiseRule(
        .function(.sinh, .x), locals: [.function(.cosh, .x)],
        kernel: .unary(.sinh))),
    sentence: "A sinh gate multiplies its gradient by the hyperbolic cosine of its input.",
    blockNames: ["np.sinh", "math.sinh"], source: "d sinh x/dx = cosh x",
    probes: [[0.7], [-2]])
}
