import Arrays
import Diagnostics
import LessonOutput
import PythonSubset

/// Compares what a learner's code gave with what is expected, and says where they differ.
struct ValueComparison {
  /// Relative and absolute tolerance; nil for equal numbers.
  var tolerance: (relative: Double, absolute: Double)?
  let session: Session

  /// How two values differ.
  struct Difference {
    /// A known mistake that gives the found numbers, or nil.
    var mistake: String?
    /// Expected and found.
    var details: [String]
  }

  /// Nil where both are the same.
  func difference(_ found: Value, _ expected: Value) -> Difference? {
    difference(found, expected, path: "", depth: 0)
  }

  private func difference(_ found: Value, _ expected: Value, path: String, depth: Int)
    -> Difference?
  {
    guard depth < 100 else { return nil }
    if let texts = (found.text, expected.text) as? (String, String) {
      return texts.0 == texts.1 ? nil : plain(found, expected, path)
    }
    if Self.isNumeric(found), Self.isNumeric(expected) || Self.isSequence(expected) {
      if let a = array(found), let b = array(expected) {
        return arrays(a, b, found, expected, path)
      }
    } else if Self.isNumeric(expected), Self.isSequence(found) {
      if let a = array(found), let b = array(expected) {
        return arrays(a, b, found, expected, path)
      }
    }
    if let a = found.asObject(SequenceObject.self), let b = expected.asObject(SequenceObject.self) {
      guard a.items.count == b.items.count else {
        return Difference(
          details: [
            "expected\(at(path)) \(Self.counted(b.items.count, "item")): \(text(expected))",
            "found \(Self.counted(a.items.count, "item")): \(text(found))",
          ])
      }
      for (place, items) in zip(a.items, b.items).enumerated() {
        if let difference = difference(
          items.0, items.1, path: "\(path)[\(place)]", depth: depth + 1)
        {
          return difference
        }
      }
      return nil
    }
    if let a = found.asObject(DictionaryObject.self),
      let b = expected.asObject(DictionaryObject.self)
    {
      return dictionaries(a, b, path, depth)
    }
    let isSame = (try? session.equal(found, expected)) ?? false
    return isSame ? nil : plain(found, expected, path)
  }

  private func dictionaries(
    _ found: DictionaryObject, _ expected: DictionaryObject, _ path: String, _ depth: Int
  ) -> Difference? {
    for (key, value) in expected.pairs {
      guard let mine = try? found.get(key, session) else {
        return Difference(
          details: [
            "expected the key \(text(key))\(path.isEmpty ? "" : " in \(path)")",
            "found the keys " + found.pairs.prefix(20).map { text($0.key) }.joined(separator: ", ")
              + (found.pairs.count > 20 ? " …" : ""),
          ])
      }
      if let difference = difference(mine, value, path: "\(path)[\(text(key))]", depth: depth + 1) {
        return difference
      }
    }
    for (key, _) in found.pairs where (try? expected.get(key, session)) == nil {
      return Difference(details: ["found the key \(text(key)), which is not expected"])
    }
    return nil
  }

  // MARK: Numbers

  private func array(_ value: Value) -> NDArray? {
    try? session.untracked { try session.tensor(value).array }
  }

  private func arrays(
    _ a: NDArray, _ b: NDArray, _ found: Value, _ expected: Value, _ path: String
  ) -> Difference? {
    if a.shape != b.shape {
      var difference = Difference(
        details: [
          "expected\(at(path)) shape \(pythonShape(b.shape)): \(text(expected))",
          "found shape \(pythonShape(a.shape)): \(text(found))",
        ])
      if a.shape.count == 2, b.shape.count == 2, a.shape == b.shape.reversed(),
        same(transposed(a.doubles, a.shape), b.doubles)
      {
        difference.mistake = "Yours is the transpose of what is expected."
      }
      return difference
    }
    let (x, y) = (a.doubles, b.doubles)
    let wrong = x.indices.filter { !isSame(x[$0], y[$0]) }
    guard let first = wrong.first else { return nil }
    var details: [String]
    if x.count == 1 {
      details = ["expected\(at(path)) \(number(y[0], b))", "found \(number(x[0], a))"]
    } else if x.count <= 12 {
      details = ["expected\(at(path)) \(text(expected))", "found \(text(found))"]
    } else {
      let worst = wrong.max { distance(x[$0], y[$0]) < distance(x[$1], y[$1]) } ?? first
      let place = GradientShape.index(worst, b.shape).map(String.init).joined(separator: ", ")
      details = [
        "expected \(number(y[worst], b)) at \(path)[\(place)], found \(number(x[worst], a))",
        "\(wrong.count) of \(x.count) elements differ",
      ]
    }
    return Difference(mistake: relation(x, y, a.shape), details: details)
  }

