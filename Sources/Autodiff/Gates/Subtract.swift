extension Gate {
  /// z = x − y.
  package static let subtract = Gate(
    "subtract", symbol: "−",
    .elementwise(
      ElementwiseRule(.x - .y, locals: [.constant(1), .constant(-1)], kernel: .binary(.subtract))),
    sentence:
      "A subtract gate hands its gradient on to the first input, and its negative to the second.",
    blockNames: ["-", "np.subtract"], source: "d(x − y)/dy = −1",
    probes: [[-2, 5], [0.3, -1.7]])
}
