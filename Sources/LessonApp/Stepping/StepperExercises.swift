import LessonDocument
import LessonOutput
import LessonRunner
import Rendering

/// Exercises on the way: the learner's code, checks, options to tick, hints and solutions.
extension Stepper {
  /// The exercise that a section offers, as the learner's file has it now.
  func exercise(_ section: Int) -> Exercise? {
    guard script.sections.indices.contains(section),
      let id = script.sections[section].exercise
    else { return nil }
    return host.learner?.exercises.first { $0.id == id }
  }

  private func panel(_ exercise: Exercise) -> ExercisePanel? {
    host.learner.map { ExercisePanel($0, exercise, renderer, run: script.run) }
  }

  // MARK: Lines

  /// What stands below an exercise's prompt. Its last part starts at `resultStart`.
  func exerciseLines(_ index: Int, isCurrent: Bool) -> (lines: [StyledLine], resultStart: Int)? {
    guard let exercise = exercise(index), let panel = panel(exercise), let learner = host.learner
    else { return nil }
    var parts = [panel.code(), panel.tasks(ticks)]
    let between = script.sections[index].after.filter { !Self.isHint($0) }
    parts.append(renderer.lines(of: between, in: script.run))
    parts.append(panel.hints())
    let before = parts.filter { !$0.isEmpty }
    let start = before.reduce(0) { $0 + $1.count + 1 }
    if let result = results[exercise.id] {
      parts.append(panel.result(result))
    } else {
      var lines = panel.checks()
      if learner.isPassed(exercise) {
        lines += renderer.wrapped(
          exercise.answers.isEmpty ? "✓ You have solved this." : "✓ Your answer is kept.", .value,
          indent: 2)
      }
      parts.append(lines)
    }
    if isCurrent { parts.append(keyLines(exercise)) }
    return (
      Array(parts.filter { !$0.isEmpty }.joined(separator: [StyledLine()])), start
    )
  }

  private static func isHint(_ item: Prose) -> Bool {
    if case .part(let part) = item { return part.kind == .hint }
    return false
  }

  private func keyLines(_ exercise: Exercise) -> [StyledLine] {
    var keys: [String] = []
    if !exercise.choices.isEmpty {
      let count = exercise.choices.compactMap { Choice($0)?.options.count }.reduce(0, +)
      keys.append(count > 1 ? "1–\(min(count, 9)) ticks" : "1 ticks")
    }
    if exercise.starter != nil || !exercise.answers.isEmpty { keys.append("e opens your editor") }
    keys.append(ticks.isOpen(exercise) ? "Enter confirms" : "c checks")
    let shown = host.learner?.sheet.count(.hints, exercise.id) ?? 0
    if shown < exercise.hints.count {
      keys.append(
        exercise.hints.count == 1 ? "h hint" : "h hint \(shown + 1) of \(exercise.hints.count)")
    }
    if !exercise.solutions.isEmpty { keys.append("s solution") }
    keys.append("→ goes on")
    return renderer.wrapped(keys.joined(separator: " · "), .dim, indent: 2)
  }

  /// Where the exercise stands, for the last line.
  func exercisePlace(_ section: Int) -> String {
    guard let exercise = exercise(section) else { return "" }
    switch results[exercise.id]?.status {
    case .passed: return "exercise, solved"
    case .pending: return "exercise, kept"
    case .partial: return "exercise, partly right"
    case .failed: return "exercise, not right yet"
    case .broken: return "exercise"
    case .open: return "exercise, open"
    case nil:
      return host.learner?.isPassed(exercise) ?? false ? "exercise, solved" : "exercise, open"
    }
  }

  // MARK: Keys

  /// What was said to a prediction that counts goes into the learner's file.
  func keepScored(_ text: String, _ prediction: Prediction) {
    guard let points = prediction.points, points > 0, let block = script.sections[section].block
    else { return }
    host.learner?.predict(text, block: block)
  }

  /// A digit ticks an option; false where there is none to tick.
  mutating func tick(_ character: String) -> Bool {
    guard let number = Int(character), let exercise = exercise(section),
      !exercise.choices.isEmpty, let learner = host.learner
    else { return false }
    if let problem = ticks.toggle(number, learner, exercise) {
      show(problem)
    } else {
      results[exercise.id] = nil
    }
    return true
  }

