import Arrays
import Autodiff

/// `collections`.
enum CollectionsModule {
  static let refused: Set<String> = ["ChainMap", "UserDict", "UserList", "UserString", "abc"]

  /// The types; `isinstance` and `type(x)` know them.
  static var types: [String: Value] {
    func type(
      _ name: String, _ qualified: String, _ test: @escaping (Value) -> Bool,
      _ construct: @escaping (Arguments, Session) throws -> Value
    ) -> (String, Value) {
      (name, .object(BuiltinType(qualified, test: test, construct: construct)))
    }
    func filled(
      _ dictionary: DictionaryObject, _ positional: ArraySlice<Value>,
      _ keywords: [(name: String, value: Value)], _ name: String, _ session: Session
    ) throws -> Value {
      if positional.count > 1 {
        throw PythonError.type("\(name) expected at most 1 argument, got \(positional.count)")
      }
      if let source = positional.first { try Conversions.fill(dictionary, source, session) }
      for (name, value) in keywords { try dictionary.set(.string(name), value, session) }
      return .object(dictionary)
    }
    let list = [
      type(
        "OrderedDict", "collections.OrderedDict", { $0.asObject(OrderedDictionary.self) != nil }
      ) {
        try filled(OrderedDictionary(), $0.positional[...], $0.keywords, "OrderedDict", $1)
      },
      type(
        "defaultdict", "collections.defaultdict", { $0.asObject(DefaultDictionary.self) != nil }
      ) { arguments, session in
        let factory = arguments.positional.first ?? .none
        if !factory.isNone,
          factory.number != nil || factory.text != nil
            || factory.asObject(SequenceObject.self) != nil
        {
          throw PythonError.type("first argument must be callable or None")
        }
        return try filled(
          DefaultDictionary(factory), arguments.positional.dropFirst(), arguments.keywords,
          "defaultdict", session)
      },
      type("Counter", "collections.Counter", { $0.asObject(CounterObject.self) != nil }) {
        arguments, session in
        if arguments.positional.count > 1 {
          throw PythonError.type(
            "Counter.__init__() takes from 1 to 2 positional arguments but "
              + "\(arguments.positional.count + 1) were given")
        }
        let counter = CounterObject()
        if let source = arguments.positional.first, !source.isNone {
          try counter.count(source, .add, session)
        }
        for (name, value) in arguments.keywords {
          try counter.set(
            .string(name),
            session.binary(.add, counter.get(.string(name), session) ?? .int(0), value), session)
        }
        return .object(counter)
      },
      type("deque", "collections.deque", { $0.asObject(DequeObject.self) != nil }) {
        arguments, session in
        let bound = try Signature("iterable=None, maxlen=None").bind(
          arguments, to: "deque", session)
        let limit = try bound.given(1).map { try session.size($0) }
        if let limit, limit < 0 { throw PythonError.value("maxlen must be non-negative") }
        return .object(
          DequeObject(try bound.given(0).map { try session.items(of: $0) } ?? [], limit: limit))
      },
    ]
    return Dictionary(list, uniquingKeysWith: { first, _ in first })
  }

  static var catalogue: [Builtin] {
    [
      Builtin(
        "namedtuple", "typename, field_names, *, rename=False, defaults=None, module!",
        "Makes a type of tuples whose items have names.",
        "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')\nPoint(1, y=2)"
      ) { bound, session in
        let name = bound[0]?.text ?? ""
        var fields: [String]
        if let text = bound[1]?.text {
          fields = text.replacing(",", with: " ").split(whereSeparator: \.isWhitespace).map(
            String.init)
        } else {
          fields = try session.items(of: bound[1] ?? .none).map { try session.string($0) }
        }
        let renames = try ArrayFunctions.flag(bound[2], session)
        var seen = Set<String>()
        for (place, field) in fields.enumerated() {
          let problem: String? =
            !isIdentifier(field)
            ? "Type names and field names must be valid identifiers: \(pythonQuoted(field))"
            : keywords.contains(field)
              ? "Type names and field names cannot be a keyword: \(pythonQuoted(field))"
              : field.hasPrefix("_")
                ? "Field names cannot start with an underscore: \(pythonQuoted(field))"
                : seen.contains(field)
                  ? "Encountered duplicate field name: \(pythonQuoted(field))" : nil
          if let problem {
            guard renames else { throw PythonError.value(problem) }
            fields[place] = "_\(place)"
          }
          seen.insert(field)
        }
        if !isIdentifier(name) {
          throw PythonError.value(
            "Type names and field names must be valid identifiers: \(pythonQuoted(name))")
        }
        let defaults = try bound.given(3).map { try session.items(of: $0) } ?? []
        if defaults.count > fields.count {
          throw PythonError.type("Got more default values than field names")
        }
        return .object(NamedTupleType(name, fields, defaults: defaults))
      }
    ]
  }

  private static let keywords: Set<String> = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
  ]

  private static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first,
      first == "_" || first.properties.isXIDStart
    else { return false }
    return text.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isXIDContinue }
  }
}
