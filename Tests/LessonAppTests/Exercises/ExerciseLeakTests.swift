import LessonDocument
import LessonOutput
import Rendering
import Testing

@testable import LessonApp

/// Nothing that is the author's stands in anything that a learner receives.
@Suite struct ExerciseLeakTests {
  let harness: ApplicationHarness

  init() throws { harness = try ApplicationHarness() }

  private static let lessons = ["backprop", "guide/exercises"]
  private static let allLessons = [
    "backprop", "vectors", "gradient-checks", "gradient-descent", "losses", "optimizers",
    "training",
    "convolution", "convnet", "bug-hunt", "guide/exercises",
  ]

  private func text(_ name: String) throws -> String {
    let bytes = try FileSystem.read("\(packageFolder)/lessons/\(name).md", limit: 1 << 22)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The author's file in a folder of its own, whose name is a secret too.
  private func author(_ name: String) throws -> (path: String, secrets: ExerciseSecrets) {
    let text = try text(name)
    try harness.scratch.write("secret-folder-of-the-author/lesson.md", text)
    let secrets = ExerciseSecrets(text)
    try #require(secrets.words.count >= 3 && secrets.lines.count >= 2)
    return (harness.scratch("secret-folder-of-the-author/lesson.md"), secrets)
  }

  private func expectNothing(
    in text: String, _ secrets: ExerciseSecrets, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(text.count > 60, "\(what) is there", sourceLocation: sourceLocation)
    #expect(secrets.found(in: text) == [], "\(what)", sourceLocation: sourceLocation)
    #expect(
      !text.contains("secret-folder-of-the-author"), "\(what)", sourceLocation: sourceLocation)
  }

