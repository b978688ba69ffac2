import Arrays
import Autodiff

extension NumPy {
  static var reductions: [Builtin] {
    func fold(_ name: String, _ what: String, _ summary: String) -> Builtin {
      Builtin(
        name, "a, axis=None, dtype=None, out!, keepdims=False, initial!, where!", summary,
        "np.\(name)([[1, 2], [3, 4]], axis=0)"
      ) { bound, session in
        try ArrayFunctions.reduce(
          what, bound[0] ?? .none, axis: bound[1], keep: ArrayFunctions.flag(bound[4], session),
          dtype: bound[2], session)
      }
    }
    func extreme(_ name: String, _ what: String, _ summary: String) -> Builtin {
      Builtin(
        name, "a, axis=None, out!, keepdims=False, initial!, where!", summary,
        "np.\(name)([[1, 2], [3, 4]], axis=0)"
      ) { bound, session in
        try ArrayFunctions.reduce(
          what, bound[0] ?? .none, axis: bound[1], keep: ArrayFunctions.flag(bound[3], session),
          session)
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
          name, "a, axis=None, dtype!, out!",
          "Running \(name == "cumsum" ? "sums" : "products").", "np.\(name)([1, 2, 3])"
        ) { bound, session in
          try ArrayFunctions.cumulate(
            bound[0] ?? .none, axis: bound[1], product: name == "cumprod", session)
        }
      } + [
        Builtin(
          "median", "a, axis=None, out!, overwrite_input!, keepdims!", "The middle element.",
          "np.median([3, 1, 2])"
        ) {
          bound, session in
          let sorted = try ArrayFunctions.sort(bound[0] ?? .none, axis: bound[1] ?? .none, session)
          let x = try session.tensor(sorted)
          let axis =
            try bound.given(1).map {
              try normalizedAxis(session.size($0), dimensions: x.array.dimensions)
            } ?? 0
          let size = x.array.shape[axis]
          if size == 0 { return .scalar(NumPyScalar(.nan)) }
          let half = x.array.section(axis, (size - 1) / 2..<(size / 2 + 1))
          session.lost(x.node, "np.median")
          return session.value(Tensor(try half.mean(axes: [axis])))
        },
        Builtin(
          "average", "a, axis=None, weights=None", "The weighted mean.",
          "np.average([1, 2], weights=[3, 1])"
        ) {
          bound, session in
          guard let weights = bound.given(2) else {
            return try ArrayFunctions.reduce(
              "mean", bound[0] ?? .none, axis: bound[1], keep: false, session)
          }
          let product = try session.binary(
            .multiply, array(tensor(bound, 0, session), session),
            array(session.tensor(weights), session))
          return try session.binary(
            .divide, ArrayFunctions.reduce("sum", product, axis: bound[1], keep: false, session),
            ArrayFunctions.reduce("sum", weights, axis: bound[1], keep: false, session))
        },
        Builtin(
          "count_nonzero", "a", "How many elements are not zero.", "np.count_nonzero([0, 1, 2])"
        ) {
          bound, session in
          .int(try tensor(bound, 0, session).array.scalars.count(where: \.isTrue))
        },
      ]
  }

