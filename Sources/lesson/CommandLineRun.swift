import ArgumentParser
import Diagnostics
import Glibc
import LessonApp

/// Ends the process; output has been written by then.
func exitProcess(_ status: Int32) -> Never { exit(status) }

/// From arguments to an exit status: parses, runs, and explains what could not be parsed.
struct CommandLineRun {
  let console: Console

  /// Commands of later versions: typing one says so.
  private static let later: Set<String> = [
    "serve", "convert",
  ]

  private static let examples = [
    "run": "lesson run backprop",
    "trace": "lesson trace 'f = x * y' x=2 y=3",
    "why": "lesson why backprop x.grad",
    "render": "lesson render backprop -o site",
    "watch": "lesson watch backprop.md",
    "new": "lesson new mine",
    "test": "lesson test mine.md",
  ]

  func run(_ arguments: [String]) -> ExitStatus {
    if let first = arguments.first, !first.hasPrefix("-"), let status = unknown(first) {
      return status
    }
    do {
      // The process behind a row of a class starts without a look at the other commands.
      var command: any ParsableCommand =
        arguments.first == Self.hidden
        ? try JudgeSubmissionCommand.parse(Array(arguments.dropFirst()))
        : try Root.parseAsRoot(arguments)
      guard let lesson = command as? any LessonCommand else {
        // `help` and the like: the library's own commands throw what they print.
        try command.run()
        return .success
      }
      var application = Application(console: console)
      application.program = "/proc/self/exe"
      if let reading = command as? any DataCommand,
        let status = application.use(dataFolder: reading.data.folder)
      {
        return status
      }
      return lesson.perform(application)
    } catch {
      return explain(error, arguments)
    }
  }

  private static let hidden = JudgeSubmissionCommand.configuration.commandName ?? ""

  private var commandNames: [String] {
    let names = Root.configuration.subcommands.compactMap { $0.configuration.commandName }
    return names.filter { $0 != Self.hidden } + ["help"]
  }

  /// What to say of a word that is no command; nil where it is one.
  private func unknown(_ word: String) -> ExitStatus? {
    if commandNames.contains(word) || word == Self.hidden { return nil }
    if Self.later.contains(word) {
      console.complain(
        "`lesson \(word)` is not in this version",
        hint: "commands: \(commandNames.joined(separator: ", "))")
    } else if word.lowercased().hasSuffix(".md")
      || LessonLibrary.bundled().entry(named: word) != nil
    {
      console.complain("`\(word)` is not a command", hint: "to run it: lesson run \(word)")
    } else {
      console.complain(
        "`\(word)` is not a command",
        hint: nearestName(to: word, among: commandNames).map {
          "did you mean `lesson \($0)`?"
        } ?? "commands: \(commandNames.joined(separator: ", "))")
    }
    return .usage
  }

  private func explain(_ error: any Error, _ arguments: [String]) -> ExitStatus {
    if Root.exitCode(for: error) == .success {
      console.write(Root.fullMessage(for: error))
      console.writeLine()
      return .success
    }
    let command = arguments.first { commandNames.contains($0) && $0 != "help" }
    let help = (["lesson"] + (command.map { [$0] } ?? []) + ["--help"]).joined(separator: " ")
    var message = Root.message(for: error)
    while message.hasSuffix("\n") { message.removeLast() }
    var hint = "see `\(help)`"
    if let command, let example = Self.examples[command], message.hasPrefix("Missing") {
      hint = "for example `\(example)`; see `\(help)`"
    } else if message.hasPrefix("Unknown option"), !message.contains("Did you mean"),
      let near = arguments.lazy.filter({ $0.hasPrefix("--") })
        .compactMap({ nearestName(to: $0, among: ["--help", "--version"]) }).first
    {
      hint = "did you mean `\(near)`?"
    }
    if arguments.contains(where: { $0.hasPrefix("-") && ($0.contains(" ") || $0.contains("*")) }) {
      hint = "an expression that starts with `-` follows `--`: lesson trace -- '-x * y' x=2 y=3"
    }
    console.complain(message, hint: hint)
    return .usage
  }
}
