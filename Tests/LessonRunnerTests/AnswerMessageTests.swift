import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

/// Right answers that are written another way, and messages that are true of what reached them.
@Suite struct AnswerMessageTests {
  /// `a`, `x` and `W` have different shapes.
  private static let layer = """
    # Layer

    ```python
    #| setup: true
    def layer(x, W):
        a = x @ W
        return np.tanh(a)
    ```

    ```python
    #| exercise: layer
    def layer_backward(dout, x, W):
        out = np.tanh(x @ W)
        da = dout * (1 - out)
        return da, da @ W.T, x.T @ da
    ```

    ```python
    #| solution: true
    def layer_backward(dout, x, W):
        out = np.tanh(x @ W)
        da = dout * (1 - out ** 2)
        dx = da @ W.T
        dW = x.T @ da
        return da, dx, dW
    ```

    ```python
    #| check: all gradients
    #| points: 2
    np.random.seed(0)
    backward(layer_backward, layer, at=(np.random.randn(4, 3), np.random.randn(3, 2)))
    ```

    ```python
    #| check: a hidden one
    #| points: 1
    #| hidden: true
    #| fail: tanh has slope 1 at 0
    backward(layer_backward, layer, at=(np.zeros((4, 3)), np.ones((3, 2))))
    ```

    ```python
    #| wrong: the slope is missing
    #| says: The slope of tanh is missing.
    def layer_backward(dout, x, W):
        return dout, dout @ W.T, x.T @ dout
    ```
    """

  private func judge(_ lines: String) -> ExerciseResult {
    ExerciseFixture.judge(
      "def layer_backward(dout, x, W):\n    out = np.tanh(x @ W)\n"
        + lines.split(separator: "\n").map { "    \($0)\n" }.joined(), Self.layer, id: "layer")
  }

  private static let right = "da = dout * (1 - out ** 2)\n"

  @Test(arguments: [
    "return da, da @ W.T, x.T @ da",
    "return [da, da @ W.T, x.T @ da]",
    "result = (da, da @ W.T, x.T @ da)\nreturn result",
    "delta = da\ngx = da @ W.T\ngW = x.T @ da\nreturn delta, gx, gW",
    "gx = da @ W.T\ngW = x.T @ da\nreturn gW, da, gx",
    "return {'dW': x.T @ da, 'da': da, 'dx': da @ W.T}",
    "dW = x.T @ da\nreturn dW, da, da @ W.T",
  ])
  func theOrderOfTheSolutionOrTheShapesTellWhichIsWhich(_ lines: String) {
    let result = judge(Self.right + lines)
    #expect(result.status == .passed, "\(result.items.map { $0.feedback?.text ?? "" })")
  }

  @Test func howAResultWasReadIsSaid() {
    let result = judge("da = dout * out\nresult = (da, da @ W.T, x.T @ da)\nreturn result")
    let details = result.items[0].feedback?.details ?? []
    #expect(details.contains("your result was read as (da, dx, dW)"), "\(details)")
  }

  @Test func whatIsMissingIsNamed() {
    let result = judge(Self.right + "dx = da @ W.T\ndW = x.T @ da\nreturn dx, dW")
    #expect(result.items[0].feedback?.text == "Your result has no gradient of `a`.")
  }

  @Test func aCopyHoldsTheSolutionsOrder() throws {
    let lesson = ExerciseFixture.lesson(Self.layer)
    let exercise = try #require(lesson.exercises.first)
    let names = ExerciseJudge(lesson, exercise).requiredGradients(exercise.checks[0])
    #expect(names == ["a", "x", "W"])
  }

  @Test func aForgottenReturnIsSaidOnceAndByTheLearnersName() {
    let result = judge(Self.right + "out = {'da': da}")
    #expect(
      result.items[0].feedback?.text == "layer_backward() returned None: is there a `return`?")
    #expect(result.items[1].status == .failed)
    #expect(result.items[1].feedback == nil)
    let relu = ExerciseFixture.judge("def relu_backward(dout, x):\n    dout * (x > 0)")
    #expect(relu.items[0].feedback?.text == "relu_backward() returned None: is there a `return`?")
    #expect(relu.items[1].feedback == nil)
  }

  @Test func anUntouchedStarterIsNotHandedTheRepair() {
    let starter = judge("da = dout * (1 - out)\nreturn da, da @ W.T, x.T @ da")
    #expect(starter.items[0].feedback?.source == .mistake)
    #expect(starter.items[0].feedback?.hint == nil)
    let changed = judge("da = dout * (1 - out)\ndx = da @ W.T\nreturn da, dx, x.T @ da")
    #expect(changed.items[0].feedback?.source == .mistake)
    #expect(changed.items[0].feedback?.hint != nil)
  }

  @Test func aNameOfAnotherFunctionDoesNotStandIn() {
    let text = ExerciseFixture.relu.replacing("relu_backward", with: "gradient")
    let result = ExerciseFixture.judge("def gradiens(dout, x):\n    return dout", text)
    #expect(result.items[0].feedback?.text == "Your code does not define `gradient`.")
    #expect(result.items[0].feedback?.hint == "did you mean `gradiens`?")
    let setup = ExerciseFixture.relu.replacing(
      "scale = 2.0", with: "def relu_backward(dout, x):\n    return dout")
    #expect(
      ExerciseFixture.judge("def other(dout, x):\n    return dout", setup).items[0].feedback?.text
        == "Your code does not define `relu_backward`.")
  }

  @Test func aNameNearByIsMeantBeforeAnotherBlocks() {
    func hint(_ code: String, _ text: String = ExerciseFixture.relu) -> String? {
      ExerciseFixture.judge(code, text).items[0].feedback?.hint
    }
    #expect(hint("def relu_backward(dout, x):\n    return dout * xx") == "did you mean `x`?")
    #expect(
      hint(
        "class C:\n    def f(self):\n        self.mask = 1\n        return mask\n"
          + "def relu_backward(dout, x):\n    return C().f()") == "did you mean `self.mask`?")
    let more = ExerciseFixture.relu.replacing(
      "## Its backward pass", with: "```python\nelsewhere = 3\n```\n\n## Its backward pass")
    let code = "def relu_backward(dout, x):\n    return elsewhere"
    #expect(hint(code, more) == "an exercise sees its set-up, not the lesson's other blocks")
    #expect(hint(code)?.contains("set-up") == false)
  }

  @Test func oneValueThatIsTooLargeIsNoEndlessLoop() {
    let feedback = ExerciseFixture.judge(
      "def relu_backward(dout, x):\n    for i in range(3):\n        y = [0] * 10**10\n    return y"
    ).items[0].feedback
    #expect(feedback?.hint == "that is one value: make it smaller")
  }

  /// A name that the check does not look at is no part of what tells answers apart.
  @Test func whatIsPrintedIsComparedWithWrongAnswers() {
    let text = """
      # Print

      ```python
      #| exercise: print
      w = 1.0
      for i in range(2):
          print(w)
      ```

      ```python
      #| solution: true
      w = 1.0
      for i in range(2):
          w = w * 0.5
          print(w)
      ```

      ```python
      #| check: two lines
      prints('0.5\\n0.25')
      ```

      ```python
      #| wrong: a half each time
      #| says: A half of w gets smaller.
      w = 1.0
      for i in range(2):
          w = w - 0.5
          print(w)
      ```
      """
    let result = ExerciseFixture.judge(
      "x = 1.0\nfor _ in range(2):\n    x -= 0.5\n    print(x)", text, id: "print")
    #expect(result.items[0].feedback?.text == "A half of w gets smaller.")
  }
}