  static var products: [Builtin] {
    func product(_ name: String, isDot: Bool, _ summary: String) -> Builtin {
      Builtin(name, "a, b, out!", summary, "np.\(name)([[1, 2], [3, 4]], [1, 1])") {
        bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        try session.charge(elements: x.array.count * max(1, y.array.shape.last ?? 1))
        return session.value(try session.engine.product(x, y, isDot: isDot))
      }
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
          if name == "vdot" {
            x = try session.engine.reshape(x, [x.array.count])
            y = try session.engine.reshape(y, [y.array.count])
          } else if y.array.dimensions > 1 {
            y = try session.engine.swappingLastAxes(y)
          }
          return session.value(try session.engine.product(x, y, isDot: true))
        }
      }
  }

  static var searching: [Builtin] {
    [
      Builtin("sort", "a, axis=-1, kind=None, order!", "A sorted copy.", "np.sort([3, 1, 2])") {
        bound, session in
        try ArrayFunctions.sort(bound[0] ?? .none, axis: bound[1] ?? .int(-1), session)
      },
      Builtin(
        "argsort", "a, axis=-1, kind=None, order!", "Indices that would sort.",
        "np.argsort([3, 1, 2])"
      ) {
        bound, session in
        let x = try tensor(bound, 0, session).array
        try session.charge(elements: x.count * 16)
        let axis = try normalizedAxis(
          session.size(bound[1] ?? .int(-1)), dimensions: x.dimensions)
        return session.value(Tensor(ArrayFunctions.argsort(x, axis: axis).copy()))
      },
      Builtin(
        "unique", "ar, return_index!, return_inverse!, return_counts=False",
        "The different elements, sorted.", "np.unique([2, 1, 2])"
      ) {
        bound, session in
        let x = try tensor(bound, 0, session).array
        try session.charge(elements: x.count * 16)
        var values: [Scalar] = []
        var counts: [Int] = []
        for scalar in x.scalars.sorted(by: { $0.double < $1.double }) {
          if let last = values.last, last.double == scalar.double {
            counts[counts.count - 1] += 1
          } else {
            values.append(scalar)
            counts.append(1)
          }
        }
        let result = NDArray(uninitialized: [values.count], x.dtype)
        for (i, value) in values.enumerated() { result.set(i, value) }
        if try ArrayFunctions.flag(bound[3], session) {
          return .tuple([array(Tensor(result), session), .object(ArrayObject(NDArray(counts)))])
        }
        return array(Tensor(result), session)
      },
      Builtin(
        "bincount", "x, weights!, minlength=0", "How often each whole number occurs.",
        "np.bincount([0, 1, 1])"
      ) {
        bound, session in
        let values = try tensor(bound, 0, session).array.ints
        if values.contains(where: { $0 < 0 }) {
          throw PythonError.value("'list' argument must have no negative elements")
        }
        let size = max(
          try session.size(.int(values.max() ?? -1)) + 1,
          try bound.given(2).map { try session.size($0) } ?? 0)
        try session.chargeMemory(8, times: size)
        var counts = [Int](repeating: 0, count: size)
        for value in values { counts[value] += 1 }
        return .object(ArrayObject(NDArray(counts)))
      },
      Builtin(
        "nonzero", "a", "Where elements are not zero, an array an axis.", "np.nonzero([0, 3])"
      ) { bound, session in
        .tuple(try tensor(bound, 0, session).array.nonZero.map { .object(ArrayObject($0)) })
      },
      Builtin("argwhere", "a", "Where elements are not zero, a row each.", "np.argwhere([0, 3])") {
        bound, session in
        let found = try tensor(bound, 0, session).array.nonZero
        return array(Tensor(try NDArray.stacked(found, axis: 1)), session)
      },
      Builtin(
        "flatnonzero", "a", "Where elements are not zero, counted through.",
        "np.flatnonzero([0, 3])"
      ) {
        bound, session in
        let x = try tensor(bound, 0, session).array
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
        "The length of a vector, or of all elements as one.", "np.linalg.norm([3, 4])"
      ) {
        bound, session in
        let engine = session.engine
        var x = try session.tensor(bound[0] ?? .none)
        x.kind = .array
        if !x.array.dtype.isFloat { x = try engine.copy(x, .float64) }
        let axes = try ArrayFunctions.axes(bound[2], x.array.dimensions, session)
        let keep = try ArrayFunctions.flag(bound[3], session)
        let order = bound.given(1)
        if let order, order.text == nil, let number = order.number {
          guard axes.count == 1 else { throw PythonError.refused("matrix norm `ord=\(number)`") }
          let sizes = try engine.elementwise(.absolute, x)
          if number == 1 { return session.value(try engine.sum(sizes, axes: axes, keep: keep)) }
          if number.isInfinite {
            return session.value(
              try engine.extreme(sizes, largest: number > 0, axes: axes, keep: keep))
          }
          if number != 2 { throw PythonError.refused("norm `ord=\(number)`") }
        } else if let text = order?.text, text != "fro" {
          throw PythonError.refused("norm `ord='\(text)'`")
        }
        let squares = try engine.elementwise(.multiply, x, x)
        return session.value(
          try engine.elementwise(.squareRoot, engine.sum(squares, axes: axes, keep: keep)))
      }
    ]
  }
}
