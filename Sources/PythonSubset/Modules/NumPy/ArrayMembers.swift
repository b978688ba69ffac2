import Arrays
import Autodiff

/// Attributes and methods of arrays.
enum ArrayMembers {
  static let names = [
    "shape", "dtype", "ndim", "size", "T", "itemsize", "nbytes", "flat", "sum", "mean", "std",
    "var", "max", "min", "argmax", "argmin", "any", "all", "prod", "cumsum", "dot",
    "reshape",
    "ravel", "flatten", "transpose", "swapaxes", "squeeze", "copy", "astype", "tolist", "item",
    "flags", "strides", "imag", "real", "view", "resize", "searchsorted", "cumprod",
    "fill", "sort", "argsort", "repeat", "clip", "round", "nonzero", "take", "trace", "diagonal",
  ]

  static func attribute(_ name: String, of object: ArrayObject, _ session: Session) throws -> Value?
  {
    let array = object.array
    let value = Value.object(object)
    switch name {
    case "shape": return .tuple(array.shape.map { .int($0) })
    case "dtype": return .object(DTypeObject(array.dtype))
    case "ndim": return .int(array.dimensions)
    case "size": return .int(array.count)
    case "itemsize": return .int(array.dtype.size)
    case "nbytes": return .int(array.count * array.dtype.size)
    case "T": return try ArrayFunctions.transpose(value, nil, session)
    case "flat":
      return try ArrayFunctions.reshape(value, [array.count], session)
    case "real": return value
    case "imag":
      return .object(ArrayObject(NDArray(zeros: array.shape, array.dtype)))
    case "strides":
      return .tuple(array.strides.map { .int(array.count == 0 ? 0 : $0 * array.dtype.size) })
    case "flags": return .object(ArrayFlags(array))
    case "base":
      // Arrays keep their memory, not the array they were cut from.
      throw PythonError.refused(
        "`.base` of an array",
        hint: "`np.shares_memory(a, b)` tells whether two see the same memory"
      )
    case "data", "ctypes", "byteswap", "tobytes", "tofile", "dumps", "newbyteorder",
      "__array_interface__":
      throw PythonError.refused(
        "`.\(name)` of an array",
        hint: "`.copy()`, `.tolist()` and `.astype(…)` give an array's contents")
    case "ptp":
      throw PythonError(
        "AttributeError",
        "`ptp` was removed from the ndarray class in NumPy 2.0. Use np.ptp(arr, ...) instead.")
    default:
      // A method that is asked for is called, and looks at the elements.
      guard let method = method(name, object) else { return nil }
      try session.charge(arguments: [value])
      return method
    }
  }

