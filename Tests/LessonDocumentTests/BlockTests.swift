import Diagnostics
import LessonOutput
import Testing

@testable import LessonDocument

@Suite struct BlockTests {
  @Test func whichFencesRun() {
    let text = ["python", "py", "Python3", "{python}", "{Python}", "python title=x"]
      .map { "```\($0)\nx = 1\n```\n" }.joined()
    #expect(read(text).blocks.count == 6)
    #expect(read("---\nrun: braces\n---\n" + text).blocks.count == 2)
    let shown = read("```mermaid\ngraph\n```\n\n```{.python}\n```\n\n    x = 1\n").prose
    #expect(
      shown == [
        .code(language: "mermaid", text: "graph\n"), .code(language: "{.python}", text: ""),
        .code(language: "", text: "x = 1\n"),
      ])
  }

  @Test func linesAndColumnsPointIntoTheFile() {
    let lesson = read(
      "---\ntitle: x\n---\n> 1. item\n>\n>    ```python\n>    #| label: a\n>    é = 1\n>      b = 2\n>    ```\n"
    )
    let block = lesson.blocks[0]
    #expect(block.fenceLine == 6)
    #expect(block.firstLine == 7)
    #expect(block.code == "#| label: a\né = 1\n  b = 2\n")
    #expect(block.location(line: 2, column: 1) == Location(line: 8, column: 6))
    #expect(lesson.source.lineText(8).unicodeScalars.dropFirst(5).first == "é")
  }

  @Test func lineEndingsAreNewLines() {
    let lesson = read("a $x$\r\n\r\n```python\r\nx = 1\r\ny = 2\r\n```\r\n")
    #expect(lesson.blocks[0].code == "x = 1\ny = 2\n")
    #expect(lesson.blocks[0].firstLine == 4)
    #expect(lesson.blocks[0].columnOffset == 0)
    #expect(lesson.diagnostics.isEmpty)
  }

  @Test func clashingLabelsAreErrors() {
    let lesson = read("```py\n#| label: a\n```\n\n```py\n#| label: a\n```\n")
    #expect(lesson.hasErrors)
    #expect(lesson.diagnostics.first?.location == Location(line: 6, column: 1))
  }
}

@Suite struct OptionTests {
  private func options(_ lines: String...) -> (BlockOptions, [OptionProblem]) {
    let reader = OptionReader(code: lines.map { "#| " + $0 }.joined(separator: "\n") + "\nx = 1\n")
    return (reader.options, reader.problems)
  }

  @Test func valuesStandAsTheyAre() {
    let (found, problems) = options(
      "label: neuron", "trace: f, W[0, 1]", "leaves:", "  - w", "  - x", "view: graph,steps",
      "depth: 2", "gradient-check: true", "predict: sign of x.grad", "points: 1.5",
      "fig-cap: \"$\\nabla f$: no\"", "steps: 1_000", "memory: 64 MB", "echo: false")
    #expect(problems.isEmpty)
    #expect(found.label == "neuron")
    #expect(found.trace == .names(["f", "W[0, 1]"]))
    #expect(found.leaves == ["w", "x"])
    #expect(found.view == ["graph", "steps"])
    #expect(found.depth == 2)
    #expect(found.gradientCheck)
    #expect(found.predict == "sign of x.grad")
    #expect(found.points == 1.5)
    #expect(found.figCap == "$\\nabla f$: no")
    #expect(found.steps == 1000)
    #expect(found.memory == 64 << 20)
    #expect(!found.echo)
  }

  @Test func traceMayBeAFlag() {
    #expect(options("trace: true").0.trace == .auto(true))
    #expect(options("trace: false").0.trace == .none)
    #expect(options("label: a").0.trace == .none)
  }

  @Test func continuationLines() {
    let (found, problems) = options(
      "check: the mask", "  comes from", "  the input", "fail: |", "  a", "  b")
    #expect(problems.isEmpty)
    #expect(found.check == "the mask comes from the input")
    #expect(found.fail == "a\nb")
  }