  /// What a simple slip would have made of the expected numbers.
  private func relation(_ x: [Double], _ y: [Double], _ shape: [Int]) -> String? {
    guard zip(x, y).allSatisfy({ $0.isFinite && $1.isFinite }), y.contains(where: { $0 != 0 })
    else { return nil }
    if x.allSatisfy({ $0 == 0 }) { return nil }
    if same(x.map { -$0 }, y) { return "Yours is the negative of what is expected: a sign." }
    if shape.count == 2, shape[0] == shape[1], same(transposed(x, shape), y) {
      return "Yours is the transpose of what is expected."
    }
    guard x.count > 1, let pivot = y.indices.max(by: { abs(y[$0]) < abs(y[$1]) }) else {
      return nil
    }
    let factor = x[pivot] / y[pivot]
    guard factor.isFinite, factor != 0, abs(factor - 1) > 1e-6,
      same(x, y.map { $0 * factor })
    else { return nil }
    if abs(factor) >= 1 {
      return
        "Every number is \(NumberText.short(factor)) times what is expected: a factor too many."
    }
    return
      "Every number is what is expected divided by \(NumberText.short(1 / factor)): a factor is missing."
  }

  private func transposed(_ values: [Double], _ shape: [Int]) -> [Double] {
    var result: [Double] = []
    for column in 0..<shape[1] {
      for row in 0..<shape[0] { result.append(values[row * shape[1] + column]) }
    }
    return result
  }

  private func same(_ x: [Double], _ y: [Double]) -> Bool {
    x.count == y.count
      && zip(x, y).allSatisfy { abs($0 - $1) <= 1e-9 + 1e-6 * max(abs($0), abs($1)) }
  }

  private func isSame(_ found: Double, _ expected: Double) -> Bool {
    if found == expected || (found.isNaN && expected.isNaN) { return true }
    guard let tolerance, found.isFinite, expected.isFinite else { return false }
    return abs(found - expected) <= tolerance.absolute + tolerance.relative * abs(expected)
  }

  private func distance(_ a: Double, _ b: Double) -> Double {
    let difference = abs(a - b)
    return difference.isNaN ? .infinity : difference
  }

  /// Whether a value has millions of items when each is counted wherever it stands: sixty lists that
  /// hold the one before them twice are more than can be looked at.
  static func isBoundless(_ value: Value) -> Bool {
    var budget = 4_000_000
    func visit(_ value: Value, _ depth: Int) -> Bool {
      guard case .object(let object) = value else { return false }
      guard depth < 200 else { return true }
      let items: [Value]
      switch object {
      case let sequence as SequenceObject: items = sequence.items
      case let dictionary as DictionaryObject: items = dictionary.pairs.map(\.value)
      default: return false
      }
      budget -= items.count
      return budget < 0 || items.contains { visit($0, depth + 1) }
    }
    return visit(value, 0)
  }

  // MARK: Words

  static func isNumeric(_ value: Value) -> Bool {
    value.number != nil || value.asObject(ArrayObject.self) != nil
      || value.asObject(VariableObject.self) != nil
  }

  private static func isSequence(_ value: Value) -> Bool {
    value.asObject(SequenceObject.self) != nil
  }

  private func plain(_ found: Value, _ expected: Value, _ path: String) -> Difference {
    var difference = Difference(
      details: ["expected\(at(path)) \(text(expected))", "found \(text(found))"])
    if found.isNone, !expected.isNone {
      difference.mistake = "Your code gave None: a function gives what it returns."
    }
    return difference
  }

  private func at(_ path: String) -> String { path.isEmpty ? "" : " at \(path):" }

  private func number(_ value: Double, _ array: NDArray) -> String {
    let shown: Value =
      array.dtype == .bool
      ? .bool(value != 0)
      : array.dtype.isFloat || abs(value) > 1e15 ? .float(value) : .int(Int(value))
    return text(shown)
  }

  func text(_ value: Value) -> String {
    var value = value
    if let number = value.number, case .scalar(let scalar) = value, scalar.dtype.isFloat {
      value = .float(number)
    }
    guard var text = try? session.representation(value) else { return "?" }
    if text.hasPrefix("array("), text.hasSuffix(")") {
      text = String(text.dropFirst(6).dropLast())
    }
    text = text.textLines.map(\.trimmed).filter { !$0.isEmpty }.joined(separator: " ")
    return text.count > 200 ? text.prefix(197) + "…" : text
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    let start = drop { $0 == " " }
    return start
  }
}
