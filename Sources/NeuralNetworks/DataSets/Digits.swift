import Arrays
import CKernels

/// The bundled digits: 1,797 images of 8×8 counts from 0 to 16, written by 13 people.
///
/// The test set of Optical Recognition of Handwritten Digits (Alpaydin, Kaynak 1998,
/// https://doi.org/10.24432/C50P49), in its order, licensed under CC BY 4.0.
package enum Digits {
  package static let count = Int(CK_DIGITS)
  /// Rows and columns of an image.
  package static let side = 8
  /// The largest count.
  package static let largest = 16
  /// Digits of a split that are for training.
  package static let trainingCount = 1437

  /// How the digits are parted for training and testing.
  package enum Split: String, CaseIterable, Sendable {
    /// `RandomState(4).permutation(1797)`, the first 1,437 for training.
    case random
    /// By the order of the file, which holds one writer after the other: most of the last 360 are
    /// from people who wrote none of the first 1,437.
    case writers

    package var order: [Int] {
      switch self {
      case .random:
        var state = RandomState(word: 4)
        return state.permutation(Digits.count)
      case .writers: return Array(0..<Digits.count)
      }
    }
  }

  /// The images of these digits: (N, 1, 8, 8). Floats are counts/16, from 0 to 1; whole numbers are
  /// the counts.
  ///
  /// - Parameter chosen: places in the file, each below `count`.
  package static func images(_ chosen: some Collection<Int>, _ type: DType = .float64) -> NDArray {
    let pixels = side * side
    let result = NDArray(uninitialized: [chosen.count, 1, side, side], type)
    var next = 0
    for index in chosen {
      let letters = text(index) + 1
      for pixel in 0..<pixels {
        let count = Int(letters[pixel]) - Int(UInt8(ascii: "a"))
        result.set(next, type.isFloat ? .float(Double(count) / Double(largest)) : .int(count))
        next += 1
      }
    }
    return result
  }

  /// What these digits are: (N), 0 to 9.
  package static func labels(_ chosen: some Collection<Int>) -> NDArray {
    NDArray(chosen.map { Int(text($0)[0]) - Int(UInt8(ascii: "0")) })
  }

  private static func text(_ index: Int) -> UnsafePointer<CChar> {
    ck_digits() + min(max(index, 0), count - 1) * (Int(CK_DIGIT_LENGTH) + 1)
  }
}
