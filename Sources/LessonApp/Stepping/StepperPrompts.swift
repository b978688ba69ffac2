import LessonOutput
import Rendering

/// A line that is being typed: for a step, a search, a new value, a question, an answer.
struct Prompt {
  enum Kind { case goTo, find, edit, why, zoom, prediction }

  var kind: Kind
  var text: [Character] = []
  var cursor = 0

  static let longest = 500

  mutating func insert(_ character: Character) {
    guard text.count < Self.longest else { return }
    text.insert(character, at: cursor)
    cursor += 1
  }

  /// Changes the line by an editing key; false for other keys.
  mutating func edit(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert(character)
    case .backspace:
      if cursor > 0 {
        cursor -= 1
        text.remove(at: cursor)
      }
    case .delete: if cursor < text.count { text.remove(at: cursor) }
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(text.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = text.count
    case .control("u"):
      text.removeFirst(cursor)
      cursor = 0
    case .control("k"): text.removeLast(text.count - cursor)
    case .control("w"):
      while cursor > 0, text[cursor - 1] == " " { _ = edit(.backspace) }
      while cursor > 0, text[cursor - 1] != " " { _ = edit(.backspace) }
    default: return false
    }
    return true
  }
}

extension Stepper {
  mutating func prompt(_ kind: Prompt.Kind) {
    message = []
    switch kind {
    case .edit:
      guard script.sections[section].block != nil else {
        message = [renderer.line("There is no block here whose inputs could be edited.", .warning)]
        return
      }
      if isUnanswered(section) {
        message = [renderer.line("First the prediction: an edit would show its answer.", .warning)]
        ask()
        return
      }
      var prompt = Prompt(kind: kind)
      // The focus, if it is an input, is what one wants to change.
      if let (place, _) = tracePlace(), let focus {
        let node = knowledge(place).view.nodes[focus]
        if !node.isGate, let name = node.node.name { for c in name + " = " { prompt.insert(c) } }
      }
      mode = .prompt(prompt)
    case .zoom:
      guard zoomTarget() != nil else { return }
      mode = .prompt(Prompt(kind: kind))
    case .why:
      guard script.sections[section].block != nil else {
        message = [renderer.line("There is no number here to ask about.", .warning)]
        return
      }
      mode = .prompt(Prompt(kind: kind))
    default: mode = .prompt(Prompt(kind: kind))
    }
  }

  /// Asks the section's prediction.
  mutating func ask() {
    guard script.prediction(section) != nil else { return }
    mode = .prompt(Prompt(kind: .prediction))
  }

  mutating func promptLabel(_ kind: Prompt.Kind) -> String {
    switch kind {
    case .goTo: return "go to step: "
    case .find: return lastSearch.isEmpty ? "find: " : "find (\(lastSearch)): "
    case .edit: return "new value, name = value: "
    case .why:
      return questionOfFocus().map { "why (\($0.shown)): " } ?? "why: "
    case .zoom: return "element of \(zoomTarget()?.shown ?? ""), such as 0, 1: "
    case .prediction:
      guard let prediction = script.prediction(section) else { return "" }
      return prediction.kind == .value ? "\(prediction.name) = " : "\(prediction.question): "
    }
  }

  mutating func promptKey(_ key: Key, _ prompt: Prompt) -> Request {
    var prompt = prompt
    message = []
    switch key {
    case .escape, .control("g"): mode = .lesson
    case .enter:
      mode = .lesson
      finish(prompt, String(prompt.text).trimmingSpaces)
    case .help: showHelp()
    case .pageUp: scroll(by: max(1, bodyRows - 2))
    case .pageDown: scroll(by: -max(1, bodyRows - 2))
    case .up: scroll(by: 1)
    case .down: scroll(by: -1)
    case .control("l"): break
    default:
      if prompt.edit(key) { mode = .prompt(prompt) }
    }
    return .next
  }

  private mutating func finish(_ prompt: Prompt, _ text: String) {
    switch prompt.kind {
    case .goTo: goToStep(text)
    case .find: find(text.isEmpty ? lastSearch : text)
    case .edit: if !text.isEmpty { edit(text) }
    case .why:
      if text.isEmpty, let focus = questionOfFocus() {
        why(focus.asked, shown: focus.shown)
      } else if !text.isEmpty {
        why(.text(text), shown: text)
      }
    case .zoom: if !text.isEmpty { zoom(text) }
    case .prediction: answer(text)
    }
  }

  // MARK: Steps and text

