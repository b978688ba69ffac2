import LessonDocument
import LessonOutput
import LessonRunner
import Rendering

/// What `lesson watch` shows: one exercise after the other, each with what came of it.
///
/// It touches nothing but the learner's file: keys and changes of the file go in, frames come out.
struct WatchModel {
  enum Mode: Hashable {
    case exercise
    case list(choice: Int)
    case page(title: String, lines: [StyledLine], top: Int)
  }

  enum Request { case next, quit }

  let learner: LearnerFile
  /// As the learner typed it.
  let name: String
  var renderer: TerminalRenderer
  var rows: Int
  var mode = Mode.exercise
  /// Told of each exercise before it is checked.
  var willCheck: (Exercise) -> Void = { _ in }

  private(set) var exercises: [Exercise] = []
  private(set) var results: [String: ExerciseResult] = [:]
  private var signatures: [String: Int] = [:]
  /// The exercise that is looked at; nil when all are done.
  private(set) var current: String?
  private(set) var message: [StyledLine] = []
  private var ticks = ExerciseTicks()
  /// Lines that were scrolled over.
  var top = 0

  init(_ learner: LearnerFile, name: String, renderer: TerminalRenderer, rows: Int) {
    self.learner = learner
    self.name = name
    self.renderer = renderer
    self.rows = rows
    exercises = learner.exercises
    current = exercises.first?.id
  }

  mutating func resize(_ renderer: TerminalRenderer, rows: Int) {
    if renderer.options.width != self.renderer.options.width { message = [] }
    self.renderer = renderer
    self.rows = rows
  }

  /// The file went away, or came back.
  mutating func missing(_ isMissing: Bool) {
    if isMissing {
      message = renderer.wrapped("\(name) is not there, or empty: waiting for it.", .warning)
    }
  }

  // MARK: Results

  /// Judges everything and goes to the first exercise that is open.
  mutating func start() {
    for exercise in exercises {
      willCheck(exercise)
      keep(learner.judge(exercise), exercise)
      learner.cancellation?.reset()
    }
    current = nextOpen(after: nil)
  }

  private mutating func keep(_ result: ExerciseResult, _ exercise: Exercise) {
    signatures[exercise.id] = learner.signature(exercise)
    if learner.isStopped {
      results[exercise.id] = nil
      message = renderer.wrapped(
        "Stopped: your code of \(exercise.id) was still running.", .warning)
    } else {
      results[exercise.id] = result
    }
  }

  static func isDone(_ result: ExerciseResult?) -> Bool {
    result?.status == .passed || result?.status == .pending
  }

  private func isDone(_ id: String) -> Bool { Self.isDone(results[id]) }

  var done: Int { exercises.count { isDone($0.id) } }
  /// Predictions count too; they are asked for by `lesson run`.
  private var counted: [ExerciseResult] {
    results.values + learner.predictions().map(\.result)
  }
  var points: Points { counted.map(\.points).total }
  var maximum: Points { counted.map(\.maximum).total }
  var isAllDone: Bool { !exercises.isEmpty && done == exercises.count }

  /// `3/7 done, 5 of 12 points`.
  var progress: String {
    let counted = "\(done)/\(exercises.count) done"
    return maximum > .zero
      ? counted + ", \(points.text) of \(ExercisePanel.text(maximum))" : counted
  }

  var exercise: Exercise? { exercises.first { $0.id == current } }

  private func nextOpen(after id: String?) -> String? {
    let start = exercises.firstIndex { $0.id == id } ?? -1
    let order = exercises.dropFirst(start + 1) + exercises.prefix(start + 1)
    return order.map(\.id).first { !isDone($0) }
  }

