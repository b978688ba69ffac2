import Arrays
import Autodiff
import LessonOutput

/// Gradients: for one element the sum over all it goes into of upstream × local, gate by gate.
extension NumberGraph {
  func gradientComposition(_ key: NumberKey) -> Composition {
    var result = Composition()
    if key.node == output {
      result.kind = .seed
      result.gate = key.node
      result.reason = "the output: ∂\(builder.outputName)/∂\(builder.outputName) = 1"
      return result
    }
    var terms = TermCollector()
    var senders: [(gate: Int, operand: Int)] = []
    var isCut = false
    var places = [(node: key.node, element: key.element)]
    while let place = places.popLast() {
      var inner: [(node: Int, element: Int)] = []
      for use in consumers(place.node) {
        work += 1
        if let passed = passed(use.gate, use.operand, place.element, &isCut) {
          inner += passed
          continue
        }
        let before = terms.count
        addTerms(use.gate, use.operand, place.element, &terms)
        if terms.count > before { senders.append(use) }
      }
      places += inner.reversed()
    }
    work += terms.count
    terms.fill(&result)
    explain(&result, senders, terms.count, isCut: isCut)
    return result
  }

  /// Where the number goes on unchanged: into a write that left it as it was, or into elements that
  /// were taken without giving them a name. Nil where the gate does more than that.
  private func passed(_ gate: Int, _ operand: Int, _ element: Int, _ isCut: inout Bool)
    -> [(node: Int, element: Int)]?
  {
    guard gate != output, case .region(let region, _)? = tape.record(gate)?.attribute else {
      return nil
    }
    switch builder.gate(gate).name {
    case "write" where operand == 0:
      guard isWritten(gate, element) else { return [(gate, element)] }
      isCut = true
      return []
    case "index" where isMergedPick(gate) || !names.isNamed(gate):
      return region.elements(at: element).map { (gate, $0) }
    default: return nil
    }
  }

  private func explain(
    _ result: inout Composition, _ senders: [(gate: Int, operand: Int)], _ count: Int, isCut: Bool
  ) {
    guard let sender = senders.first else {
      result.reason =
        isCut
        ? "overwritten before it was used: no gradient comes back"
        : "\(builder.outputName) does not use it: no gradient comes back"
      return
    }
    let gates = Set(senders.map(\.gate))
    let gate = builder.gate(sender.gate)
    if gates.count == 1 { result.gate = sender.gate }
    if senders.count > 1 {
      result.reason = "used \(senders.count) times: the gradients add up"
    } else if count > 1, gate.elementwise != nil {
      result.reason = "repeated \(count) times by broadcasting: the gradients add up"
    } else if let rule = gate.elementwise, !rule.locals[sender.operand].hasBranches,
      let term = result.terms.first
    {
      let operands = tape.operands(sender.gate)
      let local = rule.locals[sender.operand].substituting(builder.constants(sender.gate))
      let names = term.sources.map { self.names.word($0) }
      let output = names[operands.count]
      let above = output.isCompound(tighterThan: 3) ? "(\(output))" : output
      result.reason =
        ("∂\(above)/∂\(names[sender.operand]) = " + local.text(names, output: output))
        .replacing("\u{A0}", with: " ")
    } else {
      result.reason = productReason(sender, result) ?? gate.sentence
    }
  }

  /// Which row and column meet in the gradient of a product of two matrices.
  private func productReason(_ use: (gate: Int, operand: Int), _ result: Composition) -> String? {
    let operands = tape.operands(use.gate)
    guard builder.gate(use.gate).name == "matmul", operands.count == 2,
      operands.allSatisfy({ shape($0).count == 2 }), let term = result.terms.first,
      case .number(let other)? = term.sources.first, case .number(let back)? = term.sources.last
    else { return nil }
    let partner = operands[1 - use.operand]
    // The partner may be taken from another array: then it goes by that one's places.
    guard other.node == partner else { return nil }
    let theirs = ElementIndex.coordinates(other.element, shape(partner))
    let mine = ElementIndex.coordinates(back.element, shape(use.gate))
    let (x, y, out) = (names.base(operands[0]), names.base(operands[1]), names.base(use.gate))
    return use.operand == 0
      ? "row \(mine[0]) of \(out).grad times row \(theirs[0]) of \(y): \(x).grad = \(out).grad · \(y)ᵀ"
      : "column \(theirs[1]) of \(x) times column \(mine[1]) of \(out).grad: \(y).grad = \(x)ᵀ · \(out).grad"
  }

