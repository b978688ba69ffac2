/// TeX math as Unicode text: `\frac{\partial f}{\partial x}` becomes `∂f/∂x`.
///
/// One line for inline math; display math keeps its own line breaks. What has no Unicode form keeps
/// its name. Any input gives some text.
package enum MathText {
  /// Groups nested deeper than this show their source.
  static let maximumDepth = 40

  /// Inline math, on one line.
  package static func inline(_ tex: String) -> String {
    lines(tex).joined(separator: "; ")
  }

  /// Display math; several lines where the source breaks them (`\\`), aligned at the first `&`.
  package static func lines(_ tex: String) -> [String] {
    var parser = MathTextParser(tex)
    let rows = parser.rows(depth: 0, until: nil)
    let cells = rows.map { row in row.map { MathTextParser.join($0) } }
    let widest = cells.filter { $0.count > 1 }.map { measured($0[0]) }.max() ?? 0
    let lines = cells.map { row in
      guard row.count > 1 else { return row.first ?? "" }
      let space = String(repeating: " ", count: max(0, widest - measured(row[0])))
      return space + row[0] + (row[0].isEmpty ? "" : " ") + row.dropFirst().joined()
    }
    let shown = lines.filter { !$0.allSatisfy { $0 == " " } }
    return shown.isEmpty ? [""] : shown
  }

  private static func measured(_ text: String) -> Int { text.count }
}
