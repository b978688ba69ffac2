import LessonOutput

/// A grid of characters on which wires join, turn and cross.
struct Canvas {
  struct Sides: OptionSet {
    let rawValue: UInt8
    static let left = Sides(rawValue: 1)
    static let right = Sides(rawValue: 2)
    static let up = Sides(rawValue: 4)
    static let down = Sides(rawValue: 8)
  }

  private struct Cell {
    var text: Character?
    var style = TextStyle.plain
    var sides: Sides = []
    /// The nets that run across and up; different ones cross, equal ones join.
    var horizontal = -1
    var vertical = -1
    /// Covered by the wide character before it.
    var isCovered = false
  }

  let width: Int
  let height: Int
  private var cells: [Cell]
  /// Writing over a wire or another text, which a good plan never does.
  private(set) var collisions = 0

  init(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
    cells = Array(repeating: Cell(), count: self.width * self.height)
  }

  private func index(_ x: Int, _ y: Int) -> Int? {
    x >= 0 && x < width && y >= 0 && y < height ? y * width + x : nil
  }

  /// A line between two points on one row or one column; its ends reach the middle of their cells.
  mutating func line(_ x1: Int, _ y1: Int, _ x2: Int, _ y2: Int, net: Int) {
    if y1 == y2 {
      for x in min(x1, x2)...max(x1, x2) {
        guard let index = index(x, y1) else { continue }
        if x > min(x1, x2) { cells[index].sides.insert(.left) }
        if x < max(x1, x2) { cells[index].sides.insert(.right) }
        cells[index].horizontal = net
      }
    } else if x1 == x2 {
      for y in min(y1, y2)...max(y1, y2) {
        guard let index = index(x1, y) else { continue }
        if y > min(y1, y2) { cells[index].sides.insert(.up) }
        if y < max(y1, y2) { cells[index].sides.insert(.down) }
        cells[index].vertical = net
      }
    }
  }

  /// Text from a cell on to the right. `overWires` is for boxes, which wires run into.
  mutating func text(
    _ text: String, _ x: Int, _ y: Int, _ style: TextStyle, overWires: Bool = false
  ) {
    var column = x
    for character in text {
      let width = max(1, DisplayWidth.of(character))
      for offset in 0..<width {
        guard let index = index(column + offset, y) else {
          collisions += 1
          continue
        }
        let isTaken = cells[index].text != nil || cells[index].isCovered
        if isTaken || !overWires && !cells[index].sides.isEmpty { collisions += 1 }
        cells[index].text = offset == 0 ? character : nil
        cells[index].isCovered = offset > 0
        cells[index].style = style
        cells[index].sides = []
      }
      column += width
    }
  }

  func lines() -> [StyledLine] {
    (0..<height).map { y in
      var line = StyledLine()
      for x in 0..<width {
        let cell = cells[y * width + x]
        if cell.isCovered { continue }
        if let text = cell.text {
          line.append(String(text), cell.style)
        } else {
          line.append(String(glyph(cell)), cell.sides.isEmpty ? .plain : .dim)
        }
      }
      return line
    }
  }

  /// Where a wire forks.
  static let fork: Character = "●"

  private func glyph(_ cell: Cell) -> Character {
    // A wire that only crosses passes under the other.
    if cell.sides == [.left, .right, .up, .down], cell.horizontal != cell.vertical { return "│" }
    switch cell.sides {
    case []: return " "
    case [.left], [.right], [.left, .right]: return "─"
    case [.up], [.down], [.up, .down]: return "│"
    case [.left, .down]: return "╮"
    case [.left, .up]: return "╯"
    case [.right, .down]: return "╭"
    case [.right, .up]: return "╰"
    // Three or four ends of one wire: inputs of a gate meet in its box, never here.
    default: return Self.fork
    }
  }
}
