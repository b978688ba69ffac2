import Foundation
import LessonOutput
import Testing

@testable import Rendering

private func render(
  _ run: LessonRun = SampleLesson.run(), width: Int = 80, color: Bool = false,
  unicode: Bool = true
) -> String {
  TerminalRenderer(options: .init(width: width, color: color, unicode: unicode)).render(run)
}

/// The text without its ANSI sequences.
private func stripped(_ text: String) -> String {
  var result = ""
  var isEscape = false
  for character in text {
    if character == "\u{1B}" { isEscape = true }
    if !isEscape { result.append(character) }
    if isEscape, character == "m" { isEscape = false }
  }
  return result
}

private func block(_ source: String = "x = 1", _ change: (inout BlockRun) -> Void) -> String {
  var block = BlockRun(label: nil, line: 7, source: source)
  change(&block)
  return TerminalRenderer(options: .init()).render(block: block, file: "a.md")
}

@Suite struct TerminalRendererTests {
  /// A closed call says once what it does to a gradient as a whole; opened, its gates say it.
  @Test func closedCallsShowTheirRule() {
    for isOpen in [false, true] {
      var trace = TinyTraces.staged(open: isOpen)
      for index in trace.groups.indices {
        trace.groups[index].rule = "dx = dout·σ·(1 − σ)"
        trace.groups[index].sentence = "Steepest <in> the middle."
      }
      let text = TerminalRenderer(options: .init()).render(trace: trace)
      let page = TraceWriter(trace, block: 0, order: 0, views: []).section()
      for part in ["dx = dout·σ·(1 − σ)", "Steepest <in> the middle."] {
        let times = text.components(separatedBy: part).count - 1
        #expect(times == (isOpen ? 0 : 1), "\(part)")
      }
      #expect(
        page.contains("<code>dx = dout·σ·(1 − σ)</code><br>Steepest &lt;in&gt; the") != isOpen)
    }
  }

  @Test(arguments: [true, false])
  func noLineIsWiderThanTheTerminal(_ unicode: Bool) {
    for width in [20, 24, 31] + Array(stride(from: 40, through: 130, by: 3)) {
      let renderer = TerminalRenderer(options: .init(width: width, unicode: unicode))
      var texts = [renderer.render(SampleLesson.run())]
      texts += TinyTraces.all.map { renderer.render(trace: $0.1()) }
      for text in texts {
        for line in text.split(separator: "\n") where DisplayWidth.of(String(line)) > width {
          Issue.record("\(DisplayWidth.of(String(line))) columns of \(width): \(line)")
        }
      }
    }
  }

  @Test func colourChangesNoText() {
    let plain = render()
    #expect(!plain.contains("\u{1B}"))
    let colored = render(color: true)
    #expect(colored.contains("\u{1B}[32m−2\u{1B}[0m"))
    #expect(colored.contains("\u{1B}[31m−4\u{1B}[0m"))
    let uncolored = stripped(colored).replacing(", green", with: "").replacing(", red", with: "")
    expectLines(uncolored, plain)
  }

  @Test func plainTracesAreASCII() {
    for (name, make) in TinyTraces.all {
      let text = TerminalRenderer(options: .init(width: 80, unicode: false)).render(trace: make())
      let other = text.unicodeScalars.filter { !$0.isASCII }
      #expect(other.isEmpty, "\(name)")
    }
  }

  @Test(arguments: [
    ("−1.2×10⁻⁷", "-1.2e-7"), ("2×3", "2x3"), ("3 × (−4)", "3 * (-4)"), ("×−1", "*-1"),
    ("∂f/∂x", "df/dx"), ("σ′(x)", "sigma'(x)"), ("x² + y₁", "x^2 + y_1"),
    ("a → b ≤ c", "a -> b <= c"),
    ("Wᵀ @ x̂", "W^T @ x_hat"), ("2λw", "2lambda w"), ("梯度 é", "梯度 é"), ("plain", "plain"),
  ])
  func signsHaveASCIIForms(_ text: String, _ plain: String) {
    #expect(ASCIIText.of(text) == plain)
  }

  @Test func noControlReachesTheTerminal() {
    var run = SampleLesson.run()
    run.blocks[0].stdout = "\u{1B}[2Jgone\u{7}\tx\r\n"
    run.blocks[0].value = "'\u{1B}]0;title\u{7}'"
    run.blocks[0].traces[0].nodes[0].name = "x\u{1B}[31m"
    run.prose.append(.math("x\u{1B}[1m"))
    run.prose.append(.paragraph([.text("\u{1B}c"), .code("\u{9B}1m")]))
    for unicode in [true, false] {
      let text = render(run, unicode: unicode)
      let controls = text.unicodeScalars.filter {
        $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value)
      }
      #expect(controls.isEmpty)
    }
  }

  @Test func showOptionsAreKept() {
    func shown(_ change: (inout BlockRun.Show) -> Void) -> String {
      block {
        $0.stdout = "printed\n"
        $0.traces = [TinyTraces.chain()]
        change(&$0.show)
      }
    }
    #expect(shown { _ in }.contains("│ x = 1"))
    #expect(!shown { $0.echo = false }.contains("│ x = 1"))
    #expect(!shown { $0.output = false }.contains("printed"))
    #expect(shown { $0.include = false }.isEmpty)
    let graph = shown { $0.views = ["graph"] }
    #expect(graph.contains("(+)") && !graph.contains("forward") && !graph.contains("backward"))
    let steps = shown { $0.views = ["steps", "table"] }
    #expect(!steps.contains("(+)") && steps.contains("forward") && steps.contains("backward"))
  }

  @Test func errorsAreShownEvenOfHiddenBlocks() {
    let text = block {
      $0.show.include = false
      $0.status = .failed
      $0.error = BlockError(
        type: "NameError", message: "name 'y' is not defined", line: 8, column: 5, length: 1,
        sourceLine: "梯 = y", hint: nil)
    }
    expectLines(
      text,
      """
        NameError: name 'y' is not defined
        a.md line 8
          梯 = y
               ^

      """)
  }

  @Test func longOutputsAreCutUnlessFull() {
    let lines = (1...1000).map { "line \($0)\n" }.joined()
    var run = BlockRun(label: nil, line: 1, source: "")
    run.stdout = lines
    let short = TerminalRenderer(options: .init()).render(block: run, file: "")
    #expect(short.contains("800 lines left out"))
    #expect(short.contains("line 100\n") && short.contains("line 901\n"))
    #expect(!short.contains("line 101\n"))
    let full = TerminalRenderer(options: .init(full: true)).render(block: run, file: "")
    #expect(full.contains("line 500\n"))
  }

  @Test func arraysAreDescribed() {
    var values = (0..<6400).map { index -> Double in
      index % 4 == 0 ? 0 : Double(index % 10) / 10
    }
    values[7] = .nan
    let large = Picture(shape: [64, 100], dtype: "float64", values: values)
    #expect(
      TerminalPicture.description(large)
        == "0.3499 ± 0.3202, 0 to 0.9, 1920 of 6400 zero, 1 not finite")
    #expect(TerminalPicture.cell(large) == "64×100")
    let small = Picture(shape: [2, 2], dtype: "float64", values: [1, -2.5, 0, 1e-9])
    #expect(TerminalPicture.description(small) == "[[1, −2.5], [0, 1×10⁻⁹]]")
    #expect(
      TerminalPicture.description(Picture(shape: [0], dtype: "float64", values: []))
        == "no elements")
  }

  @Test func htmlIsReadAsText() {
    #expect(HTMLStripping.text(of: "a<br>b <b>c</b> &lt;d&gt; &amp;&x") == "a\nb c <d> &&x")
    #expect(HTMLStripping.text(of: "<!-- no --><script>no</script>yes") == "yes")
    #expect(HTMLStripping.text(of: "1 < 2") == "1 < 2")
    #expect(HTMLStripping.text(of: "<img alt=\"a hill\" src=\"x\">") == "[image: a hill]")
    #expect(HTMLStripping.text(of: "<!-- open") == "")
  }

  @Test func tablesFit() {
    let cell = { (text: String) in [Inline.text(text)] }
    let table = TableBlock(
      alignments: [.left, .right], header: [cell("门 gate"), cell("local")],
      rows: [[cell("乘法"), cell("y")], [cell("add, which hands on"), cell("1")]])
    var run = LessonRun(program: "", file: "")
    run.prose = [.table(table)]
    expectLines(
      render(run),
      """
      ┌─────────────────────┬───────┐
      │ 门 gate             │ local │
      ├─────────────────────┼───────┤
      │ 乘法                │     y │
      │ add, which hands on │     1 │
      └─────────────────────┴───────┘

      """)
    expectLines(
      render(run, width: 24),
      """
      ┌──────────────┬───────┐
      │ 门 gate      │ local │
      ├──────────────┼───────┤
      │ 乘法         │     y │
      │ add, which   │     1 │
      │ hands on     │       │
      └──────────────┴───────┘

      """)
  }

  @Test func stepsStandAlone() {
    let view = TraceView(TinyTraces.chain())
    let renderer = TerminalRenderer(options: .init())
    let forward = renderer.printed(renderer.lines(of: view.steps[0], in: view))
    #expect(forward.contains("1  q = x + y  3 = −2 + 5"))
    let backward = renderer.printed(renderer.lines(of: view.steps[2], in: view))
    #expect(backward.contains("to q  −4 = 1 × (−4)   ∂f/∂q = z"))
    #expect(backward.contains("A multiply gate"))
  }

  @Test func damagedTracesAreShown() {
    var trace = TinyTraces.chain()
    trace.edges[0].from = 77
    trace.nodes[2].gradient = nil
    trace.outputNode = -5
    trace.nodes[1].value = Picture(shape: [2, -3], dtype: "", values: [])
    let text = TerminalRenderer(options: .init()).render(trace: trace)
    #expect(text.contains("–"))
    let empty = Trace(output: "f", outputNode: 0, nodes: [], edges: [], gateCount: 0)
    #expect(TerminalRenderer(options: .init()).render(trace: empty) == "  The trace is empty.\n")
    var run = LessonRun(program: "", file: "")
    run.prose = [
      .block(3), .paragraph([.number(9)]),
      .list(.init(start: .max, tight: true, items: [[], []], checked: [])),
    ]
    _ = render(run)
  }
}

/// Compares texts line by line, so that a failure shows the lines that differ.
func expectLines(
  _ text: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let found = text.split(separator: "\n", omittingEmptySubsequences: false)
  let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
  for index in 0..<max(found.count, wanted.count) {
    let (a, b) = (
      index < found.count ? found[index] : "(no line)",
      index < wanted.count ? wanted[index] : "(no line)"
    )
    if a != b {
      Issue.record(
        "line \(index + 1)\n  found  \(a)\n  wanted \(b)", sourceLocation: sourceLocation)
    }
  }
}
