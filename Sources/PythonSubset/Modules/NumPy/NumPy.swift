import Arrays
import Autodiff

/// The functions of `numpy`.
enum NumPy {
  static func constants(_ types: BuiltinTypes) -> [String: Value] {
    var result: [String: Value] = [
      "pi": .float(Double.pi), "e": .float(2.718281828459045), "inf": .float(.infinity),
      "nan": .float(.nan), "newaxis": .none, "__version__": .string("2.4"),
    ]
    for (name, type) in types.numpy { result[name] = .object(type) }
    for (alias, name) in [
      ("bool_", "bool"), ("float_", "float64"), ("int_", "int64"), ("double", "float64"),
      ("single", "float32"), ("intp", "int64"),
    ] {
      result[alias] = types.numpy[name].map { .object($0) }
    }
    return result
  }

  /// What NumPy has and this language does not, or not yet.
  static let refused: Set<String> = [
    "fft", "polyfit", "load", "save", "savez", "loadtxt", "savetxt", "genfromtxt", "fromfile",
    "complex64", "complex128", "float16", "object_", "str_", "vectorize", "apply_along_axis",
    "lib", "ma", "matrix", "mat", "random_intel", "testing", "datetime64", "memmap", "frompyfunc",
    "interp", "convolve", "correlate", "histogram", "percentile", "quantile", "cov", "corrcoef",
    "kron", "cross", "einsum", "tensordot", "gradient", "trapezoid", "nditer", "ndenumerate",
    "ndindex", "fromiter", "fromfunction", "select", "piecewise", "searchsorted", "digitize",
  ]

  static var catalogue: [Builtin] {
    creation + elementwise + comparisons + reductions + products + shapes + joining + searching
  }

  static func tensor(_ bound: Bound, _ index: Int, _ session: Session) throws -> Tensor {
    try session.tensor(bound[index] ?? .none)
  }

  static func array(_ tensor: Tensor, _ session: Session) -> Value {
    .object(ArrayObject(session.engine.adopt(tensor)))
  }

  // MARK: Creation

