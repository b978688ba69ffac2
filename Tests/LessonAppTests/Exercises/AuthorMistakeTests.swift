import LessonDocument
import LessonOutput
import Testing

@testable import LessonApp

/// Mistakes of authors: each is told once, at its line, with one next move.
@Suite struct AuthorMistakeTests {
  let harness: ApplicationHarness

  init() throws { harness = try ApplicationHarness() }

  /// What `lesson test` says, without the lines that are quoted.
  private func told(_ text: String) throws -> [String] {
    try harness.scratch.write("a.md", text)
    let outcome = try harness.perform { $0.test(TestRequest(paths: [harness.scratch("a.md")])) }
    return outcome.errors.replacing(harness.scratch("a.md"), with: "a.md")
      .split(separator: "\n").filter { !$0.hasPrefix("    ") }.map(String.init)
  }

  private func exercise(
    _ id: String, _ answer: String, check: String = "equal(f, 1)", options: String = "",
    more: String = ""
  ) -> String {
    """
    ## \(id)

    ```python
    #| exercise: \(id)
    \(options)f = ____
    ```

    ```python
    #| solution: true
    \(answer)
    ```

    ```python
    #| check: f is one
    \(check)
    ```

    \(more)

    """
  }

  private let wrong = "```python\n#| wrong: two\n#| says: That is two.\nf = 2\n```\n"

  // MARK: Causes

