/// The report as plain text: a table, then the first wrong gate.
extension BackwardReport {
  package static let header = ["name", "verdict", "yours", "expected", "largest relative error"]

  /// `(4, 3)`, `(3,)`, or the number itself.
  private func size(_ shape: [Int], _ value: Double?) -> String {
    if shape.isEmpty { return value.map { NumberText.short($0) } ?? "number" }
    return "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }

  /// The cells of a row, as `header` names them.
  package func cells(_ row: Row) -> [String] {
    let error = row.error.map { $0.isFinite ? NumberText.short($0, digits: 2) : "not finite" }
    return [
      row.name, row.verdict == .unjudged ? "not judged" : row.verdict.rawValue,
      size(row.shape, row.yours), size(row.expectedShape, row.expected),
      row.verdict == .unjudged ? "" : row.verdict == .exact ? "0" : error ?? "other shape",
    ]
  }

  /// What stands under the table: paragraphs about the first wrong name and what follows from it.
  package var explanation: [String] {
    var result: [String] = []
    if let first {
      let row = rows[first]
      var place = row.gate.isEmpty ? "" : ", at the gate `\(row.gate)`"
      if let line = row.line { place += " (line \(line))" }
      result.append("First wrong: `\(row.name)`\(place).")
      if row.shape != row.expectedShape {
        result.append(
          row.expectedShape.isEmpty
            ? "Yours has shape \(size(row.shape, nil)), expected one number."
            : "Yours \(row.shape.isEmpty ? "is one number" : "has shape \(size(row.shape, nil))"), "
              + "expected \(size(row.expectedShape, nil)).")
      } else if !row.shape.isEmpty, let yours = row.yours, let expected = row.expected {
        let index = row.place.map(String.init).joined(separator: ", ")
        result.append(
          "Farthest off at [\(index)]: yours \(NumberText.short(yours)), "
            + "expected \(NumberText.short(expected)).")
      }
      if !row.reason.isEmpty { result.append(row.reason) }
      if let letter = row.next.first {
        result.append("Next: " + letter.lowercased() + row.next.dropFirst())
      }
    } else if isRight {
      result.append(
        rows.count == 1
          ? "It is right." : rows.count == 2 ? "Both are right." : "All \(rows.count) are right.")
    }
    let following = rows.filter { $0.verdict == .follows }
    let cause = following.first?.follows ?? []
    let same = following.filter { $0.follows == cause }
    if !same.isEmpty {
      result.append(
        "\(Self.list(same.map { "`\($0.name)`" })) \(same.count == 1 ? "is" : "are") right, given "
          + "your \(Self.list(cause.map { "`\($0)`" })).")
    }
    if following.count > same.count {
      result.append(
        "What else `follows` is right too, given your gradients that it was computed from.")
    }
    let later = rows.indices.filter { rows[$0].verdict == .wrong && $0 != first }
    if !later.isEmpty {
      result.append(
        "Wrong too, further back: \(Self.list(later.map { "`\(rows[$0].name)`" })). Mend "
          + "`\(rows[first ?? 0].name)` first.")
    }
    for row in rows where !row.note.isEmpty { result.append("`\(row.name)`: \(row.note).") }
    if !note.isEmpty { result.append(note) }
    return result
  }

  /// `a`, `a and b`, `a, b and c`.
  package static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The whole report in lines of a width.
  package func lines(width: Int) -> [String] {
    let table = [Self.header] + rows.map(cells)
    let widths = Self.header.indices.map { column in
      table.map { DisplayWidth.of($0[column]) }.max() ?? 0
    }
    var lines = table.map { row in
      var line = ""
      for (cell, width) in zip(row, widths) {
        line += cell + String(repeating: " ", count: width - DisplayWidth.of(cell) + 2)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
    let text = explanation
    if !text.isEmpty { lines.append("") }
    for (number, paragraph) in text.enumerated() {
      lines += Self.wrapped(paragraph, width: width, indent: number == 0 ? 0 : 2)
    }
    return lines
  }

  /// Broken at spaces; backquotes are for renderers that have a font for code.
  private static func wrapped(_ text: String, width: Int, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = margin
    for word in text.split(separator: " ") {
      if DisplayWidth.of(line) + DisplayWidth.of(String(word)) + 1 > width, line != margin {
        lines.append(line)
        line = margin
      }
      if line != margin { line += " " }
      line += word
    }
    if line != margin { lines.append(line) }
    return lines
  }
}
