import Diagnostics

/// A mistake in a block's options, by line and column of the block's code.
struct OptionProblem {
  var severity = Diagnostic.Severity.error
  var message: String
  var hint: String?
  /// Line from 1; byte columns from 0, half open.
  var line: Int
  var columns: Range<Int>
}

/// Reads the `#|` lines at the top of a block.
struct OptionReader {
  private(set) var options = BlockOptions()
  private(set) var problems: [OptionProblem] = []

  /// A key, its value and where they stand.
  private struct Entry {
    var key: String
    var line: Int
    var keyColumns: Range<Int>
    var indentation: Int
    var value: String
    var valueColumns: Range<Int>
    var continuation: [String] = []
  }

  init(code: String) {
    let entries = readEntries(code)
    for entry in entries { apply(entry) }
    checkPlaces(entries)
  }

  // MARK: Lines

  private mutating func readEntries(_ code: String) -> [Entry] {
    var entries: [Entry] = []
    var isHead = true
    var lineNumber = 0
    for line in code.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      lineNumber += 1
      guard line.starts(with: "#|".utf8) else {
        if isHead, !line.allSatisfy({ $0 <= 0x20 }) { isHead = false }
        continue
      }
      let bytes = Array(line.prefix(Self.longestLine))
      if !isHead {
        problems.append(
          OptionProblem(
            severity: .warning,
            message: "An option below the block's first statement has no effect.",
            hint: "Move this `#|` line to the top of the block.", line: lineNumber,
            columns: 0..<bytes.count))
        continue
      }
      guard let start = bytes.indices.dropFirst(2).first(where: { bytes[$0] > 0x20 }) else {
        continue
      }
      if let last = entries.last, start > last.indentation {
        entries[entries.count - 1].continuation.append(text(bytes[start...]))
        continue
      }
      guard let colon = bytes[start...].firstIndex(of: UInt8(ascii: ":")) else {
        problems.append(
          OptionProblem(
            message:
              "`\(text(bytes[start...]))` is not an option: the `:` after its name is missing.",
            hint: "Write `#| name: value`.", line: lineNumber, columns: start..<bytes.count))
        continue
      }
      let key = text(bytes[start..<colon])
      let valueStart =
        bytes[(colon + 1)...].firstIndex { $0 > 0x20 } ?? bytes.count
      entries.append(
        Entry(
          key: key, line: lineNumber, keyColumns: start..<(start + key.utf8.count),
          indentation: start, value: text(bytes[(colon + 1)...]),
          valueColumns: valueStart..<max(valueStart + 1, bytes.count)))
    }
    return entries
  }

  /// So many unknown names get a hint; more problems than these are not shown.
  private static let mostHints = 100
  /// Longer option lines are cut.
  private static let longestLine = 10_000

  private func text(_ bytes: ArraySlice<UInt8>) -> String {
    OptionValue.trimmed(String(decoding: bytes, as: UTF8.self))
  }

  // MARK: Values

  private mutating func apply(_ entry: Entry) {
    guard let spec = BlockOptions.schema.first(where: { $0.name == entry.key }) else {
      let known = BlockOptions.schema.map(\.name)
      problems.append(
        OptionProblem(
          message: "There is no option `\(entry.key)`.",
          hint: problems.count < Self.mostHints
            ? suggestion(for: entry.key, among: known)
              ?? "Options are \(known.map { "`\($0)`" }.joined(separator: ", "))."
            : nil,
          line: entry.line, columns: entry.keyColumns))
      return
    }
    if let first = options.given[entry.key] {
      problems.append(
        OptionProblem(
          message: "The option `\(entry.key)` stands twice in this block.",
          hint:
            "Keep one; the first is \(entry.line - first) line\(entry.line - first == 1 ? "" : "s") above.",
          line: entry.line, columns: entry.keyColumns))
      return
    }
    options.given[entry.key] = entry.line
    if !set(spec, to: entry) {
      let value = joined(entry, separator: " ")
      problems.append(
        OptionProblem(
          message: value.isEmpty
            ? "The option `\(entry.key)` has no value."
            : "`\(value)` is not a value of the option `\(entry.key)`.",
          hint: "Expected \(spec.expected).", line: entry.line,
          columns: value.isEmpty ? entry.keyColumns : entry.valueColumns))
    }
  }

  /// The value with its continuation lines; a first line that is only `|` or `>` is dropped, and
  /// `|` keeps the line ends.
  private func joined(_ entry: Entry, separator: String) -> String {
    if entry.continuation.isEmpty { return OptionValue.unquoted(entry.value) }
    if entry.value == "|" { return entry.continuation.joined(separator: "\n") }
    let first = entry.value.isEmpty || entry.value == ">" ? [] : [entry.value]
    return OptionValue.unquoted((first + entry.continuation).joined(separator: separator))
  }

  private func items(_ entry: Entry) -> [String] {
    if entry.value.isEmpty, entry.continuation.allSatisfy({ $0.hasPrefix("- ") }) {
      return entry.continuation.map { OptionValue.unquoted(OptionValue.trimmed($0.dropFirst(2))) }
    }
    return OptionValue.list(joined(entry, separator: " "))
  }

  private mutating func set(_ spec: OptionSpec, to entry: Entry) -> Bool {
    let value = joined(entry, separator: " ")
    if value.isEmpty { return false }
    switch spec.kind {
    case .flag(let path):
      guard let flag = OptionValue.flag(value) else { return false }
      options[keyPath: path] = flag
    case .text(let path):
      options[keyPath: path] = value
    case .identifier(let path):
      guard OptionValue.isIdentifier(value) else { return false }
      options[keyPath: path] = value
    case .list(let path):
      options[keyPath: path] = items(entry)
    case .optionalList(let path):
      options[keyPath: path] = items(entry)
    case .words(let words, let path):
      let chosen = items(entry)
      guard chosen.allSatisfy(words.contains) else { return false }
      options[keyPath: path] = chosen
    case .number(let path):
      guard let number = OptionValue.number(value), number >= 0 else { return false }
      options[keyPath: path] = number
    case .integer(let least, let path):
      guard let integer = OptionValue.integer(value), integer >= least else { return false }
      options[keyPath: path] = integer
    case .byteCount(let path):
      guard let count = OptionValue.byteCount(value) else { return false }
      options[keyPath: path] = count
    case .trace(let path):
      if let flag = OptionValue.flag(value) {
        options[keyPath: path] = flag ? .auto(true) : .none
      } else {
        options[keyPath: path] = .names(items(entry))
      }
    case .reveal:
      guard let reveal = BlockOptions.Reveal(rawValue: value) else { return false }
      options.reveal = reveal
    case .variants:
      guard let variants = OptionValue.variants(joined(entry, separator: ";")) else {
        return false
      }
      options.variants = variants
    }
    return true
  }

  // MARK: Places

  private mutating func checkPlaces(_ entries: [Entry]) {
    for entry in entries {
      guard let spec = BlockOptions.schema.first(where: { $0.name == entry.key }),
        !fits(spec.place)
      else { continue }
      problems.append(
        OptionProblem(
          severity: .warning, message: "The option `\(entry.key)` has no effect here.",
          hint: "It belongs on \(spec.place.rawValue).", line: entry.line,
          columns: entry.keyColumns))
    }
  }

  private func fits(_ place: OptionSpec.Place) -> Bool {
    switch place {
    case .anyBlock: true
    case .tracedBlock: options.trace != .none || options.given["trace"] == nil
    case .starter: options.partKind == .starter
    case .solution: options.solution
    case .check: options.check != nil
    case .wrong: options.wrong != nil
    case .scored: options.check != nil || options.predict != nil || options.partKind == .starter
    }
  }
}

extension BlockOptions {
  /// What the options make of the block, or nil for one that belongs to no exercise.
  var partKind: CodePart.Kind? {
    if solution { return .solution }
    if check != nil { return .check }
    if wrong != nil { return .wrong }
    if setup { return .setup }
    return exercise == nil ? nil : .starter
  }
}
