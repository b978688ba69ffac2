import LessonOutput
import Rendering

/// Hints of exercises: each is shown when it is asked for.
extension Stepper {
  /// A section's prose without the hints that were not asked for; the next one is announced.
  func shownProse(_ index: Int) -> [Prose] {
    let shown = shownHints[index] ?? 0
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
    script.sections[index].prose.count { item in
      if case .part(let part) = item { return part.kind == .hint }
      return false
    }
  }

  /// Shows the next hint of this section, or of the one above it.
  mutating func showHint() {
    let places = [section, section - 1].filter { script.sections.indices.contains($0) }
    guard let place = places.first(where: { hintCount($0) > shownHints[$0] ?? 0 }) else {
      let had = places.contains { hintCount($0) > 0 }
      message = renderer.wrapped(
        had ? "That were all the hints." : "There is no hint here: hints belong to exercises.",
        .warning)
      return
    }
    let before = Set(head(place).map(\.text))
    shownHints[place, default: 0] += 1
    headLines[place] = nil
    sectionLines[place] = nil
    guard place == section else { return }
    // It comes to the upper part of the screen.
    let lines = head(place)
    let line = lines.firstIndex { !before.contains($0.text) } ?? 0
    below = max(0, content().count - line - bodyRows + 2)
  }
}
