import Arrays
import Autodiff
import NeuralNetworks

extension DataModule {
  static var batching: [Builtin] {
    let four = "X, y = np.arange(8).reshape(4, 2), np.arange(4)\n"
    return [
      Builtin(
        "batches", "*arrays, size=32, shuffle=True, seed=None, drop_last=False, batch_size!",
        "Goes through the rows of all arrays together, `size` at a time, the last batch with what is "
          + "left; each pass takes them in the order np.random.permutation draws when it begins, from "
          + "np.random or a seed's own stream; shuffle=False keeps the order. len() is the number of "
          + "batches.",
        example(four + "for xb, yb in data.batches(X, y, size=3, seed=0):\n    print(xb.shape, yb)")
      ) { try Batches.make($0, $1) },
      Builtin(
        "shuffle", "*arrays, seed=None, random_state!",
        "Copies of the arrays with their rows in one random order, as scikit-learn's shuffle draws it.",
        example(four + "data.shuffle(X, y, seed=0)")
      ) { bound, session in
        let count = try Rows.count(bound, session)
        let order = try session.drawing(seed: bound.given(0)) { $0.permutation(count) }
        return try tuple(bound.rest.map { try Rows.taking($0, order, session) })
      },
      Builtin(
        "split",
        "*arrays, test=0.2, seed=None, shuffle=True, test_size!, random_state!, stratify!",
        "Parts the rows for training and testing: split(X, y) gives X_train, y_train, X_test, y_test; "
          + "`test` is the share or the number of test examples. The same examples as scikit-learn's "
          + "train_test_split draws; shuffle=False tests on the last.",
        example(
          four + "X_train, y_train, X_test, y_test = data.split(X, y, test=1, seed=0)\ny_test")
      ) { try split($0, $1) },
      Builtin(
        "one_hot", "labels, classes=None, dtype=\"float64\", num_classes!",
        "A row of `classes` numbers for each label: 1 in the label's place, else 0; without `classes` "
          + "the largest label is the last class.", example("data.one_hot([0, 2, 1], classes=4)")
      ) { try oneHot($0, $1) },
    ]
  }

  private static func tuple(_ values: [Value]) -> Value {
    values.count == 1 ? values[0] : .tuple(values)
  }

  private static func split(_ bound: Bound, _ session: Session) throws -> Value {
    let count = try Rows.count(bound, session)
    let share = bound.given(0) ?? .float(0.2)
    let tested: Int
    if let number = session.index(share) {
      tested = number
    } else {
      let part = try session.double(share)
      guard part > 0, part < 1 else {
        throw PythonError.value(
          "split: test= is \(try session.representation(share))",
          hint: "it is a share between 0 and 1, or a number of examples")
      }
      tested = Int((part * Double(count)).rounded(.up))
    }
    guard tested >= 1, tested < count else {
      throw PythonError.value(
        "split: \(tested) of \(count) examples would be for testing",
        hint: "each part needs at least one")
    }
    let isShuffled = try bound[2].map { try session.isTrue($0) } ?? true
    let train: [Int]
    let test: [Int]
    if isShuffled {
      let order = try session.drawing(seed: bound.given(1)) { $0.permutation(count) }
      (test, train) = (Array(order.prefix(tested)), Array(order.dropFirst(tested)))
    } else {
      (train, test) = (Array(0..<count - tested), Array(count - tested..<count))
    }
    return .tuple(
      try [train, test].flatMap { places in
        try bound.rest.map { try Rows.taking($0, places, session) }
      })
  }

  private static func oneHot(_ bound: Bound, _ session: Session) throws -> Value {
    let labels = try session.tensor(bound[0] ?? .none).array
    guard labels.dtype.isInteger else {
      throw PythonError.type(
        "one_hot: labels are \(labels.dtype.name)",
        hint: "labels are whole numbers from 0: `.astype(int)`")
    }
    let values = labels.ints
    let classes = try bound.given(1).map { try session.size($0) } ?? ((values.max() ?? -1) + 1)
    if let wrong = values.first(where: { $0 < 0 || $0 >= classes }) {
      throw PythonError.value(
        "one_hot: a label is \(wrong), with \(classes) classes",
        hint: "labels go from 0 to classes − 1")
    }
    let type = try type(bound.given(2), else: .float64, session)
    let shape = labels.shape + [max(0, classes)]
    try session.chargeMemory(type.size, times: NDArray.checkedCount(shape))
    let result = NDArray(zeros: shape, type)
    for (row, value) in values.enumerated() { result.set(row * classes + value, .int(1)) }
    return array(result)
  }
}

