import Diagnostics

/// Finds `**` that authors mean as emphasis and CommonMark does not: next to CJK punctuation.
///
/// In `**目标。**下`, the second `**` stands after punctuation and before a letter, so it can only
/// open emphasis (CommonMark 0.30, section 6.2: left- and right-flanking).
struct EmphasisScanner {
  struct Run {
    /// Where it starts in the masked text.
    var output: Int
    /// Where it stands in the file.
    var span: Span
  }

  private var runs: [Run] = []

  mutating func clear() { runs.removeAll(keepingCapacity: true) }
  mutating func add(_ run: Run) { runs.append(run) }

  private enum Neighbour { case space, punctuation, letter }

  func findDead(in masked: [UInt8], source: [UInt8]) -> [Masker.DeadEmphasis] {
    var dead: [Masker.DeadEmphasis] = []
    var open: [Span] = []
    var skipNext = false
    for run in runs {
      if skipNext {
        skipNext = false
        continue
      }
      let before = kind(scalarBefore(masked, run.output))
      let after = kind(scalarAfter(masked, run.output + 2))
      let canOpen = after != .space && (after != .punctuation || before != .letter)
      let canClose = before != .space && (before != .punctuation || after != .letter)
      if canClose, open.popLast() != nil { continue }
      if canOpen {
        if let start = open.last, before == .punctuation, after == .letter {
          open.removeLast()
          dead.append(.init(span: run.span, hint: closingHint(start, run.span, source)))
        } else {
          open.append(run.span)
        }
      } else if before == .letter, after == .punctuation {
        dead.append(
          .init(
            span: run.span,
            hint: "Put a space before `**`, or move the punctuation outside the `**`."))
        skipNext = true
      }
    }
    return dead
  }

  private func closingHint(_ open: Span, _ close: Span, _ source: [UInt8]) -> String {
    let inner = String(decoding: source[open.end..<close.start], as: UTF8.self)
    guard let mark = inner.unicodeScalars.last, inner.unicodeScalars.count <= 40,
      !"”’）」』】》)]".unicodeScalars.contains(mark)
    else { return "Put a space after `**`, or move the punctuation outside the `**`." }
    let rest = String(String.UnicodeScalarView(inner.unicodeScalars.dropLast()))
    return "Move the punctuation out, as in `**\(rest)**\(mark)`, or put a space after `**`."
  }

  private func kind(_ scalar: Unicode.Scalar?) -> Neighbour {
    guard let scalar else { return .space }
    if scalar.isASCII {
      switch scalar.value {
      case 0...0x20: return .space
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x7F: return .letter
      default: return .punctuation
      }
    }
    switch scalar.properties.generalCategory {
    case .spaceSeparator: return .space
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return .punctuation
    default: return .letter
    }
  }

  private func scalarBefore(_ bytes: [UInt8], _ end: Int) -> Unicode.Scalar? {
    var start = end - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    guard start >= 0 else { return nil }
    return String(decoding: bytes[start..<end], as: UTF8.self).unicodeScalars.last
  }

  private func scalarAfter(_ bytes: [UInt8], _ start: Int) -> Unicode.Scalar? {
    String(decoding: bytes[start..<min(bytes.count, start + 4)], as: UTF8.self).unicodeScalars.first
  }
}
