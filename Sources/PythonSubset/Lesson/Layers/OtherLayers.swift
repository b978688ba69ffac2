import Arrays
import Autodiff

/// Normalizations, noise, activations and containers as layers.
extension NeuralNetworkModule {
  static var normalizationLayers: [Builtin] {
    ["BatchNorm", "BatchNorm1d", "BatchNorm2d"].map(batchNormLayer) + [
      layer(
        "LayerNorm", layerNormSignature,
        "Each example with mean 0 and variance 1 over its features x (N, D), then scaled and moved by "
          + "weight and bias, which are learned (Ba, Kiros, Hinton 2016).",
        "nn.LayerNorm(3)(np.array([[1.0, 2.0, 3.0]]))"
      ) { bound, session in
        let shape = try session.shape(bound[0] ?? .none)
        let epsilon = bound[1] ?? .float(1e-5)
        let axes = Value.tuple((0..<max(1, shape.count)).map { .int($0 - max(1, shape.count)) })
        let made = LayerObject("LayerNorm", try argumentText(layerNormSignature, bound, session)) {
          layer, arguments, session in
          try call(
            "layer_norm",
            [
              input(arguments, layer), layer.variable("weight") ?? .none,
              layer.variable("bias") ?? .none, axes, epsilon,
            ], session)
        }
        let type = try InitialWeights.dtype(bound.given(2), "LayerNorm", session)
        _ = try NDArray.checkedCount(shape)
        made.parameters = [
          ("weight", try parameter(ones(shape, type), session)),
          ("bias", try parameter(NDArray(zeros: shape, type), session)),
        ]
        return made
      },
      noise(
        "Dropout", "dropout",
        "In training each number is kept with probability `keep` and divided by it, else 0; after eval() "
          + "x itself (Srivastava et al. 2014)."),
      noise(
        "Dropout2d", "dropout2d",
        "In training whole channels of x (N, C, H, W) are kept with probability `keep` and divided by it."
      ),
      layer(
        "StochasticDepth", depthSignature,
        "x + branch(x), the branch kept in training with probability 1 − layer/layers·(1 − last), after "
          + "eval() scaled by it (Huang et al. 2016).",
        "np.random.seed(0)\nnn.StochasticDepth(nn.Linear(2, 2), 1, 2)(np.ones((1, 2))).shape"
      ) { bound, session in
        let settings = (1..<4).map { bound[$0] }
        let made = LayerObject(
          "StochasticDepth", try argumentText(depthSignature, bound, session)
        ) { layer, arguments, session in
          let x = try input(arguments, layer)
          let branch = layer.children.first ?? .none
          // The function takes numbers; the branch is a network, so the parts are put together here.
          let keep = try depthKeep(settings, session)
          if layer.isTraining, try session.drawing({ $0.unit() }) >= keep { return x }
          let change = try session.call(branch, Arguments([x]))
          let scaled =
            layer.isTraining ? change : try session.binary(.multiply, change, .float(keep))
          return try session.binary(.add, x, scaled)
        }
        try LayerObject.requireLayer(bound[0] ?? .none, at: 0, session)
        _ = try depthKeep(settings, session)
        made.children = [bound[0] ?? .none]
        return made
      },
    ]
  }

  private static let layerNormSignature = "normalized_shape, eps=1e-05, dtype=None"
  private static let depthSignature = "branch, layer, layers, last=0.5"

  private static func depthKeep(_ settings: [Value?], _ session: Session) throws -> Double {
    let layer = try session.integer(settings[0] ?? .none)
    let layers = try session.integer(settings[1] ?? .none)
    let last = try settings[2].map { try session.double($0) } ?? 0.5
    guard layer >= 0, layers >= 1, layer <= layers, last > 0, last <= 1 else {
      throw PythonError.value(
        "StochasticDepth: layer \(layer) of \(layers), last=\(last)",
        hint: "layers count from 1 to `layers`; `last` is the last layer's probability to be kept")
    }
    return 1 - Double(layer) / Double(layers) * (1 - last)
  }

  private static func ones(_ shape: [Int], _ type: DType) -> NDArray {
    NDArray([Double](repeating: 1, count: shape.reduce(1, *)), shape: shape).cast(to: type)
  }

