/// MNIST in its IDX files (LeCun, Cortes, Burges 1998): big-endian sizes, then bytes.
package enum MNIST {
  package static let trainingFiles = (
    images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte"
  )
  package static let testFiles = (
    images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte"
  )
  /// Where people and PyTorch keep them.
  package static let folders = ["", "mnist/", "MNIST/", "MNIST/raw/"]
  /// Bytes of the largest file that is read, unpacked; the training images have 47,040,016.
  package static let largestFile = 64 << 20
  /// Images may be of another size, such as those of a test, up to this.
  package static let largestSide = 256

  /// An IDX file of bytes: its sizes and where the numbers start.
  private static func header(_ bytes: [UInt8], _ name: String, dimensions: Int, _ what: String)
    throws(DataFileProblem) -> [Int]
  {
    let magic = [0, 0, 0x08, UInt8(dimensions)]
    guard bytes.count < 4 || Array(bytes[..<4]) == magic else {
      let found = bytes[..<4].map { hexadecimal($0) }.joined(separator: " ")
      let wanted = magic.map { hexadecimal($0) }.joined(separator: " ")
      let isOther = bytes.starts(with: [0, 0, 8]) && [1, 3].contains(bytes[3])
      throw DataFileProblem(
        name, "the file starts with \(found), a file of \(what) with \(wanted)",
        hint: isOther
          ? "it holds \(bytes[3] == 1 ? "labels" : "images"): are two files swapped?"
          : "it is no MNIST file, or damaged: download it again")
    }
    let length = 4 + 4 * dimensions
    guard bytes.count >= length else {
      throw DataFileProblem(
        name, "the file has \(bytes.count) bytes, its header alone takes \(length)",
        hint: "it is cut short: download it again")
    }
    return (0..<dimensions).map { axis in
      bytes[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) }
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return text.count == 1 ? "0" + text : text
  }

  /// The images and labels of two unpacked files, up to `most`.
  package static func read(
    images: (name: String, bytes: [UInt8]), labels: (name: String, bytes: [UInt8]), most: Int = .max
  ) throws(DataFileProblem) -> ImageSet {
    let sizes = try header(images.bytes, images.name, dimensions: 3, "images")
    let (count, rows, columns) = (sizes[0], sizes[1], sizes[2])
    guard (1...largestSide).contains(rows), (1...largestSide).contains(columns) else {
      throw DataFileProblem(
        images.name, "its header says images of \(rows) × \(columns)",
        hint: "sides go from 1 to \(largestSide); MNIST has 28 × 28")
    }
    // Sizes are below 2³² and 2⁹: no overflow.
    try check(images.bytes.count, 16 + count * rows * columns, images.name, "\(count) images")
    let labelled = try header(labels.bytes, labels.name, dimensions: 1, "labels")[0]
    try check(labels.bytes.count, 8 + labelled, labels.name, "\(labelled) labels")
    guard labelled == count else {
      throw DataFileProblem(
        labels.name, "it has \(labelled) labels, `\(images.name)` has \(count) images",
        hint: "take both files of one set: train-… or t10k-…")
    }
    if let wrong = labels.bytes.dropFirst(8).firstIndex(where: { $0 > 9 }) {
      throw DataFileProblem(
        labels.name, "label \(wrong - 7) is \(labels.bytes[wrong])",
        hint: "labels go from 0 to 9: the file is damaged")
    }
    let taken = min(count, max(0, most))
    var set = ImageSet(channels: 1, rows: rows, columns: columns)
    set.count = taken
    set.pixels = Array(images.bytes[16..<16 + taken * rows * columns])
    set.labels = Array(labels.bytes[8..<8 + taken])
    return set
  }

  private static func check(_ found: Int, _ expected: Int, _ name: String, _ what: String)
    throws(DataFileProblem)
  {
    if found == expected { return }
    throw DataFileProblem(
      name, "its header says \(what), which take \(expected) bytes; the file has \(found)",
      hint: found < expected
        ? "it is cut short: download it again" : "it is damaged: download it again")
  }
}
