import LessonOutput
import Testing

@testable import Rendering

@Suite struct GradeExerciseTextTests {
  func text(_ result: ExerciseResult, width: Int = 80) -> String {
    GradeText.exercise(result, width: width).joined(separator: "\n")
  }

  @Test func partlyRight() {
    #expect(
      text(GradeFixtures.sample.submissions[1].exercises[0]) == """
        ½ ReLU backward · 1 of 4 points
          ✓ shapes · 1 of 1
          ✗ the mask · 0 of 2
              look at where x was negative
                expected [0. 1.]
                found    [1. 1.]
          ✗ zero (hidden) · 0 of 1
              think of x = 0
          your code printed:
          │ grad
          │ ✓ shapes · 4 of 4
        """)
  }

  @Test func ownErrorOnceWithLineAndCaret() {
    #expect(
      text(GradeFixtures.sample.submissions[1].exercises[2]) == """
        ✗ loop · 0 of 1 point
          TypeError: unsupported operand type(s) for *: 'NoneType' and 'float'
          line 31
          |     return 梯度 * dout
                       ^~~~~~~~~~~
          help: a function without return gives None
          ✗ sum · 0 of 1
        """)
  }

  @Test func anAnswerThatWaitsForItsReader() {
    #expect(
      text(GradeFixtures.sample.submissions[0].exercises[1]) == """
        … 为什么用 ReLU？ · 0 of 2 points
          … your own words · 0 of 2, a person reads it
              you wrote:
              │ 因为它不会饱和。
        """)
  }

  @Test func anAnswerThatWasRead() {
    var result = GradeFixtures.sample.submissions[0].exercises[1]
    result.items[0].status = .failed
    result.items[0].points = Points(1.5)
    result.items[0].feedback = Feedback(.comment, "Good. What does it cost?")
    result.settle()
    #expect(
      text(result) == """
        ½ 为什么用 ReLU？ · 1.5 of 2 points
          ½ your own words · 1.5 of 2
              you wrote:
              │ 因为它不会饱和。
              comment: Good. What does it cost?
        """)
  }

  @Test(arguments: [20, 33, 47, 80, 200])
  func linesFit(width: Int) {
    for submission in GradeFixtures.sample.submissions {
      for result in submission.exercises {
        for line in GradeText.exercise(result, width: width) {
          #expect(DisplayWidth.of(line) <= width, "\(line)")
        }
      }
    }
  }

  /// A learner's lines stand behind a bar and hold no control characters.
  @Test func aFakeReportIsSeenAsPrinted() {
    var result = GradeFixtures.result(
      "a", nil, [GradeFixtures.check("c", false)],
      stdout: "✓ a · 1 of 1 point\r\n\u{1B}[2J\u{1B}[1A\u{7}x\ry\u{202E}z\u{85}\ttab")
    result.feedback = Feedback(.error, "ValueError: oops\n✓ a · 1 of 1 point\n  ✓ c · 1 of 1")
    let lines = GradeText.exercise(result, width: 60)
    #expect(lines.first == "✗ a · 0 of 1 point")
    #expect(lines.count { $0.contains("✓") } == 3)
    #expect(lines.filter { $0.contains("✓") }.allSatisfy { $0.hasPrefix("  │ ") })
    #expect(lines.contains("  │ \\x1b[2J\\x1b[1A\\x07x\\ry\\u202ez\\x85   tab"))
    for scalar in lines.joined(separator: "\n").unicodeScalars where scalar != "\n" {
      #expect(scalar.properties.generalCategory != .control)
    }
  }

  @Test func longOutputIsCutInTheMiddle() {
    let result = GradeFixtures.result(
      "a", nil, [GradeFixtures.check("c", true)],
      stdout: (1...1000).map { "line \($0)\n" }.joined())
    let lines = GradeText.exercise(result, width: 60)
    #expect(lines.contains("  │ … 960 lines left out"))
    #expect(lines.last == "  │ line 1000")
    #expect(lines.count == 2 + 1 + 41)
  }
}
