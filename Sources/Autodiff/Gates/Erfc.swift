import Arrays

extension Gate {
  /// z = 1 − erf x.
  package static let erfc = Gate(
    "erfc", symbol: "erfc",
    .elementwise(
      ElementwiseRule(
        .function(.erfc, .x),
        locals: [.constant(-1.1283791670955126) * .function(.exp, -.power(.x, .constant(2)))],
        kernel: .unary(.erfc))),
    sentence: "An erfc gate multiplies its gradient by a bell curve, upside down.",
    blockNames: ["math.erfc"], source: "d(erfc x)/dx = −2/√π·e^(−x²)",
    probes: [[0.5], [-1.2]])
}