  private static var creation: [Builtin] {
    func filled(_ name: String, _ number: Scalar, _ summary: String) -> [Builtin] {
      [
        Builtin(name, "shape, dtype=float, order!", summary, "np.\(name)((2, 3))") {
          bound, session in
          let shape = try session.shape(bound[0] ?? .none)
          let count = try NDArray.checkedCount(shape)
          try session.chargeMemory(8, times: count)
          let type = try bound.given(1).map { try session.dtype($0) } ?? .float64
          return array(Tensor(fill(shape, type, number)), session)
        },
        Builtin(
          "\(name)_like", "a, dtype=None, order!, subok!, shape!",
          "An array of the same shape and type: \(summary.lowercased())",
          "np.\(name)_like([1.5, 2])"
        ) { bound, session in
          let like = try tensor(bound, 0, session).array
          let type = try bound.given(1).map { try session.dtype($0) } ?? like.dtype
          return array(Tensor(fill(like.shape, type, number)), session)
        },
      ]
    }
    func make(_ bound: Bound, _ session: Session, copies: Bool) throws -> Value {
      let value = bound[0] ?? .none
      let type = try bound.given(1).map { try session.dtype($0) }
      if !copies, let known = value.asObject(ArrayObject.self),
        type == nil || type == known.array.dtype
      {
        return .object(known)
      }
      var tensor = try session.tensor(value)
      let isTracked = session.engine.isTracked(tensor.node)
      if tensor.kind != .array || value.asObject(ArrayObject.self) != nil {
        if let type, !type.isFloat { session.lost(tensor.node, "np.array(dtype=\(type.name))") }
        if isTracked, type?.isFloat ?? true {
          tensor = try session.engine.copy(tensor, type)
        } else {
          tensor = Tensor(tensor.array.cast(to: type ?? tensor.array.dtype))
        }
      } else if let type, type != tensor.array.dtype {
        tensor =
          type.isFloat ? try session.engine.copy(tensor, type) : Tensor(tensor.array.cast(to: type))
      }
      tensor.kind = .array
      return array(tensor, session)
    }
    return [
      Builtin(
        "array", "object, dtype=None, *, copy=True, order!, subok!, ndmin!",
        "An array of a list's numbers.", "np.array([[1, 2], [3, 4]])"
      ) { try make($0, $1, copies: true) },
      Builtin(
        "asarray", "a, dtype=None, order!", "An array, without a copy if it is one.",
        "np.asarray([1, 2])"
      ) {
        try make($0, $1, copies: false)
      },
    ] + filled("zeros", .int(0), "An array of zeros.")
      + filled("ones", .int(1), "An array of ones.")
      + filled("empty", .int(0), "An array to be filled; here it starts as zeros.") + [
        Builtin(
          "full", "shape, fill_value, dtype=None, order!", "An array of one value.",
          "np.full((2, 2), 7)"
        ) {
          bound, session in
          let shape = try session.shape(bound[0] ?? .none)
          try session.chargeMemory(8, times: try NDArray.checkedCount(shape))
          let value = try tensor(bound, 1, session)
          let type = try bound.given(2).map { try session.dtype($0) } ?? value.array.dtype
          if session.engine.isTracked(value.node) {
            return array(
              try session.engine.copy(session.engine.broadcast(value, to: shape), type), session)
          }
          return array(
            Tensor(try value.array.broadcastExactly(to: shape).cast(to: type)), session)
        },
        Builtin(
          "full_like", "a, fill_value, dtype=None", "An array of one value, shaped like another.",
          "np.full_like([1, 2], 7)"
        ) {
          bound, session in
          let like = try tensor(bound, 0, session).array
          let value = try tensor(bound, 1, session)
          let type = try bound.given(2).map { try session.dtype($0) } ?? like.dtype
          return array(
            Tensor(try value.array.broadcastExactly(to: like.shape).cast(to: type)), session)
        },
        Builtin(
          "arange", "start, stop=None, step=None, dtype=None", "Numbers a step apart.",
          "np.arange(0, 1, 0.25)"
        ) {
          bound, session in
          let only = bound.given(1) == nil
          let start = only ? Value.int(0) : bound[0] ?? .none
          let stop = only ? bound[0] ?? .none : bound[1] ?? .none
          let step = bound.given(2) ?? .int(1)
          let type = try bound.given(3).map { try session.dtype($0) }
          let isWhole = [start, stop, step].allSatisfy { session.index($0) != nil }
          let (a, b, s) = (
            try session.double(start), try session.double(stop), try session.double(step)
          )
          if s == 0 { throw PythonError("ZeroDivisionError", "division by zero") }
          let size = ((b - a) / s).rounded(.up)
          guard size.isFinite else { throw PythonError.value("arange: cannot compute length") }
          let count = max(0, Int(exactly: min(size, 1e12)) ?? 0)
          try session.chargeMemory(8, times: count)
          let result: NDArray
          if isWhole {
            _ = try NDArray.checkedCount([count])
            let (first, each) = (try session.size(start), try session.size(step))
            result = NDArray((0..<count).map { first &+ $0 &* each })
          } else {
            result = try NDArray.range(a, s, count: count)
          }
          return array(Tensor(result.asType(type ?? result.dtype)), session)
        },
        Builtin(
          "linspace", "start, stop, num=50, endpoint=True, retstep=False, dtype!, axis!",
          "Evenly spaced numbers between two ends.", "np.linspace(0, 1, 5)"
        ) { bound, session in
          let count = try bound.given(2).map { try session.size($0) } ?? 50
          try session.chargeMemory(8, times: count)
          let endpoint = try bound.given(3).map { try session.isTrue($0) } ?? true
          let (a, b) = (
            try session.double(bound[0] ?? .none), try session.double(bound[1] ?? .none)
          )
          let result = array(
            Tensor(try NDArray.linearSpace(a, b, count: count, endpoint: endpoint)), session)
          guard try ArrayFunctions.flag(bound[4], session) else { return result }
          let divisions = endpoint ? count - 1 : count
          return .tuple([result, .scalar(NumPyScalar((b - a) / Double(divisions)))])
        },
        Builtin(
          "logspace", "start, stop, num=50, endpoint=True, base=10.0",
          "Numbers evenly spaced on a log scale.", "np.logspace(0, 2, 3)"
        ) {
          bound, session in
          let count = try bound.given(2).map { try session.size($0) } ?? 50
          try session.chargeMemory(8, times: count)
          let exponents = try NDArray.linearSpace(
            session.double(bound[0] ?? .none), session.double(bound[1] ?? .none), count: count,
            endpoint: try bound.given(3).map { try session.isTrue($0) } ?? true)
          let base = Tensor(try bound.given(4).map { try session.double($0) } ?? 10)
          return array(Tensor(try .binary(.power, base.operand, Operand(exponents))), session)
        },
        Builtin("eye", "N, M=None, k=0, dtype=float", "Ones on a diagonal.", "np.eye(2)") {
          bound, session in
          let rows = try session.size(bound[0] ?? .none)
          let columns = try bound.given(1).map { try session.size($0) } ?? rows
          try session.chargeMemory(8, times: try NDArray.checkedCount([rows, columns]))
          return array(
            Tensor(
              try NDArray.identity(
                rows, columns, diagonal: try bound.given(2).map { try session.size($0) } ?? 0,
                try bound.given(3).map { try session.dtype($0) } ?? .float64)), session)
        },
        Builtin("identity", "n, dtype=float", "The identity matrix.", "np.identity(2)") {
          bound, session in
          let n = try session.size(bound[0] ?? .none)
          try session.chargeMemory(8, times: try NDArray.checkedCount([n, n]))
          return array(
            Tensor(
              try NDArray.identity(
                n, n, diagonal: 0, try bound.given(1).map { try session.dtype($0) } ?? .float64)),
            session)
        },
        Builtin("copy", "a", "New memory with the same elements.", "np.copy([1, 2])") {
          bound, session in
          array(try session.engine.copy(tensor(bound, 0, session)), session)
        },
        Builtin(
          "meshgrid", "*xi, indexing='xy', sparse!, copy!", "Coordinates of a grid.",
          "np.meshgrid([1, 2], [3, 4])"
        ) {
          bound, session in
          let axes = try bound.rest.map { try session.tensor($0).array }
          let isXY = bound.given(0)?.text ?? "xy" == "xy"
          var shape = axes.map(\.count)
          if isXY, shape.count > 1 { shape.swapAt(0, 1) }
          try session.chargeMemory(8, times: try NDArray.checkedCount(shape))
          return .list(
            try axes.enumerated().map { number, axis in
              var target = [Int](repeating: 1, count: shape.count)
              let place = isXY && shape.count > 1 && number < 2 ? 1 - number : number
              target[place] = axis.count
              return array(
                Tensor(try axis.reshaped(target).broadcastExactly(to: shape).copy()), session)
            })
        },
        Builtin("dtype", "dtype", "A type of array elements.", "np.dtype('float32')") {
          bound, session in
          .object(DTypeObject(try session.dtype(bound[0] ?? .none)))
        },
        Builtin(
          "set_printoptions",
          "precision=None, suppress=None, threshold=None, linewidth=None, edgeitems=None, formatter!",
          "Changes how arrays print.", "np.set_printoptions(precision=3)"
        ) {
          bound, session in
          try session.setPrintOptions(bound)
          return .none
        },
        Builtin(
          "errstate", "divide=None, over=None, under=None, invalid=None, all=None",
          "`with np.errstate(…):` silences warnings.",
          "with np.errstate(divide='ignore'):\n    x = np.array([1.0]) / 0\nx"
        ) {
          _, _ in .object(QuietWarnings())
        },
        Builtin(
          "seterr", "divide=None, over=None, under=None, invalid=None, all=None",
          "Silences warnings.", "np.seterr(all='ignore')"
        ) {
          _, _ in .none
        },
      ]
  }

