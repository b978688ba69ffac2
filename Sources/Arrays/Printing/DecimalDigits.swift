#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The decimal digits of a finite number without its sign: `0.d₁d₂d₃… × 10^point`.
struct DecimalDigits {
  var isNegative: Bool
  /// ASCII digits without leading zeros; `0` alone for zero.
  var digits: [UInt8]
  /// How many digits stand before the decimal point; zero or negative for numbers below 0.1.
  var point: Int

  /// The shortest digits that read back as `x`.
  init(shortest x: Double) {
    self.init(parsing: x.description)
  }

  /// The shortest digits that read back as `x` in single precision.
  init(shortest x: Float) {
    self.init(parsing: x.description)
  }

  /// Exactly `count` significant digits, the binary value rounded half to even.
  init(_ x: Double, significant count: Int) {
    self.init(parsing: Self.scientific(x, decimals: max(0, count - 1)), keepZeros: true)
  }

  /// The power of ten of the first digit.
  var exponent: Int { isZero ? 0 : point - 1 }
  var isZero: Bool { digits == [UInt8(ascii: "0")] || digits.allSatisfy { $0 == 48 } }

  private init(parsing text: String, keepZeros: Bool = false) {
    isNegative = false
    digits = []
    point = 0
    var seenPoint = false
    var power = 0
    var powerIsNegative = false
    var inPower = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "-"):
        if inPower { powerIsNegative = true } else { isNegative = true }
      case UInt8(ascii: "."): seenPoint = true
      case UInt8(ascii: "e"): inPower = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if inPower {
          power = power * 10 + Int(byte - 48)
        } else if digits.isEmpty && byte == 48 && !keepZeros {
          if seenPoint { point -= 1 }
        } else {
          digits.append(byte)
          if !seenPoint { point += 1 }
        }
      default: break
      }
    }
    if !keepZeros {
      while digits.last == 48 { digits.removeLast() }
    }
    if digits.isEmpty {
      digits = [48]
      point = 1
    } else {
      point += powerIsNegative ? -power : power
    }
  }

  /// The digits before the point; at least one.
  var whole: String {
    if point <= 0 { return "0" }
    let shown = digits.prefix(point)
    return String(decoding: shown, as: UTF8.self)
      + String(repeating: "0", count: max(0, point - digits.count))
  }

  /// The digits after the point, without zeros at the end unless the digits have them.
  var fraction: String {
    if isZero && digits.count == 1 { return "" }
    if point <= 0 {
      return String(repeating: "0", count: -point) + String(decoding: digits, as: UTF8.self)
    }
    return String(decoding: digits.dropFirst(point), as: UTF8.self)
  }

  /// C's `%.*f`.
  static func fixed(_ x: Double, decimals: Int) -> String { print(x, "%.*f", decimals) }

  /// C's `%.*e`.
  static func scientific(_ x: Double, decimals: Int) -> String { print(x, "%.*e", decimals) }

  private static func print(_ x: Double, _ format: String, _ decimals: Int) -> String {
    let decimals = CInt(clamping: decimals)
    return withVaList([decimals, x]) { arguments in
      // Enough for most; the longest number has 309 digits before the point.
      let short = 64
      if let text = print(format, arguments, capacity: short) { return text }
      return withVaList([decimals, x]) { again in
        print(format, again, capacity: 400 + Int(decimals)) ?? ""
      }
    }
  }

  private static func print(_ format: String, _ arguments: CVaListPointer, capacity: Int)
    -> String?
  {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
      let length = Int(vsnprintf(buffer.baseAddress, capacity, format, arguments))
      guard (0..<capacity).contains(length) else { return nil }
      return buffer.withMemoryRebound(to: UInt8.self) { bytes in
        String(decoding: bytes.prefix(length), as: UTF8.self)
      }
    }
  }

  /// `e+07`, `e-12`, `e+100`: at least `width` digits.
  static func exponentText(_ exponent: Int, width: Int = 2) -> String {
    let digits = String(abs(exponent))
    return (exponent < 0 ? "-" : "+")
      + String(repeating: "0", count: max(0, width - digits.utf8.count))
      + digits
  }
}
