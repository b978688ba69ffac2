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
    // The names of functions are known without their module, where they would be undefined.
    var functions: [String] = []
    var run: LessonRun
    repeat {
      let text =
        "\(fence)python\n#| trace: true\n#| echo: false\n"
        + functions.map { definition(of: $0) + "\n" }.joined() + "\(bindings)\(code)\n\(fence)\n"
      run = Self.run(LessonReader.read(text: text, name: "expression"), options: options)
      guard let name = undefinedName(run), Self.functions.contains(name), !functions.contains(name)
      else { break }
      functions.append(name)
    } while functions.count <= Self.functions.count
    if let error = run.blocks.first?.error {
      run.blocks[0].error?.line = max(1, error.line - 3 - inputs.count - functions.count)
    }
    if let name = undefinedName(run) {
      run.blocks[0].error?.hint = "give it a value: lesson trace '\(expression)' \(name)=1"
    }
    return run
  }

  /// NumPy's names, and the sigmoid, which NumPy has not.
  private static let functions: Set<String> = [
    "exp", "log", "log2", "log10", "log1p", "expm1", "sqrt", "square", "sin", "cos", "tan", "sinh",
    "cosh", "tanh", "arcsin", "arccos", "arctan", "maximum", "minimum", "where", "dot", "mean",
    "relu", "sigmoid", "pi",
  ]

  private static func undefinedName(_ run: LessonRun) -> String? {
    guard let error = run.blocks.first?.error, error.type == "NameError" else { return nil }
    return error.message.split(separator: "'").dropFirst().first.map(String.init)
  }

  private static func definition(of name: String) -> String {
    switch name {
    case "sigmoid": "def sigmoid(x): return 1 / (1 + np.exp(-x))"
    case "relu": "def relu(x): return np.maximum(0, x)"
    default: "\(name) = np.\(name)"
    }
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
