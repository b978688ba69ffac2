/// Reads a page back: which tags it has, whether they are balanced, ids and links.
struct HTMLChecker {
  struct Element {
    var name: String
    var attributes: [String: String]
  }

  private(set) var elements: [Element] = []
  private(set) var problems: [String] = []
  /// Text outside tags, as written.
  private(set) var text = ""
  private static let void: Set<String> = [
    "meta", "br", "hr", "img", "wbr", "rect", "path", "circle",
  ]
  private static let raw: Set<String> = ["style", "script"]

  init(_ html: String) {
    let bytes = Array(html.utf8)
    var open: [String] = []
    var index = 0
    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<") else {
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "<") { index += 1 }
        if open.last.map({ !Self.raw.contains($0) }) ?? true { text += string(start..<index) }
        continue
      }
      let start = index + 1
      var quote: UInt8?
      while index < bytes.count {
        let byte = bytes[index]
        if let known = quote {
          if byte == known { quote = nil }
        } else if byte == UInt8(ascii: "\"") {
          quote = byte
        } else if byte == UInt8(ascii: ">") {
          break
        }
        index += 1
      }
      let inside = string(min(start, index)..<index)
      index += 1
      if inside.hasPrefix("!DOCTYPE") { continue }
      if inside.hasPrefix("/") {
        let name = String(inside.dropFirst())
        if open.last == name {
          open.removeLast()
        } else {
          problems.append("</\(name)> closes \(open.last ?? "nothing")")
        }
        continue
      }
      let element = Self.element(inside, &problems)
      elements.append(element)
      let closed = Self.void.contains(element.name) || inside.hasSuffix("/")
      if !closed { open.append(element.name) }
    }
    if !open.isEmpty { problems.append("left open: \(open)") }
    var seen: Set<String> = []
    for id in identifiers where !seen.insert(id).inserted { problems.append("id \(id) twice") }
  }

  var identifiers: [String] { elements.compactMap { $0.attributes["id"] } }

  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  private static func element(_ inside: String, _ problems: inout [String]) -> Element {
    var rest = inside[...]
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    let name = String(rest.prefix { $0 != " " })
    rest = rest.dropFirst(name.count)
    var attributes: [String: String] = [:]
    while true {
      rest = rest.drop { $0 == " " || $0 == "\n" }
      guard !rest.isEmpty else { break }
      let key = String(rest.prefix { $0 != "=" && $0 != " " })
      rest = rest.dropFirst(key.count)
      var value = ""
      if rest.hasPrefix("=\"") {
        value = String(rest.dropFirst(2).prefix { $0 != "\"" })
        rest = rest.dropFirst(value.count + 3)
      } else if rest.hasPrefix("=") {
        problems.append("attribute \(key) of \(name) is not quoted")
        break
      }
      if attributes.updateValue(value, forKey: key) != nil {
        problems.append("attribute \(key) of \(name) twice")
      }
    }
    return Element(name: name, attributes: attributes)
  }
}
