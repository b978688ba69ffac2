import Arrays
import Autodiff

extension NumPyLinearAlgebra {
  /// `np.linalg.norm`: of gates, except where singular values decide.
  static func norm(_ bound: Bound, _ session: Session) throws -> Value {
    let engine = session.engine
    var x = try session.tensor(bound[0] ?? .none)
    x.kind = .array
    if !x.array.dtype.isFloat { x = try engine.copy(x, .float64) }
    let axes = try ArrayFunctions.axes(bound[2], x.array.dimensions, session)
    let keep = try ArrayFunctions.flag(bound[3], session)
    session.lost(bound[1]?.node ?? 0, "the order of np.linalg.norm")
    guard let order = bound.given(1) else { return try euclidean(x, axes, keep, session) }
    let sizes = { try engine.elementwise(.absolute, x) }
    if axes.count == 1 {
      guard let number = order.number else {
        throw PythonError.value("Invalid norm order '\(order.text ?? "")' for vectors")
      }
      switch number {
      case 1: return session.value(try engine.sum(sizes(), axes: axes, keep: keep))
      case 2: return try euclidean(x, axes, keep, session)
      case .infinity, -.infinity:
        return session.value(
          try engine.extreme(sizes(), largest: number > 0, axes: axes, keep: keep))
      case 0:
        session.lost(x.node, "np.linalg.norm(ord=0)")
        let count = x.array.test { $0 != 0 }.asType(x.array.dtype)
        return session.value(Tensor(try count.reduced(.sum, axes: axes, keep: keep)))
      default:
        let powers = try engine.elementwise(.power, sizes(), Tensor(number))
        return session.value(
          try engine.elementwise(
            .power, engine.sum(powers, axes: axes, keep: keep), Tensor(1 / number)))
      }
    }
    guard axes.count == 2 else {
      throw PythonError.value("Improper number of dimensions to norm.")
    }
    if order.text == "fro" { return try euclidean(x, axes, keep, session) }
    if let number = order.number, abs(number) == 1 || number.isInfinite {
      // Sums of columns for ±1, of rows for ±∞.
      let summed = abs(number) == 1 ? axes[0] : axes[1]
      let left = abs(number) == 1 ? axes[1] : axes[0]
      let sums = try engine.sum(sizes(), axes: [summed], keep: true)
      let result = try engine.extreme(sums, largest: number > 0, axes: [left], keep: true)
      if keep { return session.value(result) }
      return session.value(
        try engine.reshape(
          result, NDArray.reducedShape(x.array.shape, axes: axes, keep: false)))
    }
    let isSingular = order.text == "nuc" || order.number.map { abs($0) == 2 } ?? false
    guard isSingular else {
      throw PythonError.value(
        "Invalid norm order \(try session.representation(order)) for matrices.".replacing(
          "order '", with: "order '"))
    }
    guard x.array.dimensions == 2, axes == [0, 1], !keep else {
      throw PythonError.refused(
        "`ord=` of norm for several matrices or with keepdims",
        hint: "take the matrices one by one in a loop")
    }
    session.lost(x.node, "np.linalg.norm(ord=\(try session.string(order)))")
    try session.charge(elements: x.array.count, times: max(1, x.array.shape.min() ?? 1) * 8)
    let values = Matrix(x.array.shape[0], x.array.shape[1], x.array.doubles)
      .singularValues().values
    let result: Double =
      order.text == "nuc"
      ? values.reduce(0, +) : (order.number ?? 2) > 0 ? values.max() ?? 0 : values.min() ?? 0
    return .scalar(NumPyScalar(.float(result), x.array.dtype))
  }

  private static func euclidean(
    _ x: Tensor, _ axes: [Int], _ keep: Bool, _ session: Session
  ) throws -> Value {
    let engine = session.engine
    if !engine.isTracked(x.node), let total = x.array.squares(axes: axes, keep: keep) {
      return session.value(try engine.elementwise(.squareRoot, Tensor(total)))
    }
    return session.value(
      try engine.grouped("norm") {
        try engine.rootOfSquares(
          engine.sum(engine.elementwise(.multiply, x, x), axes: axes, keep: keep))
      })
  }

  static var compositions: [Builtin] {
    [
      Builtin(
        "multi_dot", "arrays, out!", "The product of several matrices.",
        "np.linalg.multi_dot([np.eye(2), np.ones((2, 2)), [1.0, 1.0]])"
      ) { bound, session in
        let parts = try session.items(of: bound[0] ?? .none).map { try session.tensor($0) }
        guard parts.count >= 2, var total = parts.first else {
          throw PythonError.value("Expecting at least two arrays.")
        }
        for part in parts.dropFirst() {
          try session.charge(elements: total.array.count, times: part.array.shape.last ?? 1)
          total = try session.engine.product(total, part, isDot: true)
        }
        return session.value(total)
      },
      Builtin(
        "cond", "x, p=None", "The largest singular value over the smallest.",
        "np.linalg.cond([[2.0, 0.0], [0.0, 1.0]])"
      ) { bound, session in
        if let p = bound.given(1), p.number != 2 {
          throw PythonError.refused(
            "`p=` of np.linalg.cond other than 2",
            hint: "multiply the norms of the matrix and its inverse")
        }
        let x = try session.tensor(bound[0] ?? .none)
        session.lost(x.node, "np.linalg.cond")
        guard x.array.dimensions == 2, x.array.count > 0 else {
          throw PythonError("LinAlgError", "cond is not defined on empty arrays")
        }
        try session.charge(elements: x.array.count, times: max(1, x.array.shape.min() ?? 1) * 8)
        let values = Matrix(x.array.shape[0], x.array.shape[1], x.array.doubles)
          .singularValues().values
        return .scalar(NumPyScalar((values.max() ?? 0) / (values.min() ?? 0)))
      },
    ]
      + ["trace", "diagonal", "outer", "cross", "matmul"].map { name in
        Builtin(
          name, "*args, **kwargs", "As np.\(name).",
          name == "trace" || name == "diagonal"
            ? "np.linalg.\(name)(np.eye(2))"
            : name == "matmul"
              ? "np.linalg.matmul(np.eye(2), np.eye(2))"
              : "np.linalg.\(name)([1, 2, 3], [4, 5, 6])"
        ) { bound, session in
          guard let function = try session.modules["numpy"]?.attribute(name, session) else {
            return .none
          }
          return try session.call(function, Arguments(bound.rest, keywords: bound.keywords))
        }
      }
  }
}