  @Test func variantsAreRead() {
    let (found, problems) = options("exercise: a", "variants: n in 2, 3; s in \"a\", \"b\"")
    #expect(problems.isEmpty)
    #expect(
      found.variants == [
        .init(name: "n", values: ["2", "3"]), .init(name: "s", values: ["a", "b"]),
      ])
  }

  @Test func mistakesAreNamedWithTheirPlace() {
    let lesson = read(
      "```python\n#| depht: 3\n#| view: graph, tables\n#| echo: 3\n#| label: a\n#| label: b\n#| nonsense\n```\n"
    )
    #expect(lesson.diagnostics.allSatisfy { $0.severity == .error })
    #expect(
      lesson.diagnostics.map(\.location) == [
        Location(line: 2, column: 4), Location(line: 3, column: 10), Location(line: 4, column: 10),
        Location(line: 6, column: 4), Location(line: 7, column: 4),
      ])
    #expect(lesson.diagnostics[0].hint == "Did you mean `depth`?")
    #expect(lesson.diagnostics[1].hint?.contains("`table`") == true)
    #expect(lesson.diagnostics[2].hint == "Expected `true` or `false`.")
  }

  /// Every option of the schema can be set, and refuses what is not of its kind.
  @Test(arguments: BlockOptions.schema.map(\.name)) func everyOptionIsRead(_ name: String) throws {
    let spec = try #require(BlockOptions.schema.first { $0.name == name })
    let good: String
    let bad: String?
    switch spec.kind {
    case .flag: (good, bad) = ("true", "maybe")
    case .text, .list, .optionalList, .trace: (good, bad) = ("a, b", nil)
    case .identifier: (good, bad) = ("a-1", "a b")
    case .words(let words, _): (good, bad) = (words[0], "zzz")
    case .number: (good, bad) = ("2", "two")
    case .integer(let least, _): (good, bad) = ("\(least)", "\(least - 1)")
    case .byteCount: (good, bad) = ("1 KB", "much")
    case .reveal: (good, bad) = ("never", "later")
    case .variants: (good, bad) = ("n in 1, 2", "n of 1")
    }
    #expect(!OptionReader(code: "#| \(name): \(good)").problems.contains { $0.severity == .error })
    #expect(OptionReader(code: "#| \(name):").problems.contains { $0.severity == .error })
    #expect(!spec.summary.isEmpty && !spec.expected.isEmpty)
    if let bad {
      #expect(
        OptionReader(code: "#| \(name): \(bad)").problems.contains { $0.severity == .error })
    }
  }

  @Test func namesAreUnique() {
    #expect(Set(BlockOptions.schema.map(\.name)).count == BlockOptions.schema.count)
  }

  @Test func optionsOutOfPlaceAreWarnings() {
    let (_, problems) = options("hidden: true", "reveal: never")
    #expect(problems.map(\.severity) == [.warning, .warning])
  }
}

@Suite struct LiveNumberTests {
  private func sites(_ text: String) -> [[String]] {
    let lesson = read(text)
    return lesson.numbers.map {
      [lesson.source.slice($0.span), $0.label ?? "", $0.expression, $0.number.format]
    }
  }

  @Test(arguments: [
    ("is 0.731<!-- f:.3f -->.", ["0.731", "", "f", ".3f"]),
    ("−0.5<!-- x.grad -->", ["−0.5", "", "x.grad", ""]),
    ("值是-4<!--f-->。", ["-4", "", "f", ""]),
    ("1e-5<!-- W.grad[0, 1]:.0e -->", ["1e-5", "", "W.grad[0, 1]", ".0e"]),
    ("1,000<!-- n:, -->", ["1,000", "", "n", ","]),
    ("73.1%<!-- acc:.1% -->", ["73.1%", "", "acc", ".1%"]),
    ("3-4<!-- f -->", ["4", "", "f", ""]),
    ("2<!-- neuron:x.grad -->", ["2", "neuron", "x.grad", ""]),
    ("2<!-- neuron:x:.2f -->", ["2", "neuron", "x", ".2f"]),
    ("| a |\n|---|\n| 7<!-- f --> |", ["7", "", "f", ""]),
    ("# Head 8<!-- f -->", ["8", "", "f", ""]),
    ("> - é 9<!-- f -->", ["9", "", "f", ""]),
    ("2<!-- a + 0 -->", ["2", "", "a + 0", ""]),
    ("16,777,216<!-- pow(4096, 2):, -->", ["16,777,216", "", "pow(4096, 2)", ","]),
    ("0.4<!-- loss / math.log(10):.1f -->", ["0.4", "", "loss / math.log(10)", ".1f"]),
    ("3<!-- -x[0] * (y - 1) -->", ["3", "", "-x[0] * (y - 1)", ""]),
  ])
  func numbersBeforeComments(_ text: String, _ expected: [String]) {
    #expect(sites(text) == [expected])
  }

  @Test(arguments: [
    "In 2021<!-- todo: check this -->", "x2<!-- f -->", "word<!-- f -->", "<!-- f -->",
    "`2<!-- f -->`", "2 <!-- f -->", "2<!-- to-do -->", "2<!-- see below, later -->",
    "2<!-- (really) -->", "2<!-- 4 - 2 -->", "2<!-- a + -->", "2<!-- why? -->",
  ])
  func otherCommentsAreComments(_ text: String) {
    #expect(sites(text).isEmpty)
    #expect(!String(describing: read(text).prose).contains("number("))
  }

  @Test func inlineCode() {
    let lesson = read("is `{python} f + 1` here")
    #expect(
      lesson.prose == [.paragraph([.text("is "), .number(0), .text(" here")])])
    #expect(lesson.numbers[0].expression == "f + 1")
    #expect(!lesson.numbers[0].isRewritable)
  }

  @Test func rewritingTheSpanKeepsTheRest() {
    let text = "---\ntitle: é\n---\n\n**$x$** 是 0.7<!-- f:.1f --> and 2<!-- g -->\n"
    let lesson = read(text)
    var bytes = lesson.source.bytes
    for site in lesson.numbers.reversed() {
      bytes.replaceSubrange(site.span.start..<site.span.end, with: "NEW".utf8)
    }
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "---\ntitle: é\n---\n\n**$x$** 是 NEW<!-- f:.1f --> and NEW<!-- g -->\n")
    #expect(lesson.numbers.map(\.number.line) == [5, 5])
  }
}
