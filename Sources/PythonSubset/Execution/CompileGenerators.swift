import Arrays
import Autodiff
import Diagnostics

extension Compiler {
  private typealias Program = [GeneratorInstruction]
  private typealias Loop = GeneratorInstruction.LoopPlaces

  /// The instructions of a generator's body.
  func generatorProgram(_ body: [Statement]) -> [GeneratorInstruction] {
    var program: Program = []
    emit(body, &program, loop: nil, guards: 0)
    return program
  }

  private func emit(_ body: [Statement], _ program: inout Program, loop: Loop?, guards: Int) {
    for statement in body { emit(statement, &program, loop: loop, guards: guards) }
  }

  private func emit(_ s: Statement, _ program: inout Program, loop: Loop?, guards: Int) {
    guard s.yields else {
      switch s.kind {
      case .breakLoop: if let loop { program.append(.leaveLoop(loop, isBreak: true)) }
      case .continueLoop: if let loop { program.append(.leaveLoop(loop, isBreak: false)) }
      default: program.append(.run(Code(statement(s)), loop))
      }
      return
    }
    switch s.kind {
    case .expression(let e): emitValue(e, nil, &program)
    case .assign(let targets, let e) where targets.count == 1 && !targets[0].yields:
      emitValue(e, store(to: targets[0]), &program)
    case .returnValue(let e?):
      hoist(e, &program)
      program.append(.returnValue(Eval(expression(e))))
    case .assign(_, let e), .augmented(_, _, let e), .assertion(let e, nil), .raise(let e?, nil):
      hoist(e, &program)
      program.append(.run(Code(statement(s)), loop))
    case .annotated(let target, _, let e?): emitValue(e, store(to: target), &program)
    case .conditional(let branches, let otherwise):
      var exits: [Int] = []
      for branch in branches {
        hoist(branch.test, &program)
        let at = program.count
        let test = Eval(expression(branch.test))
        program.append(.jump(0))
        emit(branch.body, &program, loop: loop, guards: guards)
        exits.append(program.count)
        program.append(.jump(0))
        program[at] = .branch(test, otherwise: program.count)
      }
      emit(otherwise, &program, loop: loop, guards: guards)
      for exit in exits { program[exit] = .jump(program.count) }
    case .whileLoop(let test, let body, let otherwise):
      let inner = Loop(guards: guards)
      inner.start = program.count
      hoist(test, &program)
      let at = program.count
      let test = Eval(expression(test))
      program.append(.jump(0))
      emit(body, &program, loop: inner, guards: guards)
      program.append(.jump(inner.start))
      program[at] = .branch(test, otherwise: program.count)
      emit(otherwise, &program, loop: loop, guards: guards)
      inner.end = program.count
    case .forLoop(let target, let iterable, let body, let otherwise):
      let slot = scope.newSlot()
      hoist(iterable, &program)
      program.append(.iterate(Eval(expression(iterable)), slot: slot))
      let inner = Loop(guards: guards)
      inner.start = program.count
      let store = store(to: target)
      program.append(.jump(0))
      emit(body, &program, loop: inner, guards: guards)
      program.append(.jump(inner.start))
      program[inner.start] = .next(slot: slot, store, exit: program.count)
      emit(otherwise, &program, loop: loop, guards: guards)
      inner.end = program.count
    case .tryBlock(let body, let handlers, let otherwise, let finally):
      emitTry(body, handlers, otherwise, finally, &program, loop: loop, guards: guards)
    case .withBlock(let items, let body):
      emitWith(items[...], body, &program, loop: loop, guards: guards)
    default:
      refuse("`yield` in this place", s.span, hint: "put it on a line of its own")
    }
  }

