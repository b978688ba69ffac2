import Diagnostics
import LessonOutput

/// The file that a learner gets: the lesson without what belongs to its author.
///
/// It is the author's text with lines taken out and changed, so that all else stands as it was
/// written.
package struct StudentCopy {
  /// The lesson's name, and what tells one version of the author's file from another.
  package var id: String
  package var version: String
  package var learner: String?
  package var withSolutions = false
  /// The learner's value of a variant of an exercise.
  package var variant: (BlockOptions.Variant, Exercise) -> String = { variant, _ in
    variant.values.first ?? "None"
  }
  /// The names that an exercise's checks take from the answer.
  package var defines: (Exercise) -> [String] = { _ in [] }
  /// What a live number shows to this learner; nil leaves it.
  package var number: (NumberSite) -> String? = { _ in nil }
  /// What an answer must give gradients of, by the check's block.
  package var gradients: [Int: [String]] = [:]
  /// Messages of wrong answers for a check, by its block, each sealed.
  package var known: [Int: [String]] = [:]

  package init(id: String, version: String) {
    self.id = id
    self.version = version
  }

  /// Twelve hexadecimal digits of the file's SHA-256.
  package static func version(of bytes: [UInt8]) -> String {
    String(SHA256.hexadecimal(bytes).prefix(12))
  }

  package func text(of lesson: LessonSource) -> String {
    var lines = numberedText(lesson).split(separator: "\n", omittingEmptySubsequences: false)
      .map { Optional(String($0)) }
    Self.dropRemarks(&lines)
    for (index, block) in lesson.blocks.enumerated() {
      switch block.part?.kind {
      case .solution where withSolutions: break
      case .solution, .wrong: remove(block, lesson, &lines)
      case .check where block.options.hidden: remove(block, lesson, &lines)
      case .check: seal(index, block, &lines)
      case .starter: fill(block, lesson, &lines)
      case .setup, nil: break
      }
    }
    for exercise in lesson.exercises {
      for part in exercise.choices { Self.clear(choice: part, &lines) }
      for part in exercise.answers { Self.clear(answer: part, &lines) }
    }
    let text = joined(lines)
    let fresh = withFrontMatter(text)
    return AnswerSheet.lines(in: fresh) == nil ? AnswerSheet().written(into: fresh) : fresh
  }

  // MARK: Blocks

  /// The block's lines from fence to fence, in the file from 1.
  private func extent(_ block: SourceBlock, _ lesson: LessonSource) -> ClosedRange<Int> {
    var count = block.code.split(separator: "\n", omittingEmptySubsequences: false).count
    if block.code.hasSuffix("\n") || block.code.isEmpty { count -= 1 }
    var last = block.firstLine + count
    let closing = last <= lesson.source.lineCount ? lesson.source.lineText(last) : ""
    if !closing.contains("```"), !closing.contains("~~~") { last -= 1 }
    return block.fenceLine...max(block.fenceLine, min(last, lesson.source.lineCount))
  }

  private func remove(_ block: SourceBlock, _ lesson: LessonSource, _ lines: inout [String?]) {
    let extent = extent(block, lesson)
    for line in extent where lines.indices.contains(line - 1) { lines[line - 1] = nil }
    // One of the two empty lines around it.
    let after = extent.upperBound
    if lines.indices.contains(after), let text = lines[after], Self.isBlank(text) {
      lines[after] = nil
    }
  }

  static func isBlank(_ text: String) -> Bool {
    text.allSatisfy { $0 == " " || $0 == "\r" }
  }

  /// The lines of an option with its continuation, as indices.
  private func optionLines(_ key: String, _ block: SourceBlock, _ lines: [String?]) -> Range<Int>? {
    guard let given = block.options.given[key] else { return nil }
    let start = block.firstLine + given - 2
    guard lines.indices.contains(start), let first = lines[start] else { return nil }
    func indentation(_ line: String) -> Int? {
      guard let mark = line.firstRange(of: "#|") else { return nil }
      return line[mark.upperBound...].prefix { $0 == " " || $0 == "\t" }.count
    }
    guard let mine = indentation(first) else { return nil }
    var end = start + 1
    while lines.indices.contains(end), let line = lines[end],
      let other = indentation(line), other > mine
    {
      end += 1
    }
    return start..<end
  }

  private func replace(
    _ key: String, _ block: SourceBlock, with value: String?, _ lines: inout [String?]
  ) {
    guard let range = optionLines(key, block, lines), let first = lines[range.lowerBound],
      let mark = first.firstRange(of: "#|")
    else { return }
    for index in range { lines[index] = nil }
    if let value { lines[range.lowerBound] = "\(first[..<mark.upperBound]) \(key): \(value)" }
  }

  /// A visible check keeps its code; its messages are there for the program alone.
  private func seal(_ index: Int, _ block: SourceBlock, _ lines: inout [String?]) {
    if let fail = block.options.fail {
      replace("fail", block, with: Sealed.seal(fail, key: Sealed.commonKey), &lines)
    }
    if block.options.gradients.isEmpty, let names = gradients[index], !names.isEmpty {
      add("gradients: " + names.joined(separator: ", "), below: "check", block, &lines)
    }
    guard let messages = known[index], !messages.isEmpty else { return }
    add("known: " + messages.joined(separator: ", "), below: "check", block, &lines)
  }

  private func add(
    _ text: String, below key: String, _ block: SourceBlock, _ lines: inout [String?]
  ) {
    guard let range = optionLines(key, block, lines), let first = lines[range.lowerBound],
      let mark = first.firstRange(of: "#|")
    else { return }
    lines[range.lowerBound] = "\(first)\n\(first[..<mark.upperBound]) \(text)"
  }

  /// A starter gets the learner's numbers, and says how many checks are not shown.
  private func fill(_ block: SourceBlock, _ lesson: LessonSource, _ lines: inout [String?]) {
    guard let exercise = lesson.exercises.first(where: { $0.id == block.part?.exercise }) else {
      return
    }
    if !block.options.variants.isEmpty {
      let values = block.options.variants.map { "\($0.name) in \(variant($0, exercise))" }
      replace("variants", block, with: values.joined(separator: "; "), &lines)
    }
    if block.options.defines.isEmpty {
      let names = defines(exercise)
      if !names.isEmpty {
        add("defines: " + names.joined(separator: ", "), below: "exercise", block, &lines)
      }
    }
    let hidden = exercise.checks.count { lesson.blocks[$0].options.hidden }
    if hidden > 0 { add("hidden-checks: \(hidden)", below: "exercise", block, &lines) }
    // A gap tells by itself that nothing was done.
    if !block.code.contains("____") {
      add("handed-out: \(Submission.mark(of: block.code))", below: "exercise", block, &lines)
    }
  }

  // MARK: The whole

  /// The text with the learner's live numbers, and marks in place of the author's remarks.
  private func numberedText(_ lesson: LessonSource) -> String {
    var bytes = lesson.source.bytes
    var changes: [(span: Span, text: String)] = lesson.numbers.compactMap { site in
      site.isRewritable ? number(site).map { (site.span, $0) } : nil
    }
    changes += lesson.remarks.map { ($0, Self.marks(for: $0, in: bytes)) }
    for change in changes.sorted(by: { $0.span.start > $1.span.start })
    where change.span.start <= change.span.end && change.span.end <= bytes.count {
      bytes.replaceSubrange(change.span.start..<change.span.end, with: change.text.utf8)
    }
    return Self.withLineFeeds(String(decoding: bytes, as: UTF8.self))
  }

  /// A file from Windows has two characters at the end of each line, which Swift takes for one.
  private static func withLineFeeds(_ text: String) -> String {
    guard text.utf8.contains(0x0D) else { return text }
    var bytes: [UInt8] = []
    var previous: UInt8 = 0
    for byte in text.utf8 {
      if byte != 0x0A || previous != 0x0D { bytes.append(byte == 0x0D ? 0x0A : byte) }
      previous = byte
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func joined(_ lines: [String?]) -> String {
    lines.compactMap { $0 }.joined(separator: "\n")
  }

  private func withFrontMatter(_ text: String) -> String {
    var mine = ["lesson: \(Self.quoted(id))", "version: \(Self.quoted(version))"]
    if let learner { mine.append("learner: \(Self.quoted(learner))") }
    let hasMark = text.unicodeScalars.first == "\u{FEFF}"
    var lines = String(hasMark ? String(text.unicodeScalars.dropFirst()) : text)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    func isFence(_ line: String) -> Bool {
      line.trimmingSpaces == "---"
    }
    if let first = lines.first, isFence(first),
      lines.dropFirst().contains(where: { isFence($0) || $0.trimmingSpaces == "..." })
    {
      let keys = ["lesson:", "version:", "learner:"]
      let end = lines.dropFirst().firstIndex { isFence($0) || $0.trimmingSpaces == "..." } ?? 1
      let kept = lines[1..<end].filter { line in !keys.contains { line.hasPrefix($0) } }
      lines.replaceSubrange(0..<end, with: [first] + mine + kept)
    } else {
      lines = ["---"] + mine + ["---", ""] + lines
    }
    return (hasMark ? "\u{FEFF}" : "") + lines.joined(separator: "\n")
  }

  /// Text as a YAML scalar.
  private static func quoted(_ text: String) -> String {
    let escaped = text.map { character -> String in
      switch character {
      case "\"": "\\\""
      case "\\": "\\\\"
      default: character.isNewline ? " " : String(character)
      }
    }.joined()
    return "\"\(escaped)\""
  }
}
