import Arrays
import Autodiff

extension NumPy {
  /// Questions about types, shapes and text.
  static var questions: [Builtin] {
    [
      Builtin(
        "issubdtype", "arg1, arg2", "Whether a type of elements is of a kind.",
        "np.issubdtype(np.int32, np.integer)"
      ) { bound, session in
        let type = try session.dtype(bound[0] ?? .none)
        let wanted = bound[1] ?? .none
        if let kind = wanted.asObject(BuiltinType.self), kind.dtype == nil {
          switch kind.name {
          case "numpy.integer": return .bool(type.isInteger)
          case "numpy.signedinteger": return .bool(type.isSigned)
          case "numpy.unsignedinteger": return .bool(type.isUnsigned)
          case "numpy.floating", "numpy.inexact": return .bool(type.isFloat)
          case "numpy.number": return .bool(type != .bool)
          case "numpy.generic": return .bool(true)
          default: break
          }
        }
        return .bool(try type == session.dtype(wanted))
      },
      Builtin(
        "can_cast", "from_, to, casting='safe'", "Whether a type fits into another.",
        "np.can_cast(np.int32, np.int64)"
      ) { bound, session in
        guard bound[2]?.text ?? "safe" == "safe" else {
          throw PythonError.refused(
            "`casting=` of can_cast other than 'safe'",
            hint: "leave `casting=` out")
        }
        if bound[0]?.number != nil {
          throw PythonError.type(
            "can_cast() does not support Python ints, floats, and complex because the result used "
              + "to depend on the value.\nThis change was part of adopting NEP 50, we may "
              + "explicitly allow them again in the future.")
        }
        let from =
          try bound[0]?.asObject(ArrayObject.self)?.array.dtype ?? session.dtype(bound[0] ?? .none)
        let to = try session.dtype(bound[1] ?? .none)
        return .bool(DType.promote(from, to) == to)
      },
      Builtin(
        "promote_types", "type1, type2", "The type that holds both.",
        "np.promote_types('int8', 'uint8')"
      ) { bound, session in
        .object(
          DTypeObject(
            DType.promote(
              try session.dtype(bound[0] ?? .none), try session.dtype(bound[1] ?? .none))))
      },
      Builtin(
        "broadcast_shapes", "*args", "The shape that shapes have in common.",
        "np.broadcast_shapes((2, 1), (1, 3))"
      ) { bound, session in
        .tuple(
          try broadcastShape(bound.rest.map { try session.shape($0) }).map { .int($0) })
      },
      Builtin(
        "array_equiv", "a1, a2", "Whether arrays are equal after broadcasting.",
        "np.array_equiv([1, 2], [[1, 2], [1, 2]])"
      ) { bound, session in
        let (x, y) = (try tensor(bound, 0, session), try tensor(bound, 1, session))
        guard (try? broadcastShape([x.array.shape, y.array.shape])) != nil else {
          return .bool(false)
        }
        let same = try NDArray.binary(.equal, x.operand, y.operand)
        return .bool(try same.reduced(.all, axes: Array(0..<same.dimensions)).scalar.isTrue)
      },
      Builtin("iscomplexobj", "x", "Whether numbers are complex.", "np.iscomplexobj([1.0])") {
        _, _ in .bool(false)
      },
      Builtin("isrealobj", "x", "Whether numbers are real.", "np.isrealobj([1.0])") {
        _, _ in .bool(true)
      },
      Builtin(
        "diag_indices", "n, ndim=2", "Indices of a diagonal.", "np.diag_indices(2)"
      ) { bound, session in
        let n = try session.size(bound[0] ?? .none)
        let axes = try session.size(bound[1] ?? .int(2))
        guard (0...32).contains(axes) else { throw PythonError.value("too many dimensions") }
        try session.chargeMemory(8 * max(1, axes), times: n)
        let index = Value.object(ArrayObject(NDArray(Array(0..<max(0, n)))))
        return .tuple([Value](repeating: index, count: axes))
      },
      Builtin(
        "array_str", "a, max_line_width!, precision=None, suppress_small=None",
        "An array's text, as print shows it.", "np.array_str(np.array([1, 2]))"
      ) { bound, session in
        .string(try text(bound, precision: 2, suppress: 3, isRepresentation: false, session))
      },
      Builtin(
        "array_repr", "arr, max_line_width!, precision=None, suppress_small=None",
        "An array's text, as a program would write it.", "np.array_repr(np.array([1, 2]))"
      ) { bound, session in
        .string(try text(bound, precision: 2, suppress: 3, isRepresentation: true, session))
      },
      Builtin(
        "array2string",
        "a, max_line_width!, precision=None, suppress_small=None, separator!, prefix!, style!, "
          + "formatter!, threshold!, edgeitems!, sign!", "An array's text.",
        "np.array2string(np.array([1.5, 2.25]), precision=1)"
      ) { bound, session in
        .string(try text(bound, precision: 2, suppress: 3, isRepresentation: false, session))
      },
      Builtin(
        "printoptions",
        "precision=None, suppress=None, threshold=None, linewidth=None, edgeitems=None, formatter!",
        "`with np.printoptions(…):` changes how arrays print inside.",
        "with np.printoptions(precision=2):\n    print(np.array([0.123]))"
      ) { bound, _ in .object(PrintOptionsContext(bound)) },
    ]
  }

