import NeuralNetworks

/// The files that examples in `lesson docs` read: a table, and a few images in each true format.
package struct ExampleData: DataReader {
  package static let lesson = LessonData(declared: ["heights.csv"], reader: ExampleData())

  package let folder: String? = "data"

  package func lessonFile(_ name: String, limit: Int) throws(DataFileProblem) -> [UInt8] {
    guard name == "heights.csv" else {
      throw DataFileProblem(name, "there is no such file", isMissing: true)
    }
    return Array("place,km,boils\nAmsterdam,0,100.0\n\"La Paz, Bolivia\",3.6,87.9\n".utf8)
  }

  package func dataFile(_ path: String, limit: Int) throws(DataFileProblem) -> [UInt8] {
    func image(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0) } }
    switch path {
    case "test_batch.bin":
      return (0..<4).flatMap { [UInt8($0)] + image(CIFAR10.recordBytes - 1) }
    case MNIST.testFiles.images:
      return [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 28, 0, 0, 0, 28] + image(4 * 28 * 28)
    case MNIST.testFiles.labels: return [0, 0, 8, 1, 0, 0, 0, 4, 7, 2, 1, 0]
    default: throw DataFileProblem(path, "there is no such file", isMissing: true)
    }
  }
}
