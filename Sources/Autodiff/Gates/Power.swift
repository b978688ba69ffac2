extension Gate {
  /// z = x to the power y.
  package static let power = Gate(
    "power", symbol: "xʸ",
    .elementwise(
      ElementwiseRule(
        .power(.x, .y),
        locals: [
          .y * .power(.x, .y - .constant(1)),
          .output * .function(.log, .x),
        ],
        kernel: .binary(.power))),
    sentence: "A power gate multiplies its gradient by n·xⁿ⁻¹: the steeper the curve, the more.",
    blockNames: ["**", "pow", "np.power", "np.square"], source: "d(xⁿ)/dx = n·xⁿ⁻¹",
    kinks: "the derivative in the exponent needs x > 0", probes: [[1.7, 3], [2.5, -0.5]])
}
