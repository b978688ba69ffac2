/// Text as Duktape holds it: characters beyond U+FFFF are two surrogates of three bytes each.
enum DuktapeText {
  static func bytes(_ text: String) -> [UInt8] {
    guard text.utf8.contains(where: { $0 >= 0xF0 }) else { return Array(text.utf8) }
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard scalar.value > 0xFFFF else {
        bytes += UTF8.encode(scalar).map { Array($0) } ?? []
        continue
      }
      for unit in String(scalar).utf16 {
        bytes += [
          0xE0 | UInt8(unit >> 12), 0x80 | UInt8(unit >> 6 & 0x3F), 0x80 | UInt8(unit & 0x3F),
        ]
      }
    }
    return bytes
  }

  /// Pairs of surrogates become one character; a lone one becomes U+FFFD.
  static func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    func surrogate(_ index: Int) -> UInt32? {
      guard index + 2 < bytes.count, bytes[index] == 0xED, bytes[index + 1] >= 0xA0 else {
        return nil
      }
      return 0xD000 | UInt32(bytes[index + 1] & 0x3F) << 6 | UInt32(bytes[index + 2] & 0x3F)
    }
    guard bytes.contains(0xED) else { return String(decoding: bytes, as: UTF8.self) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard let first = surrogate(index) else {
        result.append(bytes[index])
        index += 1
        continue
      }
      if first < 0xDC00, let second = surrogate(index + 3), second >= 0xDC00,
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        result += UTF8.encode(scalar).map { Array($0) } ?? []
        index += 6
      } else {
        result += "\u{FFFD}".utf8
        index += 3
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
