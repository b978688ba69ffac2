import LessonOutput

extension LessonWriter {
  /// Writes sibling blocks.
  mutating func write(_ blocks: [Prose], depth: Int, tight: Bool = false) {
    guard depth <= Prose.maximumDepth else {
      html += "<p class=\"note\"\(english)>What follows is nested too deeply to be shown.</p>\n"
      return
    }
    var filter = MarkupFilter(blocks: true)
    for block in blocks { write(block, depth: depth, tight: tight, filter: &filter) }
    html += filter.finish()
  }

  private mutating func write(
    _ block: Prose, depth: Int, tight: Bool, filter: inout MarkupFilter
  ) {
    switch block {
    case .heading(let level, let id, let content): heading(level, id, content)
    case .paragraph(let content): paragraph(content, tight: tight)
    case .quote(let content):
      html += "<blockquote>\n"
      write(content, depth: depth + 1)
      html += "</blockquote>\n"
    case .list(let list): write(list, depth: depth, showsKey: true)
    case .code(let language, let text): shownCode(language, text)
    case .block(let index):
      if run.blocks.indices.contains(index) { write(block: index) }
    case .math(let tex):
      html += displayMath(tex, tag: "div") + "\n"
    case .table(let table): write(table)
    case .details(let summary, let open, let content):
      html += "<details\(open ? " open" : "")>\n<summary>\(inline(summary))</summary>\n"
      write(content, depth: depth + 1)
      html += "</details>\n"
    case .html(let raw): html += filter.markup(raw, image: pictures.data)
    case .rule: html += "<hr>\n"
    case .part(let part): write(part, depth: depth)
    case .footnotes(let notes): write(notes, depth: depth)
    }
  }

  private mutating func heading(_ level: Int, _ id: String, _ content: [Inline]) {
    let level = max(1, min(6, level))
    let name = HTMLText.identifier(id)
    let attribute = id.isEmpty ? "" : self.id(id)
    html += "<h\(level)\(attribute)>\(inline(content))"
    if !attribute.isEmpty {
      let text = Inline.plainText(content, numbers: run.numbers)
      html += " <a class=\"anchor\" href=\"#\(HTMLText.escape(name))\""
      html += HTMLText.attribute("aria-label", "Link to “\(text)”") + ">#</a>"
    }
    html += "</h\(level)>\n"
  }

  private mutating func paragraph(_ content: [Inline], tight: Bool) {
    if content.count == 1, case .image(let source, let title, let alternative) = content[0] {
      if let tex = PageAddress.formula(source) {
        html += displayMath(tex, tag: "div") + "\n"
        return
      }
      html += "<figure>"
      html += PagePicture.inline(
        data: pictures.data(source), alternative: alternative, title: title)
      if !title.isEmpty { html += "<figcaption>\(HTMLText.escape(title))</figcaption>" }
      html += "</figure>\n"
      return
    }
    html += tight ? "\(inline(content))\n" : "<p>\(inline(content))</p>\n"
  }

  /// - Parameter showsKey: whether ticks are shown; not in a question whose answer is scored.
  private mutating func write(_ list: ListBlock, depth: Int, showsKey: Bool) {
    let tag = list.start == nil ? "ul" : "ol"
    let hasTasks = list.checked.contains { $0 != nil }
    var attributes = hasTasks ? " class=\"tasks\"" : ""
    if let start = list.start, start != 1 { attributes += " start=\"\(start)\"" }
    html += "<\(tag)\(attributes)>\n"
    for (index, item) in list.items.enumerated() {
      let checked = list.checked.indices.contains(index) ? list.checked[index] : nil
      html += "<li>"
      if let checked {
        let state = checked && showsKey
        html += "<span class=\"box\" role=\"img\"\(english) "
        html +=
          showsKey
          ? "aria-label=\"\(state ? "done" : "open")\">\(state ? "☑" : "☐")</span> "
          : "aria-label=\"choice\">☐</span> "
      }
      write(item, depth: depth + 1, tight: list.tight)
      html += "</li>\n"
    }
    html += "</\(tag)>\n"
  }

  private mutating func shownCode(_ language: String, _ text: String) {
    html += "<pre class=\"shown scroll\" tabindex=\"0\"><code"
    if !language.isEmpty { html += HTMLText.attribute("class", "language-\(language)") }
    let isPython = ["python", "py", "python3", "pycon"].contains(language.lowercased())
    html += ">\(isPython ? PythonHighlight.html(text) : HTMLText.escape(text))</code></pre>\n"
  }

  mutating func write(_ table: TableBlock, caption: String? = nil) {
    html += "<div class=\"scroll\" tabindex=\"0\" role=\"region\"\(english) aria-label=\"Table\">\n"
    html += "<table\(HTMLText.attribute("lang", language))>\n"
    if let caption { html += "<caption>\(HTMLText.escape(caption))</caption>\n" }
    html += "<thead>\n<tr>"
    for (column, cell) in table.header.enumerated() {
      html += "<th scope=\"col\"\(alignment(table, column))>\(inline(cell))</th>"
    }
    html += "</tr>\n</thead>\n<tbody>\n"
    for row in table.rows {
      html += "<tr>"
      for (column, cell) in row.enumerated() {
        html += "<td\(alignment(table, column))>\(inline(cell))</td>"
      }
      html += "</tr>\n"
    }
    html += "</tbody>\n</table>\n</div>\n"
  }

  private func alignment(_ table: TableBlock, _ column: Int) -> String {
    guard table.alignments.indices.contains(column) else { return "" }
    switch table.alignments[column] {
    case .none: return ""
    case .left: return " class=\"left\""
    case .center: return " class=\"center\""
    case .right: return " class=\"right\""
    }
  }

  private mutating func write(_ part: ProsePart, depth: Int) {
    let name = part.exercise.map { HTMLText.attribute("data-exercise", $0) } ?? ""
    html += "<div class=\"part \(part.kind.rawValue)\"\(name)>\n"
    if part.kind == .choice {
      for block in part.content {
        if case .list(let list) = block {
          write(list, depth: depth + 1, showsKey: options.isForInstructor)
        } else {
          write([block], depth: depth + 1)
        }
      }
    } else {
      write(part.content, depth: depth + 1)
    }
    if part.kind == .answer, options.isForInstructor, let rubric = part.options["rubric"] {
      html += "<p class=\"note\"\(english)>Rubric: \(HTMLText.escape(rubric))</p>\n"
    }
    html += "</div>\n"
  }

  private mutating func write(_ notes: [Footnote], depth: Int) {
    guard !notes.isEmpty else { return }
    html += "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Notes\">\n<ol>\n"
    for note in notes {
      html += "<li value=\"\(note.number)\"\(id("fn-\(note.number)"))>\n"
      write(note.content, depth: depth + 1)
      let count = footnoteReferences[note.number] ?? 0
      if count > 0 {
        html += "<p class=\"back\">"
        for use in 1...count {
          html += "<a href=\"#fnref-\(note.number)\(use == 1 ? "" : "-\(use)")\""
          html += " role=\"doc-backlink\"\(english) aria-label=\"Back to note \(note.number)"
          html += "\(use == 1 ? "" : ", use \(use)")\">↩</a> "
        }
        html += "</p>\n"
      }
      html += "</li>\n"
    }
    html += "</ol>\n</section>\n"
  }
}
