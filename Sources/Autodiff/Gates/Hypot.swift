import Arrays

extension Gate {
  /// z = √(x² + y²).
  package static let hypot = Gate(
    "hypot", symbol: "hypot",
    .elementwise(
      ElementwiseRule(
        .function(.sqrt, .power(.x, .constant(2)) + .power(.y, .constant(2))),
        locals: [
          .x / .output,
          .y / .output,
        ], kernel: .binary(.hypot))),
    sentence: "A hypotenuse gate splits its gradient in the direction of (x, y).",
    blockNames: ["np.hypot", "math.hypot"], source: "d√(x² + y²)/dx = x/√(x² + y²)",
    kinks: "not defined at x = y = 0",
    probes: [[3, 4], [-0.5, 1.2]])
}
