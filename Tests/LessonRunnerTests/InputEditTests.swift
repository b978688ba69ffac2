import LessonDocument
import Testing

@testable import LessonRunner

/// New values of inputs, put into a lesson's code.
struct InputEditTests {
  private static let code = """
    x, y = -2, 5
    w = [2, [3, 4], -3]
    A = np.array([[1.0, 2.0],
                  [3.0, 4.0]])
    r = np.random.randn(3)
    a = b = 7
    f = x * y
    """

  private static var lesson: LessonSource {
    LessonReader.read(
      text: "```python\nbefore = 1\n```\n\n> ```python\n"
        + code.split(separator: "\n").map { "> \($0)\n" }.joined() + "> ```\n", name: "edit.md")
  }

  private func edited(_ text: String) throws -> [String] {
    let result = try InputEdit.apply(text, to: Self.lesson, block: 1)
    return result.lesson.blocks[result.block].code.split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
  }

  @Test func valuesAreReplacedWhereTheyStand() throws {
    #expect(try edited("x = 3")[0] == "x, y = 3, 5")
    #expect(try edited("ｙ＝－１")[0] == "x, y = -2, -1")
    #expect(try edited("w[0] = 0.5")[1] == "w = [0.5, [3, 4], -3]")
    #expect(try edited("w[1][0] = 9")[1] == "w = [2, [9, 4], -3]")
    #expect(try edited("w[-1] = 9")[1] == "w = [2, [3, 4], 9]")
    #expect(try edited("A[1, 0] = 0")[3] == "              [0, 4.0]])")
    #expect(try edited("r = np.zeros(3)")[4] == "r = np.zeros(3)")
    #expect(try edited("b = 8")[5] == "a = b = 8")
    #expect(try edited("x = 1, 2")[0] == "x, y = (1, 2), 5")
    #expect(try edited("before = 2") == ["before = 2", ""])
  }

  @Test func laterLinesKeepTheirNumbers() throws {
    let lines = try edited("A = np.ones((2, 2))")
    #expect(lines[2] == "A = np.ones((2, 2))")
    #expect(lines[3].isEmpty)
    #expect(lines[4] == "r = np.random.randn(3)")
    #expect(lines.count == Self.code.split(separator: "\n").count + 1)
  }

  @Test func arraysStayArrays() throws {
    #expect(try edited("A = [[5, 6], [7, 8]]")[2] == "A = np.array([[5, 6], [7, 8]], dtype=float)")
    #expect(try edited("A = [[5, 6.5]]")[2] == "A = np.array([[5, 6.5]])")
    #expect(try edited("A = [5 6; 7 8]")[2] == "A = np.array([[5, 6], [7, 8]], dtype=float)")
    #expect(try edited("A = [[5. 6.] [7. -8.]]")[2] == "A = np.array([[5., 6.], [7., -8.]])")
    #expect(try edited("r = 1, 2, 3")[4] == "r = np.array((1, 2, 3), dtype=float)")
    #expect(try edited("r = [1.5, 2, 3]")[4] == "r = np.array([1.5, 2, 3])")
    #expect(try edited("w = [1, 2, 3]")[1] == "w = [1, 2, 3]")
    #expect(try edited("w[1] = [1 2]")[1] == "w = [2, [1, 2], -3]")
  }

  /// The list in `np.zeros([2, 3])` is a shape: its numbers are no elements.
  @Test func shapesAreNotElements() {
    let lesson = LessonReader.read(
      text: "```python\nZ = np.zeros([2, 3])\n```\n", name: "shape.md")
    let problem = #expect(throws: InputEdit.Problem.self) {
      _ = try InputEdit.apply("Z[0] = 5", to: lesson, block: 0)
    }
    #expect(problem?.message.contains("is computed by `np.zeros([2, 3])`") == true)
    #expect(problem?.hint?.contains("`Z = 2 * np.zeros([2, 3])`") == true)
  }

  @Test func wordsForNumbersThatAreNone() throws {
    #expect(try edited("x = nan")[0] == "x, y = float(\"nan\"), 5")
    #expect(try edited("x = -inf")[0] == "x, y = -float(\"inf\"), 5")
    #expect(try edited("x = Infinity")[0] == "x, y = float(\"inf\"), 5")
    #expect(try edited("x = np.nan")[0] == "x, y = np.nan, 5")
    #expect(try edited("x = 'inf'")[0] == "x, y = 'inf', 5")
    #expect(try edited("x = info")[0] == "x, y = info, 5")
    #expect(try edited("x = 2 * (y + 1)")[0] == "x, y = 2 * (y + 1), 5")
  }

  /// Each refusal ends with an edit that works here.
  @Test(arguments: [
    ("x", "x = -3"), ("y =", "y = 6"), ("A = )", "A[0, 0] = 1.5"), ("q = 1", "x = -3"),
    ("w[7] = 1", "w[0] = 1.5"), ("r[0] = 1", "r = 2 * np.random.randn(3)"),
    ("w[0][1] = 1", "w = [2, [3, 4], -3]"), ("x[0] = 3", "x = -3"), ("3 = x", "x = -3"),
  ])
  func theExampleWorks(_ text: String, _ example: String) throws {
    let problem = #expect(throws: InputEdit.Problem.self) {
      _ = try InputEdit.apply(text, to: Self.lesson, block: 1)
    }
    #expect(problem?.hint?.contains("`\(example)`") == true, "\(problem?.hint ?? "no hint")")
    _ = try InputEdit.apply(example, to: Self.lesson, block: 1)
  }

  @Test(arguments: [
    ("x", "no `=`"), ("x =", "no value"), ("3 = x", "not the name"), ("x = )", "not a value"),
    ("x = y = 2", "not a value"), ("q = 1", "no `q = …`"), ("w[7] = 1", "no element 7"),
    ("r[0] = 1", "is computed by `np.random.randn(3)`"), ("x[0] = 1", "is one number, `-2`"),
    ("x + 1 = 2", "not the name"),
    ("x = import os", "not a value"), ("= 2", "not the name"),
  ])
  func whatCanNotBeDoneIsExplained(_ text: String, _ expected: String) {
    do {
      _ = try InputEdit.apply(text, to: Self.lesson, block: 1)
      Issue.record("\(text) was accepted")
    } catch {
      #expect(error.message.contains(expected), "\(text): \(error.message)")
    }
  }
}
