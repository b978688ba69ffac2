import Arrays
import Autodiff
import LessonOutput

/// Values: the scalar arithmetic of one element, gate by gate.
extension NumberGraph {
  func valueComposition(_ key: NumberKey) -> Composition {
    var result = Composition()
    result.gate = key.node
    switch tape.codes[key.node] {
    case GateCode.leaf:
      result.kind = .leaf
      result.reason = "input"
      return result
    case GateCode.constant:
      result.kind = .constant
      result.reason = "constant"
      return result
    default: break
    }
    let gate = builder.gate(key.node)
    if let rule = gate.elementwise {
      let whole = shape(key.node)
      let operands = tape.operands(key.node)
      let sources = operands.map { source($0, at: key.element, of: whole) }
      let values = operands.map {
        value($0, ElementIndex.source(of: key.element, in: whole, operand: shape($0)))
      }
      let taken = rule.forward.resolved(values, output: number(key))
      result.terms = [
        Term(taken.substituting(builder.constants(key.node)), sources, number(key))
      ]
      result.reason = "\(gate.name) gate"
    } else {
      compose(gate.name, key, &result)
    }
    return result
  }

  private func compose(_ gate: String, _ key: NumberKey, _ result: inout Composition) {
    let operands = tape.operands(key.node)
    let attribute = tape.record(key.node)?.attribute ?? .none
    guard let first = operands.first else { return }
    func route(_ operand: Int, _ element: Int, _ reason: String) {
      let origin = used(NumberKey(operand, element))
      result.terms = [Term(origin, number(origin))]
      result.reason = reason
    }
    let here = key.element
    let shape = self.shape(key.node)
    switch (gate, attribute) {
    case ("sum", _): fold(.sum, "the sum of", key, first, attribute, &result)
    case ("cumsum", .axis(let axis)):
      collect(&result) { terms in
        for element in ElementIndex.line(through: here, shape, axis: axis, upTo: true) {
          let origin = used(NumberKey(first, element))
          terms.add(number(origin)) { Term(origin, number(origin)) }
        }
      }
      result.reason = "the sum of the elements up to here"
    case ("mean", _):
      let count = ReducedGeometry(self.shape(first), attribute).count
      fold(.mean(count), "the mean of", key, first, attribute, &result)
    case ("prod", _): fold(.product, "the product of", key, first, attribute, &result)
    case ("max", _): fold(.largest, "the largest of", key, first, attribute, &result)
    case ("min", _): fold(.smallest, "the smallest of", key, first, attribute, &result)
    case ("matmul", _): multiply(key, operands, &result)
    case ("conv", _), ("conv_transpose", _), ("conv_filter", _):
      convolve(gate, key, operands, &result)
    case ("max_pool", .pool(let regions, let winners)):
      poolLargest(key, first, regions, winners, &result)
    case ("avg_pool", .windows(let windows)): poolMean(key, first, windows, &result)
    case ("reshape", _): route(first, here, "the same element, in another shape")
    case ("copy", _): route(first, here, "a copy")
    case ("transpose", .permutation(let axes)):
      let mine = ElementIndex.coordinates(here, shape)
      var theirs = mine
      for (position, axis) in axes.enumerated() { theirs[axis] = mine[position] }
      route(
        first, ElementIndex.position(theirs, self.shape(first)), "the same element, transposed")
    case ("broadcast", _):
      let source = ElementIndex.source(of: here, in: shape, operand: self.shape(first))
      route(first, source, "a repeated element")
    case ("index", .region(let region, let text)):
      route(first, region.place(here), "the element that \(text) takes")
    case ("place", .region(let region, _)):
      collect(&result) { terms in
        for element in region.elements(at: here) {
          let source = ElementIndex.source(
            of: element, in: region.shape, operand: self.shape(first))
          let origin = used(NumberKey(first, source))
          terms.add(number(origin)) { Term(origin, number(origin)) }
        }
      }
      result.reason = "what was put there"
    case ("write", .region(let region, let text)) where operands.count == 2:
      guard let element = region.elements(at: here).last else {
        return route(first, here, "not written by \(text)")
      }
      let value = operands[1]
      route(
        value, ElementIndex.source(of: element, in: region.shape, operand: self.shape(value)),
        "written by \(text) = …")
    case ("concatenate", .axis(let axis)):
      var mine = ElementIndex.coordinates(here, shape)
      for part in operands {
        let size = self.shape(part)[axis]
        if mine[axis] < size {
          return route(part, ElementIndex.position(mine, self.shape(part)), "one of the parts")
        }
        mine[axis] -= size
      }
    case ("stack", .axis(let axis)):
      var mine = ElementIndex.coordinates(here, shape)
      let part = mine.remove(at: axis)
      if operands.indices.contains(part) {
        route(
          operands[part], ElementIndex.position(mine, self.shape(operands[part])),
          "one of the parts")
      }
    case ("where", _) where operands.count == 3:
      let condition = ElementIndex.source(of: here, in: shape, operand: self.shape(first))
      let isTrue = value(first, condition) != 0
      let chosen = operands[isTrue ? 1 : 2]
      route(
        chosen, ElementIndex.source(of: here, in: shape, operand: self.shape(chosen)),
        "chosen: the condition is \(isTrue ? "true" : "false") here")
    case (_, .learner(let call)): result.reason = "computed by forward of \(call.name)"
    default: result.reason = "the \(gate) gate's own number"
    }
  }

