import Glibc

/// Finds a lesson's pictures: only files of the lesson's own folder or below, as `data:` addresses.
struct LessonImages: Sendable {
  /// Larger pictures are left out: a page holds its pictures in itself.
  static let maximumBytes = 4 << 20

  /// The folder of the lesson's file, links resolved.
  private let folder: String?

  init(lesson path: String) {
    folder = FileSystem.realPath(FilePath.folder(path))
  }

  /// The picture as `data:image/png;base64,…`; nil where the address is absolute, leads out of the
  /// folder or names no picture.
  func address(_ source: String) -> String? {
    guard let file = file(source),
      let bytes = try? FileSystem.read(file, limit: Self.maximumBytes),
      let type = Self.type(bytes)
    else { return nil }
    return "data:image/\(type);base64,\(Self.base64(bytes))"
  }

  /// The file of a picture in the lesson's folder or below; links are followed as far as that.
  func file(_ source: String) -> String? {
    let path = LessonLinks.percentDecoded(String(source.prefix { $0 != "#" && $0 != "?" }))
    guard let folder, !path.isEmpty, !path.hasPrefix("/"),
      !path.split(separator: "/").contains(".."),
      let file = FileSystem.realPath(FilePath.joined(folder, path)),
      file.hasPrefix(folder == "/" ? "/" : folder + "/"), FileSystem.kind(file) == .file
    else { return nil }
    return file
  }

  /// The kind of picture by its first bytes; a file's name can say anything.
  static func type(_ bytes: [UInt8]) -> String? {
    func starts(_ text: String, at offset: Int = 0) -> Bool {
      bytes.dropFirst(offset).starts(with: text.utf8)
    }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "png" }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "jpeg" }
    if starts("GIF87a") || starts("GIF89a") { return "gif" }
    if starts("RIFF"), starts("WEBP", at: 8) { return "webp" }
    if starts("ftypavif", at: 4) { return "avif" }
    let head = String(decoding: bytes.prefix(1024), as: UTF8.self)
    if head.hasPrefix("<svg") || head.hasPrefix("<?xml") && head.contains("<svg") {
      return "svg+xml"
    }
    return nil
  }

  static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group = UInt32(bytes[start]) << 16
      if count > 1 { group |= UInt32(bytes[start + 1]) << 8 }
      if count > 2 { group |= UInt32(bytes[start + 2]) }
      for place in 0..<4 {
        let digit = digits[Int(group >> UInt32(18 - 6 * place)) & 63]
        text.append(place <= count ? digit : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
