import LessonOutput

/// The local gradient of a wire between arrays, in words.
enum JacobianText {
  /// The rule: `∂h/∂u = …`; what the shapes of a matrix product ask for; or what is sent, where that
  /// is how the rule is put.
  static func rule(_ edge: TraceEdge) -> String {
    if let shapes = edge.shapes, shapes.contains(" must be ") { return shapes }
    let formula = edge.local.formula
    return formula.contains("upstream") ? "downstream = " + formula : formula
  }

  /// That an operand was repeated, and where its gradient is added up.
  static func repetition(_ edge: TraceEdge) -> String? {
    edge.shapes.flatMap { $0.contains(" was repeated ") ? $0 : nil }
  }

  /// `diagonal Jacobian 6×6`; of one too large to be shown, what stands in its place. Nil between
  /// numbers, and where only the learner's backward knows it.
  static func jacobian(_ local: LocalGradient, times: String = "×") -> String? {
    let size = "\(local.rows)\(times)\(local.columns)"
    let (count, isHuge) = local.rows.multipliedReportingOverflow(by: local.columns)
    let isShown = !isHuge && count <= LocalGradient.maximumEntries
    let whole = isHuge ? "all its entries" : grouped(count)
    switch local.structure {
    case .scalar, .unknown: return nil
    case .full: return "full Jacobian \(size)"
    case .sparse: return "sparse Jacobian \(size)" + (isShown ? "" : ", never built")
    case .permutation: return "permutation Jacobian \(size)" + (isShown ? "" : ", never built")
    case .diagonal:
      return "diagonal Jacobian \(size)"
        + (isShown ? "" : ": \(grouped(local.rows)) numbers stored, not \(whole)")
    case .kronecker:
      return "block Jacobian \(size)" + (isShown ? "" : ", never built")
    }
  }

  private static func grouped(_ number: Int) -> String {
    var digits = Array(String(number))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return String(digits)
  }
}
