extension Application {
  /// Formulas that are named one by one; more are counted.
  private static let shownProblems = 3

  /// Says which formulas of a page are shown as text, and why.
  func explain(_ problems: [FormulaProblem], in file: String) {
    for problem in problems.prefix(Self.shownProblems) {
      let tex = problem.tex.split { $0.isNewline || $0 == " " }.joined(separator: " ")
      let shown = tex.count <= 40 ? tex : tex.prefix(39) + "…"
      console.remark("\(file): the formula `\(shown)` is not typeset: \(problem.reason)")
    }
    let more = problems.count - Self.shownProblems
    if more > 0 {
      console.remark("\(file): \(more) more formula\(more == 1 ? " is" : "s are") not typeset")
    }
  }

  /// Says, once a command, why formulas are not typeset, and what brings it.
  func explain(_ obstacle: KaTeXObstacle?, _ request: RenderRequest) {
    let reason: String
    let hint: String
    switch obstacle {
    case nil: return
    case .missing(let packages):
      reason = packages.contains("libjs-katex") ? "KaTeX was not found" : "Duktape was not found"
      hint = "to have them typeset: apt-get install \(packages.joined(separator: " "))"
    case .script(let problem):
      reason = "KaTeX does not run here: \(problem)"
      hint = "the package libjs-katex has one that does; without LESSON_KATEX it is used"
    }
    console.remark(
      "formulas are shown as plain text: \(reason)", isWarning: request.math == .katex,
      hint: hint)
  }
}
