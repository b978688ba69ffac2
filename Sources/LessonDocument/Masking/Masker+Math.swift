import Diagnostics

/// Math: `$…$` and `$$…$$`.
extension Masker {
  mutating func dollar() {
    let next = position + 1
    if next < region.end, source[next] == UInt8(ascii: "$") {
      displayMath()
    } else {
      inlineMath()
    }
  }

  mutating func inlineMath() {
    let start = position + 1
    guard start < region.end, source[start] > 0x20 else {
      copy(to: start)
      return
    }
    var index = start
    while index < region.end, source[index] != UInt8(ascii: "$") {
      index += source[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard index < region.end else {
      noteOpenDollar()
      copy(to: start)
      return
    }
    let after = index + 1 < source.count ? source[index + 1] : 0x20
    guard source[index - 1] > 0x20, !(after >= 0x30 && after <= 0x39) else {
      copy(to: start)
      return
    }
    var tex = text(start..<index)
    if tex.utf8.count > 2, tex.utf8.first == 0x60, tex.utf8.last == 0x60 {
      tex = String(tex.dropFirst().dropLast())
    }
    mask(.math(tex, display: false), to: index + 1)
  }

  mutating func noteOpenDollar() {
    let next = source[position + 1]
    guard next >= 0x80 || next == UInt8(ascii: "\\") || (next | 0x20 >= 0x61 && next | 0x20 <= 0x7A)
    else { return }
    diagnostics.add(
      .note, "This `$` opens no math: no other `$` closes it in this paragraph.",
      hint: "Close it, or write `\\$` for the sign itself.", at: Span(position, position + 1))
  }

  mutating func displayMath() {
    let start = position + 2
    if hasDisplayClose, let close = displayClose(from: start, end: region.end) {
      let tex = text(start..<close)
      if tex.isEmpty {
        copy(to: close + 2)
      } else {
        mask(.math(tex, display: true), to: close + 2)
      }
      return
    }
    hasDisplayClose = false
    if !region.isHTML, isFirstOnLine() || isLastOnLine(), let close = extendedClose() {
      let tex = text(start..<close)
      mask(.math(tex, display: true), to: close + 2)
      var lineEnd = position
      while lineEnd < source.count, source[lineEnd] != 0x0A, source[lineEnd] != 0x0D {
        lineEnd += 1
      }
      region.end = max(region.end, lineEnd)
      return
    }
    diagnostics.add(
      .note, "This `$$` opens no math: no other `$$` closes it in this paragraph.",
      hint: "Close it with `$$`, without an empty line in between.", at: Span(position, start))
    copy(to: start)
  }

  func displayClose(from start: Int, end: Int) -> Int? {
    var index = start
    while index + 1 < end {
      switch source[index] {
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "$") where source[index + 1] == UInt8(ascii: "$"): return index
      default: index += 1
      }
    }
    return nil
  }

  func isFirstOnLine() -> Bool {
    var index = position
    while index > region.start, source[index - 1] == 0x20 || source[index - 1] == 0x09 {
      index -= 1
    }
    return index <= region.start || [0x0A, 0x0D, 0x3E].contains(source[index - 1])
  }

  func isLastOnLine() -> Bool {
    var index = position + 2
    while index < region.end, source[index] == 0x20 || source[index] == 0x09 { index += 1 }
    return index >= region.end || source[index] == 0x0A || source[index] == 0x0D
  }

  /// The `$$` that closes math below the paragraph: a line such as `+ b` or `=` inside math is a
  /// list or a heading to CommonMark.
  func extendedClose() -> Int? {
    var line = diagnostics.source.line(at: region.end - 1) + 1
    for _ in 0..<Self.longestExtension {
      guard line <= diagnostics.source.lineCount, mayExtend(line) else { return nil }
      let start = diagnostics.source.lineStarts[line - 1]
      let end =
        line < diagnostics.source.lineCount
        ? diagnostics.source.lineStarts[line] : source.count
      let text = prefixEnd(start)
      if text >= end || source[text] == 0x0A || source[text] == 0x0D { return nil }
      if let close = displayClose(from: text, end: end) { return close }
      line += 1
    }
    return nil
  }

  /// The text of a range without what containers put before its lines.
  func text(_ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = source[index]
      index += 1
      if byte == 0x0D, index < range.upperBound, source[index] == 0x0A { continue }
      if byte == 0x0A || byte == 0x0D {
        bytes.append(0x0A)
        index = min(range.upperBound, prefixEnd(index))
      } else {
        bytes.append(byte)
      }
    }
    return OptionValue.trimmed(String(decoding: bytes, as: UTF8.self))
  }
}