  /// The file was saved: what changed in it is checked again. Goes on where the current one passes.
  mutating func fileChanged() {
    message = []
    do throws(FileProblem) { try learner.reload() } catch {
      message = renderer.wrapped("\(error.path): \(error.message)", .warning)
      return
    }
    exercises = learner.exercises
    guard !exercises.isEmpty else {
      message = renderer.wrapped(
        learner.lesson.frontMatter.isCopy
          ? "There are no exercises in the file now. \(CopyAdvice.restore)"
          : "There are no exercises in the file now: they start with `#| exercise: NAME`.", .warning
      )
      return
    }
    let there = Set(exercises.map(\.id))
    let gone = signatures.keys.filter { !there.contains($0) }.sorted()
    results = results.filter { there.contains($0.key) }
    signatures = signatures.filter { there.contains($0.key) }
    let before = Set(exercises.map(\.id).filter(isDone))
    var changed: [String] = []
    for exercise in exercises where signatures[exercise.id] != learner.signature(exercise) {
      check(exercise)
      changed.append(exercise.id)
    }
    if let id = gone.first {
      message = renderer.wrapped(
        "The block of `\(id)` is not in the file any more. \(CopyAdvice.restore)", .warning)
    }
    // Where the learner works is looked at.
    if !changed.isEmpty, !changed.contains(current ?? ""),
      let id = changed.first(where: { !isDone($0) })
    {
      (current, top, mode) = (id, 0, .exercise)
    }
    if let exercise, results[exercise.id]?.status == .open, message.isEmpty,
      let line = learner.gapLine(exercise)
    {
      message = renderer.wrapped("There is still a gap in line \(line).", .warning)
    }
    if changed.isEmpty, message.isEmpty {
      message = renderer.wrapped("Saved; no answer has changed.", .dim)
    }
    goOn(before)
  }

  private mutating func check(_ exercise: Exercise) {
    willCheck(exercise)
    keep(learner.check(exercise), exercise)
    learner.cancellation?.reset()
  }

  /// To the next open exercise, where the current one was just done.
  private mutating func goOn(_ before: Set<String>) {
    if let current, exercises.contains(where: { $0.id == current }) {
      guard isDone(current), !before.contains(current) else { return }
      let word = results[current]?.status == .pending ? "is kept" : "passes"
      message = renderer.wrapped("✓ \(title(of: current)) \(word).", .value)
    }
    current = nextOpen(after: current)
    top = 0
    mode = .exercise
  }

  func title(of id: String) -> String {
    guard let exercise = exercises.first(where: { $0.id == id }) else { return id }
    return exercise.heading.map { "\($0) (\(id))" } ?? id
  }

  // MARK: Keys

  mutating func handle(_ key: Key) -> Request {
    switch mode {
    case .exercise: return exerciseKey(key)
    case .list(let choice): return listKey(key, choice)
    case .page(let title, let lines, let top): return pageKey(key, title, lines, top)
    }
  }

  private mutating func exerciseKey(_ key: Key) -> Request {
    message = []
    switch key {
    case .enter where exercise.map({ ticks.isOpen($0) }) ?? false: recheck()
    case .right, .enter: move(by: 1)
    case .left: move(by: -1)
    case .up: top = max(0, top - 1)
    case .down: top += 1
    case .pageUp: top = max(0, top - max(1, rows - 5))
    case .pageDown: top += max(1, rows - 5)
    case .home: top = 0
    case .character(let character): return command(String(character).foldedWidth)
    default: break
    }
    return .next
  }

  private mutating func command(_ command: String) -> Request {
    switch command {
    case "q": return .quit
    case "h": hint()
    case "s": solution()
    case "n": move(by: 1)
    case "p": move(by: -1)
    case "r", "c": recheck()
    case "l":
      mode = .list(choice: exercises.firstIndex { $0.id == current } ?? 0)
    default:
      if let number = Int(command), let exercise, !exercise.choices.isEmpty {
        if let problem = ticks.toggle(number, learner, exercise) { show(problem) }
      } else {
        message = renderer.wrapped(
          "`\(command)` does nothing here. Answers are written in your editor, in \(name).",
          .warning)
      }
    }
    return .next
  }

  private mutating func show(_ problem: StepperProblem) {
    message = renderer.wrapped(problem.message, .warning)
    if let hint = problem.hint { message += renderer.wrapped(hint, .dim, indent: 2) }
  }

  private mutating func recheck() {
    do throws(FileProblem) { try learner.reload() } catch {
      message = renderer.wrapped("\(error.path): \(error.message)", .warning)
      return
    }
    exercises = learner.exercises
    guard let exercise else { return }
    let before = Set(exercises.map(\.id).filter(isDone))
    ticks.confirm(learner, exercise)
    check(exercise)
    if message.isEmpty { message = renderer.wrapped("Checked again.", .dim) }
    goOn(before)
  }

