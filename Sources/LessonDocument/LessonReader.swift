import Diagnostics
import LessonOutput

/// Turns the text of a lesson file into a document. Does no I/O and never fails: what is wrong
/// with the file stands in the diagnostics.
///
/// To read the module: this file has the two passes (find the paragraphs, mask what cmark must not
/// read, parse again); then `Markdown`, where one file knows cmark; `Masking`; `Prose`, which fills
/// the contract's tree; `HTML`; `Options`, where an option is one line of the schema; `Exercises`.
package struct LessonReader {
  /// Larger files are refused: reading takes memory many times a file's size.
  package static let maximumBytes = 4 * 1024 * 1024

  package static func read(text: String, name: String) -> LessonSource {
    if text.utf8.count > maximumBytes { return tooLarge(text.utf8.count, name) }
    return read(SourceText(name: name, text: text), badByte: nil)
  }

  /// More paragraphs, headings and code blocks are refused: 4 MB can hold a million.
  package static let maximumBlocks = 200_000

  /// More pieces of text between Markdown's marks are refused: each takes cmark 190 bytes.
  package static let maximumPieces = 2_050_000

  /// Live numbers beyond these stay text.
  package static let maximumNumbers = 20_000

  package static func read(bytes: [UInt8], name: String) -> LessonSource {
    if bytes.count > maximumBytes { return tooLarge(bytes.count, name) }
    if let text = String(validating: bytes, as: UTF8.self) {
      return read(SourceText(name: name, text: text), badByte: nil)
    }
    let repaired = UTF8Repair.repair(bytes)
    return read(
      SourceText(name: name, text: String(decoding: repaired.bytes, as: UTF8.self)),
      badByte: repaired.firstBad)
  }

  /// The front matter alone, of a file's first bytes.
  package static func frontMatter(_ head: [UInt8], name: String) -> FrontMatter {
    let source = SourceText(
      name: name, text: String(decoding: UTF8Repair.repair(head).bytes, as: UTF8.self))
    var diagnostics = DiagnosticList(source: source)
    let start = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return FrontMatterReader(source, from: start, diagnostics: &diagnostics).frontMatter
  }

  private static func tooLarge(_ count: Int, _ name: String) -> LessonSource {
    LessonSource(
      source: SourceText(name: name, text: ""), frontMatter: FrontMatter(), prose: [], blocks: [],
      numbers: [], exercises: [],
      diagnostics: [
        Diagnostic(
          .error, "The file has \(count) bytes; a lesson has at most \(maximumBytes).",
          hint: "Split it into several lessons.")
      ])
  }

  private static func read(_ source: SourceText, badByte: Int?) -> LessonSource {
    var diagnostics = DiagnosticList(source: source)
    if let badByte {
      diagnostics.add(
        .error, "The file is not UTF-8 from this byte on.",
        hint: "Save it with the encoding UTF-8.", at: Span(badByte, badByte + 3))
    }
    let start = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let reader = FrontMatterReader(source, from: start, diagnostics: &diagnostics)
    var document = DocumentReader(source: source, front: reader, diagnostics: diagnostics)
    return document.read()
  }
}

/// The two passes over a lesson's Markdown: find the paragraphs, mask, parse again.
private struct DocumentReader {
  let source: SourceText
  let front: FrontMatterReader
  var diagnostics: DiagnosticList

  /// What pass one says of a line.
  private enum LineUse: UInt8 { case none, text, code, html, other }

