extension Gate {
  /// z = x / y.
  package static let divide = Gate(
    "divide", symbol: "÷",
    .elementwise(
      ElementwiseRule(
        .x / .y,
        locals: [.constant(1) / .y, -(.x / .power(.y, .constant(2)))],
        kernel: .binary(.divide))),
    sentence:
      "A divide gate sends the gradient over y to the top, and the gradient times −x/y² to the bottom.",
    blockNames: ["/", "np.divide"], source: "quotient rule: d(x/y)/dy = −x/y²",
    probes: [[3, -4], [1, 1.367_9]])
}
