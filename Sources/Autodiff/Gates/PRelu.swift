import Arrays

extension Gate {
  /// z = x where x > 0, else a·x, with a learned slope a.
  package static let prelu = Gate(
    "prelu", symbol: "PReLU",
    .elementwise(
      ElementwiseRule(
        .compare(
          .x, .constant(0), greater: .x, tie: .y * .x, less: .y * .x),
        locals: [
          .compare(
            .x, .constant(0), greater: .constant(1), tie: .y, less: .y),
          .compare(
            .x, .constant(0), greater: .constant(0), tie: .x, less: .x),
        ], kernel: .formula)),
    sentence:
      "A PReLU gate is a leaky ReLU that learns its slope: where x < 0, the slope receives x times the gradient.",
    blockNames: ["lesson.nn.prelu"], source: "He, Zhang, Ren, Sun 2015",
    kinks: "a at x = 0; the slope receives 0 there",
    probes: [[1.5, 0.25], [-0.5, 0.25]])
}
