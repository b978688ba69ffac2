import Foundation
import Diagnostics
import LessonDocument
import LessonOutput
import Testing

@testable import LessonRunner

/// What the contract says of traces, on small blocks.
@Suite struct TraceTests {
  private func run(_ code: String, _ options: String = "#| trace: f") -> BlockRun {
    let lesson = LessonReader.read(text: "```python\n\(options)\n\(code)\n```\n", name: "t.md")
    return LessonRunner.run(lesson).blocks[0]
  }

  private func gradient(_ trace: Trace, _ name: String) -> Double? {
    trace.nodes.last { $0.name == name }?.gradient?.number
  }

  @Test func theCourseExample() throws {
    let trace = try #require(run("x, y, z = -2, 5, -4\nq = x + y\nf = q * z").traces.first)
    #expect(trace.nodes.map(\.name) == ["x", "y", "z", "q", "f"])
    #expect(trace.nodes.map(\.value.number) == [-2, 5, -4, 3, -12])
    #expect(trace.nodes.map(\.gradient?.number) == [-4, -4, 3, -4, 1])
    #expect(trace.nodes[4].forward == "−12 = 3 × (−4)")
    #expect(
      trace.edges.map(\.text) == ["−4 = −4 × 1", "−4 = −4 × 1", "−4 = 1 × (−4)", "3 = 1 × 3"])
    #expect(trace.edges[2].local.formula == "∂f/∂q = z")
    #expect(trace.nodes.map(\.line) == [3, 3, 3, 4, 5])
  }

  @Test func inputsStandWhereTheyAreBound() throws {
    let trace = try #require(run("x = 2.0\ny = 3.0\nz = x * y\nw = 4.0\nf = z * w").traces.first)
    #expect(trace.nodes.map(\.name) == ["x", "y", "z", "w", "f"])
    #expect(trace.nodes.map(\.line) == [3, 4, 5, 6, 7])
  }

  @Test func aWireUsedTwiceIsTwoEdges() throws {
    let trace = try #require(run("a = 3\nf = a + a").traces.first)
    #expect(trace.edges.count == 2)
    #expect(gradient(trace, "a") == 2)
    #expect(trace.nodes[0].gradientSum == "2 = 1 + 1")
  }

  @Test func integersStayIntegersAndLiteralZeroDrawsNothing() throws {
    let block = run("a, b = 2, 3\nf = sum([a, b])\nprint(f, type(f).__name__)")
    #expect(block.stdout == "5 int\n")
    #expect(block.traces.first?.gateCount == 1)
    #expect(block.traces.first?.nodes.last?.forward == "5 = 2 + 3")
  }

  @Test func constantsFoldIntoTheirGates() throws {
    let trace = try #require(run("x = 2.0\nf = 1 / (1 + 3 * x ** 2) - 5").traces.first)
    #expect(trace.nodes.map(\.label) == ["x", "x²", "×3", "+1", "1/x", "−5"])
  }

  @Test func leavesAreBoundOnceAndUntracked() throws {
    let trace = try #require(
      run("x = 2.0\ny = 3.0\ny = y + x\nn = 0\nfor i in range(3): n += 1\nf = x * y * n").traces
        .first)
    #expect(trace.nodes.filter { $0.kind == .leaf }.map(\.name) == ["x"])
    #expect(gradient(trace, "x") == 21.0)
  }

  @Test func leavesCanBeChosen() throws {
    let block = run(
      "x = 2.0\nh = x * 3\nf = h * h", "#| trace: f\n#| leaves: h")
    let trace = try #require(block.traces.first)
    #expect(trace.nodes.filter { $0.kind == .leaf }.map(\.name) == ["h"])
    #expect(gradient(trace, "h") == 12)
  }

  @Test func listsGiveOneLeafAnElement() throws {
    let trace = try #require(run("w = [2, -3]\nf = w[0] * w[1]").traces.first)
    #expect(trace.nodes.filter { $0.kind == .leaf }.map(\.name) == ["w[0]", "w[1]"])
  }

  @Test func elementsOfAnInputArrayAreNamesNotGates() throws {
    let trace = try #require(
      run("x = np.array([3.0, 4.0])\nf = x[0] * x[1] + x[0]").traces.first)
    #expect(trace.nodes.filter { $0.kind == .leaf }.map(\.name) == ["x[0]", "x[1]"])
    #expect(trace.nodes.map(\.gradient?.number) == [5, 3, 1, 1])
    #expect(trace.gateCount == 2)
  }

  @Test func laterVersionsOfANameArePrimed() throws {
    let trace = try #require(
      run("x = 2.0\nh = x * x\nh = h * 3\nh = h + 1\nh = h * h\nf = h").traces.first)
    #expect(trace.nodes.map(\.name) == ["x", "h", "h′", "h″", "h@4"])
  }

  @Test func theOutputMustBeANumber() throws {
    let block = run("x = np.array([1.0, 2.0])\nf = x * 2")
    #expect(block.status == .failed)
    #expect(block.error?.message == "`f` has shape (2,); a gradient needs one number")
    #expect(block.error?.hint?.contains("f.sum()") == true)
  }

  @Test func traceTrueTakesTheLastScalar() throws {
    let block = run("x = 2.0\ny = x * 3\nz = np.array([y, x])", "#| trace: true")
    #expect(block.traces.first?.output == "y")
  }

  @Test func severalOutputsGiveSeveralTraces() throws {
    let block = run("x = 2.0\nf = x * x\ng = f * x", "#| trace: f, g")
    #expect(block.traces.map(\.output) == ["f", "g"])
    #expect(gradient(block.traces[1], "x") == 12)
  }

  @Test func callsAreGroupsWithTheSameDownstreamNumbers() throws {
    let trace = try #require(
      run("def s(t):\n    return 1 / (1 + math.exp(-t))\nx = 0.5\nf = s(x * 2) * 3").traces.first)
    let group = try #require(trace.groups.first)
    #expect(group.name == "s")
    #expect(group.inputs.count == 1 && group.outputs.count == 1)
    let closed = try #require(group.edges.first)
    let open = trace.nodes.first { $0.id == closed.from }
    #expect(closed.downstream.number == open?.gradient?.number)
  }

  @Test func theSecondBackwardAddsAndTheTraceSaysSo() throws {
    let block = run(
      "from lesson import variable\nx = variable(3.0)\nf = x * x\nf.backward()\nf.backward()\nprint(x.grad)"
    )
    #expect(block.stdout == "12.0\n")
    let calls = try #require(block.traces.first?.backwardCalls)
    #expect(calls.map(\.line) == [6, 7])
    #expect(calls.map { $0.sent.first?.gradient.number } == [6, 6])
    #expect(calls[1].sent.first?.total == "12 = 6 + 6")
  }

  @Test func variablesLiveAcrossBlocks() throws {
    let lesson = LessonReader.read(
      text: """
        ```python
        from lesson import variable, grad, value_and_grad, no_grad
        v = variable(2.0)
        f = v * v
        ```

        ```python
        g = f * 3
        g.backward()
        print(v.grad)
        with no_grad():
            c = v * 5
        print(type(c).__name__, grad(lambda x: x ** 3)(2.0), value_and_grad(np.sum)(np.ones(2)))
        ```
        """, name: "t.md")
    let run = LessonRunner.run(lesson)
    #expect(run.blocks.map(\.status) == [.ok, .ok], "\(run.blocks.map(\.error))")
    #expect(run.blocks[1].stdout == "12.0\nfloat 12.0 (np.float64(2.0), array([1., 1.]))\n")
  }

  @Test func namesOfEarlierBlocksAreInputs() throws {
    let lesson = LessonReader.read(
      text: "```python\nW = np.array([[1.0, 2.0], [3.0, 4.0]])\n```\n\n"
        + "```python\n#| trace: f\nx = np.array([1.0, -1.0])\nf = (W @ x).sum()\n```\n\n"
        + "Gradient 0<!-- W.grad[0, 1]:g -->.\n", name: "t.md")
    let run = LessonRunner.run(lesson)
    let leaves = run.blocks[1].traces.first?.nodes.filter { $0.kind == .leaf }.map(\.name)
    #expect(leaves == ["x", "W"] || leaves == ["W", "x"])
    #expect(run.numbers.first?.computed == "−1")
    #expect(run.numbers.first?.isStale == true)
  }

  @Test func aMillionGatesAreTraced() throws {
    let block = run("x = 1.0\nh = x\nfor i in range(1000000): h = h * 1.000001\nf = h")
    let trace = try #require(block.traces.first)
    #expect(trace.gateCount == 1_000_000)
    #expect(trace.abridged)
    let slope = try #require(gradient(trace, "x"))
    #expect(abs(slope - 2.718280469) < 1e-6)
  }

  @Test func errorsPointIntoTheFile() throws {
    let lesson = LessonReader.read(
      text: "# T\n\n> ```python\n> def g(v):\n>     return v + missing\n> g(1)\n> ```\n",
      name: "t.md")
    let error = try #require(LessonRunner.run(lesson).blocks.first?.error)
    #expect(error.type == "NameError")
    #expect(error.line == 5 && error.column == 18)
    #expect(error.calls.map(\.line) == [6])
  }
}

extension TraceTests {
  /// A loop that fills rows keeps what it wrote, not a copy of the whole array for every row.
  @Test func aLoopOfWritesKeepsWhatItWrote() throws {
    let lesson = LessonReader.read(
      text: """
        ```python
        #| trace: f
        w = 0.5
        H = np.zeros((50, 40))
        H[0] = 1.0
        for i in range(1, 50): H[i] = np.tanh(H[i - 1] * w)
        f = H[-1].sum()
        ```
        """, name: "t.md")
    let block = LessonRunner.run(lesson).blocks[0]
    let trace = try #require(block.traces.first)
    let slope = try #require(trace.nodes.first { $0.name == "w" }?.gradient?.number)
    // d/dw of a chain h ← tanh(h·w), 49 times from 1, for each of 40 columns.
    var (h, dh) = (1.0, 0.0)
    for _ in 1..<50 {
      let next = tanh(h * 0.5)
      dh = (1 - next * next) * (h + 0.5 * dh)
      h = next
    }
    #expect(abs(slope - 40 * dh) <= 1e-9 * max(1e-300, abs(40 * dh)))
  }
}
