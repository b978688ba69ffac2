import Diagnostics
import LessonDocument

/// What `lesson test` has to say: each cause once, at its line, and in a line below it what could
/// not be judged because of it.
package struct TestFindings {
  private struct Finding {
    var diagnostic: Diagnostic
    var unjudged: [String] = []
  }

  private let lesson: LessonSource
  private var findings: [Finding] = []
  /// Findings by the block that causes them, or that fails because of another.
  private var causes: [Int: Int] = [:]
  /// By name that a failing block would have bound.
  private var missing: [String: Int] = [:]

  /// More than these are counted.
  private static let mostNamed = 8

  package init(_ lesson: LessonSource) { self.lesson = lesson }

  package mutating func add(_ diagnostic: Diagnostic) {
    findings.append(Finding(diagnostic: diagnostic))
  }

  /// Adds a finding that keeps other things from being judged.
  package mutating func add(_ diagnostic: Diagnostic, cause block: Int) {
    add(diagnostic)
    note(block, findings.count - 1)
  }

  /// Says better what is known of a block's failure. What follows from another stays so.
  package mutating func replace(cause block: Int, by diagnostic: Diagnostic) {
    guard let known = causes[block] else { return add(diagnostic, cause: block) }
    if self.block(atLine: findings[known].diagnostic.location?.line) == block {
      findings[known].diagnostic = diagnostic
    }
  }

  package func isCause(_ block: Int) -> Bool { causes[block] != nil }

  /// Notes what can't be judged because of a block; whether the block is a cause.
  package mutating func follow(_ block: Int, _ what: String) -> Bool {
    guard let cause = causes[block] else { return false }
    unjudged(what, cause)
    return true
  }

  /// The same for what lacks a name that a failing block would have bound.
  package mutating func follow(missing name: String?, _ what: String, block: Int? = nil) -> Bool {
    guard let name, let cause = missing[name] else { return false }
    unjudged(what, cause)
    if let block { note(block, cause) }
    return true
  }

  private mutating func unjudged(_ what: String, _ cause: Int) {
    if !findings[cause].unjudged.contains(what) { findings[cause].unjudged.append(what) }
  }

  private mutating func note(_ block: Int, _ cause: Int) {
    if causes[block] == nil { causes[block] = cause }
    guard lesson.blocks.indices.contains(block) else { return }
    for name in Self.names(lesson.blocks[block].code) where missing[name] == nil {
      missing[name] = cause
    }
  }

  /// Names that code binds; what starts its lines, where it can't be read.
  private static func names(_ code: String) -> Set<String> {
    let answer = AnswerCode(code)
    if answer.parses { return answer.bound }
    var names: Set<String> = []
    for line in code.split(separator: "\n") {
      let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
      guard let first = words.first, line.first?.isLetter ?? false || line.first == "_" else {
        continue
      }
      if ["def", "class"].contains(first) { names.formUnion(words.dropFirst().prefix(1)) }
      if let sign = line.firstIndex(of: "=") {
        let left = line[..<sign].split { !($0.isLetter || $0.isNumber || $0 == "_") }
        names.formUnion(left.map(String.init))
      }
    }
    return names
  }

  /// `NAME` of `name 'NAME' is not defined`.
  package static func missingName(_ message: String) -> String? {
    guard message.hasSuffix("' is not defined"), let start = message.firstRange(of: "name '")
    else { return nil }
    return String(message[start.upperBound...].dropLast("' is not defined".count))
  }

  /// The block in which a line of the file stands.
  package func block(atLine line: Int?) -> Int? {
    guard let line else { return nil }
    return lesson.blocks.lastIndex { block in
      block.fenceLine <= line
        && line <= block.firstLine + block.code.utf8.count { $0 == 0x0A }
    }
  }

  /// All of them in the order of the file.
  package var diagnostics: [Diagnostic] {
    findings.enumerated().sorted { a, b in
      let places = [a, b].map {
        ($0.element.diagnostic.location?.line ?? 0, $0.element.diagnostic.location?.column ?? 0)
      }
      return places[0] == places[1] ? a.offset < b.offset : places[0] < places[1]
    }.flatMap { _, finding -> [Diagnostic] in
      guard !finding.unjudged.isEmpty else { return [finding.diagnostic] }
      var named = finding.unjudged.prefix(Self.mostNamed).joined(separator: ", ")
      let more = finding.unjudged.count - Self.mostNamed
      if more > 0 { named += " and \(more) more" }
      return [
        finding.diagnostic,
        Diagnostic(
          .note, "Not judged because of this: \(named).", location: finding.diagnostic.location),
      ]
    }
  }
}
