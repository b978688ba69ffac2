import Diagnostics
import LessonOutput
import Testing

@testable import LessonDocument

func read(_ text: String) -> LessonSource { LessonReader.read(text: text, name: "lesson.md") }

/// The inlines of the only paragraph.
func inlines(_ text: String) -> [Inline] {
  guard case .paragraph(let content)? = read(text).prose.first else { return [] }
  return content
}

@Suite struct MathTests {
  @Test func dollarsFollowTheRule() {
    #expect(inlines("It costs $5 and $6.") == [.text("It costs $5 and $6.")])
    #expect(inlines("令$x$是") == [.text("令"), .math("x"), .text("是")])
    #expect(inlines("$ x$ and \\$y$") == [.text("$ x$ and $y$")])
    #expect(inlines("$5 and then $x$") == [.text("$5 and then "), .math("x")])
    #expect(inlines("`$a$` $b_1 * c_2*$") == [.code("$a$"), .text(" "), .math("b_1 * c_2*")])
    #expect(inlines("**$y$**下") == [.strong([.math("y")]), .text("下")])
  }

  @Test func displayMathMayHoldWhatLooksLikeBlocks() {
    let lesson = read("$$\na\n+ b\n= c\n# d\n$$\n\nafter")
    #expect(lesson.prose == [.math("a\n+ b\n= c\n# d"), .paragraph([.text("after")])])
    #expect(lesson.diagnostics.isEmpty)
  }

  @Test func displayMathInsideContainersLosesTheirMarks() {
    let lesson = read("> - 即：\n>   $$\n>   x\n>   $$\n>   而")
    guard case .quote(let quoted)? = lesson.prose.first, case .list(let list)? = quoted.first else {
      Issue.record("no list in a quote")
      return
    }
    #expect(
      list.items == [
        [
          .paragraph([
            .text("即："), .softBreak, .displayMath("x"), .softBreak, .text("而"),
          ])
        ]
      ])
  }

  @Test func openDollarsAreNoted() {
    #expect(read("a $open x").diagnostics.map(\.severity) == [.note])
    let open = read("text\n\n$$x\n\ny").diagnostics
    #expect(open.map(\.location) == [Location(line: 3, column: 1)])
    #expect(read("US$ and $5").diagnostics.isEmpty)
  }

  @Test func privateUseCharactersOfTheFileStay() {
    #expect(inlines("\u{E200}0\u{E201} $x$") == [.text("\u{E200}0\u{E201} "), .math("x")])
    // An entity cannot pass for a masked piece that does not exist.
    #expect(!read("&#xE200;7&#xE201; &#xE204; $x$").prose.isEmpty)
  }
}

@Suite struct TableTests {
  private func table(_ text: String) -> TableBlock? {
    for case .table(let table) in read(text).prose { return table }
    return nil
  }

  @Test func alignmentsAndCells() {
    let found = table("a | b | c\n:-- | :-: | --:\n1 | *2*\n")
    #expect(found?.alignments == [.left, .center, .right])
    #expect(found?.header == [[.text("a")], [.text("b")], [.text("c")]])
    #expect(found?.rows == [[[.text("1")], [.emphasis([.text("2")])], []]])
  }

  @Test func barsInMathCodeAndEscapesDoNotSplit() {
    let found = table(
      "| a | b |\n|---|---|\n| $|x|$ | `p|q` |\n| r \\| s | 5*3 |\n| 2*2 | [l][1] |\n\n[1]: u.md")
    #expect(found?.rows[0] == [[.math("|x|")], [.code("p|q")]])
    #expect(found?.rows[1] == [[.text("r | s")], [.text("5*3")]])
    #expect(
      found?.rows[2] == [
        [.text("2*2")], [.link(destination: "u.md", title: "", content: [.text("l")])],
      ])
  }

  @Test func aTableMayFollowTextAndAListItem() {
    let lesson = read("- item\n|a|b|\n|---|---|\n|1|2|\n")
    guard case .list(let list)? = lesson.prose.first, list.items.first?.count == 2,
      case .table(let table)? = list.items.first?.last
    else {
      Issue.record("no table in the item")
      return
    }
    #expect(list.items[0][0] == .paragraph([.text("item")]))
    #expect(table.rows == [[[.text("1")], [.text("2")]]])
  }

  @Test func aHeaderWithOtherCellsIsNoTable() {
    #expect(table("a | b\n--- | --- | ---\n") == nil)
    #expect(read("|a|b|\n|-|-|\n|1|2|3|\n").diagnostics.map(\.severity) == [.warning])
  }
}

