import LessonOutput

/// Parts of exercises, and what learners write.
extension ProseBuilder {
  /// The lines of the free answer that a node belongs to.
  func answer(at index: Int, _ page: Page) -> Range<Int>? {
    guard !isInAnswer, !answers.isEmpty, page.kind == .document else { return nil }
    let line = page.tree.nodes[index].startLine + page.linesAbove
    var (low, high) = (0, answers.count)
    while low < high {
      let middle = (low + high) / 2
      if answers[middle].upperBound <= line { low = middle + 1 } else { high = middle }
    }
    return answers.indices.contains(low) && answers[low].contains(line) ? answers[low] : nil
  }

  /// Reads the nodes of an answer by themselves; gives the node below them, or -1.
  mutating func appendAnswer(
    _ lines: Range<Int>, from first: Int, _ page: Page, _ place: Place, to flow: inout Flow
  ) -> Int {
    var inner = Flow(depth: place.depth)
    var child = first
    isInAnswer = true
    while child >= 0, lines.contains(page.tree.nodes[child].startLine + page.linesAbove) {
      append(child, page, place, to: &inner)
      child = page.tree.nodes[child].next
    }
    closeDetails(&inner)
    flow.append(.answer(attachParts(inner.base.elements)))
    isInAnswer = false
    return child
  }

  // MARK: Details and parts

  mutating func append(_ frame: Flow.Frame, to flow: inout Flow) {
    flow.append([
      .details(
        summary: frame.summary ?? [], open: frame.isOpen, content: attachParts(frame.elements))
    ])
  }

  /// The elements with their raw HTML as prose.
  private func balanced(_ elements: [Flow.Element]) -> [Flow.Element] {
    let markup = elements.compactMap { element -> [HTMLToken]? in
      if case .markup(let tokens) = element { tokens } else { nil }
    }
    if markup.isEmpty { return elements }
    var texts = SiblingMarkup.filtered(markup).makeIterator()
    return elements.compactMap { element in
      guard case .markup = element else { return element }
      guard let html = texts.next(), html.utf8.contains(where: { $0 > 0x20 }) else { return nil }
      return .prose(.html(html))
    }
  }

  /// Gives the comments that announce parts what follows them.
  mutating func attachParts(_ elements: [Flow.Element]) -> [Prose] {
    let elements = balanced(elements)
    var result: [Prose] = []
    var index = 0
    while index < elements.count {
      switch elements[index] {
      case .prose(let prose):
        result.append(prose)
        index += 1
      case .markup: index += 1
      case .answer(let prose):
        result += prose
        index += 1
      case .part(let comment, let exercise, let line):
        let (content, used) = partContent(elements[(index + 1)...], comment.kind)
        index += 1 + used
        if content.isEmpty, comment.kind != .answer {
          diagnostics.add(
            .warning, "Nothing follows this comment that could be its \(comment.kind.rawValue).",
            hint: comment.kind == .choice
              ? "Write a list of `- [ ]` and `- [x]` items below it."
              : "Write the hint below it.", line: line)
        }
        result.append(
          .part(
            ProsePart(
              kind: comment.kind, exercise: exercise, options: comment.options, content: content,
              line: line)))
      }
    }
    return result
  }

  /// A hint is one block, and so is an answer without an end mark; a choice goes to the end of the
  /// first list. Gives how many elements that are.
  private func partContent(_ rest: ArraySlice<Flow.Element>, _ kind: ProsePart.Kind)
    -> (content: [Prose], used: Int)
  {
    var content: [Prose] = []
    func result(_ isWhole: Bool = true) -> (content: [Prose], used: Int) {
      isWhole ? (content, content.count) : ([], 0)
    }
    for element in rest {
      if case .answer(let prose) = element, kind == .answer { return (prose, 1) }
      guard case .prose(let prose) = element else { break }
      if let last = content.last, last.hasBoxes {
        // A learner may have quoted some of the options.
        guard prose.hasBoxes, last.isQuote || prose.isQuote else { return result() }
        content.append(prose)
        continue
      }
      switch prose {
      case .heading, .block, .rule, .part, .footnotes: return result(kind != .choice)
      default: content.append(prose)
      }
      if case .list = prose, !prose.hasBoxes { return result() }
      if kind != .choice { return result() }
    }
    return result(kind != .choice || (content.last?.hasBoxes ?? false))
  }
}

extension Prose {
  fileprivate var isQuote: Bool { if case .quote = self { true } else { false } }
}
