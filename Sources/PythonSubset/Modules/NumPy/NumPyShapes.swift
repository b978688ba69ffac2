import Arrays
import Autodiff

extension NumPy {
  static var shapes: [Builtin] {
    [
      Builtin(
        "reshape", "a, shape, order='C', *, copy!", "The same elements in another shape.",
        "np.reshape([1, 2, 3, 4], (2, 2))"
      ) {
        bound, session in
        try ArrayFunctions.reshape(
          bound[0] ?? .none, session.shape(bound[1] ?? .none), order: bound[2], session)
      },
      Builtin("ravel", "a, order='C'", "The elements in a row.", "np.ravel([[1, 2], [3, 4]])") {
        bound, session in
        let x = try ArrayFunctions.arrayObject(bound[0] ?? .none, session)
        return try ArrayFunctions.reshape(
          .object(x), [x.array.count], order: bound[1], session)
      },
      Builtin(
        "transpose", "a, axes=None", "The axes in another order.", "np.transpose([[1, 2], [3, 4]])"
      ) {
        bound, session in
        try ArrayFunctions.transpose(
          bound[0] ?? .none, try bound.given(1).map { try session.shape($0) }, session)
      },
      Builtin(
        "swapaxes", "a, axis1, axis2", "Two axes exchanged.", "np.swapaxes([[1, 2], [3, 4]], 0, 1)"
      ) {
        bound, session in
        let x = try ArrayFunctions.arrayObject(bound[0] ?? .none, session)
        let n = x.array.dimensions
        var order = Array(0..<n)
        order.swapAt(
          try normalizedAxis(session.size(bound[1] ?? .none), dimensions: n),
          try normalizedAxis(session.size(bound[2] ?? .none), dimensions: n))
        return try ArrayFunctions.transpose(.object(x), order, session)
      },
      Builtin(
        "moveaxis", "a, source, destination", "An axis in another place.",
        "np.moveaxis(np.zeros((2, 3, 4)), 0, -1).shape"
      ) {
        bound, session in
        let x = try ArrayFunctions.arrayObject(bound[0] ?? .none, session)
        let n = x.array.dimensions
        let from = try session.shape(bound[1] ?? .none).map {
          try normalizedAxis($0, dimensions: n)
        }
        let to = try session.shape(bound[2] ?? .none).map { try normalizedAxis($0, dimensions: n) }
        if from.count != to.count {
          throw PythonError.value(
            "`source` and `destination` arguments must have the same number of elements")
        }
        var order = (0..<n).filter { !from.contains($0) }
        for (target, source) in zip(to, from).sorted(by: { $0.0 < $1.0 }) {
          order.insert(source, at: min(target, order.count))
        }
        return try ArrayFunctions.transpose(.object(x), order, session)
      },
      Builtin(
        "rollaxis", "a, axis, start=0", "An axis moved before another.",
        "np.rollaxis(np.zeros((2, 3, 4)), 2).shape"
      ) { bound, session in
        let x = try object(bound, 0, session)
        let n = x.array.dimensions
        let from = try normalizedAxis(session.size(bound[1] ?? .none), dimensions: n)
        var start = try session.size(bound[2] ?? .int(0))
        if start < 0 { start += n }
        guard (0...n).contains(start) else {
          throw PythonError(
            "AxisError", "start arg requires \(-n) <= start < \(n + 1), but \(start) was passed in")
        }
        if from < start { start -= 1 }
        var order = (0..<n).filter { $0 != from }
        order.insert(from, at: start)
        return try ArrayFunctions.transpose(.object(x), order, session)
      },
      Builtin("expand_dims", "a, axis", "A new axis of size 1.", "np.expand_dims([1, 2], 1)") {
        bound, session in
        try ArrayFunctions.expand(bound[0] ?? .none, session.shape(bound[1] ?? .none), session)
      },
      Builtin("squeeze", "a, axis=None", "Without axes of size 1.", "np.squeeze([[1, 2]])") {
        bound, session in
        try ArrayFunctions.squeeze(bound[0] ?? .none, bound[1], session)
      },
      Builtin(
        "broadcast_to", "array, shape, subok!", "One array repeated along new axes.",
        "np.broadcast_to([1, 2], (2, 2))"
      ) {
        bound, session in
        let x = try tensor(bound, 0, session)
        let shape = try session.shape(bound[1] ?? .none)
        try session.chargeMemory(8, times: try NDArray.checkedCount(shape))
        let result = try session.engine.broadcast(x, to: shape)
        let copy = result.array.copy()
        copy.cell.isReadOnly = true
        return array(Tensor(copy, node: result.node), session)
      },
      Builtin("shape", "a", "The sizes of the axes.", "np.shape([[1, 2]])") { bound, session in
        .tuple(try tensor(bound, 0, session).array.shape.map { .int($0) })
      },
      Builtin("ndim", "a", "How many axes there are.", "np.ndim([[1, 2]])") { bound, session in
        .int(try tensor(bound, 0, session).array.dimensions)
      },
      Builtin("size", "a, axis=None", "How many elements there are.", "np.size([[1, 2]])") {
        bound, session in
        let x = try tensor(bound, 0, session).array
        guard let axis = bound.given(1) else { return .int(x.count) }
        return .int(x.shape[try normalizedAxis(session.size(axis), dimensions: x.dimensions)])
      },
      Builtin("flip", "m, axis=None", "The elements in reverse order.", "np.flip([1, 2, 3])") {
        bound, session in
        let x = try ArrayFunctions.arrayObject(bound[0] ?? .none, session)
        let axes = try ArrayFunctions.axes(bound[1], x.array.dimensions, session)
        let reversed = Value.object(SliceObject(.none, .none, .int(-1)))
        let whole = Value.object(SliceObject(.none, .none, .none))
        return try x.item(
          .tuple((0..<x.array.dimensions).map { axes.contains($0) ? reversed : whole }), session)
      },
      Builtin(
        "diag", "v, k=0", "A diagonal as a vector, or a vector as a diagonal.", "np.diag([1, 2])"
      ) {
        bound, session in
        let x = try tensor(bound, 0, session)
        let k = try bound.given(1).map { try session.size($0) } ?? 0
        if x.array.dimensions == 0 || x.array.dimensions > 2 {
          throw PythonError.value("Input must be 1- or 2-d.")
        }
        if x.array.dimensions == 1 {
          let n = x.array.count + abs(k)
          try session.chargeMemory(8 * n, times: n)
          let zeros = Tensor(NDArray(zeros: [n, n], x.array.dtype))
          let start = k >= 0 ? k : -k * n
          return array(
            try session.engine.write(
              x, into: zeros,
              Region(shape: [x.array.count], strides: [n + 1], offset: start), text: "diagonal"),
            session)
        }
        return try diagonal(object(bound, 0, session), k, (0, 1), session)
      },
      Builtin(
        "diagonal", "a, offset=0, axis1=0, axis2=1", "The elements of a diagonal.",
        "np.diagonal([[1, 2], [3, 4]])"
      ) {
        bound, session in
        try diagonal(
          object(bound, 0, session), try session.size(bound[1] ?? .int(0)),
          (try session.size(bound[2] ?? .int(0)), try session.size(bound[3] ?? .int(1))), session)
      },
      Builtin(
        "trace", "a, offset=0, axis1=0, axis2=1, dtype!, out!", "The sum of a diagonal.",
        "np.trace([[1, 2], [3, 4]])"
      ) { bound, session in
        try ArrayFunctions.reduce(
          "sum",
          diagonal(
            object(bound, 0, session), try session.size(bound[1] ?? .int(0)),
            (try session.size(bound[2] ?? .int(0)), try session.size(bound[3] ?? .int(1))),
            session), axis: .int(-1), keep: false, session)
      },
      Builtin(
        "take", "a, indices, axis=None, out!, mode='raise'", "Elements by their indices.",
        "np.take([5, 6, 7], [0, 2])"
      ) {
        bound, session in
        var x = try ArrayFunctions.arrayObject(bound[0] ?? .none, session)
        var indices = bound[1] ?? .none
        if let mode = bound[4]?.text, mode != "raise" {
          guard mode == "wrap" || mode == "clip" else {
            throw PythonError.value(
              "clipmode must be one of 'clip', 'raise', or 'wrap' (got '\(mode)')")
          }
          let size =
            try bound.given(2).map {
              x.array.shape[try Self.axis($0, x.array.dimensions, session)]
            } ?? x.array.count
          if size == 0 { throw PythonError.index("cannot do a non-empty take from an empty axes.") }
          let places = try tensor(bound, 1, session).array
          indices = session.value(
            Tensor(
              NDArray(
                places.ints.map {
                  mode == "clip" ? min(max($0, 0), size - 1) : (($0 % size) + size) % size
                }, shape: places.shape)))
        }
        guard let axis = bound.given(2) else {
          if x.array.dimensions != 1,
            let flat = try ArrayFunctions.reshape(.object(x), [x.array.count], session).asObject(
              ArrayObject.self)
          {
            x = flat
          }
          return try x.item(
            indices.asObject(TupleObject.self).map { .list($0.items) } ?? indices, session)
        }
        let place = try normalizedAxis(session.size(axis), dimensions: x.array.dimensions)
        let whole = Value.object(SliceObject(.none, .none, .none))
        return try x.item(
          .tuple((0..<x.array.dimensions).map { $0 == place ? indices : whole }), session)
      },
    ]
      + ["tril", "triu"].map { name in
        Builtin(
          name, "m, k=0",
          "The part \(name == "tril" ? "below" : "above") a diagonal, zeros elsewhere.",
          "np.\(name)([[1, 2], [3, 4]])"
        ) { bound, session in
          let x = try tensor(bound, 0, session)
          let k = try bound.given(1).map { try session.size($0) } ?? 0
          guard x.array.dimensions == 2 else {
            throw PythonError.refused(
              "`np.\(name)` of other than a matrix",
              hint: "reshape to two axes first")
          }
          let mask = NDArray(zeros: x.array.shape, x.array.dtype)
          let columns = x.array.shape[1]
          for row in 0..<x.array.shape[0] {
            for column in 0..<columns
            where name == "tril" ? column <= row + k : column >= row + k {
              mask.set(row * columns + column, .int(1))
            }
          }
          return session.value(
            try session.engine.choose(
              Tensor(mask.asType(.bool)), x, Tensor(NDArray(scalar: .int(0), x.array.dtype))))
        }
      }
  }

