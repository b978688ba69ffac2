import Arrays
import Autodiff

extension NumPy {
  static var grids: [Builtin] {
    func triangle(_ name: String) -> Builtin {
      Builtin(
        name, "n, k=0, m=None",
        "Rows and columns of the \(name == "tril_indices" ? "lower" : "upper") triangle.",
        "np.\(name)(2)"
      ) { bound, session in
        let rows = try session.size(bound[0] ?? .none)
        let k = try bound.given(1).map { try session.size($0) } ?? 0
        let columns = try bound.given(2).map { try session.size($0) } ?? rows
        try session.chargeMemory(16, times: try NDArray.checkedCount([rows, columns]))
        var (x, y): ([Int], [Int]) = ([], [])
        for row in 0..<rows {
          for column in 0..<columns
          where name == "tril_indices" ? column <= row + k : column >= row + k {
            x.append(row)
            y.append(column)
          }
        }
        return .tuple([.object(ArrayObject(NDArray(x))), .object(ArrayObject(NDArray(y)))])
      }
    }
    return [
      triangle("tril_indices"), triangle("triu_indices"),
      Builtin(
        "indices", "dimensions, dtype=int, sparse!",
        "The index of every element, an array an axis.",
        "np.indices((2, 2))"
      ) { bound, session in
        let shape = try session.shape(bound[0] ?? .none)
        let count = try NDArray.checkedCount(shape)
        try session.chargeMemory(8 * max(1, shape.count), times: count)
        let type = try bound.given(1).map { try session.dtype($0) } ?? .int64
        var result: [Int] = []
        let steps = rowMajorStrides(shape)
        for axis in shape.indices {
          for position in 0..<count { result.append(position / steps[axis] % shape[axis]) }
        }
        return .object(ArrayObject(NDArray(result, shape: [shape.count] + shape).asType(type)))
      },
      Builtin(
        "unravel_index", "indices, shape, order!", "The index of an element counted through.",
        "np.unravel_index(5, (2, 3))"
      ) { bound, session in
        let flat = try tensor(bound, 0, session)
        let shape = try session.shape(bound[1] ?? .none)
        let count = try NDArray.checkedCount(shape)
        let values = flat.array.ints
        if let bad = values.first(where: { $0 < 0 || $0 >= count }) {
          throw PythonError.value(
            "index \(bad) is out of bounds for array with size \(count)")
        }
        let steps = rowMajorStrides(shape)
        return .tuple(
          shape.indices.map { axis in
            session.value(
              Tensor(
                NDArray(values.map { $0 / steps[axis] % shape[axis] }, shape: flat.array.shape)))
          })
      },
      Builtin(
        "ravel_multi_index", "multi_index, dims, mode!, order!",
        "An index of several axes, counted through.", "np.ravel_multi_index((1, 2), (2, 3))"
      ) { bound, session in
        let parts = try session.items(of: bound[0] ?? .none).map { try session.tensor($0).array }
        let shape = try session.shape(bound[1] ?? .none)
        guard parts.count == shape.count else {
          throw PythonError.value(
            "parameter multi_index must be a sequence of length \(shape.count)")
        }
        let common = try broadcastShape(parts.map(\.shape))
        let steps = rowMajorStrides(shape)
        var result = [Int](repeating: 0, count: try NDArray.checkedCount(common))
        for (axis, part) in parts.enumerated() {
          for (i, index) in part.broadcast(to: common).ints.enumerated() {
            guard index >= 0, index < shape[axis] else {
              throw PythonError.value("invalid entry in coordinates array")
            }
            result[i] += index * steps[axis]
          }
        }
        return session.value(Tensor(NDArray(result, shape: common)))
      },
      Builtin(
        "ndindex", "*shape", "Every index of a shape, one after another.",
        "list(np.ndindex(2, 2))"
      ) { bound, session in
        let shape =
          bound.rest.count == 1
          ? try session.shape(bound.rest[0]) : try bound.rest.map { try session.size($0) }
        let count = try NDArray.checkedCount(shape)
        let steps = rowMajorStrides(shape)
        var position = 0
        return .object(
          ClosureIterator("numpy.ndindex") { _ in
            guard position < count else { return nil }
            defer { position += 1 }
            return .tuple(shape.indices.map { .int(position / steps[$0] % shape[$0]) })
          })
      },
      Builtin(
        "ndenumerate", "arr", "Pairs of index and element.", "list(np.ndenumerate([5, 6]))"
      ) { bound, session in
        let x = try object(bound, 0, session)
        let shape = x.array.shape
        let steps = rowMajorStrides(shape)
        var position = 0
        return .object(
          ClosureIterator("numpy.ndenumerate") { session in
            guard position < x.array.count else { return nil }
            defer { position += 1 }
            let key = Value.tuple(shape.indices.map { .int(position / steps[$0] % shape[$0]) })
            return .tuple([key, try x.item(key, session)])
          })
      },
      Builtin(
        "nditer", "op, flags=None, op_flags=None, order!, casting!, op_dtypes!",
        "Visits every element, with its index where `flags=['multi_index']`.",
        "it = np.nditer(np.array([5, 6]), flags=['multi_index'])\nit.multi_index"
      ) { bound, session in
        if bound[0]?.asObject(SequenceObject.self)?.items.contains(where: {
          $0.asObject(ArrayObject.self) != nil
        }) == true {
          throw PythonError.refused(
            "`np.nditer` over several arrays", hint: "`zip(a.flat, b.flat)`")
        }
        let flags = try bound.given(1).map { try session.items(of: $0).compactMap(\.text) } ?? []
        for flag in flags where !["multi_index", "refs_ok", "c_index"].contains(flag) {
          throw PythonError.refused(
            "`np.nditer` with flag '\(flag)'",
            hint: "there are 'multi_index', 'c_index' and 'refs_ok'")
        }
        return .object(ElementVisitor(try object(bound, 0, session), flags: flags))
      },
      Builtin(
        "fill_diagonal", "a, val, wrap!", "Writes a value along the diagonal of a matrix.",
        "a = np.zeros((2, 2))\nnp.fill_diagonal(a, 1)\na"
      ) { bound, session in
        let x = try object(bound, 0, session)
        guard x.array.dimensions == 2 else {
          throw PythonError.refused(
            "`np.fill_diagonal` of other than a matrix",
            hint: "write to x[i, i] in a loop")
        }
        let places = Value.object(ArrayObject(NDArray(Array(0..<(x.array.shape.min() ?? 0)))))
        try x.setItem(.tuple([places, places]), bound[1] ?? .none, session)
        return .none
      },
      Builtin(
        "ix_", "*args", "Indices that pick rows times columns.",
        "np.arange(9).reshape(3, 3)[np.ix_([0, 2], [0, 2])]"
      ) { bound, session in
        .tuple(
          try bound.rest.enumerated().map { number, part in
            let given = try session.tensor(part)
            session.lost(given.node, "np.ix_")
            var x = given.array
            if x.dtype == .bool { x = x.nonZero.first ?? x }
            var shape = [Int](repeating: 1, count: bound.rest.count)
            shape[number] = x.count
            return .object(ArrayObject(try x.reshaped(shape)))
          })
      },
    ]
      + ["shares_memory", "may_share_memory"].map { name in
        Builtin(
          name, "a, b", "Whether two arrays see the same memory.",
          "a = np.zeros(3)\nnp.\(name)(a, a[1:])"
        ) { bound, session in
          guard let a = bound[0]?.asObject(ArrayObject.self),
            let b = bound[1]?.asObject(ArrayObject.self)
          else { return .bool(false) }
          guard a.array.cell === b.array.cell else { return .bool(false) }
          func places(_ array: NDArray) throws -> Set<Int> {
            try session.chargeMemory(32, times: array.count)
            var result = Set<Int>()
            array.forEachPosition { result.insert($0 + array.offset) }
            return result
          }
          return .bool(!(try places(a.array)).isDisjoint(with: try places(b.array)))
        }
      }
  }
}

