import LessonOutput

extension ProseBuilder {
  /// Reads a block of raw HTML: details nest what follows, comments may announce parts, text with
  /// images, math or live numbers becomes paragraphs, the rest is filtered.
  mutating func appendHTML(
    _ html: String, line: Int, _ page: Page, _ place: Place, to flow: inout Flow
  ) {
    if page.kind == .document { checkEnd(of: html, line: line) }
    let tokens = HTMLFilter.withoutDropped(HTMLTokenizer.tokens(html))
    let hasDetails = tokens.contains { token in
      switch token {
      case .open(let name, _, _), .close(let name, _): name == "details" || name == "summary"
      default: false
      }
    }
    var pending: [HTMLToken] = []
    var index = 0
    func flush(_ builder: inout ProseBuilder, _ flow: inout Flow) {
      let isMarkdown = hasDetails && page.kind == .document
      builder.append(pending, isMarkdown: isMarkdown, line: line, place, to: &flow)
      pending = []
    }
    while index < tokens.count {
      switch tokens[index] {
      case .open("details", let attributes, _):
        flush(&self, &flow)
        flow.openDetails(isOpen: attributes.contains { $0.name == "open" }, line: line)
      case .close("details", _):
        flush(&self, &flow)
        if !flow.canClose {
          diagnostics.add(
            .note, "This `</details>` ends nothing.",
            hint: "A `<details>` ends in the list item or quote in which it starts.", line: line)
        }
        if let frame = flow.closeDetails() { append(frame, to: &flow) }
      case .open("summary", _, _):
        flush(&self, &flow)
        let start = index + 1
        while index + 1 < tokens.count, !isEnd(tokens[index + 1], ofSummary: true) { index += 1 }
        let summary = paragraphs(in: markdown(tokens[start..<max(start, index + 1)]))
        if !flow.setSummary(summary.flatMap { $0 }) {
          for content in summary { flow.append([.paragraph(content)]) }
        }
      case .close("summary", _): break
      case .comment(let text):
        if isInAnswer { break }
        if let comment = PartComment(text) {
          flush(&self, &flow)
          flow.append(part(comment, line: line))
        } else if page.kind == .document, let slip = PartComment.slip(text) {
          diagnostics.add(
            slip.isError ? .error : .warning, slip.message, hint: slip.hint, line: line)
        }
      default: pending.append(tokens[index])
      }
      index += 1
    }
    flush(&self, &flow)
  }

  /// Warns of a comment, script or style that goes on to the end of the file.
  private mutating func checkEnd(of html: String, line: Int) {
    let start = html.utf8.drop { $0 == 0x20 }
    let name = String(decoding: start.prefix(9), as: UTF8.self).lowercased()
    for (mark, end) in Self.hiding where name.hasPrefix(mark) {
      // Bytes, as text is searched many times slower and every comment comes here.
      let text = html.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
      let isClosed = text.contains(Array(end.utf8))
      if isClosed { return }
      diagnostics.add(
        .warning, "This `\(mark)` is never closed: it hides all that follows.",
        hint: "Put `\(end)` where it ends.", line: line)
      return
    }
  }

  /// What ends only at its own end, by CommonMark, and is not shown.
  private static let hiding = [
    ("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"), ("<textarea", "</textarea>"),
  ]

  private func isEnd(_ token: HTMLToken, ofSummary: Bool) -> Bool {
    switch token {
    case .close("summary", _), .close("details", _), .open("details", _, _): true
    default: false
    }
  }

  private mutating func part(_ comment: PartComment, line: Int) -> Flow.Element {
    let names = PartComment.optionNames(comment.kind)
    for key in comment.unknown {
      let known = names.map { "`\($0)`" }.joined(separator: " and ")
      diagnostics.add(
        .error,
        "\(comment.kind == .answer ? "An" : "A") \(comment.kind.rawValue) has no option `\(key)`.",
        hint: suggestion(for: key, among: names)
          ?? (names.isEmpty ? "Take it out: it has no options." : "It has \(known)."), line: line)
    }
    if let points = comment.options["points"], OptionValue.number(points).map({ $0 < 0 }) ?? true {
      diagnostics.add(
        .error, "`\(points)` is not a value of the option `points`.",
        hint: "Expected a number that is not negative.", line: line)
    }
    if let id = comment.exercise { currentExercise = id }
    if currentExercise == nil {
      diagnostics.add(
        .warning, "This \(comment.kind.rawValue) belongs to no exercise.",
        hint: isCopy
          ? CopyAdvice.restore
          : comment.kind == .hint
            ? "Move it below a block with `#| exercise: name`, or write `<!-- hint: name -->`."
            : "Give it a name: `<!-- \(comment.kind.rawValue): name -->`.", line: line)
    }
    return .part(comment, exercise: currentExercise, line: line)
  }

