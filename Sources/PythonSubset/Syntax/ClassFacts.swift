import Diagnostics

extension ClassDefinition {
  /// Methods that would change what objects are; they are refused, never ignored.
  static let refusedMethods = [
    "__new__", "__getattribute__", "__delattr__", "__get__", "__set__", "__set_name__",
    "__delete__",
    "__class_getitem__", "__instancecheck__", "__subclasscheck__", "__del__", "__init_subclass__",
    "__dir__", "__missing__", "__array__", "__array_ufunc__", "__array_function__",
    "__reduce__", "__getstate__", "__setstate__", "__await__", "__aiter__",
    "__anext__", "__aenter__", "__aexit__", "__length_hint__", "__match_args__", "__sizeof__",
    "__bytes__", "__complex__",
  ]

  /// Names with an annotation in the body, in order; class variables and what has none left out.
  var annotatedNames: [String] {
    var names: [String] = []
    for statement in body {
      guard case .annotated(let target, let type, _) = statement.kind,
        case .name(let name) = target.kind, !names.contains(name), !type.namesClassVariable
      else { continue }
      names.append(name)
    }
    return names
  }
}

extension Expression {
  fileprivate var namesClassVariable: Bool {
    switch kind {
    case .name("ClassVar"), .attribute(_, "ClassVar"): true
    case .subscript(let type, _): type.namesClassVariable
    case .string(let text): text.hasPrefix("ClassVar") || text.hasPrefix("typing.ClassVar")
    default: false
    }
  }
}
