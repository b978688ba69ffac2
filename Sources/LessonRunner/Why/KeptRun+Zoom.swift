import Diagnostics
import LessonDocument
import LessonOutput

/// `zoom: out[0, 0, 3, 4]`: an element of a tensor gate, down to its numbers, below its block.
extension KeptRun {
  /// Steps that are shown of one element.
  private static let mostSteps = 8

  /// Sums of more terms are shown as rows of numbers.
  private static let longSum = 12
  private static let termsInRow = 5

  /// The run with what its blocks' `zoom` options ask for.
  func zoomed() -> LessonRun {
    var result = run
    for index in result.blocks.indices where result.blocks[index].status == .ok {
      guard let source = block(of: index), let question = source.options.zoom else { continue }
      switch why(question, block: index, isFull: true) {
      case .success(let derivation):
        result.blocks[index].reports.append(Self.report(derivation, question))
      case .failure(let problem):
        result.diagnostics.append(
          Diagnostic(
            .warning, "`zoom: \(question)`: \(problem.message)", hint: problem.hint,
            location: Location(line: source.fenceLine, column: 1)))
      }
    }
    return result
  }

  /// The block of the lesson that a block of the run comes from.
  private func block(of index: Int) -> SourceBlock? {
    let line = run.blocks[index].line
    return lesson.blocks.first { $0.fenceLine == line }
  }

  private static func report(_ derivation: Derivation, _ question: String) -> Report {
    let computed = derivation.steps.filter { $0.kind == .computed }
    var lines: [String] = []
    for step in computed.prefix(mostSteps) {
      let terms = step.equation.split(separator: " + ", omittingEmptySubsequences: false)
      if terms.count > longSum {
        lines.append("\(step.name): a sum of \(terms.count) terms")
        lines += rows(terms).map { "  " + $0 }
      } else {
        lines.append("\(step.name) = \(step.formula)")
        lines.append("  \(step.equation)")
      }
      if !step.reason.isEmpty { lines.append("  \(step.reason)") }
    }
    let left = computed.count - mostSteps
    if left > 0 {
      lines.append(
        "… \(left) more step\(left == 1 ? "" : "s"): `lesson why FILE \"\(question)\"`")
    }
    if let only = derivation.steps.first, computed.isEmpty {
      lines.append("\(only.name) is an input")
    }
    return Report(title: "Zoom: \(question)", lines: lines)
  }

  /// `2.5 = 1 × 2 + …` with five terms in a row.
  private static func rows(_ terms: [Substring]) -> [String] {
    stride(from: 0, to: terms.count, by: termsInRow).map { start in
      let row = terms[start..<min(terms.count, start + termsInRow)].joined(separator: " + ")
      return (start == 0 ? "" : "+ ") + row
    }
  }
}
