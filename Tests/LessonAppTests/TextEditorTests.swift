import Testing

@testable import LessonApp

struct TextEditorTests {
  private func chosen(_ variables: [String: String], installed: Set<String>) throws -> TextEditor {
    try TextEditor.chosen(environment: { variables[$0] }, isInstalled: { installed.contains($0) })
      .get()
  }

  @Test func theLearnersOwnEditorComesFirst() throws {
    let both = ["VISUAL": "code --wait", "EDITOR": "nano"]
    #expect(try chosen(both, installed: ["code", "nano", "vi"]).command == "code --wait")
    #expect(try chosen(["EDITOR": " nano "], installed: ["nano", "vi"]).command == "nano")
    #expect(try chosen(["VISUAL": "", "EDITOR": ""], installed: ["nano"]).command == "nano")
    #expect(try chosen([:], installed: ["vi", "nano"]).command == "vi")
    // Only a shell knows what this is.
    #expect(try chosen(["EDITOR": "~/bin/ed"], installed: []).command == "~/bin/ed")
  }

  @Test func aMissingEditorIsNamed() {
    #expect(throws: StepperProblem.self) { try chosen([:], installed: []) }
    #expect {
      try chosen(["EDITOR": "emcas -nw"], installed: ["vi"])
    } throws: { error in
      let problem = error as? StepperProblem
      return problem?.message == "$EDITOR names `emcas`, which is not installed."
        && problem?.hint == "name another editor: export EDITOR=nano"
    }
  }

  @Test(arguments: [
    ("vi", ["+12", "a.md"]), ("/usr/bin/vim -u NONE", ["+12", "a.md"]), ("nano", ["+12", "a.md"]),
    ("code", ["--wait", "--goto", "a.md:12"]), ("code --wait", ["--goto", "a.md:12"]),
    ("hx", ["a.md:12"]), ("./edit.sh", ["a.md"]),
  ])
  func theLineIsToldInTheEditorsOwnWay(command: String, expected: [String]) {
    #expect(TextEditor(command: command).arguments(file: "a.md", line: 12) == expected)
  }

  @Test func aNameWithADashIsNoOption() {
    #expect(TextEditor(command: "vi").arguments(file: "-a.md", line: 1) == ["+1", "./-a.md"])
  }

  @Test func statusesOfEditors() throws {
    let scratch = try ScratchFolder()
    let file = try scratch.write("it's $HOME.md", "before")
    func run(_ command: String) -> TextEditor.Outcome {
      TextEditor(command: command).run(file: file, line: 1)
    }
    // The file's name reaches the editor whole, whatever a shell would make of it.
    #expect(run("cp \(try scratch.write("new", "after"))") == .closed)
    #expect(try scratch.text("it's $HOME.md") == "after")
    guard case .failed(let ended, _) = run("sh -c 'exit 3'") else {
      Issue.record("3 is a failure")
      return
    }
    #expect(ended.contains("status 3"))
    guard case .failed(let missing, let hint) = run("no-such-editor 2>/dev/null") else {
      Issue.record("a missing editor is a failure")
      return
    }
    #expect(missing.contains("could not be started"))
    #expect(hint.contains("EDITOR=nano"))
  }
}
