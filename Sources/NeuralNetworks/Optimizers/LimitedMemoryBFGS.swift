import Arrays

/// L-BFGS: the inverse Hessian from the last pairs s = Δw, y = Δg, without ever writing it down
/// (Liu, Nocedal 1989), with backtracking by halves until Armijo's condition holds.
package struct LimitedMemoryBFGS {
  package struct Pair {
    package var s: [Double]
    package var y: [Double]
  }

  /// How many pairs are kept.
  package let history: Int
  /// The share of the promised descent that is enough (Nocedal, Wright: 1e-4).
  package let enough: Double
  package private(set) var pairs: [Pair] = []
  /// Steps halved so far.
  package private(set) var halvings = 0
  /// Times the function was asked for its value.
  package private(set) var evaluations = 0

  package init(history: Int = 10, enough: Double = 1e-4) {
    self.history = max(1, history)
    self.enough = enough
  }

  /// Steps are halved this often at most: beyond, 2⁻⁶⁰ of a step moves no float64.
  private static let mostHalvings = 60

  /// −H·g by the two loops of Nocedal (1980).
  package func direction(_ gradient: [Double]) -> [Double] {
    var q = gradient
    var alphas: [Double] = []
    for pair in pairs.reversed() {
      let alpha = Self.dot(pair.s, q) / Self.dot(pair.s, pair.y)
      for i in q.indices { q[i] -= alpha * pair.y[i] }
      alphas.append(alpha)
    }
    if let last = pairs.last {
      let scale = Self.dot(last.s, last.y) / Self.dot(last.y, last.y)
      for i in q.indices { q[i] *= scale }
    }
    for (pair, alpha) in zip(pairs, alphas.reversed()) {
      let beta = Self.dot(pair.y, q) / Self.dot(pair.s, pair.y)
      for i in q.indices { q[i] += pair.s[i] * (alpha - beta) }
    }
    return q.map { -$0 }
  }

  /// What one step found.
  package struct Step {
    package var weights: [Double]
    package var value: Double
    package var gradient: [Double]
    /// The length of the step along its direction; 0 where none was short enough.
    package var length: Double
  }

  /// One step from w, where the function has `value` and `gradient`.
  ///
  /// - Parameter evaluate: the function's value and gradient somewhere.
  package mutating func step(
    _ w: [Double], _ value: Double, _ gradient: [Double],
    _ evaluate: ([Double]) throws -> (value: Double, gradient: [Double])
  ) rethrows -> Step {
    var direction = direction(gradient)
    var slope = Self.dot(gradient, direction)
    if !(slope < 0) {
      // The pairs point uphill, as they may where the function is not convex: start anew.
      pairs = []
      direction = gradient.map { -$0 }
      slope = Self.dot(gradient, direction)
    }
    let size = gradient.reduce(0) { $0 + abs($1) }
    guard slope < 0, size.isFinite else {
      return Step(weights: w, value: value, gradient: gradient, length: 0)
    }
    var length = pairs.isEmpty ? min(1, 1 / size) : 1
    var found: (value: Double, gradient: [Double])
    var point = w
    var tries = 0
    repeat {
      if tries > 0 {
        length /= 2
        halvings += 1
      }
      for i in w.indices { point[i] = w[i] + length * direction[i] }
      found = try evaluate(point)
      evaluations += 1
      tries += 1
    } while !(found.value <= value + enough * length * slope) && tries <= Self.mostHalvings
    guard found.value <= value + enough * length * slope else {
      return Step(weights: w, value: value, gradient: gradient, length: 0)
    }
    let s = direction.map { length * $0 }
    let y = zip(found.gradient, gradient).map { $0 - $1 }
    if Self.dot(s, y) > 1e-10 {
      pairs.append(Pair(s: s, y: y))
      if pairs.count > history { pairs.removeFirst(pairs.count - history) }
    }
    return Step(weights: point, value: found.value, gradient: found.gradient, length: length)
  }

  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var total = 0.0
    for i in 0..<min(a.count, b.count) { total += a[i] * b[i] }
    return total
  }
}
