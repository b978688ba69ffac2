/// A file that a lesson's blocks may read, as its front matter lists it.
package struct DataFile: Hashable, Sendable, Codable {
  package var name: String
  /// In bytes; nil where the file could not be read.
  package var size: Int?
  /// SHA-256 in hexadecimal digits: whether two people have the same file.
  package var sha256: String?
  /// Why it could not be read.
  package var problem: String?

  package init(name: String, size: Int? = nil, sha256: String? = nil, problem: String? = nil) {
    self.name = name
    self.size = size
    self.sha256 = sha256
    self.problem = problem
  }

  /// What is said of it after its name.
  package var remark: String {
    guard let size, let sha256 else { return problem ?? "could not be read" }
    return "\(size) byte\(size == 1 ? "" : "s"), SHA-256 \(sha256)"
  }
}
