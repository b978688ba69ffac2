import Arrays

/// Dropout and its relatives: a product with a mask that was drawn beforehand.
extension Engine {
  /// x times a mask of zeros and 1/keep.
  package func dropout(_ x: Tensor, mask: NDArray, name: String = "dropout") throws -> Tensor {
    try grouped(name, .dropout, of: [x]) { try masked(real(x), mask) }
  }

  /// x · (W ∘ mask) + b: connections, not units, are dropped.
  package func dropConnect(_ x: Tensor, _ weights: Tensor, _ bias: Tensor?, mask: NDArray) throws
    -> Tensor
  {
    try grouped(
      "drop_connect", .dropConnect, of: [x, weights] + (bias.map { [$0] } ?? [])
    ) { try linear(real(x), masked(real(weights), mask), bias) }
  }

  private func masked(_ x: Tensor, _ mask: NDArray) throws -> Tensor {
    let result = try elementwise(.multiply, x, Tensor(mask.asType(x.array.dtype)))
    if isTracked(result.node), let tape, tape.keepsGroups,
      let node = tape.operands(tape.index(result.node)).last
    {
      tape.innerNames[tape.id(node)] = "mask"
    }
    return result
  }

  /// x · W + b.
  package func linear(_ x: Tensor, _ weights: Tensor, _ bias: Tensor?) throws -> Tensor {
    let product = try product(x, weights)
    return try bias.map { try elementwise(.add, product, $0) } ?? product
  }
}
