import LessonOutput

/// Turns the inline nodes of a Markdown tree into inline prose.
struct InlineBuilder {
  let tree: MarkdownTree
  let unmasker: Unmasker
  var inTable = false
  /// Numbers of footnotes by label; grows as references are met.
  let footnotes: FootnoteNumbers
  /// Links that lead where links may not.
  var unsafeLinks: [String] = []
  /// Comments in running text that look like parts of exercises.
  var misplacedParts: [String] = []

  /// How many values are open around what is read now.
  private var depth = 0

  init(tree: MarkdownTree, unmasker: Unmasker, footnotes: FootnoteNumbers) {
    self.tree = tree
    self.unmasker = unmasker
    self.footnotes = footnotes
  }

  /// The content of a node. Recursion is bounded: the tree's inline depth is.
  mutating func content(of parent: Int) -> [Inline] {
    var line = TagBalancer(deepest: max(0, Prose.maximumDepth - depth))
    var child = tree.nodes[parent].firstChild
    while child >= 0 {
      append(child, to: &line)
      child = tree.nodes[child].next
    }
    return line.finish()
  }

  /// The content of a text that has no Markdown in it but masked pieces.
  mutating func plain(_ text: String) -> [Inline] {
    var line = TagBalancer(deepest: 0)
    if !text.isEmpty { appendText(text, to: &line) }
    return line.finish()
  }

  private mutating func inner(_ index: Int, of line: TagBalancer) -> [Inline] {
    let added = 1 + line.openCount
    depth += added
    defer { depth -= added }
    return content(of: index)
  }

  private mutating func append(_ index: Int, to line: inout TagBalancer) {
    switch tree.nodes[index].kind {
    case .text(let text): appendText(text, to: &line)
    case .softBreak: line.append(.softBreak)
    case .lineBreak: line.append(.lineBreak)
    case .codeSpan(let text):
      line.append(.code(unmasker.original(text, inCode: true, inTable: inTable)))
    case .emphasis: line.append(.emphasis(inner(index, of: line)))
    case .strong: line.append(.strong(inner(index, of: line)))
    case .link(let destination, let title):
      let content = inner(index, of: line)
      let target = unmasker.original(destination)
      if HTMLFilter.isSafe(destination: target) {
        line.append(
          .link(destination: target, title: unmasker.original(title), content: content))
      } else {
        unsafeLinks.append(target)
        for inline in content { line.append(inline) }
      }
    case .image(let source, let title):
      let alternative = InlineText.plain(inner(index, of: line))
      line.append(
        .image(
          source: unmasker.original(source), title: unmasker.original(title),
          alternative: alternative))
    case .htmlInline(let html): appendHTML(html, to: &line)
    default: break
    }
  }

  private mutating func appendText(_ text: String, to line: inout TagBalancer) {
    for part in unmasker.parts(text) {
      switch part {
      case .text(let text): line.append(.text(text))
      case .joinsLine: line.dropBreak()
      case .piece(.math(let tex, display: false)): line.append(.math(tex))
      case .piece(.math(let tex, display: true)): line.append(.displayMath(tex))
      case .piece(.number(let index)): line.append(.number(index))
      case .piece(.footnote(let label)):
        line.append(.footnote(number: footnotes.number(of: label), label: label))
      }
    }
  }

  private mutating func appendHTML(_ html: String, to line: inout TagBalancer) {
    for token in HTMLTokenizer.tokens(unmasker.original(html)) {
      switch token {
      case .text(let text): line.append(.text(text))
      case .comment(let text): if PartComment(text) != nil { misplacedParts.append(text) }
      case .open(let name, let attributes, let source):
        line.open(name, attributes, source: source)
      case .close(let name, let source): line.close(name, source: source)
      }
    }
  }
}

/// The numbers that footnotes get, in the order in which they are referred to.
final class FootnoteNumbers {
  private(set) var labels: [String] = []
  private var numbers: [String: Int] = [:]

  func number(of label: String) -> Int {
    if let number = numbers[label] { return number }
    labels.append(label)
    numbers[label] = labels.count
    return labels.count
  }
}

/// Collects a line of inlines; pairs of raw tags become values or balanced HTML.
struct TagBalancer {
  private struct Open {
    var name: String
    var attributes: [(name: String, value: String)]
    /// Where its content starts.
    var start: Int
  }

  let deepest: Int
  private var inlines: [Inline] = []
  private var open: [Open] = []

  init(deepest: Int) { self.deepest = deepest }

