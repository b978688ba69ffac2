import Arrays
import Autodiff

extension NumPy {
  static var reductions: [Builtin] {
    func fold(_ name: String, _ what: String, _ summary: String) -> Builtin {
      Builtin(
        name, "a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where!", summary,
        "np.\(name)([[1, 2], [3, 4]], axis=0)"
      ) { bound, session in
        var result = try ArrayFunctions.reduce(
          what, bound[0] ?? .none, axis: bound[1], keep: ArrayFunctions.flag(bound[4], session),
          dtype: bound[2], session)
        if let initial = bound.given(5) {
          if what == "mean" {
            throw PythonError.type("mean() got an unexpected keyword argument 'initial'")
          }
          result = try session.binary(what == "sum" ? .add : .multiply, initial, result)
        }
        return try UniversalFunction.delivered(result, to: bound.given(3), nil, name, session)
      }
    }
    func extreme(_ name: String, _ what: String, _ summary: String) -> Builtin {
      Builtin(
        name, "a, axis=None, out=None, keepdims=False, initial=None, where!", summary,
        "np.\(name)([[1, 2], [3, 4]], axis=0)"
      ) { bound, session in
        let keep = try ArrayFunctions.flag(bound[3], session)
        guard let initial = bound.given(4), what == "max" || what == "min" else {
          if bound.given(4) != nil {
            throw PythonError.type("\(name)() got an unexpected keyword argument 'initial'")
          }
          let result = try ArrayFunctions.reduce(
            what, bound[0] ?? .none, axis: bound[1], keep: keep, session)
          return try UniversalFunction.delivered(result, to: bound.given(2), nil, name, session)
        }
        let x = try tensor(bound, 0, session)
        let axes = try ArrayFunctions.axes(bound[1], x.array.dimensions, session)
        if axes.contains(where: { x.array.shape[$0] == 0 }) {
          throw PythonError.refused(
            "`initial=` of \(name) for empty arrays",
            hint: "test `.size` first")
        }
        let reduced = try session.tensor(
          ArrayFunctions.reduce(what, bound[0] ?? .none, axis: bound[1], keep: keep, session))
        let result = session.value(
          try session.engine.elementwise(
            what == "max" ? .maximum : .minimum, reduced, session.tensor(initial)))
        return try UniversalFunction.delivered(result, to: bound.given(2), nil, name, session)
      }
    }
    func spread(_ name: String, _ summary: String) -> Builtin {
      Builtin(
        name, "a, axis=None, dtype!, out!, ddof=0, keepdims=False, where!", summary,
        "np.\(name)([1, 2, 3, 4])"
      ) { bound, session in
        try ArrayFunctions.reduce(
          name, bound[0] ?? .none, axis: bound[1], keep: ArrayFunctions.flag(bound[5], session),
          ddof: try bound.given(4).map { try session.size($0) } ?? 0, session)
      }
    }
    return [
      fold("sum", "sum", "Sums over axes."), fold("prod", "prod", "Products over axes."),
      fold("mean", "mean", "Means over axes."),
      extreme("max", "max", "The largest over axes."),
      extreme("amax", "max", "The largest over axes."),
      extreme("min", "min", "The smallest over axes."),
      extreme("amin", "min", "The smallest over axes."),
      extreme("any", "any", "Whether any is true, over axes."),
      extreme("all", "all", "Whether all are true, over axes."),
      extreme("ptp", "ptp", "Largest minus smallest, over axes."),
      spread("var", "Variances over axes."), spread("std", "Standard deviations over axes."),
    ]
      + ["argmax", "argmin"].map { name in
        Builtin(
          name, "a, axis=None, out!, keepdims=False",
          "Where the \(name == "argmax" ? "largest" : "smallest") element stands.",
          "np.\(name)([3, 1, 3])"
        ) { bound, session in
          try ArrayFunctions.argument(
            bound[0] ?? .none, largest: name == "argmax", axis: bound[1],
            keep: ArrayFunctions.flag(bound[3], session), session)
        }
      }
      + ["cumsum", "cumprod"].map { name in
        Builtin(
          name, "a, axis=None, dtype=None, out=None",
          "Running \(name == "cumsum" ? "sums" : "products").", "np.\(name)([1, 2, 3])"
        ) { bound, session in
          var source = bound[0] ?? .none
          if let type = bound.given(2) {
            let x = try session.tensor(source)
            source = .object(
              ArrayObject(
                session.engine.adopt(try session.cast(x, to: session.dtype(type)))))
          }
          let result = try ArrayFunctions.cumulate(
            source, axis: bound[1], product: name == "cumprod", session)
          return try UniversalFunction.delivered(result, to: bound.given(3), nil, name, session)
        }
      } + [
        Builtin(
          "median", "a, axis=None, out!, overwrite_input!, keepdims=False", "The middle element.",
          "np.median([3, 1, 2])"
        ) {
          bound, session in
          let keep = try ArrayFunctions.flag(bound[4], session)
          let whole = try tensor(bound, 0, session).array.dimensions
          if let axis = bound.given(1), session.index(axis) == nil {
            throw PythonError.refused(
              "`np.median` over several axes",
              hint: "reshape the axes to one first")
          }
          let source =
            bound.given(1) == nil && whole == 0
            ? Value.list([bound[0] ?? .none]) : bound[0] ?? .none
          let sorted = try ArrayFunctions.sort(source, axis: bound[1] ?? Value.none, session)
          let x = try object(sorted, session)
          let axis =
            try bound.given(1).map {
              try normalizedAxis(session.size($0), dimensions: x.array.dimensions)
            } ?? 0
          let size = x.array.shape[axis]
          if size == 0 {
            if x.array.dimensions == 1 { return .scalar(NumPyScalar(.nan)) }
            throw PythonError.refused(
              "`np.median` of empty rows",
              hint: "test `.shape` first")
          }
          let half = try slicing(
            x, .int((size - 1) / 2), .int(size / 2 + 1), axis: axis, session)
          var result = try ArrayFunctions.reduce(
            "mean", half, axis: .int(axis), keep: keep, session)
          if x.array.dtype.isFloat {
            // Missing numbers sort to the end; one makes the median missing too.
            let last = try session.tensor(
              ArrayFunctions.reduce(
                "mean", slicing(x, .int(-1), .none, axis: axis, session), axis: .int(axis),
                keep: keep, session))
            let isMissing = last.array.test(\.isNaN)
            if isMissing.scalars.contains(where: \.isTrue) {
              result = session.value(
                try session.engine.choose(
                  Tensor(isMissing), Tensor(NDArray(scalar: .float(.nan), x.array.dtype)),
                  session.tensor(result)))
            }
          }
          if keep, bound.given(1) == nil {
            return try ArrayFunctions.reshape(result, [Int](repeating: 1, count: whole), session)
          }
          return result
        },
        Builtin(
          "average", "a, axis=None, weights=None, returned=False, *, keepdims!",
          "The weighted mean.", "np.average([1, 2], weights=[3, 1])"
        ) {
          bound, session in
          let x = try object(bound, 0, session)
          let returned = try ArrayFunctions.flag(bound[3], session)
          guard let given = bound.given(2) else {
            let mean = try ArrayFunctions.reduce(
              "mean", .object(x), axis: bound[1], keep: false, session)
            if !returned { return mean }
            throw PythonError.refused(
              "`returned=True` of average without weights",
              hint: "give weights, or count the elements with `.size`")
          }
          var weights = try session.tensor(given)
          if weights.array.shape != x.array.shape {
            guard let axis = bound.given(1) else {
              throw PythonError.type(
                "Axis must be specified when shapes of a and weights differ.")
            }
            let place = try Self.axis(axis, x.array.dimensions, session)
            guard weights.array.dimensions == 1, weights.array.count == x.array.shape[place] else {
              throw PythonError.value(
                "Shape of weights must be consistent with shape of a along specified axis.")
            }
            var shape = [Int](repeating: 1, count: x.array.dimensions)
            shape[place] = weights.array.count
            weights = try session.engine.broadcast(
              session.engine.reshape(weights, shape), to: x.array.shape)
          }
          let spread = array(weights, session)
          let total = try ArrayFunctions.reduce(
            "sum", session.binary(.multiply, spread, .float(1)), axis: bound[1], keep: false,
            session)
          if try session.tensor(total).array.scalars.contains(where: { $0.double == 0 }) {
            throw PythonError(
              "ZeroDivisionError", "Weights sum to zero, can't be normalized")
          }
          let products = try session.binary(
            .multiply, .object(x), session.binary(.multiply, spread, .float(1)))
          let result = try session.binary(
            .divide,
            ArrayFunctions.reduce("sum", products, axis: bound[1], keep: false, session), total)
          return returned ? .tuple([result, total]) : result
        },
        Builtin(
          "count_nonzero", "a, axis=None, *, keepdims=False", "How many elements are not zero.",
          "np.count_nonzero([0, 1, 2])"
        ) {
          bound, session in
          let x = try tensor(bound, 0, session).array.asType(.bool)
          let keep = try ArrayFunctions.flag(bound[2], session)
          if bound.given(1) == nil, !keep {
            return .scalar(NumPyScalar(.int(x.scalars.count(where: \.isTrue)), .int64))
          }
          let axes = try ArrayFunctions.axes(bound[1], x.dimensions, session)
          return session.value(Tensor(try x.asType(.int64).reduced(.sum, axes: axes, keep: keep)))
        },
      ]
  }