  @Test(arguments: allLessons) func copiesHoldNoSecret(name: String) throws {
    let (path, secrets) = try author(name)
    // The author's own file holds them all: the search finds what is there.
    #expect(secrets.found(in: try text(name)).count == secrets.words.count + secrets.lines.count)
    let request = StudentRequest(file: path, output: harness.scratch("copy.md"))
    #expect(try harness.perform { $0.student(request) }.status == .success)
    let copy = try harness.scratch.text("copy.md")
    expectNothing(in: copy, secrets, "the learner's copy")
    // It is a lesson like any other.
    let read = LessonReader.read(text: copy, name: "copy.md")
    #expect(read.diagnostics.filter { $0.severity == .error } == [])
    #expect(read.frontMatter.isCopy)
    // Nothing else is gone: starters, visible checks and the lesson's own blocks.
    let whole = LessonReader.read(text: try text(name), name: "lesson.md")
    let kept = whole.blocks.filter {
      $0.part == nil || $0.part?.kind == .starter || $0.part?.kind == .setup
        || ($0.part?.kind == .check && !$0.options.hidden)
    }
    #expect(
      read.blocks.map { Submission.essence($0.code) } == kept.map { Submission.essence($0.code) })
  }

  // MARK: Line ends

  /// How a file's lines may end.
  enum Ends: String, CaseIterable, Sendable {
    case windows, returns, frontMatter, body, mostly

    func applied(to text: String) -> String {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let front = lines.dropFirst().firstIndex(of: "---") ?? 0
      return lines.enumerated().map { number, line in
        let isLast = number == lines.count - 1
        let end =
          switch self {
          case .windows: "\r\n"
          case .returns: "\r"
          case .frontMatter: number <= front ? "\r\n" : "\n"
          case .body: number > front ? "\r\n" : "\n"
          case .mostly: number % 7 == 3 ? "\n" : "\r\n"
          }
        return line + (isLast ? "" : end)
      }.joined()
    }
  }

  /// What a copy, a page and a grading are made from is the same, whatever ends the lines.
  @Test(arguments: allLessons, Ends.allCases) func lineEndsChangeNothing(name: String, ends: Ends)
    throws
  {
    let plain = try text(name)
    let text = ends.applied(to: plain)
    try #require(text.utf8.contains(0x0D))
    func copy(_ text: String, to name: String) throws -> String {
      try harness.scratch.write("l.md", text)
      let request = StudentRequest(file: harness.scratch("l.md"), output: harness.scratch(name))
      #expect(try harness.perform { $0.student(request) }.status == .success)
      return try harness.scratch.text(name).split(
        separator: "\n", omittingEmptySubsequences: false
      )
      .filter { !$0.hasPrefix("version: ") }.joined(separator: "\n")
    }
    let made = try copy(text, to: "a.md")
    expectNothing(in: made, ExerciseSecrets(plain), "the learner's copy")
    #expect(made == (try copy(plain, to: "b.md")))
    let (a, b) = (
      LessonReader.read(text: text, name: "l.md"), LessonReader.read(text: plain, name: "l.md")
    )
    #expect(a.prose.map(\.withoutKeys) == b.prose.map(\.withoutKeys))
    #expect(a.blocks == b.blocks)
    #expect(a.exercises == b.exercises)
    #expect(a.numbers.map(\.number) == b.numbers.map(\.number))
  }

  @Test(arguments: lessons, [Ends.windows, .returns, .mostly])
  func pagesAndFeedbackOfOtherLineEndsHoldNoSecret(name: String, ends: Ends) throws {
    let plain = try text(name)
    let secrets = ExerciseSecrets(plain)
    try harness.scratch.write("secret-folder-of-the-author/lesson.md", ends.applied(to: plain))
    let path = harness.scratch("secret-folder-of-the-author/lesson.md")
    let student = StudentRequest(file: path, output: harness.scratch("in/ana.md"))
    #expect(try harness.perform { $0.student(student) }.status == .success)
    // Saved again by an editor on Windows.
    try harness.scratch.write("in/ben.md", ends.applied(to: try harness.scratch.text("in/ana.md")))
    for (file, page) in [(path, "lesson"), (harness.scratch("in/ben.md"), "ben")] {
      let render = RenderRequest(paths: [file], folder: harness.scratch("pages"))
      _ = try harness.perform { $0.render(render) }
      expectNothing(in: try harness.scratch.text("pages/\(page).html"), secrets, "the page")
    }
    var grade = GradeRequest(file: path, submissions: [harness.scratch("in")])
    grade.reports = [.html]
    grade.output = harness.scratch("out")
    #expect(try harness.perform { $0.grade(grade) }.status == .success)
    for learner in ["ana", "ben"] {
      expectNothing(in: try harness.scratch.text("out/\(learner).html"), secrets, "feedback")
    }
  }

  @Test(arguments: lessons) func pagesAndRunsHoldNoSecret(name: String) throws {
    let (path, secrets) = try author(name)
    _ = try harness.perform {
      $0.student(StudentRequest(file: path, output: harness.scratch("copy.md")))
    }
    for (file, page) in [(path, "lesson"), (harness.scratch("copy.md"), "copy")] {
      let render = RenderRequest(paths: [file], folder: harness.scratch("pages"))
      _ = try harness.perform { $0.render(render) }
      expectNothing(in: try harness.scratch.text("pages/\(page).html"), secrets, "the page")
    }
    try harness.scratch.write("lesson.md", try text(name))
    for format in OutputFormat.allCases {
      var run = RunRequest(file: harness.scratch("lesson.md"))
      run.format = format
      let outcome = try harness.perform { $0.run(run) }
      expectNothing(in: outcome.output, secrets, "a run as \(format)")
    }
  }

  /// Comments may hold solutions and notes.
  @Test func commentsOfTheAuthorAreNowhere() throws {
    let remarks = """
      <!-- SECRETBLOCK of
      two lines -->

      A line <!-- SECRETINLINE --> with one, and 2<!-- SECRETINNUMBER here --> more.

      <details>
      <summary>More <!-- SECRETSUMMARY --></summary>
      <!-- SECRETDETAILS -->

      | a | b |
      |---|---|
      | 1 <!-- SECRETCELL --> | 2 |

      > - item <!-- SECRETITEM
      >   SECRETITEM -->

      </details>

      ```text
      <!-- KEPTCODE -->
      ```


      """
    let text = try text("backprop").replacing("\n## ", with: "\n\(remarks)## ", maxReplacements: 1)
    try harness.scratch.write("l.md", text)
    let student = StudentRequest(file: harness.scratch("l.md"), output: harness.scratch("c.md"))
    #expect(try harness.perform { $0.student(student) }.status == .success)
    let copy = try harness.scratch.text("c.md")
    #expect(copy.contains("<!-- KEPTCODE -->") && copy.contains("A line with one, and 2 more."))
    var outputs = [copy]
    for name in ["l", "c"] {
      let render = RenderRequest(
        paths: [harness.scratch("\(name).md")], folder: harness.scratch("pages"))
      _ = try harness.perform { $0.render(render) }
      outputs.append(try harness.scratch.text("pages/\(name).html"))
      for format in OutputFormat.allCases {
        var run = RunRequest(file: harness.scratch("\(name).md"))
        run.format = format
        outputs.append(try harness.perform { $0.run(run) }.output)
      }
    }
    for output in outputs {
      #expect(output.contains("KEPTCODE"))
      #expect(!output.contains("SECRET"))
    }
  }

  @Test(arguments: lessons) func reportsOfEmptyWorkHoldNoSecret(name: String) throws {
    let (path, secrets) = try author(name)
    let copy = StudentRequest(file: path, output: harness.scratch("in/ana.md"))
    _ = try harness.perform { $0.student(copy) }
    try harness.scratch.write("in/empty.md", "")
    // An answer that prints, raises and fails every check, without being a known wrong one.
    let lesson = LessonReader.read(text: try harness.scratch.text("in/ana.md"), name: "ana.md")
    var broken = ""
    for exercise in lesson.exercises {
      guard let starter = exercise.starter else { continue }
      let code = lesson.blocks[starter].code
      broken +=
        "```python\n\(code.split(separator: "\n").filter { $0.hasPrefix("#|") }.joined(separator: "\n"))\nraise ValueError('mine')\n```\n\n"
    }
    try harness.scratch.write("in/ben.md", broken)
    var grade = GradeRequest(file: path, submissions: [harness.scratch("in")])
    grade.reports = [.html, .gradescope, .junit, .csv]
    grade.output = harness.scratch("out")
    let outcome = try harness.perform { $0.grade(grade) }
    #expect(outcome.status == .success)
    for learner in ["ana", "ben", "empty"] {
      expectNothing(
        in: try harness.scratch.text("out/\(learner).html"), secrets, "feedback of \(learner)")
      expectNothing(
        in: try harness.scratch.text("out/\(learner)/results.json"), secrets, "results")
    }
    expectNothing(in: try harness.scratch.text("out/junit.xml"), secrets, "JUnit")
    expectNothing(in: try harness.scratch.text("out/grades.csv"), secrets, "CSV")
  }
}
