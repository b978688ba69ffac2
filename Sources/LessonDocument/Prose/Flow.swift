import LessonOutput

/// Collects the blocks of one container; `<details>` tags nest what stands between them.
struct Flow {
  enum Element {
    case prose(Prose)
    /// A comment that announces a part, its exercise and its line.
    case part(PartComment, exercise: String?, line: Int)
    /// What a learner wrote as a free answer.
    case answer([Prose])
    /// Raw HTML, to be balanced with its siblings.
    case markup([HTMLToken])
  }

  struct Frame {
    var summary: [Inline]?
    var isOpen = false
    /// Line of its tag in the file; 0 for the container itself.
    var line = 0
    var elements: [Element] = []
  }

  private(set) var frames = [Frame()]
  /// `<details>` that nest too deep: their end tags are not to close others.
  private var ignored = 0
  private let room: Int

  /// - Parameter depth: how deep the container itself is.
  init(depth: Int) { room = max(0, Prose.maximumDepth - depth) }

  mutating func append(_ element: Element) { frames[frames.count - 1].elements.append(element) }

  mutating func append(_ prose: [Prose]) { for block in prose { append(.prose(block)) } }

  mutating func openDetails(isOpen: Bool, line: Int) {
    if frames.count > room {
      ignored += 1
    } else {
      frames.append(Frame(isOpen: isOpen, line: line))
    }
  }

  /// Gives the innermost details its summary; false if there is none that lacks one.
  mutating func setSummary(_ summary: [Inline]) -> Bool {
    guard ignored == 0, frames.count > 1, frames[frames.count - 1].summary == nil else {
      return false
    }
    frames[frames.count - 1].summary = summary
    return true
  }

  /// Whether an end tag would end something.
  var canClose: Bool { ignored > 0 || isInsideDetails }

  /// Ends the innermost details and gives its frame; nil for a stray end tag.
  mutating func closeDetails() -> Frame? {
    if ignored > 0 {
      ignored -= 1
      return nil
    }
    return frames.count > 1 ? frames.removeLast() : nil
  }

  var isInsideDetails: Bool { frames.count > 1 }

  /// Ends the container: gives the details that were never closed, innermost first.
  mutating func takeUnclosed() -> Frame? {
    ignored = 0
    return closeDetails()
  }

  var base: Frame { frames[0] }
}
