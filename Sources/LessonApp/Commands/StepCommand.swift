import LessonDocument
import LessonOutput
import LessonRunner
import PythonSubset
import Rendering

extension Application {
  /// Whether a lesson can be stepped through: keys and a screen are there.
  func canStep(_ request: RunRequest) -> Bool {
    request.steps && request.format == .text && hasScreen
  }

  /// Walks through a lesson on the terminal, from where the learner was.
  func step(_ lesson: LessonSource, _ options: RunOptions, _ request: RunRequest) -> ExitStatus? {
    var options = options
    options.recordsStatements = true
    let host = LessonHost(lesson, options, store: request.block == nil ? self.progress : nil)
    if request.block == nil, request.traceNames.isEmpty { offerExercises(host, request, options) }
    let display = device.options(request.display)
    console.flush()
    guard let screen = TerminalScreen(color: display.color) else { return nil }
    host.willRun = { screen.note(" Running …   Ctrl-C stops it and keeps what was") }
    host.checks = { screen.note(" Checking …   Ctrl-C stops it") }
    var progress = LessonProgress(file: lesson.source.name)
    if request.block == nil, let kept = self.progress.load(lesson.source.name) { progress = kept }

    func renderer() -> (TerminalRenderer, Int) {
      var display = request.display
      let size = screen.size
      // The screen may be narrower than what was asked for; it cannot be wider.
      display.width = min(request.display.width ?? size.columns, size.columns)
      return (TerminalRenderer(options: device.options(display)), size.rows)
    }

    let (first, rows) = renderer()
    var stepper = screen.busy(host.cancellation) {
      Stepper(host.run, host: host, renderer: first, rows: rows, progress: progress)
    }
    var signal: Int32?
    events: while true {
      let frame = stepper.frame()
      screen.draw(frame.lines, cursor: frame.cursor)
      switch screen.next() {
      case .keys(let keys):
        for key in keys {
          if key == .control("l") { screen.forget() }
          switch screen.busy(host.cancellation, { stepper.handle(key) }) {
          case .quit: break events
          case .next: continue
          case .editor(let line):
            edit(line, screen, host, &stepper, renderer)
          }
          break
        }
      case .idle: continue
      case .resized, .resumed:
        screen.forget()
        let (renderer, rows) = renderer()
        stepper.resize(renderer, rows: rows)
      case .ended(let number):
        signal = number
        break events
      }
    }
    stepper.save()
    screen.close()
    let status = report(host.run, showsFailures: false)
    if let problem = host.problem {
      console.diagnose(problem.diagnostic, file: problem.path)
    } else if signal == nil, request.block == nil {
      console.writeLine(closing(stepper.progress, request.file))
    }
    if let signal {
      // The shell is to see that a signal ended the program.
      _ = console.finish(status)
      TerminalScreen.end(by: signal)
      return .failure
    }
    return status
  }

  private func offerExercises(_ host: LessonHost, _ request: RunRequest, _ options: RunOptions) {
    host.learner = try? LearnerFile(
      path: host.path, store: self.progress, data: options.data, library: library,
      cancellation: host.cancellation)
    if FileSystem.kind(request.file) == .file { return }
    // It was found by its name: it is the bundled one.
    let name = FilePath.withoutExtension(request.file)
    let copy = FilePath.name(host.path)
    host.editProblem =
      FileSystem.kind(copy) == .file
      ? StepperProblem(
        message: "This is the lesson as it came; your copy of it is \(copy).",
        hint: "to work in it: q, then lesson run \(copy)")
      : StepperProblem(
        message:
          "This is the lesson as it came: `lesson start \(name)` gives you a copy to work in.",
        hint: "q, lesson start \(name), lesson run \(copy)")
  }

  /// Hands the terminal to the learner's editor and takes over what was written.
  private func edit(
    _ line: Int, _ screen: TerminalScreen, _ host: LessonHost, _ stepper: inout Stepper,
    _ renderer: () -> (TerminalRenderer, Int)
  ) {
    switch TextEditor.chosen() {
    case .failure(let problem): stepper.show(problem)
    case .success(let editor):
      let outcome = screen.lend { editor.run(file: host.path, line: line) }
      // The window may have another size by now.
      let (renderer, rows) = renderer()
      stepper.resize(renderer, rows: rows)
      screen.draw(stepper.frame().lines)
      screen.busy(host.cancellation) { stepper.editorClosed(outcome) }
    }
  }

  private func closing(_ progress: LessonProgress, _ file: String) -> String {
    if progress.isFinished { return "\(file): read to its end." }
    let done =
      progress.blocks == 0 ? "" : " after \(progress.seen) of \(progress.blocks) blocks"
    return "\(file): your place is kept\(done). To go on: lesson run \(file)"
  }
}