  /// Upstream × local for each element of the gate's output that an element of an operand goes into.
  func addTerms(_ gate: Int, _ operand: Int, _ element: Int, _ terms: inout TermCollector) {
    let kind = builder.gate(gate)
    if let rule = kind.elementwise {
      return addElementwise(rule, gate, operand, element, &terms)
    }
    let operands = tape.operands(gate)
    let mine = shape(operands[operand])
    let whole = shape(gate)
    let attribute = tape.record(gate)?.attribute ?? .none
    /// The gradient of an element of the output as it is.
    func route(_ out: Int) { add(gate, out, .constant(1), [], 1, &terms) }
    switch (kind.name, attribute) {
    case ("matmul", _):
      guard operands.count == 2,
        let geometry = MatrixGeometry(shape(operands[0]), shape(operands[1]))
      else { return }
      let other = operands[1 - operand]
      geometry.forEachUse(of: element, operand: operand) { out, partner in
        let factor = value(other, partner)
        terms.add((gradient(gate, out) ?? 0) * factor) {
          Term(
            .operand(1) * .operand(0),
            [.number(used(NumberKey(other, partner))), upstream(gate, out)],
            (gradient(gate, out) ?? 0) * factor)
        }
      }
    case ("sum", _): route(ReducedGeometry(mine, attribute).output(of: element))
    case ("mean", _):
      let geometry = ReducedGeometry(mine, attribute)
      let count = Double(geometry.count)
      let out = geometry.output(of: element)
      let share = (gradient(gate, out) ?? 0) / count
      terms.add(share) {
        Term(
          .operand(0) / .operand(1), [upstream(gate, out), .constant(count, integer: true)], share)
      }
    case ("prod", _): addProduct(gate, operands[0], element, attribute, &terms)
    case ("max", _), ("min", _):
      let geometry = ReducedGeometry(mine, attribute)
      let out = geometry.output(of: element)
      let winner = value(gate, out)
      var ties = 0.0
      geometry.forEachElement(of: out) { if value(operands[0], $0) == winner { ties += 1 } }
      work += geometry.count
      let share = value(operands[0], element) == winner ? 1 / ties : 0
      add(gate, out, .constant(share), [], share, &terms)
    case ("reshape", _), ("copy", _): route(element)
    case ("transpose", .permutation(let axes)):
      let theirs = ElementIndex.coordinates(element, mine)
      route(ElementIndex.position(axes.map { theirs[$0] }, whole))
    case ("broadcast", _):
      ElementIndex.forEachCopy(of: element, operand: mine, in: whole) { route($0) }
    case ("index", .region(let region, _)):
      for out in region.elements(at: element) { route(out) }
    case ("place", .region(let region, _)):
      ElementIndex.forEachCopy(of: element, operand: mine, in: region.shape) {
        route(region.place($0))
      }
    case ("write", .region(let region, _)) where operand == 1:
      ElementIndex.forEachCopy(of: element, operand: mine, in: region.shape) { part in
        let place = region.place(part)
        if region.positions == nil || region.elements(at: place).last == part { route(place) }
      }
    case ("write", .region): if !isWritten(gate, element) { route(element) }
    case ("concatenate", .axis(let axis)):
      var theirs = ElementIndex.coordinates(element, mine)
      for part in operands.prefix(operand) { theirs[axis] += shape(part)[axis] }
      route(ElementIndex.position(theirs, whole))
    case ("stack", .axis(let axis)):
      var theirs = ElementIndex.coordinates(element, mine)
      theirs.insert(operand, at: axis)
      route(ElementIndex.position(theirs, whole))
    case ("where", _) where operand > 0:
      let condition = operands[0]
      ElementIndex.forEachCopy(of: element, operand: mine, in: whole) { out in
        let place = ElementIndex.source(of: out, in: whole, operand: shape(condition))
        let isChosen = (value(condition, place) != 0) == (operand == 1)
        add(gate, out, .constant(isChosen ? 1 : 0), [], isChosen ? 1 : 0, &terms)
      }
    default: addUnknown(gate, operand, element, &terms)
    }
  }

  private func upstream(_ gate: Int, _ out: Int) -> Term.Source {
    .number(used(NumberKey(gate, out, isGradient: true)))
  }

  /// One term: the upstream gradient at `out` times a local one, which is a formula over `sources`.
  private func add(
    _ gate: Int, _ out: Int, _ local: ScalarExpression, _ sources: [Term.Source], _ factor: Double,
    _ terms: inout TermCollector
  ) {
    let value = (gradient(gate, out) ?? 0) * factor
    terms.add(value) {
      let u = ScalarExpression.operand(sources.count)
      var term = Term(.product(u, local), sources + [upstream(gate, out)], value)
      if local == .constant(1) {
        term.short = u
        if sources.isEmpty { term.expression = u }
      }
      if local == .constant(-1) { term.short = .negative(u) }
      return term
    }
  }

  private func addElementwise(
    _ rule: ElementwiseRule, _ gate: Int, _ operand: Int, _ element: Int,
    _ terms: inout TermCollector
  ) {
    let operands = tape.operands(gate)
    let whole = shape(gate)
    guard operand < rule.locals.count else { return }
    let wanted = operands.map { builder.paths[$0] }
    ElementIndex.forEachCopy(of: element, operand: shape(operands[operand]), in: whole) { out in
      let values = operands.map {
        value($0, ElementIndex.source(of: out, in: whole, operand: shape($0)))
      }
      let result = value(gate, out)
      let isTie = operands.count == 2 && rule.isTieWithConstant(values, isWanted: wanted)
      let local: ScalarExpression =
        isTie ? .constant(0) : rule.locals[operand].resolved(values, output: result)
      let factor = local.evaluate(values, output: result)
      let total = (gradient(gate, out) ?? 0) * factor
      terms.add(total) {
        // Operands, the gate's output, and last what comes back to it.
        let sources =
          operands.map { source($0, at: out, of: whole) }
          + [.number(used(NumberKey(gate, out))), upstream(gate, out)]
        let u = ScalarExpression.operand(operands.count + 1)
        let inner = local.naming(output: operands.count)
          .substituting(builder.constants(gate))
        var term = Term(u.scaled(by: inner), sources, total)
        if local == .constant(1) { term.short = u }
        if local == .constant(-1) { term.short = .negative(u) }
        return term
      }
    }
  }

