/// Readers of option values; each gives nil for what it does not understand.
package enum OptionValue {
  /// `true` or `false`; `yes`, `no`, `on` and `off` are understood as well.
  package static func flag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }

  /// An integer; digits may be grouped by `_`.
  package static func integer(_ text: String) -> Int? {
    let digits = text.utf8.filter { $0 != UInt8(ascii: "_") }
    guard !text.hasPrefix("_"), !text.hasSuffix("_") else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  package static func number(_ text: String) -> Double? {
    guard let first = text.utf8.first, first < 0x3A, let value = Double(text), value.isFinite
    else { return nil }
    return value
  }

  /// A count of bytes such as `256 MB`, `1GiB` or `1048576`; units are powers of 1024.
  package static func byteCount(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "_") }
    guard let count = integer(String(digits)), count >= 0 else { return nil }
    let unit = text.dropFirst(digits.count).filter { $0 != " " }.lowercased()
    let shift: Int
    switch unit {
    case "", "b": shift = 0
    case "k", "kb", "kib": shift = 10
    case "m", "mb", "mib": shift = 20
    case "g", "gb", "gib": shift = 30
    default: return nil
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << shift)
    return overflow ? nil : bytes
  }

  /// `a, b`: split at commas that stand outside brackets and quotes; surrounding `[…]` dropped.
  package static func list(_ text: String) -> [String] {
    var bytes = Array(text.utf8)[...]
    if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") {
      bytes = bytes.dropFirst().dropLast()
    }
    var items: [String] = []
    var depth = 0
    var quote: UInt8?
    var start = bytes.startIndex
    func take(_ end: Int) {
      let item = unquoted(trimmed(String(decoding: bytes[start..<end], as: UTF8.self)))
      if !item.isEmpty { items.append(item) }
    }
    for index in bytes.indices {
      let byte = bytes[index]
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
      case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      case UInt8(ascii: ",") where depth == 0:
        take(index)
        start = index + 1
      default: break
      }
    }
    take(bytes.endIndex)
    return items
  }

  /// `n in 2, 3, 5`, several apart by `;` or new lines.
  package static func variants(_ text: String) -> [BlockOptions.Variant]? {
    var result: [BlockOptions.Variant] = []
    for piece in text.split(whereSeparator: { $0 == ";" || $0 == "\n" }) {
      let words = piece.split(separator: " ", maxSplits: 2)
      if words.isEmpty { continue }
      guard words.count == 3, words[1] == "in", isName(words[0]) else { return nil }
      let values = list(String(words[2]))
      if values.isEmpty || result.contains(where: { $0.name == words[0] }) { return nil }
      result.append(BlockOptions.Variant(name: String(words[0]), values: values))
    }
    return result.isEmpty ? nil : result
  }

  /// Whether a text can be a Python name.
  package static func isName(_ text: some StringProtocol) -> Bool {
    var isFirst = true
    for scalar in text.unicodeScalars {
      if isFirst {
        guard scalar == "_" || scalar.properties.isXIDStart else { return false }
        isFirst = false
      } else if !scalar.properties.isXIDContinue {
        return false
      }
    }
    return !isFirst
  }

  /// A name for anchors, labels and exercises: letters, digits, `-`, `_`, `.`, `:`.
  package static func isIdentifier(_ text: some StringProtocol) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
          || "-_.:".unicodeScalars.contains($0)
      }
  }

  package static func trimmed(_ text: some StringProtocol) -> String {
    let bytes = Array(text.utf8)
    guard let first = bytes.firstIndex(where: { $0 > 0x20 }),
      let last = bytes.lastIndex(where: { $0 > 0x20 })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }

  /// Without one pair of surrounding quotes.
  package static func unquoted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.count >= 2, let first = bytes.first, first == bytes.last,
      first == UInt8(ascii: "\"") || first == UInt8(ascii: "'"),
      !bytes[1..<(bytes.count - 1)].contains(first)
    else { return text }
    return String(decoding: bytes[1..<(bytes.count - 1)], as: UTF8.self)
  }
}
