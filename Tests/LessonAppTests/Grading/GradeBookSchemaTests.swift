import Foundation
import LessonOutput
import Testing

@testable import LessonApp

@Suite struct GradeBookSchemaTests {
  func problems(_ book: GradeBook) throws -> [String] {
    let validator = SchemaValidator(
      root: try JSONDecoder().decode(JSONValue.self, from: Data(GradeBookSchema.text.utf8)))
    let text = try GradeJSON.text(book)
    return validator.problems(try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)))
  }

  @Test func theFileIsWhatTheProgramPrints() throws {
    let file = try FileSystem.read(
      packageFolder + "/Sources/LessonApp/Schema/lesson-grades.json", limit: 1 << 20)
    #expect(
      String(decoding: file, as: UTF8.self) == GradeBookSchema.text,
      "write it anew: lesson docs --schema grades > Sources/LessonApp/Schema/lesson-grades.json")
  }

  @Test func gradeBooksFit() throws {
    #expect(try problems(GradeBookSample.book) == [])
    var book = GradeBookSample.book
    book.submissions[0].timestamp = "2026-11-21 22:56:22"
    book.submissions[0].version = "v1"
    book.submissions[0].problems = ["not UTF-8"]
    book.submissions[1].exercises[0].status = .broken
    var feedback = Feedback(.error, "NameError", details: ["a"], hint: "b")
    feedback.error = BlockError(
      type: "NameError", message: "x", line: 1, column: 1, length: 1, sourceLine: "x", hint: nil)
    book.submissions[1].exercises[0].feedback = feedback
    book.submissions[1].exercises[1].items[0].feedback = Feedback(.comment, "good")
    book.submissions[1].exercises[1].items[0].points = Points(1).divided(by: 3)
    #expect(try problems(book) == [])
    book.submissions = []
    book.exercises = []
    #expect(try problems(book) == [])
  }

  /// A field that the types get is missing from the schema until it is written there.
  @Test func secretsWouldNotFit() throws {
    let validator = SchemaValidator(
      root: try JSONDecoder().decode(JSONValue.self, from: Data(GradeBookSchema.text.utf8)))
    let found = validator.problems(try JSONEncoding.value(GradeBookSample.book))
    #expect(found.contains { $0.contains("author") })
  }
}
