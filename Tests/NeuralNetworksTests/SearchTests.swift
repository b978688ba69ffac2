import Arrays
import Testing

@testable import NeuralNetworks

@Suite("Search")
struct SearchTests {
  private let axes = [
    SearchAxis.uniform(low: 0, high: 1, isHard: true), .uniform(low: 0, high: 1, isHard: true),
  ]

  /// How often the nearest of nine random trials is nearer to the optimum than the nearest of a
  /// cell-centred 3 × 3 grid, over optima anywhere.
  private func wins(_ distance: ([Double], [Double]) -> Double) throws -> Double {
    var state = RandomState(word: 0)
    let grid = try PlannedSearch.grid(axes, points: 3, most: 9).places
    let races = 20_000
    var wins = 0
    for _ in 0..<races {
      let optimum = [state.unit(), state.unit()]
      let random = PlannedSearch.random(axes, trials: 9, &state).places
      func nearest(_ places: [[Double]]) -> Double {
        places.map { distance($0, optimum) }.min() ?? .infinity
      }
      if nearest(random) < nearest(grid) { wins += 1 }
    }
    return Double(wins) / Double(races)
  }

  @Test("Random beats a grid 69 % of the time where one parameter matters, 34 % where both do")
  func randomAgainstGrid() throws {
    #expect(abs(try wins { abs($0[0] - $1[0]) } - 0.69) < 0.01)
    #expect(
      abs(
        try wins { ($0[0] - $1[0]) * ($0[0] - $1[0]) + ($0[1] - $1[1]) * ($0[1] - $1[1]) } - 0.34)
        < 0.01)
  }

  @Test("A grid has the middles of cells, whole numbers and choices at most once")
  func cells() throws {
    #expect(SearchAxis.integers(low: 0, high: 10).cells(3) == [0.15, 0.55, 0.85])
    #expect(SearchAxis.integers(low: 5, high: 7).cells(3) == [0.25, 0.75])
    #expect(SearchAxis.choice(count: 4).cells(2).count == 4)
    #expect(throws: (any Error).self) {
      try PlannedSearch.grid([.choice(count: 101), .choice(count: 100)], points: 1, most: 10_000)
    }
    #expect(
      try PlannedSearch.grid([.choice(count: 100), .choice(count: 100)], points: 1, most: 10_000)
        .places.count == 10_000)
  }

  @Test("Values stay in their ranges at the ends")
  func ends() {
    #expect(SearchAxis.integers(low: -2, high: 1).value(at: 1) == .integer(0))
    #expect(SearchAxis.integers(low: Int.min, high: Int.max).value(at: 0.999) != .integer(0))
    guard case .number(let top) = SearchAxis.logUniform(low: 1e-300, high: 1e300).value(at: 1)
    else {
      return #expect(Bool(false), "a log-uniform number is a number")
    }
    #expect(top <= 1e300 && top > 0.999e300)
    #expect(SearchAxis.choice(count: 0).value(at: 0.5) == .option(0))
  }

  @Test("A range that leaves what numbers hold stays inside")
  func widening() {
    for axis in [
      SearchAxis.logUniform(low: 1e-300, high: 1e-299),
      .uniform(low: -1e300, high: 0, isHard: false),
      .integers(low: -1 << 40, high: 1 << 40),
    ] {
      var search = CoarseToFine([axis], rounds: 60, trials: 3, shrink: 0.3, RandomState(word: 1))
      var trials: [SearchTrial] = []
      while var trial = search.next(after: trials) {
        switch trial.values[0] {
        case .number(let x):
          #expect(x.isFinite)
          trial.loss = x
        case .integer(let x), .option(let x): trial.loss = Double(x)
        }
        trials.append(trial)
      }
      #expect(trials.count == 180)
    }
  }
}
