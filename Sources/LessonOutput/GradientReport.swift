/// The verdicts of `#| gradient-check: true`: every gate of a trace, its calls and its inputs, each
/// beside central differences.
package struct GradientReport: Hashable, Sendable, Codable {
  package enum Verdict: String, Sendable, Codable { case right, doubtful, wrong, unchecked }

  /// What was differentiated.
  package var output: String
  package var verdict: Verdict
  /// The step h of the differences, times |x| where that is larger than 1.
  package var step: Double
  /// Gates on the way from an input to the output, and how many of them were compared.
  package var gateCount: Int
  package var checkedGates: Int
  /// Numbers compared in gates, and those left out: beside a kink, or where nothing is defined.
  package var numbers: Int
  package var kinks: Int
  package var undefined: Int
  /// Gates that computed in float32.
  package var singleGates: Int
  /// Of the gates that are right; nil where none is.
  package var largestError: Picture?
  /// Gates that are not right, from the output back: the first is the first wrong one.
  package var gates: [Comparison]
  package var calls: [Comparison]
  package var inputs: [Comparison]

  /// One gradient beside differences, by the element that agrees least.
  package struct Comparison: Hashable, Sendable, Codable {
    /// The input, the call or the gate: `W`, `sigmoid(z)`, `h = Mul(x, y)`.
    package var name: String
    /// What of its operands the gradient belongs to; nil for an input.
    package var operand: String?
    /// Its node in the trace; nil for a call, or where the trace leaves it out.
    package var node: Int?
    package var line: Int?
    package var shape: [Int]
    /// Index of the element, one number for each axis.
    package var element: [Int]
    package var gradient: Picture
    package var differences: Picture
    package var relativeError: Picture
    package var verdict: Verdict
    /// Numbers compared, of how many.
    package var compared: Int
    package var total: Int
    /// What else there is to say: how a wrong gradient is wrong, or why a right one says little.
    package var remark: String?

    package init(
      name: String, operand: String? = nil, node: Int? = nil, line: Int? = nil, shape: [Int],
      element: [Int], gradient: Double, differences: Double, relativeError: Double,
      verdict: Verdict, compared: Int, total: Int, remark: String? = nil
    ) {
      self.name = name
      self.operand = operand
      self.node = node
      self.line = line
      self.shape = shape
      self.element = element
      self.gradient = Picture(gradient)
      self.differences = Picture(differences)
      self.relativeError = Picture(relativeError)
      self.verdict = verdict
      self.compared = compared
      self.total = total
      self.remark = remark
    }

    /// ` at [0, 1]`; empty for a number.
    package var place: String {
      element.isEmpty ? "" : " at [" + element.map(String.init).joined(separator: ", ") + "]"
    }
  }

  package init(output: String, step: Double) {
    self.output = output
    self.step = step
    verdict = .unchecked
    (gateCount, checkedGates, numbers, kinks, undefined, singleGates) = (0, 0, 0, 0, 0, 0)
    (gates, calls, inputs) = ([], [], [])
  }
}

extension GradientReport {
  /// Inputs and wrong gates that are listed.
  private static let mostListed = 12

  /// The report as lines of text.
  package var report: Report {
    var result = Report(title: title, lines: words + table + remarks)
    result.gradients = self
    return result
  }

  /// What was compared, and what is wrong.
  package var words: [String] {
    var lines = summary
    if let first = gates.first(where: { $0.verdict == .wrong }) ?? gates.first {
      lines += Self.explanation(first)
      let others = gates.filter { $0.name != first.name || $0.line != first.line }
      for other in others.prefix(Self.mostListed) { lines.append("also " + Self.brief(other)) }
      if others.count > Self.mostListed {
        lines.append("… and \(others.count - Self.mostListed) more")
      }
    }
    // A call with a wrong gate inside is wrong too; that says nothing new.
    for call in calls where gates.isEmpty && call.verdict != .right && call.verdict != .unchecked {
      lines.append("the call \(Self.brief(call)), as a whole")
    }
    return lines
  }

