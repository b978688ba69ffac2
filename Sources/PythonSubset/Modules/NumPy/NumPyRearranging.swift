import Arrays
import Autodiff

extension NumPy {
  /// Elements along an axis by their indices, as a selection that gradients find back through.
  static func taking(_ x: ArrayObject, _ indices: [Int], axis: Int, _ session: Session) throws
    -> Value
  {
    let whole = Value.object(SliceObject(.none, .none, .none))
    let chosen = Value.object(ArrayObject(NDArray(indices)))
    return try x.item(
      .tuple((0..<x.array.dimensions).map { $0 == axis ? chosen : whole }), session)
  }

  /// A part of one axis as a view.
  static func slicing(
    _ x: ArrayObject, _ start: Value, _ stop: Value, step: Value = .none, axis: Int,
    _ session: Session
  ) throws -> Value {
    let whole = Value.object(SliceObject(.none, .none, .none))
    let part = Value.object(SliceObject(start, stop, step))
    return try x.item(.tuple((0..<x.array.dimensions).map { $0 == axis ? part : whole }), session)
  }

  static func object(_ bound: Bound, _ index: Int, _ session: Session) throws -> ArrayObject {
    try ArrayFunctions.arrayObject(bound[index] ?? .none, session)
  }

  static func object(_ value: Value, _ session: Session) throws -> ArrayObject {
    try ArrayFunctions.arrayObject(value, session)
  }

  static func axis(_ value: Value, _ dimensions: Int, _ session: Session) throws -> Int {
    try normalizedAxis(session.size(value), dimensions: dimensions)
  }

