#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Distributions over whole numbers.
extension RandomState {
  /// `binomial(n, p)`
  package mutating func binomial(_ n: Int, _ p: Double) throws(RandomFailure) -> Int {
    try Self.check(n >= 0, "n < 0")
    try Self.check(p >= 0 && p <= 1, "p < 0, p > 1 or p is NaN")
    // NumPy's legacy stream draws for n = 0 and p = 0 too.
    let (size, rare) = (Double(n), min(p, 1 - p))
    let count = rare * size <= 30 ? inversion(n, rare) : acceptReject(n, rare)
    return p <= 0.5 ? count : n - count
  }

  /// Adds up probabilities until they pass a uniform number.
  private mutating func inversion(_ n: Int, _ p: Double) -> Int {
    let q = 1 - p
    let start = exp(Double(n) * log(q))
    let mean = Double(n) * p
    let bound = Int(min(Double(n), mean + 10 * (mean * q + 1).squareRoot()))
    var count = 0
    var probability = start
    var u = twister.unit()
    while u > probability {
      count += 1
      if count > bound {
        count = 0
        probability = start
        u = twister.unit()
      } else {
        u -= probability
        probability = (Double(n - count + 1) * p * probability) / (Double(count) * q)
      }
    }
    return count
  }

  /// Algorithm BTPE of Kachitvichyanukul and Schmeiser, CACM 31(2), 1988: a triangle, a
  /// parallelogram and two exponential tails over the distribution.
  private mutating func acceptReject(_ n: Int, _ p: Double) -> Int {
    let shape = BinomialHat(n, p)
    while true {
      let u = twister.unit() * shape.p4
      var v = twister.unit()
      if u <= shape.p1 { return clamped((shape.center - shape.p1 * v + u).rounded(.down), n) }
      let y: Double
      if u <= shape.p2 {
        let x = shape.left + (u - shape.p1) / shape.c
        v = v * shape.c + 1 - abs(shape.mode - x + 0.5) / shape.p1
        if v > 1 { continue }
        y = x.rounded(.down)
      } else if u <= shape.p3 {
        y = (shape.left + log(v) / shape.leftRate).rounded(.down)
        if y < 0 || v == 0 { continue }
        v = v * (u - shape.p2) * shape.leftRate
      } else {
        y = (shape.right - log(v) / shape.rightRate).rounded(.down)
        if y > Double(n) || v == 0 { continue }
        v = v * (u - shape.p3) * shape.rightRate
      }
      if shape.accepts(y, v) { return clamped(y, n) }
    }
  }

  private func clamped(_ y: Double, _ n: Int) -> Int { min(n, Int(exactly: max(0, y)) ?? n) }

  /// `poisson(lam)`
  package mutating func poisson(_ rate: Double) throws(RandomFailure) -> Int {
    try Self.check(rate >= 0, "lam < 0 or lam is NaN")
    try Self.check(rate <= 9_223_372_006_484_770_816, "lam value too large")
    if rate >= 10 { return transformedRejection(rate) }
    if rate == 0 { return 0 }
    let limit = exp(-rate)
    var count = 0
    var product = 1.0
    while true {
      product *= twister.unit()
      if product <= limit { return count }
      count += 1
    }
  }

  /// PTRS of W. Hörmann, "The transformed rejection method for generating Poisson random
  /// variables", 1993.
  private mutating func transformedRejection(_ rate: Double) -> Int {
    let logRate = log(rate)
    let b = 0.931 + 2.53 * rate.squareRoot()
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let acceptance = 0.9277 - 3.6224 / (b - 2)
    while true {
      let u = twister.unit() - 0.5
      let v = twister.unit()
      let distance = 0.5 - abs(u)
      let k = ((2 * a / distance + b) * u + rate + 0.43).rounded(.down)
      guard let count = Int(exactly: k) else { continue }
      if distance >= 0.07 && v <= acceptance { return count }
      if k < 0 || (distance < 0.013 && v > distance) { continue }
      let left = log(v) + log(inverseAlpha) - log(a / (distance * distance) + b)
      if left <= -rate + k * logRate - Self.logGamma(k + 1) { return count }
    }
  }

  /// The logarithm of the gamma function by Stirling's series (Zhang and Jin, 1996), as NumPy's.
  private static func logGamma(_ x: Double) -> Double {
    if x == 1 || x == 2 { return 0 }
    let steps = x < 7 ? (7 - x).rounded(.down) : 0
    var shifted = x + steps
    let inverseSquare = (1 / shifted) * (1 / shifted)
    var series = stirling[9]
    for coefficient in stirling.dropLast().reversed() {
      series = series * inverseSquare
      series += coefficient
    }
    var result = series / shifted + 0.5 * 1.8378770664093453 + (shifted - 0.5) * log(shifted)
    result -= shifted
    for _ in 0..<Int(steps) {
      result -= log(shifted - 1)
      shifted -= 1
    }
    return result
  }

