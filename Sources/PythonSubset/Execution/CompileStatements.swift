import Arrays
import Autodiff
import Diagnostics

extension Compiler {
  typealias Execute = (Frame) throws -> Flow

  func statement(_ s: Statement) -> Execute {
    let session = session
    switch s.kind {
    case .expression(let e):
      if case .string = e.kind { return { _ in .next } }
      let value = expression(e)
      return { frame in
        try session.step()
        _ = try value(frame)
        return .next
      }
    case .assign(let targets, let e):
      let value = expression(e)
      if targets.count == 1 { return assignment(to: targets[0], value) }
      let stores = targets.map { store(to: $0) }
      return { frame in
        try session.step()
        let result = try value(frame)
        for store in stores { try store(frame, result) }
        return .next
      }
    case .augmented(let target, let operation, let e):
      return augmented(target, operation, e, s.span)
    case .annotated(let target, _, let e):
      guard let e else { return { _ in .next } }
      let value = expression(e)
      let store = store(to: target)
      return { frame in
        try session.step()
        try store(frame, try value(frame))
        return .next
      }
    case .conditional(let branches, let otherwise):
      let branches = branches.map { (test: Condition(condition($0.test)), body: block($0.body)) }
      let otherwise = block(otherwise)
      if branches.count == 1 {
        let (test, body) = branches[0]
        return { frame in
          try session.step()
          return try test.run(frame) ? try body.run(frame) : try otherwise.run(frame)
        }
      }
      return { frame in
        try session.step()
        for branch in branches where try branch.test.run(frame) {
          return try branch.body.run(frame)
        }
        return try otherwise.run(frame)
      }
    case .whileLoop(let test, let body, let otherwise):
      let (test, body, otherwise) = (Condition(condition(test)), block(body), block(otherwise))
      let site = session.site(s.span)
      return { frame in
        var turn = 0
        do {
          while try test.run(frame) {
            turn &+= 1
            do { try session.step() } catch {
              session.engine.site = site
              throw error
            }
            let flow = try body.run(frame)
            if flow == .breakLoop { return .next }
            if flow == .returned { return .returned }
          }
        } catch { throw session.leaving(error, loop: site, turn: turn) }
        return try otherwise.run(frame)
      }
    case .forLoop(let target, let iterable, let body, let otherwise):
      return forLoop(target, iterable, body, otherwise)
    case .function(let definition):
      return decorated(
        makeFunction(definition), definition.decorators, store(to: definition.name), s.span)
    case .classDefinition(let definition):
      return decorated(
        classDefinition(definition), definition.decorators, store(to: definition.name), s.span)
    case .returnValue(let e):
      guard let e else {
        return { frame in
          frame[0] = .none
          return .returned
        }
      }
      let value = expression(e)
      return { frame in
        frame[0] = try value(frame)
        return .returned
      }
    case .breakLoop: return { _ in .breakLoop }
    case .continueLoop: return { _ in .continueLoop }
    case .pass: return { _ in .next }
    case .importModules(let names): return importModules(names)
    case .importFrom(let module, let names): return importFrom(module, names, s.span)
    case .global, .nonlocal: return { _ in .next }
    case .delete(let targets):
      let deletions = targets.map { Code(deletion($0)) }
      return { frame in
        for deletion in deletions { _ = try deletion.run(frame) }
        return .next
      }
    case .assertion(let test, let message):
      let test = condition(test)
      let message = message.map { Eval(expression($0)) }
      let site = session.site(s.span)
      return { frame in
        try session.step()
        if try test(frame) { return .next }
        let text = try message.map { try $0.run(frame) }
        session.engine.site = site
        throw session.raised("AssertionError", text.map { [$0] } ?? [])
      }
    case .raise(let e, let cause): return raise(e, from: cause, s.span)
    case .tryBlock(let body, let handlers, let otherwise, let finally):
      return tryBlock(body, handlers, otherwise, finally)
    case .withBlock(let items, let body): return withBlock(items, body)
    }
  }

  /// `target = value`; names are stored without another call.
  private func assignment(to target: Expression, _ value: @escaping Evaluate) -> Execute {
    let session = session
    if case .name(let name) = target.kind {
      switch scope.access(name) {
      case .slot(let slot):
        let isClassBody = scope.kind == .classBody
        return { frame in
          try session.step()
          let result = try value(frame)
          (frame + slot).put(result)
          if !isClassBody, let tracer = session.tracer {
            tracer.giveLocal(name, to: result, session)
          }
          return .next
        }
      case .global:
        let slot = session.globalSlot(name)
        let site = session.site(target.span)
        return { frame in
          try session.step()
          let result = try value(frame)
          if let tracer = session.tracer {
            session.engine.site = site
            session.globals[slot] = try tracer.bind(slot, name, result, session)
          } else {
            (session.globals + slot).put(result)
          }
          return .next
        }
      case .cell: break
      }
    }
    let store = store(to: target)
    return { frame in
      try session.step()
      try store(frame, try value(frame))
      return .next
    }
  }

