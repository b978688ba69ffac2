extension Gate {
  /// z = x to the power y.
  package static let power = Gate(
    "power", symbol: "xʸ",
    .elementwise(
      ElementwiseRule(
        .power(.x, .y),
        locals: [
          .y * .power(.x, .y - .constant(1)),
          .compare(
            .x, .constant(0), greater: .output * .function(.log, .x), tie: .constant(0),
            less: .output * .function(.log, .x)),
        ],
        kernel: .binary(.power))),
    sentence: "A power gate multiplies its gradient by n·xⁿ⁻¹: the steeper the curve, the more.",
    blockNames: ["**", "pow", "np.power", "np.square"], source: "d(xⁿ)/dx = n·xⁿ⁻¹",
    kinks: "the derivative in the exponent is 0 at x = 0 and not defined below",
    probes: [[1.7, 3], [2.5, -0.5]])
}
