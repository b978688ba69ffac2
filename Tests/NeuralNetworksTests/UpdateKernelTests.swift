import Arrays
import CKernels
import Testing

@testable import NeuralNetworks

/// Steps of optimizers: the formulas by plain loops, and the same bits from every variant and number of threads.
@Suite(.serialized) struct UpdateKernelTests {
  private static let kernels: [UpdateKernel] = [
    .plain, .momentum(0.9), .nesterov(0.9), .adagrad(epsilon: 1e-8),
    .rmsprop(decay: 0.99, epsilon: 1e-8), .adadelta(decay: 0.9, epsilon: 1e-6),
    .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: nil),
    .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 3),
  ]

  /// Numbers between -1 and 1 from a linear congruence.
  private static func sample(_ count: Int, seed: UInt64) -> [Double] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-52 - 1
    }
  }

  /// Three steps of a kernel; the parameters and all memory after them.
  private static func run(_ kernel: UpdateKernel, _ count: Int, _ type: DType) throws -> [Double] {
    let w = NDArray(sample(count, seed: 1)).asType(type).copy()
    let memory = (0..<kernel.memories).map { _ in NDArray(zeros: [count], type) }
    for step in 0..<3 {
      try kernel.apply(
        to: w, gradient: NDArray(sample(count, seed: UInt64(2 + step))), memory: memory, rate: 0.1,
        keep: 0.999)
    }
    return ([w] + memory).flatMap(\.doubles)
  }

  /// The same by one number after another.
  private static func expected(_ kernel: UpdateKernel, _ count: Int) -> [Double] {
    var w = sample(count, seed: 1)
    var (first, second) = (
      [Double](repeating: 0, count: count), [Double](repeating: 0, count: count)
    )
    for step in 0..<3 {
      let gradient = sample(count, seed: UInt64(2 + step))
      for i in w.indices {
        let g = gradient[i]
        var x = w[i] * 0.999
        switch kernel {
        case .plain: x -= 0.1 * g
        case .momentum(let mu):
          first[i] = mu * first[i] - 0.1 * g
          x += first[i]
        case .nesterov(let mu):
          let before = first[i]
          first[i] = mu * first[i] - 0.1 * g
          x += (1 + mu) * first[i] - mu * before
        case .adagrad(let epsilon):
          first[i] += g * g
          x -= 0.1 * g / (first[i].squareRoot() + epsilon)
        case .rmsprop(let decay, let epsilon):
          first[i] = decay * first[i] + (1 - decay) * (g * g)
          x -= 0.1 * g / (first[i].squareRoot() + epsilon)
        case .adadelta(let decay, let epsilon):
          first[i] = decay * first[i] + (1 - decay) * (g * g)
          let move = (second[i] + epsilon).squareRoot() / (first[i] + epsilon).squareRoot() * g
          second[i] = decay * second[i] + (1 - decay) * (move * move)
          x -= 0.1 * move
        case .adam(let beta1, let beta2, let epsilon, let turn):
          first[i] = beta1 * first[i] + (1 - beta1) * g
          second[i] = beta2 * second[i] + (1 - beta2) * (g * g)
          var (m, v) = (first[i], second[i])
          if turn != nil {
            m /= 1 - beta1 * beta1 * beta1
            v /= 1 - beta2 * beta2 * beta2
          }
          x -= 0.1 * m / (v.squareRoot() + epsilon)
        }
        w[i] = x
      }
    }
    return w + [first, second].prefix(kernel.memories).flatMap { $0 }
  }

  @Test func formulas() throws {
    for kernel in Self.kernels {
      for count in [0, 1, 7, 8, 100] {
        let result = try Self.run(kernel, count, .float64)
        let expected = Self.expected(kernel, count)
        #expect(result.count == expected.count)
        for (a, b) in zip(result, expected) {
          #expect(abs(a - b) <= 1e-14 * max(1, abs(b)), "\(kernel)")
        }
      }
    }
  }

  @Test func variantsAndThreadsAgree() throws {
    let (variant, threads) = (ck_variant(), ck_threads())
    defer {
      ck_use_variant(variant)
      ck_use_threads(Int32(threads))
    }
    for kernel in Self.kernels {
      for (count, type) in [(37, DType.float32), (37, .float64), (40_003, .float32)] {
        var first: [Double]?
        for used in [CK_BASELINE, CK_AVX2, CK_AVX512] {
          for number in 1...3 {
            ck_use_variant(used)
            ck_use_threads(Int32(number))
            let result = try Self.run(kernel, count, type)
            if let first {
              #expect(result == first, "\(kernel), variant \(used.rawValue), \(number) threads")
            }
            first = first ?? result
          }
        }
      }
    }
  }

  /// Contents that a snapshot still shows are left alone.
  @Test func snapshotsStay() throws {
    let w = NDArray([1.0, 2, 3])
    let before = w.snapshot
    try UpdateKernel.plain.apply(to: w, gradient: NDArray([1.0, 1, 1]), rate: 0.5)
    #expect(w.doubles == [0.5, 1.5, 2.5] && before.doubles == [1, 2, 3])
  }

  @Test func refusesWhatDoesNotFit() {
    let w = NDArray([1.0, 2, 3])
    #expect(throws: PythonError.self) {
      try UpdateKernel.plain.apply(to: w, gradient: NDArray([1.0]), rate: 1)
    }
    #expect(throws: PythonError.self) {
      try UpdateKernel.momentum(0.9).apply(to: w, gradient: w, rate: 1)
    }
    #expect(throws: PythonError.self) {
      try UpdateKernel.plain.apply(to: NDArray([1, 2]), gradient: NDArray([1.0, 2]), rate: 1)
    }
  }
}