  private static func method(_ name: String, _ object: ArrayObject) -> Value? {
    let value = Value.object(object)
    switch name {
    case "sum", "prod":
      return makeMethod(name, "axis=None, dtype=None, out!, keepdims=False, initial!, where!") {
        bound, session in
        try ArrayFunctions.reduce(
          name, value, axis: bound[0], keep: ArrayFunctions.flag(bound[3], session),
          dtype: bound[1], session)
      }
    case "mean":
      return makeMethod(name, "axis=None, dtype=None, out!, keepdims=False, where!") {
        bound, session in
        try ArrayFunctions.reduce(
          name, value, axis: bound[0], keep: ArrayFunctions.flag(bound[3], session),
          dtype: bound[1], session)
      }
    case "max", "min", "any", "all":
      return makeMethod(name, "axis=None, out!, keepdims=False, initial!, where!") {
        bound, session in
        try ArrayFunctions.reduce(
          name, value, axis: bound[0], keep: ArrayFunctions.flag(bound[2], session), session)
      }
    case "std", "var":
      return makeMethod(name, "axis=None, dtype!, out!, ddof=0, keepdims=False, where!") {
        bound, session in
        try ArrayFunctions.reduce(
          name, value, axis: bound[0], keep: ArrayFunctions.flag(bound[4], session),
          ddof: try bound.given(3).map { try session.size($0) } ?? 0, session)
      }
    case "argmax", "argmin":
      return makeMethod(name, "axis=None, out!, keepdims=False") { bound, session in
        try ArrayFunctions.argument(
          value, largest: name == "argmax", axis: bound[0],
          keep: ArrayFunctions.flag(bound[2], session), session)
      }
    case "cumsum", "cumprod":
      return makeMethod(name, "axis=None, dtype!, out!") { bound, session in
        try ArrayFunctions.cumulate(value, axis: bound[0], product: name == "cumprod", session)
      }
    case "dot":
      return makeMethod(name, "b, out!") { bound, session in
        let (x, y) = (try session.tensor(value), try session.tensor(bound[0] ?? .none))
        try session.charge(elements: x.array.count, times: y.array.productColumns)
        return session.value(try session.engine.product(x, y, isDot: true))
      }
    case "reshape":
      return makeMethod(name, "*shape, order='C', copy!") { bound, session in
        let shape =
          bound.rest.count == 1
          ? try session.shape(bound.rest[0]) : try bound.rest.map { try session.size($0) }
        return try ArrayFunctions.reshape(value, shape, order: bound[0], session)
      }
    case "ravel":
      return makeMethod(name, "order='C'") { bound, session in
        try ArrayFunctions.reshape(value, [object.array.count], order: bound[0], session)
      }
    case "flatten":
      return makeMethod(name, "order='C'") { bound, session in
        let copy = Value.object(
          ArrayObject(session.engine.adopt(try session.engine.copy(session.tensor(value)))))
        return try ArrayFunctions.reshape(copy, [object.array.count], order: bound[0], session)
      }
    case "view":
      return makeMethod(name, "dtype=None, type!") { bound, session in
        if let type = bound.given(0), try session.dtype(type) != object.array.dtype {
          throw PythonError.refused(
            "view of an array as another type", hint: "`.astype(…)` converts")
        }
        return .object(
          ArrayObject(
            session.engine.view(
              object.handle, object.array, Gate.code(named: "reshape"),
              .shape(object.array.shape))))
      }
    case "resize":
      return makeMethod(name, "*new_shape, refcheck=True") { bound, session in
        let shape =
          bound.rest.count == 1
          ? try session.shape(bound.rest[0]) : try bound.rest.map { try session.size($0) }
        let count = try NDArray.checkedCount(shape)
        try session.chargeMemory(8, times: count)
        guard object.array.coversCell else {
          throw PythonError.value("cannot resize this array: it does not own its data")
        }
        session.lost(session.engine.read(object.handle).node, ".resize")
        let result = NDArray(zeros: shape, object.array.dtype)
        for (i, scalar) in object.array.scalars.prefix(count).enumerated() { result.set(i, scalar) }
        object.handle.array = result
        object.handle.node = 0
        object.handle.version = result.cell.version
        return .none
      }
    case "transpose":
      return makeMethod(name, "*axes") { bound, session in
        var axes: [Int]?
        if bound.rest.count == 1, !bound.rest[0].isNone { axes = try session.shape(bound.rest[0]) }
        if bound.rest.count > 1 { axes = try bound.rest.map { try session.size($0) } }
        return try ArrayFunctions.transpose(value, axes, session)
      }
    case "swapaxes":
      return makeMethod(name, "axis1, axis2") { bound, session in
        let n = object.array.dimensions
        let a = try normalizedAxis(session.size(bound[0] ?? .none), dimensions: n)
        let b = try normalizedAxis(session.size(bound[1] ?? .none), dimensions: n)
        var order = Array(0..<n)
        order.swapAt(a, b)
        return try ArrayFunctions.transpose(value, order, session)
      }
    case "squeeze":
      return makeMethod(name, "axis=None") { bound, session in
        try ArrayFunctions.squeeze(value, bound[0], session)
      }
    case "copy":
      return makeMethod(name, "order!") { _, session in
        .object(ArrayObject(session.engine.adopt(try session.engine.copy(session.tensor(value)))))
      }
    case "astype":
      return makeMethod(name, "dtype, order!, casting!, subok!, copy=True") { bound, session in
        let type = try session.dtype(bound[0] ?? .none)
        let x = try session.tensor(value)
        if type.isFloat {
          return .object(ArrayObject(session.engine.adopt(try session.engine.copy(x, type))))
        }
        session.lost(x.node, "astype(\(type.name))")
        return .object(ArrayObject(x.array.cast(to: type)))
      }
    case "tolist":
      return makeMethod(name, "") { _, session in
        try session.chargeMemory(16, times: object.array.count)
        try session.charge(items: object.array.count * 16)
        return ArrayFunctions.list(object.array)
      }
    case "item":
      return makeMethod(name, "*args") { bound, session in
        if bound.rest.isEmpty { return try ArrayFunctions.item(value, session) }
        if bound.rest.count == 1, session.index(bound.rest[0]) != nil {
          return try ArrayFunctions.item(
            NumPy.flat(object, session).item(bound.rest[0], session), session)
        }
        let key = bound.rest.count == 1 ? bound.rest[0] : .tuple(bound.rest)
        return try ArrayFunctions.item(object.item(key, session), session)
      }
    case "fill":
      return makeMethod(name, "value") { bound, session in
        try session.engine.write(
          session.tensor(bound[0] ?? .none), to: object.handle, Region(object.array), text: "[:]")
        return .none
      }
    case "sort":
      return makeMethod(name, "axis=-1, kind=None, order!") { bound, session in
        let sorted = try ArrayFunctions.sort(value, axis: bound[0] ?? .int(-1), session)
        try session.engine.write(
          session.tensor(sorted), to: object.handle, Region(object.array), text: "[:]")
        return .none
      }
    case "argsort":
      return makeMethod(name, "axis=-1, kind=None, order!") { bound, session in
        var x = object.array
        if let axis = bound[0], axis.isNone { x = try x.reshaped([x.count]) }
        let axis = try normalizedAxis(
          session.size(bound.given(0) ?? .int(-1)), dimensions: x.dimensions)
        try session.charge(sorted: x.count)
        return session.value(Tensor(ArrayFunctions.argsort(x, axis: axis).copy()))
      }
    case "clip":
      return makeMethod(name, "min=None, max=None, out=None") { bound, session in
        try UniversalFunction.delivered(
          ArrayFunctions.clip(value, bound[0], bound[1], session), to: bound.given(2), nil, name,
          session)
      }
    case "round":
      return makeMethod(name, "decimals=0, out!") { bound, session in
        try ArrayFunctions.round(
          value, try bound.given(0).map { try session.size($0) } ?? 0, session)
      }
    case "nonzero":
      return makeMethod(name, "") { _, session in
        try session.charge(items: object.array.count)
        return .tuple(object.array.nonZero.map { .object(ArrayObject($0)) })
      }
    case "repeat", "take", "trace", "diagonal", "searchsorted", "choose", "compress", "put",
      "argpartition":
      return makeMethod(name, "*args, **kwargs") { bound, session in
        guard let function = try session.modules["numpy"]?.attribute(name, session) else {
          throw PythonError.refused(
            "`.\(name)`",
            hint: "call it on an array: np.array(x)")
        }
        return try session.call(
          function, Arguments([value] + bound.rest, keywords: bound.keywords))
      }
    default: return nil
    }
  }
}

