import Arrays

/// How near one gradient is to another, element by element.
struct GradientMatch {
  /// Rounding that is let pass, for double and for single precision.
  struct Tolerance: Sendable {
    /// Of an element's own size.
    var relative: Double
    /// Of the sizes of the terms that were added up for it: where they cancel, the rest is rounding.
    var ofTerms: Double
    /// One rounding.
    var unit: Double

    static let double = Tolerance(relative: 1e-7, ofTerms: 1e-10, unit: 0x1p-52)
    static let single = Tolerance(relative: 1e-5, ofTerms: 1e-5, unit: 0x1p-23)
  }

  /// Roundings up to which two numbers count as the same.
  private static let exactRoundings = 4.0

  var isExact = true
  var isRight = true
  /// The largest relative error, |a−b| / max(1e-8, |a|, |b|), of elements that are not right, or
  /// where all are, of all.
  var error = 0.0
  /// Where it is, in row-major order.
  var position = 0

  /// - Parameter terms: sizes of what was added up, where they are known.
  init(
    _ yours: [Double], _ expected: [Double], terms: [Double]? = nil, _ tolerance: Tolerance
  ) {
    guard yours.count == expected.count else {
      isExact = false
      isRight = false
      error = .infinity
      return
    }
    var worst = -1.0
    for position in yours.indices {
      let (a, b) = (yours[position], expected[position])
      if a == b || (a.isNaN && b.isNaN) { continue }
      let difference = abs(a - b)
      let size = max(abs(a), abs(b))
      guard difference.isFinite, size.isFinite else {
        (isExact, isRight, error) = (false, false, .infinity)
        if worst < .infinity { (worst, self.position) = (.infinity, position) }
        continue
      }
      if difference > Self.exactRoundings * tolerance.unit * size { isExact = false }
      let total = terms.map { position < $0.count ? $0[position] : 0 } ?? 0
      let isTolerated =
        difference <= tolerance.relative * size
        || (total.isFinite && difference <= tolerance.ofTerms * total)
        || difference <= tolerance.relative * 1e-8
      if !isTolerated { isRight = false }
      let relative = difference / max(1e-8, size)
      // What rounding explains is measured by what was added up.
      let weighed = isTolerated ? min(relative, difference / max(1e-8, size, total)) : 1 + relative
      if weighed > worst {
        worst = weighed
        self.position = position
        error = isTolerated ? weighed : relative
      }
    }
  }
}

/// Shapes of gradients.
enum GradientShape {
  /// The same shape; one number counts as any shape of one element, and axes of length 1 in front
  /// don't count: broadcasting puts them there.
  static func agree(_ a: [Int], _ b: [Int]) -> Bool {
    a == b || a.drop { $0 == 1 }.elementsEqual(b.drop { $0 == 1 })
      || (a.reduce(1, *) == 1 && b.reduce(1, *) == 1)
  }

  /// The same shape but for axes of length 1.
  static func agreeLoosely(_ a: [Int], _ b: [Int]) -> Bool {
    a.filter { $0 != 1 } == b.filter { $0 != 1 }
  }

  /// The index of a position in row-major order.
  static func index(_ position: Int, _ shape: [Int]) -> [Int] {
    var rest = position
    var index: [Int] = []
    for size in shape.reversed() {
      index.append(rest % max(1, size))
      rest /= max(1, size)
    }
    return index.reversed()
  }
}
