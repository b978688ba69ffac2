import Arrays
import Autodiff

/// A type: built in (with a constructor) or defined by the program (with a namespace).
package class TypeObject: Object {
  package let name: String
  package init(_ name: String) { self.name = name }
  override package var typeName: String { "type" }
  override package func representation(_ session: Session) -> String { "<class '\(name)'>" }
  override package func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    attribute == "__name__" || attribute == "__qualname__"
      ? .string(String(name.split(separator: ".").last ?? "")) : nil
  }
  /// Whether `isinstance(value, self)`.
  package func includes(_ value: Value, _ session: Session) -> Bool { false }
}

/// `int`, `str`, `np.float64` …
package final class BuiltinType: TypeObject {
  private let construct: (Arguments, Session) throws -> Value
  private let test: (Value) -> Bool
  package var members: [String: Value] = [:]
  /// The array type it names, where it names one.
  package let dtype: DType?

  package init(
    _ name: String, dtype: DType? = nil, test: @escaping (Value) -> Bool,
    construct: @escaping (Arguments, Session) throws -> Value
  ) {
    self.test = test
    self.construct = construct
    self.dtype = dtype
    super.init(name)
  }

  override package func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    try session.step()
    return try construct(arguments, session)
  }
  override package func includes(_ value: Value, _ session: Session) -> Bool { test(value) }
  override package func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    try members[attribute] ?? super.attribute(attribute, session)
  }
}

/// A class of the program, or a built-in exception.
package final class ClassObject: TypeObject {
  package let base: ClassObject?
  package var namespace: [String: Value]
  package let isBuiltin: Bool

  package init(
    _ name: String, base: ClassObject?, namespace: [String: Value] = [:], isBuiltin: Bool = false
  ) {
    self.base = base
    self.namespace = namespace
    self.isBuiltin = isBuiltin
    super.init(name)
  }

  override package func representation(_ session: Session) -> String {
    isBuiltin ? "<class '\(name)'>" : "<class '__main__.\(name)'>"
  }

  /// The attribute of this class or the nearest base that has it.
  package func lookup(_ attribute: String) -> Value? {
    var current: ClassObject? = self
    while let known = current {
      if let value = known.namespace[attribute] { return value }
      current = known.base
    }
    return nil
  }

  package func inherits(from other: ClassObject) -> Bool {
    var current: ClassObject? = self
    while let known = current {
      if known === other { return true }
      current = known.base
    }
    return false
  }

  package var isException: Bool {
    var current: ClassObject? = self
    while let known = current {
      if known.isBuiltin, known.name == "BaseException" { return true }
      current = known.base
    }
    return false
  }

  override package func includes(_ value: Value, _ session: Session) -> Bool {
    value.asObject(InstanceObject.self)?.type.inherits(from: self) ?? false
  }

  override package var attributeNames: [String] {
    Array(namespace.keys) + (base?.attributeNames ?? [])
  }

  override package func attribute(_ name: String, _ session: Session) throws -> Value? {
    if let value = lookup(name) {
      if let wrapped = value.asObject(DescriptorObject.self) {
        switch wrapped.kind {
        case .staticMethod: return .object(wrapped.function)
        case .classMethod: return .object(BoundMethod(.object(self), wrapped.function))
        case .property: return value
        }
      }
      return value
    }
    if name == "__dict__" { return nil }
    if name == "__doc__" { return Value.none }
    return try super.attribute(name, session)
  }

  override package func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    if isBuiltin {
      throw PythonError.type("cannot set '\(name)' attribute of immutable type '\(self.name)'")
    }
    namespace[name] = value
  }

  override package func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    let instance = InstanceObject(self)
    if isException { instance.fields["args"] = .tuple(arguments.positional) }
    if let initializer = lookup("__init__"), case .object(let function) = initializer {
      var arguments = arguments
      arguments.positional.insert(.object(instance), at: 0)
      let result = try function.call(arguments, session)
      if !result.isNone {
        throw PythonError.type(
          "__init__() should return None, not '\(session.typeName(result))'")
      }
    } else if !arguments.positional.isEmpty || !arguments.keywords.isEmpty, !isException {
      throw PythonError.type("\(name)() takes no arguments")
    }
    return .object(instance)
  }
}

