import Diagnostics
import Testing

@testable import PythonSubset

/// Loops that run natively are counted as interpreted ones are: each of these would go on for ever,
/// or for hours, and ends at its last line under a small budget.
@Suite(.serialized) struct NativeWorkTests {
  private static let prelude = "import numpy as np, itertools, functools, copy, collections\n"

  private func check(_ code: String, _ messages: [String]) throws {
    let session = Session()
    session.prepare(seed: 0)
    session.limits.steps = 20_000
    session.limits.memory = 64 << 20
    let source = SourceText(name: "t", text: Self.prelude + code)
    let failure = try #require(session.run(source, block: 0).failures.first, "it ended: \(code)")
    #expect(failure.error.type == "Limit", "\(code): \(failure.error)")
    #expect(messages.contains(failure.error.message), "\(code): \(failure.error.message)")
    #expect(failure.error.hint?.isEmpty == false, "\(code)")
    #expect(source.line(at: failure.span.start) == source.lineCount, "\(code)")
    session.limits.steps = 1_000_000
    #expect(session.run(SourceText(name: "t", text: "1 + 1"), block: 1).value == "2")
  }

  private static let steps = "the block took more than 20,000 steps"
  private static let size = "the result would take more than 67,108,864 bytes"
  private static let memory = "the block took more than 67,108,864 bytes of memory"

  /// Sixty pairs that hold the one before twice have more leaves than can be looked at.
  @Test(
    arguments: [
      "repr(a)", "str(a)", "print(a)", "a", "f'{a}'", "'%s' % (a,)", "'{}'.format(a)", "ascii(a)",
      "a == b", "a != b", "a < b", "b in [a]", "[a].index(b)", "[a].count(b)", "max(a, b)",
      "sorted([a, b, a])", "np.array(a)", "np.sum(a)", "np.shape(a)",
      "repr(collections.deque([a]))", "collections.deque([a]) == collections.deque([b])",
      "repr(functools.partial(print, a))", "repr({1: a})", "{1: a} == {1: b}",
      "str({1: a}.items())",
      "np.zeros(3)[a]", "np.allclose(a, b)",
    ], ["[a, a]", "(a, a)"])
  func whatHoldsItselfOftenIsCounted(_ use: String, _ link: String) throws {
    // An index of a tuple of tuples is refused for its depth.
    if link.hasPrefix("("), use.hasPrefix("np.zeros") { return }
    let other = link.replacing("a", with: "b")
    try check("a, b = [1], [1]\nfor _ in range(60): a, b = \(link), \(other)\n\(use)", [Self.steps])
  }

  @Test(arguments: [
    "hash(a)", "{a: 1}", "{a}", "a in {b}", "frozenset([a])", "functools.lru_cache(abs)(a)",
    "isinstance('', a)",
  ])
  func keysAreCounted(_ use: String) throws {
    let leaf = use.hasPrefix("isinstance") ? "int" : "1"
    try check(
      "a, b = (\(leaf),), (\(leaf),)\nfor _ in range(60): a, b = (a, a), (b, b)\n\(use)",
      [Self.steps])
  }

  /// Items that an iterator yields, whoever asks for them.
  @Test(arguments: [
    "list(range(10**18))", "sum(range(10**18))", "max(range(10**18))", "set(range(10**18))",
    "sorted(range(10**18))", "[*range(10**18)]", "print(*range(10**18))", "a, *b = range(10**18)",
    "np.array(range(10**18))", "dict.fromkeys(range(10**18))",
    "any(itertools.repeat(0))", "5 in itertools.repeat(1)", "list(itertools.cycle([1]))",
    "list(zip(itertools.count()))", "list(map(abs, itertools.count()))",
    "next(filter(None, itertools.repeat(0)))", "collections.deque(itertools.count(), maxlen=0)",
    "collections.Counter(itertools.repeat(1))", "''.join(itertools.repeat(''))",
    "functools.reduce(max, itertools.count())", "list(itertools.islice(itertools.count(), 10**18))",
    "next(itertools.islice(itertools.count(), 10**18, None))",
    "next(itertools.dropwhile(bool, itertools.repeat(1)))",
    "next(itertools.compress(itertools.count(), itertools.repeat(0)))",
    "list(itertools.chain.from_iterable(itertools.repeat([])))",
    "list(itertools.product(range(100), repeat=10))", "list(itertools.permutations(range(20)))",
    "list(itertools.combinations(range(100), 50))", "list(itertools.groupby(itertools.repeat(1)))",
    "x = []\nx += itertools.count()", "{}.update(itertools.repeat((1, 2)))",
    "{1}.issuperset(itertools.repeat(1))", "np.fromiter(itertools.count(), float)",
  ])
  func itemsAreCounted(_ use: String) throws {
    try check(use, [Self.steps, Self.size, Self.memory])
  }

