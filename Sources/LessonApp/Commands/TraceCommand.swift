import Diagnostics
import LessonOutput
import LessonRunner

/// What `lesson trace` was asked for.
package struct TraceRequest: Sendable {
  /// `f = (x + y) * z`.
  package var expression: String
  /// `x=-2`, `y=5`.
  package var inputs: [String]
  package var format = OutputFormat.text
  package var display = DisplayRequest()

  package init(expression: String, inputs: [String]) {
    self.expression = expression
    self.inputs = inputs
  }
}

extension Application {
  /// Traces an expression typed on the spot.
  package func trace(_ request: TraceRequest) -> ExitStatus {
    var inputs: [(name: String, value: String)] = []
    for text in request.inputs {
      guard let input = Self.input(text) else {
        console.complain(
          "`\(text)` is not an input: an input is a name, `=` and a value",
          hint: "lesson trace '\(request.expression)' x=-2 y=5")
        return .usage
      }
      if inputs.contains(where: { $0.name == input.name }) {
        console.complain(
          "the input `\(input.name)` is given twice", hint: "leave one of the two out")
        return .usage
      }
      inputs.append(input)
    }
    var options = RunOptions()
    options.isFull = request.display.full
    options.data = data(for: ".")
    options.summarises = request.format == .json
    let run = LessonRunner.trace(
      expression: request.expression, inputs: inputs, options: options)
    return show(run, as: request.format, display: request.display)
  }

  /// `x=-2` as a name and a value; nil where it is something else.
  static func input(_ text: String) -> (name: String, value: String)? {
    guard let sign = text.firstIndex(of: "=") else { return nil }
    let name = trimmed(text[..<sign])
    let value = trimmed(text[text.index(after: sign)...])
    guard let first = name.unicodeScalars.first, !value.isEmpty, !value.hasPrefix("="),
      first == "_" || first.properties.isXIDStart,
      name.unicodeScalars.allSatisfy({ $0.properties.isXIDContinue })
    else { return nil }
    return (name, value)
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
