import Arrays
import Autodiff

/// The types that programs can name, and the exceptions' hierarchy.
package struct BuiltinTypes {
  private(set) var exceptions: [String: ClassObject] = [:]
  let types: [String: BuiltinType]
  let numpy: [String: BuiltinType]

  /// Exceptions of NumPy, which are no names of the language.
  static let numpyOnly: Set<String> = [
    "AxisError", "LinAlgError", "UFuncTypeError", "FrozenInstanceError",
  ]

  private static let hierarchy: [(String, String)] = [
    ("Exception", "BaseException"), ("KeyboardInterrupt", "BaseException"),
    ("GeneratorExit", "BaseException"), ("SystemExit", "BaseException"),
    ("ArithmeticError", "Exception"), ("ZeroDivisionError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"), ("FloatingPointError", "ArithmeticError"),
    ("LookupError", "Exception"), ("IndexError", "LookupError"), ("KeyError", "LookupError"),
    ("ValueError", "Exception"), ("UnicodeError", "ValueError"), ("AxisError", "ValueError"),
    ("LinAlgError", "ValueError"),
    ("TypeError", "Exception"), ("UFuncTypeError", "TypeError"), ("NameError", "Exception"),
    ("UnboundLocalError", "NameError"), ("AttributeError", "Exception"),
    ("FrozenInstanceError", "AttributeError"),
    ("RuntimeError", "Exception"), ("RecursionError", "RuntimeError"),
    ("NotImplementedError", "RuntimeError"), ("StopIteration", "Exception"),
    ("AssertionError", "Exception"), ("ImportError", "Exception"),
    ("ModuleNotFoundError", "ImportError"), ("OSError", "Exception"), ("IOError", "OSError"),
    ("FileNotFoundError", "OSError"),
    ("EOFError", "Exception"), ("Warning", "Exception"), ("UserWarning", "Warning"),
    ("RuntimeWarning", "Warning"), ("DeprecationWarning", "Warning"),
  ]

  init() {
    let root = ClassObject("BaseException", base: nil, isBuiltin: true)
    exceptions["BaseException"] = root
    for (name, base) in Self.hierarchy {
      exceptions[name] = ClassObject(name, base: exceptions[base] ?? root, isBuiltin: true)
    }
    types = Self.makeTypes()
    numpy = Self.makeNumPyTypes()
  }

  func exception(_ name: String) -> ClassObject {
    exceptions[name] ?? exceptions["RuntimeError"] ?? ClassObject(name, base: nil, isBuiltin: true)
  }

  private static func makeTypes() -> [String: BuiltinType] {
    func isObject<T: Object>(_ type: T.Type) -> (Value) -> Bool { { $0.asObject(type) != nil } }
    var types: [String: BuiltinType] = [:]
    func add(
      _ name: String, dtype: DType? = nil, _ test: @escaping (Value) -> Bool,
      _ construct: @escaping (Arguments, Session) throws -> Value
    ) {
      types[name] = BuiltinType(name, dtype: dtype, test: test, construct: construct)
    }
    func one(_ arguments: Arguments) -> Value? { arguments.positional.first }
    add(
      "int", dtype: .int64,
      {
        switch $0 {
        case .int, .bool: true
        default: false
        }
      }
    ) { try Conversions.int($0, $1) }
    add(
      "float", dtype: .float64,
      {
        if case .float = $0 { return true }
        if case .scalar(let scalar) = $0 { return scalar.dtype == .float64 }
        return false
      }
    ) { try Conversions.float($0, $1) }
    add("bool", dtype: .bool, { if case .bool = $0 { true } else { false } }) {
      arguments, session in
      .bool(try one(arguments).map { try session.isTrue($0) } ?? false)
    }
    add("str", isObject(StringObject.self)) { arguments, session in
      .string(try one(arguments).map { try session.string($0) } ?? "")
    }
    add("list", isObject(ListObject.self)) { arguments, session in
      .list(try one(arguments).map { try session.items(of: $0) } ?? [])
    }
    add("tuple", isObject(TupleObject.self)) { arguments, session in
      .tuple(try one(arguments).map { try session.items(of: $0) } ?? [])
    }
    add("dict", isObject(DictionaryObject.self)) { arguments, session in
      let result = DictionaryObject()
      if let source = one(arguments) { try Conversions.fill(result, source, session) }
      for (name, value) in arguments.keywords { try result.set(.string(name), value, session) }
      return .object(result)
    }
    types["dict"]?.members["fromkeys"] = makeMethod("fromkeys", "iterable, value=None") {
      bound, session in
      let result = DictionaryObject()
      for key in try session.items(of: bound[0] ?? .none) {
        try result.set(key, bound[1] ?? .none, session)
      }
      return .object(result)
    }
    for isFrozen in [false, true] {
      add(
        isFrozen ? "frozenset" : "set", { $0.asObject(SetObject.self)?.isFrozen == isFrozen }
      ) { arguments, session in
        let result = SetObject(isFrozen: isFrozen)
        for item in try one(arguments).map({ try session.items(of: $0) }) ?? [] {
          try result.members.set(item, .none, session)
        }
        return .object(result)
      }
    }
    add("range", isObject(RangeObject.self)) { arguments, session in
      let numbers = try arguments.positional.map { try session.integer($0) }
      switch numbers.count {
      case 1: return .object(RangeObject(0, numbers[0], 1))
      case 2: return .object(RangeObject(numbers[0], numbers[1], 1))
      case 3:
        if numbers[2] == 0 { throw PythonError.value("range() arg 3 must not be zero") }
        return .object(RangeObject(numbers[0], numbers[1], numbers[2]))
      case 0: throw PythonError.type("range expected at least 1 argument, got 0")
      default: throw PythonError.type("range expected at most 3 arguments, got \(numbers.count)")
      }
    }
    add("slice", isObject(SliceObject.self)) { arguments, _ in
      let parts = arguments.positional
      if parts.count == 1 { return .object(SliceObject(.none, parts[0], .none)) }
      guard parts.count == 2 || parts.count == 3 else {
        throw PythonError.type("slice expected 1 to 3 arguments, got \(parts.count)")
      }
      return .object(SliceObject(parts[0], parts[1], parts.count == 3 ? parts[2] : .none))
    }
    add("type", isObject(TypeObject.self)) { arguments, session in
      guard let value = one(arguments), arguments.positional.count == 1 else {
        throw PythonError.refused(
          "`type` with three arguments",
          hint: "write `class Name: …`")
      }
      return try session.typeObject(of: value)
    }
    add("object", { _ in true }) { _, session in
      .object(InstanceObject(ClassObject("object", base: nil)))
    }
    for (name, kind) in [
      ("property", DescriptorObject.Kind.property), ("staticmethod", .staticMethod),
      ("classmethod", .classMethod),
    ] {
      add(name, { $0.asObject(DescriptorObject.self)?.kind == kind }) { arguments, _ in
        guard case .object(let function)? = one(arguments) else {
          throw PythonError.type("\(name) takes a function")
        }
        return .object(DescriptorObject(kind, function))
      }
    }
    return types
  }

  private static func makeNumPyTypes() -> [String: BuiltinType] {
    var types: [String: BuiltinType] = [:]
    for dtype in DType.allCases {
      types[dtype.name] = BuiltinType(
        "numpy.\(dtype.name)", dtype: dtype,
        test: { if case .scalar(let scalar) = $0 { scalar.dtype == dtype } else { false } }
      ) { arguments, session in
        guard let value = arguments.positional.first else {
          return .scalar(NumPyScalar(.int(0), dtype))
        }
        let tensor = try session.tensor(value)
        if tensor.array.dimensions == 0 {
          if dtype.isInteger, tensor.kind == .int, !dtype.range.contains(tensor.array.scalar.int) {
            throw PythonError(
              "OverflowError",
              "Python integer \(tensor.array.scalar.int) out of bounds for \(dtype.name)")
          }
          let keeps = dtype.isFloat
          if !keeps { session.lost(tensor.node, "np.\(dtype.name)()") }
          return .scalar(NumPyScalar(tensor.array.scalar, dtype, node: keeps ? tensor.node : 0))
        }
        return session.value(try session.cast(tensor, to: dtype))
      }
    }
    types["ndarray"] = BuiltinType(
      "numpy.ndarray", test: { $0.asObject(ArrayObject.self) != nil }
    ) { _, _ in throw PythonError.refused("`np.ndarray(…)`", hint: "`np.zeros(shape)`") }
    for (name, includes) in [
      ("integer", { (dtype: DType) in dtype.isInteger }), ("floating", { $0.isFloat }),
      ("number", { $0 != .bool }), ("generic", { _ in true }),
    ] {
      types[name] = BuiltinType(
        "numpy.\(name)",
        test: { if case .scalar(let scalar) = $0 { includes(scalar.dtype) } else { false } }
      ) { _, _ in throw PythonError.type("cannot create 'numpy.\(name)' instances") }
    }
    return types
  }
}

