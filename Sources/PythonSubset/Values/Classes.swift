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
  /// `int | None`, as annotations write it.
  override package func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    guard operation == .bitOr,
      other.isNone || other.asObject(TypeObject.self) != nil || other.asObject(TypeHint.self) != nil
    else { return nil }
    let mine = name
    let theirs = try other.asObject(TypeObject.self)?.name ?? session.representation(other)
    return .object(TypeHint(reflected ? "\(theirs) | \(mine)" : "\(mine) | \(theirs)"))
  }

  /// Whether `isinstance(value, self)`.
  package func includes(_ value: Value, _ session: Session) -> Bool { false }
}

/// `int`, `str`, `np.float64` …
package final class BuiltinType: TypeObject {
  private let construct: (Arguments, Session) throws -> Value
  private let test: (Value) -> Bool
  @exclusivity(unchecked) package var members: [String: Value] = [:]
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
    try session.charge(arguments: arguments.positional)
    if let text = arguments.positional.first?.text {
      try session.charge(items: text.utf8.count * 16)
    }
    return try construct(arguments, session)
  }
  override package func includes(_ value: Value, _ session: Session) -> Bool { test(value) }
  override package func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    if let known = try members[attribute] ?? super.attribute(attribute, session) { return known }
    return unboundMethod(attribute)
  }

  /// `str.upper`: a method that is given its object.
  private func unboundMethod(_ attribute: String) -> Value? {
    let names: [String]
    switch name {
    case "str": names = StringMethods.names
    case "list": names = ListMethods.names
    case "dict": names = DictionaryMethods.names
    default: return nil
    }
    guard names.contains(attribute) else { return nil }
    if name == "str", attribute == "maketrans" {
      return makeMethod(attribute, "x, y=None, z=None") { try StringMethods.makeTable($0, $1) }
    }
    return .object(
      BuiltinFunction(attribute, Signature("*args, **kwargs")) { [self] bound, session in
        guard let receiver = bound.rest.first, includes(receiver, session) else {
          throw PythonError.type(
            "unbound method \(name).\(attribute)() needs an argument of type '\(name)'")
        }
        return try session.call(
          session.attribute(receiver, attribute),
          Arguments(Array(bound.rest.dropFirst()), keywords: bound.keywords))
      })
  }

  /// `list[int]`, as annotations write it.
  override package func item(_ key: Value, _ session: Session) throws -> Value {
    guard ["list", "dict", "tuple", "set", "frozenset", "type"].contains(name) else {
      return try super.item(key, session)
    }
    let parts = try (key.asObject(TupleObject.self)?.items ?? [key]).map { part in
      try part.asObject(TypeObject.self)?.name ?? session.representation(part)
    }
    return .object(TypeHint("\(name)[\(parts.joined(separator: ", "))]"))
  }
}

