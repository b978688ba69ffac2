import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

/// Choices from the author's file to the points: copied, ticked, judged.
@Suite struct TickedCopyTests {
  private static let options = [
    "e `x — y` — SECRET", "*f — g*", "g\n  — SECRET", "g — SECRET", "$a -- b$ — SECRET",
    "[a – b](https://a.b) — SECRET", "*f* and **g** — SECRET", "the *f — SECRET*", "[a – b]",
    "f [a — b",
  ]

  private func judged(_ copy: String, _ lesson: LessonSource) throws -> ExerciseResult {
    let submission = Submission(LessonReader.read(text: copy, name: "copy.md"), for: lesson)
    let exercise = try #require(lesson.exercises.first)
    return SubmissionJudge(lesson, predictions: []).judge(exercise, submission)
  }

  @Test(arguments: options, ["\n", "\r\n"]) func rightTicksGiveTheirPoints(
    option: String, end: String
  ) throws {
    let text = """
      # L

      <!-- choice: c, points: 3 -->
      - [ ] other — not this
      - [x] \(option)
      - [ ] last

      """
    let lesson = LessonReader.read(text: text, name: "l.md")
    let copy = StudentCopy(id: "l", version: "v").text(of: lesson)
    #expect(!copy.contains("SECRET") && !copy.contains("not this") && !copy.contains("[x]"))
    let shown = "\(lesson.prose.map(\.withoutKeys))"
    #expect(!shown.contains("SECRET") && !shown.contains("not this"))
    let lines = copy.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let boxes = lines.indices.filter { lines[$0].hasPrefix("- [ ]") }
    try #require(boxes.count == 3)
    for (place, index) in boxes.enumerated() {
      var ticked = lines
      ticked[index] = "- [x]" + ticked[index].dropFirst(5)
      let result = try judged(ticked.joined(separator: end), lesson)
      #expect(result.points == (place == 1 ? Points(3) : .zero), "\(ticked[index])")
      #expect(result.status == (place == 1 ? .passed : .failed))
      // The learner quotes the line, the list, or its part.
      for quoted in [index...index, boxes[0]...(boxes[2]), (boxes[0] - 1)...(boxes[2])] {
        var lines = ticked
        for line in quoted { lines[line] = "> " + lines[line] }
        let result = try judged(lines.joined(separator: end), lesson)
        #expect(result.points == (place == 1 ? Points(3) : .zero), "\(lines)")
      }
    }
  }

  /// A quoted choice of the author's keeps its key as any other does.
  @Test func quotedChoicesHideTheirKey() throws {
    let text = "<!-- choice: c -->\n> - [ ] other — SECRET\n> - [x] this — SECRET\n\nend\n"
    let lesson = LessonReader.read(text: text, name: "l.md")
    let part = try #require(lesson.exercises.first?.choices.first)
    #expect(Choice(part)?.rightOnes == [1])
    let hidden = "\(lesson.prose.map(\.withoutKeys))"
    #expect(!hidden.contains("SECRET") && !hidden.contains("Optional(true)"))
    let copy = StudentCopy(id: "l", version: "v").text(of: lesson)
    #expect(!copy.contains("SECRET") && !copy.contains("[x]") && copy.contains("> - [ ] this\n"))
  }
}
