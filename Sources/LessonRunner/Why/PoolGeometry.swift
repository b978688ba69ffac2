import Arrays

/// Which elements a pooling folds into one.
struct PoolGeometry {
  private let shape: [Int]
  private let regions: PoolRegions

  init(_ shape: [Int], _ regions: PoolRegions) {
    self.shape = shape
    self.regions = regions
  }

  private var outputShape: [Int] { shape.prefix(2) + regions.output }

  /// The elements of the input that one of the output is made of, in row-major order.
  func elements(of out: Int) -> [Int] {
    let at = ElementIndex.coordinates(out, outputShape)
    let ranges = regions.spans.indices.map { regions.spans[$0][at[$0 + 2]] }
    return Self.places(ranges.map(Array.init)).map {
      ElementIndex.position(Array(at.prefix(2)) + $0, shape)
    }
  }

  /// The elements of the output that one of the input goes into.
  func windows(seeing element: Int) -> [Int] {
    let at = ElementIndex.coordinates(element, shape)
    let places = regions.spans.indices.map { axis in
      regions.spans[axis].indices.filter { regions.spans[axis][$0].contains(at[axis + 2]) }
    }
    return Self.places(places).map {
      ElementIndex.position(Array(at.prefix(2)) + $0, outputShape)
    }
  }

  private static func places(_ axes: [[Int]]) -> [[Int]] {
    axes.reduce([[]]) { places, axis in places.flatMap { place in axis.map { place + [$0] } } }
  }
}