  /// What there is to say of single inputs.
  package var remarks: [String] {
    inputs.compactMap { input in input.remark.map { "\(input.name): \($0)" } }
  }

  private var title: String {
    var text = "Gradient check of \(output): "
    switch verdict {
    case .right: text += "right"
    case .doubtful: text += "doubtful"
    case .wrong: text += "wrong"
    case .unchecked: text += "nothing to compare"
    }
    if verdict == .wrong, let first = gates.first(where: { $0.verdict == .wrong }) {
      text += ", and the first wrong gate on the way back is \(first.name)"
      if let line = first.line { text += ", line \(line)" }
    }
    return text
  }

  private var summary: [String] {
    let some =
      checkedGates < gateCount
      ? "\(checkedGates) of \(gateCount) gates" : Self.counted(gateCount, "gate")
    var lines = [
      "\(some) beside central differences in float64, h = \(NumberText.short(step)); "
        + "each gate alone, with upstream gradients of which no two are alike"
    ]
    if let largestError {
      lines.append(
        "\(Self.counted(numbers, "number")) compared; largest relative error of those that are right: "
          + Self.short(largestError))
    }
    if kinks > 0 { lines.append("\(Self.counted(kinks, "number")) left out: a kink lies within h") }
    if undefined > 0 {
      lines.append("\(Self.counted(undefined, "number")) left out: not defined on both sides")
    }
    if singleGates > 0 {
      lines.append(
        "\(Self.counted(singleGates, "gate")) computed in float32: there a relative error up to 0.001 "
          + "is right")
    }
    return lines
  }

  private static func explanation(_ item: Comparison) -> [String] {
    let whose = item.remark?.hasPrefix("your") == true ? "your backward" : "the rule"
    var lines = [
      "\(item.verdict == .wrong ? "wrong" : "doubtful") gate: \(item.name)"
        + (item.line.map { ", line \($0)" } ?? ""),
      "  for \(item.operand ?? "its operand")\(item.place): \(whose) gives "
        + "\(short(item.gradient)), differences of its forward give \(short(item.differences)) "
        + "(relative error \(short(item.relativeError)))",
    ]
    if let remark = item.remark { lines.append("  next: " + remark) }
    return lines
  }

  private static func brief(_ item: Comparison) -> String {
    "\(item.name)\(item.operand.map { " for \($0)" } ?? "")\(item.place): "
      + "\(short(item.gradient)), differences give \(short(item.differences))"
  }

  /// Inputs as rows, under a row of headings: the element of each that agrees least.
  package var inputRows: [[String]] {
    guard !inputs.isEmpty else { return [] }
    var rows = [["input", "gradient", "differences", "relative error", ""]]
    for input in inputs.prefix(Self.mostListed) {
      let index =
        input.element.isEmpty
        ? "" : "[" + input.element.map(String.init).joined(separator: ", ") + "]"
      let some = input.total == 1 ? "" : " (\(input.compared) of \(input.total))"
      let numbers = [input.gradient, input.differences, input.relativeError]
      rows.append(
        [input.name + index] + numbers.map { input.compared == 0 ? "–" : Self.short($0) }
          + [input.verdict.rawValue + some])
    }
    return rows
  }

  private var table: [String] {
    let rows = inputRows
    let widths = (0..<4).map { column in rows.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
    var lines = rows.map { row in
      var line = ""
      for (column, width) in widths.enumerated() {
        let fill = String(repeating: " ", count: width - DisplayWidth.of(row[column]))
        line += column == 0 ? row[column] + fill : "  " + fill + row[column]
      }
      return row[4].isEmpty ? line : line + "  " + row[4]
    }
    if inputs.count > Self.mostListed {
      lines.append("… and \(inputs.count - Self.mostListed) more inputs")
    }
    return lines
  }

  private static func short(_ picture: Picture) -> String {
    NumberText.short(picture.number ?? .nan)
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
