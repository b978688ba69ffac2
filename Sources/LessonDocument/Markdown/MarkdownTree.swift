/// A parsed Markdown text as plain values: nodes in one array, linked by index.
///
/// Links instead of nested values, so that walking and freeing a deep tree need no recursion.
struct MarkdownTree {
  enum Kind {
    case document
    case quote
    case list(start: Int?, tight: Bool)
    case item
    case paragraph
    case heading(level: Int)
    indirect case code(info: String, text: String)
    case htmlBlock(String)
    case rule
    case text(String)
    case softBreak
    case lineBreak
    case codeSpan(String)
    case htmlInline(String)
    case emphasis
    case strong
    indirect case link(destination: String, title: String)
    indirect case image(source: String, title: String)
  }

  /// Small, for a hostile file has millions of them: a lesson's bytes fit 32 bits many times.
  struct Node {
    var kind: Kind
    private var first: Int32 = -1
    private var last: Int32 = -1
    private var following: Int32 = -1
    private var lines: (start: Int32, end: Int32) = (0, 0)
    private var column: Int32 = 0

    init(kind: Kind, startLine: Int = 0, startColumn: Int = 0, endLine: Int = 0) {
      self.kind = kind
      lines = (Int32(clamping: startLine), Int32(clamping: endLine))
      column = Int32(clamping: startColumn)
    }

    var firstChild: Int {
      get { Int(first) }
      set { first = Int32(clamping: newValue) }
    }
    var lastChild: Int {
      get { Int(last) }
      set { last = Int32(clamping: newValue) }
    }
    var next: Int {
      get { Int(following) }
      set { following = Int32(clamping: newValue) }
    }
    /// Lines and columns from 1, columns in bytes; right for blocks only.
    var startLine: Int { Int(lines.start) }
    var startColumn: Int { Int(column) }
    var endLine: Int { Int(lines.end) }
  }

  private(set) var nodes: [Node] = [Node(kind: .document)]

  mutating func reserve(_ count: Int) { nodes.reserveCapacity(count) }

  /// Adds a node below a parent and returns its index. Neighbouring texts are joined.
  mutating func append(_ node: Node, to parent: Int) -> Int {
    let last = nodes[parent].lastChild
    if case .text(let addition) = node.kind, last >= 0, case .text(var joined) = nodes[last].kind {
      nodes[last].kind = .softBreak  // Lets the text be extended in place.
      joined += addition
      nodes[last].kind = .text(joined)
      return last
    }
    let index = nodes.count
    nodes.append(node)
    if last >= 0 { nodes[last].next = index } else { nodes[parent].firstChild = index }
    nodes[parent].lastChild = index
    return index
  }

  func children(of parent: Int) -> [Int] {
    var result: [Int] = []
    var child = nodes[parent].firstChild
    while child >= 0 {
      result.append(child)
      child = nodes[child].next
    }
    return result
  }

  mutating func setText(_ text: String, at index: Int) { nodes[index].kind = .text(text) }
}

/// A block that holds no other blocks, with its place; what masking needs to know.
struct LeafBlock {
  enum Kind {
    case paragraph, heading, html, rule
    case code(info: String, text: String)
  }

  var kind: Kind
  /// Lines and columns from 1, columns in bytes.
  var startLine: Int
  var startColumn: Int
  var endLine: Int
  /// How many block quotes hold it.
  var quoteDepth: Int
}
