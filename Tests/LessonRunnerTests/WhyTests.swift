import Arrays
import Autodiff
import Foundation
import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

/// Random questions about graphs of every kind: each answer is true as printed, is the tape's own
/// number, is made of its children's numbers, and ends at leaves.
@Suite struct WhyTests {
  static let graphs: [(name: String, code: String)] = [
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

  static func graph(_ code: String, _ options: String = "#| trace: f") throws
    -> (NumberGraph, LessonRunner)
  {
    let runner = try runner(code, options)
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

  @Test(arguments: graphs.indices) func randomQuestions(_ index: Int) throws {
    let (graph, runner) = try Self.graph(Self.graphs[index].code)
    let keys = Self.keys(graph)
    var random = MersenneTwister(seed: UInt32(index + 1))
    for _ in 0..<125 {
      let key = keys[Int(random.word() % UInt32(keys.count))]
      var builder = DerivationBuilder(graph, line: runner.places.line)
      let derivation = builder.build(
        graph.origin(key), name: graph.names.text(key), question: "", isFull: true)
      try DerivationCheck(derivation, graph).holds(for: key)
    }
  }

  /// The programs whose numbers CPython and NumPy recorded: what lies nearest to their numbers.
  @Test(arguments: TracedProgramTests.names) func programs(_ name: String) throws {
    let recorded = try #require(TracedProgramTests.recorded[name])
    let output = try #require(recorded["output"] as? String)
    let code = try String(
      contentsOf: TracedProgramTests.folder.appendingPathComponent("\(name).py"), encoding: .utf8)
    let (graph, runner) = try Self.graph(code, "#| trace: \(output)")
    let keys = Self.keys(graph)
    var random = MersenneTwister(seed: 7)
    for _ in 0..<40 {
      let key = keys[Int(random.word() % UInt32(keys.count))]
      var builder = DerivationBuilder(graph, line: runner.places.line)
      let derivation = builder.build(
        graph.origin(key), name: graph.names.text(key), question: "", isFull: false)
      try DerivationCheck(derivation, graph).holds(for: key)
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
