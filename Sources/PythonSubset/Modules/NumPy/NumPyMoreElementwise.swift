import Arrays
import Autodiff

extension NumPy {
  /// Rarer functions of elements; those without a gate of their own are composed of gates.
  static var furtherElementwise: [Builtin] {
    func one(_ name: String, _ gate: Gate, _ summary: String, at example: String = "[0.5, 1.0]")
      -> Builtin
    {
      Builtin(name, "x, out!, where!, dtype!", summary, "np.\(name)(\(example))") {
        bound, session in
        let x = try tensor(bound, 0, session)
        try session.charge(elements: x.array.count * 4)
        ArithmeticNotes.clear()
        let result = try session.engine.elementwise(gate, x)
        session.warn(name, x.array, result.array)
        return session.value(result)
      }
    }
    func two(_ name: String, _ operation: BinaryOperation, _ summary: String) -> Builtin {
      Builtin(name, "x1, x2, out!, where!, dtype!", summary, "np.\(name)([3, 5], 4)") {
        bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        session.lost(x.node, "np.\(name)")
        session.lost(y.node, "np.\(name)")
        try session.charge(elements: max(x.array.count, y.array.count))
        return session.value(Tensor(try NDArray.binary(operation, x.operand, y.operand)))
      }
    }
    func floats(
      _ name: String, _ summary: String, _ body: @escaping (Double, Double) -> Double
    ) -> Builtin {
      Builtin(name, "x1, x2, out!, where!, dtype!", summary, "np.\(name)([3.0, -1.0], 2.0)") {
        bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        session.lost(x.node, "np.\(name)")
        session.lost(y.node, "np.\(name)")
        let type = try resultType(x.operand, y.operand)
        if !type.isFloat, name == "fmax" || name == "fmin" {
          return session.value(
            Tensor(
              try NDArray.binary(name == "fmax" ? .maximum : .minimum, x.operand, y.operand)))
        }
        let shape = try broadcastShape([x.array.shape, y.array.shape])
        try session.charge(elements: try NDArray.checkedCount(shape))
        let a = x.array.broadcast(to: shape).doubles
        let b = y.array.broadcast(to: shape).doubles
        let result = NDArray(zip(a, b).map(body), shape: shape)
        return session.value(Tensor(result.asType(type.isFloat ? type : .float64)))
      }
    }
    func test(_ name: String, _ summary: String, _ body: @escaping (Double) -> Bool) -> Builtin {
      Builtin(name, "x, out!, where!", summary, "np.\(name)([1.0, -0.0, np.inf])") {
        bound, session in
        session.value(Tensor(try tensor(bound, 0, session).array.test(body)))
      }
    }
    return [
      two("arctan2", .arctan2, "The angle of the point (x2, x1)."),
      Builtin(
        "hypot", "x1, x2, out!, where!, dtype!", "The length of the hypotenuse.",
        "np.hypot([3, 5], 4)"
      ) { bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        try session.charge(elements: max(x.array.count, y.array.count))
        return session.value(try session.engine.elementwise(.hypot, x, y))
      },
      two("bitwise_and", .bitAnd, "The bits that both have."),
      two("bitwise_or", .bitOr, "The bits that either has."),
      two("bitwise_xor", .bitXor, "The bits that just one has."),
      two("left_shift", .leftShift, "The bits moved up."),
      two("right_shift", .rightShift, "The bits moved down."),
      Builtin(
        "fmod", "x1, x2, out!, where!, dtype!", "Remainders with the dividend's sign.",
        "np.fmod([-7, 7], 3)"
      ) { bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        session.lost(x.node, "np.fmod")
        session.lost(y.node, "np.fmod")
        let type = try resultType(x.operand, y.operand)
        let shape = try broadcastShape([x.array.shape, y.array.shape])
        try session.charge(elements: try NDArray.checkedCount(shape))
        let a = x.array.broadcast(to: shape)
        let b = y.array.broadcast(to: shape)
        if type.isFloat {
          return session.value(
            Tensor(
              NDArray(
                zip(a.doubles, b.doubles).map { $0.truncatingRemainder(dividingBy: $1) },
                shape: shape
              ).asType(type)))
        }
        return session.value(
          Tensor(
            NDArray(
              zip(a.ints, b.ints).map { left, right in
                right == 0 ? 0 : left.remainderReportingOverflow(dividingBy: right).partialValue
              }, shape: shape
            ).asType(type)))
      },
      floats("copysign", "The sizes of the first with the signs of the second.") {
        Double(signOf: $1, magnitudeOf: $0)
      },
      floats("heaviside", "0 below zero, 1 above, the second argument at zero.") {
        $0.isNaN ? .nan : $0 < 0 ? 0 : $0 > 0 ? 1 : $1
      },
      floats("fmax", "The larger of two; nan counts as missing.") {
        $0.isNaN ? $1 : $1.isNaN ? $0 : max($0, $1)
      },
      floats("fmin", "The smaller of two; nan counts as missing.") {
        $0.isNaN ? $1 : $1.isNaN ? $0 : min($0, $1)
      },
      one("arcsinh", .arcsinh, "The inverse of sinh."),
      one("arccosh", .arccosh, "The inverse of cosh.", at: "[1.0, 2.0]"),
      one("arctanh", .arctanh, "The inverse of tanh.", at: "[0.0, 0.5]"),
      one("deg2rad", .radians, "Degrees as radians."),
      one("rad2deg", .degrees, "Radians as degrees."),
      rounding("fix", .truncate, "The elements without their fractions.", at: "[1.5, -0.5]"),
      test("signbit", "Where the sign is minus.") { $0.sign == .minus },
      test("isposinf", "Where elements are +∞.") { $0 == .infinity },
      test("isneginf", "Where elements are −∞.") { $0 == -.infinity },
      Builtin("positive", "x, out!, where!", "The elements as they are.", "np.positive([1, -2])") {
        bound, session in
        let x = try tensor(bound, 0, session)
        if x.array.dtype == .bool {
          throw PythonError(
            "UFuncTypeError",
            "ufunc 'positive' did not contain a loop with signature matching types "
              + "<class 'numpy.dtypes.BoolDType'> -> None")
        }
        return session.value(try session.engine.copy(x))
      },
      one("exp2", .exp2, "2 to the power of each element.", at: "[1.0, 3.0]"),
      Builtin(
        "float_power", "x1, x2, out!, where!", "Powers as floats.", "np.float_power([2, 3], -1)"
      ) { bound, session in
        let x = try session.engine.copy(tensor(bound, 0, session), .float64)
        return session.value(try session.arrayBinary(.power, x, tensor(bound, 1, session)))
      },
      Builtin(
        "divmod", "x1, x2, out!, where!", "Quotients rounded down, and remainders.",
        "np.divmod([-7, 7], 2)"
      ) { bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        return .tuple([
          session.value(try session.arrayBinary(.floorDivide, x, y)),
          session.value(try session.arrayBinary(.remainder, x, y)),
        ])
      },
      Builtin(
        "invert", "x, out!, where!", "The bits turned over; for booleans, not.",
        "np.invert([True, False])"
      ) { bound, session in
        session.value(Tensor(try tensor(bound, 0, session).array.inverted()))
      },
      Builtin(
        "logaddexp", "x1, x2, out!, where!", "log(exp(x1) + exp(x2)) without overflow.",
        "np.logaddexp(0.0, [0.0, 1000.0])"
      ) { bound, session in
        let engine = session.engine
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        let high = Tensor(
          try NDArray.binary(.maximum, x.operand, y.operand).asType(
            resultType(x.operand, y.operand) == .float32 ? .float32 : .float64))
        let a = try engine.elementwise(.exp, engine.elementwise(.subtract, x, high))
        let b = try engine.elementwise(.exp, engine.elementwise(.subtract, y, high))
        let total = try engine.elementwise(.log, engine.elementwise(.add, a, b))
        return session.value(try engine.elementwise(.add, total, high))
      },
      Builtin("sinc", "x", "sin(πx)/(πx).", "np.sinc([0.0, 0.5])") { bound, session in
        let x = try tensor(bound, 0, session)
        session.lost(x.node, "np.sinc")
        return session.value(
          Tensor(
            NDArray(
              x.array.doubles.map { value in
                let angle = Double.pi * (value == 0 ? 1e-20 : value)
                return FloatFunction.sin(angle) / angle
              }, shape: x.array.shape)))
      },
      Builtin(
        "diff", "a, n=1, axis=-1, prepend=None, append=None", "Differences of neighbours.",
        "np.diff([1, 4, 9])"
      ) { bound, session in
        var x = try object(bound, 0, session)
        let times = try bound.given(1).map { try session.size($0) } ?? 1
        if times < 0 { throw PythonError.value("order must be non-negative but got \(times)") }
        if x.array.dimensions == 0 {
          throw PythonError.value("diff requires input that is at least one dimensional")
        }
        let axis = try Self.axis(bound[2] ?? .int(-1), x.array.dimensions, session)
        if times > 0, bound.given(3) != nil || bound.given(4) != nil {
          func edge(_ value: Value?) throws -> [Tensor] {
            guard let value else { return [] }
            let part = try session.tensor(value)
            if part.array.dimensions > 0 { return [part] }
            var shape = x.array.shape
            shape[axis] = 1
            return [try session.engine.broadcast(part, to: shape)]
          }
          let parts =
            try edge(bound.given(3)) + [session.engine.read(x.handle)] + edge(bound.given(4))
          x = ArrayObject(
            session.engine.adopt(try session.engine.concatenate(parts, axis: axis)))
        }
        for _ in 0..<min(times, x.array.shape[axis]) {
          let later = try slicing(x, .int(1), .none, axis: axis, session)
          let earlier = try slicing(x, .none, .int(-1), axis: axis, session)
          if x.array.dtype == .bool {
            let (a, b) = (try session.tensor(later), try session.tensor(earlier))
            x = ArrayObject(try NDArray.binary(.notEqual, a.operand, b.operand))
          } else {
            x = try ArrayFunctions.arrayObject(
              session.binary(.subtract, later, earlier), session)
          }
        }
        return .object(x)
      },
      Builtin(
        "ediff1d", "ary, to_end!, to_begin!", "Differences of neighbours, counted through.",
        "np.ediff1d([1, 4, 9])"
      ) { bound, session in
        let x = try object(bound, 0, session)
        let flat = try ArrayFunctions.arrayObject(
          ArrayFunctions.reshape(.object(x), [x.array.count], session), session)
        return try session.binary(
          .subtract, slicing(flat, .int(1), .none, axis: 0, session),
          slicing(flat, .none, .int(-1), axis: 0, session))
      },
      Builtin(
        "select", "condlist, choicelist, default=0", "The first choice whose condition holds.",
        "np.select([[True, False]], [[1, 1]], 7)"
      ) { bound, session in
        let conditions = try session.items(of: bound[0] ?? .none)
        let choices = try session.items(of: bound[1] ?? .none)
        if conditions.count != choices.count {
          throw PythonError.value(
            "list of cases must be same length as list of conditions")
        }
        var result = try session.tensor(bound[2] ?? .int(0))
        for (condition, choice) in zip(conditions, choices).reversed() {
          result = try session.engine.choose(
            session.tensor(condition), session.tensor(choice), result)
        }
        return session.value(result)
      },
      Builtin(
        "trapezoid", "y, x=None, dx=1.0, axis!", "The area under points joined by lines.",
        "np.trapezoid([1, 2, 3])"
      ) { bound, session in
        let y = try object(bound, 0, session)
        guard y.array.dimensions == 1 else {
          throw PythonError.refused(
            "`np.trapezoid` of other than a vector",
            hint: "take the rows one by one in a loop")
        }
        var width = Value.float(try bound.given(2).map { try session.double($0) } ?? 1)
        if bound.given(1) != nil {
          let x = try object(bound, 1, session)
          width = try session.binary(
            .subtract, slicing(x, .int(1), .none, axis: 0, session),
            slicing(x, .none, .int(-1), axis: 0, session))
        }
        let sums = try session.binary(
          .add, slicing(y, .int(1), .none, axis: 0, session),
          slicing(y, .none, .int(-1), axis: 0, session))
        let areas = try session.binary(
          .divide, session.binary(.multiply, width, sums), .float(2))
        return try ArrayFunctions.reduce("sum", areas, axis: nil, keep: false, session)
      },
      Builtin(
        "gradient", "f, *varargs, axis=None, edge_order!", "Slopes by central differences.",
        "np.gradient([1.0, 4.0, 9.0])"
      ) { bound, session in
        var x = try object(bound, 0, session)
        if !x.array.dtype.isFloat {
          x = ArrayObject(
            session.engine.adopt(try session.engine.copy(session.engine.read(x.handle), .float64)))
        }
        let n = x.array.dimensions
        let chosen =
          try bound.given(1).map { axis in
            try session.shape(axis).map { try normalizedAxis($0, dimensions: n) }
          } ?? Array(0..<n)
        let spacings = bound.rest
        if spacings.count > 1, spacings.count != chosen.count {
          throw PythonError.type("invalid number of arguments")
        }
        let results = try chosen.enumerated().map { number, axis in
          try slope(
            x, axis, spacings.isEmpty ? .float(1) : spacings[spacings.count == 1 ? 0 : number],
            session)
        }
        return results.count == 1 ? results[0] : .tuple(results)
      },
    ]
  }

