/// Estimates how many nodes cmark makes of a text.
///
/// Fenced code is one node however long it is. Only a fence at the very start of a line is surely
/// one: below raw HTML and indented fences, which may stand in lists, everything counts.
struct MarkdownPieces {
  private let bytes: ArraySlice<UInt8>
  private var count = 0
  private var countsAll = false
  /// The mark and length of the fence that is open.
  private var fence: (mark: UInt8, length: Int)?

  /// At most so many texts, marks, line breaks and blocks are in the text. Complexity: O(n), no
  /// memory.
  static func count(_ bytes: ArraySlice<UInt8>) -> Int {
    var pieces = MarkdownPieces(bytes: bytes)
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.endIndex
      pieces.readLine(start..<end)
      start = end + 1
    }
    return pieces.count
  }

  private init(bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  private mutating func readLine(_ line: Range<Int>) {
    if line.isEmpty { return }
    let text = bytes[line].prefix(4).firstIndex { $0 != 0x20 } ?? line.lowerBound
    let mark = bytes[text]
    var end = text
    if mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") {
      while end < line.upperBound, bytes[end] == mark { end += 1 }
    }
    let rest = bytes[end..<line.upperBound]
    if let open = fence {
      let isEnd =
        mark == open.mark && end - text >= open.length
        && rest.allSatisfy { $0 == 0x20 || $0 == 0x09 }
      if isEnd { fence = nil }
      return
    }
    let isFence = end - text >= 3 && (mark != UInt8(ascii: "`") || !rest.contains(mark))
    if mark == UInt8(ascii: "<") || isFence && text > line.lowerBound { countsAll = true }
    if isFence, !countsAll {
      fence = (mark, end - text)
      count += 1
      return
    }
    countPieces(bytes[line])
  }

  private mutating func countPieces(_ line: ArraySlice<UInt8>) {
    // A line break and, at least in lists, a block.
    count += 2
    var previous: UInt8 = 0
    var wasMark = true
    for byte in line {
      switch byte {
      case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"):
        // A run of these is one mark.
        if byte != previous { count += 1 }
        wasMark = true
      case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: "!"),
        UInt8(ascii: "&"), UInt8(ascii: "\\"), UInt8(ascii: "\""):
        count += 1
        wasMark = true
      default:
        if wasMark { count += 1 }
        wasMark = false
      }
      previous = byte
    }
  }
}
