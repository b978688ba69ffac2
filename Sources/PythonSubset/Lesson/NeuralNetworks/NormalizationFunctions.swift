import Arrays
import Autodiff

/// Batch norm and layer norm.
extension NeuralNetworkModule {
  static var normalizations: [Builtin] {
    [
      Builtin(
        "batch_norm",
        "x, gamma, beta, running_mean=None, running_var=None, training=True, running_decay=0.9, eps=1e-05, momentum!",
        "γ·(x − mean)/√(variance + eps) + β for each feature of x (N, D) or channel of x (N, C, H, W): "
          + "mean and biased variance of the batch, or with training=False the running ones. In "
          + "training, running_mean and running_var are arrays that are updated in place: "
          + "running_decay·old + (1 − running_decay)·batch (Ioffe, Szegedy 2015).",
        example(
          "x = np.array([[1.0, 10.0], [3.0, 30.0]])\nrunning_mean, running_var = np.zeros(2), np.ones(2)\n"
            + "y = nn.batch_norm(x, np.ones(2), np.zeros(2), running_mean, running_var)\n"
            + "print(y)\nrunning_mean")
      ) { try batchNorm($0, $1) },
      Builtin(
        "layer_norm", "x, gamma=None, beta=None, axis=-1, eps=1e-05",
        "γ·(x − mean)/√(variance + eps) + β with the mean and biased variance of each example over "
          + "`axis`, one axis or several: -1 for (N, D), (1, 2, 3) for all of an image (Ba, Kiros, "
          + "Hinton 2016).",
        example("nn.layer_norm(np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]))")
      ) { try layerNorm($0, $1) },
    ]
  }

  private static func epsilon(_ value: Value?, _ name: String, _ session: Session) throws -> Double
  {
    guard let value else { return 1e-5 }
    let epsilon = try session.double(value)
    guard epsilon >= 0, epsilon.isFinite else {
      throw PythonError.value(
        "\(name): eps= is \(try session.representation(value))",
        hint: "a small number above 0 keeps the root from being 0")
    }
    return epsilon
  }

  private static func batchNorm(_ bound: Bound, _ session: Session) throws -> Value {
    let name = bound.function
    let (x, engine) = (try tensor(bound, 0, session), session.engine)
    let shape = x.array.shape
    guard shape.count >= 2 else {
      throw PythonError.value(
        "\(name): x has shape \(pythonShape(shape))",
        hint: "axis 0 holds the examples, axis 1 features or channels: (N, D) or (N, C, H, W)")
    }
    try session.charge(elements: x.array.count * 10)
    let (gamma, beta) = (try tensor(bound, 1, session), try tensor(bound, 2, session))
    for (word, values) in [("gamma", gamma), ("beta", beta)] {
      try requireChannels(values.array, word, name, shape)
    }
    let isTraining = try bound[5].map { try session.isTrue($0) } ?? true
    let decay = try bound.given(6).map { try session.double($0) } ?? 0.9
    guard decay >= 0, decay <= 1 else {
      throw PythonError.value(
        "\(name): running_decay= is \(decay)",
        hint: "the share of the old running average that is kept, from 0 to 1")
    }
    let epsilon = try epsilon(bound.given(7), name, session)
    let names = ["running_mean", "running_var"]
    let running = [bound.given(3), bound.given(4)]
    if !isTraining {
      guard let mean = running[0], let variance = running[1] else {
        throw PythonError.value(
          "\(name): training=False, but \(names[running[0] == nil ? 0 : 1]) is not given",
          hint: "at test time the mean and variance are those that training has averaged")
      }
      let (m, v) = (try session.tensor(mean), try session.tensor(variance))
      for (word, values) in zip(names, [m, v]) {
        try requireChannels(values.array, word, name, shape)
      }
      return session.value(
        try engine.batchNorm(
          x, gamma: gamma, beta: beta, mean: m, variance: v, epsilon: epsilon))
    }
    guard x.array.count > 0 || shape[1] == 0 else {
      throw PythonError.value(
        "\(name): in training x of shape \(pythonShape(shape)) has no numbers to take a mean of",
        hint: "leave empty batches out, or use training=False")
    }
    let targets = try zip(names, running).map { word, value -> ArrayObject? in
      guard let value else { return nil }
      guard let array = value.asObject(ArrayObject.self), array.array.dtype.isFloat else {
        throw PythonError.type(
          "\(name): \(word) is \(session.typeName(value)), which cannot be updated in place",
          hint: "give an array of real numbers: `\(word) = "
            + (word.hasSuffix("mean") ? "np.zeros" : "np.ones") + "(\(shape[1]))`")
      }
      try requireChannels(array.array, word, name, shape)
      return array
    }
    let result = try engine.batchNorm(x, gamma: gamma, beta: beta, epsilon: epsilon)
    for (target, batch) in zip(
      targets, [result.statistics.mean, result.statistics.variance])
    {
      guard let target else { continue }
      let old = try NDArray.binary(.multiply, Operand(target.array), Tensor(decay).operand)
      let new = try NDArray.binary(.multiply, Operand(batch), Tensor(1 - decay).operand)
      let sum = try NDArray.binary(.add, Operand(old), Operand(new))
      try engine.write(Tensor(sum), to: target.handle, Region(target.array), text: "[:]")
    }
    return session.value(result.value)
  }

