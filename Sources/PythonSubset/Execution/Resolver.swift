import Diagnostics

/// Decides for every name of a block where it lives: a frame slot, a shared cell or the globals.
final class Scope {
  enum Kind { case module, function, classBody, comprehension }

  let kind: Kind
  let parent: Scope?
  var variables: [String: Variable] = [:]
  /// Declaration order, so that slots are the same on every run.
  private(set) var order: [Variable] = []
  /// A function's parameters, and the names that some statement of it binds.
  var parameters: Set<String> = []
  var willBind: Set<String> = []
  var declaredGlobal: Set<String> = []
  var declaredNonlocal: Set<String> = []
  /// Variables of enclosing functions that this frame receives, and the slots they arrive in.
  private(set) var free: [(variable: Variable, slot: Int)] = []
  /// A frame of its own, but `:=` binds outside it.
  var isGeneratorExpression = false
  /// Only for scopes that own a frame; slot 0 is the returned value.
  var slotCount = 1

  init(_ kind: Kind, parent: Scope?) {
    self.kind = kind
    self.parent = parent
  }

  final class Variable {
    let name: String
    unowned let owner: Scope
    var isCaptured = false
    var slot = 0
    init(_ name: String, _ owner: Scope) {
      self.name = name
      self.owner = owner
    }
  }

  /// The scope whose frame holds this scope's variables.
  var frame: Scope {
    var scope = self
    while scope.kind == .comprehension, let parent = scope.parent { scope = parent }
    return scope
  }

  func newSlot() -> Int {
    let owner = frame
    owner.slotCount += 1
    return owner.slotCount - 1
  }

  func bind(_ name: String) {
    if declaredGlobal.contains(name) || declaredNonlocal.contains(name) || variables[name] != nil {
      return
    }
    let variable = Variable(name, self)
    variables[name] = variable
    order.append(variable)
  }

  func freeSlot(for variable: Variable) -> Int {
    if let known = free.first(where: { $0.variable === variable }) { return known.slot }
    let slot = newSlot()
    free.append((variable, slot))
    return slot
  }
}

/// Where a name's value is found at run time.
enum Access {
  case slot(Int)
  case cell(Int)
  case global
}

/// Names that a program binds at its top level.
package func topLevelNames(_ statements: [Statement]) -> Set<String> {
  Set(Resolver(statements).bindings.keys)
}

/// The first pass over a block: scopes, what they bind, what inner functions capture.
struct Resolver {
  private(set) var scopes: [ObjectIdentifier: Scope] = [:]
  let module = Scope(.module, parent: nil)
  /// How often each top-level name is bound in the block, and whether once is in a loop.
  private(set) var bindings: [String: Int] = [:]

  /// Top-level names bound exactly once, outside loops: candidates for inputs of a trace.
  var boundOnce: Set<String> { Set(bindings.filter { $0.value == 1 }.keys) }

  /// Mistakes about `global` and `nonlocal`.
  private(set) var problems: [SyntaxProblem] = []
  /// Names used or bound so far in each function, for declarations that come too late.
  private var seen: [ObjectIdentifier: [String: Bool]] = [:]

  /// Names and attributes of Python 2 that the block uses without binding them.
  private(set) var python2Names: Set<String> = []

  private var loopDepth = 0
  private var uses: [(name: String, scope: Scope)] = []

  init(_ statements: [Statement]) {
    visit(statements, module)
    for use in uses {
      if case .global = use.scope.access(use.name), Python2.names[use.name] != nil,
        bindings[use.name] == nil
      {
        python2Names.insert(use.name)
      }
    }
    uses = []
  }

  // MARK: Statements

  private mutating func visit(_ statements: [Statement], _ scope: Scope) {
    for statement in statements { visit(statement, scope) }
  }

