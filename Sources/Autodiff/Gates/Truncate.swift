import Arrays

extension Gate {
  /// x without its fraction.
  package static let truncate = Gate(
    "trunc", symbol: "trunc",
    .elementwise(
      ElementwiseRule(
        .function(.trunc, .x), locals: [.constant(0)], kernel: .unary(.trunc))),
    sentence: "A truncating gate stops its gradient: between its steps it is flat.",
    blockNames: ["np.trunc", "np.fix"], source: "piecewise constant",
    kinks: "0 at the steps",
    probes: [[1.7], [-0.4]])
}
