import Arrays
import Autodiff

/// `range(…)`.
package final class RangeObject: Object {
  package let start: Int
  package let stop: Int
  package let step: Int
  package let count: Int

  package init(_ start: Int, _ stop: Int, _ step: Int) {
    self.start = start
    self.stop = stop
    self.step = step
    let (distance, overflow) =
      step > 0
      ? stop.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(stop)
    let size = step == Int.min ? Int.max : abs(step)
    count = overflow ? Int.max : distance <= 0 ? 0 : (distance - 1) / size + 1
  }

  override package var typeName: String { "range" }
  override package func isTrue(_ session: Session) -> Bool { count > 0 }
  override package func length(_ session: Session) -> Int { count }
  override package func representation(_ session: Session) -> String {
    step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))"
  }
  override package func iterator(_ session: Session) -> IteratorObject {
    var position = 0
    return ClosureIterator("range_iterator") { [self] _ in
      guard position < count else { return nil }
      defer { position += 1 }
      return .int(start &+ position &* step)
    }
  }
  override package func item(_ key: Value, _ session: Session) throws -> Value {
    if let slice = key.asObject(SliceObject.self) {
      let part = try slice.resolved(length: count, session)
      return .object(
        RangeObject(
          start &+ part.start &* step, start &+ (part.start &+ part.count &* part.step) &* step,
          step &* part.step))
    }
    return .int(start &+ (try session.sequenceIndex(key, count: count, "range object")) &* step)
  }
  override package func contains(_ value: Value, _ session: Session) throws -> Bool {
    guard let number = value.number, let whole = Int(exactly: number) else { return false }
    let (distance, overflow) = whole.subtractingReportingOverflow(start)
    return !overflow && distance % step == 0 && distance / step >= 0 && distance / step < count
  }
  override package func compare(
    _ operation: ComparisonOperator, _ other: Value, _ session: Session
  ) -> Value? {
    guard let right = other.asObject(RangeObject.self),
      operation == .equal || operation == .notEqual
    else { return nil }
    let same =
      count == right.count && (count == 0 || start == right.start)
      && (count <= 1 || step == right.step)
    return .bool(same == (operation == .equal))
  }
}

/// `a:b:c` between brackets.
package final class SliceObject: Object {
  package private(set) var start: Value
  package private(set) var stop: Value
  package private(set) var step: Value
  deinit {
    if case .object = start { DeepRelease.empty(&start, .none) }
    if case .object = stop { DeepRelease.empty(&stop, .none) }
    if case .object = step { DeepRelease.empty(&step, .none) }
  }

  package init(_ start: Value, _ stop: Value, _ step: Value) {
    self.start = start
    self.stop = stop
    self.step = step
  }

  override package var typeName: String { "slice" }
  override package func representation(_ session: Session) throws -> String {
    try "slice(\(session.representation(start)), \(session.representation(stop)), "
      + "\(session.representation(step)))"
  }

  package func parts(_ session: Session) throws -> (Int?, Int?, Int?) {
    func part(_ value: Value) throws -> Int? {
      if value.isNone { return nil }
      guard let index = session.index(value) else {
        throw PythonError.type(
          "slice indices must be integers or None or have an __index__ method",
          hint: "`//` divides to a whole number")
      }
      return index
    }
    return (try part(start), try part(stop), try part(step))
  }

  package func resolved(length: Int, _ session: Session) throws
    -> (start: Int, step: Int, count: Int)
  {
    let (start, stop, step) = try parts(session)
    return try resolvedSlice(start, stop, step, length: length)
  }

  package func indices(length: Int, _ session: Session) throws -> [Int] {
    let part = try resolved(length: length, session)
    return (0..<part.count).map { part.start + $0 * part.step }
  }
}
