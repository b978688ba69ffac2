import Diagnostics
import Testing

@testable import PythonSubset

/// What of arrays of strings no recorded program shows.
@Suite struct StringArrayTests {
  private func run(_ code: String) -> (session: Session, outcome: BlockOutcome) {
    let session = Session()
    session.prepare(seed: 0)
    return (session, session.run(SourceText(name: "t", text: code), block: 0))
  }

  @Test func figuresTakeNamesAsPlaces() {
    let outcome = run(
      """
      import matplotlib.pyplot as plt
      names = np.array(['cat', 'dog'])
      print(len(plt.bar(names, [1, 2])), len(plt.bar(['a', 'b', 'c'], [1, 2, 3])))
      plt.plot(names, [1, 2])
      """
    ).outcome
    #expect(outcome.failures.isEmpty)
    #expect(outcome.stdout == "2 3\n")
  }

  @Test func steppingShowsThem() {
    let session = run("few = np.array(['cat', 'dog'])\nmany = np.array(['x'] * 40)").session
    func text(_ name: String) -> String? {
      session.global(name).flatMap { ValueText.short($0, session) }
    }
    #expect(text("few") == "['cat' 'dog']")
    #expect(text("many") == "array (40,) of strings")
  }

  /// Two spellings of a letter are two strings, as in Python.
  @Test func charactersAreComparedAsTheyStand() {
    let outcome = run(
      "x = np.array(['\\u00e9', 'e\\u0301'])\nprint(x == '\\u00e9', len(np.unique(x)))"
    ).outcome
    #expect(outcome.stdout == "[ True False] 2\n")
  }

  @Test func tracingGoesOnBesideThem() {
    let outcome = run(
      """
      from lesson import variable
      kinds = np.array(['a', 'b', 'a'])
      x = variable(np.array([1.0, 2.0, 3.0]))
      f = (x[kinds == 'a'] ** 2).sum()
      f.backward()
      print(x.grad)
      """
    ).outcome
    #expect(outcome.failures.isEmpty)
    #expect(outcome.stdout == "[2. 0. 6.]\n")
  }
}