/// `@property`, `@staticmethod`, `@classmethod`.
package final class DescriptorObject: Object {
  package enum Kind { case property, staticMethod, classMethod }
  package let kind: Kind
  package let function: Object
  package var setter: Object?

  package init(_ kind: Kind, _ function: Object) {
    self.kind = kind
    self.function = function
  }

  override package var typeName: String {
    switch kind {
    case .property: "property"
    case .staticMethod: "staticmethod"
    case .classMethod: "classmethod"
    }
  }

  override package func attribute(_ name: String, _ session: Session) -> Value? {
    guard kind == .property, name == "setter" else { return nil }
    return .object(
      BuiltinFunction("setter", Signature("function")) { [self] bound, _ in
        let twin = DescriptorObject(.property, function)
        if case .object(let setter)? = bound[0] { twin.setter = setter }
        return .object(twin)
      })
  }

  override package func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    try function.call(arguments, session)
  }
}

/// An object of a class of the program; also every exception.
package final class InstanceObject: Object {
  package let type: ClassObject
  package var fields: [String: Value] = [:]
  /// Field names in the order they were first set.
  package var order: [String] = []

  package init(_ type: ClassObject) { self.type = type }

  override package var typeName: String { type.name }

  /// A special method of the class, bound; nil if it has none.
  package func special(_ name: String) -> BoundMethod? {
    guard case .object(let function)? = type.lookup(name) else { return nil }
    return BoundMethod(.object(self), function)
  }

  package func callSpecial(_ name: String, _ arguments: [Value], _ session: Session) throws
    -> Value?
  {
    try special(name)?.call(Arguments(arguments), session)
  }

  override package func attribute(_ name: String, _ session: Session) throws -> Value? {
    if let value = fields[name] { return value }
    if let value = type.lookup(name) {
      guard case .object(let object) = value else { return value }
      if object is FunctionObject || object is BuiltinFunction {
        return .object(BoundMethod(.object(self), object))
      }
      if let descriptor = object as? DescriptorObject {
        switch descriptor.kind {
        case .property:
          return try descriptor.function.call(Arguments([.object(self)]), session)
        case .staticMethod: return .object(descriptor.function)
        case .classMethod: return .object(BoundMethod(.object(type), descriptor.function))
        }
      }
      return value
    }
    switch name {
    case "__class__": return .object(type)
    case "__dict__":
      let result = DictionaryObject()
      for field in order {
        if let value = fields[field] { try result.set(.string(field), value, session) }
      }
      return .object(result)
    case "__doc__": return Value.none
    default: break
    }
    if let fallback = special("__getattr__") {
      return try fallback.call(Arguments([.string(name)]), session)
    }
    return nil
  }

  override package var attributeNames: [String] { order + type.attributeNames }

  override package func setAttribute(_ name: String, _ value: Value, _ session: Session) throws {
    if let descriptor = type.lookup(name)?.asObject(DescriptorObject.self),
      descriptor.kind == .property
    {
      guard let setter = descriptor.setter else {
        throw PythonError(
          "AttributeError", "property '\(name)' of '\(typeName)' object has no setter")
      }
      _ = try setter.call(Arguments([.object(self), value]), session)
      return
    }
    if fields.updateValue(value, forKey: name) == nil { order.append(name) }
  }

  override package func isTrue(_ session: Session) throws -> Bool {
    if let answer = try callSpecial("__bool__", [], session) { return try session.isTrue(answer) }
    if let length = try callSpecial("__len__", [], session) { return try session.isTrue(length) }
    return true
  }

  override package func length(_ session: Session) throws -> Int {
    guard let result = try callSpecial("__len__", [], session) else {
      return try super.length(session)
    }
    guard case .int(let count, _) = result else {
      throw PythonError.type(
        "'\(session.typeName(result))' object cannot be interpreted as an integer")
    }
    return count
  }

  override package func representation(_ session: Session) throws -> String {
    if let text = try callSpecial("__repr__", [], session) { return try plainText(text, session) }
    if type.isException {
      let arguments = fields["args"]?.asObject(TupleObject.self)?.items ?? []
      let body = try arguments.map { try session.representation($0) }.joined(separator: ", ")
      return "\(type.name)(\(body))"
    }
    return "<__main__.\(type.name) object at 0x7f0000000000>"
  }

  override package func string(_ session: Session) throws -> String {
    if let text = try callSpecial("__str__", [], session) { return try plainText(text, session) }
    if type.isException, type.lookup("__repr__") == nil {
      if let text = fields["__text__"]?.text { return text }
      let arguments = fields["args"]?.asObject(TupleObject.self)?.items ?? []
      switch arguments.count {
      case 0: return ""
      case 1:
        return type.name == "KeyError"
          ? try session.representation(arguments[0]) : try session.string(arguments[0])
      default: return try session.representation(.tuple(arguments))
      }
    }
    return try representation(session)
  }

  private func plainText(_ value: Value, _ session: Session) throws -> String {
    guard let text = value.text else {
      throw PythonError.type("__repr__ returned non-string (type \(session.typeName(value)))")
    }
    return text
  }

  override package func item(_ key: Value, _ session: Session) throws -> Value {
    try callSpecial("__getitem__", [key], session) ?? super.item(key, session)
  }
  override package func setItem(_ key: Value, _ value: Value, _ session: Session) throws {
    if try callSpecial("__setitem__", [key, value], session) == nil {
      try super.setItem(key, value, session)
    }
  }
  override package func deleteItem(_ key: Value, _ session: Session) throws {
    if try callSpecial("__delitem__", [key], session) == nil { try super.deleteItem(key, session) }
  }

  override package func iterator(_ session: Session) throws -> IteratorObject {
    if let result = try callSpecial("__iter__", [], session) {
      if let iterator = result.asObject(IteratorObject.self) { return iterator }
      if let instance = result.asObject(InstanceObject.self) {
        return ClosureIterator(typeName) { session in
          do {
            return try instance.callSpecial("__next__", [], session)
          } catch let raised as Raised where raised.exception.type.name == "StopIteration" {
            return nil
          }
        }
      }
      throw PythonError.type(
        "iter() returned non-iterator of type '\(session.typeName(result))'")
    }
    guard special("__getitem__") != nil else { return try super.iterator(session) }
    var position = 0
    return ClosureIterator("iterator") { [self] session in
      defer { position += 1 }
      do {
        return try item(.int(position), session)
      } catch let error as PythonError where error.type == "IndexError" {
        return nil
      } catch let raised as Raised where raised.exception.type.name == "IndexError" {
        return nil
      }
    }
  }

  override package func contains(_ value: Value, _ session: Session) throws -> Bool {
    if let answer = try callSpecial("__contains__", [value], session) {
      return try session.isTrue(answer)
    }
    return try super.contains(value, session)
  }

  override package func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    guard let method = special("__call__") else { return try super.call(arguments, session) }
    return try method.call(arguments, session)
  }

  override package func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    let name = operation.specialName
    let result = try callSpecial(
      reflected ? "__r\(name)__" : "__\(name)__", [other], session)
    if case .notImplemented? = result { return nil }
    return result
  }

  override package func inPlace(_ operation: BinaryOperator, _ other: Value, _ session: Session)
    throws -> Value?
  {
    let result = try callSpecial("__i\(operation.specialName)__", [other], session)
    if case .notImplemented? = result { return nil }
    return result
  }

  override package func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) throws -> Value? {
    let names: [ComparisonOperator: String] = [
      .less: "lt", .lessEqual: "le", .greater: "gt", .greaterEqual: "ge", .equal: "eq",
      .notEqual: "ne",
    ]
    guard let name = names[operation] else { return nil }
    var result = try callSpecial("__\(name)__", [other], session)
    if result == nil, operation == .notEqual,
      let same = try callSpecial("__eq__", [other], session), case .bool = same
    {
      result = .bool(!(try session.isTrue(same)))
    }
    if case .notImplemented? = result { return nil }
    return result
  }

  override package func unary(_ operation: UnaryOperator, _ session: Session) throws -> Value? {
    let names: [UnaryOperator: String] = [.minus: "neg", .plus: "pos", .invert: "invert"]
    guard let name = names[operation] else { return nil }
    return try callSpecial("__\(name)__", [], session)
  }

  override package func key(_ session: Session) throws -> HashKey {
    if let hash = try callSpecial("__hash__", [], session), case .int(let value, _) = hash {
      return .custom(value)
    }
    if type.lookup("__eq__") != nil, type.lookup("__hash__") == nil {
      throw PythonError.type("unhashable type: '\(typeName)'")
    }
    return .identity(ObjectIdentifier(self))
  }
}

