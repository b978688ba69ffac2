/// A learner's answer to a prediction, read in the ways people type.
package struct PredictionAnswer: Hashable, Sendable {
  package enum Reading: Hashable, Sendable {
    /// A number and half a unit of its last digit.
    case number(Double, tolerance: Double)
    case numbers([Double], tolerances: [Double])
    /// 1, −1 or 0.
    case sign(Int)
    case shape([Int])
    /// It can't be read as what was asked for; the text says what is expected.
    case unreadable(String)
  }

  package var text: String
  package var reading: Reading

  /// Reads `-4`, `－4`, `1/3`, `−0.53`, `(2, 2)`, `2x2`, `+`, `negative`, `正`.
  package init(_ text: String, to kind: Prediction.Kind) {
    self.text = text
    let plain = text.foldedWidth.trimmingSpaces
    switch kind {
    case .value: reading = Self.value(plain)
    case .sign: reading = Self.sign(plain)
    case .shape: reading = Self.shape(plain)
    }
  }

  // MARK: Numbers

  private static func value(_ text: String) -> Reading {
    if let number = number(text) { return .number(number.value, tolerance: number.tolerance) }
    let inner = text.filter { !"[]()".contains($0) }
    let parts = inner.split(whereSeparator: { $0 == "," || $0 == ";" || $0 == " " })
    let numbers = parts.map { number(String($0)) }
    // `0,5` is how many write one half.
    if parts.count == 2, !text.contains("("), !text.contains("["), !text.contains(" "),
      inner.contains(","), let number = number(inner.replacing(",", with: "."))
    {
      return .number(number.value, tolerance: number.tolerance)
    }
    if parts.count > 1, numbers.allSatisfy({ $0 != nil }) {
      return .numbers(
        numbers.compactMap { $0?.value }, tolerances: numbers.compactMap { $0?.tolerance })
    }
    if parts.count == 1, let number = numbers[0] {
      return .number(number.value, tolerance: number.tolerance)
    }
    return .unreadable("a number is expected, such as -4, 0.25 or 1/3")
  }

  /// A decimal number or a fraction, with half a unit of its last digit.
  private static func number(_ text: String) -> (value: Double, tolerance: Double)? {
    var text = text.trimmingSpaces
    // Only around a sign or a fraction's bar are spaces part of one number.
    if text.hasPrefix("- ") || text.hasPrefix("+ ") {
      text = String(text.prefix(1)) + String(text.dropFirst()).trimmingSpaces
    }
    if text.hasPrefix("+") { text.removeFirst() }
    if let slash = text.firstIndex(of: "/") {
      guard let a = number(String(text[..<slash])),
        let b = number(String(text[text.index(after: slash)...])), b.value != 0
      else { return nil }
      // A fraction is exact.
      return (a.value / b.value, abs(a.value / b.value) * 1e-9)
    }
    guard !text.isEmpty, text.utf8.count <= 40,
      text.utf8.allSatisfy({ byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
      }), let value = Double(text.hasSuffix(".") ? text + "0" : text), value.isFinite
    else { return nil }
    let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    let digits = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let decimals = digits.count > 1 ? digits[1].count : 0
    let exponent = parts.count > 1 ? max(-1000, min(1000, Int(parts[1]) ?? 0)) : 0
    return (value, 0.5 * NumberText.powerOfTen(max(-300, min(300, exponent - decimals))))
  }

  // MARK: Signs and shapes

  private static func sign(_ text: String) -> Reading {
    switch text.lowercased() {
    case "+", "+1", "positive", "pos", "plus", ">0", "> 0", "正", "正数", "正的": return .sign(1)
    case "-", "-1", "negative", "neg", "minus", "<0", "< 0", "负", "負", "负数", "负的":
      return .sign(-1)
    case "0", "zero", "none", "零", "=0", "= 0": return .sign(0)
    default:
      if let number = number(text) {
        return .sign(number.value > 0 ? 1 : number.value < 0 ? -1 : 0)
      }
      return .unreadable("+, - or 0 is expected")
    }
  }

  private static func shape(_ text: String) -> Reading {
    let sizes = text.lowercased().split(whereSeparator: { "()[], x*×".contains($0) })
    let numbers = sizes.map { Int($0) }
    let isEmpty = text.contains("(") && sizes.isEmpty
    guard isEmpty || !sizes.isEmpty, numbers.allSatisfy({ ($0 ?? -1) >= 0 }) else {
      return .unreadable("a shape is expected, such as (2, 3) or 2x3")
    }
    return .shape(numbers.compactMap { $0 })
  }

  // MARK: Judging

  package enum Verdict: Hashable, Sendable { case right, wrong, unreadable(String) }

  /// Whether the answer holds, to the digits that were given.
  package func verdict(on prediction: Prediction) -> Verdict {
    guard let answer = prediction.answer else {
      return .unreadable("there is no number to compare")
    }
    switch reading {
    case .unreadable(let expected): return .unreadable(expected)
    case .number(let value, let tolerance):
      if !answer.isScalar, answer.shape.reduce(1, *) != 1 {
        return .unreadable(
          "\(prediction.name) has shape \(Prediction.shapeText(answer.shape)): list its numbers")
      }
      guard let truth = answer.elements.first else { return .wrong }
      return Self.holds(value, tolerance, truth) ? .right : .wrong
    case .numbers(let values, let tolerances):
      guard values.count == answer.elements.count else {
        return answer.elements.isEmpty
          ? .unreadable("there are too many numbers to type")
          : .unreadable(
            "\(prediction.name) has \(answer.elements.count) "
              + (answer.elements.count == 1 ? "number" : "numbers"))
      }
      let all = zip(zip(values, tolerances), answer.elements).allSatisfy {
        Self.holds($0.0, $0.1, $1)
      }
      return all ? .right : .wrong
    case .sign(let sign):
      guard let truth = answer.number else { return .wrong }
      return sign == (truth > 0 ? 1 : truth < 0 ? -1 : 0) ? .right : .wrong
    case .shape(let shape): return shape == answer.shape ? .right : .wrong
    }
  }

  private static func holds(_ value: Double, _ tolerance: Double, _ truth: Double) -> Bool {
    if value == truth { return true }
    // Zero has no digit of a number that is not zero.
    if value == 0 { return abs(truth) < 1e-12 }
    return (value > 0) == (truth > 0) && abs(value - truth) <= tolerance * (1 + 1e-9)
  }
}

extension Prediction {
  /// Whether what was typed is right.
  package func accepts(_ typed: String) -> Bool {
    if case .right = PredictionAnswer(typed, to: kind).verdict(on: self) { true } else { false }
  }
}
