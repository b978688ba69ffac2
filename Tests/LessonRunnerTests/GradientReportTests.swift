import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

/// `gradient-check: true` and the remark on a learner's gate that is wrong.
@Suite struct GradientReportTests {
  private func ran(_ code: String, option: String = "#| gradient-check: true") -> BlockRun? {
    let text = "```python\n#| trace: f\n\(option)\n\(code)\n```\n"
    return LessonRunner.run(LessonReader.read(text: text, name: "a.md")).blocks.first
  }

  private func report(_ code: String) throws -> GradientReport {
    let block = try #require(ran(code))
    #expect(block.error == nil, "\(block.error?.message ?? "")")
    return try #require(block.reports.first?.gradients)
  }

  private static let gates = """
    from lesson import gate, nn
    @gate
    class Square:
        def forward(self, x):
            self.x = x
            return x * x
        def backward(self, dout):
            return FACTOR * self.x * dout
    """

  private func square(_ factor: String) -> String {
    Self.gates.replacing("FACTOR", with: factor)
  }

  @Test func aRightTraceIsRight() throws {
    let report = try report(
      square("2") + """

        W = np.array([[0.1, 0.5], [-0.3, 0.8]])
        x = np.array([[0.2, 0.4], [1.0, -2.0], [0.3, 0.7]])
        b = np.array([0.25, -0.5])
        def layer(x, W, b):
            return np.maximum(x @ W + b, 0)
        h = layer(x, W, b)
        f = nn.cross_entropy(Square(h), np.array([0, 1, 0])) + np.sum(W ** 2)
        """)
    #expect(report.verdict == .right)
    #expect(report.gates.isEmpty)
    #expect(report.checkedGates == report.gateCount && report.gateCount > 10)
    #expect(report.inputs.map(\.name) == ["W", "x", "b"])
    #expect(report.inputs.allSatisfy { $0.verdict == .right && $0.compared == $0.total })
    #expect(report.calls.contains { $0.name == "layer(x, W, b)" })
    #expect(report.calls.allSatisfy { $0.verdict == .right })
    #expect((report.largestError?.number ?? 1) < 1e-7)
    #expect(report.report.title == "Gradient check of f: right")
  }

