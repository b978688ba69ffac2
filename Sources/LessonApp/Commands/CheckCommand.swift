import Diagnostics
import LessonDocument
import LessonOutput
import LessonRunner
import Rendering

/// What `lesson check` was asked for.
package struct CheckRequest: Sendable {
  package var file: String
  /// Only this exercise.
  package var exercise: String?
  package var showsHint = false
  package var showsSolution = false
  package var format = OutputFormat.text
  package var display = DisplayRequest()

  package init(file: String) { self.file = file }
}

extension Application {
  /// The learner's view: what the answers in a file give, hints, and solutions when they are due.
  package func check(_ request: CheckRequest) -> ExitStatus {
    let file: LearnerFile
    do throws(FileProblem) {
      let path = try own(request.file)
      file = try LearnerFile(path: path, store: progress, data: data(for: path), library: library)
    } catch { return report(error) }
    var status = ExitStatus.success
    for diagnostic in file.lesson.diagnostics where diagnostic.severity == .error {
      console.diagnose(diagnostic, file: file.path)
      status = .brokenLesson
    }
    let exercises = file.exercises
    var predictions = file.predictions()
    let ids = exercises.map(\.id) + predictions.map(\.result.id)
    if let id = request.exercise {
      guard ids.contains(id) else {
        console.complain(
          "there is no exercise `\(id)` in \(file.path)",
          hint: didYouMean(id, among: ids) ?? "exercises: \(ids.joined(separator: ", "))")
        return .usage
      }
      predictions.removeAll { $0.result.id != id }
    }
    guard !ids.isEmpty else {
      console.remark("\(file.path) has no exercises")
      return status
    }
    let judged = exercises.filter { [nil, $0.id].contains(request.exercise) }.map {
      (line: SubmissionJudge.line(of: $0, in: file.lesson), result: file.check($0))
    }
    let results = (judged + predictions).enumerated().sorted { a, b in
      (a.element.line, a.offset) < (b.element.line, b.offset)
    }.map(\.element.result)
    if request.format == .json {
      do { console.write(JSONText.pretty(try JSONEncoding.value(results))) } catch {
        console.complain("the results could not be written as JSON: \(error)")
        return .failure
      }
    } else {
      show(results, file, request)
    }
    do throws(FileProblem) { try file.save() } catch { return max(status, report(error)) }
    // Of a prediction the first answer stands: nothing is left to mend.
    let isWrong = judged.contains {
      [.failed, .partial, .broken].contains($0.result.status)
    }
    return max(status, isWrong ? .failure : .success)
  }

  /// The learner's own copy, where a bundled lesson of that name was copied here.
  private func own(_ file: String) throws(FileProblem) -> String {
    let path = try finder.path(file)
    let copy = FilePath.name(path)
    return FileSystem.kind(file) != .file && FileSystem.kind(copy) == .file ? copy : path
  }

  private func show(_ results: [ExerciseResult], _ file: LearnerFile, _ request: CheckRequest) {
    let options = device.options(request.display)
    for result in results {
      for line in GradeText.exercise(result, width: options.width) { console.writeLine(line) }
      console.writeLine()
    }
    let renderer = TerminalRenderer(options: options)
    if request.showsHint || request.showsSolution {
      let left = results.filter { $0.status != .passed && $0.status != .pending }.map(\.id)
      let open = file.exercises.filter { left.contains($0.id) }
      let helpful = open.first {
        request.showsHint && !$0.hints.isEmpty || request.showsSolution && file.hasSolution($0)
      }
      let wanted =
        request.exercise.flatMap { id in file.exercises.first { $0.id == id } } ?? helpful
        ?? open.first
      if let wanted { help(wanted, file, request, renderer) }
    }
    console.writeLine(summary(results))
    if !request.showsHint,
      let next = results.first(where: { $0.status != .passed && $0.status != .pending }),
      let exercise = file.exercises.first(where: { $0.id == next.id }), !exercise.hints.isEmpty
    {
      console.writeLine(
        "A hint: lesson check \(request.file.shellWord) --hint --exercise \(next.id.shellWord)")
    }
  }

  /// `1 of 4 done, 1 to be graded, 2 of 7 points`.
  private func summary(_ results: [ExerciseResult]) -> String {
    var parts = ["\(results.count { $0.status == .passed }) of \(results.count) done"]
    let pending = results.count { $0.status == .pending }
    if pending > 0 { parts.append("\(pending) to be graded") }
    let maximum = results.map(\.maximum).total
    if maximum > .zero {
      parts.append("\(results.map(\.points).total.text) of \(maximum.text) points")
    }
    return parts.joined(separator: ", ")
  }

  private func help(
    _ exercise: Exercise, _ file: LearnerFile, _ request: CheckRequest, _ renderer: TerminalRenderer
  ) {
    if request.showsHint {
      let next = file.nextHint(exercise)
      if exercise.hints.isEmpty { console.writeLine("\(exercise.id) has no hints.") }
      if next == nil, !exercise.hints.isEmpty {
        console.writeLine("These are all the hints on \(exercise.id).")
      }
      // Once all were shown, all are shown again.
      let hints =
        next.map { [($0.hint, $0.number)] }
        ?? exercise.hints.enumerated().map {
          ($0.element, $0.offset + 1)
        }
      for (hint, number) in hints {
        console.writeLine("Hint \(number) of \(exercise.hints.count) on \(exercise.id)")
        var run = LessonRun(program: LessonRunner.program, file: file.path)
        run.prose = hint.content.flatMap { prose -> [Prose] in
          if case .details(_, _, let content) = prose { content } else { [prose] }
        }
        run.numbers = file.lesson.numbers.map(\.number)
        console.write(renderer.render(run))
      }
      console.writeLine()
    }
    if request.showsSolution {
      switch file.solution(exercise) {
      case .refused(let why): console.writeLine(why)
      case .shown(let blocks):
        console.writeLine("The solution of \(exercise.id):")
        for block in blocks {
          for line in block.code.split(separator: "\n", omittingEmptySubsequences: false)
          where !line.hasPrefix("#|") { console.writeLine("    \(line)") }
        }
      }
      console.writeLine()
    }
  }
}
