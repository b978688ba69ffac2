import LessonOutput
import Testing

@testable import LessonApp

/// `lesson new`: what it writes holds, and a copy of it gives nothing away.
struct NewCommandTests {
  let harness: ApplicationHarness

  init() throws { harness = try ApplicationHarness() }

  private func new(_ name: String, _ language: LessonTemplate.Language = .english) throws -> Outcome
  {
    var request = NewRequest(name: harness.scratch(name))
    request.language = language
    return try harness.perform { $0.new(request) }
  }

  @Test(arguments: LessonTemplate.Language.allCases)
  func whatIsWrittenPassesTheAuthorsTest(language: LessonTemplate.Language) throws {
    #expect(try new("mine", language).status == .success)
    let path = harness.scratch("mine.md")
    let test = try harness.perform { $0.test(TestRequest(paths: [path])) }
    #expect(test.status == .success, "\(test.output)\(test.errors)")
    #expect(!test.errors.contains("warning"), "\(test.errors)")
  }

  @Test(arguments: LessonTemplate.Language.allCases)
  func aCopyGivesNothingAway(language: LessonTemplate.Language) throws {
    _ = try new("mine", language)
    let made = try harness.perform {
      $0.student(
        StudentRequest(
          file: harness.scratch("mine.md"), output: harness.scratch("copies/mine.md")))
    }
    #expect(made.status == .success)
    let copy = try harness.scratch.text("copies/mine.md")
    let secrets = [
      "df * y", "forgot", "slopes of the product", "whole arrays", "try it with arrays", "[x]",
      "moves the output", "forward pass for each", "rubric", "solution: true", "wrong:",
      "忘了", "斜率", "两个数的数组", "影响都一样大", "都要一次前向",
    ]
    for secret in secrets { #expect(!copy.contains(secret), "\(secret)") }
    // Each of them stands in the author's file, in one of the languages.
    let texts = LessonTemplate.Language.allCases.map {
      LessonTemplate(title: "mine", language: $0).text
    }
    for secret in secrets { #expect(texts.contains { $0.contains(secret) }, "\(secret)") }
    #expect(copy.contains("hidden-checks: 1"))
  }

  @Test(arguments: [
    ("mine", "mine.md", "mine"), ("mine.md", "mine.md", "mine"),
    ("course/part one/first", "course/part one/first.md", "first"),
    ("my lesson", "my lesson.md", "my lesson"), ("我的第一课", "我的第一课.md", "我的第一课"),
    (#"a "b": c"#, #"a "b": c.md"#, #"a \"b\": c"#),
  ])
  func names(name: String, file: String, title: String) throws {
    let made = try new(name)
    #expect(made.status == .success, "\(made.errors)")
    #expect(made.output.hasPrefix(harness.scratch(file) + "\n"))
    #expect(try harness.scratch.text(file).contains("title: \"\(title)\"\n"))
    let test = try harness.perform { $0.test(TestRequest(paths: [harness.scratch(file)])) }
    #expect(test.status == .success, "\(test.output)\(test.errors)")
  }

  @Test func nothingIsReplaced() throws {
    try harness.scratch.write("mine.md", "mine")
    try harness.scratch.write("folder.md/x", "x")
    for name in ["mine", "mine.md", "folder", "sub/", ".", "..", "a\nb", " "] {
      let made = try new(name)
      #expect(made.status == .usage, "\(name)")
      #expect(made.errors.contains("help:"), "\(made.errors)")
    }
    #expect(try harness.scratch.text("mine.md") == "mine")
  }
}
