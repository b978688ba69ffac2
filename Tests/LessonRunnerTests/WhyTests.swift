import Arrays
import Autodiff
import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

/// Random questions about graphs of every kind: each answer is true as printed, is the tape's own
/// number, is made of its children's numbers, and ends at leaves.
@Suite struct WhyTests {
  static let programs: [(name: String, code: String)] = [
    (
      "chain",
      """
      x = 0.7
      a = math.sin(x)
      b = math.exp(a) / 3
      c = -b ** 3
      d = math.log(abs(c) + 2)
      f = math.sqrt(d) * 2 - 1
      """
    ),
    (
      "fork",
      """
      x, y = -2, 5
      q = x * y + x
      r = q - x * 2
      f = q * r + x * q + y
      """
    ),
    (
      "max",
      """
      x, y, z = 1.5, -2.25, 1.5
      a = max(x, y)
      b = np.maximum(x, z)
      c = np.minimum(a * b, y) + abs(y)
      d = np.maximum(0, c) + np.maximum(0, x)
      v = np.array([x, y, 2.0, 2.0])
      f = d * 2 + v.max() * y + np.max(v * v) + v.min()
      """
    ),
    (
      "staged function",
      """
      x, y = 3, -4
      def sigma(t):
          return 1 / (1 + math.exp(-t))
      num = x + sigma(y)
      den = sigma(x) + (x + y) ** 2
      f = num / den
      """
    ),
    (
      "vector",
      """
      x = np.array([1.0, -2.5, 0.25, 4.0, 0.125])
      w = np.array([0.5, 0.5, -1.0, 2.0, 3.0])
      s = x * w + 2
      t = np.tanh(s[1:4]) - s[::-1][:3]
      p = np.prod(x[:3]) + np.dot(x, w)
      u = np.concatenate([t, x * 0.5])
      f = u.mean() + p * (u ** 2).sum() + x[0]
      """
    ),
    (
      "matrix product with bias",
      """
      np.random.seed(1)
      X = np.random.randn(12, 3)
      W = np.random.randn(3, 4)
      b = np.array([0.1, -0.2, 0.3, 0.0])
      H = X @ W + b
      R = H.T.reshape(6, 8)
      G = np.where(H > 0, H, 0.1 * H)
      f = (G * G).mean() + R.sum(axis=0).max() - (H - H.mean(axis=1, keepdims=True)).std()
      """
    ),
    (
      "two layers with functions",
      """
      np.random.seed(2)
      X = np.random.randn(5, 3)
      y = np.array([0, 1, 1, 0, 2])
      W1, b1 = np.random.randn(3, 4) * 0.5, np.zeros(4)
      W2, b2 = np.random.randn(4, 3) * 0.5, np.zeros(3)
      def relu(v):
          return np.maximum(0, v)
      def layer(v, W, b):
          out = v @ W + b
          return out
      def softmax_loss(scores, labels):
          shifted = scores - scores.max(axis=1, keepdims=True)
          e = np.exp(shifted)
          p = e / e.sum(axis=1, keepdims=True)
          return -np.log(p[np.arange(len(labels)), labels]).mean()
      h = relu(layer(X, W1, b1))
      scores = layer(h, W2, b2)
      f = softmax_loss(scores, y) + 0.01 * (np.sum(W1 * W1) + np.sum(W2 ** 2))
      """
    ),
    (
      "loop",
      """
      np.random.seed(3)
      Wx, Wh = np.random.randn(2, 3) * 0.5, np.random.randn(3, 3) * 0.5
      xs = np.random.randn(4, 2)
      hs = np.zeros((5, 3))
      h = np.zeros(3)
      for t in range(4):
          h = np.tanh(xs[t] @ Wx + h @ Wh)
          hs[t + 1] = h * 2
      hs[2, 1] = 0.5
      f = (hs ** 2).sum() + h[-1]
      """
    ),
  ]

  static func runner(_ code: String, _ options: String = "#| trace: f") throws -> LessonRunner {
    let lesson = LessonReader.read(
      text: "```python\n\(options)\n\(code)\n```\n", name: "why.md")
    var runner = LessonRunner(lesson, RunOptions())
    let run = runner.runAll()
    let error = run.blocks.first?.error
    try #require(error == nil, "\(error?.message ?? "")")
    return runner
  }

  static func graph(_ code: String) throws -> (NumberGraph, LessonRunner) {
    let runner = try runner(code)
    let traced = try #require(runner.traced.first)
    return (NumberGraph(traced.builder, traced.trace), runner)
  }

  /// Every number of the graph that can be asked for.
  static func keys(_ graph: NumberGraph) -> [NumberKey] {
    var keys: [NumberKey] = []
    for node in graph.builder.visible.indices where graph.builder.visible[node] {
      for element in 0..<graph.shape(node).reduce(1, *) {
        keys.append(NumberKey(node, element))
        if graph.gradient(node, element) != nil {
          keys.append(NumberKey(node, element, isGradient: true))
        }
      }
    }
    return keys
  }

  @Test(arguments: programs.indices) func randomQuestions(_ index: Int) throws {
    let (graph, runner) = try Self.graph(Self.programs[index].code)
    let keys = Self.keys(graph)
    var random = MersenneTwister(seed: UInt32(index + 1))
    for _ in 0..<125 {
      let key = keys[Int(random.word() % UInt32(keys.count))]
      var builder = DerivationBuilder(graph, line: runner.places.line)
      let derivation = builder.build(
        graph.origin(key), name: graph.names.text(key), question: "", isFull: true)
      try check(derivation, key, graph)
    }
  }

