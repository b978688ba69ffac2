import Arrays
import Autodiff
import LessonOutput

/// Convolutions and poolings, number by number.
extension NumberGraph {
  // MARK: Values

  func convolve(_ gate: String, _ key: NumberKey, _ operands: [Int], _ result: inout Composition) {
    let shapes = operands.map { shape($0) }
    let attribute = tape.record(key.node)?.attribute ?? .none
    guard let geometry = ConvolutionGeometry(gate, attribute, shapes, shape(key.node)) else {
      return
    }
    var terms = TermCollector(most: mostTerms)
    geometry.forEachTriple(of: geometry.result, key.element) { triple in
      let elements = geometry.operands.map { triple[$0.rawValue] }
      let product = value(operands[0], elements[0]) * value(operands[1], elements[1])
      terms.add(product) {
        Term(
          .operand(0) * .operand(1),
          [
            .number(used(NumberKey(operands[0], elements[0]))),
            .number(used(NumberKey(operands[1], elements[1]))),
          ], product)
      }
    }
    work += terms.count
    terms.fill(&result)
    let coordinates = ElementIndex.coordinates(key.element, shape(key.node))
    if operands.count > 2 {
      let bias = used(NumberKey(operands[2], coordinates[1]))
      result.terms.append(Term(bias, number(bias)))
    }
    result.reason =
      gate == "conv"
      ? windowText(geometry, operands, coordinates, terms.count)
      : "the \(terms.count) products of what met here"
  }

  /// `rows 0 to 2, columns 1 to 3 of x[0] times filter w[5], plus b[5]`.
  private func windowText(
    _ geometry: ConvolutionGeometry, _ operands: [Int], _ at: [Int], _ count: Int
  ) -> String {
    let window = WindowText.span(geometry.windows, at: Array(at[2...]))
    let channels = geometry.channels > 1 ? ", all \(geometry.channels) channels," : ""
    let bias = operands.count > 2 ? ", plus \(names.base(operands[2]))[\(at[1])]" : ""
    return "\(window) of \(names.base(operands[0]))[\(at[0])]\(channels) times filter "
      + "\(names.base(operands[1]))[\(at[1])]\(bias)"
      + WindowText.padding(geometry.windowCount - count, of: geometry.windowCount)
  }

  func poolLargest(
    _ key: NumberKey, _ operand: Int, _ regions: PoolRegions, _ winners: PoolWinners,
    _ result: inout Composition
  ) {
    let elements = PoolGeometry(shape(operand), regions).elements(of: key.element)
    guard winners.indices.contains(key.element) else { return }
    let winner = winners[key.element]
    let best = value(operand, winner)
    var shown = elements
    if elements.count > mostTerms {
      // The winner and the next largest, in the order in which they stand.
      let order = elements.indices.sorted { a, b in
        if elements[a] == winner || elements[b] == winner { return elements[a] == winner }
        let (x, y) = (value(operand, elements[a]), value(operand, elements[b]))
        return x > y || (x == y && a < b)
      }
      shown = order.prefix(TermCollector.shownOfLong).sorted().map { elements[$0] }
    }
    work += elements.count
    result.form = .largest
    result.terms = shown.map { element in
      let key = used(NumberKey(operand, element))
      return Term(key, number(key))
    }
    let ties = elements.count { value(operand, $0) == best }
    let coordinates = ElementIndex.coordinates(key.element, shape(key.node))
    result.reason =
      "the largest of \(elements.count): \(place(operand, coordinates, regions, key.element)); "
      + "\(names.text(NumberKey(operand, winner))) wins"
      + (ties > 1 ? ", the first of \(ties) that tie" : "")
  }

  func poolMean(
    _ key: NumberKey, _ operand: Int, _ windows: Windows, _ result: inout Composition
  ) {
    let elements = PoolGeometry(shape(operand), PoolRegions(windows)).elements(of: key.element)
    var terms = TermCollector(most: mostTerms)
    for element in elements {
      let origin = used(NumberKey(operand, element))
      terms.add(number(origin)) { Term(origin, number(origin)) }
    }
    work += terms.count
    result.form = .mean(windows.count)
    terms.fill(&result)
    let at = ElementIndex.coordinates(key.element, shape(key.node))
    result.reason =
      "the mean of \(WindowText.span(windows, at: Array(at[2...]))) of "
      + "\(names.base(operand))[\(at[0]), \(at[1])]"
      + WindowText.padding(windows.count - elements.count, of: windows.count)
  }

