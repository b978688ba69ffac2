import LessonOutput

extension LessonWriter {
  /// A backward pass beside the trace: a row a name, then the first wrong gate.
  mutating func write(_ report: BackwardReport) {
    html += "<div class=\"scroll\" tabindex=\"0\"><table class=\"backward\">\n<thead><tr>"
    html += BackwardReport.header.map { "<th scope=\"col\">\($0)</th>" }.joined()
    html += "</tr></thead>\n<tbody>\n"
    for (place, row) in report.rows.enumerated() {
      let cells = report.cells(row).map(HTMLText.escape)
      let first = place == report.first ? " first" : ""
      html += "<tr class=\"\(row.verdict.rawValue)\(first)\">"
      html += "<th scope=\"row\"><code>\(cells[0])</code></th>"
      html += "<td class=\"verdict\">\(cells[1])</td>"
      html += cells.dropFirst(2).map { "<td>\($0)</td>" }.joined()
      html += "</tr>\n"
    }
    html += "</tbody></table></div>\n"
    for paragraph in report.explanation {
      html += "<p>\(HTMLText.withCode(paragraph))</p>\n"
    }
  }
}
