import LessonDocument
import LessonOutput
import LessonRunner
import Rendering
import Testing

@testable import LessonApp

/// The stepper without a terminal: what keys do to it, and what they cost.
struct StepperTests {
  private func stepper(_ text: String, rows: Int = 24, width: Int = 80) -> Stepper {
    var options = RunOptions()
    options.recordsStatements = true
    let host = LessonHost(LessonReader.read(text: text, name: "lesson.md"), options, store: nil)
    return Stepper(
      host.run, host: host, renderer: TerminalRenderer(options: TerminalOptions(width: width)),
      rows: rows, progress: LessonProgress(file: "lesson.md"))
  }

  private func text(_ stepper: inout Stepper) -> String {
    stepper.frame().lines.map(\.text).joined(separator: "\n")
  }

  @discardableResult
  private func press(_ stepper: inout Stepper, _ keys: String) -> String {
    for character in keys {
      _ = stepper.handle(character == "\n" ? .enter : .character(character))
    }
    return text(&stepper)
  }

  // MARK: What a key costs

  /// One block of 2,000 steps: a chain of 1,000 gates, forward and back.
  private static let longBlock = """
    ```python
    #| trace: x
    a = 1.5
    x = a
    for i in range(1000):
        x = x * 1.001
    ```
    """

  /// 500 blocks of 4 steps.
  private static let manyBlocks = (0..<500).map { number in
    """
    ## Part \(number)

    Some words about part \(number).

    ```python
    #| trace: f
    x, y = \(number), 2
    q = x + y
    f = q * y
    ```

    """
  }.joined()

  @Test func aLessonOfTwoThousandStepsCostsWhatIsShown() throws {
    var stepper = stepper(Self.longBlock)
    #expect(stepper.stepCount(0) == 2_000)
    _ = stepper.frame()
    // A key makes a screenful or two, wherever it leads.
    let most = 6 * 24
    for keys in ["n", "n", "p", "g1500\n", "n", "p", "g0\n", "g2000\n", "t", "t", "p", "\t"] {
      for character in keys {
        _ = stepper.handle(character == "\n" ? .enter : .character(character))
      }
      let frame = stepper.frame()
      #expect(frame.lines.count == 24)
      #expect(stepper.work <= most, "\(keys): \(stepper.work) lines")
    }
    #expect(press(&stepper, "g1234\n").contains("step 1234 of 2000"))
  }

  @Test func fiveHundredBlocksCostWhatIsShown() throws {
    var stepper = stepper(Self.manyBlocks)
    let most = 8 * 24
    #expect(stepper.script.sections.count == 500)
    for key in [Key.character("n"), .character("n"), .character(" "), .end, .left, .home, .end] {
      _ = stepper.handle(key)
      _ = stepper.frame()
      #expect(stepper.work <= most, "\(key): \(stepper.work) lines")
    }
    #expect(text(&stepper).contains("Part 499"))
  }

  @Test func everyStepOfALessonHasAFrame() throws {
    for (rows, width) in [(24, 80), (12, 40), (5, 20)] {
      var stepper = stepper(SteppingSessionTests.lesson, rows: rows, width: width)
      var seen: Set<String> = []
      for _ in 0..<200 {
        let frame = stepper.frame()
        #expect(frame.lines.count == rows)
        #expect(frame.lines.allSatisfy { $0.width <= width })
        seen.insert(frame.lines.map(\.text).joined(separator: "\n"))
        if case .prompt = stepper.mode { press(&stepper, "?\n") }
        _ = stepper.handle(.right)
        if stepper.progress.isFinished { break }
      }
      #expect(stepper.progress.isFinished)
      #expect(seen.count > 15)
      // And all the way back.
      for _ in 0..<200 where stepper.section > 0 || stepper.step > 0 {
        _ = stepper.handle(.left)
        #expect(stepper.frame().lines.count == rows)
      }
      #expect(stepper.section == 0 && stepper.step == 0)
    }
  }

  // MARK: Places

