import Arrays
import Autodiff

/// `import lesson`: the engine under familiar names.
func makeLessonModule(_ neuralNetworks: ModuleObject) -> ModuleObject {
  let names = LessonFunctions.catalogue.map(\.name)
  return ModuleObject(
    "lesson", members: ["nn": .object(neuralNetworks)],
    refused: [
      "hessian", "jacobian", "hvp", "gradient_check", "gate", "show", "progress", "optim",
      "init", "preprocess", "augment", "data", "search", "check",
    ], known: { names }
  ) { name in
    guard let entry = LessonFunctions.catalogue.first(where: { $0.name == name }) else {
      return nil
    }
    return .object(BuiltinFunction(name, Signature(entry.signature), entry.body))
  }
}

enum LessonFunctions {
  struct Entry {
    var name: String
    var signature: String
    var summary: String
    var example: String
    var body: (Bound, Session) throws -> Value
  }

  static var catalogue: [Entry] {
    [
      Entry(
        name: "variable", signature: "value",
        summary:
          "A number or array that remembers how it was used: `f.backward()` fills its `.grad`.",
        example: "x = variable(3.0)\nf = x * x\nf.backward()\nx.grad"
      ) { bound, session in
        .object(try VariableObject.make(bound[0] ?? .none, session))
      },
      Entry(
        name: "grad", signature: "f, argnums=0",
        summary: "A function that gives the gradient of f with respect to one of its arguments.",
        example: "grad(lambda x: x ** 3)(2.0)"
      ) { bound, session in
        try differentiated(bound, session) { _, gradient in gradient }
      },
      Entry(
        name: "value_and_grad", signature: "f, argnums=0",
        summary: "A function that gives f's value and its gradient, as a pair.",
        example: "value_and_grad(lambda x: x ** 3)(2.0)"
      ) { bound, session in
        try differentiated(bound, session) { .tuple([$0, $1]) }
      },
      Entry(
        name: "no_grad", signature: "",
        summary: "`with no_grad():` computes without recording: what comes out is a constant.",
        example:
          "from lesson import variable\nx = variable(2.0)\nwith no_grad():\n    y = x * x\ny"
      ) { _, _ in .object(NoGradient()) },
    ]
  }

  private static func differentiated(
    _ bound: Bound, _ session: Session, _ shape: @escaping (Value, Value) -> Value
  ) throws -> Value {
    guard case .object(let function)? = bound[0] else {
      throw PythonError.type("grad() takes a function", hint: "`grad(f)(x)`, not `grad(f(x))`")
    }
    let number = try bound.given(1).map { try session.integer($0) } ?? 0
    return .object(
      BuiltinFunction("grad", Signature("*args, **kwargs")) { bound, session in
        guard number >= 0, number < bound.rest.count else {
          throw PythonError.type("there is no argument \(number) to differentiate by")
        }
        let (value, gradient) = try gradient(function, bound, number, session)
        return shape(value, gradient)
      })
  }

  private static func gradient(
    _ function: Object, _ bound: Bound, _ number: Int, _ session: Session
  ) throws -> (Value, Value) {
    let engine = session.engine
    let isOwn = engine.tape == nil
    let tape = engine.tape ?? engine.openTape()
    defer { if isOwn { engine.closeTape() } }
    var arguments = Arguments(bound.rest, keywords: bound.keywords)
    let node: UInt32
    let given = arguments.positional[number]
    switch given {
    case .int(let x, _):
      node = engine.leaf(Double(x), .int)
      arguments.positional[number] = .int(x, node)
    case .float(let x, _):
      node = engine.leaf(x, .float)
      arguments.positional[number] = .float(x, node)
    case .scalar(var scalar):
      node = engine.leaf(scalar.value.double, .scalar)
      scalar.node = node
      arguments.positional[number] = .scalar(scalar)
    default:
      let array = ArrayObject(try session.untracked { try session.tensor(given) }.array.copy())
      node = engine.makeLeaf(array.handle)
      arguments.positional[number] = .object(array)
    }
    let result = try function.call(arguments, session)
    var output = result.node
    if let array = result.asObject(ArrayObject.self) {
      if array.array.count != 1 {
        throw PythonError.type(
          "grad() needs a function that gives one number, but it gave shape "
            + pythonShape(array.array.shape), hint: "`.sum()` makes one number of it")
      }
      output = engine.read(array.handle).node
    } else if result.number == nil {
      throw PythonError.type(
        "grad() needs a function that gives one number, but it gave \(session.typeName(result))",
        hint: "does the function end with `return`?")
    }
    let shape = tape.shape(tape.index(node))
    guard engine.isTracked(output) else {
      return (
        result.withNode(0),
        shape.isEmpty ? .float(0) : .object(ArrayObject(NDArray(zeros: shape, .float64)))
      )
    }
    let gradients = try engine.backward(tape, from: tape.index(output))
    let gradient: Value
    if let tensor = gradients.tensor(tape.index(node), tape) {
      gradient =
        tensor.array.dimensions == 0
        ? .float(tensor.array.scalar.double) : .object(ArrayObject(tensor.array.copy()))
    } else {
      gradient =
        shape.isEmpty ? .float(0) : .object(ArrayObject(NDArray(zeros: shape, .float64)))
    }
    return (isOwn ? result.withNode(0) : result, gradient)
  }
}

/// `with no_grad():`.
final class NoGradient: Object {
  private var tape: Tape?
  private var wasPaused = false

  override var typeName: String { "lesson.no_grad" }

  override func attribute(_ name: String, _ session: Session) -> Value? {
    switch name {
    case "__enter__":
      .object(
        BuiltinFunction(name, Signature("")) { [self] _, session in
          tape = session.engine.tape
          wasPaused = session.engine.isPaused
          session.engine.tape = nil
          session.engine.isPaused = true
          return .none
        })
    case "__exit__":
      .object(
        BuiltinFunction(name, Signature("*args")) { [self] _, session in
          session.engine.tape = tape
          session.engine.isPaused = wasPaused
          return .bool(false)
        })
    default: nil
    }
  }
}
