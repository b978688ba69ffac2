/// Decides which raw HTML a lesson may hold, and prints it safely and balanced.
enum HTMLFilter {
  /// Elements whose text is no Markdown and ends only at their end tag.
  static let rawText: Set<String> = ["script", "style", "textarea", "title", "xmp", "noembed"]
  /// Elements that go with all they hold.
  static let dropped: Set<String> = [
    "script", "style", "iframe", "object", "embed", "applet", "noscript", "template", "textarea",
    "title", "svg", "math", "select", "noembed", "xmp", "frameset",
  ]
  /// Elements that stay.
  static let allowed: Set<String> = [
    "sub", "sup", "br", "b", "i", "em", "strong", "u", "s", "kbd", "mark", "span", "details",
    "summary", "table", "thead", "tbody", "tr", "td", "th", "ul", "ol", "li", "p", "div", "center",
    "img", "code", "pre", "a", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "small",
    "del", "ins", "dl", "dt", "dd",
  ]
  /// Of those, the ones that stand in a line of text.
  static let inline: Set<String> = [
    "sub", "sup", "br", "b", "i", "em", "strong", "u", "s", "kbd", "mark", "span", "img", "code",
    "a", "small", "del", "ins",
  ]
  /// Block elements that only hold paragraphs; their content is read as prose.
  static let wrappers: Set<String> = ["p", "div", "center"]
  /// Elements without an end tag.
  static let void: Set<String> = ["br", "img", "hr", "input", "meta", "link", "wbr", "embed"]
  /// Elements that HTML has and lessons may not use; their tags go, their text stays. Other names
  /// between `<` and `>` are no tags and stay as text.
  static let known: Set<String> = [
    "html", "head", "body", "meta", "link", "base", "form", "input", "button", "option", "label",
    "fieldset", "legend", "video", "audio", "source", "track", "canvas", "font", "nav", "section",
    "article", "header", "footer", "main", "aside", "figure", "figcaption", "frame", "marquee",
    "blink", "tfoot", "caption", "colgroup", "col", "abbr", "cite", "q", "var", "samp", "big", "tt",
    "strike", "wbr", "bdi", "bdo", "time", "data", "output", "progress", "meter", "map", "area",
    "address", "hgroup", "dialog", "menu", "picture", "ruby", "rt", "rp", "dfn", "isindex",
    "basefont", "bgsound", "dir", "listing", "plaintext", "acronym", "optgroup", "param", "slot",
    "portal", "image",
  ]

  private static let attributes: Set<String> = [
    "title", "lang", "dir", "align", "valign", "width", "height", "colspan", "rowspan", "start",
    "reversed", "type", "open", "alt", "src", "href", "id",
  ]

  static func isTag(_ name: String) -> Bool {
    allowed.contains(name) || known.contains(name) || dropped.contains(name)
  }

  /// Whether a link may lead there: relative, or by http, https or mailto.
  static func isSafe(destination: String) -> Bool {
    // Browsers ignore control characters and spaces in schemes.
    let start = destination.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }
    var scheme = ""
    for scalar in start {
      if scalar == ":" { return ["http", "https", "mailto"].contains(scheme.lowercased()) }
      if "/?#".unicodeScalars.contains(scalar) { return true }
      scheme.unicodeScalars.append(scalar)
    }
    return true
  }

  /// The attributes that may stay, with what HTML needs escaped.
  static func safeAttributes(_ given: [(name: String, value: String)], of element: String) -> String
  {
    var result = ""
    var seen: Set<String> = []
    for (name, value) in given where attributes.contains(name) && seen.insert(name).inserted {
      switch name {
      case "href": if element != "a" || !isSafe(destination: value) { continue }
      case "src": if element != "img" || !isSafe(destination: value) { continue }
      case "id": if !OptionValue.isIdentifier(value) { continue }
      case "type": if element != "ol" && element != "ul" && element != "li" { continue }
      default: break
      }
      result += " \(name)=\"\(HTMLText.escaped(value))\""
    }
    return result
  }

  /// Deeper nested tags are left out.
  private static let deepest = 100

  /// The HTML without what is not allowed; every tag that it opens it closes.
  static func filtered(_ tokens: [HTMLToken]) -> String {
    var result = ""
    var open: [String] = []
    for token in withoutDropped(tokens) {
      switch token {
      case .comment: break
      case .text(let text): result += HTMLText.escapedTags(text)
      case .open(let name, let attributes, let source):
        if allowed.contains(name) {
          if !void.contains(name) {
            if open.count >= deepest { continue }
            open.append(name)
          }
          result += "<\(name)\(safeAttributes(attributes, of: name))>"
        } else if !known.contains(name) {
          result += HTMLText.escaped(source)
        }
      case .close(let name, let source):
        if let place = open.lastIndex(of: name) {
          for inner in open[place...].reversed() { result += "</\(inner)>" }
          open.removeSubrange(place...)
        } else if !isTag(name) {
          result += HTMLText.escaped(source)
        }
      }
    }
    for name in open.reversed() { result += "</\(name)>" }
    return result
  }

  /// The tokens without the elements that go with their content; such a tag without an end goes
  /// alone.
  static func withoutDropped(_ tokens: [HTMLToken]) -> [HTMLToken] {
    var lastEnd: [String: Int] = [:]
    for (index, token) in tokens.enumerated() {
      if case .close(let name, _) = token { lastEnd[name] = index }
    }
    var result: [HTMLToken] = []
    var skipped: String?
    for (index, token) in tokens.enumerated() {
      switch token {
      case .open(let name, _, _) where skipped == nil && dropped.contains(name):
        if lastEnd[name, default: -1] > index { skipped = name }
      case .close(let name, _) where name == skipped: skipped = nil
      case .close(let name, _) where skipped == nil && dropped.contains(name): break
      default: if skipped == nil { result.append(token) }
      }
    }
    return result
  }
}
