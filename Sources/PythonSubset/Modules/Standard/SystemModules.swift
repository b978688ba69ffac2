import Arrays
import Autodiff

/// What notebooks touch of `sys`, `os` and `typing`, as far as it has no effect outside.
enum SystemModules {
  static var sys: [String: Value] {
    let path = Value.list([.string("")])
    return [
      "path": path, "maxsize": .int(Int.max), "stdout": .object(StandardOutput()),
      "argv": .list([.string("")]),
      "float_info": .object(
        ModuleObject(
          "sys.float_info",
          members: [
            "epsilon": .float(0x1p-52), "max": .float(.greatestFiniteMagnitude),
            "min": .float(.leastNormalMagnitude), "dig": .int(15),
          ])),
    ]
  }
  static let refusedOfSys: Set<String> = [
    "exit", "stdin", "stderr", "modules", "getsizeof", "platform", "version", "version_info",
    "exc_info", "setrecursionlimit", "getrecursionlimit", "byteorder", "executable",
  ]

  static var osPath: [Builtin] {
    [
      Builtin(
        "join", "a, *p", "Parts of a path, joined by `/`.", "import os\nos.path.join('a', 'b')"
      ) { bound, session in
        var path = try session.string(bound[0] ?? .none)
        for part in bound.rest {
          guard let text = part.text else {
            throw PythonError.type(
              "join() argument must be str, bytes, or os.PathLike object, not "
                + "'\(session.typeName(part))'")
          }
          if text.hasPrefix("/") {
            path = text
          } else {
            path += path.isEmpty || path.hasSuffix("/") ? text : "/" + text
          }
        }
        return .string(path)
      },
      Builtin(
        "basename", "p", "The last part of a path.", "import os\nos.path.basename('a/b.txt')"
      ) { bound, session in
        let path = try session.string(bound[0] ?? .none)
        return .string(
          String(
            path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]))
      },
    ]
  }
  static let refusedOfOS: Set<String> = [
    "listdir", "getcwd", "makedirs", "mkdir", "environ", "remove", "system", "getenv", "chdir",
    "walk", "getpid", "urandom", "rename", "cpu_count", "stat", "popen", "scandir",
  ]
  static let refusedOfPath: Set<String> = [
    "exists", "isfile", "isdir", "abspath", "dirname", "expanduser", "splitext", "getsize",
    "realpath",
  ]

  static let typingNames = [
    "Any", "Callable", "ClassVar", "Dict", "Final", "FrozenSet", "Generator", "Generic",
    "Iterable", "Iterator", "List", "Literal", "Mapping", "NoReturn", "Optional", "Sequence",
    "Set", "Tuple", "Type", "Union", "DefaultDict", "Deque", "Counter", "OrderedDict", "Hashable",
    "Sized", "Collection", "MutableMapping", "MutableSequence", "Text", "AnyStr", "Annotated",
    "Self",
  ]
  static let refusedOfTyping: Set<String> = [
    "NamedTuple", "NamedTuple", "TypedDict", "Protocol", "get_type_hints", "overload", "NewType",
  ]
  static var typing: [String: Value] {
    var result = Dictionary(
      uniqueKeysWithValues: typingNames.map { ($0, Value.object(TypeHint("typing.\($0)"))) })
    result["TYPE_CHECKING"] = .bool(false)
    result["cast"] = makeMethod("cast", "typ, val") { bound, _ in bound[1] ?? .none }
    result["TypeVar"] = makeMethod(
      "TypeVar", "name, *constraints, bound=None, covariant=False, contravariant=False"
    ) { bound, _ in .object(TypeHint("~" + (bound[0]?.text ?? ""))) }
    return result
  }
}

/// A name of `typing`: it stands in annotations and does nothing.
final class TypeHint: Object {
  private let name: String
  init(_ name: String) { self.name = name }
  override var typeName: String { "typing._SpecialForm" }
  override func representation(_ session: Session) -> String { name }
  override func item(_ key: Value, _ session: Session) throws -> Value {
    let parts = try (key.asObject(TupleObject.self)?.items ?? [key]).map { part in
      try part.asObject(TypeObject.self)?.name ?? session.representation(part)
    }
    return .object(TypeHint("\(name)[\(parts.joined(separator: ", "))]"))
  }
  override func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? {
    guard operation == .bitOr else { return nil }
    let theirs = try other.asObject(TypeObject.self)?.name ?? session.representation(other)
    return .object(TypeHint(reflected ? "\(theirs) | \(name)" : "\(name) | \(theirs)"))
  }
}

/// `sys.stdout`.
final class StandardOutput: Object {
  override var typeName: String { "_io.TextIOWrapper" }
  override var attributeNames: [String] { ["write", "flush"] }
  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "write":
      makeMethod(name, "s") { bound, session in
        guard let text = bound[0]?.asObject(StringObject.self) else {
          throw PythonError.type(
            "write() argument must be str, not \(session.typeName(bound[0] ?? .none))")
        }
        try session.output.write(text.value)
        return .int(text.scalars.count)
      }
    case "flush": makeMethod(name, "") { _, _ in .none }
    default: nil
    }
  }
}

/// `builtins`, and what notebooks that run under both Pythons import of `past`.
func addBuiltinModules(_ builtins: [String: Value], _ modules: inout [String: ModuleObject]) {
  modules["builtins"] = ModuleObject("builtins", members: builtins)
  var past = ["xrange", "basestring", "unicode", "long", "unichr", "raw_input"]
    .reduce(into: [String: Value]()) { $0[$1] = Python2.names[$1].flatMap { builtins[$0] } }
  past["reduce"] = modules["functools"]?.resolved("reduce")
  for name in ["str", "dict", "object"] { past[name] = builtins[name] }
  for name in Python2.listMakers {
    guard case .object(let maker)? = builtins[name] else { continue }
    past[name] = .object(
      BuiltinFunction(name, Signature("*args, **kwargs")) { bound, session in
        let result = try maker.call(
          Arguments(bound.rest, keywords: bound.keywords), session)
        return .list(try session.items(of: result))
      })
  }
  let module = ModuleObject("past.builtins", members: past, refused: ["cmp", "execfile", "input"])
  modules["past.builtins"] = module
  modules["past"] = ModuleObject("past", members: ["builtins": .object(module)])
}
