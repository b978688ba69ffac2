import Arrays

/// Rounds of random trials: each looks more closely around the best so far, or, where the best lies
/// at the edge of what was looked at, beyond that edge.
package struct CoarseToFine: SearchStrategy {
  /// The part of a range, at each end, that counts as its edge.
  package static let edge = 0.1

  private let axes: [SearchAxis]
  private let rounds: Int
  private let perRound: Int
  private let shrink: Double
  private var state: RandomState
  private var round = 1
  /// The range of each axis in its own scale: logarithms, numbers, places of options.
  private var ranges: [ClosedRange<Double>]
  package private(set) var remarks: [SearchRemark] = []

  /// - Parameter shrink: the part of a range that the next round looks at.
  package init(
    _ axes: [SearchAxis], rounds: Int, trials: Int, shrink: Double, _ state: RandomState
  ) {
    self.axes = axes
    self.rounds = rounds
    perRound = max(1, trials)
    self.shrink = shrink
    self.state = state
    ranges = axes.map(\.scale)
  }

  package mutating func next(after trials: [SearchTrial]) -> SearchTrial? {
    if trials.count == round * perRound {
      if round == rounds { return nil }
      zoom(trials)
      round += 1
    }
    guard trials.count < rounds * perRound else { return nil }
    let points = zip(axes, ranges).map { axis, range in
      axis.rounded(range.lowerBound + (range.upperBound - range.lowerBound) * state.unit())
    }
    return SearchTrial(
      place: zip(axes, points).map { $0.unit(of: $1) },
      values: zip(axes, points).map { $0.value(ofPoint: $1) }, loss: nil)
  }

  private mutating func zoom(_ trials: [SearchTrial]) {
    guard let best = trials.best else { return }
    for (number, axis) in axes.enumerated() {
      if case .choice = axis { continue }
      let point = axis.point(of: trials[best].values[number])
      let (low, high) = (ranges[number].lowerBound, ranges[number].upperBound)
      let width = high - low
      guard width > 0 else { continue }
      let isLower = point < low + Self.edge * width
      let isUpper = point > high - Self.edge * width
      let limits = axis.hardLimits
      if isLower && low > limits.lowerBound || isUpper && high < limits.upperBound {
        let widened = axis.within(point - width / 2, point + width / 2, limits)
        remarks.append(
          SearchRemark(
            axis: number, round: round, best: trials[best].values[number], isUpper: isUpper,
            range: axis.ends(ranges[number]), widened: axis.ends(widened)))
        ranges[number] = widened
      } else {
        let half = width * shrink / 2
        ranges[number] = axis.within(max(low, point - half), min(high, point + half), limits)
      }
    }
  }
}

/// Places in an axis's own scale: logarithms of log-uniform numbers, else the numbers.
extension SearchAxis {
  var scale: ClosedRange<Double> {
    switch self {
    case .uniform(let low, let high, _): low...max(low, high)
    case .logUniform(let low, let high):
      FloatFunction.log(low)...max(FloatFunction.log(low), FloatFunction.log(high))
    // Each whole number has a share of width 1 around it.
    case .integers(let low, _): Double(low) - 0.5...Double(low) - 0.5 + Double(count ?? 1)
    case .choice(let count): -0.5...Double(max(1, count)) - 0.5
    }
  }

  /// Logarithms stay within what a Double holds.
  var hardLimits: ClosedRange<Double> {
    switch self {
    case .uniform(_, _, let isHard): isHard ? scale : -1e300...1e300
    case .logUniform: -700...700
    case .integers: -1e15...1e15
    case .choice: scale
    }
  }

  func within(_ low: Double, _ high: Double, _ limits: ClosedRange<Double>) -> ClosedRange<Double> {
    let low = min(max(low, limits.lowerBound), limits.upperBound)
    let high = min(max(high, limits.lowerBound), limits.upperBound)
    guard case .integers = self else { return low...max(low, high) }
    // Whole shares.
    let first = (low + 0.5).rounded(.down) - 0.5
    return first...max(first + 1, (high + 0.5).rounded(.up) - 0.5)
  }

  func rounded(_ point: Double) -> Double {
    count == nil ? point : (point + 0.5).rounded(.down)
  }

  func value(ofPoint point: Double) -> SearchValue {
    switch self {
    case .uniform: .number(point)
    case .logUniform: .number(FloatFunction.exp(point))
    case .integers: .integer(Int(exactly: point) ?? 0)
    case .choice(let count): .option(min(max(0, count - 1), max(0, Int(exactly: point) ?? 0)))
    }
  }

  func point(of value: SearchValue) -> Double {
    switch value {
    case .number(let number):
      if case .logUniform = self { FloatFunction.log(number) } else { number }
    case .integer(let number), .option(let number): Double(number)
    }
  }

  /// From 0 to 1 over the axis as it was first given.
  func unit(of point: Double) -> Double {
    let width = scale.upperBound - scale.lowerBound
    return width > 0 ? (point - scale.lowerBound) / width : 0.5
  }

  /// The ends of a range as numbers of the parameter.
  func ends(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    switch self {
    case .logUniform:
      let (low, high) = (FloatFunction.exp(range.lowerBound), FloatFunction.exp(range.upperBound))
      return low...max(low, high)
    case .integers:
      return range.lowerBound + 0.5...max(range.lowerBound + 0.5, range.upperBound - 0.5)
    default: return range
    }
  }
}
