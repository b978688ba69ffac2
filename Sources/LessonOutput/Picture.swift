/// A number, a vector or a tensor as a trace shows it: plain values, never a wall of digits.
package struct Picture: Hashable, Sendable {
  /// Elements kept whole; above this, statistics only.
  package static let maximumElements = 64

  /// Empty for a scalar.
  package var shape: [Int]
  /// NumPy's name, or `int`, `float`, `bool` for Python's own numbers.
  package var dtype: String
  /// Row-major; empty when there are more than `maximumElements`.
  package var elements: [Double]
  package var statistics: Statistics?

  package struct Statistics: Hashable, Sendable, Codable {
    package var count: Int
    package var mean: Double
    /// Standard deviation.
    package var spread: Double
    package var minimum: Double
    package var maximum: Double
    package var zeros: Int
    package var nonFinite: Int
    package var sum: Double
    package var absoluteSum: Double
    /// The first six in row-major order.
    package var first: [Double]

    package init(_ values: some Collection<Double>) {
      self =
        values.withContiguousStorageIfAvailable { Statistics(memory: $0) }
        ?? Array(values).withUnsafeBufferPointer { Statistics(memory: $0) }
    }

    /// In two passes, since every array of a trace comes by.
    private init(memory values: UnsafeBufferPointer<Double>) {
      var (zeros, finite) = (0, 0)
      var (sum, absoluteSum, finiteSum) = (0.0, 0.0, 0.0)
      var (minimum, maximum) = (Double.infinity, -Double.infinity)
      for value in values {
        sum += value
        absoluteSum += abs(value)
        if value == 0 { zeros += 1 }
        guard value.isFinite else { continue }
        finite += 1
        finiteSum += value
        if value < minimum { minimum = value }
        if value > maximum { maximum = value }
      }
      let n = Double(max(1, finite))
      let mean = finiteSum / n
      var squares = 0.0
      for value in values where value.isFinite { squares += (value - mean) * (value - mean) }
      count = values.count
      self.mean = mean
      spread = (squares / n).squareRoot()
      self.minimum = finite == 0 ? .nan : minimum
      self.maximum = finite == 0 ? .nan : maximum
      self.zeros = zeros
      nonFinite = values.count - finite
      self.sum = sum
      self.absoluteSum = absoluteSum
      first = Array(values.prefix(6))
    }
  }

  /// A scalar.
  package init(_ value: Double, dtype: String = "float") {
    shape = []
    self.dtype = dtype
    elements = [value]
  }

  /// An array in row-major order.
  package init(shape: [Int], dtype: String, values: [Double]) {
    self.shape = shape
    self.dtype = dtype
    elements = values.count <= Self.maximumElements ? values : []
    statistics = shape.isEmpty ? nil : Statistics(values)
  }

  package var isScalar: Bool { shape.isEmpty }
  /// The number, for a scalar.
  package var number: Double? { shape.isEmpty ? elements.first : nil }
  /// Whether numbers are written without a point.
  package var isInteger: Bool { dtype.hasPrefix("int") || dtype.hasPrefix("uint") }
}

extension Picture: Codable {
  /// A number or nested lists where whole, else an object with `dtype`, `shape`, `first`, `sum`, `abs_sum`.
  package var json: JSONValue {
    if isScalar, let value = elements.first { return element(value) }
    if !elements.isEmpty || shape.contains(0) {
      var position = 0
      return nested(shape[...], &position)
    }
    guard let statistics else { return .null }
    return .object([
      "dtype": .string(dtype), "shape": .array(shape.map { .int($0) }),
      "first": .array(statistics.first.map { element($0) }),
      "sum": JSONValue(number: statistics.sum),
      "abs_sum": JSONValue(number: statistics.absoluteSum),
      "mean": JSONValue(number: statistics.mean), "spread": JSONValue(number: statistics.spread),
      "min": JSONValue(number: statistics.minimum), "max": JSONValue(number: statistics.maximum),
      "zeros": .int(statistics.zeros), "non_finite": .int(statistics.nonFinite),
    ])
  }

  private func element(_ value: Double) -> JSONValue {
    if isInteger, let whole = Int(exactly: value) { return .int(whole) }
    return JSONValue(number: value)
  }

  private func nested(_ shape: ArraySlice<Int>, _ position: inout Int) -> JSONValue {
    guard let length = shape.first else {
      defer { position += 1 }
      return element(elements[position])
    }
    return .array((0..<length).map { _ in nested(shape.dropFirst(), &position) })
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(json)
  }

  /// Reads back what `encode` wrote; the dtype of whole arrays is not written and reads as `float`.
  package init(from decoder: any Decoder) throws {
    let value = try JSONValue(from: decoder)
    if let number = value.number {
      var isInteger = false
      if case .int = value { isInteger = true }
      self.init(number, dtype: isInteger ? "int" : "float")
      return
    }
    if case .object(let fields) = value {
      self.init(shape: [], dtype: "float64", values: [])
      if case .array(let sizes)? = fields["shape"] { shape = sizes.map { Int($0.number ?? 0) } }
      if case .string(let name)? = fields["dtype"] { dtype = name }
      var statistics = Statistics([])
      if case .array(let items)? = fields["first"] { statistics.first = items.compactMap(\.number) }
      statistics.count = shape.reduce(1, *)
      statistics.sum = fields["sum"]?.number ?? .nan
      statistics.absoluteSum = fields["abs_sum"]?.number ?? .nan
      statistics.mean = fields["mean"]?.number ?? .nan
      statistics.spread = fields["spread"]?.number ?? .nan
      statistics.minimum = fields["min"]?.number ?? .nan
      statistics.maximum = fields["max"]?.number ?? .nan
      statistics.zeros = Int(fields["zeros"]?.number ?? 0)
      statistics.nonFinite = Int(fields["non_finite"]?.number ?? 0)
      self.statistics = statistics
      return
    }
    var shape: [Int] = []
    var values: [Double] = []
    func walk(_ value: JSONValue, _ depth: Int) {
      if case .array(let items) = value {
        if shape.count == depth { shape.append(items.count) }
        for item in items { walk(item, depth + 1) }
      } else if let number = value.number {
        values.append(number)
      }
    }
    walk(value, 0)
    self.init(shape: shape, dtype: "float", values: values)
  }
}
