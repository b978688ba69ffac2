import Arrays

/// One parameter of a search: which values it can take, and how they lie between 0 and 1, so that
/// equal distances are equally interesting.
package enum SearchAxis: Hashable, Sendable {
  /// Real numbers; `isHard`: a search never widens the range.
  case uniform(low: Double, high: Double, isHard: Bool)
  /// Positive numbers whose logarithms are uniform.
  case logUniform(low: Double, high: Double)
  /// Whole numbers from `low` up to, not with, `high`.
  case integers(low: Int, high: Int)
  /// One of so many options, known by its place; neighbours count as near.
  case choice(count: Int)

  /// Values of whole numbers and choices; nil for real numbers.
  package var count: Int? {
    switch self {
    case .uniform, .logUniform: nil
    case .integers(let low, let high): max(1, high &- low)
    case .choice(let count): max(1, count)
    }
  }

  /// The value at a place from 0 to 1; whole numbers and choices have equal shares.
  package func value(at unit: Double) -> SearchValue {
    switch self {
    case .uniform(let low, let high, _): return .number(low + (high - low) * unit)
    case .logUniform(let low, let high):
      let (first, last) = (FloatFunction.log(low), FloatFunction.log(high))
      return .number(min(high, max(low, FloatFunction.exp(first + (last - first) * unit))))
    case .integers(let low, _): return .integer(low &+ step(unit))
    case .choice: return .option(step(unit))
    }
  }

  /// The middle of the share that a place falls into; of real numbers the place itself.
  package func snapped(_ unit: Double) -> Double {
    guard let count else { return unit }
    return (Double(step(unit)) + 0.5) / Double(count)
  }

  private func step(_ unit: Double) -> Int {
    let count = count ?? 1
    return min(count - 1, max(0, Int(unit * Double(count))))
  }

  /// The middles of so many cells; of whole numbers and choices at most as many as there are.
  package func cells(_ points: Int) -> [Double] {
    if case .choice(let count) = self { return Self.middles(count) }
    guard let count else { return Self.middles(points) }
    if count <= points { return Self.middles(count) }
    var places: [Double] = []
    for place in Self.middles(points).map(snapped) where places.last != place {
      places.append(place)
    }
    return places
  }

  private static func middles(_ count: Int) -> [Double] {
    (0..<max(1, count)).map { (Double($0) + 0.5) / Double(max(1, count)) }
  }
}

/// What a trial's parameter was.
package enum SearchValue: Hashable, Sendable {
  case number(Double)
  case integer(Int)
  /// By its place among the options.
  case option(Int)
}

/// One call of the function that is searched.
package struct SearchTrial: Sendable {
  /// A place from 0 to 1 for each axis.
  package var place: [Double]
  package var values: [SearchValue]
  /// What the function gave, the less the better; nil where it failed.
  package var loss: Double?

  package init(place: [Double], values: [SearchValue], loss: Double?) {
    self.place = place
    self.values = values
    self.loss = loss
  }
}

/// Proposes trials one after another.
package protocol SearchStrategy {
  /// What is to be tried next, a place from 0 to 1 and a value for each axis; nil at the end.
  mutating func next(after trials: [SearchTrial]) -> SearchTrial?
  /// What a reader should know of the search so far, such as a range that was widened.
  var remarks: [SearchRemark] { get }
}

/// A best value that lies at the end of what was tried.
package struct SearchRemark: Hashable, Sendable {
  /// Which axis.
  package var axis: Int
  /// Counts from 1; 0 after the last trial.
  package var round = 0
  package var best: SearchValue
  package var isUpper: Bool
  /// The range that was looked at, and what it became.
  package var range: ClosedRange<Double>
  package var widened: ClosedRange<Double>?
}

extension [SearchTrial] {
  /// The place in the list of the trial with the least loss, the first of equal ones.
  package var best: Int? {
    indices.filter { self[$0].loss != nil }.min {
      (self[$0].loss ?? .infinity) < (self[$1].loss ?? .infinity)
    }
  }
}

extension SearchRemark {
  /// Axes whose best value, after all trials, lies at an end: of a grid the outermost of three or more
  /// places, else the outer tenth of the range.
  package static func atEdges(
    of axes: [SearchAxis], _ trials: [SearchTrial], isGrid: Bool
  ) -> [SearchRemark] {
    guard let best = trials.best else { return [] }
    return axes.indices.compactMap { number in
      let axis = axes[number]
      if case .choice = axis { return nil }
      if case .uniform(_, _, true) = axis { return nil }
      let place = trials[best].place[number]
      let places = Set(trials.map { $0.place[number] })
      guard places.count >= 3, place >= 0, place <= 1 else { return nil }
      let (low, high) = isGrid ? (places.min() ?? 0, places.max() ?? 1) : (0.1, 0.9)
      guard place <= low || place >= high else { return nil }
      return SearchRemark(
        axis: number, best: trials[best].values[number], isUpper: place >= high,
        range: axis.ends(axis.scale))
    }
  }
}
