import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// What an author wants to know of the exercises: solutions that fail, starters that pass, wrong
/// answers that get full marks or another message than their own.
package struct ExerciseTest {
  private let lesson: LessonSource
  private let options: JudgeOptions
  package private(set) var findings: [Diagnostic] = []

  /// Tries of variants; more are not run.
  private static let mostVariants = 24

  package init(_ lesson: LessonSource, data: (any DataReader)? = nil) {
    self.lesson = lesson
    var options = JudgeOptions()
    options.data = data
    self.options = options
    for exercise in lesson.exercises { test(exercise) }
  }

  private mutating func test(_ exercise: Exercise) {
    for part in exercise.choices { test(choice: part, of: exercise) }
    guard let starter = exercise.starter else { return }
    guard !exercise.checks.isEmpty else {
      if exercise.choices.isEmpty, exercise.answers.isEmpty {
        add(
          .error, "The exercise `\(exercise.id)` has no check: every answer would pass.",
          "Add a block with `#| check: what it looks at`.", starter)
      }
      return
    }
    for check in exercise.checks {
      let code = AnswerCode(lesson.blocks[check].code)
      let asserts =
        !code.names.isDisjoint(with: CheckModule.names) || code.used.contains("assert")
        || code.used.contains("raise")
      if !asserts, code.parses, code.used.isDisjoint(with: ["check"]) {
        add(
          .warning, "The check “\(lesson.blocks[check].options.check ?? "")” asserts nothing.",
          "Write `equal(a, b)`, `close(a, b)`, `gradient(…)` or `assert …`.", check)
      }
    }
    let judge = ExerciseJudge(lesson, exercise, options: options)
    if exercise.solutions.isEmpty, !lesson.frontMatter.isCopy {
      add(
        .warning, "The exercise `\(exercise.id)` has no solution, so its checks are not tested.",
        "Add a block with `#| solution: true`.", starter)
    }
    for solution in exercise.solutions { test(solution: solution, exercise, judge) }
    let result = judge.judge(block: starter)
    if result.status == .broken { return report(result, starter) }
    if result.status == .passed {
      add(
        .error, "The starter of `\(exercise.id)` passes every check as it stands.",
        "Leave a gap `____` in it, or add a check that it fails.", starter)
    }
    for wrong in exercise.wrongAnswers { test(wrong: wrong, exercise, judge) }
  }

  // MARK: Parts

  private mutating func test(solution: Int, _ exercise: Exercise, _ judge: ExerciseJudge) {
    let variants = lesson.blocks[exercise.starter ?? solution].options.variants
    let isVaried = variants.contains { $0.values.count > 1 }
    guard isVaried else { return report(solution: solution, judge.judge(block: solution), "") }
    // Every value of each variant, the others at their first.
    var tried = 0
    for variant in variants {
      for value in variant.values where tried < Self.mostVariants {
        tried += 1
        var copy = lesson
        guard let starter = exercise.starter else { return }
        for index in copy.blocks[starter].options.variants.indices {
          let other = copy.blocks[starter].options.variants[index]
          copy.blocks[starter].options.variants[index].values =
            other.name == variant.name ? [value] : Array(other.values.prefix(1))
        }
        let result = ExerciseJudge(copy, exercise, options: options).judge(block: solution)
        report(solution: solution, result, " with \(variant.name) = \(value)")
      }
    }
  }

  private mutating func report(solution: Int, _ result: ExerciseResult, _ when: String) {
    if result.status == .broken { return report(result, solution) }
    if let feedback = result.feedback {
      add(
        .error, "The solution of `\(result.id)` does not run\(when): \(feedback.text)",
        feedback.hint, solution, line: feedback.error?.line)
      return
    }
    for item in result.items where item.status != .passed {
      add(
        .error, "The solution of `\(result.id)` fails the check “\(item.label)”\(when).",
        Self.words(item.author ?? item.feedback), solution)
    }
  }

  private mutating func test(wrong: Int, _ exercise: Exercise, _ judge: ExerciseJudge) {
    let options = lesson.blocks[wrong].options
    let name = options.wrong ?? ""
    // As a learner's: the author's own block is not known by itself.
    var block = lesson.blocks[wrong]
    block.label = "answer"
    let result = judge.judge(Answer(block: block, file: lesson.source))
    if result.status == .broken { return }
    if result.feedback == nil, result.items.allSatisfy({ $0.status == .passed }) {
      add(
        .error, "The wrong answer “\(name)” of `\(exercise.id)` gets full marks.",
        "Add a check that it fails.", wrong)
      return
    }
    guard let says = options.says else { return }
    let read = ([result.feedback] + result.items.map { $0.author ?? $0.feedback }).compactMap { $0 }
    if read.contains(where: { $0.source == .says && $0.text == says }) { return }
    let other = read.first { $0.source == .says } ?? read.first
    let what = other.map { Self.source($0) } ?? "nothing"
    add(
      .error,
      "A learner who answers “\(name)” does not read its message: \(what) comes first.",
      other?.source == .error
        ? "A wrong answer whose message is read runs to its end and gives wrong values."
        : other?.source == .says
          ? "Two wrong answers give the same values at the check that fails."
          : "Its check sees no value of the answer: call a function of it, or read a name it binds.",
      wrong, key: "says")
  }

  private static func source(_ feedback: Feedback) -> String {
    switch feedback.source {
    case .error: "an error of the code, \(feedback.text)"
    case .says: "that of another wrong answer, “\(feedback.text)”,"
    case .fail: "`fail` of the check"
    case .mistake, .values: "what the check finds"
    case .file: "a remark on the file"
    case .comment: "a comment"
    }
  }

  private mutating func test(choice part: ProsePart, of exercise: Exercise) {
    guard let choice = Choice(part) else { return }
    if choice.rightOnes.isEmpty {
      add(
        .error, "The choice `\(exercise.id)` has no right answer.",
        "Tick the right one: `- [x]`.", line: part.line)
    }
    if choice.options.count < 2 {
      add(
        .warning, "The choice `\(exercise.id)` has one option only.", "Add another.",
        line: part.line)
    }
    let texts = choice.options.map(\.text)
    if Set(texts).count < texts.count {
      add(
        .error, "Two options of the choice `\(exercise.id)` read the same.",
        "Word them differently: what stands behind the dash is not shown.", line: part.line)
    }
  }

  private mutating func report(_ result: ExerciseResult, _ block: Int) {
    add(
      .error,
      "The set-up of `\(result.id)` does not run: \(result.authorProblem ?? "unknown reason")",
      "An exercise sees the lesson's set-up blocks and its own, none of the others.", block,
      line: result.authorProblemLine)
  }

  // MARK: Findings

  private static func words(_ feedback: Feedback?) -> String? {
    guard let feedback else { return nil }
    let words = ([feedback.text] + feedback.details).filter { !$0.isEmpty }
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }

  private mutating func add(
    _ severity: Diagnostic.Severity, _ message: String, _ hint: String?, _ block: Int,
    line: Int? = nil, key: String? = nil
  ) {
    let source = lesson.blocks[block]
    let given = key.flatMap { source.options.given[$0] }.map { source.firstLine + $0 - 1 }
    add(severity, message, hint, line: line ?? given ?? source.fenceLine)
  }

  private mutating func add(
    _ severity: Diagnostic.Severity, _ message: String, _ hint: String?, line: Int
  ) {
    let text = line >= 1 && line <= lesson.source.lineCount ? lesson.source.lineText(line) : ""
    findings.append(
      Diagnostic(
        severity, message, hint: hint, location: Location(line: max(1, line), column: 1),
        length: max(1, text.unicodeScalars.count), sourceLine: text))
  }
}
