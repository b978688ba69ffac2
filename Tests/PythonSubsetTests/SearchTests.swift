import Diagnostics
import LessonOutput
import Testing

@testable import PythonSubset

@Suite struct SearchTests {
  private func run(_ code: String) -> (text: String, error: String, hint: String) {
    DataTests.run("from lesson import search, grad\n" + code)
  }

  private let bowl = """
    def loss(lr, size):
        if size == 3:
            raise ValueError('out of luck')
        return float('nan') if lr > 0.5 else (np.log10(lr) + 2) ** 2 + size / 10

    """

  @Test func aGridTriesEveryCombinationInOrder() {
    let code = """
      seen = []
      def f(a, b, c):
          seen.append((a, b, c))
          return a
      r = search.grid(f, {'a': [2, 1], 'b': search.integers(0, 2), 'c': 'x'})
      print(seen, r.best.parameters, r.best.number, len(r))
      seen.clear()
      search.grid(f, {'a': search.uniform(0, 3), 'b': search.log_uniform(1, 1e4), 'c': [0]}, points=2)
      print([(a, round(b, 6)) for a, b, c in seen])
      """
    #expect(
      run(code).text == """
        [(2, 0, 'x'), (2, 1, 'x'), (1, 0, 'x'), (1, 1, 'x')] {'a': 1, 'b': 0, 'c': 'x'} 3 4
        [(0.75, 10.0), (0.75, 1000.0), (2.25, 10.0), (2.25, 1000.0)]

        """)
  }

  @Test func theLeaderboardKeepsWhatFailed() {
    let result = run(
      bowl + "r = search.grid(loss, {'lr': [0.001, 0.01, 1.0], 'size': [1, 2, 3]})\nprint(r)\nr")
    #expect(
      result.text == """
        rank  trial     lr  size  value
           1      4   0.01     1    0.1
           2      5   0.01     2    0.2
           3      1  0.001     1    1.1
           4      2  0.001     2    1.2
           –      3  0.001     3  ValueError: out of luck
           –      6   0.01     3  ValueError: out of luck
           –      7      1     1  gave nan
           –      8      1     2  gave nan
           –      9      1     3  ValueError: out of luck
        <9 trials, best 0.1 at lr=0.01, size=1>
        """)
  }

  @Test func aBlockThatEndsWithASearchShowsATable() throws {
    let session = Session()
    session.prepare(seed: 0)
    let code = "from lesson import search\nsearch.grid(lambda a: a * a, {'a': [1, 2]})"
    let outcome = session.run(SourceText(name: "case", text: code), block: 0)
    let table = try #require(outcome.tables.first)
    #expect(table.header == ["rank", "trial", "a", "value"].map { [.text($0)] })
    #expect(
      table.rows == [["1", "1", "1", "1"], ["2", "2", "2", "4"]].map { $0.map { [.text($0)] } })
  }

  @Test func aSearchsStreamIsItsOwn() {
    let code = """
      def f(x):
          np.random.rand(3)
          return x
      a = search.random(f, {'x': search.uniform(0, 1)}, trials=5, seed=1)
      b = search.random(lambda x: x, {'x': search.uniform(0, 1)}, trials=5, seed=1)
      print([t['x'] for t in a.trials] == [t['x'] for t in b.trials], [t['x'] for t in a.trials] == list(np.random.RandomState(1).rand(5)))
      np.random.seed(3)
      c = search.bayesian(f, {'x': search.uniform(0, 1)}, trials=8)
      np.random.seed(3)
      d = search.bayesian(lambda x: x, {'x': search.uniform(0, 1)}, trials=8)
      print([t['x'] for t in c.trials] == [t['x'] for t in d.trials])
      """
    #expect(run(code).text == "True True\nTrue\n")
  }

  @Test func rangesGiveWhatTheySay() {
    let code = """
      space = {'a': search.uniform(-1, 2), 'b': search.log_uniform(1e-4, 10), 'c': search.integers(2, 5),
               'd': search.choice(['x', 'y'])}
      r = search.random(lambda a, b, c, d: a, space, trials=400, seed=0)
      a, b, c, d = [[t[k] for t in r.trials] for k in 'abcd']
      print(-1 <= min(a) < -0.95, 1.95 < max(a) < 2, 1e-4 <= min(b) < 2e-4, 5 < max(b) < 10)
      print(sorted(set(c)), sorted(set(d)), abs(np.mean(np.log10(b)) + 1.5) < 0.1, type(c[0]))
      print(space)
      """
    #expect(
      run(code).text == """
        True True True True
        [2, 3, 4] ['x', 'y'] True <class 'int'>
        {'a': uniform(-1.0, 2.0), 'b': log_uniform(0.0001, 10.0), 'c': integers(2, 5), 'd': choice(['x', 'y'])}

        """)
  }

  @Test func coarseToFineWidensAtTheEdgeAndSaysSo() {
    let code = """
      def f(lr, n):
          return (np.log10(lr) - 1) ** 2 + abs(n - 4)
      r = search.coarse_to_fine(f, {'lr': search.log_uniform(1e-4, 0.1), 'n': search.integers(2, 8)}, rounds=5, trials=12, seed=0)
      print(r.best['lr'] > 1, r.best['n'] in (4, 5), len(r))
      print(r.notes[0])
      hard = search.coarse_to_fine(lambda k: -k, {'k': search.uniform(0, 1, hard=True)}, seed=0)
      print(max(t['k'] for t in hard.trials) <= 1, hard.notes)
      """
    let result = run(code)
    let lines = result.text.split(separator: "\n")
    #expect(lines.count == 3, "\(result.error)")
    #expect(lines.first == "True True 60")
    #expect(lines.dropFirst().first?.hasPrefix("round 1: the best lr, 0.0") == true)
    #expect(
      lines.dropFirst().first?.contains("lies at the upper end of 0.0001 … 0.1; the next") == true)
    #expect(lines.last == "True []")
  }

  @Test func aBestValueAtTheEndIsPointedOut() {
    let code = """
      r = search.grid(lambda lr: -lr, {'lr': search.log_uniform(1e-3, 1.0)})
      print(r.notes)
      """
    #expect(
      run(code).text
        == "['the best lr, 0.316, lies at the upper end of 0.001 … 1: look beyond it']\n")
  }

  @Test func theGaussianProcessIsTheDefinition() throws {
    let program = try DataTests.program("bayesian_search")
    let result = run(
      program + """

        p = search.gaussian_process(x, y, lengths)
        m, s = p.predict(candidates)
        ei = search.expected_improvement(m, s, y.min())
        pairs = [(p.log_likelihoods, likelihoods), (m, mean), (s, sigma), (ei, improvement)]
        print(max(np.abs(a - b).max() / np.abs(b).max() for a, b in pairs) < 1e-9, p.length == length)
        print(search.gaussian_process(x, y).length == length, p)
        print(search.expected_improvement(np.array([1.0, -2.0]), np.zeros(2), 0.0))
        """)
    #expect(
      result.text
        == "True True\nTrue <Gaussian process through 6 points, length 0.2>\n[0. 2.]\n",
      "\(result.error)")
  }

  @Test func bayesianSearchFindsAMinimumSoonerThanChance() {
    let code = """
      def branin(x, y):
          return (y - 5.1 * x * x / (4 * np.pi ** 2) + 5 * x / np.pi - 6) ** 2 + 10 * (1 - 1 / (8 * np.pi)) * np.cos(x) + 10
      space = {'x': search.uniform(-5, 10), 'y': search.uniform(0, 15)}
      b = [search.bayesian(branin, space, trials=15, seed=s).best.value for s in range(4)]
      r = [search.random(branin, space, trials=40, seed=s).best.value for s in range(4)]
      print(np.mean(b) < np.mean(r), search.bayesian(branin, space, trials=40, seed=0).best.value < 0.45)
      """
    #expect(run(code).text == "True True\n")
  }

  @Test func failuresCountAsTheWorstForTheProcess() {
    let code = """
      def f(x):
          if x > 0.5:
              raise OverflowError('too far')
          return (x - 0.4) ** 2
      r = search.bayesian(f, {'x': search.uniform(0, 1)}, trials=20, seed=0)
      print(abs(r.best['x'] - 0.4) < 0.02, 0 < len(r.failed) < 12, r.failed[0].error, r.failed[0].value)
      """
    #expect(run(code).text == "True True OverflowError: too far nan\n")
  }

  @Test(arguments: [
    ("search.grid(3, {'a': [1]})", "f, space"), ("search.grid(abs, [1])", "{'lr'"),
    ("search.grid(abs, {})", "{'lr'"), ("search.grid(abs, {1: [1]})", "names of f's"),
    ("search.grid(abs, {'a': []})", "at least one"),
    ("search.grid(lambda a: None, {'a': [1]})", "`return`"),
    ("search.grid(lambda a: [a, a], {'a': [1]})", "one number"),
    ("search.grid(lambda a: a, {'a': range(101), 'b': range(100)})", "multiply"),
    ("search.grid(lambda b: b, {'a': [1]})", ""),
    ("search.random(lambda a: 1 / 0, {'a': [1]}, trials=2)", ""),
    ("search.random(lambda a: math.inf, {'a': [1]}, trials=2)", "by hand"),
    ("search.random(lambda a: a, {'a': [1]}, trials=10001)", "fewer"),
    ("search.bayesian(lambda a: a, {'a': [1]}, trials=501)", "500"),
    ("search.bayesian(lambda a: a, {'a': [1]}, lengths=[0.0])", "above 0"),
    ("search.random(lambda a: a, {'a': [1]}, n_iter=3)", "`trials=`"),
    ("search.coarse_to_fine(lambda a: a, {'a': [1]}, shrink=1)", "between 0 and 1"),
    ("search.uniform(1, 0)", "less than high"), ("search.log_uniform(0, 1)", "above 0"),
    ("search.integers(3, 3)", "above low"), ("search.choice([])", "options"),
    ("search.k_fold(3, k=4)", "number of examples"), ("search.k_fold(4, k=2, labels=[1])", "each"),
    ("search.GridSearchCV()", "`grid("), ("search.KFold(3)", "`k_fold("),
    ("search.gaussian_process(np.ones(3), np.ones(2))", "each point"),
    ("search.gaussian_process(np.ones(501), np.ones(501))", "500"),
    ("search.gaussian_process(np.full(2, np.nan), np.ones(2))", "nan"),
    ("search.gaussian_process(np.eye(2), np.ones(2)).predict(np.ones(3))", "have 2"),
    ("search.expected_improvement(np.ones(3), np.ones(2), 0)", "one shape"),
    ("search.grid(lambda a: a, {'a': [1]}).best['b']", "parameters: a"),
  ]) func mistakesAreNamed(_ code: String, _ hint: String) {
    let result = run(code)
    #expect(result.error != "", "\(code)")
    #expect(result.hint.contains(hint) || hint.isEmpty, "\(code): \(result.error) — \(result.hint)")
  }

  @Test func aSearchWithinATracedBlockLeavesItsTraceAlone() {
    let session = Session()
    session.prepare(seed: 0)
    let code = """
      from lesson import search, grad
      w = 3.0
      best = search.grid(lambda a: (w - a) ** 2 + grad(lambda x: x * x)(a) * 0, {'a': [1.0, 3.0]}).best['a']
      f = w * best
      """
    let outcome = session.run(
      SourceText(name: "case", text: code), block: 0, trace: TraceRequest(outputs: ["f"]))
    #expect(outcome.failures.isEmpty, "\(outcome.failures.first?.error.message ?? "")")
    #expect(outcome.tape.map { $0.count } ?? 99 <= 4)
    #expect(session.global("f")?.number == 9)
  }

  @Test func limitsAndRefusalsStopTheSearch() {
    #expect(
      run("search.random(lambda a: np.fft.fft(a), {'a': [1]})").error.hasPrefix("Refused"))
    let session = Session()
    session.prepare(seed: 0)
    session.limits.steps = 100_000
    let code =
      "from lesson import search\ndef f(a):\n    while True: a += 1\nsearch.random(f, {'a': [1]})"
    let outcome = session.run(SourceText(name: "case", text: code), block: 0)
    #expect(outcome.failures.first?.error.type == "Limit")
  }
}
