import Arrays

/// The gradient of one operand of a gate, or of one input, beside central differences.
package struct Differences: Sendable {
  package struct Element: Sendable {
    /// Row-major.
    package var position: Int
    package var analytic: Double
    package var numeric: Double
    /// |a − b| / max(1e-8, |a|, |b|); 0 where the two differ by rounding alone.
    package var relativeError: Double
  }

  package enum Verdict: String, Sendable { case right, doubtful, wrong, unchecked }

  /// Relative errors up to which a gradient is right, and above which it is wrong.
  package static let (right, rightSingle, wrong) = (1e-6, 1e-3, 1e-2)
  /// The step, times |x| where that is larger than 1. Where the first doesn't agree, the next is tried.
  package static let steps = [1e-5, 1e-6, 1e-4]
  package static let step = 1e-5

  package var elements: [Element] = []
  package var shape: [Int]
  /// Elements beside a kink, and those where the function is not defined.
  package var kinks = 0
  package var undefined = 0
  /// The analytic gradient was computed in float32.
  package var isSingle: Bool
  /// All that was compared is 0 up to rounding.
  package var isZero = false

  package var total: Int { shape.reduce(1, *) }
  package var looked: Int { elements.count + kinks + undefined }
  package var worst: Element? { elements.max { $0.relativeError < $1.relativeError } }
  package var relativeError: Double { worst?.relativeError ?? 0 }
  package var verdict: Verdict {
    if elements.isEmpty { return .unchecked }
    if relativeError <= (isSingle ? Self.rightSingle : Self.right) { return .right }
    return relativeError > Self.wrong ? .wrong : .doubtful
  }

  /// A function of one array near the values it was given.
  struct Function {
    /// The output there, and which way its gates went.
    var at: (NDArray) throws -> (values: [Double], way: Int)
    /// What each element of the output counts.
    var weights: [Double]
    /// What rounding may change in the weighted sum of the outputs, and in an analytic gradient: less
    /// than that is no mistake.
    var noise: (value: Double, gradient: Double)
    /// Some of its gates have kinks that no way tells of.
    var hasUnknownKinks: Bool
  }

  /// Compares some elements of a gradient with differences of a function.
  init(
    _ analytic: [Double], at x: NDArray, places: [Int], isSingle: Bool, _ function: Function
  ) throws {
    shape = x.shape
    self.isSingle = isSingle
    let right = isSingle ? Self.rightSingle : Self.right
    let largest = analytic.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    // A sum that cancels keeps the rounding of its terms.
    let rounding = max(largest, function.noise.gradient) * (isSingle ? 1e-6 : 1e-14)
    isZero = true
    for place in places where place < analytic.count {
      let given = analytic[place]
      var first: Element?
      var isKink = false
      var slopes: [Double] = []
      for step in Self.steps {
        let value = x.load(at: place).double
        guard let found = try Self.difference(function, x, place, step * max(1, abs(value))) else {
          isKink = true
          continue
        }
        slopes.append(found.slope)
        let floor = max(rounding, found.floor)
        if abs(given) > floor * 4 || abs(found.slope) > floor * 4 { isZero = false }
        let error = Self.relativeError(given, found.slope, floor, right: right)
        let element = Element(
          position: place, analytic: given, numeric: found.slope, relativeError: error)
        if first == nil || error <= right { first = element }
        if error <= right { break }
      }
      guard let element = first else {
        kinks += 1
        continue
      }
      if !element.numeric.isFinite {
        undefined += 1
      } else if element.relativeError > right,
        isKink || function.hasUnknownKinks,
        try isKink || Self.isUnsettled(slopes, given) || Self.bends(function, x, place)
      {
        kinks += 1
      } else {
        elements.append(element)
      }
    }
    if elements.isEmpty { isZero = false }
  }

  /// A gap that rounding explains is none.
  private static func relativeError(_ a: Double, _ b: Double, _ floor: Double, right: Double)
    -> Double
  {
    let gap = abs(a - b)
    if a == b { return 0 }
    let error = gap / max(1e-8, abs(a), abs(b))
    if error > right, gap <= floor { return 0 }
    return error.isNaN ? .infinity : error
  }

  /// (f(x + h) − f(x − h)) / 2h, and what rounding may make of it; nil across a kink.
  private static func difference(_ f: Function, _ x: NDArray, _ place: Int, _ step: Double) throws
    -> (slope: Double, floor: Double)?
  {
    let (high, up) = try moved(f, x, place, step)
    let (low, down) = try moved(f, x, place, -step)
    if up.way != down.way { return nil }
    var sum = 0.0
    for ((a, b), weight) in zip(zip(up.values, down.values), f.weights) where a != b {
      sum += weight * (a - b)
    }
    return (sum / (high - low), f.noise.value / (high - low))
  }

  private static func moved(_ f: Function, _ x: NDArray, _ place: Int, _ step: Double) throws
    -> (x: Double, (values: [Double], way: Int))
  {
    let copy = x.copy()
    let value = x.load(at: place).double + step
    copy.set(place, .float(value))
    return (value, try f.at(copy))
  }

  /// Whether differences of the first two steps disagree with each other no less than a quarter of
  /// what they disagree with the gradient: so it is beside a kink, and at one of the slope, as that of
  /// max(0, x)². Away from kinks they agree, and a wrong gradient with none of them.
  package static func isUnsettled(_ slopes: [Double], _ given: Double) -> Bool {
    guard slopes.count > 1, given.isFinite else { return false }
    let gap = min(abs(slopes[0] - given), abs(slopes[1] - given))
    return abs(slopes[0] - slopes[1]) > gap / 4
  }

  /// Whether the slopes on both sides differ, and no less when one looks closer.
  private static func bends(_ f: Function, _ x: NDArray, _ place: Int) throws -> Bool {
    let middle = try f.at(x).values
    func gap(_ step: Double) throws -> (gap: Double, size: Double) {
      let up = try moved(f, x, place, step).1.values
      let down = try moved(f, x, place, -step).1.values
      var (right, left) = (0.0, 0.0)
      for (index, weight) in f.weights.enumerated() where index < middle.count {
        right += weight * (up[index] - middle[index]) / step
        left += weight * (middle[index] - down[index]) / step
      }
      return (abs(right - left), max(abs(right), abs(left)))
    }
    let far = try gap(1e-5)
    let near = try gap(1e-6)
    return near.gap > 1e-3 * near.size && near.gap > far.gap / 2
  }
}
