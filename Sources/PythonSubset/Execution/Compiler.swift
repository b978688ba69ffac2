import Arrays
import Autodiff
import Diagnostics

/// Turns a resolved tree into closures over frames.
final class Compiler {
  let session: Session
  let resolver: Resolver
  var scope: Scope
  /// The class whose body is being compiled, for `super()`.
  var classBox: ClassBox?
  /// The function being compiled, for `super()` and `return`.
  var function: FunctionCode?
  /// The block is Python 2, read as Python 3.
  var isPython2 = false
  /// The names of the classes and functions around, for `__qualname__`.
  private var qualifiers: [String] = []
  /// Slots of the values of `yield`s that are parts of expressions.
  var hoisted: [ObjectIdentifier: Int] = [:]
  private(set) var problems: [(PythonError, Span)] = []

  final class ClassBox { var type: ClassObject? }

  init(session: Session, resolver: Resolver) {
    self.session = session
    self.resolver = resolver
    scope = resolver.module
  }

  /// Remembers something that is refused before anything runs.
  func refuse(_ what: String, _ span: Span, hint: String? = nil) {
    problems.append((.refused(what, hint: hint), span))
  }

  // MARK: Blocks

  func block(_ statements: [Statement]) -> Code {
    let codes = statements.map { Code(recorded($0)) }
    switch codes.count {
    case 0: return Code { _ in .next }
    case 1: return codes[0]
    case 2:
      let (a, b) = (codes[0], codes[1])
      return Code { frame in
        let flow = try a.run(frame)
        return flow == .next ? try b.run(frame) : flow
      }
    case 3:
      let (a, b, c) = (codes[0], codes[1], codes[2])
      return Code { frame in
        var flow = try a.run(frame)
        if flow != .next { return flow }
        flow = try b.run(frame)
        return flow == .next ? try c.run(frame) : flow
      }
    case 4:
      let (a, b, c, d) = (codes[0], codes[1], codes[2], codes[3])
      return Code { frame in
        var flow = try a.run(frame)
        if flow != .next { return flow }
        flow = try b.run(frame)
        if flow != .next { return flow }
        flow = try c.run(frame)
        return flow == .next ? try d.run(frame) : flow
      }
    default:
      return Code { frame in
        for code in codes {
          let flow = try code.run(frame)
          if flow != .next { return flow }
        }
        return .next
      }
    }
  }

  /// The statement, and at the top level of a block that is stepped through what it changes.
  func recorded(_ s: Statement) -> Execute {
    guard let recorder = session.recorder, scope === resolver.module, !s.isCompound else {
      return statement(s)
    }
    let session = session
    let names = s.touchedNames
    let code = Code(statement(s))
    return { frame in
      try recorder.run(s.span, names: names, session) { try code.run(frame) }
    }
  }

  // MARK: Stores

  typealias Store = (Frame, Value) throws -> Void

  /// The step that gives a loop's variable its next value, at the `for` line.
  func recorded(_ store: @escaping Store, of target: Expression, _ iterable: Expression) -> Store {
    guard let recorder = session.recorder, scope === resolver.module else { return store }
    let session = session
    let names = Statement(.assign([target], iterable), target.span).touchedNames
    let span = Span(target.span.start, iterable.span.end)
    return { frame, value in
      _ = try recorder.run(span, names: names, session) {
        try store(frame, value)
        return .next
      }
    }
  }

  /// - Parameter span: where the name stands: the place of an input that is bound there.
  func store(to name: String, at span: Span? = nil) -> Store {
    let session = session
    switch scope.access(name) {
    case .slot(let slot):
      if scope.kind == .classBody { return { frame, value in frame[slot] = value } }
      return { frame, value in
        frame[slot] = value
        if let tracer = session.tracer { tracer.giveLocal(name, to: value, session) }
      }
    case .cell(let slot):
      return { frame, value in
        guard case .object(let object) = frame[slot] else { return }
        unsafeDowncast(object, to: CellObject.self).value = value
      }
    case .global:
      let slot = session.globalSlot(name)
      let site = span.map { session.site($0) }
      return { _, value in
        if let tracer = session.tracer {
          if let site { session.engine.site = site }
          session.globals[slot] = try tracer.bind(slot, name, value, session)
        } else {
          session.globals[slot] = value
        }
      }
    }
  }

