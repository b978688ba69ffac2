import Arrays
import Autodiff

extension NeuralNetworkModule {
  static var activations: [Builtin] {
    func one(_ name: String, _ gate: Gate, _ summary: String) -> Builtin {
      Builtin(name, "x", summary, example("nn.\(name)(np.array([-1.0, 0.0, 2.0]))")) {
        bound, session in
        session.value(try activated(gate, tensor(bound, 0, session), session))
      }
    }
    func sloped(_ name: String, _ gate: Gate, _ alpha: Double, _ text: String, _ summary: String)
      -> Builtin
    {
      Builtin(
        name, "x, alpha=\(text)", summary, example("nn.\(name)(np.array([-1.0, 0.0, 2.0]))")
      ) { bound, session in
        let slope = try bound.given(1).map { try session.tensor($0) } ?? Tensor(alpha)
        return session.value(try activated(gate, tensor(bound, 0, session), slope, session))
      }
    }
    return [
      one("relu", .relu, "x where x > 0, else 0."),
      sloped("leaky_relu", .leakyRelu, 0.01, "0.01", "x where x > 0, else alpha·x."),
      Builtin(
        "prelu", "x, a",
        "x where x > 0, else a·x, with slopes a that are learned: one, or one a channel (axis 1).",
        example("nn.prelu(np.array([-1.0, 0.0, 2.0]), 0.25)")
      ) { bound, session in
        let x = try tensor(bound, 0, session)
        let slopes = try alongChannels(tensor(bound, 1, session), of: x, session)
        return session.value(try activated(.prelu, x, slopes, session))
      },
      sloped("elu", .elu, 1, "1.0", "x where x > 0, else alpha·(eˣ − 1)."),
      one("selu", .selu, "An ELU scaled so that activations keep mean 0 and variance 1."),
      Builtin(
        "gelu", "x, approximate=\"none\"",
        "x times the share of a normal distribution below x; `approximate=\"tanh\"` is close to it.",
        example("nn.gelu(np.array([-1.0, 0.0, 2.0]))")
      ) { bound, session in
        let x = try tensor(bound, 0, session)
        switch bound[1]?.text ?? (bound[1] == nil ? "none" : nil) {
        case "none": return session.value(try activated(.gelu, x, session))
        case "tanh": return session.value(try activated(.geluTanh, x, session))
        default:
          throw PythonError.value(
            "approximate= of gelu is \"none\" or \"tanh\", not "
              + (try session.representation(bound[1] ?? .none)))
        }
      },
      one("softplus", .softplus, "ln(1 + eˣ), a ReLU without the corner."),
      one("sigmoid", .sigmoid, "1/(1 + e⁻ˣ), between 0 and 1."),
      one("tanh", .tanh, "The hyperbolic tangent, between −1 and 1."),
      Builtin(
        "maxout", "*x, pieces=None, axis=-1",
        "The largest of several arrays of one shape, element by element; of one array, the largest "
          + "of each `pieces` neighbours.",
        example("nn.maxout(np.array([1.0, -2.0]), np.array([0.5, 3.0]))")
      ) { bound, session in try maxout(bound, session) },
      probabilities("softmax", "eˣ over the sum of all eˣ along an axis: probabilities.") {
        try $0.softmax($1, axis: $2)
      },
      probabilities("log_softmax", "Logarithms of the softmax, exact for large differences.") {
        try $0.logSoftmax($1, axis: $2)
      },
    ]
  }

  private static func activated(_ gate: Gate, _ x: Tensor, _ session: Session) throws -> Tensor {
    try session.charge(elements: x.array.count * 4)
    return try session.engine.elementwise(gate, x)
  }

  private static func activated(_ gate: Gate, _ x: Tensor, _ y: Tensor, _ session: Session) throws
    -> Tensor
  {
    let shape = try broadcastShape([x.array.shape, y.array.shape])
    try session.charge(elements: try NDArray.checkedCount(shape) * 4)
    return try session.engine.elementwise(gate, x, y)
  }

  /// Several slopes belong to the channels of x, which stand on axis 1.
  private static func alongChannels(_ slopes: Tensor, of x: Tensor, _ session: Session) throws
    -> Tensor
  {
    guard slopes.array.dimensions == 1, slopes.array.count != 1, x.array.dimensions > 1 else {
      return slopes
    }
    guard slopes.array.count == x.array.shape[1] else {
      throw PythonError.value(
        "\(slopes.array.count) slopes for the \(x.array.shape[1]) channels of shape "
          + pythonShape(x.array.shape), hint: "axis 1 holds the channels")
    }
    return try session.engine.reshape(
      slopes, [slopes.array.count] + [Int](repeating: 1, count: x.array.dimensions - 2))
  }

  private static func probabilities(
    _ name: String, _ summary: String,
    _ body: @escaping (Engine, Tensor, Int) throws -> Tensor
  ) -> Builtin {
    Builtin(
      name, "x, axis=-1", summary, example("nn.\(name)(np.array([1.0, 2.0, 3.0]))")
    ) { bound, session in
      let x = try tensor(bound, 0, session)
      try session.charge(elements: x.array.count * 8)
      guard x.array.dimensions > 0 else {
        throw PythonError.value(
          "\(name) of one number", hint: "give an array of scores, one a class")
      }
      let axis = try normalizedAxis(
        session.size(bound.given(1) ?? .int(-1)), dimensions: x.array.dimensions)
      return session.value(try body(session.engine, x, axis))
    }
  }

  private static func maxout(_ bound: Bound, _ session: Session) throws -> Value {
    let parts = try bound.rest.map { try session.tensor($0) }
    guard let first = parts.first else {
      throw PythonError.type("maxout() takes one array or more")
    }
    try session.charge(elements: first.array.count * parts.count)
    if parts.count > 1 {
      if bound.given(0) != nil {
        throw PythonError.type("maxout() of several arrays takes no `pieces=`")
      }
      if let other = parts.first(where: { $0.array.shape != first.array.shape }) {
        throw PythonError.value(
          "maxout of shapes \(pythonShape(first.array.shape)) and "
            + pythonShape(other.array.shape), hint: "all pieces have one shape")
      }
      return session.value(try session.engine.maxout(parts))
    }
    guard let given = bound.given(0) else {
      throw PythonError.type(
        "maxout() of one array needs `pieces=`",
        hint: "`nn.maxout(x @ W1 + b1, x @ W2 + b2)` or `nn.maxout(x @ W + b, pieces=2)`")
    }
    let pieces = try session.size(given)
    let axis = try normalizedAxis(
      session.size(bound.given(1) ?? .int(-1)), dimensions: first.array.dimensions)
    let size = first.array.shape[axis]
    guard pieces > 0, size % pieces == 0 else {
      throw PythonError.value(
        "\(size) elements do not make whole units of \(pieces) pieces",
        hint: "axis \(axis) needs a multiple of `pieces`")
    }
    return session.value(try session.engine.maxout(first, pieces: pieces, axis: axis))
  }
}
