import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

/// What can be asked, and what is said where there is no answer.
@Suite struct QuestionTests {
  static let lesson = """
    # Questions

    ```python
    #| label: first
    #| trace: f
    x, y, z = -2, 5, -4
    q = x + y
    f = q * z
    unused = x * 3
    ```

    ```python
    #| label: net
    #| trace: loss
    x = np.array([[1.0, -2.0], [0.5, 3.0]])
    W = np.array([[1.0, 2.0, 0.0], [0.25, -1.0, 1.0]])
    w = [2.0, -3.0]
    def layer(v, M):
        out = v @ M
        return np.tanh(out)
    h = layer(x, W)
    h = layer(h, W.T)
    a = x[0, 0]
    n = len(w)
    loss = (h * h).sum() * w[0] + a * w[1]
    ```

    ```python
    u = 3
    v = u * 2 + n
    H = np.zeros(3)
    H[1] = u * v
    total = 0
    for i in range(3): total += i
    ```
    """

  let kept = LessonRunner.keep(LessonReader.read(text: lesson, name: "q.md"))

  private func answer(_ question: String, isFull: Bool = false) throws -> Derivation {
    try kept.why(question, isFull: isFull).get()
  }

  private func problem(_ question: String) -> QuestionProblem? {
    if case .failure(let problem) = kept.why(question) { return problem }
    return nil
  }

  @Test func theCourseExample() throws {
    let derivation = try answer("first:x.grad")
    #expect(derivation.steps.map(\.name) == ["x.grad", "q.grad", "f.grad", "z"])
    #expect(derivation.steps.map(\.equation) == ["−4 = −4 × 1", "−4 = 1 × (−4)", "", ""])
    #expect(derivation.steps.map(\.formula) == ["q.grad·1", "f.grad·z", "", ""])
    #expect(derivation.steps[0].reason == "∂q/∂x = 1" && derivation.steps[1].reason == "∂f/∂q = z")
    #expect(derivation.steps.map(\.kind) == [.computed, .computed, .seed, .leaf])
    #expect(derivation.steps.map(\.line) == [7, 8, 8, 6])
    #expect(derivation.steps.map(\.children) == [[1], [2, 3], [], []])
    #expect(derivation.output == "f" && derivation.block == 0 && derivation.label == "first")
    #expect(derivation.steps.map(\.node) == [1, 4, 5, 3])
  }

  @Test(arguments: [
    ("q", 3.0), ("q.grad", -4), ("first:q", 3), ("f", -12), ("f.grad", 1),
    ("W[0, 1]", 2), ("W[0][1]", 2), ("W[-2, -2]", 2), ("Ｗ［０，１］", 2), ("x[1, 0]", 0.5),
    ("w[1]", -3), ("w[-1]", -3), ("w[1].grad", 1), ("w.grad[1]", 1), ("n", 2), ("net:n", 2),
    ("v", 8), ("u", 3), ("total", 3), ("a", 1), ("H[1]", 24), ("H[0]", 0), ("first:unused", -6),
    ("first:gate 1", 3), ("first:1", 3), ("first:gate 1.grad", -4), ("first:4", -4),
  ])
  func isAnswered(_ question: String, _ expected: Double) throws {
    let derivation = try answer(question)
    #expect(derivation.value.number == expected)
    #expect(derivation.question == question)
    for step in derivation.steps where step.kind == .computed {
      #expect(EquationChecker.check(step.equation) == nil, "\(step.equation)")
    }
  }

  @Test func integersStayIntegers() throws {
    let derivation = try answer("v")
    #expect(derivation.steps.map(\.equation) == ["8 = 6 + 2", "6 = 3 × 2", "", ""])
    #expect(derivation.value.isInteger)
  }

  @Test func versionsOfANameAreAskedForByNumber() throws {
    let first = try answer("h@1[0, 0]")
    let second = try answer("h@2[0, 0]")
    #expect(first.steps[0].name == "h[0, 0]" && second.steps[0].name == "h′[0, 0]")
    #expect(try answer("h[0, 0]").value == second.value)
    #expect(try answer("h′[0, 0]").value == second.value)
    #expect(try answer("h'[0, 0]").value == second.value)
  }

  @Test func insideCallsNamesSayWhichCall() throws {
    let derivation = try answer("W.grad[0, 1]", isFull: true)
    let names = derivation.steps.map(\.name)
    #expect(Set(names).count == names.count)
    let inside = derivation.steps.filter { $0.call == "layer" }
    #expect(!inside.isEmpty && inside.allSatisfy { $0.line == 19 || $0.line == 20 })
    // What a step is called can be asked for.
    for step in derivation.steps {
      // A bare name is its last value.
      let again = try answer(
        step.name.hasPrefix("h[") || step.name.hasPrefix("h.")
          ? "h@1" + step.name.dropFirst() : step.name)
      #expect(again.value == step.value, "\(step.name)")
      #expect(again.steps[0].equation == step.equation, "\(step.name)")
    }
  }

