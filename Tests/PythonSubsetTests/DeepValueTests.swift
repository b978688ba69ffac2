import Diagnostics
import Testing

@testable import PythonSubset

/// Chains of objects too long to be let go of by recursion: the session ends with them alive, on the test's small stack.
@Suite struct DeepValueTests {
  @Test(arguments: [
    "x = [x]", "x = (x,)", "x = {1: x}", "x = {N(x)}",
    "y = N(); y.next = x; x = y", "x = (lambda g: lambda: g)(x)", "x = lambda a=x: a",
    "x = iter(map(x, [1]))", "x = slice(x)", "x = slice(0, x)", "x = generator(x)",
    "x = ValueError(x)", "x = partial(print, x)", "x = partial(print, a=x)", "x = deque([x])",
    "x = [x].append", "x = N(x).method", "x = (a for a in [x])", "x = Counter(); x[1] = old",
    "x = P(x)", "x = {'a': [x, (x,)]}",
  ])
  func longChainsAreLetGo(_ link: String) throws {
    let code = """
      from collections import deque, Counter, namedtuple
      from functools import partial
      class N:
          def __init__(self, next=None): self.next = next
          def method(self): return self
      P = namedtuple('P', 'next')
      def generator(x):
          yield x
          yield x
      x = 0
      for i in range(50000):
          old = x
          \(link)
      """
    let session = Session()
    session.prepare(seed: 0)
    let outcome = session.run(SourceText(name: "t", text: code), block: 0)
    #expect(outcome.failures.first == nil, "\(String(describing: outcome.failures.first))")
    let shorter = session.run(SourceText(name: "t", text: "x = old = 0\n1 + 1"), block: 1)
    #expect(shorter.value == "2")
    let again = session.run(SourceText(name: "t", text: code), block: 2)
    #expect(again.failures.isEmpty)
  }
}
