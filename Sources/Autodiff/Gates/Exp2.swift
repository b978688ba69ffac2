import Arrays

extension Gate {
  /// z = 2 to the power x.
  package static let exp2 = Gate(
    "exp2", symbol: "2ˣ",
    .elementwise(
      ElementwiseRule(
        .function(.exp2, .x), locals: [.output * .constant(0.6931471805599453)],
        kernel: .unary(.exp2))),
    sentence: "A power-of-two gate multiplies its gradient by its output times ln 2.",
    blockNames: ["np.exp2"], source: "d(2ˣ)/dx = 2ˣ·ln 2",
    probes: [[1.5], [-2]])
}
