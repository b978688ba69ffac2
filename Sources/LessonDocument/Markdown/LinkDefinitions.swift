/// The lesson's link definitions, for texts that are parsed apart: each gets those it names.
struct LinkDefinitions {
  private var lines: [String: ArraySlice<UInt8>] = [:]

  /// - Parameter lines: each starts with `[`; of those with the same label the first counts.
  init(_ lines: [ArraySlice<UInt8>]) {
    for line in lines {
      guard let label = Self.label(line) else { continue }
      if self.lines[label] == nil { self.lines[label] = line }
    }
  }

  /// The definitions of all that stands in brackets in the text, as lines.
  func named(in text: [UInt8]) -> [UInt8] {
    if lines.isEmpty { return [] }
    var result: [UInt8] = []
    var taken: Set<String> = []
    var previous: UInt8 = 0
    for (index, byte) in text.enumerated() {
      defer { previous = byte }
      guard byte == UInt8(ascii: "["), previous != UInt8(ascii: "\\"),
        let label = Self.label(text[index...]), let line = lines[label],
        taken.insert(label).inserted
      else { continue }
      result += line
      if result.last != 0x0A { result.append(0x0A) }
    }
    return result
  }

  /// What stands in the brackets that a text starts with, as labels are compared: letters of one
  /// case, runs of spaces as one.
  private static func label(_ text: ArraySlice<UInt8>) -> String? {
    var bytes: [UInt8] = []
    var isEscaped = false
    // CommonMark's limit is 999 characters.
    for byte in text.dropFirst().prefix(4000) {
      if !isEscaped {
        if byte == UInt8(ascii: "[") { return nil }
        if byte == UInt8(ascii: "]") {
          if bytes.last == 0x20 { bytes.removeLast() }
          return String(decoding: bytes, as: UTF8.self).uppercased().lowercased()
        }
      }
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      if byte > 0x20 {
        bytes.append(byte)
      } else if let last = bytes.last, last != 0x20 {
        bytes.append(0x20)
      }
    }
    return nil
  }
}