/// `np.mgrid` and `np.ogrid`.
final class GridMaker: Object {
  private let isOpen: Bool
  init(isOpen: Bool) { self.isOpen = isOpen }
  override var typeName: String { "numpy.lib.\(isOpen ? "OGridClass" : "MGridClass")" }

  /// The numbers from start up to stop that a slice such as `0:10:2` names.
  static func numbers(_ slice: SliceObject, _ session: Session) throws -> NDArray {
    let start = slice.start.isNone ? Value.int(0) : slice.start
    let step = slice.step.isNone ? Value.int(1) : slice.step
    let isWhole = [start, slice.stop, step].allSatisfy { session.index($0) != nil }
    let (a, b, s) = (
      try session.double(start), try session.double(slice.stop), try session.double(step)
    )
    if s == 0 { throw PythonError("ZeroDivisionError", "division by zero") }
    let size = ((b - a) / s).rounded(.up)
    guard size.isFinite, size < 1e12 else {
      throw PythonError.value("Maximum allowed size exceeded")
    }
    let count = max(0, Int(size))
    try session.chargeMemory(8, times: count)
    if isWhole {
      _ = try NDArray.checkedCount([count])
      let (first, each) = (try session.integer(start), try session.integer(step))
      return NDArray((0..<count).map { first &+ $0 &* each })
    }
    return try NDArray.range(a, s, count: count)
  }

