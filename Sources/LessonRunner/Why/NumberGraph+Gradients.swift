import Arrays
import Autodiff
import LessonOutput

/// Gradients: for one element the sum over all it goes into of upstream × local, gate by gate.
extension NumberGraph {
  /// A gate, which of its operands the number belongs to, and which element of it.
  typealias Sender = (gate: Int, operand: Int, element: Int)

  func gradientComposition(_ key: NumberKey) -> Composition {
    var result = Composition()
    if key.node == output {
      result.kind = .seed
      result.gate = key.node
      result.reason = "the output: ∂\(builder.outputName)/∂\(builder.outputName) = 1"
      return result
    }
    var terms = TermCollector(most: mostTerms)
    var senders: [Sender] = []
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
        if terms.count > before { senders.append((use.gate, use.operand, place.element)) }
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
    _ result: inout Composition, _ senders: [Sender], _ count: Int, isCut: Bool
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
      result.reason =
        productReason(sender, result) ?? windowReason(sender, count) ?? gate.sentence
    }
  }

  /// Which row and column meet in the gradient of a product of two matrices.
  private func productReason(_ use: Sender, _ result: Composition) -> String? {
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
}