  private mutating func goToStep(_ text: String) {
    if text.isEmpty { return }
    let count = stepCount(section)
    guard let number = Int(text.foldedWidth), number >= 0, number <= count else {
      message = renderer.wrapped(
        count == 0
          ? "There are no steps here." : "A step of this block is a number from 0 to \(count).",
        .warning)
      return
    }
    if number > 0, isUnanswered(section) {
      below = 0
      message = [renderer.line("First the prediction.", .warning)]
      ask()
      return
    }
    step = number
    focus = nil
    below = 0
  }

  private mutating func find(_ text: String) {
    if text.isEmpty { return }
    lastSearch = text
    let wanted = text.foldedWidth.lowercased()
    // From the next section around to this one.
    for offset in 1...script.sections.count {
      let candidate = (section + offset) % script.sections.count
      guard let line = matchingLine(candidate, wanted) else { continue }
      go(to: candidate, step: 0)
      guard section == candidate else { return }
      if case .prompt = mode { return }
      // The line that holds it comes to the upper part of the screen.
      let height = content().count
      below = max(0, height - line - bodyRows + 2)
      let wraps = candidate <= section && offset > 1 && candidate != section
      message = [
        renderer.line(
          "Found in \(script.sections[candidate].heading); / and Enter finds the next."
            + (wraps ? " From the top again." : ""), .dim)
      ]
      return
    }
    message = [renderer.line("`\(text)` is not in this lesson.", .warning)]
  }

  /// The first line of a section's prose and code that holds a text.
  private mutating func matchingLine(_ section: Int, _ wanted: String) -> Int? {
    head(section).firstIndex { $0.text.foldedWidth.lowercased().contains(wanted) }
  }

  // MARK: Inputs

  private mutating func edit(_ text: String) {
    guard let block = script.sections[section].block else { return }
    let before = script.run
    // Should it never end, the place is kept.
    save()
    switch host.edit(text, block: block) {
    case .failure(let problem): show(problem)
    case .success(let run):
      replace(run, changed: StepChanges(text.foldedWidth, from: before, to: run))
      if let (place, _) = tracePlace(), let changes {
        message = renderer.wrapped(changes.summary(place))
      } else {
        message = renderer.wrapped("Run again with \(text). r puts the lesson's inputs back.", .dim)
      }
    }
  }

  mutating func show(_ problem: StepperProblem) {
    message = renderer.wrapped(problem.message, .warning)
    if let hint = problem.hint { message += renderer.wrapped(hint, .dim, indent: 2) }
  }

  // MARK: Why

  /// The number that the focus or the step is about, as it is asked for and as people read it:
  /// `q`, `x.grad`, `gate 4`.
  mutating func questionOfFocus() -> (asked: StepperQuestion.Subject, shown: String)? {
    guard let (place, current) = tracePlace() else { return nil }
    let knowledge = knowledge(place)
    let view = knowledge.view
    guard !view.nodes.isEmpty else { return nil }
    let index = focus ?? currentNode(view, current) ?? view.outputIndex
    let isGradient =
      current > view.forwardCount && knowledge.knowsGradient(index, after: current)
    // A name may stand for several versions; the node's number is its own.
    return (
      .node(view.nodes[index].id, element: [], isGradient: isGradient),
      view.name(of: index) + (isGradient ? ".grad" : "")
    )
  }

  private mutating func why(_ subject: StepperQuestion.Subject, shown: String) {
    if isUnanswered(section) {
      message = [renderer.line("First the prediction.", .warning)]
      ask()
      return
    }
    switch answer(subject) {
    case .failure(let problem): show(problem)
    case .success(let lines):
      mode = .overlay(Overlay(title: "why \(shown)", lines: lines))
    }
  }

  private mutating func answer(_ subject: StepperQuestion.Subject)
    -> Result<[StyledLine], StepperProblem>
  {
    guard let block = script.sections[section].block else {
      return .failure(StepperProblem(message: "There is no number here to ask about."))
    }
    let place = tracePlace()?.place
    let here = host.why(
      StepperQuestion(
        subject: subject, block: block, trace: place?.trace,
        open: place.map { knowledge($0).view.openGroups }), renderer)
    guard case .failure(let problem) = here, case .text = subject else { return here }
    return answerElsewhere(subject, but: block, problem) ?? here
  }

