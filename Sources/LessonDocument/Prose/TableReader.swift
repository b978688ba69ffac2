import LessonOutput

/// Finds pipe tables in the masked lines of a paragraph, as GitHub's Markdown has them: a header
/// row, a delimiter row with as many cells right below, then rows to the end of the paragraph.
struct TableReader {
  /// What stands before the table, as lines.
  var lead: [ArraySlice<UInt8>]
  var alignments: [TableBlock.Alignment]
  var header: [ArraySlice<UInt8>]
  var rows: [[ArraySlice<UInt8>]]
  /// Cells beyond the header's; Markdown hosts do not show them either.
  var lostCells = 0

  /// Rows that would make the table larger are left out.
  static let mostCells = 100_000
  /// How many rows were left out.
  var lostRows = 0

  /// Nil when the lines hold no table.
  init?(_ lines: [ArraySlice<UInt8>]) {
    for index in lines.indices.dropFirst() {
      guard let alignments = Self.alignments(lines[index]) else { continue }
      let header = Self.cells(lines[index - 1])
      guard header.count == alignments.count else { continue }
      lead = Array(lines[..<(index - 1)])
      self.alignments = alignments
      self.header = header
      rows = []
      let room = max(1, Self.mostCells / header.count)
      lostRows = max(0, lines.count - index - 1 - room)
      for line in lines[(index + 1)...].prefix(room) {
        var cells = Self.cells(line)
        if cells.count > header.count {
          lostCells += cells.count - header.count
          cells.removeLast(cells.count - header.count)
        }
        while cells.count < header.count { cells.append([]) }
        rows.append(cells)
      }
      return
    }
    return nil
  }

  /// Whether a line can be a delimiter row: quick to say no.
  static func mayBeDelimiter(_ line: ArraySlice<UInt8>) -> Bool {
    var dash = false
    var bar = false
    for byte in line {
      switch byte {
      case UInt8(ascii: "-"): dash = true
      case UInt8(ascii: "|"): bar = true
      case UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D: break
      default: return false
      }
    }
    return dash && bar
  }

  private static func alignments(_ line: ArraySlice<UInt8>) -> [TableBlock.Alignment]? {
    guard mayBeDelimiter(line) else { return nil }
    var result: [TableBlock.Alignment] = []
    for cell in cells(line) {
      guard let first = cell.first, let last = cell.last else { return nil }
      let left = first == UInt8(ascii: ":")
      let right = last == UInt8(ascii: ":")
      let dashes = cell.dropFirst(left ? 1 : 0).dropLast(right ? 1 : 0)
      guard !dashes.isEmpty, dashes.allSatisfy({ $0 == UInt8(ascii: "-") }) else { return nil }
      result.append(left ? (right ? .center : .left) : (right ? .right : .none))
    }
    return result
  }

  /// The cells of a row, trimmed; outer pipes are optional.
  static func cells(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var line = trimmed(line)
    if line.first == UInt8(ascii: "|") { line = line.dropFirst() }
    if line.last == UInt8(ascii: "|") { line = line.dropLast() }
    return line.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map(trimmed)
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line
    while let first = line.first, first <= 0x20 { line = line.dropFirst() }
    while let last = line.last, last <= 0x20 { line = line.dropLast() }
    return line
  }
}