  @Test func longProseIsReadBeforeTheStepsBegin() throws {
    let words = (0..<60).map { "Sentence number \($0) stands here.\n\n" }.joined()
    var stepper = stepper("# Title\n\n\(words)\n```python\nx = 1\n```\n", rows: 20)
    #expect(text(&stepper).contains("Sentence number 0 "))
    var pages = 0
    while stepper.below > 0, pages < 50 {
      _ = stepper.handle(.enter)
      pages += 1
      #expect(stepper.step == 0)
    }
    #expect(pages > 4)
    #expect(text(&stepper).contains("x = 1"))
    _ = stepper.handle(.enter)
    #expect(stepper.step == 1)
  }

  @Test func aPredictionStandsInTheWayOfEveryJump() throws {
    for keys: [Key] in [[.end], [.character("G")], [.character("l"), .end, .enter]] {
      var stepper = stepper(SteppingSessionTests.lesson)
      for key in keys { _ = stepper.handle(key) }
      #expect(stepper.script.key(stepper.section) == "circuit")
      #expect(!text(&stepper).contains("−12"))
    }
    var stepper = stepper(SteppingSessionTests.lesson)
    press(&stepper, "  ")
    #expect(press(&stepper, "g3\n").contains("First the prediction"))
  }

  @Test func lessonsWithoutBlocksAreRead() throws {
    for text in ["", "Only words.", "# A\n\n```python\n#| eval: false\nx\n```\n"] {
      var stepper = stepper(text)
      for key in [
        Key.right, .left, .character(" "), .tab, .character("t"), .character("o"),
        .character("w"), .character("z"), .character("e"), .character("r"), .character("l"),
        .escape, .character("/"), .escape, .character("?"), .escape, .end, .home, .pageUp,
        .pageDown, .up, .down, .backspace, .unknown, .control("x"),
      ] {
        _ = stepper.handle(key)
        #expect(stepper.frame().lines.count == 24)
      }
    }
  }

  @Test func aBlockThatFailsShowsWhyAtItsEnd() throws {
    var stepper = stepper("```python\na = 1\nb = a / 0\nc = 2\n```\n\nAfter it.\n")
    #expect(press(&stepper, "n").contains("a = 1"))
    let end = press(&stepper, "n")
    #expect(end.contains("ZeroDivisionError"))
    #expect(press(&stepper, "n").contains("After it."))
  }

  // MARK: Edits

  @Test func anEditRunsTheWholeLessonAndIsMarked() throws {
    let lesson = """
      ```python
      x = 2
      ```

      ```python
      #| trace: f
      y = 3
      f = x * y
      ```

      ```python
      g = f + 1
      ```
      """
    var stepper = stepper(lesson)
    press(&stepper, "  n")
    let edited = press(&stepper, "ex = 5\n")
    #expect(edited.contains("f 6 → 15"))
    // A name of an earlier block is edited there.
    #expect(stepper.script.run.blocks[0].source.contains("x = 5"))
    #expect(stepper.script.run.blocks[2].statements.first?.changes.first?.after == "16")
    #expect(press(&stepper, "efoo = 1\n").contains("no `foo = …`"))
    #expect(press(&stepper, "r").contains("as the lesson has them"))
    #expect(stepper.script.run.blocks[0].source.contains("x = 2"))
  }

