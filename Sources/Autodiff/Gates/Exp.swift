extension Gate {
  /// z = e to the power x.
  package static let exp = Gate(
    "exp", symbol: "exp",
    .elementwise(
      ElementwiseRule(.function(.exp, .x), locals: [.output], kernel: .unary(.exp))),
    sentence: "An exp gate multiplies its gradient by its own output.",
    blockNames: ["np.exp", "math.exp"], source: "d(eˣ)/dx = eˣ", probes: [[-1], [0.7]])
}
