import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

@Suite struct ExerciseJudgeTests {
  private let right = "def relu_backward(dout, x):\n    return dout * (x > 0)"

  @Test func aRightAnswerGetsAllPoints() {
    let result = ExerciseFixture.judge(right)
    #expect(result.status == .passed)
    #expect(result.points == Points(3))
    #expect(result.maximum == Points(3))
  }

  @Test func aStarterAsItWasHandedOutIsOpen() {
    let result = ExerciseFixture.judge("def relu_backward(dout, x):\n    return ____")
    #expect(result.status == .open)
    #expect(result.points == .zero)
    #expect(result.feedback == nil)
  }

  @Test func aKnownWrongAnswerReadsItsOwnMessage() {
    let result = ExerciseFixture.judge(
      "def relu_backward(d, inputs):\n    mask = inputs > 0\n    return mask * d * -1")
    #expect(result.status == .failed)
    #expect(result.items[0].feedback?.source == .says)
    #expect(result.items[0].feedback?.text == "Your gradient has the wrong sign.")
    #expect(result.items[0].feedback?.details.contains("found [-0., -2.]") ?? false)
  }

  @Test func anotherWrongAnswerReadsFailAndKeepsPartialCredit() {
    let result = ExerciseFixture.judge("def relu_backward(dout, x):\n    return dout * (x >= 0)")
    #expect(result.status == .partial)
    #expect(result.points == Points(2))
    #expect(result.items[1].status == .failed)
    // Of a hidden check nothing but its label and `fail`.
    #expect(result.items[1].feedback == Feedback(.fail, "what happens at 0"))
    #expect(result.items[1].stdout == "")
  }

  @Test func anErrorOfTheLearnersCodeComesFirstAndHasItsLine() {
    let result = ExerciseFixture.judge(
      "def relu_backward(dout, x):\n    grad = dout * 2\n    return grad.nothing")
    let feedback = result.items[0].feedback
    #expect(feedback?.source == .error)
    #expect(feedback?.error?.line == 7)
    #expect(feedback?.text.hasPrefix("AttributeError") ?? false)
  }

  /// The truth of an array is asked for by `and`, not by a gate or a call.
  @Test(arguments: ["dout and x > 0", "not x", "1 if x else 2", "x > 0 or dout", "0 < x < 1"])
  func theTruthOfAnArrayHasItsLine(value: String) {
    let result = ExerciseFixture.judge("def relu_backward(dout, x):\n    return \(value)")
    let error = result.items.first?.feedback?.error
    #expect(error?.line == 6)
    #expect(error?.sourceLine == "    return \(value)")
    #expect((error?.column ?? 0) >= 12)
  }

  @Test func anEndlessLoopIsStoppedWithItsLineAndCount() {
    let result = ExerciseFixture.judge(
      "def relu_backward(dout, x):\n    while True:\n        pass")
    #expect(result.points == .zero)
    let text = result.items[0].feedback?.text ?? ""
    #expect(text.contains("more than 50,000,000 steps"))
    #expect(text.contains("the loop on line 6 was in turn"))
  }

  @Test func anErrorAtTheTopFailsEveryCheck() {
    let result = ExerciseFixture.judge("print('hello')\nraise ValueError('no')\n" + right)
    #expect(result.feedback?.text == "ValueError: no")
    #expect(result.feedback?.error?.line == 6)
    #expect(result.items.allSatisfy { $0.status == .failed })
    #expect(result.stdout == "hello\n")
  }

  @Test func aNameThatIsNotDefinedIsNamed() {
    let result = ExerciseFixture.judge("def relu_bakward(dout, x):\n    return dout")
    #expect(result.items[0].feedback?.text == "Your code does not define `relu_backward`.")
    #expect(result.items[0].feedback?.hint?.contains("relu_bakward") ?? false)
  }

  @Test func aGapThatIsLeftIsNamed() {
    let result = ExerciseFixture.judge(
      "def relu_backward(dout, x):\n    y = dout\n    return y * ____")
    #expect(result.items[0].feedback?.text == "There is still a gap in line 7.")
  }