  /// Native loops over a hundred thousand items or letters, again and again.
  @Test(arguments: [
    ("[0] * 100000", "x == x[:]"), ("[0] * 100000", "x.index(1) if 1 in x else 0"),
    ("[0] * 100000", "x.count(1)"), ("[0] * 100000", "x.reverse()"), ("[0] * 100000", "x.copy()"),
    ("[0] * 100000", "x.insert(0, x.pop(0))"), ("[0] * 100000", "x[::-1]"),
    ("[0] * 100000", "x.sort()"), ("[0] * 100000", "tuple(x)"), ("[0] * 100000", "reversed(x)"),
    ("['a'] * 10000", "''.join(x)"), ("[0.5] * 10000", "np.mean(x)"),
    ("{i: i for i in range(5000)}", "x.copy()"), ("{i: i for i in range(5000)}", "x == {**x}"),
    ("set(range(5000))", "x & x"), ("set(range(5000))", "x < x"), ("set(range(5000))", "iter(x)"),
    ("collections.deque(range(5000))", "x.rotate(7)"),
    ("collections.deque(range(5000))", "x.copy()"),
    ("collections.Counter(range(3000))", "x.most_common(1)"),
    ("'a' * 100000", "x.find('b')"), ("'a' * 100000", "x.upper()"), ("'a' * 100000", "x[::-1]"),
    ("'a' * 100000", "x == 'a' * 99999 + 'b'"), ("'a' * 100000", "x < 'a' * 99999 + 'b'"),
    ("'a' * 100000", "{}.get(x)"), ("'a' * 100000", "repr(x)"), ("'a' * 100000", "x.split('b')"),
    ("'a' * 100000", "'b' in x"), ("'{}' * 5000", "x.format(*range(5000))"),
    ("'1' * 100000", "float(x)"),
  ])
  func loopsOverItemsAreCounted(_ value: String, _ use: String) throws {
    try check("x = \(value)\nwhile True: \(use)", [Self.steps, Self.memory, Self.size])
  }

  @Test func lettersAreLookedForInOnePass() throws {
    // Letter by letter from every place, each of these would take 10¹¹ comparisons.
    let session = Session()
    session.prepare(seed: 0)
    session.limits.steps = 2_000_000
    let code = """
      x = 'a' * 10**6
      y = 'a' * (5 * 10**5) + 'b'
      print(x.find(y), x.count(y), x.rfind(y), y in x, len(x.split(y)), len(x.replace(y, '')))
      print('abababab'.count('abab'), 'abababab'.rfind('abab'), 'abababab'.find('abab', 1))
      print('aabaabaaab'.find('aabaaab'), 'abc'.find(''), 'abc'.count(''), 'abc'.rfind(''), ''.find('a'))
      print('aaaa'.replace('aa', 'b'), 'a-b--c'.split('-'), 'xyz'.index('z', 1, 3), 'abcab'.rindex('ab', 0, 4))
      """
    let outcome = session.run(SourceText(name: "t", text: code), block: 0)
    #expect(outcome.failures.isEmpty)
    #expect(
      outcome.stdout == """
        -1 0 -1 False 1 1000000
        2 4 2
        3 0 4 3 -1
        bb ['a', 'b', '', 'c'] 2 0

        """)
  }

  /// Shapes and exponents that would run long, or need more memory than there is.
  @Test(arguments: [
    "np.linspace(0, 1, 10**9)", "np.arange(0, 1, 1e-10)", "np.random.rand(10**9)",
    "np.random.normal(size=10**9)", "np.repeat([1], 10**9)", "np.tile([1], 10**9)",
    "np.eye(10**4)", "np.outer(np.ones(10**5), np.ones(10**5))", "np.random.permutation(10**9)",
    "np.convolve(np.ones(10**5), np.ones(10**5))", "np.ones((2000, 2000)) @ np.ones((2000, 2000))",
    "np.inner(np.ones((2000, 2000)), np.ones((2000, 2000)))", "np.cov(np.ones((2000, 2000)))",
    "np.einsum('ij,jk->ik', np.ones((2000, 2000)), np.ones((2000, 2000)))",
    "a = np.ones(1000); np.einsum('i,j,k->ijk', a, a, a)",
    "np.linalg.inv(np.eye(1000))", "np.linalg.svd(np.eye(1000))", "np.linalg.qr(np.eye(1000))",
    "np.linalg.matrix_power(np.eye(200), 10**12)", "np.sort(np.arange(10**6))",
    "np.argsort(np.arange(10**6))", "np.arange(10**6).argsort()", "np.unique(np.arange(10**6))",
    "np.median(np.arange(10**6))", "np.ones((30000, 1)) + np.ones((1, 30000))",
    "np.maximum(np.ones((30000, 1)), np.ones((1, 30000)))",
    "np.exp(np.broadcast_to(1.0, (20000, 20000)))", "np.histogram([1.0], bins=10**9)",
    "np.broadcast_to(1.0, (20000, 20000)).copy()",
    "x = np.ones(10**5)\nwhile True: x.sum()", "x = np.ones(10**5)\nwhile True: x.tolist()",
    "x = np.ones(10**5)\nwhile True: x[x > 0]", "x = np.ones(10**5)\nwhile True: x += 1",
    "x = np.ones(10**5)\nwhile True: np.diff(x)", "x = np.ones(10**5)\nwhile True: np.isnan(x)",
    "x = np.ones(10**5)\nwhile True: x.copy()", "x = np.ones(10**5)\nwhile True: x.astype(int)",
    "x = np.ones(10**5)\nwhile True: np.where(x > 0, x, x)",
    "x = np.ones(10**5)\nwhile True: np.concatenate([x, x])",
  ])
  func arraysAreCounted(_ use: String) throws {
    try check(use, [Self.steps, Self.size, Self.memory])
  }

  /// What a step by step removal would take hours for is done in one pass.
  @Test func removalsAreLinear() throws {
    let session = Session()
    session.prepare(seed: 0)
    session.limits.steps = 3_000_000
    let code = """
      x = list(range(200000))
      del x[::2]
      del x[-3:]
      d = {i: i for i in range(100000)}
      while d: d.popitem()
      print(len(x), x[:3], x[-1], d)
      """
    let outcome = session.run(SourceText(name: "t", text: code), block: 0)
    #expect(outcome.failures.isEmpty)
    #expect(outcome.stdout == "99997 [1, 3, 5] 199993 {}\n")
  }
}