  private mutating func visit(_ statement: Statement, _ scope: Scope) {
    switch statement.kind {
    case .expression(let value): visit(value, scope)
    case .assign(let targets, let value):
      visit(value, scope)
      for target in targets { bind(target, scope) }
    case .augmented(let target, _, let value):
      visit(value, scope)
      bind(target, scope)
      if case .name(let name) = target.kind { count(name, scope, by: 2) }
    case .annotated(let target, _, let value):
      if let value {
        visit(value, scope)
        bind(target, scope)
      }
    case .conditional(let branches, let otherwise):
      for branch in branches {
        visit(branch.test, scope)
        visit(branch.body, scope)
      }
      visit(otherwise, scope)
    case .whileLoop(let test, let body, let otherwise):
      visit(test, scope)
      inLoop { $0.visit(body, scope) }
      visit(otherwise, scope)
    case .forLoop(let target, let iterable, let body, let otherwise):
      visit(iterable, scope)
      inLoop {
        $0.bind(target, scope)
        $0.visit(body, scope)
      }
      visit(otherwise, scope)
    case .function(let definition):
      for decorator in definition.decorators { visit(decorator, scope) }
      bindName(definition.name, scope, by: 2)
      function(definition, scope)
    case .classDefinition(let definition):
      for decorator in definition.decorators { visit(decorator, scope) }
      for base in definition.bases { visit(base.value, scope) }
      bindName(definition.name, scope, by: 2)
      let inner = Scope(.classBody, parent: scope)
      scopes[ObjectIdentifier(definition)] = inner
      visit(definition.body, inner)
      for variable in inner.variables.values { variable.slot = inner.newSlot() }
    case .returnValue(let value):
      if let value { visit(value, scope) }
    case .importModules(let names):
      for name in names {
        let first = name.name.split(separator: ".").first.map(String.init) ?? name.name
        bindName(name.alias ?? first, scope, by: 2)
      }
    case .importFrom(_, let names):
      for name in names { bindName(name.alias ?? name.name, scope, by: 2) }
    case .global(let names):
      declaration("global", names, scope, statement.span)
      for name in names {
        scope.declaredGlobal.insert(name)
        bindings[name, default: 0] += 2
      }
    case .nonlocal(let names):
      declaration("nonlocal", names, scope, statement.span)
      for name in names where !hasBinding(name, outside: scope) {
        problems.append(
          SyntaxProblem(
            "no binding for nonlocal '\(name)' found",
            hint: "bind it in the function around, or declare it `global`", span: statement.span))
      }
      scope.declaredNonlocal.formUnion(names)
    case .delete(let targets):
      for target in targets { bind(target, scope) }
    case .assertion(let test, let message):
      visit(test, scope)
      if let message { visit(message, scope) }
    case .raise(let value, let cause):
      if let value { visit(value, scope) }
      if let cause { visit(cause, scope) }
    case .tryBlock(let body, let handlers, let otherwise, let finally):
      visit(body, scope)
      for handler in handlers {
        if let type = handler.type { visit(type, scope) }
        if let name = handler.name { bindName(name, scope, by: 2) }
        visit(handler.body, scope)
      }
      visit(otherwise, scope)
      visit(finally, scope)
    case .withBlock(let items, let body):
      for item in items {
        visit(item.context, scope)
        if let target = item.target { bind(target, scope) }
      }
      visit(body, scope)
    case .breakLoop, .continueLoop, .pass: break
    }
  }

  /// CPython wants a declaration before the first use.
  private mutating func declaration(
    _ kind: String, _ names: [String], _ scope: Scope, _ span: Span
  ) {
    for name in names {
      var message: String?
      if scope.parameters.contains(name) {
        message = "name '\(name)' is parameter and \(kind)"
      } else if kind == "global"
        ? scope.declaredNonlocal.contains(name)
        : scope.declaredGlobal.contains(name)
      {
        message = "name '\(name)' is nonlocal and global"
      } else if let isBound = seen[ObjectIdentifier(scope)]?[name] {
        message =
          isBound
          ? "name '\(name)' is assigned to before \(kind) declaration"
          : "name '\(name)' is used prior to \(kind) declaration"
      }
      if let message {
        problems.append(
          SyntaxProblem(
            message, hint: "move `\(kind) \(name)` to the top of the function", span: span))
      }
    }
  }

  private func hasBinding(_ name: String, outside scope: Scope) -> Bool {
    var current = scope.parent
    while let outer = current {
      if outer.kind == .function, !outer.isGeneratorExpression,
        outer.variables[name] != nil || outer.willBind.contains(name)
          || outer.declaredNonlocal.contains(name)
      {
        return true
      }
      current = outer.parent
    }
    return false
  }

