import Arrays
import Autodiff
import Diagnostics

/// What a generator expression computes, made once where it is written.
final class GeneratorExpressionCode {
  struct Clause {
    /// Nil for the first: that one is computed where the expression stands.
    var iterable: Eval?
    var store: Compiler.Store
    var conditions: [(Frame) throws -> Bool]
    var site: UInt32
  }
  var clauses: [Clause] = []
  var element = Eval { _ in .none }
  var slotCount = 1
  /// Slots that start as fresh cells, since functions inside capture them.
  var cellSlots: [Int] = []
}

/// `(f(x) for x in xs)`: each item is computed when it is asked for.
final class GeneratorExpressionObject: IteratorObject {
  private let code: GeneratorExpressionCode
  private let frame: Frame
  /// One for each clause that has begun.
  private var iterators: [IteratorObject]
  private var isRunning = false

  init(_ code: GeneratorExpressionCode, _ first: IteratorObject, cells: [(slot: Int, cell: Value)])
  {
    self.code = code
    frame = .allocate(capacity: code.slotCount)
    frame.initialize(repeating: .unbound, count: code.slotCount)
    for (slot, cell) in cells { frame[slot] = cell }
    for slot in code.cellSlots { frame[slot] = .object(CellObject()) }
    iterators = [first]
  }

  deinit {
    DeepRelease.empty(&iterators, [])
    DeepRelease.deinitialize(frame, count: code.slotCount)
    frame.deallocate()
  }

  override var typeName: String { "generator" }
  override func representation(_ session: Session) -> String {
    "<generator object <genexpr> at 0x7f0000000000>"
  }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    if name == "close" {
      return .object(
        BuiltinFunction(name, Signature("")) { [self] _, _ in
          iterators = []
          return .none
        })
    }
    return try super.attribute(name, session)
  }

  override func next(_ session: Session) throws -> Value? {
    if isRunning { throw PythonError.value("generator already executing") }
    isRunning = true
    try session.enter()
    defer {
      isRunning = false
      session.leave()
    }
    do {
      while let innermost = iterators.last {
        let clause = code.clauses[iterators.count - 1]
        guard let item = try innermost.next(session) else {
          iterators.removeLast()
          continue
        }
        try session.step()
        try clause.store(frame, item)
        var isWanted = true
        for test in clause.conditions where isWanted { isWanted = try test(frame) }
        if !isWanted { continue }
        if iterators.count == code.clauses.count { return try code.element.run(frame) }
        let following = code.clauses[iterators.count]
        let source = try following.iterable?.run(frame) ?? .none
        session.engine.site = following.site
        iterators.append(try session.iterator(source))
      }
      return nil
    } catch {
      iterators = []
      if let raised = error as? Raised, raised.exception.type.name == "StopIteration" {
        throw PythonError("RuntimeError", "generator raised StopIteration")
      }
      throw error
    }
  }
}

extension Compiler {
  func generatorExpression(_ c: Comprehension, _ span: Span) -> Evaluate {
    let session = session
    guard let inner = resolver.scopes[ObjectIdentifier(c)] else { return { _ in .none } }
    let first = Eval(expression(c.clauses[0].iterable))
    let firstSite = session.site(c.clauses[0].iterable.span)
    let code = GeneratorExpressionCode()
    let outer = (scope, function)
    scope = inner
    function = nil
    code.clauses = c.clauses.enumerated().map { number, clause in
      GeneratorExpressionCode.Clause(
        iterable: number == 0 ? nil : Eval(expression(clause.iterable)),
        store: store(to: clause.target), conditions: clause.conditions.map { condition($0) },
        site: session.site(clause.iterable.span))
    }
    code.element = Eval(expression(c.element))
    (scope, function) = outer
    code.slotCount = inner.slotCount
    code.cellSlots = inner.variables.values.filter(\.isCaptured).map(\.slot)
    let captured = inner.free.map { free in
      (
        to: free.slot,
        from: free.variable.owner.frame === scope.frame
          ? free.variable.slot : scope.frame.freeSlot(for: free.variable)
      )
    }
    return { frame in
      let source = try first.run(frame)
      session.engine.site = firstSite
      let iterator = try session.iterator(source)
      return .object(
        GeneratorExpressionObject(
          code, iterator, cells: captured.map { ($0.to, frame[$0.from]) }))
    }
  }
}
