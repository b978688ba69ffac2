import LessonOutput
import Testing

@testable import Rendering

/// Formulas in pages: typeset ones, their style, those in the addresses of pictures.
@Suite struct HTMLMathTests {
  private func options(_ style: String = "i{color:red}") -> HTMLOptions {
    var options = HTMLOptions()
    options.typesetMath = { tex, display in
      tex == "bad" ? nil : "<i class=\"\(display ? "D" : "I")\">\(tex.utf8.count)</i>"
    }
    options.typesetStyle = { formulas in formulas.isEmpty ? "" : style }
    return options
  }

  private func page(_ prose: [Prose], _ options: HTMLOptions) -> String {
    HTMLRenderer(options: options).page(HTMLFixtures.run(prose))
  }

  @Test func typesetFormulasBringTheirStyle() throws {
    let html = page([.paragraph([.math("a"), .math("bad")]), .math("ab")], options())
    #expect(html.contains("<span class=\"typeset\"><i class=\"I\">1</i></span>"))
    #expect(html.contains("title=\"bad\">"))
    #expect(
      html.contains(
        "<div class=\"scroll display\" tabindex=\"0\"><span class=\"typeset\">"
          + "<i class=\"D\">2</i></span></div>"))
    #expect(html.contains("<style>i{color:red}</style>"))
    #expect(html.contains(" 'sha256-\(SHA256.base64("i{color:red}"))'; style-src-attr"))
    #expect(HTMLChecker(html).problems == [])
  }

  @Test func withoutThemThePolicyIsStrict() {
    let html = page([.paragraph([.math("bad")])], options())
    #expect(!html.contains("unsafe-inline"))
    #expect(html.split(separator: "<style>").count == 2)
  }

  @Test func aStyleCannotEndItself() {
    let html = page([.math("a")], options("</style><script>alert(1)</script>"))
    #expect(!html.contains("<script>"))
  }

  @Test func theStyleIsForTheFormulasOfThePage() {
    var options = options()
    options.typesetStyle = { "/* \($0.joined(separator: " ").filter(\.isNumber)) */" }
    #expect(page([.math("a"), .math("abc")], options).contains("/* 13 */"))
  }

  @Test func theSourceIsEscaped() {
    var options = options()
    options.showsMathSource = true
    let html = page([.paragraph([.math("a<b")]), .math("x")], options)
    #expect(html.contains("<code class=\"math\">a&lt;b</code>"))
    #expect(html.contains("<code class=\"math lines\">x</code>"))
  }

  @Test func formulasKeepOffChineseCharacters() {
    func sides(_ left: [Inline], _ right: [Inline]) -> String {
      let html = HTMLRenderer(options: options()).fragment(
        HTMLFixtures.run([.paragraph(left + [.math("a")] + right)]))
      let start = html.firstRange(of: "class=\"typeset")?.upperBound ?? html.endIndex
      return String(html[start...].prefix { $0 != "\"" })
    }
    #expect(sides([.text("比如")], [.text("是")]) == " after-han before-han")
    #expect(sides([.text("比如 ")], [.text("，是")]) == "")
    #expect(sides([.strong([.text("比如")])], [.emphasis([.text("x"), .text("是")])]) == " after-han")
    #expect(sides([], []) == "")
    #expect(sides([.strong([])], [.code("是")]) == "")
  }

  /// A full stop never begins a line, nor does a bracket end one.
  @Test func punctuationStaysWithItsFormula() {
    func html(_ content: [Inline]) -> String {
      page([.paragraph(content)], options()).replacing(
        "<span class=\"typeset\"><i class=\"I\">1</i></span>", with: "F")
    }
    let long = String(repeating: "x", count: 60)
    #expect(
      html([.text("so "), .math("a"), .text(".")]).contains("so <span class=\"kept\">F.</span></p>")
    )
    #expect(
      html([.text("so ("), .math("a"), .text("), ("), .math("b"), .text("), 1")])
        .contains(
          "so <span class=\"kept\">(F),</span> <span class=\"kept\">(F),</span> 1</p>"))
    #expect(html([.math("a"), .text(" is")]).contains("<p>F is</p>"))
    #expect(
      html([.math("a"), .text(")("), .math("b")]).contains(
        "<span class=\"kept\">F)</span><span class=\"kept\">(F</span>"))
    #expect(html([.math(long), .text(".")]).contains("<i class=\"I\">60</i></span>.</p>"))
  }

  @Test(arguments: [
    ("https://www.zhihu.com/equation?tex=%5Csum_i+x_i", #"\sum_i x_i"#),
    ("http://www.zhihu.com/equation?tex=a%2Bb&size=2", "a+b"),
    ("https://latex.codecogs.com/svg.latex?x%5E2", "x^2"),
    ("https://www.zhihu.com/equation?tex=%E6%A2%AF", "梯"),
    ("https://www.zhihu.com/equation?tex=100%", "100%"),
    ("https://www.zhihu.com/equation?tex=%zz", "%zz"),
  ])
  func picturesOfFormulasAreFormulas(address: String, tex: String) {
    #expect(PageAddress.formula(address) == tex)
  }

  @Test(arguments: [
    "https://www.zhihu.com/equation?tex=", "https://www.zhihu.com/equation?tex=%20", "a.png",
    "equation?tex=x", "javascript:/equation?tex=x", "https://example.org/a.png?tex=x", "",
    "https://www.zhihu.com/equation", "/equation?tex=x",
  ])
  func otherPicturesAreNot(address: String) {
    #expect(PageAddress.formula(address) == nil)
  }

  @Test func aPictureAloneIsADisplayedFormula() {
    let image = Inline.image(
      source: "https://www.zhihu.com/equation?tex=ab", title: "", alternative: "公式")
    let html = page([.paragraph([image]), .paragraph([.text("x"), image])], options())
    #expect(html.contains("<i class=\"D\">2</i>"))
    #expect(html.contains("<i class=\"I\">2</i>"))
    #expect(!html.contains("公式"))
  }

  @Test func titlesHaveFormulasAsText() {
    var run = HTMLFixtures.run([.heading(level: 1, id: "t", content: [.math(#"\sigma'(x)"#)])])
    run.title = nil
    let html = HTMLRenderer(options: options()).page(run)
    #expect(html.contains("<title>σ′(x)</title>"))
    #expect(html.contains("Link to “σ′(x)”"))
  }
}
