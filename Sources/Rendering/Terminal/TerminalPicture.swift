import LessonOutput

/// Values and gradients in a table: numbers with six digits, arrays as what can be read of them.
enum TerminalPicture {
  /// Arrays with more elements, or more than two axes, are described.
  static let largestWhole = 12
  static let digits = 6

  /// The number, or the shape of an array.
  static func cell(_ picture: Picture?) -> String {
    CircuitNumber.text(picture, digits: digits)
  }

  /// All of a small array, or the mean ± spread, range, zeros and what is not finite of a large one.
  static func description(_ picture: Picture) -> String {
    if picture.isScalar { return cell(picture) }
    if picture.shape.count <= 2, !picture.elements.isEmpty,
      picture.elements.count <= largestWhole
    {
      return whole(picture)
    }
    guard let statistics = picture.statistics else { return "no elements" }
    if statistics.count == 0 { return "no elements" }
    func number(_ value: Double) -> String { CircuitNumber.text(value, digits: 4) }
    var text =
      "\(number(statistics.mean)) ± \(number(statistics.spread)), "
      + "\(number(statistics.minimum)) to \(number(statistics.maximum))"
    if statistics.zeros > 0 {
      text += ", \(statistics.zeros) of \(statistics.count) zero"
    }
    if statistics.nonFinite > 0 { text += ", \(statistics.nonFinite) not finite" }
    return text
  }

  private static func whole(_ picture: Picture) -> String {
    let texts = picture.elements.map { CircuitNumber.text($0, digits: digits) }
    guard picture.shape.count == 2, let columns = picture.shape.last, columns > 0 else {
      return "[" + texts.joined(separator: ", ") + "]"
    }
    let rows = stride(from: 0, to: texts.count, by: columns).map {
      "[" + texts[$0..<min(texts.count, $0 + columns)].joined(separator: ", ") + "]"
    }
    return rows.count == 1 ? "[" + rows[0] + "]" : "[" + rows.joined(separator: ", ") + "]"
  }
}