extension Session {
  func typeObject(of value: Value) throws -> Value {
    if let instance = value.asObject(InstanceObject.self) { return .object(instance.type) }
    if case .object(let object) = value, let typed = object as? any TypedObject,
      let type = typed.ownType(self)
    {
      return .object(type)
    }
    if case .scalar(let scalar) = value, let type = types.numpy[scalar.dtype.name] {
      return .object(type)
    }
    if value.asObject(ArrayObject.self) != nil, let type = types.numpy["ndarray"] {
      return .object(type)
    }
    if value.asObject(TypeObject.self) != nil, let type = types.types["type"] {
      return .object(type)
    }
    let name = typeName(value)
    if let type = types.types[name] { return .object(type) }
    if let known = otherTypes[name] { return .object(known) }
    let made = BuiltinType(name, test: { [unowned self] in typeName($0) == name }) { _, _ in
      throw PythonError.type("cannot create '\(name)' instances")
    }
    otherTypes[name] = made
    return .object(made)
  }

  /// The array type that a value names: a type, `'float32'`, a dtype.
  func dtype(_ value: Value) throws -> DType {
    if let type = value.asObject(BuiltinType.self), let dtype = type.dtype { return dtype }
    if let object = value.asObject(DTypeObject.self) { return object.dtype }
    if let text = value.text {
      let aliases: [String: DType] = [
        "float": .float64, "int": .int64, "double": .float64, "f": .float32, "d": .float64,
        "i": .int32, "f4": .float32, "f8": .float64, "i4": .int32, "i8": .int64, "u1": .uint8,
        "single": .float32, "?": .bool,
      ]
      if let known = DType(name: text) ?? aliases[text] { return known }
      if ["complex", "complex128", "complex64", "float16", "object", "str", "O", "U", "S"].contains(
        text) || StringDTypeObject.isName(text)
      {
        throw PythonError.refused(
          "dtype `\(text)`",
          hint: "there are float64, float32, bool and the integer types from int8 to uint64")
      }
      throw PythonError.type(
        "data type '\(text)' not understood", hint: nearest(text, DType.allCases.map(\.name)))
    }
    if value.isNone { return .float64 }
    if value.asObject(BuiltinFunction.self)?.name == "complex" {
      throw PythonError.refused(
        "dtype `complex`",
        hint: "keep the real and the imaginary part as two float64 arrays")
    }
    if let type = value.asObject(TypeObject.self) {
      throw PythonError.refused(
        "dtype `\(type.name)`",
        hint: "there are float64, float32, bool and the integer types from int8 to uint64")
    }
    throw PythonError.type(
      "Cannot interpret '\(try representation(value))' as a data type",
      hint: "a shape of several sizes is a tuple: `np.zeros((2, 3))`")
  }
}

