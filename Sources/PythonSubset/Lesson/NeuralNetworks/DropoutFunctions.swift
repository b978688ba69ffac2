import Arrays
import Autodiff

/// Noise that keeps a network from relying on single units. Masks come from np.random's stream.
extension NeuralNetworkModule {
  static var dropouts: [Builtin] {
    let line = "np.random.seed(1)\n"
    return [
      Builtin(
        "dropout", "x, keep=0.5, training=True, p!",
        "Each number of x is kept with probability `keep`, divided by it, and else 0; with "
          + "training=False x itself. The mask is (np.random.rand(*x.shape) < keep) / keep "
          + "(Srivastava et al. 2014).", example(line + "nn.dropout(np.ones(6))")
      ) { bound, session in
        try dropped(bound, session) { Array($0.indices) }
      },
      Builtin(
        "dropout2d", "x, keep=0.5, training=True, p!",
        "Whole channels of x (N, C, …) are kept with probability `keep`, divided by it, and else 0 "
          + "(Tompson et al. 2015).",
        example(line + "nn.dropout2d(np.ones((1, 4, 1, 2)))")
      ) { bound, session in
        try dropped(bound, session) { shape in
          guard shape.count >= 3 else {
            throw PythonError.value(
              "dropout2d: x has shape \(pythonShape(shape))",
              hint: "axis 1 holds the channels and there are places behind it; `dropout` for units")
          }
          return [0, 1]
        }
      },
      Builtin(
        "drop_connect", "x, w, b=None, keep=0.5, training=True, p!",
        "x · (w ∘ mask) + b: each weight, not each unit, is kept with probability `keep` and divided by "
          + "it; with training=False x · w + b (Wan et al. 2013).",
        example(line + "nn.drop_connect(np.ones((1, 2)), np.ones((2, 3)))")
      ) { try dropConnect($0, $1) },
      Builtin(
        "stochastic_depth", "x, branch, layer, layers, last=0.5, training=True",
        "x + branch(x) for a layer of a residual network: in training the branch is kept with "
          + "probability p = 1 − layer/layers·(1 − last), else x alone; with training=False x + "
          + "p·branch(x) (Huang et al. 2016).",
        example(line + "nn.stochastic_depth(np.ones(2), lambda x: 2 * x, layer=1, layers=4)")
      ) { try stochasticDepth($0, $1) },
    ]
  }

  private static func probability(
    _ value: Value?, _ word: String, _ name: String, _ session: Session
  )
    throws -> Double
  {
    guard let value else { return 0.5 }
    let keep = try session.double(value)
    guard keep > 0, keep <= 1 else {
      throw PythonError.value(
        "\(name): \(word)= is \(try session.representation(value))",
        hint: "it is the probability to keep: above 0, at most 1")
    }
    return keep
  }

  /// 1/keep where a number of np.random is below `keep`, else 0.
  private static func mask(_ shape: [Int], _ keep: Double, _ session: Session) throws -> NDArray {
    let count = try NDArray.checkedCount(shape)
    try session.chargeMemory(8, times: count)
    try session.charge(elements: count * 8)
    let result = NDArray(uninitialized: shape, .float64)
    let out = result.pointer(Double.self)
    try session.drawing { state in
      for index in 0..<count { out[index] = state.unit() < keep ? 1 / keep : 0 }
    }
    return result
  }

  private static func dropped(
    _ bound: Bound, _ session: Session, _ drawnAxes: ([Int]) throws -> [Int]
  ) throws -> Value {
    let x = try tensor(bound, 0, session)
    let keep = try probability(bound.given(1), "keep", bound.function, session)
    let shape = x.array.shape
    let axes = try drawnAxes(shape)
    if try !(bound[2].map { try session.isTrue($0) } ?? true) || keep == 1 {
      return session.value(try session.engine.real(x))
    }
    let drawn = shape.indices.map { axes.contains($0) ? shape[$0] : 1 }
    return session.value(
      try session.engine.dropout(x, mask: mask(drawn, keep, session), name: bound.function))
  }

  private static func dropConnect(_ bound: Bound, _ session: Session) throws -> Value {
    let (x, w) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
    let b = try bound.given(2).map { try session.tensor($0) }
    let keep = try probability(bound.given(3), "keep", bound.function, session)
    guard w.array.dimensions == 2, let depth = x.array.shape.last, depth == w.array.shape[0] else {
      throw PythonError.value(
        "drop_connect: x has shape \(pythonShape(x.array.shape)), w \(pythonShape(w.array.shape))",
        hint: "x (N, D) and w (D, M): x's last size is w's first")
    }
    try chargeProducts(x.array.count, w.array.shape[1], session)
    if try !(bound[4].map { try session.isTrue($0) } ?? true) || keep == 1 {
      return session.value(try session.engine.linear(x, w, b))
    }
    return session.value(
      try session.engine.dropConnect(x, w, b, mask: mask(w.array.shape, keep, session)))
  }

  private static func stochasticDepth(_ bound: Bound, _ session: Session) throws -> Value {
    let name = bound.function
    let x = try tensor(bound, 0, session)
    let (layer, layers) = (
      try session.integer(bound[2] ?? .none), try session.integer(bound[3] ?? .none)
    )
    guard layer >= 0, layers >= 1, layer <= layers else {
      throw PythonError.value(
        "\(name): layer \(layer) of \(layers)", hint: "layers count from 1 to `layers`")
    }
    let last = try probability(bound.given(4), "last", name, session)
    let keep = 1 - Double(layer) / Double(layers) * (1 - last)
    let isTraining = try bound[5].map { try session.isTrue($0) } ?? true
    if isTraining, try session.drawing({ $0.unit() }) >= keep { return session.value(x) }
    let branch = try session.tensor(
      session.call(bound[1] ?? .none, Arguments([bound[0] ?? .none])))
    guard branch.array.shape == x.array.shape else {
      throw PythonError.value(
        "\(name): the branch gives shape \(pythonShape(branch.array.shape)) for x of "
          + pythonShape(x.array.shape), hint: "what is added to x has x's shape")
    }
    let engine = session.engine
    let scaled = isTraining ? branch : try engine.elementwise(.multiply, branch, Tensor(keep))
    return session.value(try engine.elementwise(.add, x, scaled))
  }
}