  /// The answer of another block: the nearest above, else the nearest below. A block whose
  /// prediction is still open keeps its numbers.
  private mutating func answerElsewhere(
    _ subject: StepperQuestion.Subject, but block: Int, _ here: StepperProblem
  ) -> Result<[StyledLine], StepperProblem>? {
    let others =
      Array(script.sections.indices[..<section].reversed())
      + Array(script.sections.indices[(section + 1)...])
    var open: Int?
    var nearer: StepperProblem?
    for other in others {
      guard let index = script.sections[other].block, index != block,
        !script.run.blocks[index].traces.isEmpty
      else { continue }
      let question = StepperQuestion(subject: subject, block: index, trace: nil, open: nil)
      let lines: [StyledLine]
      switch host.why(question, renderer) {
      case .success(let found): lines = found
      case .failure(let problem):
        // That block knows the name, and says what is wrong with the question.
        if problem.message != here.message, nearer == nil, firstUnanswered(upTo: other + 1) == nil {
          nearer = problem
          nearer?.message = "In \(name(ofPart: other)): \(problem.message)"
        }
        continue
      }
      if firstUnanswered(upTo: other + 1) != nil {
        open = open ?? other
        continue
      }
      let title = "Not in this block, but in \(name(ofPart: other)):"
      return .success(renderer.wrapped(title, .dim) + [StyledLine()] + lines)
    }
    guard let open else { return nearer.map { .failure($0) } }
    return .failure(
      StepperProblem(
        message: "This block has no such number; \(name(ofPart: open)) has it.",
        hint: "Its numbers can be asked about once the prediction before them is answered."))
  }

  private func name(ofPart section: Int) -> String {
    let heading = script.sections[section].heading
    let key = script.block(section)?.label.map { "block `\($0)`" } ?? script.key(section)
    return heading.isEmpty ? key : "\(key) (\(heading))"
  }

  /// The array that the focus or the step is about.
  private mutating func zoomTarget() -> (node: Int, shown: String)? {
    guard let (place, current) = tracePlace() else {
      message = [renderer.line("There is no array of a trace here to zoom into.", .warning)]
      return nil
    }
    let view = knowledge(place).view
    guard let index = focus ?? currentNode(view, current), !view.nodes[index].node.value.isScalar
    else {
      message = renderer.wrapped(
        "This gate gives one number; Tab moves to a gate that gives an array. w asks why.",
        .warning)
      return nil
    }
    return (view.nodes[index].id, view.name(of: index))
  }

  private mutating func zoom(_ text: String) {
    guard let target = zoomTarget() else { return }
    if isUnanswered(section) {
      message = [renderer.line("First the prediction.", .warning)]
      ask()
      return
    }
    let parts = text.foldedWidth.filter { !"[]() ".contains($0) }
      .split(whereSeparator: { $0 == "," || $0 == "x" })
    let element = parts.compactMap { Int($0) }
    guard element.count == parts.count, !element.isEmpty else {
      message = renderer.wrapped(
        "`\(text)` is no element: type one index for each axis, such as 0, 1.", .warning)
      return
    }
    var lines: [StyledLine] = []
    switch answer(.node(target.node, element: element, isGradient: false)) {
    case .failure(let problem):
      show(problem)
      return
    case .success(let found): lines = found
    }
    if case .success(let found) = answer(.node(target.node, element: element, isGradient: true)) {
      lines += [StyledLine()] + found
    }
    let place = element.map(String.init).joined(separator: ", ")
    mode = .overlay(Overlay(title: "\(target.shown)[\(place)]", lines: lines))
  }

  // MARK: Predictions

  private mutating func answer(_ text: String) {
    guard let prediction = script.prediction(section) else { return }
    if text.isEmpty {
      message = renderer.wrapped(
        "Type an answer, or ? for “I don't know”. Esc goes back to reading.", .dim)
      ask()
      return
    }
    var answer =
      self.answer(to: prediction, section)
      ?? LessonProgress.Answer(
        block: script.key(section), question: prediction.question, tries: [], isRight: false,
        isShown: false)
    defer {
      if let first = answer.tries.first { keepScored(first, prediction) }
      progress.answers.removeAll {
        $0.block == answer.block && $0.question == answer.question
      }
      progress.answers.append(answer)
      save()
    }
    if ["?", "i don't know", "idk", "不知道"].contains(text.foldedWidth.lowercased()) {
      answer.isShown = true
      message = renderer.wrapped("\(prediction.nameAndAnswer). The steps show why: → goes on.")
      return
    }
    let typed = PredictionAnswer(text, to: prediction.kind)
    switch typed.verdict(on: prediction) {
    case .unreadable(let expected):
      message = renderer.wrapped("`\(text)`: \(expected).", .warning)
      ask()
    case .right:
      answer.tries.append(text)
      answer.isRight = true
      message = renderer.wrapped("Right: \(prediction.nameAndAnswer). → goes on.", .value)
    case .wrong:
      answer.tries.append(text)
      let miss = block.map { PredictionMiss(prediction, in: $0).sentence(on: typed) } ?? ""
      message = renderer.wrapped("Not \(text). \(miss)", .warning)
      if answer.tries.count >= 3 {
        message += renderer.wrapped("? shows the answer; the steps then show why.", .dim)
      }
      ask()
    }
  }
}