  private static func fill(_ shape: [Int], _ type: DType, _ number: Scalar) -> NDArray {
    let result = NDArray(zeros: shape, type)
    if number.int != 0 { for i in 0..<result.count { result.set(i, number) } }
    return result
  }

  // MARK: Elementwise

  private static var elementwise: [Builtin] {
    func one(_ name: String, _ gate: Gate, _ summary: String, at example: String = "[1.0, 2.0]")
      -> Builtin
    {
      Builtin(name, "x, out!, where!, dtype!", summary, "np.\(name)(\(example))") {
        bound, session in
        let x = try tensor(bound, 0, session)
        try session.charge(elements: x.array.count * 4)
        let result = try session.engine.elementwise(gate, x)
        session.warn(name, x.array, result.array)
        return session.value(result)
      }
    }
    func plain(
      _ name: String, _ function: FloatFunction, _ summary: String,
      at example: String = "[1.2, -0.5]"
    ) -> Builtin {
      Builtin(name, "x, out!, where!, dtype!", summary, "np.\(name)(\(example))") {
        bound, session in
        let x = try tensor(bound, 0, session)
        session.lost(x.node, "np.\(name)")
        try session.charge(elements: x.array.count * 4)
        return session.value(Tensor(try x.array.map(function)))
      }
    }
    func two(_ name: String, _ operation: BinaryOperator, _ summary: String) -> Builtin {
      Builtin(name, "x1, x2, out!, where!, dtype!", summary, "np.\(name)([5, 7], 2)") {
        bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        return session.value(try session.arrayBinary(operation, x, y))
      }
    }
    func extreme(_ name: String, _ gate: Gate, _ summary: String) -> Builtin {
      Builtin(name, "x1, x2, out!, where!, dtype!", summary, "np.\(name)(0, [-1, 2])") {
        bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        try session.charge(elements: max(x.array.count, y.array.count))
        // maximum(0, x) is a ReLU: its derivative at the kink is 0.
        for (zero, other) in [(x, y), (y, x)]
        where gate.name == "maximum" && zero.kind != .array && zero.array.scalar.double == 0
          && !session.engine.isTracked(zero.node) && session.engine.isTracked(other.node)
        {
          return session.value(try session.engine.elementwise(.relu, other))
        }
        return session.value(try session.engine.elementwise(gate, x, y))
      }
    }
    func added(_ function: Builtin) -> Builtin {
      var function = function
      function.members["at"] = makeMethod("add.at", "a, indices, b") { bound, session in
        try addAt(bound, session)
        return .none
      }
      return function
    }
    return [
      one("exp", .exp, "e to the power of each element."), one("log", .log, "Natural logarithms."),
      one("sqrt", .squareRoot, "Square roots.", at: "[4.0, 9.0]"),
      one("tanh", .tanh, "Hyperbolic tangents."), one("sinh", .sinh, "Hyperbolic sines."),
      one("cosh", .cosh, "Hyperbolic cosines."), one("sin", .sin, "Sines."),
      one("cos", .cos, "Cosines."), one("tan", .tan, "Tangents."),
      one("arctan", .arctan, "Angles whose tangents are given."),
      one("log1p", .log1p, "ln(1 + x), exact for small x."),
      one("expm1", .expm1, "eˣ − 1, exact for small x."),
      one("log2", .log2, "Logarithms to base 2."), one("log10", .log10, "Logarithms to base 10."),
      one("negative", .negate, "The elements with their signs flipped."),
      one("abs", .absolute, "Sizes without signs.", at: "[-1.5, 2]"),
      one("absolute", .absolute, "Sizes without signs.", at: "[-1.5, 2]"),
      one("fabs", .absolute, "Sizes without signs, as floats.", at: "[-1.5, 2]"),
      plain("floor", .floor, "The next whole numbers below."),
      plain("ceil", .ceil, "The next whole numbers above."),
      plain("trunc", .trunc, "The elements without their fractions."),
      plain("rint", .rint, "The nearest whole numbers; halves go to even."),
      plain("arcsin", .arcsin, "Angles whose sines are given.", at: "[0.5, 1.0]"),
      plain("arccos", .arccos, "Angles whose cosines are given.", at: "[0.5, 1.0]"),
      plain("degrees", .degrees, "Radians as degrees."),
      plain("radians", .radians, "Degrees as radians."),
      plain("cbrt", .cbrt, "Cube roots.", at: "[8.0]"),
      added(two("add", .add, "Sums, element by element.")),
      two("subtract", .subtract, "Differences, element by element."),
      two("multiply", .multiply, "Products, element by element."),
      two("divide", .divide, "Quotients, element by element."),
      two("true_divide", .divide, "Quotients, element by element."),
      two("floor_divide", .floorDivide, "Quotients rounded down."),
      two("mod", .remainder, "Remainders with the divisor's sign."),
      two("remainder", .remainder, "Remainders with the divisor's sign."),
      two("power", .power, "Powers, element by element."),
      extreme("maximum", .maximum, "The larger of two, element by element."),
      extreme("minimum", .minimum, "The smaller of two, element by element."),
      Builtin("square", "x, out!, where!", "Squares.", "np.square([2, 3])") { bound, session in
        let x = try tensor(bound, 0, session)
        try session.charge(elements: x.array.count)
        return session.value(try session.engine.elementwise(.multiply, x, x))
      },
      Builtin("reciprocal", "x, out!, where!", "1/x.", "np.reciprocal([2.0, 4.0])") {
        bound, session in
        let x = try tensor(bound, 0, session)
        let one = Tensor(NDArray(scalar: .int(1), .int64), kind: .int)
        return session.value(
          try session.arrayBinary(x.array.dtype.isFloat ? .divide : .floorDivide, one, x))
      },
      Builtin("sign", "x, out!, where!", "−1, 0 or 1.", "np.sign([-2.0, 0, 3])") { bound, session in
        let x = try tensor(bound, 0, session)
        session.lost(x.node, "np.sign")
        return session.value(Tensor(try x.array.sign()))
      },
      Builtin(
        "clip", "a, a_min=None, a_max=None, out!", "Elements kept within bounds.",
        "np.clip([-1, 5], 0, 3)"
      ) {
        bound, session in
        try ArrayFunctions.clip(bound[0] ?? .none, bound[1], bound[2], session)
      },
      Builtin(
        "round", "a, decimals=0, out!", "Rounded to decimals; halves go to even.",
        "np.round([1.256, 2.5], 1)"
      ) {
        bound, session in
        try ArrayFunctions.round(
          bound[0] ?? .none, try bound.given(1).map { try session.size($0) } ?? 0, session)
      },
      Builtin(
        "around", "a, decimals=0, out!", "Rounded to decimals; halves go to even.",
        "np.around([1.256, 2.5], 1)"
      ) {
        bound, session in
        try ArrayFunctions.round(
          bound[0] ?? .none, try bound.given(1).map { try session.size($0) } ?? 0, session)
      },
      Builtin(
        "where", "condition, x=None, y=None", "Elements of x where the condition holds, else of y.",
        "np.where([True, False], 1, 0)"
      ) {
        bound, session in
        let condition = try tensor(bound, 0, session)
        guard bound[1] != nil, bound[2] != nil else {
          return .tuple(condition.array.nonZero.map { .object(ArrayObject($0)) })
        }
        try session.charge(elements: condition.array.count)
        return session.value(
          try session.engine.choose(
            condition, tensor(bound, 1, session), tensor(bound, 2, session)))
      },
      Builtin(
        "nan_to_num", "x, copy=True, nan=0.0, posinf=None, neginf=None",
        "Non-finite elements replaced.", "np.nan_to_num([np.nan, 1.0])"
      ) {
        bound, session in
        let x = try tensor(bound, 0, session)
        session.lost(x.node, "np.nan_to_num")
        let nan = try bound.given(2).map { try session.double($0) } ?? 0
        let high =
          try bound.given(3).map { try session.double($0) } ?? Double.greatestFiniteMagnitude
        let low =
          try bound.given(4).map { try session.double($0) } ?? -Double.greatestFiniteMagnitude
        let result = x.array.copy()
        for i in 0..<result.count {
          let value = result.load(at: i).double
          if value.isNaN { result.set(i, .float(nan)) }
          if value.isInfinite { result.set(i, .float(value > 0 ? high : low)) }
        }
        return session.value(Tensor(result))
      },
    ]
  }

