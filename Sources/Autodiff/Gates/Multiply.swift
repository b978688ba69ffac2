extension Gate {
  /// z = x · y.
  package static let multiply = Gate(
    "multiply", symbol: "×",
    .elementwise(ElementwiseRule(.x * .y, locals: [.y, .x], kernel: .binary(.multiply))),
    sentence:
      "A multiply gate is a switcher: each input receives the gradient times the other input.",
    blockNames: ["*", "np.multiply"], source: "d(xy)/dx = y",
    probes: [[3, -4], [0.5, 1.25]])
}
