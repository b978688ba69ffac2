import LessonOutput
import Testing

@testable import LessonApp

@Suite struct GradeFileNamesTests {
  private func names(_ ids: [String]) -> [String] {
    var book = GradeBookSample.book
    book.submissions = ids.map { GradedSubmission(learner: $0) }
    return GradeFileNames.names(book)
  }

  @Test func aNumberMakesNobodysName() {
    #expect(names(["Ada", "ada", "ada-2"]) == ["Ada", "ada-3", "ada-2"])
    #expect(names(["a/b", "a_b", "a_b-2", "a\\b"]) == ["a_b-3", "a_b", "a_b-2", "a_b-4"])
    #expect(names(["", "_", "."]) == ["_-2", "_", "_."])
  }

  @Test func reportsKeepTheirNames() {
    let reserved = [
      "grades.csv", "items.csv", "answers.csv", "junit.xml", "grades.json", "grades.txt",
      "Grades.CSV",
    ]
    #expect(
      names(reserved) == [
        "grades.csv-2", "items.csv-2", "answers.csv-2", "junit.xml-2", "grades.json-2",
        "grades.txt-2", "Grades.CSV-3",
      ])
    // One's folder and another's page.
    #expect(names(["ada", "ada.html", "ADA.HTML"]) == ["ada", "ada.html-2", "ADA.HTML-3"])
    #expect(names(["ada.html", "ada"]) == ["ada.html", "ada-2"])
    #expect(GradeFileNames.ofClass(besides: ["ada", "_class"]) == "_class_")
    #expect(GradeFileNames.ofClass(besides: ["_CLASS.html", "_class_"]) == "_class__")
  }

  @Test func allFilesOfAClassDiffer() {
    let ids = ["ada", "Ada", "ada-2", "ada.html", "ada-2.html", "ADA", "x/", "x_", "x:", "ada-3"]
    let all = names(ids).flatMap { [$0.lowercased(), $0.lowercased() + ".html"] }
    #expect(Set(all).count == all.count)
  }
}