  /// A diagonal of two axes, which goes to the end; a view, as NumPy's.
  private static func diagonal(
    _ x: ArrayObject, _ k: Int, _ axes: (Int, Int) = (0, 1), _ session: Session
  ) throws -> Value {
    let n = x.array.dimensions
    if n < 2 { throw PythonError.value("diag requires an array of at least two dimensions") }
    let (a, b) = (
      try normalizedAxis(axes.0, dimensions: n), try normalizedAxis(axes.1, dimensions: n)
    )
    if a == b { throw PythonError.value("axis1 and axis2 cannot be the same") }
    let (rows, columns) = (x.array.shape[a], x.array.shape[b])
    let count = max(0, k >= 0 ? min(rows, columns - k) : min(rows + k, columns))
    let rest = (0..<n).filter { $0 != a && $0 != b }
    func part(_ strides: [Int]) -> (strides: [Int], start: Int) {
      (
        rest.map { strides[$0] } + [strides[a] + strides[b]],
        count == 0 ? 0 : k >= 0 ? k * strides[b] : -k * strides[a]
      )
    }
    let shape = rest.map { x.array.shape[$0] } + [count]
    let (own, virtual) = (part(x.array.strides), part(rowMajorStrides(x.array.shape)))
    let view = NDArray(
      cell: x.array.cell, dtype: x.array.dtype, shape: shape, strides: own.strides,
      offset: x.array.offset + own.start)
    return ArrayFunctions.view(
      x, view, "index",
      .region(
        Region(shape: shape, strides: virtual.strides, offset: virtual.start), text: " diagonal"),
      session)
  }

