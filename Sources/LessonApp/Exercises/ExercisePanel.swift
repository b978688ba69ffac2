import LessonDocument
import LessonOutput
import LessonRunner
import Rendering

/// An exercise as its learner sees it on a terminal: the code so far, options, checks, a result.
struct ExercisePanel {
  let learner: LearnerFile
  let exercise: Exercise
  let renderer: TerminalRenderer
  /// For the numbers in prose.
  let run: LessonRun

  init(_ learner: LearnerFile, _ exercise: Exercise, _ renderer: TerminalRenderer, run: LessonRun) {
    self.learner = learner
    self.exercise = exercise
    self.renderer = renderer
    self.run = run
  }

  private var lesson: LessonSource { learner.lesson }

  // MARK: What there is to do

  /// The learner's code, without the option lines.
  func code() -> [StyledLine] {
    guard let starter = exercise.starter.map({ lesson.blocks[$0] }) else { return [] }
    let block = BlockRun(label: starter.label, line: starter.fenceLine, source: starter.code)
    return renderer.code(of: block)
  }

  /// The beginning of the prompt.
  func prompt(lines count: Int) -> [StyledLine] {
    let lines = renderer.lines(of: exercise.prompt, in: run)
    if lines.count <= count { return lines }
    return lines.prefix(count) + [renderer.line("…", .dim)]
  }

  /// Choices with numbered options, and what was written to free answers.
  func tasks(_ ticks: ExerciseTicks) -> [StyledLine] {
    var lines: [StyledLine] = []
    var number = 1
    for (place, part) in exercise.choices.enumerated() {
      if !lines.isEmpty { lines.append(StyledLine()) }
      lines += choice(part, place, ticks, &number)
    }
    let written = exercise.answers.isEmpty ? [] : learner.written(exercise)
    for (place, part) in exercise.answers.enumerated() {
      if !lines.isEmpty { lines.append(StyledLine()) }
      lines += answer(part, written.indices.contains(place) ? written[place] : "")
    }
    return lines
  }

  private func choice(
    _ part: ProsePart, _ place: Int, _ ticks: ExerciseTicks, _ number: inout Int
  ) -> [StyledLine] {
    guard let choice = Choice(part) else { return [] }
    let ask =
      learner.hasOneAnswer(exercise, place: place) ? "Choose one" : "Tick all that are right"
    var lines = renderer.wrapped("\(ask)\(points(part)).", .strong, indent: 2)
    let chosen = ticks.chosen(learner, exercise, place: place)
    for prose in part.content.map(\.withoutKeys) {
      guard case .list(let list) = prose, list.checked.contains(where: { $0 != nil }) else {
        lines += inner.lines(of: [prose], in: run).map { $0.indented(by: 2) }
        continue
      }
      let bare = ProsePart(kind: .choice, exercise: nil, options: [:], content: [prose])
      let items = Prose.part(bare).withoutKeys.options
      for (index, item) in items.enumerated() {
        let mark = "  \(number) \(chosen.contains(index) ? "[x]" : "[ ]") "
        number += 1
        let text = inner.lines(of: item, in: run)
        for (row, line) in (text.isEmpty ? [StyledLine()] : text).enumerated() {
          lines.append(
            row == 0
              ? line.prefixed(mark, chosen.contains(index) ? .strong : .plain)
              : line.indented(by: DisplayWidth.of(mark)))
        }
      }
    }
    return lines
  }

  private func answer(_ part: ProsePart, _ text: String) -> [StyledLine] {
    var lines = renderer.wrapped("In your own words\(points(part)).", .strong, indent: 2)
    if !SubmissionJudge.isWritten(text) {
      return lines + renderer.wrapped("Nothing is written yet.", .dim, indent: 2)
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      lines += inner.wrapped(String(line)).map { $0.prefixed(inner.line("  │ ").text, .dim) }
    }
    return lines
  }

  /// Narrower, for what stands further in.
  private var inner: TerminalRenderer {
    var options = renderer.options
    options.width = max(12, options.width - 8)
    return TerminalRenderer(options: options)
  }

  private func points(_ part: ProsePart) -> String {
    let points = part.options["points"].flatMap(OptionValue.number) ?? 1
    return points == 0 ? "" : " (\(Self.text(Points(points))))"
  }

  static func text(_ points: Points) -> String {
    "\(points.text) \(points.text == "1" ? "point" : "points")"
  }

  // MARK: Checks and results

