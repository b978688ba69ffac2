import Glibc

/// Notices that a file was saved, by looking at it again and again.
///
/// Editors replace a file by a new one, write it in place, or take it away for a moment: a change
/// counts once the file has stayed the same from one look to the next.
struct FileWatch {
  /// Time between two looks, in milliseconds.
  static let pause: Int32 = 200

  struct Stamp: Hashable {
    var seconds: Int
    var nanoseconds: Int
    var size: Int
    var inode: UInt64
  }

  let path: String
  private var seen: Stamp?
  private var pending: Stamp?
  /// The file is not there, or empty: it is waited for.
  private(set) var isMissing = false

  init(_ path: String) {
    self.path = path
    seen = Self.stamp(path)
  }

  /// Nil where there is no file, or nothing in it.
  static func stamp(_ path: String) -> Stamp? {
    var info = stat()
    guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_size > 0 else {
      return nil
    }
    return Stamp(
      seconds: info.st_mtim.tv_sec, nanoseconds: info.st_mtim.tv_nsec, size: Int(info.st_size),
      inode: UInt64(info.st_ino))
  }

  /// Whether the file was changed and is whole again.
  mutating func look() -> Bool { look(at: Self.stamp(path)) }

  mutating func look(at stamp: Stamp?) -> Bool {
    isMissing = stamp == nil
    guard let stamp, stamp != seen else {
      pending = nil
      return false
    }
    guard stamp == pending else {
      pending = stamp
      return false
    }
    seen = stamp
    pending = nil
    return true
  }

  /// Whether somebody is writing it now.
  var isChanging: Bool { pending != nil || Self.stamp(path) != seen }
}
