import LessonOutput

/// Colours of a cell of the terminal, nil for the terminal's own.
package struct TerminalPaint: Hashable, Sendable {
  var ink: FigureColor?
  var ground: FigureColor?
  /// 24 bits a colour; else the 256 colours that most terminals have.
  var isTrueColor: Bool

  /// Parameters of the SGR sequence.
  var sequence: String {
    var parts: [String] = []
    if let ink { parts.append("38;" + code(ink)) }
    if let ground { parts.append("48;" + code(ground)) }
    return parts.joined(separator: ";")
  }

  private func code(_ color: FigureColor) -> String {
    if isTrueColor { return "2;\(color.red);\(color.green);\(color.blue)" }
    return "5;\(Self.index(color))"
  }

  /// The nearest of the 256 colours: a cube of 6×6×6, and 24 greys.
  static func index(_ color: FigureColor) -> Int {
    let levels = [0, 95, 135, 175, 215, 255]
    func nearest(_ part: UInt8) -> Int {
      levels.indices.min { abs(levels[$0] - Int(part)) < abs(levels[$1] - Int(part)) } ?? 0
    }
    let cube = (nearest(color.red), nearest(color.green), nearest(color.blue))
    let mean = (Int(color.red) + Int(color.green) + Int(color.blue)) / 3
    let gray = min(23, max(0, (mean - 3) / 10))
    func distance(_ r: Int, _ g: Int, _ b: Int) -> Int {
      let (x, y, z) = (r - Int(color.red), g - Int(color.green), b - Int(color.blue))
      return x * x + y * y + z * z
    }
    let level = 8 + 10 * gray
    return distance(level, level, level)
      < distance(levels[cube.0], levels[cube.1], levels[cube.2])
      ? 232 + gray : 16 + 36 * cube.0 + 6 * cube.1 + cube.2
  }
}
