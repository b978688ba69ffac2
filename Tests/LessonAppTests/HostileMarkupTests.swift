import LessonDocument
import LessonRunner
import Rendering
import Testing

@testable import LessonApp

/// Attacks come out as harmless markup, in their place, whatever the page's policy would forbid.
@Suite struct HostileMarkupTests {
  /// The lesson's text behind the attack shows whether the page is still in one piece.
  private func markdown(_ attack: String) -> String {
    (attack.hasPrefix("---") ? "" : "# Before\n\n") + attack + "\n\nAfter\n"
  }

  private func fragment(
    _ text: String, image: @escaping @Sendable (String) -> String? = { _ in nil }
  )
    -> String
  {
    var options = HTMLOptions()
    options.image = image
    let run = LessonRunner.run(LessonReader.read(text: text, name: "lesson.md"))
    return HTMLRenderer(options: options).fragment(run)
  }

  @Test func thereAreEnough() { #expect(HostileMarkup.attacks.count >= 200) }

  @Test(arguments: HostileMarkup.attacks) func nothingRuns(_ attack: String) {
    let html = fragment(markdown(attack), image: { "data:image/png;base64,\($0.utf8.count)" })
    let strict = StrictMarkup(html)
    #expect(strict.problems == [], "\(html)")
    // A script that is never closed goes on to the end, by CommonMark.
    guard attack != "<script>attack()" else { return }
    let after = strict.paths.last { $0.text.contains("After") }
    #expect(after?.path == ["article", "p"] || after?.path == ["article"], "\(html)")
  }

  /// Quotes that are left open must not take in what follows in the same lesson.
  @Test func attacksTogether() {
    let text = HostileMarkup.attacks.filter { !$0.hasPrefix("---") && $0 != "<script>attack()" }
      .joined(separator: "\n\n")
    let html = fragment(markdown(text))
    #expect(StrictMarkup(html).problems == [])
    let nested = HostileMarkup.attacks.prefix(150).map {
      "> - \($0)".replacing("\n", with: "\n>   ")
    }
    #expect(StrictMarkup(fragment(nested.joined(separator: "\n\n"))).problems == [])
  }

  /// Loose pieces of markup in any order come out strict, in one piece.
  @Test func attacksByChance() {
    let pieces = [
      "<b>", "</b>", "<i ", "<div>", "</div>", "<p", "</p>", "<table>", "<tr><td>", "</td>",
      "</table>",
      "<details>", "<summary>", "</summary>", "</details>", "<a href=\"javascript:attack()\">",
      "</a>",
      "<a title='", "<img src=x onerror=attack()>", "<svg onload=attack()>", "</svg>", "<script>",
      "</script>", "<style>", "</style>", "<textarea>", "</textarea>", "<!--", "-->", "<!", "<?",
      "?>",
      "<![CDATA[", "]]>", "\"", "'", "=", ">", "<", "/>", "</", "x", " ", "\n", "\n\n", "\n\n> ",
      "\n- ",
      "\n\n1. ", "&quot;", "&lt;", "&#60;", "`", "*", "$", "$$", "|", "\n|-|\n", "\n```\n", "<pre>",
      "</pre>",
      "</article>", "</main>", "<li>", "<ul>", "onerror=attack()", "<h1>", "</h1>", "[^a]",
      "\n[^a]: ", "1<!-- f -->", "`{python} f`", "\n- [x] ",
      "\n<!-- hint -->\n", "\n<!-- choice: a -->\n", "\n---\n", "\n```python\n", "#| label: a\n",
      "a = 1\n", "\r",
      "\0", "梯", "[a]: /u\n", "![", "](x.png)", "\\", "a | b", "<center>",
      "<q>",
    ]
    var author = MarkdownAuthor(seed: 3)
    for _ in 0..<3000 {
      let text = (0..<(3 + author.number(below: 25))).map { _ in author.one(of: pieces) }.joined()
      #expect(StrictMarkup(fragment(text)).problems == [], "\(text.debugDescription)")
    }
  }

  @Test func usefulMarkupSurvives() {
    let html = fragment(
      """
      <details><summary>More</summary>

      H<sub>2</sub>O, x<sup>2</sup>, <kbd>q</kbd>, <font color=red>text</font>

      </details>

      <center>

      <img src="a.png" alt="A" width="50%" onerror=attack()>

      </center>

      <table><tr><td align="right" width=20 colspan=2>cell<td>other</table>

      <p align="center">placed</p>
      """, image: { _ in "data:image/png;base64,AAAA" })
    #expect(StrictMarkup(html).problems == [])
    #expect(html.contains("<details>\n<summary>More</summary>\n<p>H<sub>2</sub>O, x<sup>2</sup>"))
    #expect(html.contains("<kbd>q</kbd>, text</p>"))
    #expect(html.contains("<center>\n<figure><img src=\"data:image/png;base64,AAAA\" alt=\"A\">"))
    #expect(
      html.contains(
        "<table><tr><td align=\"right\" width=\"20\" colspan=\"2\">cell<td>other</td></td></tr></table>"
      ))
    #expect(html.contains("<p align=\"center\">placed</p>"))
  }

  @Test func picturesStayInTheLessonsFolder() throws {
    let scratch = try ScratchFolder()
    try scratch.write("secret.png", bytes: RenderCommandTests.pixel)
    try scratch.write("lesson/own.png", bytes: RenderCommandTests.pixel)
    let images = LessonImages(lesson: scratch("lesson/a.md"))
    #expect(images.address("own.png") != nil)
    for source in [
      "../secret.png", "%2e%2e/secret.png", "..%2Fsecret.png", "sub/../../secret.png",
      "./../secret.png", scratch("secret.png"), "file://" + scratch("secret.png"),
      "//" + scratch("secret.png"), "..\\secret.png", "http://e.invalid/own.png", "own.png/..", ".",
      "", "%00", "lesson/own.png",
    ] {
      #expect(images.address(source) == nil, "\(source)")
    }
  }
}
