import Foundation
import Testing

@testable import NeuralNetworks

@Suite("Data files")
struct DataFileTests {
  struct GzipCase: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var times: Int
    var noise: Int
    var file: String
    var testDescription: String { name }

    var bytes: [UInt8] {
      let digits = Array(file.utf8)
      func value(_ digit: UInt8) -> UInt8 { digit < 58 ? digit - 48 : digit - 87 }
      return stride(from: 0, to: digits.count, by: 2).map {
        value(digits[$0]) << 4 | value(digits[$0 + 1])
      }
    }

    var contents: [UInt8] {
      var state: UInt64 = 12345
      return (0..<times).flatMap { _ in Array(text.utf8) }
        + (0..<noise).map { _ in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return UInt8(truncatingIfNeeded: state >> 56) & 0x3F
        }
    }
  }

  private struct Record: Decodable {
    var cases: [GzipCase]
  }

  static let cases: [GzipCase] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded/gzip.json")
    guard let data = try? Data(contentsOf: file) else { return [] }
    return (try? JSONDecoder().decode(Record.self, from: data))?.cases ?? []
  }()

  private func problem(_ body: () throws -> Void) -> DataFileProblem? {
    do { try body() } catch { return error as? DataFileProblem }
    return nil
  }

  // MARK: gzip

  @Test("Thirteen files were recorded") func recorded() { #expect(Self.cases.count == 13) }

  @Test("Every kind of block unpacks", arguments: cases)
  func unpacks(_ file: GzipCase) throws {
    let contents = file.contents
    #expect(try Gzip.unpacked(file.bytes, name: "f", limit: contents.count) == contents)
    if !contents.isEmpty {
      let found = problem {
        _ = try Gzip.unpacked(file.bytes, name: "f", limit: contents.count - 1)
      }
      #expect(found?.message.contains("more than \(contents.count - 1) bytes") == true)
    }
  }

  @Test("A file that is cut short is refused at every length", arguments: cases)
  func cutShort(_ file: GzipCase) {
    let bytes = file.bytes
    // The first of two members is a whole file.
    for length in 0..<bytes.count where file.name != "two members" || length > 60 {
      #expect(
        throws: DataFileProblem.self, "\(length) of \(bytes.count)",
        performing: { try Gzip.unpacked(Array(bytes[..<length]), name: "f", limit: 1 << 20) })
    }
  }

  @Test("A changed byte is found, or changes nothing but the header", arguments: cases)
  func damaged(_ file: GzipCase) {
    let contents = file.contents
    for place in file.bytes.indices {
      for change in [1, 0x80, 0xFF] as [UInt8] {
        var bytes = file.bytes
        bytes[place] ^= change
        guard let found = try? Gzip.unpacked(bytes, name: "f", limit: 1 << 20) else { continue }
        #expect(found == contents, "byte \(place)")
      }
    }
  }

  @Test("Impossible codes and noise are refused")
  func impossible() {
    #expect(PrefixCode([1, 1, 1]) == nil)
    #expect(PrefixCode([Int](repeating: 8, count: 257)) == nil)
    var state: UInt64 = 1
    for _ in 0..<2_000 {
      let noise = (0..<64).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 40)
      }
      #expect(throws: DataFileProblem.self) {
        try Gzip.unpacked([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + noise, name: "f", limit: 1 << 16)
      }
    }
  }

  // MARK: CIFAR-10

  private func record(_ label: UInt8, _ start: UInt8 = 0) -> [UInt8] {
    [label] + (0..<3072).map { UInt8(truncatingIfNeeded: $0) &+ start }
  }

  @Test("Records of a label and three planes")
  func cifar() throws {
    var set = CIFAR10.empty
    try CIFAR10.read(record(3) + record(9, 5), name: "a.bin", into: &set)
    try CIFAR10.read(record(0, 7) + record(1), name: "b.bin", into: &set, most: 3)
    #expect(set.count == 3 && set.labels == [3, 9, 0])
    #expect(set.pixels.count == 3 * 3072)
    #expect(Array(set.pixels[3072..<3075]) == [5, 6, 7] && set.pixels[2 * 3072 + 1024] == 7)
  }

  @Test("What is wrong with a CIFAR-10 file is named")
  func cifarProblems() {
    func message(_ bytes: [UInt8]) -> String {
      var set = CIFAR10.empty
      let found = problem { try CIFAR10.read(bytes, name: "data_batch_1.bin", into: &set) }
      return "\(found?.file ?? ""): \(found?.message ?? "") \(found?.hint ?? "")"
    }
    #expect(message([]).contains("empty"))
    #expect(
      message(Array(record(1).dropLast())).contains("0 records of 3073 and 3072 bytes more"))
    #expect(message(record(1) + [2]).contains("1 records of 3073 and 1 bytes more"))
    #expect(message(record(1) + record(10)).contains("record 2 has the label 10"))
    #expect(message([0x1F, 0x8B] + record(1)).contains("compressed"))
    #expect(message([0x80, 2] + record(1)).contains("pickle"))
    #expect(message([UInt8](repeating: 0, count: 10_001 * 3073)).contains("at most 30730000"))
    var set = CIFAR10.empty
    #expect(
      problem {
        try CIFAR10.read([UInt8](repeating: 0, count: 10_000 * 3073), name: "f", into: &set)
      } == nil)
    #expect(set.count == 10_000)
  }

  // MARK: MNIST

  private func big(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  private func images(_ count: Int, rows: Int = 2, columns: Int = 3) -> [UInt8] {
    [0, 0, 8, 3] + big(count) + big(rows) + big(columns)
      + (0..<max(0, min(count, 100) * rows * columns)).map { UInt8(truncatingIfNeeded: $0) }
  }

  private func labels(_ values: [UInt8]) -> [UInt8] { [0, 0, 8, 1] + big(values.count) + values }

  @Test("Sizes, images, labels")
  func mnist() throws {
    let set = try MNIST.read(images: ("i", images(3)), labels: ("l", labels([9, 0, 4])))
    #expect(set.count == 3 && set.rows == 2 && set.columns == 3 && set.labels == [9, 0, 4])
    #expect(set.pixels == (0..<18).map { UInt8($0) })
    let first = try MNIST.read(images: ("i", images(3)), labels: ("l", labels([9, 0, 4])), most: 1)
    #expect(first.count == 1 && first.pixels.count == 6 && first.labels == [9])
  }

  @Test("What is wrong with a pair of MNIST files is named")
  func mnistProblems() {
    func message(_ i: [UInt8], _ l: [UInt8]) -> String {
      let found = problem { _ = try MNIST.read(images: ("images", i), labels: ("labels", l)) }
      return "\(found?.file ?? ""): \(found?.message ?? "") \(found?.hint ?? "")"
    }
    let good = labels([1, 2])
    #expect(message(images(2), labels([1, 10])).contains("labels: label 2 is 10"))
    #expect(message(images(2), labels([1])).contains("it has 1 labels, `images` has 2 images"))
    #expect(
      message(good, images(2)).contains(
        "starts with 00 00 08 01, a file of images with 00 00 08 03"))
    #expect(message(good, images(2)).contains("swapped"))
    #expect(message([1, 2, 3, 4] + images(2), good).contains("01 02 03 04"))
    #expect(message([0, 0, 8], good).contains("3 bytes, its header alone takes 16"))
    #expect(
      message(Array(images(2).dropLast()), good).contains(
        "2 images, which take 28 bytes; the file has 27"))
    #expect(message(images(2) + [0], good).contains("the file has 29"))
    #expect(message(images(2), Array(good.dropLast())).contains("2 labels, which take 10 bytes"))
    #expect(message(images(1, rows: 257), labels([1])).contains("257 × 3"))
    #expect(message(images(1, rows: 0), labels([1])).contains("0 × 3"))
    #expect(message(images(0xFFFF_FFFF), good).contains("4294967295 images"))
    #expect(message([0x1F, 0x8B] + images(2), good).contains("1f 8b"))
    #expect(
      problem {
        _ = try MNIST.read(
          images: ("i", images(1, rows: 256, columns: 256)), labels: ("l", labels([1])))
      } == nil)
  }

  // MARK: CSV

  private func table(_ text: String, header: Bool = true, delimiter: String = ",") throws
    -> CSVTable
  {
    try CSVTable(
      Array(text.utf8), name: "t.csv", hasHeader: header, delimiter: delimiter.utf8.first ?? 44)
  }

  private func describe(_ table: CSVTable) -> [String] {
    zip(table.names, table.columns).map { name, column in
      switch column {
      case .integers(let values): "\(name) int \(values)"
      case .numbers(let values): "\(name) float \(values)"
      case .texts(let values): "\(name) text \(values)"
      }
    }
  }

  @Test("Columns are whole numbers, floats or texts")
  func csv() throws {
    #expect(
      describe(try table("a,b,c\n1,2.5,x\n-3,1e3,\"y, z\"\n"))
        == ["a int [1, -3]", "b float [2.5, 1000.0]", #"c text ["x", "y, z"]"#])
    // A byte-order mark, Windows and old Mac line ends, no line end at the end, empty lines.
    #expect(
      describe(try table("\u{FEFF}a,b\r\n1,2\r\n\r\n3,4")) == ["a int [1, 3]", "b int [2, 4]"])
    #expect(describe(try table("a\r1\r2")) == ["a int [1, 2]"])
    #expect(
      describe(try table("a,\"b \"\"q\"\"\n\"\n1,\"line\nbreak\"\"\"\n"))
        == ["a int [1]", "b \"q\"\n text [\"line\\nbreak\\\"\"]"])
    #expect(describe(try table("a,b\n1,\n,2.0\n")) == ["a float [1.0, nan]", "b float [nan, 2.0]"])
    #expect(
      describe(try table("a;b\n1,5;2\n", delimiter: ";")) == [#"a text ["1,5"]"#, "b int [2]"])
    #expect(describe(try table("1,2\n3,4\n", header: false)) == ["0 int [1, 3]", "1 int [2, 4]"])
    #expect(describe(try table("a\n0x10\n")) == [#"a text ["0x10"]"#])
    #expect(describe(try table("a\n99999999999999999999\n")) == ["a float [1e+20]"])
    #expect(describe(try table("a,b\n")) == ["a text []", "b text []"])
    #expect(describe(try table(" a , b\n 1 , x \n")) == ["a int [1]", #"b text [" x "]"#])
  }

  @Test("Any texts come back through quotes, and noise is read or refused")
  func csvTexts() throws {
    var state: UInt64 = 7
    func below(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 40) % limit
    }
    let letters = Array("ab,\"\n\r ;é1")
    func text(_ most: Int) -> String {
      String((0..<below(most)).map { _ in letters[below(letters.count)] })
    }
    for _ in 0..<300 {
      let rows = (0...below(4)).map { _ in (0..<3).map { _ in "x" + text(8) } }
      let file =
        (["a,b,c"]
        + rows.map { row in
          row.map {
            "\""
              + $0.split(separator: "\"", omittingEmptySubsequences: false).joined(
                separator: "\"\"") + "\""
          }
          .joined(separator: ",")
        }).joined(separator: below(2) == 0 ? "\r\n" : "\n")
      let found = describe(try table(file))
      for (column, line) in found.enumerated() {
        #expect(line == "\("abc".map(String.init)[column]) text \(rows.map { $0[column] })")
      }
    }
    for _ in 0..<3_000 {
      guard let found = try? table(text(40)) else { continue }
      #expect(found.names.count == found.columns.count)
      for column in found.columns {
        switch column {
        case .integers(let values): #expect(values.count == found.rowCount)
        case .numbers(let values): #expect(values.count == found.rowCount)
        case .texts(let values): #expect(values.count == found.rowCount)
        }
      }
    }
  }

  @Test("What is wrong with a CSV file is named with its line")
  func csvProblems() {
    func message(_ bytes: [UInt8]) -> String {
      problem { _ = try CSVTable(bytes, name: "t.csv") }?.message ?? ""
    }
    #expect(message([]) == "the file is empty")
    #expect(message(Array("\n\n".utf8)) == "the file is empty")
    #expect(message([97, 0xFF, 10]) == "the file is not UTF-8 text")
    #expect(message(Array("a,b\n1,2\n\n3\n".utf8)) == "line 4 has 1 field, line 1 has 2")
    #expect(message(Array("a,b\n\"x\ny\",2\n3,4,5\n".utf8)) == "line 4 has 3 fields, line 1 has 2")
    #expect(message(Array("a\n1\n\"x\n".utf8)) == "the quotes that open on line 3 are not closed")
    #expect(
      message(Array("a\n\"x\"y\n".utf8)) == "on line 2 text follows the quotes that end a field")
    #expect(
      message(Array("a,b,a\n1,2,3\n".utf8)) == "two columns are called `a`, the second is column 3")
    let wide = String(repeating: ",", count: 10_000)
    #expect(message(Array(wide.utf8)).contains("10001 fields"))
    let most = (0..<10_000).map(String.init).joined(separator: ",")
    #expect(message(Array(most.utf8)) == "")
  }
}
