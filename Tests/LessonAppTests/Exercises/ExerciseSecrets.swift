import LessonDocument
import LessonOutput
import LessonRunner

@testable import LessonApp

/// What no learner may read of a lesson before it is due.
struct ExerciseSecrets {
  /// Messages, keys, rubrics.
  private(set) var words: [String] = []
  /// Lines of solutions, wrong answers and hidden checks that stand nowhere else in the lesson.
  private(set) var lines: [String] = []

  init(_ text: String) {
    let lesson = LessonReader.read(text: text, name: "lesson.md")
    var triggered: Set<String> = []
    var secretLines: Set<Int> = []
    var choiceLines: Set<Int> = []
    var secretBlocks: [SourceBlock] = []
    for block in lesson.blocks {
      let options = block.options
      words += [options.says, options.fail].compactMap { $0 }
      for (key, line) in options.given where ["says", "fail", "wrong"].contains(key) {
        secretLines.insert(block.firstLine + line - 1)
      }
      let isSecret =
        block.part?.kind == .solution || block.part?.kind == .wrong
        || (block.part?.kind == .check && options.hidden)
      guard isSecret else { continue }
      secretBlocks.append(block)
      let count = block.code.split(separator: "\n", omittingEmptySubsequences: false).count
      for line in block.fenceLine...(block.firstLine + count) { secretLines.insert(line) }
    }
    for exercise in lesson.exercises {
      for part in exercise.answers {
        secretLines.insert(part.line)
        words += (part.options["rubric"] ?? "").split(separator: ";").map {
          String($0).trimmingSpaces
        }
      }
      for part in exercise.choices {
        words += Choice(part)?.options.compactMap(\.feedback) ?? []
        var line = part.line + 1
        while line <= lesson.source.lineCount, !lesson.source.lineText(line).isEmpty {
          choiceLines.insert(line)
          line += 1
        }
      }
      // What the starter as it stands is told is no secret.
      if let starter = exercise.starter {
        let result = ExerciseJudge(lesson, exercise).judge(block: starter)
        for item in result.items { if let text = item.feedback?.text { triggered.insert(text) } }
      }
    }
    // All that a learner may see, cut out here by line, not by the program's own means.
    let all = text.split(separator: "\n", omittingEmptySubsequences: false)
    let open = all.enumerated().filter { !secretLines.contains($0.offset + 1) }.map { item in
      let line = String(item.element)
      guard choiceLines.contains(item.offset + 1), let dash = line.firstRange(of: " — ") else {
        return line
      }
      return String(line[..<dash.lowerBound])
    }.joined(separator: "\n")
    let seen = Self.normal(open)
    func isSecret(_ text: String) -> Bool { !seen.contains(Self.normal(text)) }
    words = words.filter { $0.count >= 8 && isSecret($0) && !triggered.contains($0) }
    for block in secretBlocks {
      for line in block.code.split(separator: "\n") where !line.hasPrefix("#|") {
        let plain = String(line).trimmingSpaces
        if plain.count >= 12, isSecret(plain) { lines.append(plain) }
      }
    }
  }

  /// The secrets that a text holds, whatever its markup.
  func found(in text: String) -> [String] {
    let plain = Self.normal(text)
    return (words + lines).filter { plain.contains(Self.normal($0)) }
  }

  /// Letters and digits, without tags and escapes: line breaks and highlighting do not hide a secret.
  private static func normal(_ text: String) -> String {
    var result = ""
    var isTag = false
    var entity: String?
    for character in text {
      if isTag {
        if character == ">" { isTag = false }
        continue
      }
      if character == "<", text.hasPrefix("<!DOCTYPE") || text.hasPrefix("<main") {
        isTag = true
        continue
      }
      if character == "&" { entity = "" }
      if entity != nil {
        entity?.append(character)
        if character == ";" || (entity?.count ?? 0) > 8 { entity = nil }
        continue
      }
      if character.isLetter || character.isNumber { result.append(character) }
    }
    return result
  }
}
