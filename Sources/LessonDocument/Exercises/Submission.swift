import Diagnostics
import LessonOutput

/// What a learner handed in, found by the ids of exercises in a file that may be damaged.
package struct Submission: Sendable {
  package let file: SourceText
  /// From the front matter of a copy that `lesson student` made.
  package let lessonID: String?
  package let version: String?
  package let learner: String?
  package private(set) var sheet: AnswerSheet
  /// Code by exercise.
  package private(set) var code: [String: Code] = [:]
  /// Texts of ticked options by exercise, in the order of its choices; nil where nothing is ticked.
  package private(set) var ticked: [String: [[String]]] = [:]
  /// Free answers by exercise, in the order of the file.
  package private(set) var answers: [String: [String]] = [:]
  /// Ids of blocks that the lesson does not have, with their lines.
  private var strays: [String: Int] = [:]
  /// What is wrong with the file as a whole.
  package private(set) var problems: [String] = []

  package enum Code: Sendable {
    case block(SourceBlock, note: String?)
    /// Two different blocks claim to be the answer: their lines.
    case ambiguous([Int])
  }

  /// - Parameter lesson: the author's file, whose ids are looked for.
  package init(bytes: [UInt8], name: String, for lesson: LessonSource) {
    self.init(LessonReader.read(bytes: bytes, name: name), for: lesson)
  }

  package init(_ copy: LessonSource, for lesson: LessonSource) {
    file = copy.source
    lessonID = copy.frontMatter.lessonID
    version = copy.frontMatter.version
    learner = copy.frontMatter.learner
    let text = String(decoding: copy.source.bytes, as: UTF8.self)
    sheet = AnswerSheet.read(from: text)
    if let problem = copy.diagnostics.first(where: {
      $0.message.contains("UTF-8") || $0.message.contains("a lesson has at most")
    }) {
      problems.append(problem.message)
    }
    for exercise in lesson.exercises where exercise.starter != nil {
      code[exercise.id] = find(exercise, copy, lesson)
    }
    for block in copy.blocks where block.part?.kind == .starter {
      guard let id = block.options.exercise, !lesson.exercises.contains(where: { $0.id == id })
      else { continue }
      strays[id] = block.firstLine + (block.options.given["exercise"] ?? 1) - 1
    }
    readProse(copy)
  }

  /// What to do about an id that was changed by a slip; nil where none is near.
  package func renamed(_ id: String) -> String? {
    guard let found = nearestName(to: id, among: strays.keys.sorted()), let line = strays[found]
    else { return nil }
    return "line \(line) says `#| exercise: \(found)`: write `\(id)` again"
  }

  /// Uses what is kept elsewhere in place of the file's own fence. In an author's own file the ticks
  /// are the key, not an answer.
  package mutating func keep(_ sheet: AnswerSheet, isCopy: Bool) {
    self.sheet = sheet
    if !isCopy { ticked = [:] }
  }

  // MARK: Code

  private func find(_ exercise: Exercise, _ copy: LessonSource, _ lesson: LessonSource) -> Code? {
    let found = copy.blocks.filter {
      $0.options.exercise == exercise.id && $0.part?.kind == .starter
    }
    let starter = exercise.starter.map { lesson.blocks[$0].code } ?? ""
    if found.count == 1 { return .block(found[0], note: nil) }
    if let first = found.first {
      var different: [SourceBlock] = []
      for block in found
      where Self.essence(block.code) != Self.essence(starter)
        && !different.contains(where: { Self.essence($0.code) == Self.essence(block.code) })
      {
        different.append(block)
      }
      if different.count > 1 { return .ambiguous(found.map(\.fenceLine)) }
      let chosen = different.first ?? first
      return .block(
        chosen,
        note:
          "`\(exercise.id)` stands \(found.count) times; the one in line \(chosen.fenceLine) counts"
      )
    }
    return recovered(exercise.id, copy)
  }

  /// Where a fence is damaged, the line with the id still tells where the code starts.
  private func recovered(_ id: String, _ copy: LessonSource) -> Code? {
    let source = copy.source
    var starts: [Int] = []
    for line in 1...max(1, source.lineCount) where Self.id(in: source.lineText(line)) == id {
      starts.append(line)
    }
    guard let start = starts.first else { return nil }
    if starts.count > 1 { return .ambiguous(starts) }
    var lines: [String] = []
    var line = start
    while line <= source.lineCount {
      let text = source.lineText(line)
      let trimmed = text.drop { $0 == " " }
      if trimmed.hasPrefix("```") || trimmed.hasPrefix("~~~") { break }
      if line > start, Self.id(in: text) != nil { break }
      lines.append(text)
      line += 1
    }
    while lines.last?.allSatisfy({ $0 == " " }) ?? false { lines.removeLast() }
    var block = SourceBlock(
      label: nil, options: BlockOptions(), code: lines.joined(separator: "\n") + "\n",
      fenceLine: max(1, start - 1), firstLine: start, columnOffset: 0, unusualOffsets: [:],
      part: nil)
    block.options.exercise = id
    return .block(
      block, note: "the fence of `\(id)` is damaged; its code was found in line \(start)")
  }

  /// `#| exercise: NAME`.
  private static func id(in line: String) -> String? {
    let text = line.drop { $0 == " " }
    guard text.hasPrefix("#|") else { return nil }
    let rest = OptionValue.trimmed(text.dropFirst(2))
    guard rest.hasPrefix("exercise:") else { return nil }
    return OptionValue.trimmed(rest.dropFirst("exercise:".count))
  }

  /// The code without options, blank lines and blanks at the ends of lines.
  package static func essence(_ code: String) -> [Substring] {
    code.split(separator: "\n").filter { !$0.hasPrefix("#|") }.map { line in
      var line = line
      while line.last == " " || line.last == "\r" { line.removeLast() }
      return line
    }.filter { !$0.isEmpty }
  }

  /// Tells one state of a code from another: 16 hexadecimal digits.
  package static func mark(of code: String) -> String {
    let digits = String(StableHash(essence(code).joined(separator: "\n")).value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  // MARK: Prose

  private mutating func readProse(_ copy: LessonSource) {
    for exercise in copy.exercises {
      for part in exercise.choices {
        guard let choice = Choice(part) else { continue }
        let texts = choice.options.filter(\.isRight).map(\.text)
        ticked[exercise.id, default: []].append(texts)
      }
      for part in exercise.answers {
        answers[exercise.id, default: []].append(answerText(part.line, copy.source))
      }
    }
  }

  /// What stands below the comment, up to the next comment, heading, fence or rule.
  private func answerText(_ line: Int, _ source: SourceText) -> String {
    guard line >= 1, line <= source.lineCount else { return "" }
    var lines: [String] = []
    var number = line
    // The comment may have several lines.
    while number <= source.lineCount, !source.lineText(number).contains("-->") { number += 1 }
    number += 1
    let hasEnd =
      number <= source.lineCount
      && (number...source.lineCount).prefix(400).contains {
        source.lineText($0).contains(AnswerPart.end)
      }
    while number <= source.lineCount, lines.count < 400 {
      let text = source.lineText(number)
      let trimmed = text.drop { $0 == " " }
      if trimmed.hasPrefix("<!--") { break }
      if !hasEnd, trimmed.hasPrefix("#") || trimmed.hasPrefix("```") || trimmed.hasPrefix("~~~") {
        break
      }
      lines.append(text)
      number += 1
    }
    let text = lines.joined(separator: "\n").trimmingSpaces
    return String(text.prefix(20_000))
  }
}

/// A free answer in the file.
package enum AnswerPart {
  /// Closes what a learner writes.
  package static let end = "<!-- end of answer -->"
}
