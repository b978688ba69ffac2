import CKernels

/// Convolution (cross-correlation, as in neural networks) and its two adjoints, for one or two
/// spatial axes: x is (examples, channels, …), w (filters, channels, …).
///
/// Kernels slide windows over padded copies of the images. Where padding or steps would make these copies much
/// larger than the arrays themselves, `ImageColumns` does the work.
extension NDArray {
  /// out[n, f, place] = Σ x[n, c, window] · w[f, c, window] (+ bias[f]).
  package static func convolved(
    _ x: NDArray, _ w: NDArray, bias: NDArray? = nil, _ windows: Windows
  ) throws -> NDArray {
    let operands = [x, w] + (bias.map { [$0] } ?? [])
    return try dispatch(
      operands, [x.shape[0], w.shape[0]] + windows.output,
      Sizes(windows, x.shape[0], x.shape[1], w.shape[0])
    ) { (sizes, parts: [UnsafeMutablePointer<Float>], out) in
      ck_convolution_f32(sizes, out, parts[0], parts[1], parts.count > 2 ? parts[2] : nil)
    } _: { (sizes, parts: [UnsafeMutablePointer<Double>], out) in
      ck_convolution_f64(sizes, out, parts[0], parts[1], parts.count > 2 ? parts[2] : nil)
    } _: { columns, parts, out in
      try columns.forward(parts[0], parts[1], parts.count > 2 ? parts[2] : nil, out)
    } _: { columns, parts, out in
      try columns.forward(parts[0], parts[1], parts.count > 2 ? parts[2] : nil, out)
    }
  }

  /// The adjoint by the input: out[n, c, place] = Σ u[n, f, …] · w[f, c, …] over the windows that see
  /// the place. Also known as transposed convolution.
  package static func convolutionInput(_ u: NDArray, _ w: NDArray, _ windows: Windows) throws
    -> NDArray
  {
    try dispatch(
      [u, w], [u.shape[0], w.shape[1]] + windows.input,
      Sizes(windows, u.shape[0], w.shape[1], w.shape[0])
    ) { (sizes, parts: [UnsafeMutablePointer<Float>], out) in
      ck_convolution_input_f32(sizes, out, parts[0], parts[1])
    } _: { (sizes, parts: [UnsafeMutablePointer<Double>], out) in
      ck_convolution_input_f64(sizes, out, parts[0], parts[1])
    } _: { columns, parts, out in
      try columns.toInput(parts[0], parts[1], out)
    } _: { columns, parts, out in
      try columns.toInput(parts[0], parts[1], out)
    }
  }

  /// The adjoint by the filters: out[f, c, element] = Σ x[n, c, …] · u[n, f, place] over examples and places.
  package static func convolutionFilter(_ x: NDArray, _ u: NDArray, _ windows: Windows) throws
    -> NDArray
  {
    try dispatch(
      [x, u], [u.shape[1], x.shape[1]] + windows.size,
      Sizes(windows, x.shape[0], x.shape[1], u.shape[1])
    ) { (sizes, parts: [UnsafeMutablePointer<Float>], out) in
      ck_convolution_filter_f32(sizes, out, parts[0], parts[1])
    } _: { (sizes, parts: [UnsafeMutablePointer<Double>], out) in
      ck_convolution_filter_f64(sizes, out, parts[0], parts[1])
    } _: { columns, parts, out in
      try columns.toFilter(parts[0], parts[1], out)
    } _: { columns, parts, out in
      try columns.toFilter(parts[0], parts[1], out)
    }
  }

  private struct Sizes {
    var windows: Windows
    var (images, channels, filters): (Int, Int, Int)

    init(_ windows: Windows, _ images: Int, _ channels: Int, _ filters: Int) {
      self.windows = windows
      (self.images, self.channels, self.filters) = (images, channels, filters)
    }

    /// What the kernels are told; nil where something is empty or the kernels are no way to do it.
    var forKernels: CKConvolution? {
      let planar = windows.planar
      guard images > 0, channels > 0, filters > 0, !planar.output.contains(0),
        !planar.input.contains(0)
      else { return nil }
      func pair(_ list: [Int]) -> (Int, Int) { (list[0], list[1]) }
      var sizes = CKConvolution(
        images: images, channels: channels, filters: filters, input: pair(planar.input),
        output: pair(planar.output), size: pair(planar.size), stride: pair(planar.stride),
        padding: pair(planar.padding), dilation: pair(planar.dilation))
      return ck_convolution_fits(&sizes) != 0 ? sizes : nil
    }

    var columns: ImageColumns { ImageColumns(windows, images, channels, filters) }
  }

  /// Runs a kernel of the operands' common type on row-major memory, or the general way into zeros.
  private static func dispatch(
    _ operands: [NDArray], _ shape: [Int], _ sizes: Sizes,
    _ single: (
      UnsafePointer<CKConvolution>, [UnsafeMutablePointer<Float>], UnsafeMutablePointer<Float>
    ) -> Int32,
    _ double: (
      UnsafePointer<CKConvolution>, [UnsafeMutablePointer<Double>], UnsafeMutablePointer<Double>
    ) -> Int32,
    _ singleColumns: (
      ImageColumns, [UnsafeMutablePointer<Float>], UnsafeMutablePointer<Float>
    ) throws -> Void,
    _ doubleColumns: (
      ImageColumns, [UnsafeMutablePointer<Double>], UnsafeMutablePointer<Double>
    ) throws -> Void
  ) throws -> NDArray {
    _ = try checkedCount(shape)
    let type: DType = operands.allSatisfy { $0.dtype == .float32 } ? .float32 : .float64
    let parts = operands.map { $0.asType(type).contiguous }
    // The pointers below stay valid while the arrays that own the memory live.
    return try withExtendedLifetime(parts) {
      if var kernel = sizes.forKernels {
        let result = NDArray(uninitialized: shape, type)
        let isDone =
          type == .float32
          ? single(&kernel, parts.map { $0.pointer(Float.self) }, result.pointer(Float.self))
          : double(&kernel, parts.map { $0.pointer(Double.self) }, result.pointer(Double.self))
        try ImageColumns.check(isDone)
        return result
      }
      let result = NDArray(zeros: shape, type)
      if type == .float32 {
        try singleColumns(
          sizes.columns, parts.map { $0.pointer(Float.self) }, result.pointer(Float.self))
      } else {
        try doubleColumns(
          sizes.columns, parts.map { $0.pointer(Double.self) }, result.pointer(Double.self))
      }
      return result
    }
  }
}
