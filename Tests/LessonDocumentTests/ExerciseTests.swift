import Diagnostics
import LessonOutput
import Testing

@testable import LessonDocument

@Suite struct ExerciseTests {
  private let lesson = read(
    """
    ```python
    #| setup: true
    import numpy as np
    ```

    ## ReLU

    Write its backward pass.

    ```python
    #| exercise: relu
    #| points: 3
    dx = ____
    ```

    <!-- hint -->
    <details><summary>Hint</summary>

    Which was negative?

    </details>

    ```python
    #| solution: true
    dx = dy * (x > 0)
    ```

    ```python
    #| check: the mask
    #| hidden: true
    assert dx[0] == 0
    ```

    ```python
    #| wrong: forgot the mask
    #| says: Look at the mask.
    dx = dy
    ```

    <!-- choice: which, points: 1 -->
    Which gate routes?

    - [ ] add
    - [x] max

    <!-- answer: why, points: 2, rubric: names saturation; names cost, briefly -->
    *Two sentences.*

    The end.
    """)

  @Test func partsShareTheIdAbove() {
    #expect(lesson.diagnostics.isEmpty)
    #expect(lesson.exercises.map(\.id) == ["relu", "which", "why"])
    let relu = lesson.exercises[0]
    #expect(relu.starter == 1)
    #expect(relu.solutions == [2])
    #expect(relu.checks == [3])
    #expect(relu.wrongAnswers == [4])
    #expect(relu.hints.count == 1)
    #expect(relu.heading == "ReLU")
    #expect(relu.prompt == [.paragraph([.text("Write its backward pass.")])])
    #expect(lesson.blocks[0].part == CodePart(kind: .setup, exercise: nil))
    #expect(lesson.blocks[3].options.hidden)
  }

  @Test func choicesAndAnswersTakeWhatFollows() {
    let choice = lesson.exercises[1].choices[0]
    #expect(choice.options == ["points": "1"])
    #expect(choice.content.count == 2)
    guard case .list(let list)? = choice.content.last else {
      Issue.record("no list")
      return
    }
    #expect(list.checked == [false, true])
    #expect(list.items[1] == [.paragraph([.text("max")])])
    let answer = lesson.exercises[2].answers[0]
    #expect(answer.options == ["points": "2", "rubric": "names saturation; names cost, briefly"])
    #expect(answer.content == [.paragraph([.emphasis([.text("Two sentences.")])])])
    #expect(lesson.prose.last == .paragraph([.text("The end.")]))
  }

  @Test func partsWithoutExercise() {
    #expect(read("<!-- hint -->\n\ntext").diagnostics.map(\.severity) == [.warning])
    #expect(read("```py\n#| solution: true\n```").diagnostics.map(\.severity) == [.error])
  }

  @Test func clashesAndUnknownIds() {
    let two = read("```py\n#| exercise: a\n```\n\n```py\n#| exercise: a\n```\n")
    #expect(two.diagnostics.map(\.location) == [Location(line: 6, column: 1)])
    let lost = read(
      "```py\n#| exercise: relu\n#| needs: rela\n```\n\n```py\n#| exercise: rellu\n#| check: x\n```\n"
    )
    #expect(lost.diagnostics.map(\.hint) == ["Did you mean `relu`?", "Did you mean `relu`?"])
    #expect(read("```py\n#| exercise: a\n#| check: x\n#| wrong: y\n```").hasErrors)
  }

  @Test func ordinaryCommentsVanish() {
    #expect(read("a\n\n<!-- more -->\n\nb <!-- note --> c").prose.count == 2)
  }
}

@Suite struct FrontMatterTests {
  @Test func keysAreRead() {
    let lesson = read(
      """
      ---
      title: "Backprop: how"
      lang: zh-CN
      authors: [Ada, Grace]
      prerequisites:
        - calculus.md
      seed: 7
      limits: {steps: 1_000, memory: 64 MB}
      dtype: float32
      data: digits.csv
      run: braces
      format: 1
      ---
      # Head
      """)
    #expect(lesson.diagnostics.isEmpty)
    let front = lesson.frontMatter
    #expect(front.title == "Backprop: how")
    #expect(front.language == "zh-CN")
    #expect(front.authors == ["Ada", "Grace"])
    #expect(front.prerequisites == ["calculus.md"])
    #expect(front.seed == 7)
    #expect(front.stepLimit == 1000)
    #expect(front.memoryLimit == 64 << 20)
    #expect(front.dtype == "float32")
    #expect(front.data == ["digits.csv"])
    #expect(front.runsBracesOnly)
    #expect(lesson.prose.count == 1)
  }

  @Test func unknownKeysAreNotesWithTheirLine() {
    let found = read("---\ntitle: x\ntitel: y\n---\n").diagnostics
    #expect(found.map(\.severity) == [.note])
    #expect(found.first?.location == Location(line: 3, column: 1))
    #expect(found.first?.hint == "Did you mean `title`?")
  }

  @Test(arguments: [
    "title: [a]", "seed: x", "seed: -1", "lang: {a: b}", "limits: 3", "limits: {steps: 0}",
    "dtype: int8", "run: all", "format: 2", "authors: {a: b}", "- a", "title: 'open", "a: b: c",
    "title: x\ntitle: y", "a: &a [b]\nc: *a", "title: \t@x", "? [a]\n: b", "\u{1}",
    "seed: 99999999999999999999",
  ])
  func wrongValuesAreErrors(_ yaml: String) {
    let lesson = read("---\n\(yaml)\n---\n# Head\n")
    #expect(lesson.hasErrors)
    #expect(lesson.diagnostics.allSatisfy { $0.location != nil })
    #expect(lesson.prose.count == 1)
  }

  @Test(arguments: ["", "# only", "title:", "title: ~", "...", "authors:"])
  func emptyValuesAreFine(_ yaml: String) {
    #expect(!read("---\n\(yaml)\n---\n# Head\n").hasErrors)
  }

  @Test func deepAndLongYAMLIsRefused() {
    let deep = [
      String(repeating: "[", count: 30_000), String(repeating: "- ", count: 3_000),
      String(repeating: "? ", count: 3_000), String(repeating: "a: ", count: 20_000),
      String(repeating: "x", count: FrontMatterReader.maximumBytes + 1),
    ]
    for yaml in deep { #expect(read("---\n\(yaml)\n---\n").hasErrors) }
    let atLimit = String(repeating: "[", count: FrontMatterReader.maximumDepth)
    #expect(
      read("---\ntitle: \(atLimit)\n---\n").diagnostics.first?.message.contains("levels") == false)
  }

  @Test func aRuleIsNoFrontMatter() {
    #expect(read("---\n\ntext").prose == [.rule, .paragraph([.text("text")])])
    #expect(read("---\ntitle: x\n\ntext").diagnostics.map(\.severity) == [.warning])
  }
}
