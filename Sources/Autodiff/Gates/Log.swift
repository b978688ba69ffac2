extension Gate {
  /// z = ln x.
  package static let log = Gate(
    "log", symbol: "ln",
    .elementwise(
      ElementwiseRule(
        .function(.log, .x), locals: [.constant(1) / .x], kernel: .unary(.log))),
    sentence: "A log gate divides its gradient by its input: small inputs get large gradients.",
    blockNames: ["np.log", "math.log"], source: "d(ln x)/dx = 1/x", probes: [[0.4], [3]])
}
