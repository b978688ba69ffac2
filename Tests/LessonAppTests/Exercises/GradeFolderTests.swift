import Glibc
import LessonDocument
import LessonOutput
import Testing

@testable import LessonApp

/// `lesson grade` with folders that were handed in, and folders that it writes into.
@Suite struct GradeFolderTests {
  let harness: ApplicationHarness

  init() throws {
    harness = try ApplicationHarness()
    try harness.scratch.write("two.md", Self.lesson)
  }

  private static let lesson = """
    ---
    title: Numbers of your own
    ---

    # Numbers

    ```python
    #| exercise: count
    #| variants: n in 5, 6, 7, 8, 9
    count = ____
    ```

    ```python
    #| solution: true
    count = 3 * n
    ```

    ```python
    #| check: three times
    #| points: 2
    equal(count, 3 * n)
    ```

    ## Why

    <!-- answer: why, points: 2, rubric: names saturation -->
    *Your answer.*
    """

  private func copy(_ learner: String?, _ count: String, why: String? = nil) throws -> String {
    var request = StudentRequest(
      file: harness.scratch("two.md"), output: harness.scratch("copy.md"))
    request.learner = learner
    #expect(try harness.perform { $0.student(request) }.status == .success)
    let text = try harness.scratch.text("copy.md").replacing("____", with: count)
    unlink(harness.scratch("copy.md"))
    return why.map { text.replacing("*Your answer.*", with: $0) } ?? text
  }

  /// A learner whose number is not the first, and that number.
  private func varied() throws -> (String, Int) {
    for learner in ["ada", "ben", "cleo", "dan", "eve", "fay"] {
      let text = try copy(learner, "0")
      for number in 6...9 where text.contains("n in \(number)\n") { return (learner, number) }
    }
    Issue.record("all learners have the first number")
    return ("ada", 5)
  }

  private func grade(_ change: (inout GradeRequest) -> Void = { _ in }) throws -> Outcome {
    var request = GradeRequest(
      file: harness.scratch("two.md"), submissions: [harness.scratch("in")])
    request.reports = [.json]
    change(&request)
    return try harness.perform { $0.grade(request) }
  }

  private func book(_ change: (inout GradeRequest) -> Void = { _ in }) throws -> GradeBook {
    let outcome = try grade(change)
    #expect(outcome.status == .success)
    return try GradeJSON.read(Array(outcome.output.utf8), name: "grades.json")
  }

  // MARK: Numbers

