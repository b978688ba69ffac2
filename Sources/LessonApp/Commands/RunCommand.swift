import Diagnostics
import LessonDocument
import LessonOutput
import LessonRunner
import Rendering

/// What `lesson run` was asked for.
package struct RunRequest: Sendable {
  package var file: String
  /// Show this block alone.
  package var block: String?
  /// Trace every block that binds one of these names.
  package var traceNames: [String] = []
  package var format = OutputFormat.text
  package var display = DisplayRequest()
  /// Walk through the lesson where there is a terminal.
  package var steps = false

  package init(file: String) { self.file = file }
}

extension Application {
  /// Runs a lesson and shows it.
  package func run(_ request: RunRequest) -> ExitStatus {
    let lesson: LessonSource
    do { lesson = try finder.read(request.file) } catch { return report(error) }
    if let label = request.block, !lesson.blocks.contains(where: { $0.label == label }) {
      let labels = lesson.blocks.compactMap(\.label)
      console.diagnose(
        Diagnostic(
          .error, "there is no block with the label `\(label)`",
          hint: didYouMean(label, among: labels)
            ?? (labels.isEmpty
              ? "no block of this lesson has one; `#| label: \(label)` gives it"
              : "labels: \(labels.joined(separator: ", "))")),
        file: lesson.source.name)
      return .usage
    }
    var options = RunOptions()
    options.onlyBlock = request.block
    options.judges = request.block == nil && request.traceNames.isEmpty
    if !lesson.frontMatter.isCopy {
      options.sheet = progress.load(lesson.source.name)?.sheet.map { AnswerSheet($0) }
    }
    options.original = library.original(of: lesson)
    options.traceNames = request.traceNames
    options.isFull = request.display.full
    options.summarises = request.format == .json
    options.data = data(for: lesson.source.name)
    options.dataFiles = dataFiles(of: lesson)
    if canStep(request), let status = step(lesson, options, request) { return status }
    options.onProgress = progressBar()
    let run = LessonRunner.run(lesson, options: options)
    let status = show(run, as: request.format, display: request.display)
    return max(status, reportUntraced(request.traceNames, in: run))
  }

  /// Prints a run to standard output and what is wrong with it to standard error.
  func show(_ run: LessonRun, as format: OutputFormat, display: DisplayRequest) -> ExitStatus {
    switch format {
    case .text:
      var shown = run
      if !display.full { shown.prose = Self.closingHints(run.prose, file: run.file) }
      console.write(terminal(display).render(shown))
      let width = device.options(display).width
      for result in run.exercises where result.status != .open {
        console.writeLine()
        for line in GradeText.exercise(result, width: width) { console.writeLine(line) }
      }
    case .json:
      do {
        console.write(JSONText.pretty(try JSONEncoding.value(run)))
      } catch {
        console.complain("the run could not be written as JSON: \(error)")
        return .failure
      }
    }
    return report(run, showsFailures: !device.isTerminal || format == .json)
  }

  /// Hints are for those who ask: in their place stands how to.
  private static func closingHints(_ prose: [Prose], file: String) -> [Prose] {
    var last: String?
    return prose.compactMap { item -> Prose? in
      guard case .part(let part) = item, part.kind == .hint, let id = part.exercise else {
        last = nil
        return item
      }
      defer { last = id }
      if last == id { return nil }
      let command = "lesson check \(file.shellWord) --hint --exercise \(id)"
      return .paragraph([.emphasis([.text("A hint: "), .code(command)])])
    }
  }

  /// `--trace q` where no block binds `q` is a slip of the user, not of the lesson.
  private func reportUntraced(_ names: [String], in run: LessonRun) -> ExitStatus {
    let traced = Set(run.blocks.flatMap(\.traces).map(\.output))
    let known = Set(run.blocks.flatMap(\.traces).flatMap(\.nodes).compactMap(\.name))
    var status = ExitStatus.success
    for name in names where !traced.contains(name) {
      status = .usage
      console.complain(
        "nothing to trace: no block that ran binds `\(name)` to a number made of inputs",
        hint: didYouMean(name, among: known.sorted()) ?? "name a result, such as a loss")
    }
    return status
  }
}
