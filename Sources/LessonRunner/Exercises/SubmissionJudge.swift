import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// Judges all that a file holds: code, choices, predictions, free answers.
package struct SubmissionJudge {
  private let lesson: LessonSource
  private let options: JudgeOptions
  /// What the lesson's predictions give, by label; filled when the lesson was run.
  private let predictions: [Asked]

  /// A prediction that counts.
  package struct Asked: Sendable {
    /// The block's label, else `block-N`, counted from 1.
    package var id: String
    package var line: Int
    package var prediction: Prediction
  }

  /// - Parameter predictions: those of `asked(of:)`.
  package init(_ lesson: LessonSource, predictions: [Asked], options: JudgeOptions = JudgeOptions())
  {
    self.lesson = lesson
    self.predictions = predictions
    self.options = options
  }

  /// The predictions that count, with their answers: the lesson is run for them if there are any.
  package static func asked(of lesson: LessonSource, data: (any DataReader)? = nil) -> [Asked] {
    guard lesson.blocks.contains(where: isScored) else { return [] }
    var options = RunOptions()
    options.data = data
    return asked(of: lesson, in: LessonRunner.run(lesson, options: options))
  }

  package static func asked(of lesson: LessonSource, in run: LessonRun) -> [Asked] {
    zip(lesson.blocks, run.blocks).enumerated().flatMap { index, pair -> [Asked] in
      guard isScored(pair.0) else { return [] }
      return pair.1.predictions.map {
        Asked(id: predictionID(pair.0, index), line: pair.0.fenceLine, prediction: $0)
      }
    }
  }

  package static func predictionID(_ block: SourceBlock, _ index: Int) -> String {
    block.label ?? "block-\(index + 1)"
  }

  private static func isScored(_ block: SourceBlock) -> Bool {
    block.options.predict != nil && (block.options.points ?? 0) > 0
  }

  // MARK: What there is

  /// What there is to do, in the order of the lesson, with what it is worth.
  package var entries: [GradeBook.Entry] {
    tasks.map { task in
      let empty = emptyResult(task)
      return GradeBook.Entry(id: empty.id, title: empty.title, maximum: empty.maximum)
    }
  }

  private enum Task {
    case exercise(Exercise)
    case prediction(Asked)
  }

  private var tasks: [Task] {
    let exercises = Self.order(of: lesson).map { exercise in
      (line: Self.line(of: exercise, in: lesson), task: Task.exercise(exercise))
    }
    let asked = predictions.map { (line: $0.line, task: Task.prediction($0)) }
    return (exercises + asked).enumerated().sorted { a, b in
      (a.element.line, a.offset) < (b.element.line, b.offset)
    }.map(\.element.task)
  }

  /// The exercises that can be worked on, as they stand in the file.
  package static func order(of lesson: LessonSource) -> [Exercise] {
    lesson.exercises.filter(isTask).enumerated().sorted { a, b in
      (line(of: a.element, in: lesson), a.offset) < (line(of: b.element, in: lesson), b.offset)
    }.map(\.element)
  }

  /// Whether there is anything to do in a lesson that can be graded.
  package static func hasTasks(_ lesson: LessonSource) -> Bool {
    lesson.exercises.contains(where: isTask) || lesson.blocks.contains(where: isScored)
  }

  /// An id that only hints stand under is no task.
  package static func isTask(_ exercise: Exercise) -> Bool {
    exercise.starter != nil || !exercise.choices.isEmpty || !exercise.answers.isEmpty
  }

  package static func line(of exercise: Exercise, in lesson: LessonSource) -> Int {
    let lines =
      [exercise.starter.map { lesson.blocks[$0].fenceLine }].compactMap { $0 }
      + (exercise.choices + exercise.answers).map(\.line)
    return lines.min() ?? 0
  }

  /// What a learner who handed in nothing gets.
  package var emptyResults: [ExerciseResult] { tasks.map(emptyResult) }

  private func emptyResult(_ task: Task) -> ExerciseResult {
    switch task {
    case .exercise(let exercise):
      var result = ExerciseJudge(lesson, exercise, options: options).judge(nil)
      result.items += exercise.choices.map { choiceItem($0, exercise, ticked: []) }
      result.items += exercise.answers.map { answerItem($0, "") }
      result.settle()
      return result
    case .prediction(let asked): return predictionResult(asked, typed: nil)
    }
  }

  // MARK: Judging

  /// One result for each entry. `each` is told of every result as soon as it is there.
  ///
  /// - Parameter from: the exercise to begin with; nil begins with the first.
  package func judge(
    _ submission: Submission, from: String? = nil, each: (ExerciseResult) -> Void = { _ in }
  ) -> [ExerciseResult] {
    let tasks = self.tasks.drop { task in
      guard let from, case .exercise(let exercise) = task else { return from != nil }
      return exercise.id != from
    }
    return tasks.map { task in
      let result: ExerciseResult
      switch task {
      case .exercise(let exercise): result = judge(exercise, submission)
      case .prediction(let asked):
        result = predictionResult(asked, typed: submission.sheet[.predict, asked.id])
      }
      each(result)
      return result
    }
  }

  /// One exercise of a file.
  package func judge(_ exercise: Exercise, _ submission: Submission) -> ExerciseResult {
    var result: ExerciseResult
    let judge = ExerciseJudge(lesson, exercise, options: options)
    switch submission.code[exercise.id] {
    case .block(let block, let note):
      result = judge.judge(Answer(block: block, file: submission.file))
      if let note { result.notes.insert(note, at: 0) }
      if judge.isUntouched(Answer(block: block, file: submission.file)) { leaveOpen(&result) }
    case .ambiguous(let lines):
      result = judge.judge(nil)
      result.feedback = Feedback(
        .file,
        "Several blocks say `#| exercise: \(exercise.id)`: lines \(lines.map(String.init).joined(separator: ", ")).",
        hint: "keep one of them")
    case nil:
      result = judge.judge(nil)
      if exercise.starter != nil || !exercise.checks.isEmpty {
        result.feedback = Feedback(
          .file, "The block of this exercise is not in the file.",
          hint: submission.renamed(exercise.id)
            ?? "put it back from a fresh copy: it starts with `#| exercise: \(exercise.id)`")
      }
    }
    let ticked = submission.ticked[exercise.id] ?? []
    for (place, part) in exercise.choices.enumerated() {
      let key = Self.key(exercise, place)
      var texts = ticked.indices.contains(place) ? ticked[place] : []
      if texts.isEmpty, let numbers = submission.sheet[.choice, key], let choice = Choice(part) {
        texts = numbers.split(separator: ",").compactMap { Int($0.filter { $0 != " " }) }
          .filter { choice.options.indices.contains($0 - 1) }.map { choice.options[$0 - 1].text }
      }
      result.items.append(choiceItem(part, exercise, ticked: texts))
    }
    result.notes += submission.answerNotes[exercise.id] ?? []
    let written = submission.answers[exercise.id] ?? []
    for (place, part) in exercise.answers.enumerated() {
      result.items.append(answerItem(part, written.indices.contains(place) ? written[place] : ""))
    }
    result.settle()
    return result
  }

  /// Nothing was done: what is wrong is told, and what is right gives no points.
  private func leaveOpen(_ result: inout ExerciseResult) {
    guard result.status == .failed || result.status == .partial else { return }
    for index in result.items.indices {
      result.items[index].status = .open
      result.items[index].points = .zero
      if result.items[index].isHidden { result.items[index].feedback = nil }
    }
    if let feedback = result.feedback, !result.items.isEmpty {
      result.items[0].feedback = feedback
      result.feedback = nil
    }
    result.notes.append("the code is as it was handed out")
  }

  /// A choice's name in the `answers` fence: the exercise, and its place where there are several.
  package static func key(_ exercise: Exercise, _ place: Int) -> String {
    exercise.choices.count > 1 ? "\(exercise.id).\(place + 1)" : exercise.id
  }

  // MARK: Choices, answers, predictions

  private static func points(_ part: ProsePart) -> Points {
    Points(part.options["points"].flatMap(OptionValue.number) ?? 1)
  }

  /// All the right options and no other give the points.
  package func choiceItem(_ part: ProsePart, _ exercise: Exercise, ticked: [String]) -> ExerciseItem
  {
    var item = ExerciseItem(.choice, exercise.heading ?? exercise.id, maximum: Self.points(part))
    guard let choice = Choice(part), !ticked.isEmpty else { return item }
    let right = choice.options.filter(\.isRight).map(\.text)
    item.answer = ticked.joined(separator: "; ")
    let isRight = Set(ticked) == Set(right)
    item.status = isRight ? .passed : .failed
    if isRight { item.points = item.maximum }
    let words = choice.options.filter { ticked.contains($0.text) }.compactMap(\.feedback)
    let isPart = !isRight && Set(ticked).isSubset(of: right)
    if !words.isEmpty || isPart {
      item.feedback = Feedback(isRight ? .values : .says, words.joined(separator: "\n"))
      if isPart { item.feedback?.hint = "that is right; it is not all that is right" }
    }
    return item
  }

  private func answerItem(_ part: ProsePart, _ text: String) -> ExerciseItem {
    var item = ExerciseItem(.answer, "your own words", maximum: Self.points(part))
    item.rubric =
      part.options["rubric"].map { $0.split(separator: ";").map { String($0).trimmingSpaces } }
      ?? []
    guard !text.isEmpty, Self.words(text) != Self.placeholder(part) else { return item }
    item.answer = text
    item.status = .pending
    return item
  }

  private static func words(_ text: String) -> String {
    text.filter { $0.isLetter || $0.isNumber }
  }

  private static func placeholder(_ part: ProsePart) -> String {
    part.content.map { prose -> String in
      if case .paragraph(let inlines) = prose { words(inlines) } else { "" }
    }.joined()
  }

  private static func words(_ inlines: [Inline]) -> String {
    inlines.map { inline in
      switch inline {
      case .text(let text), .code(let text): words(text)
      case .emphasis(let content), .strong(let content), .link(_, _, let content): words(content)
      default: ""
      }
    }.joined()
  }

  private func predictionResult(_ asked: Asked, typed: String?) -> ExerciseResult {
    Self.result(asked, typed: typed)
  }

  /// What a prediction gives.
  package static func result(_ asked: Asked, typed: String?) -> ExerciseResult {
    var result = ExerciseResult(id: asked.id, title: asked.prediction.prompt)
    result.line = asked.line
    var item = ExerciseItem(
      .prediction, asked.prediction.question, maximum: Points(asked.prediction.points ?? 0))
    if let typed, !typed.isEmpty {
      item.answer = typed
      let isRight = asked.prediction.accepts(typed)
      item.status = isRight ? .passed : .failed
      if isRight { item.points = item.maximum }
    }
    result.items = [item]
    result.settle()
    return result
  }
}
