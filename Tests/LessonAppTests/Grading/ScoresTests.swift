import LessonOutput
import Rendering
import Testing

@testable import LessonApp

@Suite struct ScoresTests {
  func apply(_ text: String, to book: GradeBook = GradeBookSample.book) throws -> (
    GradeBook, [String]
  ) {
    var book = book
    let scores = try Scores.read(Array(text.utf8), name: "s.csv")
    let problems = scores.apply(to: &book)
    return (book, problems)
  }

  @Test func pointsAndCommentsComeIn() throws {
    let (book, problems) = try apply(
      """
      student_id,exercise,item,points,comment
      ada,why,,1.5,"good, but name the cost"
      ada,both,2,2,
      ada,both,3,0,no
      """)
    #expect(problems == [])
    let ada = book.submissions[0]
    #expect(ada.points == Points(2) + Points(1.5) + Points(3))
    #expect(!ada.isPending)
    let why = ada.exercises[1]
    #expect(why.status == .partial)
    #expect(why.items[0].status == .failed)
    #expect(why.items[0].feedback == Feedback(.comment, "good, but name the cost"))
    #expect(ada.exercises[2].status == .partial)
    #expect(ada.exercises[2].items.map(\.status) == [.passed, .passed, .failed])
    #expect(book.submissions[2].isPending)
  }

  @Test func fullPointsPass() throws {
    let (book, problems) = try apply("id;exercise;points\nada;why;2,0\n")
    #expect(problems == [])
    #expect(book.submissions[0].exercises[1].status == .passed)
  }

