import CKernels
import Foundation
import Testing

@testable import Arrays

/// Compares with exact answers: `scripts/kernels/record_elementary.py`.
@Suite struct ElementaryFunctionTests {
  static let names: [String: CKFunction] = [
    "exp": CK_EXP, "exp2": CK_EXP2, "expm1": CK_EXPM1, "log": CK_LOG, "log2": CK_LOG2,
    "log10": CK_LOG10, "log1p": CK_LOG1P, "sin": CK_SIN, "cos": CK_COS, "tan": CK_TAN,
    "arcsin": CK_ARCSIN, "arccos": CK_ARCCOS, "arctan": CK_ARCTAN, "sinh": CK_SINH,
    "cosh": CK_COSH, "tanh": CK_TANH, "arcsinh": CK_ARCSINH, "arccosh": CK_ARCCOSH,
    "arctanh": CK_ARCTANH, "cbrt": CK_CBRT, "erf": CK_ERF, "erfc": CK_ERFC,
    "sigmoid": CK_SIGMOID,
  ]
  static let pairs: [String: CKPairFunction] = [
    "power": CK_POWER, "arctan2": CK_ARCTAN2, "hypot": CK_HYPOT,
  ]

  private static func number(_ text: String) -> Double { text == "nan" ? .nan : Double(text)! }

  /// Ordinary answers within 0.501 of the last place, special ones to the bit.
  @Test func answersAreTheNearestFloats() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorded/elementary.txt")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    var ordinary = 0
    var special = 0
    for line in lines {
      let parts = line.split(separator: "\t").map(String.init)
      let name = parts[0]
      let count = Self.pairs[name] == nil ? 1 : 2
      let x = parts[1...count].map(Self.number)
      let answer = Self.number(parts[count + 1])
      let got =
        if let function = Self.names[name] {
          ck_function(function, x[0])
        } else {
          ck_pair_function(try #require(Self.pairs[name]), x[0], x[1])
        }
      guard parts.count == count + 3 else {
        special += 1
        let isSame = answer.isNaN ? got.isNaN : got.bitPattern == answer.bitPattern
        #expect(isSame, "\(name)\(x) is \(answer), not \(got)")
        continue
      }
      ordinary += 1
      let low = Self.number(parts[count + 2])
      // The neighbours of an answer just above a power of two lie closer on one side.
      let error = abs((got - answer) - low) / answer.ulp
      // 1/(1 + e^-x) rounds three times.
      let bound = name == "sigmoid" ? 2 : 0.501
      #expect(error <= bound, "\(name)\(x) is off by \(error) of the last place")
    }
    #expect(ordinary > 1500 && special > 1000)
  }

  /// What a block computes with a number, an element of an array and float32 arrays agree.
  @Test func numbersAndArraysAgree() throws {
    let values = (0..<101).map { Double($0) * 0.37 - 18.3 }
    for function in FloatFunction.allCases {
      let array = try NDArray(values).map(function)
      let single = try NDArray(values).cast(to: .float32).map(function)
      let strided = try NDArray(values + values, shape: [101, 2]).permuted([1, 0]).map(function)
      let order = (0..<202).map { (values + values)[$0 % 101 * 2 + $0 / 101] }
      for (index, value) in values.enumerated() {
        let expected = function(value)
        #expect(isSame(array.doubles[index], expected), "\(function) of \(value)")
        let rounded =
          function == .sqrt ? Float(value).squareRoot() : Float(function(Double(Float(value))))
        if function != .reciprocal {
          #expect(isSame(single.doubles[index], Double(rounded)), "float32 \(function) of \(value)")
        }
      }
      for (index, value) in order.enumerated() {
        #expect(isSame(strided.doubles[index], function(value)), "\(function) of \(value)")
      }
    }
  }
}

func isSame(_ a: Double, _ b: Double) -> Bool {
  a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern
}
