/// Reads gzip files (RFC 1952).
package enum Gzip {
  package static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// What a file holds, its checksums verified.
  ///
  /// - Parameter limit: the most bytes it may unpack to.
  package static func unpacked(_ bytes: [UInt8], name: String, limit: Int)
    throws(DataFileProblem) -> [UInt8]
  {
    func damaged(_ what: String) -> DataFileProblem {
      DataFileProblem(name, "the gzip file is damaged: \(what)", hint: "download it again")
    }
    guard isGzip(bytes) else {
      throw DataFileProblem(
        name, "the file is no gzip file", hint: "if it is unpacked already, take `.gz` off its name"
      )
    }
    var result: [UInt8] = []
    var position = 0
    // A file may be several, one after the other.
    repeat {
      guard let start = bodyStart(bytes, position) else { throw damaged("its header is cut short") }
      let before = result.count
      do throws(Inflate.Failure) {
        position = try Inflate.append(bytes, from: start, to: &result, limit: limit)
      } catch {
        switch error {
        case .tooLarge:
          throw DataFileProblem(
            name, "the file unpacks to more than \(limit) bytes",
            hint: "the largest file of the data set has less: is it this one?")
        case .truncated: throw damaged("it ends too early")
        case .invalid(let what): throw damaged(what)
        }
      }
      guard position + 8 <= bytes.count else { throw damaged("it ends too early") }
      func word(_ at: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
      }
      guard word(position) == checksum(result[before...]) else {
        throw damaged("the checksum of its contents differs")
      }
      guard word(position + 4) == UInt32(truncatingIfNeeded: result.count - before) else {
        throw damaged("the length of its contents differs")
      }
      position += 8
    } while position + 2 <= bytes.count && bytes[position] == 0x1F && bytes[position + 1] == 0x8B
    guard position == bytes.count else { throw damaged("there are bytes behind its end") }
    return result
  }

  /// Where the compressed data of a member starts; nil where the header is cut short.
  private static func bodyStart(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard start + 10 <= bytes.count, bytes[start + 2] == 8 else { return nil }
    let flags = bytes[start + 3]
    var position = start + 10
    if flags & 4 != 0 {
      guard position + 2 <= bytes.count else { return nil }
      position += 2 + Int(bytes[position]) + Int(bytes[position + 1]) << 8
    }
    // A name, a comment: each up to a zero.
    for flag in [8, 16] as [UInt8] where flags & flag != 0 {
      guard position < bytes.count, let end = bytes[position...].firstIndex(of: 0) else {
        return nil
      }
      position = end + 1
    }
    if flags & 2 != 0 { position += 2 }
    return position <= bytes.count ? position : nil
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
    }
  }

  /// CRC-32.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      bytes.withUnsafeBufferPointer { bytes in
        ~bytes.reduce(0xFFFF_FFFF as UInt32) {
          $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)]
        }
      }
    }
  }
}
