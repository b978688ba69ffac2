import LessonOutput

extension LessonWriter {
  /// Emphasis and links nested deeper than this become plain text.
  private static let maximumInlineDepth = 60

  /// A run of inlines as markup.
  mutating func inline(_ content: [Inline], depth: Int = 0, isInLink: Bool = false) -> String {
    guard depth < Self.maximumInlineDepth else {
      return HTMLText.escape(Inline.plainText(content, numbers: run.numbers))
    }
    var filter = MarkupFilter(blocks: false)
    var result = ""
    for (index, item) in content.enumerated() {
      switch item {
      case .text(let text): result += HTMLText.escape(Self.loose(text, at: index, in: content))
      case .softBreak: result += "\n"
      case .lineBreak: result += "<br>\n"
      case .code(let text): result += "<code>\(HTMLText.escape(text))</code>"
      case .emphasis(let inner):
        result += "<em>\(inline(inner, depth: depth + 1, isInLink: isInLink))</em>"
      case .strong(let inner):
        result += "<strong>\(inline(inner, depth: depth + 1, isInLink: isInLink))</strong>"
      case .link(let destination, let title, let inner):
        result += link(destination, title, inner, depth: depth, isInLink: isInLink)
      case .image(let source, let title, let alternative):
        if let tex = PageAddress.formula(source) {
          result += math(tex, display: false, sides: Self.sides(of: index, in: content))
        } else {
          result += PagePicture.inline(
            data: pictures.data(source), alternative: alternative, title: title)
        }
      case .math(let tex):
        let formula = math(tex, display: false, sides: Self.sides(of: index, in: content))
        let (before, after) = Self.attached(to: index, in: content)
        let whole = HTMLText.escape(before) + formula + HTMLText.escape(after)
        let isAlone = before.isEmpty && after.isEmpty
        result += isAlone ? whole : "<span class=\"kept\">\(whole)</span>"
      case .displayMath(let tex):
        result += displayMath(tex, tag: "span")
      case .number(let index): result += liveNumber(index)
      case .html(let raw): result += filter.markup(raw, image: pictures.data)
      case .footnote(let number, _): result += footnoteReference(number)
      }
    }
    return result + filter.finish()
  }

  // MARK: Punctuation beside formulas

  /// A typeset formula is a box, and lines may break at either side of it, even before a full stop.
  /// What must not stand alone is kept with it; longer ones may need the break.
  private static let longestKept = 40
  private static let closing = Set(".,;:!?)]}%’”…-–。，、；：！？）」』】》")
  private static let opening = Set("([{“‘（「『【《")

  private static func isKept(_ index: Int, in content: [Inline]) -> Bool {
    guard content.indices.contains(index), case .math(let tex) = content[index] else {
      return false
    }
    return tex.utf8.count <= longestKept
  }

  /// The punctuation that is written with a formula.
  private static func attached(to index: Int, in content: [Inline]) -> (
    before: Substring, after: Substring
  ) {
    var (before, after): (Substring, Substring) = ("", "")
    guard isKept(index, in: content) else { return (before, after) }
    if index > 0, case .text(let text) = content[index - 1] {
      before = text.suffix(openers(text, after: index - 2, in: content))
    }
    if index + 1 < content.count, case .text(let text) = content[index + 1] {
      after = text.prefix(closers(text))
    }
    return (before, after)
  }

  /// What of a text is not written with a formula beside it.
  private static func loose(_ text: String, at index: Int, in content: [Inline]) -> Substring {
    var rest = text[...]
    if isKept(index + 1, in: content) {
      rest = rest.dropLast(openers(text, after: index - 1, in: content))
    }
    if isKept(index - 1, in: content) { rest = rest.dropFirst(closers(text)) }
    return rest
  }

  private static func closers(_ text: String) -> Int {
    text.prefix { closing.contains($0) }.count
  }

  /// How much of the end of a text opens a formula; none of what closes the formula before it.
  private static func openers(_ text: String, after previous: Int, in content: [Inline]) -> Int {
    let taken = isKept(previous, in: content) ? closers(text) : 0
    return text.dropFirst(taken).reversed().prefix { opening.contains($0) }.count
  }

  /// ` after-han`, ` before-han` or both, where Chinese characters stand against a formula.
  private static func sides(of index: Int, in content: [Inline]) -> String {
    let left = index > 0 ? edge(content[index - 1], isLast: true) : nil
    let right = index + 1 < content.count ? edge(content[index + 1], isLast: false) : nil
    return (left.map(isHan) == true ? " after-han" : "")
      + (right.map(isHan) == true ? " before-han" : "")
  }

  /// The last or the first character of an inline's text.
  private static func edge(_ inline: Inline, isLast: Bool) -> Unicode.Scalar? {
    var inline = inline
    for _ in 0..<maximumInlineDepth {
      switch inline {
      case .text(let text): return isLast ? text.unicodeScalars.last : text.unicodeScalars.first
      case .emphasis(let inner), .strong(let inner), .link(_, _, let inner):
        guard let next = isLast ? inner.last : inner.first else { return nil }
        inline = next
      default: return nil
      }
    }
    return nil
  }

  private static func isHan(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3040...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
    default: false
    }
  }

  private mutating func link(
    _ destination: String, _ title: String, _ inner: [Inline], depth: Int, isInLink: Bool
  ) -> String {
    let text = inline(inner, depth: depth + 1, isInLink: true)
    guard !isInLink, let address = PageAddress.link(destination) else { return text }
    let hover = title.isEmpty ? "" : HTMLText.attribute("title", title)
    return "<a href=\"\(HTMLText.escape(address))\"\(hover)>\(text)</a>"
  }

  private func liveNumber(_ index: Int) -> String {
    guard run.numbers.indices.contains(index) else { return "" }
    let number = run.numbers[index]
    var attributes = HTMLText.attribute("value", machineText(number.text))
    attributes += HTMLText.attribute("data-expression", number.expression)
    if let block = number.block { attributes += " data-block=\"\(block)\"" }
    if let node = number.node { attributes += " data-node=\"\(node)\"" }
    if number.isGradient { attributes += " data-gradient=\"true\"" }
    if let problem = number.problem { attributes += HTMLText.attribute("title", problem) }
    let state = number.problem == nil ? "" : " unknown"
    return "<data class=\"live\(state)\"\(attributes)>\(HTMLText.escape(number.text))</data>"
  }

  private func machineText(_ text: String) -> String {
    String(text.map { $0 == "−" ? "-" : $0 })
  }

  private mutating func footnoteReference(_ number: Int) -> String {
    let use = (footnoteReferences[number] ?? 0) + 1
    footnoteReferences[number] = use
    let id = id("fnref-\(number)\(use == 1 ? "" : "-\(use)")")
    return "<sup class=\"footnote\"><a\(id) href=\"#fn-\(number)\" role=\"doc-noteref\""
      + "\(english) aria-label=\"Note \(number)\">\(number)</a></sup>"
  }
}
