import Arrays
import Autodiff

/// What `plt.subplots(2, 3)` gives: axes in an array, indexed and reshaped as arrays are.
final class AxesGrid: Object {
  private let places: ArrayObject
  private let items: [Value]

  init(_ places: ArrayObject, _ items: [Value]) {
    self.places = places
    self.items = items
  }

  static let members: Set<String> = [
    "flatten", "ravel", "reshape", "T", "flat", "shape", "size", "ndim", "transpose", "squeeze",
    "copy",
  ]

  override var typeName: String { "numpy.ndarray" }
  override var attributeNames: [String] { Array(Self.members) }
  override func representation(_ session: Session) -> String { "array of axes" }
  override func length(_ session: Session) throws -> Int { try places.length(session) }

  /// Places become the axes that stand there.
  private func axes(_ value: Value) -> Value {
    switch value {
    case .scalar(let scalar): items[Int(scalar.value.int)]
    case .object(let object):
      if let array = object as? ArrayObject {
        .object(AxesGrid(array, items))
      } else if object is BuiltinFunction {
        .object(
          BuiltinFunction("method", Signature("*args, **kwargs")) { [self] bound, session in
            axes(
              try object.call(Arguments(bound.rest, keywords: bound.keywords), session))
          })
      } else if let iterator = object as? IteratorObject {
        .object(
          ClosureIterator("iterator") { [self] session in
            try iterator.next(session).map { axes($0) }
          })
      } else {
        value
      }
    default: value
    }
  }

  override func attribute(_ name: String, _ session: Session) throws -> Value? {
    guard Self.members.contains(name), let found = try places.attribute(name, session) else {
      return nil
    }
    if name == "flat" { return .object(AxesGrid(places, items).flattened(session)) }
    return axes(found)
  }

  private func flattened(_ session: Session) -> AxesGrid {
    let flat = try? session.call(
      session.attribute(.object(places), "ravel"), Arguments())
    return AxesGrid(flat?.asObject(ArrayObject.self) ?? places, items)
  }

  override func item(_ key: Value, _ session: Session) throws -> Value {
    axes(try places.item(key, session))
  }

  override func iterator(_ session: Session) throws -> IteratorObject {
    let iterator = try places.iterator(session)
    return ClosureIterator("iterator") { [self] session in
      try iterator.next(session).map { axes($0) }
    }
  }
}
