extension Gate {
  /// z = −x.
  package static let negate = Gate(
    "negate", symbol: "×−1",
    .elementwise(ElementwiseRule(.constant(-1) * .x, locals: [.constant(-1)], kernel: .negate)),
    sentence: "A negate gate flips the sign of its gradient.",
    blockNames: ["-x", "np.negative"], source: "d(−x)/dx = −1", probes: [[3], [-0.4]])
}
