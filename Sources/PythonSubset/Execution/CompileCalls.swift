import Arrays
import Autodiff
import Diagnostics

extension Compiler {
  // MARK: Comprehensions

  func comprehension(_ c: Comprehension, _ span: Span) -> Evaluate {
    if c.kind == .generator { return generatorExpression(c, span) }
    let session = session
    guard let inner = resolver.scopes[ObjectIdentifier(c)] else { return { _ in .none } }
    let outer = scope
    let firstIterable = Eval(expression(c.clauses[0].iterable))
    scope = inner
    struct Clause {
      var iterable: Eval?
      var store: Store
      var conditions: [(Frame) throws -> Bool]
      var site: UInt32
    }
    let clauses = c.clauses.enumerated().map { number, clause in
      Clause(
        iterable: number == 0 ? nil : Eval(expression(clause.iterable)),
        store: store(to: clause.target), conditions: clause.conditions.map { condition($0) },
        site: session.site(clause.iterable.span))
    }
    let element = Eval(expression(c.element))
    let value = c.value.map { Eval(expression($0)) }
    scope = outer
    let fresh = freshCells(inner)
    func run(
      _ frame: Frame, _ number: Int, _ source: Value, _ emit: (Frame) throws -> Void
    ) throws {
      let clause = clauses[number]
      session.engine.site = clause.site
      let iterator = try session.iterator(source)
      var turn = 0
      do {
        while let item = try iterator.next(session) {
          turn &+= 1
          try session.step()
          try clause.store(frame, item)
          var isWanted = true
          for test in clause.conditions where isWanted { isWanted = try test(frame) }
          if !isWanted { continue }
          if number + 1 < clauses.count, let next = clauses[number + 1].iterable {
            try run(frame, number + 1, try next.run(frame), emit)
          } else {
            try emit(frame)
          }
        }
      } catch { throw session.leaving(error, loop: clause.site, turn: turn) }
    }
    switch c.kind {
    case .list, .generator:
      return { frame in
        let source = try firstIterable.run(frame)
        fresh(frame)
        var items: [Value] = []
        try run(frame, 0, source) { items.append(try element.run($0)) }
        return .list(items)
      }
    case .set:
      return { frame in
        let source = try firstIterable.run(frame)
        fresh(frame)
        let result = SetObject()
        try run(frame, 0, source) { try result.members.set(element.run($0), .none, session) }
        return .object(result)
      }
    case .dictionary:
      return { frame in
        let source = try firstIterable.run(frame)
        fresh(frame)
        let result = DictionaryObject()
        try run(frame, 0, source) { frame in
          let key = try element.run(frame)
          try result.set(key, value?.run(frame) ?? .none, session)
        }
        return .object(result)
      }
    }
  }

  // MARK: Calls

  func call(_ callee: Expression, _ arguments: [Argument], _ e: Expression) -> Evaluate {
    if isPython2, let old = python2Call(callee, arguments, e) { return old }
    return plainCall(callee, arguments, e)
  }

  func plainCall(_ callee: Expression, _ arguments: [Argument], _ e: Expression) -> Evaluate {
    let session = session
    let site = session.site(e.span)
    if case .name("super") = callee.kind, arguments.isEmpty, let box = classBox, let function,
      case .global = scope.access("super")
    {
      let first = scope.frame.variables.values.min { $0.slot < $1.slot }
      _ = function
      let slot = first?.slot ?? 0
      let isCell = first?.isCaptured ?? false
      return { frame in
        session.engine.site = site
        var receiver = frame[slot]
        if isCell, let cell = receiver.asObject(CellObject.self) { receiver = cell.value }
        guard let type = box.type else {
          throw PythonError("RuntimeError", "super(): no arguments")
        }
        return .object(SuperObject(after: type, receiver))
      }
    }
    if case .name("super") = callee.kind, arguments.count == 2,
      case .global = scope.access("super")
    {
      let (type, object) = (
        Eval(expression(arguments[0].value)), Eval(expression(arguments[1].value))
      )
      return { frame in
        let (start, receiver) = (try type.run(frame), try object.run(frame))
        session.engine.site = site
        guard let start = start.asObject(ClassObject.self) else {
          throw PythonError.type(
            "super() argument 1 must be a type, not \(session.typeName(start))")
        }
        let own =
          receiver.asObject(InstanceObject.self)?.type ?? receiver.asObject(ClassObject.self)
        guard own?.inherits(from: start) ?? false else {
          throw PythonError.type("super(type, obj): obj must be an instance or subtype of type")
        }
        return .object(SuperObject(after: start, receiver))
      }
    }
    let isPlain = arguments.allSatisfy { if case .positional = $0.kind { true } else { false } }
    let parts = arguments.map { (kind: $0.kind, value: Eval(expression($0.value))) }
    if isPlain {
      let values = parts.map(\.value)
      if case .attribute(let object, let name) = callee.kind {
        return methodCall(object, name, callee, values, site)
      }
      let general = PositionalCall(
        callee: Eval(expression(callee)), values: values, site: site, session: session)
      switch operand(callee) {
      case .slot(let place): return general.make(place).run
      case .global(let place): return general.make(place).run
      default: return { try general.run($0) }
      }
    }
    let target = expression(callee)
    return { frame in
      let function = try target(frame)
      var result = Arguments()
      for part in parts {
        let value = try part.value.run(frame)
        session.engine.site = site
        switch part.kind {
        case .positional: result.positional.append(value)
        case .star:
          if !value.isIterable {
            throw PythonError.type(
              "\(session.callableName(function)) argument after * must be an iterable, not "
                + session.typeName(value))
          }
          result.positional += try session.items(of: value)
        case .keyword(let name): result.keywords.append((name, value))
        case .doubleStar:
          guard let mapping = value.asObject(DictionaryObject.self) else {
            throw PythonError.type(
              "\(session.callableName(function)) argument after ** must be a mapping, not "
                + session.typeName(value))
          }
          for (key, value) in mapping.pairs {
            guard let name = key.text else { throw PythonError.type("keywords must be strings") }
            result.keywords.append((name, value))
          }
        }
      }
      session.engine.site = site
      return try session.call(function, result)
    }
  }

