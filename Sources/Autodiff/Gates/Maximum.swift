extension Gate {
  /// The larger of x and y.
  package static let maximum = Gate(
    "maximum", symbol: "max",
    .elementwise(
      ElementwiseRule(
        .maximum(.x, .y),
        locals: [
          .compare(.x, .y, greater: .constant(1), tie: .constant(0.5), less: .constant(0)),
          .compare(.x, .y, greater: .constant(0), tie: .constant(0.5), less: .constant(1)),
        ], kernel: .binary(.maximum))),
    sentence: "A max gate is a router: the larger input gets the whole gradient, the other gets 0.",
    blockNames: ["max", "np.maximum"], source: "subgradient; ties split in halves",
    kinks: "½ each where x = y", probes: [[2, -1], [-3, 0.5]])
}