  /// Reads what stands between the tags that matter.
  private mutating func append(
    _ tokens: [HTMLToken], isMarkdown: Bool, line: Int, _ place: Place, to flow: inout Flow
  ) {
    if tokens.allSatisfy(isBlank) { return }
    let isText = tokens.allSatisfy(isFlowing)
    if isText, isMarkdown {
      let bytes = Array(markdown(tokens[...]).utf8)
      let page = Page(
        kind: .fragment,
        tree: CMarkDocument(bytes + [0x0A, 0x0A] + linkDefinitions.named(in: bytes)).tree(),
        bytes: bytes, linesAbove: line)
      flow.append(content(of: 0, page, place))
    } else if isText, tokens.contains(where: isMoreThanMarkup) {
      flow.append(paragraphs(in: markdown(tokens[...], isLiteral: true)).flatMap(prose))
    } else {
      let source = unmasker.original(markdown(tokens[...], keepsWrappers: true))
      flow.append(.markup(HTMLTokenizer.tokens(source)))
    }
  }

  /// Whether a token is an image or holds math, a live number or a footnote: raw HTML has none.
  private func isMoreThanMarkup(_ token: HTMLToken) -> Bool {
    switch token {
    case .text(let text): unmasker.holdsPieces(text)
    case .open(let name, _, _): name == "img"
    case .close, .comment: false
    }
  }

  private func isBlank(_ token: HTMLToken) -> Bool {
    switch token {
    case .text(let text): text.utf8.allSatisfy { $0 <= 0x20 }
    case .comment: true
    default: false
    }
  }

  /// Whether a token can stand in paragraphs.
  private func isFlowing(_ token: HTMLToken) -> Bool {
    switch token {
    case .open(let name, _, _), .close(let name, _):
      HTMLFilter.inline.contains(name) || HTMLFilter.wrappers.contains(name)
        || !HTMLFilter.allowed.contains(name)
    case .text, .comment: true
    }
  }

  /// The source of tokens; a wrapper such as `<p>` becomes an empty line.
  ///
  /// - Parameter isLiteral: whether Markdown's marks in the text are to stay as they are.
  private func markdown(
    _ tokens: ArraySlice<HTMLToken>, keepsWrappers: Bool = false, isLiteral: Bool = false
  ) -> String {
    var result = ""
    for token in tokens {
      switch token {
      case .text(let text): result += isLiteral ? escaped(text) : text
      case .comment: break
      case .open(let name, _, let source), .close(let name, let source):
        if !keepsWrappers, HTMLFilter.wrappers.contains(name) {
          result += "\n\n"
        } else if isLiteral, !HTMLFilter.isTag(name) {
          result += escaped(source)
        } else {
          result += source
        }
      }
    }
    return result
  }

  /// Text in which Markdown reads nothing but entities.
  private func escaped(_ text: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"),
        UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "<"):
        result.append(UInt8(ascii: "\\"))
      case 0x0A:
        while result.last == 0x20 || result.last == 0x09 { result.removeLast() }
      default: break
      }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The paragraphs of a text that can hold nothing but paragraphs.
  private mutating func paragraphs(in text: String) -> [[Inline]] {
    var texts: [[ArraySlice<UInt8>]] = [[]]
    let bytes = Array(text.utf8)
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      let trimmed = line.drop { $0 <= 0x20 }
      if trimmed.isEmpty {
        if texts.last?.isEmpty == false { texts.append([]) }
      } else {
        texts[texts.count - 1].append(trimmed)
      }
    }
    texts.removeAll(where: \.isEmpty)
    if texts.isEmpty { return [] }
    return inlines(of: texts, firstIsTable: nil).filter { !$0.isEmpty }
  }
}
