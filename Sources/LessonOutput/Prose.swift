/// The lesson's text: what cmark read, plus math, tables, details and the places of code blocks.
///
/// Nesting is limited to `Prose.maximumDepth` by the reader, so that recursion over it is bounded.
package indirect enum Prose: Hashable, Sendable, Codable {
  case heading(level: Int, id: String, content: [Inline])
  case paragraph([Inline])
  case quote([Prose])
  case list(ListBlock)
  /// A fence that is shown, not run. `language` is the info string's first word.
  case code(language: String, text: String)
  /// An executable fence: index into `LessonRun.blocks`.
  case block(Int)
  /// Display math, TeX source.
  case math(String)
  case table(TableBlock)
  /// `<details>`: the summary, whether it starts open, what it hides.
  case details(summary: [Inline], open: Bool, content: [Prose])
  /// Raw HTML that passed the filter.
  case html(String)
  case rule
  /// A part of an exercise that is prose: hint, choice or answer.
  case part(ProsePart)
  /// The notes that `[^name]` refers to, at the end of the document.
  case footnotes([Footnote])

  /// Blocks nested deeper than this are read as siblings at this depth.
  package static let maximumDepth = 100
}

package struct ListBlock: Hashable, Sendable, Codable {
  /// Nil for bullets, else the first number.
  package var start: Int?
  package var tight: Bool
  package var items: [[Prose]]
  /// `true`/`false` for `- [x]` / `- [ ]` items, nil for others; as long as `items`.
  package var checked: [Bool?]

  package init(start: Int?, tight: Bool, items: [[Prose]], checked: [Bool?]) {
    self.start = start
    self.tight = tight
    self.items = items
    self.checked = checked
  }
}

package struct TableBlock: Hashable, Sendable, Codable {
  package enum Alignment: String, Sendable, Codable { case none, left, center, right }
  package var alignments: [Alignment]
  package var header: [[Inline]]
  package var rows: [[[Inline]]]

  package init(alignments: [Alignment], header: [[Inline]], rows: [[[Inline]]]) {
    self.alignments = alignments
    self.header = header
    self.rows = rows
  }
}

/// A prose part of an exercise, announced by an HTML comment such as `<!-- hint -->`.
package struct ProsePart: Hashable, Sendable, Codable {
  package enum Kind: String, Sendable, Codable { case hint, choice, answer }
  package var kind: Kind
  package var exercise: String?
  package var options: [String: String]
  package var content: [Prose]
  /// Line of the comment in the file; 0 where there is none.
  package var line: Int

  package init(
    kind: Kind, exercise: String?, options: [String: String], content: [Prose], line: Int = 0
  ) {
    self.line = line
    self.kind = kind
    self.exercise = exercise
    self.options = options
    self.content = content
  }
}

package struct Footnote: Hashable, Sendable, Codable {
  package var number: Int
  package var label: String
  package var content: [Prose]

  package init(number: Int, label: String, content: [Prose]) {
    self.number = number
    self.label = label
    self.content = content
  }
}

package indirect enum Inline: Hashable, Sendable, Codable {
  case text(String)
  case softBreak
  case lineBreak
  case code(String)
  case emphasis([Inline])
  case strong([Inline])
  case link(destination: String, title: String, content: [Inline])
  case image(source: String, title: String, alternative: String)
  /// Inline math, TeX source.
  case math(String)
  /// Display math that stands inside a paragraph, TeX source.
  case displayMath(String)
  /// A number that the lesson computes: index into `LessonRun.numbers`.
  case number(Int)
  /// Raw HTML that passed the filter.
  case html(String)
  case footnote(number: Int, label: String)
}
