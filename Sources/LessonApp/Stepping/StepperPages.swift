import LessonOutput
import Rendering

/// Pages over the lesson: the keys, the list of its parts, a derivation.
extension Stepper {
  private static let keys: [(keys: String, does: String)] = [
    ("→  n  Enter", "next step; reads on while there is more text"),
    ("←  p", "one step back"),
    ("Space", "the whole block, then the next"),
    ("g", "go to a step by its number"),
    ("G  End", "the end of the lesson"),
    ("Home", "the beginning"),
    ("Tab  ↑ ↓", "move from gate to gate; Esc back to the step"),
    ("o", "open or close a call"),
    ("t", "table or graph"),
    ("j", "the Jacobians of a gate, and what upstream makes of them"),
    ("w", "why: the arithmetic behind a number, down to the inputs"),
    ("z", "zoom into one element of an array"),
    ("e", "edit an input and run again; changed numbers are marked *"),
    ("r", "reset the inputs"),
    ("e", "at an exercise: opens it in your editor, then checks it"),
    ("c", "checks an exercise"),
    ("1 2 3 …", "tick an option of an exercise; Enter or c confirms"),
    ("h", "the next hint of an exercise"),
    ("s", "the solution of an exercise, once it may be seen"),
    ("l", "list of the parts; Enter goes there"),
    ("/", "find a text; Enter alone finds the next"),
    ("PageUp PageDown", "scroll"),
    ("?  F1", "these keys"),
    ("q", "quit; your place is kept"),
  ]

  mutating func showHelp() {
    let column = 18
    var lines = [renderer.line("Keys", .heading), StyledLine()]
    for entry in Self.keys {
      var line = StyledLine("  " + renderer.line(entry.keys).text, .strong).padded(to: column + 2)
      let text = renderer.wrapped(entry.does, .plain, indent: column + 2)
      guard let first = text.first else { continue }
      line.append(String(first.text.dropFirst(column + 2)))
      lines.append(line)
      lines += text.dropFirst()
    }
    lines.append(StyledLine())
    lines += renderer.wrapped(
      "At a question type the answer and press Enter; ? there means “I don't know”.", .dim,
      indent: 2)
    var overlay = Overlay(title: "keys", lines: lines)
    if case .prompt(let prompt) = mode { overlay.prompt = prompt }
    mode = .overlay(overlay)
  }

  /// The Jacobians of the gate that one is at.
  mutating func showJacobian() {
    guard let (place, current) = tracePlace() else {
      message = [renderer.line("This block is not traced: it has no gates.", .warning)]
      return
    }
    let view = knowledge(place).view
    guard let node = focus ?? currentNode(view, current), view.nodes[node].isGate else {
      message = renderer.wrapped(
        "Jacobians belong to gates: → goes to one, Tab moves between them.", .warning)
      return
    }
    let back = view.steps.dropFirst(view.forwardCount).first { $0.node == node }
    let lines = renderer.jacobians(
      of: node, in: view, showsGradients: back.map { $0.number <= current } ?? false)
    mode = .overlay(Overlay(title: "Jacobians of \(view.name(of: node))", lines: lines))
  }

  mutating func showList() {
    showList(choice: section)
  }

  private mutating func showList(choice: Int) {
    var lines: [StyledLine] = []
    var heading = ""
    var chosenLine = 0
    for (index, part) in script.sections.enumerated() {
      if part.heading != heading {
        heading = part.heading
        lines.append(renderer.line(heading, .heading))
      }
      var text = index == choice ? "▸ " : "  "
      let isSeen = index < section || progress.seen >= blockNumber(index)
      let isDone = exercise(index).map { host.learner?.isPassed($0) ?? false }
      text += isDone ?? (part.block != nil && isSeen) ? "✓ " : "  "
      let isText = part.block == nil && part.exercise == nil
      text += isText ? "the rest of the text" : "\(script.key(index))"
      if isUnanswered(index) { text += "  ?" }
      if index == choice { chosenLine = lines.count }
      lines.append(renderer.line(text, index == choice ? .strong : .plain))
    }
    var overlay = Overlay(title: "parts of this lesson", lines: lines, choice: choice)
    overlay.top = max(0, min(chosenLine - bodyRows / 2, lines.count - bodyRows))
    mode = .overlay(overlay)
  }

  private func blockNumber(_ section: Int) -> Int {
    script.sections[...section].count { $0.block != nil }
  }

  mutating func overlayKey(_ key: Key, _ overlay: Overlay) -> Request {
    var overlay = overlay
    let last = max(0, overlay.lines.count - bodyRows)
    if let choice = overlay.choice {
      switch key {
      case .up, .character("k"):
        showList(choice: max(0, choice - 1))
        return .next
      case .down, .character("j"):
        showList(choice: min(script.sections.count - 1, choice + 1))
        return .next
      case .home:
        showList(choice: 0)
        return .next
      case .end:
        showList(choice: script.sections.count - 1)
        return .next
      case .enter, .right:
        mode = .lesson
        go(to: choice, step: 0)
        return .next
      default: break
      }
    }
    switch key {
    case .up, .character("k"): overlay.top = max(0, overlay.top - 1)
    case .down, .character("j"): overlay.top = min(last, overlay.top + 1)
    case .pageUp: overlay.top = max(0, overlay.top - bodyRows)
    case .pageDown, .character(" "): overlay.top = min(last, overlay.top + bodyRows)
    case .home: overlay.top = 0
    case .end: overlay.top = last
    case .control("l"): break
    default:
      mode = overlay.prompt.map { .prompt($0) } ?? .lesson
      return .next
    }
    mode = .overlay(overlay)
    return .next
  }
}
