import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

/// What an author wants to know of the exercises: solutions that fail, starters that pass, wrong
/// answers that get full marks or another message than their own.
package struct ExerciseTest {
  private let lesson: LessonSource
  private let options: JudgeOptions
  /// With what is known of the lesson's blocks, so that a cause is told once.
  package private(set) var findings: TestFindings

  /// Tries of variants; more are not run.
  private static let mostVariants = 24

  package init(
    _ lesson: LessonSource, data: (any DataReader)? = nil, findings: TestFindings? = nil
  ) {
    self.lesson = lesson
    self.findings = findings ?? TestFindings(lesson)
    var options = JudgeOptions()
    options.data = data
    self.options = options
    for exercise in lesson.exercises { test(exercise) }
  }

  private mutating func test(_ exercise: Exercise) {
    for part in exercise.choices { test(choice: part, of: exercise) }
    for part in exercise.answers { test(answer: part, of: exercise) }
    guard let starter = exercise.starter else { return }
    guard !exercise.checks.isEmpty else {
      if exercise.choices.isEmpty, exercise.answers.isEmpty {
        add(
          .error, "The exercise `\(exercise.id)` has no check: every answer would pass.",
          "Add a block with `#| check: what it looks at`.", starter)
      }
      return
    }
    for check in exercise.checks { test(check: check) }
    if exercise.solutions.isEmpty, !lesson.frontMatter.isCopy {
      add(
        .error,
        "The exercise `\(exercise.id)` has no solution: nothing shows that its checks can be passed.",
        "Add a block with `#| solution: true`.", starter)
    }
    // What this exercise builds upon does not hold.
    for index in lesson.blocks[starter].options.needs.compactMap({ needed in
      lesson.exercises.first { $0.id == needed }?.solutions.first
    }) where findings.follow(index, "the exercise `\(exercise.id)`") { return }
    let judge = ExerciseJudge(lesson, exercise, options: options)
    var holds = true
    for solution in exercise.solutions where !test(solution: solution, exercise, judge) {
      holds = false
    }
    guard holds else { return }
    let result = judge.judge(block: starter)
    if result.status == .broken {
      reportBroken(result, starter)
      return
    }
    if result.status == .passed {
      add(
        .error, "The starter of `\(exercise.id)` passes every check as it stands.",
        "Leave a gap `____` in it, or add a check that it fails.", starter)
    }
    for wrong in exercise.wrongAnswers { test(wrong: wrong, exercise, judge) }
  }

  // MARK: Parts

  private mutating func test(check: Int) {
    let code = AnswerCode(lesson.blocks[check].code)
    let asserts =
      !code.names.isDisjoint(with: CheckModule.names) || code.used.contains("assert")
      || code.used.contains("raise")
    guard !asserts, code.parses, code.used.isDisjoint(with: ["check"]) else { return }
    add(
      .warning, "The check “\(lesson.blocks[check].options.check ?? "")” asserts nothing.",
      "Write `equal(a, b)`, `close(a, b)`, `gradient(…)` or `assert …`.", check)
  }

  /// Whether it holds; of what fails, the first is told.
  private mutating func test(solution: Int, _ exercise: Exercise, _ judge: ExerciseJudge) -> Bool {
    let variants = lesson.blocks[exercise.starter ?? solution].options.variants
    let isVaried = variants.contains { $0.values.count > 1 }
    guard isVaried else {
      return report(solution: solution, exercise, judge.judge(block: solution), "")
    }
    // Every value of each variant, the others at their first.
    var tried = 0
    for variant in variants {
      for value in variant.values where tried < Self.mostVariants {
        tried += 1
        var copy = lesson
        guard let starter = exercise.starter else { return true }
        for index in copy.blocks[starter].options.variants.indices {
          let other = copy.blocks[starter].options.variants[index]
          copy.blocks[starter].options.variants[index].values =
            other.name == variant.name ? [value] : Array(other.values.prefix(1))
        }
        let result = ExerciseJudge(copy, exercise, options: options).judge(block: solution)
        if !report(solution: solution, exercise, result, " with \(variant.name) = \(value)") {
          return false
        }
      }
    }
    return true
  }

  private mutating func report(
    solution: Int, _ exercise: Exercise, _ result: ExerciseResult, _ when: String
  ) -> Bool {
    if result.status == .broken {
      reportBroken(result, solution)
      return false
    }
    let finding: Diagnostic
    if let feedback = result.feedback {
      finding = diagnostic(
        .error, "The solution of `\(result.id)` does not run\(when): \(feedback.text)",
        feedback.hint, line: feedback.error?.line ?? lesson.blocks[solution].fenceLine)
    } else {
      let failed = result.items.filter { $0.status != .passed }
      guard let first = failed.first else { return true }
      let which =
        failed.count == 1
        ? "the check “\(first.label)”"
        : "\(failed.count) of its \(result.items.count) checks, the first “\(first.label)”"
      finding = diagnostic(
        .error, "The solution of `\(result.id)` fails \(which)\(when).",
        Self.words(first.author ?? first.feedback), line: lesson.blocks[solution].fenceLine)
    }
    findings.replace(cause: solution, by: finding)
    if !exercise.wrongAnswers.isEmpty {
      let count = exercise.wrongAnswers.count
      _ = findings.follow(
        solution, "the \(count == 1 ? "wrong answer" : "\(count) wrong answers") of `\(result.id)`")
    }
    return false
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
    for (number, option) in choice.options.enumerated() {
      test(option, line: line(ofOption: number, part), exercise)
    }
    let texts = choice.options.map(\.text)
    if Set(texts).count < texts.count {
      add(
        .error, "Two options of the choice `\(exercise.id)` read the same.",
        "Word them differently: what stands behind the dash is not shown.", line: part.line)
    }
  }

  private mutating func test(_ option: Choice.Option, line: Int, _ exercise: Exercise) {
    if !option.hasBox {
      add(
        .error, "This option of the choice `\(exercise.id)` has no box: nobody can tick it.",
        "Start it with `- [ ]`, or with `- [x]` if it is right.", line: line)
    }
    // In a copy the reasons are gone.
    guard let doubt = option.doubt, !lesson.frontMatter.isCopy else { return }
    let mark =
      switch doubt {
      case .hyphen: "` - `"
      case .colon: "`:`"
      case .tight: "`—` without blanks"
      }
    add(
      .warning, "Learners see all of this option, also what follows \(mark).",
      doubt == .hyphen
        ? "Write ` — ` before a reason; put a difference into backquotes."
        : "Write ` — ` before a reason. If this is none, add a reason after ` — `.", line: line)
  }

  /// Where an option stands: the lines below the comment that start as list items do, in order.
  private func line(ofOption number: Int, _ part: ProsePart) -> Int {
    var left = number
    var line = part.line
    let source = lesson.source
    while line < source.lineCount, line < part.line + 2_000 {
      line += 1
      let text = source.lineText(line).drop { $0 == " " || $0 == ">" }
      guard let marker = text.split(separator: " ", maxSplits: 1).first else { continue }
      let isNumber = (marker.last == "." || marker.last == ")") && marker.first?.isNumber ?? false
      guard ["-", "*", "+"].contains(marker) || isNumber else { continue }
      if left == 0 { return line }
      left -= 1
    }
    return part.line
  }

  /// A free answer that nobody knows how to read.
  private mutating func test(answer part: ProsePart, of exercise: Exercise) {
    let rubric = part.options["rubric"] ?? ""
    guard rubric.isEmpty, !lesson.frontMatter.isCopy else { return }
    add(
      .note, "The answer `\(exercise.id)` has no rubric: who reads it sees no criteria.",
      "Add `rubric: what to look for; what else` to the comment.", line: part.line)
  }

  /// The set-up, or what stands in for another exercise, fails: told once for all that need it.
  private mutating func reportBroken(_ result: ExerciseResult, _ block: Int) {
    let what = "the exercise `\(result.id)`"
    let cause = findings.block(atLine: result.authorProblemLine)
    if let cause, findings.follow(cause, what) { return }
    let finding = diagnostic(
      .error,
      "The set-up of `\(result.id)` does not run: \(result.authorProblem ?? "unknown reason")",
      "An exercise sees the lesson's set-up blocks and its own, none of the others.",
      line: result.authorProblemLine ?? lesson.blocks[block].fenceLine)
    guard let cause else { return findings.add(finding) }
    findings.add(finding, cause: cause)
    _ = findings.follow(cause, what)
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
    findings.add(diagnostic(severity, message, hint, line: line))
  }

  private func diagnostic(
    _ severity: Diagnostic.Severity, _ message: String, _ hint: String?, line: Int
  ) -> Diagnostic {
    let text = line >= 1 && line <= lesson.source.lineCount ? lesson.source.lineText(line) : ""
    return Diagnostic(
      severity, message, hint: hint, location: Location(line: max(1, line), column: 1),
      length: max(1, text.unicodeScalars.count), sourceLine: text)
  }
}
