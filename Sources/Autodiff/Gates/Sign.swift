import Arrays

extension Gate {
  /// −1, 0 or 1.
  package static let sign = Gate(
    "sign", symbol: "sign",
    .elementwise(
      ElementwiseRule(
        .compare(
          .x, .constant(0), greater: .constant(1), tie: .constant(0), less: .constant(-1)),
        locals: [.constant(0)], kernel: .formula)),
    sentence: "A sign gate stops its gradient: it is flat on both sides of 0.",
    blockNames: ["np.sign"], source: "piecewise constant",
    kinks: "0 at x = 0",
    probes: [[1.7], [-0.4]])
}