  /// The checks by name, before any has run.
  func checks() -> [StyledLine] {
    guard exercise.starter != nil else { return [] }
    let shares = ExerciseJudge.shares(lesson, exercise)
    var lines = renderer.wrapped("What is checked:", .strong, indent: 2)
    var hidden = exercise.starter.flatMap { lesson.blocks[$0].options.hiddenChecks } ?? 0
    for (index, check) in exercise.checks.enumerated() {
      let options = lesson.blocks[check].options
      if options.hidden {
        hidden += 1
        continue
      }
      let worth =
        shares.indices.contains(index) && shares[index] > .zero
        ? " · \(Self.text(shares[index]))" : ""
      lines += hanging("· ", (options.check ?? "check") + worth)
    }
    if hidden > 0 {
      lines += hanging("· ", hidden == 1 ? "one hidden check" : "\(hidden) hidden checks")
    }
    if lines.count == 1 { return [] }
    return lines
  }

  private func hanging(_ mark: String, _ text: String) -> [StyledLine] {
    renderer.wrapped(text, .plain, indent: 4).enumerated().map { row, line in
      row == 0 ? StyledLine("  " + renderer.line(mark).text + String(line.text.dropFirst(4))) : line
    }
  }

  /// What came of a check; marks and help stand out where there is colour.
  func result(_ result: ExerciseResult) -> [StyledLine] {
    GradeText.exercise(result, width: renderer.options.width).map { text in
      renderer.line(text, Self.style(text))
    }
  }

  private static func style(_ text: String) -> TextStyle {
    let trimmed = text.drop { $0 == " " }
    switch trimmed.first {
    case "✓": return .value
    case "✗", "½", "!": return .error
    case "…": return .warning
    case "│", "|", "^": return .plain
    default: return trimmed.hasPrefix("help:") || trimmed.hasPrefix("note:") ? .dim : .plain
    }
  }

  /// The solution as a page.
  func solution(_ blocks: [SourceBlock]) -> [StyledLine] {
    Array(
      blocks.map { block in
        renderer.code(
          of: BlockRun(label: nil, line: block.fenceLine, source: block.code))
      }.joined(separator: [StyledLine()]))
  }

  /// The hints that were asked for.
  func hints() -> [StyledLine] {
    let shown = min(learner.sheet.count(.hints, exercise.id), exercise.hints.count)
    return Array(
      exercise.hints.prefix(shown).enumerated().map { index, part in
        let name =
          exercise.hints.count == 1 ? "Hint" : "Hint \(index + 1) of \(exercise.hints.count)"
        let content = part.content.flatMap { prose -> [Prose] in
          if case .details(_, _, let content) = prose { content } else { [prose] }
        }
        return renderer.wrapped(name, .strong, indent: 2)
          + inner.lines(of: content, in: run).map { $0.isEmpty ? $0 : $0.indented(by: 4) }
      }.joined(separator: [StyledLine()]))
  }
}

extension Prose {
  /// The options of a choice part that holds one list.
  fileprivate var options: [[Prose]] {
    guard case .part(let part) = self, case .list(let list)? = part.content.first else { return [] }
    return list.items
  }
}

/// Options that were ticked and are still to be confirmed.
struct ExerciseTicks: Hashable {
  private var open: [String: [Int]] = [:]

  func chosen(_ learner: LearnerFile, _ exercise: Exercise, place: Int) -> [Int] {
    open[SubmissionJudge.key(exercise, place)] ?? learner.chosen(exercise, place: place).options
  }

  /// Whether something is ticked that was not confirmed.
  func isOpen(_ exercise: Exercise) -> Bool {
    exercise.choices.indices.contains { open[SubmissionJudge.key(exercise, $0)] != nil }
  }

  /// Ticks or unticks an option, by the number that it has on the screen.
  mutating func toggle(_ number: Int, _ learner: LearnerFile, _ exercise: Exercise)
    -> StepperProblem?
  {
    var first = 1
    for (place, part) in exercise.choices.enumerated() {
      guard let choice = Choice(part) else { continue }
      let option = number - first
      first += choice.options.count
      guard choice.options.indices.contains(option) else { continue }
      if learner.chosen(exercise, place: place).isInFile {
        return StepperProblem(
          message: "The options are ticked in the file itself.", hint: "e opens it there")
      }
      var chosen = self.chosen(learner, exercise, place: place)
      if let known = chosen.firstIndex(of: option) {
        chosen.remove(at: known)
      } else {
        // Where one answer is right, another tick moves it.
        if learner.hasOneAnswer(exercise, place: place) { chosen = [] }
        chosen = (chosen + [option]).sorted()
      }
      open[SubmissionJudge.key(exercise, place)] = chosen
      return nil
    }
    return StepperProblem(message: "There is no option \(number) here.")
  }

  /// Hands the ticks over; they count from now on.
  mutating func confirm(_ learner: LearnerFile, _ exercise: Exercise) {
    for place in exercise.choices.indices {
      let key = SubmissionJudge.key(exercise, place)
      if let chosen = open.removeValue(forKey: key) {
        learner.choose(chosen, exercise, place: place)
      }
    }
  }
}
