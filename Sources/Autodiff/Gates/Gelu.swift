import Arrays

extension Gate {
  private static let half = ScalarExpression.constant(0.5)
  /// The standard normal distribution up to x.
  private static let normal =
    half * .function(.erfc, .x * .constant(-0.7071067811865476))
  /// Its density at x; the factor is 1/√(2π).
  private static let density =
    ScalarExpression.constant(0.3989422804014327)
    * .function(.exp, .constant(-0.5) * .power(.x, .constant(2)))

  /// z = x·Φ(x).
  package static let gelu = Gate(
    "gelu", symbol: "GELU",
    .elementwise(
      ElementwiseRule(.x * normal, locals: [normal + .x * density], kernel: .formula)),
    sentence:
      "A GELU gate is a soft switch: the larger x, the more of its gradient it hands on.",
    blockNames: ["lesson.nn.gelu"], source: "Hendrycks, Gimpel 2016: d(xΦ)/dx = Φ + x·φ",
    probes: [[1.5], [-0.5]])

  /// tanh of √(2/π)·(x + 0.044715·x³).
  private static let bend = ScalarExpression.function(
    .tanh,
    .constant(0.7978845608028654) * (.x + .constant(0.044715) * .power(.x, .constant(3))))

  /// z = ½x·(1 + tanh(√(2/π)·(x + 0.044715·x³))), close to x·Φ(x).
  package static let geluTanh = Gate(
    "gelu_tanh", symbol: "GELU",
    .elementwise(
      ElementwiseRule(
        half * .x * (.constant(1) + bend),
        locals: [
          half * (.constant(1) + bend) + half * .x * (.constant(1) - .power(bend, .constant(2)))
            * (.constant(0.7978845608028654)
              * (.constant(1) + .constant(0.134145) * .power(.x, .constant(2))))
        ], kernel: .formula)),
    sentence:
      "A GELU gate is a soft switch: the larger x, the more of its gradient it hands on.",
    blockNames: ["lesson.nn.gelu(x, approximate=\"tanh\")"], source: "Hendrycks, Gimpel 2016",
    probes: [[1.5], [-0.5]])
}
