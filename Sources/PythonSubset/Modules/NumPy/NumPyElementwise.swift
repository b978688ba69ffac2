import Arrays
import Autodiff

extension NumPy {
  // MARK: Elementwise

  /// A function of one float without a node; nil where the result is not finite, which may need a warning.
  private static func quickNumber(_ gate: Gate, _ value: Value?) -> Value? {
    guard case .unary(let function)? = gate.elementwise?.kernel else { return nil }
    let x: Double
    switch value {
    case .float(let number, 0): x = number
    case .scalar(let number) where number.dtype == .float64 && number.node == 0:
      x = Double(bitPattern: number.bits)
    default: return nil
    }
    let result = function(x)
    return result.isFinite ? .scalar(NumPyScalar(result)) : nil
  }

  /// A function with steps, flat between them: its gate sends 0 back.
  static func rounding(_ name: String, _ gate: Gate, _ summary: String, at example: String)
    -> Builtin
  {
    Builtin(name, "x, out!, where!, dtype!", summary, "np.\(name)(\(example))") { bound, session in
      var x = try tensor(bound, 0, session)
      try session.charge(elements: x.array.count * 4)
      if x.array.dtype == .bool, name != "rint" {
        return session.value(Tensor(x.array.copy()))
      }
      if name == "rint", !x.array.dtype.isFloat {
        x = try session.engine.copy(x, x.array.dtype.inexact(name))
      }
      ArithmeticNotes.clear()
      let result = try session.engine.elementwise(gate, x)
      session.warn(name, x.array, result.array)
      return session.value(result)
    }
  }

