import Arrays
import Autodiff

/// NumPy's `ndarray` of strings. It is never changed in place, so that views and copies are alike.
///
/// The strings stand once each, in order, in a table; an array of whole numbers says which of them
/// stands where. Indexing, shapes and comparisons are those of the whole numbers.
final class StringArrayObject: Object {
  /// Different strings in the order of their characters.
  let table: [String]
  let codes: ArrayObject
  /// The characters that an element has room for: `<U3`.
  let width: Int

  init(_ table: [String], _ codes: ArrayObject, width: Int) {
    self.table = table
    self.codes = codes
    self.width = width
  }

  convenience init(texts: [String], shape: [Int], width: Int? = nil) {
    // The order of UTF-8's bytes is that of the characters' numbers.
    let order = texts.indices.sorted {
      texts[$0].utf8.lexicographicallyPrecedes(texts[$1].utf8)
    }
    var table: [String] = []
    var codes = [Int](repeating: 0, count: texts.count)
    for place in order {
      if !(table.last?.utf8.elementsEqual(texts[place].utf8) ?? false) {
        table.append(texts[place])
      }
      codes[place] = table.count - 1
    }
    self.init(
      table, ArrayObject(NDArray(codes, shape: shape)),
      width: width ?? max(1, table.map(\.unicodeScalars.count).max() ?? 1))
  }

  var shape: [Int] { codes.array.shape }
  /// The elements in row-major order.
  var texts: [String] { codes.array.ints.map { table[$0] } }

  /// The same strings in other places.
  func with(_ codes: Value) -> Value {
    if case .scalar(let scalar) = codes {
      return .object(StringObject(table[scalar.value.int], isNumPy: true))
    }
    guard let codes = codes.asObject(ArrayObject.self) else { return codes }
    return .object(StringArrayObject(table, codes, width: width))
  }

  func with(_ codes: NDArray) -> Value { with(.object(ArrayObject(codes))) }

  // MARK: Object

  override var typeName: String { "numpy.ndarray" }

  override func isTrue(_ session: Session) throws -> Bool {
    codes.array.count == 1 ? !(texts.first ?? "").isEmpty : try codes.isTrue(session)
  }
  override func length(_ session: Session) throws -> Int { try codes.length(session) }
  override func key(_ session: Session) throws -> HashKey { try codes.key(session) }

  override func representation(_ session: Session) throws -> String {
    try session.charge(items: codes.array.count * 4)
    try session.charge(shown: codes.array)
    return ArrayText.repr(
      shape: shape, elements: .words(texts.map(pythonQuoted)), dtype: "<U\(width)",
      options: session.printOptions)
  }
  override func string(_ session: Session) throws -> String {
    if shape.isEmpty { return texts.first ?? "" }
    try session.charge(items: codes.array.count * 4)
    try session.charge(shown: codes.array)
    return ArrayText.str(
      shape: shape, elements: .words(texts.map(pythonQuoted)), dtype: "<U\(width)",
      options: session.printOptions)
  }

  override func item(_ key: Value, _ session: Session) throws -> Value {
    with(try codes.item(key, session))
  }

  override func setItem(_ key: Value, _ value: Value, _ session: Session) throws {
    throw PythonError.refused(
      "assignment into an array of strings", hint: "change a list, then make an array of it")
  }

  override func iterator(_ session: Session) throws -> IteratorObject {
    let numbers = try codes.iterator(session)
    return ClosureIterator("iterator") { [self] session in
      try numbers.next(session).map { with($0) }
    }
  }

  override func contains(_ value: Value, _ session: Session) throws -> Bool {
    guard let same = try compare(.equal, value, session)?.asObject(ArrayObject.self) else {
      return false
    }
    return same.array.scalars.contains(where: \.isTrue)
  }

  // MARK: Operators

