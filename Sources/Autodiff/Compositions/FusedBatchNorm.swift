import Arrays

/// Batch norm in training as one gate. Operands: x, γ, β.
struct FusedBatchNorm: FusedFunction, @unchecked Sendable {
  let epsilon: Double
  /// The batch's mean and variance; never written.
  let known: NDArray.Normalized

  var name: String { "batch_norm" }

  func forward(_ engine: Engine, _ operands: [Tensor]) throws -> Tensor {
    try engine.batchNorm(operands[0], gamma: operands[1], beta: operands[2], epsilon: epsilon).value
  }

  func backward(_ visit: GateVisit) throws -> [Tensor?] {
    let (engine, u, x) = (visit.engine, visit.upstream, visit.operands[0])
    let gamma = visit.operands[1]
    if !engine.isTracing, u.array.dtype == x.array.dtype, u.array.isContiguous,
      x.array.canNormalize(gamma: gamma.array, beta: gamma.array)
    {
      let sent = x.array.normalizationGradients(
        u.array, gamma: gamma.array, known, epsilon: epsilon)
      return [
        Tensor(sent.x),
        Tensor(try sent.gamma.reshaped(gamma.array.shape)),
        Tensor(try sent.beta.reshaped(visit.operands[2].array.shape)),
      ]
    }
    return try gates(visit)
  }

  /// The same by gates: the composition again, and what each of its gates sends back, in their order.
  private func gates(_ visit: GateVisit) throws -> [Tensor?] {
    let (engine, u, x) = (visit.engine, visit.upstream, visit.operands[0])
    let axes = x.array.shape.indices.filter { $0 != 1 }
    let gamma = try engine.alongChannels(visit.operands[1], of: x)
    let centred = try engine.elementwise(.subtract, x, engine.mean(x, axes: axes, keep: true))
    let variance = try engine.mean(
      engine.elementwise(.multiply, centred, centred), axes: axes, keep: true)
    let sigma = try engine.elementwise(
      .squareRoot, engine.elementwise(.add, variance, Tensor(epsilon)))
    let unit = try engine.elementwise(.divide, centred, sigma)
    let channels = gamma.array.shape
    func total(_ x: Tensor) throws -> Tensor { try engine.unbroadcast(x, to: channels) }

    let shift = try engine.reshape(total(u), visit.operands[2].array.shape)
    let scale = try engine.reshape(
      total(engine.elementwise(.multiply, u, unit)), visit.operands[1].array.shape)
    let inner = try engine.elementwise(.multiply, u, gamma)
    let inverse = try engine.elementwise(.divide, Tensor(1), sigma)
    let square = try engine.elementwise(.multiply, sigma, sigma)
    let bottom = try engine.elementwise(.negate, engine.elementwise(.divide, centred, square))
    let spread = try engine.unbroadcast(
      engine.elementwise(.multiply, inner, bottom), to: sigma.array.shape)
    let slope = try engine.elementwise(
      .divide, Tensor(1), engine.elementwise(.multiply, Tensor(2), sigma))
    let count = Tensor(Double(x.array.count / max(1, sigma.array.count)))
    let share = try engine.elementwise(
      .divide, engine.elementwise(.multiply, spread, slope), count)
    let part = try engine.elementwise(.multiply, share, centred)
    var sent = try engine.elementwise(.multiply, inner, inverse)
    sent = try engine.elementwise(.add, engine.elementwise(.add, sent, part), part)
    let moved = try engine.elementwise(
      .divide,
      engine.unbroadcast(engine.elementwise(.negate, sent), to: sigma.array.shape), count)
    return [try engine.elementwise(.add, sent, moved), scale, shift]
  }
}

extension Engine {
  /// Batch norm as one gate; nil where the kernels know no way.
  func fusedBatchNorm(_ x: Tensor, gamma: Tensor, beta: Tensor, epsilon: Double) throws
    -> (value: Tensor, statistics: BatchStatistics)?
  {
    guard x.array.canNormalize(gamma: gamma.array, beta: beta.array) else { return nil }
    let known = x.array.normalized(gamma: gamma.array, beta: beta.array, epsilon: epsilon)
    let value = record(
      Gate.code(named: "fused"), [x, gamma, beta], known.value,
      attribute: .fused(FusedBatchNorm(epsilon: epsilon, known: known)))
    return (value, BatchStatistics(mean: known.mean, variance: known.variance))
  }
}
