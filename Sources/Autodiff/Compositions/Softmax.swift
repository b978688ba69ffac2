import Arrays

/// Functions made of small gates, recorded as one call that opens.
extension Engine {
  /// e^x over the sum of all e^x along an axis.
  package func softmax(_ x: Tensor, axis: Int) throws -> Tensor {
    try grouped("softmax", .softmax) {
      let powers = try elementwise(.exp, shifted(real(x), axis))
      return try elementwise(.divide, powers, sum(powers, axes: [axis], keep: true))
    }
  }

  /// The logarithms of the softmax: x minus the logarithm of the sum of all e^x along an axis.
  package func logSoftmax(_ x: Tensor, axis: Int) throws -> Tensor {
    try grouped("log_softmax", .logSoftmax) { try logProbabilities(x, axis) }
  }

  func logProbabilities(_ x: Tensor, _ axis: Int) throws -> Tensor {
    let lowered = try shifted(real(x), axis)
    let total = try sum(elementwise(.exp, lowered), axes: [axis], keep: true)
    return try elementwise(.subtract, lowered, elementwise(.log, total))
  }

  /// x minus its largest along an axis, which changes no softmax: no power overflows. The largest
  /// counts as a constant, since what it takes away is added again.
  func shifted(_ x: Tensor, _ axis: Int) throws -> Tensor {
    guard x.array.shape[axis] > 0 else {
      throw PythonError.value("softmax over axis \(axis), which has no elements")
    }
    let highest = try x.array.reduced(.maximum, axes: [axis], keep: true)
    let finite = try NDArray.choose(
      highest.isFinite(), Operand(highest),
      Operand(NDArray(scalar: .float(0), highest.dtype)))
    return try elementwise(.subtract, x, Tensor(finite))
  }

  /// The element-wise largest of several arrays of one shape; ties share the gradient.
  package func maxout(_ parts: [Tensor]) throws -> Tensor {
    try grouped("maxout", .maxout) {
      try extreme(stack(parts, axis: 0), largest: true, axes: [0], keep: false)
    }
  }

  /// The largest of each `pieces` neighbours along an axis.
  package func maxout(_ x: Tensor, pieces: Int, axis: Int) throws -> Tensor {
    try grouped("maxout", .maxout) {
      var shape = x.array.shape
      shape[axis] /= pieces
      shape.insert(pieces, at: axis + 1)
      return try extreme(reshape(x, shape), largest: true, axes: [axis + 1], keep: false)
    }
  }

  /// Whole numbers and booleans as real ones.
  package func real(_ x: Tensor) throws -> Tensor {
    x.array.dtype.isFloat ? x : try copy(x, .float64)
  }
}