/// Attributes and methods of Python's numbers and NumPy's scalars.
enum NumberMembers {
  static let names = [
    "real", "imag", "is_integer", "bit_length", "dtype", "shape", "ndim", "size", "T", "item",
    "sum", "mean", "max", "min", "astype", "round", "copy", "tolist", "reshape",
  ]

  static func attribute(_ name: String, of value: Value, _ session: Session) throws -> Value? {
    switch name {
    case "real": return value
    case "imag":
      if case .scalar(let scalar) = value {
        return .scalar(NumPyScalar(.int(0), scalar.dtype))
      }
      if case .float = value { return .float(0) }
      return .int(0)
    case "is_integer":
      guard let number = value.number else { return nil }
      return makeMethod(name, "") { _, _ in .bool(number.rounded() == number && number.isFinite) }
    case "bit_length":
      guard case .int(let x, _) = value else { return nil }
      return makeMethod(name, "") { _, _ in .int(Int.bitWidth - x.magnitude.leadingZeroBitCount) }
    case "__class__": return try session.typeObject(of: value)
    default: break
    }
    guard case .scalar(let scalar) = value else { return nil }
    switch name {
    case "dtype": return .object(DTypeObject(scalar.dtype))
    case "shape": return .tuple([])
    case "ndim": return .int(0)
    case "size": return .int(1)
    case "itemsize", "nbytes": return .int(scalar.dtype.size)
    case "T": return value
    case "item", "tolist":
      return makeMethod(name, "") { _, session in try ArrayFunctions.item(value, session) }
    case "copy", "squeeze": return makeMethod(name, "") { _, _ in value }
    case "sum", "mean", "max", "min":
      return makeMethod(name, "axis=None, keepdims=False") { _, _ in value }
    case "any", "all":
      return makeMethod(name, "axis=None") { _, _ in
        .scalar(NumPyScalar(.bool(scalar.value.isTrue), .bool))
      }
    case "round":
      return makeMethod(name, "decimals=0") { bound, session in
        try ArrayFunctions.round(
          value, try bound.given(0).map { try session.size($0) } ?? 0, session)
      }
    case "astype":
      return makeMethod(name, "dtype") { bound, session in
        let type = try session.dtype(bound[0] ?? .none)
        if !type.isFloat { session.lost(scalar.node, "astype(\(type.name))") }
        return .scalar(
          NumPyScalar(scalar.value, type, node: type.isFloat ? scalar.node : 0))
      }
    case "reshape":
      return makeMethod(name, "*shape") { bound, session in
        let shape =
          bound.rest.count == 1
          ? try session.shape(bound.rest[0]) : try bound.rest.map { try session.size($0) }
        return try ArrayFunctions.reshape(value, shape, session)
      }
    default: return nil
    }
  }
}
