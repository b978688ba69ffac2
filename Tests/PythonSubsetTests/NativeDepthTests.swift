import Diagnostics
import Testing

@testable import PythonSubset

/// Values and calls nested a hundred thousand deep end with Python's own error at their line, and are
/// let go of afterwards: neither may need a stack of that depth.
@Suite(.serialized) struct NativeDepthTests {
  private static let prelude = """
    import numpy as np, itertools, functools, copy, collections
    from functools import partial
    from lesson import grad, value_and_grad, variable
    from autograd import elementwise_grad, jacobian, hessian
    from dataclasses import dataclass, asdict
    class N:
        def __init__(self, n=None): self.n = n
        def __eq__(self, other): return self.n == other.n
    @dataclass
    class D:
        n: object
    P = collections.namedtuple('P', 'n')
    K = functools.cmp_to_key(lambda a, b: a - b)
    def deep(x, link, count=50000):
        for i in range(count): x = link(x)
        return x

    """

  private func run(_ code: String) -> (BlockOutcome, SourceText, Session) {
    let session = Session()
    session.prepare(seed: 0)
    session.limits.steps = 20_000_000
    let source = SourceText(name: "t", text: Self.prelude + code)
    return (session.run(source, block: 0), source, session)
  }

  @Test(arguments: [
    ("[1]", "lambda x: [x]", "repr(x)"), ("[1]", "lambda x: [x]", "x == [x]"),
    ("[1]", "lambda x: [x]", "x < [x]"), ("[1]", "lambda x: [x]", "np.array(x)"),
    ("[1]", "lambda x: [x]", "copy.deepcopy(x)"), ("[1]", "lambda x: [x]", "print(f'{x}')"),
    ("(1,)", "lambda x: (x,)", "hash(x)"), ("(1,)", "lambda x: (x,)", "{x: 1}"),
    ("(1,)", "lambda x: (x,)", "isinstance(1, x)"),
    ("(1,)", "lambda x: (x,)", "functools.lru_cache(abs)(x)"),
    ("(ValueError,)", "lambda x: (x,)", "try: 1 / 0\nexcept x: pass"),
    ("{1: 1}", "lambda x: {1: x}", "repr(x)"), ("{1: 1}", "lambda x: {1: x}", "x == {1: x}"),
    ("1", "lambda x: {1: x}.values()", "repr(x)"), ("1", "lambda x: slice(x)", "repr(x)"),
    ("1", "lambda x: collections.Counter({1: x})", "repr(x)"),
    ("1", "lambda x: collections.deque([x])", "repr(x)"),
    ("1", "lambda x: partial(print, x)", "repr(x)"), ("1", "lambda x: P(x)", "repr(x)"),
    ("1", "lambda x: D(x)", "repr(x)"), ("1", "lambda x: D(x)", "asdict(x)"),
    ("1", "lambda x: D(x)", "x == D(x)"), ("1", "lambda x: N(x)", "x == N(x)"),
    ("1", "lambda x: N(x)", "copy.deepcopy(x)"), ("1", "lambda x: ValueError(x)", "repr(x)"),
    ("iter([1])", "lambda x: map(abs, x)", "next(x)"),
    ("iter([1])", "lambda x: filter(None, x)", "next(x)"),
    ("iter([1])", "lambda x: zip(x)", "next(x)"),
    ("iter([1])", "lambda x: enumerate(x)", "next(x)"),
    ("iter([1])", "lambda x: (y for y in x)", "next(x)"),
    ("iter([1])", "lambda x: itertools.chain(x)", "next(x)"),
    ("iter([1])", "lambda x: itertools.islice(x, 5)", "next(x)"),
    ("iter([1])", "lambda x: itertools.accumulate(x)", "next(x)"),
    ("iter([1])", "lambda x: itertools.tee(x)[0]", "next(x)"),
    ("lambda: 1", "lambda f: lambda: f()", "x()"), ("lambda: 1", "functools.cache", "x()"),
    ("lambda: 1", "functools.cache", "x.nothing"), ("lambda: 1", "functools.cache", "repr(x)"),
    ("lambda: 1", "staticmethod", "x()"), ("lambda a: a", "np.vectorize", "x([1])"),
    ("lambda a: a * a", "grad", "x(1.0)"), ("lambda a: a * a", "value_and_grad", "x(1.0)"),
    ("lambda a: a * a", "elementwise_grad", "x(np.ones(2))"),
    ("lambda a: a * a", "jacobian", "x(np.ones(2))"), ("lambda a: a * a", "hessian", "x(1.0)"),
  ])
  func isTold(_ start: String, _ link: String, _ use: String) throws {
    let code = "x = deep(\(start), \(link))\n\(use)"
    let (outcome, source, session) = run(code)
    let failure = try #require(outcome.failures.first, "\(code)")
    #expect(failure.error.type == "RecursionError", "\(code): \(failure.error)")
    #expect(failure.error.message == "maximum recursion depth exceeded", "\(code)")
    #expect(failure.error.hint?.isEmpty == false)
    let lines = source.lineCount
    // `__eq__` of the program's own class stands in line 8.
    #expect(([8, lines - 1, lines]).contains(source.line(at: failure.span.start)), "\(code)")
    let after = session.run(
      SourceText(
        name: "t",
        text:
          "try:\n  \(use.split(separator: "\n")[0])\nexcept (RecursionError, StopIteration): x = 0\n1 + 1"
      ),
      block: 1)
    #expect(
      after.value == "2" || use.hasPrefix("try"),
      "\(code): \(String(describing: after.failures.first))")
  }

  /// Nothing asks anything of these: they are only let go of.
  @Test(arguments: [
    ("lambda: 1", "functools.cache"), ("lambda: 1", "staticmethod"), ("lambda: 1", "np.vectorize"),
    ("lambda: 1", "lambda f: functools.wraps(f)(lambda: f())"), ("lambda a: a", "grad"),
    ("lambda a: a", "hessian"), ("1", "lambda x: K(x)"),
    ("1", "lambda x: D(x)"), ("1", "lambda x: [x].append"),
    ("iter([1])", "lambda x: map(abs, x)"), ("iter([1])", "lambda x: itertools.tee(x)[0]"),
  ])
  func isLetGo(_ start: String, _ link: String) throws {
    let (outcome, _, session) = run("x = deep(\(start), \(link), 100000)\nx = None\n1 + 1")
    #expect(outcome.value == "2", "\(link): \(String(describing: outcome.failures.first))")
    #expect(session.run(SourceText(name: "t", text: "2 + 2"), block: 1).value == "4")
  }

  @Test func objectsThatCallOneAnotherAreCounted() throws {
    for name in ["__call__", "__repr__", "__len__", "__iter__", "__neg__"] {
      let use = [
        "__call__": "x()", "__repr__": "repr(x)", "__len__": "len(x)", "__iter__": "list(x)",
        "__neg__": "-x",
      ][name, default: ""]
      let code = """
        class A:
            def __call__(self, *a): return 1
        x = A()
        for i in range(20000):
            class B: \(name) = x
            if '\(name)' != '__call__': B.__call__ = lambda self, *a: \(use.replacing("x", with: "self"))
            x = B()
        \(use)
        """
      let (outcome, _, _) = run(code)
      let type = outcome.failures.first?.error.type
      #expect(type == "RecursionError", "\(name): \(String(describing: outcome.failures.first))")
    }
  }

  @Test func longLinesOfClassesAreRefused() throws {
    let (outcome, _, _) = run("class A: pass\nfor i in range(1000):\n    class A(A): pass")
    let error = try #require(outcome.failures.first).error
    #expect(error.isRefusal && error.message.contains("more than 200"), "\(error)")
  }

  /// What held before still holds: calls of the program's own functions are not counted twice.
  @Test func theDepthOfOrdinaryRecursionIsPythons() throws {
    let (outcome, _, _) = run(
      """
      def f(n): return 0 if n == 0 else 1 + f(n - 1)
      class C:
          def m(self, n, k=0): return 0 if n == 0 else 1 + self.m(n - 1, k=k)
      x = []
      for i in range(450): x = [x]
      print(f(900), C().m(900), len(repr(x)), x == copy.deepcopy(x))
      """)
    #expect(outcome.stdout == "900 900 902 True\n", "\(String(describing: outcome.failures.first))")
  }
}
