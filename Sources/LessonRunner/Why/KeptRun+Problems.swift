import Arrays
import Autodiff
import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// What is said where nothing was found.
extension KeptRun {
  func holdsNumbers(_ name: String) -> Bool {
    guard let value = runner.session.global(name) else { return false }
    return value.number != nil || value.asObject(ArrayObject.self) != nil
      || value.asObject(SequenceObject.self) != nil || value.asObject(VariableObject.self) != nil
  }

  func unknown(_ question: Question, _ scope: [Int]) -> QuestionProblem {
    let traced = runner.traced.indices.filter { scope.contains(runner.traced[$0].blockIndex) }
    let name = question.name
    if traced.isEmpty, question.isGradient || Question.step(name) != nil {
      let isBound = scope.contains { runner.assigned[$0].contains(question.root) }
      return QuestionProblem(
        .unanswered,
        question.isGradient
          ? "`\(question.text)`: no block is traced, so no number has a gradient"
          : "there is no step \(name): no block is traced",
        hint: isBound || !question.isGradient
          ? "`#| trace: f` at the top of a block traces it; so does --trace f"
          : "no block binds `\(question.root)` either")
    }
    var known = Set(traced.flatMap { graph($0).numbers.names.all })
    for block in scope { known.formUnion(runner.assigned[block].filter(holdsNumbers)) }
    let isBound =
      known.contains(question.root)
      || scope.contains { runner.assigned[$0].contains(question.root) }
    let locals = known.filter { $0.hasSuffix(".\(name)") || $0.contains(".\(name)@") }.sorted()
    if !isBound, !locals.isEmpty {
      return QuestionProblem(
        .unanswered, "`\(name)` is a name inside several calls",
        hint: "there is " + locals.prefix(8).map { "`\($0)`" }.joined(separator: ", "))
    }
    let isTraced = traced.contains { index in
      graph(index).numbers.names.all.contains { question.isVersion($0) }
    }
    if question.isGradient, isBound, !isTraced {
      return QuestionProblem(
        .unanswered,
        "`\(question.root)` is bound in a block that is not traced, so it has no gradient",
        hint: "`#| trace: f` at the top of that block traces it; so does --trace f")
    }
    let versions = known.filter { question.isVersion($0) && $0 != name }.sorted()
    return QuestionProblem(
      .unanswered,
      isBound
        ? "`\(name)` is no number of a trace" : "no block that ran binds `\(question.root)`",
      hint: isBound && !versions.isEmpty
        ? "there is " + versions.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
        : didYouMean(name, among: known.sorted())
          ?? didYouMean(question.root, among: known.sorted())
          ?? (known.isEmpty
            ? Question.examples : "names: " + known.sorted().prefix(12).joined(separator: ", ")))
  }
}