  /// `object.name(…)`: for objects of the program's own classes, without making a bound method.
  func methodCall(
    _ object: Expression, _ name: String, _ callee: Expression, _ values: [Eval], _ site: UInt32
  ) -> Evaluate {
    let session = session
    let object = expression(object)
    let attributeSite = session.site(callee.focus)
    let isAppend = name == "append" && values.count == 1
    let known = KnownMember()
    return { frame in
      let receiver = try object(frame)
      session.engine.site = attributeSite
      guard case .object(let target) = receiver else {
        let function = try session.attribute(receiver, name)
        return try session.call(function, values, frame, site)
      }
      if isAppend, type(of: target) == ListObject.self {
        let value = try values[0].run(frame)
        session.engine.site = site
        try session.step()
        try unsafeDowncast(target, to: ListObject.self).append(value, session)
        return .none
      }
      if target === known.module { return try session.call(known.value, values, frame, site) }
      if let instance = target as? InstanceObject, instance.fields[name] == nil,
        case .object(let found)? = instance.type.lookup(name),
        let function = found as? FunctionObject
      {
        if let routine = function.routine(values.count + 1) {
          return try routine._withUnsafeGuaranteedRef {
            try session.callSimple($0, receiver, values, frame, site)
          }
        }
        var positional = [receiver]
        for value in values { positional.append(try value.run(frame)) }
        session.engine.site = site
        return try session.call(function, Arguments(positional))
      }
      let function = try session.attribute(receiver, name)
      if target is ModuleObject {
        known.module = target
        known.value = function
      }
      return try session.call(function, values, frame, site)
    }
  }
}

/// `f(a, b)`.
final class PositionalCall {
  let callee: Eval
  let values: [Eval]
  let site: UInt32
  let session: Session

  init(callee: Eval, values: [Eval], site: UInt32, session: Session) {
    self.callee = callee
    self.values = values
    self.site = site
    self.session = session
  }

  func run(_ frame: Frame) throws -> Value {
    let function = try callee.run(frame)
    if case .object(let object) = function, type(of: object) == FunctionObject.self,
      let routine = unsafeDowncast(object, to: FunctionObject.self).routine(values.count)
    {
      return try routine._withUnsafeGuaranteedRef {
        try session.callSimple($0, values, frame, site)
      }
    }
    return try session.call(function, values, frame, site)
  }

  /// The same for a name, whose function is looked at where it stands.
  func make<P: StoredOperand>(_ place: P) -> Eval {
    if values.count == 1 {
      let value = values[0]
      return Eval { [self] frame in
        if let routine = place.routine(frame, 1) {
          return try routine._withUnsafeGuaranteedRef {
            try session.callSimple($0, value, frame, site)
          }
        }
        return try run(frame)
      }
    }
    return Eval { [self] frame in
      if let routine = place.routine(frame, values.count) {
        return try routine._withUnsafeGuaranteedRef {
          try session.callSimple($0, values, frame, site)
        }
      }
      return try run(frame)
    }
  }
}

/// What a module's name stood for when a call met it last: modules don't change.
private final class KnownMember {
  @exclusivity(unchecked) var module: Object?
  @exclusivity(unchecked) var value = Value.none
}

extension Session {
  /// `__main__.f()`, as errors about a call's arguments give it.
  func callableName(_ value: Value) -> String {
    if let function = value.asObject(FunctionObject.self) {
      return "__main__.\(function.code.qualifiedName)()"
    }
    if let type = value.asObject(ClassObject.self) { return "__main__.\(type.qualifiedName)()" }
    if let builtin = value.asObject(BuiltinFunction.self) { return "\(builtin.name)()" }
    return "\(typeName(value)) object"
  }
}