  @Test func jacobiansOfTheGateOneIsAt() throws {
    var stepper = stepper(
      """
      ```python
      #| trace: f
      x = np.array([1.0, 2.0])
      W = np.array([[0.5, -1.0], [3.0, 0.25]])
      q = W @ x
      f = q.sum()
      ```
      """, rows: 40)
    press(&stepper, "n")
    // On the way forward no gradient is given away.
    let ahead = press(&stepper, "j")
    #expect(ahead.contains("W (2, 2) · x (2,) → (2,); dout (2,)"))
    #expect(ahead.contains("Jacobian of q by x: 2 × 2, full"))
    #expect(!ahead.contains("upstream") && !ahead.contains("downstream"))
    press(&stepper, "qg4\n")
    let back = press(&stepper, "j")
    #expect(
      back.contains(
        """
          Jacobian of q by x: 2 × 2, full
                        upstream   x[0]    x[1]
            q[0]               1    0.5      −1
            q[1]               1      3    0.25
            downstream              3.5   −0.75
        """), "\(back)")
    #expect(back.contains("x[0]: 3.5 = 1 × 0.5 + 1 × 3"))
    #expect(back.contains("dx must be (2,): Wᵀ · dout"))
    for line in back.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= 80) }
    _ = press(&stepper, "q")
    #expect(press(&stepper, "g0\nj").contains("Jacobians belong to gates"))
  }

  @Test func anEditThatFailsIsExplainedAndTakenBack() throws {
    var stepper = stepper("```python\n#| trace: f\nx = 2.0\ny = 3\nf = y / x\n```\n")
    let failed = press(&stepper, "ex = 0\n")
    #expect(failed.contains("With x = 0 line 5 fails, `f = y / x`"))
    #expect(failed.contains("The inputs are as they\nwere before."))
    #expect(stepper.script.run.blocks[0].source.contains("x = 2.0"))
    // The next edit starts from inputs that work, and keeps edits from before the failed one.
    #expect(press(&stepper, "ey = 5\n").contains("f 1.5 → 2.5"))
    #expect(press(&stepper, "ex = 0\n").contains("With x = 0 line 5 fails"))
    #expect(press(&stepper, "n").contains("2.5 = 5/2"))
    #expect(press(&stepper, "r").contains("as the lesson has them"))
  }

  @Test func anEditThatFailsInALaterBlockIsTakenBack() throws {
    var stepper = stepper(
      "```python\nx = 2\n```\n\n```python\ny = [1, 2, 3][x]\n```\n")
    let failed = press(&stepper, "ex = 7\n")
    #expect(failed.contains("With x = 7 line 6 fails, `y = [1, 2, 3][x]`"))
    #expect(stepper.script.run.blocks[0].source.contains("x = 2"))
    #expect(stepper.script.run.blocks[1].status == .ok)
  }

  /// The line that ran is shown, not the file's.
  @Test func errorsOfAnEditShowTheEditedLine() throws {
    var stepper = stepper("```python\nx, y = 2, 1 / 2\n```\n")
    #expect(
      press(&stepper, "ey = 1 / 0\n").contains("With y = 1 / 0 line 2 fails, `x, y = 2, 1 / 0`"))
  }

  // MARK: Questions

  @Test func aQuestionSaysWhatTheKeysDo() throws {
    for (width, hint) in [
      (120, "Enter answers · ? I don't know · Esc read on · ↑ ↓ scroll"),
      (80, "Enter answers · ? I don't know · Esc read on"), (40, "  Enter · ? I don't know · Esc"),
      (24, "? I don't know"),
    ] {
      var stepper = stepper(SteppingSessionTests.lesson, rows: 20, width: width)
      let asked = press(&stepper, "   ").split(separator: "\n", omittingEmptySubsequences: false)
      #expect(asked.count == 20)
      #expect(asked[18].contains(hint), "\(asked[18])")
      #expect(asked[19].hasPrefix("x.grad ="))
    }
  }

  @Test func theLessonScrollsWhileAQuestionIsOpen() throws {
    var stepper = stepper(SteppingSessionTests.lesson, rows: 14)
    press(&stepper, "   ")
    for (up, down): (Key, Key) in [(.up, .down), (.pageUp, .pageDown)] {
      let before = text(&stepper)
      _ = stepper.handle(up)
      #expect(text(&stepper) != before)
      _ = stepper.handle(down)
      #expect(text(&stepper) == before)
    }
    // Help is read and left; what was typed is still there.
    press(&stepper, "－4")
    _ = stepper.handle(.help)
    #expect(text(&stepper).contains("next step"))
    #expect(press(&stepper, "q").contains("x.grad = －4"))
    #expect(press(&stepper, "\n").contains("Right: x.grad = −4"))
  }

  @Test func aWrongAnswerHearsWhichWayItIsOff() throws {
    var stepper = stepper(SteppingSessionTests.lesson)
    press(&stepper, "  n")
    #expect(
      press(&stepper, "-4.5\n").contains(
        "Not -4.5. The sign is right, but the size is too large. x goes into the + gate"))
    #expect(press(&stepper, "-1.5\n").contains("The sign is right, but the size is too small."))
    #expect(press(&stepper, "9\n").contains("The sign is the other one"))
    #expect(press(&stepper, "0\n").contains("It is not 0: nudging it changes f."))
  }

  @Test func aNumberOfAnotherBlockIsFoundThere() throws {
    let lesson = """
      ## One

      ```python
      #| label: one
      #| trace: f
      slope = 3.0
      f = slope * 2
      ```

      ## Two

      ```python
      #| label: two
      #| trace: g
      x = 5.0
      v = np.array([1.0, 2.0])
      g = x * v.sum()
      ```

      ## Three

      ```python
      #| label: three
      #| trace: h
      #| predict: t.grad
      t = 2.0
      h = t * 7
      ```
      """
    var stepper = stepper(lesson)
    press(&stepper, "   ")
    let found = press(&stepper, "wslope.grad\n")
    #expect(found.contains("Not in this block, but in block `one` (One):"))
    #expect(found.contains("2 = 1 × 2"))
    press(&stepper, "q")
    // A block that knows the name says what is wrong with the question.
    press(&stepper, "pppppppp")
    #expect(stepper.script.key(stepper.section) == "one")
    #expect(press(&stepper, "wv.grad[7]\n").contains("In block `two` (Two): "))
    // A number that its prediction still asks for is not told.
    let kept = press(&stepper, "wt.grad\n")
    #expect(kept.contains("block `three` (Three) has it"))
    #expect(!kept.contains("7 = "))
    #expect(press(&stepper, "wnowhere\n").contains("nowhere"))
  }

  @Test func hintsAreShownWhenTheyAreAskedFor() throws {
    let lesson = """
      # Try

      Fill it in.

      ```python
      #| exercise: sign
      y = ...
      ```

      <!-- hint -->
      <details><summary>Hint</summary>

      Look at the sign.

      </details>

      <!-- hint -->
      <details><summary>Hint</summary>

      It is minus one.

      </details>

      Then go on.

      ```python
      x = 1
      ```
      """
    var stepper = stepper(lesson)
    let start = text(&stepper)
    #expect(start.contains("Hint 1 of 2: h shows it."))
    #expect(!start.contains("Look at the sign"))
    let one = press(&stepper, "h")
    #expect(one.contains("Look at the sign."))
    #expect(one.contains("Hint 2 of 2: h shows it."))
    #expect(!one.contains("minus one"))
    #expect(press(&stepper, "h").contains("It is minus one."))
    #expect(press(&stepper, "h").contains("all the hints"))
    var without = self.stepper("Words.\n\n```python\nx = 1\n```\n")
    #expect(press(&without, "h").contains("There is no hint here"))
  }

  // MARK: Long traces

  @Test func aTraceThatIsCutSaysWhatIsKept() throws {
    var stepper = stepper(
      "```python\n#| trace: x\na = 1.5\nx = a\nfor i in range(6000):\n    x = x * 1.0001\n```\n")
    let start = text(&stepper)
    #expect(
      start.contains("No graph: this trace has 6000 gates. Listed are its 1 input and 1 gate"))
    #expect(start.contains("5999 gates between them are left out."))
    #expect(!start.contains("0 back"))
    #expect(!start.contains("──"))
    #expect(start.contains("start of 1 step "))
  }

  // MARK: What is kept

  @Test func twoSessionsOfOneLessonKeepEachOthersAnswers() throws {
    let scratch = try ScratchFolder()
    let store = ProgressStore(folder: scratch("state"))
    func answer(_ question: String, _ tries: [String], isRight: Bool = false)
      -> LessonProgress.Answer
    {
      LessonProgress.Answer(
        block: "a", question: question, tries: tries, isRight: isRight, isShown: false)
    }
    var first = LessonProgress(file: "l.md")
    first.section = "a"
    first.answers = [answer("x.grad", ["1", "2"])]
    var second = LessonProgress(file: "l.md")
    second.section = "b"
    second.answers = [answer("x.grad", ["1", "4"], isRight: true), answer("y.grad", ["7"])]
    for _ in 0..<3 {
      try store.save(first, of: "l.md")
      try store.save(second, of: "l.md")
    }
    let kept = try #require(store.load("l.md"))
    #expect(kept.section == "b")
    #expect(
      kept.answers == [
        answer("x.grad", ["1", "2", "4"], isRight: true), answer("y.grad", ["7"]),
      ])
    try store.save(first, of: "l.md")
    #expect(store.load("l.md")?.section == "a")
    #expect(store.load("l.md")?.answers == kept.answers)
  }

  @Test func sessionsThatSaveAtTheSameTimeLoseNothing() async throws {
    let scratch = try ScratchFolder()
    let store = ProgressStore(folder: scratch("state"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<16 {
        group.addTask {
          var progress = LessonProgress(file: "l.md")
          progress.answers = [
            LessonProgress.Answer(
              block: "b\(number)", question: "x", tries: ["1"], isRight: true, isShown: false)
          ]
          try store.save(progress, of: "l.md")
        }
      }
      try await group.waitForAll()
    }
    #expect(store.load("l.md")?.answers.count == 16)
  }
}

