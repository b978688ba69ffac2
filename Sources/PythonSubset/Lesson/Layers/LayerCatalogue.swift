import Arrays
import Autodiff

/// The layers of `lesson.nn`. A layer is an entry here: its signature, how its parameters are made,
/// and which function of `lesson.nn` it calls.
extension NeuralNetworkModule {
  static var layers: [Builtin] {
    linearLayers + convolutionLayers + normalizationLayers + activationLayers + containerLayers
  }

  /// An entry whose calls make a layer.
  static func layer(
    _ name: String, _ signature: String, _ summary: String, _ code: String,
    _ make: @escaping (Bound, Session) throws -> LayerObject
  ) -> Builtin {
    var entry = Builtin(name, signature, summary, example(code)) { bound, session in
      .object(try make(bound, session))
    }
    entry.makesType = true
    return entry
  }

  /// The arguments of a call as `repr` shows them: those that must be given bare, the rest by name.
  static func argumentText(_ signature: String, _ bound: Bound, _ session: Session) throws
    -> String
  {
    var parts: [String] = []
    for (index, part) in signature.split(separator: ",").enumerated() {
      guard let value = bound.given(index) else { continue }
      let text =
        value.asObject(ArrayObject.self) == nil ? try session.representation(value) : "…"
      let name = part.trimmingSpaces.prefix { $0 != "=" && $0 != "!" }
      parts.append(part.contains("=") ? "\(name)=\(text)" : text)
    }
    return parts.joined(separator: ", ")
  }

  /// Calls a function of `lesson.nn`.
  static func call(
    _ name: String, _ arguments: [Value], _ session: Session,
    keywords: [(name: String, value: Value)] = []
  ) throws -> Value {
    guard let function = try session.modules["lesson.nn"]?.attribute(name, session) else {
      return .none
    }
    return try session.call(function, Arguments(arguments, keywords: keywords))
  }

  /// The one input of a layer.
  static func input(_ arguments: Arguments, _ layer: LayerObject) throws -> Value {
    guard let x = arguments.positional.first, arguments.positional.count == 1,
      arguments.keywords.isEmpty
    else {
      throw PythonError.type(
        "\(layer.kind) takes one input, not \(arguments.positional.count)",
        hint: "call it with an array of examples: layer(x)")
    }
    return x
  }

  /// Counts of features or channels from 1 up.
  static func count(_ bound: Bound, _ index: Int, _ word: String, _ session: Session) throws -> Int
  {
    let value = try session.integer(bound[index] ?? .none)
    guard value > 0 else {
      throw PythonError.value("\(bound.function): \(word) is \(value)", hint: "1 or more")
    }
    return value
  }

  static func flag(_ bound: Bound, _ index: Int, _ standard: Bool, _ session: Session) throws
    -> Bool
  {
    try bound[index].map { try session.isTrue($0) } ?? standard
  }

  static func parameter(_ array: NDArray, _ session: Session) throws -> VariableObject {
    try VariableObject.parameter(array, session)
  }

  // MARK: Linear

