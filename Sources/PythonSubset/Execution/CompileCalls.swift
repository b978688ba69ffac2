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
    let isPlain = arguments.allSatisfy { if case .positional = $0.kind { true } else { false } }
    let parts = arguments.map { (kind: $0.kind, value: Eval(expression($0.value))) }
    if isPlain {
      let values = parts.map(\.value)
      if case .attribute(let object, let name) = callee.kind {
        return methodCall(object, name, callee, values, site)
      }
      let target = expression(callee)
      return { frame in
        let function = try target(frame)
        if case .object(let object) = function, let user = object as? FunctionObject,
          user.code.isSimple, user.code.parameters.count == values.count
        {
          return try session.callSimple(user, values, frame, site)
        }
        var positional: [Value] = []
        positional.reserveCapacity(values.count)
        for value in values { positional.append(try value.run(frame)) }
        session.engine.site = site
        return try session.call(function, Arguments(positional))
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
        case .star: result.positional += try session.items(of: value)
        case .keyword(let name): result.keywords.append((name, value))
        case .doubleStar:
          guard let mapping = value.asObject(DictionaryObject.self) else {
            throw PythonError.type(
              "argument after ** must be a mapping, not \(session.typeName(value))")
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
    return { frame in
      let receiver = try object(frame)
      session.engine.site = attributeSite
      if case .object(let target) = receiver, let instance = target as? InstanceObject,
        instance.fields[name] == nil, case .object(let found)? = instance.type.lookup(name),
        let function = found as? FunctionObject
      {
        var positional = [receiver]
        for value in values { positional.append(try value.run(frame)) }
        session.engine.site = site
        return try session.call(function, Arguments(positional))
      }
      let function = try session.attribute(receiver, name)
      var positional: [Value] = []
      positional.reserveCapacity(values.count)
      for value in values { positional.append(try value.run(frame)) }
      session.engine.site = site
      return try session.call(function, Arguments(positional))
    }
  }
}