/// Bytes of terminals as keys.
struct KeyDecoderTests {
  @Test func keysOfTerminals() {
    let cases: [(String, [Key])] = [
      ("a", [.character("a")]), ("\r", [.enter]), ("\n", [.enter]), ("\t", [.tab]),
      ("\u{1B}[A", [.up]), ("\u{1B}OA", [.up]), ("\u{1B}[1;5C", [.right]), ("\u{1B}[Z", [.backTab]),
      ("\u{1B}[5~", [.pageUp]), ("\u{1B}[6~", [.pageDown]), ("\u{1B}OP", [.help]),
      ("\u{1B}[11~", [.help]), ("\u{1B}[[A", [.help]), ("\u{1B}[1~", [.home]), ("\u{1B}[F", [.end]),
      ("\u{7F}", [.backspace]), ("\u{C}", [.control("l")]), ("\u{1B}[3~", [.delete]),
      ("－４", [.character("－"), .character("４")]), ("\u{1B}[200~", [.unknown]),
      ("\u{1B}\u{1B}[A", [.escape, .up]), ("𝛼", [.character("𝛼")]),
    ]
    for (bytes, expected) in cases {
      var decoder = KeyDecoder()
      #expect(decoder.feed(bytes.utf8) + decoder.flush() == expected, "\(Array(bytes.utf8))")
      // The same in single bytes.
      var slow = KeyDecoder()
      var keys: [Key] = []
      for byte in bytes.utf8 { keys += slow.feed([byte]) }
      #expect(keys + slow.flush() == expected, "\(Array(bytes.utf8)) byte by byte")
    }
    var decoder = KeyDecoder()
    #expect(decoder.feed([0x1B]) == [])
    #expect(decoder.waitsForMore)
    #expect(decoder.flush() == [.escape])
  }

  @Test func noBytesStallOrTrap() {
    var seed: UInt64 = 9
    for _ in 0..<2_000 {
      var decoder = KeyDecoder()
      for _ in 0..<40 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let choices: [UInt8] = [0x1B, 0x5B, 0x4F, UInt8(truncatingIfNeeded: seed >> 40)]
        _ = decoder.feed([choices[Int(seed >> 33) & 3]])
      }
      _ = decoder.flush()
      #expect(decoder.feed([0x61]).last == .character("a"))
    }
  }
}
