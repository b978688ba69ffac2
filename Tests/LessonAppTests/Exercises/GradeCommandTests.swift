import LessonDocument
import LessonOutput
import Testing

@testable import LessonApp

/// `lesson grade`, on a class with every kind of damage.
@Suite struct GradeCommandTests {
  let harness: ApplicationHarness

  init() throws { harness = try ApplicationHarness() }

  private static let lesson = """
    ---
    title: Two gates
    ---

    # Two gates

    ```python
    #| setup: true
    import numpy as np
    ```

    ## A product

    ```python
    #| exercise: product
    def backward(x, y):
        return ____
    ```

    ```python
    #| solution: true
    def backward(x, y):
        return y, x
    ```

    ```python
    #| check: both gradients
    #| points: 2
    gradient(backward, lambda x, y: x * y, at=(3.0, -4.0))
    ```

    ```python
    #| check: at zero
    #| points: 1
    #| hidden: true
    close(backward(0.0, 5.0)[0], 5.0)
    ```

    ```python
    #| wrong: not switched
    #| says: Each input gets the other one.
    def backward(x, y):
        return x, y
    ```

    ## A mask

    ```python
    #| exercise: mask
    def mask(x):
        return ____
    ```

    ```python
    #| solution: true
    def mask(x):
        return x * (x > 0)
    ```

    ```python
    #| check: negatives go
    #| points: 1
    equal(mask(np.array([-1.0, 2.0])), np.array([0.0, 2.0]))
    ```

    ## Which

    <!-- choice: which, points: 1 -->
    - [ ] add — it copies
    - [x] max — it routes

    <!-- answer: why, points: 2, rubric: names saturation -->
    *Your answer.*
    """

  private func copy() throws -> String {
    try harness.scratch.write("two.md", Self.lesson)
    let request = StudentRequest(
      file: harness.scratch("two.md"), output: harness.scratch("copy.md"))
    #expect(try harness.perform { $0.student(request) }.status == .success)
    return try harness.scratch.text("copy.md")
  }

  /// The copy with answers in place of its gaps.
  private func answered(
    _ copy: String, product: String = "y, x", mask: String = "x * (x > 0)"
  ) -> String {
    copy.replacing("return ____", with: "return \(product)", maxReplacements: 1)
      .replacing("return ____", with: "return \(mask)")
      .replacing("- [ ] max", with: "- [x] max")
      .replacing("*Your answer.*", with: "It saturates.")
  }

  private func book(_ files: [String: [UInt8]], _ change: (inout GradeRequest) -> Void = { _ in })
    throws -> GradeBook
  {
    for (name, bytes) in files {
      try FileSystem.createFolder(FilePath.folder(harness.scratch("in/\(name)")))
      try FileSystem.write(bytes, to: harness.scratch("in/\(name)"))
    }
    var request = GradeRequest(
      file: harness.scratch("two.md"), submissions: [harness.scratch("in")])
    request.reports = [.json]
    change(&request)
    let outcome = try harness.perform { $0.grade(request) }
    #expect(outcome.status == .success)
    return try GradeJSON.read(Array(outcome.output.utf8), name: "grades.json")
  }

