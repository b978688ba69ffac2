import LessonOutput

/// A grid of character cells that a picture is drawn in. Each cell holds eight dots (Braille), two
/// half blocks of colour, one block that fills it from below, or one sign.
struct FigureRaster {
  struct Cell {
    var dots: UInt8 = 0
    var dotColor: FigureColor?
    var upper: FigureColor?
    var lower: FigureColor?
    /// Eighths, from below or from the left.
    var block = 0
    var blockColor: FigureColor?
    var isSideways = false
    /// Hatching for what shines through: 0 to 4.
    var shade = 0
    var shadeColor: FigureColor?
    var sign: Character?
    var signColor: FigureColor?
  }

  let width: Int
  let height: Int
  let isUnicode: Bool
  let hasColor: Bool
  private(set) var cells: [Cell]
  /// What ASCII lines are drawn with.
  var pen: Character = "*"

  init(width: Int, height: Int, isUnicode: Bool, hasColor: Bool) {
    self.width = max(1, width)
    self.height = max(1, height)
    self.isUnicode = isUnicode
    self.hasColor = hasColor
    cells = Array(repeating: Cell(), count: self.width * self.height)
  }

  private func index(_ x: Int, _ y: Int) -> Int? {
    x >= 0 && x < width && y >= 0 && y < height ? y * width + x : nil
  }

  // MARK: Dots

