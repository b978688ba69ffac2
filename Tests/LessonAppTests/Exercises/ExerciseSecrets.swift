import LessonDocument
import LessonOutput

@testable import LessonApp

/// What no learner may read of a lesson before it is due.
struct ExerciseSecrets {
  /// Messages, keys, rubrics.
  private(set) var words: [String] = []
  /// Lines of solutions, wrong answers and hidden checks that stand nowhere else in the lesson.
  private(set) var lines: [String] = []

  init(_ text: String) {
    let lesson = LessonReader.read(text: text, name: "lesson.md")
    var open = ""
    for block in lesson.blocks {
      let options = block.options
      words += [options.says, options.fail].compactMap { $0 }
      let isSecret =
        block.part?.kind == .solution || block.part?.kind == .wrong
        || (block.part?.kind == .check && options.hidden)
      if !isSecret { open += block.code }
    }
    for exercise in lesson.exercises {
      for part in exercise.answers {
        words += (part.options["rubric"] ?? "").split(separator: ";").map {
          String($0).trimmingSpaces
        }
      }
      for part in exercise.choices { words += Choice(part)?.options.compactMap(\.feedback) ?? [] }
    }
    let prose = Self.prose(text)
    for block in lesson.blocks where !open.isEmpty {
      let kind = block.part?.kind
      guard kind == .solution || kind == .wrong || (kind == .check && block.options.hidden) else {
        continue
      }
      for line in block.code.split(separator: "\n") where !line.hasPrefix("#|") {
        let plain = String(line).trimmingSpaces
        if plain.count >= 12, !open.contains(plain), !prose.contains(plain) { lines.append(plain) }
      }
    }
    words = words.filter { $0.count >= 8 }
  }

  /// The text outside of all fences, where an author may quote code.
  private static func prose(_ text: String) -> String {
    var fence: Substring?
    return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      if let mark = fence {
        if line.hasPrefix(mark),
          line.dropFirst(mark.count).allSatisfy({ $0 == "`" || $0 == "~" || $0 == " " })
        {
          fence = nil
        }
        return !mark.hasPrefix("```") || mark.count > 3
      }
      let run = line.prefix { $0 == "`" || $0 == "~" }
      if run.count >= 3 { fence = run }
      return true
    }.joined(separator: "\n")
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
