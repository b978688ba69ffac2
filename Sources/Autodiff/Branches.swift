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
      guard gate.kinks != nil || gate.name == "where" else { continue }
      let operands = tape.operands(index)
      switch gate.name {
      case "where":
        if let condition = operands.first { hasher.combine(tape.array(condition).doubles) }
      case "max", "min":
        guard let operand = operands.first else { continue }
        let (x, extreme) = (tape.array(operand).doubles, tape.array(index).doubles)
        for value in x { hasher.combine(extreme.contains(value)) }
      case "max_pool":
        if case .pool(_, let winners)? = tape.record(index)?.attribute { hasher.combine(winners) }
      default:
        let first = operands.first.map { tape.array($0).doubles } ?? []
        let second = operands.count > 1 ? tape.array(operands[1]).doubles : [0]
        let count = max(first.count, second.count)
        if first.isEmpty || second.isEmpty { continue }
        for i in 0..<count {
          let (a, b) = (first[i % first.count], second[i % second.count])
          hasher.combine(a > b ? 1 : a < b ? -1 : 0)
        }
      }
    }
    return hasher.finalize()
  }
}
