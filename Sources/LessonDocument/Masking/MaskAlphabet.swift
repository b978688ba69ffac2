/// The private-use characters that stand for what cmark must not see.
///
/// Sixteen neighbouring characters that do not occur in the text; CommonMark takes them for
/// letters. A masked piece is `open`, its index in decimal, `close`.
struct MaskAlphabet: Sendable {
  /// The first two bytes of all of them in UTF-8, and the third of the first.
  let first: UInt8
  let second: UInt8
  let base: UInt8

  /// Starts and ends a masked piece.
  var open: UInt8 { base }
  var close: UInt8 { base + 1 }
  /// A `|` in a code span.
  var bar: UInt8 { base + 2 }
  /// `\|`.
  var escapedBar: UInt8 { base + 3 }
  /// Stands on a line that belongs to a masked piece; goes with the line break before it.
  var filler: UInt8 { base + 4 }
  /// Keeps a line from being anything but text; goes with the space after it.
  var guardian: UInt8 { base + 5 }
  /// Starts a footnote's definition, in the place of `open`.
  var note: UInt8 { base + 6 }

  /// Chooses characters that the text does not hold; nil if it holds some of every sixteen.
  init?(avoiding bytes: [UInt8]) {
    var used = [Bool](repeating: false, count: 0x1000)
    var index = 0
    while index + 2 < bytes.count {
      let byte = bytes[index]
      if byte == 0xEE || byte == 0xEF {
        let scalar =
          Int(byte & 0x0F) << 12 | Int(bytes[index + 1] & 0x3F) << 6 | Int(bytes[index + 2] & 0x3F)
        used[scalar >> 4] = true
        index += 2
      }
      index += 1
    }
    guard let free = (0xE20...0xF8F).first(where: { !used[$0] }) else { return nil }
    let scalar = free << 4
    first = UInt8(0xE0 | scalar >> 12)
    second = UInt8(0x80 | (scalar >> 6) & 0x3F)
    base = UInt8(0x80 | scalar & 0x3F)
  }

  /// The character's bytes.
  func bytes(_ mark: UInt8) -> [UInt8] { [first, second, mark] }

  /// The character at an index, as its last byte, or nil.
  func mark(in bytes: [UInt8], at index: Int) -> UInt8? {
    guard index + 2 < bytes.count, bytes[index] == first, bytes[index + 1] == second,
      bytes[index + 2] >= base, bytes[index + 2] < base + 16
    else { return nil }
    return bytes[index + 2]
  }
}

/// What was masked.
struct MaskedPiece {
  enum Kind {
    case math(String, display: Bool)
    /// Index of a live number.
    case number(Int)
    /// A reference to a footnote.
    case footnote(String)
  }

  var kind: Kind
  /// The bytes that stood there.
  var original: String
}
