/// Arithmetic of untraced Python numbers; nil for all else, and where an integer overflows.
enum Quick {
  enum Add: NumberOperation {
    @inline(__always)
    static func apply(_ a: Number, _ b: Number) -> Value? { add(a, b) }
  }
  enum Subtract: NumberOperation {
    @inline(__always)
    static func apply(_ a: Number, _ b: Number) -> Value? { subtract(a, b) }
  }
  enum Multiply: NumberOperation {
    @inline(__always)
    static func apply(_ a: Number, _ b: Number) -> Value? { multiply(a, b) }
  }

  @inline(__always)
  static func add(_ a: Number, _ b: Number) -> Value? {
    switch (a, b) {
    case (.float(let x), .float(let y)): return .float(x + y, 0)
    case (.int(let x), .int(let y)):
      let (result, overflow) = x.addingReportingOverflow(y)
      return overflow ? nil : .int(result, 0)
    case (.float(let x), .int(let y)): return .float(x + Double(y), 0)
    case (.int(let x), .float(let y)): return .float(Double(x) + y, 0)
    default: return nil
    }
  }

  @inline(__always)
  static func subtract(_ a: Number, _ b: Number) -> Value? {
    switch (a, b) {
    case (.float(let x), .float(let y)): return .float(x - y, 0)
    case (.int(let x), .int(let y)):
      let (result, overflow) = x.subtractingReportingOverflow(y)
      return overflow ? nil : .int(result, 0)
    case (.float(let x), .int(let y)): return .float(x - Double(y), 0)
    case (.int(let x), .float(let y)): return .float(Double(x) - y, 0)
    default: return nil
    }
  }

  @inline(__always)
  static func multiply(_ a: Number, _ b: Number) -> Value? {
    switch (a, b) {
    case (.float(let x), .float(let y)): return .float(x * y, 0)
    case (.int(let x), .int(let y)):
      let (result, overflow) = x.multipliedReportingOverflow(by: y)
      return overflow ? nil : .int(result, 0)
    case (.float(let x), .int(let y)): return .float(x * Double(y), 0)
    case (.int(let x), .float(let y)): return .float(Double(x) * y, 0)
    default: return nil
    }
  }

  /// Division by zero is left to who raises.
  @inline(__always)
  static func divide(_ a: Number, _ b: Number) -> Value? {
    switch (a, b) {
    case (.float(let x), .float(let y)) where y != 0: return .float(x / y, 0)
    case (.float(let x), .int(let y)) where y != 0: return .float(x / Double(y), 0)
    case (.int(let x), .float(let y)) where y != 0: return .float(Double(x) / y, 0)
    default: return nil
    }
  }

  @inline(__always)
  static func less(_ a: Number, _ b: Number) -> Bool? {
    switch (a, b) {
    case (.int(let x), .int(let y)): return x < y
    case (.float(let x), .float(let y)): return x < y
    default: return nil
    }
  }

  @inline(__always)
  static func compare(_ operation: ComparisonOperator, _ a: Number, _ b: Number) -> Bool? {
    switch (a, b) {
    case (.int(let x), .int(let y)):
      switch operation {
      case .less: return x < y
      case .lessEqual: return x <= y
      case .greater: return x > y
      case .greaterEqual: return x >= y
      case .equal: return x == y
      case .notEqual: return x != y
      default: return nil
      }
    case (.float(let x), .float(let y)):
      switch operation {
      case .less: return x < y
      case .lessEqual: return x <= y
      case .greater: return x > y
      case .greaterEqual: return x >= y
      case .equal: return x == y
      case .notEqual: return x != y
      default: return nil
      }
    default: return nil
    }
  }
}
