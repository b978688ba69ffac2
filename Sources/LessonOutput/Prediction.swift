/// A question that a lesson asks before it shows the number: `predict: x.grad`.
package struct Prediction: Hashable, Sendable, Codable {
  package enum Kind: String, Hashable, Sendable, Codable { case value, sign, shape }

  /// As the author wrote it: `sign of w[0].grad`.
  package var question: String
  package var kind: Kind
  /// The name alone: `w[0].grad`, `dW`.
  package var name: String
  /// What the run gives; for shapes its `shape` counts. Nil where it could not be evaluated.
  package var answer: Picture?
  /// Why there is no answer.
  package var problem: String?
  package var points: Double?
  /// The node that is asked about: index into the block's traces, and node id.
  package var trace: Int?
  package var node: Int?
  package var isGradient: Bool

  package init(question: String, kind: Kind, name: String, isGradient: Bool) {
    self.question = question
    self.kind = kind
    self.name = name
    self.isGradient = isGradient
  }

  /// `sign of x.grad` as kind and name.
  package static func parse(_ text: String) -> (kind: Kind, name: String) {
    for kind in [Kind.sign, .shape] {
      for prefix in ["\(kind.rawValue) of ", "the \(kind.rawValue) of "]
      where text.lowercased().hasPrefix(prefix) {
        return (kind, String(text.dropFirst(prefix.count)).trimmingSpaces)
      }
    }
    return (.value, text.trimmingSpaces)
  }

  /// `What is x.grad?`
  package var prompt: String {
    switch kind {
    case .value: "What is \(name)?"
    case .sign: "What is the sign of \(name): +, − or 0?"
    case .shape: "What is the shape of \(name)?"
    }
  }

  /// `x.grad = −4`, `the sign of w.grad is −`.
  package var nameAndAnswer: String {
    switch kind {
    case .value: "\(name) = \(answerText)"
    case .sign: "the sign of \(name) is \(answerText)"
    case .shape: "the shape of \(name) is \(answerText)"
    }
  }

  /// The answer as a sentence of its own.
  package var sentence: String {
    (kind == .value
      ? nameAndAnswer : nameAndAnswer.prefix(1).uppercased() + nameAndAnswer.dropFirst())
      + "."
  }

  /// The right answer as it is shown.
  package var answerText: String {
    guard let answer else { return "unknown" }
    switch kind {
    case .value:
      if let number = answer.number { return NumberText.short(number, integer: answer.isInteger) }
      let items = answer.elements.map { NumberText.short($0) }
      return items.isEmpty ? Self.shapeText(answer.shape) : "[\(items.joined(separator: ", "))]"
    case .sign:
      guard let number = answer.number else { return "unknown" }
      return number > 0 ? "+" : number < 0 ? "−" : "0"
    case .shape: return Self.shapeText(answer.shape)
    }
  }

  /// `(2, 3)`, `(3,)`, `()`.
  package static func shapeText(_ shape: [Int]) -> String {
    "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }
}

extension String {
  /// Without blanks at both ends.
  package var trimmingSpaces: String {
    var text = self[...]
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }

  /// Full-width digits, letters, signs and brackets as their ASCII forms, and the minus signs
  /// people type as `-`.
  package var foldedWidth: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          switch scalar.value {
          case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
          case 0x3000, 0xA0: " "
          case 0x2212, 0x2010...0x2015, 0xFE63: "-"
          case 0x3010, 0x3014: "["
          case 0x3011, 0x3015: "]"
          case 0x3001: ","
          case 0x3002: "."
          case 0xD7, 0x2715: "x"
          default: scalar
          }
        }))
  }
}
