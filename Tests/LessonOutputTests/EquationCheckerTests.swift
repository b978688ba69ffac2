import Testing

@testable import LessonOutput

@Suite struct EquationCheckerTests {
  @Test(arguments: [
    "−4 = 1 × (−4)", "0.731 = 1/(1 + 0.368)", "−0.5344 = 1 × (−1/1.3679²)", "8 = 4^(1.5)",
    "7.389 = e^(2)", "3.142 = π", "2.718 = e", "inf = 1/0", "nan = inf − inf", "−1 = −1²",
    "1 = |2 − |−1 × 3||", "0.5 = σ(0)", "0 = 0.1 + 0.2 − 0.3", "2 = log2(4)",
    "1.234×10⁻⁵ = 1.0000123400 − 1", "4.001 ≈ 1 + 3 (rounding +0.001)",
    "6 = 1 + 2 + 3 [1 more terms]",
  ])
  func accepts(_ text: String) {
    #expect(EquationChecker.check(text) == nil)
  }

  @Test(arguments: [
    "−4 = 1 × (−5)", "−4 = 1 × −4", "0.732 = 1/(1 + 0.368)", "0 = 0.1 + 0.2", "1 = 0.99",
    "5.551×10⁻¹⁷ = 0.1 + 0.2 − 0.3", "4 ≈ 1 + 3.001 (rounding +0.001)", "4 ≈ 1 + 3", "4 1 + 3",
    "4 = 1 + ", "4 = (4", "4 = f(4)", "inf = 4", "4 = 4)", "", "= 4", "4 = 2²²",
  ])
  func refuses(_ text: String) {
    #expect(EquationChecker.check(text) != nil)
  }

  @Test func depthIsLimited() {
    let deep = String(repeating: "(", count: 100_000)
    #expect(EquationChecker.check("4 = " + deep) != nil)
    #expect(EquationChecker.check("4 = " + String(repeating: "−", count: 100_000)) != nil)
  }
}
