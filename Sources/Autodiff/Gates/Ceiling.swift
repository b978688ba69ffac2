import Arrays

extension Gate {
  /// The next whole number above.
  package static let ceiling = Gate(
    "ceil", symbol: "⌈x⌉",
    .elementwise(
      ElementwiseRule(
        .function(.ceil, .x), locals: [.constant(0)], kernel: .unary(.ceil))),
    sentence: "A ceiling gate stops its gradient: between its steps it is flat.",
    blockNames: ["np.ceil"], source: "piecewise constant",
    kinks: "0 at the steps",
    probes: [[1.7], [-0.4]])
}
