import CKernels

/// Batch norm of row-major (examples, channels, …) in one go, with the bits of the operations one by one:
/// γ·((x − mean)/√(variance + ε)) + β.
extension NDArray {
  package struct Normalized {
    package var value: NDArray
    package var mean: NDArray
    /// Biased.
    package var variance: NDArray
  }

  /// Whether the kernels apply: floats of one type in row-major order, and sums whose order they know.
  package func canNormalize(gamma: NDArray, beta: NDArray) -> Bool {
    guard dtype.isFloat, isContiguous, count > 0, shape.count >= 2, shape[1] > 1 else {
      return false
    }
    return [gamma, beta].allSatisfy {
      $0.dtype == dtype && $0.isContiguous && $0.count == shape[1]
    }
  }

  private func sizes(_ epsilon: Double) -> CKNormalization {
    CKNormalization(
      examples: shape[0], channels: shape[1], inner: shape[2...].reduce(1, *), epsilon: epsilon)
  }

  /// - Precondition: `canNormalize(gamma:beta:)`.
  package func normalized(gamma: NDArray, beta: NDArray, epsilon: Double) -> Normalized {
    let result = Normalized(
      value: NDArray(uninitializedLike: self), mean: NDArray(uninitialized: [shape[1]], dtype),
      variance: NDArray(uninitialized: [shape[1]], dtype))
    var sizes = sizes(epsilon)
    if dtype == .float32 {
      ck_normalize_f32(
        &sizes, result.value.pointer(Float.self), result.mean.pointer(Float.self),
        result.variance.pointer(Float.self), pointer(Float.self), gamma.pointer(Float.self),
        beta.pointer(Float.self))
    } else {
      ck_normalize_f64(
        &sizes, result.value.pointer(Double.self), result.mean.pointer(Double.self),
        result.variance.pointer(Double.self), pointer(Double.self), gamma.pointer(Double.self),
        beta.pointer(Double.self))
    }
    return result
  }

  /// What an upstream gradient of the same type, shape and layout sends back to x (this), γ and β.
  package func normalizationGradients(
    _ upstream: NDArray, gamma: NDArray, _ known: Normalized, epsilon: Double
  ) -> (x: NDArray, gamma: NDArray, beta: NDArray) {
    let x = NDArray(uninitializedLike: self)
    let sent = (0..<2).map { _ in NDArray(uninitialized: [shape[1]], dtype) }
    var sizes = sizes(epsilon)
    if dtype == .float32 {
      ck_normalize_gradient_f32(
        &sizes, x.pointer(Float.self), sent[0].pointer(Float.self), sent[1].pointer(Float.self),
        upstream.pointer(Float.self), pointer(Float.self), gamma.pointer(Float.self),
        known.mean.pointer(Float.self), known.variance.pointer(Float.self))
    } else {
      ck_normalize_gradient_f64(
        &sizes, x.pointer(Double.self), sent[0].pointer(Double.self),
        sent[1].pointer(Double.self), upstream.pointer(Double.self), pointer(Double.self),
        gamma.pointer(Double.self), known.mean.pointer(Double.self),
        known.variance.pointer(Double.self))
    }
    return (x, sent[0], sent[1])
  }
}