  /// Bits of the dots of a Braille cell, two across and four down.
  private static let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]

  /// One dot, counted from the upper left: two to a column, four to a row.
  mutating func dot(_ x: Int, _ y: Int, _ color: FigureColor?) {
    guard x >= 0, y >= 0, let place = index(x / 2, y / 4) else { return }
    if isUnicode {
      cells[place].dots |= Self.bits[(y % 4) * 2 + x % 2]
      cells[place].dotColor = color
    } else {
      cells[place].sign = pen
      cells[place].signColor = color
    }
  }

  /// A line between fractions of the frame, y upwards. `pattern` counts on from piece to piece.
  mutating func line(
    _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), _ color: FigureColor?,
    dashes: [Int] = [], pattern: inout Int
  ) {
    guard let (a, b) = Self.clipped(from, to) else { return }
    let (across, down) = (Double(2 * width), Double(4 * height))
    func place(_ point: (x: Double, y: Double)) -> (x: Double, y: Double) {
      (
        min(across - 1, max(0, point.x * across - 0.5)),
        min(down - 1, max(0, (1 - point.y) * down - 0.5))
      )
    }
    let (start, end) = (place(a), place(b))
    let steps = max(1, Int(max(abs(end.x - start.x), abs(end.y - start.y)).rounded(.up)))
    let period = dashes.reduce(0, +)
    for step in 0...steps {
      let weight = Double(step) / Double(steps)
      if period > 0 {
        var rest = pattern % period
        var isOn = true
        for (number, length) in dashes.enumerated() {
          if rest < length {
            isOn = number % 2 == 0
            break
          }
          rest -= length
        }
        pattern += step < steps ? 1 : 0
        if !isOn { continue }
      }
      dot(
        Int((start.x + (end.x - start.x) * weight).rounded()),
        Int((start.y + (end.y - start.y) * weight).rounded()), color)
    }
  }

  /// The part of a line within the frame.
  static func clipped(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double)) -> (
    (x: Double, y: Double), (x: Double, y: Double)
  )? {
    guard a.x.isFinite, a.y.isFinite, b.x.isFinite, b.y.isFinite else { return nil }
    var (first, last) = (0.0, 1.0)
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let slack = 1e-9
    for (start, change) in [(a.x, dx), (a.y, dy)] {
      let (low, high) = (-slack - start, 1 + slack - start)
      if change == 0 {
        if low > 0 || high < 0 { return nil }
        continue
      }
      let (p, q) = (min(low / change, high / change), max(low / change, high / change))
      first = max(first, p)
      last = min(last, q)
    }
    guard first <= last else { return nil }
    return ((a.x + dx * first, a.y + dy * first), (a.x + dx * last, a.y + dy * last))
  }

  // MARK: Cells

  mutating func sign(_ character: Character, _ x: Int, _ y: Int, _ color: FigureColor?) {
    guard let place = index(x, y) else { return }
    cells[place].sign = character
    cells[place].signColor = color
  }

  /// Half a cell of colour; `y` counts halves from the top.
  mutating func half(_ x: Int, _ y: Int, _ color: FigureColor) {
    guard y >= 0, let place = index(x, y / 2) else { return }
    if y % 2 == 0 { cells[place].upper = color } else { cells[place].lower = color }
  }

  mutating func shade(_ x: Int, _ y: Int, _ level: Int, _ color: FigureColor) {
    guard let place = index(x, y) else { return }
    cells[place].shade = max(cells[place].shade, level)
    cells[place].shadeColor = color
  }

  mutating func block(
    _ x: Int, _ y: Int, eighths: Int, _ color: FigureColor, isSideways: Bool = false
  ) {
    guard eighths > 0, let place = index(x, y) else { return }
    // What stands lower covers what was drawn before it.
    if cells[place].block > eighths, eighths < 8, cells[place].isSideways == isSideways {
      if eighths >= 4 { cells[place].blockColor = color }
      return
    }
    cells[place].block = min(8, eighths)
    cells[place].blockColor = color
    cells[place].isSideways = isSideways
  }

  /// Whether a sign stands in a cell.
  func isTaken(_ x: Int, _ y: Int) -> Bool { index(x, y).map { cells[$0].sign != nil } ?? true }

  // MARK: Text

  func row(_ y: Int, isTrueColor: Bool) -> StyledLine {
    var line = StyledLine()
    for x in 0..<width {
      let (text, ink, ground) = shown(cells[y * width + x])
      let paint = TerminalPaint(
        ink: ink.flatMap(Self.seen), ground: ground, isTrueColor: isTrueColor)
      line.append(
        String(text),
        hasColor && (paint.ink != nil || paint.ground != nil) ? .paint(paint) : .plain)
    }
    return line
  }

  /// Black and white lines have the terminal's own ink: its ground is not known.
  private static func seen(_ color: FigureColor) -> FigureColor? {
    let parts = [color.red, color.green, color.blue]
    let spread = (parts.max() ?? 0) - (parts.min() ?? 0)
    return spread < 24 && (color.luminance < 0.05 || color.luminance > 0.85) ? nil : color
  }

  private static let upward: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let rightward: [Character] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
  private static let shades: [Character] = [" ", "░", "▒", "▓", "█"]
  private static let plainShades = Array(" .:-=+*#%@")

  private func shown(_ cell: Cell) -> (Character, FigureColor?, FigureColor?) {
    let ground = cell.lower ?? cell.upper
    let under = cell.block >= 4 ? cell.blockColor : nil
    if let sign = cell.sign { return (sign, ink(cell.signColor, on: ground), ground) }
    if cell.dots != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(cell.dots)) {
      if hasColor || cell.upper == nil && cell.lower == nil && under == nil {
        return (Character(scalar), ink(cell.dotColor, on: ground ?? under), ground ?? under)
      }
      // Without colour a line over an image can't be told by its dots.
      return ("•", nil, nil)
    }
    if cell.upper != nil || cell.lower != nil { return pixels(cell) }
    if cell.block > 0 {
      if !isUnicode {
        return (cell.block >= 4 ? "#" : cell.isSideways ? "-" : ".", cell.blockColor, nil)
      }
      return (
        cell.isSideways ? Self.rightward[cell.block] : Self.upward[cell.block], cell.blockColor, nil
      )
    }
    if cell.shade > 0 {
      return (isUnicode ? Self.shades[cell.shade] : ":", cell.shadeColor, nil)
    }
    return (" ", nil, nil)
  }

  /// On a ground of its own, black and white are meant.
  private func ink(_ color: FigureColor?, on ground: FigureColor?) -> FigureColor? {
    guard let color, let ground else { return color }
    // Nearly the ground's own colour would not be seen.
    let distance =
      abs(Int(color.red) - Int(ground.red)) + abs(Int(color.green) - Int(ground.green))
      + abs(Int(color.blue) - Int(ground.blue))
    if distance < 48 {
      return ground.luminance > 0.4 ? FigureColor(40, 40, 60) : FigureColor(230, 230, 215)
    }
    if color == .black { return FigureColor(10, 10, 34) }
    if color == .white { return FigureColor(255, 255, 222) }
    return color
  }

  private func pixels(_ cell: Cell) -> (Character, FigureColor?, FigureColor?) {
    if hasColor, isUnicode {
      guard let upper = cell.upper else { return ("▄", cell.lower, nil) }
      guard let lower = cell.lower else { return ("▀", upper, nil) }
      return upper == lower ? ("█", upper, nil) : ("▀", upper, lower)
    }
    let parts = [cell.upper, cell.lower].compactMap { $0?.over(.white).luminance }
    let mean = parts.isEmpty ? 0 : parts.reduce(0, +) / Double(parts.count)
    // Luminance is linear in light; the steps of a ramp look even in its root.
    let level = mean.squareRoot()
    if isUnicode { return (Self.shades[min(4, Int(level * 5))], nil, nil) }
    if hasColor { return (" ", nil, cell.lower ?? cell.upper) }
    return (Self.plainShades[min(9, Int(level * 10))], nil, nil)
  }
}
