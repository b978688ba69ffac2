import CCMark
import LessonOutput

/// A document parsed by cmark; the only code that touches its pointers.
///
/// Walks follow links rather than recurse: 50,000 nested quotes are legal Markdown.
final class CMarkDocument {
  private let root: OpaquePointer?
  private let size: Int
  private static let small = 1 << 20

  init(_ bytes: some Collection<UInt8>) {
    size = bytes.count
    let parser = cmark_parser_new(CMARK_OPT_DEFAULT)
    defer { cmark_parser_free(parser) }
    let copied = bytes.withContiguousStorageIfAvailable { buffer -> Bool in
      buffer.withMemoryRebound(to: CChar.self) {
        cmark_parser_feed(parser, $0.baseAddress, $0.count)
      }
      return true
    }
    if copied == nil {
      Array(bytes).withUnsafeBufferPointer { buffer in
        buffer.withMemoryRebound(to: CChar.self) {
          cmark_parser_feed(parser, $0.baseAddress, $0.count)
        }
      }
    }
    root = cmark_parser_finish(parser)
  }

  deinit {
    cmark_node_free(root)
    // A large tree was hundreds of megabytes of small pieces, which the C library would keep.
    if size > Self.small { _ = malloc_trim(0) }
  }

  /// The blocks that hold no blocks, in order. Complexity: O(number of blocks).
  func leaves() -> [LeafBlock] {
    guard let root else { return [] }
    var result: [LeafBlock] = []
    var quoteDepth = 0
    var node = root
    while true {
      let type = cmark_node_get_type(node)
      if let kind = leafKind(type, node) {
        result.append(
          LeafBlock(
            kind: kind, startLine: Int(cmark_node_get_start_line(node)),
            startColumn: Int(cmark_node_get_start_column(node)),
            endLine: Int(cmark_node_get_end_line(node)), quoteDepth: quoteDepth))
      } else if let child = cmark_node_first_child(node) {
        if type == CMARK_NODE_BLOCK_QUOTE { quoteDepth += 1 }
        node = child
        continue
      }
      while cmark_node_next(node) == nil {
        guard node != root, let parent = cmark_node_parent(node) else { return result }
        node = parent
        if node == root { return result }
        if cmark_node_get_type(node) == CMARK_NODE_BLOCK_QUOTE { quoteDepth -= 1 }
      }
      guard node != root, let next = cmark_node_next(node) else { return result }
      node = next
    }
  }

  /// The whole tree. Containers nested deeper than `Prose.maximumDepth` are left out, their
  /// content kept; so are inline containers.
  func tree() -> MarkdownTree {
    var tree = MarkdownTree()
    guard let root, var node = cmark_node_first_child(root) else { return tree }
    tree.reserve(count(from: root))
    var open = [Level(index: 0, isList: false, blockDepth: 0, inlineDepth: 0)]
    while true {
      let parent = open[open.count - 1]
      let level = add(node, below: parent, to: &tree)
      if let child = cmark_node_first_child(node) {
        open.append(level)
        node = child
        continue
      }
      while cmark_node_next(node) == nil {
        guard let up = cmark_node_parent(node), up != root else { return tree }
        node = up
        open.removeLast()
      }
      guard let next = cmark_node_next(node) else { return tree }
      node = next
    }
  }

  /// How many nodes the tree gets at most: neighbouring texts become one.
  private func count(from root: OpaquePointer) -> Int {
    guard let iterator = cmark_iter_new(root) else { return 0 }
    defer { cmark_iter_free(iterator) }
    var count = 0
    var wasText = false
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return count }
      let isText = cmark_node_get_type(cmark_iter_get_node(iterator)) == CMARK_NODE_TEXT
      if event == CMARK_EVENT_ENTER, !(isText && wasText) { count += 1 }
      wasText = isText
    }
  }

  private struct Level {
    var index: Int
    var isList: Bool
    var blockDepth: Int
    var inlineDepth: Int
  }

  private func add(_ node: OpaquePointer, below parent: Level, to tree: inout MarkdownTree)
    -> Level
  {
    guard let kind = kind(of: node) else { return parent }
    var level = parent
    level.isList = false
    switch kind {
    case .quote, .list:
      if parent.blockDepth >= Prose.maximumDepth { return level }
      level.blockDepth += 1
      if case .list = kind { level.isList = true }
    case .item:
      if !parent.isList { return level }
    case .emphasis, .strong, .link, .image:
      if parent.inlineDepth >= Prose.maximumDepth { return level }
      level.inlineDepth += 1
    default: break
    }
    level.index = tree.append(
      MarkdownTree.Node(
        kind: kind, startLine: Int(cmark_node_get_start_line(node)),
        startColumn: Int(cmark_node_get_start_column(node)),
        endLine: Int(cmark_node_get_end_line(node))), to: parent.index)
    return level
  }

  private func leafKind(_ type: cmark_node_type, _ node: OpaquePointer) -> LeafBlock.Kind? {
    switch type {
    case CMARK_NODE_PARAGRAPH: .paragraph
    case CMARK_NODE_HEADING: .heading
    case CMARK_NODE_HTML_BLOCK: .html
    case CMARK_NODE_THEMATIC_BREAK: .rule
    case CMARK_NODE_CODE_BLOCK:
      .code(
        info: string(cmark_node_get_fence_info(node)), text: string(cmark_node_get_literal(node)))
    default: nil
    }
  }

  private func kind(of node: OpaquePointer) -> MarkdownTree.Kind? {
    let literal = { self.string(cmark_node_get_literal(node)) }
    let title = { self.string(cmark_node_get_title(node)) }
    let url = { self.string(cmark_node_get_url(node)) }
    switch cmark_node_get_type(node) {
    case CMARK_NODE_BLOCK_QUOTE: return .quote
    case CMARK_NODE_LIST:
      let ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      return .list(
        start: ordered ? Int(cmark_node_get_list_start(node)) : nil,
        tight: cmark_node_get_list_tight(node) != 0)
    case CMARK_NODE_ITEM: return .item
    case CMARK_NODE_PARAGRAPH: return .paragraph
    case CMARK_NODE_HEADING: return .heading(level: Int(cmark_node_get_heading_level(node)))
    case CMARK_NODE_CODE_BLOCK:
      return .code(info: string(cmark_node_get_fence_info(node)), text: literal())
    case CMARK_NODE_HTML_BLOCK: return .htmlBlock(literal())
    case CMARK_NODE_THEMATIC_BREAK: return .rule
    case CMARK_NODE_TEXT: return .text(literal())
    case CMARK_NODE_SOFTBREAK: return .softBreak
    case CMARK_NODE_LINEBREAK: return .lineBreak
    case CMARK_NODE_CODE: return .codeSpan(literal())
    case CMARK_NODE_HTML_INLINE: return .htmlInline(literal())
    case CMARK_NODE_EMPH: return .emphasis
    case CMARK_NODE_STRONG: return .strong
    case CMARK_NODE_LINK: return .link(destination: url(), title: title())
    case CMARK_NODE_IMAGE: return .image(source: url(), title: title())
    default: return nil
    }
  }

  private func string(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
  }
}