  private func augmented(
    _ target: Expression, _ operation: BinaryOperator, _ e: Expression, _ span: Span
  ) -> Execute {
    let session = session
    let site = session.site(span)
    if case .name = target.kind {
      if isPython2, operation == .divide {
        let (old, value) = (Eval(expression(target)), Eval(expression(e)))
        return assignment(to: target) { frame in
          let (a, b) = (try old.run(frame), try value.run(frame))
          session.engine.site = site
          session.warnOldDivision(a, b)
          return try session.inPlace(operation, a, b)
        }
      }
      let right = operand(e)
      let inPlace = Operation(operation, isInPlace: true, site, session)
      let result = Arithmetic(operation: inPlace).make(operand(target), right)
      let general = Code(assignment(to: target, result.run))
      return InPlaceName(name: operand(target), operation: inPlace, general: general)
        .make(right).run
    }
    let value = expression(e)
    switch target.kind {
    case .attribute(let object, let name):
      let object = expression(object)
      return { frame in
        try session.step()
        let receiver = try object(frame)
        session.engine.site = site
        let old = try session.attribute(receiver, name)
        let operand = try value(frame)
        session.engine.site = site
        // A variable's `.data` is a copy: it is given a new value.
        let result =
          try receiver.isVariable
          ? session.binary(operation, old, operand) : session.inPlace(operation, old, operand)
        guard case .object(let holder) = receiver else { return .next }
        try holder.setAttribute(name, result, session)
        return .next
      }
    case .subscript(let object, let key):
      let (object, key) = (expression(object), index(key))
      return { frame in
        try session.step()
        let receiver = try object(frame)
        let key = try key(frame)
        session.engine.site = site
        guard case .object(let holder) = receiver else {
          throw PythonError.type("'\(session.typeName(receiver))' object is not subscriptable")
        }
        let old = try holder.item(key, session)
        let operand = try value(frame)
        session.engine.site = site
        try holder.setItem(key, try session.inPlace(operation, old, operand), session)
        return .next
      }
    default:
      refuse("augmented assignment to this", target.span)
      return { _ in .next }
    }
  }

  private func forLoop(
    _ target: Expression, _ iterable: Expression, _ body: [Statement], _ otherwise: [Statement]
  ) -> Execute {
    let session = session
    let source = expression(iterable)
    let site = session.site(iterable.span)
    let store = recorded(store(to: target), of: target, iterable)
    let body = block(body)
    let otherwise = block(otherwise)
    let range = rangeBounds(iterable)
    var counter: Int?
    if case .name(let name) = target.kind, case .slot(let slot) = scope.access(name),
      scope.kind != .classBody
    {
      counter = slot
    }
    let counterSlot = counter
    /// Counts through a range; nil where the loop came to its end.
    func count(_ frame: Frame, _ start: Int, _ step: Int, _ count: Int) throws -> Flow? {
      var current = start
      var turn = 0
      do {
        while turn < count {
          turn &+= 1
          do { try session.step() } catch {
            session.engine.site = site
            throw error
          }
          if let counterSlot {
            (frame + counterSlot).put(.int(current, 0))
          } else {
            try store(frame, .int(current, 0))
          }
          current = current &+ step
          let flow = try body.run(frame)
          if flow == .breakLoop { return .next }
          if flow == .returned { return .returned }
        }
      } catch { throw session.leaving(error, loop: site, turn: turn) }
      return nil
    }
    return { frame in
      if let bounds = try range?(frame) {
        return try count(frame, bounds.start, bounds.step, bounds.count)
          ?? otherwise.run(frame)
      }
      var value = try source(frame)
      session.engine.site = site
      if case .object(let object) = value, let range = object as? RangeObject {
        return try count(frame, range.start, range.step, range.count) ?? otherwise.run(frame)
      }
      var iterator = try session.iterator(value)
      value = .none
      var turn = 0
      do {
        while let item = try iterator.next(session) {
          turn &+= 1
          do { try session.step() } catch {
            session.engine.site = site
            throw error
          }
          try store(frame, item)
          let flow = try body.run(frame)
          if flow == .breakLoop || flow == .returned {
            // CPython closes a generator that nothing else holds.
            if iterator is GeneratorObject, isKnownUniquelyReferenced(&iterator) {
              let generator = iterator as? GeneratorObject
              if generator?.needsClosing == true { try generator?.close(session) }
            }
            return flow == .returned ? .returned : .next
          }
        }
      } catch { throw session.leaving(error, loop: site, turn: turn) }
      return try otherwise.run(frame)
    }
  }

