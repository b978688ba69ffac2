import LessonOutput
import Rendering

/// The last lines of the screen: where one is, what keys do, what is being typed.
extension Stepper {
  mutating func placeLine(keysOf prompt: Prompt.Kind? = nil) -> StyledLine {
    var place = ""
    if let (trace, current) = tracePlace() {
      let view = knowledge(trace).view
      place = "step \(current) of \(view.steps.count)"
      if current == 0 { place = Self.start(of: view.steps.count) }
      if current > 0 { place += current <= view.forwardCount ? ", forward" : ", backward" }
    } else if script.sections[section].block != nil {
      place =
        step == 0
        ? Self.start(of: stepCount(section)) : "step \(step) of \(stepCount(section))"
    } else if script.sections[section].exercise != nil {
      place = exercisePlace(section)
    }
    // Where there is little room, the step counts for more than the heading.
    let parts = [script.sections[section].heading, place].filter { !$0.isEmpty }
    let text = " " + (width < 50 ? parts.reversed() : parts).joined(separator: "  ·  ")
    if let prompt { return promptKeys(prompt, beside: text) }
    let more = (changes == nil ? "" : "r reset   ") + (below > 0 ? "↓ more   " : "")
    let next = confirmsTicks ? "Enter confirms   " : "→ next   "
    // The place is never cut for the sake of the keys.
    let hints = width < 50 ? ["? keys "] : [next + "? keys   q quit ", next + "? keys ", "? keys "]
    let free = width - DisplayWidth.of(text) - 1
    let hint =
      (hints.map { more + $0 } + ["? keys "]).first { DisplayWidth.of($0) <= free } ?? "? keys "
    let right = renderer.line(hint).text
    let room = width - DisplayWidth.of(right) - 1
    let left = renderer.line(text).clipped(to: max(0, room)).text
    let gap = max(1, width - DisplayWidth.of(left) - DisplayWidth.of(right))
    return StyledLine(left + String(repeating: " ", count: gap) + right, .focus)
      .clipped(to: width)
  }

  /// No step is made yet.
  private static func start(of count: Int) -> String {
    count == 0 ? "no steps" : "start of \(count) \(count == 1 ? "step" : "steps")"
  }

  /// What the keys do while something is typed; the place gives way to them.
  private func promptKeys(_ kind: Prompt.Kind, beside place: String) -> StyledLine {
    let hints: [String]
    switch kind {
    case .prediction:
      hints = [
        "Enter answers · ? I don't know · Esc read on · ↑ ↓ scroll",
        "Enter answers · ? I don't know · Esc read on", "Enter · ? I don't know · Esc read on",
        "? I don't know",
      ]
    case .goTo: hints = ["Enter goes there · Esc back"]
    case .find: hints = ["Enter finds · Esc back"]
    case .edit: hints = ["Enter runs it again · Esc back"]
    case .why: hints = ["Enter asks · Esc back"]
    case .zoom: hints = ["Enter zooms in · Esc back"]
    }
    let fits = hints.map { renderer.line($0).text + " " }.filter { DisplayWidth.of($0) < width }
    let free = width - DisplayWidth.of(place) - 1
    // The last one is for narrow windows: before the keys are cut, the place is.
    let hint =
      fits.dropLast().first { DisplayWidth.of($0) <= free } ?? fits.dropLast().last ?? fits.last
      ?? ""
    let room = max(0, width - DisplayWidth.of(hint))
    // A few letters of a place say nothing.
    let left = room < 12 ? "" : renderer.line(place).clipped(to: max(0, room - 1)).text
    let gap = max(0, room - DisplayWidth.of(left))
    return StyledLine(left + String(repeating: " ", count: gap) + hint, .focus).clipped(to: width)
  }

  func overlayStatus(_ overlay: Overlay) -> StyledLine {
    let isLong = overlay.lines.count > bodyRows
    var text = " \(overlay.title)  ·  "
    if overlay.choice != nil {
      text += "↑ ↓ choose   Enter goes there   Esc back"
    } else {
      text += isLong ? "↑ ↓ scroll   Esc back" : "Esc back"
    }
    return StyledLine(renderer.line(text).text, .focus).padded(to: width).clipped(to: width)
  }

  /// The line being typed, and the cursor's column; a long text shows its end.
  mutating func promptLine(_ prompt: Prompt) -> (StyledLine, Int) {
    var label = renderer.line(promptLabel(prompt.kind)).text
    while DisplayWidth.of(label) > width / 2, !label.isEmpty { label.removeFirst() }
    let room = max(1, width - DisplayWidth.of(label) - 1)
    var start = 0
    while start < prompt.cursor, DisplayWidth.of(String(prompt.text[start..<prompt.cursor])) > room
    {
      start += 1
    }
    var line = StyledLine(label, .strong)
    line.append(String(prompt.text[start...]))
    let column =
      DisplayWidth.of(label) + DisplayWidth.of(String(prompt.text[start..<prompt.cursor]))
    return (line.clipped(to: width), min(column, width - 1))
  }
}
