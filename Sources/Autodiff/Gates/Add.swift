extension Gate {
  /// z = x + y.
  package static let add = Gate(
    "add", symbol: "+",
    .elementwise(
      ElementwiseRule(.x + .y, locals: [.constant(1), .constant(1)], kernel: .binary(.add))),
    sentence: "An add gate is a distributor: it hands its gradient on, unchanged, to every input.",
    blockNames: ["+", "np.add"], source: "d(x + y)/dx = 1",
    probes: [[-2, 5], [0.3, -1.7]])
}
