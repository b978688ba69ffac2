import Arrays
import Autodiff
import LessonOutput

/// One call of the function that was searched.
final class TrialObject: Object {
  let number: Int
  let names: [String]
  let values: [Value]
  /// What f gave; nan where it raised.
  var value = Double.nan
  /// Why it does not count.
  var failure: String?

  init(number: Int, names: [String], values: [Value]) {
    self.number = number
    self.names = names
    self.values = values
  }

  override var typeName: String { "lesson.search.trial" }
  override var attributeNames: [String] { ["number", "parameters", "value", "error"] }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    switch name {
    case "number": return .int(number)
    case "value": return .float(value)
    case "error": return failure.map { .string($0) } ?? Value.none
    case "parameters":
      let result = DictionaryObject()
      for (name, value) in zip(names, values) { try result.set(.string(name), value, session) }
      return .object(result)
    default: return nil
    }
  }

  /// `trial['lr']`
  override func item(_ key: Value, _ session: Session) throws -> Value {
    if let place = names.firstIndex(where: { $0 == key.text }) { return values[place] }
    throw PythonError(
      "KeyError", try session.representation(key),
      hint: "parameters: \(names.joined(separator: ", "))")
  }

  override func representation(_ session: Session) throws -> String {
    let parameters = try zip(names, values).map { "\($0)=\(try session.representation($1))" }
    return "<trial \(number): \(parameters.joined(separator: ", ")), "
      + (failure ?? "value \(PythonText.repr(value))") + ">"
  }
}

/// What a search found.
final class SearchResult: Object, Tabular {
  /// Trials that a leaderboard shows.
  private static let shown = 10

  private let trials: [TrialObject]
  private let best: Int
  private let isMaximized: Bool
  private let notes: [String]

  init(_ trials: [TrialObject], best: Int, isMaximized: Bool, notes: [String]) {
    self.trials = trials
    self.best = best
    self.isMaximized = isMaximized
    self.notes = notes
  }

  override var typeName: String { "lesson.search.result" }
  override func length(_ session: Session) -> Int { trials.count }
  override var attributeNames: [String] { ["best", "trials", "failed", "notes", "top"] }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    func list(_ trials: some Sequence<TrialObject>) -> Value {
      .list(trials.map { .object($0) })
    }
    switch name {
    case "best": return .object(trials[best])
    case "trials": return list(trials)
    case "failed": return list(trials.filter { $0.failure != nil })
    case "notes": return .list(notes.map { .string($0) })
    case "top":
      return makeMethod(name, "k=10") { [self] bound, session in
        list(ranked.prefix(max(0, try bound[0].map { try session.size($0) } ?? Self.shown)))
      }
    default: return nil
    }
  }

  /// The best first; of equal ones the earlier; without those that failed.
  private var ranked: [TrialObject] {
    trials.filter { $0.failure == nil }.sorted {
      if $0.value == $1.value { return $0.number < $1.number }
      return isMaximized ? $0.value > $1.value : $0.value < $1.value
    }
  }

  override func representation(_ session: Session) throws -> String {
    let trial = trials[best]
    let parameters = try zip(trial.names, trial.values).map {
      "\($0)=\(try Self.text($1, session))"
    }
    return "<\(trials.count) trials, best \(try Self.text(.float(trial.value), session)) at "
      + parameters.joined(separator: ", ") + ">"
  }

  // MARK: Leaderboard

  /// Rows of text: a header, the best trials, those that failed.
  private func rows(_ session: Session) throws -> (
    header: [String], rows: [[String]], rest: String?
  ) {
    let header = ["rank", "trial"] + (trials.first?.names ?? []) + ["value"]
    func cells(_ trial: TrialObject) throws -> [String] {
      try trial.values.map { try Self.text($0, session) }
    }
    let ranked = ranked
    let failed = trials.filter { $0.failure != nil }
    var rows = try ranked.prefix(Self.shown).enumerated().map { place, trial in
      try ["\(place + 1)", "\(trial.number)"] + cells(trial)
        + [Self.text(.float(trial.value), session)]
    }
    rows += try failed.prefix(Self.shown).map { trial in
      try ["–", "\(trial.number)"] + cells(trial) + [trial.failure ?? ""]
    }
    let left = max(0, ranked.count - Self.shown) + max(0, failed.count - Self.shown)
    let rest = left > 0 ? "… and \(left) more trial\(left == 1 ? "" : "s")" : nil
    return (header, rows, rest)
  }

  private static func text(_ value: Value, _ session: Session) throws -> String {
    switch value {
    case .float, .scalar:
      if case .scalar(let scalar) = value, !scalar.dtype.isFloat {
        return try session.string(value)
      }
      return shortNumber(value.number ?? .nan)
    default: return try session.string(value)
    }
  }

  override func string(_ session: Session) throws -> String {
    let (header, rows, rest) = try rows(session)
    // Reasons of failures are long, and last: they reach beyond the table.
    let widths = header.indices.map { column in
      ([header] + rows).filter { column < header.count - 1 || $0[0] != "–" }
        .map { DisplayWidth.of($0[column]) }.max() ?? 0
    }
    let lines = ([header] + rows).map { row in
      row.indices.map { column in
        let room = String(
          repeating: " ", count: max(0, widths[column] - DisplayWidth.of(row[column])))
        return column == row.count - 1 && row[0] == "–" ? row[column] : room + row[column]
      }.joined(separator: "  ")
    }
    return (lines + (rest.map { [$0] } ?? []) + notes).joined(separator: "\n")
  }

  func table(_ session: Session) throws -> TableBlock {
    let (header, rows, rest) = try rows(session)
    var cells = rows.map { $0.map { [Inline.text($0)] } }
    if let rest {
      cells.append(
        [[.text("…")], [.text("")]] + (header.dropFirst(3).map { _ in [.text("")] }) + [
          [.text(rest)]
        ])
    }
    return TableBlock(
      alignments: header.map { _ in .right }, header: header.map { [.text($0)] }, rows: cells)
  }

  var remarks: [String] { notes }
}

/// A value that is shown as a table where a block ends with it.
protocol Tabular: Object {
  func table(_ session: Session) throws -> TableBlock
  /// Sentences below it.
  var remarks: [String] { get }
}