/// `x.dtype`.
final class DTypeObject: Object {
  let dtype: DType
  init(_ dtype: DType) { self.dtype = dtype }
  override var typeName: String { "numpy.dtype" }
  override func representation(_ session: Session) -> String { "dtype('\(dtype.name)')" }
  override func string(_ session: Session) -> String { dtype.name }
  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "name": .string(dtype.name)
    case "itemsize": .int(dtype.size)
    case "kind": .string(dtype.isFloat ? "f" : dtype == .bool ? "b" : dtype.isSigned ? "i" : "u")
    case "type": session.types.numpy[dtype.name].map { .object($0) }
    default: nil
    }
  }
  override func compare(_ operation: ComparisonOperator, _ other: Value, _ session: Session) throws
    -> Value?
  {
    guard operation == .equal || operation == .notEqual else { return nil }
    let same = (try? session.dtype(other)) == dtype && !other.isNone
    return .bool(same == (operation == .equal))
  }
  override func key(_ session: Session) -> HashKey { .string(Array(dtype.name.utf8)) }
}

/// `int(…)`, `float(…)`, `dict(…)`.
enum Conversions {
  static func int(_ arguments: Arguments, _ session: Session) throws -> Value {
    guard let value = arguments.positional.first else { return .int(0) }
    let base =
      arguments.positional.dropFirst().first
      ?? arguments.keywords.first { $0.name == "base" }?.value
    if let text = value.text {
      var radix = try base.map { try session.integer($0) } ?? 10
      var digits = text.filter { !$0.isWhitespace && $0 != "_" }
      let sign = digits.hasPrefix("-") ? "-" : ""
      if digits.hasPrefix("-") || digits.hasPrefix("+") { digits.removeFirst() }
      let prefixes = ["0x": 16, "0o": 8, "0b": 2]
      if let named = prefixes[digits.prefix(2).lowercased()], radix == named || radix == 0 {
        digits.removeFirst(2)
        radix = named
      } else if radix == 0 {
        radix = 10
      }
      // A second sign is no digit.
      digits = digits.hasPrefix("-") || digits.hasPrefix("+") ? "" : sign + digits
      let isWhole =
        !digits.isEmpty && digits != "-"
        && digits.drop { $0 == "-" }.allSatisfy { ($0.hexDigitValue ?? 99) < radix && $0.isASCII }
      if radix <= 16, isWhole, Int(digits, radix: radix) == nil {
        throw PythonError.integersPast64Bits
      }
      guard (2...36).contains(radix), let number = Int(digits, radix: radix) else {
        throw PythonError.value(
          "invalid literal for int() with base \(radix): \(try session.representation(value))",
          hint: digits.contains(".") ? "`float(…)` reads numbers with a point" : nil)
      }
      return .int(number)
    }
    switch value {
    case .int(let x, let node):
      session.lost(node, "int()")
      return .int(x)
    case .bool(let x): return .int(x ? 1 : 0)
    default: break
    }
    if let instance = value.asObject(InstanceObject.self),
      let result = try instance.callSpecial("__int__", [], session)
    {
      return result
    }
    guard value.number != nil || value.asObject(ArrayObject.self)?.array.count == 1 else {
      throw PythonError.type(
        "int() argument must be a string, a bytes-like object or a real number, not "
          + "'\(session.typeName(value))'")
    }
    if let array = value.asObject(ArrayObject.self), array.array.dimensions > 0 {
      throw PythonError.type("only 0-dimensional arrays can be converted to Python scalars")
    }
    let number = try session.double(value)
    session.lost(value.node, "int()")
    if number.isNaN { throw PythonError.value("cannot convert float NaN to integer") }
    if number.isInfinite {
      throw PythonError("OverflowError", "cannot convert float infinity to integer")
    }
    guard let whole = Int(exactly: number.rounded(.towardZero)) else {
      throw PythonError.integersPast64Bits
    }
    return .int(whole)
  }