  /// The bounds of `range(…)` without making one, while `range` means the built-in and the bounds
  /// are plain integers; nil at compile time for other iterables, at run time where they are not.
  private func rangeBounds(_ iterable: Expression)
    -> ((Frame) throws -> (start: Int, step: Int, count: Int)?)?
  {
    guard case .call(let callee, let arguments) = iterable.kind,
      case .name("range") = callee.kind, (1...2).contains(arguments.count),
      arguments.allSatisfy({ if case .positional = $0.kind { true } else { false } }),
      case .global = scope.access("range")
    else { return nil }
    // What has an effect is not to be evaluated twice.
    let isPlain = arguments.allSatisfy { argument in
      switch argument.value.kind {
      case .int, .name: true
      case .binary(_, let a, let b): [a, b].allSatisfy { $0.isNameOrInteger }
      case .call(let callee, let inner):
        if case .name("len") = callee.kind {
          inner.allSatisfy { $0.value.isNameOrInteger }
        } else {
          false
        }
      default: false
      }
    }
    guard isPlain else { return nil }
    let session = session
    let slot = session.globalSlot("range")
    let first = bound(arguments[0].value)
    guard arguments.count == 2 else {
      return { frame in
        guard case .unbound = session.globals[slot], session.tracer == nil,
          let count = try first.get(frame, session)
        else { return nil }
        return (0, 1, max(0, count))
      }
    }
    let second = bound(arguments[1].value)
    return { frame in
      guard case .unbound = session.globals[slot], session.tracer == nil,
        let start = try first.get(frame, session), let stop = try second.get(frame, session)
      else { return nil }
      let (count, overflow) = stop.subtractingReportingOverflow(start)
      return overflow ? nil : (start, 1, max(0, count))
    }
  }

  /// One end of a range.
  private enum Bound {
    case plain(PlainIndex)
    case computed(Eval)

    @inline(__always)
    func get(_ frame: Frame, _ session: Session) throws -> Int? {
      switch self {
      case .plain(let index): return index.get(frame, session)
      case .computed(let value):
        if case .int(let number, 0) = try value.run(frame) { return number }
        return nil
      }
    }
  }

  private func bound(_ e: Expression) -> Bound {
    plainIndex(e).map { .plain($0) } ?? .computed(Eval(expression(e)))
  }

  private func decorated(
    _ make: @escaping (Frame) throws -> Value, _ decorators: [Expression], _ store: @escaping Store,
    _ span: Span
  ) -> Execute {
    let session = session
    let wrappers = decorators.map { (Eval(expression($0)), session.site($0.span)) }
    return { frame in
      try session.step()
      let functions = try wrappers.map { try $0.0.run(frame) }
      var value = try make(frame)
      for (function, wrapper) in zip(functions, wrappers).reversed() {
        session.engine.site = wrapper.1
        value = try session.call(function, Arguments([value]))
      }
      try store(frame, value)
      return .next
    }
  }

  private func deletion(_ target: Expression) -> Execute {
    let session = session
    switch target.kind {
    case .name(let name):
      let current = expression(target)
      switch scope.access(name) {
      case .slot(let slot):
        return { frame in
          _ = try current(frame)
          frame[slot] = .unbound
          return .next
        }
      case .cell(let slot):
        return { frame in
          _ = try current(frame)
          frame[slot].asObject(CellObject.self)?.value = .unbound
          return .next
        }
      case .global:
        let slot = session.globalSlot(name)
        return { frame in
          _ = try current(frame)
          session.globals[slot] = .unbound
          return .next
        }
      }
    case .subscript(let object, let key):
      let (object, key) = (expression(object), index(key))
      let site = session.site(target.span)
      return { frame in
        let receiver = try object(frame)
        let key = try key(frame)
        session.engine.site = site
        guard case .object(let holder) = receiver else {
          throw PythonError.type(
            "'\(session.typeName(receiver))' object doesn't support item deletion")
        }
        try holder.deleteItem(key, session)
        return .next
      }
    case .attribute(let object, let name):
      let object = expression(object)
      let site = session.site(target.focus)
      return { frame in
        let receiver = try object(frame)
        session.engine.site = site
        try session.deleteAttribute(receiver, name)
        return .next
      }
    case .tuple(let items), .list(let items):
      let parts = items.map { Code(deletion($0)) }
      return { frame in
        for part in parts { _ = try part.run(frame) }
        return .next
      }
    default:
      refuse("`del` of this", target.span)
      return { _ in .next }
    }
  }
}

extension Expression {
  fileprivate var isNameOrInteger: Bool {
    switch kind {
    case .name, .int: true
    default: false
    }
  }
}