  private static var linearLayers: [Builtin] {
    let linear = "in_features, out_features, bias=True, init=None, dtype=None"
    let connected = "in_features, out_features, keep=0.5, bias=True, init=None, dtype=None, p!"
    let maxout = "in_features, out_features, pieces=2, bias=True, init=None, dtype=None"
    return [
      layer(
        "Linear", linear,
        "x @ weight + bias: x (N, in_features) gives (N, out_features). weight has shape "
          + "(in_features, out_features), PyTorch's transposed; it starts as Kaiming's normal numbers "
          + "(init= \"kaiming\", \"xavier\", \"lecun\", \"zeros\", an array or a function of the shape), "
          + "bias as zeros.",
        "np.random.seed(0)\nlayer = nn.Linear(2, 3)\nlayer(np.ones((1, 2))).shape"
      ) { bound, session in
        let product = productFunction("Linear")
        let made = LayerObject("Linear", try argumentText(linear, bound, session)) {
          layer, arguments, session in
          let x = try input(arguments, layer)
          return try session.call(
            product,
            Arguments([x, layer.variable("weight") ?? .none, layer.variable("bias") ?? .none]))
        }
        try addWeights(made, bound, 2, session)
        return made
      },
      layer(
        "DropConnect", connected,
        "A Linear whose weights, not units, are kept with probability `keep` in training "
          + "(Wan et al. 2013).",
        "np.random.seed(0)\nnn.DropConnect(2, 3, keep=0.8)(np.ones((1, 2))).shape"
      ) { bound, session in
        let keep = bound[2] ?? .float(0.5)
        let made = LayerObject("DropConnect", try argumentText(connected, bound, session)) {
          layer, arguments, session in
          try call(
            "drop_connect",
            [
              input(arguments, layer), layer.variable("weight") ?? .none,
              layer.variable("bias") ?? .none, keep, .bool(layer.isTraining),
            ], session)
        }
        try addWeights(made, bound, 3, session)
        return made
      },
      layer(
        "Maxout", maxout,
        "The largest of `pieces` linear functions for each of out_features units "
          + "(Goodfellow et al. 2013).",
        "np.random.seed(0)\nnn.Maxout(2, 3)(np.ones((1, 2))).shape"
      ) { bound, session in
        let (inputs, outputs) = (
          try count(bound, 0, "in_features", session), try count(bound, 1, "out_features", session)
        )
        let pieces = bound[2] == nil ? 2 : try count(bound, 2, "pieces", session)
        let (units, overflow) = outputs.multipliedReportingOverflow(by: pieces)
        guard !overflow else { throw PythonError.value("Maxout: too many units") }
        let product = productFunction("Maxout")
        let made = LayerObject("Maxout", try argumentText(maxout, bound, session)) {
          layer, arguments, session in
          let scores = try session.call(
            product,
            Arguments([
              input(arguments, layer), layer.variable("weight") ?? .none,
              layer.variable("bias") ?? .none,
            ]))
          return try call(
            "maxout", [scores], session, keywords: [("pieces", .int(pieces))])
        }
        let type = try InitialWeights.dtype(bound.given(5), "Maxout", session)
        let weights = try InitialWeights.weights(
          [inputs, units], bound.given(4), type, "Maxout", session)
        made.parameters = [("weight", try parameter(weights, session))]
        if try flag(bound, 3, true, session) {
          made.parameters.append(("bias", try parameter(NDArray(zeros: [units], type), session)))
        }
        return made
      },
    ]
  }

  /// x @ weight + bias, of x (…, in) and weight (in, out).
  private static func productFunction(_ name: String) -> Value {
    let function = BuiltinFunction(name, Signature("x, weight, bias=None")) { bound, session in
      let (x, w) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
      let b = try bound.given(2).map { try session.tensor($0) }
      guard let depth = x.array.shape.last, depth == w.array.shape[0] else {
        let units = w.array.shape[0]
        throw PythonError.value(
          "\(name): x has shape \(pythonShape(x.array.shape)), the layer takes \(units) features",
          hint: x.array.dimensions > 2 && x.array.shape.dropFirst().reduce(1, *) == units
            ? "nn.Flatten() before it makes \(pythonShape([x.array.shape[0], units])) of it"
            : "x's last size is the layer's in_features: (examples, \(units))")
      }
      try chargeProducts(x.array.count, w.array.shape[1], session)
      return session.value(try session.engine.linear(x, w, b))
    }
    function.computes = true
    return .object(function)
  }

  /// Weights (in, out) and a bias, from arguments that begin with these counts and end with
  /// bias, init and dtype, `first` being the place of bias.
  private static func addWeights(
    _ layer: LayerObject, _ bound: Bound, _ first: Int, _ session: Session
  ) throws {
    let shape = [
      try count(bound, 0, "in_features", session), try count(bound, 1, "out_features", session),
    ]
    let type = try InitialWeights.dtype(bound.given(first + 2), layer.kind, session)
    let weights = try InitialWeights.weights(
      shape, bound.given(first + 1), type, layer.kind, session)
    layer.parameters = [("weight", try parameter(weights, session))]
    if try flag(bound, first, true, session) {
      layer.parameters.append(
        ("bias", try parameter(NDArray(zeros: [shape[1]], type), session)))
    }
  }
}
