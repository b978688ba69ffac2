import Arrays
import CKernels

/// One step of an optimizer over a whole parameter array, in one pass over memory, threaded when
/// large; the same bits for any number of threads.
///
/// Formulas (g the gradient, `keep` the factor of decoupled weight decay, 1 or 1 − lr·λ):
/// - `plain`: w ← keep·w − lr·g
/// - `momentum`: v ← μv − lr·g, w ← keep·w + v
/// - `nesterov`: v′ = v, v ← μv − lr·g, w ← keep·w − μv′ + (1 + μ)v
/// - `adagrad`: c ← c + g², w ← keep·w − lr·g/(√c + ε)
/// - `rmsprop`: c ← ρc + (1 − ρ)g², w ← keep·w − lr·g/(√c + ε)
/// - `adadelta`: c ← ρc + (1 − ρ)g², s = √(d + ε)/√(c + ε)·g, d ← ρd + (1 − ρ)s², w ← keep·w − lr·s
/// - `adam`: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
///   w ← keep·w − lr·(m/(1 − β₁ᵗ))/(√(v/(1 − β₂ᵗ)) + ε)
package enum UpdateKernel: Sendable {
  case plain
  case momentum(Double)
  case nesterov(Double)
  case adagrad(epsilon: Double)
  case rmsprop(decay: Double, epsilon: Double)
  case adadelta(decay: Double, epsilon: Double)
  /// `step` counts from 1 and is used for the bias correction; nil leaves the correction out.
  case adam(beta1: Double, beta2: Double, epsilon: Double, step: Int?)

  /// How many arrays of the parameters' shape the optimizer remembers; they start as zeros.
  package var memories: Int {
    switch self {
    case .plain: 0
    case .momentum, .nesterov, .adagrad, .rmsprop: 1
    case .adadelta, .adam: 2
    }
  }

  /// Moves `parameters` against `gradient` and brings `memory` up to date, both in place.
  ///
  /// An array whose old contents are still needed elsewhere (by a tape, by a snapshot) gets fresh memory
  /// below its cell and is written there in the same pass.
  ///
  /// - Parameters:
  ///   - parameters: float32 or float64, covering its memory.
  ///   - gradient: of the same shape, any type; brought to the parameters' type.
  ///   - memory: as many arrays as `memories`, of the parameters' shape and type, in row-major order.
  ///   - keep: what the parameters are multiplied with first: 1 − lr·λ for decoupled weight decay.
  /// - Throws: a value error where shapes or types do not fit.
  package func apply(
    to parameters: NDArray, gradient: NDArray, memory: [NDArray] = [], rate: Double,
    keep: Double = 1
  ) throws {
    let type = parameters.dtype
    guard type.isFloat, parameters.isContiguous else {
      throw PythonError.value(
        "an optimizer cannot step an array of \(type.name) with gaps or whole numbers",
        hint: "parameters are float32 or float64 arrays of their own")
    }
    guard gradient.shape == parameters.shape else {
      throw PythonError.value(
        "a gradient of shape \(pythonShape(gradient.shape)) does not fit parameters of shape "
          + pythonShape(parameters.shape), hint: "both have one shape")
    }
    guard memory.count == memories,
      memory.allSatisfy({
        $0.shape == parameters.shape && $0.dtype == type && $0.isContiguous
      })
    else {
      throw PythonError.value(
        "an optimizer's memory does not fit parameters of shape \(pythonShape(parameters.shape))",
        hint: "it needs \(memories) arrays of the parameters' shape and type")
    }
    let g = gradient.asType(type).contiguous
    let old = parameters.prepareOverwrite()
    let source = old.base + parameters.offset * type.size
    for array in memory { array.prepareWrite() }
    var numbers = numbers(rate: rate, keep: keep)
    withExtendedLifetime((old, g)) {
      if type == .float32 {
        ck_update_f32(
          kernel, parameters.pointer(Float.self), source.assumingMemoryBound(to: Float.self),
          g.pointer(Float.self), memory.first?.pointer(Float.self),
          memory.count > 1 ? memory[1].pointer(Float.self) : nil, parameters.count, &numbers)
      } else {
        ck_update_f64(
          kernel, parameters.pointer(Double.self), source.assumingMemoryBound(to: Double.self),
          g.pointer(Double.self), memory.first?.pointer(Double.self),
          memory.count > 1 ? memory[1].pointer(Double.self) : nil, parameters.count, &numbers)
      }
    }
  }

  private var kernel: CKUpdate {
    switch self {
    case .plain: CK_PLAIN_STEP
    case .momentum: CK_MOMENTUM_STEP
    case .nesterov: CK_NESTEROV_STEP
    case .adagrad: CK_ADAGRAD_STEP
    case .rmsprop: CK_RMSPROP_STEP
    case .adadelta: CK_ADADELTA_STEP
    case .adam: CK_ADAM_STEP
    }
  }

  private func numbers(rate: Double, keep: Double) -> CKUpdateNumbers {
    var numbers = CKUpdateNumbers(
      rate: rate, decay: 0, second_decay: 0, epsilon: 0, correction: 1, second_correction: 1,
      keep: keep)
    switch self {
    case .plain: break
    case .momentum(let mu), .nesterov(let mu): numbers.decay = mu
    case .adagrad(let epsilon): numbers.epsilon = epsilon
    case .rmsprop(let decay, let epsilon), .adadelta(let decay, let epsilon):
      (numbers.decay, numbers.epsilon) = (decay, epsilon)
    case .adam(let beta1, let beta2, let epsilon, let step):
      (numbers.decay, numbers.second_decay, numbers.epsilon) = (beta1, beta2, epsilon)
      if let step {
        let turns = Double(step)
        numbers.correction = 1 - ck_pair_function(CK_POWER, beta1, turns)
        numbers.second_correction = 1 - ck_pair_function(CK_POWER, beta2, turns)
      }
    }
    return numbers
  }
}
