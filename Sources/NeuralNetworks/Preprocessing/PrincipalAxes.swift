import Arrays

/// The axes along which examples vary most (Jolliffe 2002, §3).
package struct PrincipalAxes {
  /// More features than this take too long: the work grows with their cube.
  package static let mostFeatures = 1024

  /// (D)
  package let mean: NDArray
  /// Variances along the axes, largest first: (K).
  package let variances: NDArray
  /// The axes as columns, each with its largest component, by size, positive: (D, K).
  package let vectors: NDArray
  /// The sum of all variances, also of axes that are not kept.
  package let total: Double

  /// The axes of examples (N, D) about their mean; the covariance divides by N.
  ///
  /// - Parameter count: how many axes are kept, at most D.
  package init(of x: NDArray, count: Int) throws {
    let x = x.asType(.float64)
    let size = x.shape[1]
    mean = try x.mean(axes: [0])
    let centered = try NDArray.binary(.subtract, Operand(x), Operand(mean))
    let turned = NDArray(
      cell: centered.cell, dtype: .float64, shape: [size, x.shape[0]], strides: [1, size], offset: 0
    )
    let products = try NDArray.product(turned, centered, isDot: false).doubles
    let examples = Double(x.shape[0])
    let (values, axes) = Matrix(size, size, products.map { $0 / examples }).symmetricEigen()
    // Rounding can leave a variance of 0 just below.
    let falling = values.reversed().map { max(0, $0) }
    let kept = max(0, min(count, size))
    variances = NDArray(Array(falling.prefix(kept)))
    total = falling.reduce(0, +)
    var columns: [Double] = []
    columns.reserveCapacity(size * kept)
    for row in 0..<size { for axis in 0..<kept { columns.append(axes[row, size - 1 - axis]) } }
    vectors = NDArray(columns, shape: [size, kept])
  }

  /// √(λ + ε) of each axis: what whitening divides by.
  package func deviations(epsilon: Double) -> NDArray {
    NDArray(variances.doubles.map { ($0 + epsilon).squareRoot() })
  }
}
