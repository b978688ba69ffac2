import Diagnostics
import LessonOutput

/// What a learner's copy leaves out of the prose: ticks, reasons, rubrics and the author's remarks.
extension StudentCopy {
  // MARK: Choices

  /// Takes the ticks out, and what stands behind the dash of each option.
  static func clear(choice part: ProsePart, _ lines: inout [String?]) {
    guard part.line >= 1 else { return }
    var left = part.content.reduce(0) { $0 + $1.boxCount }
    let reasons = (Choice(part)?.options ?? []).filter(\.hasBox).map { $0.feedback != nil }
    var number = 0
    var index = part.line
    var isFeedback = false
    while lines.indices.contains(index) {
      guard let line = lines[index] else {
        index += 1
        continue
      }
      let trimmed = line.drop { $0 == " " || $0 == ">" }
      if let box = box(trimmed) {
        let group = option(at: index, lines)
        let start = line.index(line.endIndex, offsetBy: -trimmed.count)
        lines[index] = String(line[..<start]) + unticked(trimmed, box)
        let hasReason = reasons.indices.contains(number) && reasons[number]
        isFeedback = cutReason(group, isSure: hasReason, &lines)
        number += 1
        index = group.upperBound
        left -= 1
      } else if isBlank(String(trimmed)) {
        index += 1
        if left <= 0, !goesOn(index, lines) { return }
      } else if left > 0 || line.first == " " || line.first == ">" {
        // Below an option: more of it, or more of its reason.
        if isFeedback, line.first == " " || line.first == ">" { lines[index] = nil }
        index += 1
      } else {
        return
      }
    }
  }

  /// The lines of an option's first paragraph.
  private static func option(at start: Int, _ lines: [String?]) -> Range<Int> {
    var end = start + 1
    while lines.indices.contains(end) {
      guard let line = lines[end] else {
        end += 1
        continue
      }
      let trimmed = line.drop { $0 == " " || $0 == ">" }
      if isBlank(String(trimmed)) || isItem(trimmed) { break }
      if ["#", "<!--", "```", "~~~"].contains(where: { trimmed.hasPrefix($0) }) { break }
      end += 1
    }
    return start..<end
  }

  /// Whether what follows blank lines belongs to the list.
  private static func goesOn(_ start: Int, _ lines: [String?]) -> Bool {
    var index = start
    while lines.indices.contains(index) {
      if let line = lines[index] {
        let trimmed = line.drop { $0 == " " || $0 == ">" }
        if !isBlank(String(trimmed)) { return box(trimmed) != nil || line.hasPrefix("  ") }
      }
      index += 1
    }
    return false
  }

  /// Cuts an option before its dash; whether it had one.
  ///
  /// - Parameter isSure: the reader found a reason, so that there is one.
  private static func cutReason(_ group: Range<Int>, isSure: Bool, _ lines: inout [String?]) -> Bool
  {
    let text = group.map { lines[$0] ?? "" }.joined(separator: "\n")
    let characters = Array(text)
    let first = lines[group.lowerBound] ?? ""
    guard let close = first.firstIndex(of: "]") else { return false }
    let head = first.distance(from: first.startIndex, to: close) + 1
    let masked = masked(characters)
    guard
      let dash = ChoiceDash.range(in: Array(masked[head...]))
        ?? (isSure ? ChoiceDash.range(in: Array(characters[head...])) : nil)
    else { return false }
    var kept = String(characters[..<(head + dash.lowerBound)])
    kept += unclosed(kept)
    let rows = kept.split(separator: "\n", omittingEmptySubsequences: false)
    for (offset, index) in group.enumerated() {
      lines[index] = rows.indices.contains(offset) ? String(rows[offset]) : nil
    }
    return true
  }

  /// Emphasis that goes on beyond the cut ends there.
  private static func unclosed(_ text: String) -> String {
    var rest = String(masked(Array(text)))
    if let close = rest.firstIndex(of: "]") { rest = String(rest[close...]) }
    let strong = rest.split(separator: "**", omittingEmptySubsequences: false).count - 1
    let plain = rest.replacing("**", with: "").count { $0 == "*" }
    return (plain % 2 == 1 ? "*" : "") + (strong % 2 == 1 ? "**" : "")
  }

