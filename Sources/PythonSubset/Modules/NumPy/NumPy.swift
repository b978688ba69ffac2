import Arrays
import Autodiff

/// The functions of `numpy`.
enum NumPy {
  static func constants(_ types: BuiltinTypes) -> [String: Value] {
    var result: [String: Value] = [
      "pi": .float(Double.pi), "e": .float(2.718281828459045), "inf": .float(.infinity),
      "nan": .float(.nan), "newaxis": .none, "euler_gamma": .float(0.5772156649015329),
      "s_": .object(IndexExpression(isTuple: false)),
      "index_exp": .object(IndexExpression(isTuple: true)), "__version__": .string("2.4"),
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
    "fft", "load", "save", "savez", "loadtxt", "savetxt", "genfromtxt", "fromfile", "frombuffer",
    "complex64", "complex128", "float16", "float128", "longdouble", "object_", "str_", "void",
    "ma", "matrix", "mat", "asmatrix", "bmat", "datetime64", "timedelta64", "memmap",
    "frompyfunc", "histogram2d", "histogramdd", "histogram_bin_edges", "roots", "poly",
    "poly1d", "polyder", "polyint", "polyadd", "polymul", "polynomial", "rec", "char", "strings",
    "apply_over_axes", "block", "unwrap", "angle", "conj", "real", "imag", "iscomplex", "isreal",
    "hamming", "hanning", "bartlett", "blackman", "kaiser", "i0", "packbits", "unpackbits",
    "place", "nanpercentile", "nanquantile", "nanprod", "nancumsum", "in1d", "ufunc", "broadcast",
    "get_printoptions", "info", "show_config", "einsum_path", "require", "base_repr",
    "binary_repr", "format_float_positional", "format_float_scientific", "trim_zeros", "spacing",
    "nextafter", "gcd", "lcm", "modf", "frexp", "ldexp", "unique_values",
  ]

  static var catalogue: [Builtin] {
    creation + UniversalFunction.completed(elementwise + furtherElementwise + comparisons)
      + reductions + statistics + products
      + contractions + shapes + rearranging + joining + splitting + dimensional + searching
      + selecting + padding + questions + grids
      + functional
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
      if let texts = try StringArrayObject.make(value, session) {
        if let type = bound.given(1) {
          return try StringArrayMembers.converted(texts, to: type, session)
        }
        return copies ? texts.with(texts.codes.array.copy()) : .object(texts)
      }
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
        "array", "object, dtype=None, *, copy=True, order!, subok!, ndmin=0",
        "An array of a list's numbers.", "np.array([[1, 2], [3, 4]])"
      ) { bound, session in
        let result = try make(bound, session, copies: true)
        let least = try bound.given(5).map { try session.size($0) } ?? 0
        guard let made = result.asObject(ArrayObject.self), made.array.dimensions < least,
          least <= NDArray.maximumDimensions
        else { return result }
        let ones = [Int](repeating: 1, count: least - made.array.dimensions)
        return try ArrayFunctions.reshape(result, ones + made.array.shape, session)
      },
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
              try session.cast(session.engine.broadcast(value, to: shape), to: type), session)
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
          if session.engine.isTracked(value.node) {
            return array(
              try session.cast(session.engine.broadcast(value, to: like.shape), to: type),
              session)
          }
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
          "linspace", "start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis!",
          "Evenly spaced numbers between two ends.", "np.linspace(0, 1, 5)"
        ) { bound, session in
          let count = try bound.given(2).map { try session.size($0) } ?? 50
          try session.chargeMemory(8, times: count)
          let endpoint = try bound.given(3).map { try session.isTrue($0) } ?? true
          for place in 0..<2 { session.lost(bound[place]?.node ?? 0, "np.linspace") }
          if bound[0]?.number == nil || bound[1]?.number == nil {
            let (low, high) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
            guard bound.given(5) == nil, try !ArrayFunctions.flag(bound[4], session), count >= 0
            else {
              throw PythonError.refused(
                "`retstep=` or `axis=` of linspace between arrays",
                hint: "call it once for each pair of ends")
            }
            session.lost(low.node, "np.linspace")
            session.lost(high.node, "np.linspace")
            let shape = try broadcastShape([low.array.shape, high.array.shape])
            let a = low.array.broadcast(to: shape).doubles
            let b = high.array.broadcast(to: shape).doubles
            let columns = try zip(a, b).map {
              try NDArray.linearSpace($0, $1, count: count, endpoint: endpoint).doubles
            }
            let rows = (0..<count).flatMap { row in columns.map { $0[row] } }
            return array(Tensor(NDArray(rows, shape: [count] + shape)), session)
          }
          let (a, b) = (
            try session.double(bound[0] ?? .none), try session.double(bound[1] ?? .none)
          )
          var numbers = try NDArray.linearSpace(a, b, count: count, endpoint: endpoint)
          if let type = try bound.given(5).map({ try session.dtype($0) }), type != .float64 {
            numbers = type.isFloat ? numbers.asType(type) : try numbers.map(.floor).asType(type)
          }
          let result = array(Tensor(numbers), session)
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
          session.lost(bound[0]?.node ?? 0, "np.logspace")
          session.lost(bound[1]?.node ?? 0, "np.logspace")
          let exponents = try NDArray.linearSpace(
            session.double(bound[0] ?? .none), session.double(bound[1] ?? .none), count: count,
            endpoint: try bound.given(3).map { try session.isTrue($0) } ?? true)
          let base = Tensor(try bound.given(4).map { try session.double($0) } ?? 10)
          return array(Tensor(try .binary(.power, base.operand, Operand(exponents))), session)
        },
        Builtin(
          "tri", "N, M=None, k=0, dtype=float", "Ones on and below a diagonal.", "np.tri(3)"
        ) { bound, session in
          let rows = try session.size(bound[0] ?? .none)
          let columns = try bound.given(1).map { try session.size($0) } ?? rows
          let k = try session.size(bound[2] ?? .int(0))
          let count = try NDArray.checkedCount([rows, columns])
          try session.chargeMemory(8, times: count)
          let result = NDArray(
            zeros: [rows, columns], try bound.given(3).map { try session.dtype($0) } ?? .float64)
          for row in 0..<rows {
            for column in 0..<columns where column <= row + k {
              result.set(row * columns + column, .int(1))
            }
          }
          return array(Tensor(result), session)
        },
        Builtin(
          "vander", "x, N=None, increasing=False", "Powers of numbers, a row each.",
          "np.vander([1, 2, 3], 3)"
        ) { bound, session in
          let x = try tensor(bound, 0, session)
          guard x.array.dimensions == 1 else {
            throw PythonError.value("x must be a one-dimensional array or sequence.")
          }
          let terms = try bound.given(1).map { try session.size($0) } ?? x.array.count
          try session.chargeMemory(8 * x.array.count, times: terms)
          let rises = try ArrayFunctions.flag(bound[2], session)
          let powers = NDArray((0..<max(0, terms)).map { rises ? $0 : terms - 1 - $0 })
          return session.value(
            try session.arrayBinary(
              .power, session.engine.reshape(x, [x.array.count, 1]), Tensor(powers)))
        },
        Builtin(
          "geomspace", "start, stop, num=50, endpoint=True, dtype!, axis!",
          "Numbers each the same factor apart.", "np.geomspace(1, 1000, 4)"
        ) { bound, session in
          let count = try bound.given(2).map { try session.size($0) } ?? 50
          try session.chargeMemory(8, times: count)
          session.lost(bound[0]?.node ?? 0, "np.geomspace")
          session.lost(bound[1]?.node ?? 0, "np.geomspace")
          let endpoint = try bound.given(3).map { try session.isTrue($0) } ?? true
          let (a, b) = (
            try session.double(bound[0] ?? .none), try session.double(bound[1] ?? .none)
          )
          if a == 0 || b == 0 {
            throw PythonError.value("Geometric sequence cannot include zero")
          }
          guard a > 0, b > 0 else {
            throw PythonError.refused(
              "`np.geomspace` below zero",
              hint: "take the negative of np.geomspace of the sizes")
          }
          let logs = try NDArray.linearSpace(
            0, FloatFunction.log10(b / a), count: count, endpoint: endpoint)
          let result = try NDArray.binary(
            .power, Operand(NDArray(scalar: .float(10), .float64), isWeak: true), Operand(logs))
          let scaled = try NDArray.binary(
            .multiply, Operand(result), Operand(NDArray(scalar: .float(a), .float64)))
          if count > 0 { scaled.set(0, .float(a)) }
          if count > 1, endpoint { scaled.set(count - 1, .float(b)) }
          return array(Tensor(scaled), session)
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
          "meshgrid", "*xi, indexing='xy', sparse=False, copy=True", "Coordinates of a grid.",
          "np.meshgrid([1, 2], [3, 4])"
        ) {
          bound, session in
          let axes = try bound.rest.map { value in
            let x = try session.tensor(value)
            session.lost(x.node, "np.meshgrid")
            return x.array
          }
          let sparse = try ArrayFunctions.flag(bound[1], session)
          let isXY = bound.given(0)?.text ?? "xy" == "xy"
          var shape = axes.map(\.count)
          if isXY, shape.count > 1 { shape.swapAt(0, 1) }
          try session.chargeMemory(8, times: try NDArray.checkedCount(shape))
          return .tuple(
            try axes.enumerated().map { number, axis in
              var target = [Int](repeating: 1, count: shape.count)
              let place = isXY && shape.count > 1 && number < 2 ? 1 - number : number
              target[place] = axis.count
              if sparse { return array(Tensor(try axis.reshaped(target).copy()), session) }
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
    guard quietWarnings == 0, ArithmeticNotes.isNoted, result.hasNonFinite, !x.hasNonFinite
    else { return }
    let hasNaN = result.scalars.contains { $0.double.isNaN }
    let isPole = (name.hasPrefix("log") || name == "arctanh") && !hasNaN
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
