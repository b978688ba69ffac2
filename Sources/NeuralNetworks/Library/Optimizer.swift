import Arrays
import Autodiff

/// Moves arrays of weights against their gradients, a step at a time.
///
/// ```swift
/// var weights = [try ArrayValue([1, -2], shape: [2])]
/// var optimizer = Optimizer(.adam(), learningRate: 0.1)
/// for _ in 0..<100 {
///   let graph = Graph()
///   let w = try graph.variable(weights[0].elements, shape: weights[0].shape)
///   let gradients = try graph.gradients(of: (w * w).sum())
///   try optimizer.step(&weights, gradients: [gradients[w]])
/// }
/// ```
///
/// It remembers by position: each call takes the same arrays in the same order. Values are float64.
public struct Optimizer {
  /// How the weights follow their gradient g; v, c and m start at 0.
  public enum Method: Hashable, Sendable {
    /// w −= lr·g.
    case gradientDescent
    /// v = μv − lr·g; w += v (Polyak 1964).
    case momentum(Double)
    /// v′ = v; v = μv − lr·g; w += −μv′ + (1 + μ)v: Nesterov's look-ahead form after x + μv.
    case nesterov(Double)
    /// c += g²; w −= lr·g/(√c + ε) (Duchi, Hazan, Singer 2011).
    case adagrad(epsilon: Double = 1e-8)
    /// c = decay·c + (1 − decay)·g²; w −= lr·g/(√c + ε) (Tieleman, Hinton 2012).
    case rmsprop(decay: Double = 0.99, epsilon: Double = 1e-8)
    /// w −= lr·√(d + ε)/√(c + ε)·g, averages d of squared updates and c of g² (Zeiler 2012); lr is 1.
    case adadelta(rho: Double = 0.9, epsilon: Double = 1e-6)
    /// w −= lr·m̂/(√v̂ + ε) with averages corrected for their start at 0 (Kingma, Ba 2014).
    case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
  }

  /// The learning rate lr of the next step; a ``LearningRateSchedule`` gives what to multiply it by.
  public var learningRate: Double
  /// λ: 0 for none.
  public var weightDecay: Double
  /// Whether weights shrink by lr·λ before the step, as in AdamW; else λw is added to the gradient.
  public var decouplesWeightDecay: Bool
  /// Steps taken.
  public private(set) var steps = 0

  private let rule: UpdateRule
  private var memories: [UpdateMemory] = []

  public init(
    _ method: Method, learningRate: Double, weightDecay: Double = 0,
    decouplesWeightDecay: Bool = false
  ) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.decouplesWeightDecay = decouplesWeightDecay
    switch method {
    case .gradientDescent: rule = .momentum(0, isNesterov: false)
    case .momentum(let mu): rule = .momentum(mu, isNesterov: false)
    case .nesterov(let mu): rule = .momentum(mu, isNesterov: true)
    case .adagrad(let epsilon): rule = .adagrad(epsilon: epsilon)
    case .rmsprop(let decay, let epsilon): rule = .rmsprop(alpha: decay, epsilon: epsilon)
    case .adadelta(let rho, let epsilon): rule = .adadelta(rho: rho, epsilon: epsilon)
    case .adam(let beta1, let beta2, let epsilon):
      rule = .adam(beta1: beta1, beta2: beta2, epsilon: epsilon, isCorrected: true)
    }
  }

  /// One step.
  ///
  /// - Throws: ``GraphError`` where there are not as many gradients as arrays, or shapes differ; the
  ///   weights are then as they were.
  public mutating func step(_ weights: inout [ArrayValue], gradients: [ArrayValue]) throws {
    guard weights.count == gradients.count else {
      throw GraphError(
        "\(gradients.count) gradients for \(weights.count) arrays of weights",
        hint: "one for each, in the same order")
    }
    for (index, (array, gradient)) in zip(weights, gradients).enumerated()
    where array.shape != gradient.shape {
      throw GraphError(
        "array \(index) has shape \(pythonShape(array.shape)), its gradient \(pythonShape(gradient.shape))",
        hint: "a gradient has the shape of what it is of")
    }
    if memories.count != weights.count {
      memories = weights.map { _ in UpdateMemory() }
    }
    let decay = WeightDecay(weightDecay, isDecoupled: decouplesWeightDecay)
    let moved = weights.map(\.array)
    for (index, array) in moved.enumerated() {
      do {
        try rule.apply(
          to: array, gradient: gradients[index].array, rate: learningRate, decay: decay,
          &memories[index])
      } catch let error as PythonError {
        throw GraphError(error.message, hint: error.hint)
      }
    }
    weights = moved.map { ArrayValue($0) }
    steps += 1
  }
}

/// What a learning rate is multiplied by at step or epoch t = 0, 1, 2 …
public struct LearningRateSchedule: Hashable, Sendable {
  private let schedule: Schedule

  /// γ^⌊t/every⌋.
  public static func step(every: Int, gamma: Double = 0.1) -> Self {
    Self(schedule: .step(every: max(1, every), gamma: gamma))
  }
  /// e^(−kt).
  public static func exponential(_ k: Double) -> Self { Self(schedule: .exponential(k)) }
  /// 1/(1 + kt).
  public static func inverse(_ k: Double) -> Self { Self(schedule: .inverse(k)) }
  /// ½(1 + cos πt/steps), 0 from `steps` on (Loshchilov, Hutter 2016).
  public static func cosine(steps: Int) -> Self {
    Self(schedule: .cosine(over: max(1, steps), low: 0))
  }
  /// A triangle from low up to high in `half` steps and down in as many (Smith 2015).
  public static func cyclic(half: Int, low: Double = 0.1, high: Double = 1) -> Self {
    Self(schedule: .cyclic(low: low, high: high, rise: max(1, half), fall: max(1, half)))
  }
  /// (t + 1)/steps, at most 1.
  public static func warmUp(steps: Int) -> Self { Self(schedule: .warmUp(max(1, steps))) }

  /// Both at once, such as warm-up and decay.
  public static func * (a: Self, b: Self) -> Self {
    Self(schedule: .product(a.schedule, b.schedule))
  }

  /// - Parameter t: 0 or more.
  public func multiplier(at t: Int) -> Double { schedule.multiplier(max(0, t)) }
}
