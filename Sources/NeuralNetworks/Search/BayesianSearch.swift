import Arrays

/// Tries next what is expected to improve most on the best so far, by a Gaussian process.
///
/// The first trials are random. Then losses are shifted and scaled to mean 0 and variance 1, a failed
/// trial counting as the worst, and of random candidates the one with the largest expected improvement is
/// tried.
package struct BayesianSearch: SearchStrategy {
  /// Points whose expected improvement is compared before a trial.
  package static let candidates = 500

  private let axes: [SearchAxis]
  private let trials: Int
  private let initial: Int
  private let lengths: [Double]
  private var state: RandomState
  package var remarks: [SearchRemark] { [] }

  package init(
    _ axes: [SearchAxis], trials: Int, initial: Int, lengths: [Double], _ state: RandomState
  ) {
    self.axes = axes
    self.trials = trials
    self.initial = initial
    self.lengths = lengths
    self.state = state
  }

  package mutating func next(after trials: [SearchTrial]) -> SearchTrial? {
    guard trials.count < self.trials else { return nil }
    var place = draw()
    if trials.count >= initial, let found = promising(trials) { place = found }
    return SearchTrial(
      place: zip(axes, place).map { $0.snapped($1) },
      values: zip(axes, place).map { $0.value(at: $1) }, loss: nil)
  }

  private mutating func draw() -> [Double] { axes.map { _ in state.unit() } }

  private mutating func promising(_ trials: [SearchTrial]) -> [Double]? {
    let known = trials.compactMap(\.loss)
    guard let worst = known.max(), known.min() != worst else { return nil }
    let losses = trials.map { $0.loss ?? worst }
    let count = Double(losses.count)
    let mean = losses.reduce(0, +) / count
    let variance = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    guard variance > 0, variance.isFinite else { return nil }
    let values = losses.map { ($0 - mean) / variance.squareRoot() }
    guard let process = GaussianProcess(trials.map(\.place), values, lengths: lengths),
      let best = values.min()
    else { return nil }
    var found: (place: [Double], improvement: Double)?
    for _ in 0..<Self.candidates {
      let candidate = zip(axes, draw()).map { $0.snapped($1) }
      let belief = process.belief(at: candidate)
      let improvement = expectedImprovement(
        mean: belief.mean, deviation: belief.deviation, best: best)
      if found.map({ improvement > $0.improvement }) ?? true { found = (candidate, improvement) }
    }
    return found?.place
  }
}
