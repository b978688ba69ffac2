import Glibc

/// A file of the user's cache folder: made by an earlier run from known content, or ignored.
///
/// What is read from it is run or put into pages as it stands. So the file has to be the user's
/// own, writable by nobody else, made from the same content (the key), and undamaged.
struct CacheFile {
  var path: String
  /// Larger files are neither written nor read.
  static let maximumBytes = 8 << 20

  private static let mark = Array("lesson1\n".utf8)
  /// Mark, key, checksum of the payload.
  private static let headerSize = 8 + 16 + 16

  /// The folder for cached files: `lesson` in `XDG_CACHE_HOME`, else in `~/.cache`; nil where the
  /// folder that it would be made in is another user's.
  static func folder(_ environment: (String) -> String?) -> String? {
    if let cache = environment("XDG_CACHE_HOME"), cache.hasPrefix("/") {
      return isOwn(nearestFolder(cache)) ? FilePath.joined(cache, "lesson") : nil
    }
    guard let home = environment("HOME"), home.hasPrefix("/"), isOwn(home) else { return nil }
    return FilePath.joined(home, ".cache/lesson")
  }

  private static func nearestFolder(_ path: String) -> String {
    var path = path
    while path != "/", FileSystem.kind(path) == .missing { path = FilePath.folder(path) }
    return path
  }

  private static func isOwn(_ folder: String) -> Bool {
    var info = stat()
    return stat(folder, &info) == 0 && info.st_uid == geteuid()
  }

  /// What was written under this key; nil where there is nothing to be trusted.
  func read(key: ContentHash) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG,
      info.st_uid == geteuid(), info.st_mode & (S_IWGRP | S_IWOTH) == 0,
      info.st_size >= Self.headerSize, info.st_size <= Self.maximumBytes
    else { return nil }
    let size = Int(info.st_size)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let more = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
        if more > 0 { count += more } else if more == 0 || errno != EINTR { return }
      }
    }
    guard bytes.count == size, bytes[..<8] == Self.mark[...], bytes[8..<24] == key.bytes[...]
    else { return nil }
    let payload = Array(bytes[Self.headerSize...])
    return ContentHash(payload).bytes[...] == bytes[24..<40] ? payload : nil
  }

  /// Replaces the file, whole or not at all; a cache that cannot be written is none.
  func write(_ payload: [UInt8], key: ContentHash) {
    guard payload.count <= Self.maximumBytes - Self.headerSize else { return }
    let folder = FilePath.folder(path)
    guard (try? FileSystem.createFolder(folder, mode: 0o700)) != nil else { return }
    // Whatever stands there may belong to others or lead elsewhere.
    unlink(path)
    try? FileSystem.write(
      Self.mark + key.bytes + ContentHash(payload).bytes + payload, to: path, mode: 0o600)
  }
}