  func collect(_ result: inout Composition, _ body: (inout TermCollector) -> Void) {
    var terms = TermCollector(most: mostTerms)
    body(&terms)
    work += terms.count
    terms.fill(&result)
  }

  private func multiply(_ key: NumberKey, _ operands: [Int], _ result: inout Composition) {
    guard operands.count == 2, let geometry = MatrixGeometry(shape(operands[0]), shape(operands[1]))
    else { return }
    collect(&result) { terms in
      geometry.forEachPair(of: key.element) { x, y in
        let product = value(operands[0], x) * value(operands[1], y)
        terms.add(product) {
          Term(
            .operand(0) * .operand(1),
            [
              .number(used(NumberKey(operands[0], x))),
              .number(used(NumberKey(operands[1], y))),
            ], product)
        }
      }
    }
    let row = shape(operands[0]).count == 1 ? "the vector" : "row \(row(key.element, geometry))"
    let column =
      shape(operands[1]).count == 1 ? "the vector" : "column \(key.element % geometry.columns)"
    result.reason =
      "\(row) of \(names.base(operands[0])) times \(column) of \(names.base(operands[1]))"
      .replacing("the vector of ", with: "")
  }

  private func row(_ element: Int, _ geometry: MatrixGeometry) -> Int {
    element / geometry.columns % geometry.rows
  }

  private func fold(
    _ form: Composition.Form, _ words: String, _ key: NumberKey, _ operand: Int,
    _ attribute: Attribute, _ result: inout Composition
  ) {
    let geometry = ReducedGeometry(shape(operand), attribute)
    result.form = form
    result.reason = "\(words) \(geometry.count) element\(geometry.count == 1 ? "" : "s")"
    switch form {
    case .sum, .mean:
      collect(&result) { terms in
        geometry.forEachElement(of: key.element) { element in
          let value = value(operand, element)
          terms.add(value) { Term(used(NumberKey(operand, element)), value) }
        }
      }
    case .product:
      var terms: [Term] = []
      var rest = 1.0
      var hidden = 0
      let shown =
        geometry.count > TermCollector.longest ? TermCollector.shownOfLong : geometry.count
      geometry.forEachElement(of: key.element) { element in
        let value = value(operand, element)
        if terms.count < shown {
          terms.append(Term(used(NumberKey(operand, element)), value))
        } else {
          rest *= value
          hidden += 1
        }
      }
      work += geometry.count
      result.terms = terms
      if hidden > 0 { result.rest = (rest, hidden) }
    case .largest, .smallest:
      // Of many elements the winner and the next two are shown.
      var best: [(element: Int, value: Double)] = []
      let room =
        geometry.count > TermCollector.longest ? TermCollector.shownOfLong : geometry.count
      let isLargest = words.hasSuffix("largest of")
      geometry.forEachElement(of: key.element) { element in
        best.append((element, value(operand, element)))
        guard best.count > room else { return }
        let worst = best.indices.min { a, b in
          let (x, y) = (best[a].value, best[b].value)
          if x.isNaN || y.isNaN { return !x.isNaN }
          return isLargest ? x < y : x > y
        }
        if let worst { best.remove(at: worst) }
      }
      work += geometry.count
      result.terms = best.map { Term(used(NumberKey(operand, $0.element)), $0.value) }
    }
  }
}