  @Test func aSetUpThatFailsIsToldOnce() throws {
    let setup = "```python\n#| setup: true\nscale = 1 / 0\n```\n\n"
    #expect(
      try told(
        setup + exercise("one", "f = scale", more: wrong) + exercise("two", "f = scale")
          + "The scale is 2<!-- scale -->.\n\n```python\nprint(scale)\n```\n") == [
          "a.md:3:9: error: ZeroDivisionError: division by zero",
          "a.md:3:9: note: Not judged because of this: the block in line 49, the exercise `one`, "
            + "the exercise `two`, the number `scale` in line 47.",
        ])
  }

  @Test func whatABrokenBlockBindsIsToldOnce() throws {
    #expect(
      try told("```python\nrows = [1, 2\n```\n\n```python\nn = len(rows)\n```\n\n2<!-- n -->\n")
        == [
          "a.md:2:8: error: SyntaxError: '[' was never closed", "  help: add the matching `]`",
          "a.md:2:8: note: Not judged because of this: the block in line 5, the number `n` in line 9.",
        ])
  }

  @Test func aSolutionThatFailsIsToldOnce() throws {
    let second = "```python\n#| check: f is small\nassert f < 2\n```\n\n"
    #expect(
      try told(exercise("one", "f = 3", more: second + wrong)) == [
        "a.md:8:1: error: The solution of `one` fails 2 of its 2 checks, the first “f is one”.",
        "  help: expected 1; found 3",
        "a.md:8:1: note: Not judged because of this: the wrong answer of `one`.",
      ])
    #expect(
      try told(
        exercise("one", "f = g", more: wrong) + exercise("two", "f = f", options: "#| needs: one\n")
      )
        == [
          "a.md:10:1: error: The solution of `one` does not run: NameError: name 'g' is not defined",
          "  help: assign it before this line",
          "a.md:10:1: note: Not judged because of this: the wrong answer of `one`, "
            + "the exercise `two`.",
        ])
  }

  @Test func aSolutionThatFailsForOneNumberIsToldOnce() throws {
    #expect(
      try told(
        exercise(
          "one", "f = n if n < 3 else 0", check: "equal(f, n)",
          options: "#| variants: n in 2, 3, 5\n"))
        == [
          "a.md:9:1: error: The solution of `one` fails the check “f is one” with n = 3.",
          "  help: expected 3; found 0",
        ])
  }

  /// What stands in for a needed exercise runs in the lesson as well.
  @Test func anExerciseThatIsNeededStandsIn() throws {
    #expect(
      try told(
        exercise("one", "f = 1")
          + exercise("two", "g = f", check: "equal(g, 1)", options: "#| needs: one\n").replacing(
            "f = ____", with: "g = ____") + "```python\nh = g + 1\n```\n") == [])
  }

  // MARK: Parts

  @Test func anExerciseWithoutSolution() throws {
    #expect(
      try told(
        "```python\n#| exercise: one\nf = ____\n```\n\n```python\n#| check: f\nequal(f, 1)\n```\n")
        == [
          "a.md:1:1: error: The exercise `one` has no solution: nothing shows that its checks can be "
            + "passed.", "  help: Add a block with `#| solution: true`.",
        ])
  }

  @Test(arguments: [
    (
      "<!-- choice: a, point: 1 -->",
      ["error: A choice has no option `point`.", "Did you mean `points`?"]
    ),
    (
      "<!-- choice: a, rubric: b -->",
      ["error: A choice has no option `rubric`.", "It has `points`."]
    ),
    ("<!-- chioce: a -->", ["error: There is no part `chioce`.", "Did you mean `choice`?"]),
    ("<!-- Choice: a -->", ["error: There is no part `Choice`.", "Did you mean `choice`?"]),
    (
      "<!-- choice a -->",
      ["error: The `:` behind `choice` is missing.", "Write `<!-- choice: a -->`."]
    ),
    (
      "<!-- choice: which gate, points: 1 -->",
      [
        "error: `which gate` is not a name for the choice.",
        "Use letters, digits, `-` and `_`: `<!-- choice: which-gate -->`.",
      ]
    ),
    (
      "<!-- choice: a, points 1 -->",
      [
        "error: This comment announces no choice: an option has no `:`.",
        "Write `<!-- choice: a, points: 1 -->`.",
      ]
    ),
  ])
  func commentsThatAreMisspelt(comment: String, expected: [String]) throws {
    #expect(
      try told("\(comment)\n- [ ] b\n- [x] c\n") == [
        "a.md:1:1: \(expected[0])", "  help: \(expected[1])",
      ])
  }

  @Test func remarksAreNoParts() throws {
    for remark in ["more", "note: a", "TODO: answer the mail", "answer the mail", "lint: off"] {
      #expect(try told("a\n\n<!-- \(remark) -->\n\nb\n") == [])
    }
  }

  @Test func answers() throws {
    #expect(
      try told("<!-- answer: a, points: 2, rubrik: b -->\n*Yours.*\n") == [
        "a.md:1:1: error: An answer has no option `rubrik`.", "  help: Did you mean `rubric`?",
        "a.md:1:1: note: The answer `a` has no rubric: who reads it sees no criteria.",
        "  help: Add `rubric: what to look for; what else` to the comment.",
      ])
  }

  // MARK: Ids

  @Test func partsBelowOneHeadingShareAnId() throws {
    let choice = "<!-- choice: one, points: 1 -->\n- [ ] b\n- [x] c\n\n"
    #expect(try told(exercise("one", "f = 1", more: choice + "### And\n\n" + choice)) == [])
  }

  @Test func anIdThatIsTakenIsAnError() throws {
    let choice = "<!-- choice: one, points: 1 -->\n- [ ] b\n- [x] c\n"
    let expected = [
      "error: The id `one` is taken: the exercise in line 3 has it.",
      "  help: Choose another id; parts of one exercise follow each other below one heading.",
    ]
    #expect(
      try told(exercise("one", "f = 1") + "## Other\n\n" + choice)
        == ["a.md:21:1: \(expected[0])", expected[1]])
    let between = "<!-- choice: two -->\n- [ ] b\n- [x] c\n\n"
    #expect(
      try told(exercise("one", "f = 1", more: between + choice))
        == ["a.md:22:1: \(expected[0])", expected[1]])
    // Hints and solutions may stand at the end.
    #expect(
      try told(exercise("one", "f = 1") + "## Hints\n\n<!-- hint: one -->\n\nThink.\n") == [])
  }

  // MARK: Choices

  @Test func whatLooksLikeAReason() throws {
    #expect(
      try told(
        """
        <!-- choice: a -->
        - [ ] loss - penalty
        - [x] the max gate: it routes to the larger
        - [ ] the add gate—it copies
        - [ ] `loss - penalty` — a difference
        - the mul gate
        """) == [
          "a.md:2:1: warning: Learners see all of this option, also what follows ` - `.",
          "  help: Write ` — ` before a reason; put a difference into backquotes.",
          "a.md:3:1: warning: Learners see all of this option, also what follows `:`.",
          "  help: Write ` — ` before a reason. If this is none, add a reason after ` — `.",
          "a.md:4:1: warning: Learners see all of this option, also what follows `—` without blanks.",
          "  help: Write ` — ` before a reason. If this is none, add a reason after ` — `.",
          "a.md:6:1: error: This option of the choice `a` has no box: nobody can tick it.",
          "  help: Start it with `- [ ]`, or with `- [x]` if it is right.",
        ])
  }

  /// Numbers, emphasis and options are told inside hints and options too.
  @Test func proseOfPartsIsTested() throws {
    let hint = """
      <!-- hint -->
      <details><summary>Hint</summary>

      看**重点。**这 and 7<!-- m --> now.

      </details>

      <!-- choice: two -->
      - [ ] the **重点。**这 gate
      - [x] 5<!-- m --> gates

      ```python
      #| lable: m
      m = 2
      ```

      """
    let told = try told("```python\nm = 2\n```\n\n" + exercise("one", "f = 1", more: hint))
    let emphasis =
      "warning: Markdown does not take this `**` for emphasis: it stands between punctuation and a "
      + "letter."
    let move = "  help: Move the punctuation out, as in `**重点**。`, or put a space after `**`."
    let update = "  help: `lesson test --update` writes the computed number"
    #expect(
      told == [
        "a.md:25:7: \(emphasis)", move,
        "a.md:25:15: error: the lesson shows 7, but `m` is 2", update,
        "a.md:30:16: \(emphasis)", move,
        "a.md:31:7: error: the lesson shows 5, but `m` is 2", update,
        "a.md:34:4: error: There is no option `lable`.", "  help: Did you mean `label`?",
      ])
  }

  // MARK: Learners

  @Test func learnersReadWhatTheyCanDo() throws {
    try harness.scratch.write("l.md", exercise("relu", "f = 1"))
    _ = try harness.perform {
      $0.student(StudentRequest(file: harness.scratch("l.md"), output: harness.scratch("c.md")))
    }
    let copy = try harness.scratch.text("c.md")
    func told(_ text: String) -> [String] {
      LessonReader.read(text: text, name: "c.md").diagnostics.flatMap {
        [$0.message, $0.hint ?? ""]
      }
    }
    let restore =
      "Put the lines back as they were in the copy that you got, or ask for a fresh copy."
    #expect(told(copy) == [])
    #expect(
      told(copy.replacing("#| exercise: relu\n", with: "")) == [
        "The option `defines` has no effect here.", restore,
        "This check belongs to no exercise.", restore,
      ])
    #expect(
      told(copy.replacing("#| exercise: relu\n", with: "#| x: relu\n"))[0...1] == [
        "There is no option `x`.", restore,
      ])
    // Graded by the author's file: the line is named.
    try harness.scratch.write("in/c.md", copy.replacing("exercise: relu", with: "exercise: rellu"))
    var request = GradeRequest(
      file: harness.scratch("l.md"), submissions: [harness.scratch("in")])
    request.reports = [.json]
    let outcome = try harness.perform { $0.grade(request) }
    let book = try GradeJSON.read(Array(outcome.output.utf8), name: "grades.json")
    #expect(
      book.submissions[0].exercises[0].feedback
        == Feedback(
          .file, "The block of this exercise is not in the file.",
          hint: "line 9 says `#| exercise: rellu`: write `relu` again"))
  }
}
