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
    "del", "ins", "dl", "dt", "dd", "abbr", "cite", "q", "var", "samp", "ruby", "rt", "rp", "dfn",
    "bdi", "bdo", "wbr", "figure", "figcaption", "caption", "tfoot",
  ]
  /// Of those, the ones that stand in a line of text.
  static let inline: Set<String> = [
    "sub", "sup", "br", "b", "i", "em", "strong", "u", "s", "kbd", "mark", "span", "img", "code",
    "a", "small", "del", "ins", "abbr", "cite", "q", "var", "samp", "ruby", "rt", "rp", "dfn",
    "bdi",
    "bdo", "wbr",
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
    "article", "header", "footer", "main", "aside", "frame", "marquee",
    "blink", "colgroup", "col", "big", "tt", "strike", "time", "data", "output", "progress",
    "meter", "map", "area", "address", "hgroup", "dialog", "menu", "picture", "isindex", "basefont",
    "noframes", "keygen", "command", "applet", "nobr", "bgsound", "dir", "listing", "plaintext",
    "acronym", "optgroup", "param", "slot",
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
  ///
  /// A scheme is a letter, then letters, digits, `+`, `-` and `.` up to `:`. Browsers ignore some
  /// control characters and spaces in it; here all are.
  static func isSafe(destination: String) -> Bool {
    var scheme = ""
    for byte in destination.utf8 where byte > 0x20 && byte != 0x7F {
      switch byte {
      case UInt8(ascii: ":"):
        return scheme.isEmpty || ["http", "https", "mailto"].contains(scheme)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
        scheme.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."):
        if scheme.isEmpty { return true }
        scheme.unicodeScalars.append(Unicode.Scalar(byte))
      default: return true
      }
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
