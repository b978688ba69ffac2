/// A question with given answers, read from a `choice` part.
package struct Choice: Hashable, Sendable {
  package struct Option: Hashable, Sendable {
    /// Without what stands behind the dash.
    package var text: String
    package var isRight: Bool
    /// ` — it routes`: what a learner reads who chose it.
    package var feedback: String?
    /// What looks like a reason and is read as part of the text.
    package var doubt: ChoiceDash.Doubt?
    /// Whether it starts with `[ ]` or `[x]`.
    package var hasBox = true
  }

  package var options: [Option]

  package var rightOnes: [Int] { options.indices.filter { options[$0].isRight } }
  /// More than one answer is right.
  package var isMultiple: Bool { rightOnes.count > 1 }

  /// Nil where the part holds no list of options.
  package init?(_ part: ProsePart) {
    guard part.kind == .choice else { return nil }
    let lists = part.content.flatMap(\.optionLists)
    options = lists.flatMap { zip($0.items, $0.checked) }.map { item, checked in
      let (text, feedback) = Self.split(item)
      var option = Option(
        text: Self.plain(text), isRight: checked ?? false,
        feedback: feedback.isEmpty ? nil : Self.plain(feedback))
      option.hasBox = checked != nil
      if feedback.isEmpty, case .paragraph(let inlines)? = item.first {
        option.doubt = ChoiceDash.doubt(in: Self.characters(inlines))
      }
      return option
    }
    if options.isEmpty { return nil }
  }

  /// The texts of these options that are ticked in a copy of them.
  ///
  /// Where a copy cut an option short, its place tells which one it is.
  package func texts(tickedIn copy: Choice) -> [String] {
    copy.options.indices.filter { copy.options[$0].isRight }.map { place in
      let text = copy.options[place].text
      guard !options.contains(where: { $0.text == text }), copy.options.count == options.count
      else { return text }
      let mine = options[place]
      let short = Self.letters(text)
      let isCut =
        Self.letters(mine.text + (mine.feedback ?? "")).hasPrefix(short)
        || short.hasPrefix(Self.letters(mine.text))
      return isCut ? mine.text : text
    }
  }

  private static func letters(_ text: String) -> String {
    text.filter { $0.isLetter || $0.isNumber }
  }

  /// An option's content, and what stands behind its first dash.
  static func split(_ item: [Prose]) -> (text: [Prose], feedback: [Prose]) {
    guard let first = item.first, case .paragraph(let inlines) = first else { return (item, []) }
    let characters = characters(inlines)
    guard let dash = ChoiceDash.range(in: characters) else { return (item, []) }
    return (
      [.paragraph(cut(inlines, to: 0..<dash.lowerBound))],
      [.paragraph(cut(inlines, to: dash.upperBound..<characters.count))] + item.dropFirst()
    )
  }

  private static func plain(_ prose: [Prose]) -> String {
    prose.compactMap { prose -> String? in
      switch prose {
      case .paragraph(let inlines): plain(inlines)
      case .math(let tex): tex
      case .code(_, let text): text
      default: nil
      }
    }.joined(separator: " ").trimmingSpaces
  }

  /// The text as it reads, formulas as TeX between dollars.
  private static func plain(_ inlines: [Inline]) -> String {
    inlines.map { inline in
      switch inline {
      case .text(let text): text
      case .code(let text): "`\(text)`"
      case .math(let tex), .displayMath(let tex): "$\(tex)$"
      case .softBreak, .lineBreak: " "
      case .emphasis(let content), .strong(let content), .link(_, _, let content): plain(content)
      case .image(_, _, let alternative): alternative
      case .number, .html, .footnote: ""
      }
    }.joined()
  }
}

extension Prose {
  /// The lists that hold a choice's options: a learner may have quoted one.
  package var optionLists: [ListBlock] {
    switch self {
    case .list(let list): [list]
    case .quote(let content): content.flatMap(\.optionLists).filter { $0.hasBoxes }
    default: []
    }
  }

  /// How many options with boxes it holds.
  package var boxCount: Int {
    optionLists.reduce(0) { $0 + $1.checked.count { $0 != nil } }
  }

  /// Whether it is a list with boxes to tick, or a quote of one.
  package var hasBoxes: Bool { optionLists.contains(where: \.hasBoxes) }

  /// The options of a choice without ticks and words on them.
  private var withoutReasons: Prose {
    switch self {
    case .list(var list):
      list.items = list.items.map { Choice.split($0).text }
      list.checked = list.checked.map { $0 == nil ? nil : false }
      return .list(list)
    case .quote(let content) where hasBoxes: return .quote(content.map(\.withoutReasons))
    default: return self
    }
  }

  /// What a learner may see before answering: no ticks, no words on options, no rubrics.
  package var withoutKeys: Prose {
    switch self {
    case .part(var part):
      part.options["rubric"] = nil
      part.content = part.content.map(\.withoutKeys)
      if part.kind == .choice {
        part.content = part.content.map(\.withoutReasons)
      }
      return .part(part)
    case .quote(let content): return .quote(content.map(\.withoutKeys))
    case .details(let summary, let open, let content):
      return .details(summary: summary, open: open, content: content.map(\.withoutKeys))
    case .list(var list):
      list.items = list.items.map { $0.map(\.withoutKeys) }
      return .list(list)
    default: return self
    }
  }
}

extension ListBlock {
  fileprivate var hasBoxes: Bool { checked.contains { $0 != nil } }
}
