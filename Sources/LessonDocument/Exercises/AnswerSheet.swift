import Diagnostics
import LessonOutput

/// What a learner's copy keeps besides its code: the `answers` fence at its end.
///
/// One line for each: what it is, whose, and the value. Lines that are not understood stay as they
/// are.
package struct AnswerSheet: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Options that were ticked: numbers from 1, separated by commas.
    case choice
    /// What was predicted.
    case predict
    /// How many hints were shown.
    case hints
    /// How many different answers were checked, and what tells the last one.
    case tries
    /// It passed every visible check.
    case passed
    /// The solution was looked at.
    case solution
  }

  package struct Entry: Hashable, Sendable {
    package var kind: Kind
    /// The exercise, or the block's label.
    package var id: String
    package var value: String
  }

  package private(set) var entries: [Entry] = []
  private var unread: [String] = []

  /// The fence's language.
  package static let fence = "answers"
  private static let mostEntries = 10_000

  package init() {}

  /// Reads the text of the fence.
  package init(_ text: String) {
    for line in text.textLines.prefix(Self.mostEntries) where !line.isEmpty {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let head = parts[0].split(separator: " ", omittingEmptySubsequences: true)
      if parts.count == 2, head.count == 2, let kind = Kind(rawValue: String(head[0])) {
        set(kind, String(head[1]), String(parts[1]).trimmingSpaces)
      } else if !line.allSatisfy({ $0 == " " }) {
        unread.append(String(line))
      }
    }
  }

  package subscript(_ kind: Kind, _ id: String) -> String? {
    entries.first { $0.kind == kind && $0.id == id }?.value
  }

  package func count(_ kind: Kind, _ id: String) -> Int {
    self[kind, id].flatMap { Int($0.prefix { $0 != "," }) }.map { max(0, min($0, 1_000_000)) } ?? 0
  }

  /// Sets or, with nil, takes out.
  package mutating func set(_ kind: Kind, _ id: String, _ value: String?) {
    let place = entries.firstIndex { $0.kind == kind && $0.id == id }
    guard let value else {
      if let place { entries.remove(at: place) }
      return
    }
    let line = String(value.map { $0.isNewline ? " " : $0 }.prefix(2_000))
    if let place {
      entries[place].value = line
    } else {
      entries.append(Entry(kind: kind, id: id, value: line))
    }
  }

  package var isEmpty: Bool { entries.isEmpty && unread.isEmpty }

  /// The lines of the fence.
  package var lines: String {
    (entries.map { "\($0.kind.rawValue) \($0.id): \($0.value)" } + unread).joined(separator: "\n")
  }

  /// The fence as it stands in the file.
  package var markdown: String {
    "```\(Self.fence)\n" + (lines.isEmpty ? "" : lines + "\n") + "```\n"
  }

  // MARK: In a file

  /// The last `answers` fence among lines, the fences included.
  private static func fence(in lines: [Substring]) -> Range<Int>? {
    guard
      let start = lines.lastIndex(where: { line in
        let line = String(line).trimmingSpaces
        return line == "```\(fence)" || line == "~~~\(fence)"
      })
    else { return nil }
    let mark = String(lines[start]).trimmingSpaces.prefix(3)
    let end =
      lines[(start + 1)...].firstIndex { String($0).trimmingSpaces.hasPrefix(mark) }
      ?? lines.count - 1
    return start..<min(lines.count, end + 1)
  }

  /// Whether a file has an `answers` fence.
  package static func stands(in text: String) -> Bool { fence(in: text.textLines) != nil }

  /// What the file keeps.
  package static func read(from text: String) -> AnswerSheet {
    let lines = text.textLines
    guard let range = fence(in: lines) else { return AnswerSheet() }
    var inner = lines[range].dropFirst()
    if let last = inner.last.map({ String($0).trimmingSpaces }),
      last.hasPrefix("```") || last.hasPrefix("~~~")
    {
      inner.removeLast()
    }
    return AnswerSheet(inner.joined(separator: "\n"))
  }

  /// The file with this sheet in place of its own; lines keep the ends that they have.
  package func written(into text: String) -> String {
    var file = text.linesWithEnds
    let range = Self.fence(in: file.map(\.text))
    let end = (range.map { file[$0.lowerBound] } ?? file.first)?.end ?? ""
    let usual: Substring = end.isEmpty ? "\n" : end
    var mine = markdown.textLines.dropLast().map { TextLine(text: $0, end: usual) }
    if let range {
      if range.upperBound == file.count, let last = file.last, !last.text.isEmpty {
        mine[mine.count - 1].end = ""
      }
      file.replaceSubrange(range, with: mine)
    } else {
      while let last = file.last, last.text.allSatisfy({ $0 == " " }) { file.removeLast() }
      if let last = file.last, last.end.isEmpty { file[file.count - 1].end = usual }
      file += [TextLine(text: "", end: usual)] + mine
    }
    return file.map { $0.text + $0.end }.joined()
  }
}