  @Test func setUpStandsForBothSides() {
    let text = ExerciseFixture.relu.replacing(
      "np.array([0.0, 2.0]))\n", with: "np.array([0.0, scale]))\n")
    #expect(ExerciseFixture.judge(right, text).status == .passed)
    #expect(
      ExerciseFixture.judge(
        "def relu_backward(dout, x):\n    return dout * (x > 0) * scale / 2", text
      ).status == .passed)
  }

  // MARK: Tries to gain

  @Test(
    "tries to pass without an answer gain nothing",
    arguments: [
      // Other functions in place of the checks'.
      "def close(*a, **k): return True\ndef equal(*a): return True\ndef relu_backward(d, x): return d",
      "class np:\n    def array(x): return 0\ndef relu_backward(d, x): return d",
      "import numpy as np\nnp.array = lambda x: 0\ndef relu_backward(d, x): return d",
      "def abs(x): return 0\nnp = None\ndef relu_backward(d, x): return d",
      "import lesson.check as check\ncheck.close = lambda *a: True\ndef relu_backward(d, x): return d",
      "import builtins\nbuiltins.abs = lambda x: 0\ndef relu_backward(d, x): return d",
      // Objects that lie.
      """
      class Liar:
          shape = (2,)
          def __eq__(self, other): return True
          def __sub__(self, other): return 0
          def __rsub__(self, other): return 0
          def __abs__(self): return 0
          def __le__(self, other): return True
          def __array__(self): return [0.0, 2.0]
      def relu_backward(d, x): return Liar()
      """,
      "class Box(list):\n    def __eq__(self, o): return True\ndef relu_backward(d, x): return Box([1])",
      // The inputs changed, in the hope that what is expected changes too.
      "def relu_backward(d, x):\n    d *= 0\n    x *= 0\n    return d",
      // Random streams, a raised check, an early end.
      "import numpy as np\nnp.random.seed(0)\ndef relu_backward(d, x): return d",
      "def relu_backward(d, x): raise AssertionError('all checks passed')",
      "def relu_backward(d, x): raise SystemExit(0)",
      "def relu_backward(d, x): return NotImplemented",
      "relu_backward = lambda d, x: (_ for _ in ())",
      "import sys\nsys.exit(0)",
      "exit()",
      "assert_ = True\n__debug__ = False\ndef relu_backward(d, x): return d",
      // A report of one's own.
      "print('✓ relu · 3 of 3 points')\ndef relu_backward(d, x):\n    print('passed')\n    return d",
    ])
  func triesGainNothing(_ code: String) {
    let result = ExerciseFixture.judge(code)
    #expect(result.points == .zero, "\(code)")
    #expect(result.status != .passed)
  }

  @Test func whatAHiddenCheckHandsOverIsNeverShown() {
    let result = ExerciseFixture.judge(
      """
      seen = []
      def relu_backward(d, x):
          seen.append(list(x))
          print('inputs', x, seen)
          if 7.25 in list(x):
              raise ValueError(f'secret {x}')
          return d * (x > 0)
      """)
    #expect(result.items[1].status == .failed)
    let shown = "\(result.forLearner)"
    #expect(!shown.contains("7.25"))
    #expect(shown.contains("inputs [-1.  3.]"))
  }

  @Test func aChangedArgumentIsReportedAndTheCheckKeepsItsOwn() {
    let result = ExerciseFixture.judge(
      "def relu_backward(dout, x):\n    dout[x <= 0] = 0\n    return dout")
    #expect(result.status == .passed)
    #expect(result.notes.contains { $0.hasPrefix("relu_backward() changed its argument dout") })
    let byName = ExerciseFixture.relu.replacing(
      "relu_backward(np.array", with: "relu_backward(dout=np.array"
    )
    .replacing("2.0]), np.array", with: "2.0]), x=np.array")
    let named = ExerciseFixture.judge(
      "def relu_backward(dout, x):\n    x[:] = x > 0\n    return dout * x", byName)
    #expect(named.notes.contains { $0.hasPrefix("relu_backward() changed its argument x") })
  }

  @Test func readingFilesAndChecksIsRefused() {
    for code in [
      "text = open('relu.md').read()", "import os\nos.listdir('.')",
      "import inspect\ninspect.stack()", "secret", "globals()['secret']",
      "import gc\ngc.get_objects()", "eval('secret')", "__import__('os')",
    ] {
      // A right answer beside it: what costs the points is that the attempt is not let through.
      let result = ExerciseFixture.judge(code + "\n" + right)
      #expect(result.points == .zero, "\(code)")
      #expect(result.feedback?.source == .error, "\(code)")
    }
    let inside = "def relu_backward(d, x):\n    relu_backward.__globals__\n    return d * (x > 0)"
    #expect(ExerciseFixture.judge(inside).points == .zero)
  }

  private static let product = """
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
    gradient(backward, lambda x, y: x * y, at=(3.0, -4.0))
    ```
    """

  @Test(arguments: ["y", "y, None", "{'dx': y}", "y, 'x'", "(y,)"])
  func everyGradientIsOwed(_ result: String) {
    let code = "def backward(x, y):\n    return \(result)"
    let judged = ExerciseFixture.judge(code, Self.product, id: "product")
    #expect(judged.points == .zero)
    #expect(judged.items[0].feedback?.text == "Your result has no gradient of `y`.")
    let right = "def backward(x, y):\n    return y, x"
    #expect(ExerciseFixture.judge(right, Self.product, id: "product").status == .passed)
  }

  @Test func anExplanationShowsNothingOfLaterChecks() {
    let text = ExerciseFixture.relu.replacing(
      "close(relu_backward(np.array([1.0, 2.0]), np.array([-1.0, 3.0])), np.array([0.0, 2.0]))",
      with: "assert relu_backward(1.0, 3.0) == 1.0")
    let code = """
      seen = []
      def relu_backward(d, x):
          seen.append(str(x))
          return ' '.join(seen)
      """
    let result = ExerciseFixture.judge(code, text)
    #expect(result.items[0].status == .failed)
    #expect(!"\(result.forLearner)".contains("7.25"))
  }

  @Test func listsThatHoldOneAnotherDoNotStopTheJudge() {
    let code = """
      def relu_backward(d, x):
          l = []
          for i in range(60):
              l = [l, l]
          return l
      """
    #expect(ExerciseFixture.judge(code).points == .zero)
  }

  // MARK: Forms of exercises

  @Test func pointsOfTheStarterAreSharedExactly() {
    let text = """
      ```python
      #| exercise: a
      #| points: 1
      x = ____
      ```

      ```python
      #| solution: true
      x = 3
      ```

      ```python
      #| check: odd
      assert x % 2 == 1
      ```

      ```python
      #| check: prime
      assert x in (2, 3, 5)
      ```

      ```python
      #| check: small
      assert x < 2, 'a small one'
      ```
      """
    let result = ExerciseFixture.judge("x = 5", text, id: "a")
    #expect(result.maximum == Points(1))
    #expect(result.points.text == "0.6667")
    #expect(result.items.map(\.maximum).total == Points(1))
    #expect(result.items[2].feedback?.details == ["a small one"])
  }

  @Test func allOrNothing() {
    let text = ExerciseFixture.relu.replacing(
      "#| exercise: relu\n", with: "#| exercise: relu\n#| all-or-nothing: true\n")
    let result = ExerciseFixture.judge(
      "def relu_backward(dout, x):\n    return dout * (x >= 0)", text)
    #expect(result.points == .zero)
    #expect(result.items[0].status == .passed)
  }

  @Test func objectsCrossOnlyWhereTheAuthorAllowsThem() {
    let text = """
      ```python
      #| exercise: layer
      #| objects: true
      class Scale:
          pass
      ```

      ```python
      #| solution: true
      class Scale:
          def __init__(self, k):
              self.k = k
          def forward(self, x):
              self.x = x
              return self.k * x
          def backward(self, dout):
              self.dk = np.sum(dout * self.x)
              return dout * self.k
      ```

      ```python
      #| check: forward and backward
      layer = Scale(3.0)
      close(layer.forward(np.array([1.0, 2.0])), np.array([3.0, 6.0]))
      close(layer.backward(np.ones(2)), np.array([3.0, 3.0]))
      close(layer.dk, 3.0)
      ```
      """
    let answer = """
      class Scale:
          def __init__(self, factor):
              self.factor = factor
          def forward(self, x):
              self.kept = x
              return x * self.factor
          def backward(self, dout):
              self.dk = (dout * self.kept).sum()
              return dout * self.factor
      """
    #expect(ExerciseFixture.judge(answer, text, id: "layer").status == .passed)
    let closed = text.replacing("#| objects: true\n", with: "")
    let result = ExerciseFixture.judge(answer, closed, id: "layer")
    #expect(result.status == .failed)
    #expect(result.items[0].feedback?.source == .error)
  }

  @Test func aFollowOnStandsOnTheReference() {
    let text = """
      ```python
      #| exercise: first
      def double(x):
          return ____
      ```

      ```python
      #| solution: true
      def double(x):
          return 2 * x
      ```

      ```python
      #| check: doubles
      equal(double(4), 8)
      ```

      ```python
      #| exercise: second
      #| needs: first
      def four_times(x):
          return ____
      ```

      ```python
      #| solution: true
      def four_times(x):
          return double(double(x))
      ```

      ```python
      #| check: four times
      equal(four_times(3), 12)
      ```
      """
    let lesson = ExerciseFixture.lesson(text)
    let file = """
      ```python
      #| exercise: first
      def double(x):
          return x
      ```

      ```python
      #| exercise: second
      def four_times(x):
          return double(double(x))
      ```
      """
    let submission = Submission(bytes: Array(file.utf8), name: "ana.md", for: lesson)
    let results = SubmissionJudge(lesson, predictions: []).judge(submission)
    #expect(results.map(\.status) == [.failed, .passed])
  }

  @Test func variantsDifferBetweenLearnersAndAreTheSameEachTime() {
    let variant = BlockOptions.Variant(name: "n", values: ["2", "3", "5"])
    let values = (0..<60).map {
      Variants.value(of: variant, exercise: "power", learner: "learner\($0)")
    }
    #expect(Set(values) == ["2", "3", "5"])
    #expect(
      values
        == (0..<60).map { Variants.value(of: variant, exercise: "power", learner: "learner\($0)") })
    #expect(Variants.value(of: variant, exercise: "power", learner: nil) == "2")
  }

  @Test func partsDoNotShareTheirRandomNumbers() {
    let text = """
      ```python
      #| exercise: noise
      def noise(n):
          return ____
      ```

      ```python
      #| solution: true
      def noise(n):
          return np.random.randn(n)
      ```

      ```python
      #| check: as many as asked for
      same_shape(noise(3), (3,))
      np.random.seed(5)
      together = np.random.randn(4)
      np.random.seed(5)
      first = np.random.randn(2)
      noise(100)
      equal(np.random.randn(2), together[2:])
      ```
      """
    #expect(
      ExerciseFixture.judge(
        "def noise(n):\n    np.random.seed(1)\n    return np.random.randn(n)", text, id: "noise"
      ).status == .passed)
  }
}
