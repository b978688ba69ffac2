import Testing

@testable import LessonApp

@Suite struct TestCommandTests {
  let harness: ApplicationHarness

  init() throws { harness = try ApplicationHarness() }

  func test(_ names: [String], update: Bool = false) throws -> Outcome {
    var request = TestRequest(paths: names.map { harness.scratch($0) })
    request.updates = update
    return try harness.perform { $0.test(request) }
  }

  func lastLine(_ outcome: Outcome) -> Substring? { outcome.output.split(separator: "\n").last }

  let block = "```python\n#| label: sum\nf = 2.0 + 0.731\n```\n\n"

  @Test func aLessonThatHolds() throws {
    try harness.scratch.write("a.md", block + "It is 2.731<!-- f -->.\n")
    let outcome = try test(["a.md"])
    #expect(outcome.status == .success)
    #expect(outcome.errors.isEmpty)
    #expect(lastLine(outcome) == "1 lesson, 1 block, 1 number: all hold")
  }

  @Test func namesAStaleNumber() throws {
    try harness.scratch.write("a.md", block + "It is 2.5<!-- f -->.\n")
    let outcome = try test(["a.md"])
    #expect(outcome.status == .failure)
    #expect(outcome.errors.contains("a.md:6:7: error: the lesson shows 2.5, but `f` is 2.731"))
    #expect(lastLine(outcome) == "1 lesson, 1 block, 1 number: 1 problem in 1 lesson")
    #expect(try harness.scratch.text("a.md").contains("2.5<!--"))
  }

  @Test func rewritesOnlyTheStaleNumbers() throws {
    let text =
      "\u{FEFF}# é 梯度\r\n\r\n```python\r\nf = 2.731\r\n```\r\n\r\n"
      + "2.5<!-- f -->, 2.731<!-- f -->,\r\n3<!-- f:.1f -->  \r\n\r\nend without newline"
    try harness.scratch.write("a.md", text)
    let outcome = try test(["a.md"], update: true)
    #expect(outcome.status == .success)
    #expect(
      try harness.scratch.text("a.md")
        == text.replacing("2.5<!--", with: "2.731<!--").replacing("3<!--", with: "2.7<!--"))
    #expect(lastLine(outcome) == "1 lesson, 1 block, 3 numbers, 2 rewritten: all hold")
    #expect(try test(["a.md"]).status == .success)
    let before = try harness.scratch.text("a.md")
    #expect(try test(["a.md"], update: true).status == .success)
    #expect(try harness.scratch.text("a.md") == before)
  }

  @Test func leavesAFileThatIsNotUTF8() throws {
    let bytes = Array((block + "2.5<!-- f --> ").utf8) + [0xE9]
    try harness.scratch.write("a.md", bytes: bytes)
    #expect(try test(["a.md"], update: true).status == .brokenLesson)
    #expect(try FileSystem.read(harness.scratch("a.md"), limit: 1 << 20) == bytes)
  }

  @Test func doesNotWriteTextThatMarkdownWouldRead() throws {
    let text = "```python\ns = '`<!-- '\n```\n\n2.5<!-- s -->\n"
    try harness.scratch.write("a.md", text)
    let outcome = try test(["a.md"], update: true)
    #expect(outcome.status == .failure)
    #expect(try harness.scratch.text("a.md") == text)
  }

  @Test func namesANumberWithoutAValue() throws {
    try harness.scratch.write("a.md", block + "It is 2.5<!-- g -->.\n")
    let outcome = try test(["a.md"], update: true)
    #expect(outcome.status == .failure)
    #expect(outcome.errors.contains("a.md:6:7: error: `g` has no value"))
    #expect(try harness.scratch.text("a.md").contains("2.5<!-- g"))
  }

  @Test func namesBlocksThatFailAndThoseThatShould() throws {
    try harness.scratch.write(
      "a.md", "```python\n1 / 0\n```\n\n```python\n#| error: true\n1 / 1\n```\n")
    let outcome = try test(["a.md"])
    #expect(outcome.status == .failure)
    #expect(outcome.errors.contains("a.md:2:1: error: ZeroDivisionError"))
    #expect(outcome.errors.contains("a.md:5:1: error: the block ran to its end"))
    #expect(lastLine(outcome)?.hasSuffix("2 problems in 1 lesson") == true)
  }

  @Test func checksLinksToLessonsAndTheirPlaces() throws {
    try harness.scratch.write(
      "a.md",
      """
      # Here

      [a](sub/b.md) [b](sub/b.md#there) [c](#here) [d](https://example.org/x.md)

      [e](b.md) [f](sub/b.md#theer) [g](#hree)

      """)
    try harness.scratch.write("sub/b.md", "# There\n\n[up](../a.md#here)\n")
    let outcome = try test([""])
    #expect(outcome.status == .failure)
    let errors = outcome.errors.split(separator: "\n").filter { $0.contains("error:") }
    #expect(errors.count == 3)
    #expect(errors.first?.contains("a.md:5:5: error: the link leads to `b.md`") == true)
    #expect(outcome.errors.contains("did you mean `there`?"))
    #expect(outcome.errors.contains("did you mean `here`?"))
  }

  @Test func testsAFolder() throws {
    try harness.scratch.write("course/one.md", block)
    try harness.scratch.write("course/deep/two.md", block)
    try harness.scratch.write("course/.hidden/three.md", block)
    try harness.scratch.write("course/notes.txt", "no lesson")
    let outcome = try test(["course"])
    #expect(outcome.status == .success)
    #expect(lastLine(outcome) == "2 lessons, 2 blocks, 0 numbers: all hold")
  }

  @Test func goesOnAfterAMissingFile() throws {
    try harness.scratch.write("a.md", block)
    let outcome = try test(["none.md", "a.md"])
    #expect(outcome.status == .usage)
    #expect(lastLine(outcome)?.hasPrefix("1 lesson") == true)
    #expect(try test(["none.md"]).output == "0 lessons, 0 blocks, 0 numbers: nothing tested\n")
  }
}