  private static func text(
    _ bound: Bound, precision: Int, suppress: Int, isRepresentation: Bool, _ session: Session
  ) throws -> String {
    let outer = session.printOptions
    defer { session.printOptions = outer }
    if let digits = bound.given(precision) {
      session.printOptions.precision = max(0, min(64, try session.integer(digits)))
    }
    if let flag = bound.given(suppress) { session.printOptions.suppress = try session.isTrue(flag) }
    return arrayText(
      try tensor(bound, 0, session).array, isRepresentation: isRepresentation,
      session.printOptions)
  }
}

/// `with np.printoptions(…):`.
private final class PrintOptionsContext: Object {
  private let options: Bound
  private var outer = ArrayTextOptions()
  init(_ options: Bound) { self.options = options }
  override var typeName: String { "contextlib._GeneratorContextManager" }
  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "__enter__":
      makeMethod(name, "") { [self] _, session in
        outer = session.printOptions
        try session.setPrintOptions(options)
        return .none
      }
    case "__exit__":
      makeMethod(name, "*args") { [self] _, session in
        session.printOptions = outer
        return .bool(false)
      }
    default: nil
    }
  }
}

/// `np.s_` and `np.index_exp`: what stands between the brackets, as it is.
final class IndexExpression: Object {
  private let isTuple: Bool
  init(isTuple: Bool) { self.isTuple = isTuple }
  override var typeName: String { "numpy.lib.IndexExpression" }
  override func item(_ key: Value, _ session: Session) -> Value {
    isTuple && key.asObject(TupleObject.self) == nil ? .tuple([key]) : key
  }
}

/// `a.flags`.
final class ArrayFlags: Object {
  private let array: NDArray
  init(_ array: NDArray) { self.array = array }
  override var typeName: String { "numpy._core.multiarray.flagsobj" }
  override var attributeNames: [String] {
    ["c_contiguous", "f_contiguous", "writeable"]
  }

  private func flag(_ name: String) -> Value? {
    switch name {
    case "C_CONTIGUOUS", "C": .bool(array.isContiguous)
    case "F_CONTIGUOUS", "F": .bool(array.permuted(array.shape.indices.reversed()).isContiguous)
    case "WRITEABLE", "W": .bool(!array.cell.isReadOnly)
    case "ALIGNED", "A": .bool(true)
    case "WRITEBACKIFCOPY", "X": .bool(false)
    default: nil
    }
  }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    if name == "owndata" { throw Self.noOwner }
    return flag(name.uppercased())
  }

  private static let noOwner = PythonError.refused(
    "`owndata` of an array", hint: "`np.shares_memory(a, b)` tells whether two see the same memory")

  override func item(_ key: Value, _ session: Session) throws -> Value {
    if key.text == "OWNDATA" { throw Self.noOwner }
    guard let value = key.text.flatMap({ flag($0) }) else {
      throw PythonError("KeyError", "'Unknown flag'")
    }
    return value
  }
  override func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    guard name == "writeable" else { return try super.setAttribute(name, value, session) }
    if !array.coversCell {
      throw PythonError.refused(
        "a view that is read-only while its base is not",
        hint: "`.copy()` first, then make the copy read-only")
    }
    array.cell.isReadOnly = try !session.isTrue(value)
  }
}

