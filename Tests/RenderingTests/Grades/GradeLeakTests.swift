import LessonOutput
import Testing

@testable import Rendering

/// Nothing that only the author may read stands in a report, whatever the results carry.
@Suite struct GradeLeakTests {
  static func outputs(_ book: GradeBook) -> [(name: String, text: String)] {
    var outputs = [
      ("table", GradeText.table(book, width: 100)), ("csv", GradeCSV.nbgrader(book)),
      ("items", GradeCSV.items(book)), ("junit", GradeJUnit.xml(book)),
      ("class", ClassPage.html(book, pages: book.submissions.map(\.learner))),
    ]
    for submission in book.submissions {
      outputs.append(("text", GradeText.submission(submission, book: book, width: 100)))
      outputs.append(("gradescope", GradeGradescope.results(submission, book: book)))
      outputs.append(("page", FeedbackPage.html(submission, book: book)))
      for result in submission.exercises {
        outputs.append(
          ("check", GradeText.exercise(result, width: 100).joined(separator: "\n")))
      }
    }
    return outputs
  }

  @Test func secretsStayWithTheAuthor() {
    for (name, text) in Self.outputs(GradeFixtures.sample) {
      for secret in GradeFixtures.secrets {
        #expect(!text.contains(secret), "\(name) holds \(secret)")
      }
    }
    // The file for whom reads the answers has the rubric and nothing else.
    let answers = GradeCSV.answers(GradeFixtures.sample)
    #expect(answers.contains("SECRET-RUBRIC"))
    for secret in GradeFixtures.secrets where secret != "SECRET-RUBRIC" {
      #expect(!answers.contains(secret))
    }
  }

  /// The same words where they may be seen are found: the search works.
  @Test func theSearchFindsWhatIsShown() {
    var book = GradeFixtures.sample
    book.submissions[0].exercises[0].items[0].label = "SECRET-AUTHOR label"
    let found = Self.outputs(book).filter { $0.text.contains("SECRET-AUTHOR") }.map(\.name)
    #expect(Set(found) == ["items", "junit", "text", "gradescope", "page", "check"])
  }
}
