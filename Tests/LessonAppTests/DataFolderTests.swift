import Glibc
import NeuralNetworks
import Testing

@testable import LessonApp

/// Data files as learners meet them: beside a lesson, or under `--data`.
@Suite struct DataFolderTests {
  let harness: ApplicationHarness
  var scratch: ScratchFolder { harness.scratch }

  init() throws { harness = try ApplicationHarness() }

  /// Runs a lesson of one block and gives what it prints, or the error.
  private func run(_ code: String, front: String = "", data: String? = nil) throws -> String {
    let lesson = try scratch.write(
      "course/a.md",
      "---\ntitle: A\n\(front)\n---\n\n```python\nfrom lesson import data\n\(code)\n```\n")
    var request = RunRequest(file: lesson)
    request.format = .json
    let outcome = try harness.perform { application in
      var application = application
      if let status = application.use(dataFolder: data) { return status }
      return application.run(request)
    }
    return outcome.errors + outcome.output
  }

  private func cifar(_ labels: [UInt8]) -> [UInt8] {
    labels.flatMap { [$0] + (0..<3072).map { UInt8(truncatingIfNeeded: $0) } }
  }

  private func big(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  private func images(_ count: Int) -> [UInt8] {
    [0, 0, 8, 3] + big(count) + big(28) + big(28)
      + (0..<count * 784).map { UInt8(truncatingIfNeeded: $0) }
  }

  private func labels(_ values: [UInt8]) -> [UInt8] { [0, 0, 8, 1] + big(values.count) + values }

  /// One stored block is a gzip file too.
  private func gzip(_ bytes: [UInt8]) -> [UInt8] {
    func little(_ number: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1] + little(bytes.count, 2)
      + little(~bytes.count & 0xFFFF, 2) + bytes + little(Int(~crc), 4) + little(bytes.count, 4)
  }

  // MARK: CSV beside the lesson

  @Test func readsATableThatTheFrontMatterLists() throws {
    try scratch.write("course/data/h.csv", "place,km,boils\nA,0,100.0\nB,3.6,87.9\n")
    let text = try run(
      """
      t = data.csv('data/h.csv')
      print(t.columns, t.shape, len(t), t['km'] * 2, t['place'][1], 'km' in t, list(t))
      print(t[['km', 'boils']].tolist(), repr(t))
      try:
          t.array
      except ValueError as e:
          print(e)
      """, front: "data: data/h.csv")
    #expect(
      text.contains(
        "['place', 'km', 'boils'] (2, 3) 2 [0.  7.2] B True ['place', 'km', 'boils']"), "\(text)")
    #expect(text.contains("[[0.0, 100.0], [3.6, 87.9]] <data/h.csv: 2 rows of place, km, boils>"))
    #expect(text.contains("the column `place` holds texts, such as 'A'"))
  }

  @Test func aTableAtTheEndOfABlockIsShownAsOne() throws {
    let rows = (0..<12).map { "\($0),x\($0)\n" }.joined()
    try scratch.write("course/h.csv", "n,name\n" + rows)
    let lesson = try scratch.write(
      "course/b.md",
      "---\ndata: h.csv\n---\n\n```python\nfrom lesson import data\ndata.csv('h.csv')\n```\n")
    let outcome = try harness.perform { $0.run(RunRequest(file: lesson)) }
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(outcome.output.contains("x9") && !outcome.output.contains("x10"))
    #expect(outcome.output.contains("the first 10 of 12 rows"))
  }

