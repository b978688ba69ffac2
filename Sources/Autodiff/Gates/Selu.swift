import Arrays

extension Gate {
  private static let seluScale = ScalarExpression.constant(1.0507009873554805)
  /// Scale times α, 1.6732632423543772.
  private static let seluFloor = ScalarExpression.constant(1.7580993408473766)

  /// z = 1.0507·x where x > 0, else 1.7581·(eˣ − 1).
  package static let selu = Gate(
    "selu", symbol: "SELU",
    .elementwise(
      ElementwiseRule(
        .compare(
          .x, .constant(0), greater: seluScale * .x,
          tie: seluFloor * .function(.expm1, .x),
          less: seluFloor * .function(.expm1, .x)),
        locals: [
          .compare(
            .x, .constant(0), greater: seluScale, tie: .output + seluFloor,
            less: .output + seluFloor)
        ], kernel: .formula)),
    sentence:
      "A SELU gate stretches its gradient a little where x > 0; below, it fades like eˣ.",
    blockNames: ["lesson.nn.selu"], source: "Klambauer, Unterthiner, Mayr, Hochreiter 2017",
    kinks: "1.7581 at x = 0", probes: [[1.5], [-0.5]])
}
