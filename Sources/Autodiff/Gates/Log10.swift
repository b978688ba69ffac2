extension Gate {
  /// z = log10 x.
  package static let log10 = Gate(
    "log10", symbol: "log10",
    .elementwise(
      ElementwiseRule(
        .function(.log10, .x), locals: [.constant(1) / (.x * .constant(2.302_585_092_994_046))],
        kernel: .unary(.log10))),
    sentence: "A log10 gate divides its gradient by x·ln 10.",
    blockNames: ["np.log10", "math.log10"], source: "d log₁₀x/dx = 1/(x ln 10)",
    probes: [[0.4], [3]])
}