  private static func requireChannels(
    _ values: NDArray, _ word: String, _ name: String, _ shape: [Int]
  ) throws {
    guard values.shape != [shape[1]] else { return }
    let kind = shape.count == 2 ? "features" : "channels"
    throw PythonError.value(
      "\(name): \(word) has shape \(pythonShape(values.shape)) beside \(shape[1]) \(kind) (axis 1 of "
        + "\(pythonShape(shape)))", hint: "one number for each of the \(kind): (\(shape[1]),)")
  }

  private static func layerNorm(_ bound: Bound, _ session: Session) throws -> Value {
    let name = bound.function
    let x = try tensor(bound, 0, session)
    let shape = x.array.shape
    guard !shape.isEmpty else {
      throw PythonError.value("\(name) of one number", hint: "give an array of features")
    }
    try session.charge(elements: x.array.count * 10)
    let given = try bound.given(3).map { try session.shape($0) } ?? [-1]
    let axes = try given.map { try normalizedAxis($0, dimensions: shape.count) }.sorted()
    guard Set(axes).count == axes.count, !axes.isEmpty else {
      throw PythonError.value("\(name): axis= names \(axes.isEmpty ? "no axis" : "an axis twice")")
    }
    guard x.array.count == 0 || axes.allSatisfy({ shape[$0] > 0 }) else {
      throw PythonError.value("\(name) over no elements")
    }
    if x.array.count == 0, axes.contains(where: { shape[$0] == 0 }) {
      throw PythonError.value(
        "\(name): axis \(axes.first { shape[$0] == 0 } ?? 0) of shape \(pythonShape(shape)) has no "
          + "numbers to take a mean of", hint: "an example needs at least one feature")
    }
    let parts = try [(1, "gamma"), (2, "beta")].map { index, word -> Tensor? in
      guard let value = bound.given(index) else { return nil }
      let part = try session.tensor(value)
      guard (try? broadcastShape([shape, part.array.shape])) == shape else {
        throw PythonError.value(
          "\(name): \(word) has shape \(pythonShape(part.array.shape)), x \(pythonShape(shape))",
          hint: "one number for each feature: \(pythonShape(axes.map { shape[$0] }))")
      }
      return part
    }
    return session.value(
      try session.engine.layerNorm(
        x, gamma: parts[0], beta: parts[1], axes: axes,
        epsilon: epsilon(bound.given(4), name, session)))
  }
}
