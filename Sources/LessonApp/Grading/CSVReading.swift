import Diagnostics
import LessonOutput
import NeuralNetworks
import Rendering

/// A CSV file that an instructor gives: rosters and scores, as spreadsheets write them.
struct CSVReading {
  /// Bytes of the largest roster that is read.
  static let largestFile = 10 << 20
  /// Bytes of the largest table of answers: each may hold many.
  static let largestAnswers = 256 << 20

  struct Row {
    /// Where it starts, from 1.
    var line: Int
    /// By the column's name, without blanks around it; what is missing is empty.
    var fields: [String: String]
    /// As they stand in the file, blanks and all.
    var whole: [String: String] = [:]

    subscript(_ names: String...) -> String {
      for name in names {
        if let field = fields[name], !field.isEmpty { return field }
      }
      return ""
    }
  }

  /// Names of the columns: lower case, blanks and hyphens as `_`.
  let columns: [String]
  let rows: [Row]
  private(set) var problems: [String] = []

  /// - Parameter places: what a header may be called in other programs, by our name for it.
  init(
    _ bytes: [UInt8], name: String, known: [String: [String]], limit: Int = largestFile
  ) throws(FileProblem) {
    guard bytes.count <= limit else {
      throw FileProblem(
        path: name, message: "the file is larger than \(limit >> 20) MB",
        hint: "a class fits into far less: is it the right file?")
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw FileProblem(
        path: name, message: "the file is not UTF-8 text",
        hint: "save it as UTF-8; spreadsheets call it CSV UTF-8")
    }
    let table: [CSVTable.Row]
    do throws(DataFileProblem) {
      table = try CSVTable.rows(bytes, name, Self.delimiter(bytes))
    } catch {
      throw FileProblem(path: name, message: error.message, hint: error.hint)
    }
    guard let header = table.first else {
      throw FileProblem(
        path: name, message: "the file is empty", hint: "its first line names the columns")
    }
    var ours: [String: String] = [:]
    for (name, others) in known {
      ours[name] = name
      for other in others { ours[other] = name }
    }
    columns = header.fields.map { field in
      let plain = Self.columnName(field)
      return ours[plain] ?? plain
    }
    for (place, column) in columns.enumerated()
    where known[column] != nil && columns[..<place].contains(column) {
      throw FileProblem(
        path: name, message: "column \(place + 1) is `\(column)` once more",
        hint: "keep one of them")
    }
    var rows: [Row] = []
    for row in table.dropFirst() {
      let values = row.fields.map(\.trimmingSpaces)
      if values.allSatisfy(\.isEmpty) { continue }
      if values.dropFirst(columns.count).contains(where: { !$0.isEmpty }) {
        problems.append(
          "\(name) line \(row.line): \(values.count) fields, \(columns.count) in the header; what is"
            + " more is left out")
      }
      var read = Row(line: row.line, fields: [:])
      for (place, column) in columns.enumerated()
      where values.indices.contains(place) && read.fields[column] == nil {
        read.fields[column] = GradeCSV.withoutMark(values[place])
        read.whole[column] = GradeCSV.withoutMark(row.fields[place])
      }
      rows.append(read)
    }
    self.rows = rows
  }

  /// `;` and tabs are what spreadsheets write where the comma is a decimal point.
  private static func delimiter(_ bytes: [UInt8]) -> UInt8 {
    let candidates = [",", ";", "\t"].map { UInt8(ascii: $0) }
    var counts = [0, 0, 0]
    var isQuoted = false
    for byte in bytes.prefix(1 << 16) {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
      if let place = candidates.firstIndex(of: byte) { counts[place] += 1 }
    }
    let best = counts.indices.max { (counts[$0], -$0) < (counts[$1], -$1) } ?? 0
    return candidates[best]
  }

  /// `First Name` → `first_name`.
  static func columnName(_ text: String) -> String {
    String(text.trimmingSpaces.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
  }
}