  private mutating func inLoop(_ body: (inout Resolver) -> Void) {
    loopDepth += 1
    body(&self)
    loopDepth -= 1
  }

  private mutating func bind(_ target: Expression, _ scope: Scope) {
    switch target.kind {
    case .name(let name): bindName(name, scope, by: 1)
    case .tuple(let items), .list(let items):
      for item in items { bind(item, scope) }
    case .starred(let inner): bind(inner, scope)
    default: visit(target, scope)
    }
  }

  private mutating func bindName(_ name: String, _ scope: Scope, by times: Int) {
    count(name, scope, by: times)
    if scope.kind == .function || scope === module {
      seen[ObjectIdentifier(scope), default: [:]][name] = true
    }
    if scope.declaredNonlocal.contains(name) { uses.append((name, scope)) }
    if scope.kind != .module || scope !== module { scope.bind(name) }
  }

  private mutating func count(_ name: String, _ scope: Scope, by times: Int) {
    if scope === module { bindings[name, default: 0] += loopDepth > 0 ? 2 : times }
  }

  private mutating func function(_ definition: FunctionDefinition, _ scope: Scope) {
    for parameter in definition.parameters {
      if let value = parameter.defaultValue { visit(value, scope) }
    }
    let inner = Scope(.function, parent: scope)
    scopes[ObjectIdentifier(definition)] = inner
    for parameter in definition.parameters { inner.bind(parameter.name) }
    inner.parameters = Set(definition.parameters.map(\.name))
    inner.willBind = Set(definition.body.flatMap(\.boundNames))
    // Parameters come first in the frame, where calls put them.
    for variable in inner.order { variable.slot = inner.newSlot() }
    let outerLoops = loopDepth
    loopDepth = 0
    declare(definition.body, inner)
    visit(definition.body, inner)
    loopDepth = outerLoops
    for variable in inner.order where variable.slot == 0 { variable.slot = inner.newSlot() }
  }

  /// `global` and `nonlocal` hold for the whole function, wherever they stand.
  private func declare(_ statements: [Statement], _ scope: Scope) {
    for statement in statements {
      switch statement.kind {
      case .global(let names): scope.declaredGlobal.formUnion(names)
      case .nonlocal(let names): scope.declaredNonlocal.formUnion(names)
      case .conditional(let branches, let otherwise):
        for branch in branches { declare(branch.body, scope) }
        declare(otherwise, scope)
      case .whileLoop(_, let body, let otherwise), .forLoop(_, _, let body, let otherwise):
        declare(body, scope)
        declare(otherwise, scope)
      case .tryBlock(let body, let handlers, let otherwise, let finally):
        declare(body, scope)
        for handler in handlers { declare(handler.body, scope) }
        declare(otherwise, scope)
        declare(finally, scope)
      case .withBlock(_, let body): declare(body, scope)
      default: break
      }
    }
  }

  // MARK: Expressions

