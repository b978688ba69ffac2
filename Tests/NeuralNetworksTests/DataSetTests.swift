import Arrays
import Testing

@testable import NeuralNetworks

@Suite("Data sets")
struct DataSetTests {
  @Test("Every digit is a label and 64 counts, ten kinds of about 180")
  func digits() {
    let images = Digits.images(0..<Digits.count, .uint8)
    let labels = Digits.labels(0..<Digits.count).ints
    #expect(images.shape == [1797, 1, 8, 8])
    #expect(images.ints.allSatisfy { (0...16).contains($0) })
    #expect(
      (0...9).map { digit in labels.count { $0 == digit } }
        == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
  }

  @Test("Floats are counts over 16, exactly")
  func scaling() {
    let counts = Digits.images([3, 1796], .uint8).doubles
    #expect(Digits.images([3, 1796], .float64).doubles == counts.map { $0 / 16 })
    #expect(Digits.images([3, 1796], .float32).doubles == counts.map { $0 / 16 })
  }

  @Test("A split holds each digit once")
  func splits() {
    for split in Digits.Split.allCases {
      #expect(split.order.sorted() == Array(0..<Digits.count))
      #expect(split.order == split.order)
    }
    #expect(Digits.Split.random.order != Digits.Split.writers.order)
  }

  @Test("Rows are copied, whatever the layout")
  func rows() {
    let matrix = NDArray([1.0, 2, 3, 4, 5, 6], shape: [3, 2])
    #expect(matrix.rows([2, 0, 2]).doubles == [5, 6, 1, 2, 5, 6])
    let columns = NDArray(
      cell: matrix.cell, dtype: .float64, shape: [2, 3], strides: [1, 2], offset: 0)
    #expect(columns.rows([1]).doubles == [2, 4, 6])
    #expect(matrix.rows([]).shape == [0, 2])
    #expect(NDArray(zeros: [2, 0], .float32).rows([1, 1]).shape == [2, 0])
  }
}
