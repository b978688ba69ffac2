import Arrays

extension Gate {
  /// z = arsinh x.
  package static let arcsinh = Gate(
    "arcsinh", symbol: "arsinh",
    .elementwise(
      ElementwiseRule(
        .function(.arcsinh, .x),
        locals: [.constant(1) / .function(.sqrt, .power(.x, .constant(2)) + .constant(1))],
        kernel: .unary(.arcsinh))),
    sentence: "An inverse-sinh gate divides its gradient by √(x² + 1).",
    blockNames: ["np.arcsinh", "math.asinh"], source: "d(arsinh x)/dx = 1/√(x² + 1)",
    probes: [[0.5], [-3]])
}
