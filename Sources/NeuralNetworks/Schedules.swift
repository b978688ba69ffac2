import Arrays

/// What the learning rate is multiplied by at step or epoch t = 0, 1, 2 …
package indirect enum Schedule: Hashable, Sendable {
  case constant
  /// γ^⌊t/k⌋, as ResNet's.
  case step(every: Int, gamma: Double)
  /// e^(−kt).
  case exponential(Double)
  /// γᵗ: the exponential by its base.
  case powers(of: Double)
  /// 1/(1 + kt).
  case inverse(Double)
  /// ½(1 + cos πt/T) from 1 down to `low`, which it stays at after T (Loshchilov, Hutter 2016, without
  /// restarts).
  case cosine(over: Int, low: Double)
  /// A triangle between low and high, up in `half` steps and down in `fall` (Smith 2015).
  case cyclic(low: Double, high: Double, rise: Int, fall: Int)
  /// (t + 1)/steps, at most 1.
  case warmUp(Int)
  case product(Schedule, Schedule)

  package func multiplier(_ t: Int) -> Double {
    let x = Double(t)
    switch self {
    case .constant: return 1
    case .step(let every, let gamma): return power(gamma, t / max(1, every))
    case .exponential(let k): return FloatFunction.exp(-k * x)
    case .powers(let gamma): return power(gamma, t)
    case .inverse(let k): return 1 / (1 + k * x)
    case .cosine(let over, let low):
      if t >= over { return low }
      let angle = Double.pi * x / Double(max(1, over))
      return low + (1 - low) * 0.5 * (1 + FloatFunction.cos(angle))
    case .cyclic(let low, let high, let rise, let fall):
      let place = t % max(1, rise + fall)
      let share =
        place <= rise
        ? Double(place) / Double(max(1, rise))
        : 1 - Double(place - rise) / Double(max(1, fall))
      return low + (high - low) * share
    case .warmUp(let steps): return min(1, (x + 1) / Double(max(1, steps)))
    case .product(let a, let b): return a.multiplier(t) * b.multiplier(t)
    }
  }

  private func power(_ x: Double, _ n: Int) -> Double {
    Elementary.power(x, Double(n))
  }
}

/// Lowers the rate when a watched number has stopped falling (or rising), as PyTorch's
/// ReduceLROnPlateau with its relative threshold.
package struct Plateau: Sendable {
  package var factor: Double
  package var patience: Int
  package var threshold: Double
  package var cooldown: Int
  package var isFalling: Bool
  package private(set) var best: Double?
  package private(set) var badSteps = 0
  private var rest = 0

  package init(
    factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4, cooldown: Int = 0,
    isFalling: Bool = true
  ) {
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.cooldown = cooldown
    self.isFalling = isFalling
  }

  /// Takes the newest number in; whether the rate is to be multiplied by `factor` now.
  package mutating func isDue(_ value: Double) -> Bool {
    let isBetter =
      best.map { isFalling ? value < $0 * (1 - threshold) : value > $0 * (1 + threshold) } ?? true
    if isBetter {
      best = value
      badSteps = 0
    } else {
      badSteps += 1
    }
    if rest > 0 {
      rest -= 1
      badSteps = 0
    }
    guard badSteps > patience else { return false }
    rest = cooldown
    badSteps = 0
    return true
  }
}
