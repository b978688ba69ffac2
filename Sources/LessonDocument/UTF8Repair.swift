/// Makes text of bytes that are not UTF-8.
enum UTF8Repair {
  /// Each run of bytes that are not UTF-8 becomes one U+FFFD, so that the result is not larger
  /// than three times the bad runs.
  static func repair(_ bytes: [UInt8]) -> (bytes: [UInt8], firstBad: Int) {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 3)
    var firstBad: Int?
    var index = 0
    var wasBad = false
    while index < bytes.count {
      let length = sequenceLength(bytes, at: index)
      if length > 0 {
        result += bytes[index..<(index + length)]
        index += length
        wasBad = false
      } else {
        if firstBad == nil { firstBad = result.count }
        if !wasBad { result += [0xEF, 0xBF, 0xBD] }
        wasBad = true
        index += 1
      }
    }
    return (result, firstBad ?? 0)
  }

  /// The length of the scalar that starts at an index, or 0 if none does (RFC 3629, section 4).
  private static func sequenceLength(_ bytes: [UInt8], at index: Int) -> Int {
    let first = bytes[index]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
    for offset in 2..<max(2, length) where bytes[index + offset] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
