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
    for line in text.split(separator: "\n").prefix(Self.mostEntries) {
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

  /// Lines, each with its carriage return if it has one.
  private static func rows(_ text: String) -> [String] {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The last `answers` fence of a file: its lines, from 0, the fences included.
  package static func lines(in text: String) -> Range<Int>? {
    let lines = rows(text)
    guard
      let start = lines.lastIndex(where: { line in
        let line = line.last == "\r" ? line.dropLast() : line[...]
        return line == "```\(fence)" || line == "~~~\(fence)"
      })
    else { return nil }
    let mark = lines[start].prefix(3)
    let end = lines[(start + 1)...].firstIndex { $0.hasPrefix(mark) } ?? lines.count - 1
    return start..<min(lines.count, end + 1)
  }

  /// What the file keeps.
  package static func read(from text: String) -> AnswerSheet {
    guard let range = lines(in: text) else { return AnswerSheet() }
    let lines = rows(text)
    var inner = lines[range].dropFirst()
    if let last = inner.last, last.hasPrefix("```") || last.hasPrefix("~~~") { inner.removeLast() }
    return AnswerSheet(
      inner.map { $0.last == "\r" ? $0.dropLast() : $0[...] }.joined(separator: "\n"))
  }

  /// The file with this sheet in place of its own.
  package func written(into text: String) -> String {
    var lines = Self.rows(text)
    let usesReturns = lines.first?.last == "\r"
    var mine = markdown.split(separator: "\n").map { String($0) + (usesReturns ? "\r" : "") }
    if let range = Self.lines(in: text) {
      lines.replaceSubrange(range, with: mine)
      return lines.joined(separator: "\n")
    }
    while let last = lines.last, last.isEmpty || last == "\r" { lines.removeLast() }
    mine.insert(usesReturns ? "\r" : "", at: 0)
    return (lines + mine).joined(separator: "\n") + "\n"
  }
}
