import Arrays
import Autodiff
import Diagnostics

extension Compiler {
  // MARK: Exceptions

  func raise(_ e: Expression?, from cause: Expression?, _ span: Span) -> Execute {
    let session = session
    let site = session.site(span)
    guard let e else {
      return { _ in
        session.engine.site = site
        if let current = session.handled.last { throw Raised(exception: current) }
        throw PythonError("RuntimeError", "No active exception to reraise")
      }
    }
    let value = expression(e)
    let cause = cause.map { Eval(expression($0)) }
    return { frame in
      try session.step()
      let raised = try value(frame)
      session.engine.site = site
      if let type = raised.asObject(ClassObject.self), type.isException {
        if let instance = try type.call(Arguments(), session).asObject(InstanceObject.self) {
          if let cause { instance.fields["__cause__"] = try cause.run(frame) }
          throw Raised(exception: instance)
        }
      }
      if let instance = raised.asObject(InstanceObject.self), instance.type.isException {
        if let cause { instance.fields["__cause__"] = try cause.run(frame) }
        throw Raised(exception: instance)
      }
      throw PythonError.type("exceptions must derive from BaseException")
    }
  }

  /// Unbinds a name, whether it is bound or not.
  func forget(_ name: String) -> Code {
    let session = session
    switch scope.access(name) {
    case .slot(let slot):
      return Code { frame in
        frame[slot] = .unbound
        return .next
      }
    case .cell(let slot):
      return Code { frame in
        frame[slot].asObject(CellObject.self)?.value = .unbound
        return .next
      }
    case .global:
      let slot = session.globalSlot(name)
      return Code { _ in
        session.globals[slot] = .unbound
        return .next
      }
    }
  }

  func tryBlock(
    _ body: [Statement], _ handlers: [Statement.Handler], _ otherwise: [Statement],
    _ finally: [Statement]
  ) -> Execute {
    let session = session
    struct Handler {
      var type: Eval?
      var store: Store?
      /// The name is gone after the handler.
      var clear: Code?
      var body: Code
    }
    let body = block(body)
    let handlers = handlers.map { handler in
      Handler(
        type: handler.type.map { Eval(expression($0)) },
        store: handler.name.map { store(to: $0) }, clear: handler.name.map { forget($0) },
        body: block(handler.body))
    }
    let otherwise = block(otherwise)
    let hasFinally = !finally.isEmpty
    let finally = block(finally)
    func guarded(_ frame: Frame) throws -> Flow {
      let calls = session.callCount
      let flow: Flow
      do {
        flow = try body.run(frame)
      } catch {
        guard let exception = session.exception(from: error) else { throw error }
        let site = session.engine.site
        for handler in handlers {
          if let type = try handler.type?.run(frame),
            !(try session.matches(exception, type))
          {
            continue
          }
          session.forgetCalls(beyond: calls)
          try handler.store?(frame, .object(exception))
          session.handled.append(exception)
          defer { session.handled.removeLast() }
          let flow: Flow
          do {
            flow = try handler.body.run(frame)
          } catch {
            _ = try handler.clear?.run(frame)
            throw error
          }
          _ = try handler.clear?.run(frame)
          return flow
        }
        session.engine.site = site
        throw error
      }
      return flow == .next ? try otherwise.run(frame) : flow
    }
    if !hasFinally { return guarded }
    return { frame in
      let flow: Flow
      do {
        flow = try guarded(frame)
      } catch {
        let site = session.engine.site
        let ending = try finally.run(frame)
        if ending != .next { return ending }
        session.engine.site = site
        throw error
      }
      let saved = flow == .returned ? frame[0] : .none
      let ending = try finally.run(frame)
      if ending != .next { return ending }
      if flow == .returned { frame[0] = saved }
      return flow
    }
  }

  func withBlock(_ items: [(context: Expression, target: Expression?)], _ body: [Statement])
    -> Execute
  {
    let session = session
    guard let first = items.first else {
      let code = block(body)
      return { frame in try code.run(frame) }
    }
    let context = expression(first.context)
    let bind = first.target.map { self.store(to: $0) }
    let site = session.site(first.context.span)
    let inner = withBlock(Array(items.dropFirst()), body)
    return { frame in
      try session.step()
      let manager = try context(frame)
      session.engine.site = site
      let entered = try session.call(session.attribute(manager, "__enter__"), Arguments())
      try bind?(frame, entered)
      let exit = try session.attribute(manager, "__exit__")
      let flow: Flow
      do {
        flow = try inner(frame)
      } catch {
        let place = session.engine.site
        let exception = session.exception(from: error)
        let value = exception.map { Value.object($0) } ?? .none
        let type = exception.map { Value.object($0.type) } ?? .none
        let handled = try session.call(exit, Arguments([type, value, .none]))
        if exception != nil, try session.isTrue(handled) { return .next }
        session.engine.site = place
        throw error
      }
      _ = try session.call(exit, Arguments([.none, .none, .none]))
      return flow
    }
  }
}