  private func check(_ derivation: Derivation, _ key: NumberKey, _ graph: NumberGraph) throws {
    let what = derivation.steps.first?.name ?? ""
    let found = try #require(derivation.value.number)
    #expect(found.bitPattern == tapeNumber(key, graph).bitPattern, "\(what)")
    #expect(derivation.hidden == 0)
    for step in derivation.steps {
      #expect(step.omitted == 0, "\(what): \(step.name)")
      #expect(step.children.allSatisfy { derivation.steps.indices.contains($0) })
      guard step.kind == .computed else {
        #expect(step.children.isEmpty && step.equation.isEmpty && !step.reason.isEmpty)
        continue
      }
      let problem = EquationChecker.check(step.equation)
      #expect(problem == nil, "\(what): \(step.equation): \(problem ?? "")")
      #expect(!step.formula.isEmpty, "\(what): \(step.name)")
      // What the rounding leaves is small, so `≈` hides no mistake.
      let value = try #require(step.value.number)
      let sum = try #require(recomputed(step, derivation, graph))
      #expect(
        abs(sum.value - value) <= 1e-9 * max(sum.size, 1e-12),
        "\(what): \(step.name) = \(value), its arithmetic gives \(sum.value)")
    }
    // Each number once, under a step above it that uses it.
    let places = derivation.steps.map { "\($0.name) \($0.node ?? 0)" }
    #expect(Set(places).count == places.count, "\(what) lists a number twice")
    for step in derivation.steps.dropFirst() {
      let parent = try #require(step.parent)
      #expect(parent < step.id && derivation.steps[parent].children.contains(step.id))
    }
  }

  /// The gradient pass's own number, an element of its array.
  private func tapeNumber(_ key: NumberKey, _ graph: NumberGraph) -> Double {
    let origin = graph.origin(key)
    let array =
      key.isGradient
      ? graph.builder.gradients.tensor(origin.node, graph.tape)?.array
      : graph.tape.array(key.node)
    return array?.doubles[key.isGradient ? origin.element : key.element] ?? .nan
  }

  /// A step's number from its children's, and the size of the largest part.
  private func recomputed(_ step: DerivationStep, _ derivation: Derivation, _ graph: NumberGraph)
    -> (value: Double, size: Double)?
  {
    let node = graph.builder.numbers.first { $0.value == step.node }?.key
    guard let node else { return (step.value.number ?? .nan, 1) }
    let element = ElementIndex.position(step.element, graph.shape(node))
    let key = NumberKey(node, element, isGradient: step.isGradient)
    let composition =
      key.isGradient ? graph.gradientComposition(key) : graph.valueComposition(key)
    // The children are the numbers of the arithmetic, and have their values.
    let numbers = composition.numbers
    let children = step.children.map { derivation.steps[$0] }
    guard numbers.count == children.count else { return nil }
    for (number, child) in zip(numbers, children)
    where child.value.number?.bitPattern != graph.number(number).bitPattern {
      return nil
    }
    let values = composition.terms.map { term in
      term.expression.evaluate(term.sources.map { graph.number($0) }, output: .nan)
    }
    let rest = composition.rest?.value
    let size = (values + [rest ?? 0]).map(abs).max() ?? 0
    switch composition.form {
    case .sum: return (values.reduce(0, +) + (rest ?? 0), size)
    case .mean(let count): return ((values.reduce(0, +) + (rest ?? 0)) / Double(count), size)
    case .product: return (values.reduce(1, *) * (rest ?? 1), size)
    case .largest: return (values.max() ?? .nan, size)
    case .smallest: return (values.min() ?? .nan, size)
    }
  }

  /// Nothing is followed further than what is listed and counted.
  @Test func aLongChainIsAnsweredWithBoundedWork() throws {
    let (graph, runner) = try Self.graph(
      "x = 1.0\nh = x\nfor i in range(100000): h = h * 1.00001\nf = h")
    let node = try #require(graph.builder.tracer.lastNode("x"))
    let key = NumberKey(graph.tape.index(node), 0, isGradient: true)
    var builder = DerivationBuilder(graph, line: runner.places.line)
    let derivation = builder.build(key, name: "x.grad", question: "x.grad", isFull: false)
    #expect(derivation.steps.count == DerivationBuilder.page)
    #expect(derivation.hidesMore)
    #expect(graph.work < 10_000)
    #expect(
      derivation.steps.allSatisfy {
        EquationChecker.check($0.equation) == nil || $0.equation.isEmpty
      })
  }

  @Test func aChainCanBeListedWhole() throws {
    let (graph, runner) = try Self.graph(
      "x = 1.0\nh = x\nfor i in range(3000): h = h * 1.00001\nf = h")
    let node = try #require(graph.builder.tracer.lastNode("x"))
    let key = NumberKey(graph.tape.index(node), 0, isGradient: true)
    var builder = DerivationBuilder(graph, line: runner.places.line)
    let derivation = builder.build(key, name: "x.grad", question: "x.grad", isFull: true)
    #expect(derivation.steps.count == 3001)
    #expect(derivation.hidden == 0 && derivation.steps.last?.kind == .seed)
  }
}
