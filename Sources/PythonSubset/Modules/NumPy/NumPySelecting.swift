import Arrays
import Autodiff

extension NumPy {
  /// Elements picked, put and compared by position or by value.
  static var selecting: [Builtin] { picking + putting + sets }

  private static var picking: [Builtin] {
    [
      Builtin(
        "take_along_axis", "arr, indices, axis=-1", "Elements by an index for each place.",
        "np.take_along_axis(np.array([[3, 1]]), np.array([[1, 0]]), axis=1)"
      ) { bound, session in
        let x = try object(bound, 0, session)
        return try x.item(along(x, tensor(bound, 1, session).array, bound[2], session), session)
      },
      Builtin(
        "choose", "a, choices, out!, mode!", "For each index an element of that choice.",
        "np.choose([1, 0], [[1, 2], [3, 4]])"
      ) { bound, session in
        let index = try tensor(bound, 0, session).array
        let choices = try session.items(of: bound[1] ?? .none).map { try session.tensor($0) }
        if index.ints.contains(where: { $0 < 0 || $0 >= choices.count }) {
          throw PythonError.value("invalid entry in choice array")
        }
        guard var result = choices.first else {
          throw PythonError.value("invalid entry in choice array")
        }
        for (number, choice) in choices.enumerated().dropFirst() {
          let isHere = index.test { $0 == Double(number) }
          result = try session.engine.choose(Tensor(isHere), choice, result)
        }
        return session.value(
          try session.engine.broadcast(
            result, to: broadcastShape([index.shape, result.array.shape])))
      },
      Builtin(
        "compress", "condition, a, axis=None, out!", "Elements where a condition holds.",
        "np.compress([True, False, True], [1, 2, 3])"
      ) { bound, session in
        var x = try object(bound, 1, session)
        if bound.given(2) == nil { x = try flat(x, session) }
        let axis = try Self.axis(bound.given(2) ?? .int(0), x.array.dimensions, session)
        let chosen = try tensor(bound, 0, session).array.nonZero.first?.ints ?? []
        return try taking(x, chosen, axis: axis, session)
      },
      Builtin(
        "extract", "condition, arr", "Elements where a condition holds.",
        "np.extract([True, False], [1, 2])"
      ) { bound, session in
        let chosen = try tensor(bound, 0, session).array
        let places = try chosen.reshaped([chosen.count]).nonZero.first?.ints ?? []
        return try taking(flat(object(bound, 1, session), session), places, axis: 0, session)
      },
    ]
      + ["partition", "argpartition"].map { name in
        Builtin(
          name, "a, kth, axis=-1, kind!, order!",
          name == "partition"
            ? "Elements with the k-th smallest in its place." : "Indices that would partition.",
          "np.\(name)([3, 1, 2], 1)[1]"
        ) { bound, session in
          // NumPy leaves the order on both sides open; sorted is one of those it allows.
          session.note(
            "`np.\(name)` sorts here: NumPy may leave the elements beside the k-th in another order"
          )
          let size = try object(bound, 0, session).array.shape.last ?? 0
          for k in try session.shape(bound[1] ?? .none) where k < -size || k >= size {
            throw PythonError.value("kth(=\(k)) out of bounds (\(size))")
          }
          guard
            let function = try session.modules["numpy"]?.attribute(
              name == "partition" ? "sort" : "argsort", session)
          else { return .none }
          return try session.call(
            function, Arguments([bound[0] ?? .none, bound[2] ?? .int(-1)]))
        }
      }
  }

  static func flat(_ x: ArrayObject, _ session: Session) throws -> ArrayObject {
    try ArrayFunctions.arrayObject(
      ArrayFunctions.reshape(.object(x), [x.array.count], session), session)
  }

  /// The index that picks one element along an axis for each place of the others.
  private static func along(
    _ x: ArrayObject, _ indices: NDArray, _ axis: Value?, _ session: Session
  ) throws -> Value {
    guard let given = axis, !given.isNone else { return .object(ArrayObject(indices)) }
    let axis = try Self.axis(given, x.array.dimensions, session)
    if indices.dimensions != x.array.dimensions {
      throw PythonError.value("`indices` and `arr` must have the same number of dimensions")
    }
    return .tuple(
      try x.array.shape.indices.map { place in
        if place == axis { return .object(ArrayObject(indices)) }
        var shape = [Int](repeating: 1, count: x.array.dimensions)
        shape[place] = x.array.shape[place]
        return .object(ArrayObject(try NDArray(Array(0..<x.array.shape[place])).reshaped(shape)))
      })
  }

