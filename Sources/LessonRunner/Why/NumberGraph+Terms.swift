import Arrays
import Autodiff
import LessonOutput

/// What a gate sends to one element of an operand, term by term.
extension NumberGraph {
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
    case ("cumsum", .axis(let axis)):
      for out in ElementIndex.line(through: element, mine, axis: axis, upTo: false) { route(out) }
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
    case ("conv", _), ("conv_transpose", _), ("conv_filter", _):
      addConvolution(kind.name, gate, operand, element, &terms)
    case ("max_pool", .pool(let regions, let winners)):
      addPool(gate, operands[0], element, regions, winners, &terms)
    case ("avg_pool", .windows(let windows)):
      addPoolMean(gate, operands[0], element, windows, &terms)
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

  func upstream(_ gate: Int, _ out: Int) -> Term.Source {
    .number(used(NumberKey(gate, out, isGradient: true)))
  }

  /// One term: the upstream gradient at `out` times a local one, which is a formula over `sources`.
  func add(
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