  /// Differences along an axis over the distance of the neighbours; one-sided at the ends.
  private static func slope(_ x: ArrayObject, _ axis: Int, _ spacing: Value, _ session: Session)
    throws -> Value
  {
    let size = x.array.shape[axis]
    if size < 2 {
      throw PythonError.value(
        "Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) "
          + "elements are required.")
    }
    func part(_ a: Value, _ b: Value) throws -> Value { try slicing(x, a, b, axis: axis, session) }
    func quotient(_ a: Value, _ b: Value, _ width: Value) throws -> Value {
      try session.binary(.divide, session.binary(.subtract, a, b), width)
    }
    var middle: Value
    var (firstWidth, lastWidth) = (spacing, spacing)
    if spacing.number != nil {
      middle = try quotient(
        part(.int(2), .none), part(.none, .int(-2)), session.binary(.multiply, .float(2), spacing))
    } else {
      let distances = try session.tensor(spacing)
      session.lost(distances.node, "the spacing of np.gradient")
      let points = distances.array.doubles
      if points.count != size {
        throw PythonError.value(
          "when 1d, distances must match the length of the corresponding dimension")
      }
      let widths = zip(points.dropFirst(), points).map { $0 - $1 }
      (firstWidth, lastWidth) = (.float(widths[0]), .float(widths[widths.count - 1]))
      if widths.allSatisfy({ $0 == widths[0] }) {
        return try slope(x, axis, firstWidth, session)
      }
      var shape = [Int](repeating: 1, count: x.array.dimensions)
      shape[axis] = size - 2
      func column(_ body: (Double, Double) -> Double) throws -> Value {
        array(
          Tensor(try NDArray(zip(widths, widths.dropFirst()).map(body)).reshaped(shape)), session)
      }
      let a = try session.binary(
        .multiply, column { -$1 / ($0 * ($0 + $1)) }, part(.none, .int(-2)))
      let b = try session.binary(
        .multiply, column { ($1 - $0) / ($0 * $1) }, part(.int(1), .int(-1)))
      let c = try session.binary(
        .multiply, column { $0 / ($1 * ($0 + $1)) }, part(.int(2), .none))
      middle = try session.binary(.add, session.binary(.add, a, b), c)
    }
    let first = try quotient(part(.int(1), .int(2)), part(.int(0), .int(1)), firstWidth)
    let last = try quotient(part(.int(-1), .none), part(.int(-2), .int(-1)), lastWidth)
    return array(
      try session.engine.concatenate(
        [session.tensor(first), session.tensor(middle), session.tensor(last)], axis: axis),
      session)
  }
}
