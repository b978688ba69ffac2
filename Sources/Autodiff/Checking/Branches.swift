import Arrays

extension Engine {
  /// Which way every gate with a kink went, from the first node to the output: winners of maxima, signs
  /// of ReLU's and abs's inputs, chosen sides.
  ///
  /// Two runs of one function that went different ways have a kink between them.
  package func branches(_ tape: Tape, to output: Int) -> Int {
    var hasher = Hasher()
    for index in 0...output {
      let gate = Gate.catalogue[Int(tape.codes[index])]
      guard gate.hasWays else { continue }
      gate.combineWays(
        tape.operands(index).map { tape.array($0) }, tape.array(index),
        tape.record(index)?.attribute ?? .none, &hasher)
    }
    return hasher.finalize()
  }
}

extension Gate {
  /// Whether the gate can go one way or another.
  var hasWays: Bool { kinks != nil || name == "where" }

  /// Steps: what they give tells between which two they stand.
  private var isStep: Bool { ["floor", "ceil", "trunc", "rint"].contains(name) }

  /// Which way the gate went for these operands.
  func combineWays(
    _ operands: [NDArray], _ output: NDArray, _ attribute: Attribute, _ hasher: inout Hasher
  ) {
    guard let first = operands.first else { return }
    switch name {
    case "where": hasher.combine(first.doubles)
    case "max", "min":
      let extreme = output.doubles
      for value in first.doubles { hasher.combine(extreme.contains(value)) }
    case "max_pool":
      guard case .pool(let regions, _) = attribute,
        let pooled = try? first.contiguous.maxPooled(regions)
      else { return }
      for winner in pooled.winners { hasher.combine(winner) }
    case _ where isStep: hasher.combine(output.doubles)
    default:
      let a = first.doubles
      let b = operands.count > 1 ? operands[1].doubles : [0]
      if a.isEmpty || b.isEmpty { return }
      for i in 0..<max(a.count, b.count) {
        let (x, y) = (a[i % a.count], b[i % b.count])
        hasher.combine(x > y ? 1 : x < y ? -1 : 0)
      }
    }
  }
}