/// `np.lib.stride_tricks`.
enum StrideTricks {
  static var catalogue: [Builtin] {
    [
      Builtin(
        "sliding_window_view", "x, window_shape, axis=None, *, subok!, writeable!",
        "Every window of an array, as a view.",
        "np.lib.stride_tricks.sliding_window_view(np.arange(4), 2)"
      ) { bound, session in
        let x = try NumPy.object(bound, 0, session)
        let sizes = try session.shape(bound[1] ?? .none)
        let axes =
          try bound.given(2).map { axis in
            try session.shape(axis).map { try normalizedAxis($0, dimensions: x.array.dimensions) }
          } ?? Array(0..<x.array.dimensions)
        if sizes.count != axes.count {
          throw PythonError.value(
            "Since axis is \(bound.given(2) == nil ? "`None`" : "given"), must provide "
              + "window_shape for all dimensions of `x`; got \(sizes.count) window_shape elements "
              + "and `x.ndim` is \(x.array.dimensions).")
        }
        var shape = x.array.shape
        for (axis, size) in zip(axes, sizes) {
          if size < 0 { throw PythonError.value("`window_shape` cannot contain negative values") }
          if shape[axis] < size {
            throw PythonError.value("window shape cannot be larger than input array shape")
          }
          shape[axis] -= max(0, size - 1)
        }
        return try windows(
          x, shape + sizes, { own in own + axes.map { own[$0] } }, session)
      },
      Builtin(
        "as_strided", "x, shape=None, strides=None, subok!, writeable!",
        "An array's memory seen with another shape and other steps (in bytes).",
        "np.lib.stride_tricks.as_strided(np.arange(4), (3, 2), (8, 8))"
      ) { bound, session in
        let x = try NumPy.object(bound, 0, session)
        let shape = try bound.given(1).map { try session.shape($0) } ?? x.array.shape
        let bytes = x.array.dtype.size
        let steps =
          try bound.given(2).map { value in
            try session.items(of: value).map { try session.size($0) }
          }
          ?? x.array.strides.map { $0 * bytes }
        if shape.count != steps.count {
          throw PythonError.value("mismatch in length of strides and shape")
        }
        guard steps.allSatisfy({ $0 % bytes == 0 }) else {
          throw PythonError.refused(
            "strides that split an element of \(bytes) bytes",
            hint: "give strides that are multiples of the element's size")
        }
        if !x.array.isContiguous, session.engine.isTracked(session.engine.read(x.handle).node) {
          throw PythonError.refused("`as_strided` of a traced view", hint: "`.copy()` first")
        }
        return try windows(x, shape, { _ in steps.map { $0 / bytes } }, session)
      },
    ]
  }

  /// A view with steps made of the array's own; checked to stay inside the memory.
  private static func windows(
    _ x: ArrayObject, _ shape: [Int], _ steps: ([Int]) -> [Int], _ session: Session
  ) throws -> Value {
    let count = try NDArray.checkedCount(shape)
    let own = x.array
    let strides = steps(own.strides)
    var (low, high) = (own.offset, own.offset)
    for (size, stride) in zip(shape, strides) where count > 0 {
      let (reach, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
      if overflow || reach.magnitude > 1 << 40 { throw outside }
      if reach < 0 { low += reach } else { high += reach }
    }
    if count > 0, low < 0 || high >= own.cell.buffer.byteCount / own.dtype.size { throw outside }
    let view = NDArray(
      cell: own.cell, dtype: own.dtype, shape: shape, strides: strides, offset: own.offset)
    var region = Region(shape: shape, strides: steps(rowMajorStrides(own.shape)), offset: 0)
    if session.engine.isTracked(session.engine.read(x.handle).node) {
      // Windows overlap: positions, so that gradients of shared elements add up.
      try session.chargeMemory(8, times: count)
      var positions: [Int] = []
      NDArray(
        cell: own.cell, dtype: own.dtype, shape: shape, strides: region.strides, offset: 0
      ).forEachPosition { positions.append($0) }
      region.positions = positions
    }
    return ArrayFunctions.view(x, view, "index", .region(region, text: " windows"), session)
  }

  private static let outside = PythonError.refused(
    "view beyond an array's memory", hint: "the last window must end inside the array")
}
