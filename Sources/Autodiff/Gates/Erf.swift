import Arrays

extension Gate {
  /// z = erf x, the share of a normal distribution within x·√2 standard deviations.
  package static let erf = Gate(
    "erf", symbol: "erf",
    .elementwise(
      ElementwiseRule(
        .function(.erf, .x),
        locals: [.constant(1.1283791670955126) * .function(.exp, -.power(.x, .constant(2)))],
        kernel: .unary(.erf))),
    sentence:
      "An erf gate multiplies its gradient by a bell curve: far from 0 almost nothing passes.",
    blockNames: ["math.erf"], source: "d(erf x)/dx = 2/√π·e^(−x²)",
    probes: [[0.5], [-1.2]])
}