  private mutating func visit(_ e: Expression, _ scope: Scope) {
    switch e.kind {
    case .name(let name):
      uses.append((name, scope))
      if seen[ObjectIdentifier(scope)]?[name] == nil {
        seen[ObjectIdentifier(scope), default: [:]][name] = false
      }
    case .none, .ellipsis, .bool, .int, .float, .string: break
    case .formatted(let parts): visit(parts, scope)
    case .list(let items), .tuple(let items), .set(let items):
      for item in items { visit(item, scope) }
    case .dictionary(let pairs):
      for pair in pairs {
        if let key = pair.key { visit(key, scope) }
        visit(pair.value, scope)
      }
    case .attribute(let a, let name):
      if Python2.methods[name] != nil { python2Names.insert("." + name) }
      visit(a, scope)
    case .unary(_, let a), .starred(let a), .yieldFrom(let a): visit(a, scope)
    case .binary(_, let a, let b), .subscript(let a, let b):
      var left = a
      visit(b, scope)
      while case .binary(_, let inner, let right) = left.kind {
        visit(right, scope)
        left = inner
      }
      visit(left, scope)
    case .boolean(_, let items):
      for item in items { visit(item, scope) }
    case .compare(let first, let rest):
      visit(first, scope)
      for item in rest { visit(item.1, scope) }
    case .conditional(let test, let then, let otherwise):
      visit(test, scope)
      visit(then, scope)
      visit(otherwise, scope)
    case .call(let callee, let arguments):
      visit(callee, scope)
      for argument in arguments { visit(argument.value, scope) }
    case .slice(let a, let b, let c):
      for part in [a, b, c] { if let part { visit(part, scope) } }
    case .lambda(let definition): function(definition, scope)
    case .comprehension(let comprehension):
      let inner = Scope(
        comprehension.kind == .generator ? .function : .comprehension, parent: scope)
      inner.isGeneratorExpression = comprehension.kind == .generator
      scopes[ObjectIdentifier(comprehension)] = inner
      for (number, clause) in comprehension.clauses.enumerated() {
        visit(clause.iterable, number == 0 ? scope : inner)
        bind(clause.target, inner)
        for condition in clause.conditions { visit(condition, inner) }
      }
      visit(comprehension.element, inner)
      if let value = comprehension.value { visit(value, inner) }
      for variable in inner.order { variable.slot = inner.newSlot() }
    case .named(let name, let value):
      visit(value, scope)
      var target = scope
      while target.kind == .comprehension || target.isGeneratorExpression,
        let parent = target.parent
      {
        target = parent
      }
      bindName(name, target, by: 2)
      uses.append((name, scope))
    case .yield(let value):
      if let value { visit(value, scope) }
    }
  }

  private mutating func visit(_ parts: [FormattedPart], _ scope: Scope) {
    for case .value(let value, _, let format, _) in parts {
      visit(value, scope)
      visit(format, scope)
    }
  }
}

extension Scope {
  /// Finds a name as seen from this scope; captures it where it belongs to an outer function.
  ///
  /// The resolver asks for every use once before code is made, so that captures are known by then.
  func access(_ name: String) -> Access {
    var scope: Scope? = self
    while let current = scope {
      if current.declaredGlobal.contains(name) { return .global }
      if let variable = current.variables[name], current === self || current.kind != .classBody {
        if current.frame === frame {
          return variable.isCaptured ? .cell(variable.slot) : .slot(variable.slot)
        }
        variable.isCaptured = true
        return .cell(capture(variable))
      }
      scope = current.parent
    }
    return .global
  }

  /// Passes a variable down through the frames between its owner and this one.
  private func capture(_ variable: Variable) -> Int {
    var chain: [Scope] = []
    var scope: Scope? = frame
    while let current = scope, current !== variable.owner.frame {
      chain.append(current)
      scope = current.parent?.frame
    }
    for owner in chain.reversed() { _ = owner.freeSlot(for: variable) }
    return frame.freeSlot(for: variable)
  }
}

extension Statement {
  /// The names that the statement binds where it stands, those of inner blocks among them.
  fileprivate var boundNames: [String] {
    func names(_ target: Expression) -> [String] {
      switch target.kind {
      case .name(let name): [name]
      case .tuple(let items), .list(let items): items.flatMap(names)
      case .starred(let inner): names(inner)
      default: []
      }
    }
    func all(_ blocks: [Statement]...) -> [String] { blocks.joined().flatMap(\.boundNames) }
    switch kind {
    case .assign(let targets, _): return targets.flatMap(names)
    case .augmented(let target, _, _): return names(target)
    case .annotated(let target, _, _): return names(target)
    case .forLoop(let target, _, let body, let otherwise):
      return names(target) + all(body, otherwise)
    case .whileLoop(_, let body, let otherwise): return all(body, otherwise)
    case .conditional(let branches, let otherwise):
      return branches.flatMap { all($0.body) } + all(otherwise)
    case .function(let definition): return [definition.name]
    case .classDefinition(let definition): return [definition.name]
    case .tryBlock(let body, let handlers, let otherwise, let finally):
      return all(body, otherwise, finally)
        + handlers.flatMap { ($0.name.map { [$0] } ?? []) + all($0.body) }
    case .withBlock(let items, let body):
      return items.flatMap { $0.target.map(names) ?? [] } + all(body)
    case .importModules(let names):
      return names.map { $0.alias ?? String($0.name.split(separator: ".").first ?? "") }
    case .importFrom(_, let names): return names.map { $0.alias ?? $0.name }
    default: return []
    }
  }
}
