/// A 128-bit hash that tells damaged or outdated files from good ones. It is fast, and no defence
/// against someone who makes collisions on purpose: such a one may not write the files.
struct ContentHash: Hashable {
  private var low: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var high: UInt64 = 0xD1B5_4A32_D192_ED03

  init(_ parts: [UInt8]...) {
    for part in parts { add(part) }
  }

  private mutating func add(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { raw in
      var index = 0
      while index + 8 <= raw.count {
        mix(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
        index += 8
      }
      var last: UInt64 = 0
      while index < raw.count {
        last = last << 8 | UInt64(raw[index])
        index += 1
      }
      mix(last)
      // Parts of other lengths differ though their bytes in a row be the same.
      mix(UInt64(raw.count))
    }
  }

  private mutating func mix(_ word: UInt64) {
    low = (low ^ word) &* 0xFF51_AFD7_ED55_8CCD
    low ^= low >> 32
    high = (high ^ low ^ word &<< 1) &* 0xC4CE_B9FE_1A85_EC53
    high ^= high >> 29
  }

  /// 16 bytes, low ones first.
  var bytes: [UInt8] {
    [low, high].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
  }
}
