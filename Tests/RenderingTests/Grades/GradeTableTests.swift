import LessonOutput
import Testing

@testable import Rendering

@Suite struct GradeTableTests {
  @Test func aClass() {
    #expect(
      GradeText.table(GradeFixtures.sample, width: 80) == """
        ReLU & <its> gradient (relu)

        learner  name          points  pending  relu-backward  why-relu  loop
        ada      Ada Lovelace   5 / 7        2  ✓ 4            …         ✓ 1
        wang-1   王小明         1 / 7           ½ 1            ·         ✗ 0
        zoe                     0 / 7

        note: no file from: zoe
        note: made from another version of the lesson: wang-1
        note: wang-1: two files; the newer one counts

        2 of 3 learners: mean 3, median 3 of 7 points
        2 points wait for a person: --report csv -o DIR writes answers.csv, and --scores
          reads it back
          relu-backward: 1 of 2 passed
            1 of 2: “look at where x was negative”
            1 of 2: “think of x = 0”
          why-relu: 1 to be read
          loop: 1 of 2 passed
            1 of 2: TypeError: unsupported operand type(s) for *: 'NoneType' and 'float'

        """)
  }

  @Test func numbersStandForIdsThatDoNotFit() {
    let lines = GradeText.table(GradeFixtures.sample, width: 58).split(separator: "\n")
    #expect(lines[1] == "learner  name          points  pending  1    2  3")
    #expect(lines[5] == "1 relu-backward  2 why-relu  3 loop")
  }

  @Test func aListWhereNoTableFits() {
    let lines = GradeText.table(GradeFixtures.sample, width: 40).split(separator: "\n")
    #expect(
      lines[1...8] == [
        "Ada Lovelace (ada) · 5 / 7, 2 pending", "  ✓ 4 relu-backward", "  … why-relu",
        "  ✓ 1 loop", "王小明 (wang-1) · 1 / 7", "  ½ 1 relu-backward", "  · why-relu",
        "  ✗ 0 loop",
      ])
  }

  @Test(arguments: [20, 31, 40, 58, 80, 132])
  func linesFit(width: Int) {
    let book = GradeFixtures.sample
    var texts = [GradeText.table(book, width: width)]
    texts += book.submissions.map { GradeText.submission($0, book: book, width: width) }
    for line in texts.joined().split(separator: "\n") {
      #expect(DisplayWidth.of(String(line)) <= width, "\(line)")
    }
  }

  @Test func nobody() {
    #expect(
      GradeText.table(GradeFixtures.book(), width: 80)
        == "ReLU & <its> gradient (relu)\n\nno submissions\n")
    var book = GradeFixtures.sample
    book.submissions = [book.submissions[2]]
    #expect(
      GradeText.table(book, width: 80).hasSuffix("nobody of 1 has handed in anything\n"))
  }

  @Test func threeHundredRows() {
    var book = GradeFixtures.book()
    for number in 1...300 {
      var one = GradeFixtures.sample.submissions[number % 2]
      one.learner = "s\(number)"
      one.version = "v2"
      one.notes = []
      book.submissions.append(one)
    }
    let lines = GradeText.table(book, width: 80).split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("s") }.count == 300)
    #expect(lines.contains("300 learners: mean 3, median 3 of 7 points"))
    #expect(lines.contains("    150 of 300: “look at where x was negative”"))
  }

  /// The columns stay in line whatever the letters of a name, and no name moves the cursor.
  @Test func namesOfAllKinds() {
    var book = GradeFixtures.book()
    for name in [
      "王小明", "Ada", "👩‍🔬", "e\u{301}milie", "\u{1B}[2Jx", "a\nb", String(repeating: "長", count: 40),
    ] {
      var one = GradeFixtures.sample.submissions[0]
      one.learner = name
      (one.firstName, one.lastName) = ("", "")
      book.submissions.append(one)
    }
    let table = GradeText.table(book, width: 80)
    let rows = table.split(separator: "\n").filter { $0.contains("5 / 7") }.map(String.init)
    #expect(rows.count == 7)
    let columns = rows.map { row in
      DisplayWidth.of(String(row[..<(row.range(of: "5 / 7")?.lowerBound ?? row.startIndex)]))
    }
    #expect(Set(columns).count == 1)
    #expect(!table.unicodeScalars.contains("\u{1B}"))
  }

  @Test func pointsAndCounts() {
    #expect(GradeStatistics.text(2.0 / 3) == "0.67")
    #expect(GradeStatistics.text(7) == "7")
    var book = GradeFixtures.sample
    book.submissions.append(book.submissions[0])
    let statistics = GradeStatistics(book)
    #expect(statistics?.count == 3)
    #expect(statistics?.median == 5)
    #expect(abs((statistics?.mean ?? 0) - 11.0 / 3) < 1e-12)
  }

  @Test func oneSubmission() {
    let book = GradeFixtures.sample
    let text = GradeText.submission(book.submissions[1], book: book, width: 80)
    #expect(
      text.hasPrefix(
        """
        王小明 (wang-1) · ReLU & <its> gradient
        1 of 7 points
        from wang-1.md
        note: two files; the newer one counts

        ½ ReLU backward · 1 of 4 points
        """))
    #expect(text.contains("\n· 为什么用 ReLU？ · 0 of 2 points\n"))
    let none = GradeText.submission(book.submissions[2], book: book, width: 80)
    #expect(none.contains("nothing was handed in"))
  }

  /// What went wrong, most frequent first, each message once for a learner.
  @Test func mistakesAreGrouped() {
    func row(_ name: String, _ items: [ExerciseItem]) -> GradedSubmission {
      var row = GradedSubmission(
        learner: name, exercises: [GradeFixtures.result("relu", nil, items)])
      row.files = ["\(name).md"]
      return row
    }
    func says(_ text: String) -> ExerciseItem {
      GradeFixtures.check("mask", false, feedback: Feedback(.says, text))
    }
    var book = GradeFixtures.book()
    book.exercises = [.init(id: "relu", title: "ReLU", maximum: Points(1))]
    book.submissions = [
      row("a", [says("the mask is inverted"), says("the mask is inverted")]),
      row("b", [says("no mask")]), row("c", [says("the mask is inverted")]),
      row("d", [GradeFixtures.check("mask", false, feedback: Feedback(.values, ""))]),
      row("e", [GradeFixtures.check("mask", true)]),
    ]
    #expect(
      GradeText.table(book, width: 80).hasSuffix(
        """
          relu: 1 of 5 passed
            2 of 5: “the mask is inverted”
            1 of 5: mask: no message of yours fits
            1 of 5: “no mask”

        """))
    let page = ClassPage.html(book, pages: ["a", "b c", "c", "d", "e"])
    #expect(page.contains("<li>2 of 5: “the mask is inverted”</li>"))
    #expect(page.contains("<a href=\"./b%20c.html\">"))
  }

  @Test func nothingToCountIsSaidInWords() {
    var book = GradeFixtures.book()
    book.exercises = [.init(id: "a", title: nil, maximum: .zero)]
    var row = GradedSubmission(learner: "ada", exercises: [GradeFixtures.result("a", nil, [])])
    row.files = ["ada.md"]
    row.exercises[0].status = .open
    book.submissions = [row]
    #expect(
      GradeText.table(book, width: 80) == """
        ReLU & <its> gradient (relu)

        learner  points  a
        ada           –  ·

        1 learner; this lesson gives no points
          a: nobody has begun

        """)
    #expect(GradeText.submission(row, book: book, width: 80).contains("\nno points\n"))
    #expect(!FeedbackPage.html(row, book: book).contains("0 of 0"))
  }
}
