/// A table of a CSV file (RFC 4180): columns with names.
package struct CSVTable: Sendable {
  /// Bytes of the largest file that is read: its fields take some 24 times as much for a while.
  package static let largestFile = 16 << 20
  /// More columns than this are no table that a lesson looks at.
  package static let mostColumns = 10_000

  package enum Column: Sendable {
    case integers([Int])
    /// Empty fields are nan.
    case numbers([Double])
    case texts([String])
  }

  package private(set) var names: [String] = []
  package private(set) var columns: [Column] = []
  package private(set) var rowCount = 0

  /// - Parameters:
  ///   - hasHeader: whether the first line holds the names; else they are "0", "1", …
  ///   - delimiter: the character between fields, an ASCII one.
  package init(
    _ bytes: [UInt8], name: String, hasHeader: Bool = true, delimiter: UInt8 = UInt8(ascii: ",")
  ) throws(DataFileProblem) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw DataFileProblem(
        name, "the file is not UTF-8 text",
        hint: "save it as UTF-8; spreadsheets call it CSV UTF-8")
    }
    var rows = try Self.rows(bytes, name, delimiter)
    guard let first = rows.first else { throw DataFileProblem(name, "the file is empty") }
    let width = first.fields.count
    guard width <= Self.mostColumns else {
      throw DataFileProblem(
        name, "line 1 has \(width) fields", hint: "a table has up to \(Self.mostColumns) columns")
    }
    names = (0..<width).map(String.init)
    if hasHeader {
      names = first.fields.map(\.trimmed)
      rows.removeFirst()
      var seen: Set<String> = []
      for (place, column) in names.enumerated() where !seen.insert(column).inserted {
        throw DataFileProblem(
          name, "two columns are called `\(column)`, the second is column \(place + 1)",
          hint: "give each its own name in the first line")
      }
    }
    for row in rows where row.fields.count != width {
      throw DataFileProblem(
        name,
        "line \(row.line) has \(row.fields.count) field\(row.fields.count == 1 ? "" : "s"), line 1 has "
          + "\(width)",
        hint: row.fields.count > width
          ? "a field that holds the delimiter stands in quotes"
          : "an empty field still needs its comma")
    }
    rowCount = rows.count
    columns = (0..<width).map { column in Self.column(rows.map { $0.fields[column] }) }
  }

  /// A line of the file, which may go over several where quotes hold line ends.
  package struct Row: Sendable {
    /// Where it starts, from 1.
    package var line: Int
    package var fields: [String]
  }

  /// Fields of all lines that are not empty.
  package static func rows(_ bytes: [UInt8], _ name: String, _ delimiter: UInt8)
    throws(DataFileProblem) -> [Row]
  {
    let quote = UInt8(ascii: "\"")
    let (newline, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var rows: [Row] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var (line, start, opened) = (1, 1, 1)
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    func finish() {
      fields.append(String(decoding: field, as: UTF8.self))
      field = []
    }
    func finishRow() {
      let isBlank = fields.isEmpty && field.isEmpty && !isQuoted
      if !isBlank {
        finish()
        rows.append(Row(line: start, fields: fields))
      }
      fields = []
      isQuoted = false
    }
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == quote, field.isEmpty, !isQuoted {
        isQuoted = true
        opened = line
        var isClosed = false
        while position < bytes.count {
          let inner = bytes[position]
          position += 1
          if inner == quote {
            guard position < bytes.count, bytes[position] == quote else {
              isClosed = true
              break
            }
            position += 1
          } else if inner == newline {
            line += 1
          }
          field.append(inner)
        }
        guard isClosed else {
          throw DataFileProblem(
            name, "the quotes that open on line \(opened) are not closed",
            hint: "a field ends with quotes as it starts; quotes within it are doubled")
        }
        if position < bytes.count, ![delimiter, newline, carriage].contains(bytes[position]) {
          throw DataFileProblem(
            name, "on line \(line) text follows the quotes that end a field",
            hint: "quotes within a field are doubled: \"\"")
        }
      } else if byte == delimiter {
        finish()
        isQuoted = false
      } else if byte == newline || byte == carriage {
        if byte == carriage, position < bytes.count, bytes[position] == newline { position += 1 }
        finishRow()
        line += 1
        start = line
      } else {
        field.append(byte)
      }
    }
    finishRow()
    return rows
  }

  private static func column(_ fields: [String]) -> Column {
    let values = fields.map(\.trimmed)
    let whole = values.map { $0.isPlainNumber ? Int($0) : nil }
    if !values.isEmpty, !whole.contains(nil) { return .integers(whole.compactMap { $0 }) }
    let numbers = values.map { number($0) }
    let hasNumber = zip(values, numbers).contains { !$0.isEmpty && $1 != nil }
    if hasNumber, !numbers.contains(nil) { return .numbers(numbers.compactMap { $0 }) }
    return .texts(fields)
  }

  private static func number(_ text: String) -> Double? {
    if text.isEmpty { return .nan }
    if text.isPlainNumber { return Double(text) }
    switch text.lowercased() {
    case "nan", "na", "n/a", "null": return .nan
    case "inf", "+inf", "infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: return nil
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }

  /// Digits, signs, a point, an exponent: no hexadecimal numbers, no names.
  fileprivate var isPlainNumber: Bool {
    !isEmpty
      && utf8.allSatisfy {
        ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
          || [UInt8](arrayLiteral: 43, 45, 46, 69, 101).contains($0)
      }
  }
}
