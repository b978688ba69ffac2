import LessonOutput
import Rendering

/// The screen of `lesson watch`: how far one is, the exercise, a message, the keys.
extension WatchModel {
  mutating func frame() -> [StyledLine] {
    let width = renderer.options.width
    var lines: [StyledLine]
    switch mode {
    case .exercise:
      let content = content()
      top = min(top, max(0, content.count - room))
      lines = [bar(width), StyledLine()] + content.dropFirst(top).prefix(room)
      while lines.count < 2 + room { lines.append(StyledLine()) }
      lines += shownMessage
      lines.append(keys(width, hidden: content.count - top - room))
    case .list(let choice):
      let list = list(choice)
      let room = max(1, rows - 1)
      let first = max(0, min(choice - room / 2, list.count - room))
      lines = Array(list.dropFirst(first).prefix(room))
      while lines.count < room { lines.append(StyledLine()) }
      lines.append(status(" exercises  ·  ↑ ↓ choose   Enter goes there   Esc back", width))
    case .page(let title, let text, let top):
      lines = Array(text.dropFirst(top).prefix(max(1, rows - 1)))
      while lines.count < rows - 1 { lines.append(StyledLine()) }
      lines.append(status(" \(title)  ·  ↑ ↓ scroll   Esc back", width))
    }
    return lines.suffix(rows).map { $0.clipped(to: width) }
  }

  /// `━━━━──── 3/7 done, 5 of 12 points`.
  func bar(_ width: Int) -> StyledLine {
    let text = "  " + progress
    let cells = max(0, min(30, width - DisplayWidth.of(text) - 1))
    let full = exercises.isEmpty ? 0 : cells * done / exercises.count
    let isUnicode = renderer.options.unicode
    var line = StyledLine(String(repeating: isUnicode ? "━" : "#", count: full), .value)
    line.append(String(repeating: isUnicode ? "─" : ".", count: cells - full), .dim)
    line.append(cells == 0 ? progress : text, .strong)
    return line
  }

  private func keys(_ width: Int, hidden: Int) -> StyledLine {
    let more = hidden > 0 ? "↓ more   " : ""
    let texts = [
      " \(more)h hint   s solution   n next   p previous   l list   r re-run   q quit",
      " \(more)h hint  s solution  n p move  l list  r re-run  q quit",
      " \(more)h s n p l r · q quit",
    ]
    let fitting = texts.first { DisplayWidth.of(renderer.line($0).text) <= width } ?? " q quit"
    return status(fitting, width)
  }

  private func status(_ text: String, _ width: Int) -> StyledLine {
    StyledLine(renderer.line(text).text, .focus).padded(to: width).clipped(to: width)
  }

  private func list(_ choice: Int) -> [StyledLine] {
    exercises.enumerated().map { index, exercise in
      let result = results[exercise.id]
      let mark = Self.isDone(result) ? "✓" : result.map { $0.status == .open ? "·" : "✗" } ?? "·"
      let points =
        result.map { $0.maximum > .zero ? "  \($0.points.text)/\($0.maximum.text)" : "" } ?? ""
      let text =
        "\(index == choice ? "▸" : " ") \(mark) \(index + 1). \(title(of: exercise.id))\(points)"
      return renderer.line(text, index == choice ? .strong : .plain)
    }
  }

  // MARK: Without a terminal

  /// What is printed once for each change.
  func report() -> [String] {
    let lines = message + (message.isEmpty ? [] : [StyledLine()]) + content()
    return lines.map(\.text) + ["", progress]
  }
}
