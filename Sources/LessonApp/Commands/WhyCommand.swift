import LessonDocument
import LessonOutput
import LessonRunner

/// What `lesson why` was asked for.
package struct WhyRequest: Sendable {
  package var file: String
  /// `W.grad[0, 1]`.
  package var question: String
  /// Trace every block that binds one of these names.
  package var traceNames: [String] = []
  package var format = OutputFormat.text
  package var display = DisplayRequest()

  package init(file: String, question: String) {
    self.file = file
    self.question = question
  }
}

extension Application {
  /// Runs a lesson and shows the arithmetic behind one of its numbers.
  ///
  /// A question that cannot be read is wrong usage; one that can, about a number that the run does
  /// not have, is a failure like that of a check: the command was right, the lesson has no answer.
  package func why(_ request: WhyRequest) -> ExitStatus {
    let lesson: LessonSource
    do { lesson = try finder.read(request.file) } catch { return report(error) }
    var options = RunOptions()
    options.traceNames = request.traceNames
    options.data = data(for: lesson.source.name)
    let kept = LessonRunner.keep(lesson, options: options)
    switch kept.why(request.question, isFull: request.display.full) {
    case .success(let derivation):
      switch request.format {
      case .text: console.write(terminal(request.display).render(derivation))
      case .json:
        do {
          console.write(JSONText.pretty(try JSONEncoding.value(derivation)))
        } catch {
          console.complain("the answer could not be written as JSON: \(error)")
          return .failure
        }
      }
      return .success
    case .failure(let problem):
      // A block that failed may be the reason.
      let status = report(kept.run, showsFailures: true)
      console.complain(problem.message, hint: problem.hint)
      return max(status, problem.kind == .malformed ? .usage : .failure)
    }
  }
}