  private static var putting: [Builtin] {
    [
      Builtin(
        "put", "a, ind, v, mode!", "Writes elements by their index, counted through.",
        "a = np.arange(3)\nnp.put(a, [0, 2], [7, 8])\na"
      ) { bound, session in
        guard let target = bound[0]?.asObject(ArrayObject.self) else {
          throw PythonError.type(
            "argument 1 must be numpy.ndarray, not \(session.typeName(bound[0] ?? .none))")
        }
        var places = try tensor(bound, 1, session).array.ints
        let size = target.array.count
        for (i, place) in places.enumerated() {
          guard place >= -size, place < size else {
            throw PythonError.index(
              "index \(place) is out of bounds for axis 0 with size \(size)")
          }
          if place < 0 { places[i] = place + size }
        }
        let values = try tensor(bound, 2, session)
        if values.array.count == 0 { return .none }
        let repeated = try taking(
          flat(ArrayFunctions.arrayObject(session.value(values), session), session),
          places.indices.map { $0 % values.array.count }, axis: 0, session)
        var index = [[Int]](repeating: [], count: target.array.dimensions)
        let steps = rowMajorStrides(target.array.shape)
        for place in places {
          for (axis, step) in steps.enumerated() {
            index[axis].append(place / step % target.array.shape[axis])
          }
        }
        try target.setItem(
          .tuple(index.map { .object(ArrayObject(NDArray($0))) }), repeated, session)
        return .none
      },
      Builtin(
        "put_along_axis", "arr, indices, values, axis", "Writes by an index for each place.",
        "a = np.array([[3, 1]])\nnp.put_along_axis(a, np.array([[0]]), 9, axis=1)\na"
      ) { bound, session in
        let x = try object(bound, 0, session)
        try x.setItem(
          along(x, tensor(bound, 1, session).array, bound[3], session), bound[2] ?? .none, session)
        return .none
      },
      Builtin(
        "putmask", "a, mask, values", "Writes where a mask is true.",
        "a = np.arange(3)\nnp.putmask(a, a > 1, 9)\na"
      ) { bound, session in
        let values = try tensor(bound, 2, session)
        let x = try object(bound, 0, session)
        guard values.array.count == 1 || values.array.shape == x.array.shape else {
          throw PythonError.refused(
            "`np.putmask` with values that repeat",
            hint: "give as many values as the array has")
        }
        let mask = Tensor(try tensor(bound, 1, session).array.asType(.bool))
        let result = try session.engine.choose(mask, values, session.engine.read(x.handle))
        try x.setItem(.ellipsis, session.value(result), session)
        return .none
      },
      Builtin(
        "copyto", "dst, src, casting!, where!", "Copies elements into an array.",
        "a = np.zeros(2)\nnp.copyto(a, [1, 2])\na"
      ) { bound, session in
        try object(bound, 0, session).setItem(.ellipsis, bound[1] ?? .none, session)
        return .none
      },
    ]
  }

  // MARK: Sets

  private static func unique(_ array: NDArray) -> NDArray {
    var values: [Scalar] = []
    for scalar in array.scalars.sorted(by: { $0.double < $1.double })
    where values.last?.double != scalar.double {
      values.append(scalar)
    }
    let result = NDArray(uninitialized: [values.count], array.dtype)
    for (i, value) in values.enumerated() { result.set(i, value) }
    return result
  }

