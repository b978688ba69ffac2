import Arrays
import Autodiff
import LessonOutput

/// What a learner reads of a branch of a fork that is missing or counted twice.
extension MistakeSearch {
  func finding(
    _ change: RuleChange, branch: Branch, _ target: Target, _ region: BackwardRegion
  ) -> Finding? {
    let node = branch.node
    let distance = region.gates.count { $0 < branch.consumer }
    let formula = words.formula(branch.consumer)
    let what =
      gradient(node) == "upstream" ? "the gradient of `\(name(node))`" : "`\(gradient(node))`"
    if branch.isTurn {
      guard change == .drop else { return nil }
      return Finding(
        kind: .missingBranch, gate: branch.consumer,
        reason: "`\(name(node))` is used more than once; gradients of all its uses add. Only the "
          + "part through `\(formula)`\(words.line(branch.consumer).map { " (line \($0))" } ?? "") "
          + "is here: an `=` where `+=` belongs keeps the last.",
        next: "Start \(what) at 0 and add every part with `+=`.", rank: 4, distance: distance)
    }
    if let penalty = penalty(node, branch.consumer) {
      return Finding(
        kind: change == .drop ? .regularisationMissing : .regularisationTwice,
        gate: branch.consumer,
        reason: change == .drop
          ? "The regularisation is missing: `\(name(node))` reaches the loss through `\(penalty)` "
            + "as well, and what both ways send adds."
          : "The regularisation is counted twice: `\(penalty)` sends its gradient to "
            + "`\(name(node))` once.",
        next: change == .drop
          ? "Add the gradient of `\(penalty)` to \(what)." : "Add it once.",
        rank: 2, distance: distance)
    }
    let others = (graph.consumers[node] ?? []).filter { consumer in
      !branch.wires.contains { $0.gate == consumer }
    }
    let uses = BackwardReport.list(
      ([branch.consumer] + others.prefix(3)).map { "`\(words.formula($0))`" })
    if change == .double {
      return Finding(
        kind: .branchTwice, gate: branch.consumer,
        reason: "What `\(formula)` sends to `\(name(node))` is counted twice.",
        next: "Add each branch once.", rank: 12, distance: distance)
    }
    let own = gradient(node) == "upstream" ? "dx" : gradient(node)
    return Finding(
      kind: .missingBranch, gate: branch.consumer,
      reason: "`\(name(node))` goes into \(uses): the gradients of the branches add. The part "
        + "through `\(formula)` is missing.",
      next: "Add it to \(what), as in `\(own) = \(own) + …`: a new value would take the place of "
        + "what is there.", rank: 4, distance: distance)
  }

  /// The part of the loss that only this parameter, and numbers such as its strength, make.
  func penalty(_ node: Int, _ consumer: Int) -> String? {
    let tape = graph.tape
    guard tape.codes[node] == GateCode.leaf else { return nil }
    func isAlone(_ index: Int) -> Bool {
      var seen: Set<Int> = [index]
      var pending = [index]
      while let next = pending.popLast() {
        if seen.count > 2_000 { return false }
        for operand in tape.operands(next)
        where operand != node && graph.isReached(operand) && seen.insert(operand).inserted {
          if tape.codes[operand] == GateCode.leaf, !tape.shape(operand).isEmpty { return false }
          pending.append(operand)
        }
      }
      return true
    }
    var last = consumer
    guard isAlone(last) else { return nil }
    while let next = (graph.consumers[last] ?? []).first, graph.consumers[last]?.count == 1,
      next != graph.output, isAlone(next)
    {
      last = next
    }
    guard tape.shape(last).isEmpty, last != graph.output,
      (graph.consumers[node] ?? []).contains(where: { !isAlone($0) })
    else { return nil }
    return words.name(last) ?? words.formula(last)
  }
}