  override func item(_ key: Value, _ session: Session) throws -> Value {
    let parts = try (key.asObject(TupleObject.self)?.items ?? [key]).map { part in
      guard let slice = part.asObject(SliceObject.self) else {
        throw PythonError.refused(
          "`np.mgrid` with something else than slices",
          hint: "write slices: np.mgrid[0:3, 0:4]")
      }
      return try Self.numbers(slice, session)
    }
    let shape = parts.map(\.count)
    func aligned(_ axis: Int) throws -> NDArray {
      var own = [Int](repeating: 1, count: shape.count)
      own[axis] = shape[axis]
      return try parts[axis].reshaped(own)
    }
    if isOpen {
      let axes = try shape.indices.map { Value.object(ArrayObject(try aligned($0))) }
      return axes.count == 1 && key.asObject(TupleObject.self) == nil ? axes[0] : .tuple(axes)
    }
    if key.asObject(TupleObject.self) == nil { return .object(ArrayObject(parts[0])) }
    try session.chargeMemory(8 * shape.count, times: try NDArray.checkedCount(shape))
    let type = parts.reduce(parts[0].dtype) { DType.promote($0, $1.dtype) }
    return .object(
      ArrayObject(
        try NDArray.stacked(
          shape.indices.map { try aligned($0).asType(type).broadcastExactly(to: shape) }, axis: 0)))
  }
}

/// `np.nditer`: the elements in the order of memory.
final class ElementVisitor: IteratorObject {
  private let array: ArrayObject
  private let hasIndex: Bool
  private let order: [Int]
  private var position = 0
  private var isStarted = false

  init(_ array: ArrayObject, flags: [String]) {
    self.array = array
    hasIndex = flags.contains("multi_index")
    let strides = array.array.strides
    order = strides.indices.sorted {
      (abs(strides[$0]), $1) > (abs(strides[$1]), $0)
    }
  }

  override var typeName: String { "numpy.nditer" }

  /// The index of the element it stands at.
  private var index: [Int] {
    let shape = array.array.shape
    var result = [Int](repeating: 0, count: shape.count)
    var rest = position
    for axis in order.reversed() where shape[axis] > 0 {
      result[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return result
  }

  private func current(_ session: Session) throws -> Value {
    if position >= array.array.count { throw PythonError.value("Iterator is past the end") }
    return try array.item(.tuple(index.map { .int($0) } + [.ellipsis]), session)
  }

  override func next(_ session: Session) throws -> Value? {
    if isStarted { position += 1 }
    isStarted = true
    return position < array.array.count ? try current(session) : nil
  }

  override func item(_ key: Value, _ session: Session) throws -> Value {
    guard session.index(key) == 0 else {
      throw PythonError.index("Iterator operand index is out of bounds")
    }
    return try current(session)
  }

  override var attributeNames: [String] {
    ["multi_index", "finished", "iternext", "value", "index", "reset"]
  }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "multi_index":
      guard hasIndex else {
        throw PythonError.value("Iterator is not tracking a multi-index")
      }
      return .tuple(index.map { .int($0) })
    case "finished": return .bool(position >= array.array.count)
    case "value": return try current(session)
    case "index":
      return .int(position)
    case "iternext":
      return makeMethod(name, "") { [self] _, session in
        try session.step()
        position += 1
        return .bool(position < array.array.count)
      }
    case "reset":
      return makeMethod(name, "") { [self] _, _ in
        position = 0
        isStarted = false
        return .none
      }
    case "__enter__": return makeMethod(name, "") { [self] _, _ in .object(self) }
    case "__exit__": return makeMethod(name, "*args") { _, _ in .bool(false) }
    default: return nil
    }
  }
}