extension BinaryOperator {
  /// `add` for `__add__` and `__radd__`.
  package var specialName: String {
    switch self {
    case .add: "add"
    case .subtract: "sub"
    case .multiply: "mul"
    case .divide: "truediv"
    case .floorDivide: "floordiv"
    case .remainder: "mod"
    case .power: "pow"
    case .matrixMultiply: "matmul"
    case .bitAnd: "and"
    case .bitOr: "or"
    case .bitXor: "xor"
    case .leftShift: "lshift"
    case .rightShift: "rshift"
    }
  }
}

/// `super()` inside a method.
package final class SuperObject: Object {
  private let start: ClassObject
  private let receiver: Value

  package init(after type: ClassObject, _ receiver: Value) {
    start = type
    self.receiver = receiver
  }

  override package var typeName: String { "super" }
  override package func attribute(_ name: String, _ session: Session) throws -> Value? {
    guard let value = start.base?.lookup(name) else {
      if name == "__init__" {
        return .object(
          BuiltinFunction("__init__", Signature("*args, **kwargs")) { [receiver] bound, _ in
            if let instance = receiver.asObject(InstanceObject.self), instance.type.isException {
              instance.fields["args"] = .tuple(bound.rest)
            }
            return .none
          })
      }
      return nil
    }
    if case .object(let object) = value {
      if object is FunctionObject { return .object(BoundMethod(receiver, object)) }
      if let descriptor = object as? DescriptorObject {
        switch descriptor.kind {
        case .property: return try descriptor.function.call(Arguments([receiver]), session)
        case .staticMethod: return .object(descriptor.function)
        case .classMethod: return .object(BoundMethod(receiver, descriptor.function))
        }
      }
    }
    return value
  }
}