  static var rearranging: [Builtin] {
    func flipped(_ name: String, axis: Int, _ summary: String) -> Builtin {
      Builtin(name, "m", summary, "np.\(name)([[1, 2], [3, 4]])") { bound, session in
        let x = try object(bound, 0, session)
        if x.array.dimensions <= axis {
          throw PythonError.value("Input must be >= \(axis + 1)-d.")
        }
        return try slicing(x, .none, .none, step: .int(-1), axis: axis, session)
      }
    }
    return [
      flipped("flipud", axis: 0, "The rows in reverse order."),
      flipped("fliplr", axis: 1, "The columns in reverse order."),
      Builtin(
        "roll", "a, shift, axis=None", "Elements moved on, those at the end back to the start.",
        "np.roll([1, 2, 3], 1)"
      ) { bound, session in
        var x = try object(bound, 0, session)
        let shape = x.array.shape
        func rolled(_ x: ArrayObject, _ shift: Int, _ axis: Int) throws -> ArrayObject {
          let size = x.array.shape[axis]
          if size == 0 { return x }
          let indices = (0..<size).map { index in
            let place = (index - shift % size) % size
            return place < 0 ? place + size : place
          }
          return try ArrayFunctions.arrayObject(
            taking(x, indices, axis: axis, session), session)
        }
        let shifts = try session.shape(bound[1] ?? .none)
        guard let axisValue = bound.given(2) else {
          x = try ArrayFunctions.arrayObject(
            ArrayFunctions.reshape(.object(x), [x.array.count], session), session)
          x = try rolled(x, try session.size(.int(shifts.reduce(0, &+))), 0)
          return try ArrayFunctions.reshape(.object(x), shape, session)
        }
        let axes = try session.shape(axisValue)
        for number in 0..<max(axes.count, shifts.count) {
          let axis = try normalizedAxis(
            axes[axes.count == 1 ? 0 : min(number, axes.count - 1)],
            dimensions: x.array.dimensions)
          x = try rolled(
            x,
            try session.size(.int(shifts[shifts.count == 1 ? 0 : min(number, shifts.count - 1)])),
            axis)
        }
        return .object(x)
      },
      Builtin(
        "rot90", "m, k=1, axes=None", "A matrix turned by quarters, anticlockwise.",
        "np.rot90([[1, 2], [3, 4]])"
      ) { bound, session in
        var x = try object(bound, 0, session)
        if x.array.dimensions < 2 {
          throw PythonError.value(
            "Axes=(0, 1) out of range for array of ndim=\(x.array.dimensions).")
        }
        let turns = (try bound.given(1).map { try session.size($0) } ?? 1) & 3
        var order = Array(0..<x.array.dimensions)
        let plane = try bound.given(2).map { try session.shape($0) } ?? [0, 1]
        if plane.count != 2 { throw PythonError.value("len(axes) must be 2.") }
        let axes = try plane.map { try normalizedAxis($0, dimensions: x.array.dimensions) }
        if axes[0] == axes[1] { throw PythonError.value("Axes must be different.") }
        order.swapAt(axes[0], axes[1])
        for _ in 0..<turns {
          x = try ArrayFunctions.arrayObject(
            slicing(x, .none, .none, step: .int(-1), axis: axes[1], session), session)
          x = try ArrayFunctions.arrayObject(
            ArrayFunctions.transpose(.object(x), order, session), session)
        }
        return .object(x)
      },
      Builtin(
        "delete", "arr, obj, axis=None", "An array without some elements.",
        "np.delete([1, 2, 3], 1)"
      ) { bound, session in
        var x = try object(bound, 0, session)
        let axis: Int
        if let given = bound.given(2) {
          axis = try Self.axis(given, x.array.dimensions, session)
        } else {
          x = try ArrayFunctions.arrayObject(
            ArrayFunctions.reshape(.object(x), [x.array.count], session), session)
          axis = 0
        }
        let size = x.array.shape[axis]
        var dropped = Set<Int>()
        if let slice = bound[1]?.asObject(SliceObject.self) {
          dropped = Set(try slice.indices(length: size, session))
        } else {
          let chosen = try tensor(bound, 1, session).array
          if chosen.dtype == .bool {
            if chosen.count != size {
              throw PythonError.value(
                "boolean array argument `obj` to delete must be one-dimensional and match the axis "
                  + "length of \(size)")
            }
            for (place, flag) in chosen.scalars.enumerated() where flag.isTrue {
              dropped.insert(place)
            }
          } else {
            for index in chosen.ints {
              guard index >= -size, index < size else {
                throw PythonError.index(
                  "index \(index) is out of bounds for axis \(axis) with size \(size)")
              }
              dropped.insert(index < 0 ? index + size : index)
            }
          }
        }
        return try taking(
          x, (0..<size).filter { !dropped.contains($0) }, axis: axis, session)
      },
      Builtin(
        "insert", "arr, obj, values, axis=None", "An array with values put in before an index.",
        "np.insert([1, 3], 1, 2)"
      ) { bound, session in
        let engine = session.engine
        var x = try object(bound, 0, session)
        var values = try tensor(bound, 2, session)
        let axis: Int
        if let given = bound.given(3) {
          axis = try Self.axis(given, x.array.dimensions, session)
        } else {
          x = try ArrayFunctions.arrayObject(
            ArrayFunctions.reshape(.object(x), [x.array.count], session), session)
          axis = 0
        }
        let size = x.array.shape[axis]
        let places = try session.shape(bound[1] ?? .none).map { index in
          guard index >= -size, index <= size else {
            throw PythonError.index(
              "index \(index) is out of bounds for axis \(axis) with size \(size)")
          }
          return index < 0 ? index + size : index
        }
        if values.array.dimensions == 1, places.count == 1, x.array.dimensions == 1,
          values.array.count > 1
        {
          // Several values at one place.
        } else {
          var shape = x.array.shape
          shape[axis] = places.count
          if places.count > 1 || values.array.dimensions < x.array.dimensions {
            if values.array.dimensions == x.array.dimensions - 1, x.array.dimensions > 1 {
              values = try engine.expand(values, at: axis)
            }
          }
          values = try engine.broadcast(values, to: shape)
        }
        values = Tensor(values.array, node: values.node)
        if values.array.dtype != x.array.dtype {
          values = try session.cast(values, to: x.array.dtype)
        }
        let added = values.array.shape[axis]
        var order: [(place: Int, source: Int)] = (0..<size).map { ($0, $0) }
        for number in 0..<added {
          order.append((places.count == 1 ? places[0] : places[number], size + number))
        }
        let sorted = order.enumerated().sorted { a, b in
          if a.element.place != b.element.place { return a.element.place < b.element.place }
          let (newA, newB) = (a.element.source >= size, b.element.source >= size)
          return newA == newB ? a.offset < b.offset : newA
        }
        let joined = try engine.concatenate([engine.read(x.handle), values], axis: axis)
        return try taking(
          ArrayObject(engine.adopt(joined)), sorted.map(\.element.source), axis: axis, session)
      },
      Builtin(
        "broadcast_arrays", "*args", "Arrays repeated to a common shape.",
        "np.broadcast_arrays([1, 2], [[3], [4]])"
      ) { bound, session in
        let parts = try bound.rest.map { try session.tensor($0) }
        let shape = try broadcastShape(parts.map(\.array.shape))
        try session.chargeMemory(8, times: try NDArray.checkedCount(shape))
        return .tuple(
          try parts.map { part in
            let result = try session.engine.broadcast(part, to: shape)
            return array(Tensor(result.array.copy(), node: result.node), session)
          })
      },
      Builtin(
        "ascontiguousarray", "a, dtype=None", "An array whose elements lie in order.",
        "np.ascontiguousarray([1, 2])"
      ) { bound, session in
        let x = try object(bound, 0, session)
        let type = try bound.given(1).map { try session.dtype($0) } ?? x.array.dtype
        if x.array.isContiguous, type == x.array.dtype { return .object(x) }
        return array(try session.engine.copy(session.engine.read(x.handle), type), session)
      },
      Builtin(
        "diagflat", "v, k=0", "A matrix with these numbers on a diagonal.", "np.diagflat([1, 2])"
      ) { bound, session in
        let x = try object(bound, 0, session)
        let flat = try ArrayFunctions.reshape(.object(x), [x.array.count], session)
        guard let function = try session.modules["numpy"]?.attribute("diag", session) else {
          return .none
        }
        return try session.call(function, Arguments([flat, bound[1] ?? .int(0)]))
      },
      Builtin(
        "resize", "a, new_shape", "An array repeated until it fills a shape.",
        "np.resize([1, 2, 3], (2, 2))"
      ) { bound, session in
        let x = try object(bound, 0, session)
        let shape = try session.shape(bound[1] ?? .none)
        let count = try NDArray.checkedCount(shape)
        try session.chargeMemory(8, times: count)
        let flat = try ArrayFunctions.arrayObject(
          ArrayFunctions.reshape(.object(x), [x.array.count], session), session)
        if x.array.count == 0 { return .object(ArrayObject(NDArray(zeros: shape, x.array.dtype))) }
        return try ArrayFunctions.reshape(
          taking(flat, (0..<count).map { $0 % x.array.count }, axis: 0, session), shape, session)
      },
    ]
  }

