import LessonOutput
import Testing

@testable import Rendering

@Suite struct HTMLPageTests {
  private let lesson = HTMLFixtures.lesson
  private var page: String { HTMLRenderer().page(lesson) }

  private func fragment(_ prose: [Prose], _ blocks: [BlockRun] = []) -> String {
    HTMLRenderer().fragment(HTMLFixtures.run(prose, blocks: blocks))
  }

  @Test func isWellFormed() {
    let checker = HTMLChecker(page)
    #expect(checker.problems == [])
    for name in ["html", "main", "title", "h1", "article"] {
      #expect(checker.all(name).count == (name == "title" ? 1 + drawings(checker) : 1), "\(name)")
    }
    let ids = Set(checker.identifiers)
    for element in checker.elements {
      if let target = element.attributes["href"], target.hasPrefix("#") {
        #expect(ids.contains(String(target.dropFirst())), "\(target)")
      }
      for key in ["aria-labelledby", "aria-describedby"] {
        for target in element.attributes[key]?.split(separator: " ") ?? [] {
          #expect(ids.contains(String(target)), "\(target)")
        }
      }
      if element.name == "a" { #expect(element.attributes["href"] != nil) }
      if element.name == "th" { #expect(element.attributes["scope"] != nil) }
    }
  }

  /// Drawings, their nodes and their open calls have titles too.
  private func drawings(_ checker: HTMLChecker) -> Int {
    checker.all("svg").count
      + checker.elements.count { element in
        let kind = element.attributes["class"] ?? ""
        return kind.hasPrefix("node ") || element.name == "g" && kind == "call"
      }
  }

  @Test func saysWhatItIs() {
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"zh\">"))
    #expect(page.contains("<title>反向传播：每个门的局部工作</title>"))
    #expect(page.contains("name=\"description\" content=\"从一个门开始"))
    #expect(page.contains("name=\"viewport\""))
    #expect(page.contains("<a class=\"skip\" href=\"#content\""))
  }

  @Test func policyNamesTheStyleByItsHash() throws {
    let html = page
    let start = try #require(html.firstRange(of: "<style>"))
    let end = try #require(html.firstRange(of: "</style>"))
    let style = String(html[start.upperBound..<end.lowerBound])
    #expect(html.contains("style-src 'sha256-\(SHA256.base64(style))'"))
    #expect(html.contains("default-src 'none'"))
    #expect(!html.contains("unsafe"))
    #expect(!html.contains("script-src"))
  }

  @Test func loadsNothing() {
    let checker = HTMLChecker(page)
    for element in checker.elements {
      for key in ["src", "srcset", "data", "poster", "xlink:href", "action"] {
        #expect(element.attributes[key] == nil, "\(element.name) \(key)")
      }
    }
    #expect(!PageStyle.text.contains("url("))
    #expect(!PageStyle.text.contains("@import"))
    #expect(!PageStyle.text.contains("<"))
  }

  @Test func sameRunSamePage() {
    #expect(HTMLRenderer().page(lesson) == HTMLRenderer().page(lesson))
    #expect(page.contains(HTMLRenderer().fragment(lesson)))
  }

  @Test func languageOfThePage() {
    let chinese = HTMLFixtures.run([.paragraph([.text("神经元 neuron 是一个函数")])])
    let english = HTMLFixtures.run([.paragraph([.text("A neuron (神经元) is a function of sums")])])
    #expect(PageLanguage.of(chinese) == "zh")
    #expect(PageLanguage.of(english) == "en")
    #expect(PageLanguage.of(lesson) == "zh")
    // What the program says itself is English.
    #expect(page.contains("<section class=\"block ok\" lang=\"en\" id=\"circuit\""))
    #expect(!HTMLRenderer().page(english).contains(" lang=\"en\" "))
  }

  @Test func titleOfThePage() {
    var run = HTMLFixtures.run([.heading(level: 2, id: "a", content: [.text("Gates & sums")])])
    #expect(HTMLRenderer().page(run).contains("<title>Test</title>"))
    #expect(HTMLRenderer().fragment(run).contains("<h1>Test</h1>"))
    run.title = nil
    #expect(HTMLRenderer().page(run).contains("<title>Gates &amp; sums</title>"))
    run.prose = []
    #expect(HTMLRenderer().page(run).contains("<title>test</title>"))
  }