  func store(to target: Expression) -> Store {
    let session = session
    switch target.kind {
    case .name(let name): return store(to: name, at: target.span)
    case .attribute(let object, let name):
      let object = Eval(expression(object))
      let site = session.site(target.focus)
      return { frame, value in
        let receiver = try object.run(frame)
        session.engine.site = site
        guard case .object(let object) = receiver else {
          throw PythonError(
            "AttributeError",
            "'\(session.typeName(receiver))' object has no attribute '\(name)'")
        }
        try object.setAttribute(name, value, session)
      }
    case .subscript(let object, let key):
      let object = Eval(expression(object))
      let key = Eval(index(key))
      let site = session.site(target.span)
      return { frame, value in
        let receiver = try object.run(frame)
        let key = try key.run(frame)
        session.engine.site = site
        guard case .object(let object) = receiver else {
          throw PythonError.type(
            "'\(session.typeName(receiver))' object does not support item assignment")
        }
        try object.setItem(key, value, session)
      }
    case .tuple(let targets), .list(let targets):
      return unpack(targets, target.span)
    case .starred(let inner): return store(to: inner)
    default: return { _, _ in }
    }
  }

  private struct BoxedStore { let run: Store }

  private func unpack(_ targets: [Expression], _ span: Span) -> Store {
    let session = session
    let site = session.site(span)
    let stores = targets.map { BoxedStore(run: store(to: $0)) }
    let star = targets.firstIndex { if case .starred = $0.kind { true } else { false } }
    let count = targets.count
    return { frame, value in
      session.engine.site = site
      guard value.isIterable else {
        throw PythonError.type("cannot unpack non-iterable \(session.typeName(value)) object")
      }
      var items: [Value]
      if let sequence = value.asObject(SequenceObject.self) {
        items = sequence.items
      } else {
        items = []
        let iterator = try session.iterator(value)
        while star != nil || items.count <= count, let item = try iterator.next(session) {
          items.append(item)
        }
      }
      if let star {
        if items.count < count - 1 {
          throw PythonError.value(
            "not enough values to unpack (expected at least \(count - 1), got \(items.count))")
        }
        let middle = items.count - count + 1
        let rest = Array(items[star..<star + middle])
        items.replaceSubrange(star..<star + middle, with: [.list(rest)])
      } else if items.count > count {
        throw PythonError.value(
          "too many values to unpack (expected \(count))",
          hint: "there are \(count) names on the left")
      } else if items.count < count {
        throw PythonError.value(
          "not enough values to unpack (expected \(count), got \(items.count))")
      }
      for (store, item) in zip(stores, items) { try store.run(frame, item) }
    }
  }

  // MARK: Functions

  func functionCode(_ definition: FunctionDefinition) -> FunctionCode {
    let code = FunctionCode(name: definition.name)
    session.register(code)
    code.site = session.site(definition.span)
    guard let inner = resolver.scopes[ObjectIdentifier(definition)] else { return code }
    code.qualifiedName = (qualifiers + [definition.name]).joined(separator: ".")
    let outer = (scope, function)
    let outerQualifiers = qualifiers
    qualifiers += [definition.name, "<locals>"]
    defer { qualifiers = outerQualifiers }
    scope = inner
    function = code
    if definition.body.contains(where: \.yields) {
      code.program = generatorProgram(definition.body)
    } else {
      code.body = block(definition.body)
    }
    (scope, function) = outer
    code.parameters = definition.parameters.map { parameter in
      FunctionCode.Parameter(
        name: parameter.name, kind: parameter.kind,
        slot: inner.variables[parameter.name]?.slot ?? 0,
        hasDefault: parameter.defaultValue != nil)
    }
    code.cellSlots = inner.variables.values.filter(\.isCaptured).map(\.slot).sorted()
    code.freeSlots = inner.free.map(\.slot)
    code.slotCount = inner.slotCount
    if code.cellSlots.isEmpty, code.freeSlots.isEmpty, code.program.isEmpty,
      code.parameters.allSatisfy({ $0.kind == .normal })
    {
      code.routine = Routine(code)
    }
    return code
  }

  /// Makes the function object each time the definition is executed.
  func makeFunction(_ definition: FunctionDefinition) -> (Frame) throws -> Value {
    let session = session
    let defaults = definition.parameters.compactMap(\.defaultValue).map { Eval(expression($0)) }
    let code = functionCode(definition)
    let captured: [Int] =
      resolver.scopes[ObjectIdentifier(definition)]?.free.map { free in
        // The variable is a cell of this frame, or passes through it.
        free.variable.owner.frame === scope.frame
          ? free.variable.slot : scope.frame.freeSlot(for: free.variable)
      } ?? []
    var documentation: Value = .none
    if case .expression(let first)? = definition.body.first?.kind,
      case .string(let text) = first.kind
    {
      documentation = .string(text)
    }
    return { frame in
      let cells = captured.compactMap { frame[$0].asObject(CellObject.self) }
      let function = FunctionObject(
        code: code, defaults: try defaults.map { try $0.run(frame) }, cells: cells)
      if !documentation.isNone { function.attributes["__doc__"] = documentation }
      _ = session
      return .object(function)
    }
  }

