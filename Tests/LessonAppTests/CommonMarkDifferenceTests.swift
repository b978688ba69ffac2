import Testing

/// Where a lesson is not what CommonMark says, on purpose: each difference with its reason.
@Suite struct CommonMarkDifferenceTests {
  struct Difference: Sendable, CustomTestStringConvertible {
    var reason: String
    var markdown: String
    var html: String
    var testDescription: String { "\(reason): \(markdown.debugDescription)" }

    init(_ reason: String, _ markdown: String, _ html: String) {
      self.reason = reason
      self.markdown = markdown
      self.html = html
    }
  }

  static let differences: [Difference] = [
    Difference("front matter", "---\ntitle: T\n---\na", "<h1>T</h1>\n<p>a</p>"),
    Difference("front matter, empty", "---\n---\na", "<p>a</p>"),
    Difference("links to lessons lead to pages", "[a](b.md)", "<p><a href=\"b.html\">a</a></p>"),
    Difference(
      "links to places in lessons", "[a](../b.md#c)", "<p><a href=\"../b.html#c\">a</a></p>"),
    Difference("links that run", "[a](javascript:b)", "<p>a</p>"),
    Difference("links that run", "[a](&#106;avascript&colon;b)", "<p>a</p>"),
    Difference("links of other schemes", "<irc://e.org> [a](x:y)", "<p>irc://e.org a</p>"),
    Difference(
      "links inside links, which HTML does not have", "[<http://a.b>](/u)",
      "<p><a href=\"/u\">http://a.b</a></p>"),
    Difference(
      "pictures that are not there", "a ![b *c*](missing.png)",
      "<p>a <span class=\"picture\" role=\"img\" aria-label=\"b c\">b c</span></p>"),
    Difference(
      "a picture alone is a figure", "![a](p.png)", "<figure><img src=\"p.png\" alt=\"a\"></figure>"
    ),
    Difference(
      "its title is a caption", "![a](p.png \"t\")",
      "<figure><img src=\"p.png\" alt=\"a\" title=\"t\"><figcaption>t</figcaption></figure>"),
    Difference("comments", "a <!-- b --> c\n\n<!-- d -->\n\ne", "<p>a  c</p>\n<p>e</p>"),
    Difference("declarations and the like", "a <?b?> <!C d> <![CDATA[>&<]]>e", "<p>a   e</p>"),
    Difference("scripts", "a\n\n<script>\nb\n</script>\n\nc", "<p>a</p>\n<p>c</p>"),
    Difference("styles", "<style>\n\n*a*\n\n</style>\nb", "<p>b</p>"),
    Difference("vectors", "a <svg onload=b>c</svg> d", "<p>a  d</p>"),
    Difference(
      "attributes that do not place or name",
      "<div id=a class=b style=c onclick=d dir=rtl>\ne\n</div>",
      "<div dir=\"rtl\">\ne\n</div>"),
    Difference(
      "names that are no elements", "List<int> and <T/>", "<p>List&lt;int&gt; and &lt;T/&gt;</p>"),
    Difference("elements that lessons do not have", "a <font color=x>b</font>", "<p>a b</p>"),
    Difference("tags that nothing closes", "a <kbd>b\n\n</sup>c", "<p>a b</p>\n<p>c</p>"),
    Difference("blocks that nothing closes", "<div>\na\n\nb", "<div>\na\n</div><p>b</p>"),
    Difference("`<b>` is strong", "<b>a</b> <i>b</i>", "<p><strong>a</strong> <em>b</em></p>"),
    Difference(
      "tables", "| a | b |\n|---|--:|\n| 1 | *2* |",
      """
      <div class="scroll" tabindex="0" role="region" aria-label="Table">
      <table lang="en">
      <thead>
      <tr><th scope="col">a</th><th scope="col" class="right">b</th></tr>
      </thead>
      <tbody>
      <tr><td>1</td><td class="right"><em>2</em></td></tr>
      </tbody>
      </table>
      </div>
      """),
    Difference(
      "details hold Markdown", "<details><summary>*a*</summary>\n*b*\n</details>",
      "<details>\n<summary><em>a</em></summary>\n<p><em>b</em></p>\n</details>"),
    Difference(
      "what may be done", "- [x] a\n- [ ] b",
      """
      <ul class="tasks">
      <li><span class="box" role="img" aria-label="done">☑</span> a</li>
      <li><span class="box" role="img" aria-label="open">☐</span> b</li>
      </ul>
      """),
  ]

  @Test(arguments: differences) func asListed(_ difference: Difference) {
    let html = PlainHTML.lesson(difference.markdown)
    #expect(html == difference.html)
    #expect(html != PlainHTML.cmark(difference.markdown), "no difference any more")
  }

  @Test func mathIsNoMarkdown() {
    let html = PlainHTML.lesson("$a_1 * b_1$ and *c*\n\n$$\n+ x\n$$")
    #expect(html.contains("aria-label=\"a_1 * b_1\""))
    #expect(html.contains(" and <em>c</em>"))
    #expect(html.contains("aria-label=\"+ x\""))
    #expect(!html.contains("<li>"))
    #expect(PlainHTML.lesson("$5 and $6, \\$x\\$") == "<p>$5 and $6, $x$</p>")
    #expect(PlainHTML.lesson("<div>\n*a* $x$\n</div>").hasPrefix("<p>*a* <span class=\"math\""))
  }

  @Test func pythonRuns() {
    let html = PlainHTML.lesson("```python\nprint(6 * 7)\n```\n\n    print(6 * 7)")
    #expect(html.contains("<section class=\"block ok\""))
    #expect(html.contains("<samp>42\n</samp>"))
    #expect(html.hasSuffix("<pre><code>print(6 * 7)\n</code></pre>"))
  }

  @Test func liveNumbersAndHintsAreComments() {
    let html = PlainHTML.lesson(
      "```python\nf = 3\n```\n\n1<!-- f --> <!-- f -->\n\n<!-- hint: a -->\n*b*\n")
    #expect(html.contains("data-expression=\"f\">3</data> </p>"))
    #expect(html.contains("<div class=\"part hint\" data-exercise=\"a\">\n<p><em>b</em></p>"))
  }

  @Test func footnotesStandAtTheEnd() {
    let html = PlainHTML.lesson("a[^n]\n\n[^n]: *b*\n\nc")
    #expect(html.contains("<p>c</p>\n<section class=\"footnotes\""))
    #expect(PlainHTML.lesson("a[^n]") == "<p>a[^n]</p>")
  }

  @Test func headingsHaveAnchors() {
    #expect(PlainHTML.lesson("# A *b*") == PlainHTML.cmark("# A *b*"))
    let html = PlainHTML.framed("# A *b*")
    #expect(html.contains("<h1 id=\"a-b\">A <em>b</em> <a class=\"anchor\" href=\"#a-b\""))
  }
}
