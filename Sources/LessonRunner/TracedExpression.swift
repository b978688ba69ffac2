import Diagnostics
import LessonDocument
import LessonOutput
import PythonSubset

extension LessonRunner {
  /// Traces code typed on the spot: `f = (x + y) * z` with `x=-2`, `y=5`, `z=-4`.
  ///
  /// An expression without a name becomes `f`. Inputs are any expressions of the language; they
  /// are the leaves.
  package static func trace(
    expression: String, inputs: [(name: String, value: String)],
    options: RunOptions = RunOptions()
  ) -> LessonRun {
    var code = expression
    let parsed = Parser.parse(SourceText(name: "expression", text: expression))
    if parsed.diagnostics.isEmpty, parsed.statements.count == 1,
      case .expression = parsed.statements[0].kind
    {
      code = "f = " + expression
    }
    let bindings = inputs.map { "\($0.name) = \($0.value)\n" }.joined()
    let fence = String(repeating: "~", count: max(3, longestTildes(code) + 1))
    let text = "\(fence)python\n#| trace: true\n#| echo: false\n\(bindings)\(code)\n\(fence)\n"
    var run = run(LessonReader.read(text: text, name: "expression"), options: options)
    if let error = run.blocks.first?.error {
      run.blocks[0].error?.line = max(1, error.line - 3 - inputs.count)
    }
    if let error = run.blocks.first?.error, error.type == "NameError" {
      let name = error.message.split(separator: "'").dropFirst().first.map(String.init) ?? "x"
      run.blocks[0].error?.hint = "give it a value: lesson trace '\(expression)' \(name)=1"
    }
    return run
  }

  private static func longestTildes(_ text: String) -> Int {
    var longest = 0
    var current = 0
    for byte in text.utf8 {
      current = byte == UInt8(ascii: "~") ? current + 1 : 0
      longest = max(longest, current)
    }
    return longest
  }
}
