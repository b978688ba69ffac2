import Foundation
import LessonOutput
import Testing

@testable import Rendering

/// The fields and values that Gradescope's "Autograder Specifications" list for `results.json`
/// (https://gradescope-autograders.readthedocs.io/en/latest/specs/, section "Output format").
@Suite struct GradescopeTests {
  private static let visibilities: Set<String> = [
    "hidden", "after_due_date", "after_published", "visible",
  ]
  private static let formats: Set<String> = ["text", "html", "simple_format", "md", "ansi"]
  /// What each field holds.
  private static let fields: [String: Kind] = [
    "score": .number, "execution_time": .number, "output": .text, "output_format": .format,
    "test_output_format": .format, "test_name_format": .format, "visibility": .visibility,
    "stdout_visibility": .visibility, "extra_data": .object, "tests": .tests,
  ]
  private static let testFields: [String: Kind] = [
    "score": .number, "max_score": .number, "status": .status, "name": .text,
    "name_format": .format, "number": .text, "output": .text, "output_format": .format,
    "visibility": .visibility, "extra_data": .object,
  ]

  private enum Kind { case number, text, format, visibility, object, tests, status }

  private func fits(_ value: Any, _ kind: Kind) -> Bool {
    switch kind {
    case .number: (value as? NSNumber).map { $0.doubleValue >= 0 } ?? false
    case .text: value is String
    case .format: Self.formats.contains(value as? String ?? "")
    case .visibility: Self.visibilities.contains(value as? String ?? "")
    case .object: value is [String: Any]
    case .tests: value is [[String: Any]]
    case .status: ["passed", "failed"].contains(value as? String ?? "")
    }
  }

  private func read(_ submission: GradedSubmission, _ book: GradeBook) throws -> (
    [String: Any], [[String: Any]]
  ) {
    let text = GradeGradescope.results(submission, book: book)
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let object = try #require(value as? [String: Any])
    for (name, value) in object {
      let kind = try #require(Self.fields[name], "\(name)")
      #expect(fits(value, kind), "\(name)")
    }
    let tests = try #require(object["tests"] as? [[String: Any]])
    for test in tests {
      for (name, value) in test {
        let kind = try #require(Self.testFields[name], "\(name)")
        #expect(fits(value, kind), "\(name)")
      }
      #expect(test["name"] != nil)
    }
    return (object, tests)
  }

  @Test func aClassFits() throws {
    let book = GradeFixtures.sample
    for submission in book.submissions { _ = try read(submission, book) }
    _ = try read(GradedSubmission(learner: ""), GradeFixtures.book())
  }

  @Test func pointsAndWords() throws {
    let book = GradeFixtures.sample
    let (object, tests) = try read(book.submissions[1], book)
    #expect(object["score"] as? Double == 1)
    #expect(object["stdout_visibility"] as? String == "hidden")
    #expect(tests.count == 5)
    #expect(tests[1]["name"] as? String == "ReLU backward: the mask")
    #expect(tests[1]["status"] as? String == "failed")
    #expect(tests[1]["max_score"] as? Double == 2)
    let output = try #require(tests[1]["output"] as? String)
    #expect(output.hasPrefix("look at where x was negative\n"))
    #expect(
      tests.map { $0["visibility"] as? String } == [
        "visible", "visible", "visible", "visible", "visible",
      ])
    #expect(tests[2]["output"] as? String == "think of x = 0")
  }

  /// Neither right nor wrong: Gradescope would derive a status from a score.
  @Test func whatAPersonReadsHasNoScoreYet() throws {
    let book = GradeFixtures.sample
    let (object, tests) = try read(book.submissions[0], book)
    #expect(object["score"] as? Double == 5)
    #expect(tests[3]["score"] == nil)
    #expect(tests[3]["status"] == nil)
    #expect((tests[3]["output"] as? String)?.contains("│ 因为它不会饱和。") == true)
    #expect(tests.compactMap { $0["score"] as? Double }.reduce(0, +) == 5)
  }

  @Test func controlCharactersAreSeen() throws {
    var book = GradeFixtures.sample
    book.submissions[0].exercises[0].stdout = "\u{1B}[31m\u{0}\u{7}\r\nx"
    let (_, tests) = try read(book.submissions[0], book)
    let output = try #require(tests[0]["output"] as? String)
    #expect(output.hasSuffix("your code printed:\n│ \\x1b[31m\\x00\\x07\n│ x"))
  }
}