/// A class of the program, or a built-in exception.
package final class ClassObject: TypeObject {
  package let base: ClassObject?
  @exclusivity(unchecked) package var namespace: [String: Value]
  package let isBuiltin: Bool
  /// How many classes it inherits from, one after another.
  let ancestors: Int
  /// The name with those of the classes and functions around it.
  @exclusivity(unchecked) var qualifiedName = ""
  /// Names with annotations in the class body, in order; those of class variables left out.
  var annotated: [String] = []
  /// Fields of a dataclass, those of its base first; nil for other classes.
  @exclusivity(unchecked) var dataFields: [DataField]?
  /// Objects cannot be changed: `@dataclass(frozen=True)`.
  @exclusivity(unchecked) var isFrozen = false
  /// Some class in the line defines `__setattr__`.
  @exclusivity(unchecked) var hasAttributeHooks = false
  /// The names that `__slots__` allows; nil where any are.
  @exclusivity(unchecked) var slotNames: Set<String>?
  /// Classes that inherit from it directly, for `__subclasses__`.
  private var children: [Weak] = []
  private struct Weak { weak var type: ClassObject? }

  package init(
    _ name: String, base: ClassObject?, namespace: [String: Value] = [:], isBuiltin: Bool = false
  ) {
    self.base = base
    ancestors = base.map { $0.ancestors + 1 } ?? 0
    self.namespace = namespace
    self.isBuiltin = isBuiltin
    qualifiedName = name
    super.init(name)
    hasAttributeHooks = namespace["__setattr__"] != nil || base?.hasAttributeHooks ?? false
    isFrozen = base?.isFrozen ?? false
    if !isBuiltin { base?.children.append(Weak(type: self)) }
    if let slots = namespace["__slots__"] {
      let names =
        slots.text.map { [$0] }
        ?? slots.asObject(SequenceObject.self)?.items.compactMap(\.text) ?? []
      if base == nil || base?.slotNames != nil {
        slotNames = Set(names).union(base?.slotNames ?? [])
      }
    }
  }

  deinit { DeepRelease.empty(&namespace, [:]) }

  /// The class and those it inherits from, nearest first.
  var line: [ClassObject] {
    var result: [ClassObject] = []
    var current: ClassObject? = self
    while let known = current {
      result.append(known)
      current = known.base
    }
    return result
  }

  override package func representation(_ session: Session) -> String {
    isBuiltin ? "<class '\(name)'>" : "<class '__main__.\(qualifiedName)'>"
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
    let root = session.types.types["object"].map { [Value.object($0)] } ?? []
    switch name {
    case "__doc__": return Value.none
    case "__qualname__": return .string(qualifiedName)
    case "__module__": return .string(isBuiltin ? "builtins" : "__main__")
    case "__mro__": return .tuple(line.map { .object($0) } + root)
    case "__bases__": return .tuple(base.map { [.object($0)] } ?? root)
    case "__base__": return base.map { .object($0) } ?? root.first
    case "__subclasses__":
      return makeMethod(name, "") { [self] _, _ in
        .list(children.compactMap { $0.type.map { .object($0) } })
      }
    case "mro":
      return makeMethod(name, "") { [self] _, _ in .list(line.map { .object($0) } + root) }
    case "__dict__", "__annotations__":
      throw PythonError.refused("`\(name)` of a class", hint: "`dir(…)` lists its names")
    case "__init__" where isException:
      return makeMethod(name, "self, *args") { bound, _ in
        bound[0]?.asObject(InstanceObject.self)?.fields["args"] = .tuple(bound.rest)
        return .none
      }
    default: break
    }
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
      let result = try session.forward(arguments, to: function)
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
  package var function: Object { held.unsafelyUnwrapped }
  /// Nil only while it is let go.
  private var held: Object?
  package var setter: Object?
  var deleter: Object?

  package init(_ kind: Kind, _ function: Object) {
    self.kind = kind
    held = function
  }

  deinit { DeepRelease.empty(&held, nil) }

  override package var typeName: String {
    switch kind {
    case .property: "property"
    case .staticMethod: "staticmethod"
    case .classMethod: "classmethod"
    }
  }

  override package func attribute(_ name: String, _ session: Session) -> Value? {
    guard kind == .property, ["setter", "deleter", "getter"].contains(name) else { return nil }
    return .object(
      BuiltinFunction(name, Signature("function")) { [self] bound, session in
        guard case .object(let given)? = bound[0] else {
          throw PythonError.type("\(name) takes a function")
        }
        let twin = DescriptorObject(.property, name == "getter" ? given : function)
        twin.setter = name == "setter" ? given : setter
        twin.deleter = name == "deleter" ? given : deleter
        return .object(twin)
      })
  }

  override package func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    try session.forward(arguments, to: function)
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
      if name == "__setattr__", let instance = receiver.asObject(InstanceObject.self) {
        return makeMethod(name, "name, value") { bound, _ in
          try instance.setField(bound[0]?.text ?? "", bound[1] ?? .none)
          return .none
        }
      }
      if let instance = receiver.asObject(InstanceObject.self), instance.type.isException,
        name == "__str__" || name == "__repr__"
      {
        return makeMethod(name, "") { _, session in
          .string(
            name == "__str__"
              ? try instance.exceptionText(session) : try instance.exceptionPicture(session))
        }
      }
      return nil
    }
    if case .object(let object) = value {
      if object is FunctionObject || object is BuiltinFunction {
        return .object(BoundMethod(receiver, object))
      }
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
