import LessonOutput

/// The local gradient of a wire between arrays, in words.
enum JacobianText {
  /// The rule: `∂h/∂u = …`, or what is sent, where that is how the rule is put.
  static func rule(_ local: LocalGradient) -> String {
    local.formula.contains("upstream") ? "downstream = " + local.formula : local.formula
  }

  /// What stands where in the Jacobian: `diagonal`; nil between numbers.
  static func structure(of wire: TraceView.Wire, in view: TraceView) -> String? {
    let local = wire.edge.local
    switch local.structure {
    case .scalar: return nil
    // One entry a row, but several rows share a column where an operand was repeated.
    case .diagonal where local.rows != local.columns: return "broadcast"
    // All elements go into one number, so no entry is zero.
    case .sparse where local.rows == 1 && ["sum", "mean"].contains(gate(wire, view)): return "full"
    case .full, .diagonal, .sparse, .permutation: return local.structure.rawValue
    }
  }

  private static func gate(_ wire: TraceView.Wire, _ view: TraceView) -> String {
    view.nodes.indices.contains(wire.to) ? view.nodes[wire.to].node.gate : ""
  }
}
