import Arrays
import Autodiff
import LessonOutput
import NeuralNetworks

/// What `data.csv` gives.
final class TableObject: Object, Tabular {
  /// Rows that are shown.
  private static let shown = 10

  private let name: String
  private let table: CSVTable
  /// Columns as arrays, made when they are asked for.
  private var arrays: [Int: Value] = [:]

  init(_ name: String, _ table: CSVTable) {
    self.name = name
    self.table = table
  }

  override var typeName: String { "lesson.data.table" }
  override func length(_ session: Session) -> Int { table.rowCount }
  override func representation(_ session: Session) -> String {
    "<\(name): \(table.rowCount) rows of \(table.names.joined(separator: ", "))>"
  }
  override var attributeNames: [String] { ["columns", "array", "shape", "name"] }

  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    switch attribute {
    case "name": return .string(name)
    case "columns": return .list(table.names.map { .string($0) })
    case "shape": return .tuple([.int(table.rowCount), .int(table.names.count)])
    case "array": return try numbers(Array(table.names.indices), session)
    default:
      if table.names.contains(attribute) {
        throw PythonError(
          "AttributeError", "a table has no attribute '\(attribute)'",
          hint: "a column is an item: table['\(attribute)']")
      }
      return nil
    }
  }

  override func item(_ key: Value, _ session: Session) throws -> Value {
    if let list = key.asObject(ListObject.self) {
      return try numbers(try list.items.map { try self.place(of: $0, session) }, session)
    }
    let place = try self.place(of: key, session)
    if let known = arrays[place] { return known }
    let made: Value
    switch table.columns[place] {
    case .integers(let values): made = .object(ArrayObject(NDArray(values)))
    case .numbers(let values): made = .object(ArrayObject(NDArray(values)))
    case .texts(let values):
      made = .object(StringArrayObject(texts: values, shape: [values.count]))
    }
    arrays[place] = made
    return made
  }

  override func contains(_ value: Value, _ session: Session) -> Bool {
    value.text.map { table.names.contains($0) } ?? false
  }

  override func iterator(_ session: Session) throws -> IteratorObject {
    try Value.list(table.names.map { .string($0) }).asObject(ListObject.self)?.iterator(session)
      ?? super.iterator(session)
  }

  private func place(of key: Value, _ session: Session) throws -> Int {
    if let place = table.names.firstIndex(where: { $0 == key.text }) { return place }
    throw PythonError(
      "KeyError", try session.representation(key),
      hint: key.text.flatMap { session.nearest($0, table.names) }
        ?? "columns: \(table.names.prefix(12).joined(separator: ", "))")
  }

  /// Columns side by side: (N, columns).
  private func numbers(_ places: [Int], _ session: Session) throws -> Value {
    let columns = try places.map { place -> [Double] in
      switch table.columns[place] {
      case .integers(let values): return values.map(Double.init)
      case .numbers(let values): return values
      case .texts(let values):
        let example = try session.representation(.string(values.first ?? ""))
        throw PythonError.value(
          "the column `\(table.names[place])` holds texts, such as \(example)",
          hint: "name the columns of numbers: table[['a', 'b']]")
      }
    }
    try session.chargeMemory(8 * columns.count, times: table.rowCount)
    let result = NDArray(uninitialized: [table.rowCount, columns.count], .float64)
    let out = result.pointer(Double.self)
    for (place, column) in columns.enumerated() {
      for (row, value) in column.enumerated() { out[row * columns.count + place] = value }
    }
    return .object(ArrayObject(result))
  }

  // MARK: Shown as a table

  func table(_ session: Session) -> TableBlock {
    func text(_ column: CSVTable.Column, _ row: Int) -> String {
      switch column {
      case .integers(let values): String(values[row])
      case .numbers(let values): PythonText.repr(values[row])
      case .texts(let values): values[row]
      }
    }
    return TableBlock(
      alignments: table.columns.map { if case .texts = $0 { .left } else { .right } },
      header: table.names.map { [.text($0)] },
      rows: (0..<min(Self.shown, table.rowCount)).map { row in
        table.columns.map { [.text(text($0, row))] }
      })
  }

  var remarks: [String] {
    table.rowCount > Self.shown ? ["the first \(Self.shown) of \(table.rowCount) rows"] : []
  }
}
