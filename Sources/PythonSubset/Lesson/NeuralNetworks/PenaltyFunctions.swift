import Arrays
import Autodiff

/// What large weights cost, beside the loss of the data. Biases are left out.
extension NeuralNetworkModule {
  static var penalties: [Builtin] {
    let two = "np.array([[3.0, 0.0], [-4.0, 1.0]])"
    return [
      penalty(
        "l2_penalty", "weights, strength",
        "½·strength·Σw², whose gradient is strength·w.", "nn.l2_penalty(\(two), 0.1)"
      ) { w, numbers, session in try squares(w, numbers[0], session) },
      penalty(
        "l1_penalty", "weights, strength",
        "strength·Σ|w|, whose gradient is ±strength, 0 at 0.", "nn.l1_penalty(\(two), 0.1)"
      ) { w, numbers, session in try absolutes(w, numbers[0], session) },
      penalty(
        "elastic_penalty", "weights, l2, l1",
        "½·l2·Σw² + l1·Σ|w| (Zou, Hastie 2005).", "nn.elastic_penalty(\(two), 0.1, 0.01)"
      ) { w, numbers, session in
        try session.binary(
          .add, squares(w, numbers[0], session), absolutes(w, numbers[1], session))
      },
      maxNorm(two),
    ]
  }

  /// The weights of a network, a list or one array: of a network or a list those with two axes or more.
  private static func weights(_ value: Value, _ name: String, _ session: Session) throws -> [Value]
  {
    if value.asObject(VariableObject.self) != nil || value.asObject(ArrayObject.self) != nil {
      return [value]
    }
    let all: [Value]
    if let sequence = value.asObject(SequenceObject.self) {
      all = sequence.items
    } else {
      all = NetworkTree(value).parameters.map { .object($0.variable) }
    }
    let found = all.filter { ($0.asArray?.dimensions ?? 0) > 1 }
    guard !found.isEmpty else {
      throw PythonError.type(
        "\(name): there are no weights in \(session.typeName(value))",
        hint: "give a network, a list of parameters, or one array; biases are left out")
    }
    return found
  }

  private static func penalty(
    _ name: String, _ signature: String, _ summary: String, _ code: String,
    _ body: @escaping (Value, [Double], Session) throws -> Value
  ) -> Builtin {
    var entry = Builtin(
      name, signature,
      summary
        + " weights is a network, a list of parameters (biases, which have one axis, are left out) or "
        + "one array.", example(code)
    ) { bound, session in
      let parameters = signature.split(separator: ",").dropFirst().map(\.trimmingSpaces)
      let numbers = try parameters.indices.map { index in
        let number = try session.double(bound[index + 1] ?? .none)
        guard number >= 0, number.isFinite else {
          throw PythonError.value(
            "\(name): \(parameters[index]) is \(number)", hint: "0 or more, finite")
        }
        return number
      }
      let found = try weights(bound[0] ?? .none, name, session)
      return try session.engine.grouped(name) {
        var total: Value?
        for w in found {
          let part = try body(w, numbers, session)
          total = try total.map { try session.binary(.add, $0, part) } ?? part
        }
        return total ?? .float(0)
      }
    }
    entry.keepsVariables = true
    return entry
  }

  private static func sum(_ value: Value, _ session: Session) throws -> Value {
    try session.call(session.attribute(value, "sum"), Arguments([]))
  }

  private static func squares(_ w: Value, _ strength: Double, _ session: Session) throws -> Value {
    let total = try sum(session.binary(.multiply, w, w), session)
    return try session.binary(.multiply, .float(0.5 * strength), total)
  }

  private static func absolutes(_ w: Value, _ strength: Double, _ session: Session) throws -> Value
  {
    let absolute = try session.call(
      session.modules["numpy"]?.attribute("abs", session) ?? .none, Arguments([w]))
    return try session.binary(.multiply, .float(strength), sum(absolute, session))
  }

  private static func maxNorm(_ example: String) -> Builtin {
    var entry = Builtin(
      "max_norm_", "weights, c",
      "Scales each unit's incoming weights down to norm c where it is larger, in place: the columns of (in, "
        + "out), the filters of a convolution (Srebro, Rennie, Jaakkola 2004).",
      self.example("w = \(example)\nnn.max_norm_(w, 3.0)\nw")
    ) { bound, session in
      let c = try session.double(bound[1] ?? .none)
      guard c > 0, c.isFinite else {
        throw PythonError.value("max_norm_: c is \(c)", hint: "a norm above 0, often 3 or 4")
      }
      for item in try weights(bound[0] ?? .none, "max_norm_", session) {
        guard let w = item.asArray, w.dimensions > 1, w.dtype.isFloat else { continue }
        let axes = w.dimensions == 2 ? [0] : Array(1..<w.dimensions)
        let squares = try NDArray.binary(.multiply, Operand(w), Operand(w))
        let norms = try squares.reduced(.sum, axes: axes, keep: true).cast(to: .float64)
        let factors = norms.doubles.map { $0 > c * c ? c / $0.squareRoot() : 1 }
        let scale = NDArray(factors, shape: norms.shape).cast(to: w.dtype)
        let clipped = try NDArray.binary(.multiply, Operand(w), Operand(scale))
        try session.charge(elements: w.count * 3)
        if let variable = item.asObject(VariableObject.self) {
          variable.assign(clipped, session)
        } else if let array = item.asObject(ArrayObject.self) {
          try session.engine.write(
            Tensor(clipped), to: array.handle, Region(array.array), text: "[:]")
        }
      }
      return .none
    }
    entry.keepsVariables = true
    return entry
  }
}
