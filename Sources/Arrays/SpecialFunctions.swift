import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Functions that only `math` has; the C library's are exact.
package enum SpecialFunctions {
  /// The error function.
  package static func errorFunction(_ x: Double) -> Double { ck_function(CK_ERF, x) }
  /// 1 − erf(x), exact for large x.
  package static func complement(_ x: Double) -> Double { ck_function(CK_ERFC, x) }
  package static func exp2(_ x: Double) -> Double { ck_function(CK_EXP2, x) }
  package static func scaled(_ x: Double, by exponent: Int) -> Double {
    ldexp(x, Int32(clamping: exponent))
  }
  /// The remainder of smallest size.
  package static func nearestRemainder(_ x: Double, _ y: Double) -> Double { remainder(x, y) }
}
