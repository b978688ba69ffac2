import Diagnostics
import Testing

@testable import PythonSubset

/// The one next move below an error.
@Suite struct NextMoveTests {
  private func run(_ code: String) -> BlockOutcome {
    let session = Session()
    session.prepare(seed: 0)
    return session.run(SourceText(name: "t", text: code), block: 0)
  }

  @Test(arguments: [
    ("f = max(1，2)", "replace it with `,`"), ("f = max（1, 2)", "replace it with `(`"),
    ("if 1 < 2：\n    pass", "replace it with `:`"), ("x = 1 － 2", "replace it with `-`"),
    ("x = 【1]", "replace it with `[`"), ("x = “a”", "use the straight quotes \" or '"),
    ("x = ＂a＂", "replace it with `\"`"), ("x = 3 ≤ 4", "write <="), ("x = 3 § 4", "remove it"),
  ])
  func aCharacterOfAnotherKeyboardHasItsOwnPlain(_ code: String, _ hint: String) {
    #expect(run(code).failures.first?.error.hint == hint)
  }

  @Test(arguments: [
    ("0.9 ^ 2", "a power is written `**`"),
    ("math.sqrt(np.ones(3))", "`np.sqrt` takes the elements of an array"),
    ("math.factorial('a')", nil), ("'a' ^ 2", nil),
    ("input('x')", "a lesson has no keyboard: write the value into the code"),
    ("open('x')", "a lesson reads no files and runs no other code"),
  ])
  func whatIsMeantIsNamed(_ code: String, _ hint: String?) {
    #expect(run(code).failures.first?.error.hint == hint)
  }

  @Test func generatorsWithoutASeedDifferAndAreTheSameInEveryRun() {
    let code = """
      a, b = np.random.default_rng().random(3), np.random.default_rng().random(3)
      c = np.random.default_rng(0).random(3)
      print(a, b, np.any(a == b), np.all(a == c))
      """
    let first = run(code)
    #expect(first.failures.isEmpty)
    #expect(first.stdout.hasSuffix("False True\n"))
    #expect(run(code).stdout == first.stdout)
    #expect(first.notes.count == 1)
  }
}