  static var joining: [Builtin] {
    func parts(_ bound: Bound, _ session: Session) throws -> [Tensor] {
      try session.items(of: bound[0] ?? .none).map {
        var part = try session.tensor($0)
        part.kind = .array
        return part
      }
    }
    func raised(_ x: Tensor, to dimensions: Int, _ session: Session) throws -> Tensor {
      var x = x
      while x.array.dimensions < dimensions { x = try session.engine.expand(x, at: 0) }
      return x
    }
    return [
      Builtin(
        "concatenate", "arrays, axis=0, out!, dtype!", "Arrays end to end.",
        "np.concatenate([[1, 2], [3]])"
      ) {
        bound, session in
        if let axis = bound[1], axis.isNone {
          let flat = try parts(bound, session).map {
            try session.engine.reshape($0, [$0.array.count])
          }
          return array(try session.engine.concatenate(flat, axis: 0), session)
        }
        return array(
          try session.engine.concatenate(
            parts(bound, session), axis: try bound.given(1).map { try session.size($0) } ?? 0),
          session)
      },
      Builtin(
        "stack", "arrays, axis=0, out!, dtype!", "Arrays along a new axis.",
        "np.stack([[1, 2], [3, 4]])"
      ) {
        bound, session in
        array(
          try session.engine.stack(
            parts(bound, session), axis: try bound[1].map { try session.size($0) } ?? 0),
          session)
      },
      Builtin("hstack", "tup, dtype!, casting!", "Arrays side by side.", "np.hstack([[1, 2], [3]])")
      {
        bound, session in
        let all = try parts(bound, session).map { try raised($0, to: 1, session) }
        return array(
          try session.engine.concatenate(all, axis: all.first?.array.dimensions == 1 ? 0 : 1),
          session)
      },
      Builtin(
        "vstack", "tup, dtype!, casting!", "Arrays one below the other.",
        "np.vstack([[1, 2], [3, 4]])"
      ) {
        bound, session in
        array(
          try session.engine.concatenate(
            parts(bound, session).map { try raised($0, to: 2, session) }, axis: 0), session)
      },
      Builtin("column_stack", "tup", "Vectors as columns.", "np.column_stack([[1, 2], [3, 4]])") {
        bound, session in
        let all = try parts(bound, session).map { part in
          part.array.dimensions == 0
            ? try session.engine.reshape(part, [1, 1])
            : part.array.dimensions == 1 ? try session.engine.expand(part, at: 1) : part
        }
        return array(try session.engine.concatenate(all, axis: 1), session)
      },
      Builtin(
        "append", "arr, values, axis=None", "An array with more at its end.", "np.append([1, 2], 3)"
      ) {
        bound, session in
        var (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        guard let axis = bound.given(2) else {
          x = try session.engine.reshape(x, [x.array.count])
          y = try session.engine.reshape(y, [y.array.count])
          return array(try session.engine.concatenate([x, y], axis: 0), session)
        }
        return array(try session.engine.concatenate([x, y], axis: session.size(axis)), session)
      },
      Builtin("tile", "A, reps", "An array repeated as tiles.", "np.tile([1, 2], 2)") {
        bound, session in
        var x = try tensor(bound, 0, session)
        x.kind = .array
        var repeats = try session.shape(bound[1] ?? .none)
        x = try raised(x, to: repeats.count, session)
        while repeats.count < x.array.dimensions { repeats.insert(1, at: 0) }
        for (axis, count) in repeats.enumerated() where count != 1 {
          try session.chargeMemory(8 * x.array.count, times: max(0, count))
          if count <= 0 {
            var shape = x.array.shape
            shape[axis] = 0
            x = Tensor(NDArray(zeros: shape, x.array.dtype))
          } else {
            x = try session.engine.concatenate(
              [Tensor](repeating: x, count: count), axis: axis)
          }
        }
        return array(x, session)
      },
      Builtin(
        "repeat", "a, repeats, axis=None", "Each element several times.", "np.repeat([1, 2], 2)"
      ) {
        bound, session in
        var x = try tensor(bound, 0, session)
        let axis: Int
        if let given = bound.given(2) {
          axis = try normalizedAxis(session.size(given), dimensions: x.array.dimensions)
        } else {
          x = try session.engine.reshape(x, [x.array.count])
          axis = 0
        }
        let size = x.array.shape[axis]
        var counts = try tensor(bound, 1, session).array.ints
        if counts.count == 1 { counts = [Int](repeating: counts[0], count: size) }
        if counts.count != size {
          throw PythonError.value(
            "operands could not be broadcast together with shape (\(size),) (\(counts.count),)")
        }
        if counts.contains(where: { $0 < 0 }) {
          throw PythonError.value("repeats may not contain negative values.")
        }
        for count in counts { _ = try session.size(.int(count)) }
        try session.chargeMemory(
          8, times: counts.reduce(0, &+) &* max(1, x.array.count / max(1, size)))
        let chosen = counts.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }
        let holder = ArrayObject(session.engine.adopt(x))
        let whole = Value.object(SliceObject(.none, .none, .none))
        let key = (0..<x.array.dimensions).map {
          $0 == axis ? Value.object(ArrayObject(NDArray(chosen))) : whole
        }
        return try holder.item(.tuple(key), session)
      },
      Builtin(
        "split", "ary, indices_or_sections, axis=0", "An array cut into pieces.",
        "np.split([1, 2, 3, 4], 2)"
      ) {
        bound, session in
        let x = try ArrayFunctions.arrayObject(bound[0] ?? .none, session)
        let axis = try normalizedAxis(
          session.size(bound[2] ?? .int(0)), dimensions: x.array.dimensions)
        let size = x.array.shape[axis]
        var cuts: [Int]
        if let count = session.index(bound[1] ?? .none) {
          if count <= 0 { throw PythonError.value("number sections must be larger than 0.") }
          if size % count != 0 {
            throw PythonError.value("array split does not result in an equal division")
          }
          cuts = (1..<max(1, count)).map { $0 * size / count }
        } else {
          cuts = try session.shape(bound[1] ?? .none)
        }
        let whole = Value.object(SliceObject(.none, .none, .none))
        var start = Value.none
        return .list(
          try (cuts.map { Value.int($0) } + [.none]).map { end in
            defer { start = end }
            let part = Value.object(SliceObject(start, end, .none))
            return try x.item(
              .tuple((0..<x.array.dimensions).map { $0 == axis ? part : whole }), session)
          })
      },
    ]
  }
}
