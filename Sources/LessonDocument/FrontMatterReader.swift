import Diagnostics
import Yams

/// Reads the YAML between the `---` lines at the top of a lesson.
struct FrontMatterReader {
  /// Longer front matter is refused: it is a few lines in practice, and the parser is not fast.
  static let maximumBytes = 64 * 1024
  /// Deeper nesting is refused before the YAML parser, which recurses, sees it.
  static let maximumDepth = 50

  private(set) var frontMatter = FrontMatter()
  /// Where the Markdown starts, and how many lines stand above it.
  private(set) var bodyStart: Int
  private(set) var bodyLine = 0

  private let source: SourceText
  /// Lines above the YAML: the opening `---`.
  private static let linesAbove = 1

  /// - Parameter start: where the text starts, after a byte order mark.
  init(_ source: SourceText, from start: Int, diagnostics: inout DiagnosticList) {
    self.source = source
    bodyStart = start
    guard source.bytes[start...].starts(with: "---".utf8), isFence(1, from: start) else { return }
    var line = 2
    while line <= source.lineCount, !isFence(line, from: source.lineStarts[line - 1]) { line += 1 }
    guard line <= source.lineCount else {
      if source.lineCount > 1, source.lineText(2).contains(":") {
        diagnostics.add(
          .warning, "The front matter that this line opens is never closed.",
          hint: "Put a line `---` below its last key.", line: 1)
      }
      return
    }
    let first = source.lineStarts[1]
    let end = source.lineStarts[line - 1]
    bodyStart = line < source.lineCount ? source.lineStarts[line] : source.bytes.count
    bodyLine = line
    read(first..<end, &diagnostics)
  }

  private func isFence(_ line: Int, from start: Int) -> Bool {
    var end = line < source.lineCount ? source.lineStarts[line] : source.bytes.count
    while end > start, source.bytes[end - 1] <= 0x20 { end -= 1 }
    let text = source.bytes[start..<max(start, end)]
    return text.elementsEqual("---".utf8) || (line > 1 && text.elementsEqual("...".utf8))
  }

  // MARK: YAML

  private mutating func read(_ range: Range<Int>, _ diagnostics: inout DiagnosticList) {
    guard range.count <= Self.maximumBytes else {
      diagnostics.add(
        .error,
        "The front matter has \(range.count) bytes; at most \(Self.maximumBytes) are read.",
        hint: "Keep to a few lines of `key: value`.", line: 1)
      return
    }
    if let problem = unwelcome(source.bytes[range]) {
      diagnostics.add(.error, problem.message, hint: problem.hint, line: problem.line)
      return
    }
    do {
      let yaml = String(decoding: source.bytes[range], as: UTF8.self)
      guard
        let node = try Parser(
          yaml: yaml, resolver: .basic, constructor: .default, encoding: .utf8
        ).singleRoot()
      else { return }
      fill(node, &diagnostics)
    } catch {
      report(error, &diagnostics)
    }
  }

