import LessonOutput
import Testing

@testable import Rendering

@Suite struct GradeCSVTests {
  /// Fields as RFC 4180 reads them, quotes within fields doubled.
  static func read(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      if isQuoted {
        if scalar != "\"" {
          field.unicodeScalars.append(scalar)
        } else if index < scalars.count, scalars[index] == "\"" {
          field += "\""
          index += 1
        } else {
          isQuoted = false
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," || scalar == "\n" {
        row.append(field)
        field = ""
        if scalar == "\n" {
          rows.append(row)
          row = []
        }
      } else {
        field.unicodeScalars.append(scalar)
      }
    }
    return rows
  }

  /// The columns of nbgrader's `CsvExportPlugin` (nbgrader/plugins/export.py) that a file of ours has.
  @Test func nbgradersColumns() {
    var book = GradeFixtures.sample
    book.submissions[0].timestamp = "2026-11-21 22:56:22"
    #expect(
      GradeCSV.nbgrader(book) == """
        assignment,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,max_score
        relu,2026-11-21 22:56:22,ada,Lovelace,Ada,ada@example.org,5.0,0.0,5.0,7.0
        relu,,wang-1,王,小明,,1.0,0.0,1.0,7.0
        relu,,zoe,,,,0.0,0.0,0.0,7.0

        """)
    #expect(GradeCSV.nbgrader(GradeFixtures.book()).split(separator: "\n").count == 1)
  }

  @Test func items() {
    let rows = Self.read(GradeCSV.items(GradeFixtures.sample))
    #expect(rows.first == GradeCSV.itemColumns)
    #expect(rows.count == 1 + 5 + 5 + 3)
    #expect(
      rows[7] == [
        "wang-1", "relu-backward", "2", "check", "the mask", "0.0", "2.0", "failed",
        "look at where x was negative",
      ])
    #expect(rows.allSatisfy { $0.count == GradeCSV.itemColumns.count })
  }

  @Test func answersForAPersonToRead() {
    let rows = Self.read(GradeCSV.answers(GradeFixtures.sample))
    #expect(
      rows == [
        GradeCSV.answerColumns,
        ["ada", "why-relu", "1", "2", "SECRET-RUBRIC names saturation", "因为它不会饱和。", "", ""],
      ])
  }

  static let formulas = [
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", " =1",
    "\u{200B}=1", "\n=1", "\u{FEFF}=1", "−1",
  ]

  @Test(arguments: formulas)
  func noCellStartsAFormula(text: String) {
    var book = GradeFixtures.sample
    book.lesson = text
    for index in book.submissions.indices {
      book.submissions[index].learner = text
      book.submissions[index].firstName = text
      book.submissions[index].lastName = text
      book.submissions[index].email = text
      for place in book.submissions[index].exercises.indices {
        book.submissions[index].exercises[place].id = text
        for item in book.submissions[index].exercises[place].items.indices {
          book.submissions[index].exercises[place].items[item].label = text
          book.submissions[index].exercises[place].items[item].answer = text
          book.submissions[index].exercises[place].items[item].rubric = [text]
          book.submissions[index].exercises[place].items[item].feedback = Feedback(.fail, text)
        }
      }
    }
    let files = [
      GradeCSV.nbgrader(book), GradeCSV.items(book), GradeCSV.answers(book),
    ]
    var count = 0
    // What can't be seen is written out, and then starts no formula.
    let shown = GradeCSV.id(text)
    let isSame = shown.unicodeScalars.elementsEqual(text.unicodeScalars)
    for cell in files.flatMap({ Self.read($0).flatMap { $0 } }) where cell.hasSuffix(shown) {
      #expect(cell == (isSame ? "'" + text : shown))
      count += 1
    }
    #expect(count > 20)
  }

  @Test(arguments: [
    "a,b", "a\"b", "\"", "a\nb", "a\r\nb", "", " a ", "O'Brien", "王,\"小\"明\n", "👩‍🔬;x", "a\tb", "1,5",
    "''", "\"=1\"", "'", "'=1", "''=1", "'abc", "=1", "' =1", "\t=1", "\u{A0}",
  ])
  func cellsComeBack(text: String) {
    let cells = Self.read(GradeCSV.cell(text) + "\n")
    #expect(cells.map { $0.map(GradeCSV.withoutMark) } == [[text]])
  }
}
