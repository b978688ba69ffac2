import LessonOutput

/// Writes one lesson's body; what it has to remember while it does.
struct LessonWriter {
  let run: LessonRun
  let options: HTMLOptions
  let pictures: PagePictures
  /// BCP 47 language of the page.
  let language: String
  /// Ids that are taken: a page has each once.
  private var identifiers: Set<String> = ["content"]
  /// How often each footnote was referred to.
  var footnoteReferences: [Int: Int] = [:]
  /// Labels of blocks that are still to come; they are set aside for them.
  private var labels: Set<String> = []
  /// The typeset formulas of the page; their style depends on what is in them.
  private var formulas: [String] = []
  /// Markup of formulas that are text, by their source.
  private var formulaTexts: [String: String] = [:]
  var html = ""

  init(_ run: LessonRun, _ options: HTMLOptions) {
    self.run = run
    self.options = options
    pictures = PagePictures(options.image)
    language = PageLanguage.of(run)
    for block in run.blocks where block.show.include {
      if let label = block.label { labels.insert(HTMLText.identifier(label)) }
    }
    identifiers.formUnion(labels)
  }

  /// The style of the formulas written so far; empty where none was typeset. Markup in a style
  /// would end it.
  var mathStyle: String {
    guard !formulas.isEmpty else { return "" }
    let style = options.typesetStyle(formulas)
    return style.utf8.contains(UInt8(ascii: "<")) ? "" : style
  }

  /// Formulas that are kept as text: pages repeat the same few.
  private static let mostFormulaTexts = 2_000

  /// A formula, typeset where it can be, else as text that reads well with its source as title.
  ///
  /// - Parameter sides: more classes for a typeset formula, by what stands beside it.
  mutating func math(_ tex: String, display: Bool, sides: String = "") -> String {
    let source = HTMLText.escape(tex)
    let block = display ? " lines" : ""
    if options.showsMathSource { return "<code class=\"math\(block)\">\(source)</code>" }
    if let formula = options.typesetMath(tex, display) {
      formulas.append(formula)
      return "<span class=\"typeset\(sides)\">\(formula)</span>"
    }
    let key = (display ? "d" : "i") + tex
    if let known = formulaTexts[key] { return known }
    let text = HTMLText.escape(options.mathText(tex, display))
    let markup =
      "<span class=\"math\(block)\" role=\"math\""
      + " aria-label=\"\(source)\" title=\"\(source)\">\(text)</span>"
    if formulaTexts.count < Self.mostFormulaTexts { formulaTexts[key] = markup }
    return markup
  }

  /// A formula on a line of its own, in a box that scrolls where it is too wide.
  mutating func displayMath(_ tex: String, tag: String) -> String {
    "<\(tag) class=\"scroll display\" tabindex=\"0\">\(math(tex, display: true))</\(tag)>"
  }

  /// ` lang="en"` for what the program says itself, in a page of another language.
  var english: String { language.hasPrefix("en") ? "" : " lang=\"en\"" }

  /// An `id` attribute, or nothing if that id is taken or of the form that traces use.
  mutating func id(_ text: String) -> String {
    let name = HTMLText.identifier(text)
    if name.hasPrefix("block-"), !name.dropFirst(6).utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      name.contains("-trace-")
    {
      return ""
    }
    guard identifiers.insert(name).inserted else { return "" }
    return " id=\"\(HTMLText.escape(name))\""
  }

  /// The `id` attribute of a labelled block: its label, for the first block that has it.
  mutating func id(label: String) -> String {
    let name = HTMLText.identifier(label)
    guard labels.remove(name) != nil else { return "" }
    return " id=\"\(HTMLText.escape(name))\""
  }

  /// The title: the front matter's, else the first heading, else the file's name.
  var title: String {
    if let title = run.title, !title.isEmpty { return title }
    for prose in run.prose {
      guard case .heading(_, _, let content) = prose else { continue }
      let text = Inline.plainText(content, numbers: run.numbers)
      if !text.isEmpty { return text }
    }
    let name = run.file.split(separator: "/").last.map(String.init) ?? run.file
    return name.hasSuffix(".md") ? String(name.dropLast(3)) : name
  }

  /// The first paragraph, shortened: what a search result shows.
  var opening: String {
    for prose in run.prose {
      guard case .paragraph(let content) = prose else { continue }
      let text = Inline.plainText(content, numbers: run.numbers)
      guard !text.isEmpty else { continue }
      return text.prefix(161).count <= 160 ? text : String(text.prefix(159)) + "…"
    }
    return ""
  }

  mutating func article() -> String {
    html = "<article class=\"lesson\"\(HTMLText.attribute("lang", language))>\n"
    let startsWithHeading: Bool
    if case .heading(1, _, _)? = run.prose.first {
      startsWithHeading = true
    } else {
      startsWithHeading = false
    }
    if !startsWithHeading, let title = run.title, !title.isEmpty {
      html += "<h1>\(HTMLText.escape(title))</h1>\n"
    }
    diagnostics()
    write(run.prose, depth: 0)
    for file in run.data {
      html += "<p class=\"note data\"\(english)>Data: <code>\(HTMLText.escape(file.name))</code>, "
      html += "\(HTMLText.escape(file.remark))</p>\n"
    }
    html += "</article>\n"
    return html
  }

  /// What is broken in the file itself; a failed block is told where it stands.
  private mutating func diagnostics() {
    let errors = run.diagnostics.filter { $0.severity == .error }
    guard !errors.isEmpty else { return }
    html += "<section class=\"problem\"\(english) aria-label=\"Problems in this lesson\">\n"
    html += "<p><strong>This lesson’s file has problems.</strong></p>\n"
    for error in errors {
      html += "<pre class=\"scroll\" tabindex=\"0\">"
      html += "\(HTMLText.escape(error.formatted(file: run.file)))</pre>\n"
    }
    html += "</section>\n"
  }
}
