import Arrays

extension Gate {
  /// Radians as degrees.
  package static let degrees = Gate(
    "degrees", symbol: "deg",
    .elementwise(
      ElementwiseRule(
        .x * .constant(180 / Double.pi), locals: [.constant(180 / Double.pi)],
        kernel: .unary(.degrees))),
    sentence: "A degrees gate multiplies its gradient by 180/π.",
    blockNames: ["np.degrees", "np.rad2deg", "math.degrees"], source: "a constant factor",
    probes: [[0.5]])
}
