import Testing

@testable import LessonApp

@Suite struct RosterTests {
  func read(_ text: String) throws(FileProblem) -> Roster {
    try Roster.read(Array(text.utf8), name: "class.csv")
  }

  @Test func columnsInAnyOrderAndOthersIgnored() throws {
    let roster = try read(
      "\u{FEFF}Email Address,group,Last Name,student-id,First name\r\n"
        + "ada@x.org,B,Lovelace,ada,Ada\r\n\r\n,,王,wang-1,小明\r\n")
    #expect(roster.problems == [])
    #expect(roster.learners.map(\.id) == ["ada", "wang-1"])
    #expect(roster.learners[0].firstName == "Ada")
    #expect(roster.learners[0].lastName == "Lovelace")
    #expect(roster.learners[0].email == "ada@x.org")
    #expect(roster.learners[1].lastName == "王")
    #expect(roster.learners[1].file == nil)
  }

  @Test func semicolonsTabsAndQuotes() throws {
    let roster = try read(
      "id;name;file\nada;\"Lovelace; \"\"Ada\"\"\nof London\";a,b.md\nwang;\"Wang, Xiao Ming\";\n")
    #expect(roster.learners.map(\.id) == ["ada", "wang"])
    #expect(roster.learners[0].file == "a,b.md")
    #expect(roster.learners[0].firstName == "Lovelace; \"Ada\"\nof")
    #expect(roster.learners[1].firstName == "Xiao Ming")
    #expect(roster.learners[1].lastName == "Wang")
    #expect(try read("id\tname\nx\tAda Maria Lovelace").learners[0].lastName == "Lovelace")
  }

  @Test func rowsThatCannotBeUsedAreNamedWithTheirLines() throws {
    let roster = try read(
      "student_id,name\nada,Ada\n,Nobody\n\"wa\nng\",W\nada,Ada again\nzoe,Zoe,more,\n")
    #expect(roster.learners.map(\.id) == ["ada", "wa\nng", "zoe"])
    #expect(
      Set(roster.problems) == [
        "class.csv line 3: the student_id is empty",
        "class.csv line 6: `ada` stands on line 2 already; this one is left out",
        "class.csv line 7: 4 fields, 2 in the header; what is more is left out",
      ])
    #expect(try read("id\n").problems == ["class.csv: no learner stands in it"])
  }

  @Test(arguments: [
    ("", "the file is empty"),
    ("name,email\nAda,a@x\n", "the first line names no column `student_id`"),
    ("student_idd,email\na,b\n", "the first line names no column `student_id`"),
    ("id,student_id\na,b\n", "column 2 is `student_id` once more"),
    ("id,name\na,\"b\n", "the quotes that open on line 2 are not closed"),
  ])
  func filesThatCannotBeUsed(text: String, message: String) {
    let problem = #expect(throws: FileProblem.self) { try read(text) }
    #expect(problem?.message.hasPrefix(message) == true)
    #expect(problem?.hint != nil)
    #expect(problem?.path == "class.csv")
  }

  @Test func nearNamesAreNamed() {
    let problem = #expect(throws: FileProblem.self) { try read("student_idd,email\na,b\n") }
    #expect(problem?.hint == "call `student_idd` `student_id`")
  }

  @Test func notUTF8AndTooLarge() {
    let latin = #expect(throws: FileProblem.self) {
      try Roster.read([0x69, 0x64, 0x0A, 0xE9], name: "r.csv")
    }
    #expect(latin?.message == "the file is not UTF-8 text")
    let large = #expect(throws: FileProblem.self) {
      try Roster.read([UInt8](repeating: 0x61, count: (10 << 20) + 1), name: "r.csv")
    }
    #expect(large?.message == "the file is larger than 10 MB")
  }

  /// Our own CSV files put an apostrophe before what looks like a formula.
  @Test func apostrophesOfOurOwnFilesAreTakenOff() throws {
    let roster = try read("id\n'=cmd|' /C calc'!A0\n'-1\n'abc\nO'Brien\n")
    #expect(roster.learners.map(\.id) == ["=cmd|' /C calc'!A0", "-1", "'abc", "O'Brien"])
  }
}