  @Test func theNearestTracedBlockAnswersAndSaysSo() throws {
    let derivation = try answer("x.grad[0, 0]")
    #expect(derivation.label == "net" && derivation.output == "loss")
    #expect(try answer("y.grad").label == "first")
    let lesson = LessonReader.read(
      text: "```python\n#| label: one\n#| trace: f\nx = 2.0\nf = x * x\n```\n\n"
        + "```python\n#| trace: g\nx = 3.0\ng = x * x\n```\n", name: "two.md")
    let two = LessonRunner.keep(lesson)
    let nearest = try two.why("x.grad").get()
    #expect(nearest.value.number == 6)
    #expect(nearest.notes == ["The last traced block that has it; others: `one:x.grad`"])
    #expect(try two.why("x.grad", block: 0).get().value.number == 4)
    #expect(try two.why("one:x.grad").get().notes.isEmpty)
  }

  @Test func elementsOfAnInputAreOneInput() throws {
    let lesson = LessonReader.read(
      text:
        "```python\n#| trace: f\nx = np.array([3.0, 4.0])\na = x[0]\nf = a * x[1] + x[0]\n```\n",
      name: "t.md")
    let kept = LessonRunner.keep(lesson)
    let node = kept.run.blocks[0].traces[0].nodes[0]
    #expect(node.gradient?.number == 5)
    for question in ["a.grad", "x.grad[0]", "x[0].grad"] {
      let derivation = try kept.why(question).get()
      #expect(derivation.value.number == 5 && derivation.steps[0].equation == "5 = 1 × 4 + 1")
    }
  }

  @Test func nodesOfATraceAreAskedForById() throws {
    for (block, shown) in kept.run.blocks.enumerated() {
      for (number, trace) in shown.traces.enumerated() {
        for node in trace.nodes {
          let element = node.value.shape.map { _ in 0 }
          let value = try kept.why(
            node: node.id, element: element, isGradient: false, block: block, trace: number
          ).get()
          #expect(value.value.number == node.value.elements.first)
          guard let gradient = node.gradient else { continue }
          let derivation = try kept.why(
            node: node.id, element: element, isGradient: true, block: block, trace: number
          ).get()
          #expect(derivation.value.number == gradient.elements.first)
        }
      }
    }
  }

  @Test func gatesAreNumberedAsInTheViewThatIsSeen() throws {
    let trace = kept.run.blocks[1].traces[0]
    for open in [Set<Int>(), Set(trace.groups.map(\.id))] {
      let view = TraceView(trace, open: open)
      for node in view.nodes where node.isGate && node.node.name == nil {
        let derivation = try kept.why(
          node: node.id, element: node.node.value.shape.map { _ in 0 }, isGradient: false, block: 1,
          trace: 0, open: open
        ).get()
        let name = derivation.steps[0].name
        #expect(name.hasPrefix("gate \(node.step ?? 0)") || name.hasPrefix("layer("), "\(name)")
      }
    }
  }

  @Test(arguments: [
    ("", QuestionProblem.Kind.malformed, "empty", "x.grad"),
    ("W[0:1, 0]", .malformed, "several numbers", "[0, 1]"),
    ("W[x, 0]", .malformed, "is not an index", "integers"),
    ("[0]", .unanswered, "binds", "`w[0]`"),
    (".grad", .malformed, "names no number", "x.grad"),
    ("W", .unanswered, "holds 6 numbers, shape (2, 3)", "`W[0, 1]`, the largest: 2"),
    ("W.grad", .unanswered, "holds 6 numbers", "W.grad["),
    ("W[0]", .unanswered, "1 index does not pick one number", "W["),
    ("W[2, 0]", .unanswered, "out of range: axis 0 of `W`, shape (2, 3), has size 2", "0 to 1"),
    ("W[0, -4]", .unanswered, "out of range", "−3 to −1"),
    ("q[0]", .unanswered, "`q` is a number: it has no index", "`q`"),
    ("w", .unanswered, "is a list of 2", "`w[0]`"),
    ("w[2]", .unanswered, "is a list of 2", "`w[0]`"),
    ("first:unused.grad", .withoutGradient, "no path leads from it to `f`", "would be 0"),
    ("lost.grad", .unanswered, "no block that ran binds `lost`", "did you mean `loss`?"),
    ("frist:x", .unanswered, "no block with the label `frist`", "did you mean `first`?"),
    ("first:gate 9", .unanswered, "there is no step 9", "steps 1 to 4"),
    ("u.grad", .unanswered, "`u` is bound in a block that is not traced", "#| trace: f"),
    ("layer", .unanswered, "is not a number", "x.grad"),
    ("out", .unanswered, "is a name inside several calls", "`layer(x, W).out`"),
    ("h@9[0, 0]", .unanswered, "is no number of a trace", "`h′`"),
  ])
  func problemsTeach(
    _ question: String, _ kind: QuestionProblem.Kind, _ message: String, _ hint: String
  ) throws {
    let found = self.problem(question)
    let problem = try #require(found, "\(question) has an answer")
    #expect(problem.kind == kind, "\(problem.message)")
    #expect(problem.message.contains(message), "\(problem.message)")
    #expect((problem.hint ?? "").contains(hint), "\(problem.hint ?? "no hint")")
  }

