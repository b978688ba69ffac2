import LessonOutput
import Rendering

/// Hints of exercises: each is shown when it is asked for.
extension Stepper {
  /// A section's prose without the hints that were not asked for; the next one is announced.
  func shownProse(_ index: Int) -> [Prose] {
    let shown = hintsShown(index)
    let count = hintCount(index)
    var number = 0
    return script.sections[index].prose.compactMap { item in
      guard case .part(let part) = item, part.kind == .hint else { return item }
      number += 1
      if number <= shown { return item }
      guard number == shown + 1 else { return nil }
      let which = count == 1 ? "A hint" : "Hint \(number) of \(count)"
      return .paragraph([.emphasis([.text("\(which): h shows it.")])])
    }
  }

  private func hintCount(_ index: Int) -> Int {
    Self.hints(in: script.sections[index].prose) + Self.hints(in: script.sections[index].after)
  }

  private static func hints(in prose: [Prose]) -> Int {
    prose.count { item in
      if case .part(let part) = item { return part.kind == .hint }
      return false
    }
  }

  private func hintsShown(_ index: Int) -> Int {
    guard let id = script.sections[index].exercise, let learner = host.learner else {
      return shownHints[index] ?? 0
    }
    return learner.sheet.count(.hints, id)
  }

  /// Shows the next hint of this section, or of the one above it.
  mutating func showHint() {
    let places = [section, section - 1].filter { script.sections.indices.contains($0) }
    guard let place = places.first(where: { hintCount($0) > hintsShown($0) }) else {
      let had = places.contains { hintCount($0) > 0 }
      message = renderer.wrapped(
        had ? "That were all the hints." : "There is no hint here: hints belong to exercises.",
        .warning)
      return
    }
    let isExercise = script.sections[place].exercise != nil && host.learner != nil
    let before = Set((isExercise && place == section ? content() : head(place)).map(\.text))
    if !isExercise {
      shownHints[place, default: 0] += 1
    } else if !takeHint(place) {
      message = renderer.wrapped("That were all the hints.", .warning)
      return
    }
    headLines[place] = nil
    sectionLines[place] = nil
    guard place == section else { return }
    // It comes to the upper part of the screen.
    let lines = content()
    let line = lines.firstIndex { !before.contains($0.text) } ?? 0
    below = max(0, lines.count - line - bodyRows + 2)
  }
}
