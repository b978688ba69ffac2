import Arrays

extension Gate {
  /// z = x where x > 0, else α·x; y is the slope α.
  package static let leakyRelu = Gate(
    "leaky_relu", symbol: "leaky",
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
      "A leaky ReLU gate hands its gradient on where the input was positive, and a small part of it elsewhere.",
    blockNames: ["lesson.nn.leaky_relu"], source: "Maas, Hannun, Ng 2013",
    kinks: "α at x = 0",
    probes: [[1.5, 0.01], [-0.5, 0.1]])
}