  static var elementwise: [Builtin] {
    func one(_ name: String, _ gate: Gate, _ summary: String, at example: String = "[1.0, 2.0]")
      -> Builtin
    {
      Builtin(name, "x, out!, where!, dtype!", summary, "np.\(name)(\(example))") {
        bound, session in
        if let result = quickNumber(gate, bound[0]) { return result }
        var x = try tensor(bound, 0, session)
        try session.charge(elements: x.array.count * 4)
        if name == "fabs", !x.array.dtype.isFloat {
          x = Tensor(x.array.asType(try x.array.dtype.inexact(name)))
        }
        ArithmeticNotes.clear()
        let result = try session.engine.elementwise(gate, x)
        session.warn(name, x.array, result.array)
        return session.value(result)
      }
    }
    func step(
      _ name: String, _ gate: Gate, _ summary: String, at example: String = "[1.2, -0.5]"
    ) -> Builtin { rounding(name, gate, summary, at: example) }
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
      step("floor", .floor, "The next whole numbers below."),
      step("ceil", .ceiling, "The next whole numbers above."),
      step("trunc", .truncate, "The elements without their fractions."),
      step("rint", .nearest, "The nearest whole numbers; halves go to even."),
      one("arcsin", .arcsin, "Angles whose sines are given.", at: "[0.5, 1.0]"),
      one("arccos", .arccos, "Angles whose cosines are given.", at: "[0.5, 1.0]"),
      one("degrees", .degrees, "Radians as degrees."),
      one("radians", .radians, "Degrees as radians."),
      one("cbrt", .cubeRoot, "Cube roots.", at: "[8.0]"),
      added(two("add", .add, "Sums, element by element.")),
      two("subtract", .subtract, "Differences, element by element."),
      two("multiply", .multiply, "Products, element by element."),
      two("divide", .divide, "Quotients, element by element."),
      two("true_divide", .divide, "Quotients, element by element."),
      two("floor_divide", .floorDivide, "Quotients rounded down."),
      two("mod", .remainder, "Remainders with the divisor's sign."),
      two("remainder", .remainder, "Remainders with the divisor's sign."),
      two("power", .power, "Powers, element by element."),
      extreme("maximum", .maximum, "The larger of two, element by element.")
        .quickly(ArrayObject.quickMaximum),
      extreme("minimum", .minimum, "The smaller of two, element by element."),
      Builtin("square", "x, out!, where!", "Squares.", "np.square([2, 3])") { bound, session in
        let x = try tensor(bound, 0, session)
        try session.charge(elements: x.array.count)
        if x.array.dtype == .bool { return session.value(Tensor(x.array.asType(.int8))) }
        return session.value(try session.engine.elementwise(.multiply, x, x))
      },
      Builtin("reciprocal", "x, out!, where!", "1/x.", "np.reciprocal([2.0, 4.0])") {
        bound, session in
        let x = try tensor(bound, 0, session)
        let one = Tensor(NDArray(scalar: .int(1), .int64), kind: .int)
        if !x.array.dtype.isFloat {
          if x.array.dtype == .bool {
            throw PythonError.refused(
              "`np.reciprocal` of bools",
              hint: "`.astype(float)` first")
          }
          if x.array.ints.contains(0) {
            throw PythonError.refused(
              "`np.reciprocal` of the whole number 0", hint: "`1.0 / x` gives inf")
          }
        }
        return session.value(
          try session.arrayBinary(x.array.dtype.isFloat ? .divide : .floorDivide, one, x))
      },
      Builtin("sign", "x, out!, where!", "−1, 0 or 1.", "np.sign([-2.0, 0, 3])") { bound, session in
        let x = try tensor(bound, 0, session)
        if x.array.dtype == .bool {
          throw PythonError(
            "UFuncTypeError",
            "ufunc 'sign' did not contain a loop with signature matching types "
              + "<class 'numpy.dtypes.BoolDType'> -> None")
        }
        return session.value(
          session.engine.record(
            Gate.code(named: "sign"), [x], try x.array.sign(),
            kind: x.array.dimensions == 0 ? .scalar : .array))
      },
      Builtin(
        "clip", "a, a_min=None, a_max=None, out=None, *, min=None, max=None",
        "Elements kept within bounds.",
        "np.clip([-1, 5], 0, 3)"
      ) {
        bound, session in
        try UniversalFunction.delivered(
          ArrayFunctions.clip(
            bound[0] ?? .none, bound.given(1) ?? bound[4], bound.given(2) ?? bound[5], session),
          to: bound.given(3), nil, "clip", session)
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
          try session.charge(items: condition.array.count)
          return .tuple(condition.array.nonZero.map { .object(ArrayObject($0)) })
        }
        try session.charge(elements: condition.array.count)
        var sides = [try tensor(bound, 1, session), try tensor(bound, 2, session)]
        // A Python integer that the other side's type cannot hold wraps around here.
        for (one, other) in [(0, 1), (1, 0)] {
          let type = sides[other].array.dtype
          if sides[one].kind == .int, sides[other].kind != .int, type.isInteger,
            !type.range.contains(sides[one].array.scalar.int)
          {
            sides[one] = try session.engine.copy(sides[one], type)
          }
        }
        let result = try session.engine.choose(condition, sides[0], sides[1])
        return result.array.dimensions == 0
          ? .object(ArrayObject(session.engine.adopt(result))) : session.value(result)
      },
      Builtin(
        "nan_to_num", "x, copy=True, nan=0.0, posinf=None, neginf=None",
        "Non-finite elements replaced.", "np.nan_to_num([np.nan, 1.0])"
      ) {
        bound, session in
        let x = try tensor(bound, 0, session)
        session.lost(x.node, "np.nan_to_num")
        let nan = try bound.given(2).map { try session.double($0) } ?? 0
        let largest =
          x.array.dtype == .float32
          ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
        let high = try bound.given(3).map { try session.double($0) } ?? largest
        let low = try bound.given(4).map { try session.double($0) } ?? -largest
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

  static var comparisons: [Builtin] {
    func two(_ name: String, _ operation: BinaryOperation, _ summary: String) -> Builtin {
      Builtin(name, "x1, x2, out!, where!", summary, "np.\(name)([1, 0], [1, 1])") {
        bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        return session.value(Tensor(try NDArray.binary(operation, x.operand, y.operand)))
      }
    }
    func test(_ name: String, _ summary: String, _ body: @escaping (NDArray) -> NDArray)
      -> Builtin
    {
      Builtin(name, "x, out!, where!", summary, "np.\(name)([1.0, np.nan, np.inf])") {
        bound, session in
        session.value(Tensor(body(try tensor(bound, 0, session).array)))
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
      test("isnan", "Where elements are not numbers.") { $0.isNaN() },
      test("isinf", "Where elements are infinite.") { $0.isInfinite() },
      test("isfinite", "Where elements are finite.") { $0.isFinite() },
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
        "array_equal", "a1, a2, equal_nan=False", "Whether shapes and elements are equal.",
        "np.array_equal([1, 2], [1, 2])"
      ) {
        bound, session in
        let (x, y) = (try tensor(bound, 0, session).array, try tensor(bound, 1, session).array)
        guard x.shape == y.shape else { return .bool(false) }
        if try ArrayFunctions.flag(bound[2], session) {
          return .bool(
            zip(x.doubles, y.doubles).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
        }
        let same = try NDArray.binary(.equal, Operand(x), Operand(y))
        return .bool(try same.reduced(.all, axes: Array(0..<same.dimensions)).scalar.isTrue)
      },
    ]
  }
}
