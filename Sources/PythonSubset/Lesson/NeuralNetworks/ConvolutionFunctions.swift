import Arrays
import Autodiff

/// `conv1d` and `conv2d`.
extension NeuralNetworkModule {
  static var convolutions: [Builtin] {
    [
      Builtin(
        "conv2d", "x, w, b=None, stride=1, padding=0, dilation=1, floor=False",
        "Slides filters over images: x (N, C, H, W), w (F, C, HH, WW), b (F,) give (N, F, H′, W′) with "
          + "H′ = (H − HH + 2·padding)/stride + 1. The filter is not flipped. stride, padding and "
          + "dilation are a number or a pair; floor=True lets windows miss the far edge.",
        example(
          "x = np.arange(16.0).reshape(1, 1, 4, 4)\nw = np.array([[[[1.0, 0.0], [0.0, 1.0]]]])\n"
            + "nn.conv2d(x, w, np.array([5.0]), stride=2)")
      ) { try convolution($0, 2, $1) },
      Builtin(
        "conv1d", "x, w, b=None, stride=1, padding=0, dilation=1, floor=False",
        "Slides filters along sequences: x (N, C, L), w (F, C, LL), b (F,) give (N, F, L′) with "
          + "L′ = (L − LL + 2·padding)/stride + 1. The filter is not flipped.",
        example(
          "x = np.array([[[1.0, 2.0, 4.0, 8.0]]])\nnn.conv1d(x, np.array([[[-1.0, 1.0]]]))")
      ) { try convolution($0, 1, $1) },
    ]
  }

  private static func convolution(_ bound: Bound, _ axes: Int, _ session: Session) throws -> Value {
    let name = bound.function
    let (x, w) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
    let b = try bound.given(2).map { try session.tensor($0) }
    try requireImages(x, name, axes)
    let (images, filters) = (x.array.shape, w.array.shape)
    guard filters.count == axes + 2 else {
      throw PythonError.value(
        "\(name): w has shape \(pythonShape(filters))",
        hint: "filters have shape (filters, channels, \(axes == 2 ? "rows, columns" : "length"))")
    }
    guard images[1] == filters[1] else {
      throw PythonError.value(
        "\(name): x has \(images[1]) channels (axis 1 of \(pythonShape(images))), the filters have "
          + "\(filters[1]) (axis 1 of \(pythonShape(filters)))",
        hint: "every filter spans all channels of the input")
    }
    if let b, b.array.shape != [filters[0]] {
      throw PythonError.value(
        "\(name): b has shape \(pythonShape(b.array.shape)) beside \(filters[0]) filters",
        hint: "one number for each filter: shape \(pythonShape([filters[0]]))")
    }
    let windows = try Windows(
      input: Array(images.dropFirst(2)), size: Array(filters.dropFirst(2)),
      stride: perAxis(bound[3], 1, "stride", axes, bound, session),
      padding: perAxis(bound[4], 0, "padding", axes, bound, session),
      dilation: perAxis(bound[5], 1, "dilation", axes, bound, session),
      floor: bound.given(6).map { try session.isTrue($0) } ?? false,
      Windows.Names(function: name, window: "filter"))
    let count = try NDArray.checkedCount([images[0], filters[0]] + windows.output)
    try session.chargeMemory(8, times: count)
    try chargeProducts(count, filters.dropFirst().reduce(1, *), session)
    return session.value(try session.engine.convolution(x, w, b, windows))
  }

  // MARK: Shared with pooling

  /// Counts `each` products for each of `count` results.
  static func chargeProducts(_ count: Int, _ each: Int, _ session: Session) throws {
    let (total, overflow) = count.multipliedReportingOverflow(by: each)
    try session.charge(elements: overflow ? .max : total)
  }

  static func requireImages(_ x: Tensor, _ name: String, _ axes: Int) throws {
    let shape = x.array.shape
    guard shape.count != axes + 2 else { return }
    let wanted = axes == 2 ? "(examples, channels, rows, columns)" : "(examples, channels, places)"
    let next: String
    if shape.count == axes + 1 {
      next = "; `x[None]` makes a batch of one"
    } else if shape.count == axes {
      next = "; `x[None, None]` makes a batch of one with one channel"
    } else {
      next = ""
    }
    throw PythonError.value(
      "\(name): x has shape \(pythonShape(shape)), \(shape.count) "
        + (shape.count == 1 ? "axis" : "axes"),
      hint: "it takes \(axes + 2) axes, \(wanted)\(next)")
  }

  /// One whole number for all spatial axes, or one for each.
  static func perAxis(
    _ value: Value?, _ standard: Int?, _ word: String, _ axes: Int, _ bound: Bound,
    _ session: Session
  ) throws -> [Int] {
    guard let value, !value.isNone else {
      return [Int](repeating: standard ?? 1, count: axes)
    }
    let list = try session.shape(value)
    if session.index(value) != nil { return [Int](repeating: list[0], count: axes) }
    guard list.count == axes else {
      throw PythonError.value(
        "\(bound.function): \(word)= has \(list.count) numbers",
        hint: axes == 2
          ? "one number for both axes, or a pair: rows, columns" : "one number")
    }
    return list
  }
}