/// An exception on its way up.
package struct Raised: Error {
  package let exception: InstanceObject
}

/// A module: names and what they stand for.
package final class ModuleObject: Object {
  package let name: String
  package var members: [String: Value]
  /// What CPython's module has and this one does not: refused rather than unknown.
  package let refused: Set<String>
  /// Makes members when first asked for, so that start-up pays for none.
  private let resolve: ((String) -> Value?)?
  private let known: () -> [String]

  package init(
    _ name: String, members: [String: Value] = [:], refused: Set<String> = [],
    known: @escaping () -> [String] = { [] }, resolve: ((String) -> Value?)? = nil
  ) {
    self.name = name
    self.members = members
    self.refused = refused
    self.resolve = resolve
    self.known = known
  }

  override package var typeName: String { "module" }
  override package func representation(_ session: Session) -> String { "<module '\(name)'>" }
  override package var attributeNames: [String] { Array(members.keys) + known() }

  override package func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    if let value = members[attribute] { return value }
    if attribute == "__name__" { return .string(name) }
    if let value = resolve?(attribute) {
      members[attribute] = value
      return value
    }
    if refused.contains(attribute) {
      throw PythonError.refused(
        "`\(name).\(attribute)`", hint: session.nearest(attribute, attributeNames))
    }
    return nil
  }
}
