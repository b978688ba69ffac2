import Arrays
import Autodiff

/// A generator's body: instructions that can be left and entered again, since `yield` may stand in
/// any loop or branch. What holds no `yield` is compiled as everywhere else.
enum GeneratorInstruction {
  case run(Code, breakTo: Int, continueTo: Int)
  case yield(Eval, Compiler.Store?)
  case yieldFrom(Eval, slot: Int)
  case branch(Eval, otherwise: Int)
  case jump(Int)
  case iterate(Eval, slot: Int)
  case next(slot: Int, Compiler.Store, exit: Int)
}

/// A call of a function that yields.
final class GeneratorObject: IteratorObject {
  private let code: FunctionCode
  private let frame: Frame
  private var position = 0
  private var isRunning = false
  private var isDone = false
  private var pendingStore: Compiler.Store?
  private var sent = Value.none

  /// Takes the values of a frame whose parameters are bound.
  init(_ code: FunctionCode, _ bound: Frame) {
    self.code = code
    frame = .allocate(capacity: code.slotCount)
    frame.initialize(from: bound, count: code.slotCount)
  }

  deinit {
    frame.deinitialize(count: code.slotCount)
    frame.deallocate()
  }

  override var typeName: String { "generator" }

  override func representation(_ session: Session) -> String {
    "<generator object \(code.name) at 0x7f0000000000>"
  }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "__next__":
      .object(
        BuiltinFunction(name, Signature("")) { [self] _, session in
          guard let value = try next(session) else { throw session.raised("StopIteration", []) }
          return value
        })
    case "send":
      .object(
        BuiltinFunction(name, Signature("value")) { [self] bound, session in
          sent = bound[0] ?? .none
          guard let value = try next(session) else { throw session.raised("StopIteration", []) }
          return value
        })
    case "close":
      .object(
        BuiltinFunction(name, Signature("")) { [self] _, _ in
          isDone = true
          return .none
        })
    default: nil
    }
  }

  override func next(_ session: Session) throws -> Value? {
    if isDone { return nil }
    if isRunning { throw PythonError.value("generator already executing") }
    isRunning = true
    try session.enter()
    defer {
      isRunning = false
      session.leave()
    }
    do {
      let value = try resume(session)
      if value == nil { isDone = true }
      return value
    } catch {
      isDone = true
      throw error
    }
  }

  private func resume(_ session: Session) throws -> Value? {
    if let store = pendingStore {
      pendingStore = nil
      try store(frame, sent)
    }
    sent = .none
    let program = code.program
    while position < program.count {
      try session.step()
      switch program[position] {
      case .run(let code, let breakTo, let continueTo):
        switch try code.run(frame) {
        case .next: position += 1
        case .breakLoop: position = breakTo
        case .continueLoop: position = continueTo
        case .returned: return nil
        }
      case .yield(let value, let store):
        position += 1
        pendingStore = store
        return try value.run(frame)
      case .yieldFrom(let source, let slot):
        if frame[slot].isUnbound {
          frame[slot] = .object(try session.iterator(source.run(frame)))
        }
        if let value = try frame[slot].asObject(IteratorObject.self)?.next(session) {
          return value
        }
        frame[slot] = .unbound
        position += 1
      case .branch(let test, let otherwise):
        position = try session.isTrue(test.run(frame)) ? position + 1 : otherwise
      case .jump(let target): position = target
      case .iterate(let source, let slot):
        frame[slot] = .object(try session.iterator(source.run(frame)))
        position += 1
      case .next(let slot, let store, let exit):
        if let value = try frame[slot].asObject(IteratorObject.self)?.next(session) {
          try store(frame, value)
          position += 1
        } else {
          position = exit
        }
      }
    }
    return nil
  }
}

extension Compiler {
  /// The instructions of a generator's body.
  func generatorProgram(_ body: [Statement]) -> [GeneratorInstruction] {
    var program: [GeneratorInstruction] = []
    emit(body, &program, loop: nil)
    return program
  }

  /// Jumps out of a loop are patched once its end is known.
  private final class LoopTargets {
    let start: Int
    var breaks: [Int] = []
    init(start: Int) { self.start = start }
  }

