import Arrays
import Diagnostics
import Testing

@testable import PythonSubset

/// Every limit: what it says, what it says to do, and that neither `except` nor the next block feels it.
@Suite(.serialized) struct LimitMessageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var code: String
    var type = "Limit"
    var message: String
    var hint: String
    var testDescription: String { message }
  }

  private static let size = "`#| memory:` raises the limit"
  private static let depth = "it needs a case that returns without a call"

  static let cases = [
    Case(
      code: "while True: pass", message: "the block took more than 20,000 steps",
      hint: "a loop may never end; `#| steps:` raises the limit"),
    Case(
      code: "for i in range(100): np.zeros(100000) + 1",
      message: "the block took more than 20,000 steps",
      hint: "a loop may never end; `#| steps:` raises the limit"),
    Case(
      code: "x = [0] * (1 << 40)", message: "the result would take more than 8,388,608 bytes",
      hint: size),
    Case(
      code: "x = 'a' * (1 << 40)", message: "the result would take more than 8,388,608 bytes",
      hint: size),
    Case(
      code: "np.ones((1 << 20, 2))", message: "the result would take more than 8,388,608 bytes",
      hint: size),
    Case(
      code: "np.ones(1500) @ np.ones((1500, 1500))",
      message: "the result would take more than 8,388,608 bytes", hint: size),
    Case(
      code: "np.zeros(1 << 45)",
      message: "35,184,372,088,832 is larger than any size or distance here", hint: ""),
    Case(
      code: "np.broadcast_to(0.0, (1 << 20, 1 << 20))",
      message: "an array of shape (1048576, 1048576) is larger than this program allows", hint: ""),
    Case(
      code: "np.zeros((1,) * 33)", message: "an array of 33 axes has more than this program allows",
      hint: "at most 32 axes"),
    Case(
      code: "for i in range(1 << 62): print('x' * 10000)",
      message: "the block printed more than 4,194,304 bytes",
      hint: "print less often, for example every hundredth step"),
    Case(
      code: "np.pad([1], 1 << 41)", message: "a border is wider than any array here", hint: ""),
    Case(
      code: "f'{1.5:{10 ** 6}}'",
      message: "the width 1000000 of a format is larger than 100000", hint: "narrower"),
    Case(
      code: "'%.200000f' % 1.5",
      message: "the precision 200000 of a format is larger than 100000", hint: "narrower"),
  ]

  private func run(_ code: String, _ session: Session) -> BlockOutcome {
    session.run(SourceText(name: "t", text: code), block: 0)
  }

  private func session() -> Session {
    let session = Session()
    session.prepare(seed: 0)
    session.limits.steps = 20_000
    session.limits.memory = 8 << 20
    return session
  }

  @Test(arguments: cases) func message(_ item: Case) throws {
    let session = session()
    let failure = try #require(run(item.code, session).failures.first).error
    #expect(failure.type == item.type)
    #expect(failure.message.contains(item.message), "\(failure.message)")
    #expect(failure.hint?.isEmpty == false, "no next move: \(failure.message)")
    #expect(failure.hint?.contains(item.hint) ?? false || item.hint.isEmpty, "\(failure)")
    if item.type == "Limit" {
      let body = item.code.replacing("\n", with: "\n  ")
      let caught = run(
        "def g():\n  \(body)\ntry:\n  g()\nexcept BaseException:\n  print('caught')", session)
      #expect(!caught.stdout.contains("caught"))
      #expect(caught.failures.first?.error.type == "Limit")
    }
    #expect(run("1 + 1", session).value == "2")
  }

  @Test(arguments: [
    "def f(n): return f(n + 1)\nf(0)",
    "class A:\n  def __repr__(self): return repr(self)\nprint(A())",
    "class A:\n  def __getattr__(self, n): return getattr(self, n)\nA().x",
    "f = lambda: f()\nf()",
    "def f():\n  yield from f()\nlist(f())",
  ])
  func callsAreCounted(_ code: String) throws {
    let session = session()
    session.limits.steps = 10_000_000
    session.limits.memory = 1 << 30
    let failure = try #require(run(code, session).failures.first).error
    #expect(failure.type == "RecursionError", "\(failure)")
    #expect(failure.message == "maximum recursion depth exceeded")
    #expect(failure.hint?.contains(Self.depth) == true, "\(failure)")
    // As in CPython, this one can be caught.
    let lines = code.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    let caught = run("try:\n\(lines)\nexcept RecursionError:\n  print('caught')", session)
    #expect(caught.stdout == "caught\n")
    #expect(run("1 + 1", session).value == "2")
  }

  @Test func deepValuesAreCounted() throws {
    let session = session()
    session.limits.steps = 10_000_000
    session.limits.memory = 1 << 30
    let code = "x = []\nfor i in range(100000): x = [x]\n"
    for use in ["repr(x)", "x == [x]", "import copy; copy.deepcopy(x)"] {
      let failure = run(code + use, session).failures.first?.error
      #expect(failure?.type == "RecursionError", "\(use): \(String(describing: failure))")
      #expect(failure?.hint?.isEmpty == false, "\(use)")
    }
  }

  @Test func sourcesAreCounted() throws {
    func deep(_ open: String, _ close: String, _ inner: String = "1") -> String {
      String(repeating: open, count: 150) + inner + String(repeating: close, count: 150)
    }
    let nesting = "this language has no nesting deeper than 100"
    let blocks = (0..<150).map { String(repeating: " ", count: $0) + "if 1:\n" }.joined()
    let cases: [(code: String, message: String)] = [
      (deep("(", ")"), nesting), (deep("[", "]"), nesting), (deep("f(", ")"), nesting),
      ("x = " + deep("not ", ""), nesting), ("x = " + deep("-", ""), nesting),
      (blocks + String(repeating: " ", count: 150) + "pass", "too many levels of indentation"),
      (
        "x = [0 " + String(repeating: "for a in b ", count: 150) + "]",
        nesting
      ),
      (
        "x = " + String(repeating: "1 + ", count: 1_500) + "1",
        "this language has no expressions with chains longer than 1000"
      ),
    ]
    for (code, message) in cases {
      let failure = run(code, session()).failures.first
      #expect(failure?.error.message == message, "\(code.prefix(30))")
      #expect(failure?.error.hint?.isEmpty == false, "\(code.prefix(30))")
    }
    let mistakes = run(String(repeating: "x = = 1\n", count: 200), session())
    #expect(mistakes.failures.count == SyntaxLimits.problems)
  }

  @Test func theKeyThatStopsABlockIsNamed() throws {
    let session = session()
    session.limits.steps = 2_000_000_000
    let cancellation = Cancellation()
    session.cancellation = cancellation
    cancellation.cancel()
    let failure = run("while True: pass", session).failures.first
    #expect(failure?.error.message == "the block was stopped by Ctrl-C")
    #expect(failure?.error.hint?.isEmpty == false)
    #expect(failure?.loops.first?.turn ?? 0 > 0)
  }
}
