import LessonOutput
import Testing

@testable import LessonDocument

/// What a learner wrote between an answer's comment and its end mark is the answer, whatever it is.
@Suite struct FreeAnswerTests {
  private static let lesson = """
    # L

    ## One

    <!-- answer: one, points: 5 -->
    *Your answer.*

    ## Two

    <!-- answer: two, points: 5 -->
    *Your answer.*

    ## Three

    ```python
    #| label: last
    x = 1
    ```

    """

  /// The copy with the first answer replaced.
  private func copy(_ answer: String, hasEnd: Bool = true) -> LessonSource {
    let lesson = read(Self.lesson)
    var text = StudentCopy(id: "l", version: "v").text(of: lesson)
    if let range = text.firstRange(of: "*Your answer.*") {
      text.replaceSubrange(range, with: answer)
    }
    if !hasEnd, let range = text.firstRange(of: AnswerPart.end) { text.removeSubrange(range) }
    return read(text)
  }

  private func answers(_ copy: LessonSource) -> [String: [String]] {
    Submission(copy, for: read(Self.lesson)).answers
  }

  @Test(arguments: [
    "before\n\n<!-- note -->\n\nafter", "<!-- a\nb -->\nafter",
    "## My heading\n\ntext\n\n# Another",
    "a\n\n```python\nx = 2\n```\n\nb", "> quoted\n>\n> <!-- answer: two, points: 5 -->\n> mine",
    "- [x] a\n- [ ] b", "---\n\na", "```answers\nchoice one: 1\n```\n\nb", "a\n\n<details>\n\nb",
    "a\n\n```py\n#| exercise: e\nx = 2\n```\n\nb",
  ])
  func anAnswerIsTakenWhole(text: String) {
    let made = copy(text)
    #expect(answers(made) == ["one": [text], "two": ["*Your answer.*"]])
    // The lesson around it stays as it is.
    #expect(made.exercises.map(\.id) == ["one", "two"])
    #expect(made.blocks.map(\.label) == ["last"])
    let headings = made.prose.compactMap { prose -> String? in
      if case .heading(_, let id, _) = prose { id } else { nil }
    }
    #expect(headings == ["l", "one", "two", "three"])
    #expect(made.diagnostics.filter { $0.severity == .error } == [])
  }

  @Test func anAnswerWithoutEndMarkEndsAtTheNextPart() {
    #expect(
      answers(copy("mine\n\n<!-- note -->\n\nmore", hasEnd: false))["one"] == [
        "mine\n\n<!-- note -->\n\nmore"
      ])
    #expect(answers(copy("mine", hasEnd: false)) == ["one": ["mine"], "two": ["*Your answer.*"]])
    let other = "mine\n<!-- choice: two -->\n- [ ] a"
    #expect(answers(copy(other, hasEnd: false))["one"] == ["mine"])
  }

  @Test func longAnswersAreCutByTheirBytes() throws {
    let made = copy(String(repeating: "ä", count: 40_000))
    let submission = Submission(made, for: read(Self.lesson))
    #expect(submission.answers["one"]?.first?.utf8.count == 65_536)
    #expect(
      submission.answerNotes["one"] == [
        "the answer in line 10 has 80000 bytes; the first 65536 are handed on"
      ])
    // One letter with so many accents is one character to Swift.
    let tall = copy("a" + String(repeating: "\u{301}", count: 50_000))
    #expect((answers(tall)["one"]?.first?.utf8.count ?? 0) <= 65_536)
    #expect(Submission(copy("short"), for: read(Self.lesson)).answerNotes.isEmpty)
  }
}
