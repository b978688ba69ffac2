import Arrays
import Autodiff

/// `functools`.
enum FunctoolsModule {
  static let refused: Set<String> = [
    "cached_property", "partialmethod", "singledispatch", "singledispatchmethod", "total_ordering",
  ]

  static var catalogue: [Builtin] {
    [
      Builtin(
        "reduce", "function, iterable, initial=None", "Folds items into one value.",
        "from functools import reduce\nreduce(lambda a, b: a * b, [1, 2, 3, 4])"
      ) { bound, session in
        let source = try session.iterator(bound[1] ?? .none)
        var total = bound[2]
        if total == nil { total = try source.next(session) }
        guard var total else {
          throw PythonError.type("reduce() of empty iterable with no initial value")
        }
        while let item = try source.next(session) {
          try session.step()
          total = try session.call(bound[0] ?? .none, Arguments([total, item]))
        }
        return total
      },
      Builtin(
        "partial", "func, *args, **keywords", "A function with some arguments already given.",
        "from functools import partial\npartial(pow, 2)(5)"
      ) { bound, session in
        .object(try PartialObject(bound[0] ?? .none, bound.rest, bound.keywords, session))
      },
      Builtin(
        "wraps", "wrapped, assigned!, updated!", "Gives a wrapper the name of what it wraps.",
        "from functools import wraps\ndef f(): pass\n@wraps(f)\ndef g(): pass\ng.__name__"
      ) { bound, _ in
        let wrapped = bound[0] ?? .none
        return makeMethod("wraps", "wrapper") { inner, session in
          try update(inner[0] ?? .none, wrapped, session)
        }
      },
      Builtin(
        "update_wrapper", "wrapper, wrapped, assigned!, updated!",
        "Gives a wrapper the name of what it wraps.",
        "from functools import update_wrapper\ndef f(): pass\ndef g(): pass\n"
          + "update_wrapper(g, f).__name__"
      ) { bound, session in try update(bound[0] ?? .none, bound[1] ?? .none, session) },
      Builtin(
        "lru_cache", "maxsize=128, typed=False", "Remembers a function's results.",
        "from functools import lru_cache\n@lru_cache(maxsize=None)\ndef f(n):\n"
          + "    return n if n < 2 else f(n - 1) + f(n - 2)\nf(30)"
      ) { bound, session in
        if case .object(let function)? = bound[0], bound.given(1) == nil,
          session.index(bound[0] ?? .none) == nil
        {
          return .object(CachedFunction(function, limit: 128))
        }
        if try ArrayFunctions.flag(bound[1], session) {
          throw PythonError.refused(
            "`typed=True` of lru_cache",
            hint: "leave it out")
        }
        var limit: Int? = 128
        if let given = bound[0] { limit = given.isNone ? nil : max(0, try session.integer(given)) }
        return makeMethod("lru_cache", "function") { inner, _ in
          guard case .object(let function)? = inner[0] else {
            throw PythonError.type("the first argument must be callable")
          }
          return .object(CachedFunction(function, limit: limit))
        }
      },
      Builtin(
        "cache", "user_function", "Remembers all of a function's results.",
        "from functools import cache\n@cache\ndef f(n):\n    return n * n\nf(3)"
      ) { bound, _ in
        guard case .object(let function)? = bound[0] else {
          throw PythonError.type("the first argument must be callable")
        }
        return .object(CachedFunction(function, limit: nil))
      },
      Builtin(
        "cmp_to_key", "mycmp", "Makes a sort key of a function that compares two items.",
        "from functools import cmp_to_key\nsorted([1, 3, 2], key=cmp_to_key(lambda a, b: b - a))"
      ) { bound, _ in
        let function = bound[0] ?? .none
        return makeMethod("K", "obj") { inner, _ in
          .object(ComparisonKey(function, inner[0] ?? .none))
        }
      },
    ]
  }

  private static func update(_ wrapper: Value, _ wrapped: Value, _ session: Session) throws -> Value
  {
    guard case .object(let target) = wrapper else { return wrapper }
    for name in ["__name__", "__qualname__", "__doc__"] {
      guard case .object(let source) = wrapped,
        let value = try source.attribute(name, session)
      else { continue }
      try target.setAttribute(name, value, session)
    }
    if let source = wrapped.asObject(FunctionObject.self) {
      for (name, value) in source.attributes where !name.hasPrefix("__") {
        try target.setAttribute(name, value, session)
      }
    }
    try target.setAttribute("__wrapped__", wrapped, session)
    return wrapper
  }
}

/// `functools.partial(f, …)`.
final class PartialObject: Object {
  private(set) var function: Value
  private(set) var positional: [Value]
  private(set) var keywords: [(name: String, value: Value)]
  deinit {
    DeepRelease.empty(&function, .none)
    DeepRelease.empty(&positional, [])
    DeepRelease.empty(&keywords, [])
  }

  init(
    _ function: Value, _ positional: [Value], _ keywords: [(name: String, value: Value)],
    _ session: Session
  ) throws {
    guard case .object(let object) = function else {
      throw PythonError.type("the first argument must be callable")
    }
    if let inner = object as? PartialObject {
      self.function = inner.function
      try session.charge(items: inner.positional.count + inner.keywords.count * 16)
      self.positional = inner.positional + positional
      self.keywords =
        inner.keywords.filter { old in !keywords.contains { $0.name == old.name } } + keywords
    } else {
      self.function = function
      self.positional = positional
      self.keywords = keywords
    }
  }