  private func emit(
    _ body: [Statement], _ program: inout [GeneratorInstruction], loop: LoopTargets?
  ) {
    for statement in body { emit(statement, &program, loop: loop) }
  }

  private func emit(
    _ statement: Statement, _ program: inout [GeneratorInstruction], loop: LoopTargets?
  ) {
    guard statement.yields else {
      loop?.breaks.append(program.count)
      program.append(
        .run(Code(self.statement(statement)), breakTo: 0, continueTo: loop?.start ?? 0))
      return
    }
    switch statement.kind {
    case .expression(let e): emitYield(e, nil, &program)
    case .assign(let targets, let e) where targets.count == 1:
      emitYield(e, store(to: targets[0]), &program)
    case .conditional(let branches, let otherwise):
      var exits: [Int] = []
      for branch in branches {
        let at = program.count
        let test = Eval(expression(branch.test))
        program.append(.jump(0))
        emit(branch.body, &program, loop: loop)
        exits.append(program.count)
        program.append(.jump(0))
        program[at] = .branch(test, otherwise: program.count)
      }
      emit(otherwise, &program, loop: loop)
      for exit in exits { program[exit] = .jump(program.count) }
    case .whileLoop(let test, let body, let otherwise):
      let targets = LoopTargets(start: program.count)
      let test = Eval(expression(test))
      program.append(.jump(0))
      emit(body, &program, loop: targets)
      program.append(.jump(targets.start))
      program[targets.start] = .branch(test, otherwise: program.count)
      emit(otherwise, &program, loop: loop)
      patch(targets, &program)
    case .forLoop(let target, let iterable, let body, let otherwise):
      let slot = scope.newSlot()
      program.append(.iterate(Eval(expression(iterable)), slot: slot))
      let targets = LoopTargets(start: program.count)
      let store = store(to: target)
      program.append(.jump(0))
      emit(body, &program, loop: targets)
      program.append(.jump(targets.start))
      program[targets.start] = .next(slot: slot, store, exit: program.count)
      emit(otherwise, &program, loop: loop)
      patch(targets, &program)
    default:
      refuse("`yield` in this place", statement.span, hint: "put it on a line of its own")
    }
  }

  private func patch(_ targets: LoopTargets, _ program: inout [GeneratorInstruction]) {
    for at in targets.breaks {
      if case .run(let code, _, let continueTo) = program[at] {
        program[at] = .run(code, breakTo: program.count, continueTo: continueTo)
      }
    }
  }

  private func emitYield(
    _ e: Expression, _ store: Store?, _ program: inout [GeneratorInstruction]
  ) {
    switch e.kind {
    case .yield(let value):
      program.append(.yield(value.map { Eval(expression($0)) } ?? Eval { _ in .none }, store))
    case .yieldFrom(let source):
      program.append(.yieldFrom(Eval(expression(source)), slot: scope.newSlot()))
    default: refuse("`yield` in this place", e.span, hint: "put it on a line of its own")
    }
  }
}

extension Statement {
  /// Whether a `yield` of the function itself stands in the statement.
  var yields: Bool {
    switch kind {
    case .expression(let e), .returnValue(let e?), .assertion(let e, _), .raise(let e?, _):
      e.yields
    case .assign(let targets, let e): e.yields || targets.contains(where: \.yields)
    case .augmented(_, _, let e): e.yields
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
    default: false
    }
  }
}

extension Expression {
  var yields: Bool {
    switch kind {
    case .yield, .yieldFrom: true
    case .unary(_, let a), .starred(let a), .attribute(let a, _), .named(_, let a): a.yields
    case .binary(_, let a, let b), .subscript(let a, let b): a.yields || b.yields
    case .boolean(_, let items), .list(let items), .tuple(let items), .set(let items):
      items.contains(where: \.yields)
    case .compare(let a, let rest): a.yields || rest.contains { $0.1.yields }
    case .conditional(let a, let b, let c): a.yields || b.yields || c.yields
    case .call(let callee, let arguments):
      callee.yields || arguments.contains { $0.value.yields }
    default: false
    }
  }
}