  /// The text with code, formulas and comments as fillers, and quote marks as blanks.
  private static func masked(_ text: [Character]) -> [Character] {
    var result = text
    var index = 0
    var isStart = false
    func close(_ mark: [Character], from start: Int) -> Int? {
      guard start < text.count else { return nil }
      return text.indices[start...].first { text[$0...].starts(with: mark) }
    }
    func fill(to end: Int) {
      for place in index..<min(end, text.count) { result[place] = ChoiceDash.filler }
      index = end
    }
    while index < text.count {
      let character = text[index]
      if character == "\\", index + 1 < text.count, !text[index + 1].isNewline {
        index += 2
        isStart = false
        continue
      }
      if isStart, character == ">" { result[index] = " " }
      if character.isNewline {
        isStart = true
      } else if character != " ", character != ">" {
        isStart = false
      }
      if character == "`" {
        let mark = Array(text[index...].prefix { $0 == "`" })
        if let end = close(mark, from: index + mark.count) {
          fill(to: end + mark.count)
          continue
        }
      } else if character == "$", let end = mathEnd(index, text) {
        fill(to: end)
        continue
      } else if character == "[", let end = linkEnd(index, text) {
        fill(to: end)
        continue
      } else if character == "<", text[index...].starts(with: Array("<!--")),
        let end = close(Array("-->"), from: index + 4)
      {
        fill(to: end + 3)
        continue
      }
      index += 1
    }
    return result
  }

  /// Where the formula ends that a dollar starts; nil where it starts none.
  private static func mathEnd(_ start: Int, _ text: [Character]) -> Int? {
    var index = start + 1
    while index < text.count, text[index] != "$" { index += text[index] == "\\" ? 2 : 1 }
    guard index < text.count, index > start + 1, !text[start + 1].isWhitespace,
      !text[index - 1].isWhitespace
    else { return nil }
    let isDigit = index + 1 < text.count && "0"..."9" ~= text[index + 1]
    return isDigit ? nil : index + 1
  }

  /// Where `[text](address)` ends that starts here; nil for other brackets.
  private static func linkEnd(_ start: Int, _ text: [Character]) -> Int? {
    guard
      let close = text[(start + 1)...].firstIndex(where: { $0 == "]" || $0 == "[" || $0 == "\\" }),
      text[close] == "]", close + 1 < text.count, text[close + 1] == "(",
      let end = text[(close + 2)...].firstIndex(where: { $0.isWhitespace || "()<>\\".contains($0) }
      ),
      text[end] == ")"
    else { return nil }
    return end + 1
  }

  /// Where the letter between the brackets of `- [x]` stands.
  static func box(_ line: Substring) -> Substring.Index? {
    guard let open = line.firstIndex(of: "["), line.distance(from: line.startIndex, to: open) <= 12,
      isMarker(line[..<open].filter { $0 != " " })
    else { return nil }
    let letter = line.index(after: open)
    guard letter < line.endIndex, " xX".contains(line[letter]) else { return nil }
    let close = line.index(after: letter)
    return close < line.endIndex && line[close] == "]" ? letter : nil
  }

  private static func isItem(_ line: Substring) -> Bool {
    guard let blank = line.firstIndex(of: " ") else { return false }
    return isMarker(String(line[..<blank]))
  }

  private static func isMarker(_ marker: String) -> Bool {
    let isNumber =
      marker.count > 1 && marker.count <= 10 && (marker.last == "." || marker.last == ")")
      && marker.dropLast().allSatisfy(\.isNumber)
    return ["-", "*", "+"].contains(marker) || isNumber
  }

  private static func unticked(_ line: Substring, _ letter: Substring.Index) -> String {
    String(line[..<letter]) + " " + String(line[line.index(after: letter)...])
  }

  // MARK: Answers

  /// Takes the rubric out of the comment and closes the part, so that an answer may have any form.
  static func clear(answer part: ProsePart, _ lines: inout [String?]) {
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
    while lines.indices.contains(last), let line = lines[last], !isBlank(line) { last += 1 }
    let place = max(end, last - 1)
    if lines.indices.contains(place) {
      lines[place] = (lines[place] ?? "") + "\n\n\(indent)\(AnswerPart.end)"
    }
  }
}
