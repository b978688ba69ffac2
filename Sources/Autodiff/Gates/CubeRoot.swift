import Arrays

extension Gate {
  /// z = ∛x.
  package static let cubeRoot = Gate(
    "cbrt", symbol: "∛",
    .elementwise(
      ElementwiseRule(
        .function(.cbrt, .x),
        locals: [.constant(1) / (.constant(3) * .power(.output, .constant(2)))],
        kernel: .unary(.cbrt))),
    sentence: "A cube-root gate divides its gradient by three times its output squared.",
    blockNames: ["np.cbrt"], source: "d∛x/dx = 1/(3·∛x²)",
    kinks: "∞ at x = 0",
    probes: [[0.4], [-9]])
}
