import Autodiff

/// Which elements a reduction folds into one.
struct ReducedGeometry {
  private let shape: [Int]
  private let axes: Set<Int>
  /// The output's shape, folded axes as 1.
  private let kept: [Int]

  init(_ shape: [Int], _ attribute: Attribute) {
    self.shape = shape
    var axes = Set(shape.indices)
    if case .axes(let folded, _) = attribute { axes = Set(folded) }
    self.axes = axes
    kept = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
  }

  /// How many elements are folded into one.
  var count: Int { axes.reduce(1) { $0 * shape[$1] } }

  /// The element of the output that an element is folded into.
  func output(of element: Int) -> Int {
    ElementIndex.source(of: element, in: shape, operand: kept)
  }

  /// The elements that are folded into one of the output.
  func forEachElement(of output: Int, _ body: (Int) -> Void) {
    ElementIndex.forEachCopy(of: output, operand: kept, in: shape, body)
  }
}
