import Arrays
import Autodiff

/// Convolutions and pooling as layers.
extension NeuralNetworkModule {
  static var convolutionLayers: [Builtin] {
    [
      convolutionLayer(
        "Conv2d", "conv2d", 2,
        "Slides out_channels filters over images: x (N, in_channels, H, W) gives (N, out_channels, H′, W′). "
          + "weight has shape (out_channels, in_channels, rows, columns) and starts as Kaiming's normal "
          + "numbers, bias as zeros; kernel_size, stride, padding and dilation are a number or a pair.",
        "np.random.seed(0)\nnn.Conv2d(1, 4, 3, padding=1)(np.ones((2, 1, 8, 8))).shape"),
      convolutionLayer(
        "Conv1d", "conv1d", 1,
        "Slides out_channels filters along sequences: x (N, in_channels, L) gives (N, out_channels, L′).",
        "np.random.seed(0)\nnn.Conv1d(1, 4, 3)(np.ones((2, 1, 8))).shape"),
      pool(
        "MaxPool2d", "max_pool2d",
        "The largest number of each window of x (N, C, H, W); stride is the window's size unless given.",
        "nn.MaxPool2d(2)(np.ones((1, 1, 4, 4))).shape"),
      pool(
        "MaxPool1d", "max_pool1d", "The largest number of each window of x (N, C, L).",
        "nn.MaxPool1d(2)(np.ones((1, 1, 4))).shape"),
      pool(
        "AvgPool2d", "avg_pool2d", "The mean of each window of x (N, C, H, W).",
        "nn.AvgPool2d(2)(np.ones((1, 1, 4, 4))).shape"),
      pool(
        "AvgPool1d", "avg_pool1d", "The mean of each window of x (N, C, L).",
        "nn.AvgPool1d(2)(np.ones((1, 1, 4))).shape"),
      layer(
        "FractionalMaxPool2d", fractional,
        "The largest number of each region of x (N, C, H, W), about H/ratio of them, their edges drawn "
          + "anew at each call (Graham 2014).",
        "np.random.seed(0)\nnn.FractionalMaxPool2d()(np.ones((1, 1, 6, 6))).shape"
      ) { bound, session in
        let settings = (0..<3).map { bound[$0] }
        return LayerObject(
          "FractionalMaxPool2d", try argumentText(fractional, bound, session)
        ) { layer, arguments, session in
          try call(
            "fractional_max_pool2d",
            [
              input(arguments, layer), settings[0] ?? .none, settings[1] ?? .none,
              settings[2] ?? .none,
            ], session)
        }
      },
      layer(
        "GlobalAvgPool2d", "",
        "The mean of each whole channel: x (N, C, H, W) gives (N, C) (Lin, Chen, Yan 2013).",
        "nn.GlobalAvgPool2d()(np.ones((1, 3, 4, 4)))"
      ) { _, _ in
        LayerObject("GlobalAvgPool2d", "") { layer, arguments, session in
          let x = try input(arguments, layer)
          let mean = try session.attribute(x, "mean")
          return try session.call(mean, Arguments([.tuple([.int(2), .int(3)])]))
        }
      },
    ]
  }

  private static let fractional = "ratio=1.4142135623730951, output=None, overlapping=True"

  private static func convolutionLayer(
    _ name: String, _ function: String, _ axes: Int, _ summary: String, _ code: String
  ) -> Builtin {
    let signature =
      "in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, bias=True, "
      + "floor=False, init=None, dtype=None"
    return layer(name, signature, summary, code) { bound, session in
      let (channels, filters) = (
        try count(bound, 0, "in_channels", session), try count(bound, 1, "out_channels", session)
      )
      let size = try perAxis(bound[2], nil, "kernel_size", axes, bound, session)
      guard size.allSatisfy({ $0 > 0 }) else {
        throw PythonError.value(
          "\(name): kernel_size is \(try session.representation(bound[2] ?? .none))",
          hint: "1 or more along each axis")
      }
      let geometry = (3..<6).map { bound[$0] ?? .int($0 == 4 ? 0 : 1) }
      for (value, word) in zip(geometry, ["stride", "padding", "dilation"]) {
        _ = try perAxis(value, nil, word, axes, bound, session)
      }
      let floor = Value.bool(try flag(bound, 7, false, session))
      let made = LayerObject(name, try argumentText(signature, bound, session)) {
        layer, arguments, session in
        try call(
          function,
          [
            input(arguments, layer), layer.variable("weight") ?? .none,
            layer.variable("bias") ?? .none, geometry[0], geometry[1], geometry[2], floor,
          ], session)
      }
      let type = try InitialWeights.dtype(bound.given(9), name, session)
      let weights = try InitialWeights.weights(
        [filters, channels] + size, bound.given(8), type, name, session)
      made.parameters = [("weight", try parameter(weights, session))]
      if try flag(bound, 6, true, session) {
        made.parameters.append(("bias", try parameter(NDArray(zeros: [filters], type), session)))
      }
      return made
    }
  }

  private static func pool(
    _ name: String, _ function: String, _ summary: String, _ code: String
  ) -> Builtin {
    let signature = "kernel_size, stride=None, padding=0, floor=False"
    return layer(name, signature, summary, code) { bound, session in
      let settings = (0..<4).map { bound[$0] }
      return LayerObject(name, try argumentText(signature, bound, session)) {
        layer, arguments, session in
        try call(
          function,
          [
            input(arguments, layer), settings[0] ?? .none, settings[1] ?? .none,
            settings[2] ?? .int(0), settings[3] ?? .bool(false),
          ], session)
      }
    }
  }
}
