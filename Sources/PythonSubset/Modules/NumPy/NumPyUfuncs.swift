import Arrays
import Autodiff

/// What all universal functions share: `out=`, `where=`, `dtype=`, and the methods `reduce`,
/// `accumulate`, `outer` and `at`.
enum UniversalFunction {
  /// The functions of a list with these added, known by their signatures.
  static func completed(_ list: [Builtin]) -> [Builtin] {
    list.map { entry in
      let inputs: Int
      switch entry.signature {
      case "x, out!, where!, dtype!", "x, out!, where!": inputs = 1
      case "x1, x2, out!, where!, dtype!", "x1, x2, out!, where!": inputs = 2
      default: return entry
      }
      return wrapped(entry, inputs)
    }
  }

  private static func wrapped(_ entry: Builtin, _ inputs: Int) -> Builtin {
    let names = inputs == 1 ? "x" : "x1, x2"
    var result = Builtin(
      entry.name, "\(names), out=None, *, where=True, dtype=None", entry.summary, entry.example
    ) { bound, session in
      var values = (0..<inputs).map { bound[$0] ?? .none }
      if let type = bound.given(inputs + 2) {
        let dtype = try session.dtype(type)
        values = try values.map { value in
          let x = try session.tensor(value)
          return x.array.dtype == dtype
            ? value : session.value(try session.cast(x, to: dtype))
        }
      }
      var filter: Tensor?
      if let given = bound[inputs + 1] {
        if case .bool(true) = given {} else { filter = try session.tensor(given) }
      }
      if filter != nil { session.quietWarnings += 1 }
      defer { if filter != nil { session.quietWarnings -= 1 } }
      let computed = try entry.body(
        Bound(values: values.map { $0 }, rest: [], keywords: [], function: entry.name), session)
      guard bound.given(inputs) != nil || filter != nil else { return computed }
      return try delivered(computed, to: bound.given(inputs), filter, entry.name, session)
    }
    result.members = entry.members
    result.quick = entry.quick
    if inputs == 2 { addMethods(&result) }
    return result
  }

  /// Writes a result into `out`, where it is given.
  static func delivered(
    _ value: Value, to out: Value?, _ filter: Tensor?, _ name: String, _ session: Session
  ) throws -> Value {
    guard var target = out else {
      if filter == nil { return value }
      throw PythonError.refused(
        "`where=` of \(name) without `out=`",
        hint: "`np.where(condition, …)` says what stands elsewhere")
    }
    if let tuple = target.asObject(TupleObject.self), tuple.items.count == 1 {
      target = tuple.items[0]
    }
    guard let array = target.asObject(ArrayObject.self) else {
      throw PythonError.type("return arrays must be of ArrayType")
    }
    var result = try session.tensor(value)
    if let common = try? broadcastShape([result.array.shape, array.array.shape]),
      common != array.array.shape
    {
      throw PythonError.value(
        "non-broadcastable output operand with shape \(tightShape(array.array.shape)) doesn't match "
          + "the broadcast shape \(tightShape(result.array.shape))")
    }
    let (from, to) = (result.array.dtype, array.array.dtype)
    if from != to, !to.isFloat, from.isFloat || to == .bool || (to.isUnsigned && from.isSigned) {
      throw PythonError(
        "UFuncTypeError",
        "Cannot cast ufunc '\(name)' output from dtype('\(from.name)') to dtype('\(to.name)') "
          + "with casting rule 'same_kind'")
    }
    if from != to { result = try session.engine.copy(result, to) }
    if let filter {
      result = try session.engine.choose(filter, result, session.engine.read(array.handle))
    }
    try session.engine.write(result, to: array.handle, Region(array.array), text: "[:]")
    return .object(array)
  }

  // MARK: Methods

  private static let folds = [
    "add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min", "logical_and": "all",
    "logical_or": "any",
  ]

