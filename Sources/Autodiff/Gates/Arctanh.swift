import Arrays

extension Gate {
  /// z = artanh x.
  package static let arctanh = Gate(
    "arctanh", symbol: "artanh",
    .elementwise(
      ElementwiseRule(
        .function(.arctanh, .x), locals: [.constant(1) / (.constant(1) - .power(.x, .constant(2)))],
        kernel: .unary(.arctanh))),
    sentence: "An inverse-tanh gate divides its gradient by 1 − x².",
    blockNames: ["np.arctanh", "math.atanh"], source: "d(artanh x)/dx = 1/(1 − x²)",
    probes: [[0.5], [-0.8]])
}