  private static func batchNormLayer(_ name: String) -> Builtin {
    let signature = "num_features, running_decay=0.9, eps=1e-05, dtype=None, momentum!"
    let wanted = ["BatchNorm1d": "(N, D)", "BatchNorm2d": "(N, C, H, W)"][name]
    return layer(
      name, signature,
      "Each feature of x \(wanted ?? "(N, D) or channel of x (N, C, H, W)") with the batch's mean 0 and "
        + "variance 1, scaled by weight (γ) and moved by bias (β); after eval() with the running averages, "
        + "of which running_decay is kept at each step (Ioffe, Szegedy 2015).",
      name == "BatchNorm2d"
        ? "nn.BatchNorm2d(3)(np.ones((2, 3, 4, 4))).shape"
        : "nn.\(name)(1)(np.array([[1.0], [3.0]]))"
    ) { bound, session in
      let features = try count(bound, 0, "num_features", session)
      let type = try InitialWeights.dtype(bound.given(3), name, session)
      let (decay, epsilon) = (bound[1] ?? .float(0.9), bound[2] ?? .float(1e-5))
      let made = LayerObject(name, try argumentText(signature, bound, session)) {
        layer, arguments, session in
        let x = try input(arguments, layer)
        let axes = name == "BatchNorm2d" ? 4 : name == "BatchNorm1d" ? 2 : nil
        let shape = try shape(of: x, session)
        if let axes, shape.count != axes {
          throw PythonError.value(
            "\(name): x has shape \(pythonShape(shape))",
            hint: "it takes \(wanted ?? ""); `nn.BatchNorm` takes both kinds")
        }
        return try call(
          "batch_norm",
          [
            x, layer.variable("weight") ?? .none, layer.variable("bias") ?? .none,
            .object(layer.buffers[0].array), .object(layer.buffers[1].array),
            .bool(layer.isTraining), decay, epsilon,
          ], session)
      }
      made.parameters = [
        ("weight", try parameter(ones([features], type), session)),
        ("bias", try parameter(NDArray(zeros: [features], type), session)),
      ]
      made.buffers = [
        ("running_mean", ArrayObject(NDArray(zeros: [features], type))),
        ("running_var", ArrayObject(ones([features], type))),
      ]
      return made
    }
  }

  static func shape(of x: Value, _ session: Session) throws -> [Int] {
    if let variable = x.asObject(VariableObject.self) { return variable.shape }
    return try session.tensor(x).array.shape
  }

  private static func noise(_ name: String, _ function: String, _ summary: String) -> Builtin {
    let shape = name == "Dropout2d" ? "(1, 4, 2, 2)" : "6"
    return layer(
      name, "keep=0.5, p!", summary, "np.random.seed(1)\nnn.\(name)(0.5)(np.ones(\(shape)))"
    ) { bound, session in
      let keep = bound[0] ?? .float(0.5)
      let made = LayerObject(name, "keep=\(try session.representation(keep))") {
        layer, arguments, session in
        try call(function, [input(arguments, layer), keep, .bool(layer.isTraining)], session)
      }
      let number = try session.double(keep)
      guard number > 0, number <= 1 else {
        throw PythonError.value(
          "\(name): keep= is \(try session.representation(keep))",
          hint: "it is the probability to keep: above 0, at most 1")
      }
      return made
    }
  }

  // MARK: Activations