  // MARK: Pieces

  static var splitting: [Builtin] {
    func pieces(
      _ x: ArrayObject, _ sections: Value, axis: Int, isEqual: Bool, _ session: Session
    ) throws -> Value {
      let size = x.array.shape[axis]
      var cuts: [Int] = []
      if let count = session.index(sections) {
        if count <= 0 { throw PythonError.value("number sections must be larger than 0.") }
        try session.chargeMemory(64, times: count)
        if isEqual, size % count != 0 {
          throw PythonError.value("array split does not result in an equal division")
        }
        let (each, extras) = (size / count, size % count)
        for number in 1..<max(1, count) { cuts.append(number * each + min(number, extras)) }
      } else {
        cuts = try session.shape(sections)
      }
      var start = 0
      var result: [Value] = []
      for end in cuts {
        result.append(try slicing(x, .int(start), .int(end), axis: axis, session))
        start = end
      }
      result.append(try slicing(x, .int(start), .none, axis: axis, session))
      return .list(result)
    }
    func along(_ name: String, axis: Int, _ summary: String) -> Builtin {
      Builtin(
        name, "ary, indices_or_sections", summary,
        axis == 2
          ? "np.dsplit(np.zeros((1, 1, 4)), 2)"
          : "np.\(name)([[1, 2, 3, 4], [5, 6, 7, 8]], 2)"
      ) { bound, session in
        let x = try object(bound, 0, session)
        let least = axis == 1 ? 1 : axis + 1
        if x.array.dimensions < least {
          throw PythonError.value("\(name) only works on arrays of \(least) or more dimensions")
        }
        return try pieces(
          x, bound[1] ?? .none, axis: min(axis, x.array.dimensions - 1), isEqual: true, session)
      }
    }
    return [
      Builtin(
        "array_split", "ary, indices_or_sections, axis=0",
        "An array cut into pieces that may differ by one in size.",
        "np.array_split([1, 2, 3, 4, 5], 2)"
      ) { bound, session in
        let x = try object(bound, 0, session)
        return try pieces(
          x, bound[1] ?? .none, axis: Self.axis(bound[2] ?? .int(0), x.array.dimensions, session),
          isEqual: false, session)
      },
      along("hsplit", axis: 1, "An array cut along its columns."),
      along("vsplit", axis: 0, "An array cut along its rows."),
      along("dsplit", axis: 2, "An array cut along its third axis."),
    ]
  }

