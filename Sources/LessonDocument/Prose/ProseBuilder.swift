import Diagnostics
import LessonOutput

/// Turns a Markdown tree into prose, collecting blocks, footnotes and diagnostics on the way.
struct ProseBuilder {
  let source: SourceText
  let unmasker: Unmasker
  let runsBracesOnly: Bool
  /// Whether a learner works in the file: advice is for them.
  let isCopy: Bool
  /// The lines of a learner's free answers.
  let answers: [Range<Int>]
  let deadEmphasis: [Int: [Masker.DeadEmphasis]]
  let linkDefinitions: LinkDefinitions

  var diagnostics: DiagnosticList
  var blocks: [SourceBlock] = []
  var slugs: Slugs
  let footnotes = FootnoteNumbers()
  var notes: [(label: String, content: [Prose])] = []
  /// The exercise that parts without an id belong to.
  var currentExercise: String?
  var labelLines: [String: Int] = [:]
  /// What is read is a learner's own text.
  var isInAnswer = false

  /// Where a block stands among its containers.
  struct Place {
    var depth = 0
    var quoteDepth = 0

    var inner: Place { Place(depth: depth + 1, quoteDepth: quoteDepth) }
    var quoted: Place { Place(depth: depth + 1, quoteDepth: quoteDepth + 1) }
  }

  /// The lesson's prose, footnotes last.
  mutating func build(_ page: Page) -> [Prose] {
    var prose = content(of: 0, page, Place())
    appendFootnotes(to: &prose)
    return prose
  }

  /// The blocks below a node. Recursion is bounded: the tree's depth is.
  mutating func content(of parent: Int, _ page: Page, _ place: Place) -> [Prose] {
    var flow = Flow(depth: place.depth)
    var child = page.tree.nodes[parent].firstChild
    while child >= 0 {
      if let lines = answer(at: child, page) {
        child = appendAnswer(lines, from: child, page, place, to: &flow)
        continue
      }
      append(child, page, place, to: &flow)
      child = page.tree.nodes[child].next
    }
    closeDetails(&flow)
    return attachParts(flow.base.elements)
  }

  mutating func closeDetails(_ flow: inout Flow) {
    while let frame = flow.takeUnclosed() {
      diagnostics.add(
        .warning, "This `<details>` is never closed: it hides all that follows here.",
        hint: "Put `</details>` on a line of its own, with an empty line above.", line: frame.line)
      append(frame, to: &flow)
    }
  }

  mutating func append(_ index: Int, _ page: Page, _ place: Place, to flow: inout Flow) {
    let node = page.tree.nodes[index]
    let isFull = place.depth >= Prose.maximumDepth
    switch node.kind {
    case .paragraph:
      flow.append(paragraph(index, page, place))
    case .heading(let level):
      let content = inlines(of: index, page)
      // A heading of a learner's own is none of the lesson's.
      if isInAnswer { return flow.append([.paragraph([.strong(content)])]) }
      flow.append([
        .heading(level: level, id: slugs.slug(for: InlineText.plain(content)), content: content)
      ])
    case .quote:
      if isFull {
        flow.append(content(of: index, page, place))
      } else {
        flow.append([.quote(content(of: index, page, place.quoted))])
      }
    case .list(let start, let tight):
      flow.append(list(index, start: start, tight: tight, page, place, isFull: isFull))
    case .code(let info, let text):
      // What a learner's copy keeps for the program is no part of the text.
      if Executable.language(info) != AnswerSheet.fence {
        flow.append(code(node, info: info, text: text, page))
      }
    case .htmlBlock(let html):
      appendHTML(html, line: node.startLine + page.linesAbove, page, place, to: &flow)
    case .rule: flow.append([.rule])
    case .document, .item: flow.append(content(of: index, page, place))
    default: break
    }
  }

  // MARK: Lists and footnotes