  private static var sets: [Builtin] {
    func operation(
      _ name: String, _ summary: String, _ keep: @escaping (Bool, Bool) -> Bool
    ) -> Builtin {
      Builtin(
        name, "ar1, ar2, assume_unique!", summary, "np.\(name)([3, 1, 2], [2, 3, 9])"
      ) { bound, session in
        let (first, second) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        for given in [first, second] { session.lost(given.node, "np.\(name)") }
        let (x, y) = (first.array, second.array)
        try session.charge(elements: (x.count + y.count) * 16)
        if x.hasNonFinite || y.hasNonFinite,
          (x.doubles + y.doubles).contains(where: \.isNaN)
        {
          throw PythonError.refused(
            "`np.\(name)` of arrays with nan",
            hint: "leave the nan out first: x[~np.isnan(x)]")
        }
        let type = name == "setdiff1d" ? x.dtype : DType.promote(x.dtype, y.dtype)
        let (a, b) = (Set(x.doubles), Set(y.doubles))
        let all = try NDArray.concatenated(
          [x.reshaped([x.count]).asType(type), y.reshaped([y.count]).asType(type)], axis: 0)
        let kept = unique(all).scalars.filter { keep(a.contains($0.double), b.contains($0.double)) }
        let result = NDArray(uninitialized: [kept.count], type)
        for (i, value) in kept.enumerated() { result.set(i, value) }
        return .object(ArrayObject(result))
      }
    }
    return [
      operation("intersect1d", "What two arrays share, sorted.") { $0 && $1 },
      operation("union1d", "What either of two arrays holds, sorted.") { $0 || $1 },
      operation("setdiff1d", "What the first array holds and the second does not, sorted.") {
        $0 && !$1
      },
      operation("setxor1d", "What just one of two arrays holds, sorted.") { $0 != $1 },
      Builtin(
        "isin", "element, test_elements, assume_unique!, invert=False, *, kind!",
        "Where elements occur in another array.", "np.isin([1, 2, 3], [2, 5])"
      ) { bound, session in
        let invert = try ArrayFunctions.flag(bound[3], session)
        if let texts = try StringArrayObject.make(bound[0] ?? .none, session),
          let tested = try StringArrayObject.make(bound[1] ?? .none, session)
        {
          let known = Set(tested.texts.map { Array($0.utf8) })
          let isKnown = texts.table.map { known.contains(Array($0.utf8)) != invert }
          return .object(ArrayObject(texts.codes.array.test { isKnown[Int($0)] }))
        }
        let x = try tensor(bound, 0, session).array
        let known = Set(try tensor(bound, 1, session).array.doubles)
        return .object(ArrayObject(x.test { known.contains($0) != invert }))
      },
      Builtin(
        "unique",
        "ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, "
          + "equal_nan=True", "The different elements, sorted.", "np.unique([2, 1, 2])"
      ) { bound, session in
        let given = bound[0] ?? .none
        guard let texts = try StringArrayObject.make(given, session) else {
          return try unique(given, bound, session)
        }
        if bound.given(4) != nil, texts.shape.count > 1 {
          throw PythonError.refused(
            "`axis=` of unique with strings", hint: "call it once for each row or column")
        }
        // The whole numbers are in the order of their strings.
        let found = try unique(.object(texts.codes), bound, session)
        guard let parts = found.asObject(TupleObject.self)?.items else { return texts.with(found) }
        return .tuple([texts.with(parts[0])] + parts.dropFirst())
      },
    ]
  }

  private static func unique(_ given: Value, _ bound: Bound, _ session: Session) throws -> Value {
    let x = try session.tensor(given)
    session.lost(x.node, "np.unique")
    if let equal = bound.given(5), try !session.isTrue(equal) {
      throw PythonError.refused(
        "`equal_nan=False` of unique",
        hint: "leave the nan out first: x[~np.isnan(x)]")
    }
    try session.charge(sorted: x.array.count)
    let axis = try bound.given(4).map { try Self.axis($0, x.array.dimensions, session) }
    let whole = axis.map { x.array.moved($0, to: 0).copy() }
    let count = whole?.shape.first ?? x.array.count
    let values = (whole ?? x.array).doubles
    let width = axis == nil ? 1 : values.count / max(1, count)
    func isBefore(_ a: Int, _ b: Int) -> Bool {
      for k in 0..<width {
        let (p, q) = (values[a * width + k], values[b * width + k])
        if p.isNaN || q.isNaN {
          if p.isNaN != q.isNaN { return q.isNaN }
          continue
        }
        if p != q { return p < q }
      }
      return a < b
    }
    func isSame(_ a: Int, _ b: Int) -> Bool {
      (0..<width).allSatisfy {
        let (p, q) = (values[a * width + $0], values[b * width + $0])
        return p == q || (p.isNaN && q.isNaN)
      }
    }
    var firsts: [Int] = []
    var counts: [Int] = []
    var inverse = [Int](repeating: 0, count: count)
    for place in (0..<count).sorted(by: isBefore) {
      if let last = firsts.last, isSame(last, place) {
        counts[counts.count - 1] += 1
      } else {
        firsts.append(place)
        counts.append(1)
      }
      inverse[place] = firsts.count - 1
    }
    let holder = ArrayObject(try whole ?? x.array.reshaped([x.array.count]))
    var result = try taking(holder, firsts, axis: 0, session)
    if let axis, let object = result.asObject(ArrayObject.self) {
      result = .object(ArrayObject(object.array.moved(0, to: axis).copy()))
    }
    var parts = [result]
    if try ArrayFunctions.flag(bound[1], session) {
      parts.append(.object(ArrayObject(NDArray(firsts))))
    }
    if try ArrayFunctions.flag(bound[2], session) {
      parts.append(
        .object(ArrayObject(NDArray(inverse, shape: axis == nil ? x.array.shape : [count]))))
    }
    if try ArrayFunctions.flag(bound[3], session) {
      parts.append(.object(ArrayObject(NDArray(counts))))
    }
    return parts.count == 1 ? parts[0] : .tuple(parts)
  }
}