  /// Comprehensions' and other inner scopes' captured variables get fresh cells here.
  func freshCells(_ inner: Scope) -> (Frame) -> Void {
    let slots = inner.variables.values.filter(\.isCaptured).map(\.slot)
    if slots.isEmpty { return { _ in } }
    return { frame in for slot in slots { frame[slot] = .object(CellObject()) } }
  }

  func classDefinition(_ definition: ClassDefinition) -> (Frame) throws -> Value {
    let session = session
    let site = session.site(definition.span)
    guard let inner = resolver.scopes[ObjectIdentifier(definition)] else { return { _ in .none } }
    for base in definition.bases {
      if case .keyword(let name) = base.kind {
        refuse(
          "`\(name)=` in a class definition", base.span,
          hint: "a class takes one base, nothing else")
      }
    }
    if definition.bases.count > 1 {
      refuse(
        "class with more than one base", definition.bases[1].span,
        hint: "keep an object of the other class as an attribute")
    }
    let base = definition.bases.first.map { Eval(expression($0.value)) }
    let annotated = definition.annotatedNames
    let qualifiedName = (qualifiers + [definition.name]).joined(separator: ".")
    var documentation: String?
    if case .expression(let first)? = definition.body.first?.kind,
      case .string(let text) = first.kind
    {
      documentation = text
    }
    let outer = (scope, classBox, function)
    let box = ClassBox()
    scope = inner
    classBox = box
    function = nil
    qualifiers.append(definition.name)
    let body = block(definition.body)
    qualifiers.removeLast()
    (scope, classBox, function) = outer
    let names = inner.variables.values.map { (name: $0.name, slot: $0.slot, isCell: $0.isCaptured) }
    let free = inner.free
    let captured = free.map { item in
      item.variable.owner.frame === scope.frame
        ? item.variable.slot : scope.frame.freeSlot(for: item.variable)
    }
    let slotCount = { inner.slotCount }
    let freeSlots = { inner.free.map(\.slot) }
    return { frame in
      var baseClass: ClassObject?
      if let value = try base?.run(frame) {
        session.engine.site = site
        if let known = value.asObject(ClassObject.self) ?? value.asObject(GateClass.self)?.type {
          baseClass = known
        } else if value.asObject(BuiltinType.self)?.name != "object" {
          throw PythonError.refused(
            "class that inherits from \(try session.representation(value))",
            hint: "keep one of them as an attribute of the object instead")
        }
      }
      let count = slotCount()
      let own = try session.pushFrame(count)
      defer { session.popFrame(own, count) }
      for (from, to) in zip(captured, freeSlots()) { own[to] = frame[from] }
      for name in names where name.isCell { own[name.slot] = .object(CellObject()) }
      _ = try body.run(own)
      var namespace: [String: Value] = [:]
      for name in names {
        let value =
          name.isCell ? own[name.slot].asObject(CellObject.self)?.value ?? .unbound : own[name.slot]
        if !value.isUnbound { namespace[name.name] = value }
      }
      if let baseClass, baseClass.ancestors >= Limits.ancestors {
        throw PythonError.refused(
          "a class that inherits through more than \(Limits.ancestors) others",
          hint: "keep what is passed on in an attribute of one class")
      }
      let type = ClassObject(definition.name, base: baseClass, namespace: namespace)
      type.annotated = annotated
      type.qualifiedName = qualifiedName
      if let documentation, namespace["__doc__"] == nil {
        type.namespace["__doc__"] = .string(documentation)
      }
      box.type = type
      for name in ClassDefinition.refusedMethods where namespace[name] != nil {
        session.engine.site = site
        throw PythonError.refused(
          "`\(name)` of a class", hint: "use ordinary methods, `__init__` and `@property`")
      }
      if let hook = baseClass?.lookup("__init_subclass__") {
        _ = hook
        throw PythonError.refused(
          "`__init_subclass__` of a class",
          hint: "do that work in `__init__`")
      }
      return .object(type)
    }
  }
}

extension Value {
  var isIterable: Bool {
    if case .object(let object) = self { return !(object is FunctionObject) }
    return false
  }
}
