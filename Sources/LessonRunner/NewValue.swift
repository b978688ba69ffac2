import Diagnostics
import LessonOutput
import PythonSubset

/// A typed value as code: what people write for numbers and matrices, in the lesson's language.
enum NewValue {
  /// `nan`, `-inf`, `[1 2; 3 4]` and what NumPy prints, as code; anything else as it was typed.
  static func code(_ text: String) -> String {
    let listed = text.hasPrefix("[") ? commas(text) : text
    let value = parses(text) || !parses(listed) ? text : listed
    return words(value)
  }

  private static func parses(_ text: String) -> Bool {
    Parser.parse(SourceText(name: "value", text: text)).diagnostics.isEmpty
  }

  /// Commas between numbers that only spaces part; `;` begins a new row.
  private static func commas(_ text: String) -> String {
    var text = text
    if text.contains(";"), text.hasSuffix("]") {
      let rows = text.dropFirst().dropLast().split(separator: ";")
      text = "[" + rows.map { "[\(String($0).trimmingSpaces)]" }.joined(separator: ", ") + "]"
    }
    var result = ""
    var sawSpace = false
    for character in text {
      if character.isWhitespace {
        sawSpace = true
        continue
      }
      if let last = result.last {
        let ends = last.isNumber || last == "." || last == "]"
        let starts = character.isNumber || "-+.[".contains(character)
        if ends, starts, sawSpace || last == "]" && character == "[" { result += ", " }
      }
      sawSpace = false
      result += character == "," ? ", " : String(character)
    }
    return result
  }

  /// The words for what is no number, and for what is beyond all numbers, as calls that need no
  /// import.
  private static func words(_ text: String) -> String {
    var result = ""
    var word = ""
    var quote: Character?
    func flush(_ before: Character?) {
      switch word.lowercased() {
      case "nan" where before != ".": result += "float(\"nan\")"
      case "inf" where before != ".", "infinity" where before != ".": result += "float(\"inf\")"
      default: result += word
      }
      word = ""
    }
    var before: Character?
    for character in text {
      let isWord = character.isLetter || character.isNumber || character == "_"
      if quote == nil, isWord {
        if word.isEmpty { before = result.last }
        word.append(character)
        continue
      }
      flush(before)
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "∞" {
        result += "float(\"inf\")"
        continue
      }
      result.append(character)
    }
    flush(before)
    return result
  }

  /// Where the new value goes, and how: a list stays an array where the old value was one.
  static func fitting(_ text: String, in old: Expression, _ source: SourceText)
    -> (place: Expression, text: String)
  {
    guard case .call(let callee, let arguments) = old.kind,
      case .attribute(let base, let name) = callee.kind,
      let new = Parser.parse(SourceText(name: "value", text: text)).statements.first,
      case .expression(let value) = new.kind
    else { return (old, text) }
    switch value.kind {
    case .list, .tuple: break
    default: return (old, text)
    }
    // `np.array([…], dtype=float)` keeps everything but its list.
    if name == "array" || name == "asarray", let first = arguments.first,
      case .positional = first.kind
    {
      let isFloat = arguments.count == 1 && hasFloat(first.value) && !hasFloat(value)
      return (first.value, isFloat ? "\(text), dtype=float" : text)
    }
    var root = base
    while case .attribute(let inner, _) = root.kind { root = inner }
    guard case .name(let module) = root.kind, module == "np" || module == "numpy" else {
      return (old, text)
    }
    return (old, "\(module).array(\(text)" + (hasFloat(value) ? ")" : ", dtype=float)"))
  }

  private static func hasFloat(_ e: Expression) -> Bool {
    switch e.kind {
    case .int: return false
    case .list(let items), .tuple(let items): return items.contains(where: hasFloat)
    case .unary(_, let inner): return hasFloat(inner)
    default: return true
    }
  }
}