  @Test func withoutATraceThereAreValuesButNoGradients() throws {
    let lesson = LessonReader.read(
      text: "```python\nn = 0\nn += 1\nx = 2.0\ny = x * x + n\n```\n", name: "t.md")
    let kept = LessonRunner.keep(lesson)
    #expect(kept.run.blocks[0].traces.isEmpty)
    // The block is run again from a fresh start: n is 1, not 2.
    #expect(try kept.why("y").get().steps[0].equation == "5 = 4 + 1")
    guard case .failure(let problem) = kept.why("x.grad") else {
      Issue.record("there is no gradient without a trace")
      return
    }
    #expect(problem.message.contains("no block is traced"))
    #expect(problem.hint?.contains("#| trace: f") == true)
  }

  static let elements: [(String, Double, String, Int?)] = [
    ("losses[0]", 9, "9 = (−3)²", 17), ("losses[-1]", 25, "25 = 5²", 17),
    ("d['k']", 10, "10 = 2 × 5", 20), ("u[1]", 6, "6 = 3 × 2", 8),
    ("u[1].grad", 2, "2 = 1 × 2", 9), ("u.grad[2]", 3, "3 = 1 × 3", 9),
    ("u[0].grad", 22, "22 = 2 × 2 + 3 × 3 + 1 × 9", 7), ("w[0].grad", 6, "6 = 1 × 6", 9),
    ("w[0]", 2, "", 6), ("a.grad", 6, "", 29), ("x + losses[0]", 11, "11 = 2 + 9", nil),
  ]

  /// What the code keeps in lists and dictionaries has a past too.
  @Test(arguments: elements)
  func elementsOfWhatABlockMakes(
    _ question: String, _ value: Double, _ equation: String, _ line: Int?
  ) throws {
    let lesson = LessonReader.read(
      text: """
        # Lists

        ```python
        #| label: one
        #| trace: f
        w = [2.0, -3.0]
        x = 3.0
        u = [x, x * 2, x * 3]
        f = u[1] * w[0] + u[2] * u[0]
        ```

        ```python
        #| label: two
        x = 2.0
        losses = []
        for i in range(5):
            loss = (x * i - 3) ** 2
            losses.append(loss)

        d = {'k': x * 5}
        ```

        ```python
        #| trace: g
        w = 3.0
        g = w * w
        ```

        ```python
        class Value: pass
        a = Value()
        a.grad = 6.0
        ```
        """, name: "lists.md")
    let kept = LessonRunner.keep(lesson)
    let derivation = try kept.why(question).get()
    #expect(derivation.value.number == value && derivation.question == question)
    #expect(derivation.steps[0].equation == equation && derivation.steps[0].line == line)
  }

  @Test func variablesAnswerForTheirOwnBackward() throws {
    let lesson = LessonReader.read(
      text: "```python\nfrom lesson import variable\nv = variable(3.0)\nw = v * v\nw.backward()\n"
        + "w.backward()\nu = v * 2\n```\n", name: "t.md")
    let kept = LessonRunner.keep(lesson)
    let derivation = try kept.why("v.grad").get()
    #expect(derivation.value.number == 6 && derivation.steps[0].equation == "6 = 1 × 3 + 1 × 3")
    #expect(derivation.notes.first?.hasPrefix("backward() was called 2 times") == true)
    #expect(try kept.why("u").get().value.number == 6)
  }

  @Test func numbersThatAreNotFiniteAreAnsweredToo() throws {
    let lesson = LessonReader.read(
      text: "```python\n#| trace: f\nx = np.array([0.0, -1.0, 1e300])\ns = 2.0\n"
        + "f = np.log(x).sum() * np.exp(x).sum() * s\n```\n", name: "t.md")
    let kept = LessonRunner.keep(lesson)
    for question in ["f", "x.grad[0]", "x.grad[2]", "s.grad"] {
      let derivation = try kept.why(question, isFull: true).get()
      #expect(derivation.value.number?.isFinite == false)
      for step in derivation.steps where step.kind == .computed {
        #expect(EquationChecker.check(step.equation) == nil, "\(step.equation)")
      }
    }
  }

  /// Whatever is asked, there is an answer or a reason.
  @Test func noTextBreaksIt() {
    let pieces = [
      "x", "W", "[", "]", "0", "-1", ",", ".grad", "@2", ":", "gate ", "′", " ", "'", "h", "(",
      "9999999999999999999999", "\u{FF3B}", "🙂", "\u{0}",
    ]
    var seed: UInt64 = 11
    for _ in 0..<400 {
      var text = ""
      for _ in 0..<6 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(seed >> 33) % pieces.count]
      }
      switch kept.why(text) {
      case .success(let derivation): #expect(!derivation.steps.isEmpty)
      case .failure(let problem): #expect(!problem.message.isEmpty)
      }
    }
  }
}
