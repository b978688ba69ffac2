import LessonOutput

/// A small Jacobian on the page, folded under its gate: rows × upstream, and what each column sends
/// back.
enum JacobianSection {
  static func html(_ table: JacobianTable) -> String {
    let title = HTMLText.escape(table.title)
    var html = "<details class=\"jacobian\">\n<summary>\(title)</summary>\n"
    html += "<table>\n<thead>\n<tr><td></td><th scope=\"col\">upstream</th>"
    for column in table.columns { html += "<th scope=\"col\">\(HTMLText.escape(column))</th>" }
    html += "</tr>\n</thead>\n<tbody>\n"
    for (row, name) in table.rows.enumerated() {
      html += "<tr><th scope=\"row\">\(HTMLText.escape(name))</th>"
      html += "<td class=\"number gradient\">\(number(table.upstream[row]))</td>"
      for entry in table.entries[row] { html += "<td class=\"number\">\(number(entry))</td>" }
      html += "</tr>\n"
    }
    html += "</tbody>\n<tfoot>\n<tr><th scope=\"row\">downstream</th><td></td>"
    for value in table.downstream { html += "<td class=\"number gradient\">\(number(value))</td>" }
    html += "</tr>\n</tfoot>\n</table>\n"
    html += "<p>downstream = each column × the upstream beside it, added up:</p>\n<ul>\n"
    for equation in table.equations {
      html +=
        "<li><span class=\"eq\" data-equation=\"jacobian\">\(HTMLText.escape(equation))</span></li>\n"
    }
    return html + "</ul>\n</details>"
  }

  private static func number(_ value: Double) -> String {
    HTMLText.escape(PictureText.number(value, digits: 4))
  }
}
