import Arrays
import Autodiff

/// A generator's body: instructions that can be left and entered again, since `yield` may stand in
/// any loop, branch, `try` or `with`. What holds no `yield` is compiled as everywhere else.
enum GeneratorInstruction {
  /// A statement without `yield`; it may leave the loop around it.
  case run(Code, LoopPlaces?)
  case yield(Eval, Compiler.Store?)
  case yieldFrom(Eval, slot: Int, Compiler.Store?)
  case branch(Eval, otherwise: Int)
  case jump(Int)
  case iterate(Eval, slot: Int)
  case next(slot: Int, Compiler.Store, exit: Int)
  case leaveLoop(LoopPlaces, isBreak: Bool)
  case returnValue(Eval)
  /// Guards what follows up to `leaveGuard`.
  case guarded(Guard.Kind, target: Int)
  case leaveGuard
  /// The handler for the exception that is under way, if its type matches.
  case handle(type: Eval?, Compiler.Store?, otherwise: Int)
  case endHandler
  case raiseAgain
  case beginFinally
  case endFinally
  case enterContext(Eval, slot: Int, Compiler.Store?, site: UInt32)
  case exitContext(slot: Int)
  /// Asks `__exit__` about the exception that is under way.
  case exitContextFailed(slot: Int)

  /// Where a loop goes on and where it ends, and how many guards stood around it.
  final class LoopPlaces {
    var start = 0
    var end = 0
    let guards: Int
    init(guards: Int) { self.guards = guards }
  }

  struct Guard {
    enum Kind {
      case except
      case finally
      /// `with`: the slot holds `__exit__`.
      case context(slot: Int)
      /// The body of an `except`.
      case handler
    }
    var kind: Kind
    var target: Int
  }
}

/// A call of a function that yields.
final class GeneratorObject: IteratorObject {
  private let code: FunctionCode
  private let frame: Frame
  private var position = 0
  private var isRunning = false
  private var hasStarted = false
  private(set) var isDone = false
  private var pendingStore: Compiler.Store?
  private var sent = Value.none
  /// What `throw` or `close` raises at the `yield`.
  private var thrown: (any Error)?
  /// What `return` gave.
  private(set) var returned = Value.none

  private enum Ending {
    case goOn
    case fail(any Error, site: UInt32)
    case leave(to: Int, guards: Int)
    case finish(Value)
  }
  private var guards: [GeneratorInstruction.Guard] = []
  /// Exceptions under way: being matched, or whose handlers run.
  private var errors: [(error: any Error, site: UInt32)] = []
  /// Exceptions whose handlers are running, for a bare `raise`.
  private var handled: [InstanceObject] = []
  /// What goes on after each `finally` that is running.
  private var endings: [Ending] = []

  /// Takes the values of a frame whose parameters are bound.
  init(_ code: FunctionCode, _ bound: Frame) {
    self.code = code
    frame = .allocate(capacity: code.slotCount)
    frame.initialize(from: bound, count: code.slotCount)
  }

  deinit {
    DeepRelease.deinitialize(frame, count: code.slotCount)
    frame.deallocate()
  }

  override var typeName: String { "generator" }

  override func representation(_ session: Session) -> String {
    "<generator object \(code.name) at 0x7f0000000000>"
  }

  /// Whether leaving it now would skip a `finally` or a `with`.
  var needsClosing: Bool { !isDone && !isRunning && !guards.isEmpty }

