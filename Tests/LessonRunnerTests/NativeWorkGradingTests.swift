import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

/// Answers that would keep native loops busy for ever: 0 for them, and the rest of the file is graded.
@Suite(.serialized) struct NativeWorkGradingTests {
  private static let lesson = """
    ---
    title: Two
    limits:
      steps: 3000000
      memory: 16 GB
    ---

    # Two

    ```python
    #| setup: true
    import numpy as np
    ```

    ```python
    #| exercise: first
    def first():
        return ____
    ```

    ```python
    #| solution: true
    def first():
        return 7
    ```

    ```python
    #| check: seven
    #| points: 2
    equal(first(), 7)
    ```

    ```python
    #| exercise: second
    def second(x):
        return ____
    ```

    ```python
    #| solution: true
    def second(x):
        return 2 * x
    ```

    ```python
    #| check: twice
    #| points: 3
    equal(second(4), 8)
    ```
    """

  @Test(arguments: [
    ("a = [1]\n    for i in range(60): a = [a, a]\n    return repr(a)", "Limit", 6),
    ("a = b = (1,)\n    for i in range(60): a, b = (a, a), (b, b)\n    return a == b", "Limit", 6),
    ("return 5 in range(10**18) or max(range(10**18))", "", 0),
    ("a = np.ones((20000, 20))\n    while True: a = a @ a.T @ a", "Limit", 5),
    ("f = print\n    for i in range(10**9): f = max if f is print else f", "Limit", 5),
    ("x = [1]\n    for i in range(300000): x = [x]\n    return x == [x]", "RecursionError", 6),
    (
      "x = iter([1])\n    for i in range(100000): x = map(abs, x)\n    return next(x)",
      "RecursionError", 6
    ),
  ])
  func theOthersKeepTheirPoints(_ body: String, _ type: String, _ line: Int) throws {
    let lesson = LessonReader.read(text: Self.lesson, name: "two.md")
    let file = """
      ```python
      #| exercise: first
      def first():
          \(body.replacing("\n    ", with: "\n    "))
      ```

      ```python
      #| exercise: second
      def second(x):
          return x + x
      ```
      """
    let submission = Submission(bytes: Array(file.utf8), name: "ana.md", for: lesson)
    let results = SubmissionJudge(lesson, predictions: []).judge(submission)
    let (first, second) = (results.first { $0.id == "first" }, results.first { $0.id == "second" })
    #expect(first?.points == .zero)
    if !type.isEmpty {
      let feedback = first?.items.first?.feedback
      #expect(feedback?.error?.type == type, "\(String(describing: feedback))")
      #expect(type == "RecursionError" || feedback?.text.contains("3,000,000 steps") == true)
      #expect(feedback?.error?.line == line, "\(String(describing: feedback))")
    }
    #expect(second?.points == Points(3))
    #expect(second?.status == .passed)
  }
}
