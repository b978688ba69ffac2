import Foundation
import Testing

/// The README's example of the library, compiled as a program of another package would be and run.
@Suite struct LibraryExampleTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test func readmeExampleRuns() throws {
    let readme = try String(
      contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
    let code = try fence("```swift", in: readme)
    let printed = try fence("```text\n$ swift run", in: readme)
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "autodiff-example-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appending(path: "main.swift")
    try code.write(to: source, atomically: true, encoding: .utf8)
    let program = folder.appending(path: "example")
    let build = try buildFolder()
    let modules = ["Autodiff", "Arrays", "CKernels", "Diagnostics"]
    let objects = try modules.flatMap { try self.objects(of: $0, in: build) }
    let compiled = try run(
      "swiftc",
      [
        source.path, "-o", program.path, "-swift-version", "6", "-I",
        build.appending(path: "Modules").path, "-Xcc",
        "-fmodule-map-file=" + build.appending(path: "CKernels.build/module.modulemap").path,
      ] + objects)
    try #require(compiled.status == 0, "\(compiled.output)")
    let result = try run(program.path, [])
    #expect(result.status == 0)
    #expect(result.output == printed.dropFirst() + "\n")
  }

  /// What stands between a fence that begins so and its end.
  private func fence(_ start: String, in text: String) throws -> String {
    let from = try #require(text.range(of: start + (start.contains("\n") ? "" : "\n")))
    let to = try #require(text.range(of: "\n```", range: from.upperBound..<text.endIndex))
    return String(text[from.upperBound..<to.lowerBound])
  }

  private func buildFolder() throws -> URL {
    var folder = URL(
      filePath: try FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/self/exe"))
    while folder.path.count > 1 {
      if FileManager.default.fileExists(atPath: folder.appending(path: "Autodiff.build").path) {
        return folder
      }
      folder.deleteLastPathComponent()
    }
    Issue.record("the build folder was not found above the test program")
    return folder
  }

  /// Object files whose source still exists: old ones stay in a build folder.
  private func objects(of module: String, in build: URL) throws -> [String] {
    func files(_ folder: URL) -> [URL] {
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?
        .compactMap { $0 as? URL } ?? []
    }
    let sources = Set(
      files(Self.root.appending(path: "Sources/\(module)")).map(\.lastPathComponent))
    return files(build.appending(path: "\(module).build")).filter {
      $0.pathExtension == "o" && sources.contains($0.deletingPathExtension().lastPathComponent)
    }.map(\.path)
  }

  private func run(_ program: String, _ arguments: [String]) throws -> (
    status: Int32, output: String
  ) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
