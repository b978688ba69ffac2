/// Compression as PNG asks for it (RFC 1950, 1951): repeats are found with one table of where three
/// bytes stood last, and written with the fixed codes. Pictures of grids repeat a lot.
enum Deflate {
  static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var writer = BitWriter()
    writer.bytes = [0x78, 0x01]
    compress(bytes, &writer)
    writer.flush()
    let sum = adler(bytes)
    return writer.bytes + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) }
  }

  private struct BitWriter {
    var bytes: [UInt8] = []
    private var bits: UInt64 = 0
    private var count = 0

    /// Bits from the lowest.
    mutating func write(_ value: Int, _ length: Int) {
      bits |= UInt64(truncatingIfNeeded: value) << UInt64(count)
      count += length
      while count >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
        count -= 8
      }
    }

    /// Codes stand in the file from their highest bit.
    mutating func code(_ value: Int, _ length: Int) {
      var reversed = 0
      for bit in 0..<length where value >> bit & 1 == 1 { reversed |= 1 << (length - 1 - bit) }
      write(reversed, length)
    }

    mutating func flush() { if count > 0 { write(0, 8 - count) } }
  }

  private static let farthest = 32_768
  private static let longest = 258

  private static func compress(_ bytes: [UInt8], _ writer: inout BitWriter) {
    writer.write(1, 1)
    writer.write(1, 2)
    var table = [Int32](repeating: -1, count: 1 << 15)
    var index = 0
    while index < bytes.count {
      var length = 0
      var distance = 0
      if index + 2 < bytes.count {
        let key =
          (Int(bytes[index]) << 10 ^ Int(bytes[index + 1]) << 5 ^ Int(bytes[index + 2])) & 0x7FFF
        let candidate = Int(table[key])
        table[key] = Int32(truncatingIfNeeded: index)
        if candidate >= 0, index - candidate <= farthest {
          while length < longest, index + length < bytes.count,
            bytes[candidate + length] == bytes[index + length]
          {
            length += 1
          }
          distance = index - candidate
        }
      }
      if length >= 3 {
        match(length, distance, &writer)
        index += length
      } else {
        literal(Int(bytes[index]), &writer)
        index += 1
      }
    }
    literal(256, &writer)
  }

  private static func literal(_ symbol: Int, _ writer: inout BitWriter) {
    switch symbol {
    case 0..<144: writer.code(0x30 + symbol, 8)
    case 144..<256: writer.code(0x190 + symbol - 144, 9)
    case 256..<280: writer.code(symbol - 256, 7)
    default: writer.code(0xC0 + symbol - 280, 8)
    }
  }

  private static func match(_ length: Int, _ distance: Int, _ writer: inout BitWriter) {
    if length == longest {
      literal(285, &writer)
    } else {
      // Lengths come in groups of four codes, each group with one more bit.
      let offset = length - 3
      let extra = offset < 8 ? 0 : Int.bitWidth - offset.leadingZeroBitCount - 3
      let base = offset >> extra
      literal(257 + (extra == 0 ? offset : 4 * extra + base), &writer)
      writer.write(offset & (1 << extra - 1), extra)
    }
    let offset = distance - 1
    let extra = offset < 4 ? 0 : Int.bitWidth - offset.leadingZeroBitCount - 2
    let base = offset >> extra
    writer.code(extra == 0 ? offset : 2 * extra + base, 5)
    writer.write(offset & (1 << extra - 1), extra)
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for start in stride(from: 0, to: bytes.count, by: 4_096) {
      for byte in bytes[start..<min(start + 4_096, bytes.count)] {
        a &+= UInt32(byte)
        b &+= a
      }
      a %= 65_521
      b %= 65_521
    }
    return b << 16 | a
  }
}
