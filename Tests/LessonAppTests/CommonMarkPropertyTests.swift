import Testing

/// Documents by chance, from a grammar and from loose marks, against the installed cmark.
@Suite struct CommonMarkPropertyTests {
  @Test func documentsOfAGrammar() {
    var author = MarkdownAuthor(seed: 1)
    var compared = 0
    for _ in 0..<400 {
      let text = author.document()
      guard MarkdownAuthor.isPlain(text) else { continue }
      compared += 1
      #expect(PlainHTML.lesson(text) == PlainHTML.cmark(text), "\(text.debugDescription)")
    }
    #expect(compared > 250)
  }

  @Test func looseMarks() {
    var author = MarkdownAuthor(seed: 2)
    var compared = 0
    for _ in 0..<1500 {
      let text = author.marks()
      guard MarkdownAuthor.isPlain(text) else { continue }
      compared += 1
      #expect(PlainHTML.lesson(text) == PlainHTML.cmark(text), "\(text.debugDescription)")
    }
    #expect(compared > 1000)
  }
}

/// Writes Markdown without the things that lessons add to it.
struct MarkdownAuthor {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// Whether a text holds nothing that a lesson reads in its own way: no links inside links, no
  /// picture alone.
  static func isPlain(_ text: String) -> Bool {
    !text.hasPrefix("---") && !["[ ]", "[x]", "$", "|", "[^"].contains { text.contains($0) }
      && !PlainHTML.lesson(text).contains("<figure>")
      && !PlainHTML.cmark(text).contains(#/<a [^>]*>((?!</a>).)*<a /#.dotMatchesNewlines())
  }

  /// SplitMix64.
  mutating func number(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
  }

  mutating func one(of choices: [String]) -> String {
    choices[number(below: choices.count)]
  }

  // MARK: A grammar

  mutating func document() -> String {
    var text = (0...number(below: 6)).map { _ in block(depth: 0) }.joined(separator: "\n\n")
    if text.contains("[ref]") { text += "\n\n[ref]: /target/é?a=b&c '*title* \"q\"'" }
    return text + one(of: ["", "\n", "\n\n"])
  }

  private mutating func block(depth: Int) -> String {
    switch number(below: depth > 2 ? 7 : depth > 0 ? 10 : 11) {
    case 0, 1: return lines()
    case 2: return String(repeating: "#", count: 1 + number(below: 6)) + " " + inline(2)
    case 3: return inline(2) + "\n" + one(of: ["===", "---"])
    case 4: return one(of: ["***", "___", "* * *"])
    case 5: return indented("code *a*\n\n  <1> &amp;", by: "    ")
    case 6:
      let fence = one(of: ["```", "~~~~"])
      return fence + one(of: ["", "text", " c++ x", "r\\*"]) + "\n"
        + one(of: ["", "x = *y*\n\n", "<1>\n"])
        + fence
    case 7: return prefixed((0...number(below: 1)).map { _ in block(depth: depth + 1) }, by: "> ")
    case 8: return list(depth, mark: one(of: ["-", "*", "+"]))
    case 9: return list(depth, mark: one(of: ["1.", "7)", "0."]))
    default: return "<div>\n*\(one(of: ["a", "`b`", "[c](d)"]))*\n</div>"
    }
  }

  private mutating func list(_ depth: Int, mark: String) -> String {
    let separator = one(of: ["\n", "\n\n"])
    let space = String(repeating: " ", count: mark.count + 1)
    return (0...number(below: 3)).map { _ in
      let blocks = (0...number(below: 2)).map { _ in block(depth: depth + 1) }
      return mark + " "
        + indented(blocks.joined(separator: separator), by: space).dropFirst(space.count)
    }.joined(separator: separator)
  }

  private func indented(_ text: String, by space: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : space + $0 }.joined(separator: "\n")
  }

  private func prefixed(_ blocks: [String], by mark: String) -> String {
    blocks.joined(separator: "\n\n").split(separator: "\n", omittingEmptySubsequences: false)
      .map { mark + $0 }.joined(separator: "\n")
  }

  private mutating func lines() -> String {
    (0...number(below: 3)).map { _ in inline(2) }.joined(
      separator: one(of: ["\n", "  \n", "\\\n"]))
  }

  private mutating func inline(_ depth: Int) -> String {
    (0...number(below: 4)).map { _ in piece(depth) }.joined(separator: one(of: [" ", " ", ""]))
  }

  private mutating func piece(_ depth: Int) -> String {
    switch number(below: depth > 0 ? 14 : 7) {
    case 0, 1, 2:
      return one(of: ["a", "loss", "w_1", "梯度", "x*y", "5", "e.g.", "(b)", "\"q\"", "é"])
    case 3: return one(of: ["`code`", "`` ` ``", "`a  b`", "`<1>`"])
    case 4: return one(of: ["\\*", "&amp;", "&copy;", "&#955;", "<", ">", "&", "?", "\\\\"])
    case 5: return one(of: ["<http://e.org/a?b>", "<a@b.org>", "H<sub>2</sub>O", "<kbd>q</kbd>"])
    case 6: return one(of: ["*", "_", "**", "[", "]", "`", "("])
    case 7, 8: return "*\(inline(depth - 1))*"
    case 9: return "**\(inline(depth - 1))**"
    case 10: return "_\(inline(depth - 1))_"
    case 11: return "[\(inline(depth - 1))](/u\(one(of: ["", " 't'", " \"a & b\"", "?a=b&c=ü"])))"
    case 12: return "[\(inline(depth - 1))]" + one(of: ["[ref]", "[none]", ""])
    default: return "[ref]"
    }
  }

  // MARK: Loose marks

  mutating func marks() -> String {
    let marks = [
      "*", "**", "_", "__", "`", "``", "[", "]", "(", ")", "](/u)", "](/b 't')", "![", "a", "b",
      "c",
      " ", " ", " ", "\n", "\n", "\n\n", "\n- ", "\n  - ", "\n> ", "\n1. ", "\n# ", "\n    ",
      "\n```\n",
      "\n~~~ x\n", "\n===\n", "\n***\n", "  \n", "\\", "\\\n", "&amp;", "&", "&#42;", "\"", "'",
      "!", ".", ",",
      "<http://a.b/c>", "<d@e.f>", "[r]", "\n[r]: /v\n", "\t", "#", "+", "1", "é", "。", "梯",
      "\u{A0}", ">", "-", "=", "~",
    ]
    return (0...(2 + number(below: 30))).map { _ in one(of: marks) }.joined()
  }
}
