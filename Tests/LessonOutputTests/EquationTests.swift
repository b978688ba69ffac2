import Testing

@testable import LessonOutput

@Suite struct EquationTests {
  @Test func simpleEquations() {
    func n(_ x: Double) -> Arithmetic { .number(x) }
    func i(_ x: Double) -> Arithmetic { .number(x, integer: true) }
    let sigmoid = 0.7310585786300049
    let x = 1.3678794411714423
    let equations: [(Double, Bool, Arithmetic, String)] = [
      (-4, false, .product([n(1), n(-4)]), "−4 = 1 × (−4)"),
      (3, true, .sum([i(-2), i(5)]), "3 = −2 + 5"),
      (4, false, .sum([n(1), n(3)]), "4 = 1 + 3"),
      (-2, false, .sum([n(1), n(-3)]), "−2 = 1 + (−3)"),
      (1, false, .difference(n(4), n(3)), "1 = 4 − 3"),
      (7, false, .difference(n(4), n(-3)), "7 = 4 − (−3)"),
      (0.3, false, .sum([n(0.1), n(0.2)]), "0.3 = 0.1 + 0.2"),
      (
        sigmoid, false, .quotient(n(1), .sum([n(1), n(0.36787944117144233)])),
        "0.7311 = 1/(1 + 0.36788)"
      ),
      (
        -1 / (x * x), false,
        .product([n(1), .negative(.quotient(n(1), .power(n(x), n(2))))]),
        "−0.5344 = 1 × (−1/1.368²)"
      ),
      (
        1.0000123 - 1, false, .difference(n(1.0000123), n(1)),
        "1.230×10⁻⁵ = 1.0000123 − 1"
      ),
      (0.9999092042625951, false, .call("tanh", [n(5)]), "0.9999 = tanh(5)"),
      (0.36787944117144233, false, .call("exp", [.negative(n(1))]), "0.3679 = e^(−1)"),
      (9, false, .power(n(-3), n(2)), "9 = (−3)²"),
      (0.125, false, .power(n(2), n(-3)), "0.125 = 2⁻³"),
      (8, false, .power(n(4), n(1.5)), "8 = 4^(1.5)"),
      (3, false, .call("abs", [n(-3)]), "3 = |−3|"),
      (2, false, .call("sqrt", [n(4)]), "2 = √(4)"),
      (0, false, .call("relu", [n(-2)]), "0 = relu(−2)"),
      (5, false, .call("maximum", [n(5), n(-2)]), "5 = max(5, −2)"),
      (-14, false, .negative(.sum([n(2), n(12)])), "−14 = −(2 + 12)"),
      (
        1.5, false, .quotient(.product([n(2), n(3)]), .product([n(4), n(1)])),
        "1.5 = (2 × 3)/(4 × 1)"
      ),
      (1.2e-13, false, .product([n(1.2e-7), n(1e-6)]), "1.2×10⁻¹³ = 1.2×10⁻⁷ × 1×10⁻⁶"),
      (.infinity, false, .quotient(n(1), n(0)), "inf = 1/0"),
      (.nan, false, .difference(n(.infinity), n(.infinity)), "nan = inf − inf"),
      (0, false, .call("sin", [n(0)]), "0 = sin(0)"),
    ]
    for (result, integer, arithmetic, expected) in equations {
      let text = Equation.text(result: result, integer: integer, of: arithmetic)
      #expect(text == expected)
      #expect(EquationChecker.check(text) == nil, "\(text)")
    }
  }

  @Test func roundingErrorsAreShown() {
    let text = Equation.text(
      result: 0.1 + 0.2 - 0.3,
      of: .sum([.number(0.1), .number(0.2), .negative(.number(0.3))]))
    #expect(text == "5.551×10⁻¹⁷ ≈ 0.1 + 0.2 − 0.3 (rounding +5.6×10⁻¹⁷)")
    #expect(EquationChecker.check(text) == nil)
  }

  @Test func piIsNotADouble() {
    let text = Equation.text(result: 1.2246467991473532e-16, of: .call("sin", [.constant(.pi)]))
    #expect(text == "1.225×10⁻¹⁶ ≈ sin(π) (rounding +1.2×10⁻¹⁶)")
  }

  /// 0.1 in single precision is 0.100000001490…
  @Test func singlePrecision() {
    let single = Double(Float(0.1))
    #expect(
      Equation.text(result: 2 * single, of: .product([.number(2), .number(single)]))
        == "0.2 = 2 × 0.1")
    #expect(
      Equation.text(result: single - 0.1, of: .difference(.number(single), .number(0.1)))
        == "1.490×10⁻⁹ = 0.10000000149 − 0.1")
  }

  @Test func exactTies() {
    func text(_ x: Double) -> String {
      Equation.text(
        result: 14 * x * x, of: .product([.number(14), .power(.number(x), .number(2))]))
    }
    #expect(text(163.5) == "374251.5 = 14 × 163.5²")
  }

  @Test func longSumsAreCutShort() {
    let terms = (1...100).map { Arithmetic.number(Double($0), integer: true) }
    let text = Equation.text(result: 5050, integer: true, of: .sum(terms))
    #expect(text == "5050 = 1 + 2 + 3 + 5044 [97 more terms]")
    #expect(EquationChecker.check(text) == nil)
    let random = (0..<40).map { Arithmetic.number(1 / Double($0 + 3)) }
    let sum = (0..<40).reduce(0) { $0 + 1 / Double($1 + 3) }
    let harmonic = Equation.text(result: sum, of: .sum(random))
    #expect(harmonic == "2.827 = 0.33333 + 0.25 + 0.2 + 2.0434 [37 more terms]")
    #expect(EquationChecker.check(harmonic) == nil)
  }

  @Test func unknownFunctionsClaimNothing() {
    let text = Equation.text(result: 2, of: .call("mystery", [.number(4)]))
    #expect(text == "2 ≈ mystery(4)")
    #expect(EquationChecker.check(text) != nil)
  }

  @Test func shortNumbers() {
    let numbers: [(Double, Bool, Int, String)] = [
      (0.1, false, 4, "0.1"), (2.5, false, 4, "2.5"), (-12, false, 4, "−12"),
      (-12, true, 4, "−12"), (0.7310585786300049, false, 4, "0.7311"),
      (0.7310585786300049, false, 2, "0.73"), (123456.789, false, 4, "123457"),
      (0.1 + 0.2, false, 4, "0.3"), (1e-5, false, 4, "1×10⁻⁵"),
      (1.2345678e-7, false, 4, "1.235×10⁻⁷"), (1e7, false, 4, "1×10⁷"),
      (10_000_000, true, 4, "10000000"), (0, false, 4, "0"), (-0.0, false, 4, "0"),
      (.nan, false, 4, "nan"), (-.infinity, false, 4, "−inf"), (0.99999, false, 4, "0.99999"),
      (0.999999999, false, 4, "1.000"), (Double(Float(0.1)), false, 4, "0.1"),
      (Double.leastNonzeroMagnitude, false, 4, "5×10⁻³²⁴"), (1e300, true, 4, "1×10³⁰⁰"),
      (9999999.99, false, 4, "1.000000×10⁷"), (0.0001, false, 4, "0.0001"),
    ]
    for (x, integer, digits, expected) in numbers {
      #expect(NumberText.short(x, integer: integer, digits: digits) == expected)
    }
  }
}
