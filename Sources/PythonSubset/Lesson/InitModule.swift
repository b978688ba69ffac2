import Arrays
import Autodiff
import NeuralNetworks

/// `lesson.init`: starting weights, drawn from np.random's stream. Names that end in _ fill a variable or
/// array in place, as PyTorch's do.
enum InitModule {
  static var catalogue: [Builtin] {
    Initialization.allCases.flatMap(schemes) + [
      Builtin(
        "std", "shape, scheme=\"kaiming\"",
        "The standard deviation that a scheme (\"kaiming\", \"xavier\", \"lecun\") gives weights of a shape: "
          + "(in, out), or (filters, channels, rows, columns).",
        example("init.std((16, 3, 5, 5))")
      ) { bound, session in
        let name = bound[1]?.text ?? "kaiming"
        guard let scheme = Initialization(rawValue: name) else {
          throw PythonError.value(
            "std: scheme is '\(name)'",
            hint: Initialization.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
        }
        return .float(deviation(scheme, try session.shape(bound[0] ?? .none)))
      },
      Builtin(
        "fans", "shape",
        "How many numbers meet in one unit, and how many units one number reaches.",
        example("init.fans((16, 3, 5, 5))")
      ) { bound, session in
        let fans = Initialization.fans(of: try session.shape(bound[0] ?? .none))
        return .tuple([.int(fans.fanIn), .int(fans.fanOut)])
      },
      filling("zeros_", "tensor", "Fills with zeros.") { shape, type, _, _ in
        NDArray(zeros: shape, type)
      },
      filling("ones_", "tensor", "Fills with ones.") { shape, type, _, _ in
        try constant(1, shape, type)
      },
      filling("constant_", "tensor, val", "Fills with one number.") { shape, type, bound, session in
        try constant(session.double(bound[1] ?? .none), shape, type)
      },
      filling("normal_", "tensor, mean=0.0, std=1.0", "Fills with normal numbers.") {
        shape, type, bound, session in
        let mean = try bound[1].map { try session.double($0) } ?? 0
        let spread = try bound[2].map { try session.double($0) } ?? 1
        let drawn = try InitialWeights.normal(shape, spread, type, session)
        return mean == 0
          ? drawn : try NDArray.binary(.add, Operand(drawn), Operand(constant(mean, [], type)))
      },
      filling("uniform_", "tensor, a=0.0, b=1.0", "Fills with uniform numbers from a to b.") {
        shape, type, bound, session in
        let a = try bound[1].map { try session.double($0) } ?? 0
        let b = try bound[2].map { try session.double($0) } ?? 1
        let drawn = try InitialWeights.uniform(shape, (b - a) / 2, type, session)
        return try NDArray.binary(
          .add, Operand(drawn), Operand(constant((a + b) / 2, [], type)))
      },
    ]
  }

  static let refused: Set<String> = [
    "orthogonal_", "orthogonal", "sparse_", "dirac_", "eye_", "trunc_normal_", "calculate_gain",
    "he_normal", "he_uniform", "glorot_normal", "glorot_uniform", "kaiming", "xavier", "lecun",
  ]

  static let hints = [
    "he_normal": "`init.kaiming_normal(shape)`: He's first name is Kaiming",
    "he_uniform": "`init.kaiming_uniform(shape)`: He's first name is Kaiming",
    "glorot_normal": "`init.xavier_normal(shape)`: Glorot's first name is Xavier",
    "glorot_uniform": "`init.xavier_uniform(shape)`: Glorot's first name is Xavier",
    "kaiming": "`init.kaiming_normal(shape)`, or `init.std(shape, \"kaiming\")` for its spread",
    "xavier": "`init.xavier_normal(shape)`, or `init.std(shape, \"xavier\")` for its spread",
    "lecun": "`init.lecun_normal(shape)`, or `init.std(shape, \"lecun\")` for its spread",
  ]

  private static func example(_ code: String) -> String {
    "from lesson import init\nnp.random.seed(0)\n" + code
  }

  private static func deviation(_ scheme: Initialization, _ shape: [Int]) -> Double {
    let fans = Initialization.fans(of: shape)
    return scheme.deviation(fanIn: fans.fanIn, fanOut: fans.fanOut)
  }

  private static func constant(_ value: Double, _ shape: [Int], _ type: DType) throws -> NDArray {
    NDArray([Double](repeating: value, count: try NDArray.checkedCount(shape)), shape: shape)
      .cast(to: type)
  }

  /// Four functions of one scheme: normal and uniform, a new array or in place.
  private static func schemes(_ scheme: Initialization) -> [Builtin] {
    let formula: String
    switch scheme {
    case .kaiming: formula = "√(2/fan_in), for ReLU (He, Zhang, Ren, Sun 2015)"
    case .xavier: formula = "√(2/(fan_in + fan_out)), for tanh (Glorot, Bengio 2010)"
    case .lecun: formula = "√(1/fan_in) (LeCun, Bottou, Orr, Müller 1998)"
    }
    func draw(_ shape: [Int], _ type: DType, _ isNormal: Bool, _ session: Session) throws
      -> NDArray
    {
      let spread = deviation(scheme, shape)
      return isNormal
        ? try InitialWeights.normal(shape, spread, type, session)
        : try InitialWeights.uniform(shape, spread * 3.0.squareRoot(), type, session)
    }
    return [true, false].flatMap { isNormal -> [Builtin] in
      let name = "\(scheme.rawValue)_\(isNormal ? "normal" : "uniform")"
      let kind = isNormal ? "Normal numbers" : "Uniform numbers"
      return [
        Builtin(
          name, "shape, dtype=None", "\(kind) with standard deviation \(formula).",
          example("init.\(name)((2, 2))")
        ) { bound, session in
          let shape = try session.shape(bound[0] ?? .none)
          let type = try InitialWeights.dtype(bound.given(1), name, session)
          return .object(ArrayObject(try draw(shape, type, isNormal, session)))
        },
        filling("\(name)_", "tensor", "Fills with \(name)'s numbers.") { shape, type, _, session in
          try draw(shape, type, isNormal, session)
        },
      ]
    }
  }

  /// A function that fills its first argument, a variable or an array, and gives it back.
  private static func filling(
    _ name: String, _ signature: String, _ summary: String,
    _ values: @escaping ([Int], DType, Bound, Session) throws -> NDArray
  ) -> Builtin {
    let more = signature.contains("val") ? ", 0.5" : ""
    return Builtin(
      name, signature, summary + " In place; gives the variable or array back.",
      example("w = np.ones((2, 2))\ninit.\(name)(w\(more))")
    ) { bound, session in
      if let variable = bound[0]?.asObject(VariableObject.self),
        let array = variable.content.asArray
      {
        variable.assign(try values(array.shape, array.dtype, bound, session), session)
        return .object(variable)
      }
      guard let array = bound[0]?.asObject(ArrayObject.self), array.array.dtype.isFloat else {
        throw PythonError.type(
          "\(name) fills a variable or an array of real numbers, not "
            + session.typeName(bound[0] ?? .none),
          hint: "a layer's are `layer.weight` and `layer.bias`")
      }
      let fresh = try values(array.array.shape, array.array.dtype, bound, session)
      try session.engine.write(
        Tensor(fresh), to: array.handle, Region(array.array), text: "[:]")
      return .object(array)
    }
  }
}
