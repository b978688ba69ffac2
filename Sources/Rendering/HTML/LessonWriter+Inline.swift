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
    for item in content {
      switch item {
      case .text(let text): result += HTMLText.escape(text)
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
        result += PagePicture.inline(
          data: pictures.data(source), alternative: alternative, title: title)
      case .math(let tex): result += math(tex, display: false)
      case .displayMath(let tex):
        result += "<span class=\"scroll display\" tabindex=\"0\">\(math(tex, display: true))</span>"
      case .number(let index): result += liveNumber(index)
      case .html(let raw): result += filter.markup(raw, image: pictures.data)
      case .footnote(let number, _): result += footnoteReference(number)
      }
    }
    return result + filter.finish()
  }

  private mutating func link(
    _ destination: String, _ title: String, _ inner: [Inline], depth: Int, isInLink: Bool
  ) -> String {
    let text = inline(inner, depth: depth + 1, isInLink: true)
    guard !isInLink, let address = PageAddress.link(destination) else { return text }
    let hover = title.isEmpty ? "" : HTMLText.attribute("title", title)
    return "<a href=\"\(HTMLText.escape(address))\"\(hover)>\(text)</a>"
  }

  /// A formula as text that reads well, with its source for those who want it.
  func math(_ tex: String, display: Bool) -> String {
    let source = HTMLText.escape(tex)
    let text = HTMLText.escape(options.mathText(tex, display))
    return "<span class=\"math\(display ? " block" : "")\" role=\"math\""
      + " aria-label=\"\(source)\" title=\"\(source)\">\(text)</span>"
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