  /// Two wrong gates: the one nearer to the output comes first; a call that holds a wrong gate, and
  /// every input behind it, are wrong too.
  @Test func theFirstWrongGateOnTheWayBackIsNamed() throws {
    let report = try report(
      square("3") + """

        @gate
        class Neg:
            def forward(self, x):
                return -x
            def backward(self, dout):
                return dout
        def inner(u):
            return np.tanh(Square(u))
        x = np.array([0.5, -1.5, 2.0])
        y = np.array([1.0, 2.0, 4.0])
        q = Neg(inner(x) * 2)
        f = (q * y).sum()
        """)
    #expect(report.verdict == .wrong)
    #expect(report.gates.map(\.name).map { $0.prefix(3) } == ["q =", "Squ"])
    let first = try #require(report.gates.first)
    #expect(first.name == "q = Neg(inner(x)·2)" && first.line == 22)
    #expect(first.remark?.contains("opposite sign") == true)
    #expect(
      report.gates.last?.remark?.hasPrefix("your backward gives 1.5 times the right gradient")
        == true)
    #expect(
      report.report.title.hasSuffix(
        "wrong, and the first wrong gate on the way back is q = Neg(inner(x)·2), line 22"))
    #expect(report.calls.map(\.verdict) == [.wrong])
    #expect(report.inputs.map(\.name) == ["x", "y"])
    #expect(report.inputs.map(\.verdict) == [.wrong, .right])
    #expect(report.report.lines.allSatisfy { $0.count < 200 })
  }

  @Test(arguments: [
    ("self.x, self.y = x, y\n        return x * y", "dout * self.x, dout * self.y", "swapped"),
    ("self.x, self.y = x, y\n        return x * y", "self.y, self.x", "multiply by dout"),
    ("self.x, self.y = x, y\n        return x * y", "0 * dout, dout * self.x", "gives 0"),
    (
      "self.x, self.y = x, y\n        return x * y", "dout * self.y ** 2, dout * self.x",
      "differentiate forward by hand"
    ),
  ]) func howItIsWrong(_ forward: String, _ backward: String, _ words: String) throws {
    let code = """
      from lesson import gate
      @gate
      class G:
          def forward(self, x, y):
              \(forward.replacing("\n        ", with: "\n        "))
          def backward(self, dout):
              return \(backward)
      x, y = np.array([0.5, -1.5, 2.0]), np.array([1.0, 3.0, 4.0])
      f = G(x, y).sum()
      """.replacing("\n        return x * y", with: "\n        return x * y")
    let found = try report(code)
    #expect(found.gates.first?.remark?.contains(words) == true, "\(found.gates)")
    // Without the option a remark says the same, once.
    let notes = try #require(ran(code, option: "#| depth: 0")).notes
    #expect(notes.count == 1 && notes[0].contains(words), "\(notes)")
    #expect(notes[0].hasPrefix("the gate G of line 13 has a wrong backward: for its input x["))
  }

  @Test func aRightGateNeedsNoRemarkAndIsLeftAsItWas() throws {
    let code = """
      from lesson import gate
      @gate
      class Drop:
          def __init__(self, keep):
              self.keep, self.calls = keep, []
          def forward(self, x):
              self.calls.append("forward")
              self.mask = (np.random.rand(*x.shape) < self.keep) / self.keep
              return np.maximum(x * self.mask, 0)
          def backward(self, dout):
              self.calls.append("backward")
              return dout * self.mask * (self.last > 0 if hasattr(self, "last") else 1)
      drop = Drop(0.5)
      x = np.array([1.0, 2.0, 3.0, 4.0])
      f = drop(x).sum()
      print(drop.calls, np.random.rand())
      """
    let traced = try #require(ran(code, option: "#| depth: 1"))
    let checked = try #require(ran(code))
    #expect(!traced.notes.contains { $0.contains("gate") } && traced.error == nil)
    #expect(checked.reports.first?.gradients?.verdict == .right)
    #expect(traced.stdout == checked.stdout && traced.stdout.hasPrefix("['forward'] 0."))
  }

  @Test func kinksPrecisionAndEmptyUpstreams() throws {
    let kinks = try report(
      "x = np.array([1.0, 0.0, -2.0])\nf = (np.maximum(x, 0) + np.abs(x)).sum()")
    #expect(kinks.verdict == .right && kinks.kinks == 2)
    #expect(kinks.inputs.first?.compared == 2)
    let zero = try report("b = np.zeros(2)\nf = (np.maximum(b, 0) * np.array([1.0, 2.0])).sum()")
    #expect(zero.inputs.first?.verdict == .unchecked)
    #expect(zero.inputs.first?.remark?.hasPrefix("a kink lies within h of each") == true)
    let single = try report(
      "x = np.array([1.0, 2.5, -2.0], dtype=np.float32)\nf = np.exp(x * x / 3).sum()")
    #expect(single.verdict == .right && single.singleGates == 4)
    let error = single.largestError?.number ?? 0
    #expect(error < 1e-5)
    // What a normalisation sends back for ones is 0: that says little, and the report says so.
    let flat = try report(
      """
      x = np.array([[1.0, 2.0], [3.0, -4.0], [0.5, 2.5]])
      def norm(x):
          return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)
      f = norm(x).sum()
      """)
    #expect(flat.verdict == .right, "\(flat)")
    #expect(flat.inputs.first?.remark?.hasPrefix("0 everywhere up to rounding") == true)
    #expect(flat.calls.first?.verdict == .right && flat.calls.first?.gradient.number != 0)
  }

  /// A kink inside a gate of one's own, at an input or beside it by less than h: left out, also where
  /// only the slope has it. A mask that is wrong away from kinks is still found.
  @Test(arguments: [
    ("[0.0, 1.0]", "np.sum(ReLU(x) ** 2)"), ("[0.0, 1.0]", "ReLU(x).sum()"),
    ("[-0.0, 1.0]", "np.sum(ReLU(x) ** 3 + x)"), ("[8e-7, 1.0]", "ReLU(x).sum()"),
    ("[-8e-7, 1.0]", "ReLU(x).sum()"), ("[3e-7, 1.0]", "np.sum(ReLU(x) ** 2)"),
    ("[-3e-7, 1.0]", "np.sum(np.exp(ReLU(x)))"), ("[3e-6, 1.0]", "ReLU(x).sum()"),
  ]) func kinksOfOnesOwnGate(_ x: String, _ loss: String) throws {
    func code(_ mask: String) -> String {
      """
      from lesson import gate, gradient_check
      @gate
      class ReLU:
          def forward(self, x):
              self.mask = x > 0
              return x * self.mask
          def backward(self, dout):
              return dout * \(mask)
      x = np.array(\(x))
      f = \(loss)
      print(gradient_check(lambda x: \(loss), x))
      """
    }
    let block = try #require(ran(code("self.mask")))
    #expect(block.notes.isEmpty, "\(block.notes)")
    #expect(block.reports.first?.gradients?.verdict == .right, "\(block.reports)")
    #expect(!block.stdout.contains("wrong"), "\(block.stdout)")
    let wrong = try #require(ran(code("(1 - self.mask)")))
    #expect(wrong.reports.first?.gradients?.verdict == .wrong)
    #expect(wrong.stdout.contains("wrong"), "\(wrong.stdout)")
  }

  /// Backward of the traced output works on the gate's object once: what it sets stays for the next
  /// blocks. Checks work on copies; what the program made itself is not made again.
  @Test func whatBackwardSetsStays() throws {
    let text = """
      ```python
      #| trace: f
      #| gradient-check: true
      from lesson import gate
      @gate
      class Linear:
          def __init__(self, W):
              self.W, self.dW, self.calls = W, np.zeros(W.shape), 0
          def forward(self, x):
              self.x = x
              return x @ self.W
          def backward(self, dout):
              self.calls += 1
              self.dW += self.x.T @ dout
              return dout @ self.W.T
      layer = Linear(np.array([[1.0, 2.0], [3.0, 4.0]]))
      x = np.array([[1.0, 2.0]])
      f = layer(layer(x)).sum()
      ```

      ```python
      print(layer.dW, layer.calls, layer.x)
      ```

      ```python
      #| trace: f, g
      layer.dW, layer.calls = np.zeros((2, 2)), 0
      x = np.array([[1.0, 0.0]])
      f = layer(x).sum()
      g = f * 2
      layer.backward(np.ones((1, 2)))
      ```

      ```python
      print(layer.calls)
      ```

      """
    let blocks = LessonRunner.run(LessonReader.read(text: text, name: "a.md")).blocks
    #expect(blocks.allSatisfy { $0.error == nil }, "\(blocks.compactMap(\.error))")
    // x.T @ [3, 7] of the first call, [7, 10].T @ [1, 1] of the second, whose input is kept.
    #expect(blocks[1].stdout == "[[10. 14.]\n [16. 24.]] 2 [[ 7. 10.]]\n")
    #expect(blocks[3].stdout == "1\n")
  }

  /// Labels are whole numbers: nobody wonders that they have no gradient.
  @Test(arguments: ["cross_entropy", "hinge"]) func labelsNeedNoRemark(_ loss: String) throws {
    func notes(_ labels: String) throws -> [String] {
      try #require(
        ran(
          """
          from lesson import nn
          s = np.array([[2.0, 1.0, 0.5], [0.0, 3.0, 1.0]])
          y = np.array(\(labels))
          f = nn.\(loss)(s, y)
          """)
      ).notes
    }
    #expect(try notes("[0, 2]").isEmpty)
  }

  @Test func arraysThatAreNoInputsKeepTheirNames() throws {
    let text = """
      ```python
      a = np.array([1.0, 2.0])
      ```

      ```python
      #| trace: f
      #| leaves: x
      b = np.array([0.5, 4.0])
      x = np.array([1.0, 2.0])
      f = np.sum(x * a + b * x + np.array([1.0, 1.0]))
      ```

      """
    let blocks = LessonRunner.run(LessonReader.read(text: text, name: "a.md")).blocks
    let trace = try #require(blocks.last?.traces.first)
    let constants = trace.nodes.filter { $0.kind == .constant }
    #expect(constants.map(\.label) == ["a", "b", "constant"])
    #expect(trace.nodes.contains { $0.formula == "x·a" })
  }

  @Test func largeArraysAreSampled() throws {
    let report = try report(
      "x = np.linspace(-1, 1, 10000).reshape(100, 100)\nf = (np.tanh(x) @ x.T).mean()")
    #expect(report.verdict == .right)
    let input = try #require(report.inputs.first)
    #expect(input.total == 10_000 && input.compared < 100 && input.compared > 0)
    #expect(report.report.lines.contains { $0.contains("of 10000)") })
  }

  /// What a gate's backward raises while the trace is made points into backward; a loop without an end
  /// is stopped there too.
  @Test(arguments: [
    ("return dout * self.missing", "AttributeError", 9), ("return dout[:2]", "ValueError", 9),
    ("while True: pass", "Limit", 9),
  ]) func errorsInBackwardPointIntoIt(_ body: String, _ type: String, _ line: Int) throws {
    let block = try #require(
      ran(
        """
        from lesson import gate
        @gate
        class G:
            def forward(self, x): return x * 2
            def backward(self, dout):
                \(body)
        x = np.ones(3)
        f = G(x).sum()
        """))
    #expect(block.status == .failed)
    #expect(
      block.error?.type == type && block.error?.line == line, "\(String(describing: block.error))")
    #expect(block.error?.calls.first?.function == "backward" || type == "ValueError")
  }

  @Test func loopsHaveManyGates() throws {
    let report = try report("x = 0.5\ny = x\nfor i in range(3000):\n    y = y * 0.999 + x\nf = y")
    #expect(report.gateCount > 5_000 && report.checkedGates == 2_000)
    #expect(report.verdict == .right)
  }
}