  /// With axes of size 1 until there are `least`, as `np.atleast_nd` places them.
  static func raised(_ x: Tensor, toAtLeast least: Int, _ session: Session) throws -> Tensor {
    var x = x
    x.kind = .array
    let engine = session.engine
    if x.array.dimensions >= least { return x }
    if x.array.dimensions == 0 { return try engine.reshape(x, [Int](repeating: 1, count: least)) }
    if x.array.dimensions == 1 {
      x = try engine.expand(x, at: 0)
      return least == 3 ? try engine.expand(x, at: 2) : x
    }
    return try engine.expand(x, at: 2)
  }

  static var dimensional: [Builtin] {
    (1...3).map { least in
      Builtin(
        "atleast_\(least)d", "*arys", "An array with at least \(least) axes.",
        "np.atleast_\(least)d(5).shape"
      ) { bound, session in
        let results = try bound.rest.map { value -> Value in
          if let known = value.asObject(ArrayObject.self), known.array.dimensions >= least {
            return value
          }
          return array(try raised(session.tensor(value), toAtLeast: least, session), session)
        }
        return results.count == 1 ? results[0] : .tuple(results)
      }
    } + [
      Builtin("dstack", "tup", "Arrays behind one another.", "np.dstack([[1, 2], [3, 4]])") {
        bound, session in
        let parts = try session.items(of: bound[0] ?? .none).map {
          try raised(session.tensor($0), toAtLeast: 3, session)
        }
        return array(try session.engine.concatenate(parts, axis: 2), session)
      },
      Builtin(
        "row_stack", "tup", "Arrays one below the other.", "np.row_stack([[1, 2], [3, 4]])"
      ) { bound, session in
        session.note("NumPy's `row_stack` is deprecated: use `np.vstack`")
        let parts = try session.items(of: bound[0] ?? .none).map {
          try raised(session.tensor($0), toAtLeast: 2, session)
        }
        return array(try session.engine.concatenate(parts, axis: 0), session)
      },
    ]
  }
}

/// `np.r_` and `np.c_`: what stands between the brackets, joined.
final class IndexJoiner: Object {
  private let isColumns: Bool
  init(isColumns: Bool) { self.isColumns = isColumns }
  override var typeName: String { isColumns ? "numpy.lib.CClass" : "numpy.lib.RClass" }

  override func item(_ key: Value, _ session: Session) throws -> Value {
    let parts = key.asObject(TupleObject.self)?.items ?? [key]
    var arrays = try parts.map { part -> Tensor in
      if let slice = part.asObject(SliceObject.self) { return try range(slice, session) }
      if part.text != nil {
        throw PythonError.refused(
          "`np.\(isColumns ? "c_" : "r_")` with a string directive",
          hint: "use `np.concatenate`, `np.vstack` or `np.column_stack`")
      }
      let x = try session.tensor(part)
      return try NumPy.raised(x, toAtLeast: 1, session)
    }
    if isColumns {
      arrays = try arrays.map {
        $0.array.dimensions == 1 ? try session.engine.expand($0, at: 1) : $0
      }
      return NumPy.array(
        try session.engine.concatenate(arrays, axis: -1), session)
    }
    return NumPy.array(try session.engine.concatenate(arrays, axis: 0), session)
  }

  private func range(_ slice: SliceObject, _ session: Session) throws -> Tensor {
    Tensor(try GridMaker.numbers(slice, session))
  }
}
