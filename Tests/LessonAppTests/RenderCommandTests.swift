import Glibc
import Testing

@testable import LessonApp

@Suite struct RenderCommandTests {
  let harness: ApplicationHarness

  init() throws { harness = try ApplicationHarness() }

  func render(_ names: [String], to folder: String? = "out/site", fragment: Bool = false) throws
    -> Outcome
  {
    var request = RenderRequest(
      paths: names.map { harness.scratch($0) }, folder: folder.map { harness.scratch($0) })
    request.isFragment = fragment
    return try harness.perform { $0.render(request) }
  }

  @Test func aPredictionsAnswerIsClosedAtFirst() throws {
    try harness.scratch.write(
      "a.md",
      "```python\n#| trace: f\n#| predict: sign of x.grad\nx = -2\nf = x * 3\n```\n\n"
        + "```python\ny = 1\n```\n")
    #expect(try render(["a.md"]).status == .success)
    let page = try harness.scratch.text("out/site/a.html")
    let parts = page.split(separator: "<details class=\"answer\">\n<summary>Answer</summary>\n")
    try #require(parts.count == 2)
    #expect(parts[0].contains("Before you look: What is the sign of x.grad: +, − or 0?</p>"))
    #expect(!parts[0].contains("class=\"trace\""))
    #expect(parts[1].hasPrefix("<p>The sign of x.grad is +.</p>"))
    // The trace, which holds the answer, is closed with it; the next block is not.
    let inside = parts[1].prefix(
      upTo: try #require(parts[1].firstRange(of: "</details>\n</section>")).lowerBound)
    #expect(inside.contains("class=\"trace\""))
    #expect(!inside.contains("block-2"))
  }

  @Test func writesAPageIntoANewFolder() throws {
    try harness.scratch.write("a.md", "# Title\n\n```python\nx = 1\n```\n")
    let outcome = try render(["a.md"])
    #expect(outcome.status == .success)
    #expect(outcome.output == harness.scratch("out/site/a.html") + "\n")
    let page = try harness.scratch.text("out/site/a.html")
    #expect(page.hasPrefix("<!DOCTYPE html>"))
    #expect(page.contains("<title>Title</title>"))
    #expect(FileSystem.names(in: harness.scratch("out/site")) == ["a.html"])
  }

  @Test func aFolderKeepsItsShape() throws {
    try harness.scratch.write("course/index.md", "# C\n\n[one](guide/one.md#t)\n")
    try harness.scratch.write("course/guide/one.md", "# T\n\n[up](../index.md)\n")
    #expect(try render(["course"]).status == .success)
    #expect(try harness.scratch.text("out/site/index.html").contains(#"href="guide/one.html#t""#))
    #expect(
      try harness.scratch.text("out/site/guide/one.html").contains(#"href="../index.html""#))
  }

  @Test func aFailureStillGivesAPage() throws {
    try harness.scratch.write("a.md", "```python\n1 / 0\n```\n")
    let outcome = try render(["a.md"])
    #expect(outcome.status == .failure)
    #expect(outcome.errors.contains("a.md:2:1: error: ZeroDivisionError"))
    #expect(try harness.scratch.text("out/site/a.html").contains("ZeroDivisionError"))
  }

  @Test func printsAFragment() throws {
    try harness.scratch.write("a.md", "# Title\n")
    let outcome = try render(["a.md"], to: nil, fragment: true)
    #expect(outcome.status == .success)
    #expect(outcome.output.contains("Title"))
    #expect(!outcome.output.contains("<html"))
    try harness.scratch.write("b.md", "# Other\n")
    #expect(try render(["a.md", "b.md"], to: nil, fragment: true).status == .usage)
  }

  @Test func refusesTwoLessonsForOnePage() throws {
    try harness.scratch.write("x/a.md", "# 1\n")
    try harness.scratch.write("y/a.md", "# 2\n")
    let outcome = try render(["x/a.md", "y/a.md"])
    #expect(outcome.status == .usage)
    #expect(FileSystem.kind(harness.scratch("out")) == .missing)
  }

  @Test func saysWhenNothingCanBeWritten() throws {
    try harness.scratch.write("a.md", "# 1\n")
    try harness.scratch.write("out", "a file")
    let outcome = try render(["a.md"])
    #expect(outcome.status == .usage)
    #expect(outcome.errors.contains("error: the folder could not be created"))
    try FileSystem.createFolder(harness.scratch("empty"))
    #expect(try render(["empty"]).status == .usage)
  }

  static let pixel: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

  @Test func picturesComeFromTheLessonsFolderAlone() throws {
    let folder = harness.scratch
    try folder.write("pixel.png", bytes: Self.pixel)
    try folder.write("course/pixel.png", bytes: Self.pixel)
    try folder.write("course/a b/pixel.png", bytes: Self.pixel)
    try folder.write("course/fake.png", "no picture")
    symlink(folder("pixel.png"), folder("course/link.png"))
    let images = LessonImages(lesson: folder("course/a.md"))
    let data = "data:image/png;base64,iVBORw0KGgoBAgM="
    #expect(images.address("pixel.png") == data)
    #expect(images.address("./a%20b/pixel.png") == data)
    #expect(images.address("../pixel.png") == nil)
    #expect(images.address("a b/../../pixel.png") == nil)
    #expect(images.address("a%20b/%2E%2E/pixel.png") == nil)
    #expect(images.address(folder("course/pixel.png")) == nil)
    #expect(images.address("link.png") == nil)
    #expect(images.address("fake.png") == nil)
    #expect(images.address("missing.png") == nil)
    #expect(images.address("https://example.org/pixel.png") == nil)
    #expect(images.address("") == nil)
  }

  @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
  func base64(text: String, expected: String) {
    #expect(LessonImages.base64(Array(text.utf8)) == expected)
  }
}
