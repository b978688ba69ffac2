import LessonOutput
import Testing

@testable import LessonDocument

/// A learner's copy holds nothing that is its author's, and reads the same otherwise.
@Suite struct StudentCopyTests {
  private func copy(_ text: String) -> String {
    let lesson = read(text)
    #expect(lesson.diagnostics.filter { $0.severity == .error } == [])
    let copy = StudentCopy(id: "l", version: "v").text(of: lesson)
    let end = copy.firstRange(of: "\n```answers")?.lowerBound ?? copy.endIndex
    return String(copy[..<end].dropFirst("---\nlesson: \"l\"\nversion: \"v\"\n---\n\n".count))
  }

  // MARK: Remarks

  @Test(arguments: [
    ("a\n\n<!-- note -->\n\nb\n", "a\n\nb\n"),
    ("<!-- note -->\n# A\n", "# A\n"),
    ("a\n\n<!-- one\n\ntwo\n-->\n\nb\n", "a\n\nb\n"),
    ("a <!-- note --> b <!-- note -->\n", "a b\n"),
    ("a <!-- one\ntwo --> b\n", "a\nb\n"),
    ("a <!-- one\ntwo\nthree --> b\n", "a\nb\n"),
    // What separates goes on separating.
    ("a\n<!-- note -->\nb\n", "a\n<!-- -->\nb\n"),
    ("- a\n\n<!-- note -->\n\n- b\n", "- a\n\n<!-- -->\n\n- b\n"),
    ("> a\n> <!-- note -->\n> b\n", "> a\n> <!-- -->\n> b\n"),
    ("<!-- note --> **a**\n", "<!-- --> **a**\n"),
    ("| a | b |\n|---|---|\n| 1 <!-- note --> | 2 |\n", "| a | b |\n|---|---|\n| 1 | 2 |\n"),
    ("<pre>\n<!-- note -->\n</pre>\n", "<pre>\n<!-- -->\n</pre>\n"),
    ("a\n\n<!-- never closed\n\nb\n", "a\n"),
  ])
  func remarksAreLeftOut(text: String, expected: String) {
    #expect(copy(text) == expected)
  }

  @Test(arguments: [
    "```text\n<!-- in a fence -->\n```\n", "`<!-- in code -->` and $a <!-- b$\n",
    "```python\nprint('<!-- in a block -->')\n```\n", "It is 2<!-- n --> here.\n",
    "<!-- -->\n\na\n", "<!-- choice: a, points: 1 -->\n- [ ] b\n- [ ] c\n",
    "```py\n#| exercise: a\n____\n```\n\n<!-- hint -->\n<details><summary>Hint</summary>\n\nb\n\n</details>\n",
  ])
  func whatIsNoRemarkStays(text: String) {
    #expect(copy(text) == text)
  }

