import Arrays
import Autodiff
import Diagnostics

/// What Python 2 had under another name.
enum Python2 {
  /// Built-in names and what they became.
  static let names: [String: String] = [
    "xrange": "range", "unicode": "str", "basestring": "str", "long": "int", "unichr": "chr",
    "raw_input": "input", "reduce": "functools.reduce",
  ]
  static let methods: [String: String] = [
    "iteritems": "items", "itervalues": "values", "iterkeys": "keys", "has_key": "in",
  ]
  /// Functions that gave lists, and now give iterators.
  static let listMakers: Set<String> = ["map", "filter", "zip", "range"]
  static let listMethods: Set<String> = ["keys", "values", "items"]
}

extension Compiler {
  /// Says what of Python 2 the block's names are; names of the session's own hide them.
  func usePython2(_ isRead: Bool, _ names: Set<String>) {
    let used = names.filter { session.global($0) == nil }
    isPython2 = isRead || !used.isEmpty
    for name in used.sorted() {
      if let modern = Python2.names[name] {
        session.note("Python 2: `\(name)` is read as `\(modern)`")
      } else if name == ".has_key" {
        session.note("Python 2: `d.has_key(key)` is read as `key in d`")
      } else if let modern = Python2.methods[String(name.dropFirst())] {
        session.note("Python 2: `\(name)()` is read as `.\(modern)()`")
      }
    }
  }

  /// What a built-in name of Python 2 stands for, in a block of Python 2.
  func python2Value(_ name: String) -> Value? {
    guard isPython2, let modern = Python2.names[name] else { return nil }
    if name == "reduce" {
      return try? session.modules["functools"]?.attribute("reduce", session)
    }
    return session.builtins[modern]
  }

  /// Calls that mean something else in Python 2: lists where there are iterators now, and the
  /// methods of dictionaries that are gone. Nil where the call means the same.
  func python2Call(_ callee: Expression, _ arguments: [Argument], _ e: Expression) -> Evaluate? {
    let session = session
    switch callee.kind {
    case .name(let name) where Python2.listMakers.contains(name):
      guard case .global = scope.access(name), resolver.bindings[name] == nil,
        session.global(name) == nil
      else { return nil }
      let result = Eval(plainCall(callee, arguments, e))
      return { frame in .list(try session.items(of: result.run(frame))) }
    case .attribute(let object, "has_key") where arguments.count == 1:
      let (object, key) = (Eval(expression(object)), Eval(expression(arguments[0].value)))
      let site = session.site(e.span)
      return { frame in
        let (container, value) = (try object.run(frame), try key.run(frame))
        session.engine.site = site
        return .bool(try session.contains(container, value))
      }
    case .attribute(let object, let name) where arguments.isEmpty:
      let modern = Python2.methods[name] ?? name
      guard Python2.listMethods.contains(modern) else { return nil }
      let site = session.site(e.span)
      let object = Eval(expression(object))
      return { frame in
        let receiver = try object.run(frame)
        session.engine.site = site
        let isDictionary = receiver.asObject(DictionaryObject.self) != nil
        let method = try session.attribute(receiver, isDictionary ? modern : name)
        let result = try session.call(method, Arguments())
        return isDictionary ? .list(try session.items(of: result)) : result
      }
    default: return nil
    }
  }
}

extension Session {
  /// Python 2 rounded the quotient of two integers down.
  func warnOldDivision(_ a: Value, _ b: Value) {
    func isWhole(_ value: Value) -> Bool {
      switch value {
      case .int, .bool: true
      case .scalar(let scalar): scalar.dtype.isInteger
      case .object(let object): (object as? ArrayObject)?.array.dtype.isInteger ?? false
      default: false
      }
    }
    guard isWhole(a), isWhole(b) else { return }
    note(
      "Python 2 rounds the quotient of two integers down; `/` does not here: write `//` where a "
        + "whole number is meant")
  }
}
