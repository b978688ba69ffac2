import Arrays

/// A search whose trials are known before the first: a grid, or random draws.
package struct PlannedSearch: SearchStrategy {
  private let axes: [SearchAxis]
  package let places: [[Double]]
  package var remarks: [SearchRemark] { [] }

  /// All combinations of the middles of `points` cells along each axis; the last axis changes fastest.
  ///
  /// - Throws: `Limit` where there are more than `most`.
  package static func grid(_ axes: [SearchAxis], points: Int, most: Int) throws -> PlannedSearch {
    var places: [[Double]] = [[]]
    for axis in axes {
      let cells = axis.cells(points)
      let (count, overflow) = places.count.multipliedReportingOverflow(by: cells.count)
      if overflow || count > most {
        throw PythonError(
          "Limit", "the grid has more than \(most) points",
          hint: "its points multiply with every parameter: fewer values each, or `random`")
      }
      places = places.flatMap { place in cells.map { place + [$0] } }
    }
    return PlannedSearch(axes: axes, places: places)
  }

  /// Independent draws, uniform along every axis; drawn trial by trial, axis by axis.
  package static func random(_ axes: [SearchAxis], trials: Int, _ state: inout RandomState)
    -> PlannedSearch
  {
    PlannedSearch(
      axes: axes,
      places: (0..<max(0, trials)).map { _ in axes.map { _ in state.unit() } })
  }

  private init(axes: [SearchAxis], places: [[Double]]) {
    self.axes = axes
    self.places = places
  }

  package func next(after trials: [SearchTrial]) -> SearchTrial? {
    guard trials.count < places.count else { return nil }
    let place = places[trials.count]
    return SearchTrial(
      place: place, values: zip(axes, place).map { $0.value(at: $1) }, loss: nil)
  }
}