  private mutating func move(by offset: Int) {
    guard !exercises.isEmpty else { return }
    let here = exercises.firstIndex { $0.id == current }
    let wanted = here.map { $0 + offset } ?? (offset > 0 ? 0 : exercises.count - 1)
    guard exercises.indices.contains(wanted) else {
      message = renderer.wrapped(
        offset > 0 ? "This is the last exercise." : "This is the first exercise.", .dim)
      return
    }
    current = exercises[wanted].id
    top = 0
  }

  private mutating func hint() {
    guard let exercise else { return }
    if learner.nextHint(exercise) == nil {
      message = renderer.wrapped(
        exercise.hints.isEmpty ? "There is no hint on this one." : "That were all the hints.",
        .warning)
    } else {
      top = max(0, content().count - room + message.count)
    }
  }

  private mutating func solution() {
    guard let exercise else { return }
    switch learner.solution(exercise) {
    case .refused(let why): message = renderer.wrapped(why, .warning)
    case .shown(let blocks):
      mode = .page(
        title: "solution of \(exercise.id)", lines: panel(exercise).solution(blocks), top: 0)
    }
  }

  private mutating func listKey(_ key: Key, _ choice: Int) -> Request {
    switch key {
    case .up, .character("k"): mode = .list(choice: max(0, choice - 1))
    case .down, .character("j"): mode = .list(choice: min(exercises.count - 1, choice + 1))
    case .home: mode = .list(choice: 0)
    case .end: mode = .list(choice: max(0, exercises.count - 1))
    case .enter, .right:
      if exercises.indices.contains(choice) { current = exercises[choice].id }
      (mode, top, message) = (.exercise, 0, [])
    default: mode = .exercise
    }
    return .next
  }

  private mutating func pageKey(
    _ key: Key, _ title: String, _ lines: [StyledLine], _ top: Int
  ) -> Request {
    let last = max(0, lines.count - (rows - 1))
    switch key {
    case .up: mode = .page(title: title, lines: lines, top: max(0, top - 1))
    case .down: mode = .page(title: title, lines: lines, top: min(last, top + 1))
    case .pageUp: mode = .page(title: title, lines: lines, top: max(0, top - rows + 2))
    case .pageDown: mode = .page(title: title, lines: lines, top: min(last, top + rows - 2))
    default: mode = .exercise
    }
    return .next
  }

  // MARK: Lines

  func panel(_ exercise: Exercise) -> ExercisePanel {
    var run = LessonRun(program: LessonRunner.program, file: learner.path)
    run.numbers = learner.lesson.numbers.map(\.number)
    return ExercisePanel(learner, exercise, renderer, run: run)
  }

  /// The exercise: heading, place, prompt, options, hints, result.
  func content() -> [StyledLine] {
    guard let exercise else { return closing() }
    let panel = panel(exercise)
    let number = (exercises.firstIndex { $0.id == exercise.id } ?? 0) + 1
    var parts: [[StyledLine]] = []
    parts.append(
      renderer.wrapped("\(number). \(exercise.heading ?? exercise.id)", .heading)
        + [renderer.line("\(name):\(learner.editLine(exercise))", .dim)])
    parts.append(panel.prompt(lines: max(4, rows / 3)))
    parts.append(panel.tasks(ticks))
    if let result = results[exercise.id],
      result.status != .open || result.items.contains(where: { $0.feedback != nil })
    {
      parts.append(panel.result(result))
    } else {
      parts.append(panel.checks())
    }
    parts.append(panel.hints())
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [StyledLine()]))
  }

  private func closing() -> [StyledLine] {
    if exercises.isEmpty { return renderer.wrapped("There is no exercise in \(name).") }
    let waits = results.values.contains { $0.items.contains { $0.status == .pending } }
    return renderer.wrapped("All exercises are done.", .strong)
      + (waits
        ? renderer.wrapped("Some answers are kept until the lesson is graded.", .dim) : [])
      + renderer.wrapped("l lists them, p goes back, q quits.", .dim)
  }

  /// Rows for the exercise: all but the bar, a blank line, the message and the keys.
  var room: Int { max(1, rows - 3 - shownMessage.count) }

  var shownMessage: [StyledLine] { Array(message.prefix(max(1, rows / 4))) }
}
