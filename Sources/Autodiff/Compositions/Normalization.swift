import Arrays

/// Normalizations made of small gates, recorded as one call that opens.
extension Engine {
  /// What one batch gave: what the running averages take in.
  package struct BatchStatistics {
    package var mean: NDArray
    /// Biased: the mean of the squared deviations.
    package var variance: NDArray
  }

  /// Each feature or channel (axis 1) with mean 0 and variance 1 over the batch, then scaled and moved.
  package func batchNorm(
    _ x: Tensor, gamma: Tensor, beta: Tensor, epsilon: Double
  ) throws -> (value: Tensor, statistics: BatchStatistics) {
    let axes = x.array.shape.indices.filter { $0 != 1 }
    if fuses(x, gamma, beta),
      let fused = try fusedBatchNorm(x, gamma: gamma, beta: beta, epsilon: epsilon)
    {
      return fused
    }
    return try grouped("batch_norm", .batchNorm, of: [x, gamma, beta]) {
      let x = try real(x)
      let (unit, centre, variance) = try normalized(x, axes, epsilon)
      let size = [x.array.shape[1]]
      return (
        try scaled(unit, alongChannels(gamma, of: x), alongChannels(beta, of: x)),
        BatchStatistics(
          mean: try centre.array.reshaped(size), variance: try variance.array.reshaped(size))
      )
    }
  }

  /// The same with a mean and a variance that are given.
  package func batchNorm(
    _ x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, epsilon: Double
  ) throws -> Tensor {
    try grouped("batch_norm", .batchNormAtTest, of: [x, gamma, beta, mean, variance]) {
      let x = try real(x)
      let centred = named("centred", try elementwise(.subtract, x, alongChannels(mean, of: x)))
      let sigma = try deviation(alongChannels(variance, of: x), epsilon)
      return try scaled(
        named("x_hat", elementwise(.divide, centred, sigma)), alongChannels(gamma, of: x),
        alongChannels(beta, of: x))
    }
  }

  /// Each example with mean 0 and variance 1 over some axes, then scaled and moved.
  package func layerNorm(
    _ x: Tensor, gamma: Tensor?, beta: Tensor?, axes: [Int], epsilon: Double
  ) throws -> Tensor {
    try grouped(
      "layer_norm", .layerNorm, of: [x] + [gamma, beta].compactMap { $0 }
    ) {
      try scaled(normalized(real(x), axes, epsilon).unit, gamma, beta)
    }
  }

  /// x with mean 0 and variance 1 over some axes, and the mean and variance it had.
  private func normalized(_ x: Tensor, _ axes: [Int], _ epsilon: Double) throws -> (
    unit: Tensor, mean: Tensor, variance: Tensor
  ) {
    let centre = named("mean", try mean(x, axes: axes, keep: true))
    let centred = named("centred", try elementwise(.subtract, x, centre))
    let squares = try elementwise(.multiply, centred, centred)
    let variance = named("variance", try mean(squares, axes: axes, keep: true))
    let unit = try elementwise(.divide, centred, deviation(variance, epsilon))
    return (named("x_hat", unit), centre, variance)
  }

  /// √(variance + ε).
  private func deviation(_ variance: Tensor, _ epsilon: Double) throws -> Tensor {
    named(
      "sigma", try elementwise(.squareRoot, elementwise(.add, variance, Tensor(epsilon))))
  }

  private func scaled(_ x: Tensor, _ gamma: Tensor?, _ beta: Tensor?) throws -> Tensor {
    let stretched = try gamma.map { try elementwise(.multiply, $0, x) } ?? x
    return try beta.map { try elementwise(.add, stretched, $0) } ?? stretched
  }

  /// One number a channel, beside an array with channels on axis 1.
  func alongChannels(_ values: Tensor, of x: Tensor) throws -> Tensor {
    let trailing = [Int](repeating: 1, count: max(0, x.array.dimensions - 2))
    return try reshape(real(values), [x.array.shape[1]] + trailing)
  }
}
