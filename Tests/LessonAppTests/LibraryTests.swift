import Testing

@testable import LessonApp

@Suite struct LibraryTests {
  let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
    try scratch.write("lessons/index.md", "# C\n\n1. [b](b.md)\n2. [first](guide/first.md)\n")
    try scratch.write("lessons/a.md", "# An extra\n")
    try scratch.write("lessons/b.md", "---\ntitle: Bees\n---\n")
    try scratch.write("lessons/guide/first.md", "# $x^2$ and *more*\n")
  }

  var library: LessonLibrary { LessonLibrary(folder: scratch("lessons")) }

  @Test func followsTheIndexThenTheAlphabet() {
    #expect(library.entries.map(\.name) == ["b", "guide/first", "a"])
  }

  @Test(arguments: [
    ("b", "b.md"), ("b.md", "b.md"), ("first", "guide/first.md"),
    ("guide/first.md", "guide/first.md"), ("index", "index.md"),
  ])
  func findsLessonsByName(name: String, file: String) {
    #expect(library.entry(named: name)?.path == scratch("lessons/" + file))
  }

  @Test func aFileHereComesBeforeABundledLesson() throws {
    let finder = LessonFinder(library: library)
    #expect(try finder.path("b") == scratch("lessons/b.md"))
    #expect(try finder.path(scratch("lessons/a.md")) == scratch("lessons/a.md"))
    #expect(throws: FileProblem.self) { try finder.path("c") }
  }

  @Test func findsLessonsAboveTheProgram() throws {
    try scratch.write("Package.swift", "")
    #expect(
      LessonLibrary.folder(above: scratch(".build/release/lesson")) == scratch("lessons"))
    try scratch.write("other/Package.swift", "")
    #expect(LessonLibrary.folder(above: scratch("other/bin/lesson")) == nil)
  }

  @Test func listsTitles() throws {
    let harness = try ApplicationHarness(lessons: scratch("lessons"))
    let outcome = try harness.perform { $0.list() }
    #expect(outcome.status == .success)
    #expect(
      outcome.output.hasPrefix(
        """
        Lessons
          b            Bees
          guide/first  x² and more
          a            An extra

        """))
    #expect(outcome.output.hasSuffix("Start with:  lesson run b\n"))
  }

  @Test func documentsFunctionsGatesAndOptions() throws {
    let harness = try ApplicationHarness()
    let all = try harness.perform { $0.documentation(nil, DisplayRequest()) }
    #expect(all.status == .success)
    for name in ["linspace", "tanh", "gradient-check"] { #expect(all.output.contains(name)) }
    let function = try harness.perform { $0.documentation("np.tanh", DisplayRequest()) }
    #expect(function.status == .success)
    #expect(function.output.contains(">>> "))
    let one = try harness.perform { $0.documentation("label", DisplayRequest()) }
    #expect(one.output.hasPrefix("#| label: "))
    let slip = try harness.perform { $0.documentation("lable", DisplayRequest()) }
    #expect(slip.status == .usage)
    #expect(slip.errors.contains("did you mean `label`?"))
  }
}