/// Rows of what blocks hold data in: arrays, arrays of strings, lists.
enum Rows {
  /// The number of rows that all arguments have.
  static func count(_ bound: Bound, _ session: Session) throws -> Int {
    let counts = try bound.rest.map { try count(of: $0, bound.function, session) }
    guard let first = counts.first else {
      throw PythonError.type(
        "\(bound.function)() needs an array", hint: "`\(bound.function)(X, y)` takes rows of both")
    }
    guard counts.allSatisfy({ $0 == first }) else {
      throw PythonError.value(
        "\(bound.function): the arrays have \(counts.map(String.init).joined(separator: " and ")) rows",
        hint: "row i of each belongs to example i: give them as many rows")
    }
    return first
  }

  static func count(of value: Value, _ name: String, _ session: Session) throws -> Int {
    switch value {
    case .object(let object)
    where object is ArrayObject || object is SequenceObject || object is StringArrayObject:
      return try object.length(session)
    default:
      throw PythonError.type(
        "\(name)() takes arrays, not \(session.typeName(value))",
        hint: "`np.array(…)` makes one of numbers")
    }
  }

  /// New memory with these rows; each place is below the number of rows.
  static func taking(_ value: Value, _ places: [Int], _ session: Session) throws -> Value {
    if let array = value.asObject(ArrayObject.self) {
      let source = session.engine.read(array.handle)
      if session.engine.isTracked(source.node) {
        return try array.item(.object(ArrayObject(NDArray(places))), session)
      }
      let perRow = source.array.count / max(1, source.array.shape.first ?? 1)
      try session.chargeMemory(source.array.dtype.size * max(1, perRow), times: places.count)
      return .object(ArrayObject(source.array.rows(places)))
    }
    if let texts = value.asObject(StringArrayObject.self) {
      return try StringArrayMembers.permuted(texts, places, session)
    }
    guard let list = value.asObject(SequenceObject.self) else { return value }
    try session.chargeMemory(16, times: places.count)
    return .list(places.compactMap { list.items.indices.contains($0) ? list.items[$0] : nil })
  }
}

/// What `data.batches` gives: each `for` over it is one pass through the data.
final class Batches: Object {
  private let arrays: [Value]
  private let count: Int
  private let size: Int
  private let isShuffled: Bool
  private let dropsLast: Bool
  /// A stream of its own, which goes on from pass to pass.
  private var state: RandomState?

  private init(
    _ arrays: [Value], count: Int, size: Int, isShuffled: Bool, dropsLast: Bool,
    _ state: RandomState?
  ) {
    self.arrays = arrays
    self.count = count
    self.size = size
    self.isShuffled = isShuffled
    self.dropsLast = dropsLast
    self.state = state
  }

  static func make(_ bound: Bound, _ session: Session) throws -> Value {
    let count = try Rows.count(bound, session)
    let size = try bound[0].map { try session.size($0) } ?? 32
    guard size >= 1 else {
      throw PythonError.value(
        "batches: size= is \(size)", hint: "a batch holds at least one example")
    }
    return .object(
      Batches(
        bound.rest, count: count, size: size,
        isShuffled: try bound[1].map { try session.isTrue($0) } ?? true,
        dropsLast: try bound[3].map { try session.isTrue($0) } ?? false,
        try bound.given(2).map { try NumPyRandom.state($0, session) }))
  }

  override var typeName: String { "lesson.data.batches" }
  override func representation(_ session: Session) -> String {
    "<\(total) batches of \(size) from \(count) examples>"
  }
  override func length(_ session: Session) -> Int { total }

  private var total: Int { dropsLast ? count / size : (count + size - 1) / size }

  override func iterator(_ session: Session) throws -> IteratorObject {
    try session.charge(elements: count * 4)
    var order: [Int]?
    if isShuffled {
      order =
        try state?.permutation(count) ?? session.drawing { $0.permutation(count) }
    }
    var next = 0
    return ClosureIterator("batches_iterator") { [self] session in
      guard next < total else { return nil }
      let range = next * size..<min(count, (next + 1) * size)
      next += 1
      let places = order.map { Array($0[range]) } ?? Array(range)
      let parts = try arrays.map { try Rows.taking($0, places, session) }
      return parts.count == 1 ? parts[0] : .tuple(parts)
    }
  }
}
