import Arrays

extension Gate {
  /// The next whole number below.
  package static let floor = Gate(
    "floor", symbol: "⌊x⌋",
    .elementwise(
      ElementwiseRule(
        .function(.floor, .x), locals: [.constant(0)], kernel: .unary(.floor))),
    sentence: "A floor gate stops its gradient: between its steps it is flat.",
    blockNames: ["np.floor"], source: "piecewise constant",
    kinks: "0 at the steps",
    probes: [[1.7], [-0.4]])
}
