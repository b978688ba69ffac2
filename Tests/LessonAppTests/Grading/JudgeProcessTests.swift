import Glibc
import LessonOutput
import Testing

@testable import LessonApp

/// What becomes of a file when the process that judges it does not come to its end. A shell script
/// stands in for the program.
@Suite struct JudgeProcessTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private static func line(_ id: String) throws -> String {
    try #require(JudgeLine(result: ExerciseResult(id: id, title: nil)).text)
  }

  private static func printing(_ lines: [String]) -> String {
    lines.map { "printf '%s\\n' '\($0)'" }.joined(separator: "\n")
  }

  /// - Parameter middle: what the process does when it comes to `b`, of `a`, `b` and `c`.
  private func outcome(_ middle: String, seconds: Int = 20) throws -> JudgeProcess.Outcome {
    let header = try #require(JudgeLine(header: .init(problems: [], typed: [:])).text)
    let end = try #require(JudgeLine(isEnd: true).text)
    let program = try scratch.write(
      "judge",
      """
      #!/bin/sh
      if [ "$2" = "--from=c" ]; then
      \(Self.printing([header, try Self.line("c"), end]))
      else
      \(Self.printing([header, try Self.line("a")]))
      \(middle)
      fi
      """)
    var outcomes: [JudgeProcess.Outcome] = []
    try #require(chmod(program, 0o755) == 0)
    var pool = JudgePool(program, [[]], seconds: seconds)
    pool.finish(tasks: ["a", "b", "c"]) {
      outcomes.append($1)
    }
    #expect(outcomes.count == 1)
    return try #require(outcomes.first)
  }

  @Test func aCrashCostsTheExerciseThatWasUnderWay() throws {
    let outcome = try outcome("kill -SEGV $$")
    #expect(outcome.stops == ["b": "the program that judges it was ended by signal 11"])
    #expect(outcome.lines.compactMap(\.result?.id) == ["a", "c"])
    #expect(outcome.stopped == nil)
  }

  @Test func whatTakesTooLongLeavesTimeForTheRest() throws {
    let outcome = try outcome("exec sleep 60", seconds: 3)
    #expect(Set(outcome.stops.keys) == ["b"])
    #expect(outcome.reason("b")?.hasPrefix("stopped after ") == true)
    #expect(outcome.lines.compactMap(\.result?.id) == ["a", "c"])
  }

  @Test func aFileWithoutTimeLeftSaysSo() throws {
    let outcome = try outcome("exec sleep 60", seconds: 1)
    #expect(outcome.reason("b") == "stopped after 1 second")
    #expect(outcome.reason("c") == "the time for this file was used up")
  }

  @Test func aProcessThatSaysNothingIsNotStartedAgain() throws {
    let program = try scratch.write("judge", "#!/bin/sh\nexit 3\n")
    try #require(chmod(program, 0o755) == 0)
    var outcomes: [JudgeProcess.Outcome] = []
    var pool = JudgePool(program, [[]], seconds: 20)
    pool.finish(tasks: ["a"]) { outcomes.append($1) }
    #expect(outcomes.map(\.stopped) == ["the program that judges it did not come to its end"])
    #expect(outcomes.first?.stops.isEmpty == true)
  }
}
