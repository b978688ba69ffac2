import Arrays

/// Points of a plane, or of a space, and the class of each: what classifiers are tried on first.
package struct LabelledPoints {
  /// (N, D), float64.
  package var points: NDArray
  /// (N), int64.
  package var labels: NDArray

  /// Classes that wind around the origin, each point turned by normal noise.
  ///
  /// Drawn in the order of the course page (CS231n, Neural Networks Case Study): class by class, one
  /// normal number for each point. Arm j runs from angle 4j to 4j + 4, its radius from 0 to 1.
  package static func spiral(
    pointsPerClass count: Int, classes: Int, noise: Double, _ state: inout RandomState
  ) throws -> LabelledPoints {
    let total = try NDArray.checkedCount([classes, count, 2]) / 2
    let radii = try NDArray.linearSpace(0, 1, count: count, endpoint: true).doubles
    var coordinates: [Double] = []
    coordinates.reserveCapacity(total * 2)
    for arm in 0..<classes {
      let angles = try NDArray.linearSpace(
        Double(arm) * 4, Double(arm + 1) * 4, count: count, endpoint: true
      ).doubles
      for (radius, angle) in zip(radii, angles) {
        let turned = angle + state.gaussian() * noise
        coordinates.append(radius * FloatFunction.sin(turned))
        coordinates.append(radius * FloatFunction.cos(turned))
      }
    }
    return LabelledPoints(coordinates, (0..<total).map { $0 / max(1, count) })
  }

  /// Two half circles that reach into each other, as scikit-learn's `make_moons`.
  package static func moons(
    count: Int, noise: Double?, isShuffled: Bool, _ state: inout RandomState
  ) throws -> LabelledPoints {
    let outer = try angles(count / 2, half: true).map {
      (FloatFunction.cos($0), FloatFunction.sin($0))
    }
    let inner = try angles(count - count / 2, half: true).map {
      (1 - FloatFunction.cos($0), 1 - FloatFunction.sin($0) - 0.5)
    }
    return try two(outer, inner).finished(noise, isShuffled, &state)
  }

  /// A circle within a circle, as scikit-learn's `make_circles`.
  ///
  /// - Parameter factor: the inner radius; the outer one is 1.
  package static func circles(
    count: Int, noise: Double?, factor: Double, isShuffled: Bool, _ state: inout RandomState
  ) throws -> LabelledPoints {
    let outer = try angles(count / 2, half: false).map {
      (FloatFunction.cos($0), FloatFunction.sin($0))
    }
    let inner = try angles(count - count / 2, half: false).map {
      (FloatFunction.cos($0) * factor, FloatFunction.sin($0) * factor)
    }
    return try two(outer, inner).finished(noise, isShuffled, &state)
  }

  /// Where the clusters of `blobs` lie: as many as asked for in a box, or given.
  package enum Centers {
    case drawn(count: Int, dimensions: Int, low: Double, high: Double)
    /// A row each.
    case given([[Double]])
  }

  /// Normal clouds around centers, as scikit-learn's `make_blobs`.
  ///
  /// - Parameter deviations: one for each center.
  package static func blobs(
    count: Int, _ centers: Centers, deviations: [Double], isShuffled: Bool,
    _ state: inout RandomState
  ) throws -> LabelledPoints {
    var rows: [[Double]] = []
    switch centers {
    case .given(let given): rows = given
    case .drawn(let number, let dimensions, let low, let high):
      _ = try NDArray.checkedCount([number, dimensions])
      for _ in 0..<number {
        rows.append(try (0..<dimensions).map { _ in try state.uniform(low, high) })
      }
    }
    guard let dimensions = rows.first?.count, rows.count == deviations.count else {
      return LabelledPoints(points: NDArray(zeros: [0, 2], .float64), labels: NDArray([Int]()))
    }
    _ = try NDArray.checkedCount([count, dimensions])
    var coordinates: [Double] = []
    coordinates.reserveCapacity(count * dimensions)
    var labels: [Int] = []
    for (label, (center, deviation)) in zip(rows, deviations).enumerated() {
      for _ in 0..<(count / rows.count + (label < count % rows.count ? 1 : 0)) {
        for place in center { coordinates.append(try state.normal(place, deviation)) }
        labels.append(label)
      }
    }
    return try LabelledPoints(coordinates, labels, dimensions: dimensions)
      .finished(nil, isShuffled, &state)
  }

  private init(points: NDArray, labels: NDArray) {
    self.points = points
    self.labels = labels
  }

  private init(_ coordinates: [Double], _ labels: [Int], dimensions: Int = 2) {
    points = NDArray(coordinates, shape: [labels.count, dimensions])
    self.labels = NDArray(labels)
  }

  private static func angles(_ count: Int, half: Bool) throws -> [Double] {
    try NDArray.linearSpace(0, half ? .pi : 2 * .pi, count: count, endpoint: half).doubles
  }

  private static func two(_ first: [(Double, Double)], _ second: [(Double, Double)])
    -> LabelledPoints
  {
    LabelledPoints(
      (first + second).flatMap { [$0.0, $0.1] },
      [Int](repeating: 0, count: first.count) + [Int](repeating: 1, count: second.count))
  }

  /// Shuffles first and moves each coordinate afterwards, as scikit-learn does.
  private func finished(_ noise: Double?, _ isShuffled: Bool, _ state: inout RandomState) throws
    -> LabelledPoints
  {
    var result = self
    if isShuffled {
      let order = state.permutation(labels.count)
      result = LabelledPoints(points: points.rows(order), labels: labels.rows(order))
    }
    if let noise {
      let coordinates = result.points.pointer(Double.self)
      for place in 0..<result.points.count { coordinates[place] += try state.normal(0, noise) }
    }
    return result
  }
}
