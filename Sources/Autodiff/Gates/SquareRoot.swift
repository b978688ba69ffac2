extension Gate {
  /// z = √x.
  package static let squareRoot = Gate(
    "sqrt", symbol: "√",
    .elementwise(
      ElementwiseRule(
        .function(.sqrt, .x), locals: [.constant(1) / (.constant(2) * .output)],
        kernel: .unary(.sqrt))),
    sentence: "A square-root gate divides its gradient by twice its output.",
    blockNames: ["np.sqrt", "math.sqrt"], source: "d√x/dx = 1/(2√x)", probes: [[0.4], [9]])
}