  override var attributeNames: [String] { ["__next__", "send", "throw", "close"] }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "send":
      .object(
        BuiltinFunction(name, Signature("value")) { [self] bound, session in
          let value = bound[0] ?? .none
          if !hasStarted, !isDone, !value.isNone {
            throw PythonError.type("can't send non-None value to a just-started generator")
          }
          sent = value
          return try nextOrStop(session)
        })
    case "__next__":
      .object(
        BuiltinFunction(name, Signature("")) { [self] _, session in try nextOrStop(session) })
    case "throw":
      .object(
        BuiltinFunction(name, Signature("error, value=None, traceback=None")) {
          [self] bound, session in
          var error = bound[0] ?? .none
          if let type = error.asObject(ClassObject.self), type.isException {
            error = try type.call(Arguments(bound.given(1).map { [$0] } ?? []), session)
          }
          guard let exception = error.asObject(InstanceObject.self), exception.type.isException
          else {
            throw PythonError.type(
              "exceptions must be classes or instances deriving from BaseException, not \(session.typeName(error))"
            )
          }
          if isDone { throw Raised(exception: exception) }
          thrown = Raised(exception: exception)
          return try nextOrStop(session)
        })
    case "close":
      .object(
        BuiltinFunction(name, Signature("")) { [self] _, session in
          try close(session)
          return .none
        })
    case "gi_running": .bool(isRunning)
    default: try super.attribute(name, session)
    }
  }

  private func nextOrStop(_ session: Session) throws -> Value {
    if let value = try next(session) { return value }
    throw stop(session)
  }

  /// The end of the generator, with what it returned.
  func stop(_ session: Session) -> Raised {
    let value = returned
    returned = .none
    return session.raised("StopIteration", value.isNone ? [] : [value])
  }

  /// Raises GeneratorExit at the `yield`, so that every `finally` runs.
  func close(_ session: Session) throws {
    guard !isDone else { return }
    guard hasStarted else {
      isDone = true
      return
    }
    thrown = session.raised("GeneratorExit", [])
    do {
      if try next(session) != nil {
        throw PythonError("RuntimeError", "generator ignored GeneratorExit")
      }
    } catch let raised as Raised
      where ["GeneratorExit", "StopIteration"].contains(raised.exception.type.name)
    {}
  }

  override func next(_ session: Session) throws -> Value? {
    if isDone { return nil }
    if isRunning { throw PythonError.value("generator already executing") }
    isRunning = true
    try session.enter()
    let others = session.handled.count
    session.handled += handled
    defer {
      isRunning = false
      session.leave()
      session.handled.removeLast(session.handled.count - others)
    }
    do {
      let value = try resume(session)
      if value == nil { isDone = true }
      return value
    } catch {
      isDone = true
      if let raised = error as? Raised, raised.exception.type.name == "StopIteration" {
        throw PythonError("RuntimeError", "generator raised StopIteration")
      }
      throw error
    }
  }

  /// Runs up to the next `yield`; nil at the end.
  private func resume(_ session: Session) throws -> Value? {
    let program = code.program
    var isEntering = true
    while true {
      do {
        if isEntering {
          isEntering = false
          if let error = thrown {
            thrown = nil
            // Inside `yield from` the exception belongs to the inner generator first.
            if !(try passOn(error, program, session)) { throw error }
          } else if let store = pendingStore {
            pendingStore = nil
            let value = sent
            sent = .none
            try store(frame, value)
          }
          hasStarted = true
        }
        while position < program.count {
          try session.step()
          switch try perform(program[position], session) {
          case .goOn: break
          case .yielded(let value): return value
          case .ended: return nil
          }
        }
        return nil
      } catch {
        guard try recover(error, session) else { throw error }
      }
    }
  }

  private enum Progress {
    case goOn
    case yielded(Value)
    case ended
  }

  private func perform(_ instruction: GeneratorInstruction, _ session: Session) throws -> Progress {
    switch instruction {
    case .run(let code, let loop):
      switch try code.run(frame) {
      case .next: position += 1
      case .breakLoop: return try leave(to: loop?.end ?? position, loop?.guards ?? 0, session)
      case .continueLoop:
        return try leave(to: loop?.start ?? position, loop?.guards ?? 0, session)
      case .returned: return try finish(frame[0], session)
      }
    case .yield(let value, let store):
      let value = try value.run(frame)
      position += 1
      pendingStore = store
      return .yielded(value)
    case .yieldFrom(let source, let slot, let store):
      if frame[slot].isUnbound {
        frame[slot] = .object(try session.iterator(source.run(frame)))
      }
      let inner = frame[slot].asObject(IteratorObject.self)
      let generator = inner as? GeneratorObject
      if let generator {
        generator.sent = sent
        sent = .none
      }
      if let value = try inner?.next(session) { return .yielded(value) }
      frame[slot] = .unbound
      position += 1
      try store?(frame, generator?.returned ?? .none)
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
    case .leaveLoop(let loop, let isBreak):
      return try leave(to: isBreak ? loop.end : loop.start, loop.guards, session)
    case .returnValue(let value): return try finish(value.run(frame), session)
    default: return try performGuard(instruction, session)
    }
    return .goOn
  }

  private func performGuard(_ instruction: GeneratorInstruction, _ session: Session) throws
    -> Progress
  {
    switch instruction {
    case .guarded(let kind, let target):
      guards.append(.init(kind: kind, target: target))
      position += 1
    case .leaveGuard:
      _ = guards.popLast()
      position += 1
    case .handle(let type, let store, let otherwise):
      guard let current = errors.last, let exception = session.exception(from: current.error) else {
        position = otherwise
        return .goOn
      }
      if let type = try type?.run(frame), !(try session.matches(exception, type)) {
        position = otherwise
        return .goOn
      }
      guards.append(.init(kind: .handler, target: 0))
      handled.append(exception)
      session.handled.append(exception)
      try store?(frame, .object(exception))
      position += 1
    case .endHandler:
      _ = guards.popLast()
      endHandler(session)
      position += 1
    case .raiseAgain:
      guard let current = errors.popLast() else { break }
      session.engine.site = current.site
      throw current.error
    case .beginFinally:
      _ = guards.popLast()
      endings.append(.goOn)
      position += 1
    case .endFinally:
      position += 1
      switch endings.popLast() ?? .goOn {
      case .goOn: break
      case .fail(let error, let site):
        session.engine.site = site
        throw error
      case .leave(let target, let depth): return try leave(to: target, depth, session)
      case .finish(let value): return try finish(value, session)
      }
    case .enterContext(let context, let slot, let store, let site):
      let manager = try context.run(frame)
      session.engine.site = site
      let entered = try session.call(session.attribute(manager, "__enter__"), Arguments())
      frame[slot] = try session.attribute(manager, "__exit__")
      try store?(frame, entered)
      position += 1
    case .exitContext(let slot):
      _ = guards.popLast()
      position += 1
      try exit(slot, session)
    case .exitContextFailed(let slot):
      guard let current = errors.popLast() else { break }
      let exception = session.exception(from: current.error)
      let arguments: [Value] = [
        exception.map { .object($0.type) } ?? .none, exception.map { .object($0) } ?? .none, .none,
      ]
      let answer = try session.call(frame[slot], Arguments(arguments))
      let isSwallowed = try session.isTrue(answer)
      if exception == nil || !isSwallowed {
        session.engine.site = current.site
        throw current.error
      }
      position += 1
    default: break
    }
    return .goOn
  }

  private func exit(_ slot: Int, _ session: Session) throws {
    _ = try session.call(frame[slot], Arguments([.none, .none, .none]))
  }

  private func endHandler(_ session: Session) {
    _ = errors.popLast()
    _ = handled.popLast()
    _ = session.handled.popLast()
  }

  /// Goes to a place outside the innermost guards; each `finally` and `with` on the way has its say.
  private func leave(to target: Int, _ depth: Int, _ session: Session) throws -> Progress {
    while guards.count > depth, let last = guards.popLast() {
      switch last.kind {
      case .except: break
      case .handler: endHandler(session)
      case .context(let slot): try exit(slot, session)
      case .finally:
        endings.append(.leave(to: target, guards: depth))
        position = last.target
        return .goOn
      }
    }
    position = target
    return .goOn
  }

  private func finish(_ value: Value, _ session: Session) throws -> Progress {
    while let last = guards.popLast() {
      switch last.kind {
      case .except: break
      case .handler: endHandler(session)
      case .context(let slot): try exit(slot, session)
      case .finally:
        endings.append(.finish(value))
        position = last.target
        return .goOn
      }
    }
    returned = value
    return .ended
  }

  /// Finds the handler for an error; false if there is none.
  private func recover(_ error: any Error, _ session: Session) throws -> Bool {
    let site = session.engine.site
    while let last = guards.popLast() {
      switch last.kind {
      case .except, .context:
        errors.append((error, site))
        position = last.target
        return true
      case .finally:
        endings.append(.fail(error, site: site))
        position = last.target
        return true
      case .handler: endHandler(session)
      }
    }
    return false
  }

  /// Hands an exception to the generator that `yield from` waits for; true if that went on.
  private func passOn(_ error: any Error, _ program: [GeneratorInstruction], _ session: Session)
    throws -> Bool
  {
    guard position < program.count, case .yieldFrom(_, let slot, _) = program[position],
      let inner = frame[slot].asObject(GeneratorObject.self)
    else { return false }
    if (error as? Raised)?.exception.type.name == "GeneratorExit" {
      try inner.close(session)
      return false
    }
    inner.thrown = error
    return true
  }
}