  /// Below a remark of many lines blocks are still found by their lines.
  @Test func linesBelowARemarkHold() {
    let text = """
      <!-- SECRET one
      SECRET two

      SECRET three -->

      a <!-- SECRET
      SECRET --> b

      ```python
      #| exercise: e
      x = ____
      ```

      ```python
      #| solution: true
      x = 'SECRET'
      ```

      <!-- SECRET -->

      <!-- choice: c, points: 1 -->
      - [x] yes — SECRET
      - [ ] no

      """
    #expect(
      copy(text) == """
        a
        b

        ```python
        #| exercise: e
        x = ____
        ```

        <!-- choice: c, points: 1 -->
        - [ ] yes
        - [ ] no

        """)
    #expect(copy(text.replacing("\n", with: "\r\n")) == copy(text))
  }

  // MARK: Choices

  private static let choices = [
    "- [x] max — SECRET", "- [x] max – SECRET", "- [x] max -- SECRET", "- [x] max - it is SECRET",
    "- [x] max——SECRET", "- [x] 最大门—它SECRET", "- [x] 最大门 - 它只传给一边SECRET",
    "- [x] max\n  — SECRET", "- [x] max —\n  SECRET\n  SECRET", "- [x] max\nlazy — SECRET",
    "- [x] `a — b` of `c` — SECRET", "- [x] $a - b c$ of $c$ — SECRET",
    "- [x] max — SECRET\n\n  SECRET too", "- [x] the *max — SECRET*", "- [x] **max — SECRET**",
    "> - [x] max\n>   — SECRET", "- [x] *f* of [a – b](https://a.b/c) — SECRET",
    "- [x] [a](<b) — SECRET](c)", "- [x] it costs $5 — SECRET and (US$7)",
    "- [x] a \\` b — SECRET \\` c", "- [x] a $b\\$ — c$ d — SECRET",
  ]

  @Test(arguments: choices) func reasonsAreLeftOut(option: String) throws {
    let isQuoted = option.hasPrefix(">")
    let other = isQuoted ? "> - [ ] other" : "- [ ] other"
    let head = isQuoted ? "> <!-- choice: c, points: 1 -->" : "<!-- choice: c, points: 1 -->"
    for text in ["\(head)\n\(option)\n\(other)\n", "\(head)\n\(other)\n\(option)\n"] {
      let made = copy(text)
      #expect(!made.contains("SECRET"), "\(made)")
      #expect(!made.contains("[x]"), "\(made)")
      // What a page hides a copy lacks, and a tick in the copy is found again.
      func options(_ text: String) throws -> [String] {
        let part = try #require(read(text).exercises.first?.choices.first)
        #expect(!"\(Prose.part(part).withoutKeys)".contains("SECRET"))
        return try #require(Choice(part)).options.map(\.text)
      }
      #expect(try options(text) == options(made))
    }
  }

  @Test func ticksBelowBlankLinesAndBlocksAreTakenOut() {
    #expect(
      copy(
        """
        <!-- choice: c -->
        Which?

        - [ ] a


        - [x] b — SECRET
        - [ ] c

          ```text
          d
          ```
        - [x] e

        - [x] f

        end — of it
        """)
          == """
          <!-- choice: c -->
          Which?

          - [ ] a


          - [ ] b
          - [ ] c

            ```text
            d
            ```
          - [ ] e

          - [ ] f

          end — of it

          """)
  }

  @Test(arguments: ["x - y", "W - lr * dW", "3 - 2 of them", "loss - penalty", "a-b c", "a: b"])
  func differencesStay(text: String) throws {
    let part = try #require(
      read("<!-- choice: c -->\n- [ ] \(text)\n- [x] no\n").exercises.first?.choices.first)
    #expect(try #require(Choice(part)).options.map(\.text) == [text, "no"])
  }

  // MARK: Answers in files from Windows

  @Test func answersAreFoundBehindCarriageReturns() {
    var sheet = AnswerSheet()
    sheet.set(.predict, "p", "3")
    let text = sheet.written(into: "# A\r\n\r\nb\r\n")
    #expect(text == "# A\r\n\r\nb\r\n\r\n```answers\r\npredict p: 3\r\n```\r\n")
    var read = AnswerSheet.read(from: text)
    #expect(read[.predict, "p"] == "3")
    read.set(.predict, "p", "4")
    #expect(
      read.written(into: text) == "# A\r\n\r\nb\r\n\r\n```answers\r\npredict p: 4\r\n```\r\n")
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func answersKeepTheEndsOfLines(end: String) {
    var sheet = AnswerSheet()
    sheet.set(.choice, "c", "2")
    let plain = "# A\n\nb\n\n```answers \npredict p: 3\n```\n\nc"
    let text = plain.replacing("\n", with: end)
    #expect(AnswerSheet.read(from: text)[.predict, "p"] == "3")
    #expect(
      sheet.written(into: text)
        == "# A\n\nb\n\n```answers\nchoice c: 2\n```\n\nc".replacing("\n", with: end))
    #expect(
      sheet.written(into: "# A\(end)b")
        == "# A\nb\n\n```answers\nchoice c: 2\n```\n".replacing("\n", with: end))
  }

  /// An editor that writes a new line with another end than the file's first one.
  @Test func answersAreFoundInFilesOfMixedEnds() {
    let text = "---\nlesson: l\n---\n# A\r\n```answers\r\npredict p: 3\r\n```\r\n"
    var sheet = AnswerSheet.read(from: text)
    #expect(sheet[.predict, "p"] == "3")
    sheet.set(.predict, "p", "4")
    #expect(sheet.written(into: text) == text.replacing("p: 3", with: "p: 4"))
  }

  // MARK: Lost blocks

  private static let twoExercises = """
    <!-- choice: first, points: 1 -->
    - [x] a
    - [ ] b

    ```python
    #| exercise: second
    x = ____
    ```

    ```python
    #| solution: true
    x = 1
    ```

    ```python
    #| check: one
    equal(x, 1)
    ```

    ```python
    #| check: no text
    assert x != "1"
    ```

    """

  /// A check whose starter was deleted accuses no other exercise.
  @Test func checksSayWhoseTheyAre() throws {
    let made = copy(Self.twoExercises)
    #expect(made.contains("#| check: one\n#| exercise: second\nequal"))
    #expect(made.contains("#| check: no text\nassert"))
    let starter = "```python\n#| exercise: second\n#| defines: x\nx = ____\n```\n\n"
    let plain = starter.replacing("#| defines: x\n", with: "")
    let cut = made.replacing(starter, with: "").replacing(plain, with: "")
    try #require(cut != made)
    let read = read("---\nlesson: l\nversion: v\n---\n" + cut)
    #expect(
      read.diagnostics.map(\.message) == ["The block with `#| exercise: second` is missing."])
    #expect(read.exercises.map(\.id) == ["first", "second"])
    #expect(read.exercises.first?.checks == [])
    // A copy whose checks do not say it blames nobody.
    let silent = LessonReader.read(
      text: "---\nlesson: l\nversion: v\n---\n"
        + cut.replacing("#| exercise: second\n", with: ""), name: "l")
    #expect(
      silent.diagnostics.map(\.message) == ["The block that belongs to this check is missing."])
    // The check is not taken for the lost block.
    #expect(
      Submission(read, for: LessonReader.read(text: Self.twoExercises, name: "l")).code.isEmpty)
  }

  @Test func aLostFenceIsTold() throws {
    let made = "---\nlesson: l\nversion: v\n---\n" + copy(Self.twoExercises)
    let cut = made.replacing("x = ____\n```\n", with: "x = 1\n")
    try #require(cut != made)
    let (whole, read) = (read(made), read(cut))
    #expect(
      read.diagnostics.map(\.message) == [
        "The block that starts in line 9 is never closed: line 13 opens the next."
      ])
    #expect(read.blocks.map(\.part) == whole.blocks.map(\.part))
    #expect(read.blocks.map(\.fenceLine) == [9, 13, 19])
    #expect(
      read.blocks.map { Submission.essence($0.code) } == [
        ["x = 1"], ["equal(x, 1)"], ["assert x != \"1\""],
      ])
    #expect(read.exercises.map(\.checks.count) == [0, 2])
  }
}
