import Arrays
import Autodiff
import LessonOutput
import PythonSubset

extension Picture {
  /// An array or number of the engine.
  init(_ array: NDArray, kind: NumberKind = .array) {
    if array.dimensions == 0 {
      self.init(array.scalar.double, dtype: Picture.dtype(array, kind))
    } else {
      self.init(shape: array.shape, dtype: array.dtype.name, values: array.doubles)
    }
  }

  private static func dtype(_ array: NDArray, _ kind: NumberKind) -> String {
    switch kind {
    case .int: "int"
    case .bool: "bool"
    case .float: "float"
    default: array.dtype.name
    }
  }

  /// A node's value on the tape.
  init(_ tape: Tape, _ index: Int) {
    self.init(tape.array(index), kind: tape.kinds[index])
  }
}

/// What a name was bound to, for `--format json`.
enum Summaries {
  /// Items shown of a list, and how deep lists in lists are shown.
  static let maximumItems = 24
  static let maximumDepth = 4

  static func summary(_ value: Value, _ session: Session, depth: Int = 0) -> Summary {
    switch value {
    case .unbound, .none: return Summary(type: "NoneType", ["value": .null])
    case .ellipsis: return Summary(type: "ellipsis")
    case .notImplemented: return Summary(type: "NotImplementedType")
    case .bool(let value): return Summary(type: "bool", ["value": .bool(value)])
    case .int(let value, _): return Summary(type: "int", ["value": .int(value)])
    case .float(let value, _): return Summary(type: "float", ["value": JSONValue(number: value)])
    case .scalar(let scalar):
      let type = scalar.dtype == .bool ? "bool" : scalar.dtype.name
      switch scalar.value {
      case .bool(let value): return Summary(type: type, ["value": .bool(value)])
      case .int(let value): return Summary(type: type, ["value": .int(value)])
      case .float(let value): return Summary(type: type, ["value": JSONValue(number: value)])
      }
    case .object(let object): return summary(object, session, depth)
    }
  }

  private static func summary(_ object: Object, _ session: Session, _ depth: Int) -> Summary {
    func items(_ values: [Value]) -> JSONValue {
      .array(
        depth >= maximumDepth
          ? []
          : values.prefix(maximumItems).map {
            .object(summary($0, session, depth: depth + 1).fields)
          })
    }
    switch object {
    case let string as StringObject:
      return Summary(
        type: "str", ["value": .string(string.value), "length": .int(string.scalars.count)])
    case let array as ArrayObject: return ndarray(array.array)
    case let variable as VariableObject:
      var fields = summary(variable.content, session, depth: depth).fields
      fields["type"] = .string("variable")
      return Summary(type: "variable", fields)
    case let sequence as SequenceObject:
      return Summary(
        type: sequence.typeName,
        ["length": .int(sequence.items.count), "items": items(sequence.items)])
    case let set as SetObject:
      return Summary(
        type: set.typeName, ["length": .int(set.items.count), "items": items(set.orderedItems)])
    case let dictionary as DictionaryObject:
      let pairs = dictionary.pairs
      return Summary(
        type: "dict",
        [
          "length": .int(pairs.count), "keys": items(pairs.map(\.key)),
          "items": items(pairs.map(\.value)),
        ])
    case is FunctionObject, is BuiltinFunction, is BoundMethod: return Summary(type: "function")
    case is ModuleObject: return Summary(type: "module")
    case is TypeObject: return Summary(type: "type")
    default: return Summary(type: object.typeName)
    }
  }

  private static func ndarray(_ array: NDArray) -> Summary {
    let values = array.doubles
    let statistics = Picture.Statistics(values)
    let first: [JSONValue] = values.prefix(6).map { value in
      if array.dtype == .bool { return .bool(value != 0) }
      if array.dtype.isInteger, let whole = Int(exactly: value) { return .int(whole) }
      return JSONValue(number: value)
    }
    return Summary(
      type: "ndarray",
      [
        "dtype": .string(array.dtype.name), "shape": .array(array.shape.map { .int($0) }),
        "first": .array(first), "sum": JSONValue(number: statistics.sum),
        "abs_sum": JSONValue(number: statistics.absoluteSum),
      ])
  }
}