  override var typeName: String { "functools.partial" }
  override func representation(_ session: Session) throws -> String {
    let parts =
      try [session.representation(function)] + positional.map { try session.representation($0) }
      + keywords.map { "\($0.name)=\(try session.representation($0.value))" }
    return "functools.partial(\(parts.joined(separator: ", ")))"
  }
  override var attributeNames: [String] { ["func", "args", "keywords"] }
  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "func": return function
    case "args": return .tuple(positional)
    case "keywords":
      let result = DictionaryObject()
      for (name, value) in keywords { try result.set(.string(name), value, session) }
      return .object(result)
    default: return nil
    }
  }

  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    let given = arguments.keywords
    try session.charge(items: positional.count + keywords.count * 16)
    try session.enter()
    defer { session.leave() }
    return try session.call(
      function,
      Arguments(
        positional + arguments.positional,
        keywords: keywords.filter { old in !given.contains { $0.name == old.name } } + given))
  }
}

/// What `@lru_cache` makes of a function.
final class CachedFunction: Object {
  private struct Key: Hashable {
    var positional: [HashKey]
    var keywords: [String: HashKey]
    /// Traced arguments are told apart by what made them: a result leads back to its own arguments.
    var nodes: [UInt32]
  }

  private var function: Object { held.unsafelyUnwrapped }
  /// Nil only while it is let go.
  private var held: Object?
  private let limit: Int?
  private var results: [Key: (value: Value, used: Int)] = [:]
  private var clock = 0
  private var hits = 0
  private var misses = 0
  private var attributes: [String: Value] = [:]

  init(_ function: Object, limit: Int?) {
    held = function
    self.limit = limit
  }

  deinit {
    DeepRelease.empty(&held, nil)
    DeepRelease.empty(&results, [:])
    DeepRelease.empty(&attributes, [:])
  }

  override var typeName: String { "functools._lru_cache_wrapper" }
  override func representation(_ session: Session) throws -> String {
    let name =
      try session.forwarding { try function.attribute("__qualname__", session)?.text } ?? "function"
    return "<functools._lru_cache_wrapper object of \(name)>"
  }
  override var attributeNames: [String] { ["cache_info", "cache_clear", "__wrapped__"] }

  override func setAttribute(_ name: String, _ value: Value, _ session: Session) {
    attributes[name] = value
  }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "__wrapped__": return .object(function)
    case "cache_info":
      return makeMethod(name, "") { [self] _, _ in
        let type = NamedTupleType(
          "CacheInfo", ["hits", "misses", "maxsize", "currsize"], module: "functools")
        return .object(
          NamedTuple(
            type,
            [.int(hits), .int(misses), limit.map { .int($0) } ?? .none, .int(results.count)]))
      }
    case "cache_clear":
      return makeMethod(name, "") { [self] _, _ in
        results = [:]
        (hits, misses) = (0, 0)
        return .none
      }
    default:
      if let known = attributes[name] { return known }
      return try session.forwarding { try function.attribute(name, session) }
    }
  }

  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    try session.step()
    var keywords: [String: HashKey] = [:]
    for (name, value) in arguments.keywords { keywords[name] = try session.key(value) }
    let key = Key(
      positional: try arguments.positional.map { try session.key($0) }, keywords: keywords,
      nodes: arguments.positional.map(\.node) + arguments.keywords.map(\.value.node))
    clock += 1
    if let known = results[key], isCurrent(known.value, session) {
      hits += 1
      results[key]?.used = clock
      return known.value
    }
    misses += 1
    let value = try session.forwarding { try session.call(.object(function), arguments) }
    if limit == 0 { return value }
    if let limit, results.count >= limit { try session.charge(items: results.count) }
    if let limit, results[key] == nil, results.count >= limit,
      let oldest = results.min(by: { $0.value.used < $1.value.used })
    {
      results[oldest.key] = nil
    }
    try session.chargeMemory(64, times: 1)
    results[key] = (value, clock)
    return value
  }

  /// Whether a result's path still stands on the tape; without, it would pass for a constant.
  private func isCurrent(_ value: Value, _ session: Session) -> Bool {
    var node = value.node
    if let array = value.asObject(ArrayObject.self) { node = array.handle.node }
    return node == 0 || session.engine.isTracked(node)
  }
}

/// What `cmp_to_key(f)(x)` gives.
private final class ComparisonKey: Object {
  private let function: Value
  private var value: Value
  init(_ function: Value, _ value: Value) {
    self.function = function
    self.value = value
  }
  deinit { DeepRelease.empty(&value, .none) }
  override var typeName: String { "functools.KeyWrapper" }
  override func attribute(_ name: String, _ session: Session) -> Value? {
    name == "obj" ? value : nil
  }
  override func compare(_ operation: ComparisonOperator, _ other: Value, _ session: Session) throws
    -> Value?
  {
    guard let right = other.asObject(ComparisonKey.self) else { return nil }
    return try session.compare(
      operation, session.call(function, Arguments([value, right.value])), .int(0))
  }
}