  @Test func everyFileGetsItsRow() throws {
    let copy = try copy()
    let full = answered(copy)
    let fence = "```python\n#| exercise: product"
    let deleted = full.replacing(fence, with: "#| exercise: product")
    let unclosed = full.replacing("return y, x\n```", with: "return y, x\n")
    var latin = Array(full.utf8)
    latin.insert(0xFF, at: latin.count / 4)
    let parts = full.split(separator: "\n## ", omittingEmptySubsequences: false)
    let reordered = (parts.prefix(1) + parts.dropFirst().reversed()).joined(separator: "\n## ")
    let twice = full + "\n```python\n#| exercise: mask\ndef mask(x):\n    return x\n```\n"
    let same = full + "\n```python\n#| exercise: mask\ndef mask(x):\n    return x * (x > 0)\n```\n"
    let loop = answered(copy, product: "[0 for _ in iter(int, 1)]")
    let book = try book([
      "full.md": Array(full.utf8),
      "sign.md": Array(answered(copy, product: "y, -x").utf8),
      "known.md": Array(answered(copy, product: "x, y").utf8),
      "loop.md": Array(loop.utf8),
      "deleted.md": Array(deleted.utf8),
      "unclosed.md": Array(unclosed.utf8),
      "latin.md": latin,
      "reordered.md": Array(reordered.utf8),
      "twice.md": Array(twice.utf8),
      "same.md": Array(same.utf8),
      "truncated.md": Array(full.utf8.prefix(full.utf8.count / 2)),
      "empty.md": [],
      "zeros.md": [UInt8](repeating: 0, count: 5000),
      "large.md": Array(full.utf8) + [UInt8](repeating: 0x61, count: 10_000_000),
      "quotes.md": Array((String(repeating: ">", count: 5000) + " x\n\n" + full).utf8),
      "windows.md": Array(full.replacing("\n", with: "\r\n").utf8),
    ])
    let points = Dictionary(
      uniqueKeysWithValues: book.submissions.map { ($0.learner, $0.points.text) })
    #expect(book.submissions.count == 16)
    #expect(points["full"] == "5")
    #expect(points["sign"] == "3")
    #expect(points["known"] == "2")
    #expect(points["reordered"] == "5")
    #expect(points["windows"] == "5")
    #expect(points["same"] == "5")
    #expect(points["twice"] == "4")
    #expect(points["deleted"] == "5")
    #expect(points["latin"] == "5")
    #expect(points["quotes"] == "5")
    for name in ["empty", "zeros", "large"] { #expect(points[name] == "0", "\(name)") }
    let large = try #require(book.submissions.first { $0.learner == "large" })
    #expect(large.problems == ["the file is larger than 4 MB, the most that is read"])
    let known = try #require(book.submissions.first { $0.learner == "known" })
    #expect(known.exercises[0].items[0].feedback?.text == "Each input gets the other one.")
    #expect(known.exercises[0].items[1].feedback == nil)
  }

  @Test func freeAnswersComeOutAndGoBackIn() throws {
    let copy = try copy()
    let book = try book(["ana.md": Array(answered(copy).utf8)])
    let row = try #require(book.submissions.first)
    #expect(row.pending == Points(2))
    try harness.scratch.write(
      "scores.csv", "student_id,exercise,points,comment\nana,why,1.5,Say what saturates.\n")
    var request = GradeRequest(
      file: harness.scratch("two.md"), submissions: [harness.scratch("in")])
    request.reports = [.json]
    request.scores = harness.scratch("scores.csv")
    let outcome = try harness.perform { $0.grade(request) }
    let graded = try GradeJSON.read(Array(outcome.output.utf8), name: "grades.json")
    #expect(graded.submissions[0].points.text == "6.5")
    #expect(!graded.submissions[0].isPending)
  }

  @Test func theVersionThatWasHandedOutIsCompared() throws {
    let copy = try copy()
    try harness.scratch.write("two.md", Self.lesson + "\nOne more sentence.\n")
    let book = try book(["ana.md": Array(answered(copy).utf8)])
    #expect(book.notes.count == 1)
    #expect(book.notes[0].hasPrefix("1 of 1 copies was handed out from another version"))
    #expect(book.submissions[0].points.text == "5")
  }

  @Test func aRosterGivesEveryLearnerARow() throws {
    let copy = try copy()
    try harness.scratch.write(
      "class.csv", "student_id,first_name,last_name,email\nana,Ana,Li,a@b.c\nben,Ben,O,b@b.c\n")
    let book = try book(["ana.md": Array(answered(copy).utf8)]) {
      $0.roster = harness.scratch("class.csv")
    }
    #expect(book.submissions.map(\.learner) == ["ana", "ben"])
    #expect(book.submissions[1].points == .zero)
    #expect(book.submissions[1].notes == ["nothing was handed in"])
    #expect(book.submissions[0].lastName == "Li")
  }

  @Test func whoNamesAnotherLearnerGetsNoRowOfTheirs() throws {
    let copy = try copy()
    try harness.scratch.write("class.csv", "student_id,name\nana,Ana\nben,Ben\n")
    let forged = answered(copy, product: "0, 0")
      .replacing("version:", with: "learner: \"ana\"\nversion:")
    let book = try book(["ana.md": Array(answered(copy).utf8), "ben.md": Array(forged.utf8)]) {
      $0.roster = harness.scratch("class.csv")
    }
    #expect(book.submissions.map(\.points.text) == ["5", "2"])
  }

  @Test func failUnderSetsTheStatus() throws {
    let copy = try copy()
    try harness.scratch.write("in/ana.md", copy)
    var request = GradeRequest(
      file: harness.scratch("two.md"), submissions: [harness.scratch("in")])
    #expect(try harness.perform { $0.grade(request) }.status == .success)
    request.failUnder = 50
    #expect(try harness.perform { $0.grade(request) }.status == .failure)
  }
}
