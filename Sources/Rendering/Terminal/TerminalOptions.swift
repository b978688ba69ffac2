/// How a lesson is shown in a terminal.
package struct TerminalOptions: Hashable, Sendable {
  /// Narrower terminals are treated as this wide; their lines may wrap.
  package static let minimumWidth = 20

  package var width = 80
  package var color = false
  /// False: our own signs, drawings and formulas in ASCII; letters of the prose stay.
  package var unicode = true
  /// Long traces and outputs whole.
  package var full = false
  /// Figures have 24 bits a colour; else the 256 colours that most terminals have.
  package var trueColor = false

  package init(width: Int = 80, color: Bool = false, unicode: Bool = true, full: Bool = false) {
    self.width = max(Self.minimumWidth, min(width, 1000))
    self.color = color
    self.unicode = unicode
    self.full = full
  }
}
