import LessonDocument
import LessonOutput
import PythonSubset

/// Exercises within the run of their lesson: what stands in for them, and what waits for them.
extension LessonRunner {
  /// Whether a part of an exercise runs with the lesson: later blocks use what it binds, and it is a
  /// solution that stands in, or an answer that passes.
  mutating func standsIn(_ number: Int, _ block: SourceBlock) -> Bool {
    guard let id = block.part?.exercise, let kind = block.part?.kind,
      let exercise = lesson.exercises.first(where: { $0.id == id })
    else { return false }
    guard wanted.contains(id) else { return false }
    let names = ExerciseJudge.defined(lesson, exercise)
    if options.usesSolutions { return kind == .solution && exercise.solutions.first == number }
    guard kind == .starter, exercise.starter == number else { return false }
    if options.judges,
      judged(exercise).items.allSatisfy({ $0.status == .passed || $0.kind != .check }),
      !judged(exercise).items.isEmpty
    {
      return true
    }
    for name in names where session.global(name) == nil { open[name] = id }
    return false
  }

  /// Exercises whose answers later blocks read, and those that these need.
  func readExercises() -> Set<String> {
    let readers = ExerciseReaders(lesson)
    var ids: Set<String> = []
    var new = lesson.exercises.filter { exercise in
      guard let starter = exercise.starter else { return false }
      return readers.isRead(ExerciseJudge.defined(lesson, exercise), after: starter)
    }.map(\.id)
    while let id = new.popLast() {
      guard ids.insert(id).inserted,
        let starter = lesson.exercises.first(where: { $0.id == id })?.starter
      else { continue }
      new += lesson.blocks[starter].options.needs
    }
    return ids
  }

  mutating func judged(_ exercise: Exercise) -> ExerciseResult {
    if let known = run.exercises.first(where: { $0.id == exercise.id }) { return known }
    var judging = JudgeOptions()
    judging.learner = lesson.frontMatter.learner
    judging.data = options.data
    judging.cancellation = options.cancellation
    let result = SubmissionJudge.own(
      exercise, of: lesson, original: options.original, sheet: options.sheet, options: judging)
    run.exercises.append(result)
    return result
  }

  /// Judges what was not yet judged, in the order of the lesson.
  mutating func judgeAll() {
    let tasks = lesson.exercises.filter(SubmissionJudge.isTask)
    for exercise in tasks { _ = judged(exercise) }
    let order = Dictionary(
      tasks.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { a, _ in a })
    run.exercises.sort { order[$0.id] ?? 0 < order[$1.id] ?? 0 }
  }

  /// The exercise whose answer a block needs and does not have.
  mutating func openExercise(_ number: Int) -> String? {
    if open.isEmpty { return nil }
    return readers.read(number).sorted().lazy.compactMap { [open, session] name in
      session.global(name) == nil ? open[name] : nil
    }.first
  }

  /// A part as the lesson shows it: solutions, wrong answers and hidden checks are the author's.
  func shownPart(_ block: SourceBlock) -> BlockRun {
    let kind = block.part?.kind ?? .starter
    var result = skipped(
      block, kind == .starter ? "an exercise to fill in" : "part of an exercise")
    result.part = BlockRun.Part(
      kind: kind.rawValue, exercise: block.part?.exercise,
      label: block.options.check ?? block.options.wrong,
      points: block.options.points)
    result.part?.isHidden = block.options.hidden
    if options.showsKeys { return result }
    // Messages wait until they are due.
    result.source = result.source.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("#|") ? "#|" : $0 }.joined(separator: "\n")
    let isShown =
      switch kind {
      case .starter, .setup: true
      case .solution: block.options.reveal == .always
      case .check: !block.options.hidden
      case .wrong: false
      }
    if !isShown {
      result.source = ""
      result.show.include = false
      result.part = nil
    }
    return result
  }
}
