import Arrays

extension Engine {
  /// The square root of a sum of squares. At 0 it has a corner: the gradient there is taken as 0, where
  /// the rule of the root alone would give 0·∞.
  package func rootOfSquares(_ total: Tensor) throws -> Tensor {
    let isZero = try NDArray.binary(.equal, total.operand, Tensor(0).operand)
    guard isTracked(total.node), isZero.scalars.contains(where: \.isTrue) else {
      return try elementwise(.squareRoot, total)
    }
    let safe = try choose(Tensor(isZero), Tensor(1), total)
    var root = try choose(Tensor(isZero), Tensor(0), elementwise(.squareRoot, safe))
    root.kind = total.kind
    return root
  }
}