  /// `np.add.at(a, i, v)`: adds once for every time an index occurs.
  private static func addAt(_ bound: Bound, _ session: Session) throws {
    guard let target = bound[0]?.asObject(ArrayObject.self) else {
      throw PythonError.type(
        "np.add.at changes an array, not \(session.typeName(bound[0] ?? .none))")
    }
    let region = try target.region(of: bound[1] ?? .none, session)
    let value = try session.tensor(bound[2] ?? .none)
    let spread = try session.engine.broadcast(value, to: region.shape)
    let placed = try session.engine.place(
      spread, region, text: try session.indexText(bound[1] ?? .none), shape: target.array.shape)
    let total = try session.arrayBinary(.add, session.engine.read(target.handle), placed)
    let type = target.array.dtype
    try session.engine.write(
      total.array.dtype == type ? total : session.engine.copy(total, type), to: target.handle,
      Region(target.array), text: "[:]")
  }

  private static var comparisons: [Builtin] {
    func two(_ name: String, _ operation: BinaryOperation, _ summary: String) -> Builtin {
      Builtin(name, "x1, x2, out!, where!", summary, "np.\(name)([1, 0], [1, 1])") {
        bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        return session.value(Tensor(try NDArray.binary(operation, x.operand, y.operand)))
      }
    }
    func test(_ name: String, _ summary: String, _ body: @escaping (Double) -> Bool) -> Builtin {
      Builtin(name, "x, out!, where!", summary, "np.\(name)([1.0, np.nan, np.inf])") {
        bound, session in
        session.value(Tensor(try tensor(bound, 0, session).array.test(body)))
      }
    }
    func near(_ bound: Bound, _ session: Session) throws -> NDArray {
      let (x, y) = (try tensor(bound, 0, session).array, try tensor(bound, 1, session).array)
      let relative = try bound.given(2).map { try session.double($0) } ?? 1e-5
      let absolute = try bound.given(3).map { try session.double($0) } ?? 1e-8
      let equalNaN = try ArrayFunctions.flag(bound[4], session)
      let shape = try broadcastShape([x.shape, y.shape])
      let (a, b) = (x.broadcast(to: shape).doubles, y.broadcast(to: shape).doubles)
      let result = NDArray(uninitialized: shape, .bool)
      for i in 0..<result.count {
        let close =
          a[i] == b[i] || (a[i].isNaN && b[i].isNaN && equalNaN)
          || (a[i].isFinite && b[i].isFinite && abs(a[i] - b[i]) <= absolute + relative * abs(b[i]))
        result.set(i, .bool(close))
      }
      return result
    }
    return [
      two("equal", .equal, "Where elements are equal."),
      two("not_equal", .notEqual, "Where they differ."),
      two("less", .less, "Where the first is smaller."),
      two("less_equal", .lessEqual, "Where the first is not larger."),
      two("greater", .greater, "Where the first is larger."),
      two("greater_equal", .greaterEqual, "Where the first is not smaller."),
      two("logical_and", .logicalAnd, "Where both are true."),
      two("logical_or", .logicalOr, "Where one is true."),
      two("logical_xor", .logicalXor, "Where just one is true."),
      Builtin(
        "logical_not", "x, out!, where!", "Where elements are false.",
        "np.logical_not([True, False])"
      ) {
        bound, session in
        session.value(Tensor(try tensor(bound, 0, session).array.asType(.bool).inverted()))
      },
      test("isnan", "Where elements are not numbers.") { $0.isNaN },
      test("isinf", "Where elements are infinite.") { $0.isInfinite },
      test("isfinite", "Where elements are finite.") { $0.isFinite },
      Builtin(
        "isclose", "a, b, rtol=1e-05, atol=1e-08, equal_nan=False",
        "Where elements are nearly equal.", "np.isclose([1.0], [1.000001])"
      ) {
        bound, session in session.value(Tensor(try near(bound, session)))
      },
      Builtin(
        "allclose", "a, b, rtol=1e-05, atol=1e-08, equal_nan=False",
        "Whether all elements are nearly equal.", "np.allclose([1.0], [1.000001])"
      ) {
        bound, session in
        let result = try near(bound, session)
        return .bool(
          try result.reduced(.all, axes: Array(0..<result.dimensions)).scalar.isTrue)
      },
      Builtin(
        "array_equal", "a1, a2", "Whether shapes and elements are equal.",
        "np.array_equal([1, 2], [1, 2])"
      ) {
        bound, session in
        let (x, y) = (try tensor(bound, 0, session).array, try tensor(bound, 1, session).array)
        guard x.shape == y.shape else { return .bool(false) }
        let same = try NDArray.binary(.equal, Operand(x), Operand(y))
        return .bool(try same.reduced(.all, axes: Array(0..<same.dimensions)).scalar.isTrue)
      },
    ]
  }
}

