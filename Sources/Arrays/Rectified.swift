import CKernels

extension NDArray {
  /// This times 1 where `x` is positive and 0 elsewhere, in one pass: what a rectifier sends back. Nil where
  /// shapes or types differ.
  package func rectified(by x: NDArray) -> NDArray? {
    guard dtype.isFloat, dtype == x.dtype, shape == x.shape, isContiguous, x.isContiguous else {
      return nil
    }
    let result = NDArray(uninitializedLike: self)
    if dtype == .float32 {
      ck_rectified_f32(
        result.pointer(Float.self), pointer(Float.self), x.pointer(Float.self), count)
    } else {
      ck_rectified_f64(
        result.pointer(Double.self), pointer(Double.self), x.pointer(Double.self), count)
    }
    return result
  }
}
