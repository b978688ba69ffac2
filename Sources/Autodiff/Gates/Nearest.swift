import Arrays

extension Gate {
  /// The nearest whole number; halves go to even.
  package static let nearest = Gate(
    "rint", symbol: "round",
    .elementwise(
      ElementwiseRule(
        .function(.rint, .x), locals: [.constant(0)], kernel: .unary(.rint))),
    sentence: "A rounding gate stops its gradient: between its steps it is flat.",
    blockNames: ["np.rint"], source: "piecewise constant",
    kinks: "0 at the steps",
    probes: [[1.7], [-0.4]])
}
