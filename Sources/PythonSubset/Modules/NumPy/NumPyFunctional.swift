import Arrays
import Autodiff

extension NumPy {
  static var functional: [Builtin] {
    [
      Builtin(
        "vectorize", "pyfunc, otypes!, doc!, excluded!, cache!, signature!",
        "A function of numbers made one of arrays.",
        "np.vectorize(lambda x: x + 1)([1, 2])"
      ) { bound, _ in
        let function = bound[0] ?? .none
        return makeMethod("vectorize", "*args") { call, session in
          let parts = try call.rest.map { try ArrayFunctions.arrayObject($0, session) }
          let shape = try broadcastShape(parts.map(\.array.shape))
          let count = try NDArray.checkedCount(shape)
          if count == 0 {
            throw PythonError.value(
              "cannot call `vectorize` on size 0 inputs unless `otypes` is set")
          }
          let iterators = try parts.map { part -> [Value] in
            let spread = try session.engine.broadcast(session.engine.read(part.handle), to: shape)
            let flat = try session.engine.reshape(spread, [count])
            return try session.items(of: .object(ArrayObject(session.engine.adopt(flat))))
          }
          var results: [Value] = []
          for i in 0..<count {
            results.append(try session.call(function, Arguments(iterators.map { $0[i] })))
          }
          if results[0].asObject(TupleObject.self) != nil {
            throw PythonError.refused(
              "`np.vectorize` of a function with several results",
              hint: "make one function for each result")
          }
          return try ArrayFunctions.reshape(.list(results), shape, session)
        }
      },
      Builtin(
        "apply_along_axis", "func1d, axis, arr", "A function of vectors applied along an axis.",
        "np.apply_along_axis(np.sum, 1, [[1, 2], [3, 4]])"
      ) { bound, session in
        let x = try object(bound, 2, session)
        let axis = try Self.axis(bound[1] ?? .none, x.array.dimensions, session)
        var order = (0..<x.array.dimensions).filter { $0 != axis }
        let outer = order.map { x.array.shape[$0] }
        order.append(axis)
        let moved = try ArrayFunctions.transpose(.object(x), order, session)
        let rows = try session.items(
          of: ArrayFunctions.reshape(
            moved, [outer.reduce(1, *), x.array.shape[axis]], session))
        if rows.isEmpty {
          throw PythonError.value("Cannot apply_along_axis when any iteration dimensions are 0")
        }
        let results = try rows.map {
          try session.call(bound[0] ?? .none, Arguments([$0]))
        }
        let stacked = try session.tensor(.list(results))
        let inner = Array(stacked.array.shape.dropFirst())
        let whole = try ArrayFunctions.reshape(
          array(stacked, session), outer + inner, session)
        if inner.isEmpty { return whole }
        var back = Array(0..<outer.count)
        back.insert(contentsOf: outer.count..<(outer.count + inner.count), at: axis)
        return try ArrayFunctions.transpose(whole, back, session)
      },
      Builtin(
        "fromiter", "iter, dtype, count=-1", "An array of what an iterator yields.",
        "np.fromiter((x * x for x in range(3)), dtype=float)"
      ) { bound, session in
        let limit = try bound.given(2).map { try session.size($0) } ?? -1
        var items: [Value] = []
        let iterator = try session.iterator(bound[0] ?? .none)
        while limit < 0 || items.count < limit, let item = try iterator.next(session) {
          try session.step()
          items.append(item)
        }
        if limit > items.count {
          throw PythonError.value(
            "iterator too short: Expected \(limit) but iterator had only \(items.count) items.")
        }
        let type = try session.dtype(bound[1] ?? .none)
        let x = try session.tensor(.list(items))
        return array(
          type.isFloat ? try session.engine.copy(x, type) : Tensor(x.array.cast(to: type)), session)
      },
      Builtin(
        "fromfunction", "function, shape, dtype=float",
        "An array of a function's values at indices.",
        "np.fromfunction(lambda i, j: i + j, (2, 2))"
      ) { bound, session in
        let shape = try session.shape(bound[1] ?? .none)
        let count = try NDArray.checkedCount(shape)
        try session.chargeMemory(8 * max(1, shape.count), times: count)
        let type = try bound.given(2).map { try session.dtype($0) } ?? .float64
        let steps = rowMajorStrides(shape)
        let indices = shape.indices.map { axis in
          Value.object(
            ArrayObject(
              NDArray((0..<count).map { $0 / steps[axis] % shape[axis] }, shape: shape)
                .asType(type)))
        }
        return try session.call(bound[0] ?? .none, Arguments(indices))
      },
      Builtin(
        "polyval", "p, x", "A polynomial's value; the highest power comes first.",
        "np.polyval([1, 0, -1], 3)"
      ) { bound, session in
        let x = bound[1] ?? .none
        let points = x.number == nil ? array(try tensor(bound, 1, session), session) : x
        var total = try session.binary(.multiply, points, .int(0))
        if total.number != nil, !total.isScalar {
          total = .scalar(NumPyScalar(.int(0), .int64))
        }
        for item in try session.items(of: array(tensor(bound, 0, session), session)) {
          total = try session.binary(.add, session.binary(.multiply, total, points), item)
        }
        return total
      },
      Builtin(
        "polyfit", "x, y, deg, rcond!, full!, w!, cov!",
        "The polynomial that comes closest to points.", "np.polyfit([0, 1, 2], [1, 3, 5], 1)"
      ) { bound, session in
        let x = try tensor(bound, 0, session).array.doubles
        let y = try tensor(bound, 1, session)
        session.lost(y.node, "np.polyfit")
        let degree = try session.size(bound[2] ?? .none)
        if degree < 0 { throw PythonError.value("expected deg >= 0") }
        if x.isEmpty { throw PythonError.type("expected non-empty vector for x") }
        guard y.array.dimensions == 1, y.array.count == x.count else {
          throw PythonError.type("expected x and y to have same length")
        }
        let terms = degree + 1
        try session.chargeMemory(8 * x.count, times: terms)
        try session.charge(elements: x.count * terms * terms)
        var powers = Matrix(zeros: x.count, terms)
        for (i, value) in x.enumerated() {
          var power = 1.0
          for j in (0..<terms).reversed() {
            powers[i, j] = power
            power *= value
          }
        }
        // Columns of one length keep the triangle well conditioned.
        let scales = (0..<terms).map { column in
          (0..<x.count).reduce(0) { $0 + powers[$1, column] * powers[$1, column] }.squareRoot()
        }
        for i in 0..<x.count {
          for j in 0..<terms where scales[j] > 0 { powers[i, j] /= scales[j] }
        }
        if x.count < terms {
          throw PythonError.refused(
            "`np.polyfit` with fewer points than terms",
            hint: "give more points or a lower degree")
        }
        let (q, r) = powers.qr()
        let right = q.transposed * Matrix(x.count, 1, y.array.doubles)
        guard let solution = r.solved(right) else {
          throw PythonError.refused(
            "`np.polyfit` of points that do not fix the polynomial",
            hint: "give points with more different x, or a lower degree")
        }
        return .object(ArrayObject(NDArray(zip(solution.values, scales).map { $0 / $1 })))
      },
      Builtin(
        "piecewise", "x, condlist, funclist", "A function given by parts.",
        "np.piecewise(np.array([-1.0, 2.0]), [np.array([True, False])], [0, lambda x: x * 2])"
      ) { bound, session in
        let x = try object(bound, 0, session)
        var conditions = try session.items(of: bound[1] ?? .none).map {
          try session.tensor($0).array.asType(.bool)
        }
        let functions = try session.items(of: bound[2] ?? .none)
        guard conditions.allSatisfy({ $0.shape == x.array.shape }) else {
          throw PythonError.refused(
            "`np.piecewise` with conditions of another shape",
            hint: "give conditions of x's own shape")
        }
        if functions.count == conditions.count + 1 {
          var any = NDArray(zeros: x.array.shape, .bool)
          for condition in conditions {
            any = try NDArray.binary(.logicalOr, Operand(any), Operand(condition))
          }
          conditions.append(try any.inverted())
        }
        guard functions.count == conditions.count else {
          throw PythonError.value(
            "with \(conditions.count) condition(s), either \(conditions.count) or "
              + "\(conditions.count + 1) functions are expected")
        }
        let result = ArrayObject(NDArray(zeros: x.array.shape, x.array.dtype))
        for (condition, function) in zip(conditions, functions) {
          let mask = Value.object(ArrayObject(condition))
          if function.number != nil {
            try result.setItem(mask, function, session)
          } else if condition.scalars.contains(where: \.isTrue) {
            let part = try session.call(function, Arguments([x.item(mask, session)]))
            try result.setItem(mask, part, session)
          }
        }
        return .object(result)
      },
      Builtin(
        "isscalar", "element", "Whether a value is a single number or text.", "np.isscalar(3)"
      ) { bound, _ in
        .bool(bound[0]?.number != nil || bound[0]?.text != nil)
      },
      Builtin(
        "result_type", "*arrays_and_dtypes", "The type that several would be computed in.",
        "np.result_type(np.float32, np.int64)"
      ) { bound, session in
        var type: DType?
        for value in bound.rest {
          let next: DType
          if let known = value.asObject(ArrayObject.self) {
            next = known.array.dtype
          } else if value.number != nil {
            next = try session.tensor(value).array.dtype
          } else {
            next = try session.dtype(value)
          }
          type = type.map { DType.promote($0, next) } ?? next
        }
        guard let type else {
          throw PythonError.value("at least one array or dtype is required")
        }
        return .object(DTypeObject(type))
      },
      Builtin(
        "finfo", "dtype", "What a float type can hold.", "np.finfo(np.float32).eps"
      ) { bound, session in
        let value = bound[0] ?? .none
        let type =
          value.number != nil ? try session.tensor(value).array.dtype : try session.dtype(value)
        guard type.isFloat else {
          throw PythonError.value("data type <class 'numpy.\(type.name)'> not inexact")
        }
        return .object(TypeLimits(type))
      },
      Builtin(
        "iinfo", "type", "What an integer type can hold.", "np.iinfo(np.uint8).max"
      ) { bound, session in
        let value = bound[0] ?? .none
        let type =
          value.number != nil ? try session.tensor(value).array.dtype : try session.dtype(value)
        guard type.isInteger else {
          throw PythonError.value("Invalid integer data type '\(type.isFloat ? "f" : "b")'.")
        }
        return .object(TypeLimits(type))
      },
    ]
  }
}

