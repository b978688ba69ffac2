import Arrays
import Autodiff

extension NumPy {
  static var padding: [Builtin] {
    [
      Builtin(
        "pad",
        "array, pad_width, mode='constant', *, constant_values=0, end_values!, stat_length!, "
          + "reflect_type!", "An array with a border of zeros, or of elements repeated.",
        "np.pad([[1]], 1)"
      ) { bound, session in
        let x = try object(bound, 0, session)
        let n = x.array.dimensions
        let widths = try pairs(tensor(bound, 1, session).array, n)
        if widths.contains(where: { $0.0 < 0 || $0.1 < 0 }) {
          throw PythonError.value("index can't contain negative values")
        }
        let shape = zip(x.array.shape, widths).map { $0 + $1.0 + $1.1 }
        try session.chargeMemory(8, times: try NDArray.checkedCount(shape))
        let mode = bound[2]?.text ?? "constant"
        if mode == "constant" {
          let values = try bound[3].map { try session.tensor($0).array } ?? NDArray([0])
          return try constant(x, widths, values, shape, session)
        }
        var result = x
        for (axis, (before, after)) in widths.enumerated() where before + after > 0 {
          let size = x.array.shape[axis]
          if size == 0 {
            throw PythonError.value(
              "can't extend empty axis \(axis) using modes other than 'constant' or 'empty'")
          }
          let places = try (-before..<size + after).map { place -> Int in
            switch mode {
            case "edge": return min(max(place, 0), size - 1)
            case "wrap": return ((place % size) + size) % size
            case "symmetric":
              let turn = ((place % (2 * size)) + 2 * size) % (2 * size)
              return turn < size ? turn : 2 * size - 1 - turn
            case "reflect":
              if size == 1 { return 0 }
              let period = 2 * (size - 1)
              let turn = ((place % period) + period) % period
              return turn < size ? turn : period - turn
            case "maximum", "minimum", "mean", "median", "linear_ramp", "empty":
              throw PythonError.refused(
                "`np.pad` with mode '\(mode)'",
                hint: "constant, edge, reflect, symmetric and wrap are there")
            default: throw PythonError.value("mode '\(mode)' is not supported")
            }
          }
          result = try ArrayFunctions.arrayObject(
            taking(result, places, axis: axis, session), session)
        }
        return result === x
          ? array(try session.engine.copy(session.engine.read(x.handle)), session)
          : .object(result)
      }
    ]
  }

  /// What stands before and after each axis: one number, a pair, or a pair an axis.
  private static func pairs(_ array: NDArray, _ axes: Int) throws -> [(Int, Int)] {
    let values = array.ints
    if values.contains(where: { $0.magnitude > 1 << 40 }) {
      throw PythonError(
        "Limit", "a border is wider than any array here", hint: "sizes go up to 2⁴⁰")
    }
    switch array.shape {
    case [], [1], [1, 1]:
      return [(Int, Int)](repeating: (values[0], values[0]), count: axes)
    case [2], [1, 2]: return [(Int, Int)](repeating: (values[0], values[1]), count: axes)
    case [axes, 2]: return (0..<axes).map { (values[2 * $0], values[2 * $0 + 1]) }
    case [axes, 1]: return (0..<axes).map { (values[$0], values[$0]) }
    default:
      throw PythonError.value(
        "operands could not be broadcast together with remapped shapes [original->remapped]: "
          + "\(tightShape(array.shape)) and requested shape (\(axes),2)")
    }
  }

  private static func constant(
    _ x: ArrayObject, _ widths: [(Int, Int)], _ values: NDArray, _ shape: [Int],
    _ session: Session
  ) throws -> Value {
    let axes = shape.count
    let base = NDArray(zeros: shape, x.array.dtype)
    let fills = try pairs(NDArray(Array(0..<values.count), shape: values.shape), axes)
    let scalars = values.scalars
    // Later axes overwrite the corners of earlier ones, as NumPy fills them.
    for (axis, (before, after)) in widths.enumerated() {
      for (low, high, fill) in [
        (0, before, scalars[fills[axis].0]),
        (shape[axis] - after, shape[axis], scalars[fills[axis].1]),
      ] where high > low {
        try base.section(axis, low..<high).assign(NDArray(scalar: fill, values.dtype))
      }
    }
    let strides = rowMajorStrides(shape)
    let offset = zip(widths, strides).reduce(0) { $0 + $1.0.0 * $1.1 }
    return array(
      try session.engine.write(
        session.engine.read(x.handle), into: Tensor(base),
        Region(shape: x.array.shape, strides: strides, offset: offset), text: "padded"), session)
  }
}
