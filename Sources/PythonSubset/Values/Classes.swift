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

  /// Whether it is a built-in class of that name or inherits from it.
  func isNamed(_ wanted: String) -> Bool {
    var current: ClassObject? = self
    while let known = current {
      if known.isBuiltin, known.name == wanted { return true }
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