  private mutating func list(
    _ index: Int, start: Int?, tight: Bool, _ page: Page, _ place: Place, isFull: Bool
  ) -> [Prose] {
    var items: [[Prose]] = []
    var checked: [Bool?] = []
    for item in page.tree.children(of: index) {
      if let label = takeNoteMark(item, page) {
        notes.append((label, content(of: item, page, Place())))
        continue
      }
      checked.append(takeCheckBox(item, page))
      items.append(content(of: item, page, isFull ? place : place.inner))
    }
    if items.isEmpty { return [] }
    if isFull { return items.flatMap { $0 } }
    return [.list(ListBlock(start: start, tight: tight, items: items, checked: checked))]
  }

  /// The index and content of the text that an item starts with.
  private func leadingText(_ item: Int, _ page: Page) -> (index: Int, text: String)? {
    let first = page.tree.nodes[item].firstChild
    guard first >= 0, case .paragraph = page.tree.nodes[first].kind else { return nil }
    let inline = page.tree.nodes[first].firstChild
    guard inline >= 0, case .text(let text) = page.tree.nodes[inline].kind else { return nil }
    return (inline, text)
  }

  private func takeCheckBox(_ item: Int, _ page: Page) -> Bool? {
    guard let (index, text) = leadingText(item, page) else { return nil }
    let isChecked: Bool
    if text.hasPrefix("[ ] ") {
      isChecked = false
    } else if text.hasPrefix("[x] ") || text.hasPrefix("[X] ") {
      isChecked = true
    } else {
      return nil
    }
    page.tree.setText(String(text.dropFirst(4)), at: index)
    return isChecked
  }

  private func takeNoteMark(_ item: Int, _ page: Page) -> String? {
    guard let (index, text) = leadingText(item, page), let note = unmasker.noteStart(text) else {
      return nil
    }
    page.tree.setText(note.rest, at: index)
    return note.label
  }

  private mutating func appendFootnotes(to prose: inout [Prose]) {
    if notes.isEmpty { return }
    var contents: [String: [Prose]] = [:]
    for note in notes {
      _ = footnotes.number(of: note.label)
      contents[note.label, default: []] += note.content
    }
    prose.append(
      .footnotes(
        footnotes.labels.enumerated().compactMap { index, label in
          contents[label].map { Footnote(number: index + 1, label: label, content: $0) }
        }))
  }

  // MARK: Paragraphs

  mutating func inlines(of index: Int, _ page: Page, inTable: Bool = false) -> [Inline] {
    var builder = InlineBuilder(tree: page.tree, unmasker: unmasker, footnotes: footnotes)
    builder.inTable = inTable
    let content = builder.content(of: index)
    let node = page.tree.nodes[index]
    let line = node.startLine + page.linesAbove
    if page.kind == .document {
      report(builder, content, line: line)
    }
    return content
  }

  private mutating func report(_ builder: InlineBuilder, _ content: [Inline], line: Int) {
    for target in builder.unsafeLinks {
      diagnostics.add(
        .warning, "The link to `\(target.prefix(60))` is left out.",
        hint: "Links are relative or start with `https:`, `http:` or `mailto:`.", line: line)
    }
    for comment in builder.misplacedParts {
      diagnostics.add(
        .warning, "`<!--\(comment)-->` announces nothing: it stands inside a paragraph.",
        hint: "Put it on a line of its own with an empty line above.", line: line)
    }
    guard let dead = deadEmphasis[line], containsStars(content) else { return }
    for place in dead {
      diagnostics.add(
        .warning,
        "Markdown does not take this `**` for emphasis: it stands between punctuation "
          + "and a letter.", hint: place.hint, at: place.span)
    }
  }

  private func containsStars(_ inlines: [Inline]) -> Bool {
    inlines.contains { inline in
      switch inline {
      case .text(let text): text.contains("**")
      case .emphasis(let content), .strong(let content), .link(_, _, let content):
        containsStars(content)
      default: false
      }
    }
  }

  private mutating func paragraph(_ index: Int, _ page: Page, _ place: Place) -> [Prose] {
    let node = page.tree.nodes[index]
    if node.endLine > node.startLine {
      let lines = page.lines(of: node, quoteDepth: place.quoteDepth)
      if lines.contains(where: TableReader.mayBeDelimiter), let table = TableReader(lines) {
        return self.table(table, line: node.startLine + page.linesAbove)
      }
    }
    return prose(inlines(of: index, page))
  }

