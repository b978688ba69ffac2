import Arrays

/// What is believed of a function from some of its values: at every other point a mean and a spread.
///
/// Zero mean, variance 1, kernel exp(−½‖a − b‖²/length²), 1e-6 added to the covariance's diagonal
/// (Rasmussen, Williams 2006, algorithm 2.1). Values should have mean 0 and variance 1.
package struct GaussianProcess {
  package static let jitter = 1e-6
  /// Length scales that are compared where none are given.
  package static let lengths = [0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0]
  /// More points take too long: the work grows with their cube.
  package static let mostPoints = 500

  package let points: [[Double]]
  package let length: Double
  /// log p(values | points, length) of each length that was compared.
  package let logLikelihoods: [Double]
  private let factor: Matrix
  private let weights: [Double]

  /// Takes the length scale under which the values are most likely, the first of equal ones.
  ///
  /// - Returns: nil where no length scale gives a covariance that can be factored.
  package init?(_ points: [[Double]], _ values: [Double], lengths: [Double] = lengths) {
    guard points.count == values.count, !points.isEmpty else { return nil }
    var likelihoods: [Double] = []
    var best: (length: Double, factor: Matrix, weights: [Double], likelihood: Double)?
    for length in lengths {
      guard let factor = Self.covariance(points, length).cholesky() else {
        likelihoods.append(-.infinity)
        continue
      }
      let weights = factor.solvedTransposed(factor.solvedTriangle(values))
      var likelihood = -0.5 * zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
      for i in 0..<factor.rows { likelihood -= FloatFunction.log(factor[i, i]) }
      likelihood -= 0.5 * Double(points.count) * FloatFunction.log(2 * .pi)
      likelihoods.append(likelihood)
      if best.map({ likelihood > $0.likelihood }) ?? true {
        best = (length, factor, weights, likelihood)
      }
    }
    guard let best else { return nil }
    self.points = points
    length = best.length
    factor = best.factor
    weights = best.weights
    logLikelihoods = likelihoods
  }

  /// Mean and standard deviation at a point.
  package func belief(at point: [Double]) -> (mean: Double, deviation: Double) {
    let near = points.map { Self.kernel($0, point, length) }
    let mean = zip(near, weights).reduce(0) { $0 + $1.0 * $1.1 }
    let part = factor.solvedTriangle(near)
    return (mean, max(0, 1 - part.reduce(0) { $0 + $1 * $1 }).squareRoot())
  }

  private static func kernel(_ a: [Double], _ b: [Double], _ length: Double) -> Double {
    let square = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return FloatFunction.exp(-0.5 * square / (length * length))
  }

  private static func covariance(_ points: [[Double]], _ length: Double) -> Matrix {
    var result = Matrix(zeros: points.count, points.count)
    for i in points.indices {
      for j in 0...i {
        let value = kernel(points[i], points[j], length) + (i == j ? jitter : 0)
        result[i, j] = value
        result[j, i] = value
      }
    }
    return result
  }
}

/// How much a point is expected to lie below the best value so far: 0 where it surely does not
/// (Jones, Schonlau, Welch 1998, eq. 15, ξ = 0).
package func expectedImprovement(mean: Double, deviation: Double, best: Double) -> Double {
  guard deviation > 0 else { return max(0, best - mean) }
  let z = (best - mean) / deviation
  let cumulative = 0.5 * FloatFunction.erfc(-z / 2.0.squareRoot())
  let density = FloatFunction.exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
  return (best - mean) * cumulative + deviation * density
}

extension Matrix {
  /// x with self · x = b, where self is a lower triangle.
  package func solvedTriangle(_ b: [Double]) -> [Double] {
    var x = b
    for i in 0..<min(rows, b.count) {
      var value = b[i]
      for j in 0..<i { value -= self[i, j] * x[j] }
      x[i] = value / self[i, i]
    }
    return x
  }

  /// x with selfᵀ · x = b, where self is a lower triangle.
  package func solvedTransposed(_ b: [Double]) -> [Double] {
    var x = b
    for i in (0..<min(rows, b.count)).reversed() {
      var value = b[i]
      for j in (i + 1)..<max(i + 1, rows) { value -= self[j, i] * x[j] }
      x[i] = value / self[i, i]
    }
    return x
  }
}