  @Test func tablesAndLists() {
    let html = page
    #expect(html.contains("<th scope=\"col\" class=\"right\">局部梯度</th>"))
    #expect(html.contains("<td class=\"center\">路由</td>"))
    let list = fragment([
      .list(
        ListBlock(
          start: 3, tight: false, items: [[.paragraph([.text("a")])], [.paragraph([.text("b")])]],
          checked: [true, false]))
    ])
    #expect(list.contains("<ol class=\"tasks\" start=\"3\">"))
    #expect(list.contains("aria-label=\"done\">☑</span> <p>a</p>"))
    #expect(list.contains("aria-label=\"open\">☐</span> <p>b</p>"))
  }

  @Test func keysOfChoicesAreForInstructors() {
    #expect(!page.contains("☑"))
    var options = HTMLOptions()
    options.isForInstructor = true
    #expect(HTMLRenderer(options: options).page(lesson).contains("☑"))
  }

  @Test func footnotesLinkBothWays() {
    let html = fragment([
      .paragraph([.footnote(number: 1, label: "a"), .footnote(number: 1, label: "a")]),
      .footnotes([Footnote(number: 1, label: "a", content: [.paragraph([.text("note")])])]),
    ])
    #expect(html.contains("<a id=\"fnref-1\" href=\"#fn-1\""))
    #expect(html.contains("<a id=\"fnref-1-2\" href=\"#fn-1\""))
    #expect(html.contains("<li value=\"1\" id=\"fn-1\">"))
    #expect(html.contains("href=\"#fnref-1\""))
    #expect(html.contains("href=\"#fnref-1-2\""))
  }

