import LessonOutput
import Testing

@testable import Rendering

@Suite struct HTMLStyleTests {
  /// Known answers of FIPS 180-4 and of common lengths around the padding's edge.
  @Test(arguments: [
    ("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    ("abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE="
    ),
    (String(repeating: "a", count: 1000), "Qe3s5C1j6Nm/UVqbppMuHCDLyfWl0TRkWttdsblzfqM="),
  ])
  func hashes(_ text: String, _ expected: String) {
    #expect(SHA256.base64(text) == expected)
  }

  @Test(arguments: [false, true]) func textContrast(dark: Bool) throws {
    let themes = PageStyle.text.split(separator: "@media (prefers-color-scheme:dark)")
    let theme = try #require(dark ? themes.dropFirst().first : themes.first)
    let rules = theme.prefix { $0 != "}" }
    func luminance(_ name: String) throws -> Double {
      let start = try #require(rules.firstRange(of: "--\(name):#"), "\(name)")
      var digits = rules[start.upperBound...].prefix { $0.isHexDigit }.map { $0.hexDigitValue ?? 0 }
      if digits.count == 3 { digits = digits.flatMap { [$0, $0] } }
      let channels = stride(from: 0, to: 6, by: 2).map { index -> Double in
        let value = Double(digits[index] * 16 + digits[index + 1]) / 255
        return value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055)
      }
      return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }
    func contrast(_ a: String, _ b: String) throws -> Double {
      let (x, y) = (try luminance(a), try luminance(b))
      return (max(x, y) + 0.05) / (min(x, y) + 0.05)
    }
    for ink in ["ink", "soft", "accent", "value", "gradient", "error-line"] {
      #expect(try contrast(ink, "ground") >= 4.5, "\(ink) on the ground")
    }
    for ink in ["ink", "soft", "keyword", "string", "number", "comment"] {
      #expect(try contrast(ink, "raised") >= 4.5, "\(ink) on code")
    }
    for ink in ["ink", "soft", "error-line", "keyword", "string", "number", "comment"] {
      #expect(try contrast(ink, "error") >= 4.5, "\(ink) on an error")
    }
  }

  /// x^2.4 as x² · (x²)^(1/5), the fifth root by Newton's method.
  private func power(_ x: Double) -> Double {
    let square = x * x
    var root = 1.0
    for _ in 0..<60 {
      root -= (root * root * root * root * root - square) / (5 * root * root * root * root)
    }
    return square * root
  }
}
