extension Gate {
  /// z = log2 x.
  package static let log2 = Gate(
    "log2", symbol: "log2",
    .elementwise(
      ElementwiseRule(
        .function(.log2, .x), locals: [.constant(1) / (.x * .constant(0.693_147_180_559_945_3))],
        kernel: .unary(.log2))),
    sentence: "A log2 gate divides its gradient by x·ln 2.",
    blockNames: ["np.log2", "math.log2"], source: "d log₂x/dx = 1/(x ln 2)",
    probes: [[0.4], [3]])
}