  /// Finds what could make the YAML parser recurse deeply or expand without bound.
  private func unwelcome(_ bytes: ArraySlice<UInt8>) -> (message: String, hint: String, line: Int)?
  {
    var depth = 0
    var indicators = 0
    var anchor = false
    var alias: Int?
    var line = 1 + Self.linesAbove
    var startsToken = true
    var previous = UInt8(ascii: "\n")
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "\n"):
        line += 1
        indicators = 0
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        if previous == UInt8(ascii: "-") || previous == UInt8(ascii: "?")
          || previous == UInt8(ascii: ":")
        {
          indicators += 1
        }
      default: break
      }
      if startsToken, byte == UInt8(ascii: "&") { anchor = true }
      if startsToken, byte == UInt8(ascii: "*"), alias == nil { alias = line }
      if depth > Self.maximumDepth || indicators > Self.maximumDepth {
        return (
          "The front matter nests more than \(Self.maximumDepth) levels deep here.",
          "Keep to `key: value` and plain lists.", line
        )
      }
      startsToken =
        byte <= 0x20 && (startsToken || "-?:,[{".utf8.contains(previous) || byte == 0x0A)
        || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: ",")
      previous = byte
    }
    if anchor, let alias {
      return (
        "Lessons do not use YAML anchors (`&name`) and aliases (`*name`) in front matter.",
        "Write the value out.", alias
      )
    }
    return nil
  }

  private func report(_ error: any Error, _ diagnostics: inout DiagnosticList) {
    var problem = "it could not be read"
    var mark: Mark?
    switch error as? YamlError {
    case .scanner(_, let text, let place, _), .parser(_, let text, let place, _),
      .composer(_, let text, let place, _):
      problem = text
      mark = place
    case .duplicatedKeysInMapping(let keys, let context):
      problem = "the key `\(keys.first ?? "")` stands twice"
      mark = context.mark
    case .reader(let text, _, _, _): problem = text
    default: break
    }
    let hint = "Write `key: value`; a value with `: ` or `#` in it needs quotes."
    if let mark {
      diagnostics.add(
        .error, "The front matter is not YAML: \(problem).", hint: hint, at: span(of: mark))
    } else {
      diagnostics.add(.error, "The front matter is not YAML: \(problem).", hint: hint, line: 1)
    }
  }

  private func line(of node: Node) -> Int { (node.mark?.line ?? 1) + Self.linesAbove }

  private func span(of mark: Mark, length: Int = 1) -> Span {
    let line = max(1, min(mark.line + Self.linesAbove, source.lineCount))
    var offset = source.lineStarts[line - 1]
    let end = line < source.lineCount ? source.lineStarts[line] : source.bytes.count
    var column = 1
    while offset < end, column < mark.column {
      offset += 1
      while offset < end, source.bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      column += 1
    }
    return Span(offset, min(source.bytes.count, offset + max(1, length)))
  }

  // MARK: Values

  private mutating func fill(_ root: Node, _ diagnostics: inout DiagnosticList) {
    if case .scalar(let scalar) = root, scalar.string.isEmpty { return }
    guard case .mapping(let mapping) = root else {
      diagnostics.add(
        .error, "The front matter is not a set of keys.", hint: "Write `key: value` lines.",
        line: line(of: root))
      return
    }
    for (key, value) in mapping {
      guard case .scalar(let name) = key else {
        diagnostics.add(
          .error, "A key of the front matter is not a name.", hint: "Write `key: value`.",
          line: line(of: key))
        continue
      }
      if let expected = set(name.string, value, line: line(of: key), &diagnostics) {
        diagnostics.add(
          .error, "`\(name.string)` in the front matter is \(described(value)).",
          hint: "Expected \(expected).", line: line(of: key))
      }
    }
  }

  /// Sets a key; gives what was expected if the value does not fit.
  private mutating func set(
    _ key: String, _ value: Node, line: Int, _ diagnostics: inout DiagnosticList
  ) -> String? {
    switch key {
    case "title": return setText(\.title, value)
    case "lang":
      if let text = text(value), text.utf8.allSatisfy({ $0 == 0x2D || isAlphanumeric($0) }) {
        frontMatter.language = text
        return nil
      }
      return "a language such as `en` or `zh-CN`"
    case "description": return setText(\.description, value)
    case "lesson": return setText(\.lessonID, value)
    case "version": return setText(\.version, value)
    case "learner": return setText(\.learner, value)
    case "authors", "author": return setList(\.authors, value)
    case "prerequisites": return setList(\.prerequisites, value)
    case "data": return setList(\.data, value)
    case "seed":
      guard let seed = text(value).flatMap(OptionValue.integer), seed >= 0 else {
        return "an integer, 0 or more"
      }
      frontMatter.seed = seed
    case "dtype":
      guard let dtype = text(value), ["float32", "float64"].contains(dtype) else {
        return "`float32` or `float64`"
      }
      frontMatter.dtype = dtype
    case "run":
      guard text(value) == "braces" else { return "`braces`, or no `run` at all" }
      frontMatter.runsBracesOnly = true
    case "format":
      guard text(value) == "1" else { return "1, the only format that this program reads" }
    case "limits": return setLimits(value, &diagnostics)
    default:
      let hint = suggestion(for: key, among: FrontMatter.keys)
      diagnostics.add(
        .note, "The front matter's key `\(key)` has no meaning here.",
        hint: hint ?? "Keys are \(FrontMatter.keys.map { "`\($0)`" }.joined(separator: ", ")).",
        line: line)
    }
    return nil
  }

  private func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// A scalar's text; nil for null and for what is no scalar.
  private func text(_ node: Node) -> String? {
    guard case .scalar(let scalar) = node else { return nil }
    if scalar.style == .plain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) {
      return nil
    }
    return OptionValue.trimmed(scalar.string)
  }

  private func isNull(_ node: Node) -> Bool {
    if case .scalar = node { return text(node) == nil }
    return false
  }

  private mutating func setText(
    _ path: WritableKeyPath<FrontMatter, String?>, _ value: Node
  ) -> String? {
    if isNull(value) { return nil }
    guard let text = text(value) else { return "a text" }
    frontMatter[keyPath: path] = text
    return nil
  }

  private mutating func setList(
    _ path: WritableKeyPath<FrontMatter, [String]>, _ value: Node
  ) -> String? {
    if isNull(value) { return nil }
    if let text = text(value) {
      frontMatter[keyPath: path] = OptionValue.list(text)
      return nil
    }
    guard case .sequence(let sequence) = value else { return "a text or a list of texts" }
    var items: [String] = []
    for node in sequence {
      if let text = text(node) {
        items.append(text)
      } else if case .mapping(let mapping) = node,
        let name = mapping.first(where: { text($0.key) == "name" }), let text = text(name.value)
      {
        items.append(text)
      } else {
        return "a text or a list of texts"
      }
    }
    frontMatter[keyPath: path] = items
    return nil
  }

  private mutating func setLimits(_ value: Node, _ diagnostics: inout DiagnosticList) -> String? {
    if isNull(value) { return nil }
    let expected = "`steps` (an integer) and `memory` (a size such as `256 MB`) below it"
    guard case .mapping(let mapping) = value else { return expected }
    for (key, limit) in mapping {
      switch text(key) {
      case "steps":
        guard let steps = text(limit).flatMap(OptionValue.integer), steps > 0 else {
          return expected
        }
        frontMatter.stepLimit = steps
      case "memory":
        guard let memory = text(limit).flatMap(OptionValue.byteCount), memory > 0 else {
          return expected
        }
        frontMatter.memoryLimit = memory
      default:
        let name = text(key) ?? "?"
        diagnostics.add(
          .note, "`limits` has no `\(name)`.",
          hint: suggestion(for: name, among: ["steps", "memory"])
            ?? "It has `steps` and `memory`.", line: line(of: key))
      }
    }
    return nil
  }

  private func described(_ node: Node) -> String {
    switch node {
    case .scalar: text(node).map { "`\($0)`" } ?? "empty"
    case .sequence: "a list"
    case .mapping: "a set of keys"
    case .alias: "an alias"
    }
  }
}
