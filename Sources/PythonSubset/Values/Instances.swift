import Arrays
import Autodiff

/// An object of a class of the program; also every exception.
package final class InstanceObject: Object {
  package let type: ClassObject
  @exclusivity(unchecked) package var fields: [String: Value] = [:]
  /// Field names in the order they were first set.
  @exclusivity(unchecked) package var order: [String] = []

  package init(_ type: ClassObject) { self.type = type }
  deinit { DeepRelease.empty(&fields, [:]) }

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
      if object is FunctionObject || object is BuiltinFunction || object is CachedFunction {
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
    case "__dict__": return .object(try FieldsDictionary(self, session))
    case "__module__": return .string("__main__")
    case "__doc__": return Value.none
    case "value" where type.isException && type.isNamed("StopIteration"):
      return fields["args"]?.asObject(TupleObject.self)?.items.first ?? Value.none
    case "__cause__", "__context__",
      "__traceback__" where type.isException:
      return Value.none
    case "with_traceback" where type.isException:
      return makeMethod(name, "tb") { [self] _, _ in .object(self) }
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
    if type.hasAttributeHooks, let hook = special("__setattr__") {
      _ = try hook.call(Arguments([.string(name), value]), session)
      return
    }
    try setField(name, value)
  }

  /// Sets an attribute as `object.__setattr__` does.
  func setField(_ name: String, _ value: Value) throws {
    if type.isFrozen {
      throw PythonError("FrozenInstanceError", "cannot assign to field '\(name)'")
    }
    if let allowed = type.slotNames, !allowed.contains(name) {
      throw PythonError("AttributeError", "'\(typeName)' object has no attribute '\(name)'")
    }
    if fields.updateValue(value, forKey: name) == nil { order.append(name) }
  }

  func deleteAttribute(_ name: String, _ session: Session) throws {
    if let descriptor = type.lookup(name)?.asObject(DescriptorObject.self),
      descriptor.kind == .property
    {
      guard let deleter = descriptor.deleter else {
        throw PythonError(
          "AttributeError", "property '\(name)' of '\(typeName)' object has no deleter")
      }
      _ = try deleter.call(Arguments([.object(self)]), session)
      return
    }
    if type.isFrozen {
      throw PythonError("FrozenInstanceError", "cannot delete field '\(name)'")
    }
    guard fields.removeValue(forKey: name) != nil else {
      throw PythonError("AttributeError", "'\(typeName)' object has no attribute '\(name)'")
    }
    try session.charge(items: order.count * 4)
    order.removeAll { $0 == name }
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
    if type.isException { return try exceptionPicture(session) }
    return "<__main__.\(type.name) object at 0x7f0000000000>"
  }

  override package func string(_ session: Session) throws -> String {
    if let text = try callSpecial("__str__", [], session) { return try plainText(text, session) }
    if type.isException { return try exceptionText(session) }
    return try representation(session)
  }

  /// What `str` gives for an exception of a built-in kind.
  func exceptionText(_ session: Session) throws -> String {
    if let text = fields["__text__"]?.text { return text }
    let arguments = fields["args"]?.asObject(TupleObject.self)?.items ?? []
    switch arguments.count {
    case 0: return ""
    case 1:
      return type.isNamed("KeyError")
        ? try session.representation(arguments[0]) : try session.string(arguments[0])
    default: return try session.representation(.tuple(arguments))
    }
  }

  func exceptionPicture(_ session: Session) throws -> String {
    let arguments = fields["args"]?.asObject(TupleObject.self)?.items ?? []
    let body = try arguments.map { try session.representation($0) }.joined(separator: ", ")
    return "\(type.name)(\(body))"
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
      return .custom(value, 0)
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

/// An exception on its way up.
package struct Raised: Error {
  package let exception: InstanceObject
}
