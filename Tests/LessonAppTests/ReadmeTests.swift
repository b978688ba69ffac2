import Testing

@testable import LessonApp

@Suite struct ReadmeTests {
  @Test func itsLessonHolds() throws {
    let readme = String(
      decoding: try FileSystem.read(packageFolder + "/README.md", limit: 1 << 20), as: UTF8.self)
    let parts = readme.components(between: "````markdown\n", and: "````\n")
    #expect(parts.count == 1)
    let harness = try ApplicationHarness()
    let file = try harness.scratch.write("slope.md", parts.first ?? "")
    let outcome = try harness.perform { $0.test(TestRequest(paths: [file])) }
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(outcome.output.hasSuffix("1 lesson, 1 block, 2 numbers: all hold\n"))
  }

  @Test(arguments: ["README.md", "Sources/README.md"])
  func itsLinksLeadSomewhere(file: String) throws {
    let text = String(
      decoding: try FileSystem.read(packageFolder + "/" + file, limit: 1 << 20), as: UTF8.self)
    for link in text.components(between: "](", and: ")") where !link.hasPrefix("https://") {
      let path = FilePath.joined(FilePath.folder(packageFolder + "/" + file), link)
      #expect(FileSystem.kind(path) != .missing, "\(link)")
    }
  }
}

extension String {
  /// What stands between two marks, each time they occur.
  func components(between opening: String, and closing: String) -> [String] {
    var found: [String] = []
    var rest = self[...]
    while let start = rest.firstRange(of: opening) {
      rest = rest[start.upperBound...]
      guard let end = rest.firstRange(of: closing) else { break }
      found.append(String(rest[..<end.lowerBound]))
      rest = rest[end.upperBound...]
    }
    return found
  }
}
