import Arrays
import Autodiff

/// Attributes, methods and functions of arrays of strings.
enum StringArrayMembers {
  static let names = [
    "shape", "dtype", "ndim", "size", "itemsize", "nbytes", "T", "tolist", "copy", "astype",
    "item", "flatten", "ravel", "reshape",
  ]

  static func attribute(_ name: String, of object: StringArrayObject, _ session: Session) throws
    -> Value?
  {
    let array = object.codes.array
    switch name {
    case "dtype": return .object(StringDTypeObject(object.width))
    case "itemsize": return .int(4 * object.width)
    case "nbytes": return .int(4 * object.width * array.count)
    case "shape", "ndim", "size": return try object.codes.attribute(name, session)
    case "T": return try object.codes.attribute(name, session).map { object.with($0) }
    case "tolist":
      return makeMethod(name, "") { _, _ in list(object.texts[...], array.shape[...]) }
    case "copy", "flatten", "ravel", "reshape":
      return makeMethod(name, "*args, **kwargs") { bound, session in
        let same = Value.object(object.codes)
        let method = try session.attribute(same, name)
        return object.with(
          try session.call(method, Arguments(bound.rest, keywords: bound.keywords)))
      }
    case "item":
      return makeMethod(name, "*args") { bound, session in
        let method = try session.attribute(.object(object.codes), name)
        let code = try session.integer(try session.call(method, Arguments(bound.rest)))
        return .string(object.table[code])
      }
    case "astype":
      return makeMethod(name, "dtype, order!, casting!, subok!, copy=True") { bound, session in
        try converted(object, to: bound[0] ?? .none, session)
      }
    default:
      guard ArrayMembers.names.contains(name) else { return nil }
      throw PythonError.refused(
        "`.\(name)` of an array of strings",
        hint: "there are \(names.joined(separator: ", "))")
    }
  }

  private static func list(_ texts: ArraySlice<String>, _ shape: ArraySlice<Int>) -> Value {
    guard shape.count > 1, let rows = shape.first, rows > 0 else {
      return .list(texts.map { .string($0) })
    }
    let width = texts.count / rows
    return .list(
      (0..<rows).map { row in
        let start = texts.startIndex + row * width
        return list(texts[start..<start + width], shape.dropFirst())
      })
  }

  /// The strings read as numbers, as `float(…)` and `int(…)` read them.
  static func converted(_ object: StringArrayObject, to type: Value, _ session: Session) throws
    -> Value
  {
    if isText(type, session) { return .object(object) }
    let dtype = try session.dtype(type)
    try session.charge(elements: object.codes.array.count * 8)
    let numbers = try object.texts.map { text -> Scalar in
      let given = Value.object(StringObject(text, isNumPy: true))
      if dtype == .bool { return .bool(!text.isEmpty) }
      if dtype.isFloat {
        return .float(try Conversions.float(Arguments([given]), session).number ?? 0)
      }
      let number = try session.integer(Conversions.int(Arguments([given]), session))
      guard dtype.range.contains(number) else {
        throw PythonError(
          "OverflowError", "Python integer \(number) out of bounds for \(dtype.name)")
      }
      return .int(number)
    }
    let result = NDArray(uninitialized: object.shape, dtype)
    for (i, number) in numbers.enumerated() { result.set(i, number) }
    return .object(ArrayObject(result))
  }

  /// Whether a dtype says just "strings".
  static func isText(_ type: Value, _ session: Session) -> Bool {
    if let text = type.text { return text == "str" || text == "U" }
    return type.asObject(BuiltinType.self)?.name == "str"
  }

  /// What an element, NumPy's `str_`, has besides the methods of strings.
  static func element(_ name: String, of string: StringObject) throws -> Value? {
    switch name {
    case "item", "tolist": return makeMethod(name, "") { _, _ in .string(string.value) }
    case "shape": return .tuple([])
    case "ndim": return .int(0)
    case "size": return .int(1)
    case "dtype": return .object(StringDTypeObject(string.scalars.count))
    default:
      guard ArrayMembers.names.contains(name) else { return nil }
      throw PythonError.refused(
        "`.\(name)` of an element of an array of strings",
        hint: "it is a string: `str(…)` makes a plain one")
    }
  }

  // MARK: Functions

  static var noShuffle: PythonError {
    PythonError.refused(
      "shuffling an array of strings in place",
      hint: "`np.random.permutation(x)` gives a shuffled copy")
  }

  static func sorted(_ x: StringArrayObject, axis: Value?, _ session: Session) throws -> Value {
    // The table is in order, so the whole numbers are, too.
    x.with(try ArrayFunctions.sort(.object(x.codes), axis: axis, session))
  }

  static func permuted(_ x: StringArrayObject, _ order: [Int], _ session: Session) throws -> Value {
    try x.item(.object(ArrayObject(NDArray(order))), session)
  }
}

extension NumPy {
  /// An array whose shape is asked for; of strings, the numbers that stand for them.
  static func plainArray(_ value: Value?, _ session: Session) throws -> NDArray {
    let value = value ?? .none
    return try StringArrayObject.make(value, session)?.codes.array ?? session.tensor(value).array
  }
}

/// The `dtype` of an array of strings.
final class StringDTypeObject: Object {
  private let width: Int
  init(_ width: Int) { self.width = width }

  /// `<U3`, `U3`, `S5`.
  static func isName(_ text: String) -> Bool {
    let plain = text.drop { "<>=|".contains($0) }
    return plain.first.map { "US".contains($0) } ?? false
      && plain.dropFirst().allSatisfy { ("0"..."9").contains($0) }
  }

  override var typeName: String { "numpy.dtypes.StrDType" }
  override func representation(_ session: Session) -> String { "dtype('<U\(width)')" }
  override func string(_ session: Session) -> String { "<U\(width)" }
  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "name": return .string("str\(32 * width)")
    case "itemsize": return .int(4 * width)
    case "kind": return .string("U")
    case "type", "char", "str", "byteorder", "fields", "names", "base", "shape", "subdtype":
      throw PythonError.refused(
        "`.\(name)` of a dtype of strings",
        hint: "there are `.name`, `.kind` and `.itemsize`")
    default: return nil
    }
  }
  override func compare(_ operation: ComparisonOperator, _ other: Value, _ session: Session)
    -> Value?
  {
    guard operation == .equal || operation == .notEqual else { return nil }
    let isSame =
      other.asObject(StringDTypeObject.self).map { $0.width == width }
      ?? ["<U\(width)", "U\(width)", "str\(32 * width)"].contains(other.text)
    return .bool(isSame == (operation == .equal))
  }
  override func key(_ session: Session) -> HashKey { .string(Array("<U\(width)".utf8)) }
}
