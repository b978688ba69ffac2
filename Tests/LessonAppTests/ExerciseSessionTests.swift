import Glibc
import LessonOutput
import Testing

@testable import LessonApp

/// Exercises on a terminal of its own: an editor is opened and closed, a file is watched.
@Suite(
  .serialized,
  .enabled(
    if: LessonProgram.path != nil, "LESSON_PROGRAM names no program; scripts/test builds one"))
struct ExerciseSessionTests {
  let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
    try scratch.write("mine.md", ExerciseSteppingTests.lesson)
  }

  private func open(
    _ command: [String], editor: String? = nil, columns: Int = 80, rows: Int = 40
  ) throws -> TerminalHarness {
    let program = try #require(LessonProgram.path)
    var variables = [
      "PATH": "/usr/bin:/bin", "LESSON_HOME": packageFolder + "/lessons", "TERM": "xterm",
      "XDG_STATE_HOME": scratch("state"), "LANG": "C.UTF-8",
    ]
    variables["EDITOR"] = editor
    return try TerminalHarness(
      program, command, environment: variables, columns: columns, rows: rows)
  }

  /// A program that does what a learner does in an editor.
  private func editor(_ body: String) throws -> String {
    let path = try scratch.write("edit.sh", "#!/bin/sh\n" + body + "\n")
    #expect(chmod(path, 0o755) == 0)
    return path
  }

  private static let fill = #"sed -i 's/dx = ____/dx = df * y/; s/dy = ____/dy = df * x/' "$1""#

  private func toTheExercise(_ terminal: TerminalHarness) throws {
    try terminal.wait("A product and a sum")
    try terminal.press("l", "exercise product-backward")
    try terminal.press("\u{1B}", "A product and a sum")
    try terminal.press("n", "What is y.grad?")
    try terminal.press("2\r", "Right: y.grad = 2")
    try terminal.press(" ", "step 4 of 4")
    try terminal.press(" ", "e opens your editor")
  }

  @Test func theEditorGetsTheTerminalAndGivesItBack() throws {
    // The editor waits for a line, so that its screen can be looked at.
    let editor = try editor(
      #"stty -a | grep -o ' echo '; echo "EDITING $1"; read line; "# + Self.fill)
    let terminal = try open(["run", scratch("mine.md")], editor: editor)
    try toTheExercise(terminal)
    terminal.send("e")
    try terminal.wait("EDITING " + scratch("mine.md"))
    #expect(!terminal.screen.isSecondScreen)
    // A new size meanwhile is taken over afterwards.
    terminal.resize(columns: 60, rows: 24)
    // Ctrl-C is the editor's; a shell that reads is ended by it, so none is sent here.
    terminal.send("done\r")
    try terminal.wait("3 of 3 points")
    #expect(terminal.screen.isSecondScreen)
    try terminal.press("q", "To go on: lesson run")
    #expect(try terminal.end() == 0)
    #expect(try scratch.text("mine.md").contains("dx = df * y"))
  }

  @Test func anEditorThatIsMissingOrFails() throws {
    let missing = try open(["run", scratch("mine.md")], editor: "no-such-editor -x")
    try toTheExercise(missing)
    try missing.press("e", "$EDITOR names `no-such-editor`, which is not installed")
    #expect(missing.screen.isSecondScreen)
    try missing.press("q", "To go on")
    #expect(try missing.end() == 0)

    let failing = try open(["run", scratch("mine.md")], editor: try editor("exit 3"))
    try failing.wait("e opens your editor")
    try failing.press("e", "ended with status 3")
    try failing.press("\u{1B}[C", "Who hands it on?")
    try failing.press("q", "To go on")
    #expect(try failing.end() == 0)
  }

  @Test func controlCStopsACheckThatDoesNotEnd() throws {
    try scratch.write(
      "mine.md",
      ExerciseSteppingTests.endless.replacing(
        "exercise: product-backward", with: "exercise: product-backward\n#| steps: 1000000000000"))
    let terminal = try open(["watch", scratch("mine.md")])
    try terminal.wait("Checking product-backward")
    terminal.send("\u{3}")
    try terminal.wait("Stopped: your code of product-backward was still running")
    // It runs again when it is asked to; the file is mended meanwhile.
    try scratch.write("mine.md", ExerciseSteppingTests.right)
    try terminal.wait("1/3 done, 3 of 6 points")
    try terminal.press("q", "To go on: lesson watch")
    #expect(try terminal.end() == 0)
  }

  @Test func savesAreSeenAndTheNextExerciseComes() throws {
    let terminal = try open(["watch", scratch("mine.md")], columns: 60, rows: 15)
    try terminal.wait("0/3 done, 0 of 6 points")
    // As vim and others do: a new file takes the place of the old.
    try scratch.write("other", ExerciseSteppingTests.forgotten)
    #expect(rename(scratch("other"), scratch("mine.md")) == 0)
    try terminal.wait("Those are the slopes")
    #expect(unlink(scratch("mine.md")) == 0)
    try terminal.wait("waiting for it")
    try scratch.write("mine.md", ExerciseSteppingTests.right)
    try terminal.wait("passes")
    try terminal.wait("2. Who hands it on?")
    terminal.resize(columns: 80, rows: 30)
    try terminal.press("2\r", "it multiplies by the other factor")
    try terminal.press("1\r", "2/3 done")
    let before = try scratch.text("mine.md")
    try terminal.press("q", "2/3 done, 4 of 6 points.")
    #expect(try terminal.end() == 0)
    // What is kept of a file that is no copy stands in the state folder.
    #expect(try scratch.text("mine.md") == before)
    let store = ProgressStore(folder: scratch("state/lesson"))
    let sheet = try #require(store.load(scratch("mine.md"))?.sheet)
    #expect(sheet.contains("choice which-gate: 1"))
    #expect(sheet.contains("tries product-backward: 2"))
  }
}
