import Diagnostics
import LessonDocument
import LessonOutput

extension Application {
  /// Prints the JSON schema of `--format json`.
  package func schema() -> ExitStatus {
    console.write(LessonRunSchema.text)
    return .success
  }

  /// Lists the block options, or explains one of them.
  package func documentation(_ name: String?, _ request: DisplayRequest) -> ExitStatus {
    let options = BlockOptions.schema
    guard let name else {
      let column = (options.map(\.name.count).max() ?? 0) + 3
      console.writeLine("Block options, as `#| name: value` lines at the top of a block:\n")
      for option in options {
        let gap = String(repeating: " ", count: column - option.name.count)
        console.writeLine("  \(option.name)\(gap)\(option.summary)")
      }
      console.writeLine("\nMore about one:  lesson docs trace")
      return .success
    }
    guard let option = options.first(where: { $0.name == name }) else {
      console.complain(
        "there is no documentation on `\(name)`",
        hint: didYouMean(name, among: options.map(\.name)) ?? "`lesson docs` lists what there is")
      return .usage
    }
    console.writeLine("#| \(option.name): \(option.expected)")
    console.writeLine("  \(option.summary)")
    console.writeLine("  for \(option.place.rawValue)")
    return .success
  }
}
