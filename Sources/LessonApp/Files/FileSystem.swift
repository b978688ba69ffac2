import Diagnostics
import Glibc

/// Why a file could not be used, in words for its user.
package struct FileProblem: Error, Hashable, Sendable {
  package var path: String
  package var message: String
  package var hint: String?

  package var diagnostic: Diagnostic { Diagnostic(.error, message, hint: hint) }
}

/// Reads, writes and lists files by system calls.
enum FileSystem {
  enum Kind { case file, folder, other, missing }

  static func kind(_ path: String) -> Kind {
    var info = stat()
    guard stat(path, &info) == 0 else { return .missing }
    switch info.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  static func isLink(_ path: String) -> Bool {
    var info = stat()
    return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFLNK
  }

  /// The whole file, or a problem where it has more than `limit` bytes.
  static func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    defer { close(descriptor) }
    var info = stat()
    if fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFDIR {
      throw unreadable(path, EISDIR)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(max(0, min(Int(info.st_size), limit)) + 1)
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw unreadable(path, errno)
      }
      bytes.append(contentsOf: chunk[..<count])
    }
    throw FileProblem(
      path: path, message: "the file is larger than \(limit / (1 << 20)) MB, the most that is read",
      hint: "split it into several files")
  }

  /// The first bytes of a file; none where it can't be read.
  static func head(_ path: String, bytes count: Int) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    let read = Glibc.read(descriptor, &bytes, count)
    return Array(bytes.prefix(max(0, read)))
  }

  private static func unreadable(_ path: String, _ number: Int32) -> FileProblem {
    switch number {
    case ENOENT, ENOTDIR:
      FileProblem(path: path, message: "there is no such file")
    case EISDIR:
      FileProblem(path: path, message: "this is a folder, not a file")
    case EACCES:
      FileProblem(
        path: path, message: "the file may not be read",
        hint: "give yourself the right to read it: chmod u+r")
    default:
      FileProblem(path: path, message: "the file could not be read: \(errorText(number))")
    }
  }

  /// The names in a folder, sorted, without hidden ones.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// Links followed, `..` resolved; nil where nothing is there.
  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Creates a folder and the folders above it.
  static func createFolder(_ path: String, mode: mode_t = 0o777) throws(FileProblem) {
    if kind(path) == .folder { return }
    let above = FilePath.folder(path)
    if above != path, above != "." { try createFolder(above, mode: mode) }
    if mkdir(path, mode) == 0 || errno == EEXIST && kind(path) == .folder { return }
    let reason = errno == EEXIST ? "a file stands there" : errorText(errno)
    throw FileProblem(path: path, message: "the folder could not be created: \(reason)")
  }

  /// Writes a file whole or not at all: into a new file beside it, which then takes its name.
  /// A link is followed; the permissions of a file that is there are kept.
  static func write(
    _ bytes: [UInt8], to path: String, mode newMode: mode_t = 0o666
  ) throws(FileProblem) {
    let target = realPath(path) ?? path
    var info = stat()
    let isThere = stat(target, &info) == 0
    if isThere, info.st_mode & S_IFMT != S_IFREG {
      throw FileProblem(path: path, message: "something that is not a file stands there")
    }
    if isThere, access(target, W_OK) != 0 { throw unwritable(path, errno) }
    let temporary = FilePath.joined(
      FilePath.folder(target), ".\(FilePath.name(target)).\(getpid()).part")
    let mode = isThere ? info.st_mode & 0o7777 : newMode
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw unwritable(path, errno) }
    var failure = writeAll(bytes, to: descriptor)
    // The mode at creation is cut by the umask; an existing file's is not to change.
    if failure == nil, isThere, fchmod(descriptor, mode) != 0 { failure = errno }
    if close(descriptor) != 0, failure == nil { failure = errno }
    if failure == nil, rename(temporary, target) != 0 { failure = errno }
    if let failure {
      unlink(temporary)
      throw unwritable(path, failure)
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        Glibc.write(descriptor, raw.baseAddress.map { $0 + start }, raw.count - start)
      }
      if count > 0 { start += count } else if errno != EINTR { return errno }
    }
    return nil
  }

  private static func unwritable(_ path: String, _ number: Int32) -> FileProblem {
    FileProblem(path: path, message: "the file could not be written: \(errorText(number))")
  }
}
