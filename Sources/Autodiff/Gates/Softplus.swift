import Arrays

extension Gate {
  /// z = ln(1 + eˣ).
  package static let softplus = Gate(
    "softplus", symbol: "softplus",
    .elementwise(
      ElementwiseRule(
        .maximum(.constant(0), .x)
          + .function(.log1p, .function(.exp, -.function(.fabs, .x))),
        locals: [.function(.sigmoid, .x)], kernel: .formula)),
    sentence: "A softplus gate multiplies its gradient by σ(x): it is a ReLU without the corner.",
    blockNames: ["lesson.nn.softplus"], source: "d ln(1 + eˣ)/dx = σ(x)",
    probes: [[1], [-3]])
}
