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
    case code(info: String, text: String)
    case htmlBlock(String)
    case rule
    case text(String)
    case softBreak
    case lineBreak
    case codeSpan(String)
    case htmlInline(String)
    case emphasis
    case strong
    case link(destination: String, title: String)
    case image(source: String, title: String)
  }

  struct Node {
    var kind: Kind
    var firstChild = -1
    var lastChild = -1
    var next = -1
    /// Lines and columns from 1, columns in bytes; right for blocks only.
    var startLine = 0
    var startColumn = 0
    var endLine = 0
  }

  private(set) var nodes: [Node] = [Node(kind: .document)]

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
