import LessonOutput

/// Puts back what was masked.
struct Unmasker {
  /// Nil when nothing could be masked.
  let alphabet: MaskAlphabet?
  let pieces: [MaskedPiece]

  enum Part {
    case text(String)
    case piece(MaskedPiece.Kind)
    /// The line break before this is part of a masked piece.
    case joinsLine
  }

  /// The text and the masked pieces of a text node.
  func parts(_ text: String) -> [Part] {
    guard let alphabet, text.utf8.contains(alphabet.first) else { return [.text(text)] }
    var parts: [Part] = []
    scan(text, alphabet, inCode: false) { piece in
      switch piece {
      case .bytes(let bytes):
        parts.append(.text(String(decoding: bytes, as: UTF8.self)))
      case .piece(let index): parts.append(.piece(pieces[index].kind))
      case .filler: parts.append(.joinsLine)
      }
    }
    return parts
  }

  /// Whether something is masked in the text.
  func holdsPieces(_ text: String) -> Bool {
    parts(text).contains { if case .piece = $0 { true } else { false } }
  }

  /// The text as it stood in the file.
  func original(_ text: String, inCode: Bool = false, inTable: Bool = false) -> String {
    guard let alphabet, text.utf8.contains(alphabet.first) else { return text }
    var result: [UInt8] = []
    scan(text, alphabet, inCode: inCode && !inTable) { piece in
      switch piece {
      case .bytes(let bytes): result.append(contentsOf: bytes)
      case .piece(let index): result.append(contentsOf: pieces[index].original.utf8)
      case .filler: if result.last == 0x0A { result.removeLast() }
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The label of the footnote that a text starts to define, and the text behind that mark.
  func noteStart(_ text: String) -> (label: String, rest: String)? {
    guard let alphabet, text.utf8.first == alphabet.first else { return nil }
    let bytes = Array(text.utf8.prefix(24))
    guard alphabet.mark(in: bytes, at: 0) == alphabet.note,
      let (index, end) = index(bytes, 0, alphabet),
      case .footnote(let label) = pieces[index].kind
    else { return nil }
    return (label, String(decoding: text.utf8.dropFirst(end), as: UTF8.self))
  }

  private enum Scanned {
    case bytes(ArraySlice<UInt8>)
    case piece(Int)
    case filler
  }

  private func scan(
    _ text: String, _ alphabet: MaskAlphabet, inCode: Bool, _ use: (Scanned) -> Void
  ) {
    let bytes = Array(text.utf8)
    var start = 0
    var index = 0
    func flush() { if index > start { use(.bytes(bytes[start..<index])) } }
    while index < bytes.count {
      guard bytes[index] == alphabet.first, let mark = alphabet.mark(in: bytes, at: index) else {
        index += 1
        continue
      }
      flush()
      var end = index + 3
      switch mark {
      case alphabet.open, alphabet.note:
        if let (piece, after) = self.index(bytes, index, alphabet) {
          use(.piece(piece))
          end = after
        }
      case alphabet.bar: use(.bytes([UInt8(ascii: "|")]))
      case alphabet.escapedBar:
        use(.bytes(inCode ? [UInt8(ascii: "\\"), UInt8(ascii: "|")] : [UInt8(ascii: "|")]))
      case alphabet.filler: use(.filler)
      case alphabet.guardian: if end < bytes.count, bytes[end] == 0x20 { end += 1 }
      default: break
      }
      index = end
      start = end
    }
    flush()
  }

  /// The number between `open` and `close`, and where the piece ends.
  private func index(_ bytes: [UInt8], _ open: Int, _ alphabet: MaskAlphabet) -> (Int, Int)? {
    var value = 0
    var index = open + 3
    while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39, value < pieces.count {
      value = value * 10 + Int(bytes[index] - 0x30)
      index += 1
    }
    guard value < pieces.count, alphabet.mark(in: bytes, at: index) == alphabet.close else {
      return nil
    }
    return (value, index + 3)
  }
}
