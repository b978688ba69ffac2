/// Decompresses DEFLATE data (RFC 1951).
enum Inflate {
  enum Failure: Error {
    case truncated
    case tooLarge
    case invalid(String)
  }

  /// Appends what the data at `start` unpacks to; gives the place behind it.
  static func append(_ bytes: [UInt8], from start: Int, to result: inout [UInt8], limit: Int)
    throws(Failure) -> Int
  {
    var reader = BitReader(bytes, start)
    let base = result.count
    var isLast = false
    while !isLast {
      isLast = try reader.bits(1) == 1
      switch try reader.bits(2) {
      case 0: try stored(&reader, &result, limit)
      case 1: try compressed(&reader, .fixedLiterals, .fixedDistances, &result, base, limit)
      case 2:
        let (literals, distances) = try codes(&reader)
        try compressed(&reader, literals, distances, &result, base, limit)
      default: throw .invalid("a block has an unknown kind")
      }
    }
    return reader.nextByte
  }

  private static func stored(
    _ reader: inout BitReader, _ result: inout [UInt8], _ limit: Int
  ) throws(Failure) {
    reader.skipToByte()
    let length = try reader.bits(16)
    guard try reader.bits(16) == length ^ 0xFFFF else {
      throw .invalid("the length of a block does not fit its complement")
    }
    guard result.count + length <= limit else { throw .tooLarge }
    try reader.copy(length, &result)
  }

  private static let lengthBases: [Int] = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let lengthBits: [Int] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases: [Int] = (0..<30).map { code in
    code < 4 ? code + 1 : ((2 + code % 2) << (code / 2 - 1)) + 1
  }

  private static func compressed(
    _ reader: inout BitReader, _ literals: PrefixCode, _ distances: PrefixCode,
    _ result: inout [UInt8], _ base: Int, _ limit: Int
  ) throws(Failure) {
    while true {
      let symbol = try reader.symbol(literals)
      if symbol < 256 {
        guard result.count < limit else { throw .tooLarge }
        result.append(UInt8(truncatingIfNeeded: symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol - 257 < lengthBases.count else { throw .invalid("a length has no meaning") }
      let length = try lengthBases[symbol - 257] + reader.bits(lengthBits[symbol - 257])
      let code = try reader.symbol(distances)
      guard code < distanceBases.count else { throw .invalid("a distance has no meaning") }
      let distance = try distanceBases[code] + reader.bits(code < 4 ? 0 : code / 2 - 1)
      guard distance <= result.count - base else {
        throw .invalid("a distance leads to before the start")
      }
      guard result.count + length <= limit else { throw .tooLarge }
      let from = result.count - distance
      // What is copied may be what was just written.
      for place in from..<from + length { result.append(result[place]) }
    }
  }

  private static let order = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  /// The codes that a block brings along.
  private static func codes(_ reader: inout BitReader) throws(Failure) -> (PrefixCode, PrefixCode) {
    let literals = try reader.bits(5) + 257
    let distances = try reader.bits(5) + 1
    let count = try reader.bits(4) + 4
    var lengths = [Int](repeating: 0, count: 19)
    for place in order.prefix(count) { lengths[place] = try reader.bits(3) }
    guard let code = PrefixCode(lengths) else { throw .invalid("a code is impossible") }
    var all: [Int] = []
    while all.count < literals + distances {
      let symbol = try reader.symbol(code)
      switch symbol {
      case 0..<16: all.append(symbol)
      case 16:
        guard let last = all.last else { throw .invalid("a code repeats what is not there") }
        all += [Int](repeating: last, count: try reader.bits(2) + 3)
      case 17: all += [Int](repeating: 0, count: try reader.bits(3) + 3)
      default: all += [Int](repeating: 0, count: try reader.bits(7) + 11)
      }
    }
    guard all.count == literals + distances, all[256] > 0,
      let first = PrefixCode(Array(all[..<literals])),
      let second = PrefixCode(Array(all[literals...]))
    else { throw .invalid("a code is impossible") }
    return (first, second)
  }
}

/// A prefix code, as a table by the next bits.
struct PrefixCode: Sendable {
  /// Bits that one look takes.
  let width: Int
  /// Symbol times 16 plus the length of its code; 0 where no code fits.
  let table: [UInt16]

  static let fixedLiterals = PrefixCode(
    fixed: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  static let fixedDistances = PrefixCode(fixed: [Int](repeating: 5, count: 30))

  private init(fixed lengths: [Int]) {
    let made = PrefixCode(lengths)
    width = made?.width ?? 1
    table = made?.table ?? [0, 0]
  }

  /// - Parameter lengths: of each symbol's code, 0 to 15; 0 for symbols that do not occur.
  /// - Returns: nil where more codes are asked for than there are.
  init?(_ lengths: [Int]) {
    var counts = [Int](repeating: 0, count: 16)
    for length in lengths where length > 0 { counts[min(15, length)] += 1 }
    width = max(1, counts.lastIndex { $0 > 0 } ?? 1)
    var next = [Int](repeating: 0, count: 16)
    var code = 0
    for length in 1...15 {
      code = (code + counts[length - 1]) << 1
      next[length] = code
      guard code + counts[length] <= 1 << length else { return nil }
    }
    var table = [UInt16](repeating: 0, count: 1 << width)
    for (symbol, length) in lengths.enumerated() where length > 0 {
      var reversed = 0
      for bit in 0..<length where next[length] >> bit & 1 == 1 {
        reversed |= 1 << (length - 1 - bit)
      }
      next[length] += 1
      for place in stride(from: reversed, to: table.count, by: 1 << length) {
        table[place] = UInt16(symbol << 4 | length)
      }
    }
    self.table = table
  }
}

/// Bits of bytes, the lowest of each byte first.
struct BitReader {
  private let bytes: [UInt8]
  private var position: Int
  private var held: UInt64 = 0
  private var count = 0

  init(_ bytes: [UInt8], _ position: Int) {
    self.bytes = bytes
    self.position = position
  }

  /// The first byte that no bit was taken of.
  var nextByte: Int { position - count / 8 }

  @inline(__always)
  private mutating func fill() {
    while count <= 48, position < bytes.count {
      held |= UInt64(bytes[position]) << UInt64(count)
      position += 1
      count += 8
    }
  }

  @inline(__always)
  mutating func bits(_ wanted: Int) throws(Inflate.Failure) -> Int {
    if wanted == 0 { return 0 }
    if count < wanted { fill() }
    guard count >= wanted else { throw .truncated }
    let value = Int(held & (1 << UInt64(wanted) - 1))
    held >>= UInt64(wanted)
    count -= wanted
    return value
  }

  @inline(__always)
  mutating func symbol(_ code: PrefixCode) throws(Inflate.Failure) -> Int {
    if count < 15 { fill() }
    let entry = code.table[Int(held & UInt64(code.table.count - 1))]
    let length = Int(entry & 15)
    guard length > 0 else { throw count == 0 ? .truncated : .invalid("a code has no meaning") }
    guard length <= count else { throw .truncated }
    held >>= UInt64(length)
    count -= length
    return Int(entry >> 4)
  }

  mutating func skipToByte() {
    let odd = count % 8
    held >>= UInt64(odd)
    count -= odd
  }

  /// Whole bytes.
  mutating func copy(_ length: Int, _ result: inout [UInt8]) throws(Inflate.Failure) {
    let start = nextByte
    guard start + length <= bytes.count else { throw .truncated }
    result.append(contentsOf: bytes[start..<start + length])
    position = start + length
    held = 0
    count = 0
  }
}
