import Foundation
import LessonOutput
import Testing

@testable import Rendering

/// Writes reports for outside tools, where a folder is named; ordinary runs write nothing.
@Suite struct GradeSamplesForTools {
  static let folder = ProcessInfo.processInfo.environment["LESSON_GRADE_SAMPLES"]

  @Test(.enabled(if: folder != nil)) func write() throws {
    let folder = URL(fileURLWithPath: try #require(Self.folder))
    var hostile = GradeFixtures.sample
    for index in hostile.submissions.indices {
      var all = "]]> <![CDATA[ & \" ' <x/> "
      for value in UInt32(0)...0x2FF {
        if let scalar = Unicode.Scalar(value) { all.unicodeScalars.append(scalar) }
      }
      all += "\u{FFFE}\u{FFFF}\u{10FFFF}"
      hostile.submissions[index].learner = all
      hostile.submissions[index].problems = [all]
      hostile.submissions[index].exercises[0].stdout = all
      hostile.submissions[index].exercises[0].items[0].label = all
      hostile.submissions[index].exercises[0].items[0].feedback = Feedback(.says, all)
      hostile.submissions[index].exercises[0].items[0].status = .failed
    }
    for (name, book) in [
      ("sample", GradeFixtures.sample), ("hostile", hostile), ("empty", GradeFixtures.book()),
    ] {
      func write(_ text: String, _ file: String) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent("\(name)-\(file)"))
      }
      try write(GradeJUnit.xml(book), "junit.xml")
      try write(GradeCSV.nbgrader(book), "grades.csv")
      try write(GradeCSV.items(book), "items.csv")
      try write(GradeCSV.answers(book), "answers.csv")
      for (number, submission) in book.submissions.enumerated() {
        try write(GradeGradescope.results(submission, book: book), "results-\(number).json")
        try write(FeedbackPage.html(submission, book: book), "page-\(number).html")
      }
    }
  }
}