/// `np.finfo(…)` and `np.iinfo(…)`.
final class TypeLimits: Object {
  private let dtype: DType
  init(_ dtype: DType) { self.dtype = dtype }
  override var typeName: String { dtype.isFloat ? "numpy.finfo" : "numpy.iinfo" }
  override var attributeNames: [String] {
    dtype.isFloat
      ? ["eps", "max", "min", "tiny", "bits", "dtype", "resolution", "smallest_normal"]
      : ["max", "min", "bits", "dtype"]
  }
  override func representation(_ session: Session) -> String {
    dtype.isFloat
      ? "finfo(resolution=1e-\(dtype == .float32 ? "06" : "15"), "
        + "min=\(text(session, "min")), max=\(text(session, "max")), dtype=\(dtype.name))"
      : "iinfo(min=\(text(session, "min")), max=\(text(session, "max")), dtype=\(dtype.name))"
  }
  private func text(_ session: Session, _ name: String) -> String {
    attribute(name, session).flatMap { try? session.string($0) } ?? ""
  }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    if name == "bits" { return .int(dtype.size * 8) }
    if name == "dtype" { return .object(DTypeObject(dtype)) }
    guard dtype.isFloat else {
      switch name {
      case "max": return dtype == .uint64 ? nil : .int(dtype.range.upperBound)
      case "min": return .int(dtype.range.lowerBound)
      default: return nil
      }
    }
    let isSingle = dtype == .float32
    let value: Double
    switch name {
    case "eps": value = isSingle ? 0x1p-23 : 0x1p-52
    case "max":
      value = isSingle ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
    case "min":
      value = isSingle ? -Double(Float.greatestFiniteMagnitude) : -.greatestFiniteMagnitude
    case "tiny", "smallest_normal":
      value = isSingle ? Double(Float.leastNormalMagnitude) : .leastNormalMagnitude
    case "resolution": value = isSingle ? 1e-6 : 1e-15
    default: return nil
    }
    return .scalar(NumPyScalar(.float(value), dtype))
  }
}

