import Arrays
import Autodiff

/// How far a loop is, for whoever watches.
package struct ProgressState: Sendable {
  package var label: String
  package var done: Int
  /// How many turns there are, where that is known.
  package var total: Int?
  /// Numbers of the loop's own, such as `loss=0.31`.
  package var note: String
  package var isOver: Bool

  package init(label: String, done: Int, total: Int?, note: String, isOver: Bool) {
    self.label = label
    self.done = done
    self.total = total
    self.note = note
    self.isOver = isOver
  }
}

/// `for x in progress(xs):` gives the items of xs and tells the host how far it is.
final class ProgressObject: Object {
  private let source: IteratorObject
  private var label: String
  private let total: Int?
  private var done = 0
  private var note = ""

  init(_ source: IteratorObject, label: String, total: Int?) {
    self.source = source
    self.label = label
    self.total = total
  }

  override var typeName: String { "lesson.progress" }
  override var attributeNames: [String] { ["set_postfix", "set_description", "n", "total"] }

  override func length(_ session: Session) throws -> Int {
    guard let total else { return try super.length(session) }
    return total
  }

  override func iterator(_ session: Session) -> IteratorObject {
    ClosureIterator("progress") { [self] session in
      if done > 0 || note.isEmpty { tell(session, isOver: false) }
      guard let item = try source.next(session) else {
        tell(session, isOver: true)
        return nil
      }
      done += 1
      return item
    }
  }

  private func tell(_ session: Session, isOver: Bool) {
    session.onProgress?(
      ProgressState(label: label, done: done, total: total, note: note, isOver: isOver))
  }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "n": .int(done)
    case "total": total.map { .int($0) } ?? Value.none
    case "set_description":
      makeMethod(name, "text") { [self] bound, _ in
        label = bound[0]?.text ?? ""
        return .none
      }
    case "set_postfix":
      makeMethod(name, "**numbers") { [self] bound, session in
        note = try bound.keywords.map { keyword in
          let value = keyword.value.asObject(VariableObject.self)?.content ?? keyword.value
          let text =
            try value.number.map { "\((Float($0)))" } ?? session.string(value)
          return "\(keyword.name)=\(text.prefix(12))"
        }.joined(separator: " ")
        return .none
      }
    default: nil
    }
  }

  private static func count(_ value: Value, _ session: Session) -> Int? {
    guard case .object(let object) = value else { return nil }
    return try? object.length(session)
  }

  static func make(_ bound: Bound, _ session: Session) throws -> Value {
    let source = bound[0] ?? .none
    let total = try bound.given(1).map { try session.integer($0) } ?? Self.count(source, session)
    let label = bound.given(2)?.text ?? ""
    return .object(
      ProgressObject(try session.iterator(source), label: label, total: total))
  }
}
