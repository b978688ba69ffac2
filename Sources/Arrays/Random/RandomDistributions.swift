#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Continuous distributions.
extension RandomState {
  /// `standard_exponential()`
  package mutating func exponential() -> Double { -log(1 - twister.unit()) }

  /// `exponential(scale)`
  package mutating func exponential(scale: Double) throws(RandomFailure) -> Double {
    try Self.check(!Self.isNegative(scale), "scale < 0")
    return scale * exponential()
  }

  /// `standard_gamma(shape)`; `gamma(shape, scale)` is this times `scale`.
  package mutating func gamma(shape: Double, scale: Double = 1) throws(RandomFailure) -> Double {
    try Self.check(!Self.isNegative(shape), "shape < 0")
    try Self.check(!Self.isNegative(scale), "scale < 0")
    return scale * standardGamma(shape)
  }

  private mutating func standardGamma(_ shape: Double) -> Double {
    if shape == 1 { return exponential() }
    if shape == 0 { return 0 }
    return shape < 1 ? smallGamma(shape) : largeGamma(shape)
  }

  /// Ahrens and Dieter (1974), for shapes below 1.
  private mutating func smallGamma(_ shape: Double) -> Double {
    while true {
      let u = twister.unit()
      let v = exponential()
      if u <= 1 - shape {
        let x = pow(u, 1 / shape)
        if x <= v { return x }
      } else {
        let y = -log((1 - u) / shape)
        let x = pow(1 - shape + shape * y, 1 / shape)
        if x <= v + y { return x }
      }
    }
  }

  /// Marsaglia and Tsang (2000), for shapes above 1.
  private mutating func largeGamma(_ shape: Double) -> Double {
    let b = shape - 1.0 / 3
    let c = 1 / (9 * b).squareRoot()
    while true {
      var x = gaussian()
      var v = 1 + c * x
      while v <= 0 {
        x = gaussian()
        v = 1 + c * x
      }
      v = v * v * v
      let u = twister.unit()
      if u < 1 - 0.0331 * (x * x) * (x * x) { return b * v }
      if log(u) < 0.5 * x * x + b * (1 - v + log(v)) { return b * v }
    }
  }

  /// `beta(a, b)`
  package mutating func beta(_ a: Double, _ b: Double) throws(RandomFailure) -> Double {
    try Self.check(!(a <= 0), "a <= 0")
    try Self.check(!(b <= 0), "b <= 0")
    if !(a <= 1 && b <= 1) {
      let x = standardGamma(a)
      let y = standardGamma(b)
      return x / (x + y)
    }
    // Jöhnk (1964).
    while true {
      let u = twister.unit()
      let v = twister.unit()
      let x = pow(u, 1 / a)
      let y = pow(v, 1 / b)
      if x + y > 1 { continue }
      if x + y > 0 { return x / (x + y) }
      // Both underflowed: the same in logarithms.
      var logX = log(u) / a
      var logY = log(v) / b
      let largest = max(logX, logY)
      logX -= largest
      logY -= largest
      return exp(logX - log(exp(logX) + exp(logY)))
    }
  }

  /// `chisquare(df)`
  package mutating func chiSquare(_ freedom: Double) throws(RandomFailure) -> Double {
    try Self.check(!(freedom <= 0), "df <= 0")
    return 2 * standardGamma(freedom / 2)
  }

  /// `standard_t(df)`
  package mutating func studentT(_ freedom: Double) throws(RandomFailure) -> Double {
    try Self.check(!(freedom <= 0), "df <= 0")
    let numerator = gaussian()
    let denominator = standardGamma(freedom / 2)
    return (freedom / 2).squareRoot() * numerator / denominator.squareRoot()
  }

  /// `standard_cauchy()`
  package mutating func cauchy() -> Double {
    let numerator = gaussian()
    return numerator / gaussian()
  }

  /// `lognormal(mean, sigma)`
  package mutating func logNormal(_ mean: Double, _ sigma: Double) throws(RandomFailure) -> Double {
    try Self.check(!Self.isNegative(sigma), "sigma < 0")
    return exp(mean + sigma * gaussian())
  }

  /// `laplace(loc, scale)`
  package mutating func laplace(_ location: Double, _ scale: Double) throws(RandomFailure) -> Double
  {
    try Self.check(!Self.isNegative(scale), "scale < 0")
    while true {
      let u = twister.unit()
      if u >= 0.5 { return location - scale * log(2 - u - u) }
      if u > 0 { return location + scale * log(u + u) }
    }
  }

  /// `gumbel(loc, scale)`
  package mutating func gumbel(_ location: Double, _ scale: Double) throws(RandomFailure) -> Double
  {
    try Self.check(!Self.isNegative(scale), "scale < 0")
    while true {
      let u = 1 - twister.unit()
      if u < 1 { return location - scale * log(-log(u)) }
    }
  }

  /// `logistic(loc, scale)`
  package mutating func logistic(_ location: Double, _ scale: Double) throws(RandomFailure)
    -> Double
  {
    try Self.check(!Self.isNegative(scale), "scale < 0")
    while true {
      let u = twister.unit()
      if u > 0 { return location + scale * log(u / (1 - u)) }
    }
  }

  /// `rayleigh(scale)`
  package mutating func rayleigh(_ scale: Double) throws(RandomFailure) -> Double {
    try Self.check(!Self.isNegative(scale), "scale < 0")
    return scale * (-2 * log1p(-twister.unit())).squareRoot()
  }

  /// `pareto(a)`
  package mutating func pareto(_ a: Double) throws(RandomFailure) -> Double {
    try Self.check(!(a <= 0), "a <= 0")
    return exp(exponential() / a) - 1
  }

  /// `weibull(a)`
  package mutating func weibull(_ a: Double) throws(RandomFailure) -> Double {
    try Self.check(!Self.isNegative(a), "a < 0")
    return a == 0 ? 0 : pow(exponential(), 1 / a)
  }

  /// `power(a)`
  package mutating func power(_ a: Double) throws(RandomFailure) -> Double {
    try Self.check(!(a <= 0), "a <= 0")
    return pow(1 - exp(-exponential()), 1 / a)
  }

  /// `triangular(left, mode, right)`
  package mutating func triangular(_ left: Double, _ mode: Double, _ right: Double)
    throws(RandomFailure) -> Double
  {
    try Self.check(!(left > mode), "left > mode")
    try Self.check(!(mode > right), "mode > right")
    try Self.check(left != right, "left == right")
    let base = right - left
    let u = twister.unit()
    if u <= (mode - left) / base { return left + (u * ((mode - left) * base)).squareRoot() }
    return right - ((1 - u) * ((right - mode) * base)).squareRoot()
  }

  /// `dirichlet(alpha)`
  package mutating func dirichlet(_ alpha: [Double]) throws(RandomFailure) -> [Double] {
    try Self.check(!alpha.contains { $0 <= 0 }, "alpha <= 0")
    var total = 0.0
    var parts: [Double] = []
    for shape in alpha {
      parts.append(standardGamma(shape))
      total += parts[parts.count - 1]
    }
    let inverse = 1 / total
    return parts.map { $0 * inverse }
  }
}
