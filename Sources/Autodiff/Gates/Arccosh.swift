import Arrays

extension Gate {
  /// z = arcosh x.
  package static let arccosh = Gate(
    "arccosh", symbol: "arcosh",
    .elementwise(
      ElementwiseRule(
        .function(.arccosh, .x),
        locals: [.constant(1) / .function(.sqrt, .power(.x, .constant(2)) - .constant(1))],
        kernel: .unary(.arccosh))),
    sentence: "An inverse-cosh gate divides its gradient by √(x² − 1).",
    blockNames: ["np.arccosh", "math.acosh"], source: "d(arcosh x)/dx = 1/√(x² − 1)",
    kinks: "∞ at x = 1",
    probes: [[1.5], [4]])
}
