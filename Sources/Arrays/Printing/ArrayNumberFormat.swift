/// Gives all numbers of an array one width and one notation, as NumPy chooses them.
enum ArrayNumberFormat {
  case float(ArrayFloatFormat)
  /// Right-aligned to a width.
  case padded(Int)
  case plain

  /// `shown` are the positions of the elements that are printed.
  init(_ elements: ArrayElements, shown: [Int], scalar: Bool, options: ArrayTextOptions) {
    switch elements {
    case .float64(let values):
      let values = shown.map { ArrayFloatFormat.Number(values[$0]) }
      self = .float(ArrayFloatFormat(values, exponentFrom: 1e8, single: false, options))
    case .float32(let values):
      let values = shown.map { ArrayFloatFormat.Number(values[$0]) }
      self = .float(ArrayFloatFormat(values, exponentFrom: 1e6, single: true, options))
    case .integer(let values):
      self = .padded(shown.map { String(values[$0]).utf8.count }.max() ?? 0)
    case .unsigned(let values):
      self = .padded(shown.map { String(values[$0]).utf8.count }.max() ?? 0)
    case .bool: self = scalar ? .plain : .padded(5)
    case .words: self = .plain
    }
  }

  func text(_ elements: ArrayElements, _ index: Int) -> String {
    let text: String
    switch (elements, self) {
    case (.float64(let values), .float(let format)): return format.text(.init(values[index]))
    case (.float32(let values), .float(let format)): return format.text(.init(values[index]))
    case (.integer(let values), _): text = String(values[index])
    case (.unsigned(let values), _): text = String(values[index])
    case (.bool(let values), _): text = PythonText.str(values[index])
    case (.words(let values), _): text = values[index]
    default: text = ""
    }
    guard case .padded(let width) = self else { return text }
    return String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }
}

/// The notation of an array of floats: NumPy's rules for when exponents are used, how many digits
/// follow the point, and how wide the column is.
struct ArrayFloatFormat {
  /// A number of double or single precision.
  struct Number {
    var value: Double
    var isSingle: Bool
    init(_ x: Double) { (value, isSingle) = (x, false) }
    init(_ x: Float) { (value, isSingle) = (Double(x), true) }

    var shortest: DecimalDigits {
      isSingle ? DecimalDigits(shortest: Float(value)) : DecimalDigits(shortest: value)
    }
  }

  private struct Parts {
    var whole: String
    var fraction: String
    var exponent = 0
  }

  private var usesExponent = false
  private var leftWidth = 0
  private var rightWidth = 0
  private var exponentWidth = 2
  /// Digits after the point, at most; nil for as many as it takes.
  private var precision: Int?
  /// Digits after the point, at least; beyond the shortest digits they are the binary value's.
  private var minimumDigits = 0
  /// Digits of the binary value rather than the shortest ones.
  private var isExact = false
  private var trims = true

  init(_ numbers: [Number], exponentFrom: Double, single: Bool, _ options: ArrayTextOptions) {
    precision = options.floatMode == .unique ? nil : max(0, options.precision)
    let finite = numbers.filter(\.value.isFinite)
    chooseNotation(finite, exponentFrom, single, options.suppress)
    if options.floatMode == .fixed && !finite.isEmpty {
      isExact = true
      trims = false
    }
    measure(finite, options.floatMode)
    if finite.count < numbers.count {
      for number in numbers where !number.value.isFinite {
        let width = PythonText.nonFinite(number.value).utf8.count
        leftWidth = max(leftWidth, width - rightWidth - 1)
      }
      // NumPy makes room for `inf` whether or not there is one.
      leftWidth = max(leftWidth, 3 - rightWidth - 1)
    }
  }

  private mutating func chooseNotation(
    _ finite: [Number], _ exponentFrom: Double, _ single: Bool, _ suppress: Bool
  ) {
    var largest = 0.0
    var smallest = Double.infinity
    for number in finite where number.value != 0 {
      largest = max(largest, abs(number.value))
      smallest = min(smallest, abs(number.value))
    }
    guard largest > 0 else { return }
    // Single precision is compared in single precision.
    let ratio = single ? Double(Float(largest) / Float(smallest)) : largest / smallest
    let small = single ? Double(Float(0.0001)) : 0.0001
    usesExponent = largest >= exponentFrom || (!suppress && (smallest < small || ratio > 1000))
  }

  private mutating func measure(_ finite: [Number], _ mode: ArrayTextOptions.FloatMode) {
    guard !finite.isEmpty else { return }
    let parts = finite.map { split($0) }
    leftWidth = parts.map(\.whole.utf8.count).max() ?? 0
    let longest = parts.map(\.fraction.utf8.count).max() ?? 0
    if usesExponent {
      exponentWidth = parts.map { max(2, String(abs($0.exponent)).utf8.count) }.max() ?? 2
      precision = longest
      minimumDigits = longest
      trims = false
      rightWidth = exponentWidth + 2 + longest
    } else {
      rightWidth = longest
      if mode == .fixed || mode == .maxprecEqual {
        precision = longest
        minimumDigits = longest
        trims = false
      }
    }
  }

  func text(_ number: Number) -> String {
    guard number.value.isFinite else {
      let text = PythonText.nonFinite(number.value)
      return Self.spaces(leftWidth + rightWidth + 1 - text.utf8.count) + text
    }
    let parts = split(number)
    var text = Self.spaces(leftWidth - parts.whole.utf8.count) + parts.whole + "." + parts.fraction
    if usesExponent {
      text += "e" + DecimalDigits.exponentText(parts.exponent, width: exponentWidth)
    } else {
      text += Self.spaces(rightWidth - parts.fraction.utf8.count)
    }
    return text
  }

  private func split(_ number: Number) -> Parts {
    usesExponent ? splitScientific(number) : splitPositional(number)
  }

  /// How many digits after the point to take from the binary value, or nil for the shortest ones.
  private func exactCount(_ shortest: Int) -> Int? {
    if isExact { return precision ?? 0 }
    if let precision, shortest > precision { return precision }
    return shortest < minimumDigits ? minimumDigits : nil
  }

  private func splitPositional(_ number: Number) -> Parts {
    let shortest = number.shortest
    let sign = shortest.isNegative ? "-" : ""
    let fraction = shortest.fraction
    guard let count = exactCount(fraction.utf8.count) else {
      return Parts(whole: sign + shortest.whole, fraction: fraction)
    }
    let text = DecimalDigits.fixed(abs(number.value), decimals: count)
    let pieces = text.split(separator: ".", maxSplits: 1)
    let digits = pieces.count > 1 ? String(pieces[1]) : ""
    return Parts(whole: sign + (pieces.first ?? "0"), fraction: trims ? Self.trim(digits) : digits)
  }

  private func splitScientific(_ number: Number) -> Parts {
    var digits = number.shortest
    let sign = digits.isNegative ? "-" : ""
    if let count = exactCount(digits.digits.count - 1) {
      digits = DecimalDigits(abs(number.value), significant: count + 1)
    }
    let text = String(decoding: digits.digits, as: UTF8.self)
    let fraction = String(text.dropFirst())
    return Parts(
      whole: sign + text.prefix(1), fraction: trims ? Self.trim(fraction) : fraction,
      exponent: digits.exponent)
  }

  private static func trim(_ digits: String) -> String {
    var bytes = Array(digits.utf8)
    while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func spaces(_ count: Int) -> String {
    String(repeating: " ", count: max(0, count))
  }
}
