extension Gate {
  /// z = cos x.
  package static let cos = Gate(
    "cos", symbol: "cos",
    .elementwise(
      ElementwiseRule(
        .function(.cos, .x), locals: [-(.function(.sin, .x))],
        kernel: .unary(.cos))),
    sentence: "A cos gate multiplies its gradient by minus the sine of its input.",
    blockNames: ["np.cos", "math.cos"], source: "d cos x/dx = −sin x",
    probes: [[0.7], [-2]])
}
