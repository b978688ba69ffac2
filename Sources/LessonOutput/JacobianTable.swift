/// A small Jacobian as a table: elements of the output down, elements of the operand across, the
/// upstream gradient beside each row, and below what each column sends back: Σ upstream × entry.
package struct JacobianTable: Hashable, Sendable {
  /// `y[0]`, `y[1]`, …
  package var rows: [String]
  package var columns: [String]
  /// Row by row.
  package var entries: [[Double]]
  package var upstream: [Double]
  package var downstream: [Double]
  /// What each column sends back, as arithmetic that is true as printed.
  package var equations: [String]
  /// `Jacobian of y by x: 3 × 3, full`.
  package var title: String

  /// Longer sums say less than the table does.
  private static let mostTerms = 6

  /// Nil where the trace carries no entries.
  package init?(_ wire: TraceView.Wire, in view: TraceView) {
    let local = wire.edge.local
    guard let picture = local.entries, picture.elements.count == local.rows * local.columns,
      wire.edge.upstream.elements.count == local.rows,
      wire.edge.downstream.elements.count == local.columns, local.columns > 0
    else { return nil }
    let names = (Self.name(wire.to, in: view) ?? "out", Self.name(wire.from, in: view) ?? "in")
    rows = Self.elements(names.0, wire.edge.upstream.shape)
    columns = Self.elements(names.1, wire.edge.downstream.shape)
    entries = (0..<local.rows).map { row in
      Array(picture.elements[row * local.columns..<(row + 1) * local.columns])
    }
    upstream = wire.edge.upstream.elements
    downstream = wire.edge.downstream.elements
    title =
      "Jacobian of \(names.0) by \(names.1): \(local.rows) × \(local.columns), "
      + (local.structure == .kronecker ? "in blocks" : local.structure.rawValue)
    equations = []
    for column in 0..<local.columns { equations.append(equation(column)) }
  }

  /// `x[0]: 0.05 = 0.7 × 0.24 + …`; entries that are 0 are left out.
  private func equation(_ column: Int) -> String {
    func number(_ value: Double) -> Arithmetic {
      .number(value, integer: value.rounded() == value && abs(value) < 1e15)
    }
    let terms = entries.indices.filter { entries[$0][column] != 0 }.map { row in
      Arithmetic.product([number(upstream[row]), number(entries[row][column])])
    }
    let name = columns[column]
    let result = downstream[column]
    if terms.isEmpty { return "\(name): 0, its column has no entry" }
    if terms.count > Self.mostTerms {
      return "\(name): \(NumberText.short(result)), the sum of \(terms.count) products"
    }
    return "\(name): "
      + Equation.text(
        result: result, integer: result.rounded() == result && abs(result) < 1e15,
        of: terms.count == 1 ? terms[0] : .sum(terms))
  }

  /// Longer formulas are no names.
  private static let longestName = 14

  private static func name(_ index: Int, in view: TraceView) -> String? {
    guard view.nodes.indices.contains(index) else { return nil }
    let node = view.nodes[index]
    if let name = node.node.name { return name }
    guard node.group == nil, !node.node.formula.isEmpty, node.node.formula.count <= longestName
    else { return nil }
    return node.node.formula
  }

  /// The names of all elements of an array.
  private static func elements(_ name: String, _ shape: [Int]) -> [String] {
    if shape.isEmpty { return [name] }
    let name = name.contains(" ") ? "(\(name))" : name
    return (0..<shape.reduce(1, *)).map { position in
      var rest = position
      var index: [String] = []
      for size in shape.reversed() {
        index.insert(String(rest % max(1, size)), at: 0)
        rest /= max(1, size)
      }
      return "\(name)[\(index.joined(separator: ", "))]"
    }
  }
}
