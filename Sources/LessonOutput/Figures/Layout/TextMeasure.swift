/// About how wide texts are: a page may have other fonts, so these are the widths of a wide one.
package enum TextMeasure {
  /// Widths of the characters from the space to the tilde, in thousandths of the size (DejaVu Sans).
  private static let widths: [UInt16] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
  ]

  package static func width(_ text: String, size: Double) -> Double {
    if text.utf8.contains(36) { return width(ofMath: text, size: size) }
    var longest = 0
    var sum = 0
    for scalar in text.unicodeScalars.prefix(FigureLimits.mostCharacters) {
      if scalar == "\n" {
        longest = max(longest, sum)
        sum = 0
      } else if scalar.value < 32 {
        continue
      } else if scalar.value < 127 {
        sum += Int(widths[Int(scalar.value) - 32])
      } else if scalar == "−" {
        sum += 838
      } else if (0x2070...0x209C).contains(scalar.value) || scalar.value == 0xB2
        || scalar.value == 0xB3 || scalar.value == 0xB9
      {
        sum += 400
      } else {
        sum += DisplayWidth.of(scalar) == 2 ? 1000 : DisplayWidth.of(scalar) == 0 ? 0 : 640
      }
    }
    return Double(max(longest, sum)) * size / 1000
  }

  /// A text with formulas between dollar signs: a command is a letter, braces take no room.
  private static func width(ofMath text: String, size: Double) -> Double {
    var plain = ""
    var isCommand = false
    var isMath = false
    for character in text.prefix(FigureLimits.mostCharacters) {
      if isCommand {
        if character.isLetter { continue }
        isCommand = false
        plain.append("x")
      }
      switch character {
      case "$": isMath.toggle()
      case "\\" where isMath: isCommand = true
      case "{", "}", "^", "_", " ": if !isMath { plain.append(character) }
      default: plain.append(character)
      }
    }
    if isCommand { plain.append("x") }
    return width(plain.filter { $0 != "$" }, size: size)
  }

  /// Lines of a text, the distance between them 1.2 times the size.
  package static func height(_ text: String, size: Double) -> Double {
    let breaks = text.utf8.count { $0 == 10 }
    return size * (1 + 1.2 * Double(breaks))
  }
}