  @Test func theLearnerWhoWasFoundHasTheNumbers() throws {
    let (learner, number) = try varied()
    try harness.scratch.write("class.csv", "id\n\(learner)\nzoe\n")
    // An answer for the first number, with the name taken out of the copy.
    try harness.scratch.write("in/\(learner).md", try copy(nil, "15"))
    try harness.scratch.write("in/zoe.md", try copy("zoe", "0"))
    for roster in [harness.scratch("class.csv"), nil] {
      let row = try book { $0.roster = roster }.submissions[0]
      #expect(row.learner == learner)
      #expect(row.points == .zero)
      #expect(row.notes == ["the copy names nobody; judged with `\(learner)`'s numbers"])
    }
    try harness.scratch.write("in/\(learner).md", try copy(nil, String(3 * number)))
    #expect(
      try book { $0.roster = harness.scratch("class.csv") }.submissions[0].points == Points(2))
  }

  @Test func aClassWithCopiesOfOneKindIsGradedByThem() throws {
    let (learner, number) = try varied()
    try harness.scratch.write("class.csv", "id\n\(learner)\nzoe\n")
    try harness.scratch.write("in/\(learner).md", try copy(nil, "15"))
    try harness.scratch.write("in/zoe.md", try copy(nil, "15"))
    let rows = try book { $0.roster = harness.scratch("class.csv") }.submissions
    #expect(rows.map(\.points) == [Points(2), Points(2)])
    #expect(rows.map(\.notes) == [[], []])
    // The copy's own line has to say so.
    let text = try copy(nil, "15")
    for line in ["n in \(number)", "n in 5, 6", "m in 5"] {
      try harness.scratch.write("in/\(learner).md", text.replacing("n in 5", with: line))
      let row = try book { $0.roster = harness.scratch("class.csv") }.submissions[0]
      #expect(row.points == .zero, "\(line)")
      #expect(row.notes.count == 1)
    }
  }

  // MARK: Folders

  @Test func linksToFoldersAreNotEntered() throws {
    try harness.scratch.write("in/ada/two.md", try copy("ada", "0"))
    try harness.scratch.write("far/bob/two.md", try copy("bob", "0"))
    #expect(symlink(harness.scratch("far"), harness.scratch("in/mal")) == 0)
    #expect(symlink(harness.scratch("in"), harness.scratch("in/ada/loop")) == 0)
    #expect(symlink(harness.scratch("in"), harness.scratch("class")) == 0)
    for folder in ["in", "class"] {
      let book = try book { $0.submissions = [harness.scratch(folder)] }
      #expect(book.submissions.count == 1)
      #expect(book.notes.count == 2)
      #expect(book.notes.allSatisfy { $0.hasSuffix("is a link to a folder; it was not followed") })
    }
  }

  @Test func foldersThatTheClassSharesTellNothing() throws {
    try harness.scratch.write("class.csv", "id\nin\nada\nmal\n")
    try harness.scratch.write("in/ada.md", try copy("ada", "0"))
    try harness.scratch.write("in/mal.md", try copy("mal", "0"))
    let roster = harness.scratch("class.csv")
    for submissions in [["in"], ["in/ada.md", "in/mal.md"]] {
      let book = try book {
        $0.roster = roster
        $0.submissions = submissions.map { harness.scratch($0) }
      }
      #expect(book.submissions.map(\.files) == [[], ["ada.md"], ["mal.md"]])
    }
    // Folders that differ do, one by one or in a folder.
    try harness.scratch.write("by/mal/ada.md", try copy("ada", "0"))
    try harness.scratch.write("by/ada/two.md", try copy("ada", "0"))
    for submissions in [["by"], ["by/mal", "by/ada"]] {
      let book = try book {
        $0.roster = roster
        $0.submissions = submissions.map { harness.scratch($0) }
      }
      #expect(book.submissions.map(\.files) == [[], ["two.md"], ["ada.md"]])
    }
  }

  @Test func filesNamedLikeReportsStopNothing() throws {
    let ids = [
      "grades.csv", "items.csv", "answers.csv", "junit.xml", "grades.json", "grades.txt", "ada",
      "ada.html", "_class", "_class.html",
    ]
    for id in ids { try harness.scratch.write("in/\(id).md", try copy(nil, "15", why: "So.")) }
    let outcome = try grade {
      $0.reports = GradeRequest.Report.allCases
      $0.output = harness.scratch("out")
    }
    #expect(outcome.status == .success)
    let written = outcome.output.split(separator: "\n")
    #expect(Set(written).count == written.count)
    #expect(written.count == 6 + 2 * ids.count + 1)
    #expect(
      try harness.scratch.text("out/grades.csv").split(separator: "\n").count == 1 + ids.count)
  }

  // MARK: Points that a person gave

  private func grade(scores: String?) throws -> Outcome {
    try grade {
      $0.reports = [.csv]
      $0.output = harness.scratch("out")
      $0.scores = scores.map { harness.scratch($0) }
    }
  }

  private func fill(_ learner: String, _ points: String) throws {
    let lines = try harness.scratch.text("out/answers.csv").split(separator: "\n").map { line in
      line.hasPrefix(learner + ",") && line.hasSuffix(",,") ? line.dropLast(1) + points : line
    }
    try harness.scratch.write("out/answers.csv", lines.joined(separator: "\n") + "\n")
  }

  @Test func pointsAreNotOverwritten() throws {
    for id in ["ada", "ben", "cleo"] {
      try harness.scratch.write("in/\(id).md", try copy(id, "0", why: "It saturates."))
    }
    _ = try grade(scores: nil)
    try fill("ada", "1.5,good")
    let filled = try harness.scratch.text("out/answers.csv")
    #expect(filled.contains("It saturates.,1.5,good\n"))
    // Without --scores they stay in the table, and that they don't count is told.
    let second = try grade(scores: nil)
    #expect(try harness.scratch.text("out/answers.csv") == filled)
    #expect(second.errors.contains("1 row filled in earlier was kept and not counted"))
    #expect(second.errors.contains("--scores \(harness.scratch("out/answers.csv"))"))
    // With it they count, and stay.
    let third = try grade(scores: "out/answers.csv")
    #expect(!third.errors.contains("not counted"))
    #expect(try harness.scratch.text("out/answers.csv") == filled)
    #expect(try harness.scratch.text("out/grades.csv").contains(",1.5,0.0,1.5,4.0"))
    // A second round; points that were given stay when their learner is gone.
    try fill("ben", "2,")
    unlink(harness.scratch("in/ada.md"))
    _ = try grade(scores: "out/answers.csv")
    let last = try harness.scratch.text("out/answers.csv")
    #expect(last.contains("\nada,why,1,,,,1.5,good\n"))
    #expect(last.contains("It saturates.,2,\n"))
    #expect(last.split(separator: "\n").count == 4)
  }

  @Test func aTableThatCannotBeReadIsNotReplaced() throws {
    try harness.scratch.write("in/ada.md", try copy("ada", "0", why: "It saturates."))
    try harness.scratch.write("out/answers.csv", "student_id,\"points\n")
    let outcome = try grade(scores: nil)
    #expect(outcome.status != .success)
    #expect(outcome.errors.contains("this file would be replaced, and can't be read"))
    #expect(try harness.scratch.text("out/answers.csv") == "student_id,\"points\n")
  }

  @Test func pathsSteerNoTerminal() throws {
    try harness.scratch.write("in/a\u{1b}[31m\u{202E}.md", try copy(nil, "0", why: "\u{1b}]0;x"))
    let outcome = try grade {
      $0.reports = [.csv, .html]
      $0.output = harness.scratch("o\u{1b}")
    }
    #expect(outcome.status == .success)
    let csv = try grade { $0.reports = [.csv] }
    for text in [
      outcome.output, outcome.errors, csv.output, csv.errors,
      try harness.scratch.text("o\u{1b}/answers.csv"),
      try harness.scratch.text("o\u{1b}/items.csv"),
    ] {
      #expect(!text.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{202E}" })
    }
    #expect(csv.output.contains("a\\x1b[31m\\u202e"))
  }
}
