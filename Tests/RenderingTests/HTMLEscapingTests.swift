import LessonOutput
import Testing

@testable import Rendering

/// Nothing that a lesson contains may become script or load something.
@Suite struct HTMLEscapingTests {
  private static let hostile = "</style><script>alert('x')</script>\"' onload=\"a\" &lt; \u{0}"

  private func page(_ prose: [Prose], _ blocks: [BlockRun] = []) -> String {
    HTMLRenderer().page(HTMLFixtures.run(prose, blocks: blocks))
  }

  private func expectHarmless(_ html: String, _ comment: Comment) {
    let checker = HTMLChecker(html)
    #expect(checker.problems == [], comment)
    let forbidden = ["script", "iframe", "object", "embed", "link", "form", "base", "svg:script"]
    for element in checker.elements {
      #expect(!forbidden.contains(element.name), comment)
      for (name, value) in element.attributes {
        #expect(!name.lowercased().hasPrefix("on"), comment)
        #expect(name != "style", comment)
        if name == "href" {
          let safe = ["#", "http://", "https://", "mailto:"].contains { value.hasPrefix($0) }
          // A scheme is letters, digits, `+`, `-` and `.`: what has others is relative.
          let start = value.prefix { $0 != ":" }
          let isRelative = start == value || start.contains { "/?#%".contains($0) }
          #expect(safe || isRelative, comment)
        }
        if name == "src" { #expect(value.hasPrefix("data:image/"), comment) }
      }
    }
  }

  @Test func textIsEscapedEverywhere() {
    let text = Self.hostile
    let inline: [Inline] = [.text(text)]
    var run = HTMLFixtures.run([
      .heading(level: 2, id: text, content: inline), .paragraph(inline),
      .quote([.paragraph(inline)]),
      .paragraph([
        .code(text), .emphasis(inline), .strong(inline), .math(text), .displayMath(text),
        .link(destination: text, title: text, content: inline),
        .image(source: text, title: text, alternative: text), .number(0), .html(text),
        .footnote(number: 1, label: text),
      ]),
      .code(language: text, text: text), .code(language: "python", text: text), .math(text),
      .table(TableBlock(alignments: [.right], header: [inline], rows: [[inline]])),
      .details(summary: inline, open: true, content: [.paragraph(inline)]), .html(text),
      .part(
        ProsePart(
          kind: .answer, exercise: text, options: ["rubric": text],
          content: [.paragraph(inline)])),
      .block(0), .footnotes([Footnote(number: 1, label: text, content: [.paragraph(inline)])]),
    ])
    run.title = text
    run.language = text
    run.description = text
    run.program = text
    var number = LiveNumber(expression: text, format: text, shown: text, line: 1)
    number.problem = text
    run.numbers = [number]
    var trace = HTMLFixtures.circuit
    trace.output = text
    for index in trace.nodes.indices {
      trace.nodes[index].name = text
      trace.nodes[index].label = text
      trace.nodes[index].formula = text
      trace.nodes[index].forward = text
      trace.nodes[index].sentence = text
    }
    for index in trace.edges.indices {
      trace.edges[index].text = text
      trace.edges[index].local.formula = text
    }
    var block = HTMLFixtures.block(text, text, traces: [trace])
    block.stdout = text
    block.value = text
    block.reason = text
    block.notes = [text]
    block.plots = [Plot(alternative: text, figure: nil)]
    var report = GradientReport(output: text, step: 1e-5)
    let comparison = GradientReport.Comparison(
      name: text, operand: text, shape: [2], element: [1], gradient: 1, differences: 2,
      relativeError: 0.5, verdict: .wrong, compared: 2, total: 2, remark: text)
    (report.gates, report.calls, report.inputs) = ([comparison], [comparison], [comparison])
    block.reports = [Report(title: text, lines: [text]), report.report]
    trace.edges[0].shapes = text
    trace.edges[0].local.entries = Picture(
      shape: [trace.edges[0].local.rows, trace.edges[0].local.columns], dtype: "float64",
      values: [Double](
        repeating: .nan, count: trace.edges[0].local.rows * trace.edges[0].local.columns))
    for index in trace.nodes.indices { trace.nodes[index].shapes = text }
    block.traces = [trace]
    block.error = BlockError(
      type: text, message: text, line: 13, column: 3, length: 9, sourceLine: text, hint: text)
    block.error?.calls = [BlockError.Call(function: text, line: 1)]
    run.blocks = [block]
    var options = HTMLOptions()
    options.isForInstructor = true
    let html = HTMLRenderer(options: options).page(run)
    expectHarmless(html, "hostile text in every place")
    #expect(!html.contains("<script"))
    #expect(!html.contains("\u{0}"))
    #expect(HTMLChecker(html).all("style").count == 1)
  }

  @Test(arguments: [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " \u{1}javascript:alert(1)",
    "java\nscript:alert(1)", "java\tscript:alert(1)", "vbscript:x", "data:text/html,<b>",
    "file:///etc/passwd", "blob:x", "x:y",
  ])
  func otherSchemesAreNoLinks(_ address: String) {
    #expect(PageAddress.link(address) == nil)
    let html = page([.paragraph([.link(destination: address, title: "", content: [.text("go")])])])
    #expect(html.contains("<p>go</p>"))
    let raw = page([.paragraph([.html("<a href=\"\(address)\">"), .text("go"), .html("</a>")])])
    #expect(!raw.contains("href=\"\(address)\""))
    expectHarmless(raw, "raw link")
  }

  @Test func linksThatStay() {
    #expect(PageAddress.link("https://example.org/a?b=c&d") == "https://example.org/a?b=c&d")
    #expect(PageAddress.link("mailto:a@example.org") == "mailto:a@example.org")
    #expect(PageAddress.link("#neuron") == "#neuron")
    #expect(PageAddress.link("losses.md") == "losses.html")
    #expect(PageAddress.link("../a/losses.md#softmax") == "../a/losses.html#softmax")
    #expect(PageAddress.link("a.md?x:y") == "a.html?x:y")
    #expect(PageAddress.link("https://example.org/a.md") == "https://example.org/a.md")
    #expect(PageAddress.link("notes.mdx") == "notes.mdx")
  }

  @Test func onlyImageDataIsShown() {
    #expect(PageAddress.imageData("data:image/png;base64,AAAA") == "data:image/png;base64,AAAA")
    #expect(PageAddress.imageData("data:text/html,x") == nil)
    #expect(PageAddress.imageData("https://example.org/a.png") == nil)
    var options = HTMLOptions()
    options.image = { $0 == "a.png" ? "data:image/png;base64,AAAA" : "https://example.org/x" }
    let html = HTMLRenderer(options: options).fragment(
      HTMLFixtures.run([
        .paragraph([.image(source: "a.png", title: "", alternative: "one")]),
        .paragraph([.image(source: "b.png", title: "", alternative: "two")]),
      ]))
    #expect(html.contains("<img src=\"data:image/png;base64,AAAA\" alt=\"one\">"))
    #expect(html.contains("aria-label=\"two\""))
    #expect(!html.contains("example.org"))
  }

  @Test(arguments: [
    ("<script>alert(1)</script>after", "after"),
    ("<SCRIPT\n>alert(1)</sCript >after", "after"),
    ("<img src=x onerror=alert(1)>", "<span class=\"picture\""),
    ("<a href=\"java&#115;cript:alert(1)\">t</a>", "<a>t</a>"),
    ("<a href=\"java&#X73;cript&#58;alert(1)\">t</a>", "<a>t</a>"),
    (
      "<a href=\"java&#X73cript&#58;alert(1)\">t</a>", "<a href=\"java%DC%BCript:alert(1)\">t</a>"
    ),
    ("<a href=\"a&#38;b&#99999999;&#;\">t</a>", "<a href=\"a&amp;b&amp;#99999999;&amp;#;\">t</a>"),
    ("<a href=\"javascript&colon;alert(1)\">t</a>", "javascript&amp;colon;"),
    ("<div onclick=x style='a' class=y>t</div>", "<div>t</div>"),
    ("<svg><script>x</script></svg>t", "t"),
    ("<iframe src=//e></iframe>t", "t"),
    ("<b>bold", "<b>bold</b>"),
    ("</b>t", "t"),
    ("<b><i>x</b></i>", "<b><i>x</i></b>"),
    ("a <!-- --> b", "a  b"),
    ("<!--<b>--><i>x</i>", "<i>x</i>"),
    ("a < b & c &amp; &nbsp; &#9731; &zz", "a &lt; b &amp; c &amp; &nbsp; &#9731; &amp;zz"),
    ("<b", "<b></b>"),
    ("<a href='x\"y'>t</a>", "<a href=\"x%22y\">t</a>"),
    ("<td colspan=2>t", "<td colspan=\"2\">t</td>"),
  ])
  func rawMarkupIsFiltered(_ raw: String, _ expected: String) {
    var filter = MarkupFilter(blocks: true)
    var html = filter.markup(raw, image: { _ in nil })
    html += filter.finish()
    #expect(html.contains(expected), "\(html)")
    #expect(!html.contains("<script"))
    #expect(!html.contains("href=\"javascript:"))
    expectHarmless(page([.html(raw)]), "\(raw)")
    expectHarmless(page([.paragraph([.html(raw)])]), "\(raw) inline")
  }

  @Test func picturesOfAPageAreBounded() {
    let data = "data:image/png;base64," + String(repeating: "A", count: 1 << 20)
    var asked: [String] = []
    let pictures = PagePictures {
      asked.append($0)
      return $0 == "a.png" ? data : nil
    }
    let shown = (0..<100).count { _ in pictures.data("a.png") != nil }
    #expect(shown == PagePictures.maximumBytes / data.utf8.count)
    for _ in 0..<3 { #expect(pictures.data("b.png") == nil) }
    #expect(asked == ["a.png", "b.png"])
  }

  @Test func tagsOfOneParagraphMeet() {
    let html = page([
      .paragraph([.text("H"), .html("<sub>"), .text("2"), .html("</sub>"), .text("O")]),
      .paragraph([.html("<sup>"), .text("open")]), .paragraph([.text("next")]),
    ])
    #expect(html.contains("<p>H<sub>2</sub>O</p>"))
    #expect(html.contains("<p><sup>open</sup></p>\n<p>next</p>"))
  }

  @Test func deepRawMarkupIsCut() {
    expectHarmless(page([.html(String(repeating: "<div>", count: 5000))]), "deep")
    var filter = MarkupFilter(blocks: true)
    let html = filter.markup(String(repeating: "<div>", count: 5000), image: { _ in nil })
    #expect(html.utf8.count == 64 * 5)
  }
}
