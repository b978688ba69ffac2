import Arrays

extension Gate {
  /// Degrees as radians.
  package static let radians = Gate(
    "radians", symbol: "rad",
    .elementwise(
      ElementwiseRule(
        .x * .constant(Double.pi / 180), locals: [.constant(Double.pi / 180)],
        kernel: .unary(.radians))),
    sentence: "A radians gate multiplies its gradient by π/180.",
    blockNames: ["np.radians", "np.deg2rad", "math.radians"], source: "a constant factor",
    probes: [[45]])
}
