/// CIFAR-10 in its binary version (Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html):
/// records of a label and 3 × 32 × 32 bytes, red first, row by row.
package enum CIFAR10 {
  package static let trainingFiles = (1...5).map { "data_batch_\($0).bin" }
  package static let testFiles = ["test_batch.bin"]
  /// Where the archive puts its files.
  package static let folders = ["", "cifar-10-batches-bin/"]
  package static let archive = "cifar-10-binary.tar.gz"

  static let side = 32
  package static let recordBytes = 1 + 3 * side * side
  /// A file of the data set has as many; more is something else.
  package static let mostRecords = 10_000
  package static let largestFile = recordBytes * mostRecords

  package static var empty: ImageSet { ImageSet(channels: 3, rows: side, columns: side) }

  /// Adds a file's records, up to `most` in all.
  package static func read(
    _ bytes: [UInt8], name: String, into set: inout ImageSet, most: Int = .max
  ) throws(DataFileProblem) {
    guard !bytes.isEmpty else { throw DataFileProblem(name, "the file is empty") }
    guard bytes.count <= largestFile else {
      throw DataFileProblem(
        name, "the file has \(bytes.count) bytes, a CIFAR-10 file at most \(largestFile)",
        hint: "the binary version has six files of 30,730,000 bytes")
    }
    if bytes.starts(with: [0x1F, 0x8B]) || bytes.first == 0x80 {
      throw DataFileProblem(
        name, "the file is \(bytes.first == 0x80 ? "a Python pickle" : "compressed"), not records",
        hint: "unpack \(archive), the binary version")
    }
    guard bytes.count % recordBytes == 0 else {
      throw DataFileProblem(
        name,
        "the file has \(bytes.count) bytes: \(bytes.count / recordBytes) records of \(recordBytes) and "
          + "\(bytes.count % recordBytes) bytes more",
        hint: "it is cut short, or no CIFAR-10 file: unpack \(archive) again")
    }
    let count = min(bytes.count / recordBytes, max(0, most - set.count))
    set.pixels.reserveCapacity(set.pixels.count + count * (recordBytes - 1))
    for record in 0..<count {
      let start = record * recordBytes
      guard bytes[start] <= 9 else {
        throw DataFileProblem(
          name, "record \(record + 1) has the label \(bytes[start])",
          hint: "labels go from 0 to 9: the file is damaged, or CIFAR-100")
      }
      set.labels.append(bytes[start])
      set.pixels.append(contentsOf: bytes[start + 1..<start + recordBytes])
    }
    set.count += count
  }
}
