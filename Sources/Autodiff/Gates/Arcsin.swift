import Arrays

extension Gate {
  /// z = arcsin x.
  package static let arcsin = Gate(
    "arcsin", symbol: "arcsin",
    .elementwise(
      ElementwiseRule(
        .function(.arcsin, .x),
        locals: [.constant(1) / .function(.sqrt, .constant(1) - .power(.x, .constant(2)))],
        kernel: .unary(.arcsin))),
    sentence:
      "An arcsine gate divides its gradient by √(1 − x²): near ±1 little changes make large angles.",
    blockNames: ["np.arcsin", "math.asin"], source: "d(arcsin x)/dx = 1/√(1 − x²)",
    kinks: "±∞ at x = ±1",
    probes: [[0.5], [-0.9]])
}
