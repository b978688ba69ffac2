/// Short texts for numbers, as people write them: `−0.7311`, `12`, `1.2×10⁻⁷`, `nan`.
///
/// The minus is U+2212. Numbers below 1e-4 or from 1e7 on are written with a power of ten, without
/// spaces around `×`; everything else is written out. Trailing zeros say "rounded": `1.000` is not
/// exactly 1, `1` is. This form is what `EquationChecker` reads.
package enum NumberText {
  /// The number with `digits` significant digits, or exactly where two more are enough.
  ///
  /// Integers and the part before the point are never rounded below 1e7.
  package static func short(_ x: Double, integer: Bool = false, digits: Int = 4) -> String {
    let number = Decimal(x, integer: integer)
    return number.rounded(to: digits, exactUpTo: digits + 2).text
  }

  /// `digits` as superscripts: `-12` becomes `⁻¹²`.
  package static func superscript(_ value: Int) -> String {
    var text = ""
    for byte in String(value).utf8 { text += superscripts[Int(byte) & 0xF] }
    return value < 0 ? "⁻" + text.dropFirst() : text
  }

  /// Indexed by the low four bits of the ASCII digit; 13 is `-`.
  private static let superscripts = [
    "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "", "", "", "⁻", "", "",
  ]
}

extension NumberText {
  /// A Double as the shortest decimal that reads back as it, ready to be rounded.
  struct Decimal: Hashable {
    /// Not a number or infinite: `mantissa` is then meaningless.
    var special: Double?
    /// The number itself.
    private var value: Double
    var negative = false
    /// At most 17 digits, without trailing zeros.
    var mantissa: UInt64 = 0
    var digitCount = 1
    /// The power of ten of the first digit.
    var exponent = 0
    /// Written without a point, whatever its size.
    var integer = false
    /// Whether the number came from single precision, where 0.1 is not 0.10000000149.
    private var isSingle = false

    /// Beyond this, numbers flagged as integers are written like others: Double skips some there.
    static let largestInteger = 1e15

    init(_ x: Double, integer: Bool = false) {
      value = x
      guard x.isFinite else {
        special = x
        return
      }
      negative = x < 0
      self.integer = integer && abs(x) < Self.largestInteger && x == x.rounded(.towardZero)
      read(x.description)
      isSingle = digitCount > Self.singleDigits && x != x.rounded() && Double(Float(x)) == x
    }

    /// Enough digits for every number of single precision.
    private static let singleDigits = 9

    /// The shortest decimal that reads back as the same number of single precision.
    private var asSingle: Self {
      var result = self
      result.isSingle = false
      result.mantissa = 0
      result.digitCount = 1
      result.read(Float(value).description)
      return result
    }

    private mutating func read(_ description: String) {
      var point = 0
      var seenPoint = false
      var explicit = 0
      var negativeExponent = false
      var inExponent = false
      var started = false
      for byte in description.utf8 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
          let digit = UInt64(byte - UInt8(ascii: "0"))
          if inExponent {
            explicit = explicit * 10 + Int(digit)
          } else {
            if !seenPoint { point += started || digit != 0 ? 1 : 0 }
            if seenPoint && !started && digit == 0 { point -= 1 }
            if digit != 0 { started = true }
            if started {
              mantissa = mantissa &* 10 &+ digit
              digitCount += 1
            }
          }
        case UInt8(ascii: "."): seenPoint = true
        case UInt8(ascii: "e"): inExponent = true
        case UInt8(ascii: "-"): negativeExponent = inExponent
        default: break
        }
      }
      digitCount -= 1
      guard mantissa != 0 else {
        digitCount = 1
        return
      }
      while mantissa % 10 == 0 {
        mantissa /= 10
        digitCount -= 1
      }
      exponent = point - 1 + (negativeExponent ? -explicit : explicit)
    }

    /// The decimal cut to `digits` significant digits, halves to even.
    ///
    /// Left whole where it is an integer, or exact within `exactUpTo` digits once the noise past
    /// the twelfth digit is dropped (`0.1 + 0.2` is `0.3`); that noise is kept for `digits` > 12.
    func rounded(to digits: Int, exactUpTo: Int) -> Rounded {
      if isSingle && digits <= Self.singleDigits {
        return asSingle.rounded(to: digits, exactUpTo: exactUpTo)
      }
      if special != nil || mantissa == 0 || integer { return Rounded(self, trimmed: true) }
      if digitCount <= exactUpTo { return Rounded(self, trimmed: true) }
      if digits <= 12 {
        var quiet = cut(to: 12)
        quiet.dropTrailingZeros()
        if quiet.digitCount <= exactUpTo { return Rounded(quiet, trimmed: true) }
      }
      // Below 1e7 the digits before the point are all written.
      let wanted = exponent < 7 ? max(digits, exponent + 1) : digits
      if wanted >= digitCount { return Rounded(self, trimmed: true) }
      return Rounded(cut(to: max(1, wanted)), trimmed: false)
    }

    private func cut(to digits: Int) -> Self {
      guard digits < digitCount else { return self }
      var result = self
      var unit: UInt64 = 1
      for _ in 0..<(digitCount - digits) { unit *= 10 }
      let rest = mantissa % unit
      var kept = mantissa / unit
      if rest > unit / 2 || (rest == unit / 2 && kept % 2 == 1) { kept += 1 }
      result.mantissa = kept
      result.digitCount = digits
      var limit: UInt64 = 1
      for _ in 0..<digits { limit *= 10 }
      if kept == limit {
        result.mantissa = kept / 10
        result.exponent += 1
      }
      return result
    }

    private mutating func dropTrailingZeros() {
      while mantissa != 0 && mantissa % 10 == 0 {
        mantissa /= 10
        digitCount -= 1
      }
    }
  }

  /// A decimal that is to be written with just these digits.
  struct Rounded: Hashable {
    var decimal: Decimal
    /// Nothing was cut: zeros at the end may be left out.
    var trimmed: Bool

    init(_ decimal: Decimal, trimmed: Bool) {
      self.decimal = decimal
      self.trimmed = trimmed
    }

    /// The power of ten of the last digit.
    var lastPlace: Int { decimal.exponent - decimal.digitCount + 1 }

    /// Written with a power of ten.
    var isScientific: Bool {
      decimal.special == nil && decimal.mantissa != 0 && !decimal.integer
        && (decimal.exponent < -4 || decimal.exponent >= 7)
    }

    /// Whether all digits after the first are zeros though something was cut: `1.00` for 0.9999.
    var hidesDigits: Bool {
      guard !trimmed else { return false }
      var mantissa = decimal.mantissa
      while mantissa != 0 && mantissa % 10 == 0 { mantissa /= 10 }
      return mantissa < 10
    }

    var isNegative: Bool { decimal.special.map { $0 < 0 } ?? decimal.negative }

    /// The text with its sign.
    var text: String { isNegative ? "−" + magnitude : magnitude }

    /// The text without a sign.
    var magnitude: String {
      if let special = decimal.special { return special.isNaN ? "nan" : "inf" }
      guard decimal.mantissa != 0 else { return "0" }
      let digits = String(decimal.mantissa)
      if isScientific {
        let fraction = digits.dropFirst()
        return digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "×10"
          + NumberText.superscript(decimal.exponent)
      }
      if decimal.exponent < 0 {
        return "0." + String(repeating: "0", count: -decimal.exponent - 1) + digits
      }
      let whole = decimal.exponent + 1
      if whole >= digits.utf8.count {
        return digits + String(repeating: "0", count: whole - digits.utf8.count)
      }
      return digits.prefix(whole) + "." + digits.dropFirst(whole)
    }
  }
}
