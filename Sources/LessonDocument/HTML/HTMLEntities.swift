/// Replaces named entities of raw HTML by their characters, for those who show it as text.
///
/// cmark knows the names. What means something to HTML, such as `&lt;`, stays an entity.
struct HTMLEntities {
  /// By name; nil for those that stay.
  private var known: [String: String?] = [:]
  /// More names are not looked up.
  private static let mostNames = 300
  private static let longestName = 32

  mutating func resolved(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    var rest = text[...]
    while let start = rest.utf8.firstIndex(of: UInt8(ascii: "&")) {
      result += rest[..<start]
      rest = rest[start...]
      let name = rest.utf8.dropFirst().prefix(Self.longestName).prefix(while: Self.isNamePart)
      if !name.isEmpty, name.endIndex < rest.endIndex,
        rest.utf8[name.endIndex] == UInt8(ascii: ";"),
        let characters = characters(String(rest[name.startIndex..<name.endIndex]))
      {
        result += characters
        rest = rest[rest.utf8.index(after: name.endIndex)...]
      } else {
        result += "&"
        rest = rest[rest.utf8.index(after: start)...]
      }
    }
    return result + rest
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  private mutating func characters(_ name: String) -> String? {
    if let found = known[name] { return found }
    guard known.count < Self.mostNames else { return nil }
    let source = "&\(name);"
    var characters: String?
    for node in CMarkDocument(Array(source.utf8)).tree().nodes {
      if case .text(let text) = node.kind, text != source,
        !text.utf8.contains(where: { $0 < 0x20 || "<>&\"'".utf8.contains($0) })
      {
        characters = text
      }
    }
    known.updateValue(characters, forKey: name)
    return characters
  }
}
