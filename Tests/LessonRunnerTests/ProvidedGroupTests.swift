import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

/// Functions of `lesson.nn` in a trace: what a closed one says, and the arithmetic of gates with windows.
@Suite struct ProvidedGroupTests {
  private func trace(_ code: String) throws -> Trace {
    let lesson = LessonReader.read(
      text: "```python\n#| trace: f\nfrom lesson import nn\n\(code)\n```\n", name: "t.md")
    let block = LessonRunner.run(lesson).blocks[0]
    return try #require(block.traces.first, "\(block.error?.message ?? "")")
  }

  @Test func closedNormalizationHasARuleAndNamedSteps() throws {
    let trace = try trace(
      """
      g, c = np.ones(3), np.zeros(3)
      x = np.arange(12.0).reshape(4, 3) ** 1.5
      y = nn.batch_norm(x, g, c)
      f = (y ** 3).sum()
      """)
    let group = try #require(trace.groups.first)
    #expect(!group.open)
    #expect(group.forward == "batch_norm(x, g, c)")
    #expect(group.rule.hasPrefix("dx = γ/σ·(dout − mean(dout) − x̂·mean(dout·x̂))"))
    #expect(group.sentence.hasSuffix("."))
    #expect(group.edges.allSatisfy { $0.local.structure == .full })
    let names = trace.nodes.filter { $0.group == group.id }.compactMap(\.name)
    #expect(names == ["mean", "centred", "variance", "sigma", "x_hat", "y"])
    #expect(trace.nodes.first { $0.name == "x_hat" }?.formula == "centred/sigma")
  }

  @Test func everyFunctionOfSmallGatesHasARule() throws {
    for call in [
      "nn.softmax(x)", "nn.log_softmax(x)", "nn.maxout(x, -x)", "nn.cross_entropy(x, [0, 1])",
      "nn.cross_entropy(x, nn.softmax(-x.copy()))", "nn.hinge(x, [0, 1])",
      "nn.squared_hinge(x, [0, 1])", "nn.binary_cross_entropy_with_logits(x, [[0, 1], [1, 1]])",
      "nn.l1_loss(x, [[0, 1], [1, 1]])", "nn.l2_loss(x, [[0, 1], [1, 1]])", "nn.dropout(x)",
      "nn.layer_norm(x)", "nn.drop_connect(x, np.eye(2))",
      "nn.batch_norm(x, np.ones(2), np.ones(2), np.ones(2), np.ones(2), training=False)",
    ] {
      let trace = try trace("x = np.array([[0.5, 2.0], [-1.0, 0.25]])\nf = (\(call)).sum()")
      #expect(!trace.groups.isEmpty)
      for group in trace.groups {
        #expect(group.rule.hasPrefix("d") && group.sentence.hasSuffix("."), "\(call)")
      }
      let isDiagonal = trace.groups.contains {
        $0.edges.contains { $0.local.structure == .diagonal }
      }
      if call == "nn.dropout(x)" { #expect(isDiagonal) }
      if call == "nn.softmax(x)" { #expect(!isDiagonal) }
    }
  }

  @Test func shortWindowsAreWrittenOut() throws {
    let trace = try trace(
      """
      x = np.array([[[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 1.0, 1.0]]]])
      w = np.array([[[[1.0, -1.0], [0.5, 2.0]]]])
      b = np.array([0.5])
      y = nn.conv2d(x, w, b)
      z = nn.conv2d(x, w, padding=1, stride=3)
      m = nn.max_pool2d(y, 2)
      a = nn.avg_pool2d(x, 2, padding=1, floor=True)
      l = nn.conv2d(np.ones((1, 3, 5, 5)) * b, np.ones((2, 3, 3, 3)), stride=2)
      f = m.sum() + a.sum() + z.sum() + l.sum()
      """)
    func forward(_ name: String) -> String { trace.nodes.first { $0.name == name }?.forward ?? "" }
    #expect(forward("y") == "[0, 0, 0, 0]: 1.5 = 1 × 1 + 2 × (−1) + 0 × 0.5 + 1 × 2 + 0.5")
    #expect(forward("z") == "[0, 0, 0, 0]: 2 = 1 × 2")
    #expect(forward("m") == "[0, 0, 0, 0]: 9 = max(1.5, 9, 2.5, 1)")
    #expect(forward("a") == "[0, 0, 0, 0]: 0.25 = 1/4")
    #expect(forward("l") == "(1, 3, 5, 5) ∗ (2, 3, 3, 3), stride 2 → (1, 2, 2, 2)")
    for name in ["y", "z", "m", "a"] {
      let equation = String(forward(name).split(separator: ": ")[1])
      #expect(EquationChecker.check(equation) == nil, "\(equation)")
    }
    #expect(trace.nodes.first { $0.name == "y" }?.label == "conv 2×2")
    #expect(trace.nodes.first { $0.name == "y" }?.formula == "x ∗ w + b")
  }
}