  private func emitTry(
    _ body: [Statement], _ handlers: [Statement.Handler], _ otherwise: [Statement],
    _ finally: [Statement], _ program: inout Program, loop: Loop?, guards: Int
  ) {
    let outer = program.count
    let inside = guards + (finally.isEmpty ? 0 : 1)
    if !finally.isEmpty { program.append(.jump(0)) }
    if handlers.isEmpty {
      emit(body, &program, loop: loop, guards: inside)
      emit(otherwise, &program, loop: loop, guards: inside)
    } else {
      let start = program.count
      program.append(.jump(0))
      emit(body, &program, loop: loop, guards: inside + 1)
      program.append(.leaveGuard)
      emit(otherwise, &program, loop: loop, guards: inside)
      var exits = [program.count]
      program.append(.jump(0))
      program[start] = .guarded(.except, target: program.count)
      for handler in handlers {
        let at = program.count
        let type = handler.type.map { Eval(expression($0)) }
        let store = handler.name.map { self.store(to: $0) }
        program.append(.jump(0))
        emit(handler.body, &program, loop: loop, guards: inside + 1)
        program.append(.endHandler)
        if let name = handler.name { program.append(.run(forget(name), nil)) }
        exits.append(program.count)
        program.append(.jump(0))
        program[at] = .handle(type: type, store, otherwise: program.count)
      }
      program.append(.raiseAgain)
      for exit in exits { program[exit] = .jump(program.count) }
    }
    guard !finally.isEmpty else { return }
    program.append(.beginFinally)
    program[outer] = .guarded(.finally, target: program.count)
    emit(finally, &program, loop: loop, guards: guards)
    program.append(.endFinally)
  }

  private func emitWith(
    _ items: ArraySlice<(context: Expression, target: Expression?)>, _ body: [Statement],
    _ program: inout Program, loop: Loop?, guards: Int
  ) {
    guard let first = items.first else {
      return emit(body, &program, loop: loop, guards: guards)
    }
    let slot = scope.newSlot()
    hoist(first.context, &program)
    program.append(
      .enterContext(
        Eval(expression(first.context)), slot: slot, first.target.map { self.store(to: $0) },
        site: session.site(first.context.span)))
    let start = program.count
    program.append(.jump(0))
    emitWith(items.dropFirst(), body, &program, loop: loop, guards: guards + 1)
    program.append(.exitContext(slot: slot))
    let exit = program.count
    program.append(.jump(0))
    program[start] = .guarded(.context(slot: slot), target: program.count)
    program.append(.exitContextFailed(slot: slot))
    program[exit] = .jump(program.count)
  }

  // MARK: yield as a part of an expression

  /// A statement that is one `yield`, or an expression with some in it.
  private func emitValue(_ e: Expression, _ store: Store?, _ program: inout Program) {
    switch e.kind {
    case .yield(let value):
      if let value { hoist(value, &program) }
      program.append(.yield(value.map { Eval(expression($0)) } ?? Eval { _ in .none }, store))
    case .yieldFrom(let source):
      hoist(source, &program)
      program.append(.yieldFrom(Eval(expression(source)), slot: scope.newSlot(), store))
    default:
      hoist(e, &program)
      let value = Eval(expression(e))
      program.append(
        .run(
          Code { frame in
            let result = try value.run(frame)
            try store?(frame, result)
            return .next
          }, nil))
    }
  }

  /// Each `yield` inside the expression comes first, into a slot of its own; what stands before it
  /// must not mind being computed after it.
  private func hoist(_ e: Expression, _ program: inout Program) {
    guard e.yields else { return }
    var isPlain = true
    hoist(e, &program, &isPlain)
  }

