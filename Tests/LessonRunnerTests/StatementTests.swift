import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

/// What each statement of an untraced block changed.
struct StatementTests {
  private func block(_ code: String) -> BlockRun {
    var options = RunOptions()
    options.recordsStatements = true
    let lesson = LessonReader.read(text: "```python\n\(code)\n```\n", name: "statements.md")
    return LessonRunner.run(lesson, options: options).blocks[0]
  }

  private func texts(_ code: String) -> [String] {
    block(code).statements.map { statement in
      let changes = statement.changes.map {
        "\($0.name) \($0.before ?? "") → \($0.after ?? "deleted")"
      }
      let printed = statement.printed.isEmpty ? [] : ["prints " + statement.printed.dropLast()]
      return "\(statement.line): " + (changes + printed).joined(separator: "; ")
    }
  }

  @Test func assignmentsAndLoops() {
    #expect(
      texts("total = 0\nfor i in range(2):\n    total += i\n    print(total)\nx, y = 1, 'a'") == [
        "2: total  → 0", "3: i  → 0", "4: ", "5: prints 0", "3: i 0 → 1", "4: total 0 → 1",
        "5: prints 1", "6: x  → 1; y  → 'a'",
      ])
  }

  /// What the short text of a long value leaves out is seen too.
  @Test func changesInsideLongValues() {
    #expect(
      texts(
        "a = list(range(50))\na[37] = 5\nA = np.zeros((4, 5))\nA[2, 3] = 1.5\nA += 1\n"
          + "d = {i: i for i in range(20)}\nd[17] = 'x'\nn = [[0] * 20, [0] * 20]\nn[1][7] = 3"
      ).map { $0.replacing("list of ", with: "") } == [
        "2: a  → 50", "3: a[37]  → 5",
        "4: A  → array (4, 5) float64: 0, 0, 0, …", "5: A[2, 3]  → 1.5",
        "6: A array (4, 5) float64: 0, 0, 0, … → array (4, 5) float64: 1, 1, 1, …",
        "7: d  → dict of 20", "8: d[17]  → 'x'", "9: n  → [20, 20]",
        "10: n[1]  → 20",
      ])
    #expect(
      texts("A = np.zeros(30)\nA[5:] = 2\nA[4:6] = [1, nan]")[1]
        == "3: A array (30,) float64: 0, 0, 0, … → array (30,) float64: 0, 0, 0, …, 25 elements changed"
    )
  }

  @Test func changesInPlace() {
    #expect(
      texts("a = [1]\na.append(2)\na[0] = 5\nd = {}\nd['k'] = 1\ndel d") == [
        "2: a  → [1]", "3: a [1] → [1, 2]", "4: a [1, 2] → [5, 2]", "5: d  → {}",
        "6: d {} → {'k': 1}", "7: d {'k': 1} → deleted",
      ])
  }

  @Test func arraysAreShort() {
    let changes = block("import numpy as np\nX = np.zeros((100, 100))\nX += 1").statements
    #expect(changes[1].changes[0].after == "array (100, 100) float64: 0, 0, 0, …")
    #expect(changes[2].changes[0].after == "array (100, 100) float64: 1, 1, 1, …")
  }

  @Test func branchesFunctionsAndLastValues() {
    #expect(
      texts("def g(t):\n    u = t + 1\n    return u\nif g(1) > 1:\n    z = 2\nelse:\n    z = 3\nz")
        == [
          "2: g  → function g", "6: z  → 2", "9: ",
        ])
    #expect(block("z = 2\nz").value == "2")
  }

  @Test func whatRanBeforeAFailureIsSeen() {
    let run = block("a = 1\nb = a / 0\nc = 3")
    #expect(run.status == .failed)
    #expect(run.statements.map(\.line) == [2, 3])
  }

  @Test func longLoopsAreCutAndCounted() {
    let run = block("n = 0\nwhile n < 5000:\n    n += 1")
    #expect(run.statements.count == 2_000)
    #expect(run.statementsOmitted == 3_001)
    #expect(run.status == .ok)
  }

  /// Recording must not change what a program does.
  @Test func theSameResultsAsWithoutRecording() {
    let code = """
      class P:
          count = 0
          def __repr__(self):
              P.count += 1
              return 'p'
      p = P()
      q = [p]
      q.append(p)
      try:
          r = 1 / 0
      except ZeroDivisionError as e:
          s = str(e)
      with np.errstate(all='ignore'):
          t = np.float64(1) / 0
      for k, v in {'a': 1}.items():
          u = k * v
      else:
          w = [i for i in range(3)]
      print(P.count, s, t, u, w)
      """
    let recorded = block(code)
    let plain = LessonRunner.run(
      LessonReader.read(text: "```python\n\(code)\n```\n", name: "statements.md")
    ).blocks[0]
    #expect(plain.error == nil)
    #expect(recorded.stdout == plain.stdout)
    #expect(recorded.statements.count > 8)
  }
}
