import Testing

@testable import LessonApp

/// Whether this machine has KaTeX and Duktape; tests of typeset formulas are skipped without.
enum InstalledKaTeX {
  static let places = KaTeXPlaces(
    folders: KaTeXPlaces.standard(lessons: nil).folders, cache: nil)
  static let isThere =
    DuktapeLibrary.find() != nil && places.folders.contains { KaTeXPackage(folder: $0) != nil }
  static let wanted: Comment = "needs KaTeX and Duktape: apt-get install libjs-katex libduktape207"

  /// For all tests that look at markup: loads KaTeX once.
  static let shared = KaTeXTypesetter(places)

  static func places(cache: String?) -> KaTeXPlaces {
    var places = places
    places.cache = cache
    return places
  }
}

/// Reads markup back: whether tags are balanced, and what its TeX annotations say.
struct MarkupReader {
  private(set) var problems: [String] = []
  private(set) var annotations: [String] = []
  private(set) var tags: Set<String> = []
  /// The attributes of each element, as written.
  private(set) var attributes: [String] = []

  init(_ markup: String) {
    var open: [String] = []
    // Scalars: a `>` and the accent after it would be one character.
    var rest = markup.unicodeScalars[...]
    while let start = rest.firstIndex(of: "<") {
      let text = rest[..<start]
      if open.last == "annotation" { annotations.append(Self.unescaped(Substring(text))) }
      if text.contains(">") { problems.append("a stray > in `\(text)`") }
      guard let end = rest[start...].firstIndex(of: ">") else {
        problems.append("a tag without end")
        break
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.first == "/" {
        if open.popLast() != String(tag.dropFirst()) { problems.append("<\(tag)> closes another") }
        continue
      }
      let name = String(tag.prefix { $0 != " " && $0 != "/" })
      tags.insert(name)
      attributes.append(String(tag.dropFirst(name.unicodeScalars.count)))
      if tag.last != "/" { open.append(name) }
    }
    if !open.isEmpty { problems.append("left open: \(open)") }
  }

  private static func unescaped(_ text: Substring) -> String {
    var result = String(text)
    for (entity, sign) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&amp;", "&"),
    ] {
      result = result.split(separator: entity, omittingEmptySubsequences: false)
        .joined(separator: sign)
    }
    return result
  }
}
