extension Gate {
  /// z = |x|.
  package static let absolute = Gate(
    "abs", symbol: "|x|",
    .elementwise(
      ElementwiseRule(
        .function(.fabs, .x),
        locals: [
          .compare(
            .x, .constant(0), greater: .constant(1), tie: .constant(0), less: .constant(-1))
        ], kernel: .absolute)),
    sentence: "An abs gate multiplies its gradient by the sign of its input.",
    blockNames: ["abs", "np.abs"], source: "d|x|/dx = sign x", kinks: "0 at x = 0",
    probes: [[1.5], [-0.5]])
}
