/// A rule of a style sheet: `a,b{declarations}`.
struct StyleRule {
  var selectors: [String]
  var declarations: String

  var text: String { selectors.joined(separator: ",") + "{" + declarations + "}" }

  /// The value of a property.
  subscript(property: String) -> String? {
    for declaration in declarations.split(separator: ";") {
      guard let colon = declaration.firstIndex(of: ":"),
        Self.trimmed(declaration[..<colon]) == property
      else { continue }
      return Self.trimmed(declaration[declaration.index(after: colon)...])
    }
    return nil
  }

  /// The rules of a sheet without nested ones; what has other blocks in it is left out.
  static func rules(_ sheet: String) -> [StyleRule] {
    var rules: [StyleRule] = []
    var rest = Array(withoutComments(sheet).utf8)[...]
    func part(_ range: ArraySlice<UInt8>) -> String {
      trimmed(Substring(decoding: range, as: UTF8.self))
    }
    while let open = rest.firstIndex(of: UInt8(ascii: "{")) {
      let head = part(rest[..<open])
      var depth = 0
      guard
        let close = rest[open...].firstIndex(where: { byte in
          if byte == UInt8(ascii: "{") { depth += 1 }
          if byte == UInt8(ascii: "}") { depth -= 1 }
          return depth == 0
        })
      else { break }
      let body = rest[(open + 1)..<close]
      if !body.contains(UInt8(ascii: "{")) {
        rules.append(
          StyleRule(
            selectors: head.split(separator: ",").map { trimmed($0) }, declarations: part(body)))
      }
      rest = rest[(close + 1)...]
    }
    return rules
  }

  private static func withoutComments(_ text: String) -> String {
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "/"), index + 1 < bytes.count,
        bytes[index + 1] == UInt8(ascii: "*")
      {
        index += 2
        while index + 1 < bytes.count,
          bytes[index] != UInt8(ascii: "*") || bytes[index + 1] != UInt8(ascii: "/")
        { index += 1 }
        index += 2
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func trimmed(_ text: Substring) -> String {
    var rest = text
    while let first = rest.utf8.first, first <= 0x20 { rest.removeFirst() }
    while let last = rest.utf8.last, last <= 0x20 { rest.removeLast() }
    return String(rest)
  }
}

/// The classes that the elements of some markup have.
struct UsedClasses {
  /// By class, the numbers of the elements that have it; elements of the same classes are one.
  private var elements: [Substring: Set<Int>] = [:]

  init(_ markup: [String]) {
    var seen: Set<Substring> = []
    for text in markup {
      for list in Self.classLists(text) where seen.insert(list).inserted {
        let number = seen.count
        for name in list.split(separator: " ") { elements[name, default: []].insert(number) }
      }
    }
  }

  /// The values of the `class` attributes.
  private static func classLists(_ text: String) -> [Substring] {
    let mark = Array("class=\"".utf8)
    var lists: [Substring] = []
    var rest = text.utf8[...]
    while let quote = rest.firstIndex(of: UInt8(ascii: "\"")) {
      let start = rest.index(after: quote)
      guard let end = rest[start...].firstIndex(of: UInt8(ascii: "\"")) else { break }
      if rest[..<start].suffix(mark.count).elementsEqual(mark) {
        lists.append(Substring(rest[start..<end]))
      }
      rest = rest[rest.index(after: end)...]
    }
    return lists
  }

  /// Whether each part of the selector has an element with its classes somewhere; where it has
  /// not, the selector matches nothing.
  func canMatch(_ selector: String) -> Bool {
    selector.split { " >+~".contains($0) }.allSatisfy { part in
      let names = part.prefix { $0 != ":" }.split(separator: ".", omittingEmptySubsequences: false)
        .dropFirst()
      var common: Set<Int>?
      for name in names {
        guard let numbers = elements[name] else { return false }
        common = common.map { $0.intersection(numbers) } ?? numbers
      }
      return common.map { !$0.isEmpty } ?? true
    }
  }
}