  static func float(_ arguments: Arguments, _ session: Session) throws -> Value {
    guard let value = arguments.positional.first else { return .float(0) }
    if let text = value.text {
      let plain = text.filter { !$0.isWhitespace && $0 != "_" }.lowercased()
      switch plain {
      case "inf", "+inf", "infinity": return .float(.infinity)
      case "-inf", "-infinity": return .float(-.infinity)
      case "nan": return .float(.nan)
      default: break
      }
      guard let number = Double(plain), !plain.hasPrefix("0x") else {
        throw PythonError.value(
          "could not convert string to float: \(try session.representation(value))")
      }
      return .float(number)
    }
    if let variable = value.asObject(VariableObject.self) {
      return .float(try session.double(variable.content))
    }
    if let instance = value.asObject(InstanceObject.self),
      let result = try instance.callSpecial("__float__", [], session)
    {
      return result
    }
    if let array = value.asObject(ArrayObject.self) {
      if array.array.dimensions > 0 {
        throw PythonError.type("only 0-dimensional arrays can be converted to Python scalars")
      }
      return .float(array.array.scalar.double, session.engine.read(array.handle).node)
    }
    guard let number = value.number else {
      throw PythonError.type(
        "float() argument must be a string or a real number, not '\(session.typeName(value))'")
    }
    return .float(number, value.node)
  }

  static func fill(_ result: DictionaryObject, _ source: Value, _ session: Session) throws {
    if let other = source.asObject(DictionaryObject.self) {
      try session.charge(items: other.count * 4)
      for (key, value) in other.pairs { try result.set(key, value, session) }
      return
    }
    for (number, item) in try session.items(of: source).enumerated() {
      let pair = try session.items(of: item)
      guard pair.count == 2 else {
        throw PythonError.value(
          "dictionary update sequence element #\(number) has length \(pair.count); 2 is required")
      }
      try result.set(pair[0], pair[1], session)
    }
  }
}
