import LessonOutput

/// A question such as `W.grad[0, 1]`, `neuron:x.grad`, `x@2`, `gate 5.grad`, read but not answered.
struct Question {
  /// Longer texts are no question.
  static let longest = 400

  /// One way to read the question: what follows the name may be an index or belong to the name.
  struct Reading: Hashable {
    var name: String
    var isGradient: Bool
    var indices: [Int]
  }

  /// The block's label before a colon.
  var label: String?
  /// As asked, in plain characters, without the label.
  var text: String
  /// From the longest name to the shortest.
  var readings: [Reading]

  init(_ question: String) throws(QuestionProblem) {
    text = Self.plain(question)
    guard !text.isEmpty, text.utf8.count <= Self.longest else {
      throw QuestionProblem(
        .malformed, text.isEmpty ? "the question is empty" : "the question is too long",
        hint: Self.examples)
    }
    if text.count(where: { $0 == "[" }) != text.count(where: { $0 == "]" }) {
      throw QuestionProblem(
        .malformed, "`\(text)` has a bracket without its partner", hint: Self.examples)
    }
    if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("[") {
      label = Self.trimmed(text[..<colon])
      text = Self.trimmed(text[text.index(after: colon)...])
    }
    readings = []
    var rest = text
    var isGradient = false
    var indices: [Int] = []
    while true {
      readings.append(
        Reading(name: Self.version(rest), isGradient: isGradient, indices: indices))
      if rest.hasSuffix(".grad"), !isGradient {
        isGradient = true
        rest = Self.trimmed(rest.dropLast(5))
      } else if rest.hasSuffix("]"), let open = rest.lastIndex(of: "["), open != rest.startIndex {
        let inner = rest[rest.index(after: open)...].dropLast()
        // A dictionary's key belongs to the name.
        guard let numbers = try Self.numbers(inner, in: text) else { break }
        indices = numbers + indices
        rest = Self.trimmed(rest[..<open])
      } else {
        break
      }
    }
    if readings.last?.name.isEmpty ?? true {
      throw QuestionProblem(
        .malformed, "`\(text)` names no number", hint: Self.examples)
    }
  }

  static let examples =
    "ask for one number: `x`, `x.grad`, `W[0, 1]`, `W.grad[0, 1]`, `gate 3.grad`"

  /// The name itself, without index and `.grad`.
  var name: String { readings.last?.name ?? text }
  var isGradient: Bool { readings.last?.isGradient ?? false }

  /// As an expression of the language: `u[1]` for `u[1].grad` and `u.grad[1]`.
  var withoutGradient: String { text.replacing(".grad", with: "", maxReplacements: 1) }

  /// The first word of the name: what the code binds.
  var root: String {
    String(name.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
  }

  /// Whether a name is the name that is asked for, a version of it or an element of its list.
  func isVersion(_ other: String) -> Bool {
    guard other.hasPrefix(root) else { return false }
    return other.dropFirst(root.count).first.map { "[′″@(.".contains($0) } ?? true
  }

  /// `5`, `gate 5`, `step 5` as 5.
  static func step(_ name: String) -> Int? {
    var text = Substring(name)
    for word in ["gate", "step"] where text.hasPrefix(word) {
      text = text.dropFirst(word.count).drop { $0 == " " }
      break
    }
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }

  /// Full-width signs become plain ones; primes, minus signs and spaces too.
  static func plain(_ question: String) -> String {
    var result = ""
    for scalar in question.unicodeScalars {
      switch scalar.value {
      case 0xFF01...0xFF5E:
        if let plain = Unicode.Scalar(scalar.value - 0xFEE0) { result.unicodeScalars.append(plain) }
      case 0x3000, 0xA0, 0x09, 0x0A, 0x0D: result += " "
      case 0x2212, 0x2010, 0x2011: result += "-"
      case 0x3001: result += ","
      case 0x3002: result += "."
      case 0x27, 0x2019: result += isKey(result) ? "'" : "′"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return trimmed(result[...].replacing("′′", with: "″")[...])
  }

  /// A quote in brackets opens or closes a dictionary's key; elsewhere it is a prime.
  private static func isKey(_ text: String) -> Bool {
    (text.lastIndex(of: "[") ?? text.startIndex) > (text.lastIndex(of: "]") ?? text.startIndex)
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// `x@2` as the name that is shown: x′.
  private static func version(_ name: String) -> String {
    guard let at = name.lastIndex(of: "@"), !name[..<at].contains("."),
      name[..<at].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
    else { return name }
    switch name[name.index(after: at)...] {
    case "1": return String(name[..<at]) + "@1"
    case "2": return String(name[..<at]) + "′"
    case "3": return String(name[..<at]) + "″"
    default: return name
    }
  }

  /// `0, 1` as numbers; nil where it is no index at all.
  private static func numbers(_ text: Substring, in question: String) throws(QuestionProblem)
    -> [Int]?
  {
    if text.contains("'") || text.contains("\"") { return nil }
    if text.contains(":") || text.contains("...") {
      throw QuestionProblem(
        .malformed, "`\(question)` asks for several numbers at once",
        hint: "one index an axis picks one number, such as `[0, 1]`")
    }
    var numbers: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let part = trimmed(part)
      if part.isEmpty, !numbers.isEmpty { continue }
      guard let number = Int(part) else {
        throw QuestionProblem(
          .malformed, "`[\(text)]` is not an index: it holds `\(part)`",
          hint: "indices are integers, such as `[0, 1]` or `[-1]`")
      }
      numbers.append(number)
    }
    return numbers
  }
}
