import Testing

@testable import LessonApp

@Suite struct MathFaultsTests {
  @Test(arguments: [
    (#"\frac{1}{"#, "a `{` is not closed"), (#"\frac{1}"#, #"`\frac` has 1 of its 2 arguments"#),
    (#"a}"#, "a `}` closes nothing"), (#"\left( x"#, #"a `\left` has no `\right`"#),
    (#"x^"#, "nothing follows `^`"), (#"{x_}"#, "nothing follows `_`"),
    (#"\begin{matrix} 1"#, #"a `\begin` has no `\end`"#),
    (#"\sqrt"#, #"`\sqrt` has 0 of its 1 argument"#),
    (#"x \"#, #"it ends in a lone `\`"#),
  ])
  func faultsAreNamed(_ tex: String, _ fault: String) {
    #expect(MathFaults.find(tex) == fault)
  }

  @Test(arguments: [
    "", "x", #"\frac12"#, #"\frac{\partial f}{\partial x}"#, #"\left\{ x \right."#, #"\{ a \}"#,
    #"a \\ b \\"#, #"\sqrt[3]{x}"#, #"x^{2}_i"#, "50\\% % } a comment",
    #"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"#, #"\hat y"#, #"\text{if } x"#,
  ])
  func soundMathHasNone(_ tex: String) {
    #expect(MathFaults.find(tex) == nil)
  }

  @Test func lessonTestNamesTheLine() throws {
    let harness = try ApplicationHarness()
    try harness.scratch.write(
      "a.md", "# Title\n\nSound: $x^2$.\n\n- Broken: $\\frac{1}{$ here.\n\n$$\nx_\n$$\n")
    let outcome = try harness.perform { $0.test(TestRequest(paths: [harness.scratch("a.md")])) }
    #expect(outcome.status == .failure)
    #expect(
      outcome.errors.contains("a.md:5:12: error: this math is malformed: a `{` is not closed"))
    #expect(outcome.errors.contains("nothing follows `_`"))
    #expect(!outcome.errors.contains("a.md:3"))
  }

  @Test func bundledLessonsHaveSoundMath() throws {
    let harness = try ApplicationHarness()
    let outcome = try harness.perform {
      $0.test(TestRequest(paths: [packageFolder + "/lessons"]))
    }
    #expect(!outcome.errors.contains("malformed"))
  }
}
