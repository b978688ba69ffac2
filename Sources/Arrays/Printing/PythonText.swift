/// Numbers as Python and NumPy write them.
package enum PythonText {
  /// `repr` and `str` of a Python float and `str` of a float64: `0.1`, `1e-05`, `1e+16`, `nan`.
  package static func repr(_ x: Double) -> String {
    guard x.isFinite else { return nonFinite(x) }
    return text(DecimalDigits(shortest: x), scientific: { $0 < -4 || $0 >= 16 })
  }

  /// The same as `repr`.
  package static func str(_ x: Double) -> String { repr(x) }

  /// `str` of a float32; NumPy writes exponents from 1e6 on, as 2.4 does.
  package static func str(_ x: Float) -> String {
    guard x.isFinite else { return nonFinite(Double(x)) }
    let size = abs(Double(x))
    let scientific = size != 0 && !(size >= 1e-4 && size < 1e6)
    return text(DecimalDigits(shortest: x), scientific: { _ in scientific })
  }

  /// `repr` of a scalar taken from an array: `np.float64(0.5)`.
  package static func scalarRepr(_ text: String, dtype: String) -> String {
    dtype == "bool" ? "np." + text + (text.hasSuffix("_") ? "" : "_") : "np.\(dtype)(\(text))"
  }

  /// `True` or `False`.
  package static func str(_ value: Bool) -> String { value ? "True" : "False" }

  static func nonFinite(_ x: Double) -> String { x.isNaN ? "nan" : x < 0 ? "-inf" : "inf" }

  private static func text(_ number: DecimalDigits, scientific: (Int) -> Bool) -> String {
    let sign = number.isNegative ? "-" : ""
    if !number.isZero && scientific(number.exponent) {
      let digits = String(decoding: number.digits, as: UTF8.self)
      let rest = digits.dropFirst()
      return sign + digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e"
        + DecimalDigits.exponentText(number.exponent)
    }
    let fraction = number.fraction
    return sign + number.whole + "." + (fraction.isEmpty ? "0" : fraction)
  }
}