  private func place(_ operand: Int, _ at: [Int], _ regions: PoolRegions, _ element: Int) -> String
  {
    let ranges = regions.spans.indices.map { regions.spans[$0][at[$0 + 2]] }
    return "\(WindowText.span(ranges)) of \(names.base(operand))[\(at[0]), \(at[1])]"
  }

  // MARK: Gradients

  func addConvolution(
    _ gate: String, _ node: Int, _ operand: Int, _ element: Int, _ terms: inout TermCollector
  ) {
    let operands = tape.operands(node)
    let attribute = tape.record(node)?.attribute ?? .none
    guard
      let geometry = ConvolutionGeometry(gate, attribute, operands.map { shape($0) }, shape(node))
    else { return }
    if operand == 2 {
      let whole = shape(node)
      let fixed = whole.indices.map { $0 == 1 ? element : nil }
      ElementIndex.forEach(fixed, in: whole) { add(node, $0, .constant(1), [], 1, &terms) }
      return
    }
    let partner = operands[1 - operand]
    geometry.forEachTriple(of: geometry.operands[operand], element) { triple in
      let out = triple[geometry.result.rawValue]
      let met = triple[geometry.operands[1 - operand].rawValue]
      let factor = value(partner, met)
      terms.add((gradient(node, out) ?? 0) * factor) {
        Term(
          .operand(1) * .operand(0),
          [.number(used(NumberKey(partner, met))), upstream(node, out)],
          (gradient(node, out) ?? 0) * factor)
      }
    }
  }

  func addPool(
    _ node: Int, _ operand: Int, _ element: Int, _ regions: PoolRegions, _ winners: PoolWinners,
    _ terms: inout TermCollector
  ) {
    for out in PoolGeometry(shape(operand), regions).windows(seeing: element) {
      let share: Double = winners.indices.contains(out) && winners[out] == element ? 1 : 0
      add(node, out, .constant(share), [], share, &terms)
    }
  }

  func addPoolMean(
    _ node: Int, _ operand: Int, _ element: Int, _ windows: Windows, _ terms: inout TermCollector
  ) {
    let count = Double(windows.count)
    for out in PoolGeometry(shape(operand), PoolRegions(windows)).windows(seeing: element) {
      let share = (gradient(node, out) ?? 0) / count
      terms.add(share) {
        Term(
          .operand(0) / .operand(1), [upstream(node, out), .constant(count, integer: true)], share)
      }
    }
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// Where the gradient of an element of an operand comes from, for gates with windows.
  func windowReason(_ use: (gate: Int, operand: Int, element: Int), _ count: Int) -> String? {
    let operands = tape.operands(use.gate)
    let attribute = tape.record(use.gate)?.attribute ?? .none
    let out = names.base(use.gate)
    let at = ElementIndex.coordinates(use.element, shape(operands[use.operand]))
    switch (builder.gate(use.gate).name, attribute) {
    case ("conv", .windows(let windows)):
      let letters = WindowText.letters(windows)
      let places =
        counted(shape(use.gate)[0], "example") + " × "
        + counted(windows.output.reduce(1, *), "place")
      if use.operand == 2 {
        return "added at every place of \(out)[n, \(at[0])]: \(places)"
      }
      if use.operand == 1 {
        let seen = windows.size.indices
          .map { WindowText.index(windows, $0, element: at[$0 + 2]) }.joined(separator: ", ")
        return "Σ over n and \(letters): \(out).grad[n, \(at[0]), \(letters)] × "
          + "\(names.base(operands[0]))[n, \(at[1]), \(seen)]; \(places)"
          + (count < shape(use.gate)[0] * windows.output.reduce(1, *)
            ? ", \(count) of them outside of the padding" : "")
      }
      let windowCount = count / max(1, shape(operands[1])[0])
      let filters = shape(operands[1])[0]
      return "in \(counted(windowCount, "window")) of \(out)[\(at[0])]: "
        + (filters == 1 ? "the filter" : "each of the \(filters) filters")
        + " sends \(out).grad × the number of \(names.base(operands[1])) that met it"
    case ("max_pool", .pool(let regions, let winners)):
      let windows = PoolGeometry(shape(operands[0]), regions).windows(seeing: use.element)
      let won = windows.count { winners.indices.contains($0) && winners[$0] == use.element }
      let lies = "in \(counted(windows.count, "window"))"
      if won == 0 { return "\(lies), but not the largest there: nothing comes back" }
      return windows.count == 1
        ? "the largest of its window: the whole gradient comes back"
        : "\(lies), the largest in \(won): their gradients come back"
    case ("avg_pool", .windows(let windows)):
      return "in \(counted(count, "window")), and 1/\(windows.count) of each: "
        + "gradients are shared out equally"
    default: return nil
    }
  }
}
