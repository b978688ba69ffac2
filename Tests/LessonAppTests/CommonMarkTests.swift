import Testing

/// Plain Markdown comes out as CommonMark says; the installed cmark is the oracle.
@Suite struct CommonMarkTests {
  static let examples: [String: [String]] = [
    "headings": [
      "# One\n## Two\n### Three\n#### Four\n##### Five\n###### Six\n####### no seven",
      "# Closed ##\n## Closed by others #####   \n# kept #not", "#\n## \n### ###",
      "   # three spaces\n    # four are code", "# *Loss* `J(w)` and **w**",
      "Loss\n====\n\nGrad\n--",
      "Two lines\nof *title*\n===", "a\n= =\nb\n--- -", "\\# escaped\n\n\\## too",
      "# a\n# a\n# a", "> Setext in a quote\n> ---\n\ntext", "- Setext in an item\n  ===\n- b",
      "#\tTab after the mark", "Title \\\n===", "`code\n---\nends`",
    ],
    "rules": [
      "a\n\n***\n\nb\n\n___\n\nc\n\n- - -", " **  * ** *\n\n_____________", "+++\n\n===\n\n--",
      "a\n***\nb",
      "- one\n***\n- two", "* a\n* * *\n* b", "- - -a", "_ _ _ _ a", "    ***",
    ],
    "paragraphs": [
      "one\ntwo\n\nthree", "  leading\n     spaces go", "trailing   \n\nspaces", "a\n\n\n\n\nb",
      "line one  \nhard", "line one\\\nhard", "line  \n   indented", "no hard at the end  ",
      "nor here\\", "`code  \nspan`", "*em  \nphasis*", "tabs\tstay\there",
      "梯度向后流动。\n第二行。", "e\u{301} 😀 \u{A0}x",
    ],
    "indented code": [
      "    x = w * 2\n    y = x", "\tx\n\ty", "    a\n\n      b\n\n\n    c", "para\n    not code",
      "    code\npara", "    <b>&amp;*a*", "- a\n\n      code in the item", "1.  a\n\n        code",
      "      deeper", "    a  \n    b\\", "    python\n    runs not",
    ],
    "fenced code": [
      "```\na\n b\n```", "~~~\na\n~~~", "````\n```\n````", "~~~~~\n~~~\n~~~~~",
      "``` c\nint x;\n```",
      "```ruby startline=3 $%@#$\nx\n```", "  ```\n  a\n b\n   c\n  ```", "```\n\n\n```",
      "```\n```", "``` a`b\nc\n```", "~~~ a`b ~~~\nc\n~~~", "a\n```\nb\n```\nc",
      "> ```\n> quoted\n> ```", "- ```\n  item\n  ```\n- b", "```text\n<b> & \"q\" 'r'\n```",
      "```\n*a*\n``` no end\n```", "~~~~    c++   x\na\n~~~~~~", "```c\\+\\+ &amp;\na\n```",
      "    ```\n    indented\n    ```", "```\n\ttab\n```", "~~~{.numbers}\nx\n~~~",
    ],
    "quotes": [
      "> one\n> two", ">one\n>  two", "> a\nlazy", "> a\n\n> b", "> a\n>\n> b", "> > > deep",
      "> > a\n> b\nc", ">     code\n\n>    not", "> - a\n> - b\nc", "> # T\n> text", ">",
      ">\n>  \n> ",
      "   > indented", "> ```\nopen", "> a\n---", "> **a\n> b**",
    ],
    "bullet lists": [
      "- a\n- b\n- c", "* a\n* b", "+ a\n+ b", "- a\n+ b\n* c", "- a\n\n- b", "- a\n- b\n\n\n- c",
      "- a\n  - b\n    - c\n- d", "- a\n  b\n- c", "- a\n\n  b\n- c", "- a\nlazy\n- b", "-\n- b\n-",
      "-   wide\n-   wide", "- a\n > b\n- c", "- # T\n- ---\n- > q", " - a\n  - b\n   - c",
      "- \n  a",
      "-\n\n  a", "-a\n*b*", "para\n- list", "- a\n\n\n  b", "- *a*\n  `b`",
      "- a\n  > b\n  ```\n  c\n  ```\n- d",
      "- a\n - b\n  - c\n   - d\n    - e", "- foo\n\n      code\n- bar",
      "* a\n\n  - b\n\n  - c\n\n* d",
    ],
    "ordered lists": [
      "1. a\n2. b", "1) a\n2) b", "3. a\n5. b", "0. a", "003. a", "1. a\n\n2. b", "1. a\n1) b",
      "1234567890. a", "-1. a", "para\n1. list", "para\n2. no list", "1. a\n   - b\n     1. c",
      "10. ten\n    more\n11. b", "1. a\n\n   b\n2. c", "1.\n2. b", "2. a\n- b\n3. c",
      "1.  a\n\n    b",
    ],
    "emphasis": [
      "*a* _b_ **c** __d__", "***a*** ___b___", "*a **b** c*", "**a *b* c**", "*a*b a*b*",
      "a_b_c _d_e",
      "* a*", "a * b * c", "**a*", "*a**", "*a **b*", "**a *b**", "*(a)* (*b*)", "_(a)_b", "**a**b",
      "\\*a* *b\\*", "*a\nb*", "*a `*` b*", "*[a*](/u)", "**\"q\"** x", "x**a**", "****",
      "*a***b**",
      "_a *b_ c*", "*a __b *c* d__ e*", "梯*度*下 **降**", "*€*", "__a__b__c__", "foo***bar***baz",
    ],
    "code spans": [
      "`a`", "``a`b``", "` a `", "`  a  `", "` `", "`a\nb`", "`\\`", "`<b>&amp;`", "`a", "a` `b` `",
      "`` ` ``", "```a``b```", "*a`b*`", "`a`b`", "[`a](/u)`", "`a\u{A0}b`", "\\`a`", "`x``y`",
    ],
    "links": [
      "[a](/u)", "[a](/u \"t\")", "[a](/u 't')", "[a](/u (t))", "[a]()", "[](/u)", "[a](<b c>)",
      "[a](b c)", "[a](/u(v)w)", "[a](/u\\(v)", "[a](#frag) [b](?q=1&r=2) [c](x#y)", "[a\nb](/u)",
      "[*a* `b`](/u)", "[a [b](/u) c](/v)", "[a](/u \"t &amp; \\\" q\")", "[a](/ü?ß=%20%zz)",
      "[a] (/u)", "[a](/u\n\"t\")", "![alt *x*](p.png) text", "text ![a](p.png \"t\")",
      "[![a](p.png)](/u) x", "[a](http://e.org/x;y,z:~!*'())", "[a](mailto:a@b.org)",
      "[a](/u 't\nu')", "[a](/a\\b^c`d|e{f}[g]\"h)", "[a](a:b/c", "[a](<b)c>)", "\\[a](/u)",
      "[a](foo\\):x)", "[a](https://e.org/a.md)", "[日](/本/語#節)",
    ],
    "references": [
      "[a]\n\n[a]: /u", "[a][b]\n\n[b]: /u 't'", "[a][]\n\n[A]: <u v> \"t\"",
      "[a]\n[b]\n\n[a]: /u\n[b]: /v",
      "[a]: /u\n[a]: /v\n\n[a]", "[a\n b]\n\n[A B]: /u", "[a]:\n/u\n'title\nlines'\n\n[a]",
      "[a]: /u 'x' y\n\n[a]", "[no]", "[a][no]\n\n[a]: /u", "> [a]: /u\n\n[a]", "[a]: <>\n\n[a]",
      "[ß]\n\n[SS]: /u", "p\n[a]: /u\n\n[a]", "# [a]\n[a]: /u\n> q", "[\\]]: /u\n\n[\\]]",
      "![a] x\n\n[a]: p.png",
      "[a][b][c]\n\n[b]: /u\n[c]: /v", "[a]: /u\n===\n[a]", "- [a]: /u\n\n[a]",
      "[*a*]\n\n[*a*]: /u",
    ],
    "autolinks": [
      "<http://e.org> <https://e.org/a?b=c&d>", "<MAILTO:a@b.org>", "<a.b+c@d-e.org>",
      "<http://a b>",
      "< http://a>", "<>", "http://bare.org", "<http://e.org/\\*`[]>", "*<http://e.org/*>*",
      "<https://例.org/路>", "<a@b@c>", "<m:abc",
    ],
    "entities and escapes": [
      "&amp; &lt; &copy; &AElig; &frac34; &nbsp;x", "&#35; &#x22; &#X3bb; &#0;",
      "&nope; & &# &#x; &amp",
      "\\!\\\"\\#\\%\\&\\'\\(\\)\\*\\+\\,\\-\\.\\/\\:\\;\\<\\=\\>\\?\\@\\[\\]\\^\\_\\`\\{\\}\\~",
      "\\a \\1 \\  \\日", "\\\\ \\\\*a*", "&#42;a&#42; &#91;b](/u)", "[a](/&ouml; \"&ouml;\")",
      "&#9;x", "```&ouml;\n&ouml;\n```", "    &amp;", "`&amp;`", "&ngE; &ClockwiseContourIntegral;",
      "&#1234567; &#1114112;", "a\\\n\\b", "\"q\" 'r' -- ... (c)",
    ],
    "raw HTML that stays": [
      "H<sub>2</sub>O x<sup>2</sup>", "press <kbd>q</kbd>",
      "<mark>m</mark> <small>s</small> <u>u</u>",
      "a <del>b</del> <ins>c</ins>", "one<br>two", "<div>\n*as it is*\n</div>",
      "<div>\n\n*read*\n\n</div>",
      "<table>\n<tr><td>a</td><td>b</td></tr>\n</table>", "<p>a\n<b>b</b> &amp;</p>",
      "<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "<a href=\"/u\" title=\"t\">\n*x*\n</a>", "<hr>\n\na",
      "<table>\n\n<tr>\n\n<td>\n\nx\n\n</td>\n\n</tr>\n\n</table>", "<del>\n*x*\n</del>",
      "> <div>\n> a\n> </div>", "- <div>\n  a\n  </div>\n- b", "<pre>\na\n\n*b*\n</pre>\n*c*",
      "*a <sub>b</sub>*", "<h2>raw</h2>", "<blockquote>\n\n- a\n\n</blockquote>",
      "<dl><dt>a</dt><dd>b</dd></dl>",
      "a <abbr title=\"x y\">b</abbr> <var>v</var> <q>q</q>", "&lt;div&gt;\n\\<b>",
      "<td align=\"right\">\nx\n</td>", "2 < 3 and 4 > 3 <5",
    ],
  ]

  @Test(arguments: examples.keys.sorted()) func asSpecified(_ construct: String) throws {
    for example in try #require(Self.examples[construct]) {
      #expect(PlainHTML.lesson(example) == PlainHTML.cmark(example), "\(example.debugDescription)")
    }
  }

  @Test func allConstructsAreThere() {
    #expect(Self.examples.values.reduce(0) { $0 + $1.count } >= 250)
  }
}