  @Test func listedFilesAreShownWithTheirHash() throws {
    try scratch.write("course/h.csv", "abc")
    let lesson = try scratch.write("course/c.md", "---\ndata: h.csv, gone.csv\n---\n\nText.\n")
    let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    let printed = try harness.perform { $0.run(RunRequest(file: lesson)) }
    let words = printed.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("Data: h.csv, 3 bytes, SHA-256 \(hash)"), "\(words)")
    #expect(words.contains("Data: gone.csv, there is no such file in the lesson's folder"))
    var request = RunRequest(file: lesson)
    request.format = .json
    let json = try harness.perform { $0.run(request) }.output
    #expect(json.contains(#""sha256": "\#(hash)""#) && json.contains(#""size": 3"#))
    let page = try harness.perform { $0.render(RenderRequest(paths: [lesson], folder: nil)) }.output
    #expect(page.contains("<code>h.csv</code>, 3 bytes, SHA-256 \(hash)"))
  }

  @Test func aTestNamesDataFilesThatAreMissing() throws {
    let lesson = try scratch.write("course/d.md", "---\ntitle: D\ndata: gone.csv\n---\n\nText.\n")
    let outcome = try harness.perform { $0.test(TestRequest(paths: [lesson])) }
    #expect(outcome.status == .failure)
    let said = outcome.output + outcome.errors
    #expect(said.contains("d.md:3:7: error: the data file `gone.csv` can't be read"), "\(said)")
  }

  @Test func onlyListedFilesAreRead() throws {
    try scratch.write("course/secret.csv", "a\n1\n")
    let unlisted = try run("data.csv('secret.csv')", front: "data: other.csv")
    #expect(unlisted.contains("FileNotFoundError"))
    #expect(unlisted.contains("is not among the lesson's data files"))
    #expect(unlisted.contains("the front matter lists `other.csv`"))
    #expect(try run("data.csv('secret.csv')").contains("data: secret.csv"))
    #expect(
      try run("data.csv('other.csv')", front: "data: other.csv").contains("there is no such file"))
  }

  @Test func nothingOutsideTheLessonsFolderIsRead() throws {
    let outside = try scratch.write("outside.csv", "a\n1\n")
    try scratch.write("course/in.csv", "a\n1\n")
    symlink(outside, scratch("course/link.csv"))
    symlink(scratch(""), scratch("course/up"))
    symlink("in.csv", scratch("course/inner.csv"))
    symlink("loop.csv", scratch("course/loop.csv"))
    mkfifo(scratch("course/pipe.csv"), 0o600)
    try FileSystem.createFolder(scratch("course/folder.csv"))
    for (name, expected) in [
      ("../outside.csv", "leads out of"), (outside, "leads out of"),
      ("/etc/passwd", "leads out of"),
      ("up/outside.csv", "the link leads out of"), ("link.csv", "the link leads out of"),
      ("sub/../in.csv", "leads out of"), ("loop.csv", "there is no such file"),
      ("folder.csv", "this is a folder"), ("pipe.csv", "this is no file"),
    ] {
      let text = try run("data.csv('\(name)')", front: "data: \(name)")
      #expect(text.contains(expected), "\(name): \(text)")
      #expect(!text.contains("1 rows"), "\(name)")
    }
    #expect(try run("print(data.csv('inner.csv'))", front: "data: inner.csv").contains("1 rows"))
  }

  @Test func damagedTablesAreRefusedByLine() throws {
    try scratch.write("course/h.csv", "a,b\n1,2\n3\n")
    #expect(
      try run("data.csv('h.csv')", front: "data: h.csv").contains(
        "line 3 has 1 field, line 1 has 2"))
    #expect(
      try run("data.csv('h.csv', delimiter='ab')", front: "data: h.csv").contains("one character"))
  }

  @Test func aFileAtTheLimitIsReadAndALargerOneIsNot() throws {
    let folder = DataFolder(lesson: scratch("course/a.md"), folder: nil)
    try scratch.write("course/h.csv", bytes: [UInt8](repeating: 65, count: 1000))
    #expect(try folder.lessonFile("h.csv", limit: 1000).count == 1000)
    #expect(throws: DataFileProblem.self) { try folder.lessonFile("h.csv", limit: 999) }
  }

  // MARK: Data sets

  @Test func readsCIFAR10() throws {
    for number in 1...5 {
      try scratch.write("d/data_batch_\(number).bin", bytes: cifar([UInt8(number), 0]))
    }
    try scratch.write("d/test_batch.bin", bytes: cifar([9]))
    let text = try run(
      """
      X, y, Xt, yt = data.cifar10()
      print(X.shape, X.dtype, y, Xt.shape, yt, X[0, 1, 0, :2] * 255, y.dtype)
      X, y = data.cifar10('train', dtype=np.uint8, count=3)
      print(X.shape, X.dtype, y, X[0, 2, 31, 31])
      """, data: scratch("d"))
    #expect(
      text.contains(
        "(10, 3, 32, 32) float32 [1 0 2 0 3 0 4 0 5 0] (1, 3, 32, 32) [9] [0. 1.] int64"), "\(text)"
    )
    #expect(text.contains("(3, 3, 32, 32) uint8 [1 0 2] 255"))
  }

  @Test func readsCIFAR10WhereTheArchivePutsIt() throws {
    try scratch.write("d/cifar-10-batches-bin/test_batch.bin", bytes: cifar([7, 3]))
    #expect(try run("print(data.cifar10('test')[1])", data: scratch("d")).contains("[7 3]"))
  }

  @Test func readsMNISTPlainAndGzipped() throws {
    try scratch.write("d/train-images-idx3-ubyte", bytes: images(3))
    try scratch.write("d/train-labels-idx1-ubyte.gz", bytes: gzip(labels([5, 0, 4])))
    try scratch.write("d/MNIST/raw/t10k-images-idx3-ubyte.gz", bytes: gzip(images(2)))
    try scratch.write("d/MNIST/raw/t10k-labels-idx1-ubyte", bytes: labels([7, 2]))
    let text = try run(
      """
      X, y, Xt, yt = data.mnist()
      print(X.shape, X.dtype, y, Xt.shape, yt, float(X.max()), data.mnist('test', np.float64, 1)[0].shape)
      """, data: scratch("d"))
    #expect(
      text.contains("(3, 1, 28, 28) float32 [5 0 4] (2, 1, 28, 28) [7 2] 1.0 (1, 1, 28, 28)"),
      "\(text)")
  }

  @Test func whatIsMissingIsNamed() throws {
    #expect(try run("data.mnist()").contains("--data DIR"))
    try FileSystem.createFolder(scratch("d"))
    let cifar = try run("data.cifar10()", data: scratch("d"))
    #expect(
      cifar.contains("there is no `data_batch_1.bin`, nor `cifar-10-batches-bin/data_batch_1.bin`"))
    #expect(cifar.contains("cifar-10-binary.tar.gz"))
    let mnist = try run("data.mnist('test')", data: scratch("d"))
    #expect(mnist.contains("`t10k-images-idx3-ubyte`, nor `t10k-images-idx3-ubyte.gz`"))
    #expect(
      try run("1", data: scratch("nowhere")).contains("there is no such folder"))
    let file = try scratch.write("file", "")
    #expect(try run("1", data: file).contains("this is no folder"))
  }

  @Test func whatIsDamagedIsNamed() throws {
    try scratch.write("d/test_batch.bin", bytes: cifar([1, 10]))
    #expect(
      try run("data.cifar10('test')", data: scratch("d")).contains("record 2 has the label 10"))
    try scratch.write("d/test_batch.bin", bytes: Array(cifar([1, 2]).dropLast()))
    #expect(
      try run("data.cifar10('test')", data: scratch("d")).contains("1 records of 3073 and 3072"))
    try scratch.write("d/t10k-images-idx3-ubyte", bytes: images(2))
    try scratch.write("d/t10k-labels-idx1-ubyte", bytes: labels([1]))
    #expect(try run("data.mnist('test')", data: scratch("d")).contains("it has 1 labels"))
    try scratch.write("d/t10k-labels-idx1-ubyte", bytes: images(2))
    #expect(try run("data.mnist('test')", data: scratch("d")).contains("00 00 08 03"))
    try scratch.write("d/train-images-idx3-ubyte.gz", bytes: Array(gzip(images(1)).dropLast(9)))
    try scratch.write("d/train-labels-idx1-ubyte", bytes: labels([1]))
    #expect(try run("data.mnist('train')", data: scratch("d")).contains("the gzip file is damaged"))
  }

  @Test func linksOutOfTheDataFolderAreRefused() throws {
    let outside = try scratch.write("elsewhere/test_batch.bin", bytes: cifar([1]))
    try FileSystem.createFolder(scratch("d"))
    symlink(outside, scratch("d/test_batch.bin"))
    let text = try run("data.cifar10('test')", data: scratch("d"))
    #expect(text.contains("the link leads out of the folder of `--data`"), "\(text)")
    // The folder itself may be a link.
    symlink(scratch("elsewhere"), scratch("e"))
    #expect(try run("print(data.cifar10('test')[1])", data: scratch("e")).contains("[1]"))
  }

  @Test func argumentsAreChecked() throws {
    for (code, hint) in [
      ("data.mnist('valid')", "None for both"), ("data.cifar10(dtype=bool)", "light from dark"),
      ("data.mnist(dtype=np.int8)", "np.uint8"), ("data.mnist(count=0)", "at least one"),
    ] {
      #expect(try run(code, data: scratch.path).contains(hint), "\(code)")
    }
  }
}