  static var activationLayers: [Builtin] {
    func plain(_ name: String, _ function: String, _ text: String) -> Builtin {
      layer(name, "", text, "nn.\(name)()(np.array([-1.0, 0.0, 2.0]))") { _, _ in
        LayerObject(name, "") { layer, arguments, session in
          try call(function, [input(arguments, layer)], session)
        }
      }
    }
    func sloped(
      _ name: String, _ function: String, _ parameter: String, _ standard: String, _ text: String
    ) -> Builtin {
      let signature = "\(parameter)=\(standard)"
      return layer(name, signature, text, "nn.\(name)()(np.array([-1.0, 0.0, 2.0]))") {
        bound, session in
        let slope = bound[0]
        return LayerObject(name, try argumentText(signature, bound, session)) {
          layer, arguments, session in
          try call(function, [input(arguments, layer)] + (slope.map { [$0] } ?? []), session)
        }
      }
    }
    return [
      plain("ReLU", "relu", "x where x > 0, else 0."),
      sloped(
        "LeakyReLU", "leaky_relu", "negative_slope", "0.01", "x where x > 0, else negative_slope·x."
      ),
      sloped("ELU", "elu", "alpha", "1.0", "x where x > 0, else alpha·(eˣ − 1)."),
      plain("SELU", "selu", "An ELU scaled so that activations keep mean 0 and variance 1."),
      plain("GELU", "gelu", "x times the share of a normal distribution below x."),
      plain("Softplus", "softplus", "ln(1 + eˣ), a ReLU without the corner."),
      plain("Sigmoid", "sigmoid", "1/(1 + e⁻ˣ), between 0 and 1."),
      plain("Tanh", "tanh", "The hyperbolic tangent, between −1 and 1."),
      sloped("Softmax", "softmax", "axis", "-1", "Probabilities along an axis."),
      sloped(
        "LogSoftmax", "log_softmax", "axis", "-1", "Logarithms of probabilities along an axis."),
      layer(
        "PReLU", "num_parameters=1, init=0.25, dtype=None",
        "x where x > 0, else weight·x, with slopes that are learned: one, or one a channel (He et al. 2015).",
        "nn.PReLU()(np.array([-1.0, 0.0, 2.0]))"
      ) { bound, session in
        let slopes = bound[0] == nil ? 1 : try count(bound, 0, "num_parameters", session)
        let start = try bound[1].map { try session.double($0) } ?? 0.25
        let type = try InitialWeights.dtype(bound.given(2), "PReLU", session)
        let made = LayerObject("PReLU", slopes == 1 ? "" : "num_parameters=\(slopes)") {
          layer, arguments, session in
          let weight = layer.parameters[0].variable
          let slope = slopes == 1 ? try weight.item(.int(0), session) : .object(weight)
          return try call("prelu", [input(arguments, layer), slope], session)
        }
        _ = try NDArray.checkedCount([slopes])
        made.parameters = [
          (
            "weight",
            try parameter(
              NDArray([Double](repeating: start, count: slopes), shape: [slopes]).cast(to: type),
              session)
          )
        ]
        return made
      },
    ]
  }

  // MARK: Containers

  static var containerLayers: [Builtin] {
    [
      moduleEntry, parameterEntry,
      layer(
        "Sequential", "*layers", "Layers, or functions, that run one after another.",
        "np.random.seed(0)\nnn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))"
      ) { bound, session in
        var layers = bound.rest
        if layers.count == 1, let list = layers[0].asObject(SequenceObject.self) {
          layers = list.items
        }
        for (index, value) in layers.enumerated() {
          try LayerObject.requireLayer(value, at: index, session)
        }
        return LayerObject.sequential(layers)
      },
      layer(
        "Flatten", "", "x (N, …) as (N, D): an example a row.",
        "nn.Flatten()(np.ones((2, 3, 4))).shape"
      ) { _, _ in
        LayerObject("Flatten", "") { layer, arguments, session in
          let x = try input(arguments, layer)
          let shape = try shape(of: x, session)
          guard shape.count != 2 else { return x }
          guard let examples = shape.first else {
            throw PythonError.value(
              "Flatten: x is one number", hint: "it takes a batch, examples along axis 0")
          }
          let features = shape.dropFirst().reduce(1, *)
          return try session.call(
            session.attribute(x, "reshape"), Arguments([.int(examples), .int(features)]))
        }
      },
      layer(
        "Residual", "*layers",
        "x plus what the layers make of x, which has its shape (He et al. 2015).",
        "np.random.seed(0)\nnn.Residual(nn.Linear(2, 2), nn.ReLU())(np.ones((1, 2))).shape"
      ) { bound, session in
        let made = LayerObject("Residual", "") { layer, arguments, session in
          let x = try input(arguments, layer)
          var y = x
          for child in layer.children { y = try session.call(child, Arguments([y])) }
          let (before, after) = (try shape(of: x, session), try shape(of: y, session))
          guard before == after else {
            throw PythonError.value(
              "Residual: x has shape \(pythonShape(before)), the layers give \(pythonShape(after))",
              hint: "what is added to x has x's shape: padding keeps sizes, out_channels the depth")
          }
          return try session.binary(.add, x, y)
        }
        for (index, value) in bound.rest.enumerated() {
          try LayerObject.requireLayer(value, at: index, session)
        }
        made.children = bound.rest
        return made
      },
    ]
  }
}
