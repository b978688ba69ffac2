/// A Markdown text being turned into prose: its tree and its masked lines.
final class Page {
  enum Kind {
    /// The lesson itself: lines of the tree are lines of the file.
    case document
    /// Markdown that stands inside raw HTML; has no lines of its own in the file.
    case fragment
  }

  let kind: Kind
  var tree: MarkdownTree
  let bytes: [UInt8]
  /// Line of the file before the text's first.
  let linesAbove: Int
  private let lineStarts: [Int]

  init(kind: Kind, tree: MarkdownTree, bytes: [UInt8], linesAbove: Int) {
    self.kind = kind
    self.tree = tree
    self.bytes = bytes
    self.linesAbove = linesAbove
    var starts = [0]
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
      if byte == 0x0A || byte == 0x0D { starts.append(index) }
    }
    lineStarts = starts
  }

  /// The lines of a block without what containers put before them and without line ends.
  func lines(of node: MarkdownTree.Node, quoteDepth: Int) -> [ArraySlice<UInt8>] {
    guard node.startLine >= 1, node.endLine >= node.startLine, node.endLine <= lineStarts.count
    else { return [] }
    var result: [ArraySlice<UInt8>] = []
    for line in node.startLine...node.endLine {
      var start = lineStarts[line - 1]
      var end = line < lineStarts.count ? lineStarts[line] : bytes.count
      while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
      if line == node.startLine {
        start = min(end, start + max(0, node.startColumn - 1))
      } else {
        var quotes = 0
        while start < end {
          if bytes[start] == UInt8(ascii: ">"), quotes < quoteDepth {
            quotes += 1
          } else if bytes[start] != 0x20, bytes[start] != 0x09 {
            break
          }
          start += 1
        }
      }
      result.append(bytes[start..<end])
    }
    return result
  }
}