  private static let stirling = [
    8.333333333333333e-02, -2.777777777777778e-03, 7.936507936507937e-04, -5.952380952380952e-04,
    8.417508417508418e-04, -1.917526917526918e-03, 6.410256410256410e-03, -2.955065359477124e-02,
    1.796443723688307e-01, -1.39243221690590e+00,
  ]

  /// `geometric(p)`
  package mutating func geometric(_ p: Double) throws(RandomFailure) -> Int {
    try Self.check(p > 0 && p <= 1, "p <= 0, p > 1 or p contains NaNs")
    if p < 0.333333333333333333333333 {
      let draws = (log1p(-twister.unit()) / log(1 - p)).rounded(.up)
      return Int(exactly: draws) ?? Int.max
    }
    let u = twister.unit()
    var count = 1
    var probability = p
    var sum = p
    while u > sum && probability > 0 {
      probability *= 1 - p
      sum += probability
      count += 1
    }
    return count
  }

  /// `multinomial(n, pvals)`
  package mutating func multinomial(_ n: Int, _ probabilities: [Double]) throws(RandomFailure)
    -> [Int]
  {
    try Self.check(n >= 0, "n < 0")
    try Self.check(
      probabilities.allSatisfy { $0 >= 0 && $0 <= 1 },
      "pvals < 0, pvals > 1 or pvals contains NaNs")
    try Self.check(
      probabilities.dropLast().reduce(0, +) <= 1 + 1e-12, "sum(pvals[:-1]) > 1.0")
    var counts = [Int](repeating: 0, count: probabilities.count)
    var left = n
    var rest = 1.0
    for index in probabilities.indices.dropLast() {
      let share = min(1, max(0, probabilities[index] / rest))
      // Here, unlike in `binomial`, NumPy does not draw for a share of 0.
      counts[index] = share == 0 ? 0 : try binomial(left, share)
      left -= counts[index]
      if left <= 0 { return counts }
      rest -= probabilities[index]
    }
    if !counts.isEmpty { counts[counts.count - 1] = left }
    return counts
  }
}

/// The function above the binomial distribution that BTPE draws from.
private struct BinomialHat {
  let n, p, q, mode, center, left, right, c, leftRate, rightRate, p1, p2, p3, p4: Double

  init(_ count: Int, _ p: Double) {
    n = Double(count)
    self.p = p
    q = 1 - p
    let peak = n * p + p
    mode = peak.rounded(.down)
    p1 = (2.195 * (n * p * q).squareRoot() - 4.6 * q).rounded(.down) + 0.5
    center = mode + 0.5
    left = center - p1
    right = center + p1
    c = 0.134 + 20.5 / (15.3 + mode)
    let a = (peak - left) / (peak - left * p)
    leftRate = a * (1 + a / 2)
    let b = (right - peak) / (right * q)
    rightRate = b * (1 + b / 2)
    p2 = p1 * (1 + 2 * c)
    p3 = p2 + c / leftRate
    p4 = p3 + c / rightRate
  }

  /// Whether `v` is under the distribution at `y`.
  func accepts(_ y: Double, _ v: Double) -> Bool {
    let spread = n * p * q
    let k = abs(y - mode)
    if !(k > 20 && k < spread / 2 - 1) { return v <= ratio(y) }
    let rho = (k / spread) * ((k * (k / 3 + 0.625) + 0.16666666666666666) / spread + 0.5)
    let t = -k * k / (2 * spread)
    let logV = log(v)
    if logV < t - rho { return true }
    if logV > t + rho { return false }
    let x1 = y + 1
    let f1 = mode + 1
    let z = n + 1 - mode
    let w = n - y + 1
    var bound = center * log(f1 / x1) + (n - mode + 0.5) * log(z / w)
    bound += (y - mode) * log(w * p / (x1 * q))
    bound += Self.correction(f1) + Self.correction(z) + Self.correction(x1) + Self.correction(w)
    return logV <= bound
  }

  /// The probability of `y` over that of the mode, by recursion.
  private func ratio(_ y: Double) -> Double {
    let s = p / q
    let a = s * (n + 1)
    var f = 1.0
    if mode < y {
      for i in stride(from: mode + 1, through: y, by: 1) { f *= a / i - s }
    } else {
      for i in stride(from: y + 1, through: mode, by: 1) { f /= a / i - s }
    }
    return f
  }

  private static func correction(_ x: Double) -> Double {
    let square = x * x
    return (13680 - (462 - (132 - (99 - 140 / square) / square) / square) / square) / x / 166320
  }
}
