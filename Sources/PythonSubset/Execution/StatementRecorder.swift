import Arrays
import Diagnostics

/// Records what each statement at a block's top level changed, for stepping through blocks that
/// are not traced. Statements inside loops and branches are recorded each time they run.
package final class StatementRecorder {
  /// Later statements run unrecorded, and are counted.
  package static let maximumRecords = 2_000

  /// A name whose value a statement changed: as text, and as it was before.
  package struct Change: Hashable {
    package var name: String
    package var before: String?
    /// Nil: the name was deleted.
    package var after: String?
  }

  package struct Record {
    package var span: Span
    package var changes: [Change]
    package var printed: String
  }

  package private(set) var records: [Record] = []
  package private(set) var omitted = 0
  /// What names were last seen to hold.
  private var known: [String: SeenValue] = [:]

  package init() {}

  /// Notes what names hold before the block runs.
  func begin(_ session: Session) {
    for name in session.globalNames {
      if let value = session.global(name) { known[name] = SeenValue(value, session) }
    }
  }

  /// Runs one statement and records what became of the names it may touch.
  func run(
    _ span: Span, names: [String], _ session: Session, _ body: () throws -> Flow
  ) throws -> Flow {
    guard records.count < Self.maximumRecords else {
      omitted += 1
      return try body()
    }
    let start = session.output.bytes.count
    do {
      let flow = try body()
      add(span, names, session, start)
      return flow
    } catch {
      // What it printed or changed before it failed is seen too.
      add(span, names, session, start)
      throw error
    }
  }

  private func add(_ span: Span, _ names: [String], _ session: Session, _ start: Int) {
    var changes: [Change] = []
    for name in names {
      let value = session.global(name)
      let after = value.flatMap { SeenValue($0, session) }
      let before = known[name]
      if after?.text != before?.text {
        changes.append(Change(name: name, before: before?.text, after: after?.text))
      } else if let value, let before, let after {
        changes += after.changedElements(of: name, value, since: before, session)
      }
      known[name] = after
    }
    let bytes = session.output.bytes
    records.append(
      Record(
        span: span, changes: changes,
        printed: String(decoding: bytes[min(start, bytes.count)...], as: UTF8.self)))
  }
}

/// A value in a few words: what a line of a stepper has room for.
enum ValueText {
  private static let maximumItems = 12
  private static let maximumLength = 60

  /// Nil for what has nothing to show: modules and the like.
  static func short(_ value: Value, _ session: Session) -> String? {
    if case .unbound = value { return nil }
    return text(value, session, depth: 0)
  }

  private static func text(_ value: Value, _ session: Session, depth: Int) -> String? {
    guard case .object(let object) = value else {
      return try? session.representation(value)
    }
    switch object {
    case is StringObject, is RangeObject:
      return (try? session.representation(value)).map(cut)
    case let array as ArrayObject:
      let shape = array.array.shape
      if array.array.count <= maximumItems, shape.count <= 2,
        let text = try? session.representation(value)
      {
        let flat = text.split(whereSeparator: { $0 == "\n" || $0 == " " }).joined(separator: " ")
        if flat.count <= maximumLength { return flat }
      }
      let size =
        "(" + shape.map(String.init).joined(separator: ", ")
        + (shape.count == 1 ? ",)" : ")")
      let first = array.array.doubles.prefix(3).map { cut(shortNumber($0)) }
      return "array \(size) \(array.array.dtype.name)"
        + (first.isEmpty ? "" : ": " + first.joined(separator: ", ") + ", …")
    case let array as StringArrayObject:
      guard let whole = try? array.string(session) else { return nil }
      let text = whole.split(whereSeparator: \.isNewline).joined(separator: " ")
      return array.codes.array.count <= maximumItems && text.count <= maximumLength
        ? text : "array \(pythonShape(array.shape)) of strings"
    case let variable as VariableObject:
      return text(variable.content, session, depth: depth).map { "variable \($0)" }
    case let sequence as SequenceObject:
      if sequence.items.count > maximumItems || depth > 2 {
        return "\(sequence.typeName) of \(sequence.items.count)"
      }
      let items = sequence.items.compactMap { text($0, session, depth: depth + 1) }
      let isTuple = sequence.typeName == "tuple"
      let inner = items.joined(separator: ", ") + (isTuple && items.count == 1 ? "," : "")
      return cut(isTuple ? "(\(inner))" : "[\(inner)]")
    case let dictionary as DictionaryObject:
      let pairs = dictionary.pairs
      if pairs.count > maximumItems || depth > 2 { return "dict of \(pairs.count)" }
      let items = pairs.compactMap { pair -> String? in
        guard let key = text(pair.key, session, depth: depth + 1),
          let value = text(pair.value, session, depth: depth + 1)
        else { return nil }
        return "\(key): \(value)"
      }
      return cut("{" + items.joined(separator: ", ") + "}")
    case let set as SetObject: return "set of \(set.items.count)"
    case let function as FunctionObject: return "function \(function.code.name)"
    case let type as ClassObject: return "class \(type.name)"
    case is ModuleObject, is BuiltinFunction, is TypeObject: return nil
    default: return "a \(object.typeName)"
    }
  }

  static func shortNumber(_ number: Double) -> String {
    let rounded = (number * 10_000).rounded() / 10_000
    if rounded == rounded.rounded(), abs(rounded) < 1e15 { return String(Int(rounded)) }
    return abs(number) >= 0.001 && abs(number) < 1e6 ? "\(rounded)" : "\(number)"
  }

  private static func cut(_ text: String) -> String {
    text.count <= maximumLength ? text : text.prefix(maximumLength - 1) + "…"
  }
}

extension Statement {
  /// Names that the statement binds or may change in place: targets, the bases of `a[0] = …` and
  /// of `a.append(…)`.
  var touchedNames: [String] {
    var names: [String] = []
    func add(_ name: String) { if !names.contains(name) { names.append(name) } }
    func target(_ e: Expression) {
      switch e.kind {
      case .name(let name): add(name)
      case .attribute(let base, _), .subscript(let base, _), .starred(let base): target(base)
      case .tuple(let items), .list(let items): items.forEach(target)
      default: break
      }
    }
    func effects(_ e: Expression) {
      switch e.kind {
      case .call(let callee, let arguments):
        if case .attribute(let base, _) = callee.kind { target(base) }
        // A function may write into an array it is given.
        for argument in arguments { if case .name(let name) = argument.value.kind { add(name) } }
      case .named(let name, _): add(name)
      default: break
      }
    }
    switch kind {
    case .expression(let e): effects(e)
    case .assign(let targets, let value):
      targets.forEach(target)
      effects(value)
    case .augmented(let place, _, let value):
      target(place)
      effects(value)
    case .annotated(let place, _, let value):
      target(place)
      if let value { effects(value) }
    case .function(let definition): add(definition.name)
    case .classDefinition(let definition): add(definition.name)
    case .delete(let targets): targets.forEach(target)
    case .importModules(let items), .importFrom(_, let items):
      for item in items { add(item.alias ?? item.name) }
    default: break
    }
    return names
  }

  /// Statements that hold others; these are recorded, not the whole.
  var isCompound: Bool {
    switch kind {
    case .conditional, .whileLoop, .forLoop, .tryBlock, .withBlock: true
    default: false
    }
  }
}
