import LessonOutput
import Testing

@testable import LessonApp

@Suite struct GradeComparisonTests {
  @Test func whatHasChanged() throws {
    let old = GradeBookSample.book
    var new = old
    new.version = "v2"
    new.exercises[1].maximum = Points(3)
    new.submissions[1] = GradeBookSample.submission("wang", passed: true, words: nil)
    _ = try Scores.read(Array("id,exercise,points\nada,why,2\n".utf8), name: "s").apply(to: &new)
    new.submissions[2].learner = "zoe"
    #expect(
      GradeComparison.text(old: old, new: new, width: 80) == """
        note: the lesson has changed since the earlier grading
        note: `why` is worth 3, before 2
        ada: 3 → 5 of 8
          why: … 0 → ✓ 2 (your own words: … → ✓)
        wang: 2 → 3 of 8
          relu: ½ 1 → ✓ 2 (mask: ✗ → ✓)
        zoe: new, 3 of 8
        =cmd|' /C calc'!A0: not in this grading, 3 of 8 before

        """)
  }

  @Test func nothing() {
    let book = GradeBookSample.book
    #expect(GradeComparison.text(old: book, new: book, width: 80) == "3 unchanged\n")
    var empty = book
    empty.submissions = []
    #expect(
      GradeComparison.text(old: empty, new: empty, width: 80)
        == "no submissions in either grading\n")
  }

  @Test func exercisesThatCameAndWent() {
    var new = GradeBookSample.book
    new.exercises[2].id = "other"
    for index in new.submissions.indices { new.submissions[index].exercises[2].id = "other" }
    new.submissions[0].files = []
    let text = GradeComparison.text(old: GradeBookSample.book, new: new, width: 80)
    #expect(
      text == """
        note: `other` is new
        note: `both` is gone
        ada: 3 of 8 as before
          the file is gone
        2 unchanged

        """)
  }

  /// A third of a point has six places in JSON; that is no change.
  @Test func throughJSON() throws {
    var book = GradeBookSample.book
    book.submissions[0].exercises[0].items[0].points = Points(1).divided(by: 3)
    let read = try GradeJSON.read(Array(try GradeJSON.text(book).utf8), name: "old.json")
    #expect(GradeComparison.text(old: read, new: book, width: 80) == "3 unchanged\n")
    #expect(read.submissions.map(\.learner) == book.submissions.map(\.learner))
  }

  @Test func theJSONHoldsNoSecrets() throws {
    let text = try GradeJSON.text(GradeBookSample.book)
    #expect(!text.contains("SECRET"))
    #expect(text.contains("\"format\": 1"))
  }

  @Test(arguments: [
    ("", "the file is not JSON"), ("{\"format\": 1", "the file is not JSON"),
    ("[]", "the file holds no grade book"),
    ("{\"format\": 1, \"blocks\": []}", "the file holds no grade book"),
    (
      "{\"format\": 2, \"submissions\": []}",
      "the grade book has format 2; this program reads format 1"
    ),
    ("{\"format\": 1, \"submissions\": []}", "the grade book lacks something: .program"),
  ])
  func filesThatAreNoGradeBook(text: String, message: String) {
    let problem = #expect(throws: FileProblem.self) {
      try GradeJSON.read(Array(text.utf8), name: "old.json")
    }
    #expect(problem?.message == message)
    #expect(problem?.hint != nil)
  }

  @Test func deepJSONIsRefusedNotDied() {
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: FileProblem.self) { try GradeJSON.read(Array(text.utf8), name: "old.json") }
  }
}
