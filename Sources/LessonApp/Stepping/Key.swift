/// What was pressed on the keyboard.
package enum Key: Hashable, Sendable {
  /// Full-width forms are folded where keys are commands; a prompt takes them as they are.
  case character(Character)
  case enter, escape, tab, backTab, backspace, delete
  case up, down, left, right, home, end, pageUp, pageDown
  case help
  /// Ctrl with a letter, in lower case.
  case control(Character)
  /// A sequence that means nothing here.
  case unknown
}

/// Turns a terminal's bytes into keys. A sequence may arrive in pieces.
package struct KeyDecoder {
  private var pending: [UInt8] = []

  package init() {}

  /// Whether a lone Escape may still be the start of a sequence.
  package var waitsForMore: Bool { !pending.isEmpty }

  /// The keys in what has arrived so far.
  package mutating func feed(_ bytes: some Sequence<UInt8>) -> [Key] {
    pending += bytes
    var keys: [Key] = []
    while let (key, length) = next() {
      keys.append(key)
      pending.removeFirst(length)
    }
    return keys
  }

  /// Nothing more came: what waits is what it looks like.
  package mutating func flush() -> [Key] {
    guard let first = pending.first else { return [] }
    let rest = pending.dropFirst()
    pending = []
    if first == 0x1B {
      var keys: [Key] = [.escape]
      if !rest.isEmpty, rest.first != UInt8(ascii: "["), rest.first != UInt8(ascii: "O") {
        keys += feed(rest)
      }
      return keys
    }
    return [.unknown]
  }

  private func next() -> (Key, Int)? {
    guard let first = pending.first else { return nil }
    switch first {
    case 0x1B: return sequence()
    case 0x0D, 0x0A: return (.enter, 1)
    case 0x09: return (.tab, 1)
    case 0x7F, 0x08: return (.backspace, 1)
    case 0x01...0x1A:
      return (.control(Character(Unicode.Scalar(first + 0x60))), 1)
    case 0x00..<0x20: return (.unknown, 1)
    case 0x20..<0x80: return (.character(Character(Unicode.Scalar(first))), 1)
    default: return scalar(first)
    }
  }

  private func scalar(_ first: UInt8) -> (Key, Int)? {
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
    if length == 1 { return (.unknown, 1) }
    guard pending.count >= length else {
      // A second byte that can't follow ends the wait.
      return pending.dropFirst().contains { $0 & 0xC0 != 0x80 } ? (.unknown, 1) : nil
    }
    let text = String(decoding: pending[..<length], as: UTF8.self)
    guard text.unicodeScalars.count == 1, let character = text.first, character != "\u{FFFD}"
    else { return (.unknown, 1) }
    return (.character(character), length)
  }

  // MARK: Escape sequences

  /// Longest sequence that is waited for.
  private static let longest = 32

  private func sequence() -> (Key, Int)? {
    guard pending.count > 1 else { return nil }
    switch pending[1] {
    case UInt8(ascii: "["):
      // The Linux console writes F1 as ESC [ [ A.
      if pending.count > 2, pending[2] == UInt8(ascii: "[") {
        guard pending.count > 3 else { return nil }
        return (pending[3] == UInt8(ascii: "A") ? .help : .unknown, 4)
      }
      var end = 2
      while end < pending.count, !(0x40...0x7E).contains(pending[end]) {
        if end >= Self.longest || pending[end] < 0x20 { return (.unknown, end) }
        end += 1
      }
      guard end < pending.count else { return nil }
      return (Self.control(pending[2..<end], final: pending[end]), end + 1)
    case UInt8(ascii: "O"):
      guard pending.count > 2 else { return nil }
      return (pending[2] == UInt8(ascii: "P") ? .help : Self.control([], final: pending[2]), 3)
    case 0x1B: return (.escape, 1)
    default:
      // Alt with a key: the key alone.
      return (.escape, 1)
    }
  }

  private static func control(_ parameters: ArraySlice<UInt8>, final: UInt8) -> Key {
    switch final {
    case UInt8(ascii: "A"): return .up
    case UInt8(ascii: "B"): return .down
    case UInt8(ascii: "C"): return .right
    case UInt8(ascii: "D"): return .left
    case UInt8(ascii: "H"): return .home
    case UInt8(ascii: "F"): return .end
    case UInt8(ascii: "Z"): return .backTab
    case UInt8(ascii: "P"): return .help
    case UInt8(ascii: "M"): return .enter
    case UInt8(ascii: "~"):
      let number = parameters.prefix { $0 != UInt8(ascii: ";") }
      switch String(decoding: number, as: UTF8.self) {
      case "1", "7": return .home
      case "4", "8": return .end
      case "3": return .delete
      case "5": return .pageUp
      case "6": return .pageDown
      case "11": return .help
      default: return .unknown
      }
    default: return .unknown
    }
  }
}
