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
      for part in exercise.choices { clear(choice: part, &lines) }
      for part in exercise.answers { clear(answer: part, &lines) }
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

  private static func isBlank(_ text: String) -> Bool {
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
  }

  // MARK: Prose

  private func clear(choice part: ProsePart, _ lines: inout [String?]) {
    guard part.line >= 1 else { return }
    var index = part.line
    var isOption = false
    var isFeedback = false
    while lines.indices.contains(index) {
      defer { index += 1 }
      guard let line = lines[index] else { continue }
      let trimmed = line.drop { $0 == " " || $0 == ">" }
      if let box = Self.box(trimmed) {
        isOption = true
        let start = line.index(line.endIndex, offsetBy: -trimmed.count)
        var text = String(line[..<start]) + Self.unticked(trimmed, box)
        isFeedback = false
        if let dash = [" — ", " – ", " -- "].compactMap({ text.firstRange(of: $0) }).min(by: {
          $0.lowerBound < $1.lowerBound
        }) {
          text = String(text[..<dash.lowerBound])
          isFeedback = true
        }
        lines[index] = text
      } else if trimmed.hasPrefix("#") || trimmed.hasPrefix("<!--") || trimmed.hasPrefix("```") {
        return
      } else if Self.isBlank(String(trimmed)) {
        if isOption, !nextIsOption(index + 1, lines) { return }
      } else if isOption, isFeedback {
        lines[index] = nil
      } else if isOption, line.first != " " {
        return
      } else if isOption, let dash = line.firstRange(of: " — ") {
        lines[index] = String(line[..<dash.lowerBound])
        isFeedback = true
      }
    }
  }

  private func nextIsOption(_ index: Int, _ lines: [String?]) -> Bool {
    guard lines.indices.contains(index), let line = lines[index] else { return false }
    return Self.box(line.drop { $0 == " " || $0 == ">" }) != nil || line.hasPrefix("  ")
  }

  /// Where the letter between the brackets of `- [x]` stands.
  private static func box(_ line: Substring) -> Substring.Index? {
    guard let open = line.firstIndex(of: "["), line.distance(from: line.startIndex, to: open) <= 12
    else { return nil }
    let marker = line[..<open].filter { $0 != " " }
    let isNumber =
      marker.count > 1 && (marker.last == "." || marker.last == ")")
      && marker.dropLast().allSatisfy(\.isNumber)
    guard ["-", "*", "+"].contains(marker) || isNumber else { return nil }
    let letter = line.index(after: open)
    guard letter < line.endIndex, " xX".contains(line[letter]) else { return nil }
    let close = line.index(after: letter)
    return close < line.endIndex && line[close] == "]" ? letter : nil
  }

  private static func unticked(_ line: Substring, _ letter: Substring.Index) -> String {
    String(line[..<letter]) + " " + String(line[line.index(after: letter)...])
  }

  /// Takes the rubric out of the comment and closes the part, so that an answer may have any form.
  private func clear(answer part: ProsePart, _ lines: inout [String?]) {
    guard part.line >= 1, lines.indices.contains(part.line - 1) else { return }
    var end = part.line - 1
    while lines.indices.contains(end), !(lines[end] ?? "").contains("-->") { end += 1 }
    guard lines.indices.contains(end) else { return }
    var comment = "answer: \(part.exercise ?? "")"
    if let points = part.options["points"] { comment += ", points: \(points)" }
    let first = lines[part.line - 1] ?? ""
    let indent = first.firstRange(of: "<!--").map { String(first[..<$0.lowerBound]) } ?? ""
    for index in (part.line - 1)...end { lines[index] = nil }
    lines[part.line - 1] = "\(indent)<!-- \(comment) -->"
    var last = end + 1
    while lines.indices.contains(last), let line = lines[last], !Self.isBlank(line) { last += 1 }
    let place = max(end, last - 1)
    if lines.indices.contains(place) {
      lines[place] = (lines[place] ?? "") + "\n\n\(indent)\(AnswerPart.end)"
    }
  }

  // MARK: The whole

  /// The text with the learner's live numbers.
  private func numberedText(_ lesson: LessonSource) -> String {
    var bytes = lesson.source.bytes
    for site in lesson.numbers.reversed() where site.isRewritable {
      guard let text = number(site), site.span.end <= bytes.count else { continue }
      bytes.replaceSubrange(site.span.start..<site.span.end, with: text.utf8)
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
    let returns = lines.first?.last == "\r" ? "\r" : ""
    mine = mine.map { $0 + returns }
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
      lines = ["---" + returns] + mine + ["---" + returns, returns] + lines
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