/// `numpy.testing`.
enum NumPyTesting {
  static var catalogue: [Builtin] {
    func numbers(_ value: Value?, _ session: Session) throws -> NDArray {
      try session.tensor(value ?? .none).array
    }
    func compare(
      _ bound: Bound, _ session: Session, _ header: String,
      _ isClose: (Double, Double) -> Bool
    ) throws -> Value {
      let (x, y) = (try numbers(bound[0], session), try numbers(bound[1], session))
      guard x.dimensions == 0 || y.dimensions == 0 || x.shape == y.shape else {
        throw session.raised(
          "AssertionError",
          [
            .string(
              "\n\(header)\n\n(shapes \(pythonShape(x.shape)), \(pythonShape(y.shape)) mismatch)")
          ])
      }
      let shape = try broadcastShape([x.shape, y.shape])
      let (a, b) = (x.broadcast(to: shape).doubles, y.broadcast(to: shape).doubles)
      let wrong = a.indices.filter {
        !(a[$0] == b[$0] || (a[$0].isNaN && b[$0].isNaN) || isClose(a[$0], b[$0]))
      }
      if wrong.isEmpty { return .none }
      let share = PythonText.repr(100 * Double(wrong.count) / Double(a.count))
      throw session.raised(
        "AssertionError",
        [
          .string(
            "\n\(header)\n\nMismatched elements: \(wrong.count) / \(a.count) (\(share)%)\n"
              + "the first: \(PythonText.repr(a[wrong[0]])) where \(PythonText.repr(b[wrong[0]])) "
              + "was expected")
        ])
    }
    return [
      Builtin(
        "assert_allclose",
        "actual, desired, rtol=1e-07, atol=0, equal_nan=True, err_msg='', verbose!",
        "Raises AssertionError unless all elements are nearly equal.",
        "np.testing.assert_allclose([1.0], [1.0])"
      ) { bound, session in
        let relative = try bound.given(2).map { try session.double($0) } ?? 1e-7
        let absolute = try bound.given(3).map { try session.double($0) } ?? 0
        return try compare(
          bound, session,
          "Not equal to tolerance rtol=\(PythonText.repr(relative)), atol=\(PythonText.repr(absolute))"
        ) { abs($0 - $1) <= absolute + relative * abs($1) }
      },
      Builtin(
        "assert_array_almost_equal", "actual, desired, decimal=6, err_msg='', verbose!",
        "Raises AssertionError unless elements agree to some decimals.",
        "np.testing.assert_array_almost_equal([1.0], [1.0])"
      ) { bound, session in
        let decimal = try bound.given(2).map { try session.size($0) } ?? 6
        return try compare(
          bound, session, "Arrays are not almost equal to \(decimal) decimals"
        ) { abs($0 - $1) < 1.5 * Elementary.power(10, -Double(decimal)) }
      },
      Builtin(
        "assert_almost_equal", "actual, desired, decimal=7, err_msg='', verbose!",
        "Raises AssertionError unless numbers agree to some decimals.",
        "np.testing.assert_almost_equal(1.0, 1.0)"
      ) { bound, session in
        let decimal = try bound.given(2).map { try session.size($0) } ?? 7
        return try compare(
          bound, session, "Arrays are not almost equal to \(decimal) decimals"
        ) { abs($0 - $1) < 1.5 * Elementary.power(10, -Double(decimal)) }
      },
    ]
      + ["assert_array_equal", "assert_equal"].map { name in
        Builtin(
          name, "actual, desired, err_msg='', verbose!",
          "Raises AssertionError unless all elements are equal.",
          "np.testing.\(name)([1, 2], [1, 2])"
        ) { bound, session in
          try compare(bound, session, "Arrays are not equal") { _, _ in false }
        }
      }
  }
}
