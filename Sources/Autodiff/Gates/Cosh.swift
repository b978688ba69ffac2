extension Gate {
  /// z = cosh x.
  package static let cosh = Gate(
    "cosh", symbol: "cosh",
    .elementwise(
      ElementwiseRule(
        .function(.cosh, .x), locals: [.function(.sinh, .x)],
        kernel: .unary(.cosh))),
    sentence: "A cosh gate multiplies its gradient by the hyperbolic sine of its input.",
    blockNames: ["np.cosh", "math.cosh"], source: "d cosh x/dx = sinh x",
    probes: [[0.7], [-2]])
}
