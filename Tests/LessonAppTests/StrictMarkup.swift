/// Reads HTML as strictly as can be: only what a lesson's page may hold, quoted and balanced.
struct StrictMarkup {
  private(set) var problems: [String] = []
  /// The elements around each text, by the text.
  private(set) var paths: [(text: String, path: [String])] = []

  private static let elements: Set<String> = [
    "a", "abbr", "article", "b", "bdi", "bdo", "blockquote", "br", "caption", "center", "circle",
    "cite", "code", "data", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption",
    "figure", "g", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark",
    "ol", "p", "path", "pre", "q", "rect", "rp", "rt", "ruby", "s", "samp", "section", "small",
    "span", "strong", "sub", "summary", "sup", "svg", "table", "tbody", "td", "text", "tfoot", "th",
    "thead", "title", "tr", "u", "ul", "var", "wbr",
  ]
  private static let void: Set<String> = ["br", "hr", "img", "wbr"]
  private static let attributes: Set<String> = [
    "align", "alt", "aria-label", "class", "colspan", "data-block", "data-exercise",
    "data-expression", "data-line", "datetime", "dir", "height", "href", "id", "lang", "open",
    "reversed", "role", "rowspan", "scope", "src", "start", "tabindex", "title", "valign", "value",
    "width",
  ]

  init(_ html: String) {
    let bytes = Array(html.utf8)
    var open: [String] = []
    var index = 0
    var textStart = 0
    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    while index < bytes.count {
      if bytes[index] < 0x20, bytes[index] != 0x0A, bytes[index] != 0x09 {
        problems.append("a control character")
      }
      guard bytes[index] == UInt8(ascii: "<") else {
        index += 1
        continue
      }
      if index > textStart { paths.append((string(textStart..<index), open)) }
      guard let end = tagEnd(bytes, from: index + 1) else {
        problems.append("a tag without an end: \(string(index..<min(bytes.count, index + 40)))")
        return
      }
      let tag = string((index + 1)..<end)
      index = end + 1
      textStart = index
      if tag.hasPrefix("/") {
        if open.last == String(tag.dropFirst()) {
          open.removeLast()
        } else {
          problems.append("<\(tag)> inside \(open)")
        }
      } else if let name = read(tag), !Self.void.contains(name), !tag.hasSuffix("/") {
        open.append(name)
      }
    }
    if textStart < bytes.count { paths.append((string(textStart..<bytes.count), open)) }
    if !open.isEmpty { problems.append("left open: \(open)") }
  }

  private func tagEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    var isQuoted = false
    for index in start..<bytes.count {
      if bytes[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if bytes[index] == UInt8(ascii: ">"), !isQuoted { return index }
    }
    return nil
  }

  /// The element's name; notes what it may not have.
  private mutating func read(_ tag: String) -> String? {
    guard let match = tag.wholeMatch(of: #/([a-z0-9]+)((?: [a-z-]+(?:="[^"<>]*")?)*)\/?/#) else {
      problems.append("not a tag: <\(tag)>")
      return nil
    }
    let name = String(match.output.1)
    if !Self.elements.contains(name) { problems.append("<\(name)>") }
    var seen: Set<String> = []
    for attribute in match.output.2.matches(of: #/ ([a-z-]+)(?:="([^"]*)")?/#) {
      let key = String(attribute.output.1)
      let value = String(attribute.output.2 ?? "")
      if !Self.attributes.contains(key) { problems.append("\(key) on <\(name)>") }
      if !seen.insert(key).inserted { problems.append("\(key) twice on <\(name)>") }
      if key == "src", !value.hasPrefix("data:image/png;base64,") {
        problems.append("src \(value)")
      }
      if key == "href" { check(address: value) }
    }
    return name
  }

  private mutating func check(address: String) {
    // Anchors of the page itself keep the letters of their headings.
    guard address.wholeMatch(of: #/[!#-;=?-_a-z~]*|#[^\x00-\x20"<>]*/#) != nil else {
      problems.append("an address that is not encoded: \(address)")
      return
    }
    guard let scheme = address.prefixMatch(of: #/([A-Za-z][A-Za-z0-9+.-]*):/#) else { return }
    if !["http", "https", "mailto"].contains(scheme.output.1.lowercased()) {
      problems.append("scheme \(address)")
    }
  }
}