  static var products: [Builtin] {
    func product(_ name: String, isDot: Bool, _ summary: String) -> Builtin {
      Builtin(name, "a, b, out=None", summary, "np.\(name)([[1, 2], [3, 4]], [1, 1])") {
        bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        try session.charge(elements: x.array.count, times: y.array.productColumns)
        return try UniversalFunction.delivered(
          session.value(try session.engine.product(x, y, isDot: isDot)), to: bound.given(2), nil,
          name, session)
      }
      .quickly(ArrayObject.quickProduct)
    }
    return [
      product("dot", isDot: true, "The product of matrices, or the inner product of vectors."),
      product("matmul", isDot: false, "The matrix product, as `@`."),
      Builtin(
        "outer", "a, b, out!", "All products of two vectors' elements.", "np.outer([1, 2], [3, 4])"
      ) {
        bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        try session.chargeMemory(8 * x.array.count, times: y.array.count)
        return session.value(
          try session.engine.elementwise(
            .multiply, session.engine.reshape(x, [x.array.count, 1]),
            session.engine.reshape(y, [1, y.array.count])))
      },
    ]
      + ["inner", "vdot"].map { name in
        Builtin(name, "a, b", "The inner product of vectors.", "np.\(name)([1, 2], [3, 4])") {
          bound, session in
          var (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
          if name == "inner", x.array.dimensions == 0 || y.array.dimensions == 0 {
            return session.value(try session.engine.elementwise(.multiply, x, y))
          }
          if name == "vdot" {
            x = try session.engine.reshape(x, [x.array.count])
            y = try session.engine.reshape(y, [y.array.count])
          } else if y.array.dimensions > 1 {
            y = try session.engine.swappingLastAxes(y)
          }
          try session.charge(elements: x.array.count, times: y.array.productColumns)
          return session.value(try session.engine.product(x, y, isDot: true))
        }
      }
  }

  static var searching: [Builtin] {
    [
      Builtin("sort", "a, axis=-1, kind=None, order!", "A sorted copy.", "np.sort([3, 1, 2])") {
        bound, session in
        if let texts = try StringArrayObject.make(bound[0] ?? .none, session) {
          return try StringArrayMembers.sorted(texts, axis: bound[1] ?? .int(-1), session)
        }
        return try ArrayFunctions.sort(bound[0] ?? .none, axis: bound[1] ?? .int(-1), session)
      },
      Builtin(
        "argsort", "a, axis=-1, kind=None, order!", "Indices that would sort.",
        "np.argsort([3, 1, 2])"
      ) {
        bound, session in
        var x = try tensor(bound, 0, session).array
        try session.charge(elements: x.count * 16)
        if bound[1]?.isNone ?? false || x.dimensions == 0 { x = try x.reshaped([x.count]) }
        let axis = try normalizedAxis(
          session.size(bound.given(1) ?? .int(-1)), dimensions: x.dimensions)
        try session.charge(sorted: x.count)
        return session.value(Tensor(ArrayFunctions.argsort(x, axis: axis).copy()))
      },
      Builtin(
        "bincount", "x, weights=None, minlength=0", "How often each whole number occurs.",
        "np.bincount([0, 1, 1])"
      ) {
        bound, session in
        let x = try tensor(bound, 0, session).array
        if x.dtype.isFloat, x.count > 0 {
          throw PythonError.type(
            "Cannot cast array data from dtype('\(x.dtype.name)') to dtype('int64') according to "
              + "the rule 'safe'")
        }
        let values = x.ints
        if values.contains(where: { $0 < 0 }) {
          throw PythonError.value("'list' argument must have no negative elements")
        }
        let size = max(
          try session.size(.int(values.max() ?? -1)) + 1,
          try bound.given(2).map { try session.size($0) } ?? 0)
        try session.chargeMemory(8, times: size)
        if let given = bound.given(1) {
          let weights = try session.tensor(given)
          session.lost(weights.node, "np.bincount")
          if weights.array.count != values.count {
            throw PythonError.value("The weights and list don't have the same length.")
          }
          var sums = [Double](repeating: 0, count: size)
          for (value, weight) in zip(values, weights.array.doubles) { sums[value] += weight }
          return .object(ArrayObject(NDArray(sums)))
        }
        var counts = [Int](repeating: 0, count: size)
        for value in values { counts[value] += 1 }
        return .object(ArrayObject(NDArray(counts)))
      },
      Builtin(
        "nonzero", "a", "Where elements are not zero, an array an axis.", "np.nonzero([0, 3])"
      ) { bound, session in
        let x = try tensor(bound, 0, session).array
        if x.dimensions == 0 {
          throw PythonError.value(
            "Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() "
              + "instead.")
        }
        try session.charge(items: x.count)
        return .tuple(x.nonZero.map { .object(ArrayObject($0)) })
      },
      Builtin("argwhere", "a", "Where elements are not zero, a row each.", "np.argwhere([0, 3])") {
        bound, session in
        let x = try tensor(bound, 0, session).array
        if x.dimensions == 0 {
          return .object(ArrayObject(NDArray(zeros: [x.scalar.isTrue ? 1 : 0, 0], .int64)))
        }
        try session.charge(items: x.count)
        let found = x.nonZero
        return array(Tensor(try NDArray.stacked(found, axis: 1)), session)
      },
      Builtin(
        "flatnonzero", "a", "Where elements are not zero, counted through.",
        "np.flatnonzero([0, 3])"
      ) {
        bound, session in
        let x = try tensor(bound, 0, session).array
        try session.charge(items: x.count)
        return .object(ArrayObject(try x.reshaped([x.count]).nonZero[0]))
      },
    ]
  }
}

/// `numpy.linalg`.
enum NumPyLinearAlgebra {
  static var catalogue: [Builtin] {
    [
      Builtin(
        "norm", "x, ord=None, axis=None, keepdims=False",
        "The length of a vector, or the size of a matrix.", "np.linalg.norm([3, 4])"
      ) { bound, session in try norm(bound, session) }
    ]
  }
}