/// `with np.errstate(…):`.
private final class QuietWarnings: Object {
  override var typeName: String { "numpy.errstate" }
  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "__enter__":
      makeMethod(name, "") { _, session in
        session.quietWarnings += 1
        return .none
      }
    case "__exit__":
      makeMethod(name, "*args") { _, session in
        session.quietWarnings -= 1
        return .bool(false)
      }
    default: nil
    }
  }
}

extension Session {
  /// NumPy's warning where a function of finite numbers gave something else.
  func warn(_ name: String, _ x: NDArray, _ result: NDArray) {
    guard quietWarnings == 0, result.hasNonFinite, !x.hasNonFinite else { return }
    let hasNaN = result.scalars.contains { $0.double.isNaN }
    let isPole = name.hasPrefix("log") && !hasNaN
    note(
      "RuntimeWarning: \(hasNaN ? "invalid value" : isPole ? "divide by zero" : "overflow") "
        + "encountered in \(name)")
  }

  func setPrintOptions(_ bound: Bound) throws {
    if let value = bound.given(0) { printOptions.precision = max(0, min(64, try integer(value))) }
    if let value = bound.given(1) { printOptions.suppress = try isTrue(value) }
    if let value = bound.given(2) {
      printOptions.threshold = Int(exactly: try double(value)) ?? Int.max
    }
    if let value = bound.given(3) {
      printOptions.lineWidth = max(1, min(10_000, try integer(value)))
    }
    if let value = bound.given(4) {
      printOptions.edgeItems = max(0, min(10_000, try integer(value)))
    }
  }
}