  mutating func append(_ inline: Inline) {
    let last = inlines.count - 1
    if case .text(let addition) = inline, last >= (open.last?.start ?? 0),
      case .text(var text) = inlines[last]
    {
      inlines[last] = .softBreak  // Lets the text be extended in place.
      text += addition
      inlines[last] = .text(text)
    } else {
      inlines.append(inline)
    }
  }

  var openCount: Int { open.count }

  /// Takes back a line break.
  mutating func dropBreak() {
    switch inlines.last {
    case .softBreak, .lineBreak: inlines.removeLast()
    default: break
    }
  }

  mutating func open(
    _ name: String, _ attributes: [(name: String, value: String)], source: String
  ) {
    switch name {
    case "br": append(.lineBreak)
    case "wbr": append(.html("<wbr>"))
    case "img":
      if let image = HTMLImage.inline(attributes) { append(image) }
    case _ where HTMLFilter.inline.contains(name) || HTMLFilter.dropped.contains(name):
      if open.count < deepest {
        open.append(Open(name: name, attributes: attributes, start: inlines.count))
      }
    case _ where !HTMLFilter.isTag(name): append(.text(source))
    default: break
    }
  }

  mutating func close(_ name: String, source: String) {
    guard let place = open.lastIndex(where: { $0.name == name }) else {
      if !HTMLFilter.isTag(name) { append(.text(source)) }
      return
    }
    let tag = open[place]
    open.removeSubrange(place...)
    let content = Self.joiningTexts(inlines[min(tag.start, inlines.count)...])
    inlines.removeSubrange(min(tag.start, inlines.count)...)
    if HTMLFilter.dropped.contains(name) { return }
    switch name {
    case "b", "strong": append(.strong(content))
    case "i", "em": append(.emphasis(content))
    case "a":
      let target = tag.attributes.first { $0.name == "href" }?.value
      let title = tag.attributes.first { $0.name == "title" }?.value ?? ""
      if let target, HTMLFilter.isSafe(destination: target) {
        append(.link(destination: target, title: title, content: content))
      } else {
        wrap(content, in: tag)
      }
    default: wrap(content, in: tag)
    }
  }

  private mutating func wrap(_ content: [Inline], in tag: Open) {
    let attributes = HTMLFilter.safeAttributes(
      tag.attributes.filter { $0.name != "href" }, of: tag.name)
    let isPlain = (tag.name == "span" || tag.name == "a") && attributes.isEmpty
    if !isPlain { inlines.append(.html("<\(tag.name)\(attributes)>")) }
    for inline in content { append(inline) }
    if !isPlain { inlines.append(.html("</\(tag.name)>")) }
  }

  /// What was collected; tags that are still open are left out, their content stays.
  func finish() -> [Inline] { open.isEmpty ? inlines : Self.joiningTexts(inlines[...]) }

  /// Texts that a tag without an end kept apart become one.
  private static func joiningTexts(_ inlines: ArraySlice<Inline>) -> [Inline] {
    var result = TagBalancer(deepest: 0)
    for inline in inlines { result.append(inline) }
    return result.inlines
  }
}

/// Images from raw tags.
enum HTMLImage {
  static func inline(_ attributes: [(name: String, value: String)]) -> Inline? {
    func value(_ name: String) -> String { attributes.first { $0.name == name }?.value ?? "" }
    let source = value("src")
    guard !source.isEmpty, HTMLFilter.isSafe(destination: source) else {
      return value("alt").isEmpty ? nil : .text(value("alt"))
    }
    let fileName = source.split(separator: "/").last.map(String.init) ?? source
    return .image(
      source: source, title: value("title"),
      alternative: value("alt").isEmpty ? fileName : value("alt"))
  }
}

/// Inline prose as plain text.
enum InlineText {
  /// - Parameter marksMath: formulas stand between dollars, so that they can be set as such.
  static func plain(_ inlines: [Inline], marksMath: Bool = false) -> String {
    var result = ""
    append(inlines, marksMath, to: &result)
    return result
  }

  private static func append(_ inlines: [Inline], _ marksMath: Bool, to result: inout String) {
    for inline in inlines {
      switch inline {
      case .math(let tex), .displayMath(let tex): result += marksMath ? "$\(tex)$" : tex
      case .text(let text), .code(let text): result += text
      case .softBreak, .lineBreak: result += " "
      case .emphasis(let content), .strong(let content), .link(_, _, let content):
        append(content, marksMath, to: &result)
      case .image(_, _, let alternative): result += alternative
      case .number, .html, .footnote: break
      }
    }
  }
}
