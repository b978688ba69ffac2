/// A colour with its opacity; in JSON `#rrggbb`, or `#rrggbbaa` where it is not opaque.
package struct FigureColor: Hashable, Sendable, Codable {
  package var red: UInt8
  package var green: UInt8
  package var blue: UInt8
  package var alpha: UInt8 = 255

  package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8, _ alpha: UInt8 = 255) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// `0xrrggbb`.
  package init(_ code: UInt32) {
    self.init(
      UInt8(truncatingIfNeeded: code >> 16), UInt8(truncatingIfNeeded: code >> 8),
      UInt8(truncatingIfNeeded: code))
  }

  /// Parts from 0 to 1; what lies outside is moved to the nearer end.
  package init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    self.init(Self.byte(red), Self.byte(green), Self.byte(blue), Self.byte(alpha))
  }

  package static let black = FigureColor(0)
  package static let white = FigureColor(0xffffff)
  package static let clear = FigureColor(0, 0, 0, 0)

  static func byte(_ part: Double) -> UInt8 {
    part.isNaN ? 0 : UInt8((min(1, max(0, part)) * 255).rounded(.toNearestOrEven))
  }

  package var opacity: Double { Double(alpha) / 255 }

  package func with(opacity: Double) -> FigureColor {
    FigureColor(red, green, blue, Self.byte(opacity))
  }

  /// As much weaker as `opacity` says.
  package func fading(_ opacity: Double) -> FigureColor { with(opacity: self.opacity * opacity) }

  /// Relative luminance, 0 to 1, nearly: enough to tell dark from bright.
  package var luminance: Double {
    func linear(_ part: UInt8) -> Double {
      let value = Double(part) / 255
      return value * value
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The colour as it is seen over another.
  package func over(_ ground: FigureColor) -> FigureColor {
    if alpha == 255 { return self }
    let weight = opacity
    func mixed(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) * weight + Double(b) * (1 - weight)).rounded())
    }
    return FigureColor(
      mixed(red, ground.red), mixed(green, ground.green), mixed(blue, ground.blue))
  }

  /// `#rrggbb`.
  package var opaqueText: String {
    "#" + [red, green, blue].map(Self.hexadecimal).joined()
  }

  package var text: String { alpha == 255 ? opaqueText : opaqueText + Self.hexadecimal(alpha) }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  /// `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`.
  package init?(hexadecimal text: some StringProtocol) {
    guard text.first == "#" else { return nil }
    var digits: [UInt8] = []
    for character in text.dropFirst() {
      guard let digit = character.hexDigitValue, character.isASCII else { return nil }
      digits.append(UInt8(digit))
    }
    if digits.count == 3 || digits.count == 4 { digits = digits.flatMap { [$0, $0] } }
    guard digits.count == 6 || digits.count == 8 else { return nil }
    let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    self.init(bytes[0], bytes[1], bytes[2], bytes.count == 4 ? bytes[3] : 255)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let color = FigureColor(hexadecimal: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a colour is #rrggbb")
    }
    self = color
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
