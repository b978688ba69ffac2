extension Gate {
  /// The smaller of x and y.
  package static let minimum = Gate(
    "minimum", symbol: "min",
    .elementwise(
      ElementwiseRule(
        .minimum(.x, .y),
        locals: [
          .compare(.x, .y, greater: .constant(0), tie: .constant(0.5), less: .constant(1)),
          .compare(.x, .y, greater: .constant(1), tie: .constant(0.5), less: .constant(0)),
        ], kernel: .binary(.minimum))),
    sentence:
      "A min gate is a router: the smaller input gets the whole gradient, the other gets 0.",
    blockNames: ["min", "np.minimum"], source: "subgradient; ties split in halves",
    kinks: "½ each where x = y", probes: [[2, -1], [-3, 0.5]])
}