  private static func addMethods(_ function: inout Builtin) {
    let (name, body) = (function.name, function.body)
    func apply(_ x: Value, _ y: Value, _ session: Session) throws -> Value {
      try body(
        Bound(values: [x, y, nil, nil, nil], rest: [], keywords: [], function: name), session)
    }
    func rows(_ bound: Bound, _ place: Int, _ session: Session) throws -> (ArrayObject, Int) {
      let x = try ArrayFunctions.arrayObject(bound[0] ?? .none, session)
      if x.array.dimensions == 0 { throw PythonError.type("cannot reduce on a scalar") }
      return (x, try NumPy.axis(bound[place] ?? .int(0), x.array.dimensions, session))
    }
    function.members["reduce"] = makeMethod(
      "\(name).reduce", "array, axis=0, dtype=None, out=None, keepdims=False, initial!, where!"
    ) { bound, session in
      let keep = try ArrayFunctions.flag(bound[4], session)
      let result: Value
      if let fold = folds[name] {
        result = try ArrayFunctions.reduce(
          fold, bound[0] ?? .none, axis: bound[1] ?? .int(0), keep: keep, dtype: bound[2], session)
      } else {
        let (x, axis) = try rows(bound, 1, session)
        guard bound.given(2) == nil, !keep, x.array.shape[axis] > 0 else {
          throw PythonError.refused(
            "`np.\(name).reduce` with these arguments",
            hint: "give only the array and the axis, which must not be empty")
        }
        var total = try ArrayFunctions.item(x, 0, axis: axis, session)
        for i in 1..<x.array.shape[axis] {
          total = try apply(total, ArrayFunctions.item(x, i, axis: axis, session), session)
        }
        result = total
      }
      return try delivered(result, to: bound.given(3), nil, name, session)
    }
    function.members["accumulate"] = makeMethod(
      "\(name).accumulate", "array, axis=0, dtype!, out!"
    ) { bound, session in
      if name == "add" || name == "multiply" {
        return try ArrayFunctions.cumulate(
          bound[0] ?? .none, axis: bound[1] ?? .int(0), product: name == "multiply", session)
      }
      let (x, axis) = try rows(bound, 1, session)
      if x.array.shape[axis] == 0 { return .object(x) }
      var total = try ArrayFunctions.item(x, 0, axis: axis, session)
      var parts = [try session.tensor(total)]
      for i in 1..<max(1, x.array.shape[axis]) {
        total = try apply(total, ArrayFunctions.item(x, i, axis: axis, session), session)
        parts.append(try session.tensor(total))
      }
      return NumPy.array(try session.engine.stack(parts, axis: axis), session)
    }
    function.members["outer"] = makeMethod("\(name).outer", "A, B") { bound, session in
      let (x, y) = (
        try session.tensor(bound[0] ?? .none), try session.tensor(bound[1] ?? .none)
      )
      try session.chargeMemory(8 * x.array.count, times: y.array.count)
      let ones = [Int](repeating: 1, count: y.array.dimensions)
      let wide = try session.engine.reshape(x, x.array.shape + ones)
      return try apply(session.value(wide), session.value(y), session)
    }
    if function.members["at"] == nil {
      function.members["at"] = makeMethod("\(name).at", "a, indices, b") { bound, session in
        guard let target = bound[0]?.asObject(ArrayObject.self) else {
          throw PythonError.type(
            "np.\(name).at changes an array, not \(session.typeName(bound[0] ?? .none))")
        }
        let value = try session.tensor(bound[2] ?? .none)
        if session.engine.isTracked(value.node)
          || session.engine.isTracked(session.engine.read(target.handle).node)
        {
          throw PythonError.refused(
            "`np.\(name).at` of traced arrays",
            hint: "write the sum with a matrix of zeros and ones, or in a loop")
        }
        let region = try target.region(of: bound[1] ?? .none, session)
        let count = region.shape.reduce(1, *)
        try session.charge(elements: count * 256)
        let base = NDArray(
          Array(0..<target.array.count), shape: target.array.shape)
        let places = region.view(of: base).ints
        let values = try session.items(
          of: .object(
            ArrayObject(try value.array.broadcastExactly(to: region.shape).copy().reshaped([count]))
          )
        )
        let flat = ArrayObject(try target.array.copy().reshaped([target.array.count]))
        for (place, value) in zip(places, values) {
          try flat.setItem(
            .int(place), apply(flat.item(.int(place), session), value, session), session)
        }
        try session.engine.write(
          Tensor(try flat.array.reshaped(target.array.shape)), to: target.handle,
          Region(target.array), text: "[:]")
        return .none
      }
    }
  }
}
