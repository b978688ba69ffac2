import Arrays

/// How an array of weights follows its gradient. Definitions of one name differ between libraries;
/// these are the course's, and tests hold them to their sources.
package enum UpdateRule: Hashable, Sendable {
  /// v = μv − lr·g; w += v; with `isNesterov` w += −μv′ + (1 + μ)v, v′ being the v before
  /// (Polyak 1964; Nesterov 1983 in the form of Bengio, Boulanger-Lewandowski, Pascanu 2012).
  case momentum(Double, isNesterov: Bool)
  /// c += g²; w −= lr·g/(√c + ε) (Duchi, Hazan, Singer 2011).
  case adagrad(epsilon: Double)
  /// c = αc + (1 − α)g²; w −= lr·g/(√c + ε) (Tieleman, Hinton 2012).
  case rmsprop(alpha: Double, epsilon: Double)
  /// Δ = √(d + ε)/√(c + ε)·g with averages c of g² and d of Δ²; w −= lr·Δ (Zeiler 2012).
  case adadelta(rho: Double, epsilon: Double)
  /// Averages m of g and v of g², corrected for their start at 0 unless `isCorrected` is false;
  /// w −= lr·m̂/(√v̂ + ε) (Kingma, Ba 2014, Algorithm 1).
  case adam(beta1: Double, beta2: Double, epsilon: Double, isCorrected: Bool)

  /// How many arrays the rule keeps for each array of weights.
  package var memories: Int {
    switch self {
    case .momentum(let decay, _): decay == 0 ? 0 : 1
    case .adagrad, .rmsprop: 1
    case .adadelta, .adam: 2
    }
  }

  /// What the arrays are called, as papers call them.
  package var memoryNames: [String] {
    switch self {
    case .momentum(let decay, _): decay == 0 ? [] : ["v"]
    case .adagrad, .rmsprop: ["c"]
    case .adadelta: ["c", "d"]
    case .adam: ["m", "v"]
    }
  }
}

/// What a rule remembers of one array of weights.
package struct UpdateMemory {
  /// In the order of `UpdateRule.memoryNames`; empty before the first step.
  package var arrays: [NDArray] = []
  /// Steps taken.
  package var steps = 0

  package init() {}
}

/// How much the weights themselves pull on the step.
package struct WeightDecay: Hashable, Sendable {
  package var strength: Double
  /// Weights shrink by lr·λ before the step (Loshchilov, Hutter 2017); else λw is added to the gradient.
  package var isDecoupled: Bool

  package init(_ strength: Double, isDecoupled: Bool = false) {
    self.strength = strength
    self.isDecoupled = isDecoupled
  }
}

extension UpdateRule {
  /// One step, in place.
  ///
  /// - Parameters:
  ///   - weights: float32 or float64 in memory of their own, row-major.
  ///   - gradient: of the same shape.
  ///   - rate: the learning rate lr.
  /// - Throws: a value error where shapes or types do not fit.
  package func apply(
    to weights: NDArray, gradient: NDArray, rate: Double, decay: WeightDecay = WeightDecay(0),
    _ memory: inout UpdateMemory
  ) throws {
    if memory.arrays.count != memories
      || memory.arrays.contains(where: { $0.dtype != weights.dtype || $0.shape != weights.shape })
    {
      memory = UpdateMemory()
      memory.arrays = (0..<memories).map { _ in NDArray(zeros: weights.shape, weights.dtype) }
    }
    memory.steps += 1
    var slope = gradient
    var keep = 1.0
    if decay.strength != 0 {
      if decay.isDecoupled {
        keep = 1 - rate * decay.strength
      } else {
        let scale = Operand(NDArray(scalar: .float(decay.strength), .float64), isWeak: true)
        let pull = try NDArray.binary(.multiply, Operand(weights), scale)
        slope = try NDArray.binary(.add, Operand(gradient), Operand(pull))
      }
    }
    try kernel(memory.steps).apply(
      to: weights, gradient: slope, memory: memory.arrays, rate: rate, keep: keep)
  }

  /// - Parameter step: counts from 1.
  private func kernel(_ step: Int) -> UpdateKernel {
    switch self {
    case .momentum(let mu, let isNesterov):
      mu == 0 ? .plain : isNesterov ? .nesterov(mu) : .momentum(mu)
    case .adagrad(let epsilon): .adagrad(epsilon: epsilon)
    case .rmsprop(let alpha, let epsilon): .rmsprop(decay: alpha, epsilon: epsilon)
    case .adadelta(let rho, let epsilon): .adadelta(decay: rho, epsilon: epsilon)
    case .adam(let beta1, let beta2, let epsilon, let isCorrected):
      .adam(beta1: beta1, beta2: beta2, epsilon: epsilon, step: isCorrected ? step : nil)
    }
  }
}