@Suite struct HTMLTests {
  @Test func detailsHoldMarkdownAndNest() {
    let lesson = read(
      "<details open><summary>A **b** $x$</summary>\n\nin\n\n<details><summary>c</summary>\n\n"
        + "- deep\n\n</details>\n\n</details>\n\nafter")
    #expect(
      lesson.prose == [
        .details(
          summary: [.text("A "), .strong([.text("b")]), .text(" "), .math("x")], open: true,
          content: [
            .paragraph([.text("in")]),
            .details(
              summary: [.text("c")], open: false,
              content: [
                .list(
                  ListBlock(
                    start: nil, tight: true, items: [[.paragraph([.text("deep")])]],
                    checked: [nil]))
              ]),
          ]),
        .paragraph([.text("after")]),
      ])
  }

  @Test func nothingIsLostByStrayTags() {
    let lesson = read("</details>\n\na\n\n<details>\n\n<summary>s</summary>\n\nb")
    #expect(
      lesson.prose == [
        .paragraph([.text("a")]),
        .details(summary: [.text("s")], open: false, content: [.paragraph([.text("b")])]),
      ])
    #expect(lesson.diagnostics.map(\.severity) == [.note, .warning])
  }

  @Test func detailsWithoutEmptyLinesAreReadAsWell() {
    let lesson = read("<details><summary>s</summary>\n**text** $x$\n</details>")
    #expect(
      lesson.prose == [
        .details(
          summary: [.text("s")], open: false,
          content: [.paragraph([.strong([.text("text")]), .text(" "), .math("x")])])
      ])
  }

  @Test func imagesBecomeImages() {
    #expect(
      inlines("<img src=\"pics/a.png\" onerror=\"x()\" style=\"zoom:33%\">") == [
        .image(source: "pics/a.png", title: "", alternative: "a.png")
      ])
    #expect(
      inlines("<p align=\"center\"><img src=\"a.png\" alt=\"graph\"></p>") == [
        .image(source: "a.png", title: "", alternative: "graph")
      ])
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "<style>p{}</style>", "<iframe src=\"x\"></iframe>",
    "a <script>alert(1)</script>", "<svg onload=alert(1)>", "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))", "[a](&#106;avascript:alert(1))", "[a](data:text/html,alert(1))",
    "<a href=\" java\nscript:alert(1)\">x</a>", "<a href=\"javascript&colon;alert(1)\">x</a>",
    "<table><tr><td onclick=\"alert(1)\">x</td></tr></table>", "<img src=\"javascript:alert(1)\">",
    "<div onmouseover=alert(1)>x</div>", "<form action=\"javascript:alert(1)\"><b>x</b></form>",
    "<table><td><a href=\"vbscript:alert(1)\">x</a></td></table>",
    "<table><td title='\" onload=\"alert(2)'>x</td></table>",
  ])
  func nothingThatRunsPasses(_ text: String) {
    let shown = String(describing: read(text).prose)
    #expect(!shown.contains("alert(1)"))
    #expect(!shown.contains(" onload=\\\"alert"))
  }

  @Test func htmlIsBalanced() {
    #expect(read("<table><tr><td>a</div>").prose == [.html("<table><tr><td>a\n</td></tr></table>")])
    #expect(
      inlines("H<sub>2</sub>O <b>bold <i>x</b> a<b") == [
        .text("H"), .html("<sub>"), .text("2"), .html("</sub>"), .text("O "),
        .strong([.text("bold x")]), .text(" a<b"),
      ])
  }

  @Test func rawHTMLIsBalancedOverItsSiblings() {
    #expect(
      read("<div>\n\n*a*\n\n</div>\n\n<p>b").prose == [
        .html("<div>\n"), .paragraph([.emphasis([.text("a")])]), .html("</div>\n"),
        .html("<p>b\n</p>"),
      ])
    // The unclosed tag cannot be closed in its block: there `<div>` is still open.
    #expect(
      read("<center><div>\n\na\n\n</div>").prose == [
        .html("<div>\n"), .paragraph([.text("a")]), .html("</div>\n"),
      ])
    #expect(read("> <div>\n\n</div>").prose == [.quote([.html("<div>\n</div>")])])
  }

  @Test func entitiesOfRawHTML() {
    #expect(
      read("<p>&copy; &ouml;&nope; &lt;b&gt; &LT; &amp; a&b &#60; *x*</p>").prose == [
        .html("<p>© ö&nope; &lt;b&gt; &LT; &amp; a&b &#60; *x*</p>\n")
      ])
  }

  @Test func unknownTagsAreText() {
    #expect(inlines("List<int> and <T>") == [.text("List<int> and <T>")])
  }
}

