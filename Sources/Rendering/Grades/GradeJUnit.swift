import LessonOutput

/// Grade books as JUnit XML: a suite for each learner, a case for each thing that was judged.
///
/// Fits both published schemas: Jenkins' `junit-10.xsd` (jenkinsci/xunit-plugin) and Apache Ant's
/// (windyroad/JUnit-Schema, `JUnit.xsd`), whose order and required attributes are the stricter ones.
package enum GradeJUnit {
  /// Ant's schema wants a time; a learner without a file has none.
  private static let noTime = "1970-01-01T00:00:00"
  private static let width = 100

  package static func xml(_ book: GradeBook) -> String {
    var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
    for (number, submission) in book.submissions.enumerated() {
      xml += suite(submission, number, book)
    }
    return xml + "</testsuites>\n"
  }

  private enum Outcome {
    case passed
    case failure(type: String, message: String, text: String)
    case error(message: String, text: String)
    case skipped
  }

  private struct Case {
    var classname: String
    var name: String
    var outcome: Outcome
  }

  private static func suite(_ submission: GradedSubmission, _ number: Int, _ book: GradeBook)
    -> String
  {
    var cases = submission.problems.map {
      Case(classname: book.lesson, name: "file", outcome: .error(message: $0, text: $0))
    }
    cases += submission.exercises.flatMap { self.cases($0.forReport, book) }
    let failures = cases.count { if case .failure = $0.outcome { true } else { false } }
    let errors = cases.count { if case .error = $0.outcome { true } else { false } }
    let skipped = cases.count { if case .skipped = $0.outcome { true } else { false } }
    let time = submission.timestamp.flatMap(isoTime) ?? noTime
    var xml = "  <testsuite"
    for (name, value) in [
      ("name", nonEmpty(submission.learner)), ("timestamp", time), ("hostname", "localhost"),
      ("tests", String(cases.count)), ("failures", String(failures)), ("errors", String(errors)),
      ("skipped", String(skipped)), ("time", "0"), ("package", nonEmpty(book.lesson)),
      ("id", String(number)),
    ] { xml += attribute(name, value) }
    xml += ">\n    <properties>\n"
    for (name, value) in [
      ("points", submission.points.text), ("maximum", submission.maximum.text),
      ("pending", submission.pending.text),
    ] { xml += "      <property\(attribute("name", name))\(attribute("value", value))/>\n" }
    xml += "    </properties>\n"
    for item in cases { xml += element(item) }
    xml += "    <system-out>\(escape(printed(submission)))</system-out>\n"
    xml += "    <system-err>\(escape(submission.notes.joined(separator: "\n")))</system-err>\n"
    return xml + "  </testsuite>\n"
  }

  private static func cases(_ result: ExerciseResult, _ book: GradeBook) -> [Case] {
    result.items.map { item in
      Case(
        classname: "\(book.lesson).\(result.id)", name: item.name, outcome: outcome(item, result))
    }
  }

  private static func outcome(_ item: ExerciseItem, _ result: ExerciseResult) -> Outcome {
    if result.status == .broken {
      let text = result.feedback?.text ?? "this exercise could not be judged"
      return .error(message: text, text: text)
    }
    switch item.status {
    case .passed: return .passed
    case .pending: return .skipped
    case .open: return .skipped
    case .failed:
      let feedback = item.feedback ?? result.feedback
      let lines = feedback.map { GradeText.lines(of: $0, width, indent: 0) } ?? []
      return .failure(
        type: feedback?.source.rawValue ?? item.kind.rawValue,
        message: feedback.flatMap { $0.text.isEmpty ? nil : VisibleText.line($0.text) }
          ?? "\(item.points.text) of \(item.maximum.text) points",
        text: lines.joined(separator: "\n"))
    }
  }

  private static func element(_ item: Case) -> String {
    let head =
      "    <testcase" + attribute("classname", nonEmpty(item.classname))
      + attribute("name", nonEmpty(item.name)) + attribute("time", "0")
    switch item.outcome {
    case .passed: return head + "/>\n"
    case .skipped: return head + ">\n      <skipped/>\n    </testcase>\n"
    case .failure(let type, let message, let text):
      return head + ">\n      <failure" + attribute("type", type) + attribute("message", message)
        + ">\(escape(text))</failure>\n    </testcase>\n"
    case .error(let message, let text):
      return head + ">\n      <error" + attribute("type", "problem")
        + attribute("message", message) + ">\(escape(text))</error>\n    </testcase>\n"
    }
  }

  /// What the learner's code printed, and nothing that hidden checks saw.
  private static func printed(_ submission: GradedSubmission) -> String {
    submission.exercises.flatMap { result -> [String] in
      let result = result.forReport
      let texts = [result.stdout] + result.items.map(\.stdout)
      return texts.flatMap { GradeText.framed($0, "\(result.id) printed:", width, indent: 0) }
    }.joined(separator: "\n")
  }

  // MARK: XML 1.0

  /// `2026-11-21 22:56:22` → `2026-11-21T22:56:22`; nil for what is no such time.
  private static func isoTime(_ text: String) -> String? {
    let bytes = Array(text.utf8.prefix(19))
    guard bytes.count == 19 else { return nil }
    let form = Array("0000-00-00T00:00:00".utf8)
    for (index, byte) in bytes.enumerated() {
      let isDigit = (0x30...0x39).contains(byte)
      switch form[index] {
      case UInt8(ascii: "0"): if !isDigit { return nil }
      case UInt8(ascii: "T"): if byte != UInt8(ascii: "T"), byte != 0x20 { return nil }
      default: if byte != form[index] { return nil }
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.prefix(10) + "T" + text.suffix(8)
  }

  /// A name of nothing but blanks is none.
  private static func nonEmpty(_ text: String) -> String {
    let name = VisibleText.line(text)
    return name.allSatisfy { $0 == " " } ? "-" : name
  }

  private static func attribute(_ name: String, _ value: String) -> String {
    " \(name)=\"\(escape(value, isAttribute: true))\""
  }

  /// Markup escaped; control characters as `\x1b`, others that XML 1.0 can't hold as U+FFFD.
  static func escape(_ text: String, isAttribute: Bool = false) -> String {
    var result: [UInt8] = []
    let visible = VisibleText.of(text)
    result.reserveCapacity(visible.utf8.count + 64)
    for scalar in visible.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".utf8)
      case "<": result.append(contentsOf: "&lt;".utf8)
      case ">": result.append(contentsOf: "&gt;".utf8)
      case "\"": result.append(contentsOf: "&quot;".utf8)
      case "\n" where isAttribute: result.append(contentsOf: "&#10;".utf8)
      case "\u{FFFE}", "\u{FFFF}": result.append(contentsOf: UTF8.encodedReplacementCharacter)
      default: result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