/// The lesson behind a stepper: its run with the engine's graphs, and what is kept of the learner.
final class LessonHost: StepperHost {
  private var lesson: LessonSource
  private let options: RunOptions
  private let store: ProgressStore?
  /// The lesson with the inputs that were edited.
  private var current: LessonSource
  private var kept: KeptRun
  /// The lesson as it stands in its file.
  private var original: KeptRun
  /// The learner's file, where exercises are offered.
  var learner: LearnerFile?
  var editProblem: StepperProblem?
  /// Stops a run that is under way.
  let cancellation = Cancellation()
  /// Called before the lesson is run again, which may take its time.
  var willRun: () -> Void = {}
  /// Called before an answer is checked.
  var checks: () -> Void = {}
  /// Why the learner's place could not be kept.
  private(set) var problem: FileProblem?

  /// What `original` gave, with the lines of a file whose exercises were edited since.
  private var moved: LessonRun?

  var run: LessonRun { kept === original ? moved ?? kept.run : kept.run }
  var path: String { lesson.source.name }

  init(_ lesson: LessonSource, _ options: RunOptions, store: ProgressStore?) {
    self.lesson = lesson
    var options = options
    options.cancellation = cancellation
    self.options = options
    self.store = store
    current = lesson
    original = LessonRunner.keep(lesson, options: options)
    kept = original
  }

  func why(_ question: StepperQuestion, _ renderer: TerminalRenderer)
    -> Result<[StyledLine], StepperProblem>
  {
    let answer: Result<Derivation, QuestionProblem>
    switch question.subject {
    case .text(let text):
      answer = kept.why(
        text, block: question.block, trace: question.trace, open: question.open)
    case .node(let node, let element, let isGradient):
      answer = kept.why(
        node: node, element: element, isGradient: isGradient, block: question.block,
        trace: question.trace ?? 0, open: question.open)
    }
    return answer.map { renderer.lines(of: $0) }
      .mapError { StepperProblem(message: $0.message, hint: $0.hint) }
  }

  func edit(_ text: String, block: Int) -> Result<LessonRun, StepperProblem> {
    do {
      let edited = try InputEdit.apply(text, to: current, block: block)
      willRun()
      let tried = LessonRunner.keep(edited.lesson, options: options)
      if cancellation.isCancelled { return .failure(EditProblem.stopped(text)) }
      if let problem = EditProblem.find(text, tried.run, was: run) { return .failure(problem) }
      (current, kept) = (edited.lesson, tried)
      return .success(run)
    } catch {
      return .failure(StepperProblem(message: error.message, hint: error.hint))
    }
  }

  func reset() -> LessonRun {
    current = lesson
    kept = original
    return run
  }

  func save(_ progress: LessonProgress) {
    guard let store else { return }
    do throws(FileProblem) {
      var progress = progress
      // What this session holds of tries and ticks is newer than what it began with.
      if let learner { progress.sheet = learner.keptLines }
      try store.save(progress, of: lesson.source.name)
      if let learner, learner.lesson.frontMatter.isCopy { try learner.save() }
    } catch { problem = error }
  }

  // MARK: Exercises

  var exercises: [Exercise] {
    learner == nil ? [] : lesson.exercises.filter(SubmissionJudge.isTask)
  }

  func willCheck() { checks() }

  func reload() -> Result<StepperReload, StepperProblem> {
    guard let learner else { return .success(.unchanged) }
    do throws(FileProblem) { try learner.reload() } catch {
      return .failure(StepperProblem(message: "\(error.path): \(error.message)", hint: error.hint))
    }
    let fresh = learner.lesson
    if fresh.source.bytes == lesson.source.bytes { return .success(.unchanged) }
    if fresh.blocks == lesson.blocks, fresh.prose == lesson.prose {
      // Only what is kept at the end of the file has changed.
      lesson = fresh
      return .success(.unchanged)
    }
    if let same = RunReuse.run(moved ?? original.run, of: lesson, as: fresh) {
      (lesson, current, kept, moved) = (fresh, fresh, original, same)
      return .success(.changed(same))
    }
    willRun()
    let tried = LessonRunner.keep(fresh, options: options)
    if cancellation.isCancelled {
      return .failure(
        StepperProblem(
          message: "Stopped: the changed lesson was still running. What you see is as it was.",
          hint: "c reads and checks the file again"))
    }
    (lesson, current, original, kept, moved) = (fresh, fresh, tried, tried, nil)
    return .success(.changed(run))
  }
}