  override func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    throw PythonError.refused(
      "`\(operation.rawValue)` of an array of strings",
      hint: "go through the strings: `[s + '!' for s in x.tolist()]`")
  }

  override func inPlace(_ operation: BinaryOperator, _ other: Value, _ session: Session) throws
    -> Value?
  { try binary(operation, other, reflected: false, session) }

  override func unary(_ operation: UnaryOperator, _ session: Session) throws -> Value? {
    if operation == .not { return nil }
    throw PythonError.refused(
      "unary `\(operation.rawValue)` of an array of strings",
      hint: "a comparison gives an array of bools: `~(x == 'a')`")
  }

  override func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) throws -> Value? {
    guard let kind = operation.arrayOperation else { return nil }
    let isEquality = operation == .equal || operation == .notEqual
    var right: StringArrayObject
    if let text = other.text {
      right = StringArrayObject(texts: [Self.stored(text)], shape: [])
    } else if let array = try Self.make(other, session) {
      right = array
    } else if isEquality {
      // Nothing else is equal to a string.
      let shape = try session.tensorOperand(other)?.array.shape ?? []
      let common = try broadcastShape([self.shape, shape])
      return .object(ArrayObject(Self.filled(common, operation == .notEqual)))
    } else {
      throw PythonError.refused(
        "`\(operation.rawValue)` between strings and \(session.typeName(other))",
        hint: "compare an array of strings with a string")
    }
    try session.charge(items: max(codes.array.count, right.codes.array.count))
    // Both in places of one table.
    let joined = StringArrayObject(
      texts: table + right.table, shape: [table.count + right.table.count])
    let ranks = joined.codes.array.ints
    func ranked(_ array: StringArrayObject, from start: Int) -> NDArray {
      NDArray(array.codes.array.ints.map { ranks[start + $0] }, shape: array.shape)
    }
    let (a, b) = (ranked(self, from: 0), ranked(right, from: table.count))
    if isEquality, (try? broadcastShape([a.shape, b.shape])) == nil {
      throw PythonError.value(
        "operands could not be broadcast together with shapes \(tightShape(a.shape)) "
          + "\(tightShape(b.shape)) ")
    }
    return session.value(Tensor(try NDArray.binary(kind, Operand(a), Operand(b))))
  }

  /// An array of bools, all alike.
  static func filled(_ shape: [Int], _ value: Bool) -> NDArray {
    let result = NDArray(zeros: shape, .bool)
    if value { for i in 0..<result.count { result.set(i, .bool(true)) } }
    return result
  }

  override var attributeNames: [String] { StringArrayMembers.names }
  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    try StringArrayMembers.attribute(name, of: self, session)
  }
}

/// Making them of lists.
extension StringArrayObject {
  /// An array of what holds strings: another one, or a list whose first element is a string; nil for
  /// anything else.
  static func make(_ value: Value, _ session: Session) throws -> StringArrayObject? {
    if let array = value.asObject(StringArrayObject.self) { return array }
    guard let sequence = value.asObject(SequenceObject.self), holdsText(sequence) else {
      return nil
    }
    var texts: [String] = []
    let shape = try collect(value, &texts, session)
    // The room for characters is that of what is given, nulls at the end included.
    let width = texts.map(\.unicodeScalars.count).max() ?? 1
    return StringArrayObject(texts: texts.map(stored), shape: shape, width: max(1, width))
  }

  private static func holdsText(_ sequence: SequenceObject) -> Bool {
    var first = sequence.items.first
    for _ in 0..<NDArray.maximumDimensions {
      guard case .object(let object)? = first else { return false }
      if object is StringObject || object is StringArrayObject { return true }
      guard let inner = object as? SequenceObject else { return false }
      first = inner.items.first
    }
    return false
  }

  /// NumPy keeps no nulls at the end of a string.
  static func stored(_ text: String) -> String {
    guard text.utf8.last == 0 else { return text }
    var scalars = text.unicodeScalars
    while scalars.last == "\0" { scalars.removeLast() }
    return String(scalars)
  }

  private static func collect(
    _ value: Value, _ texts: inout [String], _ session: Session
  ) throws -> [Int] {
    if let text = value.text {
      texts.append(text)
      return []
    }
    if let array = value.asObject(StringArrayObject.self) {
      texts += array.texts
      return array.shape
    }
    guard let items = value.asObject(SequenceObject.self)?.items else {
      throw PythonError.refused(
        "array of strings and \(session.typeName(value)) objects",
        hint: "make all of them strings: `[str(v) for v in values]`")
    }
    try session.enter()
    defer { session.leave() }
    try session.charge(sorted: items.count)
    var common: [Int]?
    for item in items {
      let shape = try collect(item, &texts, session)
      if let common, common != shape {
        let depth = zip(common, shape).prefix { $0 == $1 }.count
        throw PythonError.value(
          "setting an array element with a sequence. The requested array has an inhomogeneous "
            + "shape after \(depth + 1) dimensions. The detected shape was "
            + "\(pythonShape([items.count] + shape.prefix(depth))) + inhomogeneous part.",
          hint: "all rows must have the same length")
      }
      common = shape
    }
    return [items.count] + (common ?? [])
  }
}