  /// Each element receives the product of the others.
  private func addProduct(
    _ gate: Int, _ operand: Int, _ element: Int, _ attribute: Attribute,
    _ terms: inout TermCollector
  ) {
    let geometry = ReducedGeometry(shape(operand), attribute)
    let out = geometry.output(of: element)
    var others: [Int] = []
    geometry.forEachElement(of: out) { if $0 != element { others.append($0) } }
    work += others.count
    let factor = others.reduce(1) { $0 * value(operand, $1) }
    let total = (gradient(gate, out) ?? 0) * factor
    terms.add(total) {
      var local: ScalarExpression?
      var sources: [Term.Source] = []
      if others.count <= TermCollector.longest {
        for other in others {
          let next = ScalarExpression.operand(sources.count)
          local = local.map { $0 * next } ?? next
          sources.append(.number(used(NumberKey(operand, other))))
        }
      } else {
        local = .operand(0)
        sources = [.constant(factor, integer: false)]
      }
      sources.append(upstream(gate, out))
      let u = ScalarExpression.operand(sources.count - 1)
      return Term(local.map { .product(u, $0) } ?? u, sources, total)
    }
  }

  /// A gate without a known form: what it sends for a gradient of 1 at each element of its output.
  func addUnknown(_ gate: Int, _ operand: Int, _ element: Int, _ terms: inout TermCollector) {
    let whole = shape(gate)
    let count = whole.reduce(1, *)
    let engine = builder.session.engine
    let wanted = tape.operands(gate).map { builder.paths[$0] }
    func sent(_ upstream: NDArray) -> Double? {
      let parts = try? builder.session.untracked {
        try engine.contributions(tape, gate, Tensor(upstream), wanted: wanted)
      }
      return parts?[operand]?.array.element(element)
    }
    if count <= Self.mostUnitGradients {
      for out in 0..<count {
        let unit = NDArray(zeros: whole, .float64)
        unit.set(out, .float(1))
        let local = sent(unit) ?? 0
        if local != 0 || count == 1 { add(gate, out, .constant(local), [], local, &terms) }
      }
    } else if let tensor = builder.gradients.tensor(gate, tape), let total = sent(tensor.array) {
      terms.add(total) { Term(.operand(0), [.constant(total, integer: false)], total) }
    }
  }

  /// Above this many elements a gate without a known form is not taken apart.
  static let mostUnitGradients = 64
}

extension ScalarExpression {
  /// Whether the formula differs from case to case, as for max.
  var hasBranches: Bool {
    switch self {
    case .compare: true
    default: false
    }
  }

  /// The product, as a quotient where the factor is 1/y.
  fileprivate func scaled(by factor: ScalarExpression) -> ScalarExpression {
    if case .quotient(.constant(1), let below) = factor { return .quotient(self, below) }
    return .product(self, factor)
  }

  /// The operands that occur, in the order in which they are written.
  var operands: [Int] {
    switch self {
    case .operand(let number): [number]
    case .output, .constant: []
    case .negative(let a), .function(_, let a): a.operands
    case .sum(let a, let b), .difference(let a, let b), .product(let a, let b),
      .quotient(let a, let b), .power(let a, let b), .maximum(let a, let b), .minimum(let a, let b):
      a.operands + b.operands
    case .compare(let a, let b, let greater, let tie, let less):
      a.operands + b.operands + greater.operands + tie.operands + less.operands
    }
  }

  /// The formula with the gate's output as one more operand.
  func naming(output number: Int) -> ScalarExpression {
    func inner(_ e: ScalarExpression) -> ScalarExpression { e.naming(output: number) }
    switch self {
    case .output: return .operand(number)
    case .operand, .constant: return self
    case .negative(let a): return .negative(inner(a))
    case .sum(let a, let b): return .sum(inner(a), inner(b))
    case .difference(let a, let b): return .difference(inner(a), inner(b))
    case .product(let a, let b): return .product(inner(a), inner(b))
    case .quotient(let a, let b): return .quotient(inner(a), inner(b))
    case .power(let a, let b): return .power(inner(a), inner(b))
    case .function(let function, let a): return .function(function, inner(a))
    case .maximum(let a, let b): return .maximum(inner(a), inner(b))
    case .minimum(let a, let b): return .minimum(inner(a), inner(b))
    case .compare(let a, let b, let greater, let tie, let less):
      return .compare(
        inner(a), inner(b), greater: inner(greater), tie: inner(tie), less: inner(less))
    }
  }
}