  @Test func liveNumbersCarryTheirValue() {
    #expect(
      page.contains(
        "<data class=\"live\" value=\"-4\" data-expression=\"x.grad\" data-block=\"0\""
          + " data-node=\"0\" data-gradient=\"true\">−4</data>"))
  }

  @Test func formulasAreTextWithTheirSource() {
    #expect(page.contains("aria-label=\"\\sigma(1-\\sigma)\" title=\"\\sigma(1-\\sigma)\">"))
    #expect(!HTMLChecker(page).text.contains("\\sigma"))
    #expect(!HTMLChecker(page).text.contains("\\frac"))
    var options = HTMLOptions()
    options.mathText = { tex, _ in "<\(tex)>" }
    let html = HTMLRenderer(options: options).fragment(
      HTMLFixtures.run([.paragraph([.math("x")])]))
    #expect(html.contains(">&lt;x&gt;</span>"))
  }

  @Test func errorsPointAtTheSource() {
    let html = page
    #expect(html.contains("<strong>IndexError:</strong> list index out of range"))
    #expect(html.contains("b = <mark>a[2]</mark> + 1"))
    #expect(html.contains("the list has 2 items"))
    #expect(html.contains("<span class=\"line faulty\" data-line=\"62\">"))
    #expect(html.contains("this block is not in the language of lessons"))
    #expect(html.contains("Skipped: needs relu-backward."))
    #expect(html.contains("role=\"group\" aria-label=\"Error\""))
  }

  @Test(arguments: [
    (0, 1), (1, 0), (13, 1), (500, 500), (-4, -4), (5, Int.max), (Int.max, 1), (.min, .min),
  ])
  func errorsOutsideTheLineStillShow(_ column: Int, _ length: Int) {
    var block = HTMLFixtures.block("a", "b = a[2] + 1\n", traces: [])
    block.status = .failed
    block.error = BlockError(
      type: "E", message: "m", line: 13, column: column, length: length,
      sourceLine: "b = a[2] + 1", hint: nil)
    let html = fragment([.block(0)], [block])
    #expect(HTMLChecker(html).problems == [])
    #expect(html.contains("<strong>E:</strong> m"))
  }

  @Test func blocksShowWhatTheirOptionsSay() {
    var block = HTMLFixtures.block("a", "#| trace: f\nx = 1\n", traces: [HTMLFixtures.circuit])
    block.stdout = "printed"
    #expect(!fragment([.block(0)], [block]).contains("#|"))
    block.show.echo = false
    #expect(!fragment([.block(0)], [block]).contains("class=\"source"))
    block.show.output = false
    let quiet = fragment([.block(0)], [block])
    #expect(!quiet.contains("printed"))
    #expect(!quiet.contains("<svg"))
    block.show.include = false
    #expect(!fragment([.block(0)], [block]).contains("<section"))
    block.show = BlockRun.Show()
    block.show.folded = true
    #expect(fragment([.block(0)], [block]).contains("<details class=\"code\">"))
    block.show.views = ["graph"]
    #expect(!fragment([.block(0)], [block]).contains("<table class=\"gates"))
    block.show.views = ["table"]
    #expect(!fragment([.block(0)], [block]).contains("<svg"))
    #expect(fragment([.block(7)], [block]).contains("<article"))
  }

  @Test func lineNumbersAreThoseOfTheFile() {
    var options = HTMLOptions()
    options.showsLineNumbers = true
    let block = HTMLFixtures.block("a", "#| trace: f\nx = 1\n", traces: [])
    let html = HTMLRenderer(options: options).fragment(
      HTMLFixtures.run([.block(0)], blocks: [block]))
    #expect(html.contains("<span class=\"line\" data-line=\"14\">x = "))
  }

  @Test func idsAreGivenOnce() {
    let block = HTMLFixtures.block("same", "x = 1", traces: [])
    let html = HTMLRenderer().page(
      HTMLFixtures.run(
        [
          .heading(level: 2, id: "same", content: [.text("a")]),
          .heading(level: 2, id: "twice", content: [.text("b")]),
          .heading(level: 2, id: "twice", content: [.text("c")]),
          .heading(level: 9, id: "content", content: [.text("d")]), .block(0), .block(1),
        ], blocks: [block, block]))
    #expect(HTMLChecker(html).problems == [])
    #expect(html.contains("<section class=\"block ok\" id=\"same\""))
    #expect(html.contains("<h6>d</h6>"))
  }

  @Test func deepNestingEnds() {
    var inline: [Inline] = [.text("deep & down")]
    for _ in 0..<500 { inline = [.emphasis(inline)] }
    var prose: [Prose] = [.paragraph(inline)]
    for _ in 0..<200 { prose = [.quote(prose)] }
    let html = fragment([.paragraph(inline)] + prose)
    #expect(HTMLChecker(html).problems == [])
    #expect(html.contains("deep &amp; down"))
    #expect(html.contains("nested too deeply"))
  }

  @Test func codeIsMarkedUp() {
    let tokens = PythonHighlight.tokens("def f(x):  # twice\n  return x * 2.5e-3 + len('a\\'b')")
    let marked = tokens.filter { $0.kind != .plain }
    #expect(marked.map(\.text) == ["def", "f", "# twice", "return", "2.5e-3", "'a\\'b'"])
    #expect(
      marked.map(\.kind) == [.keyword, .definition, .comment, .keyword, .number, .string])
    #expect(tokens.map(\.text).joined() == "def f(x):  # twice\n  return x * 2.5e-3 + len('a\\'b')")
    #expect(
      PythonHighlight.lines("'''a\nb'''\n") == [
        "<span class=\"s\">&#39;&#39;&#39;a</span>", "<span class=\"s\">b&#39;&#39;&#39;</span>",
        "",
      ])
  }

  @Test(arguments: [
    "'", "\"\"\"", "'\\", "0x", ".", "1e+", "f'{x}' rb\"y\"", "变量 = 1", "\\\n", "a\r\nb", "x.5",
    "#",
  ])
  func anyTextCanBeMarkedUp(_ code: String) {
    #expect(PythonHighlight.tokens(code).map(\.text).joined() == code)
    #expect(HTMLChecker(PythonHighlight.html(code)).problems == [])
  }
}
