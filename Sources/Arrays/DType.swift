/// The type of an array's elements.
package enum DType: UInt8, CaseIterable, Sendable {
  case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64

  /// NumPy's name.
  package var name: String {
    switch self {
    case .bool: "bool"
    case .int8: "int8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .uint8: "uint8"
    case .uint16: "uint16"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .float32: "float32"
    case .float64: "float64"
    }
  }

  package init?(name: String) {
    guard let known = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = known
  }

  /// Bytes an element takes.
  package var size: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  package var isFloat: Bool { self == .float32 || self == .float64 }
  package var isInteger: Bool { !isFloat && self != .bool }
  package var isSigned: Bool { [.int8, .int16, .int32, .int64].contains(self) }
  package var isUnsigned: Bool { [.uint8, .uint16, .uint32, .uint64].contains(self) }

  /// The smallest and largest value of an integer type, as far as `Int` holds them.
  package var range: ClosedRange<Int> {
    switch self {
    case .bool: 0...1
    case .int8: -128...127
    case .int16: -32768...32767
    case .int32: Int(Int32.min)...Int(Int32.max)
    case .uint8: 0...255
    case .uint16: 0...65535
    case .uint32: 0...Int(UInt32.max)
    case .uint64: 0...Int.max
    default: Int.min...Int.max
    }
  }

  /// NumPy's common type of two arrays.
  package static func promote(_ a: DType, _ b: DType) -> DType {
    if a == b { return a }
    if a == .bool { return b }
    if b == .bool { return a }
    if a.isFloat || b.isFloat {
      if a == .float64 || b == .float64 { return .float64 }
      let other = a.isFloat ? b : a
      if other.isFloat { return .float32 }
      return other.size <= 2 ? .float32 : .float64
    }
    if a.isSigned == b.isSigned { return a.size >= b.size ? a : b }
    let signed = a.isSigned ? a : b
    let unsigned = a.isSigned ? b : a
    if signed.size > unsigned.size { return signed }
    switch unsigned.size {
    case 1: return .int16
    case 2: return .int32
    case 4: return .int64
    default: return .float64
    }
  }

  /// The type that `exp`, `sqrt` or `/` compute in.
  package func inexact(_ operation: String) throws -> DType {
    switch self {
    case .float32, .float64: return self
    case .bool, .int8, .uint8:
      throw PythonError.refused(
        "float16, which NumPy's \(operation) gives for \(name)",
        hint: "convert first: `.astype(np.float64)`")
    case .int16, .uint16: return .float32
    default: return .float64
    }
  }
}
