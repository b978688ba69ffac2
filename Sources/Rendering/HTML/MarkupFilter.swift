/// Lets the harmless elements of a lesson's raw HTML through and keeps what it opens balanced.
///
/// An allow list: elements and attributes that are not named here vanish, text is kept and escaped.
/// One filter serves one run of siblings, so that `<sub>` and `</sub>`, which arrive apart, meet;
/// what is still open at the end is closed by `finish()`.
struct MarkupFilter {
  /// Whether elements that break a paragraph may stand here.
  let blocks: Bool
  private var open: [String] = []

  init(blocks: Bool) { self.blocks = blocks }

  private static let inlineElements: Set<String> = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins",
    "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup",
    "time", "u", "var", "wbr",
  ]
  private static let blockElements: Set<String> = [
    "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt", "figcaption",
    "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
  ]
  private static let voidElements: Set<String> = ["br", "hr", "img", "wbr"]
  /// Elements whose content is not text for people; dropped with everything in them.
  private static let opaqueElements: Set<String> = [
    "script", "style", "iframe", "noscript", "template", "textarea", "title", "xmp", "object",
    "noembed", "noframes", "svg", "math", "select",
  ]
  private static let attributes: Set<String> = [
    "align", "alt", "colspan", "datetime", "dir", "height", "href", "lang", "open", "reversed",
    "rowspan", "scope", "start", "title", "valign", "width",
  ]
  /// What the attributes that place and size may say, besides a number or a percentage.
  private static let places: Set<String> = [
    "left", "right", "center", "justify", "top", "middle", "bottom", "baseline",
  ]
  /// Open elements beyond this are dropped, so that a hostile file can't nest without end.
  private static let maximumDepth = 64

  /// The safe form of a piece of raw HTML.
  ///
  /// - Parameter image: gives the data of a picture by its address, or nil.
  mutating func markup(_ raw: String, image: (String) -> String?) -> String {
    var result = ""
    var scanner = MarkupScanner(raw)
    var opaque: String?
    while let piece = scanner.next() {
      if let name = opaque {
        if case .close(name) = piece { opaque = nil }
        continue
      }
      switch piece {
      case .text(let text): result += text
      case .comment: continue
      case .close(let name): result += close(name)
      case .open(let name, let attributes):
        if Self.opaqueElements.contains(name) {
          opaque = blocks ? name : nil
        } else {
          result += start(name, attributes, image)
        }
      }
    }
    return result
  }

  /// Closes what is open.
  mutating func finish() -> String {
    defer { open = [] }
    return open.reversed().map { "</\($0)>" }.joined()
  }

  private mutating func start(
    _ name: String, _ attributes: [(name: String, value: String)], _ image: (String) -> String?
  ) -> String {
    let known =
      Self.inlineElements.contains(name) || (blocks && Self.blockElements.contains(name))
    guard known else { return "" }
    if name == "img" { return picture(attributes, image) }
    var tag = "<\(name)"
    var seen: Set<String> = []
    for (key, value) in attributes
    where Self.attributes.contains(key) && seen.insert(key).inserted {
      if key == "href" {
        guard name == "a", let address = PageAddress.link(value) else { continue }
        tag += HTMLText.attribute(key, address)
      } else if ["align", "valign", "width", "height"].contains(key) {
        tag += Self.place(key, value)
      } else {
        tag += HTMLText.attribute(key, value)
      }
    }
    if Self.voidElements.contains(name) { return tag + ">" }
    guard open.count < Self.maximumDepth else { return "" }
    open.append(name)
    return tag + ">"
  }

  /// `align`, `width` and the like, if the value is harmless.
  private static func place(_ key: String, _ value: String) -> String {
    let text = value.lowercased()
    let digits = text.utf8.last == UInt8(ascii: "%") ? text.utf8.dropLast() : text.utf8[...]
    let isNumber =
      (1...4).contains(digits.count) && digits.allSatisfy { (0x30...0x39).contains($0) }
    let isKnown = key.hasSuffix("align") ? places.contains(text) : isNumber
    return isKnown ? HTMLText.attribute(key, text) : ""
  }

  private func picture(
    _ attributes: [(name: String, value: String)], _ image: (String) -> String?
  ) -> String {
    let source = attributes.first { $0.name == "src" }?.value ?? ""
    let alternative = attributes.first { $0.name == "alt" }?.value ?? ""
    return PagePicture.inline(
      data: image(source), alternative: alternative.isEmpty ? source : alternative, title: "")
  }

  private mutating func close(_ name: String) -> String {
    guard let at = open.lastIndex(of: name) else { return "" }
    let closed = open[at...].reversed().map { "</\($0)>" }.joined()
    open.removeSubrange(at...)
    return closed
  }
}

/// A picture in the page: its data, or its text where there is none.
enum PagePicture {
  static func inline(data: String?, alternative: String, title: String) -> String {
    let hover = title.isEmpty ? "" : HTMLText.attribute("title", title)
    if let address = data.flatMap(PageAddress.imageData) {
      return
        "<img src=\"\(HTMLText.escape(address))\" alt=\"\(HTMLText.escape(alternative))\"\(hover)>"
    }
    return "<span class=\"picture\" role=\"img\""
      + "\(HTMLText.attribute("aria-label", alternative))\(hover)>"
      + "\(HTMLText.escape(alternative))</span>"
  }
}
