/// Words that a learner's copy carries and that are read only when they are due.
///
/// A message is hidden under a key: that of a wrong answer under the values that the answer gives,
/// so that nobody reads it who has not given them. A `fail` message has the same key everywhere:
/// it is out of sight, not secret.
package enum Sealed {
  package static let mark = "sealed:"
  /// The key of messages that any failure of their check opens.
  package static let commonKey = "a check that fails"

  package static func seal(_ text: String, key: String) -> String {
    let plain = Array(text.utf8)
    return mark + base64(xor(Array(SHA256.digest(plain).prefix(4)) + plain, key))
  }

  /// Nil where the key does not fit.
  package static func open(_ sealed: String, key: String) -> String? {
    guard sealed.hasPrefix(mark), let bytes = bytes(sealed.dropFirst(mark.count)), bytes.count >= 4
    else { return nil }
    let plain = xor(bytes, key)
    let text = Array(plain[4...])
    guard SHA256.digest(text).prefix(4).elementsEqual(plain[..<4]) else { return nil }
    return String(validating: text, as: UTF8.self)
  }

  /// A message of a check, sealed or not.
  package static func message(_ text: String) -> String {
    text.hasPrefix(mark) ? open(text, key: commonKey) ?? "This check fails." : text
  }

  private static func xor(_ bytes: [UInt8], _ key: String) -> [UInt8] {
    var result: [UInt8] = []
    var stream: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if index % 32 == 0 { stream = SHA256.digest(Array("\(index / 32)\n\(key)".utf8)) }
      result.append(byte ^ stream[index % 32])
    }
    return result
  }

  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  private static func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    var bits = 0
    var count = 0
    for byte in bytes {
      bits = (bits << 8 | Int(byte)) & 0xFFFF
      count += 8
      while count >= 6 {
        count -= 6
        text.append(digits[bits >> count & 63])
      }
    }
    if count > 0 { text.append(digits[bits << (6 - count) & 63]) }
    return String(decoding: text, as: UTF8.self)
  }

  private static func bytes(_ text: Substring) -> [UInt8]? {
    var result: [UInt8] = []
    var bits = 0
    var count = 0
    for character in text.utf8 {
      guard let digit = digits.firstIndex(of: character) else { return nil }
      bits = (bits << 6 | digit) & 0xFFFF
      count += 6
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    return result
  }
}
