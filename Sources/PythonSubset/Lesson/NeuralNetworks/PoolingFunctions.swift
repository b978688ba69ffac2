import Arrays
import Autodiff

/// Pooling: the largest or the mean of each window.
extension NeuralNetworkModule {
  static var poolings: [Builtin] {
    let image = "x = np.array([[[[1.0, 3.0, 2.0, 2.0], [4.0, 0.0, 2.0, 1.0]]]])\n"
    let line = "x = np.array([[[1.0, 3.0, 2.0, 2.0]]])\n"
    return [
      pooling(
        "max_pool2d", 2,
        "The largest number of each window of x (N, C, H, W), of several the first in row-major order; "
          + "stride is the window's size unless given, and no window lies in the padding alone.",
        image + "nn.max_pool2d(x, 2)"),
      pooling(
        "max_pool1d", 1,
        "The largest number of each window of x (N, C, L), of several the first.",
        line + "nn.max_pool1d(x, 2)"),
      pooling(
        "avg_pool2d", 2,
        "The mean of each window of x (N, C, H, W). What a window sees of the padding counts as "
          + "zeros, as in PyTorch; stride is the window's size unless given.",
        image + "nn.avg_pool2d(x, 2)"),
      pooling(
        "avg_pool1d", 1,
        "The mean of each window of x (N, C, L). What a window sees of the padding counts as zeros.",
        line + "nn.avg_pool1d(x, 2)"),
      Builtin(
        "fractional_max_pool2d",
        "x, ratio=1.4142135623730951, output=None, overlapping=True, regions=None",
        "The largest number of each region of x (N, C, H, W), where regions are one or more rows high so "
          + "that H/ratio of them fit (Graham 2014), the same for all channels. Two numbers from "
          + "np.random shift their edges, rows first: aᵢ = ⌈α(i + u)⌉ − ⌈αu⌉. Overlapping regions take "
          + "the next one's first row in; regions=(rows, columns) gives the edges, from 0 to H and W.",
        example(
          "np.random.seed(1)\nx = np.arange(25.0).reshape(1, 1, 5, 5)\n"
            + "nn.fractional_max_pool2d(x, output=3)")
      ) { try fractional($0, $1) },
    ]
  }

  private static func pooling(_ name: String, _ axes: Int, _ summary: String, _ code: String)
    -> Builtin
  {
    Builtin(name, "x, size, stride=None, padding=0, floor=False", summary, example(code)) {
      bound, session in
      let x = try tensor(bound, 0, session)
      try requireImages(x, name, axes)
      let size = try perAxis(bound[1], nil, "size", axes, bound, session)
      let padding = try perAxis(bound[3], 0, "padding", axes, bound, session)
      if let axis = size.indices.first(where: { size[$0] > 0 && padding[$0] > size[$0] / 2 }) {
        throw PythonError.value(
          "\(name): padding \(padding[axis]) beside a window of \(size[axis])",
          hint: "at most half the window, \(size[axis] / 2), so that every window sees the input")
      }
      let windows = try Windows(
        input: Array(x.array.shape.dropFirst(2)), size: size,
        stride: bound.given(2).map { try perAxis($0, nil, "stride", axes, bound, session) } ?? size,
        padding: padding, dilation: [Int](repeating: 1, count: axes),
        floor: bound.given(4).map { try session.isTrue($0) } ?? false,
        Windows.Names(function: name, window: "window"))
      let count = try NDArray.checkedCount(Array(x.array.shape.prefix(2)) + windows.output)
      try session.chargeMemory(16, times: count)
      try chargeProducts(count, windows.count, session)
      return session.value(
        name.hasPrefix("max")
          ? try session.engine.maxPool(x, PoolRegions(windows))
          : try session.engine.averagePool(x, windows))
    }
  }

  // MARK: Fractional

  private static func fractional(_ bound: Bound, _ session: Session) throws -> Value {
    let name = bound.function
    let x = try tensor(bound, 0, session)
    try requireImages(x, name, 2)
    let input = Array(x.array.shape.dropFirst(2))
    let isOverlapping = try bound.given(3).map { try session.isTrue($0) } ?? true
    var edges: [[Int]]
    if let given = bound.given(4) {
      edges = try givenEdges(given, input, name, session)
    } else {
      let ratio = try bound.given(1).map { try session.double($0) } ?? 2.0.squareRoot()
      guard ratio >= 1, ratio.isFinite else {
        throw PythonError.value(
          "\(name): ratio= is \(try session.representation(bound[1] ?? .none))",
          hint: "it says how many times smaller the output is: 1 or more, often 1.41 or 1.26")
      }
      let output =
        try bound.given(2).map { try perAxis($0, nil, "output", 2, bound, session) }
        ?? input.map { max(1, Int(Double($0) / ratio)) }
      for axis in 0..<2 where output[axis] < 1 || output[axis] > input[axis] {
        throw PythonError.value(
          "\(name): \(output[axis]) regions along \(input[axis]) "
            + Windows.axisWord(axis, of: 2), hint: "from 1 to as many as the input has")
      }
      edges = try session.drawing { state in
        (0..<2).map { drawnEdges(input[$0], output[$0], state.unit()) }
      }
    }
    let regions = PoolRegions(
      spans: edges.indices.map { axis in
        zip(edges[axis], edges[axis].dropFirst()).map { start, end in
          start..<(isOverlapping ? min(end + 1, input[axis]) : end)
        }
      }, input: input, title: "")
    let count = try NDArray.checkedCount(Array(x.array.shape.prefix(2)) + regions.output)
    try session.chargeMemory(16, times: count)
    try session.charge(elements: x.array.count * 4)
    return session.value(try session.engine.maxPool(x, regions))
  }

  /// The edges of `count` regions that differ in size by one at most.
  private static func drawnEdges(_ size: Int, _ count: Int, _ shift: Double) -> [Int] {
    let step = Double(size) / Double(count)
    let start = (step * shift).rounded(.up)
    var edges = [0]
    for place in 1..<max(1, count) {
      let edge = Int((step * (Double(place) + shift)).rounded(.up) - start)
      edges.append(min(max(edge, edges[place - 1] + 1), size - (count - place)))
    }
    return edges + [size]
  }

  private static func givenEdges(
    _ value: Value, _ input: [Int], _ name: String, _ session: Session
  ) throws -> [[Int]] {
    let parts = try session.items(of: value)
    guard parts.count == 2 else {
      throw PythonError.value(
        "\(name): regions= has \(parts.count) parts",
        hint: "a pair: the edges of the rows, the edges of the columns")
    }
    return try parts.enumerated().map { axis, part in
      let edges = try session.shape(part)
      let isRising = zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }
      guard edges.count > 1, edges.first == 0, edges.last == input[axis], isRising else {
        throw PythonError.value(
          "\(name): the edges of the \(Windows.axisWord(axis, of: 2)) are "
            + (try session.representation(part)),
          hint: "they rise from 0 to \(input[axis]), such as [0, …, \(input[axis])]")
      }
      return edges
    }
  }
}