@Suite struct FootnoteTests {
  @Test func notesStandAtTheEnd() {
    let lesson = read("See[^b] and[^a], [^no].\n\n[^a]: word\n[^b]: $x$ more\n\n    second\n\nlast")
    #expect(
      lesson.prose == [
        .paragraph([
          .text("See"), .footnote(number: 1, label: "b"), .text(" and"),
          .footnote(number: 2, label: "a"), .text(", [^no]."),
        ]),
        .paragraph([.text("last")]),
        .footnotes([
          Footnote(
            number: 1, label: "b",
            content: [
              .paragraph([.math("x"), .text(" more")]), .paragraph([.text("second")]),
            ]),
          Footnote(number: 2, label: "a", content: [.paragraph([.text("word")])]),
        ]),
      ])
  }
}

@Suite struct SlugTests {
  @Test func slugsAreUniqueAndKeepLetters() {
    let lesson = read(
      "# 七、正则 Dropout!\n# Dup\n# Dup\n# Neuron\n# ...\n```python\n#| label: neuron\nx = 1\n```\n")
    var ids: [String] = []
    for case .heading(_, let id, _) in lesson.prose { ids.append(id) }
    #expect(ids == ["七正则-dropout", "dup", "dup-1", "neuron-1", "section"])
  }
}

@Suite struct SlipTests {
  private func only(_ text: String) -> Diagnostic? {
    let found = read(text).diagnostics
    #expect(found.count == 1)
    return found.first
  }

  @Test func unclosedFence() {
    let slip = only("text\n\n```python\nx = 1\n")
    #expect(slip?.severity == .warning)
    #expect(slip?.location == Location(line: 3, column: 1))
    #expect(read("```python\nx = 1\n").blocks.map(\.code) == ["x = 1\n"])
    #expect(read("- ```\n  a\n  ```\n\n> ~~~~\n> b\n> ~~~~\n\n```\n```").diagnostics.isEmpty)
  }

  @Test func unclosedCommentsAndScripts() {
    for (text, mark) in [
      ("a\n\n<!-- hint -\n\nb", "<!--"), ("a\n\n<script>\nb\n\nc", "<script"),
      ("a\n\n <STYLE>\nb", "<style"),
    ] {
      let slip = only(text)
      #expect(slip?.severity == .warning)
      #expect(slip?.location?.line == 3)
      #expect(slip?.message.contains("`\(mark)` is never closed") == true)
    }
    #expect(read("<!-- a\n\nb -->\n\n<script>\n\nc</SCRIPT>\n\nd").diagnostics.isEmpty)
  }

  @Test func emphasisBesideCJKPunctuation() {
    let slip = only("**目标。**下")
    #expect(slip?.severity == .warning)
    #expect(slip?.location == Location(line: 1, column: 6))
    #expect(slip?.hint?.contains("**目标**。") == true)
    #expect(read("**目标**。下，**x**。**y**\n\n`**目标。**下` **a** b").diagnostics.isEmpty)
    #expect(only("中文**“强调”**中文")?.severity == .warning)
  }

  @Test func headingWithoutSpace() {
    let slip = only("a\n\n####标题")
    #expect(slip?.severity == .note)
    #expect(slip?.hint?.contains("#### 标题") == true)
    #expect(read("#1 is first").diagnostics.isEmpty)
  }
}
