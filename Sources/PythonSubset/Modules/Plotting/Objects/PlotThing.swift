import Arrays
import Autodiff

/// Something of a figure that is not drawn.
///
/// It can be passed on, called and asked for parts; its numbers are not known.
class PlotThing: Object {
  let name: String
  /// How many parts it has, where that is known.
  let count: Int?

  init(_ name: String, count: Int? = nil) {
    self.name = name
    self.count = count
  }

  override var typeName: String { name }
  override func representation(_ session: Session) -> String { "<\(name)>" }

  override func attribute(_ attribute: String, _ session: Session) throws -> Value? {
    attribute.hasPrefix("__") ? nil : .object(PlotThing(attribute))
  }
  override func setAttribute(_ name: String, _ value: Value, _ session: Session) {}
  override func item(_ key: Value, _ session: Session) throws -> Value {
    .object(PlotThing(name))
  }
  override func setItem(_ key: Value, _ value: Value, _ session: Session) {}
  override func contains(_ value: Value, _ session: Session) throws -> Bool { throw unknown() }

  override func length(_ session: Session) throws -> Int {
    guard let count else { throw unknown() }
    return count
  }

  override func iterator(_ session: Session) throws -> IteratorObject {
    var left = count ?? 0
    return ClosureIterator("iterator") { [name] _ in
      guard left > 0 else { return nil }
      left -= 1
      return .object(PlotThing(name))
    }
  }

  override func call(_ arguments: Arguments, _ session: Session) throws -> Value {
    try Pyplot.check(arguments, of: name, session)
    // A colour map gives as many colours as it is given numbers.
    if let values = arguments.positional.first?.asObject(ArrayObject.self) {
      return .object(PlotThing(name, count: values.array.shape.first))
    }
    if let values = arguments.positional.first?.asObject(SequenceObject.self) {
      return .object(PlotThing(name, count: values.items.count))
    }
    return .object(PlotThing(name))
  }

  override func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ session: Session
  ) throws -> Value? { throw unknown() }

  override func compare(_ operation: ComparisonOperator, _ other: Value, _ session: Session) throws
    -> Value?
  {
    if operation == .equal || operation == .notEqual { return nil }
    throw unknown()
  }

  private func unknown() -> PythonError {
    .refused(
      "numbers of `\(name)` in a figure", hint: "compute them from the data that is plotted")
  }
}
