import LessonOutput

/// How much of a circuit is filled in: a stepper starts without numbers, and each step adds some.
package struct CircuitProgress: Hashable, Sendable {
  /// Nodes, by index in the view, whose value or gradient is known.
  package var values: Set<Int>
  package var gradients: Set<Int>
  /// The gate that stands out.
  package var focus: Int?

  /// What is known after the first `count` steps of a view: leaves at once, values going forward,
  /// then gradients, each when its last consumer has sent its part.
  package init(after count: Int, of view: TraceView) {
    values = Set(view.nodes.indices.filter { !view.nodes[$0].isGate })
    gradients = []
    let done = view.steps.prefix(max(0, count))
    var pending = view.nodes.map(\.consumers.count)
    for step in done {
      switch step.direction {
      case .forward: values.insert(step.node)
      case .backward:
        for wire in step.wires {
          let source = view.wires[wire].from
          pending[source] -= 1
          if pending[source] == 0 { gradients.insert(source) }
        }
      }
    }
    // The gradient of the output with respect to itself is 1 before the first step back.
    if count >= view.forwardCount, count > 0 { gradients.insert(view.outputIndex) }
    focus = done.last?.node
  }
}

extension CircuitProgress {
  /// What is known of some nodes only, where looking at all would take long.
  package init(values: Set<Int>, gradients: Set<Int>, focus: Int?) {
    self.values = values
    self.gradients = gradients
    self.focus = focus
  }
}
