import Diagnostics
import LessonDocument
import LessonOutput
import LessonRunner
import PythonSubset

/// A file that a learner works in: its exercises, and what is kept of tries, hints and answers.
///
/// What is kept stands in the `answers` fence of a copy that `lesson student` made, so that one file
/// is handed in; for other files, such as a bundled lesson, in the learner's own state folder.
package final class LearnerFile {
  package let path: String
  package private(set) var lesson: LessonSource
  package private(set) var sheet: AnswerSheet
  private let store: ProgressStore?
  private let data: (any DataReader)?
  private let library: LessonLibrary
  /// The bundled lesson that a copy was made from: it knows what the copy must not hold.
  private var original: LessonSource?
  /// Stops a check that is under way.
  package let cancellation: Cancellation?
  private var bytes: [UInt8]
  /// What the lesson's blocks ask for; nil until it was run for them.
  private var asked: [SubmissionJudge.Asked]?

  package init(
    path: String, store: ProgressStore?, data: (any DataReader)?,
    library: LessonLibrary = LessonLibrary(folder: nil), cancellation: Cancellation? = nil
  ) throws(FileProblem) {
    self.path = path
    self.store = store
    self.data = data
    self.library = library
    self.cancellation = cancellation
    bytes = try FileSystem.read(path, limit: LessonReader.maximumBytes)
    lesson = LessonReader.read(bytes: bytes, name: path)
    original = library.original(of: lesson)
    sheet = AnswerSheet()
    sheet = keptSheet()
  }

  /// The code and the options, in which exercises that can be worked on stand.
  package var exercises: [Exercise] {
    SubmissionJudge.order(of: lesson)
  }

  /// Reads the file again; whether it has changed.
  @discardableResult
  package func reload() throws(FileProblem) -> Bool {
    let fresh = try FileSystem.read(path, limit: LessonReader.maximumBytes)
    if fresh == bytes { return false }
    bytes = fresh
    lesson = LessonReader.read(bytes: bytes, name: path)
    if lesson.frontMatter.isCopy {
      // What was done since stands beside what the file says.
      let kept = keptSheet()
      for entry in kept.entries where sheet[entry.kind, entry.id] == nil {
        sheet.set(entry.kind, entry.id, entry.value)
      }
    }
    return true
  }

  // MARK: Judging

  /// What the learner's answer to an exercise gives now. Nothing is recorded.
  package func judge(_ exercise: Exercise) -> ExerciseResult {
    var options = JudgeOptions()
    options.learner = lesson.frontMatter.learner
    options.data = data
    options.cancellation = cancellation
    return SubmissionJudge.own(
      exercise, of: lesson, original: original, sheet: sheet, options: options)
  }

  /// What was predicted of the lesson's blocks, and what is still to predict, with their lines. The
  /// lesson is run for it, if it asks.
  package func predictions() -> [(line: Int, result: ExerciseResult)] {
    if asked == nil { asked = SubmissionJudge.asked(of: lesson, data: data) }
    return (asked ?? []).map { asked in
      var result = SubmissionJudge.result(asked, typed: sheet[.predict, asked.id])
      if result.status == .open { result.notes.append("`lesson run` asks for it") }
      return (asked.line, result)
    }
  }

  /// Judges and counts the try: a try is an answer that was not left as it was handed out.
  package func check(_ exercise: Exercise) -> ExerciseResult {
    let result = judge(exercise)
    if isStopped { return result }
    if result.status == .open {
      sheet.set(.passed, exercise.id, nil)
      return result
    }
    if result.items.contains(where: { $0.kind == .check }), let starter = exercise.starter {
      // The same answer again is no further try.
      let mark = Submission.mark(of: lesson.blocks[starter].code)
      if sheet[.tries, exercise.id]?.hasSuffix(mark) != true {
        sheet.set(.tries, exercise.id, "\(sheet.count(.tries, exercise.id) + 1), \(mark)")
      }
    }
    let isPassed = result.status == .passed || result.status == .pending
    sheet.set(.passed, exercise.id, isPassed ? "yes" : nil)
    return result
  }

  /// Whether the last check was stopped before it came to its end.
  package var isStopped: Bool { cancellation?.isCancelled ?? false }

  /// Tells one state of an exercise from another: its code, its checks, what was ticked and written.
  package func signature(_ exercise: Exercise) -> Int {
    var hasher = Hasher()
    for block in lesson.blocks where block.part?.exercise == exercise.id || block.options.setup {
      hasher.combine(block.code)
    }
    for id in exercise.starter.map({ lesson.blocks[$0].options.needs }) ?? [] {
      for block in lesson.blocks where block.part?.exercise == id { hasher.combine(block.code) }
    }
    for part in exercise.choices { hasher.combine(part.content) }
    for (place, _) in exercise.choices.enumerated() {
      hasher.combine(sheet[.choice, SubmissionJudge.key(exercise, place)])
    }
    if !exercise.answers.isEmpty { hasher.combine(written(exercise)) }
    return hasher.finalize()
  }

  package func isPassed(_ exercise: Exercise) -> Bool { sheet[.passed, exercise.id] != nil }

  // MARK: Hints and solutions

  /// The next hint, counted; nil where there are no more.
  package func nextHint(_ exercise: Exercise) -> (hint: ProsePart, number: Int)? {
    let shown = sheet.count(.hints, exercise.id)
    guard exercise.hints.indices.contains(shown) else { return nil }
    sheet.set(.hints, exercise.id, String(shown + 1))
    return (exercise.hints[shown], shown + 1)
  }

  package enum Solution {
    case shown([SourceBlock])
    case refused(String)
  }

  package func hasSolution(_ exercise: Exercise) -> Bool { !solutionBlocks(exercise).isEmpty }

  private func solutionBlocks(_ exercise: Exercise) -> [SourceBlock] {
    if !exercise.solutions.isEmpty { return exercise.solutions.map { lesson.blocks[$0] } }
    guard let original else { return [] }
    let theirs = original.exercises.first { $0.id == exercise.id }
    return (theirs?.solutions ?? []).map { original.blocks[$0] }
  }

  /// The author's answer, where it may be seen by now.
  package func solution(_ exercise: Exercise) -> Solution {
    let blocks = solutionBlocks(exercise)
    guard let reveal = blocks.first?.options.reveal else {
      return .refused(
        exercise.starter == nil
          ? "There is no solution to show for this one: it is no code."
          : "The solution of `\(exercise.id)` is not in this file.")
    }
    let tries = sheet.count(.tries, exercise.id)
    switch reveal {
    case .always: break
    case .never: return .refused("The solution of `\(exercise.id)` is not shown here.")
    case .afterPass where isPassed(exercise): break
    case .afterPass:
      return .refused("The solution of `\(exercise.id)` is shown once yours passes.")
    case .afterThreeTries where tries >= 3 || isPassed(exercise): break
    case .afterThreeTries:
      return .refused(
        "The solution of `\(exercise.id)` is shown after three tries; you had \(tries).")
    }
    sheet.set(.solution, exercise.id, "seen")
    return .shown(blocks)
  }

  // MARK: Answers

  /// Keeps what was chosen: places from 0.
  package func choose(_ options: [Int], _ exercise: Exercise, place: Int) {
    let key = SubmissionJudge.key(exercise, place)
    let text = options.map { String($0 + 1) }.joined(separator: ", ")
    sheet.set(.choice, key, text.isEmpty ? nil : text)
  }

  /// What is chosen, places from 0; whether it was ticked in the file itself, whose ticks come first.
  package func chosen(_ exercise: Exercise, place: Int) -> (options: [Int], isInFile: Bool) {
    guard exercise.choices.indices.contains(place), let choice = Choice(exercise.choices[place])
    else { return ([], false) }
    if lesson.frontMatter.isCopy, !choice.rightOnes.isEmpty { return (choice.rightOnes, true) }
    let kept = sheet[.choice, SubmissionJudge.key(exercise, place)] ?? ""
    let numbers = kept.split(separator: ",").compactMap { Int($0.filter { $0 != " " }) }
    return (numbers.map { $0 - 1 }.filter { choice.options.indices.contains($0) }, false)
  }

  /// Whether one option alone is right, as far as it is known here: a copy has no key.
  package func hasOneAnswer(_ exercise: Exercise, place: Int) -> Bool {
    let lesson = lesson.frontMatter.isCopy ? original : lesson
    let choices = lesson?.exercises.first { $0.id == exercise.id }?.choices ?? []
    guard choices.indices.contains(place), let choice = Choice(choices[place]) else { return false }
    return !choice.rightOnes.isEmpty && !choice.isMultiple
  }

  /// What was written to the free answers of an exercise, in the order of the file.
  package func written(_ exercise: Exercise) -> [String] {
    Submission(lesson, for: lesson).answers[exercise.id] ?? []
  }

  /// Keeps what was predicted of a block: the first answer counts.
  package func predict(_ text: String, block: Int) {
    guard lesson.blocks.indices.contains(block) else { return }
    let id = SubmissionJudge.predictionID(lesson.blocks[block], block)
    if sheet[.predict, id] == nil { sheet.set(.predict, id, text) }
  }

  // MARK: Places

  /// The line where an editor should stand: the first gap, else the first line of the answer's code;
  /// once that passes, the free answer.
  package func editLine(_ exercise: Exercise) -> Int {
    if let starter = exercise.starter.map({ lesson.blocks[$0] }),
      exercise.answers.isEmpty || !isPassed(exercise)
    {
      let lines = starter.code.split(separator: "\n", omittingEmptySubsequences: false)
      let options = lines.prefix { $0.hasPrefix("#|") }.count
      let gap = lines.firstIndex { $0.contains("____") }
      return starter.firstLine + (gap ?? min(options, max(0, lines.count - 1)))
    }
    let part = exercise.answers.first ?? exercise.choices.first
    return max(1, part.map { $0.line + 1 } ?? 1)
  }

  /// The line of the first gap that is left, if there is one.
  func gapLine(_ exercise: Exercise) -> Int? {
    guard let starter = exercise.starter.map({ lesson.blocks[$0] }) else { return nil }
    return AnswerCode(starter.code).gaps.first.map { starter.firstLine + $0 - 1 }
  }

  /// What is kept, as the state folder keeps it; nil where the file itself does.
  package var keptLines: String? {
    lesson.frontMatter.isCopy || sheet.isEmpty ? nil : sheet.lines
  }

  // MARK: Keeping

  private func keptSheet() -> AnswerSheet {
    if lesson.frontMatter.isCopy {
      return AnswerSheet.read(from: String(decoding: lesson.source.bytes, as: UTF8.self))
    }
    return AnswerSheet(store?.load(path)?.sheet ?? "")
  }

  /// Writes what is kept. A copy that was changed in the meantime is read again first.
  package func save() throws(FileProblem) {
    if lesson.frontMatter.isCopy {
      _ = try reload()
      let text = String(decoding: bytes, as: UTF8.self)
      guard String(validating: bytes, as: UTF8.self) != nil, AnswerSheet.read(from: text) != sheet
      else { return }
      let written = Array(sheet.written(into: text).utf8)
      try FileSystem.write(written, to: path)
      bytes = written
      lesson = LessonReader.read(bytes: bytes, name: path)
    } else if let store, !sheet.isEmpty {
      var progress = store.load(path) ?? LessonProgress(file: path)
      progress.sheet = sheet.lines
      try store.save(progress, of: path)
    }
  }
}
