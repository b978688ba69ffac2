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

  /// Says, once a command, what brings typeset formulas.
  func explain(missing: [String], _ request: RenderRequest) {
    guard !missing.isEmpty else { return }
    let what = missing.contains("libjs-katex") ? "KaTeX was not found" : "Duktape was not found"
    console.remark(
      "formulas are shown as plain text: \(what)", isWarning: request.math == .katex,
      hint: "to have them typeset: apt-get install \(missing.joined(separator: " "))")
  }
}