  /// Whether Enter confirms what was ticked.
  var confirmsTicks: Bool { exercise(section).map { ticks.isOpen($0) } ?? false }

  /// Opens the learner's editor, where there is something of the learner's to edit.
  mutating func openEditor() -> Request {
    guard let exercise = exercise(section), let learner = host.learner else { return .next }
    if let problem = host.editProblem {
      show(problem)
      return .next
    }
    save()
    return .editor(line: learner.editLine(exercise))
  }

  /// Takes over what was written, and checks it.
  mutating func editorClosed(_ outcome: TextEditor.Outcome) {
    work = 0
    message = []
    if case .failed(let text, let hint) = outcome {
      show(StepperProblem(message: text, hint: hint))
    }
    switch reload() {
    case .failure(let problem): show(problem)
    case .success(true): if exercise(section) != nil { check(keeps: message) }
    case .success(false):
      if message.isEmpty { message = renderer.wrapped("The file is as it was.", .dim) }
    }
  }

  /// Reads the file again. A changed lesson is taken over at the same part; what was checked before
  /// and has changed is open again.
  private mutating func reload() -> Result<Bool, StepperProblem> {
    let before = signatures()
    switch host.reload() {
    case .failure(let problem): return .failure(problem)
    case .success(.unchanged): return .success(false)
    case .success(.changed(let run)):
      let key = script.key(section)
      let number = section
      replace(run, changed: nil)
      section =
        script.sections.indices.first { script.key($0) == key }
        ?? min(number, script.sections.count - 1)
      step = min(step, stepCount(section))
      let now = signatures()
      for id in results.keys where before[id] != now[id] { results[id] = nil }
      sectionLines = [:]
      headLines = [:]
      return .success(true)
    }
  }

  private func signatures() -> [String: Int] {
    guard let learner = host.learner else { return [:] }
    return Dictionary(
      learner.exercises.map { ($0.id, learner.signature($0)) }, uniquingKeysWith: { a, _ in a })
  }

  /// Checks what stands in the file now.
  mutating func checkExercise() {
    if case .failure(let problem) = reload() {
      show(problem)
      return
    }
    check(keeps: [])
  }

  private mutating func check(keeps kept: [StyledLine]) {
    guard let exercise = exercise(section), let learner = host.learner else {
      message = kept + renderer.wrapped("This exercise is no longer in the file.", .warning)
      return
    }
    ticks.confirm(learner, exercise)
    host.willCheck()
    let result = learner.check(exercise)
    sectionLines[section] = nil
    message = kept
    if learner.isStopped {
      results[exercise.id] = nil
      message += renderer.wrapped(
        "Stopped: your code was still running. It is not counted as a try.", .warning)
      below = 0
      return
    }
    results[exercise.id] = result
    save()
    if result.status == .open { message += renderer.wrapped(openWords(exercise), .dim) }
    showResult()
  }

  private func openWords(_ exercise: Exercise) -> String {
    if let line = host.learner?.gapLine(exercise) {
      return "There is a gap in line \(line): e opens your editor there."
    }
    if !exercise.choices.isEmpty { return "Nothing is ticked: a number ticks an option." }
    return "Nothing is written yet: e opens your editor."
  }

  /// The result comes to the top of the screen, where it is longer than that.
  mutating func showResult() {
    below = 0
    guard let (lines, start) = exerciseLines(section, isCurrent: true) else { return }
    below = max(0, lines.count - start - bodyRows)
  }

  /// The next hint, counted in the learner's file. False where the exercise has no more.
  mutating func takeHint(_ index: Int) -> Bool {
    guard let exercise = exercise(index), let learner = host.learner,
      learner.nextHint(exercise) != nil
    else { return false }
    return true
  }

  /// The author's answer, as a page, where it may be seen by now.
  mutating func showSolution() {
    guard let exercise = exercise(section), let learner = host.learner,
      let panel = panel(exercise)
    else { return }
    switch learner.solution(exercise) {
    case .refused(let why): message = renderer.wrapped(why, .warning)
    case .shown(let blocks):
      save()
      mode = .overlay(Overlay(title: "solution of \(exercise.id)", lines: panel.solution(blocks)))
    }
  }
}
