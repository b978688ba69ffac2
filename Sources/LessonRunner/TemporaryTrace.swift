import LessonDocument
import LessonOutput

extension LessonRunner {
  /// Traces code typed on the command line, until the runner does so itself.
  package static func trace(
    expression: String, inputs: [(name: String, value: String)],
    options: RunOptions = RunOptions()
  ) -> LessonRun {
    let inputs = inputs.map { "\($0.name) = \($0.value)\n" }.joined()
    let text = "~~~python\n#| trace: true\n#| echo: false\n\(inputs)\(expression)\n~~~\n"
    return run(LessonReader.read(text: text, name: "command line"), options: options)
  }
}
