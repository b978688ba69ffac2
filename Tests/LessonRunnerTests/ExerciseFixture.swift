import LessonDocument
import LessonOutput

@testable import LessonRunner

/// A lesson with one exercise whose parts tests replace.
enum ExerciseFixture {
  static let relu = """
    ---
    title: ReLU
    ---

    # ReLU

    ```python
    #| setup: true
    import numpy as np
    scale = 2.0
    ```

    ## Its backward pass

    Write it.

    ```python
    #| exercise: relu
    def relu_backward(dout, x):
        return ____
    ```

    ```python
    #| solution: true
    def relu_backward(dout, x):
        return dout * (x > 0)
    ```

    ```python
    #| check: the mask comes from the input
    #| points: 2
    #| fail: look at where x was negative
    close(relu_backward(np.array([1.0, 2.0]), np.array([-1.0, 3.0])), np.array([0.0, 2.0]))
    ```

    ```python
    #| check: nothing at zero
    #| points: 1
    #| hidden: true
    #| fail: what happens at 0
    secret = np.array([0.0, 7.25])
    close(relu_backward(np.array([1.0, 1.0]), secret), np.array([0.0, 1.0]))
    ```

    ```python
    #| wrong: flipped
    #| says: Your gradient has the wrong sign.
    def relu_backward(dout, x):
        return -dout * (x > 0)
    ```
    """

  static func lesson(_ text: String = relu) -> LessonSource {
    LessonReader.read(text: text, name: "relu.md")
  }

  /// The answer's own file: its starter replaced by other code.
  static func submission(_ code: String, id: String = "relu") -> String {
    "# Mine\n\n```python\n#| exercise: \(id)\n\(code)\n```\n"
  }

  static func judge(_ code: String, _ text: String = relu, id: String = "relu") -> ExerciseResult {
    let lesson = lesson(text)
    let submission = Submission(
      bytes: Array(submission(code, id: id).utf8), name: "ana.md", for: lesson)
    let results = SubmissionJudge(lesson, predictions: []).judge(submission)
    return results.first { $0.id == id } ?? ExerciseResult(id: "missing", title: nil)
  }
}
