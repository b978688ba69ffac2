import Arrays

extension Gate {
  /// z = arccos x.
  package static let arccos = Gate(
    "arccos", symbol: "arccos",
    .elementwise(
      ElementwiseRule(
        .function(.arccos, .x),
        locals: [-(.constant(1) / .function(.sqrt, .constant(1) - .power(.x, .constant(2))))],
        kernel: .unary(.arccos))),
    sentence: "An arccosine gate divides its gradient by −√(1 − x²).",
    blockNames: ["np.arccos", "math.acos"], source: "d(arccos x)/dx = −1/√(1 − x²)",
    kinks: "−∞ at x = ±1",
    probes: [[0.5], [-0.9]])
}
