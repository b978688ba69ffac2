import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

/// `lesson.check` in blocks, and what `compare:` says of blocks that it can't use.
@Suite struct CheckModuleTests {
  private func run(_ blocks: String...) -> LessonRun {
    LessonRunner.run(
      LessonReader.read(
        text: blocks.map { "```python\n\($0)\n```\n" }.joined(separator: "\n"), name: "t.md"))
  }

  private static let forward = """
    from lesson import check
    def forward(x, w, b):
        z = x @ w + b
        h = np.tanh(z)
        return np.sum(h * h)
    x = np.array([[1.0, 2.0], [0.5, -0.3], [0.2, 0.4]])
    w = np.array([[0.3, -0.4], [0.5, 0.2]])
    b = np.array([0.1, 0.2])
    """

  private static let backward = """
    def backward(x, w, b):
        z = x @ w + b
        h = np.tanh(z)
        dh = 2 * h
        dz = (1 - h ** 2) * dh
        return dh, dz, dz @ w.T, x.T @ dz, dz.sum(axis=0)
    """

  @Test func namesAreTakenFromTheReturnStatement() throws {
    let code =
      Self.forward + "\n"
      + Self.backward.replacing(
        "return dh, dz, dz @ w.T, x.T @ dz, dz.sum(axis=0)",
        with: "dx, dw, db = dz @ w.T, x.T @ dz, dz.sum(axis=0)\n    return dh, dz, dx, dw, db")
      + "\ncheck.backward(backward, forward, at=(x, w, b))"
    let block = run(code).blocks[0]
    #expect(block.value == "5 right: dh exact, dz exact, db exact, dw exact, dx exact")
    let wrong = run(code.replacing("(1 - h ** 2)", with: "(1 - h)")).blocks[0]
    #expect(wrong.status == .failed)
    #expect(wrong.error?.type == "AssertionError")
    #expect(
      wrong.error?.message
        == "First wrong: dz, at the gate h = tanh(z) (line 5). A square is missing: the local "
        + "gradient of tanh(z) is 1 − h².")
    #expect(wrong.error?.line == 17)
    let report = try #require(wrong.reports.first?.backward)
    #expect(report.rows.map(\.verdict) == [.exact, .wrong, .follows, .follows, .follows])
  }

  @Test func gradientsOfArgumentsByPosition() throws {
    let code =
      Self.forward + """

        def backward(x, w, b):
            h = np.tanh(x @ w + b)
            dz = (1 - h ** 2) * 2 * h
            return dz @ w.T, x.T @ dz, dz
        check.gradient(backward, forward, at=(x, w, b))
        """
    let block = run(code).blocks[0]
    let report = try #require(block.reports.first?.backward)
    let row = report.rows[try #require(report.first)]
    #expect(row.name == "db")
    #expect(row.mistake == .missingSum)
    #expect(report.note.hasPrefix("Central differences agree with the trace"))
  }

  @Test func anUpstreamGradientComesFirstWhereTheResultIsAnArray() throws {
    let code = """
      from lesson import check
      def relu(x):
          return np.maximum(0, x)
      def relu_backward(dout, x):
          return dout * (x > 0)
      check.gradient(relu_backward, relu, at=np.array([[1.0, -2.0, 0.3], [-0.5, 2.0, -0.1]]))
      """
    #expect(run(code).blocks[0].value == "1 right: dx exact")
    let wrong = run(code.replacing("(x > 0)", with: "(dout > 0)")).blocks[0]
    #expect(wrong.reports.first?.backward?.rows.first?.mistake == .maskFromGradient)
  }

  @Test func argumentsAreCopied() {
    let block = run(
      """
      from lesson import check
      def f(x):
          return (x * x).sum()
      def f_backward(x):
          x *= 2
          return x
      x = np.array([1.0, -3.0])
      check.gradient(f_backward, f, at=x)
      x
      """
    ).blocks[0]
    #expect(block.value == "array([ 1., -3.])")
  }

  @Test func dictionariesOfParameters() throws {
    let code = """
      from lesson import check
      def net(p, x):
          h = np.maximum(0, x @ p['W1'])
          return ((h @ p['W2']) ** 2).mean()
      def net_backward(p, x):
          h = np.maximum(0, x @ p['W1'])
          o = h @ p['W2']
          do = 2 * o / o.size
          dh = do @ p['W2'].T
          return {'W2': h.T @ do, 'W1': x.T @ (dh * (h > 0)), 'dh': dh}
      p = {'W1': np.array([[0.3, -0.4], [0.5, 0.2]]), 'W2': np.array([[1.0, 2.0], [-0.5, 0.3]])}
      x = np.array([[1.0, -2.0], [0.5, -0.3], [0.2, 0.4]])
      check.backward(net_backward, net, at=(p, x))
      """
    #expect(run(code).blocks[0].value?.hasPrefix("3 right") == true)
    let wrong = run(code.replacing("dh * (h > 0)", with: "dh")).blocks[0]
    let report = try #require(wrong.reports.first?.backward)
    #expect(
      report.rows[try #require(report.first)].mistake == .maskMissing,
      "\(report.lines(width: 90))")
  }

  @Test func misuseIsExplained() {
    let called = run(Self.forward + "\ncheck.backward(forward(x, w, b), forward, at=(x, w, b))")
    #expect(
      called.blocks[0].error?.message
        == "backward() takes two functions: yours and the forward pass")
    let constant = run(
      "from lesson import check\ncheck.gradient(lambda x: x, lambda x: 3.0, at=2.0)")
    #expect(constant.blocks[0].error?.message.contains("not made of its arguments") == true)
    let nothing = run(
      Self.forward + "\ncheck.backward(lambda x, w, b: None, forward, at=(x, w, b))")
    #expect(nothing.blocks[0].error?.message == "your function returned None")
    #expect(nothing.blocks[0].error?.hint == "is there a `return`?")
    let empty = run(
      Self.forward + "\ncheck.backward(lambda x, w, b: {}, forward, at=(x, w, b))")
    #expect(
      empty.blocks[0].error?.message == "there is no gradient in what your function returned")
    let unclear = run(
      Self.forward
        + "\ncheck.backward(lambda x, w, b: (x, x, x, x, x), forward, at=(x, w, b))")
    #expect(
      unclear.blocks[0].error?.message
        == "It can't be seen which of the results is the gradient of what.")
    let raises = run(
      Self.forward + "\ncheck.backward(lambda x, w, b: 1 / 0, forward, at=(x, w, b))")
    #expect(raises.blocks[0].error?.type == "ZeroDivisionError")
  }

  @Test func aCheckInATracedBlockLeavesItsTraceAlone() throws {
    let block = run(
      """
      #| trace: f
      from lesson import check
      a, b = 2.0, 3.0
      q = a * b
      result = check.gradient(lambda x: 2 * x, lambda x: x * x, at=1.5)
      f = q * a
      """
    ).blocks[0]
    #expect(block.traces.first?.nodes.map(\.name) == ["a", "b", "q", "f"])
    #expect(block.reports.first?.backward?.isRight == true)
  }

  // MARK: compare:

  private static let traced = "#| trace: f\nx, y, z = -2, 5, -4\nq = x + y\nf = q * z"

  @Test func theTracedBlockItselfMayHoldThePass() throws {
    let block = run(
      Self.traced.replacing("#| trace: f", with: "#| trace: f\n#| compare: true")
        + "\ndq = z\ndz = q\ndx = dq\ndy = -dq"
    ).blocks[0]
    let report = try #require(block.reports.first?.backward)
    #expect(report.rows.map(\.name) == ["dq", "dz", "dy", "dx"])
    #expect(report.rows.map(\.verdict) == [.exact, .exact, .wrong, .exact])
    #expect(report.rows[2].mistake == .flippedSign)
  }

  @Test func whatCannotBeComparedSaysWhy() {
    let alone = run("#| compare: true\ndx = 3").blocks[0]
    #expect(alone.error?.message == "no block with a trace stands above")
    let other = run(Self.traced, "#| compare: g\ndx = 3").blocks[1]
    #expect(other.error?.message == "no block above traces `g`")
    let nothing = run(Self.traced, "#| compare: true\nw = 3").blocks[1]
    #expect(nothing.status == .ok)
    #expect(nothing.notes.first?.hasPrefix("nothing to compare") == true)
  }

  /// A pass that stops with an error is told what was wrong up to there.
  @Test func aBlockThatFailsIsComparedAsFarAsItCame() throws {
    let blocks = run(
      "#| trace: f\nw = np.array([1.0, 2.0, 3.0])\nx = np.array([[1.0, 2.0, 0.5], [0.3, -1.0, 2.0]])\n"
        + "p = x * w\nf = (p * p).sum()",
      "#| compare: true\ndp = 2 * p\ndw = (dp * x).sum(axis=1)\ndx = dp * w + dw"
    ).blocks
    #expect(blocks[1].error?.type == "ValueError")
    let report = try #require(blocks[1].reports.first?.backward)
    #expect(report.rows.map(\.name) == ["dp", "dw"])
    #expect(report.rows[1].mistake == .wrongAxis)
  }

  @Test func laterBlocksKnowTheFirstPartOfThePass() throws {
    let blocks = run(
      "#| trace: f\na = np.array([0.5, -1.0])\nh = np.tanh(a)\ns = h * h\nf = s.sum()",
      "ds = 3 * np.ones(2)\ndh = 2 * h * ds", "#| compare: true\nda = (1 - h ** 2) * dh"
    ).blocks
    let report = try #require(blocks[2].reports.first?.backward)
    #expect(report.rows.map(\.name) == ["da"])
    #expect(report.rows[0].verdict == .follows)
    #expect(report.rows[0].follows == ["dh"])
  }

  @Test func oddValuesDoNoHarm() throws {
    let forward =
      "#| trace: f\nx = np.zeros((0, 3))\nw = np.array([1.0, -1.0, 2.0])\nk = np.array([3, 4])\n"
      + "f = (x * w).sum() + (w * w).sum() + (k * k).sum()"
    for backward in [
      "dx = np.zeros((0, 3))\ndw = 2 * w\ndk = ['a', 'b']\ndf = np.zeros(3)",
      "dx = np.ones((3, 0))\ndw = np.array([2.0, np.nan, np.inf])\ndk = [6, 8]\ndf = None",
      "dw = np.zeros((2, 3, 0))\ndk = np.array([[6], [8]])\ndf = True",
      "grads = {'w': 1, 'k': [6, 8], 3: 4, 'unknown': 5}",
    ] {
      let block = run(forward, "#| compare: true\n" + backward).blocks[1]
      #expect(block.status == .ok, "\(block.error?.message ?? "")")
      #expect(!block.reports.isEmpty)
    }
  }

  @Test func anotherSubgradientAtACornerIsRight() throws {
    let forward =
      "#| trace: f\nx = np.array([[0.0, 1.0, -2.0, 0.0]])\nh = np.maximum(0, x)\n"
      + "m = np.array([[1.0, 3.0, 3.0]])\nt = m.max(axis=1)\nf = (h * [2.0, 1.0, 3.0, 4.0]).sum() + t.sum()"
    let report = try #require(
      run(
        forward,
        "#| compare: true\ndh = np.array([[2.0, 1.0, 3.0, 4.0]])\ndx = dh * (x >= 0)\ndm = np.array([[0.0, 1.0, 0.0]])"
      ).blocks[1].reports.first?.backward)
    #expect(report.isRight, "\(report.lines(width: 90))")
    #expect(report.rows.count { $0.note.contains("subgradient") } == 2)
  }
}
