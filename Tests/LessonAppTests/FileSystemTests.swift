import Glibc
import Testing

@testable import LessonApp

@Suite struct FileSystemTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  @Test func writesAndReadsAFile() throws {
    let bytes = [UInt8](0...255)
    let path = try scratch.write("a/b/file", bytes: bytes)
    #expect(try FileSystem.read(path, limit: 256) == bytes)
    #expect(FileSystem.names(in: scratch("a/b")) == ["file"])
  }

  @Test func readsUpToTheLimitAndNoFurther() throws {
    let path = try scratch.write("file", bytes: [UInt8](repeating: 65, count: 100))
    #expect(try FileSystem.read(path, limit: 100).count == 100)
    #expect(throws: FileProblem.self) { try FileSystem.read(path, limit: 99) }
    #expect(throws: FileProblem.self) { try FileSystem.read("/dev/zero", limit: 1 << 20) }
  }

  @Test func saysWhyAFileCannotBeRead() throws {
    func message(_ path: String) -> String? {
      do {
        _ = try FileSystem.read(path, limit: 10)
        return nil
      } catch { return error.message }
    }
    #expect(message(scratch("missing")) == "there is no such file")
    #expect(message(scratch("missing/below")) == "there is no such file")
    #expect(message(scratch.path) == "this is a folder, not a file")
  }

  @Test func keepsPermissionsAndFollowsLinks() throws {
    let path = try scratch.write("real", "old")
    chmod(path, 0o640)
    symlink("real", scratch("link"))
    try FileSystem.write(Array("new".utf8), to: scratch("link"))
    #expect(try scratch.text("real") == "new")
    var info = stat()
    lstat(scratch("link"), &info)
    #expect(info.st_mode & S_IFMT == S_IFLNK)
    stat(path, &info)
    #expect(info.st_mode & 0o777 == 0o640)
  }

  @Test func leavesNothingBehindWhenAWriteFails() throws {
    try FileSystem.createFolder(scratch("taken"))
    #expect(throws: FileProblem.self) { try FileSystem.write([1], to: scratch("taken")) }
    #expect(throws: FileProblem.self) { try FileSystem.write([1], to: scratch("none/file")) }
    #expect(scratch.names == ["taken"])
  }

  @Test func refusesAFolderWhereAFileStands() throws {
    try scratch.write("file", "")
    #expect(throws: FileProblem.self) { try FileSystem.createFolder(scratch("file")) }
    #expect(throws: FileProblem.self) { try FileSystem.createFolder(scratch("file/below")) }
  }

  @Test(arguments: [
    ("a/b.md", "a", "b.md"), ("b.md", ".", "b.md"), ("/b", "/", "b"), ("a/b//", "a", "b"),
    ("a//b", "a", "b"), ("/", "/", ""),
  ])
  func splitsPaths(path: String, folder: String, name: String) {
    #expect(FilePath.folder(path) == folder)
    #expect(FilePath.name(path) == name || path == "/")
  }

  @Test func normalizesPathsWithinTheirFolder() {
    #expect(FilePath.normalized("guide/../index.md") == "index.md")
    #expect(FilePath.normalized("./a/./b.md") == "a/b.md")
    #expect(FilePath.normalized("a/../../b.md") == nil)
  }
}