  /// A paragraph, or display math for one that holds nothing else.
  func prose(_ content: [Inline]) -> [Prose] {
    var math: [Prose] = []
    var isOnlyMath = true
    var isEmpty = true
    for inline in content {
      switch inline {
      case .displayMath(let tex): math.append(.math(tex))
      case .softBreak, .lineBreak: break
      case .text(let text):
        if !text.utf8.allSatisfy({ $0 <= 0x20 }) {
          isOnlyMath = false
          isEmpty = false
        }
      default:
        isOnlyMath = false
        isEmpty = false
      }
    }
    if isOnlyMath, !math.isEmpty { return math }
    return isEmpty && math.isEmpty ? [] : [.paragraph(content)]
  }

  private mutating func table(_ table: TableReader, line: Int) -> [Prose] {
    var texts: [[ArraySlice<UInt8>]] = table.lead.isEmpty ? [] : [table.lead]
    for cell in table.header { texts.append([cell]) }
    for row in table.rows { for cell in row { texts.append([cell]) } }
    let contents = inlines(of: texts, firstIsTable: table.lead.isEmpty)
    if let dead = deadEmphasis[line], contents.contains(where: containsStars) {
      for place in dead {
        diagnostics.add(
          .warning, "Markdown does not take this `**` for emphasis.", hint: place.hint,
          at: place.span)
      }
    }
    if table.lostRows > 0 {
      diagnostics.add(
        .error, "This table is too large: its last \(table.lostRows) rows are left out.",
        hint: "A table has at most \(TableReader.mostCells) cells.", line: line)
    }
    if table.lostCells > 0 {
      diagnostics.add(
        .warning, "A row of this table has more cells than its header: they are not shown.",
        hint: "The header has \(table.header.count) cells. Write `\\|` for a bar inside a cell.",
        line: line)
    }
    var result: [Prose] = []
    var next = 0
    if !table.lead.isEmpty {
      result += prose(contents[0])
      next = 1
    }
    func row() -> [[Inline]] {
      defer { next += table.header.count }
      return Array(contents[next..<(next + table.header.count)])
    }
    let header = row()
    let rows = table.rows.map { _ in row() }
    result.append(
      .table(TableBlock(alignments: table.alignments, header: header, rows: rows)))
    return result
  }

  /// Reads texts, each as a paragraph: their lines cannot be anything else. One result each.
  ///
  /// - Parameter firstIsTable: whether the first text is a table's cell, as all others are; nil
  ///   when none is.
  mutating func inlines(of texts: [[ArraySlice<UInt8>]], firstIsTable: Bool?) -> [[Inline]] {
    var bytes: [UInt8] = []
    var contents = [[Inline]](repeating: [], count: texts.count)
    var parsed: [Int] = []
    let guardian = unmasker.alphabet.map { $0.bytes($0.guardian) + [0x20] } ?? []
    for (position, text) in texts.enumerated() {
      if text.count == 1, Self.isPlain(text[0]) {
        var builder = InlineBuilder(
          tree: MarkdownTree(), unmasker: unmasker, footnotes: footnotes)
        contents[position] = builder.plain(String(decoding: text[0], as: UTF8.self))
        continue
      }
      parsed.append(position)
      for line in text {
        bytes += guardian
        bytes += line
        bytes.append(0x0A)
      }
      bytes.append(0x0A)
    }
    if parsed.isEmpty { return contents }
    bytes += linkDefinitions.named(in: bytes)
    let page = Page(
      kind: .fragment, tree: CMarkDocument(bytes).tree(), bytes: bytes, linesAbove: 0)
    for (position, index) in zip(parsed, page.tree.children(of: 0)) {
      let inTable = firstIsTable.map { $0 || position > 0 } ?? false
      contents[position] = inlines(of: index, page, inTable: inTable)
    }
    return contents
  }

  /// Whether a line holds nothing that means something to Markdown within a paragraph.
  private static func isPlain(_ line: ArraySlice<UInt8>) -> Bool {
    line.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"),
        UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: "&"), 0, 0x0D:
        false
      default: true
      }
    }
  }
}