  mutating func read() -> LessonSource {
    let body = front.bodyStart
    let pieces = MarkdownPieces.count(source.bytes[body...])
    if pieces > LessonReader.maximumPieces {
      return refusal("pieces of text between marks", pieces, atMost: LessonReader.maximumPieces)
    }
    // cmark's trees are large: never two at a time.
    var document: CMarkDocument? = CMarkDocument(withoutNulls(source.bytes[body...]))
    let leaves = document?.leaves() ?? []
    if leaves.count > LessonReader.maximumBlocks {
      return refusal("blocks", leaves.count, atMost: LessonReader.maximumBlocks)
    }
    let uses = lineUses(leaves)
    let labels = self.labels(leaves)
    var unmasker = Unmasker(alphabet: nil, pieces: [])
    var masked = Array(source.bytes[body...])
    var numbers: [NumberSite] = []
    var remarks: [Span] = []
    var dead: [Int: [Masker.DeadEmphasis]] = [:]
    if let alphabet = MaskAlphabet(avoiding: source.bytes) {
      let notes = footnoteDefinitions(leaves, uses)
      var masker = Masker(
        source: source.bytes, alphabet: alphabet, labels: labels,
        footnotes: Set(notes.map(\.label)), diagnostics: diagnostics,
        mayExtend: { line in
          line < uses.count && uses[line] != .code && uses[line] != .html
        })
      masker.run(from: body, regions: regions(leaves, notes, uses))
      diagnostics = masker.diagnostics
      unmasker = Unmasker(alphabet: alphabet, pieces: masker.pieces)
      numbers = masker.numbers
      remarks = masker.remarks
      dead = masker.deadEmphasis
      if masker.didMask {
        masked = masker.output
        document = nil
        document = CMarkDocument(masked)
      }
    } else {
      diagnostics.add(
        .warning, "Math is not read: the file uses every private-use character.",
        hint: "Leave some of U+E200 to U+F8FF out.", line: 1)
    }
    let tree = document?.tree() ?? MarkdownTree()
    document = nil
    let page = Page(kind: .document, tree: tree, bytes: masked, linesAbove: front.bodyLine)
    var builder = ProseBuilder(
      source: source, unmasker: unmasker, runsBracesOnly: front.frontMatter.runsBracesOnly,
      isCopy: front.frontMatter.isCopy,
      answers: front.frontMatter.isCopy ? AnswerPart.regions(in: source) : [],
      deadEmphasis: dead, linkDefinitions: LinkDefinitions(linkDefinitions(uses)),
      diagnostics: diagnostics,
      slugs: Slugs(labels: labels))
    let prose = builder.build(page)
    let collector = ExerciseCollector(prose: prose, blocks: builder.blocks)
    diagnostics = builder.diagnostics
    collector.check(builder, &diagnostics)
    return LessonSource(
      source: source, frontMatter: front.frontMatter, prose: prose, blocks: builder.blocks,
      numbers: numbers, exercises: collector.exercises, diagnostics: diagnostics.sorted(),
      remarks: remarks)
  }

  private func refusal(_ things: String, _ count: Int, atMost limit: Int) -> LessonSource {
    LessonSource(
      source: source, frontMatter: front.frontMatter, prose: [], blocks: [], numbers: [],
      exercises: [],
      diagnostics: diagnostics.sorted() + [
        Diagnostic(
          .error, "The file has \(count) \(things); a lesson has at most \(limit).",
          hint: "Split it into several lessons.")
      ])
  }

  /// cmark makes three bytes of a zero byte, which would move columns.
  private func withoutNulls(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    bytes.contains(0) ? bytes.map { $0 == 0 ? 0x1A : $0 } : Array(bytes)
  }

  // MARK: Lines of the first pass

  private func fileLine(_ line: Int) -> Int { min(source.lineCount, line + front.bodyLine) }

  private func lineEnd(_ line: Int) -> Int {
    line < source.lineCount ? source.lineStarts[line] : source.bytes.count
  }

  /// By line of the file, from 1.
  private func lineUses(_ leaves: [LeafBlock]) -> [LineUse] {
    var uses = [LineUse](repeating: .none, count: source.lineCount + 1)
    for leaf in leaves {
      let use: LineUse =
        switch leaf.kind {
        case .paragraph, .heading: .text
        case .code: .code
        case .html: .html
        case .rule: .other
        }
      let start = fileLine(leaf.startLine)
      let end = max(start, fileLine(leaf.endLine))
      for line in start...end { uses[line] = use }
    }
    return uses
  }

