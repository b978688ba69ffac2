#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Functions of the C library that only `math` has.
package enum SpecialFunctions {
  /// The error function.
  package static func errorFunction(_ x: Double) -> Double { erf(x) }
  /// 1 − erf(x), exact for large x.
  package static func complement(_ x: Double) -> Double { erfc(x) }
  package static func exp2(_ x: Double) -> Double { pow(2, x) }
  package static func scaled(_ x: Double, by exponent: Int) -> Double {
    ldexp(x, Int32(clamping: exponent))
  }
  /// The remainder of smallest size.
  package static func nearestRemainder(_ x: Double, _ y: Double) -> Double { remainder(x, y) }
}
