extension Gate {
  /// z = arctan x.
  package static let arctan = Gate(
    "arctan", symbol: "arctan",
    .elementwise(
      ElementwiseRule(
        .function(.arctan, .x), locals: [.constant(1) / (.constant(1) + .power(.x, .constant(2)))],
        kernel: .unary(.arctan))),
    sentence: "An arctan gate divides its gradient by 1 + x².",
    blockNames: ["np.arctan", "math.atan"], source: "d arctan x/dx = 1/(1 + x²)",
    probes: [[0.4], [3]])
}