  @Test func mistakesAreToldWithTheirLines() throws {
    let (book, problems) = try apply(
      """
      student_id,exercise,item,points,comment
      adda,why,,1,
      ada,wy,,1,
      nobody,why,,1,
      ada,why,,5,
      wang,why,,-1,
      ada,relu,,1,
      ada,both,,1,
      ada,both,1,1,
      ada,both,9999999999999999999,1,
      ada,both,2,much,
      ada,both,2,1e400,
      ada,both,2,,
      ,why,,1,
      ada,why,,1,
      """)
    #expect(
      problems == [
        "s.csv line 10: `9999999999999999999` is no number of an item",
        "s.csv line 11: `much` is no number of points",
        "s.csv line 12: `1e400` is no number of points",
        "s.csv line 2: there is no learner `adda`; did you mean `ada`?",
        "s.csv line 3: there is no exercise `wy`; did you mean `why`?",
        "s.csv line 4: there is no learner `nobody`",
        "s.csv line 5: 5 points are more than this answer's 2; 2 were given",
        "s.csv line 6: -1 points are less than none; 0 were given",
        "s.csv line 7: `relu` has no free answer: its points come from its checks",
        "s.csv line 8: `both` has several free answers: name one of 2, 3 in the column `item`",
        "s.csv line 9: item 1 of `both` is no free answer; its free answers are items 2, 3",
        "s.csv line 14: the learner is empty",
        "s.csv line 15: this answer has points from s.csv line 5 too; these count",
      ])
    #expect(book.submissions[0].exercises[1].points == Points(1))
    #expect(book.submissions[1].exercises[1].points == .zero)
    #expect(book.submissions[0].exercises[0] == GradeBookSample.book.submissions[0].exercises[0])
  }

  /// The file that the program writes, filled in by a spreadsheet, comes back whole.
  @Test func answersGoOutAndComeBack() throws {
    let book = GradeBookSample.book
    let written = GradeCSV.answers(book)
    #expect(written.contains("'=cmd|' /C calc'!A0"))
    let lines = written.split(separator: "\n", omittingEmptySubsequences: false)
    // Both last fields are empty; an answer goes over two lines.
    let filled = lines.map { line in
      line.hasSuffix(",,") ? line.dropLast(2) + ",1,seen" : line
    }.joined(separator: "\r\n")
    let (graded, problems) = try apply(filled)
    #expect(problems == [])
    #expect(graded.submissions.allSatisfy { !$0.isPending })
    #expect(graded.submissions[2].exercises[1].items[0].points == Points(1))
    #expect(graded.submissions[0].points == Points(2) + Points(1) + Points(3))
    // What was given stays in the table.
    let (again, more) = try apply(GradeCSV.answers(graded))
    #expect(more == [])
    #expect(again == graded)
  }

  @Test func unfilledRowsChangeNothing() throws {
    let (book, problems) = try apply(GradeCSV.answers(GradeBookSample.book))
    #expect(problems == [])
    #expect(book == GradeBookSample.book)
  }

  /// The least number that a column can hold is no item either.
  @Test(arguments: [Int.min, -1, 0, Int.max])
  func itemsOutOfRange(item: Int) throws {
    let (book, problems) = try apply("student_id,exercise,item,points\nada,both,\(item),1\n")
    #expect(
      problems == [
        "s.csv line 2: item \(item) of `both` is no free answer; its free answers are items 2, 3"
      ])
    #expect(book == GradeBookSample.book)
  }

  /// Ids that look alike, or would after trimming, are different learners.
  static let ids = [
    "ada", " ada", "ada ", "\u{A0}ada", "\tada", "'ada", "''ada", "=bob", "'=bob", "''=bob", "'",
    "''", "'''", "-1", "'-1", "a,b", "a\"b", "a;b", "\"", "wa\nng", " =x", "' =x", "O'Brien",
    "\u{1b}[31mx", "n\u{0}l", "\u{202E}ada", "a\u{200B}da", "a\u{AD}da", "a\u{2060}da", "a\rb",
    "caf\u{E9}", "cafe\u{301}",
  ]

  @Test func idsComeBackAsTheyWentOut() throws {
    var book = GradeBookSample.book
    book.submissions = Self.ids.map { id in
      var row = GradeBookSample.submission("x", passed: true, words: "words")
      row.learner = id
      return row
    }
    let written = GradeCSV.answers(book)
    #expect(!written.unicodeScalars.contains { ["\u{1b}", "\u{0}", "\u{202E}"].contains($0) })
    for place in Self.ids.indices {
      // Points for one learner alone.
      var row = book
      row.submissions = [book.submissions[place]]
      let filled = GradeCSV.answers(row).replacing(
        "words,,\n", with: "words,1,\n", maxReplacements: 1)
      let (graded, problems) = try apply(filled, to: book)
      #expect(problems == [], "\(Self.ids[place].debugDescription)")
      for (other, submission) in graded.submissions.enumerated() {
        #expect((submission != book.submissions[other]) == (other == place))
      }
    }
  }

  @Test func idsThatTwoLearnersMayHaveAreRefused() throws {
    var book = GradeBookSample.book
    book.submissions[0].learner = "\u{1b}x"
    book.submissions[1].learner = "\\x1bx"
    book.submissions[2].learner = "\u{A0}bob"
    book.submissions.append(GradeBookSample.submission("bob\u{A0}", passed: true, words: "words"))
    let (graded, problems) = try apply(
      "id,exercise,points\n\\x1bx,why,1\nbob,why,1\n", to: book)
    #expect(graded == book)
    #expect(problems.count == 2)
    #expect(
      problems.first?.hasPrefix("s.csv line 2: `\\x1bx` may be row 1 or 2 of the class") == true)
    #expect(problems.last?.hasPrefix("s.csv line 3: `bob` may be row 3 or 4 of the class") == true)
    // One alone is found without the blanks that a spreadsheet has taken off.
    book.submissions.removeLast()
    #expect(try apply("id,exercise,points\n bob ,why,1\n", to: book).1 == [])
  }

  /// All that writing makes can be read.
  @Test func longAnswersAreCut() throws {
    var book = GradeBookSample.book
    let long = "a" + String(repeating: "\u{301}", count: 1_000_000)
    book.submissions = (0..<12).map {
      GradeBookSample.submission("s\($0)", passed: true, words: long)
    }
    let written = GradeCSV.answers(book)
    #expect(written.utf8.count < 12 * 3 * 20_200)
    #expect(written.contains("… (cut, 2000001 bytes in the file)"))
    #expect(try apply(written, to: book).1 == [])
  }

  @Test func aFileWithoutPointsIsRefused() {
    let problem = #expect(throws: FileProblem.self) {
      try Scores.read(Array("student_id,exercise,pionts\n".utf8), name: "s.csv")
    }
    #expect(problem?.message == "the first line names no column `points`")
    #expect(problem?.hint == "call `pionts` `points`")
  }

  @Test func everyColumnOfTheItemsFileIsReadable() throws {
    var book = GradeBookSample.book
    book.submissions[0].exercises[0].items[0].label = "=1"
    let table = try CSVReading(Array(GradeCSV.items(book).utf8), name: "i.csv", known: [:])
    #expect(table.columns == GradeCSV.itemColumns)
    #expect(table.rows.count == 3 * 6)
    #expect(table.rows[0]["label"] == "=1")
    #expect(table.problems == [])
  }
}