  /// The labels of executable blocks.
  private func labels(_ leaves: [LeafBlock]) -> Set<String> {
    var labels: Set<String> = []
    for leaf in leaves {
      guard case .code(let info, let text) = leaf.kind,
        Executable.isExecutable(info, bracesOnly: front.frontMatter.runsBracesOnly),
        let label = OptionReader(code: text).options.label
      else { continue }
      labels.insert(label)
    }
    return labels
  }

  private func start(of leaf: LeafBlock) -> Int {
    let line = fileLine(leaf.startLine)
    let start =
      source.lineStarts[line - 1] + max(0, leaf.startColumn - 1)
      + (line == 1 ? front.bodyStart : 0)
    return min(start, lineEnd(line))
  }

  private func regions(_ leaves: [LeafBlock], _ notes: [Note], _ uses: [LineUse])
    -> [Masker.Region]
  {
    var regions: [Masker.Region] = []
    for leaf in leaves {
      let isHTML: Bool
      switch leaf.kind {
      case .paragraph, .heading: isHTML = false
      case .html: isHTML = true
      case .code, .rule: continue
      }
      let line = fileLine(leaf.startLine)
      regions.append(
        Masker.Region(
          start: start(of: leaf), end: lineEnd(max(line, fileLine(leaf.endLine))),
          quoteDepth: leaf.quoteDepth, isHTML: isHTML, line: line))
    }
    for note in notes where uses[note.line] == .none {
      regions.append(
        Masker.Region(
          start: note.start, end: lineEnd(note.line), quoteDepth: 0, isHTML: false,
          line: note.line))
    }
    return regions.sorted { $0.start < $1.start }
  }

  // MARK: Definitions

  private struct Note {
    var label: String
    var line: Int
    var start: Int
  }

  /// `[^label]:` at the start of lines that are text, or that CommonMark took for link definitions.
  private func footnoteDefinitions(_ leaves: [LeafBlock], _ uses: [LineUse]) -> [Note] {
    var notes: [Note] = []
    guard source.bytes.contains(UInt8(ascii: "^")) else { return [] }
    var starts: [Int: Int] = [:]
    for leaf in leaves {
      if case .paragraph = leaf.kind { starts[fileLine(leaf.startLine)] = start(of: leaf) }
    }
    for line in stride(from: front.bodyLine + 1, through: source.lineCount, by: 1)
    where uses[line] == .none || uses[line] == .text {
      let start = starts[line] ?? lineText(line)
      if let note = FootnoteSyntax.definition(source.bytes, at: start, end: lineEnd(line)) {
        notes.append(Note(label: note.label, line: line, start: start))
      }
    }
    return notes
  }

  /// Where the text of a line starts, after quote marks and up to three spaces.
  private func lineText(_ line: Int) -> Int {
    var index = source.lineStarts[line - 1]
    let end = lineEnd(line)
    var spaces = 0
    while index < end {
      if source.bytes[index] == UInt8(ascii: ">") {
        spaces = 0
      } else if source.bytes[index] == 0x20, spaces < 4 {
        spaces += 1
      } else {
        break
      }
      index += 1
    }
    return index
  }

  /// The lines with link definitions: they belong to no block.
  private func linkDefinitions(_ uses: [LineUse]) -> [ArraySlice<UInt8>] {
    var result: [ArraySlice<UInt8>] = []
    for line in stride(from: front.bodyLine + 1, through: source.lineCount, by: 1)
    where uses[line] == .none {
      let start = lineText(line)
      let end = lineEnd(line)
      guard start + 3 < end, source.bytes[start] == UInt8(ascii: "["),
        source.bytes[start + 1] != UInt8(ascii: "^")
      else { continue }
      result.append(source.bytes[start..<end])
    }
    return result
  }
}
