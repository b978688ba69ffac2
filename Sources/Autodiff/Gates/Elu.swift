import Arrays

extension Gate {
  /// z = x where x > 0, else α·(eˣ − 1); y is α.
  package static let elu = Gate(
    "elu", symbol: "ELU",
    .elementwise(
      ElementwiseRule(
        .compare(
          .x, .constant(0), greater: .x, tie: .y * .function(.expm1, .x),
          less: .y * .function(.expm1, .x)),
        locals: [
          .compare(
            .x, .constant(0), greater: .constant(1), tie: .output + .y, less: .output + .y),
          .compare(
            .x, .constant(0), greater: .constant(0),
            tie: .function(.expm1, .minimum(.x, .constant(0))),
            less: .function(.expm1, .minimum(.x, .constant(0)))),
        ], kernel: .formula)),
    sentence: "An ELU gate hands its gradient on where x > 0; below, it fades like eˣ.",
    blockNames: ["lesson.nn.elu"], source: "Clevert, Unterthiner, Hochreiter 2015",
    kinks: "α at x = 0",
    probes: [[1.5, 1], [-0.5, 1.3]])
}
