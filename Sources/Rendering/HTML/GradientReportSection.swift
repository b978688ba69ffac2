import LessonOutput

/// A gradient check on the page: what was compared, what is wrong, and the inputs as a table.
enum GradientReportSection {
  static func html(_ report: GradientReport, title: String) -> String {
    let title = HTMLText.escape(title)
    var html = "<section class=\"report gradients \(report.verdict.rawValue)\""
    html += " aria-label=\"\(title)\">\n<p class=\"report-title\">\(title)</p>\n"
    html += list(report.words)
    let rows = report.inputRows
    if let head = rows.first {
      html += "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Inputs\">\n"
      html += "<table class=\"gates\">\n<thead>\n<tr>"
      for (column, text) in head.enumerated() {
        html += "<th scope=\"col\"\(alignment(column))>"
        html += (text.isEmpty ? "verdict" : HTMLText.escape(text)) + "</th>"
      }
      html += "</tr>\n</thead>\n<tbody>\n"
      for row in rows.dropFirst() {
        html += "<tr>"
        for (column, text) in row.enumerated() {
          let cell = HTMLText.escape(text)
          html +=
            column == 0
            ? "<th scope=\"row\"><code>\(cell)</code></th>" : "<td\(alignment(column))>\(cell)</td>"
        }
        html += "</tr>\n"
      }
      html += "</tbody>\n</table>\n</div>\n"
    }
    if report.inputs.count > rows.count - 1, !rows.isEmpty {
      html += list(["… and \(report.inputs.count - rows.count + 1) more inputs"])
    }
    return html + list(report.remarks) + "</section>\n"
  }

  private static func alignment(_ column: Int) -> String {
    (1...3).contains(column) ? " class=\"number\"" : ""
  }

  private static func list(_ lines: [String]) -> String {
    if lines.isEmpty { return "" }
    let items = lines.map { line in
      "<li>\(HTMLText.escape(String(line.drop { $0 == " " })))</li>\n"
    }
    return "<ul class=\"note\">\n" + items.joined() + "</ul>\n"
  }
}