  private func hoist(_ e: Expression, _ program: inout Program, _ isPlain: inout Bool) {
    func refuse() {
      self.refuse("`yield` in this place", e.span, hint: "put it on a line of its own")
    }
    guard e.yields else {
      if !e.canWait { isPlain = false }
      return
    }
    switch e.kind {
    case .yield, .yieldFrom:
      if !isPlain { return refuse() }
      let slot = scope.newSlot()
      emitValue(e, { frame, value in frame[slot] = value }, &program)
      hoisted[ObjectIdentifier(e)] = slot
    case .boolean(_, let items):
      if items.dropFirst().contains(where: \.yields) { return refuse() }
      hoist(items[0], &program, &isPlain)
    case .conditional(let test, let then, let otherwise):
      if then.yields || otherwise.yields { return refuse() }
      hoist(test, &program, &isPlain)
    case .compare(let first, let rest):
      if rest.count > 1, rest.dropFirst().contains(where: { $0.1.yields }) { return refuse() }
      hoist(first, &program, &isPlain)
      for (_, right) in rest { hoist(right, &program, &isPlain) }
    case .unary(_, let a), .starred(let a), .attribute(let a, _), .named(_, let a):
      hoist(a, &program, &isPlain)
    case .binary(_, let a, let b), .subscript(let a, let b):
      hoist(a, &program, &isPlain)
      hoist(b, &program, &isPlain)
    case .list(let items), .tuple(let items), .set(let items):
      for item in items { hoist(item, &program, &isPlain) }
    case .call(let callee, let arguments):
      hoist(callee, &program, &isPlain)
      for argument in arguments { hoist(argument.value, &program, &isPlain) }
    case .formatted(let parts):
      for case .value(let value, _, _, _) in parts { hoist(value, &program, &isPlain) }
    default: refuse()
    }
  }
}

extension Expression {
  /// Whether it gives the same before and after a `yield`: constants, names, attributes of names.
  fileprivate var canWait: Bool {
    switch kind {
    case .name, .none, .ellipsis, .bool, .int, .float, .string: true
    case .attribute(let a, _): a.canWait
    case .unary(_, let a): a.canWait
    case .binary(_, let a, let b): a.canWait && b.canWait
    case .tuple(let items), .list(let items): items.allSatisfy(\.canWait)
    default: false
    }
  }
}

extension Statement {
  /// Whether a `yield` of the function itself stands in the statement.
  var yields: Bool {
    switch kind {
    case .expression(let e), .returnValue(let e?): e.yields
    case .assertion(let e, let message): e.yields || message?.yields ?? false
    case .raise(let e?, let cause): e.yields || cause?.yields ?? false
    case .assign(let targets, let e): e.yields || targets.contains(where: \.yields)
    case .augmented(let target, _, let e): e.yields || target.yields
    case .annotated(_, _, let e): e?.yields ?? false
    case .conditional(let branches, let otherwise):
      branches.contains { $0.test.yields || $0.body.contains(where: \.yields) }
        || otherwise.contains(where: \.yields)
    case .whileLoop(let test, let body, let otherwise):
      test.yields || body.contains(where: \.yields) || otherwise.contains(where: \.yields)
    case .forLoop(_, let iterable, let body, let otherwise):
      iterable.yields || body.contains(where: \.yields) || otherwise.contains(where: \.yields)
    case .tryBlock(let body, let handlers, let otherwise, let finally):
      body.contains(where: \.yields) || handlers.contains { $0.body.contains(where: \.yields) }
        || otherwise.contains(where: \.yields) || finally.contains(where: \.yields)
    case .withBlock(let items, let body):
      items.contains { $0.context.yields } || body.contains(where: \.yields)
    case .delete(let targets): targets.contains(where: \.yields)
    default: false
    }
  }
}

extension Expression {
  var yields: Bool {
    switch kind {
    case .yield, .yieldFrom: true
    case .unary(_, let a), .starred(let a), .attribute(let a, _), .named(_, let a): a.yields
    case .binary(_, let a, let b): a.yields || b.yields
    case .subscript(let a, let b): a.yields || b.yields
    case .slice(let a, let b, let c): [a, b, c].contains { $0?.yields ?? false }
    case .boolean(_, let items), .list(let items), .tuple(let items), .set(let items):
      items.contains(where: \.yields)
    case .dictionary(let pairs): pairs.contains { $0.key?.yields ?? false || $0.value.yields }
    case .compare(let a, let rest): a.yields || rest.contains { $0.1.yields }
    case .conditional(let a, let b, let c): a.yields || b.yields || c.yields
    case .call(let callee, let arguments):
      callee.yields || arguments.contains { $0.value.yields }
    case .formatted(let parts):
      parts.contains { if case .value(let value, _, _, _) = $0 { value.yields } else { false } }
    default: false
    }
  }
}
