extension Gate {
  /// z = 1/(1 + e^(−x)).
  package static let sigmoid = Gate(
    "sigmoid", symbol: "σ",
    .elementwise(
      ElementwiseRule(
        .function(.sigmoid, .x), locals: [.output * (.constant(1) - .output)],
        kernel: .unary(.sigmoid))),
    sentence: "A sigmoid gate multiplies its gradient by σ(1 − σ), never more than ¼.",
    blockNames: ["lesson.nn.sigmoid"], source: "dσ/dx = σ(1 − σ)", probes: [[1], [-3]])
}
