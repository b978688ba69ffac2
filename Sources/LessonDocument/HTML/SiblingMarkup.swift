/// Prints the raw HTML of blocks that stand side by side, filtered and balanced over all of them.
///
/// CommonMark ends a block of HTML at an empty line, so that `<div>` and its `</div>` often arrive
/// apart. A tag that no later block closes is closed at the end of its own block.
struct SiblingMarkup {
  /// Deeper nested tags are left out.
  static let deepest = 100

  private struct Open {
    var name: String
    /// Places among the blocks and in the block.
    var block: Int
    var token: Int
    /// The block whose end tag ends it, or nil.
    var end: Int?
    /// Whether its start tag was printed.
    var isPrinted = false
  }

  private let blocks: [[HTMLToken]]
  /// Every start tag, in order.
  private var tags: [Open] = []
  /// The start tag that an end tag ends, by the order of end tags; -1 for strays.
  private var ends: [Int] = []
  private var output = ""
  private var entities = HTMLEntities()
  /// Start tags that are printed and not ended yet.
  private var printed: [Int] = []

  /// One text for each block.
  static func filtered(_ blocks: [[HTMLToken]]) -> [String] {
    var markup = SiblingMarkup(blocks)
    markup.match()
    return markup.print()
  }

  private init(_ blocks: [[HTMLToken]]) { self.blocks = blocks }

  private func isContainer(_ name: String) -> Bool {
    HTMLFilter.allowed.contains(name) && !HTMLFilter.void.contains(name)
  }

  /// Finds the end tag of each start tag. An end tag ends all that stands open inside.
  private mutating func match() {
    var open: [Int] = []
    var counts: [String: Int] = [:]
    for (block, tokens) in blocks.enumerated() {
      for (index, token) in tokens.enumerated() {
        switch token {
        case .open(let name, _, _) where isContainer(name):
          open.append(tags.count)
          counts[name, default: 0] += 1
          tags.append(Open(name: name, block: block, token: index))
        case .close(let name, _):
          guard counts[name, default: 0] > 0 else {
            ends.append(-1)
            continue
          }
          while let last = open.popLast() {
            counts[tags[last].name, default: 1] -= 1
            tags[last].end = block
            if tags[last].name == name {
              ends.append(last)
              break
            }
          }
        default: break
        }
      }
    }
  }

  private mutating func print() -> [String] {
    // Around a tag that goes on into later blocks, one that is never ended cannot be closed here.
    var lastSpanning: [Int: Int] = [:]
    for tag in tags where (tag.end ?? tag.block) > tag.block { lastSpanning[tag.block] = tag.token }
    var results: [String] = []
    var nextTag = 0
    var nextEnd = 0
    for (block, tokens) in blocks.enumerated() {
      output = ""
      for token in tokens {
        switch token {
        case .comment: break
        case .text(let text): output += HTMLText.escapedTags(entities.resolved(text))
        case .open(let name, let attributes, let source):
          if isContainer(name) {
            let tag = tags[nextTag]
            let isLost = tag.end == nil && tag.token < lastSpanning[block, default: -1]
            if !isLost, printed.count < Self.deepest {
              output += "<\(name)\(HTMLFilter.safeAttributes(attributes, of: name))>"
              tags[nextTag].isPrinted = true
              printed.append(nextTag)
            }
            nextTag += 1
          } else if HTMLFilter.allowed.contains(name) {
            output += "<\(name)\(HTMLFilter.safeAttributes(attributes, of: name))>"
          } else if !HTMLFilter.isTag(name) {
            output += HTMLText.escaped(source)
          }
        case .close(let name, let source):
          let tag = ends[nextEnd]
          nextEnd += 1
          if tag >= 0 {
            if tags[tag].isPrinted { close(to: tag) }
          } else if !HTMLFilter.isTag(name) {
            output += HTMLText.escaped(source)
          }
        }
      }
      while let last = printed.last, tags[last].end == nil { close(to: last) }
      results.append(output)
    }
    return results
  }

  private mutating func close(to tag: Int) {
    while let last = printed.popLast() {
      output += "</\(tags[last].name)>"
      if last == tag { return }
    }
  }
}
